"""Logs on standard error, for people or as JSON lines; standard output belongs to records.

Our own events (structlog) and those of libraries (`logging`) come out in one form; ``name=value`` in the text of an
event of ours becomes a field, so that alerts, channels and sources can be searched by id.

No secret leaves: the finished line, tracebacks included, is searched for the configured secrets (`hide`), for
credentials and keys inside addresses, and for authorization headers. Tracebacks show no local variables.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import TYPE_CHECKING, Any, Literal, TextIO
from urllib.parse import quote

if TYPE_CHECKING:
    from structlog.typing import Processor

__all__ = ["SECRET_NAMES", "LogFormat", "hide", "scrubbed", "set_up", "set_up_later"]

LogFormat = Literal["console", "json"]

SECRET_NAMES = re.compile(
    r"passw(?:or)?d|secret|token|api_?key|routing_?key|authorization|credential|cookie", re.IGNORECASE
)
HIDDEN = "***"
_PATTERNS = (
    (re.compile(r"(://)[^/\s\"'@\\]+(?=@)"), rf"\1{HIDDEN}"),  # user:password@ in an address
    (
        re.compile(r"([?&][\w.-]*(?:key|token|secret|passw(?:or)?d|sig|auth)[\w.-]*=)[^&\s\"'\\]+", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\b(Bearer|Basic) [A-Za-z0-9._~+/=-]{12,}"), rf"\1 {HIDDEN}"),
)
_OURS = ("alerts.", "connectors.", "deploy.", "streams.")
_FIELD = re.compile(r" ([a-z_]+)=(\S+)")

_secrets: dict[str, None] = {}
_CHATTY = ("aiokafka", "faust", "mode", "httpx", "httpcore", "websockets", "asyncio", "apprise", "kafka")
"""Libraries that tell at "info" what only their authors want to know."""


def _hide(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in event:
        if SECRET_NAMES.search(key):
            event[key] = HIDDEN
    return event


def hide(secrets: Iterable[str]) -> None:
    """Leave these texts out of every line from now on, also as JSON and as a part of an address write them."""
    for secret in sorted(secrets, key=len, reverse=True):  # the longest first: one may hold another
        for written in (secret, json.dumps(secret)[1:-1], quote(secret, safe="")):
            _secrets[written] = None


def scrubbed(text: str) -> str:
    """Return a text without secrets."""
    for secret in _secrets:
        text = text.replace(secret, HIDDEN)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


class _Scrubbing(logging.Formatter):
    """The last step of every line."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return scrubbed(self._inner.format(record))


class _Handler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  `logging` calls it so
        """Say that a line is missing; the usual way shows the line as it is."""
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"a log line of {record.name} could not be written\n")


def _fields(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Make fields of ``name=value`` in the text of our own plain `logging` events."""
    text = event.get("event")
    if isinstance(text, str) and str(event.get("logger", "")).startswith(_OURS):
        for name, value in _FIELD.findall(text):
            event.setdefault(name, value)
        event["event"] = _FIELD.sub("", text)
    return event


def _level(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["level"] = {"warn": "warning"}.get(event.get("level", ""), event.get("level"))
    return event


def set_up(log_format: LogFormat = "console", verbosity: int = 0) -> None:
    """Configure structlog and `logging` of this process; may be called again.

    Args:
        log_format: for people, or one JSON object a line.
        verbosity: 0 tells what happens, 1 also details of ours, 2 also those of libraries.
    """
    import structlog  # noqa: PLC0415  with what it imports a seventh of a second, see `set_up_later`

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        _level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        _hide,
    ]
    if log_format == "json":
        last: list[Processor] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        # The other ways of showing a traceback print local variables, and secrets are among those.
        plain = structlog.dev.plain_traceback
        last = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    handler = _Handler(sys.stderr)
    handler.setFormatter(
        _Scrubbing(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=[*shared, _fields],
                processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            )
        )
    )
    _hear(handler, verbosity)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.DEBUG if verbosity > 1 else logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def set_up_later(log_format: LogFormat = "console", verbosity: int = 0) -> None:
    """Configure the logs at the first line: for verbs that import no structlog and hardly ever tell anything."""
    _hear(_Waking(log_format, verbosity), verbosity)


def _hear(handler: logging.Handler, verbosity: int) -> None:
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if verbosity else logging.INFO)


class _Waking(logging.Handler):
    def __init__(self, log_format: LogFormat, verbosity: int) -> None:
        super().__init__()
        self._log_format, self._verbosity = log_format, verbosity

    def emit(self, record: logging.LogRecord) -> None:
        """Set the logs up, and take the line by the way that they then have."""
        set_up(self._log_format, self._verbosity)
        logger = logging.getLogger(record.name)
        if logger.isEnabledFor(record.levelno):
            logger.handle(record)

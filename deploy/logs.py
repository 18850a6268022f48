"""Logs on standard error, for people or as JSON lines; standard output belongs to records.

Our own events (structlog) and those of libraries (`logging`) come out in one form. Values under keys that sound like a
secret are hidden, should one ever get there.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog
from structlog.typing import Processor

__all__ = ["LogFormat", "set_up"]

LogFormat = Literal["console", "json"]

_SECRET = re.compile(r"password|passwd|secret|token|api_?key|authorization|credential", re.IGNORECASE)
_CHATTY = ("aiokafka", "faust", "mode", "httpx", "httpcore", "websockets", "asyncio", "apprise", "kafka")
"""Libraries that tell at "info" what only their authors want to know."""


def _hide(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in event:
        if _SECRET.search(key):
            event[key] = "***"
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
        last = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if verbosity else logging.INFO)
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

"""What the verbs about sources share: the health of all of them from wherever it is, and tables of configuration."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from connectors.codec import RecordError
from connectors.health import HEALTHS, SourceHealth
from connectors.opml import Listed
from deploy.config import Config, SourceTable
from deploy.config_check import resolved
from deploy.config_problems import Findings
from deploy.parameters import plan_of
from deploy.web import WebError, get

__all__ = ["PAGE", "SourceRow", "ago", "feed_table", "health_page", "healths", "option_values", "rows"]

PAGE = "/sources"
ASK_SECONDS = 2.0


class SourceRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of ``tocsin sources``; also its JSON.

    Attributes:
        source, type: as configured.
        state: ``ok``, ``waiting`` (never run), ``failing``, ``silent``, ``stopped`` (for good) or ``finished``.
        last_success, last_arrival, last_post: when it last answered, when Kafka last got posts, their newest time.
        posts_per_day: lately.
        next_poll: of a source that is asked.
        gaps, skipped: since the start of its process.
        error, failed_at: the last failure, also when it is over.
        silent: unusually long without posts.
    """

    source: str
    type: str
    state: str
    last_success: datetime | None = None
    last_arrival: datetime | None = None
    last_post: datetime | None = None
    posts_per_day: float = 0.0
    next_poll: datetime | None = None
    gaps: int = 0
    skipped: int = 0
    error: str | None = None
    failed_at: datetime | None = None
    silent: bool = False


def health_page(known: Mapping[str, SourceHealth]) -> bytes:
    """Return what a process of sources tells on `PAGE`."""
    return msgspec.json.encode(list(known.values()))


def healths(config: Config) -> dict[str, SourceHealth]:
    """Return the health of the sources: of the process that runs them, else as saved in Kafka.

    Raises:
        BrokerError: nothing runs, and Kafka cannot be reached or is embedded, which keeps nothing.
    """
    if config.metrics.port:
        host = "127.0.0.1" if config.metrics.host in {"0.0.0.0", "::"} else config.metrics.host  # noqa: S104
        try:
            answer = get(f"http://{host}:{config.metrics.port}{PAGE}", ASK_SECONDS)
            if answer.status == 200:
                return {health.name: health for health in HEALTHS.decode_many(answer.body)}
        except (WebError, RecordError):
            pass  # nobody there, or somebody else: what was saved is as good, if half a minute older
    return asyncio.run(_saved(config))


async def _saved(config: Config) -> dict[str, SourceHealth]:
    from connectors.checkpoints import Checkpoints  # noqa: PLC0415
    from deploy.opening import reached  # noqa: PLC0415

    with reached(config, "connect") as broker:
        async with Checkpoints(broker.aiokafka(), plan_of(config).topic("checkpoints")) as checkpoints:
            await checkpoints.load()
            return checkpoints.healths


def rows(sources: Iterable[SourceTable], known: Mapping[str, SourceHealth], now: datetime) -> list[SourceRow]:
    """Return a line for each configured source."""
    return [_row(source.name, source.type, known.get(source.name), now) for source in sources]


def _row(name: str, kind: str, health: SourceHealth | None, now: datetime) -> SourceRow:
    if health is None:
        return SourceRow(name, kind, "waiting")
    fields: dict[str, Any] = {
        "last_success": health.answered_at,
        "last_arrival": health.arrived_at,
        "last_post": health.newest_post_at,
        "posts_per_day": round(health.posts_per_day(now), 1),
        "next_poll": health.next_poll_at,
        "gaps": health.gaps,
        "skipped": health.skipped,
        "error": health.error,
        "failed_at": health.failed_at,
        "silent": health.silent(now),
    }
    return SourceRow(name, kind, _state(health, now), **fields)


def _state(health: SourceHealth, now: datetime) -> str:
    if health.ended:
        return "stopped" if health.failures else "finished"
    if health.failures:
        return "failing"
    if health.silent(now):
        return "silent"
    return "ok" if health.answered_at is not None else "waiting"


def ago(at: datetime | None, now: datetime) -> str:
    """Return a distance in time as people say it: ``12 s``, ``5 min``, ``3 h``, ``2 d``; ahead with ``in``."""
    if at is None:
        return "-"
    seconds = round(abs(now - at) / timedelta(seconds=1))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size or (unit == "min" and seconds >= size):
            return f"{'in ' if at > now else ''}{seconds // size} {unit}"
    return f"{'in ' if at > now else ''}{seconds} s"


def option_values(settings: Iterable[str], env: Mapping[str, str]) -> dict[str, Any]:
    """Read ``name=value`` pairs: a value as TOML writes it, else as text; ``env:NAME`` from the environment.

    Raises:
        ValueError: a sentence for people.
    """
    values: dict[str, Any] = {}
    for setting in settings:
        name, equals, raw = setting.partition("=")
        if not equals or not name.strip():
            raise ValueError(f"{setting!r} is not OPTION=VALUE.")
        try:
            values[name.strip()] = tomllib.loads(f"value = {raw}")["value"]
        except tomllib.TOMLDecodeError:
            values[name.strip()] = raw
    findings = Findings({})
    found = resolved(values, env, findings)
    if findings.problems:
        problem = findings.problems[0]
        raise ValueError(f"{problem.problem}. {problem.mend}")
    return dict(found)


def feed_table(name: str, feed: Listed, interval_seconds: int) -> str:
    """Return the table of the configuration for a feed of a list."""
    comment = " - ".join(filter(None, (feed.folder, feed.title)))
    said = "".join(character if character.isprintable() else " " for character in comment)
    head = f"# {said}\n" if said else ""
    options = f"url = {_quoted(feed.url)}, interval_seconds = {interval_seconds}"
    return f'{head}[[sources]]\nname = "{name}"\ntype = "feeds"\noptions = {{ {options} }}\n'


def _quoted(text: str) -> str:
    """Return a basic string of TOML; JSON's strings are ones."""
    return msgspec.json.encode(text).decode().replace("\x7f", "\\u007f")

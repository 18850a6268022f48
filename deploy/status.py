"""How a running Tocsin fares, from what its processes tell on their ports: `ask` them all, then `judge` purely.

The processes are those of the configuration: ``[metrics] port`` is the sources', the stages have the next ones. A
process that does not answer is told as such; what the others say of the rest is judged all the same. Where processes
run on several machines, or several workers share a stage, ``[status] endpoints`` names them all, and each tells itself
what it is. Limit: nothing is discovered; where processes come and go, as on Kubernetes, Prometheus watches them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import msgspec

from connectors.codec import RecordError
from connectors.health import HEALTHS, SourceHealth
from deploy.config import Config, SourceTable
from deploy.findings import PROCESSES, Finding, ProcessRow, Samples, Told, deadman_seconds, findings, rounded
from deploy.sources import PAGE, SourceRow, rows
from deploy.web import WebError, get

__all__ = ["Status", "ask", "asked", "judge"]

ASK_SECONDS = 3.0
MOST_AT_ONCE = 32


class Status(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of it.

    Attributes:
        healthy: nothing needs hands.
        deadman_seconds: age of the newest heartbeat that came through the whole path.
        last_alert_seconds: since a revision was last taken for delivery; None: none since the stage was started.
        open_alerts: by severity.
        owed: alert revisions that a channel still has to be told, by channel.
    """

    at: datetime
    healthy: bool
    processes: tuple[ProcessRow, ...]
    sources: tuple[SourceRow, ...] = ()
    deadman_seconds: float | None = None
    last_alert_seconds: float | None = None
    open_alerts: dict[str, int] = {}
    owed: dict[str, int] = {}
    findings: tuple[Finding, ...] = ()


def asked(config: Config) -> list[tuple[str, str]]:
    """Return name and address of each process to ask; an empty name where the process has to tell it."""
    if config.status.endpoints:
        return [("", f"http://{endpoint}") for endpoint in config.status.endpoints]
    host = "127.0.0.1" if config.metrics.host in {"0.0.0.0", "::"} else config.metrics.host  # noqa: S104
    return [(name, f"http://{host}:{config.metrics.port + index}") for index, name in enumerate(PROCESSES)]


def ask(config: Config) -> tuple[list[Told], dict[str, SourceHealth]]:
    """Ask all processes at once; returns what each told, and the health of the sources as far as it is known."""
    processes = asked(config)
    with ThreadPoolExecutor(min(MOST_AT_ONCE, 2 * len(processes))) as pool:
        healths = pool.map(_healths, [url for name, url in processes if name in {"", "connect"}])
        told = list(pool.map(lambda one: _told(*one), processes))
    order = {name: number for number, name in enumerate(PROCESSES)}
    told.sort(key=lambda one: order.get(one.name, len(order)))
    return told, {name: health for known in healths for name, health in known.items()}


def _told(name: str, url: str) -> Told:
    try:
        page = get(f"{url}/metrics", ASK_SECONDS)
        ready = get(f"{url}/readyz", ASK_SECONDS)
        samples = Samples(page.body.decode())
    except (WebError, ValueError) as error:
        return Told(name, url, problem=str(error))
    runs = samples.by("tocsin_build_info", "process")
    if not runs or name not in {"", *runs}:
        return Told(name, url, problem=f"somebody else answers at {url}")
    unready = ", ".join(msgspec.json.decode(ready.body)["problems"].values()) if ready.status != 200 else None
    return Told(name or next(iter(runs)), url, samples, unready=unready)


def _healths(url: str) -> dict[str, SourceHealth]:
    try:
        answer = get(url + PAGE, ASK_SECONDS)
        return {one.name: one for one in HEALTHS.decode_many(answer.body)} if answer.status == 200 else {}
    except (WebError, RecordError):
        return {}


def judge(
    told: Sequence[Told], sources: Iterable[SourceTable], healths: Mapping[str, SourceHealth], now: datetime
) -> Status:
    """Return the status, with what to do next, the first cause first. Pure."""
    processes = tuple(_process(one, now.timestamp()) for one in told)
    answers: dict[str, list[Samples]] = {}
    for one in told:
        if one.samples is not None:
            answers.setdefault(one.name, []).append(one.samples)
    known = {name: Samples.together(several) for name, several in answers.items()}
    listed = tuple(rows(sources, healths, now)) if "connect" in known else ()
    found = tuple(findings(told, processes, listed, known, now.timestamp()))
    escalate, notify = known.get("escalate"), known.get("notify")
    return Status(
        at=now.astimezone(UTC),
        healthy=not any(one.urgent for one in found),
        processes=processes,
        sources=listed,
        deadman_seconds=deadman_seconds(notify, now.timestamp()),
        last_alert_seconds=notify.newest("alert_last_timestamp_seconds", now.timestamp()) if notify else None,
        open_alerts=_counts(escalate, "alerts_open", "severity"),
        owed=_counts(notify, "notify_outbox_entries", "channel"),
        findings=found,
    )


def _process(one: Told, now: float) -> ProcessRow:
    samples = one.samples
    if samples is None:
        return ProcessRow(one.name, one.url, "silent")
    started, memory = samples.values("process_start_time_seconds"), samples.values("process_resident_memory_bytes")
    stage = one.name != "connect"
    lag = int(samples.total("consumer_lag")) if samples.values("consumer_lag") else None
    behind = samples.oldest("consumer_settled_timestamp_seconds", now) if lag else lag
    return ProcessRow(
        one.name,
        one.url,
        "starting" if one.unready else "ok",
        uptime_seconds=round(now - started[0], 1) if started else None,
        memory_bytes=int(memory[0]) if memory else None,
        lag=lag,
        lag_seconds=rounded(behind),
        last_work_seconds=rounded(samples.oldest("stage_heartbeat_timestamp_seconds", now)),
        records=int(samples.total("stage_records_total" if stage else "ingest_posts_total")),
    )


def _counts(samples: Samples | None, name: str, label: str) -> dict[str, int]:
    return {key: int(value) for key, value in samples.by(name, label).items()} if samples else {}

"""Runs connectors for good: poll or stream, back off, and move each checkpoint after Kafka acknowledged.

How a process runs all its sources::

    context = Context.of(allow_private_hosts)                  # connectors.registry
    connectors = [build(name, kind, options, context) for …]   # raises OptionsError, a sentence for people
    stop = asyncio.Event()                                     # set it from the handlers of SIGTERM and SIGINT
    health: dict[str, SourceHealth] = {}                       # filled while running: for a page or /healthz
    async with Sink(client_options, SinkTopics(posts, dead, partitions)) as sink:      # connectors.sink
        async with Checkpoints(client_options, topic) as checkpoints:                  # connectors.checkpoints
            outcome = await run(connectors, sink, checkpoints, RunSettings(heartbeat=True), stop, health)
    await context.aclose()

``client_options`` are aiokafka's (``bootstrap_servers``, ``security_protocol``, …). `run` returns when every source
has ended (files) or after ``stop``; it raises what only a restart can mend, so the process should end with it.

- One connector's `ConnectorError` concerns that connector alone: it pauses (`connectors.pauses`) and goes on, or ends
  when the error is final. Any other exception is a fault of ours: the others are stopped cleanly, then it is raised.
- A checkpoint moves only past batches all of whose posts, and of all batches before, are acknowledged.
- When a delivery fails, the connector starts again from the newest acknowledged cursor. While Kafka takes nothing,
  pollers are not asked and streams are left; they resume by their cursor.
- Unreadable records and gaps are delivered to the dead letters with the batch they belong to.
- The health of each source is saved beside the checkpoints; one that has fallen silent is a warning and a metric.
- Heartbeats: one post a minute that proves the whole path and moves the clock of what stands at its end. Not for
  replays, whose clock is in the past.
- A stop takes at most `RunSettings.flush_seconds` and `RunSettings.save_seconds`, also while Kafka is away: what is not
  acknowledged then is read again at the next start.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from connectors.connector import Connector, Poller
from connectors.errors import ConnectorError, DeliveryError
from connectors.feeder import Feeder, RunSettings, SinkLike
from connectors.health import SourceHealth
from connectors.health_watch import HealthWatch
from connectors.post import HEARTBEAT_SOURCE, heartbeat

__all__ = ["CheckpointsLike", "Outcome", "RunSettings", "SinkLike", "heartbeat", "run"]

log = structlog.get_logger(__name__)


class CheckpointsLike(Protocol):
    """What the runner needs of `connectors.checkpoints.Checkpoints`."""

    @property
    def healths(self) -> Mapping[str, SourceHealth]:
        """The health of every connector as saved last; known after `load`."""
        ...

    async def load(self) -> dict[str, str]:
        """Return the newest cursor of every connector."""
        ...

    async def save_health(self, healths: Sequence[SourceHealth]) -> None:
        """Save the health of some connectors."""
        ...

    async def save(self, name: str, cursor: str) -> None:
        """Save one cursor."""
        ...


@dataclass(frozen=True)
class Outcome:
    """How a run ended: connectors that finished, those that stopped for good and why, and everyone's health."""

    finished: tuple[str, ...]
    failed: Mapping[str, ConnectorError]
    health: Mapping[str, SourceHealth]


async def run(
    connectors: Sequence[Connector],
    sink: SinkLike,
    checkpoints: CheckpointsLike,
    settings: RunSettings | None = None,
    stop: asyncio.Event | None = None,
    health: dict[str, SourceHealth] | None = None,
) -> Outcome:
    """Run connectors until all have ended or ``stop`` is set.

    Args:
        connectors: with distinct names.
        sink: an open one.
        checkpoints: open ones.
        settings: see `RunSettings`.
        stop: set it to end cleanly: what is handed over is acknowledged and saved.
        health: filled while running, for those who want to show it.

    Raises:
        Exception: the unexpected one that a connector raised, after the others were stopped cleanly.
    """
    settings, stop = settings or RunSettings(), stop or asyncio.Event()
    health = {} if health is None else health
    cursors = await checkpoints.load()
    feeders: list[Feeder] = []
    pollers = sum(isinstance(connector, Poller) for connector in connectors)
    for connector in connectors:
        health[connector.name] = _known(connector.name, checkpoints.healths, settings.clock())
        wait = _first_wait(connector, len(feeders) / len(connectors), pollers, settings)
        cursor = cursors.get(connector.name)
        feeders.append(Feeder(connector, sink, settings, health[connector.name], cursor, wait))
    if len(health) < len(feeders):
        raise ValueError("two connectors have the same name, and would overwrite each other's checkpoint")
    watch = HealthWatch(health, checkpoints, settings)
    background = [asyncio.create_task(_save_for_ever(feeders, checkpoints, settings, watch), name="save checkpoints")]
    if settings.heartbeat:
        background.append(asyncio.create_task(_beat(sink, settings), name="heartbeat"))
    tasks = [asyncio.create_task(feeder.run(), name=f"feed {feeder.connector.name}") for feeder in feeders]
    try:
        await _until_ended(tasks, background, stop)
    finally:
        await _end([*tasks, *background])
        if not await sink.flush(settings.flush_seconds):
            log.warning("stopped_before_all_was_acknowledged", waited_seconds=settings.flush_seconds)
        await asyncio.sleep(0)  # acknowledgements of the flush reach the ledgers through the loop
        await _save_at_last(feeders, checkpoints, settings)
    return Outcome(
        finished=tuple(feeder.connector.name for feeder in feeders if feeder.health.ended and feeder.error is None),
        failed={feeder.connector.name: feeder.error for feeder in feeders if feeder.error is not None},
        health=health,
    )


async def _until_ended(
    tasks: Sequence[asyncio.Task[None]], background: Sequence[asyncio.Task[None]], stop: asyncio.Event
) -> None:
    """Return when all tasks have ended or a stop is asked for; raise what any task raises."""
    stopped = asyncio.create_task(stop.wait(), name="stop")
    running: set[asyncio.Task[None]] = set(tasks)
    try:
        while running and not stop.is_set():
            done, _ = await asyncio.wait({*running, *background, stopped}, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopped}:
                task.result()
            running -= done
    finally:
        await _end([stopped])


async def _end(tasks: Sequence[asyncio.Task[object]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _save_for_ever(
    feeders: Sequence[Feeder], checkpoints: CheckpointsLike, settings: RunSettings, watch: HealthWatch
) -> None:
    while True:
        await settings.sleep(settings.save_every.total_seconds())
        await _save(feeders, checkpoints)
        await watch.look()


async def _save(feeders: Sequence[Feeder], checkpoints: CheckpointsLike) -> None:
    for feeder in feeders:
        cursor = feeder.safe
        if cursor is None or cursor == feeder.saved:
            continue
        try:
            await checkpoints.save(feeder.connector.name, cursor)
        except MessageSizeTooLargeError:
            # Concerns this connector alone; its next cursor may fit.
            log.error("checkpoint_too_large", source=feeder.connector.name, size_bytes=len(cursor.encode()))
        except KafkaError as error:
            log.warning("checkpoint_not_saved", source=feeder.connector.name, error=repr(error))
            return  # the others would meet the same; the next round tries again
        feeder.saved = cursor


async def _save_at_last(feeders: Sequence[Feeder], checkpoints: CheckpointsLike, settings: RunSettings) -> None:
    try:
        async with asyncio.timeout(settings.save_seconds):
            await _save(feeders, checkpoints)
            with contextlib.suppress(KafkaError):
                await checkpoints.save_health([feeder.health for feeder in feeders])
    except TimeoutError:
        log.warning("stopped_before_checkpoints_were_saved", waited_seconds=settings.save_seconds)


def _first_wait(connector: Connector, share: float, pollers: int, settings: RunSettings) -> timedelta:
    """Return when a poller is asked first: evenly spread, also where there are more than fit into its interval."""
    if not isinstance(connector, Poller):
        return timedelta(0)
    return min(settings.spread * pollers, connector.interval) * share


def _known(name: str, healths: Mapping[str, SourceHealth], now: datetime) -> SourceHealth:
    before = healths.get(name)
    return before.resumed(now) if before is not None else SourceHealth(since=now, name=name, known_since=now)


async def _beat(sink: SinkLike, settings: RunSettings) -> None:
    """Send one heartbeat a minute. It bears no checkpoint: one that is lost is what the dead man's switch is for."""
    while True:
        now = settings.clock()
        if not sink.stalled:
            with contextlib.suppress(DeliveryError):
                await sink.send(HEARTBEAT_SOURCE, [heartbeat(now)])
        await settings.sleep(60.0 - now.second - now.microsecond / 1e6)

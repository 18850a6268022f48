"""Runs connectors for good: poll or stream, back off, and move each checkpoint after Kafka acknowledged.

- One connector's `ConnectorError` concerns that connector alone: it pauses (`connectors.pauses`) and goes on, or ends
  when the error is final. Any other exception is a fault of ours: the others are stopped cleanly, then it is raised.
- A checkpoint moves only past batches all of whose posts, and of all batches before, are acknowledged.
- When a delivery fails, the connector starts again from the newest acknowledged cursor. While Kafka takes nothing,
  pollers are not asked and streams are left; they resume by their cursor.
- Unreadable records and gaps are delivered to the dead letters with the batch they belong to.
- Heartbeats: one post a minute that proves the whole path and moves the clock of what stands at its end.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

import structlog
from aiokafka.errors import KafkaError

from connectors import metrics
from connectors.connector import Batch, Connector, Poller
from connectors.dead import DeadLetter
from connectors.errors import ConnectorError, DeliveryError, GoneError, UnavailableError
from connectors.health import SourceHealth
from connectors.ledger import Ledger, Line
from connectors.page import utc_now
from connectors.pauses import Pauses
from connectors.post import HEARTBEAT_SOURCE, Post
from connectors.refusals import letters

__all__ = ["CheckpointsLike", "Outcome", "RunSettings", "SinkLike", "heartbeat", "run"]

log = structlog.get_logger(__name__)


class SinkLike(Protocol):
    """What the runner needs of `connectors.sink.Sink`."""

    @property
    def stalled(self) -> bool:
        """Whether Kafka takes nothing."""
        ...

    async def ready(self) -> None:
        """Return once Kafka takes posts."""
        ...

    async def send(
        self, source: str, posts: Sequence[Post], letters: Iterable[DeadLetter] = ()
    ) -> asyncio.Future[None]:
        """Hand over; the future is done when all of it is acknowledged."""
        ...

    async def flush(self, timeout_seconds: float) -> bool:
        """Wait until all is acknowledged; False when time ran out."""
        ...


class CheckpointsLike(Protocol):
    """What the runner needs of `connectors.checkpoints.Checkpoints`."""

    async def load(self) -> dict[str, str]:
        """Return the newest cursor of every connector."""
        ...

    async def save(self, name: str, cursor: str) -> None:
        """Save one cursor."""
        ...


@dataclass(frozen=True)
class RunSettings:
    """How to run.

    Attributes:
        heartbeat: send one post a minute through the whole path; not for replays, whose clock is in the past.
        pauses: back-off.
        spread: first polls are this far apart, so that a thousand feeds do not start at once.
        save_every: how often moved checkpoints are saved.
        poll_deadline: a poll that takes longer counts as failed.
        flush_seconds: how long a stop waits for acknowledgements.
        clock, sleep, chance: time and chance; tests bring their own.
    """

    heartbeat: bool = False
    pauses: Pauses = field(default_factory=Pauses)
    spread: timedelta = timedelta(seconds=0.05)
    save_every: timedelta = timedelta(seconds=1)
    poll_deadline: timedelta = timedelta(minutes=5)
    flush_seconds: float = 15.0
    clock: Callable[[], datetime] = utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Random = field(default_factory=Random)


@dataclass(frozen=True)
class Outcome:
    """How a run ended: connectors that finished, those that stopped for good and why, and everyone's health."""

    finished: tuple[str, ...]
    failed: Mapping[str, ConnectorError]
    health: Mapping[str, SourceHealth]


def heartbeat(now: datetime) -> Post:
    """Return the heartbeat of the current minute: the same post at every call within it."""
    minute = now.replace(second=0, microsecond=0)
    return Post(
        id=f"{HEARTBEAT_SOURCE}:{minute:%Y-%m-%dT%H:%MZ}",
        source=HEARTBEAT_SOURCE,
        kind="newswire",
        text="heartbeat",
        published_at=minute,
        seen_at=now,
    )


@dataclass
class _Feeder:
    """Drives one connector.

    ``cursor`` is the newest one handed over, ``safe`` the newest one acknowledged, ``saved`` the one in Kafka.
    """

    connector: Connector
    sink: SinkLike
    settings: RunSettings
    health: SourceHealth
    cursor: str | None
    first_wait: timedelta = timedelta(0)
    ledger: Ledger = field(default_factory=Ledger)
    safe: str | None = None
    saved: str | None = None
    error: ConnectorError | None = None
    _lost: bool = False
    _work: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.safe = self.saved = self.cursor

    async def run(self) -> None:
        """Work until the source ends; start anew from the last safe cursor whenever a delivery failed."""
        while True:
            self._lost = False
            self._work = asyncio.create_task(self._drive(), name=f"drive {self.connector.name}")
            try:
                await asyncio.wait({self._work})
            finally:
                self._work.cancel()
                await asyncio.wait({self._work})
            if not self._lost:
                self._work.result()
                return
            log.warning("connector_goes_back", source=self.connector.name, cursor=self.safe)
            self.ledger, self.cursor = Ledger(), self.safe

    async def _drive(self) -> None:
        if isinstance(self.connector, Poller):
            await self._pause(self.first_wait)
        while True:
            await self.sink.ready()
            try:
                ended = await (self._poll(self.connector) if isinstance(self.connector, Poller) else self._listen())
            except ConnectorError as error:
                if await self._failed(error):
                    return
            except DeliveryError:
                self._go_back()
            else:
                if ended:
                    await self._acknowledged()
                    self.health.ended = True
                    return

    async def _poll(self, poller: Poller) -> bool:
        deadline = self.settings.poll_deadline.total_seconds()
        try:
            async with asyncio.timeout(deadline):
                batch = await poller.poll(self.cursor)
        except TimeoutError as exc:
            raise UnavailableError(poller.name, f"the poll took longer than {deadline:g} s") from exc
        self._answered()
        await self._hand_over(batch)
        if not batch.done:
            wait = poller.interval if batch.wait is None else batch.wait
            await self._pause(self.settings.pauses.before_poll(wait, self.settings.chance))
        return batch.done

    async def _listen(self) -> bool:
        """Follow a stream; False when it was left because Kafka takes nothing."""
        if isinstance(self.connector, Poller):
            raise TypeError("a poller is asked, not listened to")
        async with contextlib.aclosing(self.connector.stream(self.cursor)) as batches:
            async for batch in batches:
                self._answered()
                await self._hand_over(batch)
                if batch.done:
                    return True
                if self.sink.stalled:
                    return False
                await asyncio.sleep(0)  # a source that never waits must not starve the others
        return True

    async def _hand_over(self, batch: Batch) -> None:
        if batch.posts or batch.skipped or batch.gaps or batch.cursor != self.cursor:
            name, clock = self.connector.name, self.settings.clock
            for gap in batch.gaps:
                log.warning("gap", source=name, since=gap.since, until=gap.until, why=gap.why)
            ledger = self.ledger
            line = ledger.enter(batch.cursor)
            sent = await self.sink.send(name, batch.posts, letters(name, batch, clock()))
            self.cursor = self.cursor if batch.cursor is None else batch.cursor
            sent.add_done_callback(lambda future: self._settled(future, ledger, line, batch))

    def _settled(self, sent: asyncio.Future[None], ledger: Ledger, line: Line, batch: Batch) -> None:
        if ledger is not self.ledger:
            return  # from before a failure: it will be read again
        if sent.cancelled() or sent.exception() is not None:
            self._go_back()
            return
        safe = ledger.settle(line)
        self.safe = self.safe if safe is None else safe
        newest = max((post.published_at for post in batch.posts), default=None)
        self.health.delivered(len(batch.posts), newest)
        self.health.skipped += len(batch.skipped)
        self.health.gaps += len(batch.gaps)
        metrics.delivered(self.connector.name, len(batch.posts), newest)

    def _go_back(self) -> None:
        """Leave what is being read and start again from the last safe cursor."""
        if not self._lost and self._work is not None:
            self._lost = True
            self._work.cancel()

    async def _acknowledged(self) -> None:
        """Wait until all that was handed over is settled; a failure meanwhile cancels this task."""
        while len(self.ledger):
            await self.sink.flush(self.settings.flush_seconds)
            await asyncio.sleep(0)

    def _answered(self) -> None:
        at = self.settings.clock()
        self.health.answered(at)
        metrics.polled(self.connector.name, at)

    async def _failed(self, error: ConnectorError) -> bool:
        """Note a failure and pause; True when the error is final."""
        name, at = self.connector.name, self.settings.clock()
        self.health.failed(error, at)
        metrics.failed(name, error)
        if error.final:
            await self._acknowledged()
            self.error, self.health.ended = error, True
            log.error(
                "source_gone" if isinstance(error, GoneError) else "source_stopped", source=name, error=str(error)
            )
            return True
        pause = self.settings.pauses.after_error(error, self.health.failures, self.settings.chance)
        seconds = round(pause.total_seconds(), 3)
        log.warning(
            "source_failed", source=name, kind=type(error).__name__, error=error.message, again_in_seconds=seconds
        )
        await self._pause(pause)
        return False

    async def _pause(self, pause: timedelta) -> None:
        self.health.next_poll_at = self.settings.clock() + pause
        await self.settings.sleep(pause.total_seconds())


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
    feeders: list[_Feeder] = []
    for index, connector in enumerate(connectors):
        health[connector.name] = SourceHealth(since=settings.clock())
        wait = min(settings.spread * index, connector.interval) if isinstance(connector, Poller) else timedelta(0)
        cursor = cursors.get(connector.name)
        feeders.append(_Feeder(connector, sink, settings, health[connector.name], cursor, wait))
    if len(health) < len(feeders):
        raise ValueError("two connectors have the same name, and would overwrite each other's checkpoint")
    background = [asyncio.create_task(_save_for_ever(feeders, checkpoints, settings), name="save checkpoints")]
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
        await _save(feeders, checkpoints)
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


async def _save_for_ever(feeders: Sequence[_Feeder], checkpoints: CheckpointsLike, settings: RunSettings) -> None:
    while True:
        await settings.sleep(settings.save_every.total_seconds())
        await _save(feeders, checkpoints)


async def _save(feeders: Sequence[_Feeder], checkpoints: CheckpointsLike) -> None:
    for feeder in feeders:
        cursor = feeder.safe
        if cursor is None or cursor == feeder.saved:
            continue
        try:
            await checkpoints.save(feeder.connector.name, cursor)
        except KafkaError as error:
            log.warning("checkpoint_not_saved", source=feeder.connector.name, error=repr(error))
            return  # the others would meet the same; the next round tries again
        feeder.saved = cursor


async def _beat(sink: SinkLike, settings: RunSettings) -> None:
    """Send one heartbeat a minute. It bears no checkpoint: one that is lost is what the dead man's switch is for."""
    while True:
        now = settings.clock()
        if not sink.stalled:
            with contextlib.suppress(DeliveryError):
                await sink.send(HEARTBEAT_SOURCE, [heartbeat(now)])
        await settings.sleep(60.0 - now.second - now.microsecond / 1e6)

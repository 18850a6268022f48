"""Drives one connector: poll or listen, back off, hand over, and learn which cursor is safe.

- `Feeder.safe` moves only past batches all of whose posts, and of all batches before, are acknowledged.
- When a delivery fails, the connector starts again from `Feeder.safe`; a pause that the source asked for still holds.
- A time of publication in the future is set to the time of first sight, for every source alike: one post from 2099
  would otherwise push the event clock of every stage behind and make all true posts late. The raw time is logged.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

import msgspec
import structlog

from connectors import metrics
from connectors.connector import Batch, Connector, Poller
from connectors.dead import DeadLetter
from connectors.errors import ConnectorError, DeliveryError, GoneError, UnavailableError
from connectors.health import SourceHealth
from connectors.ledger import Ledger, Line
from connectors.page import utc_now
from connectors.pauses import Pauses
from connectors.post import Home, Post
from connectors.refusals import letters

__all__ = ["FUTURE", "Feeder", "RunSettings", "SinkLike", "at_home", "clamped"]

log = structlog.get_logger(__name__)

FUTURE = timedelta(minutes=5)
"""Clocks of sources may be this much ahead of ours."""


MISSED_POLLS = 3
"""So many polls in a row without an answer are a silence."""


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


@dataclass(frozen=True)
class RunSettings:
    """How to run.

    Attributes:
        heartbeat: send one post a minute through the whole path; not for replays, whose clock is in the past.
        pauses: back-off.
        spread: first polls are this far apart, so that a thousand feeds do not start at once.
        save_every: how often moved checkpoints are saved.
        tell_every: how often changed health is saved, and silence looked for.
        poll_deadline: a poll that takes longer counts as failed.
        flush_seconds: how long a stop waits for acknowledgements.
        silent_after: by name of the source, see `connectors.registry.Entry`; a source that is not named has no limit.
        homes: by name of the source; its posts get it unless they say of one themselves.
        save_seconds: how long it then waits for the last save: Kafka may be away, and an idempotent send never ends.
        clock, sleep, chance: time and chance; tests bring their own.
    """

    heartbeat: bool = False
    pauses: Pauses = field(default_factory=Pauses)
    spread: timedelta = timedelta(seconds=0.05)
    save_every: timedelta = timedelta(seconds=1)
    tell_every: timedelta = timedelta(seconds=30)
    poll_deadline: timedelta = timedelta(minutes=5)
    flush_seconds: float = 10.0
    save_seconds: float = 5.0
    silent_after: Mapping[str, timedelta | None] = field(default_factory=dict)
    homes: Mapping[str, Home] = field(default_factory=dict)
    clock: Callable[[], datetime] = utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Random = field(default_factory=Random)


def clamped(posts: Sequence[Post], now: datetime) -> tuple[Post, ...]:
    """Return the posts with times of publication beyond `FUTURE` set to the time of first sight.

    Args:
        posts: of one batch.
        now: UTC; stands in where a post does not say when it was first seen, or says a time in the future too.
    """
    latest = now + FUTURE
    return tuple(
        post
        if post.published_at <= latest
        else msgspec.structs.replace(post, published_at=min(post.seen_at or now, now))
        for post in posts
    )


def at_home(posts: Sequence[Post], home: Home | None) -> Sequence[Post]:
    """Return the posts with the home of their source, those that say of another as they are."""
    if home is None:
        return posts
    return [post if post.home else msgspec.structs.replace(post, home=home) for post in posts]


@dataclass
class Feeder:
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
    _not_before: datetime | None = None  # a pause that a failure asked for, and that a lost delivery does not shorten

    def __post_init__(self) -> None:
        self.safe = self.saved = self.cursor

    async def run(self) -> None:
        """Work until the source ends; start anew from the last safe cursor whenever a delivery failed."""
        name = self.connector.name
        metrics.started(name, self.settings.clock(), self.settings.silent_after.get(name))
        while True:
            self._lost = False
            self._work = asyncio.create_task(self._drive(), name=f"drive {self.connector.name}")
            try:
                await asyncio.wait({self._work})
            finally:
                self._work.cancel()
                await asyncio.wait({self._work})
            if not (self._lost and self._work.cancelled()):
                self._work.result()
                return
            log.warning("connector_goes_back", source=self.connector.name, cursor=self.safe)
            self.ledger, self.cursor = Ledger(), self.safe

    def _expect(self, wait: timedelta) -> None:
        """A poller that is asked more seldom than its limit of silence is not silent in between."""
        limit = self.settings.silent_after.get(self.connector.name)
        if limit is not None:
            metrics.expected(self.connector.name, max(limit, MISSED_POLLS * wait))

    async def _drive(self) -> None:
        if isinstance(self.connector, Poller):
            await self._pause(self.first_wait)
        if self._not_before is not None:
            await self._pause(self._not_before - self.settings.clock())
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
                    metrics.ended(self.connector.name, failed=False)
                    return

    async def _poll(self, poller: Poller) -> bool:
        deadline, began = self.settings.poll_deadline.total_seconds(), self.settings.clock()
        try:
            async with asyncio.timeout(deadline):
                batch = await poller.poll(self.cursor)
        except TimeoutError as exc:
            raise UnavailableError(poller.name, f"the poll took longer than {deadline:g} s") from exc
        self._answered()
        await self._hand_over(batch)
        if not batch.done:
            wait = poller.interval if batch.wait is None else batch.wait
            self._expect(wait)
            pause = self.settings.pauses.before_poll(wait, self.settings.chance)
            # An interval runs from one question to the next; a slow server is given half of it all the same.
            await self._pause(max(pause - (self.settings.clock() - began), pause / 2))
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
                if self.sink.stalled and not getattr(self.connector, "pushes_back", False):
                    return False
                await asyncio.sleep(0)  # a source that never waits must not starve the others
        return True

    async def _hand_over(self, batch: Batch) -> None:
        if batch.posts or batch.skipped or batch.gaps or batch.cursor != self.cursor:
            name, clock = self.connector.name, self.settings.clock
            for gap in batch.gaps:
                metrics.gap(name, gap.until - gap.since)
                log.warning("gap", source=name, since=gap.since, until=gap.until, why=gap.why)
            ledger = self.ledger
            line = ledger.enter(batch.cursor)
            posts = at_home(self._dated(batch.posts, clock()), self.settings.homes.get(name))
            try:
                sent = await self.sink.send(name, posts, letters(name, batch, clock()))
            except BaseException:  # cancelled half-way, too: the sender is told whatever happened
                _tell(batch, False)
                raise
            self.cursor = self.cursor if batch.cursor is None else batch.cursor
            newest = max((post.published_at for post in posts), default=None)
            sent.add_done_callback(lambda future: self._settled(future, ledger, line, batch, newest))

    def _dated(self, posts: Sequence[Post], now: datetime) -> Sequence[Post]:
        """Clamp what lies in the future, and say so once a batch."""
        known = clamped(posts, now)
        early = [post for post, kept in zip(posts, known, strict=True) if kept is not post]
        if early:
            raw, name = early[0].published_at.isoformat(), self.connector.name
            metrics.clamped(name, len(early))
            log.warning("dates_in_the_future", source=name, posts=len(early), first=early[0].id, published_at=raw)
        return known

    def _settled(
        self, sent: asyncio.Future[None], ledger: Ledger, line: Line, batch: Batch, newest: datetime | None
    ) -> None:
        delivered = not sent.cancelled() and sent.exception() is None
        _tell(batch, delivered)
        if ledger is not self.ledger:
            return  # from before a failure: it will be read again
        if not delivered:
            self._go_back()
            return
        safe = ledger.settle(line)
        self.safe = self.safe if safe is None else safe
        self.health.delivered(len(batch.posts), newest, self.settings.clock())
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
        self._not_before = None
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
            metrics.ended(name, failed=True)
            log.error(
                "source_gone" if isinstance(error, GoneError) else "source_stopped", source=name, error=str(error)
            )
            return True
        pause = self.settings.pauses.after_error(error, self.health.failures, self.settings.chance)
        seconds = round(pause.total_seconds(), 3)
        log.warning(
            "source_failed", source=name, kind=type(error).__name__, error=error.message, again_in_seconds=seconds
        )
        self._not_before = at + pause
        await self._pause(pause)
        return False

    async def _pause(self, pause: timedelta) -> None:
        if pause > timedelta(0):
            self.health.next_poll_at = self.settings.clock() + pause
            await self.settings.sleep(pause.total_seconds())


def _tell(batch: Batch, delivered: bool) -> None:
    if batch.settled is not None:
        batch.settled(delivered)

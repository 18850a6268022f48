"""`Lane`: everything that one channel still has to be told, and the task that tells it.

One message at a time and channel, the most severe first, so that a flood of small alerts holds up nothing that
matters for longer than one attempt. One alert waits at most once: a newer revision takes the place of an older. Where
people read and many alerts wait, one message tells of several (`alerts.digest`); extreme ones always have their own.

The outbox is written beside the attempt and not before it: whether a restart finds ``intent`` or ``sent``, it sends
again under the same key, so the order protects nothing, and a broker that hangs must not keep anybody from being told.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from msgspec.structs import replace

from alerts import metrics
from alerts.alert import State
from alerts.lifecycle import RANK
from alerts.notifiers.notifier import Grouping, Notifier, NotifyError, RefusedError, UnreachableError
from alerts.outbox import OutboxEntry
from alerts.pace import Bucket, Pace
from alerts.told import ToldAlerts

__all__ = ["STANDING", "Edge", "Lane"]

log = logging.getLogger(__name__)

_EVER, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

RECEIPT_CHARACTERS = 300
MOST_TOGETHER = 20
STANDING: frozenset[State] = frozenset({"watch", "firing", "acknowledged", "clearing"})
"""States that a receiver which forgets has to be reminded of."""


@dataclass
class Edge:
    """What a lane needs of the world.

    Attributes:
        write: puts an entry durably into the outbox.
        clock: aware UTC.
        sleep: waits seconds.
        chance: for jitter.
        fall_back: hands an entry to its fallback channel; returns when that one's intent is durable.
        moved: called when something was settled.
    """

    write: Callable[[OutboxEntry], Awaitable[None]]
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]
    chance: Random
    fall_back: Callable[[OutboxEntry], Awaitable[None]]
    moved: Callable[[], None]


@dataclass
class Lane:
    """One channel of one courier."""

    notifier: Notifier
    edge: Edge
    bucket: Bucket
    waiting: dict[str, OutboxEntry] = field(default_factory=dict)
    told: ToldAlerts = field(default_factory=ToldAlerts)
    in_flight: Sequence[OutboxEntry] = ()
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    paused_until: datetime | None = None
    closing: bool = False

    @property
    def pace(self) -> Pace:
        """Limits of the channel."""
        return self.bucket.pace

    @property
    def name(self) -> str:
        """Name of the channel."""
        return self.notifier.name

    def owed(self) -> Iterator[OutboxEntry]:
        """Yield what has to be told now or was tried in vain; not what waits for the end of quiet hours."""
        now = self.edge.clock()
        yield from self.in_flight
        for entry in list(self.waiting.values()):  # a scrape asks from another thread
            held = entry.attempts == 0 and entry.next_at is not None and entry.next_at > now
            if not entry.settled and not held:
                yield entry

    def knows(self, alert: str) -> bool:
        """Whether the receiver may have heard of the alert, or would have but for its own failure."""
        known, pending = self.told.get(alert), self.waiting.get(alert)
        held = pending is not None and pending.attempts == 0 and (pending.next_at or _EVER) > self.edge.clock()
        return (known is not None and known.reached) or not held

    async def call_off(self, closing: OutboxEntry, why: str) -> None:
        """Drop what quiet hours hold back, and the end of it: nobody needs to hear of either."""
        self.told.remember(closing)
        held = self.waiting.pop(closing.alert)
        await self._drop(closing, why)
        await self._drop(held, why)

    async def enqueue(self, entry: OutboxEntry) -> None:
        """Take an entry that is in the outbox; what it takes the place of is settled."""
        older = self.waiting.get(entry.alert)
        if older is not None and older.revision >= entry.revision:
            await self._drop(entry, f"replaced by revision {older.revision}")
            return
        self.waiting[entry.alert] = entry
        self.changed.set()
        if older is not None:
            await self._replace(older, entry.revision)
        if len(self.waiting) > self.pace.waiting:
            least = min(self.waiting.values(), key=lambda one: (_rank(one), one.since))
            del self.waiting[least.alert]
            await self._drop(least, "too many alerts wait for this channel")
            self.edge.moved()

    async def run(self) -> None:
        """Tell, until closed."""
        while not self.closing:
            self.changed.clear()
            await self._help()
            entry, pause = self._next()
            if entry is None:
                await self._rest(pause)
                continue
            self.bucket.take()
            self.in_flight = self._with_its_like(entry)
            for one in self.in_flight:
                del self.waiting[one.alert]
            try:
                await self._tell(self.in_flight)
            finally:
                self.in_flight = ()
                self.edge.moved()

    def _with_its_like(self, entry: OutboxEntry) -> Sequence[OutboxEntry]:
        """Return what goes in one message: a group where many wait and people read it; the gravest always alone."""
        if not isinstance(self.notifier, Grouping) or entry.settled or _rank(entry) == max(RANK.values()):
            return (entry,)
        due = [one for one in self._due() if not one.settled and one.body is not None]
        if len(due) < self.pace.group_from:
            return (entry,)
        return sorted(due, key=_turn)[:MOST_TOGETHER]

    def _due(self) -> list[OutboxEntry]:
        now = self.edge.clock()
        return [entry for entry in self.waiting.values() if entry.next_at is None or entry.next_at <= now]

    async def _help(self) -> None:
        """Let the fallback tell what waits too long: for a receiver that is away, or one that told us to wait.

        Not written: a restart would ask the fallback again, which knows the revision already.
        """
        for entry in [one for one in self.waiting.values() if self._help_at(one) <= self.edge.clock()]:
            await self.edge.fall_back(entry)
            if self.waiting.get(entry.alert) is entry:
                self.waiting[entry.alert] = replace(entry, fallback=None)

    def _help_at(self, entry: OutboxEntry) -> datetime:
        return entry.since + self.pace.fallback_after if entry.fallback and not entry.settled else _NEVER

    def _next(self) -> tuple[OutboxEntry | None, timedelta | None]:
        """Return what to tell now, or None and how long to rest (None: until something changes)."""
        now = self.edge.clock()
        help_in = min(map(self._help_at, self.waiting.values()), default=_NEVER) - now
        due = self._due()
        if not due:
            times = [entry.next_at for entry in self.waiting.values() if entry.next_at is not None]
            return None, min(min(times) - now, help_in) if times else None
        pause = self.bucket.wait(now)
        if self.paused_until is not None:
            pause = max(pause, self.paused_until - now)
        if pause > timedelta(0):
            return None, min(pause, help_in)
        return min(due, key=_turn), None

    async def _rest(self, pause: timedelta | None) -> None:
        waking = asyncio.ensure_future(self.changed.wait())
        sleeping = asyncio.ensure_future(self.edge.sleep(pause.total_seconds())) if pause is not None else None
        try:
            await asyncio.wait({waking, sleeping} if sleeping else {waking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waking.cancel()
            if sleeping:
                sleeping.cancel()

    async def _tell(self, entries: Sequence[OutboxEntry]) -> None:
        now = self.edge.clock()
        trying = [replace(entry, attempts=entry.attempts + 1, at=now, next_at=None) for entry in entries]
        if len(trying) == 1 and trying[0].settled:
            await self._repeated(trying[0], await self._attempt(trying))
            return
        trying = [replace(entry, state="sent") for entry in trying]
        for entry in trying:
            self.told.remember(entry)
        writing = asyncio.gather(*map(self._write, trying))
        try:
            answer = await self._attempt(trying)
            await writing
        finally:
            writing.cancel()
        if isinstance(answer, NotifyError) and not answer.retryable and len(trying) > 1:
            for entry in trying:  # one that cannot be told must not take the others with it
                self.bucket.take()
                await self._tell([entry])
            return
        for entry in trying:
            await (self._received(entry, answer) if isinstance(answer, str) else self._failed(entry, answer))

    async def _attempt(self, entries: Sequence[OutboxEntry]) -> str | NotifyError:
        bodies = [entry.body for entry in entries if entry.body is not None]
        if not bodies:
            return RefusedError(self.name, "the outbox entry carries no alert")
        seconds = self.pace.longest_send.total_seconds()
        try:
            async with asyncio.timeout(seconds):
                if len(bodies) > 1 and isinstance(self.notifier, Grouping):
                    return await self.notifier.send_together(bodies)
                return await self.notifier.send(bodies[0], entries[0].dedup_key)
        except NotifyError as error:
            return error
        except TimeoutError:
            return UnreachableError(self.name, f"no answer in {seconds:g} s")
        except Exception as error:  # a fault in one channel must not stop the others, and the fallback must know
            log.exception("notifier_crashed channel=%s alerts=%s", self.name, [entry.key for entry in entries])
            return RefusedError(self.name, f"{type(error).__name__}: {error}")

    async def _received(self, entry: OutboxEntry, receipt: str) -> None:
        metrics.attempted(self.name, "delivered")
        metrics.delivered(self.name, (self.edge.clock() - entry.since).total_seconds())
        repeat = self.notifier.repeat if entry.alert_state in STANDING else None
        self.paused_until = None
        now = self.edge.clock()
        told = replace(
            entry,
            state="receipt",
            at=now,
            receipt=receipt[:RECEIPT_CHARACTERS],
            body=entry.body if repeat else None,
            next_at=now + repeat if repeat else None,
        )
        await self._settle(told)

    async def _repeated(self, entry: OutboxEntry, answer: str | NotifyError) -> None:
        """Put a reminder back in line; nothing is written, since a restart finds it as it was."""
        good = isinstance(answer, str)
        metrics.attempted(self.name, "repeated" if good else "retry")
        pause = self.notifier.repeat or self.pace.longest
        if isinstance(answer, NotifyError):
            pause = min(pause, self._pause(1, answer))
        await self._settle(replace(entry, next_at=self.edge.clock() + pause), write=False)

    async def _failed(self, entry: OutboxEntry, error: NotifyError) -> None:
        now = self.edge.clock()
        final = not error.retryable or entry.attempts >= self.pace.attempts
        log.log(logging.ERROR if final else logging.WARNING, "notify_failed %s attempt=%d", error, entry.attempts)
        metrics.attempted(self.name, "failed" if final else "retry")
        said = replace(entry, at=now, receipt=str(error)[:RECEIPT_CHARACTERS])
        if final:
            if entry.fallback is not None:
                await self.edge.fall_back(said)  # its intent is durable before this entry forgets the alert
            await self._settle(replace(said, state="failed", body=None, fallback=None))
            return
        pause = self._pause(entry.attempts, error)
        await self._settle(replace(said, next_at=now + pause))

    def _pause(self, failures: int, error: NotifyError) -> timedelta:
        if error.retry_after is not None:
            self.paused_until = self.edge.clock() + error.retry_after
        return self.pace.after_failure(failures, self.edge.chance, error.retry_after)

    async def _settle(self, entry: OutboxEntry, *, write: bool = True) -> None:
        """Write what became of an attempt, and put back in line what has to go again."""
        if write:
            await self._write(entry)
        self.told.remember(entry)
        if entry.next_at is None:
            return
        newer = self.waiting.get(entry.alert)
        if newer is None:
            self.waiting[entry.alert] = entry
        else:
            await self._replace(entry, newer.revision)

    async def _replace(self, older: OutboxEntry, revision: int) -> None:
        if older.settled:  # a reminder: told long ago, only its body is not needed any more
            await self._write(replace(older, body=None, next_at=None))
        else:
            await self._drop(older, f"replaced by revision {revision}")

    async def _drop(self, entry: OutboxEntry, why: str) -> None:
        metrics.attempted(self.name, "dropped")
        at = self.edge.clock()
        await self._write(replace(entry, state="dropped", at=at, receipt=why, next_at=None, body=None))

    async def _write(self, entry: OutboxEntry) -> None:
        """Write until it is written; what the receiver has is not undone by a broker that is away."""
        failures = 0
        while True:
            try:
                await self.edge.write(entry)
            except Exception:
                failures += 1
                log.exception("outbox_write_failed key=%s", entry.key)
                await self.edge.sleep(self.pace.after_failure(failures, self.edge.chance).total_seconds())
            else:
                return


def _rank(entry: OutboxEntry) -> int:
    return RANK[entry.body.severity] if entry.body is not None else 0


def _turn(entry: OutboxEntry) -> tuple[bool, int, datetime]:
    """Sort key: reminders last, the gravest first, then the one that waits longest."""
    return entry.settled, -_rank(entry), entry.since

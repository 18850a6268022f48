"""`Courier`: alert revisions in, deliveries out; nothing that was accepted is lost, whatever is killed when.

`accept` returns once the intents are in the outbox, and the alert may be acknowledged; sending goes on in one task per
channel (`alerts.lane`). `restore` takes up what an earlier process left unsettled. A revision that came before is not
sent again, so Kafka's redelivery does no harm.

Rejected: one Kafka message per attempt as a queue. It loses the order of severities and cannot replace a revision that
nobody was told yet.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from alerts import metrics
from alerts.alert import Alert, State
from alerts.lane import Edge, Lane
from alerts.lifecycle import CLOSED
from alerts.notifiers.notifier import Notifier
from alerts.outbox import OutboxEntry, dedup_key
from alerts.pace import Bucket, Pace
from alerts.routing import Delivery, Route, Silence, channels_for

__all__ = ["Courier", "utc_now"]

log = logging.getLogger(__name__)

REMEMBERED = 10_000
CLOSE_SECONDS = 5.0
"""An attempt under way at a stop may end within this time, so that its receipt is kept and no double is sent."""


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@dataclass
class Courier:
    """Delivers the alerts of one partition. Make it inside a running event loop, `restore` once, then `accept`.

    Attributes:
        channels: notifiers by name; shared with other couriers, so `close` does not close them.
        routes: who is told what; empty for `alerts.routing.DEFAULT_ROUTES`.
        write: puts an entry durably into the outbox, in the order of the calls per key.
        clock: the time that people live in, aware UTC.
        paces: limits by channel, for what a channel's own do not suit.
        buckets: rate limits; hand the same mapping to all couriers of a process and they share the limits.
        silences: may be replaced at any time.
    """

    channels: Mapping[str, Notifier]
    routes: Sequence[Route]
    write: Callable[[OutboxEntry], Awaitable[None]]
    clock: Callable[[], datetime] = utc_now
    paces: Mapping[str, Pace] = field(default_factory=dict)
    buckets: dict[str, Bucket] = field(default_factory=dict)
    silences: Sequence[Silence] = ()
    chance: Random = field(default_factory=Random)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _states: OrderedDict[str, State] = field(default_factory=OrderedDict, init=False)
    _moved: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def __post_init__(self) -> None:
        """Make the lanes and start their tasks."""
        edge = Edge(self.write, self.clock, self.sleep, self.chance, self._fall_back, self._moved.set)
        self.lanes: dict[str, Lane] = {}
        for name, notifier in self.channels.items():
            bucket = self.buckets.setdefault(name, Bucket(self.paces.get(name, notifier.pace)))
            self.lanes[name] = Lane(notifier, edge, bucket)
        self._tasks: list[asyncio.Task[None]] = []
        metrics.watch_outbox(id(self), self.lanes, self._owing)

    async def restore(self, entries: Iterable[OutboxEntry]) -> None:
        """Take up what the outbox holds: the newest entry of each key, in any order."""
        newest: dict[tuple[str, str], OutboxEntry] = {}
        for entry in sorted(entries, key=lambda one: one.revision):
            lane = self.lanes.get(entry.channel)
            self._note(entry.alert, entry.alert_state)
            if lane is None:
                if not entry.settled:
                    log.warning("channel_gone channel=%s alert=%s", entry.channel, entry.alert)
                    newest[entry.alert, entry.channel] = entry
                continue
            lane.told.remember(entry)
            if entry.body is not None and (not entry.settled or lane.notifier.repeat is not None):
                older = newest.get((entry.alert, entry.channel))
                if older is not None:
                    await lane.enqueue(older)
                newest[entry.alert, entry.channel] = entry
        for entry in newest.values():
            lane = self.lanes.get(entry.channel)
            if lane is not None:
                await lane.enqueue(entry)
            elif entry.fallback is not None:
                await self._fall_back(entry)
        self._start()

    async def accept(self, alert: Alert) -> None:
        """Route a revision and write its intents; returns when they are durable.

        Raises:
            Exception: what ``write`` raises. The caller must not acknowledge the alert then; what was written before
                is sent all the same, and is not sent twice when the alert comes again.
        """
        self._start()
        self._count(alert)
        told = [name for name, lane in self.lanes.items() if lane.told.get(alert.alert) is not None]
        for delivery in channels_for(alert, self.routes, self.silences, self.clock(), told):
            await self._intend(alert, delivery)

    @property
    def idle(self) -> bool:
        """Whether nothing is owed but what quiet hours hold back."""
        return not any(True for lane in self.lanes.values() for _ in lane.owed())

    async def drain(self) -> None:
        """Wait until `idle`; put a time-out around it, since a receiver may be away for hours."""
        while not self.idle:
            self._moved.clear()
            await self._moved.wait()

    async def close(self) -> None:
        """Stop sending; what is unsettled stays in the outbox."""
        for lane in self.lanes.values():
            lane.closing = True
            lane.changed.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSE_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        metrics.forget(id(self))

    def _start(self) -> None:
        if not self._tasks:
            self._tasks = [asyncio.create_task(lane.run(), name=f"notify-{name}") for name, lane in self.lanes.items()]

    async def _intend(self, alert: Alert, delivery: Delivery) -> None:
        lane = self.lanes.get(delivery.channel)
        if lane is None:
            log.error("channel_missing channel=%s alert=%s", delivery.channel, alert.alert)
            return
        if alert.synthetic and not lane.notifier.exercises:
            return
        async with lane.turn:
            known, pending = lane.told.get(alert.alert), lane.waiting.get(alert.alert)
            if known is not None and known.revision >= alert.revision:
                return
            now = self.clock()
            owed = delivery.not_before or now
            entry = OutboxEntry(
                alert=alert.alert,
                revision=alert.revision,
                channel=lane.name,
                state="intent",
                dedup_key=dedup_key(alert.alert, lane.told.peak(alert)),
                alert_state=alert.state,
                at=now,
                since=min(pending.since, owed) if pending is not None and not pending.settled else owed,
                next_at=delivery.not_before,
                fallback=delivery.fallback if delivery.fallback != lane.name else None,
                body=alert,
            )
            if alert.state in CLOSED and pending is not None and not lane.knows(alert.alert):
                await lane.call_off(entry, f"over before it was told ({alert.state})")
                return
            await self.write(entry)
            lane.told.remember(entry)
            await lane.enqueue(entry)

    async def _fall_back(self, entry: OutboxEntry) -> None:
        if entry.fallback is not None and entry.body is not None:
            log.warning("fallback channel=%s instead_of=%s alert=%s", entry.fallback, entry.channel, entry.key)
            await self._intend(entry.body, Delivery(entry.fallback))

    def _count(self, alert: Alert) -> None:
        if self._states.get(alert.alert) != alert.state:
            metrics.alert_seen(alert.type, alert.severity, alert.state)
        self._note(alert.alert, alert.state)

    def _note(self, alert: str, state: State) -> None:
        self._states[alert] = state
        self._states.move_to_end(alert)
        while len(self._states) > REMEMBERED:
            self._states.popitem(last=False)

    def _owing(self, channel: str) -> list[datetime]:
        lane = self.lanes.get(channel)
        return [entry.since for entry in lane.owed() if not entry.settled] if lane is not None else []

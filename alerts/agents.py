"""Faust around escalation and delivery: read, call, deliver, acknowledge. The rules are those of `streams.agents`."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import faust
from faust.types import TP

from alerts import metrics
from alerts.alert import ALERTS
from alerts.courier import Courier
from alerts.deadman import DeadMan
from alerts.outbox import OUTBOX, OutboxEntry
from connectors.codec import RecordError
from streams import metrics as stage_metrics
from streams.agents import TAKE, WITHIN_SECONDS, now
from streams.app import AppSettings, add_agent
from streams.intake import read
from streams.outlet import Outlet, appended_ms, origin
from streams.restore import read_log
from streams.stage import Routed

__all__ = ["Notify"]

log = logging.getLogger(__name__)

Write = Callable[[OutboxEntry], Awaitable[None]]


@dataclass
class Notify:
    """Alerts in, deliveries out: a courier per partition, its outbox restored before it takes anything.

    An alert is acknowledged once its intents are in the outbox; sending goes on beside the stream, and what a kill
    leaves unsettled is taken up by whoever gets the partition next.

    Attributes:
        make_courier: builds a courier from the function that writes its outbox.
        client: options of a plain Kafka client, for reading the outbox.
        deadman: sees the heartbeats arrive.
    """

    app: faust.App
    settings: AppSettings
    make_courier: Callable[[Write], Courier]
    client: Mapping[str, Any]
    deadman: DeadMan
    couriers: dict[int, asyncio.Task[Courier]] = field(default_factory=dict)
    _crash: asyncio.Task[None] | None = field(default=None, init=False)  # kept: the loop holds tasks weakly

    def __post_init__(self) -> None:
        """Make the outlet; the app must not be started yet."""
        self.outlet = Outlet(self.app, self.settings)
        stage_metrics.started(self.settings.stage)

    def register(self) -> None:
        """Register the agent, and follow the partitions as they come and go."""

        async def body(stream: Any) -> AsyncIterator[None]:
            async for events in stream.noack_take(TAKE, within=WITHIN_SECONDS):
                dead, read_at = list[Routed](), time.monotonic()
                for event in events:
                    dead += await self.accept(event)
                await self.outlet.settle(events, dead, read_at)
                yield

        add_agent(self.app, self.settings.stage, self.settings.topic("alerts"), body)
        self.app.on_partitions_assigned.connect(self.take_over)  # type: ignore[arg-type]  # Faust's type names no arguments
        self.app.on_partitions_revoked.connect(self.hand_over)  # type: ignore[arg-type]

    async def accept(self, event: Any) -> list[Routed]:
        """Hand the alert of one event to its partition's courier; returns dead letters."""
        if event.value is None and self.deadman.saw(event.key, appended_ms(event) / 1000.0):
            return []
        alerts, dead = read(ALERTS, self.settings.stage, event.value, origin(event), now())
        courier = await self.courier(event.message.partition)
        stage_metrics.read(self.settings.stage, len(alerts))
        for alert in alerts:
            await courier.accept(alert)
            metrics.alerted(time.time() - appended_ms(event) / 1000.0)
        return dead

    async def take_over(self, _app: Any, assigned: set[TP], **_: Any) -> None:
        """Start the couriers at once: what was left unsettled must go out although no new alert comes."""
        for tp in assigned:
            if tp.topic == self.settings.topic("alerts"):
                self.courier(tp.partition).add_done_callback(self.crash_if_failed)

    def crash_if_failed(self, task: asyncio.Task[Courier]) -> None:
        """End the worker when an outbox cannot be read: unsettled alerts would wait there and nobody would know."""
        error = None if task.cancelled() else task.exception()
        if error is not None:
            loop = asyncio.get_running_loop()
            self._crash = loop.create_task(self.app.crash(error), name="outbox unreadable")

    async def hand_over(self, _app: Any, revoked: set[TP], **_: Any) -> None:
        """Stop the couriers of partitions that move away; their outbox tells the next worker where they were."""
        for tp in revoked:
            task = self.couriers.pop(tp.partition, None) if tp.topic == self.settings.topic("alerts") else None
            if task is not None:
                await (await task).close()

    def courier(self, partition: int) -> asyncio.Task[Courier]:
        """Return the partition's courier, restored from its outbox when awaited."""
        if partition not in self.couriers:
            self.couriers[partition] = asyncio.create_task(self.restore(partition))
        return self.couriers[partition]

    async def restore(self, partition: int) -> Courier:
        """Build a courier and read its outbox."""

        async def write(entry: OutboxEntry) -> None:
            value = OUTBOX.encode(entry)
            await self.outlet.deliver([Routed("outbox", partition, entry.key.encode(), value, alone=True)])

        courier = self.make_courier(write)
        newest: dict[bytes, OutboxEntry] = {}
        async for message in read_log(self.client, self.settings.topic("outbox"), partition, 0):
            if message.key is None or message.value is None:
                continue
            try:
                newest[message.key] = OUTBOX.decode(message.value, f"outbox[{partition}]@{message.offset}")
            except RecordError as error:
                # Written by another version in a way that this one cannot read: the receiver's key guards.
                log.warning("outbox_entry_unreadable error=%s", error)
        await courier.restore(list(newest.values()))
        return courier

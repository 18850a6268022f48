"""What a stage sends and acknowledges of a take, and how a take is cut."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import faust
from faust.types import EventT

from streams import metrics
from streams.app import AppSettings
from streams.stage import APPENDED, ARRAY_BYTES, Routed, packed

__all__ = ["Outlet", "Taken", "appended_ms", "origin", "slices"]

DELIVERY_SECONDS = 150.0
"""Outlives the producer's own time-out, which is the one that decides."""

Taken = Sequence[EventT[Any]]


def appended_ms(event: EventT[Any]) -> float:
    """Return when the oldest post behind this event was appended, in ms since the epoch."""
    headers = event.message.headers or {}
    raw = dict(headers).get(APPENDED)
    return float(raw) if raw is not None else event.message.timestamp * 1000.0


def origin(event: EventT[Any]) -> str:
    """Return ``topic[partition]@offset``."""
    message = event.message
    return f"{message.topic}[{message.partition}]@{message.offset}"


def slices(take: Taken, limit: int = ARRAY_BYTES) -> Iterator[Taken]:
    """Cut a take, in order, into runs whose input is at most ``limit`` bytes, or one event."""
    run: list[EventT[Any]] = []
    size = 0
    for event in take:
        length = len(event.value or b"")
        if run and size + length > limit:
            yield run
            run, size = [], 0
        run.append(event)
        size += length
    if run:
        yield run


@dataclass
class Outlet:
    """Sends what a stage puts out and waits until the broker has it.

    Attributes:
        ahead: short name of a topic whose records are delivered before the others of a take are sent: what follows
            from those elsewhere must find these already there.
    """

    app: faust.App
    settings: AppSettings
    ahead: str | None = None

    async def deliver(self, outputs: Sequence[Routed], appended: float | None = None) -> None:
        """Send all, then wait for all: awaiting each by itself would cost a linger per message.

        Raises:
            ProducerSendError, KafkaError: what did not arrive; the caller must not acknowledge.
        """
        if self.ahead is not None:
            first = [out for out in outputs if out.topic == self.ahead]
            outputs = [out for out in outputs if out.topic != self.ahead]
            await self._deliver(first, appended)
        await self._deliver(outputs, appended)

    async def _deliver(self, outputs: Sequence[Routed], appended: float | None) -> None:
        headers = {APPENDED: b"%d" % appended} if appended is not None else None
        futures = [
            await self.app.producer.send(
                self.settings.topic(out.topic), out.key, out.value, out.partition, None, headers
            )
            for out in packed(outputs)
        ]
        if futures:
            async with asyncio.timeout(DELIVERY_SECONDS):
                await asyncio.gather(*futures)

    async def settle(self, events: Taken, outputs: Sequence[Routed], read_at: float) -> None:
        """Deliver the outputs of a take, acknowledge its events, and count. ``read_at``: `time.monotonic` of it."""
        stage = self.settings.stage
        appended = min(map(appended_ms, events))
        await self.deliver(outputs, appended)
        for event in events:
            event.ack()
        latency = max(0.0, time.time() - appended / 1000.0)
        metrics.settled(stage, len(events), latency, time.monotonic() - read_at)
        for out in outputs:
            if out.topic == "dead" and out.value is not None:
                metrics.dead_letter(stage, out.value)

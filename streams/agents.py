"""Faust around the stages: read, call, deliver, acknowledge.

Rules that these loops keep, each of which loses data when broken:

- Take events without automatic acknowledgement, and acknowledge only after every output is *delivered*.
- Never acknowledge one event and leave an earlier one: acknowledge all of a take, or crash and read it again. A take
  is cut by the bytes of its input first (`slices`): one of a hundred full messages would be minutes of work in a storm,
  look like standing still, and begin anew after every restart.
- An error that leaves the loop is fatal on purpose (`CrashingSupervisor`): the worker exits, its supervisor starts
  it again, and the take is read again. What is wrong with a *record* never leaves the loop: it is a dead letter.
- One stage, one loop, no concurrency; scale by partitions and processes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from typing import Any, Generic, TypeVar

import faust
import msgspec
from faust.types import TP

from connectors.codec import Codec
from streams import metrics
from streams.app import AppSettings, add_agent
from streams.intake import read
from streams.outlet import Outlet, Taken, origin, slices
from streams.restore import encode_snapshot, newest_snapshot, read_log, settled_offset
from streams.stage import Marks, Routed, Snapshot, Step, chunks

__all__ = ["StateGapError", "Stateful", "add_stateful", "add_stateless"]

TAKE = 100
"""Messages per take: one delivery wait for all of them."""

WITHIN_SECONDS = 0.02
"""How long a take waits for more; paid once per stage by every alert."""

SNAPSHOT_SECONDS = 10.0
"""Between snapshots of a partition: bounds what has to be applied again after a kill."""

RecordT = TypeVar("RecordT", bound=msgspec.Struct)


class StateGapError(RuntimeError):
    """The stream skipped events that the state needs."""


def now() -> datetime:
    """Return the time of the edge; nothing behind the agents reads a clock."""
    return datetime.now(UTC)


def add_stateless(
    app: faust.App,
    settings: AppSettings,
    topic: str,
    codec: Codec[RecordT],
    work: Callable[[Sequence[RecordT], datetime], list[Routed]],
    name: str | None = None,
) -> None:
    """Register an agent that turns records into routed records and keeps nothing.

    Args:
        app: of the stage.
        settings: of the stage.
        topic: short name of the input.
        codec: of the input's records.
        work: pure function of the records of a take; gets the time for its dead letters.
        name: of the agent, where a stage has more than one; otherwise the stage's.
    """
    outlet = Outlet(app, settings)
    metrics.started(settings.stage)

    async def body(stream: Any) -> AsyncIterator[None]:
        async for take in stream.noack_take(TAKE, within=WITHIN_SECONDS):
            for events in slices(take):
                at, read_at = now(), time.monotonic()
                records: list[RecordT] = []
                outputs: list[Routed] = []
                for event in events:
                    good, dead = read(codec, settings.stage, event.value, origin(event), at)
                    records += good
                    outputs += dead
                outputs += work(records, at)
                metrics.read(settings.stage, len(records))
                await outlet.settle(events, outputs, read_at)
            yield

    add_agent(app, name or settings.stage, settings.topic(topic), body)


@dataclass
class Held(Generic[RecordT]):
    """State of one input partition in this process."""

    step: Step[RecordT]
    position: int
    marks: Marks = field(default_factory=Marks)
    saved_at: float = field(default_factory=time.monotonic)
    slot: int = 0


@dataclass
class Stateful(Generic[RecordT]):
    """A stage with state per input partition (see `streams.stage`).

    Attributes:
        topic: short name of the input.
        codec: of the input's records.
        make: builds the step of a partition from a snapshot's bytes, or an empty one from None.
        step_format: `Step.FORMAT`.
        event_time: of a record.
        client: options of a plain Kafka client, for reading the log again.
        observe: told of a partition's step when it stands on the log, and after each take whose outputs are
            delivered; with None when the partition has gone. Counts nothing twice: outputs thrown away are not told.
        ahead: see `Outlet`.
        refused: what a partition's step says of a record that cannot be decoded, beside the dead letter.
    """

    app: faust.App
    settings: AppSettings
    topic: str
    codec: Codec[RecordT]
    make: Callable[[int, bytes | None], Step[RecordT]]
    step_format: int
    event_time: Callable[[RecordT], datetime]
    client: Mapping[str, Any]
    observe: Callable[[int, Step[RecordT] | None], None] = lambda _, __: None
    ahead: str | None = None
    refused: Callable[[int, bytes], list[Routed]] = lambda _, __: []
    held: dict[int, Held[RecordT]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the outlet; the app must not be started yet."""
        self.outlet = Outlet(self.app, self.settings, self.ahead)
        metrics.started(self.settings.stage)

    def register(self) -> None:
        """Register the agent, and forget the state of partitions that move away."""

        async def body(stream: Any) -> AsyncIterator[None]:
            async for take in stream.noack_take(TAKE, within=WITHIN_SECONDS):
                for events in slices(take):
                    await self.work(events)
                yield

        add_agent(self.app, self.settings.stage, self.settings.topic(self.topic), body)
        self.app.on_partitions_revoked.connect(self.forget)  # type: ignore[arg-type]  # Faust's type names no arguments

    async def forget(self, _app: Any, revoked: set[TP], **_: Any) -> None:
        """Drop the state of revoked partitions: somebody else moves it on from now."""
        for tp in revoked:
            if tp.topic == self.settings.topic(self.topic):
                self.held.pop(tp.partition, None)
                self.observe(tp.partition, None)

    async def work(self, events: Taken) -> None:
        """Apply a take, deliver, acknowledge, and now and then write a snapshot."""
        read_at = time.monotonic()
        outputs: list[Routed] = []
        touched: list[tuple[int, Held[RecordT]]] = []
        by_partition = sorted(events, key=lambda event: event.message.partition)
        try:
            for partition, run in groupby(by_partition, key=lambda event: event.message.partition):
                batch = list(run)
                held = self.held.get(partition)
                if held is None:
                    held = self.held[partition] = await self.restore(partition, batch[0].message.offset)
                    self.observe(partition, held.step)
                touched.append((partition, held))
                outputs += self.advance(held, batch, partition)
            await self.outlet.settle(events, outputs, read_at)
        except BaseException:
            # The state is ahead of what was delivered: it must not live on to skip these events when they come again.
            for partition, _ in touched:
                self.held.pop(partition, None)
            raise
        for partition, held in touched:
            self.observe(partition, held.step)
            if time.monotonic() - held.saved_at > SNAPSHOT_SECONDS and self.held.get(partition) is held:
                await self.save(partition, held)

    def advance(self, held: Held[RecordT], batch: Taken, partition: int) -> list[Routed]:
        """Apply those events of one partition that its state does not include yet.

        Raises:
            StateGapError: events are missing in between; the worker starts anew and reads the log itself.
        """
        fresh = [event for event in batch if event.message.offset >= held.position]
        if fresh and fresh[0].message.offset > held.position:
            raise StateGapError(f"expected offset {held.position}, got {origin(fresh[0])}")
        return self.apply(held, [(event.message.offset, event.value, origin(event)) for event in fresh], partition)

    def apply(self, held: Held[RecordT], log: Sequence[tuple[int, bytes | None, str]], partition: int) -> list[Routed]:
        """Advance one partition's state by messages (offset, value, origin), and return the outputs."""
        at = now()
        records: list[RecordT] = []
        outputs: list[Routed] = []
        for offset, value, where in log:
            good, dead = read(self.codec, self.settings.stage, value, where, at, partial(self.refused, partition))
            records += good
            outputs += dead
            if good:
                held.marks.add(offset, max(map(self.event_time, good)))
            held.position = offset + 1
        metrics.read(self.settings.stage, len(records))
        return outputs + held.step.apply(records)

    async def restore(self, partition: int, upto: int) -> Held[RecordT]:
        """Rebuild the state that stands before offset ``upto``: newest snapshot, then the log, outputs thrown away.

        Raises:
            StateGapError: outputs would be thrown away that were never delivered.
        """
        stage, topic = self.settings.stage, self.settings.topic(self.topic)
        settled = await settled_offset(self.client, self.app.conf.id, topic, partition)
        if settled < upto:  # the first of a log whose beginning has been removed, or messages that were passed over
            async with aclosing(read_log(self.client, topic, partition, settled, upto)) as unsettled:
                async for message in unsettled:
                    raise StateGapError(f"{topic}[{partition}]@{message.offset} is not settled, got @{upto}")
        found = await newest_snapshot(self.client, self.settings.topic("snapshots"), stage, partition, self.step_format)
        if found is not None and found[0].position > upto:
            # The group was reset to an earlier offset: a snapshot of the future must not swallow what is read again.
            found = None
        head, data = found if found is not None else (None, None)
        start, position = (head.reread_from, head.position) if head is not None else (0, 0)
        held = Held(self.make(partition, data), start)
        batch: list[tuple[int, bytes | None, str]] = []
        async for message in read_log(self.client, topic, partition, start, upto):
            batch.append((message.offset, message.value, f"{topic}[{partition}]@{message.offset}"))
            if len(batch) >= TAKE or message.offset + 1 == position:
                self.replay(held, batch, position, partition)
                batch = []
                await asyncio.sleep(0)
        self.replay(held, batch, position, partition)
        held.position = max(held.position, upto)
        metrics.restored(stage, upto - start)
        return held

    def replay(
        self, held: Held[RecordT], log: Sequence[tuple[int, bytes | None, str]], position: int, partition: int
    ) -> None:
        """Take messages in again: before ``position`` the snapshot has their effect, after it they are applied."""
        known = [entry for entry in log if entry[0] < position]
        records: list[RecordT] = []
        for offset, value, where in known:
            good, _ = read(self.codec, self.settings.stage, value, where, now())
            records += good
            if good:
                held.marks.add(offset, max(map(self.event_time, good)))
            held.position = offset + 1
        if records:
            held.step.relearn(records)
        self.apply(held, [entry for entry in log if entry[0] >= position], partition)

    async def save(self, partition: int, held: Held[RecordT]) -> None:
        """Write a snapshot. Only called when the outputs up to its position are delivered."""
        head = Snapshot(
            stage=self.settings.stage,
            partition=partition,
            format=self.step_format,
            position=held.position,
            reread_from=held.marks.reread_from(held.step.horizon(), held.position),
            chunk=0,
            chunks=0,
            data=b"",
        )
        held.slot = 1 - held.slot
        parts = [
            Routed(
                "snapshots",
                0,
                f"{part.stage}/{partition}/{held.slot}/{part.chunk}".encode(),
                encode_snapshot(part),
                alone=True,
            )
            for part in chunks(head, held.step.snapshot())
        ]
        await self.outlet.deliver(parts)
        held.saved_at = time.monotonic()
        metrics.snapshot_saved(self.settings.stage, sum(len(part.value or b"") for part in parts))


def add_stateful(stage: Stateful[RecordT]) -> None:
    """Register a stateful stage on its app."""
    stage.register()

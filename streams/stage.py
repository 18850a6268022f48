"""What a stage is, apart from Faust and Kafka: records in, routed records out, state that can be rebuilt.

A *stage* reads one topic and writes others. A stateless stage is a function over records. A stateful one is a
`Step` per input partition: a pure step over records in order. Nothing here reads a clock or a network, so the same
steps run in the live stream, in a replay and in a backtest.

State survives a kill and a move to another worker without Faust's tables (`streams.restore`): the input log is the
truth, a *snapshot* in a compacted topic is a shortcut, and a *position* (the next offset) says what a snapshot
includes. A step whose state is a window over its input (duplicates) keeps only a small snapshot and names its
`horizon`, from which the log is read again.
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, NamedTuple, Protocol, TypeVar

import msgspec

__all__ = ["APPENDED", "Marks", "Routed", "Snapshot", "Step", "chunks", "joined", "packed", "partition_of"]

MESSAGE_BYTES = 512 * 1024
"""Largest message we write: half of Kafka's default limit, so that compression is never what makes it fit."""

ARRAY_BYTES = 128 * 1024
"""Of one array of records, and of the input that is worked on between two deliveries.

Some 50 signed reports, or 400 posts: with Faust that costs a twentieth of the CPU (`deploy.bench_path`), and in a
storm, or when a day has to be caught up with, no stage works for minutes between two commits or holds a hundred
thousand posts' outputs.
"""

MARK_EVERY = 64
"""Input messages per mark: a coarser mark reads a few messages more after a restart, and costs less memory."""

APPENDED = "tocsin-appended"
"""Header with the time (ms) at which the oldest post behind a message was appended to Kafka."""

InT = TypeVar("InT", contravariant=True)  # noqa: PLC0105  read as "in"


class Routed(NamedTuple):
    """A record for one partition of one topic. ``topic`` is the short name, e.g. ``stories``.

    ``alone`` records are sent as they are under their key (compacted topics); others are packed into arrays. A value
    of None is a mark that carries nothing, or a deletion; it is always alone.
    """

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    alone: bool = False


class Step(Protocol[InT]):
    """The stateful part of a stage, for one input partition."""

    FORMAT: ClassVar[int]
    """Version of the snapshot; a snapshot of another version is ignored and the log is read from the start."""

    def apply(self, records: Sequence[InT]) -> list[Routed]:
        """Advance the state by these records, in order, and return what follows from them."""
        ...

    def relearn(self, records: Sequence[InT]) -> None:
        """Take in records that the snapshot already stands behind (between `horizon` and its position)."""
        ...

    def snapshot(self) -> bytes:
        """Return what reading the log again from the horizon cannot tell."""
        ...

    def horizon(self) -> datetime | None:
        """Return the oldest event time that the state holds by reference to the log; None: the snapshot is all."""
        ...


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """One chunk of a snapshot, on ``tocsin.snapshots``.

    Attributes:
        stage, partition: whose state it is.
        format: `Step.FORMAT` of the writer.
        position: next input offset that the state does not include.
        reread_from: input offset from which the log has to be read again.
        chunk, chunks: which part of how many.
        data: zlib-compressed bytes of `Step.snapshot`.
    """

    stage: str
    partition: int
    format: int
    position: int
    reread_from: int
    chunk: int
    chunks: int
    data: bytes
    v: int = 1


def partition_of(key: str | bytes, partitions: int) -> int:
    """Return the partition of a key: CRC-32, the same on every machine and in every version of Python."""
    raw = key.encode() if isinstance(key, str) else key
    return zlib.crc32(raw) % partitions


def packed(records: Iterable[Routed]) -> Iterator[Routed]:
    """Pack records of one partition into JSON arrays of at most `ARRAY_BYTES`, keeping each partition's order."""
    open_arrays: dict[tuple[str, int], list[Routed]] = {}
    sizes: dict[tuple[str, int], int] = {}
    for record in records:
        if record.alone or record.value is None:
            yield record
            continue
        slot = (record.topic, record.partition)
        if sizes.get(slot, 0) + len(record.value) > ARRAY_BYTES and slot in open_arrays:
            yield _array(open_arrays.pop(slot))
            sizes[slot] = 0
        open_arrays.setdefault(slot, []).append(record)
        sizes[slot] = sizes.get(slot, 0) + len(record.value) + 1
    for batch in open_arrays.values():
        yield _array(batch)


def _array(batch: Sequence[Routed]) -> Routed:
    first = batch[0]
    value = b"[" + b",".join(record.value for record in batch if record.value is not None) + b"]"
    return Routed(first.topic, first.partition, first.key, value, alone=True)


def chunks(snapshot: Snapshot, data: bytes, chunk_bytes: int = MESSAGE_BYTES) -> list[Snapshot]:
    """Cut a snapshot's bytes into chunks that fit a message; ``snapshot`` gives the other fields."""
    small = zlib.compress(data, 1)
    parts = [small[at : at + chunk_bytes] for at in range(0, len(small), chunk_bytes)] or [b""]
    return [
        msgspec.structs.replace(snapshot, chunk=index, chunks=len(parts), data=part) for index, part in enumerate(parts)
    ]


def joined(parts: Sequence[Snapshot]) -> bytes:
    """Put the chunks of one snapshot together again."""
    return zlib.decompress(b"".join(part.data for part in sorted(parts, key=lambda part: part.chunk)))


@dataclass
class Marks:
    """Which input offset holds which event times: finds the offset from which the log has to be read again.

    One mark stands for `MARK_EVERY` messages: the first one's offset and the newest event time among them. A mark is
    dropped once its newest event time lies before the horizon; so every record at or after the horizon is read again,
    also late ones.
    """

    every: int = MARK_EVERY
    _marks: deque[tuple[int, datetime]] = field(default_factory=deque)

    def add(self, offset: int, newest: datetime) -> None:
        """Note that the message at ``offset`` held records up to event time ``newest``."""
        if self._marks and offset < self._marks[-1][0] + self.every:
            start, before = self._marks[-1]
            self._marks[-1] = (start, max(before, newest))
        else:
            self._marks.append((offset, newest))

    def reread_from(self, horizon: datetime | None, position: int) -> int:
        """Return the first offset that the state still stands on; ``position`` when it stands on none."""
        if horizon is None:
            return position
        while self._marks and self._marks[0][1] < horizon:
            self._marks.popleft()
        return self._marks[0][0] if self._marks else position


Decode = Callable[[bytes, str], tuple[list[InT], list[Routed]]]

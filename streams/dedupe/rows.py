"""What is known of each report beside its text: a row of numbers, in order of arrival, for as long as the window.

Rows are the small part of the state of duplicate detection: they go into snapshots whole, while the index of texts is
brought back from the log.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

import msgspec
import numpy as np
from xxhash import xxh3_64_intdigest

from connectors.post import Post

__all__ = ["ROW_BYTES", "Clock", "Horizon", "Row", "Rows", "content_of", "number_of", "to_ms"]

AHEAD_MS = 24 * 3_600_000
"""A post so far ahead of the clock moves it only when another post confirms it."""

ROW_BYTES = 66
"""What a known report takes, with its places in the table."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ROW = struct.Struct("<QQQqqQ?")
_NUMBER = struct.Struct("<Q")
_TIMES, _TIMES_AT = struct.Struct("<qq"), 24
_ARRIVED, _ARRIVED_AT = struct.Struct("<q"), 32


class Row(NamedTuple):
    """What is known of one revision of a report, times in ms; ``mask`` the sentences left out of its signature."""

    id: int
    story: int
    content: int
    at: int
    arrived: int
    mask: int
    indexed: bool


class Clock(msgspec.Struct):
    """The newest publication time seen, in ms; ``ahead``: of a post that was too far ahead to be believed at once."""

    now: int = 0
    ahead: int = 0

    def move(self, at: int) -> int:
        """Move by a post published at ``at``, and return the time."""
        if not self.now or self.now < at <= self.now + AHEAD_MS or abs(at - self.ahead) <= AHEAD_MS:
            self.now, self.ahead = max(at, self.now), 0
        elif at > self.now:
            self.ahead = at
        return self.now


class Horizon(NamedTuple):
    """What is forgotten: what arrived before ``before`` and was not published between it and ``until``, ms.

    A post that runs ahead of the clock arrives by the old one; when the next post confirms its time, it stays.
    """

    before: int
    until: int

    @classmethod
    def of(cls, now: int, window: int) -> Horizon:
        """Return the horizon of a window at a time of the clock."""
        return cls(now - window, now + AHEAD_MS)

    def passed(self, arrived: int, at: int) -> bool:
        """Whether what arrived and was published so is behind it."""
        return arrived < self.before and not self.before <= at <= self.until


class Rows:
    """Rows by the number of their report; an edit leaves the row of the revision before it to age.

    Packed side by side in a ring, and found by a table of their places in it with linear probing: as objects in a
    dictionary they would take four times as much.

    Args:
        most: how many; the oldest make room.
        packed: of a snapshot.
    """

    def __init__(self, most: int, packed: bytes = b"") -> None:
        self.most = most
        self._lay_out(max(most, len(packed) // _ROW.size) + 1)
        self._ring[: len(packed)] = packed
        numbers = [row[0] for row in _ROW.iter_unpack(packed)]
        table, mask = self._table, self._mask
        for place, number in enumerate(numbers, 1):  # as `_cell` finds them, without a look into the ring
            cell = number & mask
            while (other := table[cell]) and numbers[other - 1] != number:
                cell = (cell + 1) & mask
            table[cell] = place
        self._next = len(numbers)

    def _lay_out(self, capacity: int) -> None:
        self._capacity = capacity
        self._first = self._next = 0  # sequence numbers of the oldest row and of the next
        self._mask: int = (1 << (2 * capacity - 1).bit_length()) - 1
        # Numpy's zeros take no memory until somebody writes to them; a bytearray's take theirs at once.
        self._ring: memoryview[int] = memoryview(np.zeros(capacity * _ROW.size, dtype=np.uint8).data)
        # Place in the ring, and one; 0: free.
        self._table: memoryview[int] = memoryview(np.zeros(self._mask + 1, dtype=np.uint32).data)

    def __len__(self) -> int:
        return self._next - self._first

    def __iter__(self) -> Iterator[Row]:
        """Iterate over all rows, oldest first."""
        # What `Row._make` does, in a third of the time.
        return map(partial(tuple.__new__, Row), _ROW.iter_unpack(b"".join(self._packed())))

    def __contains__(self, number: int) -> bool:
        return self._table[self._cell(number)] != 0

    def _packed(self) -> tuple[bytes, bytes]:
        """Return the rows in order, in two parts: up to the end of the ring, and from its start."""
        start, end = self._first % self._capacity, self._next % self._capacity
        if start < end or self._first == self._next:
            return bytes(self._ring[start * _ROW.size : end * _ROW.size]), b""
        return bytes(self._ring[start * _ROW.size :]), bytes(self._ring[: end * _ROW.size])

    def _at(self, sequence: int) -> bytes:
        start = sequence % self._capacity * _ROW.size
        return bytes(self._ring[start : start + _ROW.size])

    def _cell(self, number: int) -> int:
        """Return the cell of the table where a report's newest row is named, or the free one where it would be."""
        cell = number & self._mask
        while (place := self._table[cell]) and self._number_at(place) != number:
            cell = (cell + 1) & self._mask
        return cell

    def _number_at(self, place: int) -> int:
        number: int = _NUMBER.unpack_from(self._ring, (place - 1) * _ROW.size)[0]
        return number

    def get(self, number: int) -> Row | None:
        """Return the newest row of a report."""
        cell = number & self._mask
        while place := self._table[cell]:
            start = (place - 1) * _ROW.size
            if _NUMBER.unpack_from(self._ring, start)[0] == number:
                return Row._make(_ROW.unpack_from(self._ring, start))
            cell = (cell + 1) & self._mask
        return None

    def remember(self, row: Row) -> None:
        """Add a row."""
        if len(self) >= self._capacity:
            kept = list(self)
            self._lay_out(2 * self._capacity)
            for one in kept:
                self.remember(one)
        place = self._next % self._capacity
        _ROW.pack_into(self._ring, place * _ROW.size, *row)
        self._table[self._cell(row.id)] = place + 1
        self._next += 1

    def expire(self, horizon: Horizon) -> Iterator[bool]:
        """Drop rows behind the horizon, and what is too many; yields of each whether it was indexed."""
        while self.due(horizon):
            old = self._at(self._first)
            cell = self._cell(_NUMBER.unpack_from(old)[0])
            if self._table[cell] == self._first % self._capacity + 1:
                self._free(cell)
            self._first += 1
            yield old[-1] == 1

    def _free(self, hole: int) -> None:
        """Free a cell, and move up those behind it that were put there for want of room."""
        table, mask = self._table, self._mask
        cell = (hole + 1) & mask
        while place := table[cell]:
            home = self._number_at(place) & mask
            if (cell - home) & mask >= (cell - hole) & mask:
                table[hole] = place
                hole = cell
            cell = (cell + 1) & mask
        table[hole] = 0

    def are_newer(self, before: int) -> bool:
        """Whether all rows arrived then or later, and there is room for another."""
        if len(self) >= self.most:
            return False
        if self._first == self._next:
            return True
        arrived: int = _ARRIVED.unpack_from(self._ring, self._first % self._capacity * _ROW.size + _ARRIVED_AT)[0]
        return arrived >= before

    def due(self, horizon: Horizon) -> bool:
        """Whether there is anything to expire."""
        if self._first == self._next:
            return False
        if len(self) >= self.most:
            return True
        at, arrived = _TIMES.unpack_from(self._ring, self._first % self._capacity * _ROW.size + _TIMES_AT)
        return arrived < horizon.before and horizon.passed(arrived, at)

    def packed(self, held: int | None = None) -> bytes:
        """Return the rows for a snapshot; ``held``: only so many of the newest indexed ones still are."""
        if held is None:
            return b"".join(self._packed())
        rows: list[bytes] = []
        for row in map(self._at, reversed(range(self._first, self._next))):
            indexed = row[-1] == 1
            rows.append(row if held > 0 or not indexed else row[:-1] + b"\x00")
            held -= indexed
        return b"".join(reversed(rows))


def number_of(post_id: str) -> int:
    """Return a 64-bit number for a post's id."""
    return xxh3_64_intdigest(post_id.encode())


def content_of(post: Post) -> int:
    """Return a 64-bit number for what a post says, as it came."""
    return xxh3_64_intdigest(f"{post.title}\x00{post.text}\x00{post.repost_of}".encode())


def to_ms(at: datetime) -> int:
    """Return milliseconds since the epoch, exactly."""
    since = at - EPOCH
    return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000

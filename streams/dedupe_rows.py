"""What is known of each report beside its text: a row of numbers, in order of arrival, for as long as the window.

Rows are the small part of the state of duplicate detection: they go into snapshots whole, while the index of texts is
brought back from the log.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from xxhash import xxh3_64_intdigest

from connectors.post import Post

__all__ = ["ROW_BYTES", "Clock", "Horizon", "Row", "Rows", "content_of", "number_of", "to_ms"]

AHEAD_MS = 24 * 3_600_000
"""A post so far ahead of the clock moves it only when another post confirms it."""

ROW_BYTES = 260
"""What a known report takes, with its place in the dictionary."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ROW = struct.Struct("<QQQqqQ?")
_NUMBER = struct.Struct("<Q")
_TIMES, _TIMES_AT = struct.Struct("<qq"), 24


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

    Args:
        most: how many; the oldest make room.
        packed: of a snapshot.
    """

    def __init__(self, most: int, packed: bytes = b"") -> None:
        self.most = most
        self._rows: deque[bytes] = deque()  # packed: a tuple of numbers takes four times as much
        self._known: dict[int, bytes] = {}
        for row in _ROW.iter_unpack(packed):
            self.remember(Row._make(row))

    def __iter__(self) -> Iterator[Row]:
        """Iterate over all rows, oldest first."""
        return map(Row._make, map(_ROW.unpack, self._rows))

    def __contains__(self, number: int) -> bool:
        return number in self._known

    def get(self, number: int) -> Row | None:
        """Return the newest row of a report."""
        packed = self._known.get(number)
        return Row._make(_ROW.unpack(packed)) if packed else None

    def remember(self, row: Row) -> None:
        """Add a row."""
        packed = _ROW.pack(*row)
        self._rows.append(packed)
        self._known[row.id] = packed

    def expire(self, horizon: Horizon) -> Iterator[bool]:
        """Drop rows behind the horizon, and what is too many; yields of each whether it was indexed."""
        while self._rows and (len(self._rows) >= self.most or self._passed(horizon)):
            old = self._rows.popleft()
            number = _NUMBER.unpack_from(old)[0]
            if self._known.get(number) is old:
                del self._known[number]
            yield old[-1] == 1

    def _passed(self, horizon: Horizon) -> bool:
        at, arrived = _TIMES.unpack_from(self._rows[0], _TIMES_AT)
        return arrived < horizon.before and horizon.passed(arrived, at)

    def due(self, horizon: Horizon) -> bool:
        """Whether there is anything to expire."""
        return bool(self._rows) and (len(self._rows) >= self.most or self._passed(horizon))

    def packed(self, held: int | None = None) -> bytes:
        """Return the rows for a snapshot; ``held``: only so many of the newest indexed ones still are."""
        if held is None:
            return b"".join(self._rows)
        rows: list[bytes] = []
        for row in reversed(self._rows):
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

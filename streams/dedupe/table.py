"""The table of keys of the index: which entries are filed under a key.

A table of buckets of `WAYS` cells, of fixed size; a cell holds an entry's number and some bits of its key, and a full
bucket forgets its oldest cell. So nothing has to be taken out when an entry leaves the index: its number is too old.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "MAX_CAPACITY",
    "NUMBER_BITS",
    "NUMBER_MASK",
    "TABLE_SHARE",
    "TAG_BITS",
    "WAYS",
    "Array",
    "Table",
    "any_way",
    "in_order",
]

WAYS = 8
MANY = 8  # keys that are looked up together from here on; of fewer one after the other is faster
KEYS_PER_ENTRY = 48
FILLED = 5  # keys per bucket when the ring is full: one in twenty buckets overflows
NUMBER_BITS = 22
"""Of a cell are the entry's number, modulo; the others are bits of the key. The ring is at most a quarter of that, so
a cell is overwritten long before its number comes round."""

NUMBER_MASK = (1 << NUMBER_BITS) - 1
TAG_BITS = 32 - NUMBER_BITS
TAG_MASK = (1 << TAG_BITS) - 1
_LAST_WAY, _ONE = np.uint8(WAYS - 1), np.uint8(1)
_MASK, _NUMBER_BITS, _TAG_AND_MORE = np.uint32(NUMBER_MASK), np.uint32(NUMBER_BITS), np.uint64(12)
ORDER_BITS = 28  # of the place of a key in a batch, beside its bucket and tag in 64 bits
MAX_CAPACITY = 1 << 20
TABLE_SHARE = KEYS_PER_ENTRY * (4 * WAYS + 1) // FILLED
"""Bytes of the table for each entry of a full ring."""

Array = npt.NDArray[Any]


class Table:
    """Cells by bucket.

    What is added during a batch is written at its end in one go; cells that others of the batch look at meanwhile are
    noted (`expect`).

    Args:
        capacity: entries of a full ring.
    """

    def __init__(self, capacity: int) -> None:
        self._bucket_count = capacity * KEYS_PER_ENTRY // FILLED + 1
        self._buckets = np.uint64(self._bucket_count)
        self._table: Array = np.zeros((self._bucket_count, WAYS), dtype=np.uint32)
        self._cells = self._table.reshape(-1)
        self._ways: Array = np.zeros(self._bucket_count, dtype=np.uint8)  # the cell of each bucket that is oldest
        self._expected: dict[int, list[int]] = {}

    def addressed(self, keys: Array) -> tuple[Array, Array]:
        """Return buckets and tags of keys; a tag is their lowest bits, as they lie in a cell."""
        buckets: Array = ((keys >> _TAG_AND_MORE) % self._buckets).view(np.int64)
        tags: Array = keys.astype(np.uint32) << _NUMBER_BITS
        return buckets, tags

    def address(self, key: int) -> tuple[int, int]:
        """Return bucket and tag of one key."""
        return (key >> 12) % self._bucket_count, (key & TAG_MASK) << NUMBER_BITS

    def rests(self, buckets: Array, tags: Array) -> Array:
        """Return the cells under some keys without their tags: at most `NUMBER_MASK` where the key is the same."""
        rests: Array = self._table.take(buckets, axis=0)  # a seventh of the time of an index
        rests ^= tags[:, None]
        return rests

    def numbers(self, bucket: int, tag: int, newest: int, held: int) -> list[int]:
        """Return the numbers of the entries under a key, newest first.

        Args:
            bucket: of the key.
            tag: of the key.
            newest: number of the newest entry.
            held: how many before it are still there.
        """
        return self._found(self._table[bucket].tolist(), bucket, tag, (newest, held))

    def every_number(self, keys: Sequence[tuple[int, int]], newest: int, held: int) -> list[list[int]]:
        """Return the same of several keys, by bucket and tag, in one look."""
        rows = self._table.take([bucket for bucket, _ in keys], axis=0)
        if len(keys) < MANY:
            return [self._found(cells, *key, (newest, held)) for cells, key in zip(rows.tolist(), keys, strict=True)]
        for at, (bucket, _) in enumerate(keys):
            if bucket in self._expected:
                self._lay(rows[at], bucket)
        tags = np.array([tag for _, tag in keys], dtype=np.uint32)
        found, ways = ((rows ^ tags[:, None]) <= NUMBER_MASK).nonzero()
        ages: list[list[int]] = [[] for _ in keys]
        since = (newest - rows[found, ways].astype(np.int64)) & NUMBER_MASK
        for at, age in zip(found.tolist(), since.tolist(), strict=True):
            if age <= held:
                ages[at].append(age)
        return [[newest - age for age in sorted(some)] if some else some for some in ages]

    def _lay(self, cells: list[int] | Array, bucket: int) -> None:
        """Put the cells that will be written over those that are there."""
        for turn, cell in enumerate(self._expected[bucket], int(self._ways[bucket])):
            cells[turn % WAYS] = cell

    def _found(self, cells: list[int], bucket: int, tag: int, held: tuple[int, int]) -> list[int]:
        if bucket in self._expected:
            self._lay(cells, bucket)
        found = [cell for cell in cells if cell ^ tag <= NUMBER_MASK]
        if not found:
            return found
        newest, most = held
        ages = [(newest - cell) & NUMBER_MASK for cell in found]
        return [newest - age for age in sorted(ages) if age <= most]

    def expect(self, bucket: int, cell: int) -> None:
        """Note a cell that will be written."""
        self._expected.setdefault(bucket, []).append(cell)

    def settle(self) -> None:
        """Forget what was noted: it is written next."""
        self._expected.clear()

    def write(self, buckets: Array, cells: Array, owners: Array) -> None:
        """Write cells of entries, in order: who shares a bucket takes one way of it after the other.

        Two keys of one entry in a bucket take the same way; the later one stays.
        """
        if owners[-1]:
            buckets, order, first = in_order(buckets)
            cells, owners = cells[order], owners[order]
            other = np.concatenate(([False], owners[1:] != owners[:-1])) & ~first
            turns = np.cumsum(other, dtype=np.int64)
            ways = (self._ways.take(buckets) + turns - np.maximum.accumulate(np.where(first, turns, 0))).astype(
                np.uint8
            )
        else:
            ways = self._ways.take(buckets)
        self._cells[buckets * WAYS + (ways & _LAST_WAY)] = cells
        self._ways[buckets] = ways + _ONE


def any_way(found: Array) -> Array:
    """Return of each key whether something was found in one of its ways."""
    # As one number: reducing over so short an axis takes thirty times as long.
    some: Array = found.view(np.uint64).reshape(-1) != 0
    return some


def in_order(buckets: Array) -> tuple[Array, Array, Array]:
    """Sort buckets; return them, where each was, in order among equals, and whether it is the first of its equals."""
    codes = np.sort((buckets << ORDER_BITS) | np.arange(len(buckets)))  # faster than a stable sort of places
    ordered = codes >> ORDER_BITS
    first = np.empty(len(ordered), dtype=np.bool_)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered, codes & ((1 << ORDER_BITS) - 1), first

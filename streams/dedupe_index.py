"""The index of signatures: candidates for a signature in constant time, in bounded memory.

Entries lie in a ring in order of arrival. Keys lie in a fixed table of buckets of `WAYS` cells; a cell holds the
entry's slot and some bits of its key, and a full bucket forgets its oldest cell. So nothing has to be taken out when an
entry leaves the ring, and rebuilding the index from those entries that are still in it gives the same candidates.

Memory: about 1.1 kB an entry, of which 128 B sketch, 300 B table, the rest lead, anchors and id. `bytes_used` counts
what entries take; the table is laid out once for the capacity.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from streams.dedupe_likeness import Side
from streams.signature import PERMUTATIONS, Signature

__all__ = ["Entry", "Index"]

WAYS = 8
KEYS_PER_ENTRY = 48
FILLED = 5  # keys per bucket when the ring is full: one in twenty buckets overflows
NUMBER_BITS = 22
"""Of a cell are the entry's number, modulo; the others are bits of the key. The ring is at most a quarter of that, so
a cell is overwritten long before its number comes round."""

NUMBER_MASK = (1 << NUMBER_BITS) - 1
TAG_MASK = (1 << (32 - NUMBER_BITS)) - 1
_LAST_WAY, _ONE = np.uint8(WAYS - 1), np.uint8(1)
_MASK, _NUMBER_BITS, _TAG_AND_MORE = np.uint32(NUMBER_MASK), np.uint32(NUMBER_BITS), np.uint64(12)
MAX_CAPACITY = 1 << 20
SHARED_WEIGHT = 24.0  # shared keys that weigh as much as sketches that are alike

OVERHEAD = 230  # Python objects around an entry's arrays
TABLE_SHARE = KEYS_PER_ENTRY * (4 * WAYS + 1) // FILLED
SMALLEST_ENTRY = OVERHEAD + TABLE_SHARE + PERMUTATIONS + 120
"""Bytes of a short post's entry: gives the capacity for a cap in bytes."""

_HEAD = struct.Struct("<QQqqQ?xxxQI?xxxI")  # facts; exact, length, caseless, words of the lead: a multiple of 4 bytes
_ARRIVED, _ARRIVED_AT, _AT_AT = struct.Struct("<q"), 24, 16
_EXACT, _EXACT_AT = struct.Struct("<Q"), 44
_LENGTH = struct.Struct("<I")
_TEXT, _TEXT_AT = struct.Struct("<I?xxxI"), 52
Array = npt.NDArray[Any]


class Facts(NamedTuple):
    """What is known of an indexed report, beside its id and signature.

    Attributes:
        content: hash of the text as it came.
        story: of its report, as a number.
        at_ms: when it was published.
        arrived_ms: the index's clock when it came.
        author: hash of source and author; 0 when nobody is named.
        social: social post, not newswire.
    """

    content: int
    story: int
    at_ms: int
    arrived_ms: int
    author: int
    social: bool


class Entry:
    """One indexed report, packed: six numbers as Python objects would take more than its sketch."""

    __slots__ = ("_packed", "id", "side")

    def __init__(self, post_id: str, facts: Facts, signature: Signature) -> None:
        self.id = post_id
        self.side: Side | None = None  # unpacked, for as long as the shelf keeps it so
        anchors = [
            number
            for kind, value, before, after, at in signature.anchors
            for number in (kind | at << 8, value, before, after)
        ]
        lead = signature.lead
        self._packed = _HEAD.pack(
            *facts, signature.exact, signature.length, signature.caseless, len(lead)
        ) + struct.pack(f"<{len(lead) + len(anchors)}I", *lead, *anchors)

    @property
    def facts(self) -> Facts:
        """Unpack what is known of the report."""
        return Facts._make(_HEAD.unpack_from(self._packed)[:6])

    @property
    def at_ms(self) -> int:
        """When it was published."""
        at: int = _ARRIVED.unpack_from(self._packed, _AT_AT)[0]
        return at

    @property
    def arrived_ms(self) -> int:
        """The index's clock when it came."""
        at: int = _ARRIVED.unpack_from(self._packed, _ARRIVED_AT)[0]
        return at

    @property
    def exact(self) -> int:
        """Hash of the words."""
        number: int = _EXACT.unpack_from(self._packed, _EXACT_AT)[0]
        return number

    def unpacked(self) -> Side:
        """Unpack what is compared."""
        length, caseless, lead = _TEXT.unpack_from(self._packed, _TEXT_AT)
        flat = memoryview(self._packed)[_HEAD.size :].cast("I").tolist()
        rest = flat[lead:]
        anchors = [
            (head & 0xFF, value, before, after, head >> 8)
            for head, value, before, after in zip(rest[::4], rest[1::4], rest[2::4], rest[3::4], strict=True)
        ]
        return Side(length, flat[:lead], anchors, self.at_ms, caseless=caseless)

    @property
    def length(self) -> int:
        """Number of words."""
        number: int = _LENGTH.unpack_from(self._packed, _TEXT_AT)[0]
        return number

    @property
    def size(self) -> int:
        """What it takes in memory, roughly."""
        return OVERHEAD + TABLE_SHARE + PERMUTATIONS + len(self.id) + len(self._packed)


class Index:
    """Ring of entries with a table of keys.

    Args:
        max_bytes: of entries; the oldest make room.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.capacity = max(64, min(max_bytes // SMALLEST_ENTRY, MAX_CAPACITY))
        self._bucket_count = self.capacity * KEYS_PER_ENTRY // FILLED + 1
        self._buckets = np.uint64(self._bucket_count)
        self._table: Array = np.zeros((self._bucket_count, WAYS), dtype=np.uint32)
        self._cells = self._table.reshape(-1)
        self._ways: Array = np.zeros(self._bucket_count, dtype=np.uint8)  # the cell of each bucket that is oldest
        self._sketches: Array = np.zeros((self.capacity, PERMUTATIONS), dtype=np.uint8)
        self._slots: list[Entry | None] = []
        self._first = self._next = 1  # sequence numbers of the oldest entry and of the next
        self._addressed: tuple[Signature, Array, Array, Array] | None = None
        self.bytes_used = 0

    def __len__(self) -> int:
        return self._next - self._first

    def __iter__(self) -> Iterator[Entry]:
        """Iterate over the entries, oldest first."""
        return map(self._at, range(self._first, self._next))

    def oldest(self) -> Entry:
        """Return the entry that leaves next; there must be one."""
        return self._at(self._first)

    def _at(self, number: int) -> Entry:
        entry = self._slots[number % self.capacity]
        assert entry is not None  # noqa: S101  numbers between first and next are filled
        return entry

    def add(self, entry: Entry, signature: Signature) -> None:
        """File an entry; the oldest make room when the ring or its bytes are full."""
        if len(self) >= self.capacity:
            self.drop_oldest()
        number = self._next
        self._next += 1
        slot = number % self.capacity
        if slot >= len(self._slots):
            self._slots += [None] * (slot + 1 - len(self._slots))
        self._slots[slot] = entry
        self._sketches[slot] = signature.sketch
        self.bytes_used += entry.size
        while self.bytes_used > self.max_bytes and len(self) > 1:
            self.drop_oldest()
        buckets, tags, _ = self._address(signature)
        ways = self._ways[buckets]
        self._cells[buckets * WAYS + (ways & _LAST_WAY)] = tags | np.uint32(number & NUMBER_MASK)
        self._ways[buckets] = ways + _ONE
        self._addressed = None

    def drop_oldest(self) -> None:
        """Forget the oldest entry."""
        entry = self.oldest()
        self.bytes_used -= entry.size
        self._slots[self._first % self.capacity] = None
        self._first += 1

    def same_text(self, exact: int) -> Entry | None:
        """Return the newest entry of the same words, by their hash."""
        for entry in self._filed_under(exact):
            if entry.exact == exact:
                return entry
        return None

    def same_event(self, signature: Signature) -> Iterator[tuple[Entry, int]]:
        """Yield entries that share a name, or the role of a count and a place, newest first for each of these.

        With each, how many share it.
        """
        for key in signature.keys[: signature.events].tolist():
            found = list(self._filed_under(key))
            yield from ((entry, len(found)) for entry in found)

    def _filed_under(self, key: int) -> Iterator[Entry]:
        tag = (key & TAG_MASK) << NUMBER_BITS
        newest = self._next - 1
        cells = self._table[(key >> 12) % self._bucket_count].tolist()
        ages = [(newest - cell) & NUMBER_MASK for cell in cells if cell ^ tag <= NUMBER_MASK]
        if ages:
            held = newest - self._first
            yield from [self._at(newest - age) for age in sorted(ages) if age <= held]

    def candidates(self, signature: Signature, most: int) -> list[tuple[Entry, float, int]]:
        """Return entries that share a key, most telling first.

        With each, the similarity of the sketches (meaningless between a long and a short text; such candidates rank by
        the keys they share), and how many openings and pairs of anchors both have.
        """
        _, tags, filed = self._address(signature)
        looked = signature.events  # from there on
        cells = (filed[looked:] ^ tags[looked:, None]).ravel()
        hits = (cells <= _MASK).nonzero()[0]  # what is left of a cell of the same key is its number
        newest = self._next - 1
        found = ((np.uint32(newest & NUMBER_MASK) - cells[hits]) & _MASK).tolist()  # ages: how many came since
        held = newest - self._first
        shared = {age: count for age, count in Counter(found).items() if age <= held}
        if not shared:
            return []
        if len(shared) == 1:
            (age,) = shared
            same = np.count_nonzero(self._sketches[(newest - age) % self.capacity] == signature.sketch)
            near = [(age, int(same) / PERMUTATIONS)]
        else:
            near = self._nearest(shared, signature, most)
        plain = found[: bisect_left(hits.tolist(), (1 + signature.plain) * WAYS)] if signature.plain else []
        return [(self._at(newest - age), similarity, plain.count(age)) for age, similarity in near]

    def _nearest(self, shared: Mapping[int, int], signature: Signature, most: int) -> list[tuple[int, float]]:
        """Rank entries, given as ages with the keys that they share; returns ages and the similarity of sketches."""
        ages = np.fromiter(shared, np.int64, len(shared))
        sketches = self._sketches.take((self._next - 1 - ages) % self.capacity, axis=0)
        alike = np.add.reduce((sketches == signature.sketch).view(np.uint8), axis=1, dtype=np.uint8) / PERMUTATIONS
        rank = -alike - np.fromiter(shared.values(), np.float64, len(shared)) / SHARED_WEIGHT
        best = np.lexsort((-ages, rank))[:most]
        return list(zip(ages[best].tolist(), alike[best].tolist(), strict=True))

    def _address(self, signature: Signature) -> tuple[Array, Array, Array]:
        """Return buckets, tags and filed cells of a signature's keys; asked twice: when it is looked up, and filed."""
        if self._addressed is None or self._addressed[0] is not signature:
            keys = signature.keys
            buckets = ((keys >> _TAG_AND_MORE) % self._buckets).view(np.int64)
            tags = keys.astype(np.uint32) << _NUMBER_BITS  # the lowest bits of the key
            self._addressed = (signature, buckets, tags, self._table[buckets])
        return self._addressed[1:]

"""The index of signatures: candidates for a signature in constant time, in bounded memory.

Entries lie in a ring in order of arrival. Keys lie in a fixed table of buckets of `WAYS` cells; a cell holds the
entry's slot and some bits of its key, and a full bucket forgets its oldest cell. So nothing has to be taken out when an
entry leaves the ring, and rebuilding the index from those entries that are still in it gives the same candidates.

Memory: about 1.1 kB an entry, of which 128 B sketch, 300 B table, the rest lead, anchors and id. `bytes_used` counts
what entries take; the table is laid out once for the capacity.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from streams.anchors import COUNT, INCIDENT
from streams.dedupe_likeness import Side
from streams.signature import ANCHOR_SIZE, PERMUTATIONS, Packed, Signature, untold

__all__ = ["Entry", "Index"]

WAYS = 8
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
SHARED_WEIGHT = 24.0  # shared keys that weigh as much as sketches that are alike

OVERHEAD = 230  # Python objects around an entry's arrays
TABLE_SHARE = KEYS_PER_ENTRY * (4 * WAYS + 1) // FILLED
SMALLEST_ENTRY = OVERHEAD + TABLE_SHARE + PERMUTATIONS + 120
"""Bytes of a short post's entry: gives the capacity for a cap in bytes."""

_HEAD = struct.Struct("<QQqqQ?xxxQI?xxxI")  # facts; exact, length, caseless, words of the lead
_ARRIVED, _ARRIVED_AT, _AT_AT = struct.Struct("<q"), 24, 16
_EXACT, _EXACT_AT, _STORY_AT = struct.Struct("<Q"), 44, 8
_LENGTH = struct.Struct("<I")
_WORDS, _WORDS_AT = struct.Struct("<I"), 60
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
        head = _HEAD.pack(*facts, signature.exact, signature.length, signature.caseless, len(signature.lead))
        self._fill(post_id, head + signature.told())

    def _fill(self, post_id: str, packed: bytes) -> None:
        self.id, self._packed = post_id, packed
        self.side: Side | None = None  # unpacked, for as long as the shelf keeps it so

    @classmethod
    def of_packed(cls, post_id: str, facts: Facts, packed: Packed) -> Entry:
        """Make the entry of a packed signature."""
        entry = cls.__new__(cls)
        head = _HEAD.pack(*facts, packed.exact, packed.length, packed.caseless, packed.lead)
        entry._fill(post_id, head + packed.told)
        return entry

    @property
    def facts(self) -> Facts:
        """Unpack what is known of the report."""
        return Facts._make(_HEAD.unpack_from(self._packed)[:6])

    @property
    def story(self) -> int:
        """The story of its report, as a number."""
        number: int = _EXACT.unpack_from(self._packed, _STORY_AT)[0]
        return number

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

    def tells_of_incident(self) -> bool:
        """Whether it says something of an incident, or gives a count, without being unpacked."""
        kinds = self._packed[_HEAD.size + 4 * _WORDS.unpack_from(self._packed, _WORDS_AT)[0] :: ANCHOR_SIZE]
        return INCIDENT in kinds or COUNT in kinds

    def has(self, values: Sequence[bytes]) -> bool:
        """Whether one of some values, as they are packed, may be among its words or anchors."""
        return any(value in self._packed for value in values)

    def unpacked(self) -> Side:
        """Unpack what is compared."""
        length, caseless, words = _TEXT.unpack_from(self._packed, _TEXT_AT)
        lead, anchors = untold(memoryview(self._packed)[_HEAD.size :], words)
        return Side(length, lead, anchors, self.at_ms, caseless=caseless)

    @property
    def length(self) -> int:
        """Number of words."""
        number: int = _LENGTH.unpack_from(self._packed, _TEXT_AT)[0]
        return number

    @property
    def size(self) -> int:
        """What it takes in memory, roughly."""
        return OVERHEAD + TABLE_SHARE + PERMUTATIONS + len(self.id) + len(self._packed)


class Glance:
    """What the index held under a signature's keys when it was looked up.

    Attributes:
        signature: that was looked up.
        buckets, tags: of its keys.
        near: entries by number, with the keys shared, how many of these are openings or pairs, and how alike the
            sketches are; None: only its keys are known.
        shared: keys whose buckets others of the same batch share: position, bucket, tag, and whether what is filed
            under the key can change meanwhile.
    """

    __slots__ = ("buckets", "near", "shared", "signature", "tags")

    def __init__(self, signature: Signature, buckets: Array, tags: Array) -> None:
        self.signature, self.buckets, self.tags = signature, buckets, tags
        self.near: list[tuple[int, int, int, float]] | None = None
        self.shared: list[tuple[int, int, int, bool]] = []


class Index:
    """Ring of entries with a table of keys.

    A batch of signatures is looked up at once (`foresee`), and what is added meanwhile is filed at once (`file`): a
    call of numpy costs more than the work it does for one. Which candidates are found does not depend on it: keys of a
    bucket that several of the batch share are looked up when their turn comes.

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
        self._glances: dict[int, Glance] = {}
        self._strangers: set[int] = set()  # exact hashes of the batch that nothing is filed under
        self._unfiled: list[tuple[int, Glance]] = []
        self._written: dict[int, list[int]] = {}  # cells of entries not filed yet, by bucket, where others look
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
        """Add an entry; the oldest make room when the ring or its bytes are full."""
        number = self._place(entry)
        self._sketches[number % self.capacity] = signature.sketch
        glance = self._glances.get(id(signature))
        if glance is None:
            self.file()
            (glance,) = self._glances_of([signature])
            self._unfiled.append((number, glance))
            self.file()
            return
        self._unfiled.append((number, glance))
        if len(self._glances) == 1:
            self.file()
            return
        for bucket, tag in {bucket: tag for _, bucket, tag, _ in glance.shared}.items():
            self._written.setdefault(bucket, []).append(tag | number & NUMBER_MASK)

    def add_packed(self, entries: Sequence[tuple[Entry, Packed]]) -> None:
        """Add entries by their packed signatures: the same as one by one, in one go."""
        self.file()
        if not entries:
            return
        numbers = np.array([self._place(entry) for entry, _ in entries])
        sketches = np.frombuffer(b"".join([packed.sketch for _, packed in entries]), dtype=np.uint8)
        self._sketches[numbers % self.capacity] = sketches.reshape(-1, PERMUTATIONS)
        buckets, tags = self._addressed(np.frombuffer(b"".join([packed.keys for _, packed in entries]), dtype="<u8"))
        owners = np.repeat(np.arange(len(entries)), [len(packed.keys) // 8 for _, packed in entries])
        self._write(buckets, tags | (numbers & NUMBER_MASK).astype(np.uint32)[owners], owners)

    def _place(self, entry: Entry) -> int:
        """Put an entry into the ring and return its number."""
        if len(self) >= self.capacity:
            self.drop_oldest()
        number = self._next
        self._next += 1
        slot = number % self.capacity
        if slot >= len(self._slots):
            self._slots += [None] * (slot + 1 - len(self._slots))
        self._slots[slot] = entry
        self.bytes_used += entry.size
        while self.bytes_used > self.max_bytes and len(self) > 1:
            self.drop_oldest()
        return number

    def file(self) -> None:
        """File what was added, and forget what was looked up."""
        unfiled, self._unfiled = self._unfiled, []
        self._glances.clear()
        self._strangers.clear()
        self._written.clear()
        if unfiled:
            buckets = np.concatenate([glance.buckets for _, glance in unfiled])
            cells = np.concatenate([glance.tags | np.uint32(number & NUMBER_MASK) for number, glance in unfiled])
            owners = np.repeat(np.arange(len(unfiled)), [len(glance.buckets) for _, glance in unfiled])
            self._write(buckets, cells, owners)

    def _write(self, buckets: Array, cells: Array, owners: Array) -> None:
        """Write cells of entries, in order: who shares a bucket takes one way of it after the other.

        Two keys of one entry in a bucket take the same way; the later one stays.
        """
        if owners[-1]:
            buckets, order, first = _ordered(buckets)
            cells, owners = cells[order], owners[order]
            other = np.concatenate(([False], owners[1:] != owners[:-1])) & ~first
            turns = np.cumsum(other, dtype=np.int64)
            ways = (self._ways[buckets] + turns - np.maximum.accumulate(np.where(first, turns, 0))).astype(np.uint8)
        else:
            ways = self._ways[buckets]
        self._cells[buckets * WAYS + (ways & _LAST_WAY)] = cells
        self._ways[buckets] = ways + _ONE

    def drop_oldest(self) -> None:
        """Forget the oldest entry."""
        entry = self.oldest()
        self.bytes_used -= entry.size
        self._slots[self._first % self.capacity] = None
        self._first += 1

    def same_text(self, exact: int) -> Entry | None:
        """Return the newest entry of the same words, by their hash."""
        if exact in self._strangers:
            return None
        for entry in self._filed_under(exact):
            if entry.exact == exact:
                return entry
        return None

    def may_hold(self, exacts: Sequence[int]) -> list[bool]:
        """Return of each hash of words whether an entry may be filed under it."""
        keys = np.array(exacts, dtype=np.uint64)
        buckets, tags = self._addressed(keys)
        found: Array = np.logical_or.reduce((self._table[buckets] ^ tags[:, None]) <= _MASK, axis=1)
        return list(found.tolist())

    def same_event(self, signature: Signature, most: int) -> list[tuple[Entry, int]]:
        """Return entries that share a name, a place of an incident, or the role of a count and a place.

        Those that share most come first, then the newest. With each, how many stories are filed under the rarest.
        """
        if id(signature) not in self._glances:
            self.file()
        found: dict[int, tuple[int, int]] = {}
        for key in signature.keys[: signature.events].tolist():
            numbers = self._numbers((key >> 12) % self._bucket_count, (key & TAG_MASK) << NUMBER_BITS)
            stories = len({self._at(number).story for number in numbers}) if len(numbers) > 1 else 1
            for number in numbers:
                shared, rarest = found.get(number, (0, WAYS))
                found[number] = shared + 1, min(rarest, stories)
        ranked = sorted((-shared, -number, rarest) for number, (shared, rarest) in found.items())
        return [(self._at(-number), rarest) for _, number, rarest in ranked[:most]]

    def _filed_under(self, key: int) -> Iterator[Entry]:
        for number in self._numbers((key >> 12) % self._bucket_count, (key & TAG_MASK) << NUMBER_BITS):
            yield self._at(number)

    def _numbers(self, bucket: int, tag: int) -> list[int]:
        """Return the numbers of the entries under a key, newest first."""
        newest = self._next - 1
        cells = self._table[bucket].tolist()
        if bucket in self._written:
            oldest = int(self._ways[bucket])
            for turn, cell in enumerate(self._written[bucket], oldest):
                cells[turn % WAYS] = cell
        ages = [(newest - cell) & NUMBER_MASK for cell in cells if cell ^ tag <= NUMBER_MASK]
        held = newest - self._first
        return [newest - age for age in sorted(ages) if age <= held]

    def candidates(self, signature: Signature, most: int) -> list[tuple[Entry, float, int]]:
        """Return entries that share a key, most telling first.

        With each, the similarity of the sketches (meaningless between a long and a short text; such candidates rank by
        the keys they share), and how many openings and pairs of anchors both have.
        """
        glance = self._glances.get(id(signature))
        if glance is None or glance.near is None:
            self.foresee([signature])
            glance = self._glances[id(signature)]
        near = [one for one in glance.near or () if one[0] >= self._first]
        if glance.shared:
            near = self._with_shared(near, glance)
        if len(near) > 1:
            ranked = [(-alike - shared / SHARED_WEIGHT, number, alike, plain) for number, shared, plain, alike in near]
            return [(self._at(number), alike, plain) for _, number, alike, plain in sorted(ranked)[:most]]
        return [(self._at(number), alike, plain) for number, _, plain, alike in near]

    def _with_shared(
        self, near: list[tuple[int, int, int, float]], glance: Glance
    ) -> list[tuple[int, int, int, float]]:
        """Add what is filed by now under keys whose buckets others of the batch share."""
        signature = glance.signature
        looked, plain_until = signature.events, signature.events + 1 + signature.plain
        more: dict[int, tuple[int, int]] = {}
        for position, bucket, tag, changes in glance.shared:
            if changes and position >= looked:
                for number in self._numbers(bucket, tag):
                    shared, plain = more.get(number, (0, 0))
                    more[number] = shared + 1, plain + (position < plain_until)
        if not more:
            return near
        found = [
            (number, shared + more[number][0], plain + more.pop(number)[1], alike) if number in more else one
            for one in near
            for number, shared, plain, alike in (one,)
        ]
        for number, (shared, plain) in more.items():
            same = np.count_nonzero(self._sketches[number % self.capacity] == signature.sketch)
            found.append((number, shared, plain, int(same) / PERMUTATIONS))
        return found

    def foresee(self, signatures: Sequence[Signature], exacts: Sequence[int] = ()) -> None:
        """Look up signatures that will be compared, and maybe added, next.

        Args:
            signatures: in order.
            exacts: hashes of the words of others that will be looked for, and not added.
        """
        self.file()
        if not signatures:
            return
        glances = self._glances_of(signatures)
        sizes = [len(one.keys) for one in signatures]
        buckets = np.concatenate([glance.buckets for glance in glances])
        tags = np.concatenate([glance.tags for glance in glances])
        owners = np.repeat(np.arange(len(signatures)), sizes)
        starts = np.cumsum([0, *sizes[:-1]])
        places = np.arange(len(owners)) - starts[owners] - np.array([one.events for one in signatures])[owners]
        shared, again = self._shared(buckets, tags, owners, exacts)
        cells = self._table[buckets] ^ tags[:, None]
        filed = cells <= _MASK  # what is left of a cell of the same key is its number
        changes = shared & (again | np.logical_or.reduce(filed, axis=1))
        at = shared.nonzero()[0]
        columns = (owners[at], at - starts[owners[at]], buckets[at], tags[at], changes[at])
        for owner, *key in zip(*(column.tolist() for column in columns), strict=True):
            glances[owner].shared.append(tuple(key))
        plain = places <= np.array([one.plain for one in signatures])[owners]
        hits, ways = (filed & ((places >= 0) & ~shared)[:, None]).nonzero()
        self._note_near(glances, owners[hits], cells[hits, ways], plain[hits])
        exact = places == 0
        known = {*owners[hits[exact[hits]]].tolist(), *owners[exact & changes].tolist()}
        for number, glance in enumerate(glances):
            self._glances[id(glance.signature)] = glance
            if number not in known:
                self._strangers.add(glance.signature.exact)

    def _shared(self, buckets: Array, tags: Array, owners: Array, exacts: Sequence[int]) -> tuple[Array, Array]:
        """Return of each key whether another one of the batch has its bucket, and whether another is the same."""
        keys = len(buckets)
        if len(exacts):
            more, their = self._addressed(np.array(exacts, dtype=np.uint64))
            buckets, tags = np.concatenate((buckets, more)), np.concatenate((tags, their))
            owners = np.concatenate((owners, np.arange(-len(exacts), 0)))
        ordered, order, first = _ordered((buckets << TAG_BITS) | (tags >> _NUMBER_BITS))
        again = np.empty(len(order), dtype=np.bool_)
        again[order] = _mixed(owners[order], first)
        ordered >>= TAG_BITS
        first[1:] = ordered[1:] != ordered[:-1]
        shared = np.empty(len(order), dtype=np.bool_)
        shared[order] = _mixed(owners[order], first)
        return shared[:keys], again[:keys]

    def _note_near(self, glances: Sequence[Glance], owners: Array, cells: Array, plain: Array) -> None:
        """Note which entries share keys with which signature, and how alike their sketches are."""
        newest = self._next - 1
        ages = (np.uint32(newest & NUMBER_MASK) - cells) & _MASK  # how many came since
        held = ages <= newest - self._first
        pairs = (owners[held].astype(np.int64) << NUMBER_BITS) | ages[held]
        pairs, at = np.unique(pairs, return_inverse=True)
        counts = np.bincount(at, minlength=len(pairs))
        plains = np.bincount(at, weights=plain[held], minlength=len(pairs)).astype(np.int64)
        owned, numbers = pairs >> NUMBER_BITS, newest - (pairs & NUMBER_MASK)
        sketches = np.stack([glance.signature.sketch for glance in glances])
        same = self._sketches.take(numbers % self.capacity, axis=0) == sketches.take(owned, axis=0)
        alike = np.add.reduce(same.view(np.uint8), axis=1, dtype=np.uint8) / PERMUTATIONS
        near: list[list[tuple[int, int, int, float]]] = [[] for _ in glances]
        found = zip(owned.tolist(), numbers.tolist(), counts.tolist(), plains.tolist(), alike.tolist(), strict=True)
        for owner, number, count, openings, similar in found:
            near[owner].append((number, count, openings, similar))
        for glance, ones in zip(glances, near, strict=True):
            glance.near = ones

    def _glances_of(self, signatures: Sequence[Signature]) -> list[Glance]:
        keys = np.concatenate([one.keys for one in signatures])
        buckets, tags = self._addressed(keys)
        found, at = [], 0
        for one in signatures:
            end = at + len(one.keys)
            found.append(Glance(one, buckets[at:end], tags[at:end]))
            at = end
        return found

    def _addressed(self, keys: Array) -> tuple[Array, Array]:
        """Return buckets and tags of keys; a tag is their lowest bits."""
        buckets: Array = ((keys >> _TAG_AND_MORE) % self._buckets).view(np.int64)
        tags: Array = keys.astype(np.uint32) << _NUMBER_BITS
        return buckets, tags


def _ordered(buckets: Array) -> tuple[Array, Array, Array]:
    """Sort buckets; return them, where each was, in order among equals, and whether it is the first of its equals."""
    codes = np.sort((buckets << ORDER_BITS) | np.arange(len(buckets)))  # faster than a stable sort of places
    ordered = codes >> ORDER_BITS
    first = np.empty(len(ordered), dtype=np.bool_)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered, codes & ((1 << ORDER_BITS) - 1), first


def _mixed(owners: Array, first: Array) -> Array:
    """Return of each of some runs of keys, which begin at ``first``, whether it has several owners."""
    begins = first.nonzero()[0]
    several = np.minimum.reduceat(owners, begins) != np.maximum.reduceat(owners, begins)
    found: Array = np.repeat(several, np.diff(np.append(begins, len(owners))))
    return found

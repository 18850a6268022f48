"""The index of signatures: candidates for a signature in constant time, in bounded memory.

Entries lie in a ring in order of arrival (`streams.dedupe.entry`), their keys in a table of fixed size
(`streams.dedupe.table`). Nothing has to be taken out of that when an entry leaves the ring, and rebuilding the index
from those entries that are still in it gives the same candidates.

Memory: about 1.1 kB an entry, of which 128 B sketch, 300 B table, the rest lead, anchors and id. `bytes_used` counts
what entries take; the table is laid out once for the capacity.
"""

from __future__ import annotations

import struct
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from streams.dedupe.entry import AROUND, SMALLEST_ENTRY, Entry
from streams.dedupe.glance import Glance, Hits, Keys, Near, look_up
from streams.dedupe.signature import KEY_SIZE, PERMUTATIONS, Packed, Signature
from streams.dedupe.table import MAX_CAPACITY, NUMBER_BITS, NUMBER_MASK, TABLE_SHARE, WAYS, Array, Table, any_way

__all__ = ["Index"]

SHARED_WEIGHT = 24.0  # shared keys that weigh as much as sketches that are alike
_MASK = np.uint32(NUMBER_MASK)
NOBODY = np.uint32(NUMBER_MASK + 1)  # no number of an entry


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
        self.capacity = max(64, min(max_bytes // (SMALLEST_ENTRY + TABLE_SHARE), MAX_CAPACITY))
        self._table = Table(self.capacity)
        self._sketches: Array = np.zeros((self.capacity, PERMUTATIONS), dtype=np.uint8)
        self._packed_sketches = memoryview(self._sketches.data).cast("B")  # the same memory
        self._slots: list[Entry | None] = []
        self._stories = array("Q")  # of the entries, beside them
        self._first = self._next = 1  # sequence numbers of the oldest entry and of the next
        self._glances: dict[int, Glance] = {}
        self._strangers: set[int] = set()  # exact hashes of the batch that nothing is filed under
        self._keys: Keys | None = None  # of the batch
        self._unfiled: list[tuple[int, int]] = []  # numbers of entries, and whose keys they have
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
        start = number % self.capacity * PERMUTATIONS
        self._packed_sketches[start : start + PERMUTATIONS] = signature.sketch
        glance = self._glances.get(id(signature))
        if glance is None:
            self._add_unforeseen(number, signature)
            return
        self._unfiled.append((number, glance.at))
        if len(self._glances) == 1:
            self.file()
            return
        for bucket, tag in {bucket: tag for _, bucket, tag, _ in glance.shared}.items():
            self._table.expect(bucket, tag | number & NUMBER_MASK)

    def _add_unforeseen(self, number: int, signature: Signature) -> None:
        """File an entry that is none of the batch; those behind it that have a bucket in common look again."""
        self.write()
        buckets, tags, owners = Keys.of(self._table, [signature])
        self._table.write(buckets, tags | np.uint32(number & NUMBER_MASK), owners)
        if self._glances and self._keys is not None:
            met = np.zeros(len(self._glances), dtype=np.bool_)
            met[self._keys.owners[np.isin(self._keys.buckets, buckets)]] = True
            for glance, again in zip(self._glances.values(), met.tolist(), strict=True):
                if again:
                    glance.near = None

    def add_packed(self, entries: Sequence[tuple[Entry, Packed]]) -> None:
        """Add entries by their packed signatures: the same as one by one, in one go."""
        self.file()
        if not entries:
            return
        numbers = self._place_all([entry for entry, _ in entries])
        sketches = np.frombuffer(b"".join([packed.sketch for _, packed in entries]), dtype=np.uint8)
        self._sketches[numbers % self.capacity] = sketches.reshape(-1, PERMUTATIONS)
        keys = np.frombuffer(b"".join([packed.keys for _, packed in entries]), dtype="<u8")
        buckets, tags = self._table.addressed(keys)
        owners = np.repeat(np.arange(len(entries)), [len(packed.keys) // KEY_SIZE for _, packed in entries])
        self._table.write(buckets, tags | (numbers & NUMBER_MASK).astype(np.uint32)[owners], owners)

    def _place_all(self, entries: list[Entry]) -> Array:
        """Put entries into the ring and return their numbers."""
        first, count = self._next, len(entries)
        size = sum(map(len, entries)) + count * (AROUND + TABLE_SHARE)
        start = first % self.capacity
        if (
            len(self) + count > self.capacity
            or self.bytes_used + size > self.max_bytes
            or start + count > self.capacity
        ):
            return np.array(list(map(self._place, entries)))  # some of them, or others, have to go, or the ring ends
        self._reach(start + count - 1)
        self._slots[start : start + count] = entries
        self._stories[start : start + count] = array("Q", [entry.story for entry in entries])
        self._next += count
        self.bytes_used += size
        return np.arange(first, self._next)

    def _reach(self, slot: int) -> None:
        """Lengthen the ring until it has a slot."""
        more = slot + 1 - len(self._slots)
        if more > 0:
            self._slots += [None] * more
            self._stories.frombytes(bytes(8 * more))

    def _place(self, entry: Entry) -> int:
        """Put an entry into the ring and return its number."""
        if len(self) >= self.capacity:
            self.drop_oldest()
        number = self._next
        self._next += 1
        slot = number % self.capacity
        self._reach(slot)
        self._slots[slot], self._stories[slot] = entry, entry.story
        self.bytes_used += entry.size + TABLE_SHARE
        while self.bytes_used > self.max_bytes and len(self) > 1:
            self.drop_oldest()
        return number

    def file(self) -> None:
        """File what was added, and forget what was looked up."""
        self.write()
        self._glances.clear()

    def write(self) -> None:
        """File what was added. What was looked up stays, but for keys that others of the batch may have filed."""
        unfiled, self._unfiled = self._unfiled, []
        self._strangers.clear()
        self._table.settle()
        if unfiled and self._keys is not None:
            buckets, tags, owners = self._keys
            numbers = np.full(owners[-1] + 1, NOBODY, dtype=np.uint32)
            for number, at in unfiled:
                numbers[at] = number & NUMBER_MASK
            cells = numbers.take(owners)
            added = (cells != NOBODY).nonzero()[0]
            self._table.write(buckets[added], tags[added] | cells[added], owners[added])

    def drop_oldest(self) -> None:
        """Forget the oldest entry."""
        entry = self.oldest()
        self.bytes_used -= entry.size + TABLE_SHARE
        self._slots[self._first % self.capacity] = None
        self._first += 1

    def same_text(self, exact: int) -> Entry | None:
        """Return the newest entry of the same words, by their hash."""
        if exact in self._strangers:
            return None
        for number in self._table.numbers(*self._table.address(exact), self._next - 1, len(self) - 1):
            entry = self._at(number)
            if entry.words[0] == exact:
                return entry
        return None

    def may_hold(self, exacts: Sequence[int]) -> list[bool]:
        """Return of each hash of words whether an entry may be filed under it."""
        keys = np.array(exacts, dtype=np.uint64)
        buckets, tags = self._table.addressed(keys)
        found: list[bool] = any_way(self._table.rests(buckets, tags) <= _MASK).tolist()
        return found

    def same_event(
        self, signature: Signature, most: int, common: dict[int, int] | None = None
    ) -> list[tuple[Entry, int]]:
        """Return entries that share a name, a place of an incident, or the role of a count and a place.

        Those that share most come first, then the newest. With each, how many stories are filed under the rarest.

        Args:
            signature: of the report that is judged.
            most: entries to return.
            common: how many entries are filed under each key is added here.
        """
        if id(signature) not in self._glances:
            self.write()
        found: dict[int, tuple[int, int]] = {}
        stories_at, capacity = self._stories, self.capacity
        keys = struct.unpack_from(f"<{signature.events}Q", signature.keys)
        if not keys:
            return []
        every = self._numbers(list(map(self._table.address, keys)))
        for numbers in every:
            stories = len({stories_at[number % capacity] for number in numbers}) if len(numbers) > 1 else 1
            for number in numbers:
                shared, rarest = found.get(number, (0, WAYS))
                found[number] = shared + 1, min(rarest, stories)
        ranked = sorted((-shared, -number, rarest) for number, (shared, rarest) in found.items())
        if common is not None:
            for key, numbers in zip(keys, every, strict=True):
                common[key] = common.get(key, 0) + len(numbers)
        return [(self._at(-number), rarest) for _, number, rarest in ranked[:most]]

    def _numbers(self, keys: Sequence[tuple[int, int]]) -> list[list[int]]:
        """Return the numbers of the entries under each of some keys, by bucket and tag, newest first."""
        return self._table.every_number(keys, self._next - 1, len(self) - 1)

    def candidates(self, signature: Signature, most: int) -> list[tuple[Entry, float, int]]:
        """Return entries that share a key, most telling first.

        With each, the similarity of the sketches (meaningless between a long and a short text; such candidates rank by
        the keys they share), and how many openings and pairs of anchors both have.
        """
        near = self._near(signature)
        if len(near) > 1:
            ranked = [(-alike - shared / SHARED_WEIGHT, number, alike, plain) for number, shared, plain, alike in near]
            return [(self._at(number), alike, plain) for _, number, alike, plain in sorted(ranked)[:most]]
        return [(self._at(number), alike, plain) for number, _, plain, alike in near]

    def _near(self, signature: Signature) -> list[Near]:
        glance = self._glances.get(id(signature))
        if glance is None and len(self._glances) <= 1:
            self.foresee([signature])  # there is no batch
            glance = self._glances[id(signature)]
        if glance is None or glance.near is None:
            return self._looked_up(signature)
        near = [one for one in glance.near if one[0] >= self._first]
        return self._with_shared(near, glance) if glance.shared else near

    def _looked_up(self, signature: Signature) -> list[Near]:
        """Look up one signature in the middle of a batch, which it leaves as it is."""
        self.write()
        glance = Glance(signature, 0)
        self._note_near([glance], look_up(self._table, [glance], Keys.of(self._table, [signature]), ()))
        return glance.near or []

    def _with_shared(self, near: list[Near], glance: Glance) -> list[Near]:
        """Add what is filed by now under keys whose buckets others of the batch share."""
        signature = glance.signature
        looked, plain_until = signature.events, signature.events + 1 + signature.plain
        looked_up = [one for one in glance.shared if one[3] and one[0] >= looked]
        if not looked_up:
            return near
        every = self._numbers([(bucket, tag) for _, bucket, tag, _ in looked_up])
        more = Counter(chain.from_iterable(every))
        if not more:
            return near
        openings = [numbers for (at, *_), numbers in zip(looked_up, every, strict=True) if at < plain_until]
        opened = Counter(chain.from_iterable(openings))
        found = [
            (number, shared + more.pop(number), plain + opened[number], alike) if number in more else one
            for one in near
            for number, shared, plain, alike in (one,)
        ]
        if more:
            sketch = np.frombuffer(signature.sketch, dtype=np.uint8)
            same = self._sketches.take([number % self.capacity for number in more], axis=0) == sketch
            alike = np.add.reduce(same.view(np.uint8), axis=1, dtype=np.uint8) / PERMUTATIONS
            for (number, shared), similar in zip(more.items(), alike.tolist(), strict=True):
                found.append((number, shared, opened[number], similar))
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
        self._keys = Keys.of(self._table, signatures)
        glances = [Glance(signature, at) for at, signature in enumerate(signatures)]
        hits = look_up(self._table, glances, self._keys, exacts)
        self._note_near(glances, hits)
        for number, glance in enumerate(glances):
            self._glances[id(glance.signature)] = glance
            if number not in hits.known:
                self._strangers.add(glance.signature.exact)

    def _note_near(self, glances: Sequence[Glance], hits: Hits) -> None:
        """Note which entries share keys with which signature, and how alike their sketches are."""
        owners, cells, plain, _ = hits
        newest = self._next - 1
        ages = (np.uint32(newest & NUMBER_MASK) - cells) & _MASK  # how many came since
        held = ages <= newest - self._first
        pairs = (owners[held].astype(np.int64) << NUMBER_BITS) | ages[held]
        pairs, at = np.unique(pairs, return_inverse=True)
        counts = np.bincount(at, minlength=len(pairs))
        plains = np.bincount(at, weights=plain[held], minlength=len(pairs)).astype(np.int64)
        owned, numbers = pairs >> NUMBER_BITS, newest - (pairs & NUMBER_MASK)
        sketches = np.frombuffer(b"".join([glance.signature.sketch for glance in glances]), dtype=np.uint8)
        sketches = sketches.reshape(-1, PERMUTATIONS)
        same = self._sketches.take(numbers % self.capacity, axis=0) == sketches.take(owned, axis=0)
        alike = np.add.reduce(same.view(np.uint8), axis=1, dtype=np.uint8) / PERMUTATIONS
        near: list[list[Near]] = [[] for _ in glances]
        found = zip(owned.tolist(), numbers.tolist(), counts.tolist(), plains.tolist(), alike.tolist(), strict=True)
        for owner, number, count, openings, similar in found:
            near[owner].append((number, count, openings, similar))
        for glance, ones in zip(glances, near, strict=True):
            glance.near = ones

"""Duplicate detection on several shards: which shards a report goes to, and an index that is divided so.

A report goes to the shards of a few *minhashes of its anchors* (names, numbers, places) and of its words; a copy shares
most of them, so it meets its original on one shard at least. What travels is the signature, about a kilobyte, never the
body. Each shard votes with the best pair that it knows, and the votes on a post are merged by its id: the best of all.

`Sharded` does this within one process, with the same pairs meeting as on shards apart: what recall is measured with
(``tocsin dedupe --shards 4``). The live stages run with one shard of this kind, which is exact; more partitions of
reports are divided by country there (`streams.steps`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from streams.anchors import NAME, NUMBER, PLACE
from streams.dedupe_index import Entry, Index
from streams.signature import Signature

__all__ = ["Sharded", "shards_of"]

ANCHORS, WORDS = 3, 3
"""Minhashes of each kind: measured on our variants with 4 shards, see `tests/dedupe/score.py`."""

_ODD = np.arange(1, ANCHORS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) | np.uint64(1)

_WORD_ODD, _STEP = 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9


def shards_of(signature: Signature, shards: int) -> tuple[int, ...]:
    """Return the shards that a report goes to, in order; one with one shard."""
    if shards == 1:
        return (0,)
    values = [one[1] for one in signature.anchors if one[0] in (NAME, NUMBER, PLACE)]
    chosen: set[int] = set()
    if values:
        mixed = (np.array(values, dtype=np.uint64)[:, None] * _ODD) >> np.uint64(20)
        chosen.update((mixed.min(axis=0) % np.uint64(shards)).tolist())
    rest = WORDS if values else ANCHORS + WORDS
    words = np.array(signature.lead or [signature.exact & 0xFFFFFFFF], dtype=np.uint64)
    for turn in range(rest):
        mixed = (words * np.uint64((_WORD_ODD + 2 * turn * _STEP) % 2**64)) >> np.uint64(20)
        chosen.add(int(mixed.min() % np.uint64(shards)))
    return tuple(sorted(chosen))


class Sharded(Index):
    """An index in which only those reports meet that have a shard in common.

    Args:
        max_bytes: of entries, in sum.
        shards: how many.
    """

    def __init__(self, max_bytes: int, shards: int) -> None:
        super().__init__(max_bytes)
        self.shards = shards
        self.reports = self.messages = 0
        self._where: dict[str, frozenset[int]] = {}

    def add(self, entry: Entry, signature: Signature) -> None:
        """File an entry on its shards."""
        self._where[entry.id] = frozenset(shards_of(signature, self.shards))
        super().add(entry, signature)

    def drop_oldest(self) -> None:
        """Forget the oldest entry."""
        self._where.pop(self.oldest().id, None)
        super().drop_oldest()

    def candidates(self, signature: Signature, most: int) -> list[tuple[Entry, float, int]]:
        """Return what the shards of the signature know, most telling first; counts the messages."""
        mine = shards_of(signature, self.shards)
        self.reports += 1
        self.messages += len(mine)
        found = super().candidates(signature, most * self.shards)
        return [one for one in found if not self._where[one[0].id].isdisjoint(mine)][:most]

    def same_event(self, signature: Signature) -> Iterator[Entry]:
        """Yield what the shards of the signature know of the same event."""
        mine = shards_of(signature, self.shards)
        return (entry for entry in super().same_event(signature) if not self._where[entry.id].isdisjoint(mine))

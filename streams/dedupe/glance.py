"""What the index holds under the keys of a batch of signatures, looked up at once: numpy's cost lies in its calls.

What is filed under a key can change while the batch is judged, where another one of the batch has a key in the same
bucket: such keys are told apart here, and looked up when their turn comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from streams.dedupe.signature import KEY_SIZE, Signature
from streams.dedupe.table import NUMBER_BITS, NUMBER_MASK, TAG_BITS, Array, Table, any_way, in_order

__all__ = ["Glance", "Hits", "Keys", "Near", "look_up"]

Near = tuple[int, int, int, float]
"""Number of an entry, keys shared, how many of these are openings or pairs, and how alike the sketches are."""

_NUMBER_BITS, _MASK = np.uint32(NUMBER_BITS), np.uint32(NUMBER_MASK)


class Glance:
    """What the index held under a signature's keys when it was looked up.

    Attributes:
        signature: that was looked up.
        at: its place in the batch.
        near: the entries; None: only its keys are known.
        shared: keys whose buckets others of the same batch share: position, bucket, tag, and whether what is filed
            under the key can change meanwhile.
    """

    __slots__ = ("at", "near", "shared", "signature")

    def __init__(self, signature: Signature, at: int) -> None:
        self.signature, self.at = signature, at
        self.near: list[Near] | None = None
        self.shared: list[tuple[int, int, int, bool]] = []


class Keys(NamedTuple):
    """Where the keys of a batch are, side by side: bucket and tag of each, and whose it is."""

    buckets: Array
    tags: Array
    owners: Array

    @classmethod
    def of(cls, table: Table, signatures: Sequence[Signature]) -> Keys:
        """Return where the keys of signatures are."""
        buckets, tags = table.addressed(np.frombuffer(b"".join([one.keys for one in signatures]), dtype="<u8"))
        counts = [len(one.keys) // KEY_SIZE for one in signatures]
        return cls(buckets, tags, np.repeat(np.arange(len(counts)), counts))


class Hits(NamedTuple):
    """Cells found under keys of signatures, side by side.

    Attributes:
        owners: which signature.
        cells: what was found, without the tag.
        plain: whether the key is an opening or a pair.
        known: signatures under whose exact hash something is filed, or may be meanwhile.
    """

    owners: Array
    cells: Array
    plain: Array
    known: set[int]


def look_up(table: Table, glances: Sequence[Glance], keys: Keys, exacts: Sequence[int]) -> Hits:
    """Look under all keys but those of events; notes in the glances which keys are shared.

    Args:
        table: of the index.
        glances: of the batch, in order.
        keys: theirs.
        exacts: hashes of the words of others that will be looked for, and not added.
    """
    buckets, tags, owners = keys
    signatures = [glance.signature for glance in glances]
    starts = np.searchsorted(owners, np.arange(len(glances)))
    exact_at = starts + np.array([one.events for one in signatures])  # behind the keys of events
    places = np.arange(len(owners)) - exact_at.take(owners)
    shared, again = _shared(table, keys, exacts)
    cells = table.rests(buckets, tags)
    filed = cells <= _MASK
    some = any_way(filed)
    changes = shared & (again | some)
    at = shared.nonzero()[0]
    columns = (owners[at], at - starts[owners[at]], buckets[at], tags[at], changes[at])
    for owner, *key in zip(*(column.tolist() for column in columns), strict=True):
        glances[owner].shared.append(tuple(key))
    rows = (some & (places >= 0) & ~shared).nonzero()[0]
    hits, ways = filed[rows].nonzero()
    hits = rows[hits]
    plain_until = np.array([one.plain for one in signatures])
    exact = places == 0
    known = {*owners[hits[exact[hits]]].tolist(), *owners[exact & changes].tolist()}
    return Hits(owners[hits], cells[hits, ways], places[hits] <= plain_until[owners[hits]], known)


def _shared(table: Table, keys: Keys, exacts: Sequence[int]) -> tuple[Array, Array]:
    """Return of each key whether another one of the batch has its bucket, and whether another is the same."""
    buckets, tags, owners = keys
    count = len(buckets)
    if len(exacts):
        more, their = table.addressed(np.array(exacts, dtype=np.uint64))
        buckets, tags = np.concatenate((buckets, more)), np.concatenate((tags, their))
        owners = np.concatenate((owners, np.arange(-len(exacts), 0)))
    ordered, order, first = in_order((buckets << TAG_BITS) | (tags >> _NUMBER_BITS))
    owners = owners.take(order)
    again = np.empty(len(order), dtype=np.bool_)
    again[order] = _mixed(owners, first)
    ordered >>= TAG_BITS
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    shared = np.empty(len(order), dtype=np.bool_)
    shared[order] = _mixed(owners, first)
    return shared[:count], again[:count]


def _mixed(owners: Array, first: Array) -> Array:
    """Return of each of some runs of keys, which begin at ``first``, whether it has several owners."""
    mixed = (owners[1:] != owners[:-1]) & ~first[1:]
    runs = np.cumsum(first)
    several = np.zeros(runs[-1] + 1, dtype=np.bool_)
    several[runs[1:][mixed]] = True
    found: Array = several.take(runs)
    return found

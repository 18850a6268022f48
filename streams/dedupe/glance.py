"""What the index holds under the keys of a batch of signatures, looked up at once: numpy's cost lies in its calls.

What is filed under a key can change while the batch is judged, where another one of the batch has a key in the same
bucket: such keys are told apart here, and looked up when their turn comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from streams.dedupe.signature import KEY_SIZE, Signature
from streams.dedupe.table import NUMBER_BITS, NUMBER_MASK, TAG_BITS, Array, Table, in_order

__all__ = ["Glance", "Hits", "Near", "glances_of", "look_up", "owners_of", "together"]

Near = tuple[int, int, int, float]
"""Number of an entry, keys shared, how many of these are openings or pairs, and how alike the sketches are."""

_NUMBER_BITS, _MASK = np.uint32(NUMBER_BITS), np.uint32(NUMBER_MASK)


class Glance:
    """What the index held under a signature's keys when it was looked up.

    Attributes:
        signature: that was looked up.
        buckets, tags: of its keys.
        near: the entries; None: only its keys are known.
        shared: keys whose buckets others of the same batch share: position, bucket, tag, and whether what is filed
            under the key can change meanwhile.
    """

    __slots__ = ("buckets", "near", "shared", "signature", "tags")

    def __init__(self, signature: Signature, buckets: Array, tags: Array) -> None:
        self.signature, self.buckets, self.tags = signature, buckets, tags
        self.near: list[Near] | None = None
        self.shared: list[tuple[int, int, int, bool]] = []


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


def glances_of(table: Table, signatures: Sequence[Signature]) -> list[Glance]:
    """Return where the keys of signatures are."""
    buckets, tags = table.addressed(np.frombuffer(b"".join([one.keys for one in signatures]), dtype="<u8"))
    found, at = [], 0
    for one in signatures:
        end = at + len(one.keys) // KEY_SIZE
        found.append(Glance(one, buckets[at:end], tags[at:end]))
        at = end
    return found


def together(glances: Sequence[Glance]) -> tuple[Array, Array]:
    """Return buckets and tags of all keys."""
    return np.concatenate([one.buckets for one in glances]), np.concatenate([one.tags for one in glances])


def owners_of(glances: Sequence[Glance]) -> Array:
    """Return of each of their keys which one has it."""
    return np.repeat(np.arange(len(glances)), [len(one.buckets) for one in glances])


def look_up(table: Table, glances: Sequence[Glance], exacts: Sequence[int]) -> Hits:
    """Look under all keys but those of events; notes in the glances which keys are shared.

    Args:
        table: of the index.
        glances: of the batch, in order.
        exacts: hashes of the words of others that will be looked for, and not added.
    """
    signatures = [glance.signature for glance in glances]
    buckets, tags = together(glances)
    owners = owners_of(glances)
    starts = np.cumsum([0, *[len(glance.buckets) for glance in glances[:-1]]])
    places = np.arange(len(owners)) - starts[owners] - np.array([one.events for one in signatures])[owners]
    shared, again = _shared(table, (buckets, tags), owners, exacts)
    cells = table.rests(buckets, tags)
    filed = cells <= _MASK
    changes = shared & (again | np.logical_or.reduce(filed, axis=1))
    at = shared.nonzero()[0]
    columns = (owners[at], at - starts[owners[at]], buckets[at], tags[at], changes[at])
    for owner, *key in zip(*(column.tolist() for column in columns), strict=True):
        glances[owner].shared.append(tuple(key))
    plain = places <= np.array([one.plain for one in signatures])[owners]
    hits, ways = (filed & ((places >= 0) & ~shared)[:, None]).nonzero()
    exact = places == 0
    known = {*owners[hits[exact[hits]]].tolist(), *owners[exact & changes].tolist()}
    return Hits(owners[hits], cells[hits, ways], plain[hits], known)


def _shared(table: Table, keys: tuple[Array, Array], owners: Array, exacts: Sequence[int]) -> tuple[Array, Array]:
    """Return of each key whether another one of the batch has its bucket, and whether another is the same."""
    buckets, tags = keys
    count = len(buckets)
    if len(exacts):
        more, their = table.addressed(np.array(exacts, dtype=np.uint64))
        buckets, tags = np.concatenate((buckets, more)), np.concatenate((tags, their))
        owners = np.concatenate((owners, np.arange(-len(exacts), 0)))
    ordered, order, first = in_order((buckets << TAG_BITS) | (tags >> _NUMBER_BITS))
    again = np.empty(len(order), dtype=np.bool_)
    again[order] = _mixed(owners[order], first)
    ordered >>= TAG_BITS
    first[1:] = ordered[1:] != ordered[:-1]
    shared = np.empty(len(order), dtype=np.bool_)
    shared[order] = _mixed(owners[order], first)
    return shared[:count], again[:count]


def _mixed(owners: Array, first: Array) -> Array:
    """Return of each of some runs of keys, which begin at ``first``, whether it has several owners."""
    begins = first.nonzero()[0]
    several = np.minimum.reduceat(owners, begins) != np.maximum.reduceat(owners, begins)
    found: Array = np.repeat(several, np.diff(np.append(begins, len(owners))))
    return found

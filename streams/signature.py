"""The signature of a text: everything that is compared with later texts, in about a kilobyte.

- *exact*: xxh3 of the words;
- *sketch*: MinHash-128 (rensa, fixed seed) over words below `LONG` words, over runs of three words from there on; the
  lowest 8 bits of each value are kept: two others are equal once in 256;
- *keys*: under which the index files it: first pairs of a count's role and a place or name, and names in posts (updates
  in other words), which are no candidates for copies; the exact hash; the first four words of sentences (truncated and
  cut copies); pairs of neighbouring anchors (spun and translated copies, whose names stay in order); bands of the
  sketch;
- *lead*: hashes of the first `LEAD` words in order;
- *anchors*: see `streams.anchors`.

Signing is a pure function of post, report and the mask of dropped sentences. Why so wide a net: true wire copies share
0.30 of their three-word runs on average (NEWS-COPY, arXiv 2210.04261), so candidates are many and the guard decides.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
from rensa import RMinHash
from xxhash import xxh3_64_intdigest

from connectors.post import Post, body
from streams.anchors import COUNT, COUNTRY, INITIAL, NAME, NUMBER, PLACE, Anchor, anchors_of
from streams.boilerplate import kept, sentences
from streams.dedupe_words import MAX_CHARS, Words, cleaned, read_words
from streams.report import Tagged

__all__ = ["LEAD", "LONG", "PERMUTATIONS", "Reading", "Signature", "pack", "read_text", "sign", "unpack"]

PERMUTATIONS, SEED = 128, 0x70C51
LONG = 60
SHORT_BAND, LONG_BAND = 4, 3
"""Rows per band: words of unrelated short texts overlap more than their three-word runs do."""

LEAD = 64
OPENING = 4  # words at the start of a sentence that make a key
MAX_OPENINGS, MAX_PAIRS = 8, 8
MAX_PLACES, MAX_EVENTS, MAX_SUBJECTS = 4, 6, 3
_NAMING = frozenset([NAME, INITIAL, PLACE, COUNTRY])

Array = npt.NDArray[Any]
_PACKED = struct.Struct("<QIHHHH?xxx")
_DIGEST = struct.Struct(f"<{PERMUTATIONS}I")
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)
_SALTS = (np.arange(1, 65, dtype=np.uint64) * np.uint64(0xA0761D6478BD642F)).astype(np.uint64)


@dataclass(slots=True)
class Signature:
    """See the module.

    Attributes:
        exact: hash of the words.
        length: number of words.
        sketch: 128 values of 8 bits.
        keys: 64-bit keys of the index.
        plain: how many of the keys, behind the exact hash, are openings and pairs.
        events: how many of the keys, before the exact hash, are roles of counts at places, and names.
        lead: hashes of the first words.
        anchors: in order.
        caseless: names cannot be seen, see `streams.dedupe_words.Words`.
    """

    exact: int
    length: int
    sketch: Array
    keys: Array
    plain: int
    events: int
    lead: list[int]
    anchors: list[Anchor]
    caseless: bool

    @property
    def long(self) -> bool:
        """Whether the sketch is over runs of three words."""
        return self.length >= LONG


@dataclass(slots=True)
class Reading:
    """A text taken apart, before it is signed: enough to know its exact copies."""

    words: Words
    exact: int


def read_text(post: Post, mask: int) -> Reading:
    """Take a post's text apart.

    Args:
        post: to be read.
        mask: sentences to leave out, bit by bit, as `streams.boilerplate` counts them.
    """
    text = body(post)[: MAX_CHARS * 2]
    if mask:
        text = kept(sentences(text), mask) or text
    words = read_words(cleaned(text))
    return Reading(words, xxh3_64_intdigest(" ".join(words.low).encode()))


def sign(tagged: Tagged, mask: int, reading: Reading | None = None) -> Signature:
    """Sign a post.

    Args:
        tagged: post and report.
        mask: sentences to leave out, see `read_text`.
        reading: of the post with this mask, where it was read already.
    """
    reading = reading or read_text(tagged.post, mask)
    words, exact = reading.words, reading.exact
    low = words.low
    count = len(low)
    lead = [crc32(word.encode()) for word in low[:LEAD]]
    anchors = anchors_of(words, tagged.report, lead)
    if count >= LONG:
        shingles = list(map(" ".join, zip(low, low[1:], low[2:], strict=False)))
    else:
        shingles = low or [tagged.post.id]
    minhash = RMinHash(PERMUTATIONS, SEED)
    minhash.update(shingles)
    values = np.frombuffer(_DIGEST.pack(*minhash.digest()), dtype="<u4")
    extra, events = _openings(low, words.openings) + _pairs(anchors), _events(anchors)
    if count < LONG:
        events += _subjects(anchors)
    bands = _bands(values, LONG_BAND if count >= LONG else SHORT_BAND)
    keys = np.concatenate((np.array([*events, exact, *extra], dtype=np.uint64), bands))
    sketch = values.astype(np.uint8)
    return Signature(exact, count, sketch, keys, len(extra), len(events), lead, anchors, words.caseless)


def pack(signature: Signature) -> bytes:
    """Return a signature as bytes, about a kilobyte: what travels between stages."""
    anchors = [number for one in signature.anchors for number in one]
    head = _PACKED.pack(
        signature.exact, signature.length, len(signature.keys), signature.plain, signature.events,
        len(signature.lead), signature.caseless,
    )  # fmt: skip
    numbers = struct.pack(f"<{len(signature.lead) + len(anchors)}I", *signature.lead, *anchors)
    return head + signature.sketch.tobytes() + signature.keys.astype("<u8").tobytes() + numbers


def unpack(raw: bytes) -> Signature:
    """Undo `pack`.

    Raises:
        ValueError: not what `pack` wrote.
    """
    try:
        exact, length, keys, plain, events, lead, caseless = _PACKED.unpack_from(raw)
        at = _PACKED.size + PERMUTATIONS
        sketch = np.frombuffer(raw, np.uint8, PERMUTATIONS, _PACKED.size)
        filed = np.frombuffer(raw, "<u8", keys, at).astype(np.uint64)
        numbers = np.frombuffer(raw, "<u4", -1, at + 8 * keys).tolist()
        anchors = list(zip(*(numbers[lead + part :: 5] for part in range(5)), strict=True))
    except (struct.error, ValueError) as error:
        raise ValueError(f"not a packed signature ({error})") from error
    return Signature(exact, length, sketch, filed, plain, events, numbers[:lead], anchors, caseless)


def _bands(values: Array, rows: int) -> Array:
    bands = PERMUTATIONS // rows
    mixed: Array = values[: bands * rows].reshape(bands, rows).astype(np.uint64) @ _MIX[:rows]
    mixed += _SALTS[:bands]
    return mixed


def _openings(low: list[str], openings: list[int]) -> list[int]:
    keys = {
        xxh3_64_intdigest(" ".join(low[start : start + OPENING]).encode()): None
        for start in openings[: 2 * MAX_OPENINGS]
        if start + OPENING <= len(low)
    }
    return list(keys)[:MAX_OPENINGS]


def _events(anchors: list[Anchor]) -> list[int]:
    roles = {one[2] for one in anchors if one[0] == COUNT}
    if not roles:
        return []
    where = {(one[0] == PLACE, one[1]): None for one in anchors if one[0] in (NAME, PLACE, INITIAL)}
    return [
        xxh3_64_intdigest(b"%d at %d %d" % (role, *place))
        for place in list(where)[:MAX_PLACES]
        for role in sorted(roles)
    ][:MAX_EVENTS]


def _subjects(anchors: list[Anchor]) -> list[int]:
    """Return keys of what a post speaks of: its first names and places, by their words."""
    words = {one[2] if one[0] in (PLACE, COUNTRY) else one[1]: None for one in anchors if one[0] in _NAMING}
    return [xxh3_64_intdigest(b"of %d" % word) for word in list(words)[:MAX_SUBJECTS]]


def _pairs(anchors: list[Anchor]) -> list[int]:
    values = [value for kind, value, _, _, _ in anchors if kind in (NAME, NUMBER)]
    pairs = [(first, second) for first, second in pairwise(values) if first != second]
    if not pairs and values:
        pairs = [(values[0], 0)]  # a text with one name: its newest namesakes
    return list(dict.fromkeys(xxh3_64_intdigest(b"%d %d" % pair) for pair in pairs))[:MAX_PAIRS]

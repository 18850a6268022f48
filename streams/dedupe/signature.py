"""The signature of a text: everything that is compared with later texts, in about a kilobyte.

- *exact*: xxh3 of the words;
- *sketch*: MinHash-128 (rensa, fixed seed) over words below `LONG` words, over runs of three words from there on; the
  lowest 8 bits of each value are kept: two others are equal once in 256;
- *keys*: under which the index files it: first pairs of a count's role and a place or name, and names in posts (updates
  in other words), which are no candidates for copies; the exact hash; the first four words of sentences (truncated and
  cut copies); pairs of neighbouring anchors (spun and translated copies, whose names stay in order); bands of the
  sketch;
- *lead*: hashes of the first `LEAD` words in order;
- *anchors*: see `streams.dedupe.anchors`.

Signing is a pure function of post, report and the mask of dropped sentences. Why so wide a net: true wire copies share
0.30 of their three-word runs on average (NEWS-COPY, arXiv 2210.04261), so candidates are many and the guard decides.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt
from rensa import RMinHash
from xxhash import xxh3_64_intdigest

from connectors.post import Post, body
from streams.dedupe.anchor import NO_SPACES, Anchor
from streams.dedupe.anchors import anchors_of
from streams.dedupe.boilerplate import kept, sentences
from streams.dedupe.incident_words import words_version
from streams.dedupe.keys import events_of, openings_of, pairs_of, scenes_of, subjects_of
from streams.dedupe.spelling import spelt, spelt_unmarked
from streams.dedupe.words import MAX_CHARS, Words, cleaned, read_words
from streams.report import Tagged

__all__ = [
    "ANCHOR_SIZE",
    "ARTICLE_PAIRS",
    "KEY_SIZE",
    "LEAD",
    "LONG",
    "PERMUTATIONS",
    "Packed",
    "Reading",
    "Signature",
    "glimpse",
    "halfway",
    "pack",
    "read_text",
    "sign",
    "sign_many",
    "unpack",
    "untold",
]

PERMUTATIONS, SEED = 128, 0x70C51
LONG = 60
SHORT_BAND, LONG_BAND = 4, 3
"""Rows per band: words of unrelated short texts overlap more than their three-word runs do."""

ARTICLE_PAIRS = 3 * LONG
"""Pairs of characters of an article in a script without spaces, where it takes `LONG` words otherwise."""

LEAD = 64
Array = npt.NDArray[Any]
_PACKED = struct.Struct("<QIHHHHBBH")
_SKETCH_END = _PACKED.size + PERMUTATIONS
KEY_SIZE = 8
"""Bytes of a key."""

_FORMER, VERSION = 0, 14
"""Of packed signatures, and of how texts are signed: what another version, or other words of incidents
(`incident_words.words_version`), packed with a report is signed anew."""

_ANCHOR = struct.Struct("<BIIIH")
ANCHOR_SIZE = _ANCHOR.size
"""Bytes of a packed anchor; its kind is the first."""

_DIGEST = struct.Struct(f"<{PERMUTATIONS}I")
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)
_SALTS = (np.arange(1, 65, dtype=np.uint64) * np.uint64(0xA0761D6478BD642F)).astype(np.uint64)


class Signature:
    """See the module. Lead and anchors are kept as bytes, or taken apart, or both.

    Attributes:
        exact: hash of the words.
        length: number of words.
        sketch: 128 values of 8 bits, packed.
        keys: 64-bit keys of the index, packed, little-endian.
        plain: how many of the keys, behind the exact hash, are openings and pairs.
        events: how many of the keys, before the exact hash, are roles of counts at places, and names.
        caseless: names cannot be seen, see `streams.dedupe.words.Words`.
        lead_words: how many words the lead has.
    """

    __slots__ = (
        "_anchors", "_lead", "_told", "caseless", "events", "exact", "keys", "lead_words", "length", "plain", "sketch",
    )  # fmt: skip

    def __init__(
        self, words: tuple[int, int, int], sketch: bytes, keys: tuple[bytes, int, int],
        told: tuple[list[int], list[Anchor]] | bytes, lead_words: int,
    ) -> None:  # fmt: skip
        """Take what was signed.

        Args:
            words: their hash, their number, and whether names cannot be seen.
            sketch: see the class.
            keys: these, how many are plain, and how many of events.
            told: lead and anchors, or both as bytes, see `untold`.
            lead_words: see the class.
        """
        self.exact, self.length, self.caseless = words
        self.sketch, self.lead_words = sketch, lead_words
        self.keys, self.plain, self.events = keys
        self._told: bytes | None = None
        self._lead: list[int] | None = None
        self._anchors: list[Anchor] | None = None
        if isinstance(told, bytes):
            self._told = told
        else:
            self._lead, self._anchors = told

    @property
    def long(self) -> bool:
        """Whether the sketch is over runs of three words."""
        return self.length >= LONG

    @property
    def article(self) -> bool:
        """Whether it is an article, and no post."""
        return self.length >= (ARTICLE_PAIRS if self.caseless == NO_SPACES else LONG)

    @property
    def lead(self) -> list[int]:
        """Hashes of the first words."""
        if self._lead is None:
            self._lead = list(_leads(self.lead_words).unpack_from(self.told))
        return self._lead

    @property
    def anchors(self) -> list[Anchor]:
        """Anchors, in order."""
        if self._anchors is None:
            self._anchors = list(_ANCHOR.iter_unpack(self.told[4 * self.lead_words :]))
        return self._anchors

    @property
    def told(self) -> bytes:
        """Lead and anchors as bytes, see `untold`."""
        if self._told is None:
            lead, anchors = self.lead, self.anchors
            self._told = _leads(len(lead)).pack(*lead) + _anchors(len(anchors)).pack(*chain.from_iterable(anchors))
        return self._told

    def kinds(self) -> bytes:
        """Return the kinds of the anchors, one byte each, in order."""
        return self.told[4 * self.lead_words :: ANCHOR_SIZE]


@dataclass(slots=True)
class Reading:
    """A text taken apart, before it is signed: enough to know its exact copies."""

    words: Words
    exact: int


def read_text(post: Post, mask: int) -> Reading:
    """Take a post's text apart.

    Args:
        post: to be read.
        mask: sentences to leave out, bit by bit, as `streams.dedupe.boilerplate` counts them.
    """
    text = body(post)[: MAX_CHARS * 2]
    if mask:
        text = kept(sentences(text), mask) or text
    words = read_words(cleaned(text))
    return Reading(words, xxh3_64_intdigest(" ".join(words.plain).encode()))


def sign(tagged: Tagged, mask: int, reading: Reading | None = None, own: tuple[str, ...] = ()) -> Signature:
    """Sign a post.

    Args:
        tagged: post and report.
        mask: sentences to leave out, see `read_text`.
        reading: of the post with this mask, where it was read already.
        own: a desk's own files of incident words.
    """
    return sign_many([(tagged, reading or read_text(tagged.post, mask))], own)[0]


def sign_many(read: Sequence[tuple[Tagged, Reading]], own: tuple[str, ...] = ()) -> list[Signature]:
    """Sign posts that were read: the sketches of all in one go, since numpy's cost lies in its calls."""
    if not read:
        return []
    digests = [_digest(_shingles(reading.words.plain) or [tagged.post.id]) for tagged, reading in read]
    values = np.frombuffer(b"".join(digests), dtype="<u4").reshape(-1, PERMUTATIONS)
    sketches, long = values.astype(np.uint8).tobytes(), [len(reading.words.low) >= LONG for _, reading in read]
    bands = {rows: _bands(values, rows) for rows in {LONG_BAND if one else SHORT_BAND for one in long}}
    signatures = []
    for at, (tagged, reading) in enumerate(read):
        size, packed = bands[LONG_BAND if long[at] else SHORT_BAND]
        sketch = sketches[at * PERMUTATIONS : (at + 1) * PERMUTATIONS]
        signatures.append(_signature(tagged, reading, (sketch, packed[at * size : (at + 1) * size]), own))
    return signatures


def _digest(shingles: list[str]) -> bytes:
    # Rensa's own way for many hands them to another thread, which a text alone waits for ten times as long as it takes.
    digest = RMinHash(PERMUTATIONS, SEED)
    digest.update(shingles)
    return _DIGEST.pack(*digest.digest())


def _shingles(low: list[str]) -> list[str]:
    """Return what a sketch is over: words, or runs of words."""
    return list(map(" ".join, zip(low, low[1:], low[2:], strict=False))) if len(low) >= LONG else low


def _signature(tagged: Tagged, reading: Reading, sketched: tuple[bytes, bytes], own: tuple[str, ...]) -> Signature:
    sketch, bands = sketched
    words, exact = reading.words, reading.exact
    count = len(words.low)
    lead = (
        list(map(crc32, " ".join(words.plain[: 2 * LEAD if words.runs else LEAD]).encode().split(b" ")))
        if count
        else []
    )
    anchors = anchors_of(words, tagged.report, lead, own)
    extra, events = openings_of(words.plain, words.openings) + pairs_of(anchors), events_of(anchors)
    if count < (ARTICLE_PAIRS if words.runs else LONG):
        events += subjects_of(anchors)
        anchors += spelt_unmarked(words.plain) if words.caseless else spelt(words.plain, anchors)
    events += scenes_of(anchors, words, short=count < LONG)
    keys = struct.pack(f"<{len(events) + 1 + len(extra)}Q", *events, exact, *extra) + bands
    filed = keys, len(extra), len(events)
    caseless = NO_SPACES if words.runs else int(words.caseless)
    return Signature((exact, count, caseless), sketch, filed, (lead, anchors), len(lead))


def untold(raw: memoryview, words: int) -> tuple[list[int], list[Anchor]]:
    """Return lead, of so many words, and anchors out of what `Signature.told` wrote."""
    end = 4 * words
    return list(_leads(words).unpack(raw[:end])), list(_ANCHOR.iter_unpack(raw[end:]))


@cache
def _leads(words: int) -> struct.Struct:
    return struct.Struct(f"<{words}I")


@cache
def _anchors(count: int) -> struct.Struct:
    return struct.Struct("<" + "BIIIH" * count)


def pack(signature: Signature, own: tuple[str, ...] = ()) -> bytes:
    """Return a signature as bytes, less than a kilobyte: what travels between stages."""
    head = _PACKED.pack(
        signature.exact, signature.length, len(signature.keys) // KEY_SIZE, signature.plain, signature.events,
        signature.lead_words, signature.caseless, VERSION, words_version(own),
    )  # fmt: skip
    return b"".join((head, signature.sketch, signature.keys, signature.told))


class Packed(NamedTuple):
    """A packed signature taken apart as far as its index needs; see `Signature`."""

    exact: int
    length: int
    lead_words: int
    caseless: int
    sketch: bytes
    keys: bytes
    told: bytes


def glimpse(raw: bytes, own: tuple[str, ...] = ()) -> tuple[int, int] | None:
    """Return hash and number of the words out of what `pack` wrote; None for another version's, or nothing."""
    if len(raw) < _PACKED.size + PERMUTATIONS:
        return None
    exact, length, *_, version, words = _PACKED.unpack_from(raw)
    return (exact, length) if (version, words) == (VERSION, words_version(own)) else None


def halfway(raw: bytes, own: tuple[str, ...] = ()) -> Packed | None:
    """Take apart what `pack` wrote; None for another version's, or nothing."""
    if len(raw) < _PACKED.size + PERMUTATIONS:
        return None
    exact, length, keys, _, _, lead, caseless, version, words = _PACKED.unpack_from(raw)
    told = _SKETCH_END + KEY_SIZE * keys
    if (version, words) != (VERSION, words_version(own)) or len(raw) < told + 4 * lead:
        return None
    return Packed(exact, length, lead, caseless, raw[_PACKED.size : _SKETCH_END], raw[_SKETCH_END:told], raw[told:])


def unpack(raw: bytes) -> Signature:
    """Undo `pack`, also of the version before.

    Raises:
        ValueError: not what `pack` wrote.
    """
    try:
        exact, length, keys, plain, events, lead, caseless, version, _ = _PACKED.unpack_from(raw)
        end = _SKETCH_END + KEY_SIZE * keys
        told = _untold_before(raw[end:], lead) if version == _FORMER else raw[end:]
    except (struct.error, ValueError) as error:
        raise ValueError(f"not a packed signature ({error})") from error
    anchors = len(raw) - end - 4 * lead
    if anchors < 0 or (version != _FORMER and anchors % ANCHOR_SIZE):
        raise ValueError("not a packed signature (cut off)")
    filed = raw[_SKETCH_END:end], plain, events
    return Signature((exact, length, caseless), raw[_PACKED.size : _SKETCH_END], filed, told, lead)


def _untold_before(raw: bytes, words: int) -> tuple[list[int], list[Anchor]]:
    """Return lead and anchors as they were packed before, every number in 32 bits."""
    numbers = np.frombuffer(raw, "<u4").tolist()
    return numbers[:words], list(zip(*(numbers[words + part :: 5] for part in range(5)), strict=True))


def _bands(values: Array, rows: int) -> tuple[int, bytes]:
    """Return how long the keys of the bands of a digest are, and those of all."""
    bands = PERMUTATIONS // rows
    mixed: Array = values[:, : bands * rows].reshape(-1, bands, rows).astype(np.uint64) @ _MIX[:rows]
    mixed += _SALTS[:bands]
    return KEY_SIZE * bands, mixed.astype("<u8").tobytes()

"""An entry of the index: what is known of one report, packed, as Python objects would take several times more."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

from streams.dedupe.anchors import COUNT, INCIDENT
from streams.dedupe.likeness import Side
from streams.dedupe.signature import ANCHOR_SIZE, PERMUTATIONS, Packed, Signature, untold

__all__ = ["SMALLEST_ENTRY", "Entry", "Facts"]

OVERHEAD = 230  # Python objects around an entry's arrays
SMALLEST_ENTRY = OVERHEAD + PERMUTATIONS + 120
"""Bytes of a short post's entry, beside its places in the table."""

_HEAD = struct.Struct("<QQqqQ?xxxQI?xxxI")  # facts; exact, length, caseless, words of the lead
_ARRIVED, _ARRIVED_AT, _AT_AT = struct.Struct("<q"), 24, 16
_EXACT, _EXACT_AT, _STORY_AT = struct.Struct("<Q"), 44, 8
_LENGTH = struct.Struct("<I")
_WORDS, _WORDS_AT = struct.Struct("<I"), 60
_TEXT, _TEXT_AT = struct.Struct("<I?xxxI"), 52


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
        """What it takes in memory, roughly, beside its places in the table."""
        return OVERHEAD + PERMUTATIONS + len(self.id) + len(self._packed)

"""An entry of the index: what is known of one report, packed, as Python objects would take several times more."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

from streams.dedupe.anchor import COUNT, INCIDENT
from streams.dedupe.likeness import Side
from streams.dedupe.signature import ANCHOR_SIZE, PERMUTATIONS, Packed, Signature, untold

__all__ = ["AROUND", "SMALLEST_ENTRY", "Entry", "Facts"]

OVERHEAD = 230  # Python objects around an entry's arrays
AROUND = OVERHEAD + PERMUTATIONS
"""Bytes around an entry's own."""

SMALLEST_ENTRY = AROUND + 120
"""Bytes of a short post's entry, beside its places in the table."""

_HEAD = struct.Struct("<QQqqQ?xxxQIBxHI")  # facts; exact, length, caseless, anchors, words of the lead
_NUMBER, _TIME, _ARRIVED_AT, _AT_AT = struct.Struct("<Q"), struct.Struct("<q"), 24, 16
_STORY_AT = 8
_WHO, _WHO_AT = struct.Struct("<q8xQ?"), 16  # when published, author, social
_SAME, _SAME_AT = struct.Struct("<QI"), 44  # hash of the words, and how many
_TEXT, _TEXT_AT = struct.Struct("<IBxHI"), 52


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


class Entry(bytes):
    """One indexed report as bytes: numbers, then words of the lead and anchors as they are packed, then its id."""

    __slots__ = ()

    @classmethod
    def of(cls, post_id: str, facts: Facts | tuple[int, int, int, int, int, bool], signed: Signature | Packed) -> Entry:
        """Make the entry of a signature; ``facts`` as `Facts` has them, named or not."""
        words, told = signed.lead_words, signed.told
        anchors = (len(told) - 4 * words) // ANCHOR_SIZE
        head = _HEAD.pack(*facts, signed.exact, signed.length, signed.caseless, anchors, words)
        return cls(b"".join((head, told, post_id.encode())))

    def _parts(self) -> tuple[int, int, int]:
        """Return where the anchors begin, where they end, and how many words the lead has."""
        _, _, anchors, words = _TEXT.unpack_from(self, _TEXT_AT)
        start = _HEAD.size + 4 * words
        return start, start + ANCHOR_SIZE * anchors, words

    @property
    def id(self) -> str:
        """Id of its report."""
        return self[self._parts()[1] :].decode()

    @property
    def story(self) -> int:
        """The story of its report, as a number."""
        number: int = _NUMBER.unpack_from(self, _STORY_AT)[0]
        return number

    @property
    def at_ms(self) -> int:
        """When it was published."""
        at: int = _TIME.unpack_from(self, _AT_AT)[0]
        return at

    @property
    def arrived_ms(self) -> int:
        """The index's clock when it came."""
        at: int = _TIME.unpack_from(self, _ARRIVED_AT)[0]
        return at

    @property
    def voiced(self) -> tuple[int, int, bool]:
        """When it was published, a hash of its author, and whether it is a social post; see `Facts`."""
        voiced: tuple[int, int, bool] = _WHO.unpack_from(self, _WHO_AT)
        return voiced

    @property
    def words(self) -> tuple[int, int]:
        """Hash and number of its words."""
        words: tuple[int, int] = _SAME.unpack_from(self, _SAME_AT)
        return words

    def tells_of_incident(self) -> bool:
        """Whether it says something of an incident, or gives a count, without being unpacked."""
        start, end, _ = self._parts()
        kinds = self[start:end:ANCHOR_SIZE]
        return INCIDENT in kinds or COUNT in kinds

    def has(self, values: Sequence[bytes]) -> bool:
        """Whether one of some values, as they are packed, may be among its words or anchors."""
        end = self._parts()[1]
        return any(self.find(value, 0, end) >= 0 for value in values)

    def unpacked(self) -> Side:
        """Unpack what is compared."""
        length, caseless, _, _ = _TEXT.unpack_from(self, _TEXT_AT)
        _, end, words = self._parts()
        lead, anchors = untold(memoryview(self)[_HEAD.size : end], words)
        return Side(length, lead, anchors, self.at_ms, caseless=caseless)

    @property
    def size(self) -> int:
        """What it takes in memory, roughly, beside its places in the table."""
        return AROUND + len(self)

"""What an anchor is: its kinds, how its values are written as 32 bits. Read from texts by `streams.dedupe.anchors`."""

from __future__ import annotations

import struct

__all__ = [
    "AGE",
    "CASELESS",
    "CITY",
    "COMPOUND_BIT",
    "COUNT",
    "COUNTRY",
    "DATE",
    "DAY",
    "DAY_MINUTES",
    "EVENT",
    "INCIDENT",
    "INITIAL",
    "MAX_ANCHORS",
    "MORE_BIT",
    "NAME",
    "NOWHERE",
    "NO_SPACES",
    "NUMBER",
    "OTHER_BIT",
    "PARTS_BIT",
    "PLACE",
    "QUARTER",
    "SCENE",
    "SITE",
    "SPELT",
    "STEM",
    "STREET",
    "TOWN",
    "WHO_BIT",
    "Anchor",
    "as_bits",
    "as_degrees",
    "as_number",
    "as_spot",
]

MAX_ANCHORS = 20  # of a text, figures behind them apart
NAME, NUMBER, DATE, DAY, PLACE, COUNT, COUNTRY, INITIAL, EVENT, INCIDENT, SCENE, SITE, STEM, AGE, SPELT = range(1, 16)
WHO_BIT, OTHER_BIT, PARTS_BIT, COMPOUND_BIT, MORE_BIT = 16, 24, 25, 12, 13
"""Of the flags of an incident, above its outcomes."""
CASELESS, NO_SPACES = 1, 2
"""How a text without capitals is written: its words are words, or pairs of characters."""

NOWHERE = 0xFFFF  # position of what the tagger read
STREET, QUARTER, TOWN = 1, 2, 5  # classes of sites
DAY_MINUTES = 24 * 60
"""The largest value of a `DATE` that is a time of day, in minutes from one on; it has no context."""

Anchor = tuple[int, int, int, int, int]
"""Kind, value, hash of the context before (0: none), hash of the context after, index of its word. For `COUNT` the
context is the role, for `PLACE` and `COUNTRY` the first word of its name, and behind that for `PLACE` where it lies
(`as_spot`, `CITY`). An `INCIDENT` has kinds, outcomes and flags, a `SITE` its name's stem and class, a `STEM` that of a
name, see `streams.dedupe.incidents`; a `SPELT` has a name, the sum of its letters, its first letter and its length, see
`streams.dedupe.spelling`."""

CITY = 1 << 31  # beside where a place lies: it is a large city
_FLOAT, _UINT = struct.Struct("<f"), struct.Struct("<I")


def as_bits(value: float) -> int:
    """Return a number as 32 bits that compare like it (an IEEE float that is not negative)."""
    bits: int = _UINT.unpack(_FLOAT.pack(min(max(value, 0.0), 3e38)))[0]
    return bits


def as_number(bits: int) -> float:
    """Undo `as_bits`."""
    value: float = _FLOAT.unpack(_UINT.pack(bits))[0]
    return value


def as_spot(lat: float, lon: float) -> int:
    """Return where a place lies as 31 bits: degrees north of the South Pole and east of 180 W, in hundredths."""
    return round((lat + 90) * 100) << 16 | round((lon + 180) * 100)


def as_degrees(spot: int) -> tuple[float, float]:
    """Undo `as_spot`: degrees north, degrees east."""
    return (spot >> 16 & 0x7FFF) / 100 - 90, (spot & 0xFFFF) / 100 - 180

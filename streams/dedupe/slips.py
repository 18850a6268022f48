"""Names with a letter mistyped: a copy of "Fire in Bishkek" that says "Bishkk" is one.

Of a name the sum of its letters is kept, each letter a number, so that two letters that changed places leave it as it
is, and one that is left out, put in or put for another changes it by that of a letter, or of two. Where two short texts
differ in a name and it is spelt so, the later one is compared again with the name of the earlier one.

Limits: names of some letters that begin alike (`streams.dedupe.spelling`). Two that the tagger knows as places are two;
a letter for another is no slip where it knows neither, as with the two people Petersen and Peterson.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain
from zlib import crc32

from streams.dedupe.align import gaps
from streams.dedupe.anchor import INITIAL, NAME, SITE, SPELT, Anchor
from streams.dedupe.guard import Finding, compare
from streams.dedupe.likeness import Side
from streams.dedupe.spelling import LETTERS_MASK

__all__ = ["compared", "respelt"]

SHORTEST, SHORTEST_UNMARKED = 5, 6
"""Letters of the longer one, and more than those where any word may be the name and one letter is left out."""

NAMED = frozenset(["name_differs", "names_apart", "place_differs"])
"""Reasons of pairs that a letter mistyped can keep apart."""
_ALPHABET = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюяіїєґңөү"
_ALPHABET += "".join(map(chr, range(0x621, 0x64B)))


@cache
def _slips() -> tuple[frozenset[int], frozenset[int]]:
    """Return by how much the sum changes when a letter is put in or left out, and when another stands for it."""
    letters = [crc32(letter.encode()) for letter in _ALPHABET]
    put_in = frozenset(chain.from_iterable((one, -one & LETTERS_MASK) for one in letters))
    return put_in, frozenset((one - other) & LETTERS_MASK for one in letters for other in letters)


def compared(
    earlier: Side, later: Side, sketch: float, openings: int = 0, beat: tuple[float, float] = (-1.0, -1.0)
) -> tuple[Finding, Side]:
    """Judge a pair as `streams.dedupe.guard.compare` does, and again with names corrected where these keep it apart.

    Returns:
        The finding, and the later text as it was compared.
    """
    finding = compare(earlier, later, sketch, openings, beat)
    if finding.reasons and finding.reasons[0] in NAMED and (corrected := respelt(earlier, later)) is not None:
        return compare(earlier, corrected, sketch, openings, beat), corrected
    return finding, later


def respelt(earlier: Side, later: Side) -> Side | None:
    """Return the later text with the names of the earlier one where a slip makes the difference; None without one."""
    names, others = ({one[4]: one for one in side.of(SPELT)} for side in (earlier, later))
    alike = [
        (at, other) for at, one in names.items() for other, two in others.items() if _slipped(one, two, earlier, later)
    ]
    if not alike:
        return None
    spans, _ = gaps(earlier.lead, later.lead, (earlier.spots, later.spots))
    single = {(span.start, span.other) for span in spans if span.end - span.start == span.other_end - span.other == 1}
    slips = {other: at for at, other in alike if (at, other) in single}
    return _corrected(earlier, later, slips) if slips else None


def _slipped(name: Anchor, other: Anchor, earlier: Side, later: Side) -> bool:
    """Whether two names are one, with one letter mistyped."""
    if name[3] >> 16 != other[3] >> 16 or max(name[3], other[3]) & 0xFFFF < SHORTEST or name[1] == other[1]:
        return False
    placed = (name[1] in earlier.places_named) + (other[1] in later.places_named)
    if placed > 1 or (name[1] in later.words and other[1] in earlier.words):
        return False
    change, length = (name[2] - other[2]) & LETTERS_MASK, abs(name[3] - other[3])
    put_in, replaced = _slips()
    if earlier.caseless and length and max(name[3], other[3]) & 0xFFFF <= SHORTEST_UNMARKED:
        return False
    return length <= 1 and (not change or change in (put_in if length or not placed else replaced))


def _corrected(earlier: Side, later: Side, slips: dict[int, int]) -> Side:
    lead = list(later.lead)
    for at, other in slips.items():
        lead[at] = earlier.lead[other]
    return Side(later.length, lead, list(_renamed(earlier, later, slips)), later.at_ms, caseless=later.caseless)


def _renamed(earlier: Side, later: Side, slips: dict[int, int]) -> Iterator[Anchor]:
    """Yield the later text's anchors, names and sites that were mistyped with the values of the earlier one's."""
    sites = {one[4]: one[1] for one in earlier.of(SITE)}
    for one in later.anchors:
        if one[4] not in slips or one[0] not in (NAME, INITIAL, SITE):
            yield one
        elif one[0] != SITE:
            yield one[0], earlier.lead[slips[one[4]]], *one[2:]
        elif (site := sites.get(slips[one[4]])) is not None:
            yield SITE, site, *one[2:]

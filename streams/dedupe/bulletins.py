"""Whether a notice is the next one of a series on the same thing, which the first may not be mistaken for a twin of.

Three kinds: a quake timed to the minute, whose magnitude or depth was put right; the next number of bulletins that
begin with the same words and a name ("Tropical Storm Odile, advisory 5"); and a form in which nothing but figures and
the hour changed for which something is expected ("restoration 17:30").

Limits: hours of quakes must be the same to the minute; words for bulletins and estimates are those of
``incidents.toml``.
"""

from __future__ import annotations

from collections.abc import Set

from streams.dedupe.align import gaps
from streams.dedupe.anchor import INITIAL, NAME, NUMBER, PLACE, as_number
from streams.dedupe.apart import QUAKE, clock_anchors, hours_of, kinds_of
from streams.dedupe.conflicts import aligned
from streams.dedupe.incident_words import BULLETINS, ESTIMATES, VAGUE
from streams.dedupe.likeness import Side

__all__ = ["next_bulletin"]

WITHIN_MS = 24 * 3_600_000
BEFORE = 4  # words between what is expected and its hour
OPENING, NUMBERED = 8, 2  # words before a bulletin's number, at most; the number is among so many behind the word
NEXT = 6  # a number so much larger is still one of the same series


def next_bulletin(earlier: Side, later: Side) -> bool:
    """Judge two posts in nearly the same words, of which no place is another."""
    if earlier.article or later.article or not 0 <= later.at_ms - earlier.at_ms <= WITHIN_MS:
        return False
    return _put_right(earlier, later) or _numbered(earlier, later) or _expected_later(earlier, later)


def _put_right(earlier: Side, later: Side) -> bool:
    """Whether both tell of the shock of one minute, each with a figure of its own."""
    if not kinds_of(earlier) & kinds_of(later) & QUAKE:
        return False
    if earlier.places.isdisjoint(later.places) and earlier.names.isdisjoint(later.names):
        return False
    hours = hours_of(earlier)
    figures, others = earlier.values(NUMBER), later.values(NUMBER)
    return bool(hours) and hours == hours_of(later) and bool(figures - others and others - figures)


def _numbered(earlier: Side, later: Side) -> bool:
    """Whether both begin as bulletins of one series do, the later one with a larger number."""
    if BULLETINS.isdisjoint(later.words) or BULLETINS.isdisjoint(earlier.words):
        return False
    first, second = _number(earlier), _number(later)
    if first is None or second is None or first[0] != second[0] or not 0 < second[1] - first[1] <= NEXT:
        return False
    return bool((first[0] & (earlier.names | earlier.values(INITIAL))) - VAGUE - _of_places(earlier))


def _number(side: Side) -> tuple[Set[int], float] | None:
    """Return the words in front of a bulletin's number, and the number."""
    for at, word in enumerate(side.lead[:OPENING]):
        if word in BULLETINS:
            behind = [one for one in side.of(NUMBER) if at < one[4] <= at + NUMBERED]
            return (frozenset(side.lead[: at + 1]), as_number(behind[0][1])) if behind else None
    return None


def _of_places(side: Side) -> Set[int]:
    return {one[2] for one in side.of(PLACE)}


def _expected_later(earlier: Side, later: Side) -> bool:
    """Whether all that changed are figures and the hour for which something is expected."""
    if ESTIMATES.isdisjoint(later.words):
        return False
    hours, others = _expected(earlier), _expected(later)
    if not (hours and others) or hours == others or hours_of(earlier) - hours != hours_of(later) - others:
        return False
    if aligned(earlier, later, NAME).conflict or _designation(earlier) != _designation(later):
        return False
    spans, _ = gaps(earlier.lead, later.lead, (earlier.spots, later.spots))
    figures = [{one[4] for one in side.anchors if one[0] not in (NAME, INITIAL)} for side in (earlier, later)]
    return all(
        figures[0].issuperset(range(one.start, one.end)) and figures[1].issuperset(range(one.other, one.other_end))
        for one in spans
    )


def _expected(side: Side) -> Set[int]:
    """Return hours behind a word for what is expected."""
    return {
        one[1] for one in clock_anchors(side) if not ESTIMATES.isdisjoint(side.lead[max(0, one[4] - BEFORE) : one[4]])
    }


def _designation(side: Side) -> Set[int]:
    """Return numbers between names, as that of a train: "ICE 577 Hamburg"."""
    names = {one[4] for kind in (NAME, INITIAL) for one in side.of(kind)}
    return {one[1] for one in side.of(NUMBER) if one[4] - 1 in names and one[4] + 1 in names}

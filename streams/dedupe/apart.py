"""Whether two posts in nearly the same words tell of two incidents: forms that a service fills in again and again.

A fire brigade, a quake centre and a road watch write one sentence all day, with another street, shock or thing on fire
in it. What is compared here is what such a form has a field for; copies leave all of it as it is. Articles name streets
and figures of much else, and are not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from streams.dedupe.align import Gap, gaps
from streams.dedupe.anchor import (
    AGE,
    DATE,
    DAY_MINUTES,
    INCIDENT,
    NO_SPACES,
    NUMBER,
    QUARTER,
    SCENE,
    SITE,
    STREET,
    TOWN,
    Anchor,
    as_number,
)
from streams.dedupe.conflicts import Conflicts
from streams.dedupe.incident_words import ALIKE, KINDS, ORDINARY, VAGUE, things
from streams.dedupe.likeness import Side
from streams.dedupe.things import other_sort, sorts_of, things_apart

__all__ = ["QUAKE", "clock_anchors", "hours_of", "kinds_of", "magnitudes", "other_field", "other_thing"]

QUAKE = 1 << KINDS.index("quake")
THING_WORDS = 3  # of a thing that gave way to another
MOST_REPLACED, REPLACED = 5, 0.25
"""Words that differ, at most, for a thing that does to be another; of longer texts their share."""
STRONGEST = 10  # of all quakes; a depth or a distance can be more
MATTERS = 2  # that a digest has beside the one of a post, in other places; it is as many times as long
ANOTHER_TIME = 30  # minutes from which on a form tells of another hour; closer ones are the same event, timed by two


def other_field(earlier: Side, later: Side, spans: Sequence[Gap], numbers: Conflicts, how: str) -> str | None:
    """Return in what two posts differ that a copy of one would leave as it is.

    Args:
        earlier: text that came before.
        later: text that came now.
        spans: gaps between them.
        numbers: those that gave way to others.
        how: in what way they could be copies.
    """
    if earlier.article or later.article:
        return None
    near, other = how == "near_same_text", how == "same_order" and things_apart(earlier.sorts, later.sorts)
    if _sites_apart(earlier, later):
        return "place_differs"
    if (
        other
        or _kinds_apart(earlier, later)
        or ((not near or later.caseless == NO_SPACES) and _premises_apart(earlier, later))
    ):
        return "passage_differs"
    clocks = _clocks_apart(earlier, later) and _words_replaced(earlier, spans)
    replaced = clocks or _thing_replaced(earlier, later, spans) or _hour_replaced(earlier, later, spans)
    if replaced or _of_many(earlier, later):
        return "passage_differs"
    if _other_shock(earlier, later, numbers) or _ages_apart(earlier, later, numbers):
        return "numbers_differ"
    return None


def _other_shock(earlier: Side, later: Side, numbers: Conflicts) -> bool:
    """Whether two quakes differ in two of how strong, where and when: a magnitude alone is put right later."""
    if not kinds_of(earlier) & kinds_of(later) & QUAKE:
        return False
    strengths, others = _strengths(earlier), _strengths(later)
    elsewhere = any(not strengths | others >= set(pair) for pair in numbers.pairs)
    otherwise = bool(strengths and others) and strengths.isdisjoint(others)
    return elsewhere + otherwise + _clocks_apart(earlier, later) > 1


def _ages_apart(earlier: Side, later: Side, numbers: Conflicts) -> bool:
    """Whether all that gave way are ages of people: nobody grows older in a day."""
    ages, others = earlier.values(AGE), later.values(AGE)
    return bool(numbers.pairs) and all(old in ages and new in others for old, new in numbers.pairs)


def _strengths(side: Side) -> Set[int]:
    """Return what may be the magnitude of a shock: a whole one is a number like any other."""
    return magnitudes(side) or {one for one in side.values(NUMBER) if as_number(one) < STRONGEST}


def magnitudes(side: Side) -> Set[int]:
    """Return figures with a fraction: shocks of one night are told apart by them."""
    return {one for one in side.values(NUMBER) if as_number(one) % 1 and as_number(one) < STRONGEST}


def kinds_of(side: Side) -> int:
    """Return the kinds of event that a text names, as bits."""
    found = side.of(INCIDENT)
    return found[0][1] if found else 0


def _scene(side: Side) -> tuple[int, int]:
    """Return to what kinds its words belong that name none, and its premises."""
    found = side.of(SCENE)
    return (found[0][1], found[0][3]) if found else (0, 0)


def _sites_apart(earlier: Side, later: Side) -> bool:
    """Whether each names a street, or a quarter, and none that the other one knows."""
    for class_ in (STREET, QUARTER, TOWN):
        sites, others = _sites(earlier, class_), _sites(later, class_)
        if (
            sites
            and others
            and sites.isdisjoint(later.named)
            and sites.isdisjoint(later.words)
            and others.isdisjoint(earlier.named)
            and others.isdisjoint(earlier.words)
        ):
            return True
    return False


def _sites(side: Side, class_: int) -> Set[int]:
    return {one[1] for one in side.of(SITE) if one[2] == class_} - VAGUE


def other_thing(earlier: Side, later: Side) -> bool:
    """Whether one word for a thing or a person gave way to another: a van and a lorry, in one account's own form."""
    spans, _ = gaps(earlier.lead, later.lead, (earlier.spots, later.spots))
    known = things() - ORDINARY
    return any(
        one.end - one.start == one.other_end - one.other == 1
        and earlier.lead[one.start] in known
        and later.lead[one.other] in known
        for one in spans
    )


def _thing_replaced(earlier: Side, later: Side, spans: Sequence[Gap]) -> bool:
    """Whether a word for a thing gave way to one of another sort, in nearly the same words: a bus and a tram."""
    if sum(one.width for one in spans) > max(MOST_REPLACED, REPLACED * min(earlier.length, later.length)):
        return False  # told in other words
    for one in spans:
        if one.width > THING_WORDS:
            continue
        old, new = earlier.lead[one.start : one.end], later.lead[one.other : one.other_end]
        moved = later.words.issuperset(old) or earlier.words.issuperset(new)
        if not moved and other_sort(sorts_of(old), sorts_of(new)):
            return True
    return False


def _words_replaced(earlier: Side, spans: Sequence[Gap]) -> bool:
    """Whether words other than times and figures gave way to others."""
    figures = [one[4] for kind in (DATE, NUMBER) for one in earlier.of(kind)]
    return any(
        span.end > span.start and span.other_end > span.other and not any(span.start <= at < span.end for at in figures)
        for span in spans
    )


def _kinds_apart(earlier: Side, later: Side) -> bool:
    """Whether each tells of a kind of event that is nothing to do with the other's."""
    kinds, others = kinds_of(earlier), kinds_of(later)
    if not (kinds and others) or kinds & others:
        return False
    scenery, other_scenery = _scene(earlier)[0], _scene(later)[0]
    if kinds & other_scenery & ~scenery or others & scenery & ~other_scenery:
        return False
    return not any((kinds & one and others & told) or (others & one and kinds & told) for one, told in ALIKE)


def _premises_apart(earlier: Side, later: Side) -> bool:
    """Whether each has its own sort of premises: the strike on a house, and that on a warehouse."""
    theirs, mine = _scene(earlier)[1], _scene(later)[1]
    return bool(theirs and mine) and not theirs & mine


def _clocks_apart(earlier: Side, later: Side) -> bool:
    clocks, others = hours_of(earlier), hours_of(later)
    return bool(clocks and others) and clocks.isdisjoint(others)


def _of_many(earlier: Side, later: Side) -> bool:
    """Whether a post is one matter of a digest: its copies, and those of the other matters, are no one story."""
    if MATTERS * later.length > earlier.length or not later.places:
        return False
    kinds = kinds_of(later)
    return bool(kinds and kinds_of(earlier) & ~kinds) and len(earlier.places - later.places) >= MATTERS


def _hour_replaced(earlier: Side, later: Side, spans: Sequence[Gap]) -> bool:
    """Whether a time of day gave way to another, hours away: the next alarm of a region, or cut of a street."""
    if not (hours_of(earlier) and hours_of(later)):
        return False
    for span in spans:
        old = [one[1] for one in earlier.of(DATE) if span.start <= one[4] < span.end and _is_clock(one)]
        new = [one[1] for one in later.of(DATE) if span.other <= one[4] < span.other_end and _is_clock(one)]
        if len(old) == len(new) and any(map(_hours_apart, old, new)):
            return True
    return False


def _hours_apart(clock: int, other: int) -> bool:
    if max(clock, other) > DAY_MINUTES:
        return False  # written otherwise: not known how far
    between = abs(clock - other)
    return min(between, DAY_MINUTES - between) >= ANOTHER_TIME


def _is_clock(one: Anchor) -> bool:
    return not (one[2] or one[3])


def hours_of(side: Side) -> Set[int]:
    """Return times of day: dates of days and years have words around them."""
    return {one[1] for one in clock_anchors(side)}


def clock_anchors(side: Side) -> list[Anchor]:
    """Return where times of day stand."""
    return [one for one in side.of(DATE) if _is_clock(one)]

"""Later versions of one incident in wholly other words, known by what it is, where it was and what is told beyond.

The same kind of thing at the same place within a day may be the next version of a report, or another incident: a
second fire in one town, or the same street a day later. So evidence is weighed. For: names and places in common, the
more the rarer; the event spoken of as known ("the blast"); an outcome that the earlier report did not have (a first
toll, an arrest, "fire out", a denial); a count of the same role that grew. Against: a site of its own in each (another
street, quarter or building), another sort of premises, "another", "second", "a separate", the event told as new ("a
fire"), a count that fell. What stays uncertain is a report of its own.

Weights were set by hand on pairs of our own, next versions and look-alikes (``tests/data/dedupe``).
"""

from __future__ import annotations

import math
from collections.abc import Set
from operator import mul
from typing import NamedTuple

from streams.anchors import INCIDENT, INITIAL, NAME, NUMBER, OTHER_BIT, SCENE, SITE, STEM, as_number
from streams.dedupe_conflicts import roles
from streams.dedupe_guard import UNLIKE, Finding
from streams.dedupe_likeness import Side
from streams.incident_words import FAMILIES, KINDS, LATER_STAGE, ORDINARY, OUTCOMES, VAGUE
from streams.incidents import CLASSES

__all__ = ["may_be_told_later", "sum_of", "told_later", "weigh"]

WITHIN_MS = 24 * 3_600_000
LATE_MS, NEXT_DAY_MS = 8 * 3_600_000, 12 * 3_600_000
ENOUGH = 0.3
SCALE = 20.0
"""Brings sums of weights below the score of pairs that share words."""

NO_SCENE = ((SCENE, 0, 0, 0, 0),)
MOST_NAMES, MOST_OUTCOMES, ONE_MORE = 3, 2, 0.25
OUTCOME_MASK = (1 << len(OUTCOMES)) - 1
QUAKE, STRONGEST = 1 << KINDS.index("quake"), 10
SAYING_LITTLE = ORDINARY | LATER_STAGE | VAGUE
CROWD = 4  # other stories at the only place or name in common, from which on more say no more


class Evidence(NamedTuple):
    """What speaks for and against two reports being of one incident; each is worth its weight of `WEIGHTS`.

    Attributes:
        base: before anything is known.
        kinds: two kinds of event or more in common.
        no_kind: one of them names no kind.
        scenery: no kind in common, but what belongs to one.
        kinds_near: each names kinds, none in common, but of one family; ``kinds_apart``: not even that.
        names: names in common beside places that the tagger knows, three at most.
        sites_apart: each names a site that the other does not know; ``classes_apart``: of one class.
        site_added: only the later one does; ``site_first``: it comes before those that both know.
        premises: a sort of building, vehicle or place in common; ``premises_apart``: each has its own.
        known, fresh: the later one speaks of "the" or of "a" thing of a kind in common.
        other: the later one says that it is another.
        outcomes: of the later one that the earlier one did not have, three at most, the third for little.
        counted: it gives a count of which the earlier one had none.
        grew, fell: counts of one role.
        words: other words in common.
        late, next_day: more than eight, and than twelve hours apart.
        crowded: other stories at the place or name, four at most, where only that is in common.
        day_apart, place_apart: days, or places as the tagger read them, of which none is the same.
    """

    base: float
    kinds: float
    no_kind: float
    scenery: float
    kinds_near: float
    kinds_apart: float
    names: float
    sites_apart: float
    classes_apart: float
    site_added: float
    site_first: float
    premises: float
    premises_apart: float
    known: float
    fresh: float
    other: float
    outcomes: float
    counted: float
    grew: float
    fell: float
    words: float
    late: float
    next_day: float
    crowded: float
    day_apart: float
    place_apart: float


WEIGHTS = Evidence(
    base=-1.8, kinds=0.2, no_kind=-0.8, scenery=0.3, kinds_near=-2.0, kinds_apart=-2.6, names=0.7, sites_apart=-1.7,
    classes_apart=-1.6, site_added=-0.8, site_first=-0.4, premises=0.4, premises_apart=-1.3, known=0.9, fresh=-1.0,
    other=-1.2, outcomes=1.2, counted=0.8, grew=0.9, fell=-1.5, words=1.2, late=-0.2, next_day=-1.2, crowded=-0.8,
    day_apart=-0.3, place_apart=-0.4,
)  # fmt: skip


def may_be_told_later(later: Side) -> bool:
    """Whether a report tells what became of something, so that it is worth a look."""
    found = later.of(INCIDENT)
    return bool(found and (found[0][2] & OUTCOME_MASK or later.counts))


def told_later(evidence: Evidence | None) -> Finding:
    """Judge by the evidence: is the later report a next version of the earlier one?"""
    if evidence is None or not (evidence.outcomes or evidence.grew) or (score := sum_of(evidence)) < ENOUGH:
        return UNLIKE
    agreed = ("names_agree",) if evidence.names else ("places_agree",)
    grew = ("count_grew",) if evidence.grew else ()
    return Finding("update", ("same_incident", *agreed, *grew), score / SCALE)


def sum_of(evidence: Evidence) -> float:
    """Return the evidence as one number."""
    return math.fsum(map(mul, evidence, WEIGHTS))


def weigh(earlier: Side, later: Side, filed: int = 1) -> Evidence | None:
    """Return the evidence; None where the two have no place or name in common, or too little else.

    Args:
        earlier: text that came before.
        later: text that came now.
        filed: how many stories have the name or place by which they met, this one included.
    """
    gap = later.at_ms - earlier.at_ms
    before, after = earlier.of(INCIDENT), later.of(INCIDENT)
    if not (before and after and 0 < gap <= WITHIN_MS):
        return None
    names, others = _names(later), _names(earlier)
    shared = ((names & (others | earlier.words)) | (others & later.words)) - VAGUE
    if not shared and earlier.places.isdisjoint(later.places):
        return None
    (_, kinds, told, known, _), (_, old_kinds, old_told, _, _) = after[0], before[0]
    (_, scenery, fresh, premises, _) = (later.of(SCENE) or NO_SCENE)[0]
    (_, old_scenery, _, old_premises, _) = (earlier.of(SCENE) or NO_SCENE)[0]
    same = kinds & old_kinds
    belongs = not same and kinds & old_scenery | scenery & old_kinds | scenery & old_scenery
    if same & QUAKE and _apart(_magnitudes(earlier), _magnitudes(later)):
        return None
    near = not same and any(kinds & family and old_kinds & family for family in FAMILIES)
    named = len(shared - (earlier.places_named & later.places_named))
    words = not (earlier.words & later.words) - names - others <= SAYING_LITTLE
    if not (same or near or belongs or words or named > 1):
        return None
    own, classes, first = _own_sites(later, others | earlier.words)
    theirs, their_classes, _ = _own_sites(earlier, names | later.words)
    outcomes = (told & ~old_told & OUTCOME_MASK).bit_count()
    counts = roles(earlier, later)
    return Evidence(
        base=1.0,
        kinds=same.bit_count() > 1,
        no_kind=not (kinds and old_kinds),
        scenery=bool(belongs),
        kinds_near=near,
        kinds_apart=bool(kinds and old_kinds and not same and not near),
        names=min(named, MOST_NAMES),
        sites_apart=own and theirs,
        classes_apart=own and theirs and not (classes & their_classes).isdisjoint(CLASSES),
        site_added=own and not theirs,
        site_first=first,
        premises=bool(premises & old_premises),
        premises_apart=bool(premises and old_premises and not premises & old_premises),
        known=bool(known & same),
        fresh=bool(fresh & same),
        other=told >> OTHER_BIT & 1,
        outcomes=min(outcomes, MOST_OUTCOMES) + ONE_MORE * (outcomes > MOST_OUTCOMES),
        counted=not later.counts.keys() <= earlier.counts.keys(),
        grew=counts.grew > 0,
        fell=counts.fell > 0,
        words=words,
        late=gap > LATE_MS,
        next_day=gap > NEXT_DAY_MS,
        crowded=0 if named > 1 else min(filed - 1, CROWD),
        day_apart=_apart(earlier.days, later.days),
        place_apart=_apart(earlier.places, later.places) or _apart(earlier.countries, later.countries),
    )


def _apart(values: Set[int], others: Set[int]) -> bool:
    return bool(values and others) and values.isdisjoint(others)


def _names(side: Side) -> Set[int]:
    return side.names | side.places_named | side.values(INITIAL) | side.values(STEM) | side.values(SITE)


def _magnitudes(side: Side) -> Set[int]:
    """Return figures with a fraction: shocks of one night are told apart by them."""
    return {one for one in side.values(NUMBER) if as_number(one) % 1 and as_number(one) < STRONGEST}


def _own_sites(side: Side, known: Set[int]) -> tuple[bool, set[int], bool]:
    """Return whether it names a site of which the other text knows no word, the classes of such, and if it is first."""
    spans: dict[int, tuple[set[int], int]] = {}
    for _, value, class_, span, _ in side.of(SITE):
        if value not in VAGUE:
            spans.setdefault(span, (set(), class_))[0].add(value)
    strange = {span: class_ for span, (names, class_) in spans.items() if names.isdisjoint(known)}
    met = [one[4] for kind in (NAME, INITIAL, SITE) for one in side.of(kind) if one[1] in known - VAGUE]
    return bool(strange), set(strange.values()), bool(strange) and min(strange) < min(met, default=min(strange))

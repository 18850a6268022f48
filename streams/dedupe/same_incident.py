"""Later versions of one incident in wholly other words, known by what it is, where it was and what is told beyond.

The same kind of thing at the same place within a day may be the next version of a report, or another incident: a
second fire in one town, or the same street a day later. So evidence is weighed. For: names and places in common, the
more the rarer; the event spoken of as known ("the blast"); an outcome that the earlier report did not have (a first
toll, an arrest, "fire out", a denial); a count of the same role that grew. Against: a site of its own in each (another
street, quarter or building), another sort of premises, "another", "second", "a separate", the event told as new ("a
fire"), a count that fell. What stays uncertain is a report of its own.

What an article says is weighed apart: nearly every one tells of some dead, injured or arrested that the
other does not, so that outcomes say little of it, and names and towns much.

What each piece of evidence weighs: `streams.dedupe.incident_evidence`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence, Set

from streams.dedupe.anchor import (
    AGE,
    CITY,
    COMPOUND_BIT,
    INCIDENT,
    INITIAL,
    MORE_BIT,
    NAME,
    NO_SPACES,
    OTHER_BIT,
    PARTS_BIT,
    PLACE,
    SCENE,
    SITE,
    STREET,
    TOWN,
    WHO_BIT,
    Anchor,
    as_bits,
    as_degrees,
)
from streams.dedupe.apart import QUAKE, magnitudes
from streams.dedupe.conflicts import Conflicts
from streams.dedupe.guard import UNLIKE, Finding
from streams.dedupe.incident_evidence import Evidence, sum_of
from streams.dedupe.incident_words import (
    ALIKE,
    CORRECTED,
    FAMILIES,
    KINDS,
    LATER_STAGE,
    ORDINARY,
    OUTCOMES,
    VAGUE,
    things,
)
from streams.dedupe.incidents import CLASSES
from streams.dedupe.likeness import Side
from streams.dedupe.numerals import AREAS

__all__ = [
    "SAYING_LITTLE",
    "may_be_told_later",
    "names_in_common",
    "tell_two_stages",
    "tells_beyond",
    "tells_outcome",
    "told_later",
    "weigh",
]

WITHIN_MS, STORY_WITHIN_MS, STORY_NAMES = 24 * 3_600_000, 48 * 3_600_000, 2
"""How long after a report its next version may come; and that of an article, which has so many names in common."""

DAY_AFTER_MS = 36 * 3_600_000
"""And that of a post, where all but the time speaks for it."""

LATE_MS, NEXT_DAY_MS = 8 * 3_600_000, 12 * 3_600_000
ENOUGH, ENOUGH_OF_ARTICLE = 0.2, 0.4
"""Sum of the evidence from which on a post, and an article, is a next version."""

DIGITS = 6  # of a sum of evidence: whatever the order, sums of the same weights are the same
SCALE = 20.0
"""Brings sums of weights below the score of pairs that share words."""

NO_SCENE = ((SCENE, 0, 0, 0, 0),)
MOST_NAMES, MOST_OUTCOMES, ONE_MORE = 3, 2, 0.25
ONE = frozenset([as_bits(1.0)])
OUTCOME_MASK = (1 << len(OUTCOMES)) - 1
BECAME = sum(1 << OUTCOMES.index(one) for one in ("dead", "hurt", "held", "over", "safe", "denied"))
STAGES = BECAME | sum(1 << OUTCOMES.index(one) for one in ("cause", "named"))
BECAME_LATER = sum(1 << OUTCOMES.index(one) for one in ("held", "over", "safe", "denied", "named", "cause"))
DENIED = 1 << OUTCOMES.index("denied")
FIRE = 1 << KINDS.index("fire")
TOLD = 1 << OUTCOMES.index("told")
SAYING_LITTLE = ORDINARY | LATER_STAGE | VAGUE
WHO, PARTS_OF_DAY = 255, 63
BEGINS = (3.0, 5.0, 11.0, 12.0, 17.0, 20.0)  # local hours: dawn, morning, noon, afternoon, evening, night
HOUR_MS, SLACK = 3_600_000, 0.5
FAR = 0.25  # degrees, some 28 km
MOST_WORDS, RUNS_OF_WORD = 3, 4
BRIEF, ALONE = 10, 2  # words of a headline; stories at its place, its own included
CROWD = 4  # other stories at the only place or name in common, from which on more say no more


def may_be_told_later(later: Side) -> bool:
    """Whether a report tells what became of something, so that it is worth a look."""
    found = later.of(INCIDENT)
    return bool(found and (found[0][2] & OUTCOME_MASK or later.counts))


def told_later(evidence: Evidence | None) -> Finding:
    """Judge by the evidence: is the later report a next version of the earlier one?"""
    if (
        evidence is None
        or not (evidence.outcomes or evidence.grew or evidence.counted or evidence.more or evidence.risen)
        or (score := round(sum_of(evidence), DIGITS)) < (ENOUGH_OF_ARTICLE if evidence.long else ENOUGH)
    ):
        return UNLIKE
    agreed = ("names_agree",) if evidence.names else ("places_agree",)
    grew = ("count_grew",) if evidence.grew else ()
    return Finding("update", ("same_incident", *agreed, *grew), score / SCALE)


def tells_beyond(earlier: Side, later: Side, counts: Conflicts) -> bool:
    """Whether the later report tells an outcome or a count that the earlier one did not, as a next version does.

    ``counts``: of both, compared by their roles.
    """
    before, after = earlier.of(INCIDENT), later.of(INCIDENT)
    if not (before and after):
        return False
    outcomes = after[0][2] & ~before[0][2] & OUTCOME_MASK
    return (
        bool(outcomes or after[0][2] >> MORE_BIT & 1)
        or not later.counts.keys() <= earlier.counts.keys()
        or counts.grew > 0
    )


def tells_outcome(earlier: Side, later: Side) -> bool:
    """Whether the later report tells an outcome, other than a count or a cause, of which the earlier one knew none."""
    before, after = earlier.of(INCIDENT), later.of(INCIDENT)
    return bool(before and after and after[0][2] & ~before[0][2] & BECAME)


def tell_two_stages(earlier: Side, later: Side) -> bool:
    """Whether each of two posts tells an outcome that the other one does not: an arrest, then that the fire is out."""
    before, after = earlier.of(INCIDENT), later.of(INCIDENT)
    if not (before and after) or earlier.article or later.article:
        return False
    told, old_told = after[0][2] & STAGES, before[0][2] & STAGES
    return bool(told & ~old_told and old_told & ~told)


def weigh(earlier: Side, later: Side, counts: Conflicts, filed: int = 1) -> Evidence | None:
    """Return the evidence; None where the two have no place or name in common, or too little else.

    Args:
        earlier: text that came before.
        later: text that came now.
        counts: of both, compared by their roles.
        filed: how many stories have the name or place by which they met, this one included.
    """
    gap = later.at_ms - earlier.at_ms
    before, after = earlier.of(INCIDENT), later.of(INCIDENT)
    if not (
        before
        and after
        and _comparable(earlier, later)
        and 0 <= gap <= (STORY_WITHIN_MS if earlier.article and later.article else DAY_AFTER_MS)
    ):
        return None
    names, others = later.named, earlier.named
    shared = names_in_common(earlier, later)
    if _nowhere_in_common(earlier, later, shared):
        return None
    (_, kinds, told, known, _), (_, old_kinds, old_told, _, _) = after[0], before[0]
    (_, scenery, fresh, premises, _) = (later.of(SCENE) or NO_SCENE)[0]
    (_, old_scenery, _, old_premises, _) = (earlier.of(SCENE) or NO_SCENE)[0]
    same = kinds & old_kinds
    belongs = not same and kinds & old_scenery | scenery & old_kinds | scenery & old_scenery
    right = not (later.words & CORRECTED) <= earlier.words
    if same & QUAKE and not right and _apart(magnitudes(earlier), magnitudes(later)):
        return None
    alike = not same and any(
        (kinds & one and old_kinds & others) or (old_kinds & one and kinds & others) for one, others in ALIKE
    )
    near = not (same or alike) and any(kinds & family and old_kinds & family for family in FAMILIES)
    here = [one for one in later.of(PLACE) if one[1] in earlier.places]
    named = len(shared - (earlier.places_named & later.places_named))
    if gap > WITHIN_MS and named < STORY_NAMES and later.article and earlier.article:
        return None
    words = _words_in_common(earlier, later, names | others)
    burnt = same & FIRE and not later.counts.keys().isdisjoint(AREAS.values())
    risen = bool((counts.grew and told & TOLD) or burnt) and not later.article
    site = _same_site(earlier, (names, later.words)) or _same_site(later, (others, earlier.words))
    slight = not (same or alike or near or belongs or words or named > 1 or (site and named and not later.article))
    denied = told & ~old_told & DENIED
    told_otherwise = right and bool(counts.fell or same & QUAKE) and not later.article
    if slight and not (risen and here):
        return None
    who, old_who = told >> WHO_BIT & WHO, old_told >> WHO_BIT & WHO
    parts, old_parts = told >> PARTS_BIT & PARTS_OF_DAY, old_told >> PARTS_BIT & PARTS_OF_DAY
    ages, old_ages = later.values(AGE), earlier.values(AGE)
    added = later.of(PLACE) and [one for one in later.of(PLACE) if one[1] not in earlier.places]
    own, classes, first = _own_sites(later, (others, earlier.words))
    theirs, their_classes, _ = _own_sites(earlier, (names, later.words))
    if earlier.article and later.article:
        own = theirs = first = False  # of two articles each names places that the other leaves out
    outcomes, more = (told & ~old_told & OUTCOME_MASK).bit_count(), told >> MORE_BIT & 1
    evidence = Evidence(
        base=1.0,
        kinds=same.bit_count() > 1,
        no_kind=not (old_kinds and (kinds or risen)),  # "27 are dead now": of what was told before
        scenery=bool(belongs),
        kinds_alike=alike,
        kinds_near=near,
        kinds_apart=bool(kinds and old_kinds) and not (same or alike or near),
        names=min(named, MOST_NAMES),
        town=any(not one[3] & CITY for one in here),
        city=bool(here) and all(one[3] & CITY for one in here) and not named,
        site=site,
        sites_apart=own and theirs,
        classes_apart=own and theirs and not (classes & their_classes).isdisjoint(CLASSES),
        site_added=own and not theirs,
        site_first=first,
        premises=bool(premises & old_premises),
        premises_apart=bool(premises and old_premises and not premises & old_premises) and not earlier.article,
        known=bool(known & same),
        compound=told >> COMPOUND_BIT & 1,
        fresh=bool(fresh & same),
        other=told >> OTHER_BIT & 1,
        more=more,
        outcomes=min(outcomes, MOST_OUTCOMES) + ONE_MORE * (outcomes > MOST_OUTCOMES),
        counted=not later.counts.keys() <= earlier.counts.keys(),
        grew=counts.grew > 0,
        risen=risen or told_otherwise,
        brief=later.length <= BRIEF and bool(same and told & ~old_told & BECAME_LATER) and not own and filed <= ALONE,
        denies=bool(denied and same and named > 1),
        fell=any(new < old and new not in ONE for old, new in counts.pairs)
        and not (told_otherwise or more or (denied and not later.article)),
        agree=counts.agree > 0,
        words=min(words, MOST_WORDS),
        late=gap > LATE_MS,
        next_day=gap > NEXT_DAY_MS,
        day_after=gap > WITHIN_MS,
        crowded=0 if named > 1 else min(filed - 1, CROWD),
        crowded_apart=0 if same else min(filed - 1, CROWD),
        day_apart=_apart(earlier.days, later.days),
        place_apart=_apart(earlier.places, later.places) or _apart(earlier.countries, later.countries),
        main_apart=bool(later.of(PLACE) and earlier.places) and later.of(PLACE)[0] in added,
        place_added=bool(added) and bool(earlier.places),
        far=bool(added) and bool(earlier.places) and _far(earlier, added),
        ages=bool(ages & old_ages),
        ages_apart=_apart(ages, old_ages),
        who=bool(who & old_who),
        who_apart=bool(who and old_who and not who & old_who),
        part=bool(parts & old_parts),
        part_apart=bool(parts and old_parts and not parts & old_parts),
        part_after=bool(parts) and _begins_after(parts, earlier, later),
        long=later.article,
        longer=later.article and not earlier.article,
    )
    late = gap > WITHIN_MS and not (earlier.article and later.article)
    # A risen toll alone, or the day after, can speak for one incident and does not speak against it.
    return None if (slight or late) and sum_of(evidence) < ENOUGH else evidence


def names_in_common(earlier: Side, later: Side) -> Set[int]:
    """Return hashes of what names something in both, but for names of countries and agencies."""
    small = _in_small_letters(later, earlier) | _in_small_letters(earlier, later)
    return (later.named & earlier.named | small) - VAGUE - things()


def _nowhere_in_common(earlier: Side, later: Side, shared: Set[int]) -> bool:
    """Whether neither a place nor a name is the same, or a street only, of which every town has one called so."""
    if not shared:
        return earlier.places.isdisjoint(later.places)
    streets = {one[1] for side in (earlier, later) for one in side.of(SITE) if one[2] == STREET}
    return not shared - streets and _towns_apart(earlier, later)


def _towns_apart(earlier: Side, later: Side) -> bool:
    """Whether each names a town, and neither the one of the other."""
    towns, others = (
        side.places_named | {one[1] for one in side.of(SITE) if one[2] in (0, TOWN)} for side in (earlier, later)
    )
    return (
        bool(towns and others)
        and earlier.places.isdisjoint(later.places)
        and towns.isdisjoint(later.named)
        and towns.isdisjoint(later.words)
        and others.isdisjoint(earlier.named)
        and others.isdisjoint(earlier.words)
    )


def _comparable(earlier: Side, later: Side) -> bool:
    """Whether both are words, or both are pairs of characters, which say nothing to words."""
    return earlier.caseless == later.caseless or NO_SPACES not in (earlier.caseless, later.caseless)


def _words_in_common(earlier: Side, later: Side, names: Set[int]) -> int:
    """Return how many words both have beside names; of pairs of characters, how many runs make some."""
    if later.caseless == NO_SPACES:
        return len(earlier.runs & later.runs) // RUNS_OF_WORD
    return len((earlier.words & later.words) - names - SAYING_LITTLE)


def _same_site(side: Side, known: tuple[Set[int], Set[int]]) -> bool:
    """Whether a street, quarter or building of a text is among the names or words of the other."""
    return any(one[2] and (one[1] in known[0] or one[1] in known[1]) and one[1] not in VAGUE for one in side.of(SITE))


def _far(earlier: Side, added: Sequence[Anchor]) -> bool:
    """Whether a place lies far from all those of the earlier text."""
    known = [as_degrees(one[3]) for one in earlier.of(PLACE)]
    for place in added:
        north, east = as_degrees(place[3])
        if all(math.hypot(north - lat, (east - lon) * math.cos(math.radians(lat))) > FAR for lat, lon in known):
            return True
    return False


def _begins_after(parts: int, earlier: Side, later: Side) -> bool:
    """Whether the time of day that the later text names began after the earlier one was published, where it was."""
    where = (*later.of(PLACE), *earlier.of(PLACE))
    if not where:
        return False
    zone = as_degrees(where[0][3])[1] / 15
    told, now = (side.at_ms / HOUR_MS + zone for side in (earlier, later))
    begun = [now - (now - hour) % 24 for at, hour in enumerate(BEGINS) if parts >> at & 1]
    return min(begun) > told + SLACK


def _apart(values: Set[int], others: Set[int]) -> bool:
    return bool(values and others) and values.isdisjoint(others)


def _in_small_letters(side: Side, other: Side) -> Set[int]:
    """Return names of a text that the other one has among its words; all of them where that has no capitals at all."""
    if side.caseless == NO_SPACES:
        return side.named & other.words
    if side.caseless:  # an article is written to the name, and left out of a site's hash
        sites = frozenset([side.lead[one[4]] for one in side.of(SITE) if one[4] < len(side.lead)])
        return (side.named | sites) & other.words
    return (side.sites_named if other.names else side.named) & other.words


def _own_sites(side: Side, known: tuple[Set[int], Set[int]]) -> tuple[bool, set[int], bool]:
    """Return whether it names a site of which the other text knows no word, the classes of such, and if it is first.

    ``known``: names and words of the other text.
    """
    spans: dict[int, tuple[set[int], int]] = {}
    for _, value, class_, span, _ in side.of(SITE):
        if value not in VAGUE:
            spans.setdefault(span, (set(), class_))[0].add(value)
    strange = {
        span: class_
        for span, (names, class_) in spans.items()
        if names.isdisjoint(known[0]) and names.isdisjoint(known[1])
    }
    if not strange:
        return False, set(), False
    met = [
        one[4]
        for kind in (NAME, INITIAL, SITE)
        for one in side.of(kind)
        if (one[1] in known[0] or one[1] in known[1]) and one[1] not in VAGUE
    ]
    return True, set(strange.values()), min(strange) < min(met, default=min(strange))

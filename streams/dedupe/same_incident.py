"""Later versions of one incident in wholly other words, known by what it is, where it was and what is told beyond.

The same kind of thing at the same place within a day may be the next version of a report, or another incident: a
second fire in one town, or the same street a day later. So evidence is weighed. For: names and places in common, the
more the rarer; the event spoken of as known ("the blast"); an outcome that the earlier report did not have (a first
toll, an arrest, "fire out", a denial); a count of the same role that grew. Against: a site of its own in each (another
street, quarter or building), another sort of premises, "another", "second", "a separate", the event told as new ("a
fire"), a count that fell. What stays uncertain is a report of its own.

What an article says is weighed apart (`ARTICLES`): nearly every one tells of some dead, injured or arrested that the
other does not, so that outcomes say little of it, and names and towns much.

Weights are log-odds: a ridge regression towards weights set by hand, bounded to the sign that each must have, on 330
pairs (218 next versions, 111 look-alikes; ``tests/data/dedupe`` and our own) and 290 of towns with many incidents,
cross-validated by batch: of those told apart by it alone .87 of the versions and .87 of the look-alikes. Those of
articles likewise, on 85 next versions and 1,000 pairs on different incidents that share a name
(``tests/dedupe/strangers.py``), but for days and times of day, which these have of different years; where the earlier
text is a post, its sites were weighed by hand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from operator import mul
from typing import NamedTuple

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
    as_degrees,
)
from streams.dedupe.apart import QUAKE, magnitudes
from streams.dedupe.conflicts import Conflicts
from streams.dedupe.guard import UNLIKE, Finding
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
    "Evidence",
    "may_be_told_later",
    "names_in_common",
    "sum_of",
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


class Evidence(NamedTuple):
    """What speaks for and against two reports being of one incident; each is worth its weight of `WEIGHTS`.

    Attributes:
        base: before anything is known.
        kinds: two kinds of event or more in common.
        no_kind: one of them names no kind.
        scenery: no kind in common, but what belongs to one.
        kinds_alike: each names kinds, none in common, but one is told as the other; ``kinds_near``: of one family at
            least; ``kinds_apart``: not even that.
        names: names in common beside places that the tagger knows, three at most.
        town: a place in common that is no large city; ``city``: nothing in common but one.
        site: a street, quarter or building in common.
        sites_apart: each names a site that the other does not know; ``classes_apart``: of one class.
        site_added: only the later one does; ``site_first``: it comes before those that both know.
        premises: a sort of building, vehicle or place in common; ``premises_apart``: each has its own.
        known, fresh: the later one speaks of "the" or of "a" thing of a kind in common.
        compound: it names a kind right behind a name, as in "Leven fire".
        other: the later one says that it is another.
        more: it tells of one more who came to harm or was found: that it goes on, not that it is the same.
        outcomes: of the later one that the earlier one did not have, three at most, the third for little.
        counted: it gives a count of which the earlier one had none.
        grew, fell, agree: counts of one role.
        risen: one grew, and the later report says that it did: "the toll climbs to 15"; or so much ground has burnt;
            or it says that it puts a figure right.
        brief: it is a headline that names the kind, gives no site of its own, and says what became of it, where nothing
            else is told of the place.
        denies: the later one denies what the earlier one tells.
        words: other words in common, three at most.
        late, next_day, day_after: more than eight, than twelve, and than twenty-four hours apart.
        crowded: other stories at the place or name, four at most, where only that is in common; ``crowded_apart``:
            where no kind is.
        day_apart, place_apart: days, or places as the tagger read them, of which none is the same.
        main_apart: the first place that the tagger read in the later one is unknown to the earlier one.
        place_added: the later one names a town or point that the earlier one does not; ``far``: it lies far from those.
        ages, ages_apart: ages of people in common, or each its own.
        who, who_apart: sorts of people, the same.
        part, part_apart: times of day, the same; ``part_after``: the later one's began after the earlier one was told.
        long: the later one is an article; ``longer``: and the earlier one none.
    """

    base: float
    kinds: float
    no_kind: float
    scenery: float
    kinds_alike: float
    kinds_near: float
    kinds_apart: float
    names: float
    town: float
    city: float
    site: float
    sites_apart: float
    classes_apart: float
    site_added: float
    site_first: float
    premises: float
    premises_apart: float
    known: float
    compound: float
    fresh: float
    other: float
    more: float
    outcomes: float
    counted: float
    grew: float
    risen: float
    brief: float
    denies: float
    fell: float
    agree: float
    words: float
    late: float
    next_day: float
    day_after: float
    crowded: float
    crowded_apart: float
    day_apart: float
    place_apart: float
    main_apart: float
    place_added: float
    far: float
    ages: float
    ages_apart: float
    who: float
    who_apart: float
    part: float
    part_apart: float
    part_after: float
    long: float
    longer: float


WEIGHTS = Evidence(
    base=-2.2, kinds=0.4, no_kind=-0.8, scenery=0.5, kinds_alike=0.0, kinds_near=-2.3, kinds_apart=-4.2, names=0.3,
    town=0.2, city=-0.6, site=0.2, sites_apart=-1.6, classes_apart=-1.6, site_added=-0.8, site_first=-0.3,
    premises=1.0, premises_apart=-1.4, known=0.8, compound=0.4, fresh=-1.2, other=-2.1, more=0.0, outcomes=1.6,
    counted=1.0, grew=1.1, risen=0.5, brief=0.4, denies=0.4, fell=-1.9, agree=0.3, words=0.5, late=-0.3, next_day=-1.2,
    day_after=-1.5, crowded=-0.8, crowded_apart=-1.5, day_apart=-0.1, place_apart=-0.1, main_apart=-0.7,
    place_added=-0.2, far=-0.2, ages=0.5, ages_apart=-1.0, who=0.9, who_apart=-0.6, part=0.3, part_apart=0.0,
    part_after=-0.3, long=0.4, longer=-0.4,
)  # fmt: skip

ARTICLES = Evidence(
    base=-4.8, kinds=0.9, no_kind=-1.3, scenery=0.3, kinds_alike=-1.0, kinds_near=-2.0, kinds_apart=-4.5, names=1.7,
    town=2.6, city=-0.1, site=0.6, sites_apart=-1.0, classes_apart=-1.0, site_added=-0.5, site_first=0.0,
    premises=0.2, premises_apart=-0.8, known=1.2, compound=0.0, fresh=-0.2, other=-0.7, more=0.0, outcomes=1.2,
    counted=1.0, grew=1.1, risen=0.0, brief=0.0, denies=0.0, fell=-1.0, agree=0.0, words=0.5, late=-0.4, next_day=-0.8,
    day_after=0.0, crowded=-0.8, crowded_apart=-1.5, day_apart=-0.1, place_apart=-1.5, main_apart=-1.3,
    place_added=0.0, far=0.0, ages=0.0, ages_apart=-1.2, who=0.3, who_apart=-0.3, part=0.3, part_apart=0.0,
    part_after=-0.3, long=0.0, longer=1.2,
)  # fmt: skip
"""Where the later text is an article, which tells many outcomes, figures and sorts of people whatever it is about."""


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


def sum_of(evidence: Evidence) -> float:
    """Return the evidence as one number."""
    return math.fsum(map(mul, evidence, ARTICLES if evidence.long else WEIGHTS))


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
    if same & QUAKE and _apart(magnitudes(earlier), magnitudes(later)):
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
    told_otherwise = bool(counts.fell) and not later.article and not (later.words & CORRECTED) <= earlier.words
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
    outcomes = (told & ~old_told & OUTCOME_MASK).bit_count()
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
        more=told >> MORE_BIT & 1,
        outcomes=min(outcomes, MOST_OUTCOMES) + ONE_MORE * (outcomes > MOST_OUTCOMES),
        counted=not later.counts.keys() <= earlier.counts.keys(),
        grew=counts.grew > 0,
        risen=risen or told_otherwise,
        brief=later.length <= BRIEF and bool(same and told & ~old_told & BECAME_LATER) and not own and filed <= ALONE,
        denies=bool(denied and same and named > 1),
        fell=counts.fell > 0 and not (told_otherwise or (denied and not later.article)),
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

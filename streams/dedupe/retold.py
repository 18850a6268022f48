"""Updates in other words: a later report of the same event that shares no passage with the earlier one.

Two ways to know one: a count of the same role grew at the same place or name; or a post speaks of the same named thing
and says what became of it ("fire out", "suspect held", "nobody was hurt"). The same state of things in other words is
another witness, and stays a report of its own; but when names, days and several figures are all the same, both were
written from one text, however the words were turned: a copy. Of posts and briefs that is said within eight hours only.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Set
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from streams.dedupe.anchor import DATE, DAY, EVENT, INCIDENT, INITIAL, NAME, NO_SPACES, NUMBER, as_bits
from streams.dedupe.apart import other_thing
from streams.dedupe.conflicts import Conflicts, roles
from streams.dedupe.entry import Entry
from streams.dedupe.guard import COPY, UNLIKE, UPDATE, UPDATE_WITHIN_MS, Finding, compare, elsewhere
from streams.dedupe.incident_evidence import Evidence, sum_of
from streams.dedupe.incident_words import COMMON, KINDS, LATER_STAGE, ORDINARY, OUTCOMES, VAGUE, things
from streams.dedupe.likeness import Side, in_order, shared_words
from streams.dedupe.particulars import share_particulars
from streams.dedupe.same_incident import (
    STORY_WITHIN_MS,
    may_be_told_later,
    tell_two_stages,
    tells_beyond,
    tells_outcome,
    told_later,
    weigh,
)

__all__ = ["Wanted", "told_beyond", "told_further", "wanted_of"]

_BITS = struct.Struct("<I")

STAGE_WITHIN_MS = 24 * 3_600_000
"""Posts on the same thing are about the same event for a night or a day, not for longer."""

FACTS_WITHIN_MS = 8 * 3_600_000
FACTS, FACTS_ONE_FIGURE, FACTS_KEPT, FACTS_OF_LONGER, FIGURES_KEPT = 4, 5, 0.6, 0.4, 0.66
"""Names, figures and days that two texts written from one have in common: how many, and what share of them."""

ACCOUNT, ACCOUNT_SURE, ACCOUNT_WORDS, ACCOUNT_ORDER = 3, 5, 20, 0.27
"""Names, figures and days of an account that was written anew, word for word: how many two such have in common at
least, how many so that one more or less says nothing; their words; and how many of these keep their order."""

DOUBTED, DOUBTED_IN_CITY, DOUBTED_OF_ARTICLES = 0.0, 0.4, 0.4
"""Sum of the evidence on an incident below which words of a later stage or a larger count are of another one; where a
large city is all that both have in common, which has several of a kind in a day; and of two articles."""

STORY_WORDS, STORY_FACTS, STORY_KEPT, STORY_KEPT_OF_LONGER, STORY_FIGURES = 80, 7, 0.75, 0.6, 2
"""Words of a story that a rewriter turned sentence by sentence; names, figures and days that it has in common with the
first at least, what share of those of either, and how many figures."""

FORM_WORDS = 0.7
"""Share of the words of a post that a form filled in anew has, and an account in other words has not."""

BY_PASSAGES = frozenset(["shared_passages", "same_order", "contained"])
LEFT_OUT = 0.1
"""Share of a post's words that are lacking where it is quoted whole."""

HURT, DEAD = 1 << OUTCOMES.index("hurt"), 1 << OUTCOMES.index("dead")
SAFE, OVER = 1 << OUTCOMES.index("safe"), 1 << OUTCOMES.index("over")
MISSING = 1 << KINDS.index("missing")
ADDED = 3
"""Words that an account put to its own text, which it tells again as a running report."""

NOBODY = frozenset([as_bits(0.0)])
ONE = frozenset([as_bits(1.0)])  # "a man": told or not, by the words alone
SAME_FACTS = Finding("duplicate", ("same_facts", "names_agree", "numbers_agree"), 1.0)
_UNKNOWN: Mapping[int, int] = MappingProxyType({})
FEW = 2  # reports that share a name which is still rare


class Wanted(NamedTuple):
    """What an earlier report must have for a later one to be its next version, or its copy by the facts.

    Attributes:
        at_ms: of the later one.
        event: it tells an outcome or a count, so that the earlier one must tell of an incident.
        stage: it is a post that says what became of something.
        figures: as they are packed; a copy by the facts has one of them.
    """

    at_ms: int
    event: bool
    stage: bool
    figures: tuple[bytes, ...]

    def in_question(self, entry: Entry, filed: int) -> bool:
        """Whether an entry, not unpacked yet, is worth a look; ``filed``: how many stories share what it shares."""
        gap = self.at_ms - entry.at_ms
        if not 0 <= gap <= STORY_WITHIN_MS:
            return False
        if (self.stage and filed <= FEW) or (self.event and entry.tells_of_incident()):
            return True
        return gap <= FACTS_WITHIN_MS and entry.has(self.figures)


def wanted_of(later: Side) -> Wanted | None:
    """Return what a report asks of an earlier one; None for one that tells nothing further of anything."""
    event = bool(later.counts) or may_be_told_later(later)
    stage = not later.article and not later.words.isdisjoint(LATER_STAGE)
    numbers = later.values(NUMBER)
    if not (event or stage or (numbers and len(later.proper) >= FEW)):
        return None
    return Wanted(later.at_ms, event, stage, tuple(map(_BITS.pack, numbers)))


def told_further(earlier: Side, later: Side, filed: int = 1, common: Mapping[int, int] = _UNKNOWN) -> Finding:
    """Judge a pair that shares a name, or the role of a count and a place: is it the same event, told further?

    Args:
        earlier: text that came before.
        later: text that came now.
        filed: how many reports share it; a name on everybody's lips says little.
        common: how many entries have a name, by its key.
    """
    if _same_story(earlier, later):
        return SAME_FACTS
    counts = roles(earlier, later)
    grown, stage = _grown(earlier, later, counts), UNLIKE
    if grown is UNLIKE:
        if _same_facts(earlier, later, counts) and not _became(earlier, later):
            return SAME_FACTS
        stage = _later_stage(earlier, later) if filed <= FEW else UNLIKE
        if stage is UNLIKE and not tells_beyond(earlier, later, counts):
            return UNLIKE  # whatever the evidence: weighing it takes longer than all else here
    evidence = weigh(earlier, later, counts, filed)
    if evidence and not _of_one(earlier, later, evidence, common):
        evidence = None
    doubted = _doubted(earlier, later, evidence)
    if grown is not UNLIKE:
        if not doubted:
            return grown
        if _same_facts(earlier, later, counts):
            return SAME_FACTS
    finding = told_later(evidence)
    return finding if finding is not UNLIKE or doubted else stage


def told_beyond(earlier: Side, later: Side, finding: Finding, *, same_voice: bool) -> Finding:
    """Return what a post is that was found to be a copy of another: one that says what became of the thing is none.

    "Shooter at Ridgeview High", then "Shooter at Ridgeview High in custody": most words are the same. Somebody's own
    remark around a whole post says no more of it, unless it gives a count; articles are told apart by their facts.

    Args:
        earlier: text that came before.
        later: text that came now.
        finding: on both.
        same_voice: the same source or author tells both, who quotes no one but adds to it, as a running report does.
    """
    if earlier.article or later.article or not 0 <= later.at_ms - earlier.at_ms <= STAGE_WITHIN_MS:
        return finding
    if same_voice and other_thing(earlier, later):
        return Finding("apart", ("passage_differs", *finding.reasons[:1]), finding.score - COPY)
    added = same_voice and later.length - earlier.length >= ADDED
    if finding.reasons[0] not in BY_PASSAGES and not added and not _over(earlier, later, finding):
        return finding
    counted = any(
        any(values - earlier.figures - NOBODY) for role, values in later.counts.items() if role not in earlier.counts
    )
    whole = not same_voice and len(earlier.words - later.words) <= len(earlier.words) * LEFT_OUT
    stages = tell_two_stages(earlier, later) and not whole
    if not (counted or stages or (tells_outcome(earlier, later) and not whole)):
        return finding
    return Finding("update", ("later_stage", *finding.reasons), finding.score - COPY + UPDATE)


def _over(earlier: Side, later: Side, finding: Finding) -> bool:
    """Whether a notice with the names of another says that the thing is over: "all lanes reopened"."""
    before, after = earlier.of(INCIDENT), later.of(INCIDENT)
    named = finding.reasons[0] == "same_names_in_order" and bool(before and after)
    return named and bool(after[0][2] & ~before[0][2] & OVER)


def _of_one(earlier: Side, later: Side, evidence: Evidence, common: Mapping[int, int]) -> bool:
    """Whether two articles that the evidence speaks for have the particulars of an incident in common."""
    if not (earlier.article and later.article) or sum_of(evidence) < DOUBTED_OF_ARTICLES:
        return True  # nothing to be found out, or doubted in any case
    return share_particulars(earlier, later, evidence, common)


def _doubted(earlier: Side, later: Side, evidence: Evidence | None) -> bool:
    """Whether the evidence on an incident is against one: every article has some count, and the next one a larger."""
    articles = earlier.article and later.article
    if evidence is None:
        return articles and bool(earlier.of(INCIDENT) and later.of(INCIDENT))
    return sum_of(evidence) < (DOUBTED_OF_ARTICLES if articles else DOUBTED_IN_CITY if evidence.city else DOUBTED)


def _same_story(earlier: Side, later: Side) -> bool:
    """Whether a story has nearly all names, figures and days of another of its length: it was rewritten, however late.

    A desk that reports by itself, or later, tells figures of its own.
    """
    shorter, longer = sorted((earlier.length, later.length))
    if shorter < STORY_WORDS or 4 * shorter < 3 * longer:
        return False
    numbers, others = earlier.values(NUMBER), later.values(NUMBER)
    figures = numbers & others
    if len(figures) < STORY_FIGURES or len(figures) < FIGURES_KEPT * len(others):
        return False
    facts, same = _facts(earlier), _facts(later)
    shared = len(facts & same)
    fewer, more = sorted((len(facts), len(same)))
    return shared >= STORY_FACTS and shared >= STORY_KEPT * fewer and shared >= STORY_KEPT_OF_LONGER * more


def _facts(side: Side) -> Set[tuple[int, int]]:
    """Return names, figures and days of a text."""
    names = (side.values(NAME) | side.values(INITIAL)) - VAGUE
    told = {NAME: names, NUMBER: side.values(NUMBER) | side.values(DATE), DAY: side.days}
    return {(kind, value) for kind, values in told.items() for value in values}


def _same_facts(earlier: Side, later: Side, counts: Conflicts) -> bool:
    """Whether two texts of like length have nearly all names, figures and days in common, and nothing that changed."""
    shorter, longer = sorted((earlier.length, later.length))
    if not 0 <= later.at_ms - earlier.at_ms <= FACTS_WITHIN_MS or 5 * shorter < 2 * longer:
        return False
    filled_in = not later.article and later.caseless != NO_SPACES  # whose pairs of characters are in many words
    if filled_in and shared_words(earlier, later) >= FORM_WORDS and not _is_copy(earlier, later):
        return False
    figures = earlier.figures & later.figures
    names = _shared_names(earlier, later)
    shared = len(names) + len(figures) + len(earlier.days & later.days)
    shared += 0 if names else len(earlier.places & later.places)  # of texts that show no names
    if shared < ACCOUNT or counts.pairs or elsewhere(earlier, later) or _other_kind(earlier, later):
        return False
    if shorter >= ACCOUNT_WORDS and 4 * shorter >= 3 * longer and _same_account(earlier, later, shared):
        return True
    return _many_facts(earlier, later, len(names), shared)


def _became(earlier: Side, later: Side) -> bool:
    """Whether a post tells what became of people: that the missing were found, or that of the hurt one died."""
    before, after = earlier.of(INCIDENT), later.of(INCIDENT)
    if not (before and after) or earlier.article or later.article:
        return False
    told = after[0][2] & ~before[0][2]
    return bool(before[0][2] & HURT and told & DEAD) or bool(before[0][1] & MISSING and told & SAFE)


def _is_copy(earlier: Side, later: Side) -> bool:
    """Whether two texts in nearly the same words are copies, and no form filled in twice."""
    alike = len(earlier.words & later.words) / len(earlier.words | later.words)
    return compare(earlier, later, alike).outcome == "duplicate"


def _same_account(earlier: Side, later: Side, shared: int) -> bool:
    """Whether the later text adds no name and no figure, leaves out hardly any, and keeps the order of its words."""
    added, left_out = _of_its_own(later, earlier), _of_its_own(earlier, later)
    slight = not added and left_out <= 1 if shared < ACCOUNT_SURE else added + left_out <= 1
    return slight and in_order(earlier.lead, later.lead) >= ACCOUNT_ORDER


def _of_its_own(side: Side, other: Side) -> int:
    """Return how many names and figures of a text the other one lacks."""
    return len((side.proper & side.words) - other.words - VAGUE) + len(side.figures - other.figures - ONE)


def _many_facts(earlier: Side, later: Side, names: int, shared: int) -> bool:
    """Whether most of what both texts tell is the same, figures among it."""
    numbers, others = earlier.values(NUMBER), later.values(NUMBER)
    figures = numbers & others
    if not figures or len(figures) < FIGURES_KEPT * min(len(numbers), len(others)):
        return False
    if names < FEW or shared < (FACTS if len(figures) > 1 else FACTS_ONE_FIGURE):
        return False
    if earlier.length >= STORY_WORDS and not _whole(earlier, later, figures):
        return False
    told = [
        len((one.proper & one.words) - COMMON) + len(one.values(NUMBER)) + len(one.days) for one in (earlier, later)
    ]
    return shared >= FACTS_KEPT * min(told) and shared >= FACTS_OF_LONGER * max(told)


def _whole(earlier: Side, later: Side, figures: Set[int]) -> bool:
    """Whether an article was rewritten from end to end: two on one affair have its background, with its figures."""
    shorter, longer = sorted((earlier.length, later.length))
    most = max(len(earlier.values(NUMBER)), len(later.values(NUMBER)))
    return 10 * shorter >= 9 * longer and len(figures) >= STORY_FIGURES and 2 * len(figures) >= most


def _other_kind(earlier: Side, later: Side) -> bool:
    events, others = earlier.values(EVENT), later.values(EVENT)
    return bool(events and others) and events.isdisjoint(others)


def _shared_names(earlier: Side, later: Side) -> Set[int]:
    """Return hashes of words that name something in one of the texts, and stand in both."""
    if earlier.caseless and later.caseless:
        return (earlier.named & (later.named | later.words)) | (later.named & earlier.words)
    return ((earlier.proper & later.words) | (later.proper & earlier.words)) - COMMON


def _grown(earlier: Side, later: Side, counts: Conflicts) -> Finding:
    """Whether a count of the same role grew: the same count in other words is another witness."""
    if counts.agree or not counts.grew or counts.fell or not 0 <= later.at_ms - earlier.at_ms <= UPDATE_WITHIN_MS:
        return UNLIKE
    for values, others in ((earlier.places, later.places), (earlier.days, later.days)):
        if values and others and values.isdisjoint(others):
            return UNLIKE
    events, other_events = earlier.values(EVENT), later.values(EVENT)
    names = ((earlier.proper & later.words) | (later.proper & earlier.words)) - ORDINARY - things()
    if events and other_events:
        same = bool(events & other_events) and bool(names)
    else:
        same = len(names) >= 2 or (bool(names) and len((earlier.words & later.words) - names - COMMON) >= 1)
    return Finding("update", ("count_grew", "same_event"), 0.5) if same else UNLIKE


def _later_stage(earlier: Side, later: Side) -> Finding:
    """Whether a post says what became of the thing that an earlier one speaks of."""
    if earlier.article or later.article or not 0 <= later.at_ms - earlier.at_ms <= STAGE_WITHIN_MS:
        return UNLIKE
    if (later.words & LATER_STAGE) <= earlier.words or elsewhere(earlier, later) or _other_kind(earlier, later):
        return UNLIKE
    shared = (earlier.words & later.words) - ORDINARY - LATER_STAGE
    names = (_subjects(earlier) | _subjects(later)) & shared - things()
    # A place has many events: it takes another word on this one, its kind, or a second name on the same day.
    both = earlier.proper & later.proper & shared
    twice = later.at_ms - earlier.at_ms <= FACTS_WITHIN_MS and (_apart(earlier, both) or _apart(later, both))
    more = names != shared or not earlier.values(EVENT).isdisjoint(later.values(EVENT)) or twice
    return Finding("update", ("later_stage", "names_agree"), 0.5) if names and more else UNLIKE


def _apart(side: Side, names: Set[int]) -> bool:
    """Whether two of the names stand apart from each other: San Telmo is one."""
    spots = sorted(at for name in names if (at := side.spots.get(name, -1)) >= 0)
    return any(second - first > 1 for first, second in pairwise(spots))


def _subjects(side: Side) -> Set[int]:
    """Return hashes of the words that name a person or place, and of the first word, which may be a name."""
    return side.proper | side.values(INITIAL)

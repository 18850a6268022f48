"""Triggers found in a sentence, and which of those that lie over each other stand.

A phrase without another reading vouches for the triggers inside it; of overlapping triggers of a type the firmest and
longest stays, and a word of a longer phrase is no trigger of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

import msgspec

from streams.clauses.company import Company
from streams.report import Polarity
from streams.words.lexicon import Pattern

__all__ = ["BY_PLACE", "RANK", "STRONG", "THRESHOLD", "Found", "firmest", "sured"]

THRESHOLD = 0.5  # probability; precision .9 and above on our own labelled set and on CrisisLexT26
CUT = math.log(THRESHOLD / (1.0 - THRESHOLD))  # the same as a score
_DENIED = 1.0  # news denies events, hardly ever pictures
RANK = {"sure": 4, "denied": 4, "strong": 3, "plain": 2, "learned": 2, "weak": 1, "faint": 0}
STRONG = RANK["strong"]
_BORROWED = frozenset({"CLASH", "PROTEST", "FIRE"})
_PROTEST = ("PROTEST",)
_DEATH, _INJURY = ("DEATH",), ("INJURY",)
_DYING = frozenset({"died", "dies", "succumbed", "fatally", "fatal"})
BY_PLACE = attrgetter("start", "end", "types")
_DEAD = frozenset({"killed", "dead"})


_PRISONERS = frozenset({"preso", "presos", "presa", "presas"})
"""Portuguese: who is arrested, and who has been in prison for long."""


class Found(msgspec.Struct, gc=False):
    """A trigger in a sentence, tokens ``start`` to ``end``, with the score of its being literal and why.

    ``leaning`` is the part of the score that the table of words gave. ``counted``: a number of the dead or injured
    stands with it (``5 killed in``), which hardly any picture has.
    """

    pattern: Pattern
    types: tuple[str, ...]
    start: int
    end: int
    tier: str
    score: float = 0.0
    leaning: float = 0.0
    notes: list[tuple[str, object]] = []
    """What moved the score: words, and what goes behind them."""
    counted: bool = False

    @property
    def reasons(self) -> tuple[str, ...]:
        """The notes in words; only people who ask for an explanation need them."""
        return tuple(f"{words}{value}" for words, value in self.notes)

    @property
    def probability(self) -> float:
        """Of being literal."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.score))))

    @property
    def literal(self) -> bool:
        """Whether the probability passes `THRESHOLD`."""
        return self.score >= CUT

    def despite(self, company: Company, polarity: Polarity) -> None:
        """Take a leaning to other matters back where it says nothing.

        Words of remembrance, of denial and of plans lean away from events: these are past, and denied or planned in the
        news. In a post a denial may well be one more picture (``not dead yet``).
        """
        news = company.kind == "newswire"
        if news and polarity == "negated":
            self.score += _DENIED
            self.notes.append(("denied in news +", _DENIED))
        if self.leaning < 0 and (polarity == "past" or (news and polarity in ("negated", "planned"))):
            self.score -= self.leaning
            self.notes.append((polarity, " all the same"))


def sured(found: list[Found], *, sporty: bool) -> list[Found]:
    """Let a phrase without another reading vouch for the triggers of its types inside it; alone it is the trigger.

    In a sports report a player taken to hospital is no event; the injured are one when they are counted or beside dead.
    """
    if sporty:
        found = [one for one in found if one.tier != "sure" or one.types != _INJURY or _grave(one.pattern)]
    sure = [one for one in found if one.tier == "sure"]
    if not sure:
        return found
    if fatal := [one for one in sure if one.types == _DEATH and _dying(one.pattern)]:
        found = [one for one in found if not _died_of(one, fatal)]
        sure = [one for one in found if one.tier == "sure"]
    others = [one for one in found if one.tier != "sure" and not _only_its_verb(one, sure)]
    for one in sure:
        types, start, end = frozenset(one.types), one.start, one.end
        vouched: set[str] = set()
        for other in others:
            if start <= other.start and other.end <= end and not types.isdisjoint(other.types):
                vouched.update(other.types)
                other.tier = "sure"
                other.notes.append(("without another reading: ", one.pattern.source))
        if not vouched.issuperset(types):
            others.append(one)
    return others


def _died_of(one: Found, fatal: Sequence[Found]) -> bool:
    """Whether an injury is but what somebody died of, or where: ``died in hospital``, ``died [of stab wounds]``."""
    return one.types == _INJURY and any(other.start < one.end <= other.end for other in fatal)


def _dying(pattern: Pattern) -> bool:
    return any(not _DYING.isdisjoint(element.words) or "succumb" in element.stems for element in pattern.elements)


def _only_its_verb(one: Found, sure: Sequence[Found]) -> bool:
    """Whether a protest is but the verb of a phrase of another type: ``an earthquake [strikes] Costa Rica``."""
    if one.types != _PROTEST:
        return False
    return any(one.end == other.end and "PROTEST" not in other.types for other in sure)


def _grave(pattern: Pattern) -> bool:
    return any(element.number or not element.words.isdisjoint(_DEAD) for element in pattern.elements)


def firmest(found: list[Found]) -> list[Found]:
    """Drop triggers that overlap a firmer or longer one of the same type, or are only a word of a longer one.

    ``tear gas grenades`` is no explosion, ``opened fire`` no fire, and who is shot dead is not also injured.
    """
    if len(found) < 2:
        return found
    ordered = sorted(found, key=BY_PLACE)
    if all(first.end <= second.start for first, second in pairwise(ordered)):
        return ordered
    kept: list[Found] = []
    for one in sorted(found, key=_by_firmness):
        start, end = one.start, one.end
        over = [other for other in kept if other.start < end and other.end > start]
        if not over:
            kept.append(one)
            continue
        told = {kind for other in over for kind in other.types}
        if told.issuperset(one.types):
            continue  # as most
        if RANK[one.tier] < STRONG and any(_swallows(other, one) for other in over):
            continue
        if end - start > 1 and _BORROWED.issuperset(one.types) and any(o.start < start == o.end - 1 for o in over):
            continue  # the last word of another is the first of this: ``drone [strike on]``
        if one.types == _INJURY and "DEATH" in told:
            continue
        if one.types == ("CLASH",) and any(o.types == ("FORCE",) and o.start <= start and end <= o.end for o in over):
            continue  # ``troops [beat up] passengers``
        if one.types == ("CLASH",) and any(_wreck(o) and o.start < start and end == o.end for o in over):
            continue  # ``two trains [hit each other]``
        if one.types == ("ARREST",) and end - start <= 2 and not _PRISONERS.isdisjoint(one.pattern.elements[0].words):
            continue  # ``rebelião de [presos]``, ``[presos] mortos``
        if one.types == ("EXPLOSION",) and any(o.types == ("FIRE",) and _holds(o, one) for o in over):
            continue  # ``[wybuchł] pożar``, which only began
        one.types = tuple(kind for kind in one.types if kind not in told)
        kept.append(one)
    return sorted(kept, key=BY_PLACE)


def _holds(other: Found, one: Found) -> bool:
    """Whether a trigger is the first or the last words of another."""
    within = other.start <= one.start and one.end <= other.end
    return within and (other.start == one.start or other.end == one.end)


def _wreck(one: Found) -> bool:
    return one.types == ("HAZARD",) and RANK[one.tier] >= STRONG


def _by_firmness(one: Found) -> tuple[int, int, int, tuple[str, ...]]:
    return -RANK[one.tier], one.start - one.end, one.start, one.types


def _swallows(other: Found, one: Found) -> bool:
    """Whether a trigger starts with a word in the middle of a longer or equal one (``opened [fire on]``)."""
    if other.tier in ("weak", "faint"):
        return False
    longer = other.end - other.start > one.end - one.start
    return other.start < one.start or (other.start == one.start and longer)

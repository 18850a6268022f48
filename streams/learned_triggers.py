"""Triggers that come of what the words of a sentence tell of together (`streams.words.learned`).

A type that a sentence tells of, and that no literal trigger names, gets its heaviest word as a trigger; a trigger that
was doubted is lifted instead. Sports news and reports of other matters get none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter

from streams.clauses.company import Company
from streams.clauses.mentions import CIVIC
from streams.clauses.overlaps import BY_PLACE, Found
from streams.words.learned import Told
from streams.words.lexicon import Pattern
from streams.words.patterns import Span

__all__ = ["add", "may_add"]

AWAY = 10.0  # odds that a text loses per unit of leaning away from events; with less, other desks' news came in
CIVIC_SLACK = 1.8  # so much of it says nothing of protests and what is done about them
LEAST, LEAST_LONG = -2.0, 1.0  # leaning of a text, short or long, from which on it is asked at all
LIFTED = -2.5  # score of a doubted trigger below which it stays so
_SCORE = attrgetter("score")
_PATTERNS: dict[str, Pattern] = {}


def may_add(company: Company) -> bool:
    """Whether a text leans enough to events, and is no sports news or report of other matters."""
    if company.sporty or company.elsewhere or company.astray:
        return False
    return company.leaning >= (LEAST if company.short else LEAST_LONG)


def _away(kind: str, company: Company) -> float:
    """Return what a text's leaning away from events takes from the odds of a type."""
    return AWAY * min(0.0, company.leaning + (CIVIC_SLACK if kind in CIVIC else 0.0))


def add(
    found: Sequence[Found],
    told: Sequence[Told],
    spans: Sequence[Span],
    fits: Callable[[Found, Sequence[Found]], bool],
    company: Company,
) -> list[Found]:
    """Return the triggers of a sentence with those that it tells of beside them, in order.

    Args:
        found: triggers by their phrases.
        told: types that its words tell of, without a literal trigger.
        spans: phrases of the sentence.
        fits: whether a trigger may be so beside the others.
        company: of the whole text.
    """
    made = list(found)
    for kind, at, by in told:
        over = by + _away(kind, company)
        if over < 0.0:
            continue
        doubted = max((one for one in made if kind in one.types), key=_SCORE, default=None)
        if doubted is not None and (doubted.score < LIFTED or (company.leaning < 0.0 and kind not in CIVIC)):
            continue
        one = doubted or Found(_pattern(kind), (kind,), at, at + 1, "learned", notes=[])
        if _covered(one, spans, made) or not fits(one, made):
            continue
        one.score = over
        one.notes.append((f"learned: the words of the sentence tell of {kind} +", round(over, 1)))
        if doubted is None:
            made.append(one)
    return sorted(made, key=BY_PLACE)


def _covered(one: Found, spans: Sequence[Span], found: Sequence[Found]) -> bool:
    """Whether a phrase of a picture or of a death, or a trigger of another type, lies over a trigger."""
    return any(
        start < one.end and end > one.start and (pattern.tier in ("figurative", "neutral") or _kills(pattern, one))
        for pattern, start, end in spans
    ) or any(other.literal and other.start < one.end and other.end > one.start for other in found if other is not one)


def _kills(pattern: Pattern, one: Found) -> bool:
    """Whether an injury is but what somebody died of: ``succumbed to their [wounds]``."""
    return one.types == ("INJURY",) and pattern.types == ("DEATH",) and pattern.tier in ("sure", "strong")


def _pattern(kind: str) -> Pattern:
    return _PATTERNS.setdefault(kind, Pattern("words together", (), (kind,), "learned"))

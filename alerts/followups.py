"""Figures of a disaster whose alert has closed: they come for days, and are revisions of its record.

Six hours after its last revision an alert is out of the way of what else happens at its place (`alerts.episodes`). What
a medium or an official body tells of it later is no new event: the fifth body found next morning, the eighth of those
in hospital. So the record of a resolved alert is kept for `KEPT_FOR` after it was last told, and takes in a report that

- goes on with one of its stories (`streams.dedupe`); or
- is of its place, or names its town, and of its kind; says what it was, in rare words for a report of the country at
  large; and whose figures are those that were told, or more.

The revision that follows pages nobody: it is that of a resolved alert. Only where two tell of a grave figure that is
twice what was told, the alert counts as lately closed again and is reopened as any other would be (`alerts.weight`).
Pure.

Bound: the `MOST_KEPT` records told last, in a partition; of each the posts behind its figures, its evidence and the
newest ones, some 60 of 1 KB, and the latest `MOST_NAMED` voices, stories and words: together 10 MB at worst.

Limits: a second disaster of the same kind at the same place within that time, with as many dead and up to twice as
many, is taken for more of the first, unless its reports rise or individuals tell of it. A figure lower than told is
nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec.structs import replace

from alerts.alert import CountClaim
from alerts.apart import alike, main_things, unlike
from alerts.episode import Episode
from alerts.gathering import anchors
from alerts.hazards import UNNAMED, hazard_phrase, leading_phrase
from alerts.keys import LOCALITY, UNKNOWN
from alerts.ledger import HAZARD, Contribution
from alerts.revision import choose_evidence
from alerts.runs import same_way
from alerts.severity import EXTREME, GRAVE, explains
from alerts.things import KINDS, OBJECTS, things_of

__all__ = ["KEPT_FOR", "MOST_KEPT", "follows", "keep", "leaps", "linked", "news", "remembered"]

Kept = TypeVar("Kept")
KEPT_FOR = timedelta(days=3)
MOST_KEPT = 100
MOST_NAMED = 500
NEWEST = 10  # contributions
SINGULAR = frozenset({
    "a burst dam", "a derailment", "a crush", "an earthquake", "a tsunami", "a volcanic eruption", "a meteorite",
    "an avalanche", "flooding",
})  # fmt: skip
"""What a country does not have twice in three days as a rule, as it has crashes and fires."""
WORSE = {**EXTREME, "killed": GRAVE["killed"]}
"""So many, and twice as many as were told, and the alert is asked for anew."""
GROWN = re.compile(
    r"\btoll\b.{0,40}\b(?:rises?|rose|risen|climb\w*|grow\w*|grew|reach\w*|jump\w*|hits?|up|mount\w*|now|to|\d+)\b"
    r"|\b(?:death|final) toll\b|(?:rises?|rose|risen|climb\w*|grow\w*|grew) to \w+ (?:dead|killed|deaths)"
    r"|(?:sub\w+|asciend\w+|aument\w+|elev\w+) (?:a|en) \w+ (?:\w+ )?(?:muert|fallecid|víctimas)"
    r"|(?:cifra|número) de (?:muert|fallecid|víctimas)|bilan\b|s'alourdit|bilancio|(?:sale|sobe|subiu) (?:a|para) \w+"
    r"|число (?:погибших|жертв|пострадавших)|(?:возросло|выросло|увеличилось) до|каза болгондордун саны"
    r"|zahl der (?:toten|opfer|todesopfer)|(?:steigt|gestiegen) auf"
    r"|número de mortos|broj (?:poginulih|mrtvih|stradalih|žrtava)|ölü sayısı|can kaybı|حصيلة|عدد (?:القتلى|الضحايا)"
)
"""Words of a toll that was told before."""


def keep(past: Mapping[str, Episode], episode: Episode) -> dict[str, Episode]:
    """Return the records with that of an alert that was resolved, what it is not needed for left out; oldest first."""
    posts = {claim.post for claim in episode.claims} | {part.id for part in choose_evidence(episode.latest)}
    newest = episode.latest[-NEWEST:]
    kept = [part for part in episode.latest if part.id in posts or part in newest]
    record = replace(
        episode,
        latest=kept,
        voices=_last(episode.voices),
        names=_last(episode.names),
        stories=_last(episode.stories),
        words=_last(episode.words),
        keys=_last(episode.keys),
    )
    every = {**past, episode.id: record}
    return dict(list(every.items())[-MOST_KEPT:])


def _last(tally: Mapping[str, Kept]) -> dict[str, Kept]:
    return dict(list(tally.items())[-MOST_NAMED:])


def remembered(episode: Episode, now: datetime) -> bool:
    """Whether an alert was resolved, and told so lately that figures of it may still come."""
    standing = episode.standing
    return (
        standing is not None
        and standing.state == "resolved"
        and now - (standing.told_at or standing.since) <= KEPT_FOR
        and not episode.synthetic
    )


def linked(episode: Episode, story: str) -> bool:
    """Whether a story is one that the alert holds."""
    return story in episode.stories


def follows(episode: Episode, part: Contribution, town: str) -> bool:
    """Whether a report gives figures of what a resolved alert told of.

    Args:
        episode: of the alert.
        part: the report.
        town: where the alert is, casefolded; empty where that is no town.
    """
    if not (part.published and part.claims and part.types and explains(episode.types, part.types)):
        return False
    if linked(episode, part.story):
        return True
    named = bool(town) and re.search(rf"\b{re.escape(town)}", part.excerpt.casefold()) is not None
    there = named or (part.path[0] != UNKNOWN and same_way(part.path[-1], episode.node))
    if not (there and alike(episode.apart, part.apart) and _continues(episode, part)):
        return False
    return _same_thing(episode, part, town, exact=named or len(part.path) > LOCALITY)


def _same_thing(episode: Episode, part: Contribution, town: str, *, exact: bool) -> bool:
    """Whether a report from where an alert was is of what that told of; ``exact``: of its town, not of its country."""
    things, told = things_of(part.excerpt, part.types, part.words), main_things(episode)
    if unlike(told, things):
        return False
    phrase, main = hazard_phrase(dict.fromkeys(part.words, 1)), leading_phrase(episode.hazards)
    if not exact:
        return phrase == main and phrase in SINGULAR
    unsaid = phrase == UNNAMED != main and KINDS.isdisjoint(things) and HAZARD in part.types  # "the search has ended"
    if unsaid or phrase == main != UNNAMED or GROWN.search(part.excerpt.lower()) or OBJECTS & things & told:
        return True
    called = anchors(part.excerpt).difference({*town.split(), town})
    return any(called & anchors(one.excerpt) for one in episode.latest)


def news(episode: Episode, part: Contribution) -> tuple[CountClaim, ...]:
    """Return the counts of a report that add to what an alert has told: an older figure is copied for days.

    A lower one is news where it corrects, is an official body's where a party's stands, or of the missing, who are
    found; "none" is said of something else.
    """
    told = _told_by_others(episode)
    return tuple(
        claim
        for claim in part.claims
        if claim.corrects
        or (claim.count.min or 0) >= max(1, told.get(claim.count.role, 0))
        or (claim.count.role == "missing" and claim.count.min)
    )


def _continues(episode: Episode, part: Contribution) -> bool:
    """Whether a report's dead, or else another figure of it, are those that were told, or more."""
    told, given = _told_by_others(episode), _given(part)
    if dead := given.get("killed", 0):
        return dead >= told.get("killed", 0)
    return any(number >= told.get(role, 0) for role, number in given.items())


def leaps(episode: Episode, part: Contribution) -> bool:
    """Whether a medium or an official body tells of twice the dead that were told, or of the hurt, and of so many."""
    if not (part.published and explains(episode.types, part.types)):
        return False
    told = _told(episode)
    return any(number >= max(WORSE.get(role, 1 << 60), 2 * told.get(role, 0)) for role, number in _given(part).items())


def _told(episode: Episode) -> dict[str, int]:
    return dict(episode.standing.signal.figures) if episode.standing is not None else {}


def _told_by_others(episode: Episode) -> dict[str, int]:
    """Return the figures that were told, without the dead that only a party tells of: officials may tell of fewer."""
    told, dead = _told(episode), episode.figures.dead
    if dead and dead[0].source is not None and dead[0].source.class_ == "party":
        told["killed"] = max((one.count.min or 0 for one in dead[1:]), default=0)
    return told


def _given(part: Contribution) -> dict[str, int]:
    given: dict[str, int] = {}
    for claim in part.claims:
        if claim.count.of is None and claim.count.min and claim.doubt != "asked":
            given[claim.count.role] = max(claim.count.min, given.get(claim.count.role, 0))
    return given

"""Grave news that comes slowly: what wakes somebody by what it says, where reports are too few to rise.

"Nine prisoners were killed" is told by one agency at ten past three, by the next an hour later. No rate rises by that.
So a grave figure (`alerts.severity.GRAVE`) that `TELLING` independent voices give within `WINDOW_MINUTES`, vouched for
by a name or by each other, is worth a look at any score. It pages when a medium or an official body is among those who
give it, and `VOICES` speak of the event, or it would overwhelm a town (`alerts.severity.EXTREME`). Copies are no
voices, and what an official body denies does not page. A toll that is not `FRESH` times what an alert of the place told
within `KNOWN_MINUTES` is no news. One that is reopens an alert that has closed, by one such voice: that it happened is
known. Pure.

Limits: no false-alarm rate is known of it, since simulated quiet weeks tell no figures; it trusts the tagger to know
past from present. A second disaster of the same place within two days that takes fewer lives is heard by its rate only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from alerts.alert import CountClaim
from alerts.episode import finest
from alerts.keys import LOCALITY
from alerts.ledger import Contribution, Toll
from alerts.lifecycle import Level
from alerts.runs import same_way
from alerts.severity import GRAVE, explains, grave, overwhelms, toll, weighs

__all__ = ["LASTING_MINUTES", "remember", "weight", "weighty_run", "worse"]

WINDOW_MINUTES = 180
LASTING_MINUTES = 180  # an alert of grave figures stays open for so long without a report: tolls come by the hour
TELLING = 2
VOICES = 3
KNOWN_MINUTES = 2 * 1440  # for so long tolls of one disaster come in
FRESH = 1.25


def weight(parts: Iterable[Contribution]) -> Level:
    """Return what contributions ask for by their figures alone."""
    voices: set[str] = set()
    telling: dict[str, bool] = {}
    claims: list[CountClaim] = []
    for part in parts:
        claims += part.claims
        if not part.copy and part.types:
            voices.add(part.voice)
            if any(map(weighs, part.claims)):
                telling[part.voice] = part.newswire or part.class_ == "official" or telling.get(part.voice, False)
    if len(telling) < TELLING or not grave(claims):
        return "none"
    pages = any(telling.values()) and (len(voices) >= VOICES or overwhelms(claims))
    return "page" if pages else "watch"


def known(tolls: Iterable[Toll], node: str, dead: int, minute: float) -> bool:
    """Whether an alert of the same place, or of one around it or within it, has told of about as many dead lately.

    Of a place next door only the same figure is no news: the injured of one town die in the hospital of another.
    """
    region = node.split("\x1f")[:LOCALITY]
    return any(
        minute - one.minute < KNOWN_MINUTES
        and FRESH * one.dead >= dead
        and (same_way(one.node, node) or (one.node.split("\x1f")[:LOCALITY] == region and one.dead <= FRESH * dead))
        for one in tolls
    )


def remember(tolls: Sequence[Toll], node: str, dead: int, minute: float) -> list[Toll]:
    """Return the tolls with that of an alert."""
    kept = [one for one in tolls if minute - one.minute < KNOWN_MINUTES and (one.node != node or one.dead > dead)]
    return [*kept, Toll(node, dead, minute)]


def weighty_run(
    part: Contribution, kept: Sequence[Contribution], tolls: Sequence[Toll]
) -> tuple[str, list[Contribution]] | None:
    """Return place and members of the grave event that a report with figures speaks of; None where it is no such.

    Args:
        part: the report.
        kept: what else its country told lately, and itself.
        tolls: that alerts have told.
    """
    if not any(map(weighs, part.claims)):
        return None
    place = part.path[: LOCALITY + 1][-1]
    parts = [one for one in kept if one.minute > part.minute - WINDOW_MINUTES and _kindred(part.types, one.types)]
    parts = [one for one in parts if same_way(one.path[-1], place)]
    node = finest(Counter(one.path[-1] for one in parts), place)
    parts = [one for one in parts if same_way(one.path[-1], node)]
    if len({one.path[LOCALITY] for one in parts if len(one.path) > LOCALITY}) > 1:  # two towns are two events
        parts = [one for one in parts if one.path[-1] == node]
    claims = sorted((claim for one in parts for claim in one.claims), key=lambda claim: claim.at, reverse=True)
    if known(tolls, node, toll(claims), part.minute):
        return None
    return (node, parts) if weight(parts) != "none" else None


def worse(part: Contribution, types: Collection[str], dead: int) -> bool:
    """Whether a medium or an official body tells of `FRESH` times the dead of an alert of ``types`` that has closed."""
    told = toll(part.claims) if part.newswire or part.class_ == "official" else 0
    return told >= GRAVE["killed"] and told > FRESH * dead and _kindred(tuple(types), part.types)


def _kindred(one: Sequence[str], other: Sequence[str]) -> bool:
    return explains(one, other) or explains(other, one)

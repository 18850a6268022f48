"""Grave news that comes slowly: what wakes somebody by what it says, where reports are too few to rise.

"Nine prisoners were killed" is told by one agency at ten past three, by the next an hour later. No rate rises by that.
So a grave figure (`alerts.severity.GRAVE`) that `TELLING` independent voices give within `WINDOW_MINUTES`, vouched for
by a name or by each other, is worth a look at any score. It pages when a medium or an official body is among those who
give it, and `VOICES` speak of the event, or it would overwhelm a town (`alerts.severity.EXTREME`). So many whom one
medium counts page, too, where another tells of the event, and a third voice. Copies are no voices, and what an official
body denies does not page. A toll that is not `FRESH` times what an alert of the place told
within `KNOWN_MINUTES` is no news. One that is reopens an alert that has closed, by one such voice: that it happened is
known.

What is grave in itself needs no figure (`alerts.momentous`): a parliament stormed, a ferry sunk, a fire that people
flee from. A medium or an official body that tells of such, and one other voice of the same kind of thing at the same
place, are worth a look; two who tell of it and three who speak page, as do three who tell of it, one of whom cites a
medium; the third need not name the place. Where no medium tells of it, `SEEN` individuals within an hour are worth a
look, or two, one of whom passes on what a medium by its name wrote, or beside whom a medium tells of the same;
`SEEN_BY_MANY` page, and so does one beside whom a medium and a third tell of the same kind of thing. Once in
`KNOWN_MINUTES` and place, unless it is another moment than was told;
individuals tell of it for a month. Pure.

Limits: no false-alarm rate is known of it, since simulated quiet weeks tell no figures and have no media; it trusts the
tagger to know past from present. A second disaster of the same place within two days that takes fewer lives, or is of
the same kind, is heard by its rate only, unless it befell another sort of thing (`alerts.apart`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter

from msgspec import structs

from alerts.alert import CountClaim
from alerts.apart import alike, foreign, unlike
from alerts.episode import finest
from alerts.gathering import PRESUMED_MINUTES
from alerts.hazards import phrase_of
from alerts.keys import LOCALITY, UNKNOWN, distance_km, position
from alerts.ledger import Contribution, Toll
from alerts.lifecycle import Level
from alerts.mishaps import without_mishaps
from alerts.momentous import bears_out
from alerts.runs import same_way
from alerts.severity import GRAVE, explains, grave, overwhelms, toll, weighs
from alerts.things import things_of

__all__ = [
    "BUSY_REPORTS",
    "FRESH",
    "HOSPITAL_KM",
    "LASTING_MINUTES",
    "SEEN",
    "TELLING",
    "TELLING_FIGURE",
    "VIOLENCE",
    "borne_out",
    "dead_of",
    "eventful",
    "gravest",
    "known",
    "placeless",
    "remember",
    "summed_up",
    "told_of",
    "weight",
    "weighty_run",
    "worse",
]

WINDOW_MINUTES = 180
BUSY_REPORTS = 3.0  # in the window, usual at a place
LASTING_MINUTES = 180  # an alert of grave figures stays open for so long without a report: tolls come by the hour
TELLING = 2
VOICES = 3
SEEN, SEEN_BY_MANY = 3, 5  # voices of individuals who tell of one moment where no medium does: a look, and a page
MOST_PLACELESS = 3  # in `WINDOW_MINUTES`: where more tell of one, they tell of many, or of none
VIOLENCE = frozenset({"CLASH", "FORCE", "STORMING"})
FIGURATIVE = frozenset({"EXPLOSION", "FIRE"})  # words that jokes are made of
LEVELS: tuple[Level, ...] = ("none", "watch", "page")
KNOWN_MINUTES = 2 * 1440  # for so long tolls of one disaster come in
RETOLD_MINUTES = 30 * 1440  # for so long individuals pass on what happened, as if it were now
FRESH = 1.25
HOSPITAL_KM = 150.0  # to the hospitals that take many injured from a road or a village in the hills
TELLING_FIGURE = 10  # so many dead of one country at one time are of one disaster


def weight(parts: Iterable[Contribution], *, happened: bool = False) -> Level:
    """Return what contributions ask for by their figures alone; of what is known to have happened one voice may."""
    voices: set[str] = set()
    media: set[str] = set()
    telling: dict[str, bool] = {}
    claims: list[CountClaim] = []
    for part in parts:
        claims += part.claims
        if not part.copy and part.types:
            voices.add(part.voice)
            if part.newswire:
                media.add(part.voice)
            if any(map(weighs, part.claims)):
                telling[part.voice] = part.published or telling.get(part.voice, False)
    vouched = any(telling.values()) and (happened or len(voices) >= VOICES)
    alone = vouched and not happened  # one medium in nobody's name, among others who tell of it
    if (len(telling) < TELLING and not vouched) or not (alone or grave(claims)):
        return "none"
    if len(telling) < TELLING and not happened:
        # One who counts, and others who were there: where he counts very many, another medium among them bears him out.
        return "page" if overwhelms(claims) and len(media) >= TELLING else "watch"
    pages = any(telling.values()) and (len(voices) >= VOICES or overwhelms(claims))
    return "page" if pages else "watch"


def eventful(parts: Iterable[Contribution], since: float, *, busy: bool = False) -> Level:
    """Return what contributions ask for by what they tell of, without figures.

    Args:
        parts: the contributions.
        since: minute; earlier ones are left out.
        busy: there are always reports at the place, so that only those count which tell of the moment itself.
    """
    voices: set[str] = set()
    aside: set[str] = set()  # who names no place: worth a look, and too little to wake somebody
    telling: dict[str, bool] = {}
    seen: list[Contribution] = []
    told = relayed = False
    backed: set[str] = set()  # moments that a medium tells of without what makes them such
    parts = list(parts)
    known = {
        moment for part in parts if part.stirs and not part.copy and part.minute > since for moment in part.moments
    }
    for part in parts:
        if part.copy or not part.types or part.minute <= since or (part.hedged and not part.moments):
            continue
        if part.path[0] == UNKNOWN and not part.presumed:
            aside.add(part.voice)
            continue
        voices.add(part.voice)
        if part.newswire:
            backed |= VIOLENCE if not VIOLENCE.isdisjoint(part.types) else borne_out(part)
        if part.moments:
            told, relayed = told or part.stirs, relayed or part.relays
            if not part.hedged:
                seen.append(part)
                telling[part.voice] = vouched = part.published or telling.get(part.voice, False)
                if told and (vouched or len(telling) >= VOICES) and _pages(telling, telling if busy else voices, aside):
                    return "page"  # whatever else there is
        elif known and not part.hedged and bears_out(known, part.types, part.words, part.excerpt):
            telling.setdefault(part.voice, False)
    told_by = telling if busy else voices
    if told:
        few = len(aside.union(told_by)) < TELLING
        return "none" if few else "page" if _pages(telling, told_by, aside) else "watch"
    level = _seen(seen)
    if seen and _agreed(seen, [part for part in parts if part.minute > since]):
        return "page"
    if backed and len({one.voice for one in seen if not backed.isdisjoint(one.moments)}) >= TELLING:
        return "page" if len(told_by) >= VOICES else "watch"
    return "watch" if level == "none" and relayed and len(told_by) >= TELLING else level


def _agreed(seen: Sequence[Contribution], parts: Iterable[Contribution]) -> bool:
    """Whether `VOICES` tell of what one who was there tells as grave in itself, a medium among them.

    People who jump from windows, and who burns there is the mall, as the local paper says.
    """
    moments = {moment for one in seen for moment in one.moments}
    alike = [
        one
        for one in parts
        if one.types and not (one.copy or one.hedged or (one.path[0] == UNKNOWN and not one.presumed))
        if not moments.isdisjoint(one.moments) or bears_out(moments, one.types, one.words, one.excerpt)
    ]
    return any(one.newswire for one in alike) and len({one.voice for one in alike}) >= VOICES


def borne_out(part: Contribution) -> set[str]:
    """Return what is grave in itself that a report may be of, too: who tells of a fire in a hotel."""
    told = {*part.types, *map(phrase_of, part.words)}
    return {one for one in told if bears_out((one,), part.types, part.words, part.excerpt)}


def _seen(parts: Sequence[Contribution]) -> Level:
    """Return what individuals ask for who tell of what is grave in itself within an hour, and no medium does."""
    lately = [one for one in parts if one.minute > max(each.minute for each in parts) - PRESUMED_MINUTES]
    kinds = {kind for one in lately for kind in one.types}
    if kinds <= FIGURATIVE and len(kinds) < TELLING:  # fireworks, and jokes
        return "none"
    voices = len({one.voice for one in lately})
    return "page" if voices >= SEEN_BY_MANY else "watch" if voices >= SEEN else "none"


def _pages(telling: Mapping[str, bool], voices: Collection[str], aside: Collection[str]) -> bool:
    """Whether what voices tell of wakes somebody; ``aside``: who names no place, and may be a third."""
    media = sum(telling.values())
    vouched = media > 0 or len(telling) >= VOICES  # one of whom cites a medium
    return len(telling) >= TELLING and len({*voices, *aside}) >= VOICES and vouched


def gravest(one: Level, other: Level) -> Level:
    """Return the level that asks for more."""
    return max(one, other, key=LEVELS.index)


def known(tolls: Iterable[Toll], node: str, dead: int, minute: float) -> bool:
    """Whether an alert of the same place, or of one around it or within it, has told of about as many dead lately.

    Of a place next door only about the same figure is no news, since the injured of one town die in the hospital of
    another (one dead here and one there are no such); so is that of many dead in the country at large, or in a town
    within `HOSPITAL_KM`.
    """
    parts = node.split("\x1f")

    def told(one: Toll) -> bool:
        if same_way(one.node, node):
            return FRESH * one.dead >= dead
        theirs = one.node.split("\x1f")
        shared = LOCALITY if dead < TELLING_FIGURE or len(parts) > LOCALITY else 1
        alike = dead >= GRAVE["killed"] and FRESH * one.dead >= dead and one.dead <= FRESH * dead
        return alike and (theirs[:shared] == parts[:shared] or (dead >= TELLING_FIGURE and _driven(one, node)))

    recent = [one for one in tolls if one.dead and minute - one.minute < KNOWN_MINUTES]
    within = sum(one.dead for one in recent if one.node.startswith(f"{node}\x1f"))  # "bombs kill 14 in two cities"
    return any(map(told, recent)) or FRESH * within >= dead > 0


def summed_up(tolls: Iterable[Toll], node: str, dead: int, minute: float) -> bool:
    """Whether about as many dead are the sum of what two alerts of one place have told."""
    recent = [one for one in tolls if same_way(one.node, node) and minute - one.minute < KNOWN_MINUTES]
    told = {one.apart: one.dead for one in sorted(recent, key=attrgetter("dead"))}
    both = sum(told.values())
    return len(told) > 1 and dead <= FRESH * both and both <= FRESH * dead


def _driven(told: Toll, other: str) -> bool:
    """Whether the injured of an alert's place may be in the hospital of a town."""
    one, two = told.at or position(told.node), position(other)
    return one is not None and two is not None and distance_km(*one, *two) <= HOSPITAL_KM


def told_of(tolls: Iterable[Toll], node: str, moments: Collection[str], minute: float, *, published: bool) -> bool:
    """Whether alerts of the same place, or of one around it or within it, have told of these moments lately.

    What only individuals tell, nobody having ``published`` it, is longer no news, and in other words, too: the
    derailment is a crash to them.
    """
    lately = KNOWN_MINUTES if published else RETOLD_MINUTES
    near = [one for one in tolls if minute - one.minute < lately and same_way(one.node, node)]
    told = {moment for one in near for moment in one.moments}
    return told.issuperset(moments) if published else not told.isdisjoint(moments)


def remember(tolls: Sequence[Toll], new: Toll) -> list[Toll]:
    """Return the tolls with that of an alert."""
    recent = [one for one in tolls if new.minute - one.minute < (RETOLD_MINUTES if one.moments else KNOWN_MINUTES)]
    own = [one for one in recent if (one.node, one.apart) == (new.node, new.apart)]
    kept = [one for one in recent if one not in own or one.dead > new.dead]
    told = {moment for one in own for moment in one.moments}.union(new.moments)
    return [*kept, structs.replace(new, moments=tuple(sorted(told)))]


def placeless(part: Contribution, kept: Iterable[Contribution]) -> list[Contribution]:
    """Return the latest reports without a place that tell of the same moment, where they are few enough to be of it."""
    telling = [one for one in kept if one.moments and not one.copy and one.minute > part.minute - WINDOW_MINUTES]
    alike = [one for one in telling if not set(one.moments).isdisjoint(part.moments)]
    recent = [one for one in alike if one.minute > part.minute - PRESUMED_MINUTES]
    least = 2 if FIGURATIVE.issuperset(part.moments) else 1
    return recent if len(recent) >= least and len(alike) <= MOST_PLACELESS else []


def weighty_run(
    part: Contribution,
    kept: Sequence[Contribution],
    tolls: Sequence[Toll],
    around: str | None = None,
    *,
    busy: bool = False,
) -> tuple[str, list[Contribution]] | None:
    """Return place and members of the grave event that a report speaks of; None where it is no such.

    Args:
        part: the report.
        kept: what else its country told lately, and itself; and `placeless` reports.
        tolls: that alerts have told.
        around: the node that holds all places that its post names, where it names several.
        busy: see `eventful`.
    """
    place = around or part.path[: LOCALITY + 1][-1]
    recent = [one for one in kept if one.minute > part.minute - WINDOW_MINUTES]
    parts = [one for one in recent if one.path[0] == UNKNOWN or same_way(one.path[-1], place)]
    parts = [one for one in parts if _kindred(part.types, one.types)]
    parts = [one for one in parts if one.path[0] == UNKNOWN or alike(one.apart, part.apart)]
    things = things_of(part.excerpt, part.types, part.words)
    parts = [one for one in parts if not (_foreign(part, one) or _foreign(one, part))]
    parts = without_mishaps(parts, part)
    every, tolls = tolls, [one for one in tolls if not (part.apart or unlike(one.things, things))]
    sure = [one for one in parts if one.path[0] != UNKNOWN and (around is None or one.id != part.id)]
    node = _of_most(sure, finest(Counter(one.path[-1] for one in sure), place))
    parts = [one for one in parts if one.path[0] == UNKNOWN or same_way(one.path[-1], node)]
    if len({one.path[LOCALITY] for one in sure if len(one.path) > LOCALITY and one in parts}) > 1:
        parts = [
            one for one in parts if one.path[-1] in (node, UNKNOWN) or one.id == part.id
        ]  # two towns are two events
    claims = sorted((claim for one in parts for claim in one.claims), key=lambda claim: claim.at, reverse=True)
    dead = toll(claims)
    if dead and summed_up(every, node, dead, part.minute):
        return None
    if weight(one for one in parts if one.path[0] != UNKNOWN) != "none" and not known(tolls, node, dead, part.minute):
        return node, parts
    moments = {moment for one in parts for moment in one.moments}
    published = any(one.published for one in parts)
    if eventful(parts, 0.0, busy=busy) == "none" or told_of(tolls, node, moments, part.minute, published=published):
        return None
    return None if dead and known(tolls, node, dead, part.minute) else (node, parts)


def _foreign(near: Contribution, wide: Contribution) -> bool:
    """Whether a report that names a country only is of an accident on some road, and another of none."""
    if len(wide.path) > LOCALITY or wide.path[0] == UNKNOWN:
        return False
    told = things_of(near.excerpt, near.types, near.words)
    return foreign(told, things_of(wide.excerpt, wide.types, wide.words))


def _of_most(parts: Iterable[Contribution], node: str) -> str:
    """Return the node, or its region where one voice alone names the town, and several name the region itself."""
    region = node.rpartition("\x1f")[0]
    if node.count("\x1f") != LOCALITY:
        return node
    told = [(one.path[-1], one.voice) for one in parts]
    there = {voice for spot, voice in told if same_way(spot, node) and spot.count("\x1f") >= LOCALITY}
    around = {voice for spot, voice in told if spot == region}
    return region if len(there) == 1 and len(around) > 1 else node


def worse(part: Contribution, types: Collection[str], dead: int) -> bool:
    """Whether a medium or an official body tells of `FRESH` times the dead of an alert of ``types`` that has closed."""
    told = toll(part.claims) if part.newswire or part.class_ == "official" else 0
    return told >= GRAVE["killed"] and told > FRESH * dead and _kindred(tuple(types), part.types)


def dead_of(part: Contribution) -> int:
    """Return the dead that a report tells of; in a medium's, they are its own where it names nobody."""
    return toll(part.claims, {part.id} if part.newswire else ())


@lru_cache(4_096)
def _kindred(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return explains(one, other) or explains(other, one)

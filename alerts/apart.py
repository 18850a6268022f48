"""Whether a report tells of another disaster than the alert of its place: the evening's bus, the morning's fire.

One disaster must stay one, and its reports have hundreds of words. So a report is *apart* only hours after the alert
began, only from a fire, a wreck, a crush or a collapse (an earthquake, a storm or unrest has many scenes), only where
its story is not one that the alert holds, and for a plain reason:

- what it tells of does not come of what the alert is about: a crash of no fire, shots of no shipwreck; or
- it happened to another sort of thing, a slum, where all reports spoke of a factory, and no name in it, but the town's,
  is one of the alert's.

A report that is apart opens an alert of its own as any other would: by weight, or by a rise of its likes. Pure.

Limits: a second fire in another house of the same sort, or one that names no thing at all, joins the alert.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from alerts.episode import Episode
from alerts.gathering import anchors
from alerts.keys import Atlas
from alerts.ledger import Contribution
from alerts.things import KINDS, OBJECTS, OF_TYPE, things_of

__all__ = ["SOON_APART", "Telling", "alike", "apart", "foreign", "leave_out", "main_things", "meant", "unlike"]

HOURS_APART, SOON_APART = 180.0, 60.0  # minutes after the alert began; the latter where the text says "another"
KNOWN_SHARE = 0.1  # of the reports of an alert: what so many name is a part of it
FOLLOWS = {
    "burning": {"burning", "collapse", "crush"},
    "wreck": {"wreck", "burning", "collapse"},
    "crush": {"crush", "collapse", "unrest"},
    "collapse": {"collapse", "crush", "wreck", "burning"},
}
"""What may come of a kind of event; where a kind is missing, anything."""
UNHEARD = frozenset({"aircraft", "rails", "vessel"})
"""What may wreck so that those nearby tell of a blast or a fire only."""
ANOTHER = re.compile(
    r"\b(?:another|second|separate|unrelated|not (?:connected|related|linked)|otr[oa]|segund[oa]|autre|deuxième"
    r"|seconde|weiter\w+|zweite\w*|altr[oa]|outr[oa])\b|втор\w+|ещ[её] один|друг(?:ой|ая|ое)\b|экинчи|дагы бир"
)


class Telling(NamedTuple):
    """What a report tells: things (`alerts.things`), the id of its duplicate family, its excerpt, its minute."""

    things: frozenset[str]
    story: str
    excerpt: str
    minute: float


def apart(episode: Episode, telling: Telling, atlas: Atlas) -> bool:
    """Whether a report tells of another disaster than an episode of its place."""
    kinds = KINDS & telling.things
    since = telling.minute - episode.started.timestamp() / 60.0
    if not kinds or since < SOON_APART or telling.story in episode.stories:
        return False
    if since < HOURS_APART and not ANOTHER.search(telling.excerpt.lower()):
        return False
    told = main_things(episode)
    if not unlike(told, telling.things):
        return False
    if unlike(KINDS.intersection(told), kinds):
        return True
    around = " ".join(atlas.place(node).name for node in atlas.path_of(episode.node)).casefold().split()
    called = anchors(telling.excerpt).difference(around)
    return not any(called & anchors(part.excerpt) for part in episode.latest)


def main_things(episode: Episode) -> frozenset[str]:
    """Return the things that an episode's reports name, but for what hardly one of them does."""
    least = max(1.0, KNOWN_SHARE * episode.reports)
    return frozenset(thing for thing, n in episode.things.items() if n >= least)


def unlike(told: Collection[str], things: Collection[str]) -> bool:
    """Whether what a report names neither comes of what an alert told of nor befell the same sort of thing."""
    kinds, known = KINDS.intersection(things), KINDS.intersection(told)
    if not kinds or not known or not known <= FOLLOWS.keys():
        return False
    if kinds.isdisjoint(set().union(*(FOLLOWS[kind] for kind in known))):
        return True
    objects, others = OBJECTS.intersection(things), OBJECTS.intersection(told)
    return bool(objects and others) and objects.isdisjoint(others)


def foreign(near: Collection[str], wide: Collection[str]) -> bool:
    """Whether a report that names only a country tells of a road accident, and those of a town in it of none.

    Of what flies, sails or runs on rails a town hears the blast first.

    Args:
        near: things that the reports of the town name.
        wide: things that the report of the country names.
    """
    kinds, known = KINDS.intersection(wide), KINDS.intersection(near)
    if kinds != {"wreck"} or not known or known & {"wreck", "nature"} or not UNHEARD.isdisjoint(wide):
        return False
    return OBJECTS.intersection(near).isdisjoint(wide)


def leave_out(part: Contribution, others: Sequence[Episode]) -> None:
    """Take out of a contribution what it tells of other disasters at its place, in its background.

    That is their toll, and event types that belong to no kind which it names. Where it names what sets one of them
    apart, too, it sums up both, and its figures are of neither.
    """
    things = things_of(part.excerpt, part.types, part.words)
    if any(one.apart and not things.isdisjoint(one.apart) for one in others):
        part.claims = ()
    tolls = {one.standing.signal.toll for one in others if one.standing is not None} - {0}
    part.claims = tuple(one for one in part.claims if one.count.role != "killed" or one.count.min not in tolls)
    if part.apart:
        part.types = tuple(one for one in part.types if OF_TYPE.get(one, "") in ("", *things))


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two marks of what is apart are of the same: none on both sides, or a thing and, if named, a kind."""
    if not one or not other:
        return not one and not other
    kinds, others = KINDS.intersection(one), KINDS.intersection(other)
    same = not kinds or not others or not kinds.isdisjoint(others)
    return same and not set(one).isdisjoint(other)


def meant(fitting: Sequence[Episode], telling: Telling) -> list[Episode]:
    """Return those of several episodes at a place that a report speaks of; the latest where it names nothing.

    Its story says so, or the sort of thing that it befell, or else what it names at all.
    """
    things = telling.things
    told = [one for one in fitting if telling.story in one.stories]
    told = told or [one for one in fitting if OBJECTS & things & set(one.apart or main_things(one))]
    if told:
        return told
    named = [one for one in fitting if one.apart and not set(one.apart).isdisjoint(things)]
    if named:
        return named
    own = [one for one in fitting if not one.apart and any(one.things.get(thing) for thing in things)]
    return own or [max(fitting, key=lambda one: (one.open, one.touched, one.id))]

"""Which episode a report belongs to, by its place and by what it tells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from alerts.alert import CountClaim
from alerts.apart import SOON_APART, Telling, alike, apart, foreign, main_things, meant
from alerts.episode import Episode
from alerts.felt import aftermath, told_by, wide, within_reach
from alerts.followups import follows, linked, remembered
from alerts.keys import LOCALITY, UNKNOWN, Atlas, distance_km, position
from alerts.ledger import Contribution, Occurrence, hazard_words
from alerts.params import Params
from alerts.runs import same_way
from alerts.severity import GRAVE, explains, soft_only
from alerts.state import State, minute_of
from alerts.things import KINDS, things_of
from alerts.weight import FRESH, HOSPITAL_KM, dead_of, summed_up
from streams.report import Story

__all__ = ["Belonging", "Covered"]

VERBATIM = frozenset({"same_text", "near_same_text", "repost", "redelivered", "contained"})
"""Reasons of the verdict on what only passes on a text."""
NEXT_DOOR_KM = 40.0
SPREADS = re.compile(
    r"\b(?:spread\w*|reach(?:es|ed|ing)|advanc\w+|approach\w+|jump(?:s|ed)|avanz\w+|lleg(?:a|o|an) a|alcanz\w+"
    r"|propag\w+|gagne|atteint|sprang uber|breitet|erreicht|raggiun\w+|avvicin\w+|alcanc\w+|chegou|yayil\w*"
    r"|stig\w+)\b"
    r"|перекин|приближа|дош[её]л|добрал|распростран|поширю|дійшо"
)
"""A fire that goes on to the next town, in letters without marks."""


class Covered(NamedTuple):
    """The episode that a report belongs to, if one, its mark (`alerts.apart`), and others there, of other disasters."""

    episode: Episode | None = None
    apart: tuple[str, ...] = ()
    others: Sequence[Episode] = ()


@dataclass(frozen=True)
class Belonging:
    """Shares params and state with `alerts.episodes.Episodes`."""

    params: Params
    state: State

    def holding(self, path: tuple[str, ...], occurrence: Occurrence, story: Story) -> tuple[Covered, tuple[str, ...]]:
        """Return what `covering` does, or the open alert nearby whose story it is, and the path that it counts on."""
        found = self.covering(path, occurrence, story)
        if found.episode is None and not found.others:
            told = (*occurrence.types, *occurrence.denied)
            other = self._of_its_story(path[-1], story, told) or self._next_door(path[-1], story, told)
            if other is not None:
                return Covered(other, other.apart), self.state.atlas.path_of(other.node)
        return found, path

    def covering(self, path: Sequence[str], occurrence: Occurrence, story: Story) -> Covered:
        """Return the open (else the latest closed) episode at a node of ``path``, or the one below it that it means."""
        if not self.state.episodes:
            return Covered()
        register, told = self.state.register.renewed(), (*occurrence.types, *occurrence.denied)
        covering = [one for node in path for one in register.at(node) if node == path[-1] or _holds(one, told)]
        unplaced = register.unplaced
        if unplaced:
            text = story.excerpt.casefold()
            covering = [one for one in covering if one not in unplaced]
            covering = covering or [one for one in unplaced if one.topic in text]
        if covering:
            return self._fitting(covering, occurrence, story)
        # "Clashes and a fire in the country" means the town of the clashes, whatever is said to burn.
        below = [one for one in register.below(path[-1]) if any(explains(one.types, (kind,)) for kind in told)]
        if below:
            things = things_of(story.excerpt, occurrence.types, hazard_words(story))
            below = [one for one in below if not foreign(main_things(one), things)]
        largest = max(below, key=lambda one: (one.reports, one.id), default=None)
        if largest is None or largest.reports < self.params.presume_share * sum(one.reports for one in below):
            return Covered()
        return self._fitting([one for one in below if same_way(one.node, largest.node)], occurrence, story)

    def _of_its_story(self, node: str, story: Story, told: Sequence[str]) -> Episode | None:
        """Return the open alert in another town nearby, if one, whose story a report goes on with or copies.

        "A blast near Istanbul" is told of there, and of the town where it was.
        """
        if story.verdict.verdict == "new" or node == UNKNOWN:
            return None
        atlas, register = self.state.atlas, self.state.register.renewed()
        for one in register.placed:
            near = story.verdict.story in one.stories and explains(one.types, told)
            if near and one.node.split("\x1f", 1)[0] == node.split("\x1f", 1)[0]:
                here, there = atlas.place(node), atlas.place(one.node)
                if distance_km(here.lat, here.lon, there.lat, there.lon) <= HOSPITAL_KM:
                    return one
        return None

    def _next_door(self, node: str, story: Story, told: Sequence[str]) -> Episode | None:
        """Return the open alert of a town nearby, over a border, too, if one, of which a report speaks by name.

        "Gunfire from over the bridge in Lomé", from the border town; or to which a fire spreads.
        """
        placed = self.state.register.renewed().placed
        if not placed or node == UNKNOWN or soft_only(told):
            return None
        here = position(node)
        text = ""
        for one in placed:
            there = position(one.node)
            if here is None or there is None or same_way(one.node, node) or not explains(one.types, told):
                continue
            if distance_km(*here, *there) > NEXT_DOOR_KM:
                continue
            text = text or _plain(story.excerpt)
            if self._called(one.node, node, text) or ("FIRE" in told and "FIRE" in one.types and SPREADS.search(text)):
                return one
        return None

    def _called(self, node: str, other: str, text: str) -> bool:
        """Whether a text names the town of a node; or its country, where another place of the text is in another.

        A town whose name is that of the other's region is not meant by it.
        """
        atlas = self.state.atlas
        own = " ".join(_plain(atlas.place(one).name) for one in atlas.path_of(other))
        names = [_plain(_town(node, atlas))]
        if node.split("\x1f", 1)[0] != other.split("\x1f", 1)[0]:
            names.append(_plain(atlas.place(node.split("\x1f", 1)[0]).name))
        return any(name and name not in own and re.search(rf"\b{re.escape(name)}", text) for name in names)

    def _fitting(self, covering: Sequence[Episode], occurrence: Occurrence, story: Story) -> Covered:
        """Return which of the episodes at its place a report speaks of: none where it is apart from all of them."""
        if len(covering) == 1 and minute_of(story.published_at) - minute_of(covering[0].started) < SOON_APART:
            return Covered(covering[0], covering[0].apart)  # nothing is apart so soon
        things = things_of(story.excerpt, occurrence.types, hazard_words(story))
        before = self.before(story) if KINDS.isdisjoint(things) else None
        if before is not None:
            things = things.union(before.apart)
        told = Telling(things, story.verdict.story, story.excerpt, minute_of(story.published_at))
        fitting = [one for one in covering if not (occurrence.types and apart(one, told, self.state.atlas))]
        if not fitting:
            return Covered(None, tuple(sorted(things)), covering)
        if len(fitting) > 1 and any(one.apart for one in fitting):
            fitting = meant(fitting, told)
        found = max(fitting, key=_latest)
        return Covered(found, found.apart, [one for one in covering if not alike(one.apart, found.apart)])

    def before(self, story: Story) -> Contribution | None:
        """Return the placed report, of those that no episode holds, with whose story another goes on."""
        if story.verdict.verdict == "new":
            return None
        kept = chain.from_iterable(map(reversed, self.state.ledger.values()))
        told = (part for part in kept if part.story == story.verdict.story)
        return next((part for part in told if part.path[0] != UNKNOWN and not part.presumed), None)

    def retold(self, story: Story, claims: Sequence[CountClaim]) -> bool:
        """Whether a medium tells in its own words what another told, which is no copy.

        Of what an individual or a body told, even in much the same words, short headlines of one event being alike; or
        where it names the official body for figures that the other had in nobody's name: two agencies asked the same
        police.
        """
        if story.kind != "newswire" or not VERBATIM.isdisjoint(story.verdict.reasons):
            return False
        kept = (*self.state.ledger.values(), *(one.latest for one in self.state.register.renewed().open))
        told = next((part for part in chain.from_iterable(kept) if part.id == story.verdict.of), None)
        if told is None:
            return False
        if not told.newswire:
            return True
        return "same_facts" in story.verdict.reasons and (_officially(claims) and not _officially(told.claims))

    def late(self, part: Contribution) -> Episode | None:
        """Return the resolved alert, if one, whose figures a report gives that no alert at its place takes."""
        if not (part.published and part.claims):
            return None
        atlas = self.state.atlas
        found = [one for one in self._resolved() if follows(one, part, _town(one.node, atlas))]
        best = max(found, key=lambda one: (linked(one, part.story), _told_at(one), one.id), default=None)
        if best is None or summed_up(self.state.tolls, best.node, dead_of(part), part.minute):
            return None
        return best

    def _resolved(self) -> list[Episode]:
        every = (*self.state.past.values(), *self.state.register.renewed().closed)
        return [one for one in every if remembered(one, self.state.now)]

    def felt(self, path: Sequence[str], story: Story, types: Sequence[str]) -> Episode | None:
        """Return the alert, if it is the only one, of the earthquake that a report at ``path`` is of.

        By name it may be of one that is felt far away, or has closed lately where none is open; what tells of victims
        alone, of one in its own country that is open, or has told of about as many dead.
        """
        if not self.state.episodes:
            return None
        register = self.state.register.renewed()
        every = [(one, phrase) for one in register.alerts if (phrase := wide(one))]
        every = every or [(one, phrase) for one in register.closed if (phrase := wide(one))]
        if not every:
            return None
        atlas = self.state.atlas
        near = [one for one, phrase in every if told_by(story, phrase) and within_reach(atlas, one.node, path[-1])]
        if not near and aftermath(story, types):
            near = [one for one, _ in every if one.open or _retells(one, story)]
            near = [one for one in near if one.node.split("\x1f", 1)[0] == path[0] != UNKNOWN]
        return near[0] if len(near) == 1 else None


def _retells(episode: Episode, story: Story) -> bool:
    """Whether a story tells of about as many dead as an alert has told of."""
    toll = episode.standing.signal.toll if episode.standing is not None else 0
    counts = [count.min or 0 for mention in story.report.mentions for count in mention.counts if count.role == "killed"]
    return toll >= GRAVE["killed"] and any(toll <= FRESH * dead and dead <= FRESH * toll for dead in counts)


def _officially(claims: Sequence[CountClaim]) -> bool:
    return any(one.source is not None and one.source.class_ == "official" for one in claims)


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """Return a text casefolded and without marks: ``Lomé`` is ``lome`` over the border."""
    return "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))


def _town(node: str, atlas: Atlas) -> str:
    """Return the name of a node's town, casefolded; nothing where it has none."""
    path = atlas.path_of(node)
    return atlas.place(path[LOCALITY]).name.casefold() if len(path) > LOCALITY else ""


def _told_at(episode: Episode) -> datetime:
    standing = episode.standing
    return (standing.told_at or standing.since) if standing is not None else episode.started


def _latest(episode: Episode) -> tuple[bool, int, datetime, str]:
    return episode.open, len(episode.node), episode.started, episode.id


def _holds(episode: Episode, told: Sequence[str]) -> bool:
    """Whether what happens somewhere in an episode's place belongs to it: in a town all does, in a country its kind.

    A shooting in a mall is no part of the country's earthquake.
    """
    wide = episode.node.count("\x1f") < LOCALITY
    return not wide or not told or explains(episode.types, told)

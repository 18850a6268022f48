"""What a story refers to: the alert that it goes on with, where it names no place, several, or one of two of a name.

A report that names no place is taken to speak of the event that most located reports of a kindred type in the last hour
speak of, if there is one (`alerts.gathering`), or else of what it calls by a name that others place; one of a medium or
an official body, of the only open alert of the same kind, or of the one whose story it goes on with. Its figures are
taken over from media and official bodies only, and in the latter cases: "massacred 6-1" must not become six dead at the
one place that is in the news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from msgspec.structs import replace

from alerts import gathering
from alerts.apart import main_things
from alerts.episode import Episode
from alerts.episodes import Episodes
from alerts.gathering import PRESUMED_MINUTES, named_alike
from alerts.keys import LOCALITY, UNKNOWN, distance_km, position
from alerts.ledger import Occurrence, hazard_words, voice_of
from alerts.params import Params
from alerts.runs import same_way
from alerts.severity import VICTIMS, explains
from alerts.state import State
from alerts.things import OBJECTS, things_of
from streams.report import Place, Story

__all__ = ["LEDGER_MINUTES", "Reference"]

NAMED_BY = 10  # reports that make a town's short name that of its event
NAMED_FOR_THING = 3  # reports that do, where the same sort of thing is named: a shipyard
LEDGER_MINUTES = 180  # a run of reports that took longer to alarm is shown from there on
SURELY_LOCATED = 3  # reports that place an event which an open alert elsewhere may account for as well
NEXT_DOOR_KM = 100.0  # what two sides of a border tell is of one event
NAMED_AMONG = 40  # of an alert's latest reports: whoever calls it by its name has a fellow among them


@dataclass(frozen=True)
class Reference:
    """Shares params, state and episodes with `alerts.escalation.Escalation`."""

    params: Params
    state: State
    episodes: Episodes

    def placed(self, told: list[Occurrence], story: Story) -> list[Occurrence]:
        """Return what a story tells, each at the place that it means."""
        if self.state.register.renewed().open:
            # Countries last: a report counts once, and one of "Togo's capital" is to count in Lomé, which it names too.
            told = sorted((self.namesake(one, story) for one in told), key=_of_whole_country)
        return self.of_alert(told, story)

    def namesake(self, occurrence: Occurrence, story: Story) -> Occurrence:
        """Move a report to its place's namesake where an alert is open, if its text names no other place at all.

        A spot's whatever is told there; a town's only where many reports of the same kind have made its name that of
        the event, or some that name the same sort of thing: "A train derailed in Santiago" is Compostela's on that
        night.
        """
        place = occurrence.place
        if place is None or len({one.name for one in story.report.places}) > 1:
            return occurrence
        if place.precision == "city":
            return self._namesake_town(occurrence, place, story)
        if place.precision != "point":
            return occurrence
        atlas = self.state.atlas
        localities = self.state.register.renewed().localities
        own = atlas.path(place)
        if len(own) <= LOCALITY or own[LOCALITY] in localities:
            return occurrence
        meant = atlas.namesakes(place, localities)
        return replace(occurrence, place=meant[0]) if len(meant) == 1 else occurrence

    def _namesake_town(self, occurrence: Occurrence, place: Place, story: Story) -> Occurrence:
        path = self.state.atlas.path(place)
        if len(path) <= LOCALITY:  # a town of no country
            return occurrence
        register, own = self.state.register.renewed(), path[LOCALITY]
        named = [one for one in register.called(place.name) if one.reports >= NAMED_FOR_THING]
        objects = OBJECTS & things_of(story.excerpt, occurrence.types, hazard_words(story)) if named else OBJECTS
        named = [one for one in named if one.reports >= NAMED_BY or objects & main_things(one)]
        here = chain(register.at(own), register.below(own)) if named else ()
        if any(one.open and one.standing is not None for one in here):
            return occurrence
        told = (*occurrence.types, *occurrence.denied)
        paths = [self.state.atlas.path_of(one.node) for one in named if explains(one.types, told)]
        towns = {nodes[LOCALITY] for nodes in paths if len(nodes) > LOCALITY}
        return replace(occurrence, place=self.state.atlas.place(towns.pop())) if len(towns) == 1 else occurrence

    def of_alert(self, told: list[Occurrence], story: Story) -> list[Occurrence]:
        """Leave out the other places of a story that speaks of an open alert: in its background, or misread.

        Of one that has resolved it leaves out what holds its place: "Kyrgyz market fire", and then it burned in Osh.
        """
        if len(told) < 2 or not self.state.episodes:
            return told
        paths = [self.state.atlas.path(one.place) for one in told]
        covering = [self.episodes.belonging.covering(path, one, story) for one, path in zip(told, paths, strict=True)]
        meant = [one for one, found in zip(told, covering, strict=True) if found.episode and found.episode.open]
        if meant:
            return meant
        known = {path for path, found in zip(paths, covering, strict=True) if found.episode or found.others}
        around = {inner[:depth] for inner in known for depth in range(1, len(inner))}
        return [one for one, path in zip(told, paths, strict=True) if path not in around]

    def presumed(self, occurrence: Occurrence, story: Story) -> tuple[str | None, bool]:
        """Return the event that a report without a place speaks of, and whether its figures are of it, too.

        They are where a medium or an official body tells of the same thing, not of its victims only, and nothing else
        like it is open, or goes on with a story that named its place; or where it calls by name what others place.
        """
        state = self.state
        told = (*occurrence.types, *occurrence.denied)
        node = gathering.presumed(state.located, told, state.clock - PRESUMED_MINUTES, self.params.presume_share)
        placed = self.episodes.placed()
        alike = [one for one in placed if not VICTIMS.issuperset(one.types.keys() & told)]
        several = len({one.node for one in alike}) != 1
        if node is not None and _of_another(placed, node, told):
            since, share = state.clock - PRESUMED_MINUTES, self.params.presume_share
            node, several = gathering.presumed(state.located, told, since, share, SURELY_LOCATED), True
        meant = alike if not several or not placed else _of_its_story(placed, story, told)
        vouching = _vouching(story)
        if len({one.node for one in meant}) == 1 and (node is None or same_way(node, meant[0].node)) and vouching:
            return meant[0].node, True
        before = self.episodes.belonging.before(story) if vouching else None
        if before is not None and (before.apart or self.episodes.rises.closed(before.path[-1], ()) is None):
            return before.path[-1], True
        if node is None and vouching and not placed:
            node = self._beside(occurrence, story)
        counts = any(mention.counts for mention in story.report.mentions)
        if node is not None or not (counts or alike):
            return node, False
        parts = chain.from_iterable(
            [*(state.ledger.values() if counts else ()), *(one.latest[-NAMED_AMONG:] for one in alike)]
        )
        path = named_alike(story.excerpt, told, parts, state.clock - LEDGER_MINUTES)
        return (None, False) if path is None else (path[-1], True)

    def _beside(self, occurrence: Occurrence, story: Story) -> str | None:
        """Return where the only alert of a report's kind closed lately, if the report is of another disaster than it.

        Hours after a city's factory fire "a fire in a slum" is one of that city.
        """
        told = (*occurrence.types, *occurrence.denied)
        closed = [one for one in self.state.register.renewed().closed if one.node != UNKNOWN]
        nodes = {one.node for one in closed if explains(one.types, told)}
        if len(nodes) != 1:
            return None
        node = nodes.pop()
        found = self.episodes.belonging.covering(self.state.atlas.path_of(node), occurrence, story)
        return node if found.episode is None and found.others else None


def _of_another(placed: Sequence[Episode], node: str, told: Sequence[str]) -> bool:
    """Whether a report may be of an open alert far away as well as of a place that has none."""
    here = position(node)
    for one in placed:
        there = position(one.node)
        if same_way(one.node, node) or (here and there and distance_km(*here, *there) < NEXT_DOOR_KM):
            return False
    return any(explains(one.types, told) for one in placed)


def _of_its_story(placed: Sequence[Episode], story: Story, told: Sequence[str]) -> list[Episode]:
    """Return the alerts that hold the story which a report goes on with, or else of whose victims its voice has told.

    "9 deceased, 52 injured", says the Red Cross, and it is the only one with an open alert that it has spoken of.
    """
    followed = [one for one in placed if story.verdict.story in one.stories]
    if followed or not VICTIMS.issuperset(told):
        return followed
    voice = voice_of(story)[0]
    return [one for one in placed if voice in one.voices and not VICTIMS.isdisjoint(one.types)]


def _vouching(story: Story) -> bool:
    """Whether a medium publishes a story, or an official body is named in it."""
    told = (mention.source for mention in story.report.mentions)
    return story.kind == "newswire" or any(source is not None and source.class_ == "official" for source in told)


def _of_whole_country(occurrence: Occurrence) -> bool:
    return occurrence.place is None or occurrence.place.precision == "country"

"""Escalation: stories in, alert revisions out, for all event types and places of the countries of one partition.

Each story is reduced to contributions (`alerts.ledger`), counted on the keys of its path and on that of all reports
(`alerts.detectors`), and joined to the episode that covers its place; a score above the threshold opens one
(`alerts.episodes`).

A report that names no place is taken to speak of the event that most located reports of a kindred type in the last hour
speak of, if there is one (`alerts.gathering`), or else of what it calls by a name that others place; one of a medium or
an official body, of the only open alert of the same kind. Its figures are taken over from media and official bodies
only, and in the latter two cases: "massacred 6-1" must not become six dead at the one place that is in the news.

Time is event time: the newest story or heartbeat. It is walked minute by minute while an episode is open, so a live
stream with heartbeats and a replay without give the same alerts. Deterministic, idempotent by post id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain

import msgspec
from xxhash import xxh3_64_intdigest

from alerts.alert import Alert, Severity
from alerts.alert import State as AlertState
from alerts.baseline import WORLD_LEVEL
from alerts.detectors import Detectors
from alerts.episode import Episode
from alerts.episodes import Episodes
from alerts.gathering import PRESUMED_MINUTES, Located, named_alike, presumed
from alerts.key import WORLD, name_of
from alerts.keys import ANY, LOCALITY, UNKNOWN
from alerts.ledger import HAZARD, Contribution, Occurrence, contribution, occurrences, voice_of
from alerts.lifecycle import AnalystVerdict
from alerts.params import Params
from alerts.runs import Hit
from alerts.severity import VICTIMS
from alerts.state import FORMAT, Counters, SnapshotError, State, minute_of
from connectors.post import HEARTBEAT_SOURCE
from streams.report import Story

__all__ = ["Counters", "Escalation", "Params", "SnapshotError"]

REMEMBERED_MINUTES = 60  # post ids; anything older is late in any case
LEDGER_MINUTES = 180  # a run of reports that took longer to alarm is shown from there on
LEDGER_KEPT = 300  # per country
NAMED_AMONG = 40  # of an alert's latest reports: whoever calls it by its name has a fellow among them
LOCATED_KEPT = 60  # where so many reports agree on no country, more would not either


class Escalation:
    """Escalation of one partition. See the module.

    Args:
        params: thresholds and limits.
        state: of an earlier life, or none.
    """

    def __init__(self, params: Params, state: State | None = None) -> None:
        self.params = params
        self.state = state or State()
        self.detectors = Detectors(params.thresholds, self.state.memory, 1.0 / params.partitions)
        self.episodes = Episodes(params, self.state, self.detectors)

    def apply(self, stories: Sequence[Story]) -> list[Alert]:
        """Take stories in order; returns the alert revisions that follow, in order."""
        return [alert for story in stories for alert in self._take(story)]

    def at(self, now: datetime) -> list[Alert]:
        """Move the clock to ``now``, never back; returns the revisions of alerts that clear or end their silence."""
        return list(self._advance(minute_of(now)))

    def judge(self, verdict: AnalystVerdict) -> list[Alert]:
        """Take an analyst's verdict; one of an alert that is not known (any more) changes nothing."""
        return list(self.episodes.obey(verdict))

    @property
    def open_alerts(self) -> int:
        """Alerts that are not closed."""
        return sum(episode.open for episode in self.state.episodes.values())

    @property
    def standing(self) -> Counter[tuple[AlertState, Severity]]:
        """Alerts that are not closed, by state and severity as last published."""
        return Counter(
            (episode.standing.state, episode.standing.signal.severity)
            for episode in self.state.episodes.values()
            if episode.standing is not None and episode.open
        )

    @property
    def counters(self) -> Counters:
        """What happened to the stories so far."""
        return self.state.counters

    def snapshot(self) -> bytes:
        """Return the complete state."""
        return msgspec.msgpack.encode(self.state)

    @classmethod
    def restore(cls, params: Params, snapshot: bytes | None) -> Escalation:
        """Build from a snapshot, or empty; goes on exactly as if it had never stopped.

        Raises:
            SnapshotError: the snapshot is of another format.
        """
        if not snapshot:
            return cls(params)
        try:
            found = msgspec.msgpack.decode(snapshot, type=_Format).format
            if found != FORMAT:
                raise SnapshotError(f"The snapshot of escalation has format {found}, this version reads {FORMAT}")
            state = msgspec.msgpack.decode(snapshot, type=State)
        except msgspec.DecodeError as exc:
            raise SnapshotError(f"The snapshot of escalation cannot be read: {exc}") from exc
        return cls(params, state)

    # Stories

    def _take(self, story: Story) -> Iterator[Alert]:
        state, minute = self.state, minute_of(story.published_at)
        if story.source == HEARTBEAT_SOURCE:
            state.ticked = True
            yield from self._advance(minute)
            return
        if story.deleted or "withdrawn" in story.verdict.reasons:
            yield from self._take_back(story.id)
            return
        post, edited = xxh3_64_intdigest(story.id.encode()), "edited" in story.verdict.reasons
        if post in state.posts and not edited:
            state.counters.repeated += 1
            return
        if minute < state.clock - self.params.lateness_minutes:
            state.counters.late += 1
            return
        if state.ticked and minute > state.clock + self.params.ahead_minutes:
            state.counters.ahead += 1
            return
        yield from self._advance(minute)
        if edited:  # what it said before gives way to what it says now
            yield from self._take_back(story.id)
        state.posts[post] = int(minute)
        state.counters.counted += 1
        alone: list[tuple[list[Hit], Contribution]] = []
        told = occurrences(story)
        if self.open_alerts:
            # Countries last: a report counts once, and one of "Togo's capital" is to count in Lomé, which it names too.
            told = sorted((self._meant(one, story) for one in told), key=_of_whole_country)
        for occurrence in self._of_open_alert(told, story.excerpt):
            yield from self._report(story, occurrence, minute, alone)
        yield from self.episodes.weigh(alone)

    def _meant(self, occurrence: Occurrence, story: Story) -> Occurrence:
        """Move a report of a spot to its namesake where an alert is open, if its text names no other place at all."""
        place = occurrence.place
        if place is None or place.precision != "point" or len(story.report.places) > 1:
            return occurrence
        atlas = self.state.atlas
        paths = [atlas.path_of(one.node) for one in self.episodes.placed()]
        localities = dict.fromkeys(path[LOCALITY] for path in paths if len(path) > LOCALITY)
        own = atlas.path(place)
        if len(own) <= LOCALITY or own[LOCALITY] in localities:
            return occurrence
        meant = atlas.namesakes(place, localities)
        return msgspec.structs.replace(occurrence, place=meant[0]) if len(meant) == 1 else occurrence

    def _of_open_alert(self, told: list[Occurrence], excerpt: str) -> list[Occurrence]:
        """Leave out the other places of a story that speaks of an open alert: in its background, or misread.

        Of one that has resolved it leaves out what holds its place: "Kyrgyz market fire", and then it burned in Osh.
        """
        if len(told) < 2 or not self.state.episodes:
            return told
        paths = [self.state.atlas.path(one.place) for one in told]
        covering = [self.episodes.covering(path, one, excerpt) for one, path in zip(told, paths, strict=True)]
        meant = [one for one, episode in zip(told, covering, strict=True) if episode is not None and episode.open]
        if meant:
            return meant
        known = {path for path, episode in zip(paths, covering, strict=True) if episode is not None}
        around = {inner[:depth] for inner in known for depth in range(1, len(inner))}
        return [one for one, path in zip(told, paths, strict=True) if path not in around]

    def _report(
        self, story: Story, occurrence: Occurrence, minute: float, alone: list[tuple[list[Hit], Contribution]]
    ) -> Iterator[Alert]:
        """Count one occurrence; ``alone`` takes it where no episode does."""
        atlas = self.state.atlas
        path = atlas.path(occurrence.place)
        meant, sure = self._presumed(occurrence, story) if path[0] == UNKNOWN else (None, False)
        if meant is not None:
            path = atlas.path_of(meant)
        episode = self.episodes.covering(path, occurrence, story.excerpt)
        joins = episode is not None and episode.open
        counted = named = path
        if episode is not None and joins and episode.node != UNKNOWN:
            full = atlas.path_of(episode.node)
            path = path if len(path) >= len(full) else full
            counted = path[len(full) - 1 :]
        part = contribution(story, occurrence, minute, path)
        if occurrence.place is None:
            part.presumed = meant is not None
            part.claims = part.claims if sure and (part.newswire or part.class_ == "official") else ()
        hits = self._count(part, counted, named, world=not joins) if part.types and not part.refutes else []
        part.keys = tuple(hit.name for hit in hits)
        if hits:
            self.detectors.note(minute)
        if hits and occurrence.place is not None and path[0] != UNKNOWN:
            self.state.located.append(Located(minute, path[-1], part.voice, part.types))
            del self.state.located[:-LOCATED_KEPT]
        if episode is not None and joins:
            yield from self.episodes.join(episode, part, hits, named)
        elif episode is not None:
            yield from self.episodes.after(episode, part)
        if episode is None or not episode.open:
            if part.types:
                kept = self.state.ledger.setdefault(path[0], [])
                kept.append(part)
                del kept[:-LEDGER_KEPT]
                self.episodes.rises.stir(part)
            alone.append((hits, part))
            yield from self.episodes.open(hits, episode, part)

    def _count(self, part: Contribution, nodes: Sequence[str], named: Sequence[str], *, world: bool) -> list[Hit]:
        """Count a report on its nodes, by type where the path has its locality, and among all reports.

        Args:
            part: the report.
            nodes: the end of its path, down from the open alert that it joins.
            named: the nodes that it names itself. Below them it is counted but scores nothing, since their baselines
                know nothing of reports that name their surroundings.
            world: it joins no open alert.
        """
        path, first = part.path, len(part.path) - len(nodes)
        hits: list[Hit] = []
        if path[0] == UNKNOWN:
            self._hit(hits, WORLD, UNKNOWN, WORLD_LEVEL, part)
            return hits
        if world:
            self._hit(hits, WORLD, UNKNOWN, WORLD_LEVEL, part)
        else:
            self._learn(part, nodes, named)
        typed = min(len(path) - 1, LOCALITY)
        for depth in range(first, len(path)):
            node = path[depth]
            scores = depth < len(named)
            if depth == typed:
                for kind in part.types:
                    if kind != HAZARD:
                        self._hit(hits, name_of(kind, node), node, depth, part, scores=scores)
            self._hit(hits, name_of(ANY, node), node, depth, part, scores=scores)
        return hits

    def _learn(self, part: Contribution, nodes: Sequence[str], named: Sequence[str]) -> None:
        """Let the keys that a report would count on, were there no open alert, take it for normal life."""
        self.detectors.learn(WORLD, WORLD_LEVEL, UNKNOWN, part.minute, part.marks)
        above = part.path[: len(part.path) - len(nodes)]
        for depth, node in enumerate(above):
            self.detectors.learn(name_of(ANY, node), depth, part.path[0], part.minute, part.marks)
        typed = min(len(named) - 1, LOCALITY)
        if named[typed] in above:
            for kind in part.types:
                if kind != HAZARD:
                    self.detectors.learn(name_of(kind, named[typed]), typed, part.path[0], part.minute, part.marks)

    def _hit(
        self, hits: list[Hit], name: str, node: str, level: int, part: Contribution, *, scores: bool = True
    ) -> None:
        root = part.path[0] if name != WORLD else UNKNOWN
        key = self.detectors.count(name, level, root, part.minute, part.marks, scores=scores)
        if key is not None:
            hits.append(Hit(name, node, key, self.detectors.score(key, part.minute) if scores else 0.0))

    def _presumed(self, occurrence: Occurrence, story: Story) -> tuple[str | None, bool]:
        """Return the event that a report without a place speaks of, and whether its figures are of it, too.

        They are where a medium or an official body tells of the same thing, not of its victims only, and nothing else
        like it is open; or where it calls by name what others place.
        """
        state = self.state
        told = (*occurrence.types, *occurrence.denied)
        node = presumed(state.located, told, state.clock - PRESUMED_MINUTES, self.params.presume_share)
        placed = self.episodes.placed()
        alike = [one for one in placed if not VICTIMS.issuperset(one.types.keys() & told)]
        meant = alike if len(alike) == 1 or not placed else _of_its_story(placed, story, told)
        if len(meant) == 1 and node in (None, meant[0].node) and _vouching(story):
            return meant[0].node, True
        counts = any(mention.counts for mention in story.report.mentions)
        if node is not None or not (counts or alike):
            return node, False
        parts = chain.from_iterable(
            [*(state.ledger.values() if counts else ()), *(one.latest[-NAMED_AMONG:] for one in alike)]
        )
        path = named_alike(story.excerpt, told, parts, state.clock - LEDGER_MINUTES)
        return (None, False) if path is None else (path[-1], True)

    # Retractions

    def _take_back(self, post: str) -> Iterator[Alert]:
        """Take a deleted post out of the counts, and out of the episode that shows it."""
        state = self.state
        state.posts[xxh3_64_intdigest(post.encode())] = int(state.clock)  # the post itself may come after its deletion
        for root, kept in state.ledger.items():
            gone = [part for part in kept if part.id == post]
            if gone:
                state.ledger[root] = [part for part in kept if part.id != post]
                self._unsay(gone)
        for episode in list(state.episodes.values()):
            gone = [part for part in episode.latest if part.id == post]
            if gone and episode.take_back(post):
                self._unsay(gone)
                if episode.open:
                    yield from self.episodes.judge(episode, state.clock)

    def _unsay(self, parts: Sequence[Contribution]) -> None:
        for part in parts:
            for name in part.keys:
                self.detectors.unsay(name, part.minute)

    # Clock

    def _advance(self, minute: float) -> Iterator[Alert]:
        state = self.state
        if minute <= state.clock:
            return
        self.detectors.begin(minute)
        if state.episodes:
            for boundary in range(int(state.clock) + 1, int(minute) + 1):
                if not state.episodes:
                    break
                state.clock = float(boundary)
                yield from self.episodes.tick()
        state.clock = minute
        if int(minute) // 10 > state.pruned:
            state.pruned = int(minute) // 10
            self._forget()

    def _forget(self) -> None:
        state = self.state
        old = state.clock - REMEMBERED_MINUTES
        state.posts = {post: at for post, at in state.posts.items() if at >= old}
        kept = {
            root: [p for p in parts if p.minute >= state.clock - LEDGER_MINUTES] for root, parts in state.ledger.items()
        }
        state.ledger = {root: parts for root, parts in kept.items() if parts}
        self.detectors.forget(state.clock)


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


class _Format(msgspec.Struct):
    """The format of a snapshot, whatever else is in it."""

    format: int = 0


def _of_whole_country(occurrence: Occurrence) -> bool:
    return occurrence.place is None or occurrence.place.precision == "country"

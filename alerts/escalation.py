"""Escalation: stories in, alert revisions out, for all event types and places of the countries of one partition.

Each story is reduced to contributions (`alerts.ledger`), counted on the keys of its path and on that of all reports
(`alerts.detectors`), and joined to the episode that covers its place; a score above the threshold opens one
(`alerts.episodes`).

Which event a story refers to where it names no place, or several, is `alerts.reference`.

Time is event time: the newest story or heartbeat. It is walked minute by minute while an episode is open, so a live
stream with heartbeats and a replay without give the same alerts. Deterministic, idempotent by post id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from xxhash import xxh3_64_intdigest

from alerts.alert import Alert, Severity
from alerts.alert import State as AlertState
from alerts.apart import leave_out
from alerts.baseline import WORLD_LEVEL
from alerts.detectors import Detectors
from alerts.effective import mark
from alerts.episode import Episode
from alerts.episodes import Episodes
from alerts.followups import remembered
from alerts.gathering import Located
from alerts.key import WORLD, name_of
from alerts.keys import ANY, LOCALITY, UNKNOWN
from alerts.ledger import HAZARD, Contribution, Occurrence, contribution, occurrences
from alerts.lifecycle import AnalystVerdict
from alerts.mishaps import beside, forecast
from alerts.params import Params
from alerts.reference import LEDGER_MINUTES, Reference
from alerts.runs import Hit, same_way
from alerts.state import FORMAT, Counters, SnapshotError, State, minute_of
from alerts.sums import without_sums
from connectors.post import HEARTBEAT_SOURCE
from streams.report import Story

__all__ = ["Counters", "Escalation", "Params", "SnapshotError"]

REMEMBERED_MINUTES = 60  # post ids; anything older is late in any case
LEDGER_KEPT = 300  # per country
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
        self.reference = Reference(params, self.state, self.episodes)

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
        for occurrence in self.reference.placed(occurrences(story), story):
            yield from self._report(story, occurrence, minute, alone)
        yield from self.episodes.weigh(alone)

    def _report(
        self, story: Story, occurrence: Occurrence, minute: float, alone: list[tuple[list[Hit], Contribution]]
    ) -> Iterator[Alert]:
        """Count one occurrence; ``alone`` takes it where no episode does."""
        atlas = self.state.atlas
        path = atlas.path(occurrence.place)
        meant, sure = self.reference.presumed(occurrence, story) if path[0] == UNKNOWN else (None, False)
        if meant is not None:
            path = atlas.path_of(meant)
        (episode, apart, others), path = self.episodes.belonging.holding(path, occurrence, story)
        joins = episode is not None and episode.open
        if not joins and (quake := self.episodes.belonging.felt(path, story, occurrence.types)):
            episode, joins = quake, quake.open
            if (path[0] == UNKNOWN or not joins) and quake.node != UNKNOWN:
                meant, path = quake.node, atlas.path_of(quake.node)
        counted = named = path
        if episode is not None and joins:
            path, counted = self._within(episode, path)
        part = contribution(story, occurrence, minute, path)
        part.apart = apart
        if part.copy and self.episodes.belonging.retold(story, part.claims):
            part.copy, part.marks = (
                False,
                (mark(part.voice),),
            )  # what an individual told first is no reason to be silent
        if others:
            leave_out(part, others)
        elif episode is None:
            episode, late = self.episodes.late(part)
            if episode is not None and late:
                yield from self.episodes.follow(episode, part)
                return
            if episode is not None and path[0] == UNKNOWN:
                meant, sure = episode.node, True
                path = counted = named = part.path = atlas.path_of(meant)
        if occurrence.place is None:
            _presume(part, meant, sure=sure)
        if beside(episode, part) if episode is not None and joins else forecast(part):
            self._note(part)
            return
        self._leave_out_sums(part, episode)
        counts = part.types and not part.refutes and not (part.copy and part.presumed)  # its text may have counted
        hits = self._count(part, counted, named, world=not joins) if counts else []
        part.keys = tuple(hit.name for hit in hits)
        if hits:
            self._heard(part, placed=occurrence.place is not None and path[0] != UNKNOWN)
        yield from (
            self.episodes.join(episode, part, hits, named)
            if episode is not None and joins
            else self._stand_alone(episode, part, hits, alone)
        )

    def _within(self, episode: Episode, path: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the path of a report that joins an alert, at least as fine as its, and the end that it counts on."""
        if episode.node == UNKNOWN or not same_way(path[-1], episode.node):
            return path, path
        full = self.state.atlas.path_of(episode.node)
        path = path if len(path) >= len(full) else full
        return path, path[len(full) - 1 :]

    def _leave_out_sums(self, part: Contribution, episode: Episode | None) -> None:
        """Take out of a contribution what its alert and another nearby have told together."""
        if part.claims and episode is not None:
            every = (*self.state.episodes.values(), *self.state.past.values())
            part.claims = without_sums(part.claims, part.excerpt, episode, every, self.state.atlas)

    def _heard(self, part: Contribution, *, placed: bool) -> None:
        """Note that a report was counted; ``placed``: it names a place."""
        self.detectors.note(part.minute)
        if placed:
            self.state.located.append(Located(part.minute, part.path[-1], part.voice, part.types))
            del self.state.located[:-LOCATED_KEPT]

    def _stand_alone(
        self, closed: Episode | None, part: Contribution, hits: list[Hit], alone: list[tuple[list[Hit], Contribution]]
    ) -> Iterator[Alert]:
        """Let a report that no open episode holds speak of one that closed, or open one."""
        if closed is not None:
            yield from self.episodes.after(closed, part)
        if closed is None or not closed.open:
            self._note(part)
            alone.append((hits, part))
            yield from self.episodes.open(hits, closed, part)

    def _note(self, part: Contribution) -> None:
        """Put a report that no episode holds into its country's ledger."""
        if part.types:
            kept = self.state.ledger.setdefault(part.path[0], [])
            kept.append(part)
            del kept[:-LEDGER_KEPT]
            self.episodes.rises.stir(part)

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

    # Retractions

    def _take_back(self, post: str) -> Iterator[Alert]:
        """Take a deleted post out of the counts, and out of the episode or the record that shows it."""
        state = self.state
        state.posts[xxh3_64_intdigest(post.encode())] = int(state.clock)  # the post itself may come after its deletion
        undone: set[tuple[str, float, str, tuple[str, ...]]] = set()
        for root, kept in state.ledger.items():
            gone = [part for part in kept if part.id == post]
            if gone:
                state.ledger[root] = [part for part in kept if part.id != post]
                self._unsay(gone, undone)
        for episode in list(state.episodes.values()):
            gone = [part for part in episode.latest if part.id == post]
            if gone and episode.take_back(post):
                self._unsay(gone, undone)
                yield from (
                    self.episodes.judge(episode, state.clock) if episode.open else self.episodes.retract(episode)
                )
        for episode in state.past.values():  # what its posts counted is long forgotten, what they said is not
            if remembered(episode, state.now) and episode.take_back(post):
                yield from self.episodes.retract(episode)

    def _unsay(self, parts: Sequence[Contribution], undone: set[tuple[str, float, str, tuple[str, ...]]]) -> None:
        """Take contributions out of the counts, each once: after a merger two episodes show the same one."""
        for part in parts:
            for name in part.keys:
                said = (name, part.minute, part.path[-1], part.types)
                if said not in undone:
                    undone.add(said)
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
        state.past = {alert: one for alert, one in state.past.items() if remembered(one, state.now)}
        self.detectors.forget(state.clock)


def _presume(part: Contribution, meant: str | None, *, sure: bool) -> None:
    """Note that a report which names no place is taken for one of the node ``meant``; its figures, if that is sure."""
    part.presumed = meant is not None
    part.claims = part.claims if sure and part.published else ()


class _Format(msgspec.Struct):
    """The format of a snapshot, whatever else is in it."""

    format: int = 0

"""Escalation: stories in, alert revisions out, for all event types and places of the countries of one partition.

Each story is reduced to contributions (`alerts.ledger`), counted on the keys of its path (`alerts.detectors`), and
joined to the episode that covers its place; a score above the threshold opens one. What becomes of an episode is
`alerts.lifecycle.decide`; how it reads is `alerts.revision`.

One place and night is one alert:

- Reports that an open episode accounts for are not counted on the nodes above it, so a city's event raises no second
  alert for its country; reports that name only the country join the single open episode within it.
- An episode is placed at the finest node that most of its located reports share. Two within one locality are one: the
  older is widened to the locality.
- A report that names no place is taken to speak of the event that most located reports of a kindred type in the last
  hour speak of, if there is one; otherwise it counts by type alone, and never pages. Its figures are never taken over:
  "massacred 6-1" must not become six dead at the one place that is in the news.
- What opens an alert of a wider area stays out of it when the alert is placed elsewhere: a blast in one town is no part
  of the rally in another that raised the country.

Time is event time: the newest story or heartbeat. It is walked minute by minute while an episode is open, so a live
stream with heartbeats and a replay without give the same alerts. Deterministic, idempotent by post id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec
from xxhash import xxh3_64_intdigest

from alerts.alert import Alert, Severity
from alerts.alert import State as AlertState
from alerts.corroboration import corroborated, denial_step, source_step
from alerts.detectors import Detectors, Key, Memory, name_of
from alerts.episode import Episode, alert_id, finest
from alerts.keys import ANY, LOCALITY, UNKNOWN, Atlas
from alerts.ledger import HAZARD, Contribution, Occurrence, contribution, marks_of, occurrences, voice_of
from alerts.lifecycle import CLOSED, EPISODE_GAP, Action, AnalystVerdict, Level, Reason, Signal, Standing, decide
from alerts.params import Params
from alerts.revision import write
from alerts.severity import SOFT, explains, severity_of
from connectors.post import HEARTBEAT_SOURCE
from streams.report import Story

__all__ = ["Counters", "Escalation", "Params", "SnapshotError"]

FORMAT = 1
REMEMBERED_MINUTES = 60  # post ids; anything older is late in any case
LEDGER_MINUTES = 180  # a run of reports that took longer to alarm is shown from there on
LEDGER_KEPT = 300  # per country
PRESUMED_MINUTES = 60
PRESUMED_REPORTS = 2


class SnapshotError(ValueError):
    """A snapshot of another format; start from the log instead."""


class Counters(msgspec.Struct):
    """What happened to the stories."""

    counted: int = 0
    repeated: int = 0
    late: int = 0
    ahead: int = 0


class State(msgspec.Struct):
    """Everything that a restart must know."""

    format: int = FORMAT
    clock: float = 0.0
    ticked: bool = False
    counters: Counters = msgspec.field(default_factory=Counters)
    memory: Memory = msgspec.field(default_factory=Memory)
    atlas: Atlas = msgspec.field(default_factory=Atlas)
    ledger: dict[str, list[Contribution]] = {}
    episodes: dict[str, Episode] = {}
    posts: dict[int, int] = {}
    pruned: int = 0


class Hit(msgspec.Struct, frozen=True):
    """A key on which a report was effective, and the score there."""

    name: str
    node: str
    key: Key
    score: float


class Escalation:
    """Escalation of one partition. See the module.

    Args:
        params: thresholds and limits.
        state: of an earlier life, or none.
    """

    def __init__(self, params: Params, state: State | None = None) -> None:
        self.params = params
        self.state = state or State()
        self.detectors = Detectors(params.thresholds, self.state.memory, params.keys)

    def apply(self, stories: Sequence[Story]) -> list[Alert]:
        """Take stories in order; returns the alert revisions that follow, in order."""
        return [alert for story in stories for alert in self._take(story)]

    def at(self, now: datetime) -> list[Alert]:
        """Move the clock to ``now``, never back; returns the revisions of alerts that clear or end their silence."""
        return list(self._advance(_minute(now)))

    def judge(self, verdict: AnalystVerdict) -> list[Alert]:
        """Take an analyst's verdict; one of an alert that is not known (any more) changes nothing."""
        episode = self.state.episodes.get(verdict.alert)
        if episode is None or episode.standing is None:
            return []
        signal = msgspec.structs.replace(episode.standing.signal, verdict=verdict)
        return list(self._settle(episode, decide(episode.standing, signal, verdict.at), episode.standing.signal))

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
            state = msgspec.msgpack.decode(snapshot, type=State)
        except msgspec.DecodeError as exc:
            raise SnapshotError(f"The snapshot of escalation cannot be read: {exc}") from exc
        if state.format != FORMAT:
            raise SnapshotError(f"The snapshot of escalation has format {state.format}, this version reads {FORMAT}")
        return cls(params, state)

    # Stories

    def _take(self, story: Story) -> Iterator[Alert]:
        state, minute = self.state, _minute(story.published_at)
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
        for occurrence in occurrences(story):
            yield from self._report(story, occurrence, minute)

    def _report(self, story: Story, occurrence: Occurrence, minute: float) -> Iterator[Alert]:
        path = self.state.atlas.path(occurrence.place)
        presumed = self._presumed(occurrence) if path == (UNKNOWN,) else None
        path = presumed or path
        episode = self._covering(path, occurrence)
        nodes: Sequence[str] = path
        if episode is not None and episode.open:
            full = self.state.atlas.path_of(episode.node)
            path = path if len(path) >= len(full) else full
            nodes = path[len(full) - 1 :]
        part = contribution(story, occurrence, minute, path)
        if occurrence.place is None:
            part.presumed, part.claims = presumed is not None, ()
        hits = self._count(story, part, nodes) if part.types else []
        part.keys = tuple(hit.name for hit in hits)
        if episode is not None and episode.open:
            self._join(episode, part, hits)
            yield from self._judge(episode, minute)
        if episode is None or not episode.open:
            if part.types:
                kept = self.state.ledger.setdefault(path[0], [])
                kept.append(part)
                del kept[:-LEDGER_KEPT]
            yield from self._open(hits, episode, minute)

    def _count(self, story: Story, part: Contribution, nodes: Sequence[str]) -> list[Hit]:
        marks = marks_of(story, voice_of(story)[0])
        first = len(part.path) - len(nodes)
        hits = []
        for depth, node in enumerate(nodes, start=first):
            for kind in (*(one for one in part.types if one != HAZARD), ANY):
                name = name_of(kind, node)
                key = self.detectors.count(name, min(depth, LOCALITY + 1), part.path[0], part.minute, marks)
                if key is not None:
                    hits.append(Hit(name, node, key, self.detectors.score(key, part.minute)))
        return hits

    def _join(self, episode: Episode, part: Contribution, hits: Sequence[Hit]) -> None:
        episode.take(part, effective=part.effective)
        for hit in hits:
            episode.keys[hit.name] = None
            self.detectors.freeze(hit.name, part.minute)
        if hits:
            episode.score = max(hit.score for hit in hits)

    # Episodes

    def _covering(self, path: Sequence[str], occurrence: Occurrence) -> Episode | None:
        """Return the open (else the latest closed) episode at a node of ``path``, or the one below it that it means."""
        covering = [one for one in self.state.episodes.values() if one.node in path and not _merged(one)]
        if covering:
            return max(covering, key=lambda one: (one.open, len(one.node), one.started, one.id))
        told = (*occurrence.types, *occurrence.denied)
        below = [
            one
            for one in self.state.episodes.values()
            if one.open and one.node.startswith(f"{path[-1]}\x1f") and explains(one.types, told)
        ]
        largest = max(below, key=lambda one: (one.reports, one.id), default=None)
        meant = largest is not None and largest.reports >= self.params.presume_share * sum(one.reports for one in below)
        return largest if meant else None

    def _open(self, hits: Sequence[Hit], closed: Episode | None, minute: float) -> Iterator[Alert]:
        """Open an episode, reopen the one that closed lately, or widen the one next door, if a key is in alarm."""
        over = [hit for hit in hits if hit.score > self._watch and hit.key.run >= self.params.min_reports]
        if not over:
            return
        hit = max(over, key=lambda one: (one.score, len(one.node), one.name))
        root = hit.node.split("\x1f")[0]
        parts = [
            part for part in self.state.ledger.get(root, ()) if hit.node in part.path and part.minute >= hit.key.since
        ]
        node = (
            finest(Counter(part.path[-1] for part in parts if part.effective), hit.node)
            if closed is None
            else closed.node
        )
        parts = [part for part in parts if _same_way(part.path[-1], node)]
        if sum(part.effective for part in parts) < self.params.min_reports:
            return
        started = min((part.published_at for part in parts), default=_instant(hit.key.since))
        episode = closed
        if episode is None:
            episode = Episode(id=alert_id(hit.name, started), node=node, started=started)
            if episode.id in self.state.episodes:
                return
        for part in parts:
            episode.take(part, effective=part.effective)
            episode.keys.update(dict.fromkeys(part.keys))
        taken = {part.id for part in parts}
        self.state.ledger[root] = [part for part in self.state.ledger.get(root, ()) if part.id not in taken]
        episode.score = hit.score
        older = self._neighbour(episode)
        if older is not None:
            older.merge(episode)
            older.score = max(older.score, hit.score)
            self._widen(older)
            self._freeze(older, minute)
            yield from self._judge(older, minute)
            return
        self.state.episodes[episode.id] = episode
        self._freeze(episode, minute)
        yield from self._judge(episode, minute)

    def _freeze(self, episode: Episode, minute: float) -> None:
        """Freeze the episode's keys, and let it account for its reports on the nodes above it."""
        for name in episode.keys:
            node = name.split("|", 1)[1]
            self.detectors.freeze(name, minute)
            if episode.node.startswith(f"{node}\x1f"):
                self.detectors.settle(name)

    def _neighbour(self, episode: Episode) -> Episode | None:
        """Return the oldest other open episode in the same locality."""
        locality = _locality(episode.node)
        if locality is None:
            return None
        near = [
            one
            for one in self.state.episodes.values()
            if one.open and one.id != episode.id and _locality(one.node) == locality
        ]
        return min(near, key=lambda one: (one.started, one.id), default=None)

    def _widen(self, episode: Episode) -> None:
        locality = _locality(episode.node)
        if locality is not None:
            episode.node, episode.widened = locality, True

    def _judge(self, episode: Episode, minute: float) -> Iterator[Alert]:
        """Decide on an episode after a report."""
        if not episode.widened:
            episode.node = finest(episode.spots, episode.node)
        older = self._neighbour(episode) if episode.standing is not None else None
        if older is not None and (older.started, older.id) < (episode.started, episode.id):
            older.merge(episode)
            self._widen(older)
            signal = self._signal(episode, minute)
            yield from self._settle(episode, Action(True, "merged", Reason.MERGED), signal)
            episode = older
        signal = self._signal(episode, minute)
        yield from self._settle(episode, decide(episode.standing, signal, self.now), signal)

    def _signal(self, episode: Episode, minute: float) -> Signal:
        pooled = name_of(ANY, episode.node)
        excess = self.detectors.excess(pooled, minute)
        accelerating = excess is not None and excess.acceleration.significant
        return Signal(
            level=self._level(episode),
            calm=self.detectors.calm(pooled, self.state.clock),
            severity=severity_of(episode.types, episode.claims, accelerating=accelerating),
            sources=source_step(len(episode.voices)),
            place=episode.node,
            types=len(episode.types),
            accelerating=accelerating,
            denials=denial_step(len(episode.denials)),
            retractions=episode.retractions,
        )

    def _level(self, episode: Episode) -> Level:
        if episode.score <= self._watch or not episode.reports:
            return "none"
        hard = sum(n for kind, n in episode.types.items() if kind not in SOFT)
        pages = (
            episode.score > self._page
            and episode.node != UNKNOWN
            and hard >= self.params.hard_reports
            and corroborated(episode.standpoint())
        )
        return "page" if pages else "watch"

    def _settle(self, episode: Episode, action: Action, signal: Signal) -> Iterator[Alert]:
        """Carry a decision out; yields the revision if one is published."""
        if not action.publish:
            return
        before = episode.standing
        since = before.since if before is not None and before.state == action.state else self.now
        episode.standing = Standing(action.state, signal, since, action.until)
        episode.revision += 1
        if action.state == "clearing":
            for name in episode.keys:
                self.detectors.settle(name)
        elif action.state in CLOSED and action.state != "merged":
            for name in episode.keys:
                self.detectors.release(name)
        if action.state in CLOSED or action.state == "clearing":
            episode.score = 0.0
        yield write(episode, episode.standing, action.reason, (self.detectors, self.state.atlas), self.now)

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
                    yield from self._judge(episode, state.clock)

    def _unsay(self, parts: Sequence[Contribution]) -> None:
        for part in parts:
            for name in part.keys:
                self.detectors.unsay(name, part.minute)

    def _presumed(self, occurrence: Occurrence) -> tuple[str, ...] | None:
        """Return the path of the event that most located reports of a kindred type speak of, if there is one."""
        since, told = self.state.clock - PRESUMED_MINUTES, (*occurrence.types, *occurrence.denied)
        ledgers = [kept for root, kept in self.state.ledger.items() if root != UNKNOWN]
        ledgers += [one.latest for one in self.state.episodes.values() if one.open and one.node != UNKNOWN]
        voices = {
            (part.path[-1], part.voice)
            for kept in ledgers
            for part in kept
            if part.minute > since and part.keys and not part.presumed and explains(part.types, told)
        }
        spots = Counter(spot for spot, _ in voices)
        roots: Counter[str] = Counter()
        for spot, n in spots.items():
            roots[spot.split("\x1f")[0]] += n
        if not roots:
            return None
        root, n = max(sorted(roots.items()), key=lambda one: one[1])
        if n < PRESUMED_REPORTS or n < self.params.presume_share * roots.total():
            return None
        path = self.state.atlas.path_of(finest(spots, root))
        scattered = sum(n for spot, n in spots.items() if spot.startswith(f"{path[-1]}\x1f"))
        # Fires in two towns of one country are two events; in two districts of one city they are one.
        return None if len(path) <= LOCALITY and scattered >= PRESUMED_REPORTS else path

    # Clock

    @property
    def now(self) -> datetime:
        """Event time."""
        return _instant(self.state.clock)

    @property
    def _watch(self) -> float:
        return self.params.watch + self.detectors.surcharge

    @property
    def _page(self) -> float:
        return self.params.page + self.detectors.surcharge

    def _advance(self, minute: float) -> Iterator[Alert]:
        state = self.state
        if minute <= state.clock:
            return
        for boundary in range(int(state.clock) + 1, int(minute) + 1):
            if not state.episodes:
                break
            state.clock = float(boundary)
            yield from self._tick()
        state.clock = minute
        if int(minute) // 10 > state.pruned:
            state.pruned = int(minute) // 10
            self._forget()

    def _tick(self) -> Iterator[Alert]:
        now = self.now
        for episode in list(self.state.episodes.values()):
            standing = episode.standing
            if standing is None or not episode.open:
                if standing is None or now - standing.since > EPISODE_GAP:
                    del self.state.episodes[episode.id]
                continue
            calm = self.detectors.calm(name_of(ANY, episode.node), self.state.clock)
            level: Level = self._level(episode) if standing.state == "suppressed" else "none"
            signal = msgspec.structs.replace(standing.signal, level=level, calm=calm, verdict=None)
            yield from self._settle(episode, decide(standing, signal, now), signal)

    def _forget(self) -> None:
        state = self.state
        old = state.clock - REMEMBERED_MINUTES
        state.posts = {post: at for post, at in state.posts.items() if at >= old}
        kept = {
            root: [p for p in parts if p.minute >= state.clock - LEDGER_MINUTES] for root, parts in state.ledger.items()
        }
        state.ledger = {root: parts for root, parts in kept.items() if parts}
        self.detectors.forget(state.clock)


def _minute(at: datetime) -> float:
    return at.timestamp() / 60.0


def _instant(minute: float) -> datetime:
    return datetime.fromtimestamp(minute * 60.0, UTC)


def _merged(episode: Episode) -> bool:
    return episode.standing is not None and episode.standing.state == "merged"


def _locality(node: str) -> str | None:
    parts = node.split("\x1f")
    return "\x1f".join(parts[: LOCALITY + 1]) if len(parts) > LOCALITY else None


def _same_way(one: str, other: str) -> bool:
    """Whether two nodes lie on one path."""
    return f"{one}\x1f".startswith(f"{other}\x1f") or f"{other}\x1f".startswith(f"{one}\x1f")

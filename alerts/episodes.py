"""Episodes of one partition: which one a report belongs to, when one opens, moves, merges and closes.

One place and night is one alert:

- Reports that an open episode accounts for are not counted on the nodes above it, so a city's event raises no second
  alert for its country; reports that name only the country join the single open episode within it.
- An episode is placed at the finest node that most of its located reports share. Two within one locality are one: the
  older is widened to the locality.
- What opens an alert of a wider area stays out of it when the alert is placed elsewhere: a blast in one town is no part
  of the rally in another that raised the country.
- A rise over all reports together opens an alert where a country, or a name that most of them share, holds them
  together (`alerts.gathering`). Without a place of its own it is placed as soon as two reports name one.

What an episode amounts to is `alerts.assessment`, what becomes of it `alerts.lifecycle.decide`, where it is
`alerts.placing`; how it reads is `alerts.revision`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from alerts.alert import Alert
from alerts.apart import main_things
from alerts.assessment import Assessment
from alerts.belonging import Belonging
from alerts.detectors import Detectors
from alerts.episode import Episode, alert_id, finest
from alerts.felt import wide
from alerts.followups import keep, leaps, news, remembered
from alerts.gathering import Gathered, home
from alerts.key import WORLD, name_of
from alerts.keys import ANY, LOCALITY, UNKNOWN
from alerts.ledger import Contribution, Toll
from alerts.lifecycle import CLOSED, EPISODE_GAP, Action, AnalystVerdict, Level, Reason, Signal, Standing, decide
from alerts.mishaps import beside, without_mishaps
from alerts.params import Params
from alerts.placing import Placing
from alerts.revision import write
from alerts.rises import EACH, EVERY, Rises
from alerts.runs import Hit, same_way
from alerts.severity import explains, toll
from alerts.state import State, instant, minute_of
from alerts.weight import TELLING_FIGURE, dead_of, known, remember, summed_up, worse

__all__ = ["Episodes"]

PLACED_MINUTES = 180.0  # from its beginning on that an earthquake's alert still moves to where most tell of it
TOLD_AFTERWARDS = frozenset(
    {Reason.TOLL_ROSE, Reason.FIGURES_CHANGED, Reason.TOLL_DISPUTED, Reason.RETRACTED}
)  # of an alert that stays closed
SCATTERED = 3  # places that one post gives to one thing: it happened in what holds them, not in each


class Episodes:
    """See the module.

    Args:
        params: limits.
        state: shared with `alerts.escalation.Escalation`.
        detectors: the same.
    """

    def __init__(self, params: Params, state: State, detectors: Detectors) -> None:
        self.params, self.state, self.detectors = params, state, detectors
        self.rises = Rises(params, state, detectors)
        self.assessment = Assessment(self.rises)
        self.placing = Placing(state, detectors)
        self.belonging = Belonging(params, state)

    def placed(self) -> Sequence[Episode]:
        """Return the open episodes that have an alert with a place."""
        return self.state.register.renewed().placed

    def join(self, episode: Episode, part: Contribution, hits: Sequence[Hit], named: Sequence[str]) -> Iterator[Alert]:
        """Add a report to an open episode; ``named``: the nodes that the report itself names."""
        minute = part.minute
        episode.take(part, effective=part.effective)
        for hit in hits:
            episode.keys[hit.name] = None
            self.detectors.freeze(hit.name, part.minute)
        if episode.follower is not None and episode.follows(part, named):
            root = episode.base.split("\x1f", 1)[0]
            self.detectors.renew(episode.follower, episode.raised_by, root, minute)
            episode.score = self.detectors.scored(episode.follower, minute)
        pools = {name_of(ANY, episode.base), name_of(ANY, episode.node)}
        pooled = max((hit for hit in hits if hit.name in pools), key=lambda hit: hit.score, default=None)
        if pooled is not None and pooled.score > max(episode.score, self.detectors.lowest):
            # Raised by one type or from afar, and more rises here.
            episode.score, episode.base, episode.raised_by = pooled.score, pooled.node, pooled.name
            episode.follower = self.detectors.follow(pooled.key)
        if episode.unsure:
            episode.unsure = self.rises.unsure(episode.raised_by, minute, episode.reports)
        elsewhere = episode.node == UNKNOWN or not same_way(part.path[-1], episode.node)
        finer = elsewhere or part.path[-1].startswith(f"{episode.node}\x1f")
        finer = finer and (episode.reports <= EACH or episode.reports % EVERY == 0)
        yield from self.judge(episode, minute, moved=finer)

    def after(self, episode: Episode, part: Contribution) -> Iterator[Alert]:
        """Take the figures that a medium or an official body gives of a resolved episode: the last toll comes late."""
        standing = episode.standing
        if standing is None or standing.state != "resolved" or not (part.newswire or part.class_ == "official"):
            return
        if not part.claims or not explains(episode.types, part.types) or beside(episode, part):
            return
        if self.rises.reopens(episode, part):
            return
        if summed_up(self.state.tolls, episode.node, dead_of(part), part.minute):
            return
        episode.note(part)
        signal = msgspec.structs.replace(standing.signal, level="none", verdict=None)
        signal = self.assessment.settled(episode, signal)
        yield from self._settle(episode, decide(standing, signal, self.state.now), signal)

    def late(self, part: Contribution) -> tuple[Episode | None, bool]:
        """Return the resolved alert, if one, whose figures a report gives, and whether it is to `follow` them.

        Otherwise they ask to reopen it.
        """
        episode = self.belonging.late(part)
        elsewhere = episode is not None and part.path[0] != UNKNOWN and not same_way(part.path[-1], episode.node)
        if episode is None or episode.standing is None or episode.node == UNKNOWN or elsewhere:
            return episode, episode is not None
        if episode.id in self.state.past:
            return (self.state.recall(episode.id), False) if leaps(episode, part) else (episode, True)
        return episode, not (worse(part, tuple(episode.types), episode.standing.signal.toll) or leaps(episode, part))

    def follow(self, episode: Episode, part: Contribution) -> Iterator[Alert]:
        """Take figures of an alert that was resolved long ago, or that name only its country: a revision at once."""
        standing = episode.standing
        if standing is None:
            return
        part.claims = news(episode, part)
        episode.note(part)
        episode.stories[part.story] = None
        signal = msgspec.structs.replace(standing.signal, level="none", verdict=None)
        signal = self.assessment.settled(episode, signal)
        disputed = signal.disputed and not standing.signal.disputed
        reason = Reason.TOLL_DISPUTED if disputed else signal.told_late(standing.signal)
        new = disputed or signal.figures != standing.signal.figures
        yield from self._settle(episode, Action(new, standing.state, reason), signal)

    def retract(self, episode: Episode) -> Iterator[Alert]:
        """Tell what a resolved alert's figures are without a post that was taken back; nothing where they stay."""
        standing = episode.standing
        if standing is None or standing.state != "resolved":
            return
        signal = msgspec.structs.replace(standing.signal, level="none", verdict=None, retractions=episode.retractions)
        signal = self.assessment.settled(episode, signal)
        fell = signal.figures != standing.signal.figures
        yield from self._settle(episode, Action(fell, standing.state, Reason.RETRACTED), signal)

    def open(self, hits: Sequence[Hit], closed: Episode | None, part: Contribution) -> Iterator[Alert]:
        """Open an episode, reopen the one that closed lately, or widen the one next door, if a key is in alarm."""
        risen = self.rises.risen(hits, closed, part)
        if risen is not None:
            yield from self._raise(risen, closed, part)

    def weigh(self, told: Sequence[tuple[Sequence[Hit], Contribution]]) -> Iterator[Alert]:
        """Open or reopen an episode if a post tells of something grave that others tell of, too: see `alerts.weight`.

        Args:
            told: the post's reports, by place, that no episode holds; each with the keys that it counted on.
        """
        for hits, part in sorted(told, key=lambda one: self._of_no_region(one[1])):
            if part.path[0] == UNKNOWN or not any(
                one is part for one in reversed(self.state.ledger.get(part.path[0], ()))
            ):
                continue
            moved = [one for _, one in told if one.moments == part.moments] if part.moments else [part]
            around = _around(moved)
            risen = self.rises.grave(hits, part) if around is None or len(moved) < SCATTERED else None
            if risen is None and around is not None:
                risen = self.rises.grave(hits, part, around)
                if len(moved) >= SCATTERED:
                    self._widen_report(part, moved, around)
            if risen is not None:
                yield from self._raise(risen, self.rises.closed(risen[1][0], part.apart), part)

    def _of_no_region(self, part: Contribution) -> bool:
        """Whether a report is of an island or a river, whose towns lie in regions of other names."""
        return len(part.path) == LOCALITY and self.state.atlas.place(part.path[-1]).admin1 is None

    def _widen_report(self, part: Contribution, moved: Sequence[Contribution], around: str) -> None:
        """Place a post at what holds all its places: none of them is the one."""
        for one in moved:
            one.path = self.state.atlas.path_of(around)
        for located in self.state.located[-len(moved) :]:
            if (located.voice, located.minute) == (part.voice, part.minute):
                located.spot = around

    def _raise(self, risen: tuple[Hit, Gathered], closed: Episode | None, part: Contribution) -> Iterator[Alert]:
        (hit, (node, parts, topic)), minute = risen, part.minute
        parts = without_mishaps(parts, part)
        known = self._named(topic)
        counted = WORLD
        if known is None and closed is None:
            known, counted = self._same_toll(node, parts, minute), hit.name
        if known is not None:
            self._take_run(known, parts)
            self.detectors.settle(counted)
            yield from self.judge(known, minute)
            return
        started = min((part.published_at for part in parts), default=instant(hit.key.since))
        episode = closed
        if episode is None:
            name = name_of(f"{ANY}{topic}", node) if hit.name == WORLD else hit.name
            made = alert_id(name, started)
            episode = Episode(id=made, node=hit.node, started=started, topic=topic, apart=part.apart)
            if episode.id in self.state.episodes:
                return
        self._take_run(episode, parts)
        episode.score = hit.score
        episode.base, episode.raised_by = hit.node, hit.name
        episode.follower = self.detectors.follow(hit.key, hit.score)
        older = self.placing.neighbour(episode, node)
        if older is not None:
            older.merge(episode)
            if older.score < hit.score:
                older.score, older.base, older.raised_by = hit.score, episode.base, episode.raised_by
                older.follower = episode.follower
            self.placing.widen(older, episode, minute)
            self.placing.freeze(older, minute)
            yield from self.judge(older, minute)
            return
        if closed is None and self.rises.young(hit):
            episode.unsure = self.rises.unsure(hit.name, minute)
        self.state.episodes[episode.id] = episode
        self.state.register.changed()
        self.placing.move(episode, node, minute)
        self.placing.freeze(episode, minute)
        yield from self.judge(episode, minute)

    def _named(self, topic: str) -> Episode | None:
        """Return the open episode, if any, whose place or topic has this name."""
        if not topic:
            return None
        atlas = self.state.atlas
        for episode in self.state.register.renewed().open:
            names = (atlas.place(node).name.casefold() for node in atlas.path_of(episode.node))
            if episode.topic == topic or topic in names:
                return episode
        return None

    def _same_toll(self, node: str, parts: Sequence[Contribution], minute: float) -> Episode | None:
        """Return the open episode of a country whose many dead a run over all of it, or a region, tells of.

        "Refinery blast kills 39 in Venezuela", from the capital, is of the refinery's town, which has its alert.
        """
        if node.count("\x1f") >= LOCALITY:
            return None
        dead = toll([claim for part in parts for claim in part.claims])
        if dead < TELLING_FIGURE:
            return None
        types = tuple(dict.fromkeys(kind for part in parts for kind in part.types))
        root = node.split("\x1f", 1)[0]
        for episode in sorted(self.state.episodes.values(), key=lambda one: (-one.reports, one.id)):
            own = [one for one in self.state.tolls if one.node == episode.node]
            within = episode.open and episode.node.split("\x1f", 1)[0] == root
            if within and known(own, node, dead, minute) and explains(episode.types, types):
                return episode
        return None

    def _take_run(self, episode: Episode, parts: Sequence[Contribution]) -> None:
        for part in parts:
            episode.take(part, effective=part.effective)
            episode.keys.update(dict.fromkeys(part.keys))
        taken = {(part.id, part.path[0]) for part in parts}
        for root in {part.path[0] for part in parts}:
            kept = self.state.ledger.get(root, [])
            self.state.ledger[root] = [part for part in kept if (part.id, root) not in taken]

    def judge(self, episode: Episode, minute: float, *, moved: bool = True) -> Iterator[Alert]:
        """Decide on an episode after a report; ``moved``: one that may move it to a finer place."""
        if moved and not episode.widened:
            unplaced = episode.node == UNKNOWN or bool(wide(episode))
            node = home(episode.spots, self.params.presume_share) if unplaced else finest(episode.spots, episode.node)
            # Of a quake hours ago the capital's bureaus tell, wherever it was.
            late = episode.node != UNKNOWN and minute - minute_of(episode.started) > PLACED_MINUTES
            if node is not None and node != episode.node and not (unplaced and late):
                self.placing.move(episode, node, minute)
                if unplaced:
                    self.placing.freeze(episode, minute)
        older = self.placing.neighbour(episode, episode.node) if episode.standing is not None else None
        if older is not None and (older.started, older.id) < (episode.started, episode.id):
            older.merge(episode)
            self.placing.widen(older, episode, minute)
            yield from self._settle(
                episode, Action(True, "merged", Reason.MERGED), self.assessment.signal(episode, minute)
            )
            episode = older
        signal = self.assessment.signal(episode, minute)
        yield from self._settle(episode, decide(episode.standing, signal, self.state.now), signal)

    def obey(self, verdict: AnalystVerdict) -> Iterator[Alert]:
        """Take an analyst's verdict; one of an alert that is not known (any more) changes nothing."""
        episode = self.state.episodes.get(verdict.alert) or self.state.recall(verdict.alert)
        if episode is None or episode.standing is None:
            return
        standing = episode.standing
        signal = msgspec.structs.replace(standing.signal, verdict=verdict)
        action = decide(standing, signal, verdict.at)
        if action.publish and verdict.verdict == "reopen":
            self._catch_up(episode, standing)
            yield from self._settle(episode, action, self.assessment.signal(episode, self.state.clock))
            return
        yield from self._settle(episode, action, standing.signal)
        into = self.state.episodes.get(verdict.into or "")
        if action.publish and action.state == "merged" and into is not None and into.open:
            into.merge(episode)
            self.placing.freeze(into, self.state.clock)
            yield from self.judge(into, self.state.clock)

    def _catch_up(self, episode: Episode, closed: Standing) -> None:
        """Take in what came while an episode was closed."""
        kept = self.state.ledger.get(episode.node.split("\x1f", 1)[0], ())
        missed = [p for p in kept if p.minute > minute_of(closed.since) and same_way(p.path[-1], episode.node)]
        self._take_run(episode, missed)
        self.placing.freeze(episode, self.state.clock)

    def _settle(self, episode: Episode, action: Action, signal: Signal) -> Iterator[Alert]:
        """Carry a decision out; yields the revision if one is published."""
        before, now = episode.standing, self.state.now
        episode.unsettled = not action.publish and before is not None and signal.figures != before.signal.figures
        if not action.publish or (action.reason == Reason.FIGURES_CHANGED and episode.returns_to(signal.figures)):
            return
        episode.tell(signal.figures)
        since = before.since if before is not None and before.state == action.state else now
        paged = action.state == "firing" or (before is not None and before.paged)
        episode.standing = Standing(action.state, signal, since, action.until, paged, now)
        if before is None or (before.state != action.state and {before.state, action.state} & CLOSED):
            self.state.register.changed()
        episode.revision += 1
        if action.state == "false_positive":  # what it told was not so
            self.state.tolls = [one for one in self.state.tolls if one.node != episode.node]
        else:
            told = dict.fromkeys(moment for part in episode.latest for moment in part.moments)
            things = tuple(sorted(main_things(episode)))
            place = self.state.atlas.place(episode.node)
            at = None if place.precision == "country" else (place.lat, place.lon)
            new = Toll(episode.node, signal.toll, self.state.clock, tuple(told), episode.apart, things, at)
            self.state.tolls = remember(self.state.tolls, new)
        if action.state == "clearing":
            for name in episode.keys:
                self.detectors.settle(name)
        elif action.state in CLOSED and action.state != "merged" and action.reason not in TOLD_AFTERWARDS:
            for name in episode.keys:
                self.detectors.release(name)
        if action.state in CLOSED or action.state == "clearing":
            episode.score = 0.0
            if episode.follower is not None:
                episode.follower.settle()
        yield write(episode, episode.standing, before, action.reason, (self.detectors, self.state.atlas), now)

    def tick(self) -> Iterator[Alert]:
        """Let a minute pass: alerts clear, end their silence, and are forgotten."""
        now = self.state.now
        for episode in list(self.state.episodes.values()):
            standing = episode.standing
            if standing is None or (not episode.open and now - (standing.told_at or standing.since) > EPISODE_GAP):
                del self.state.episodes[episode.id]
                self.state.register.changed()
                if remembered(episode, now):
                    self.state.past = keep(self.state.past, episode)
                continue
            if not episode.open and not episode.unsettled:
                continue
            calm = not episode.open or self.assessment.calm(episode)
            level: Level = self.assessment.level(episode) if standing.state == "suppressed" else "none"
            signal = msgspec.structs.replace(standing.signal, level=level, calm=calm, verdict=None)
            if episode.unsettled:
                signal = self.assessment.settled(episode, signal)
            yield from self._settle(episode, decide(standing, signal, now), signal)


def _around(parts: Sequence[Contribution]) -> str | None:
    """Return the node that holds all places which one post names, where they do not lie on one path."""
    paths = {part.path for part in parts}
    longest = max(paths, key=len)
    if all(longest[: len(path)] == path for path in paths):
        return None
    shared = [nodes[0] for nodes in zip(*paths, strict=False) if len(set(nodes)) == 1]
    return shared[-1] if shared else None

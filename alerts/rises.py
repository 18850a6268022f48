"""What opens an alert: a key in alarm and the reports that its rise is made of, or what a report weighs.

In a young stream a rise has to be one (`alerts.learning`); what weighs enough needs none (`alerts.weight`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter

from alerts.apart import alike
from alerts.detectors import YOUNG_HOURS, Detectors
from alerts.episode import Episode
from alerts.followups import leaps
from alerts.gathering import PRESUMED_MINUTES, Gathered
from alerts.key import WORLD, Key, name_of
from alerts.keys import ANY, LOCALITY, UNKNOWN
from alerts.learning import PROMISING_MINUTES, singular, stands_out
from alerts.ledger import Contribution
from alerts.params import Params
from alerts.runs import Hit, run_of, same_way
from alerts.severity import explains, toll, weighs
from alerts.state import State
from alerts.weight import (
    BUSY_REPORTS,
    FRESH,
    SEEN,
    TELLING,
    VIOLENCE,
    VOICES,
    WINDOW_MINUTES,
    borne_out,
    placeless,
    told_of,
    weighty_run,
    worse,
)

__all__ = ["EACH", "EVERY", "Rises"]

USUAL = 1.0  # reports of a type that a place has in `WINDOW_MINUTES` where one more of them is no news
USUAL_KNOWN = 0.1  # the same, once a day is known, where three in a window are no coincidence of 200 keys in a month
HABIT = 4.0  # reports of a type that a place had lately: fewer may be of the event itself, learnt after an hour
MANY_LOCATED = 12  # reports an hour that name a place: a young stream of so many does not know yet what is rare
_MOMENTS = attrgetter("moments")
EACH, EVERY = 30, 10  # a finer place is looked for at each of the first reports, then at every tenth


@dataclass(frozen=True)
class Rises:
    """Shares params, state and detectors with `alerts.episodes.Episodes`.

    Attributes:
        stirred: country -> minute at which a medium or an official body last told of what is grave in itself, in the
            reports that no episode holds; made from the ledger, and never too early.
        told: country -> what is grave in itself -> minute at which anybody last told of it, the same.
    """

    params: Params
    state: State
    detectors: Detectors
    stirred: dict[str, float] = field(default_factory=dict)
    told: dict[str, dict[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kept in self.state.ledger.values():
            for part in kept:
                self.stir(part)

    def stir(self, part: Contribution) -> None:
        """Note a report that came into the ledger."""
        if not part.moments:
            return
        told = self.told.setdefault(part.path[0], {})
        for moment in part.moments:
            told[moment] = max(part.minute, told.get(moment, 0.0))
        if part.stirs:
            self.stirred[part.path[0]] = max(part.minute, self.stirred.get(part.path[0], 0.0))

    def risen(self, hits: Sequence[Hit], closed: Episode | None, part: Contribution) -> tuple[Hit, Gathered] | None:
        """Return the key in alarm by a report, if one is, and the reports that its rise is made of."""
        minute = part.minute
        lowest, least = self.detectors.lowest, self.params.min_reports
        over = [hit for hit in hits if hit.score > lowest and hit.key.run >= least and _due(hit)]
        watch = self.detectors.watch if over else lowest
        if over:
            over = [hit for hit in over if hit.score > watch]
        learnt = self.detectors.memory.began + self.params.learning_minutes
        young = [hit for hit in over if hit.key.since < learnt] if closed is None else []
        if young:
            over = [hit for hit in over if hit.key.since >= learnt] + self._outstanding(young, minute)
        if not over:
            return None
        over.sort(key=lambda one: (one.name != WORLD, one.score, len(one.node), one.name), reverse=True)
        for hit in over:
            found = run_of(hit, closed, self.state, self.params, part.apart)
            own = self._own(hit, found, minute) if found is not None and closed is None else hit
            if found is not None and own.score > watch:
                return own, found
        if over[0] in young and over[0].key.run > EACH:
            self.detectors.concede(over[0].name, over[0].node.split("\x1f", 1)[0], minute)
        return None

    def _own(self, hit: Hit, found: Gathered, minute: float) -> Hit:
        """Return a rise without what reports of other towns and of nothing alike have added to it.

        A bang in Bristol and a rally in London are no rise of either, though England has one.
        """
        node, parts, _ = found
        if hit.name == WORLD or node == hit.node:
            return hit
        types = {kind for one in parts for kind in one.types}
        kept = self.state.ledger.get(hit.node.split("\x1f", 1)[0], ())
        others = [one for one in kept if one.minute >= hit.key.since and hit.name in one.keys and one not in parts]
        strange = sum(not (explains(types, one.types) or explains(one.types, tuple(types))) for one in others)
        return hit._replace(score=self.detectors.score_without(hit.key, strange, minute)) if strange else hit

    def grave(self, hits: Sequence[Hit], part: Contribution, around: str | None = None) -> tuple[Hit, Gathered] | None:
        """Return what a report makes known by its weight, see `alerts.weight`."""
        if not part.types or not (any(map(weighs, part.claims)) or self._moving(part)):
            return None
        kept = [*self.state.ledger.get(part.path[0], ()), *placeless(part, self.state.ledger.get(UNKNOWN, ()))]
        busy = self.busy(around or part.path[: LOCALITY + 1][-1])
        found = weighty_run(part, kept, self.state.tolls, around, busy=busy)
        if found is None or self._retold(*found, part):
            closed = self.closed(part.path[-1], part.apart)
            if closed is None or not self.reopens(closed, part):
                return None
            found = closed.node, [part]
        pooled = [hit for hit in hits if hit.name == name_of(ANY, hit.node) and same_way(hit.node, found[0])]
        hit = max(pooled, key=lambda one: (len(one.node) <= len(found[0]), len(one.node)), default=None)
        hit = hit or self._counted(part, found[0])
        return None if hit is None else (hit, (*found, ""))

    def _counted(self, part: Contribution, node: str) -> Hit | None:
        """Return the key of a place that others counted on, for a report that is told too soon after them to count."""
        name = name_of(ANY, node)
        key = self.detectors.get(name) if not part.copy and part.newswire else None
        return None if key is None else Hit(name, node, key, self.detectors.score(key, part.minute))

    def reopens(self, closed: Episode, part: Contribution) -> bool:
        """Whether a report tells of so much worse than an alert that has closed that it opens again.

        By a named speaker's dead, or by far more than was told, of which another voice nearby tells, too.
        """
        if worse(part, tuple(closed.types), toll(closed.claims, closed.printed)):
            return True
        kept = self.state.ledger.get(part.path[0], ()) if leaps(closed, part) else ()
        others = (one for one in kept if one.voice != part.voice and same_way(one.path[-1], part.path[-1]))
        return any(leaps(closed, one) for one in others)

    def _retold(self, node: str, parts: Sequence[Contribution], part: Contribution) -> bool:
        """Whether what weighs in some reports is what the alert that closed at their place has told."""
        closed = self.closed(node, part.apart)
        if closed is None or closed.standing is None:
            return False
        told = dict(closed.standing.signal.figures)
        weighty = [claim.count for one in parts for claim in one.claims if weighs(claim)]
        moments = {moment for one in parts for moment in one.moments}
        return (
            bool(weighty)
            and all((one.min or 0) <= FRESH * told.get(one.role, 0) for one in weighty)
            and told_of(self.state.tolls, node, moments, part.minute, published=True)
        )

    def busy(self, node: str) -> bool:
        """Whether there are always reports at a node, of whatever."""
        key = self.detectors.get(name_of(ANY, node))
        return key is not None and key.mu * WINDOW_MINUTES > BUSY_REPORTS

    def _moving(self, part: Contribution) -> bool:
        """Whether a report, or one before it in its country, tells of what is grave in itself, where that is rare."""
        alike = self._bears_out(part)
        violent = alike or (part.newswire and not VIOLENCE.isdisjoint(part.types))
        if not part.moments and not violent and self.stirred.get(part.path[0], 0.0) <= part.minute - WINDOW_MINUTES:
            return False
        around = part.path[: LOCALITY + 1]
        place = around[-1]
        young = part.minute < self.detectors.memory.began + self.params.learning_minutes
        if not (young or part.apart or self._any_rare(part, place)):
            return False
        moving: list[Contribution] = []
        for one in filter(_MOMENTS, reversed(self.state.ledger.get(part.path[0], ()))):
            if one.minute <= part.minute - WINDOW_MINUTES:
                break
            moving.append(one)
        least = 1 if alike else TELLING if violent else SEEN
        if len(moving) < least and not any(one.stirs or one.relays for one in moving):
            return False
        near = (one for one in moving if place in one.path or one.path[-1] in around)
        moments = {moment for one in near for moment in one.moments}
        rare = bool(moments and part.apart) or any(self._rare(moment, place) for moment in moments)
        if not young or sum(one.minute > part.minute - PRESUMED_MINUTES for one in self.state.located) < MANY_LOCATED:
            return rare
        if self._singular(place, part.minute):
            return True
        return rare and bool(stands_out(self.state.located, place, self.state.register.renewed().nodes, part.minute))

    def _bears_out(self, part: Contribution) -> bool:
        """Whether a report tells of what its country lately told of as grave in itself, without what makes it such."""
        return bool(self.told.get(part.path[0])) and bool(borne_out(part))

    def _singular(self, node: str, minute: float) -> bool:
        """Whether a medium or an official body tells of what is grave in itself at a node, and few do elsewhere."""
        since = minute - WINDOW_MINUTES
        if self.stirred.get(node.split("\x1f", 1)[0], 0.0) <= since:
            return False
        near = [one for one in self._movers(node.split("\x1f", 1)[0], since) if same_way(one.path[-1], node)]
        here: dict[str, set[str]] = {moment: set() for one in near if one.stirs for moment in one.moments}
        for one in near:
            for moment in here.keys() & one.moments:
                here[moment].add(one.voice)
        here = {moment: voices for moment, voices in here.items() if len(voices) >= VOICES}
        elsewhere: dict[str, set[str]] = {moment: set() for moment in here}
        for one in chain.from_iterable(self._movers(root, since) for root in self.state.ledger if here):
            for moment in here.keys() & one.moments if not same_way(one.path[-1], node) else ():
                elsewhere[moment].add(one.voice)
                if len(elsewhere[moment]) > len(here[moment]):
                    del here[moment]
        return any(singular(len(voices), len(elsewhere[moment])) for moment, voices in here.items())

    def _movers(self, root: str, since: float) -> Iterator[Contribution]:
        """Yield what a country's ledger holds of what is grave in itself, from a minute on; no copies."""
        for one in filter(_MOMENTS, reversed(self.state.ledger.get(root, ()) if root != UNKNOWN else ())):
            if one.minute <= since:
                return
            if not one.copy:
                yield one

    def _any_rare(self, part: Contribution, place: str) -> bool:
        """Whether anything that a report's country lately told of as grave in itself is rare at a place."""
        told, since = self.told.get(part.path[0], {}), part.minute - WINDOW_MINUTES
        return any(at > since and self._rare(moment, place) for moment, at in told.items())

    def _rare(self, moment: str, place: str) -> bool:
        """Whether a place is not known to have reports of a moment all the time; of some no type is counted."""
        key = self.detectors.get(name_of(moment, place))
        return key is None or key.rate.counts < HABIT or key.mu * WINDOW_MINUTES <= _usual(key)

    def closed(self, node: str, apart: Sequence[str]) -> Episode | None:
        """Return the latest episode that closed lately at a node, around it or within it, and that is not apart."""
        closed = self.state.register.renewed().closed
        near = [one for one in closed if same_way(one.node, node) and alike(one.apart, apart)]
        return max(near, key=lambda one: (one.started, one.id), default=None)

    def _outstanding(self, over: Sequence[Hit], minute: float) -> list[Hit]:
        """Return the rises of a young stream that are some; where none is, they are taken for normal life."""
        known = self.state.register.renewed().nodes
        found: list[Hit] = []
        watched: list[Hit] = []
        usual: list[Hit] = []
        for hit in over:
            stands = hit.name == WORLD or stands_out(self.state.located, hit.node, known, minute)
            if stands or self._singular(hit.node, minute) or self.detectors.rose(hit.name, hit.key, minute):
                found.append(hit)
            elif busiest := self.detectors.busiest(hit.name, hit.key, minute):
                watched.append(hit)
            elif stands is not None and busiest is not None:
                usual.append(hit)
        if not found and not watched:
            for hit in usual:
                self.detectors.concede(hit.name, hit.node.split("\x1f", 1)[0], minute)
        return found or watched

    def young(self, hit: Hit) -> bool:
        """Whether a rise began in the first hours of the stream, in one place."""
        return hit.name != WORLD and hit.key.since < self.detectors.memory.began + self.params.learning_minutes

    def unsure(self, name: str, minute: float, reports: int = 0) -> bool:
        """Whether nothing tells yet that what a key of a young stream shows is a rise; ``reports``: of its alert."""
        key, node = self.detectors.get(name), name.partition("|")[2]
        if key is None:
            return False
        held = reports if minute - self.detectors.memory.began < PROMISING_MINUTES else 0
        known = self.state.register.renewed().nodes
        outstanding = stands_out(self.state.located, node, known, minute) or self._singular(node, minute)
        return not (outstanding or self.detectors.rose(name, key, minute, held))


def _usual(key: Key) -> float:
    return USUAL if key.rate.exposure < YOUNG_HOURS else USUAL_KNOWN


def _due(hit: Hit) -> bool:
    """Whether to look at a rise: reports from everywhere that are no one event are not gathered anew at each."""
    return hit.name != WORLD or hit.key.run <= EACH or not hit.key.run % EVERY

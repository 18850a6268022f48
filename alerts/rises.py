"""What opens an alert: a key in alarm and the reports that its rise is made of, or what a report weighs.

In a young stream a rise has to be one (`alerts.learning`); what weighs enough needs none (`alerts.weight`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.detectors import Detectors
from alerts.episode import Episode
from alerts.gathering import Gathered
from alerts.key import WORLD, name_of
from alerts.keys import ANY
from alerts.learning import stands_out
from alerts.ledger import Contribution
from alerts.params import Params
from alerts.runs import Hit, run_of, same_way
from alerts.severity import toll
from alerts.state import State
from alerts.weight import weighty_run, worse

__all__ = ["EACH", "EVERY", "Rises", "merged"]

EACH, EVERY = 30, 10  # a finer place is looked for at each of the first reports, then at every tenth


@dataclass(frozen=True)
class Rises:
    """Shares params, state and detectors with `alerts.episodes.Episodes`."""

    params: Params
    state: State
    detectors: Detectors

    def risen(self, hits: Sequence[Hit], closed: Episode | None, minute: float) -> tuple[Hit, Gathered] | None:
        """Return the key in alarm, if one is, and the reports that its rise is made of."""
        lowest, least = self.detectors.lowest, self.params.min_reports
        over = [hit for hit in hits if hit.score > lowest and hit.key.run >= least and _due(hit)]
        if over:
            watch = self.detectors.watch
            over = [hit for hit in over if hit.score > watch]
        learnt = self.detectors.memory.began + self.params.learning_minutes
        young = [hit for hit in over if hit.key.since < learnt] if closed is None else []
        if young:
            over = [hit for hit in over if hit.key.since >= learnt] + self._outstanding(young, minute)
        if not over:
            return None
        over.sort(key=lambda one: (one.name != WORLD, one.score, len(one.node), one.name), reverse=True)
        for hit in over:
            found = run_of(hit, closed, self.state, self.params)
            if found is not None:
                return hit, found
        if over[0] in young and over[0].key.run > EACH:
            self.detectors.concede(over[0].name, over[0].node.split("\x1f", 1)[0], minute)
        return None

    def grave(self, hits: Sequence[Hit], part: Contribution) -> tuple[Hit, Gathered] | None:
        """Return what a report makes known by its weight, see `alerts.weight`."""
        found = weighty_run(part, self.state.ledger.get(part.path[0], ()), self.state.tolls)
        if found is None:
            closed = self.closed(part.path[-1])
            if closed is None or not worse(part, closed.types, toll(closed.claims)):
                return None
            found = closed.node, [part]
        pooled = [hit for hit in hits if hit.name == name_of(ANY, hit.node) and same_way(hit.node, found[0])]
        hit = max(pooled, key=lambda one: len(one.node), default=None)
        return None if hit is None else (hit, (*found, ""))

    def closed(self, node: str) -> Episode | None:
        """Return the latest episode that closed lately at a node, around it or within it."""
        closed = [one for one in self.state.episodes.values() if not one.open and not merged(one)]
        near = [one for one in closed if same_way(one.node, node)]
        return max(near, key=lambda one: (one.started, one.id), default=None)

    def _outstanding(self, over: Sequence[Hit], minute: float) -> list[Hit]:
        """Return the rises of a young stream that are some; where none is, they are taken for normal life."""
        known = [one.node for one in self.state.episodes.values()]
        found: list[Hit] = []
        usual: list[Hit] = []
        for hit in over:
            stands = hit.name == WORLD or stands_out(self.state.located, hit.node, known, minute)
            if stands or self.detectors.rose(hit.name, hit.key, minute):
                found.append(hit)
            elif stands is not None:
                usual.append(hit)
        if not found:
            for hit in usual:
                self.detectors.concede(hit.name, hit.node.split("\x1f", 1)[0], minute)
        return found


def _due(hit: Hit) -> bool:
    """Whether to look at a rise: reports from everywhere that are no one event are not gathered anew at each."""
    return hit.name != WORLD or hit.key.run <= EACH or not hit.key.run % EVERY


def merged(episode: Episode) -> bool:
    """Whether an episode has become part of another alert."""
    return episode.standing is not None and episode.standing.state == "merged"

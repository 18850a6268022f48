"""Where an episode is, and which keys its reports account for: it moves, widens, and meets its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress

from alerts.apart import alike
from alerts.detectors import Detectors
from alerts.episode import Episode
from alerts.felt import wide, within_reach
from alerts.key import name_of
from alerts.keys import ANY, LOCALITY, UNKNOWN
from alerts.state import State

__all__ = ["Placing"]

MOVED_MINUTES = 120  # reports this old are counted on a node that an alert moves to


@dataclass(frozen=True)
class Placing:
    """Shares state and detectors with `alerts.episodes.Episodes`."""

    state: State
    detectors: Detectors

    def freeze(self, episode: Episode, minute: float) -> None:
        """Freeze the episode's keys, and let it account for its reports on the nodes above it."""
        for name in episode.keys:
            node = name.split("|", 1)[1]
            if episode.node.startswith(f"{node}\x1f") or (node == UNKNOWN != episode.node):
                self.detectors.settle(name)
            else:
                self.detectors.freeze(name, minute)

    def move(self, episode: Episode, node: str, minute: float) -> None:
        """Place the episode at ``node``, and count there the reports that did not name it."""
        episode.node = node
        self.state.register.changed()
        path, name = self.state.atlas.path_of(node), name_of(ANY, node)
        if node == UNKNOWN:
            return
        late = [part for part in episode.latest if part.effective and name not in part.keys]
        late = [part for part in late if part.minute > minute - MOVED_MINUTES]
        if late:
            place = (min(len(path) - 1, LOCALITY + 1), path[0])
            counted = self.detectors.adopt(name, place, [(part.minute, part.marks) for part in late])
            for part in compress(late, counted):  # what was not counted there cannot be taken back from there
                part.keys = (*part.keys, name)
        episode.keys[name] = None
        self.detectors.freeze(name, minute)

    def neighbour(self, episode: Episode, node: str) -> Episode | None:
        """Return the oldest other open episode in the locality of ``node``, or of the same earthquake.

        One that is apart from it is none.
        """
        register = self.state.register.renewed()
        if phrase := wide(episode):
            felt = [one for one in register.open if one.id != episode.id and wide(one) == phrase]
            felt = [one for one in felt if alike(one.apart, episode.apart)]
            felt = [one for one in felt if within_reach(self.state.atlas, one.node, node)]
            if felt:
                return min(felt, key=lambda one: (one.started, one.id))
        locality = _locality(node)
        if locality is None:
            return None
        near = [one for one in (*register.at(locality), *register.below(locality)) if one.open]
        near = [one for one in near if one.id != episode.id and alike(one.apart, episode.apart)]
        return min(near, key=lambda one: (one.started, one.id), default=None)

    def widen(self, episode: Episode, other: Episode, minute: float) -> None:
        """Place an episode at its locality, for good, if one that it takes in is there, too."""
        locality = _locality(episode.node)
        if locality is not None and locality == _locality(other.node):
            episode.widened = True
            self.move(episode, locality, minute)


def _locality(node: str) -> str | None:
    parts = node.split("\x1f")
    return "\x1f".join(parts[: LOCALITY + 1]) if len(parts) > LOCALITY else None

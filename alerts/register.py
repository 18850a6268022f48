"""Which episodes there are, by where they are: with fifty open no report looks at each of them.

Derived from the episodes of `alerts.state.State`, and made anew after one came, went, moved or changed its state
(`Register.changed`), which is seldom beside the reports that ask. Order is that of the episodes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from alerts.episode import Episode
from alerts.keys import LOCALITY, UNKNOWN

__all__ = ["Register"]

NONE: Sequence[Episode] = ()


class Register:
    """See the module.

    Args:
        episodes: by alert id; looked at, never changed.

    Attributes:
        open: that reports still belong to; ``alerts`` are those with a revision, ``placed`` those with a place as well.
        closed: those that may come back, what was merged left out.
        unplaced: open ones that only a topic holds together.
        nodes: of all.
    """

    def __init__(self, episodes: Mapping[str, Episode]) -> None:
        self._episodes = episodes
        self._fresh = False

    def changed(self) -> None:
        """Note that an episode came, went, moved or changed its state."""
        self._fresh = False

    def renewed(self) -> Register:
        """Return itself as of now."""
        if not self._fresh:
            self._fresh = True
            self._sort()
        return self

    def at(self, node: str) -> Sequence[Episode]:
        """Return the episodes at a node, open or closed; what was merged left out."""
        return self._at.get(node, NONE)

    def below(self, node: str) -> Sequence[Episode]:
        """Return the open episodes at finer places within a node."""
        return self._below.get(node, NONE)

    def called(self, name: str) -> Sequence[Episode]:
        """Return the placed episodes with a town of this name, or one that begins with it, in their nodes."""
        return self._called.get(name, NONE)

    def _sort(self) -> None:
        every = list(self._episodes.values())
        self.nodes = [one.node for one in every]
        self.open = [one for one in every if one.open]
        self.alerts = [one for one in self.open if one.standing is not None]
        self.placed = [one for one in self.alerts if one.node != UNKNOWN]
        self.unplaced = [one for one in self.open if one.node == UNKNOWN and one.topic]
        unmerged = [one for one in every if one.standing is None or one.standing.state != "merged"]
        self.closed = [one for one in unmerged if not one.open]
        self._at: dict[str, list[Episode]] = {}
        self._below: dict[str, list[Episode]] = {}
        self._called: dict[str, list[Episode]] = {}
        for one in unmerged:
            self._at.setdefault(one.node, []).append(one)
        for one in self.open:
            for node in accumulate(one.node.split("\x1f")[:-1], "{}\x1f{}".format):
                self._below.setdefault(node, []).append(one)
        for one in self.placed:
            for name in dict.fromkeys(name for part in one.node.split("\x1f")[1:] for name in _names(part)):
                self._called.setdefault(name, []).append(one)
        self.localities = dict.fromkeys(
            "\x1f".join(parts[: LOCALITY + 1]) for one in self.placed if len(parts := one.node.split("\x1f")) > LOCALITY
        )


def _names(part: str) -> tuple[str, ...]:
    """Return what comes before a space or an at sign of a node's part: ``Santiago de Compostela@42.88,-8.54``."""
    return tuple(part[:at] for at, letter in enumerate(part) if letter in " @")

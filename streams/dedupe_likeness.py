"""How alike two texts are, apart from what their anchors say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from streams.anchors import NAME, NUMBER, Anchor
from streams.signature import LONG

__all__ = ["Likeness", "Side", "in_order", "likeness"]

Runs = frozenset[tuple[int, int, int]]


class Side:
    """One of the two texts; what is derived from it is derived once, since a text meets several candidates."""

    __slots__ = ("_pairs", "_runs", "_values", "_words", "anchors", "at_ms", "caseless", "lead", "length")

    def __init__(self, length: int, lead: list[int], anchors: list[Anchor], at_ms: int, *, caseless: bool) -> None:
        self.length, self.lead, self.anchors, self.at_ms, self.caseless = length, lead, anchors, at_ms, caseless
        self._words: frozenset[int] | None = None
        self._runs: Runs | None = None
        self._pairs: frozenset[tuple[int, int]] | None = None
        self._values: dict[int, set[int]] | None = None

    @property
    def long(self) -> bool:
        """Whether its sketch is over runs of three words."""
        return self.length >= LONG

    @property
    def words(self) -> frozenset[int]:
        """Hashes of the words of the lead."""
        if self._words is None:
            self._words = frozenset(self.lead)
        return self._words

    @property
    def runs(self) -> Runs:
        """Runs of three words of the lead."""
        if self._runs is None:
            lead = self.lead
            self._runs = frozenset(zip(lead, lead[1:], lead[2:], strict=False))
        return self._runs

    @property
    def pairs(self) -> frozenset[tuple[int, int]]:
        """Pairs of neighbouring names and numbers."""
        if self._pairs is None:
            values = [one[1] for one in self.anchors if one[0] in (NAME, NUMBER)]
            self._pairs = frozenset(pair for pair in pairwise(values) if pair[0] != pair[1])
        return self._pairs

    def values(self, kind: int) -> set[int]:
        """Return the values of its anchors of a kind."""
        if self._values is None:
            self._values = {}
            for one in self.anchors:
                self._values.setdefault(one[0], set()).add(one[1])
        return self._values.get(kind, set())


@dataclass(slots=True)
class Likeness:
    """How alike two texts are, each 0 to 1.

    Attributes:
        sketch: Jaccard of the sketches; None between a long and a short text.
        words, runs: share of the smaller lead's words, and of its runs of three, that the other has.
        ordered: share of neighbouring anchors that both have; ``pairs`` how many.
    """

    sketch: float | None
    words: float
    runs: float
    ordered: float
    pairs: int


def likeness(earlier: Side, later: Side, sketch: float) -> Likeness:
    """Measure how alike two texts are."""
    common = len(earlier.pairs & later.pairs)
    ordered = common / (min(len(earlier.pairs), len(later.pairs)) or 1)
    return Likeness(
        sketch if earlier.long == later.long else None,
        len(earlier.words & later.words) / (min(len(earlier.words), len(later.words)) or 1),
        len(earlier.runs & later.runs) / (min(len(earlier.runs), len(later.runs)) or 1),
        ordered,
        common,
    )


def in_order(first: Sequence[int], second: Sequence[int]) -> float:
    """Return the share of the longer text's words that both have in the same order (longest common subsequence)."""
    row = [0] * (len(second) + 1)
    for word in first:
        diagonal = 0
        for at, other in enumerate(second, 1):
            above = row[at]
            if word == other:
                row[at] = diagonal + 1
            elif row[at - 1] > above:
                row[at] = row[at - 1]
            diagonal = above
    return row[-1] / (max(len(first), len(second)) or 1)

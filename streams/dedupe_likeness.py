"""How alike two texts are, apart from what their anchors say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from streams.anchors import NAME, NUMBER, Anchor
from streams.signature import LONG

__all__ = ["Likeness", "Side", "in_order", "likeness"]


@dataclass(slots=True)
class Side:
    """One of the two texts."""

    length: int
    lead: list[int]
    anchors: list[Anchor]
    caseless: bool
    at_ms: int

    @property
    def long(self) -> bool:
        """Whether its sketch is over runs of three words."""
        return self.length >= LONG


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
    first, second = set(earlier.lead), set(later.lead)
    smaller = min(len(first), len(second)) or 1
    words = len(first & second) / smaller
    runs_first, runs_second = _runs(earlier.lead), _runs(later.lead)
    runs = len(runs_first & runs_second) / (min(len(runs_first), len(runs_second)) or 1)
    pairs_first, pairs_second = _pairs(earlier.anchors), _pairs(later.anchors)
    common = len(pairs_first & pairs_second)
    ordered = common / (min(len(pairs_first), len(pairs_second)) or 1)
    return Likeness(sketch if earlier.long == later.long else None, words, runs, ordered, common)


def _runs(lead: Sequence[int]) -> set[tuple[int, int, int]]:
    return set(zip(lead, lead[1:], lead[2:], strict=False))


def _pairs(anchors: Sequence[Anchor]) -> set[tuple[int, int]]:
    values = [value for kind, value, _, _ in anchors if kind in (NAME, NUMBER)]
    return {pair for pair in pairwise(values) if pair[0] != pair[1]}


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

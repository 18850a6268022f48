"""Small pictures of a rate over time, in characters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

__all__ = ["LEVELS", "rebin", "spark"]

LEVELS = "▁▂▃▄▅▆▇█"


def spark(counts: Sequence[int], top: int | None = None) -> str:
    """Draw one bar per count; nothing at all is a dot, so that one report can be told from none.

    Args:
        counts: reports per bin, oldest first.
        top: count of a full bar; the largest count when None.
    """
    highest = max(top if top is not None else max(counts, default=0), 1)
    return "".join(_bar(count, highest) for count in counts)


def _bar(count: int, highest: int) -> str:
    if count <= 0:
        return "·"
    return LEVELS[min(len(LEVELS) - 1, (count * len(LEVELS) - 1) // highest)]


def rebin(counts: Sequence[int], bins: int) -> list[int]:
    """Sum neighbours until ``bins`` are left (never more than there were); the sum of all stays the same."""
    if bins < 1 or not counts:
        return []
    wanted = min(bins, len(counts))
    edges = [place * len(counts) // wanted for place in range(wanted + 1)]
    return [sum(counts[low:high]) for low, high in pairwise(edges)]

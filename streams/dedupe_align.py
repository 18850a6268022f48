"""Two beginnings laid side by side: which words stand for which.

Words that stand once in each, in the same order, are matched (longest increasing subsequence, as in patience diff), and
what lies between two matches on both sides is a *gap*: one text's wording of what the other says there. So an anchor
finds its counterpart also where every other word around it was replaced.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Gap", "gaps"]


class Gap(NamedTuple):
    """Words ``start:end`` of the earlier text against ``other:other_end`` of the later one; neither is empty."""

    start: int
    end: int
    other: int
    other_end: int

    @property
    def width(self) -> int:
        """Words of the wider side."""
        return max(self.end - self.start, self.other_end - self.other)


def gaps(first: Sequence[int], second: Sequence[int]) -> tuple[list[Gap], int]:
    """Return the gaps between two sequences of words, and how many words are matched."""
    found: list[Gap] = []
    matched = 0
    at = other = 0
    for start, spot in (*_chain(first, second), (len(first), len(second))):
        # Repeated words are matched where they stand next to a match.
        low, low_other = at, other
        while low < start and low_other < spot and first[low] == second[low_other]:
            low, low_other = low + 1, low_other + 1
        high, high_other = start, spot
        while high > low and high_other > low_other and first[high - 1] == second[high_other - 1]:
            high, high_other = high - 1, high_other - 1
        if low < high and low_other < high_other:
            found.append(Gap(low, high, low_other, high_other))
        matched += (low - at) + (start - high) + 1
        at, other = start + 1, spot + 1
    return found, matched - 1


def _chain(first: Sequence[int], second: Sequence[int]) -> list[tuple[int, int]]:
    """Return the longest run of matches in order, of words that stand once in each."""
    spots = _once(second)
    pairs = [(at, spots[word]) for word, at in _once(first).items() if at >= 0 and spots.get(word, -1) >= 0]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, spot) in enumerate(pairs):
        place = bisect_left(tails, spot)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(spot)
            ends.append(number)
        else:
            tails[place], ends[place] = spot, number
    chain: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _once(words: Sequence[int]) -> dict[int, int]:
    """Return where each word stands, in order; -1 for words that stand there more than once."""
    spots: dict[int, int] = {}
    for at, word in enumerate(words):
        spots[word] = -1 if word in spots else at
    return spots

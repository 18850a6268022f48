"""Two beginnings laid side by side: which words stand for which.

Words that stand once in each, in the same order, are matched (longest increasing subsequence, as in patience diff), and
what lies between two matches on both sides is a *gap*: one text's wording of what the other says there. So an anchor
finds its counterpart also where every other word around it was replaced.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Gap", "gaps", "once"]


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


def gaps(
    first: Sequence[int], second: Sequence[int], spots: tuple[dict[int, int], dict[int, int]] | None = None
) -> tuple[list[Gap], int]:
    """Return the gaps between two sequences of words, and how many words are matched.

    Args:
        first: of the earlier text.
        second: of the later text.
        spots: `once` of either, where it is known.
    """
    found: list[Gap] = []
    matched = at = other = 0
    for start, spot in (*_chain(spots or (once(first), once(second))), (len(first), len(second))):
        if start > at or spot > other:
            # Repeated words are matched where they stand next to a match.
            low, low_other = at, other
            while low < start and low_other < spot and first[low] == second[low_other]:
                low, low_other = low + 1, low_other + 1
            high, high_other = start, spot
            while high > low and high_other > low_other and first[high - 1] == second[high_other - 1]:
                high, high_other = high - 1, high_other - 1
            if low < high and low_other < high_other:
                found.append(Gap(low, high, low_other, high_other))
            matched += (low - at) + (start - high)
        matched += 1
        at, other = start + 1, spot + 1
    return found, matched - 1


def _chain(spots: tuple[dict[int, int], dict[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of matches in order, of words that stand once in each."""
    theirs, mine = spots[0].items(), spots[1].get
    pairs = [(at, spot) for word, at in theirs if at >= 0 and (spot := mine(word, -1)) >= 0]
    rising = [spot for _, spot in pairs]
    if rising == sorted(rising):
        return pairs  # as in most copies: nothing was moved
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, spot in enumerate(rising):
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


def once(words: Sequence[int]) -> dict[int, int]:
    """Return where each word stands, in order; -1 for words that stand there more than once."""
    spots: dict[int, int] = {}
    for at, word in enumerate(words):
        spots[word] = -1 if word in spots else at
    return spots

"""Hand-written text stock: choices, slots, and a seeded source of chance that is the same on every Python.

`random.Random` promises the same ``random()`` for the same seed for ever, but not the same ``choice`` or ``shuffle``;
so `Dice` builds its own on ``random()`` alone, and a drill is reproduced byte for byte by a later Python too.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

__all__ = ["Dice", "choices", "fill", "overlap", "words"]

ChosenT = TypeVar("ChosenT")

_CHOICE = re.compile(r"\{([^{}]*\|[^{}]*)\}")
_SLOT = re.compile(r"<(\w+)>")
_WORD = re.compile(r"\w+")
_HASHTAG = re.compile(r"#\w+")

SHINGLE = 3
"""Words per shingle, as usual in near-duplicate detection."""


class Dice:
    """Chance with a name: the same name gives the same throws."""

    def __init__(self, name: str) -> None:
        self._random = random.Random(name)  # noqa: S311  a drill is no secret

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self._random.random() < probability

    def between(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * self._random.random()

    def pick(self, options: Sequence[ChosenT]) -> ChosenT:
        """One of the options."""
        return options[int(self._random.random() * len(options))]

    def shuffled(self, options: Sequence[ChosenT]) -> list[ChosenT]:
        """All of the options in another order."""
        keyed = [(self._random.random(), place) for place in range(len(options))]
        return [options[place] for _, place in sorted(keyed)]


def choices(line: str) -> int:
    """Return how many really different wordings a line has: the most options that one of its choices offers."""
    return max((len(found[1].split("|")) for found in _CHOICE.finditer(line)), default=1)


def fill(line: str, slots: Mapping[str, Sequence[str]], dice: Dice) -> str:
    """Decide every ``{a|b}`` and fill every ``<slot>``; ``<n>`` is a number from 3 to 97 unless it is a slot."""
    decided = line
    while _CHOICE.search(decided):
        decided = _CHOICE.sub(lambda found: dice.pick(found[1].split("|")), decided, count=1)

    def value(found: re.Match[str]) -> str:
        name = found[1]
        return dice.pick(slots[name]) if name in slots else str(int(dice.between(3, 98)))

    return " ".join(_SLOT.sub(value, decided).split())


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, hashtags left out."""
    return _WORD.findall(_HASHTAG.sub(" ", text).lower())


def overlap(one: str, other: str) -> tuple[float, float]:
    """Return how alike two texts are: Jaccard of their words, and the share of the shorter one's shingles in both."""
    first, second = words(one), words(other)
    a, b = set(first), set(second)
    jaccard = len(a & b) / max(1, len(a | b))
    s, t = _shingles(first), _shingles(second)
    return jaccard, len(s & t) / max(1, min(len(s), len(t)))


def _shingles(tokens: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(tokens[start : start + SHINGLE]) for start in range(len(tokens) - SHINGLE + 1)}

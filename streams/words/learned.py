"""Types of event that the words of an English sentence tell of together, by a learned table.

No lexicon has every word for a beating or an arrest. ``streams/lexicons/learned.tsv`` gives each of some 15,000 words a
weight for each type; a sentence tells of a type by the sum over its distinct words, divided by the square root of
their number, plus a constant: the logarithm of odds of a logistic regression over averaged word vectors, of which the
weights are what is left. So a word that no training text had speaks for a type as its neighbours in meaning do.
``deploy/learned.py`` makes the file and says from what.

Where that passes the type's bar (`BARS`) and the sentence has no literal trigger of the type, the heaviest of the
words listed for it becomes one, with the tier ``learned``; a trigger of the type that was doubted is taken for literal
instead. Denials, plans and the past are then read as for any other. Limits: English news and notes up to `NOTE`
characters; word order is nothing to it; who did it to whom neither.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from math import sqrt
from pathlib import Path

__all__ = ["BARS", "TABLE", "TYPES", "Learned", "Told", "letter", "step"]

TABLE = Path(__file__).parents[1] / "lexicons" / "learned.tsv"
NAMES = Path(__file__).parents[1] / "lexicons" / "learned.toml"
TYPES = ("CLASH", "FIRE", "INJURY", "DEATH", "PROTEST", "ARREST", "FORCE", "EXPLOSION", "STORMING", "FREED")
LANGUAGE = "en"
STEP = 0.5  # of a weight in the table
BARS: Mapping[str, float] = dict.fromkeys(TYPES, 1.0) | {
    "FIRE": 1.5,
    "EXPLOSION": 1.5,
    "PROTEST": 1.5,
    "ARREST": 1.5,
    "FREED": 2.0,
}
"""Logarithm of odds from which on a sentence tells of a type."""
_LETTERS = "ZYXWVUTSRQPONMLKJIHGFEDCBA.abcdefghijklmnopqrstuvwxyz"
_ZERO = len(_LETTERS) // 2
_FIELD = 16  # bits of one type's sum in the sum of all
_MASK = (1 << _FIELD) - 1
_SHIFTS = tuple(range(0, len(TYPES) * _FIELD, _FIELD))
_WORD = 1 / 3  # of the weight of the word that names the event, which counts among the others already
_MOST = 400  # tokens of a sentence, whose sums fit their fields
_REMEMBERED = 50_000  # distinct words

Told = tuple[str, int, float]
"""Type, index of the word that speaks most for it, by how much the sentence passes the type's bar."""


def step(weight: float) -> int:
    """Return the nearest step of the table."""
    return max(-_ZERO, min(_ZERO, round(weight / STEP)))


def letter(steps: int) -> str:
    """Return how the table writes a weight of so many steps."""
    return _LETTERS[_ZERO + steps]


class _Packed(dict[str, int]):
    """Word -> its weights for all types side by side in one number, so that one sum adds them all; 0 of no known word.

    Each is raised so that none is below zero. At most `_REMEMBERED` words are remembered.
    """

    def __init__(self, letters: Mapping[str, str]) -> None:
        self._of = letters

    def __missing__(self, word: str) -> int:
        """Pack a new word."""
        signs = self._of.get(word, "")
        packed = sum(_LETTERS.index(sign) << shift for sign, shift in zip(signs, _SHIFTS, strict=False))
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = packed
        return packed


class Learned:
    """The weights.

    Args:
        constants: logarithm of odds of a sentence without a known word, by type in the order of `TYPES`.
        weights: word -> its letters, one for each type.
        names: words that name an event of each type.
    """

    def __init__(self, constants: Sequence[float], weights: Mapping[str, str], names: Sequence[Set[str]] = ()) -> None:
        self._constants = tuple(constants)
        self._letters = weights
        self._packed = _Packed(weights)
        self._places: dict[str, list[int]] = {}
        for place, several in enumerate(names):
            for word in several:
                self._places.setdefault(word, []).append(place)
        self._names = frozenset(self._places)

    @classmethod
    def load(cls, language: str, path: Path = TABLE) -> Learned:
        """Read the table; other languages have none."""
        return cls(*_table(path), _names()) if language == LANGUAGE else cls((), {})

    def named(self, words: Set[str]) -> Set[str]:
        """Return the words of a text that name an event of a type; without one no sentence tells of any."""
        return self._names & words

    def odds(self, words: Iterable[str]) -> list[float]:
        """Return the logarithm of odds for each of `TYPES` of a sentence of these tokens."""
        distinct = set(words)
        known = list(filter(None, map(self._packed.__getitem__, distinct)))
        total, raised, root = sum(known), _ZERO * len(known), sqrt(len(distinct))
        return [
            ((total >> shift & _MASK) - raised) * STEP / root + constant
            for shift, constant in zip(_SHIFTS, self._constants, strict=False)
        ]

    def told(self, words: Sequence[str], named: Set[str], without: Set[str] = frozenset()) -> list[Told]:
        """Return the types that a sentence names and tells of, by how much it passes their bars.

        Args:
            words: tokens of the sentence.
            named: words that `named` found in the text.
            without: types that are not asked for.
        """
        asked: dict[int, tuple[int, str]] = {}
        for word in named & set(words):
            for place in self._places[word]:
                if TYPES[place] not in without:
                    asked[place] = max(asked.get(place, (-_ZERO, "")), (self._steps(word, place), word))
        if not asked or len(words) > _MOST:
            return []
        odds = self.odds(words)
        over = {place: odds[place] + _WORD * STEP * asked[place][0] - BARS[TYPES[place]] for place in sorted(asked)}
        return [(TYPES[place], words.index(asked[place][1]), by) for place, by in over.items() if by >= 0.0]

    def _steps(self, word: str, place: int) -> int:
        return _LETTERS.index(self._letters[word][place]) - _ZERO if word in self._letters else 0


@cache
def _table(path: Path) -> tuple[tuple[float, ...], dict[str, str]]:
    rows = (row.split("\t") for row in path.read_text("utf-8").splitlines() if not row.startswith("#"))
    constants = tuple(map(float, next(rows)[1].split(" ")))
    return constants, {word: signs for signs, words in rows for word in words.split(" ")}


@cache
def _names() -> tuple[frozenset[str], ...]:
    with NAMES.open("rb") as file:
        read = tomllib.load(file)
    return tuple(frozenset(read[kind].split()) for kind in TYPES)

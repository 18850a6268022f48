"""How much the words of a text lean to real events (above 0) or to pictures and other matters (below 0).

``streams/lexicons/leaning_social.tsv`` and ``leaning_newswire.tsv`` give a weight to each of 20,000 English words; a
text leans by the sum over its distinct known words, divided by the square root of their number, plus a constant: the
logarithm of odds of a logistic regression. The weights are what is left of that regression over averaged word vectors,
so a word that no training text had leans as its neighbours in meaning do; ``deploy/leaning.py`` makes the files and
says from what. Posts and news have a table each: in posts the question is whether somebody plays with words, in news
which desk wrote it. For posts `signs` counts too: whether somebody speaks of a place by its name, shouts, quotes.

Limits: English; word order and negation are nothing to it. In news it moves the score of triggers that were found and
never makes one; of posts without a trigger see `streams.scent`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from math import fsum, inf, sqrt
from pathlib import Path
from typing import get_args

from connectors.post import Kind

__all__ = ["SIGNS", "Leaning", "signs"]

LANGUAGE = "en"
LEXICONS = Path(__file__).parent / "lexicons"
TABLES: Mapping[Kind, Path] = {kind: LEXICONS / f"leaning_{kind}.tsv" for kind in get_args(Kind)}
_ZERO = 1e-300  # stands for 0, which looking words up takes for a word that is not known
CONSTANT = ""  # the table's row for a text without known words
_PLACED = re.compile(r" (?:in|at|near|outside|on|off|from) [A-Z]")
_SELF = frozenset({"i", "i'm", "im", "my", "me"})
_NUMBERED = re.compile("[0-9]")
_PICTURED = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
SIGNS = frozenset({"PLACED", "SELF", "NUMBERED", "PICTURED", "QUOTED", "TAGGED", "SHOUTED", "UNCAPPED"})
"""Names of what a post looks like, beside its words; in the tables they are written in capitals, as no word is."""


class Leaning:
    """The weights of one language and kind of post; a language without a table leans nowhere."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = {word: weight or _ZERO for word, weight in weights.items()}
        self._constant = weights.get(CONSTANT, 0.0)
        self._weights.pop(CONSTANT, None)
        self._signs = {name: weights.get(name, 0.0) for name in SIGNS if self._weights.pop(name, None)}

    @classmethod
    def load(cls, language: str, kind: Kind) -> Leaning:
        """Read the table of a language and kind."""
        return cls(_table(TABLES[kind]) if language == LANGUAGE else {})

    def of(self, words: Iterable[str], shown: Iterable[str] = ()) -> float:
        """Return the logarithm of the odds that a text of these distinct words is about a real event.

        Args:
            words: of the text.
            shown: its `signs`.
        """
        known = list(filter(None, map(self._weights.get, words)))
        if not known:
            return 0.0
        return fsum((fsum(known) / sqrt(len(known)), self._constant, *(self._signs.get(name, 0.0) for name in shown)))

    def heavy(self, least: float) -> dict[str, float]:
        """Return the words of at least a weight."""
        return {word: weight for word, weight in self._weights.items() if weight >= least}

    def heaviest(self, words: Sequence[str]) -> tuple[float, int]:
        """Return the weight and index of the word that leans most to events."""
        return max((self._weights.get(word, -inf), index) for index, word in enumerate(words))


def signs(text: str, words: Set[str]) -> list[str]:
    """Return the names of what a post looks like, of `SIGNS`.

    Args:
        text: as published.
        words: its distinct folded words.
    """
    found = ["PLACED"] if _PLACED.search(text) else []  # a name behind a word of place
    found += [] if words.isdisjoint(_SELF) else ["SELF"]
    found += ["NUMBERED"] if _NUMBERED.search(text) else []
    found += [] if text.isascii() or not _PICTURED.search(text) else ["PICTURED"]
    found += ["QUOTED"] if '"' in text or "“" in text else []
    found += ["TAGGED"] if "#" in text else []
    found += ["SHOUTED"] if "!" in text else []
    return found + (["UNCAPPED"] if text[:1].islower() else [])


@cache
def _table(path: Path) -> dict[str, float]:
    rows = (row.split("\t") for row in path.read_text("utf-8").splitlines() if not row.startswith("#"))
    return {word: float(weight) for weight, words in rows for word in words.split(" ")}

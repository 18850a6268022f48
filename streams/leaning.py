"""How much the words of a text lean to real events (above 0) or to pictures and other matters (below 0).

``streams/lexicons/leaning_social.tsv`` and ``leaning_newswire.tsv`` give a weight to each of 20,000 English words; a
text leans by the sum over its distinct known words, divided by the square root of their number, plus a constant: the
logarithm of odds of a logistic regression. The weights are what is left of that regression over averaged word vectors,
so a word that no training text had leans as its neighbours in meaning do; ``deploy/leaning.py`` makes the files and
says from what. Posts and news have a table each: in posts the question is whether somebody plays with words, in news
which desk wrote it.

Limits: English; word order and negation are nothing to it. It moves the score of triggers that were found and never
makes one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from math import fsum, sqrt
from pathlib import Path
from typing import get_args

from connectors.post import Kind

__all__ = ["Leaning"]

LANGUAGE = "en"
LEXICONS = Path(__file__).parent / "lexicons"
TABLES: Mapping[Kind, Path] = {kind: LEXICONS / f"leaning_{kind}.tsv" for kind in get_args(Kind)}
_ZERO = 1e-300  # stands for 0, which looking words up takes for a word that is not known
CONSTANT = ""  # the table's row for a text without known words


class Leaning:
    """The weights of one language and kind of post; a language without a table leans nowhere."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = {word: weight or _ZERO for word, weight in weights.items()}
        self._constant = weights.get(CONSTANT, 0.0)
        self._weights.pop(CONSTANT, None)

    @classmethod
    def load(cls, language: str, kind: Kind) -> Leaning:
        """Read the table of a language and kind."""
        return cls(_table(TABLES[kind]) if language == LANGUAGE else {})

    def of(self, words: Iterable[str]) -> float:
        """Return the logarithm of the odds that a text of these distinct words is about a real event."""
        known = list(filter(None, map(self._weights.get, words)))
        return fsum(known) / sqrt(len(known)) + self._constant if known else 0.0


@cache
def _table(path: Path) -> dict[str, float]:
    rows = (row.split("\t") for row in path.read_text("utf-8").splitlines() if not row.startswith("#"))
    return {word: float(weight) for weight, words in rows for word in words.split(" ")}

"""Words and pairs of words of a short English post, and how much each speaks for a real event.

Single words miss what two say together: ``shots fired`` and ``tequila shots``. The table (``scene_grams.tsv``, made by
``deploy/scene.py``) has those that three and more of the labelled posts share; names of places and persons are none of
them, nor what stands beside one, and figures are all alike. It was learned together with what else a post shows
(`streams.scene`), so that a word that counts there already may have a weight against it here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

from streams.words.leaning import named

__all__ = ["TABLE", "forget", "gramed", "grams_of", "weights_of", "write"]

TABLE = Path(__file__).parents[1] / "lexicons" / "scene_grams.tsv"
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[!?]")
_FIGURE = "0"
_LEAST = 0.05  # weight below which a row is not worth its place


def grams_of(folded: str, names: Set[str]) -> Sequence[str]:
    """Return the distinct words and pairs of a folded text, without names."""
    words = [_FIGURE if word[0].isdigit() else "" if word in names else word for word in _WORD.findall(folded)]
    pairs = [f"{one} {other}" for one, other in pairwise(words) if one and other]
    return list(dict.fromkeys([*filter(None, words), *pairs]))


def gramed(folded: str) -> float:
    """Return what all words and pairs of a folded post speak together for a real event, in odds' logarithms."""
    grams = grams_of(folded, named())
    weights = weights_of()
    return sum(weights.get(gram, 0.0) for gram in grams) / sqrt(len(grams) or 1)


@cache
def weights_of() -> Mapping[str, float]:
    """Return the table."""
    rows = (row.split("\t") for row in TABLE.read_text("utf-8").splitlines() if row[0] != "#")
    return {gram: float(weight) for weight, grams in rows for gram in grams.split("|")}


def write(weights: Iterable[tuple[str, float]]) -> None:
    """Write the table anew."""
    by_weight: dict[str, list[str]] = {}
    for gram, weight in sorted(weights):
        if abs(weight) >= _LEAST:
            by_weight.setdefault(f"{weight:.1f}", []).append(gram)
    head = "# Made by deploy/scene.py. Weight, then the words and pairs of words that have it."
    rows = (f"{weight}\t{'|'.join(by_weight[weight])}" for weight in sorted(by_weight, key=float))
    TABLE.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    forget()


def forget() -> None:
    """Read the table anew when it is next asked."""
    weights_of.cache_clear()

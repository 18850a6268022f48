"""Makes ``streams/lexicons/coded.tsv`` anew: ``python -m deploy.coded MODEL``.

The table says how much each word, and each sort of actor, speaks for each coarse type of event note, see
`streams.coding`. It is made as ``learned.tsv`` is (`deploy.learned`), with the same MODEL and packages, but by one
regression over all types, since a note has one:

- the texts are ``plain_read/types.tsv`` and ``words/coded.tsv``, the second written for this, and news of other desks,
  which has no event to code and counts little;
- held-out notes are left out. What the table is worth is measured by one made without the batch that is scored.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from deploy.leaning import COMMON, lines, vectors_of
from deploy.learned import known_words, tokens, write
from streams.coding import ACTORS, COARSE, WORDS, actors_of

__all__ = ["main", "make", "texts"]

STRENGTH, SCALE = 3.0, 5.0  # C of the regression, and how much longer vectors are made for it
OTHERS = 0.3  # what a text of another desk counts, beside 1 of a note

Note = tuple[str, str, float]
"""Coarse type, text, what it counts."""


def texts() -> Iterator[Note]:
    """Yield all that is learned from."""
    for genre in ("plain_read/types", "words/coded"):
        yield from ((label, text, 1.0) for label, text in lines(genre))
    for genre in ("sports_and_other", "reports"):
        yield from (("NONE", text, OTHERS) for label, text in lines(genre) if label != "event")


def make(words: Sequence[str], vectors: Any, read: Iterable[Note]) -> tuple[list[float], dict[str, list[float]]]:
    """Return the constants and the weights of words and actors, both by type in the order of `COARSE`.

    Args:
        words: the most common first.
        vectors: of each.
        read: notes and other texts.
    """
    numpy, linear = import_module("numpy"), import_module("sklearn.linear_model")
    rank = numpy.arange(1, len(words) + 1)
    shortened = SCALE * (vectors - vectors.mean(0)) * (rank / (rank + COMMON))[:, None]
    index = {word: at for at, word in enumerate(words)}
    rows, labels, shares = [], [], []
    for label, text, share in read:
        distinct = tokens(text)
        told = actors_of(distinct)
        known = [index[word] for word in sorted(distinct) if word in index]
        acting = SCALE * numpy.array([sign in told for sign in ACTORS], numpy.float32)
        rows.append(numpy.concatenate([shortened[known].sum(0), acting]) / math.sqrt(max(1, len(distinct | told))))
        labels.append(label)
        shares.append(share)
    regression = linear.LogisticRegression(C=STRENGTH, max_iter=5000)
    regression.fit(numpy.stack(rows), labels, sample_weight=shares)
    order = [list(regression.classes_).index(kind) for kind in COARSE]
    coefficients = regression.coef_[order]
    weights = shortened @ coefficients[:, : vectors.shape[1]].T
    made = {
        sign: [float(SCALE * weight) for weight in coefficients[:, vectors.shape[1] + at]]
        for at, sign in enumerate(ACTORS)
    }
    made |= {word: [float(weight) for weight in weights[at]] for word, at in index.items()}
    return [float(constant) for constant in regression.intercept_[order]], made


def main(arguments: Sequence[str]) -> int:
    """Write the table; see the module."""
    (model,) = map(Path, arguments)
    read = list(texts())
    words = known_words(model, (text for _, text, _ in read))
    write(WORDS, *make(words, vectors_of(model, words), read), tuple(COARSE), "deploy/coded.py")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Makes ``streams/lexicons/learned.tsv`` anew: ``python -m deploy.learned MODEL``.

The table says how much each word speaks for each type of event, see `streams.words.learned`. It is made as the tables
of
leaning are (`deploy.leaning`), from the same MODEL and with the same packages, and kept in the repository:

- a text is the sum of its words' vectors over the root of the number of its tokens, common words made short; a
  logistic regression for each type tells the texts that tell of it from the rest; a word's weight is its vector times
  the coefficients. Names of places and persons (as the table of leaning for posts knows them) get none;
- the texts are those of ``tests/data/tagging`` in news' manner, our own words, without those held out, and
  ``words/learned.tsv``, written for this. An event that is denied is told of, too;
- most texts are labelled for some types only; for the others what the tagger says without this table counts, half.

What a table is worth is measured by one made without the texts that are scored: `make` takes any examples.
"""

from __future__ import annotations

import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from connectors.post import Post
from deploy.leaning import COMMON, GENRES, lines, model_words, vectors_of
from streams.tagging import Tagger
from streams.text import fold, tokenise
from streams.words.leaning import NAMES, TABLES
from streams.words.learned import TABLE, TYPES, letter, step

__all__ = ["examples_of", "known_words", "main", "make", "texts", "tokens", "write"]

STRENGTH = 3.0  # C of the regression; 10 scored unread sentences alike and says no more than this of rare words
SILVER = 0.5  # what the tagger's own word counts, beside 1 of a label
OTHERS = 0.3  # what a text counts that is another desk's whole
COMMONEST, FEWEST = 5_000, 6  # rarer words are left out whose largest weight has fewer steps
AT = datetime(2024, 5, 14, 12, tzinfo=UTC)
_PLAIN = re.compile(r"[a-z]{2,}(?:['-][a-z]+)*")
_FACTS = {"KILL": "DEATH", "ARREST": "ARREST", "FORCE": "FORCE"}
_SENTENCES = _FACTS | {"PROTEST": "PROTEST", "CLASH": "CLASH"}
_COARSE = {"PROTEST": "PROTEST", "ARREST": "ARREST", "FORCE": "FORCE", "BATTLE": "CLASH", "REMOTE": "EXPLOSION"}
_WITHOUT = {
    "PROTEST": {"NONE", "STRATEGIC"},
    "ARREST": {"NONE", "STRATEGIC"},
    "FORCE": {"NONE", "STRATEGIC", "BATTLE", "REMOTE", "ATTACK"},
    "CLASH": {"NONE", "STRATEGIC", "PROTEST"},
    "EXPLOSION": {"NONE", "PROTEST", "RIOT", "FORCE"},
}
"""Type -> coarse types of texts that tell of none; others may."""

Labels = dict[str, tuple[bool, float]]
"""Type -> whether a text tells of it, and how much that counts."""
Example = tuple[str, Labels]


def texts() -> Iterator[tuple[str, str, str]]:
    """Yield genre, label and text of all that is learned from."""
    for folder in ("", "written/", "plain_read/"):
        for genre in ("sentences", "facts", "polarity", "types", "notes", "sports_and_other", "reports", "sources"):
            if (GENRES / f"{folder}{genre}.tsv").exists():
                yield from ((genre, *line) for line in lines(f"{folder}{genre}"))
    yield from (("learned", *line) for line in lines("words/learned"))


def _gold(genre: str, label: str) -> dict[str, bool]:
    """Return the types that a label says something of."""
    said = label.split()
    if genre in ("sports_and_other", "reports") or label == "-":
        none = label != "event" and genre != "sources"
        kinds = {"facts": _FACTS.values(), "sentences": _SENTENCES.values()}.get(genre, TYPES)
        return dict.fromkeys(kinds, False) if none and genre != "notes" else {}
    if genre in ("facts", "sentences"):
        named = _FACTS if genre == "facts" else _SENTENCES
        return {kind: name in said for name, kind in named.items() if f"?{name}" not in said}
    if genre == "notes":
        return {"DEATH": label != "0"}
    if genre == "types":
        told = {_COARSE[label]: True} if label in _COARSE else {}
        return told | {kind: False for kind, without in _WITHOUT.items() if label in without}
    return dict.fromkeys((kind for kind in said if kind in TYPES), True)


def examples_of(read: Iterable[tuple[str, str, str]], tagger: Tagger) -> list[Example]:
    """Return texts with their labels, those that are missing by a tagger that has no table."""
    made = []
    for genre, label, text in read:
        gold = _gold(genre, label)
        report = tagger.tag(Post(id="text", source="labelled", kind="newswire", text=text, published_at=AT))
        silver = {mention.type for mention in report.mentions if mention.polarity != "figurative"}
        share = OTHERS if genre in ("sports_and_other", "reports") else 1.0
        labels: Labels = {
            kind: (gold[kind], share) if kind in gold else (kind in silver, share * SILVER) for kind in TYPES
        }
        made.append((text, labels))
    return made


def known_words(model: Path, read: Iterable[str]) -> list[str]:
    """Return the words of a model and of texts, the most common first, but for names."""
    rows = dict(row.split("\t") for row in TABLES["social"].read_text("utf-8").splitlines() if not row.startswith("#"))
    names = set(rows[NAMES].split())
    own = {word for text in read for word in tokens(text) if _PLAIN.fullmatch(word)}
    return [word for word in dict.fromkeys([*model_words(model), *sorted(own)]) if word not in names]


def tokens(text: str) -> set[str]:
    """Return the distinct tokens of a text, folded."""
    folded = fold(text)
    return set(tokenise(folded, 0, len(folded)).words)


def make(words: Sequence[str], vectors: Any, read: Sequence[Example]) -> tuple[list[float], dict[str, list[float]]]:
    """Return the constants and the weights of words, both by type in the order of `TYPES`.

    Args:
        words: the most common first.
        vectors: of each.
        read: texts with their labels.
    """
    numpy, linear = import_module("numpy"), import_module("sklearn.linear_model")
    rank = numpy.arange(1, len(words) + 1)
    shortened = (vectors - vectors.mean(0)) * (rank / (rank + COMMON))[:, None]
    index = {word: at for at, word in enumerate(words)}
    rows = numpy.zeros((len(read), vectors.shape[1]), numpy.float32)
    for row, (text, _) in enumerate(read):
        distinct = tokens(text)
        known = [index[word] for word in sorted(distinct) if word in index]
        rows[row] = shortened[known].sum(0) / math.sqrt(max(1, len(distinct)))
    constants, columns = [], []
    for kind in TYPES:
        told, shares = zip(*(labels[kind] for _, labels in read), strict=True)
        regression = linear.LogisticRegression(C=STRENGTH, max_iter=5000, class_weight="balanced")
        regression.fit(rows, told, sample_weight=shares)
        constants.append(float(regression.intercept_[0]))
        columns.append(shortened @ regression.coef_[0])
    weights = numpy.stack(columns, 1)
    return constants, {word: [float(weight) for weight in weights[at]] for word, at in index.items()}


def _rows(
    constants: Sequence[float], weights: Mapping[str, Sequence[float]], types: Sequence[str], maker: str
) -> Iterator[str]:
    yield f"# Made by {maker}. Weights for " + ", ".join(types) + ", then the words that have them:"
    yield "# a to z for 1 to 26 steps of a half, A to Z for as many below zero, a point for none; first the constants."
    yield "\t" + " ".join(f"{constant:.2f}" for constant in constants)
    common = set(islice(weights, COMMONEST))
    by_signs: dict[str, list[str]] = defaultdict(list)
    for word in sorted(weights):
        steps = [step(weight) for weight in weights[word]]
        if max(map(abs, steps)) >= FEWEST or word in common:
            by_signs["".join(map(letter, steps))].append(word)
    for signs in sorted(by_signs):
        yield f"{signs}\t{' '.join(by_signs[signs])}"


def write(
    path: Path,
    constants: Sequence[float],
    weights: Mapping[str, Sequence[float]],
    types: Sequence[str] = TYPES,
    maker: str = "deploy/learned.py",
) -> None:
    """Write a table."""
    path.write_text("\n".join(_rows(constants, weights, types, maker)) + "\n", "utf-8")


def main(arguments: Sequence[str]) -> int:
    """Write the table; see the module."""
    (model,) = map(Path, arguments)
    write(TABLE, [0.0] * len(TYPES), {})
    read = examples_of(texts(), Tagger.load())
    words = known_words(model, (text for text, _ in read))
    write(TABLE, *make(words, vectors_of(model, words), read))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

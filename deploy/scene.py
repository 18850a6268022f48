"""Makes ``streams/lexicons/scene.tsv`` and ``scene_grams.tsv`` anew: ``python -m deploy.scene``.

The table is made once and kept in the repository. What it is learned from are the short posts of ``tests/data/tagging``
in languages whose lexicon has a ``[scene]``, without those held out; needs scikit-learn, which the product does not
depend on. While features are read the table has a constant alone, so that it decides nothing. The first column of
weights is for languages without a table of words, the second for those with one. Words that were added to a class after
the table was made have its weight: made anew with words of texts just read, it trusts the classes too much, and posts
that nobody had read scored lower (F1 .80, then .76). So the first column stands as it was made with fewer texts.

The second column is learned together with the words and pairs of words of English posts (`streams.words.grams`). Left
out batch by batch, posts of people at a scene then have precision .89 and recall .79 (before: .87 and .74), short posts
in general .95 and .95 (.95 and .94). Characters in place of words (three to five) scored no better, and cost more. To
read also posts without a trigger that lean less to events found one in seventy more of those at a scene, and made the
reading of everyday posts twice as dear.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from math import sqrt
from pathlib import Path
from typing import Any

from connectors.post import Post
from streams.clauses.company import SHORT
from streams.language import detect
from streams.scene import WEIGHTS, forget, see, shown
from streams.speech import Languages
from streams.tagging import RELATED, Tagger
from streams.text import MAX_TEXT, fold, vocabulary
from streams.words.grams import grams_of, write
from streams.words.leaning import named
from streams.words.lexicon import load_lexicons

__all__ = ["main"]

GENRES = Path(__file__).parents[1] / "tests" / "data" / "tagging" / "genres"
FILES = (
    "posts",
    "words/posts",
    "written/posts",
    "quiet/posts",
    "witness/posts",
    "witness/terse",
    "plain_read/posts",
    "plain_read/terse",
    "plain_read/everyday",
)
GRAM = "gram "  # before a word or pair among the features
FEWEST = 3  # posts that have it
SPREAD = 3.0  # by which words and pairs count more than what posts show: the regression spares them less
STRENGTH_GRAMS = 1.7  # C; from 1.7 to 4.5 the batches left out scored alike
STRENGTH = 0.3  # C of the regression; from .1 to 1 the batches left out scored within .02 of F1
_AT = datetime(2024, 5, 14, 12, tzinfo=UTC)
_UNDECIDED = -0.25  # between what `streams.scene` doubts and what it raises


def _lines() -> Iterator[tuple[bool, str]]:
    for name in FILES:
        for line in (GENRES / f"{name}.tsv").read_text("utf-8").splitlines():
            if not line.startswith("#"):
                label, _, text = line.partition("\t")
                yield label.split()[-1][0] == "1", text


def _write(plain: Mapping[str, float], learned: Mapping[str, float]) -> None:
    names = sorted({*plain, *learned}, key=lambda name: (plain.get(name, 0.0), name))
    rows = [f"{name}\t{plain.get(name, 0.0):.2f}\t{learned.get(name, 0.0):.2f}" for name in names]
    head = "# Made by deploy/scene.py. What a post shows, and its weights; the row without a name is the constant."
    WEIGHTS.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    forget()


def _weigh(examples: Sequence[Mapping[str, float]], labels: Sequence[bool]) -> dict[str, float]:
    features = import_module("sklearn.feature_extraction").DictVectorizer(sparse=False)
    table = features.fit_transform(examples)
    regression = import_module("sklearn.linear_model").LogisticRegression(C=STRENGTH, max_iter=5000)
    regression.fit(table, labels)
    return _coefficients(features, regression)


def _coefficients(features: Any, regression: Any) -> dict[str, float]:
    names = map(str, features.get_feature_names_out())
    return {"": float(regression.intercept_[0])} | dict(zip(names, map(float, regression.coef_[0]), strict=True))


def _weigh_grams(
    examples: Sequence[Mapping[str, float]], labels: Sequence[bool], texts: Sequence[str]
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the weights of what posts show and of their words and pairs of words, learned together."""
    several = [grams_of(text, named()) for text in texts]
    counts = Counter(gram for grams in several for gram in grams)
    joined = [
        {**shown, **{GRAM + gram: SPREAD / sqrt(len(grams)) for gram in grams if counts[gram] >= FEWEST}}
        for shown, grams in zip(examples, several, strict=True)
    ]
    features = import_module("sklearn.feature_extraction").DictVectorizer()
    table = features.fit_transform(joined)
    table.indices, table.indptr = table.indices.astype("int32"), table.indptr.astype("int32")  # all it takes
    regression = import_module("sklearn.linear_model").LogisticRegression(
        C=STRENGTH_GRAMS, max_iter=1000, solver="liblinear", random_state=0
    )
    regression.fit(table, labels)
    found = _coefficients(features, regression)
    grams = {name.removeprefix(GRAM): SPREAD * found[name] for name in found if name.startswith(GRAM)}
    return {name: found[name] for name in found if not name.startswith(GRAM)} | {"GRAMS": 1.0}, grams


def main() -> int:
    """Write the table; see the module."""
    _write({"": _UNDECIDED}, {"": _UNDECIDED})
    write(())
    tagger = Tagger.load()
    speeches = Languages(load_lexicons())
    examples: dict[bool, list[dict[str, float]]] = {False: [], True: []}
    labels: dict[bool, list[bool]] = {False: [], True: []}
    texts: list[str] = []
    for label, text in _lines():
        folded = fold(text[:MAX_TEXT])
        words = vocabulary(folded)
        language = detect(text, None, words)
        speech = speeches.of(RELATED.get(language, language))
        if speech is None or not speech.scene.known or len(folded) > SHORT:
            continue
        done = tagger.analyse(Post(id="scene", source="labelled", kind="social", text=text, published_at=_AT))
        seen = see(speech, text, folded, words, None)
        learned = speech.triggers.learned
        examples[learned].append(shown(text, seen, done.judged, placed=bool(done.report.places)))
        labels[learned].append(label)
        if learned:
            texts.append(folded)
    shown_weights, grams = _weigh_grams(examples[True], labels[True], texts)
    _write(_weigh(examples[False], labels[False]), shown_weights)
    write(grams.items())
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Makes ``streams/lexicons/scene.tsv`` anew: ``python -m deploy.scene``.

The table is made once and kept in the repository. What it is learned from are the short posts of ``tests/data/tagging``
in languages whose lexicon has a ``[scene]``, without those held out; needs scikit-learn, which the product does not
depend on. While features are read the table has a constant alone, so that it decides nothing. The first column of
weights is for languages without a table of words, the second for those with one. Words that were added to a class after
the table was made have its weight: made anew with words of texts just read, it trusts the classes too much, and posts
that nobody had read scored lower (F1 .80, then .76).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from connectors.post import Post
from streams.clauses.company import SHORT
from streams.language import detect
from streams.scene import WEIGHTS, forget, see, shown
from streams.speech import Languages
from streams.tagging import RELATED, Tagger
from streams.text import MAX_TEXT, fold, vocabulary
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
    names = map(str, features.get_feature_names_out())
    return {"": float(regression.intercept_[0])} | dict(zip(names, map(float, regression.coef_[0]), strict=True))


def main() -> int:
    """Write the table; see the module."""
    _write({"": _UNDECIDED}, {"": _UNDECIDED})
    tagger = Tagger.load()
    speeches = Languages(load_lexicons())
    examples: dict[bool, list[dict[str, float]]] = {False: [], True: []}
    labels: dict[bool, list[bool]] = {False: [], True: []}
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
    _write(*(_weigh(examples[learned], labels[learned]) for learned in (False, True)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Makes ``streams/lexicons/scene.tsv`` anew: ``python -m deploy.scene``.

The table is made once and kept in the repository. What it is learned from are the short posts of ``tests/data/tagging``
in languages whose lexicon has a ``[scene]``, without those held out; needs scikit-learn, which the product does not
depend on. While features are read the table has a constant alone, so that it decides nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from connectors.post import Post
from streams.composer import Languages
from streams.language import detect
from streams.lexicon import load_lexicons
from streams.scene import WEIGHTS, forget, see, shown
from streams.tagging import RELATED, Tagger
from streams.text import MAX_TEXT, fold, vocabulary

__all__ = ["main"]

GENRES = Path(__file__).parents[1] / "tests" / "data" / "tagging" / "genres"
FILES = ("witness/terse", "plain_read/terse")
STRENGTH = 0.3  # C of the regression; from .1 to 1 the batches left out scored within .02 of F1
_AT = datetime(2024, 5, 14, 12, tzinfo=UTC)
_UNDECIDED = -0.25  # between `streams.scene.DOUBT` and 0


def _lines() -> Iterator[tuple[bool, str]]:
    for name in FILES:
        for line in (GENRES / f"{name}.tsv").read_text("utf-8").splitlines():
            if not line.startswith("#"):
                label, _, text = line.partition("\t")
                yield label.split()[1][0] == "1", text


def _write(weights: dict[str, float]) -> None:
    rows = [f"{name}\t{weight:.2f}" for name, weight in sorted(weights.items(), key=lambda pair: pair[1])]
    head = "# Made by deploy/scene.py. What a post shows, and its weight; the row without a name is the constant."
    WEIGHTS.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    forget()


def main() -> int:
    """Write the table; see the module."""
    _write({"": _UNDECIDED})
    tagger = Tagger.load()
    speeches = Languages(load_lexicons())
    examples: list[dict[str, float]] = []
    labels: list[bool] = []
    for label, text in _lines():
        language = detect(text, None)
        speech = speeches.of(RELATED.get(language, language))
        if speech is None or not speech.scene.known:
            continue
        post = Post(id="scene", source="labelled", kind="social", text=text, published_at=_AT)
        done = tagger.analyse(post)
        folded = fold(text[:MAX_TEXT])
        seen = see(speech, text, folded, vocabulary(folded), None)
        examples.append(shown(text, seen, done.judged, placed=bool(done.report.places)))
        labels.append(label)
    features = import_module("sklearn.feature_extraction").DictVectorizer(sparse=False)
    table = features.fit_transform(examples)
    regression = import_module("sklearn.linear_model").LogisticRegression(C=STRENGTH, max_iter=5000)
    regression.fit(table, labels)
    learned = dict(zip(features.get_feature_names_out(), map(float, regression.coef_[0]), strict=True))
    _write({"": float(regression.intercept_[0]), **learned})
    return 0


if __name__ == "__main__":
    sys.exit(main())

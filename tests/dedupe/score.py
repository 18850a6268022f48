"""Scores of duplicate detection on variants of our own texts.

Run: ``python tests/dedupe/score.py [--tagger] [--rounds N]``. Without the tagger the reports are empty: anchors come
from the text alone, which is the harder case.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from variants import COPIES, LONG_ONLY, OTHERS, SHORT_ONLY, UPDATES, Text, Variant, plain, texts

from connectors.post import Post
from streams.duplicates import Duplicates, Params
from streams.report import Report, Tagged

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
Tag = Callable[[Post], Report]


@dataclass
class Score:
    """Of one kind of variant, over long or short texts; ``asked`` how many."""

    asked: int = 0
    duplicate: int = 0
    update: int = 0
    wrong_of: int = 0

    @property
    def merged(self) -> float:
        """Share called duplicate."""
        return self.duplicate / max(1, self.asked)

    @property
    def updated(self) -> float:
        """Share called update."""
        return self.update / max(1, self.asked)


def empty(post: Post) -> Report:
    """Report of a tagger that finds nothing."""
    return Report(post.id, "en", True, (), ())


def as_post(text: Text, name: str, source: str, minute: int) -> Post:
    """Make a post of a marked text."""
    return Post(
        id=name,
        source=f"feed:{source}.example" if text.long else "social.example",
        kind="newswire" if text.long else "social",
        author=None if text.long else source,
        title=plain(text.title) if text.title else None,
        text=plain(text.text),
        published_at=START + timedelta(minutes=minute),
    )


def cases(kinds: dict[str, Variant], rounds: int) -> Iterator[tuple[str, int, Text]]:
    """Yield kind, number of the original, and variant."""
    for kind, variant in kinds.items():
        for number, text in enumerate(texts()):
            if (kind in LONG_ONLY and not text.long) or (kind in SHORT_ONLY and text.long):
                continue
            if kind == "number_fell" and "[" not in text.text:
                continue
            if kind == "number_grown" and "[" not in text.text:
                continue
            for turn in range(rounds):
                yield kind, number, variant(text, random.Random(f"{kind}:{number}:{turn}"))


def measure(rounds: int = 4, tag: Tag = empty, misses: list[str] | None = None) -> dict[tuple[str, bool], Score]:
    """Score every kind; each variant meets an index that holds the originals."""
    originals = [as_post(text, f"o:{at}", f"wire{at}", at) for at, text in enumerate(texts())]
    marked = [text.long for text in texts()]
    scores: dict[tuple[str, bool], Score] = {}
    for kind, number, variant in cases(COPIES | OTHERS | UPDATES, rounds):
        index = Duplicates(Params(max_bytes=1 << 20))
        for original in originals:
            index.judge(Tagged(original, tag(original)))
        post = as_post(variant, "later", "elsewhere", 150)
        verdict = index.judge(Tagged(post, tag(post)))
        score = scores.setdefault((kind, marked[number]), Score())
        score.asked += 1
        score.duplicate += verdict.verdict == "duplicate"
        score.update += verdict.verdict == "update"
        score.wrong_of += verdict.of is not None and verdict.of != f"o:{number}"
        wanted = "duplicate" if kind in COPIES else "update" if kind in UPDATES else "new"
        if misses is not None and verdict.verdict != wanted:
            misses.append(f"{kind}: {verdict.verdict} {verdict.reasons}: {post.title} | {post.text[:180]!r}")
    return scores


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tagger", action="store_true", help="read places and counts with the real tagger")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--misses", action="store_true", help="print what went wrong")
    arguments = parser.parse_args()
    tag: Tag = empty
    if arguments.tagger:
        from streams.tagging import Tagger

        tagger = Tagger.load()

        def tag(post: Post) -> Report:
            read = tagger.tag(post)
            return Report(read.id, read.lang, True, read.mentions, read.places)

    misses: list[str] = []
    print(f"{'variant':18}{'texts':7}{'asked':>6}{'duplicate':>11}{'update':>8}{'new':>7}")
    for (kind, long), score in measure(arguments.rounds, tag, misses).items():
        rest = 1 - score.merged - score.updated
        length = "long" if long else "short"
        print(f"{kind:18}{length:7}{score.asked:6}{score.merged:11.3f}{score.updated:8.3f}{rest:7.3f}")
    if arguments.misses:
        print("\n".join(misses))


if __name__ == "__main__":
    main()

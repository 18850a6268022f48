"""Scores of duplicate detection on variants of our own texts.

Run: ``python tests/dedupe/score.py [--set NAME] [--tagger] [--rounds N] [--misses]``. Without the tagger the
reports are empty: anchors come from the text alone, which is the harder case. Rules were tuned on ``news`` and ``dev``;
of ``held`` and the others that end so only the figures are looked at.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

import harder
import variants
from variants import Text, Variant, plain, texts

from connectors.post import POSTS, Post
from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.shards import LocalShards
from streams.report import Report, Tagged, Verdict

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
Tag = Callable[[Post], Report]
COPIES = variants.COPIES | harder.COPIES
OTHERS = variants.OTHERS | harder.OTHERS
UPDATES = variants.UPDATES | harder.UPDATES
LONG_ONLY = variants.LONG_ONLY | harder.LONG_ONLY | harder.LONG_UPDATES
SHORT_ONLY = variants.SHORT_ONLY | harder.SHORT_ONLY


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

    def add(self, verdict: Verdict, of: str) -> None:
        """Count a verdict on a variant of the post ``of``."""
        self.asked += 1
        self.duplicate += verdict.verdict == "duplicate"
        self.update += verdict.verdict == "update"
        self.wrong_of += verdict.of is not None and verdict.of != of


WRITTEN = {
    "written": "pairs", "written_held": "pairs_held", "plain": "plain/pairs", "plain_held": "plain/pairs_held",
}  # fmt: skip
"""Pairs written by hand: hard ones, and plain ones as they are met every day."""

Scores = dict[tuple[str, bool], Score]


def empty(post: Post) -> Report:
    """Report of a tagger that finds nothing."""
    return Report(post.id, "und", True, (), ())


def as_post(text: Text, name: str, source: str, minute: int, *, long: bool | None = None) -> Post:
    """Make a post of a marked text."""
    newswire = text.long if long is None else long
    return Post(
        id=name,
        source=f"feed:{source}.example" if newswire else "social.example",
        kind="newswire" if newswire else "social",
        author=None if newswire else source,
        title=plain(text.title) if text.title else None,
        text=plain(text.text),
        published_at=START + timedelta(minutes=minute),
    )


def cases(kinds: Mapping[str, Variant], rounds: int, base: list[Text]) -> Iterator[tuple[str, int, int, Text]]:
    """Yield kind, turn, number of the original, and variant."""
    for kind, variant in kinds.items():
        for number, text in enumerate(base):
            if (kind in LONG_ONLY and not text.long) or (kind in SHORT_ONLY and text.long):
                continue
            if kind in ("number_fell", "other_figures") and "[" not in text.text:
                continue
            if kind in UPDATES and not harder.casualties(text):
                continue
            if kind == "main_place" and "{" not in text.text:
                continue
            for turn in range(rounds):
                changed = variant(text, random.Random(f"{kind}:{number}:{turn}"))
                if kind not in UPDATES or _figures(changed) - _figures(text):  # what grew can have been cut out again
                    yield kind, turn, number, changed


def _figures(text: Text) -> set[str]:
    return set(re.findall(r"\d+", plain(text.text)))


def wanted(kind: str) -> str:
    """Return the verdict that a kind of variant should get."""
    return "duplicate" if kind in COPIES else "update" if kind in UPDATES or kind == "retold" else "new"


def measure(rounds: int = 4, tag: Tag = empty, misses: list[str] | None = None, name: str = "news") -> Scores:
    """Score every kind; the variants of a kind and turn meet an index that holds the originals."""
    base = texts(name)
    originals = [as_post(text, f"o:{at}", f"wire{at}", at) for at, text in enumerate(base)]
    tagged = [Tagged(original, tag(original)) for original in originals]
    scores: Scores = {}
    index, run = Duplicates(Params(max_bytes=1 << 20)), ("", -1)
    asked = sorted(cases(COPIES | OTHERS | UPDATES, rounds, base), key=lambda case: case[:2])
    for kind, turn, number, variant in asked:
        if run != (kind, turn) or kind in OTHERS:
            run = kind, turn
            index = Duplicates(Params(max_bytes=1 << 20))
            for one in tagged:
                index.judge(one)
        post = as_post(variant, f"v:{number}", f"elsewhere{number}", 150 + number, long=base[number].long)
        verdict = index.judge(Tagged(post, tag(post)))
        scores.setdefault((kind, base[number].long), Score()).add(verdict, f"o:{number}")
        _note(misses, kind, verdict, post)
    _originals(scores, tagged, misses)
    return scores


def _note(misses: list[str] | None, kind: str, verdict: Verdict, post: Post) -> None:
    right = verdict.verdict == wanted(kind) or (kind in LENIENT and verdict.verdict == "update")
    if misses is not None and not right:
        misses.append(f"{kind}: {verdict.verdict} {verdict.reasons} {verdict.of}: {post.title} | {post.text[:260]!r}")


LENIENT = {"number_fell", "other_figures"}
"""Other figures under the same names are another incident or an update; what they must not be is a copy."""


def _originals(scores: Scores, tagged: list[Tagged], misses: list[str] | None) -> None:
    """Score the originals against each other: different stories all of them."""
    index = Duplicates(Params(max_bytes=1 << 20))
    for one in tagged:
        verdict = index.judge(one)
        scores.setdefault(("unrelated", one.post.kind == "newswire"), Score()).add(verdict, "")
        _note(misses, "unrelated", verdict, one.post)


def measure_pairs(rounds: int = 4, tag: Tag = empty, misses: list[str] | None = None) -> Scores:
    """Score filled-in forms, and incidents told again in other words: the last third of these under ``held``."""
    scores: Scores = {}

    def ask(kind: str, pair: tuple[Post, Post], *, shown: bool = True) -> None:
        index = Duplicates(Params(max_bytes=1 << 20))
        index.judge(Tagged(pair[0], tag(pair[0])))
        verdict = index.judge(Tagged(pair[1], tag(pair[1])))
        scores.setdefault((kind, pair[0].kind == "newswire"), Score()).add(verdict, pair[0].id)
        if shown:
            _note(misses, kind, verdict, pair[1])

    for kind, first, later, gap in harder.form_pairs(rounds):
        minutes = gap // timedelta(minutes=1)
        ask(kind, (as_post(first, "a", "wire", 0), as_post(later, "b", "wire", minutes)))
    known = harder.retold()
    for number, (first, update, other) in enumerate(known):
        held = 3 * number >= 2 * len(known)
        for kind, later in (("retold", update), ("retold_other", other)):
            pair = (as_post(Text(None, first), "a", "ann", 0), as_post(Text(None, later), "b", "ben", 90))
            ask(f"{kind}{'_held' if held else ''}", pair, shown=not held)
    return scores


def written(name: str) -> list[tuple[str, str, Post, Post]]:
    """Read pairs written by hand by somebody who knew no rule: sort, wanted verdict, earlier and later post."""
    path = variants.TEXTS.parent / f"{name}.jsonl"
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        earlier, later = (POSTS.decode(json.dumps(pair[side]).encode(), path.name) for side in ("a", "b"))
        found.append((pair["sort"], pair["expect"], earlier, later))
    return found


def measure_written(tag: Tag, misses: list[str] | None = None, name: str = "pairs") -> dict[str, tuple[int, int]]:
    """Return how many of the written pairs got the wanted verdict, of how many, by sort; all in one file, by time."""
    pairs = written(name)
    index, verdicts = Duplicates(Params(max_bytes=1 << 22)), {}
    for post in sorted((post for pair in pairs for post in pair[2:]), key=lambda post: (post.published_at, post.id)):
        verdicts[post.id] = index.judge(Tagged(post, tag(post)))
    right: dict[str, tuple[int, int]] = {}
    for sort, expect, earlier, later in pairs:
        verdict = verdicts[later.id]
        linked = expect == "new" or verdict.story == verdicts[earlier.id].story
        good, asked = right.get(sort, (0, 0))
        right[sort] = good + (verdict.verdict == expect and linked), asked + 1
        if misses is not None and not (verdict.verdict == expect and linked):
            misses.append(f"{sort}: {verdict.verdict} {verdict.reasons}, not {expect}: {later.text[:200]!r}")
    return right


def tagging() -> Tag:
    """Return the real tagger, which calls everything relevant here."""
    from streams.tagging import Tagger

    tagger = Tagger.load()

    def tag(post: Post) -> Report:
        read = tagger.tag(post)
        return Report(read.id, read.lang, True, read.mentions, read.places, read.hazards)

    return tag


def shard_recall(
    shards: int, tag: Tag = empty, rounds: int = 1, names: Sequence[str] = ("news", "dev", "held")
) -> tuple[float, float]:
    """Return recall against one shard over all copies and updates, and messages a report.

    Recall: of what one shard links to its original, the share that the shards link to the same one.
    """
    linked = found = 0
    messages = []
    for name in names:
        base = texts(name)
        tagged = [
            Tagged(post, tag(post)) for post in (as_post(t, f"o:{at}", f"wire{at}", at) for at, t in enumerate(base))
        ]
        for _, turn, number, variant in cases(COPIES | UPDATES, rounds, base):
            post = as_post(variant, "v", f"elsewhere{turn}", 150, long=base[number].long)
            of = []
            for count in (1, shards):
                params = Params(max_bytes=1 << 20, shards=count)
                index = LocalShards(params) if count > 1 else Duplicates(params)
                index.judge(tagged[number])
                of.append(index.judge(Tagged(post, tag(post))).of)
            messages.append(index.messages_per_report)
            linked += of[0] is not None
            found += of[0] is not None and of[1] == of[0]
    return found / linked, sum(messages) / len(messages)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    sets = ("news", "dev", "held", "pairs", *WRITTEN)
    parser.add_argument("--set", choices=sets, action="append")
    parser.add_argument("--tagger", action="store_true", help="read places and counts with the real tagger")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--misses", action="store_true", help="print what went wrong, never of what is held back")
    parser.add_argument("--shards", type=int, default=1, help="print recall against one shard, and messages a report")
    arguments = parser.parse_args()
    if arguments.shards > 1:
        recall, messages = shard_recall(arguments.shards, tagging() if arguments.tagger else empty)
        print(f"{arguments.shards} shards: recall {recall:.4f} of one shard, {messages:.2f} messages a report")
        return
    tag: Tag = tagging() if arguments.tagger else empty
    misses: list[str] = []
    for name in arguments.set or ("news", "dev", "held", "pairs"):
        noted = None if name.endswith("held") else misses
        if name in WRITTEN:
            right = measure_written(tag, noted, WRITTEN[name])
            print(name, *(f"{sort:32}{good:4} of {asked}" for sort, (good, asked) in sorted(right.items())), sep="\n")
            continue
        if name == "pairs":
            scores = measure_pairs(arguments.rounds, tag, noted)
        else:
            scores = measure(arguments.rounds, tag, noted, name)
        print(f"{name}\n{'variant':18}{'texts':7}{'asked':>6}{'duplicate':>11}{'update':>8}{'new':>7}{'wrong of':>10}")
        for (kind, long), score in scores.items():
            rest = 1 - score.merged - score.updated
            length = "long" if long else "short"
            print(
                f"{kind:18}{length:7}{score.asked:6}{score.merged:11.3f}{score.updated:8.3f}{rest:7.3f}{score.wrong_of:10}"
            )
    if arguments.misses:
        print("\n".join(misses))


if __name__ == "__main__":
    main()

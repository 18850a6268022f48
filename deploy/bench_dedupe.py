"""Figures of duplicate detection: posts a second, latency, bytes a report, speed of the rebuild. One JSON line each.

Run: ``python -m deploy.bench_dedupe [--posts N]``; with ``--grow 600`` it only prints the resident size over a run of
so many CPU-seconds. The stream is made of random words with fixed seeds: nine short posts to one article of 300 words,
a third of them copies (repeated, or cut). Reports are empty, so the tagger's cost is not in the figures; decoding is
not either, but for ``rebuild_from_log``, which reads JSON.

Live, the stage that tags signs too, on any partition, and the one stage that compares all reports reads signatures:
``sign`` and ``compare`` are their parts, ``posts_per_cpu_second`` is both together. A post's time is its own and its
share of what was done for its batch; ``batch_p99_ms`` is how long the last of a batch waits for it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from connectors.post import Post
from streams.dedupe.duplicates import BATCH, Duplicates, Params
from streams.dedupe.signing import pack_many
from streams.report import TAGGED, Report, Tagged

__all__ = ["main", "stream"]

START = datetime(2026, 1, 1, tzinfo=UTC)
SHORT_WORDS, LONG_WORDS, VOCABULARY = 24, 300, 20_000
COPIES, LONG_SHARE = 0.33, 0.1
GROWN = 19_200  # posts between two lines of a long run


def _vocabulary(dice: random.Random) -> list[str]:
    syllables = ("ka", "re", "to", "mi", "sa", "der", "ku", "lin", "vo", "per", "na", "gos", "el", "ur", "bi", "osh")
    return ["".join(dice.choice(syllables) for _ in range(dice.randint(1, 4))) for _ in range(VOCABULARY)]


def _text(dice: random.Random, words: list[str], length: int) -> str:
    chosen = []
    for at in range(length):
        # Zipf-like: half of all words are among the commonest fortieth.
        word = words[int(len(words) * dice.random() ** 4)]
        if dice.random() < 0.06:
            word = word.capitalize()
        elif dice.random() < 0.02:
            word = str(dice.randint(2, 400))
        chosen.append(word + "." if at % 14 == 13 else word)
    return " ".join(chosen)


def stream(posts: int, seed: int = 7) -> Iterator[Tagged]:
    """Make a stream of so many reports, ten a second."""
    dice = random.Random(seed)  # noqa: S311  a benchmark
    words = _vocabulary(dice)
    recent: list[str] = []
    for at in range(posts):
        long = dice.random() < LONG_SHARE
        if recent and dice.random() < COPIES:
            text = dice.choice(recent)
            if dice.random() < 0.5:
                text = " ".join(word for word in text.split() if dice.random() > 0.1)
        else:
            text = _text(dice, words, LONG_WORDS if long else SHORT_WORDS)
            recent = [*recent[-400:], text]
        long = len(text) > 600
        post = Post(
            id=f"bench:{at}",
            source=f"feed:s{at % 40}.example" if long else "bench.example",
            kind="newswire" if long else "social",
            author=None if long else f"a{at % 5000}",
            text=text,
            published_at=START + timedelta(milliseconds=100 * at),
        )
        yield Tagged(post, Report(post.id, "en", True, (), ()))


def _signed(batch: list[Tagged]) -> Iterator[Tagged]:
    """Sign reports as the tag stage does."""
    for one, signature in zip(batch, pack_many(batch), strict=True):
        yield Tagged(one.post, one.report, signature)


def _judged(records: list[Tagged], index: Duplicates) -> tuple[list[float], list[float], Counter[str]]:
    """Judge all; returns CPU seconds of each post, of each batch, both sorted, and the verdicts."""
    spent: list[float] = []
    batches: list[float] = []
    verdicts: Counter[str] = Counter()
    for at in range(0, len(records), BATCH):
        batch = records[at : at + BATCH]
        first = time.process_time()
        index.foresee(batch)
        ready = time.process_time()
        for tagged in batch:
            start = time.process_time()
            verdicts[index.judge(tagged).verdict] += 1
            spent.append(time.process_time() - start + (ready - first) / len(batch))
        batches.append(time.process_time() - first)
    return sorted(spent), sorted(batches), verdicts


def _resident(posts: int, params: Params) -> float:
    """Return resident bytes per entry of a filled index: its table, its rows of copies and the allocator's loss too."""
    for one in stream(300):
        Duplicates(Params(max_bytes=1 << 20)).judge(one)
    records = stream(posts)
    next(records)
    before = _rss()
    index = Duplicates(params)
    for one in records:
        index.judge(one)
    return (_rss() - before) / max(1, index.held[0])


def grow(seconds: float, params: Params) -> Iterator[dict[str, float]]:
    """Judge an endless stream for so many seconds of CPU time; yields posts, entries and resident size as it goes."""
    index, records, posts = Duplicates(params), stream(1 << 40), 0
    end = time.process_time() + seconds
    while time.process_time() < end:
        for _ in range(GROWN // BATCH):
            index.judge_many(list(islice(records, BATCH)))
            posts += BATCH
        yield {"posts": posts, "indexed": index.held[0], "resident_mb": round(_rss() / 1e6, 1)}


def _rss() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=40_000)
    parser.add_argument("--max-mb", type=int, default=24, help="cap of the index; small, so that the run fills it")
    parser.add_argument("--grow", type=float, metavar="SECONDS", help="only print the resident size over a long run")
    arguments = parser.parse_args(argv)
    if arguments.grow:
        for line in grow(arguments.grow, Params(max_bytes=arguments.max_mb << 20)):
            print(json.dumps(line), flush=True)
        return 0
    posts, params = arguments.posts, Params(max_bytes=arguments.max_mb << 20)
    memory = _resident(posts, params)
    records = list(stream(posts))
    start = time.process_time()
    signed = [one for at in range(0, posts, BATCH) for one in _signed(records[at : at + BATCH])]
    signing = time.process_time() - start
    comparing, _, _ = _judged(signed, Duplicates(params))
    index = Duplicates(params)
    spent, batches, verdicts = _judged(records, index)
    held, size = index.held
    figures: dict[str, float] = {
        "posts_per_cpu_second": posts / sum(spent),
        "sign_posts_per_cpu_second": posts / signing,
        "compare_posts_per_cpu_second": posts / sum(comparing),
        "p50_us": spent[posts // 2] * 1e6,
        "p99_us": spent[posts * 99 // 100] * 1e6,
        "compare_p99_us": comparing[posts * 99 // 100] * 1e6,
        "batch_p99_ms": batches[len(batches) * 99 // 100] * 1e3,
        "indexed": held,
        "bytes_per_report_counted": size / max(1, held),
        "bytes_per_report_resident": memory,
    }
    snapshot = index.snapshot()
    for name, log in (("rebuild", signed), ("rebuild_unsigned", records)):
        start = time.process_time()
        Duplicates.restore(params, snapshot).relearn(log)
        figures[f"{name}_reports_per_cpu_second"] = posts / (time.process_time() - start)
    messages = [b"[" + b",".join(map(TAGGED.encode, signed[at : at + 100])) + b"]" for at in range(0, posts, 100)]
    start = time.process_time()
    restored = Duplicates.restore(params, snapshot)
    for message in messages:
        restored.relearn([one for one in TAGGED.decode_many(message, "log") if isinstance(one, Tagged)])
    figures["rebuild_from_log_reports_per_cpu_second"] = posts / (time.process_time() - start)
    figures["snapshot_bytes_per_post"] = len(snapshot) / posts
    for name, value in figures.items():
        print(json.dumps({"figure": name, "value": round(value, 1)}))
    print(json.dumps({"figure": "verdicts", **verdicts}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

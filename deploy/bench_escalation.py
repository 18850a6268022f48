"""Figures of escalation: speed, memory, false alarms and detection, beside their targets.

Usage: ``python -m deploy.bench_escalation [--crises FOLDER] [--weeks N]``. Fixed seeds. ``--crises`` takes a folder of
recorded crises as JSON lines of posts, which are not part of this project, and needs the tagger's gazetteer.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from alerts.calibration import START, false_alarms, measure
from alerts.detectors import Detectors
from alerts.escalation import Escalation, Params
from alerts.keys import LOCALITY
from alerts.simulator import quiet, ramp, step_to
from connectors.post import POSTS, Post
from deploy.backtest import backtest
from streams.duplicates import Duplicates
from streams.duplicates import Params as DuplicateParams
from streams.report import EventType, Mention, Place, Report, Story, Trigger, Verdict
from streams.tagging import Tagger

__all__ = ["Figure", "main"]

SEED = 77
EVENT_MINUTES = 120.0
KINDS: tuple[EventType, ...] = ("CLASH", "FIRE", "PROTEST", "INJURY")


@dataclass(frozen=True)
class Figure:
    """One line of the table; ``met`` is None where there is no target."""

    name: str
    value: str
    target: str = ""
    met: bool | None = None


def resident_bytes() -> int:
    """Return the highest resident memory of this process so far (Linux counts kibibytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def speed() -> Iterator[Figure]:
    """Measure a report on one key, and a story through the whole escalation."""
    detectors = Detectors(Params().thresholds)
    stream = quiet(200, 1, SEED)
    names = [f"CLASH|KG\x1f{key}" for key in range(200)]
    rows = list(zip(stream.minutes.tolist(), stream.keys.tolist(), strict=True))
    began = time.perf_counter()
    for number, (minute, key) in enumerate(rows):
        counted = detectors.count(names[key], LOCALITY, "KG", START + minute, (number,))
        if counted is not None:
            detectors.score(counted, START + minute)
    per_report = (time.perf_counter() - began) / len(rows) * 1e6
    yield Figure("detector, a report", f"{per_report:.1f} us", "<= 15 us", per_report <= 15)
    stories = list(_stories(rows[:4_000]))
    escalation = Escalation(Params())
    began = time.perf_counter()
    escalation.apply(stories)
    yield Figure("escalation, a story (6 keys)", f"{(time.perf_counter() - began) / len(stories) * 1e6:.0f} us")


def _stories(rows: Sequence[tuple[float, int]]) -> Iterator[Story]:
    for number, (minute, key) in enumerate(rows):
        place = Place(f"Town {key // 4}", "KG", f"Region {key // 20}", 40.0 + key // 4 * 0.3, 70.0, "city")
        mention = Mention(KINDS[key % 4], Trigger("x", 0, 1), "asserted", False, None, place, None, ())
        name = f"p{number}"
        at = datetime.fromtimestamp((START + minute) * 60, UTC)
        yield Story(
            id=name,
            source="mastodon:example.social",
            kind="social",
            author=name,
            family=name,
            excerpt="words",
            published_at=at,
            report=Report(name, "en", True, (mention,), (place,)),
            verdict=Verdict(name, "new", name, None, ()),
        )


def memory() -> Iterator[Figure]:
    """Measure 10,000 keys, each with two hours of reports in it."""
    gc.collect()
    before = resident_bytes()
    detectors = Detectors(Params().thresholds)
    for minute in range(0, 120, 4):
        for key in range(10_000):
            detectors.count(f"CLASH|KG\x1f{key}", LOCALITY, "KG", START + minute, (minute * 10_000 + key,))
    grown = (resident_bytes() - before) / 1e6
    yield Figure("10,000 keys, memory grown by", f"{grown:.0f} MB", "< 200 MB", grown < 200)
    del detectors


def alarms(weeks: int) -> Iterator[Figure]:
    """Measure false alarms and detection on simulated weeks that no calibration has seen."""
    params = Params()
    thresholds, stream = params.thresholds, quiet(params.keys, weeks + 1, SEED)
    pages = false_alarms(stream, thresholds, params.page)
    watches = false_alarms(stream, thresholds, params.watch)
    yield Figure(f"page, false alarms a week ({weeks} held-out weeks)", f"{pages:.2f}", "<= 1.5", pages <= 1.5)
    yield Figure("watch, false alarms a week", f"{watches:.1f}", "<= 7", watches <= 7)
    warm = quiet(params.keys, 2, SEED + 1)
    steps = [step_to(2.0, EVENT_MINUTES, SEED), step_to(2.0, EVENT_MINUTES, SEED + 1)]
    first, second = measure(warm, steps, thresholds, params.page)
    good = first.share >= 0.95 and first.minutes <= 10 and first.reports <= 15
    said = f"{first.share:.0%}, {first.minutes:.0f} min, {first.reports:.0f} reports"
    yield Figure("step to 2/min", said, ">= 95 %, <= 10 min, <= 15 reports", good)
    yield Figure("second event after 12 h", f"{second.share:.0%}", ">= 95 %", second.share >= 0.95)
    (rise,) = measure(warm, [ramp(2.0, 60.0, EVENT_MINUTES, SEED)], thresholds, params.page)
    said = f"{rise.share:.0%}, {rise.minutes:.0f} min, {rise.reports:.0f} reports"
    yield Figure("ramp to 2/min within an hour", said, "<= 20 reports", rise.reports <= 20)


def crises(folder: Path) -> Iterator[Figure]:
    """Replay recorded crises: first page against the first post that the tagger finds relevant."""
    tagger = Tagger.load()
    waits, counts = [], []
    for path in sorted(folder.glob("*.jsonl")):
        lines = path.read_bytes().splitlines()
        posts = [POSTS.decode(line, f"{path.name}:{number}") for number, line in enumerate(lines, 1)]
        alerts = backtest(
            posts, tagger=tagger, duplicates=Duplicates(DuplicateParams()), escalation=Escalation(Params())
        )
        page = next((alert for alert in alerts if alert.state == "firing"), None)
        if page is None or page.first_report_at is None:
            yield Figure(path.stem, "no page")
            continue
        waits.append((page.at - page.first_report_at) / timedelta(minutes=1))
        counts.append(_between(posts, page.first_report_at, page.at))
        yield Figure(path.stem, f"{waits[-1]:.0f} min, {counts[-1]} posts after its first report, at {page.place.name}")
    if waits:
        yield Figure(f"{len(waits)} crises paged, median", f"{median(waits):.0f} min, {median(counts):.0f} posts")


def _between(posts: Sequence[Post], begin: datetime, end: datetime) -> int:
    return sum(begin <= post.published_at <= end for post in posts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crises", type=Path, help="folder of recorded crises, JSON lines of posts")
    parser.add_argument("--weeks", type=int, default=3, help="quiet weeks measured, 0 for none")
    given = parser.parse_args(arguments)
    table = Table("figure", "measured", "target", "")
    figures = [*memory(), *speed()]
    figures += alarms(given.weeks) if given.weeks else ()
    figures += crises(given.crises) if given.crises else ()
    for figure in figures:
        mark = "" if figure.met is None else "met" if figure.met else "MISSED"
        table.add_row(figure.name, figure.value, figure.target, mark)
    Console().print(table)
    return int(any(figure.met is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main())

"""Figures of escalation: speed, memory, false alarms and detection, beside their targets.

Usage: ``python -m deploy.bench_escalation [--recorded FOLDER] [--weeks N]``. Fixed seeds. ``--recorded`` takes a folder
of recorded crises (`deploy.recorded`), which are not part of this project; ``--only`` names those that count.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np
from rich.console import Console
from rich.table import Table

from alerts.calibration import START, measure
from alerts.detectors import Detectors
from alerts.escalation import Escalation, Params
from alerts.keys import LOCALITY
from alerts.quiet_world import KINDS, TOWNS_A_REGION, raised, stories
from alerts.simulator import FASTEST, overlaid, quiet, ramp, step_to
from deploy.recorded import Found, medians, replays

__all__ = ["Figure", "main"]

SEED = 77
EVENT_MINUTES = 120.0
KEYS = 200
UNREACHED = 1e6
COLD_SEEDS, COLD_HOURS, COLD_TOWNS = (77, 78, 79, 80), 6.0, (3, 17, 31, 44)
COLD_EVENT_MINUTES = 90.0


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
    began = time.process_time()
    for number, (minute, key) in enumerate(rows):
        counted = detectors.count(names[key], LOCALITY, "KG", START + minute, (number,))
        if counted is not None:
            detectors.score(counted, START + minute)
    per_report = (time.process_time() - began) / len(rows) * 1e6
    yield Figure("detector, a report", f"{per_report:.1f} us", "<= 15 us", per_report <= 15)
    told = list(stories(stream, SEED))
    # Half warms the keys up; alerts are left out, since a stream is quiet most of its life.
    escalation, half = Escalation(replace(Params(), watch=UNREACHED, page=UNREACHED)), len(told) // 2
    escalation.apply(told[:half])
    began = time.process_time()
    escalation.apply(told[half:])
    per_story = (time.process_time() - began) / (len(told) - half) * 1e6
    yield Figure("escalation, a story (5 keys)", f"{per_story:.0f} us", "<= 40 us", per_story <= 40)


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
    """Measure false alarms, roll-ups included, and detection, on simulated weeks that no calibration has seen."""
    params = Params()
    for keys, fastest, length in ((KEYS, FASTEST, weeks), (KEYS // 10, 2.0, 5 * weeks), (5, 0.3, 15 * weeks)):
        found = raised(quiet(keys, length + 1, SEED, fastest), params, SEED)
        name = f"{keys} keys, {found.reports_per_hour:.3g} reports/h, {length} weeks"
        yield Figure(f"false pages a week, {name}", f"{found.pages:.2f}", "<= 1.5", found.pages <= 1.5)
        yield Figure(f"alerts a week, {name}", f"{found.alerts:.1f}", "<= 7", found.alerts <= 7)
    warm, thresholds = quiet(KEYS, 2, SEED + 1), params.thresholds
    steps = [step_to(2.0, EVENT_MINUTES, SEED), step_to(2.0, EVENT_MINUTES, SEED + 1)]
    first, second = measure(warm, steps, thresholds, params.page)
    good = first.share >= 0.95 and first.minutes <= 10 and first.reports <= 15
    said = f"{first.share:.0%}, {first.minutes:.0f} min, {first.reports:.0f} reports"
    yield Figure("step to 2/min", said, ">= 95 %, <= 10 min, <= 15 reports", good)
    yield Figure("second event after 12 h", f"{second.share:.0%}", ">= 95 %", second.share >= 0.95)
    (rise,) = measure(warm, [ramp(2.0, 60.0, EVENT_MINUTES, SEED)], thresholds, params.page)
    said = f"{rise.share:.0%}, {rise.minutes:.0f} min, {rise.reports:.0f} reports"
    yield Figure("ramp to 2/min within an hour", said, "<= 20 reports", rise.reports <= 20)


def beginning() -> Iterator[Figure]:
    """Measure a stream's first hours: what quiet ones raise, and how soon a crisis in one town of fifty is found."""
    pages: list[int] = []
    for seed in COLD_SEEDS:
        told = stories(quiet(KEYS, COLD_HOURS / 168, seed), seed)
        alerts = Escalation(Params()).apply(list(told))
        pages.append(len({alert.alert for alert in alerts if alert.state == "firing"}))
    said = f"{', '.join(map(str, pages))} in {len(pages)} streams"
    yield Figure(f"false pages in the first {COLD_HOURS:.0f} hours", said, "<= 2 each", max(pages) <= 2)
    for begin in (0.0, 30.0, 90.0):
        waits = [wait for town in COLD_TOWNS if (wait := _found_after(begin, town)) is not None]
        middle = f", median {median(waits):.0f} min" if waits else ""
        said = f"{len(waits)} of {len(COLD_TOWNS)}{middle}"
        yield Figure(f"step to 2/min in a town, {begin:.0f} min after the beginning", said)


def _found_after(begin: float, town: int) -> float | None:
    """Return the minutes until a step in one town of a stream that has just begun pages there."""
    event = begin + step_to(2.0, COLD_EVENT_MINUTES, SEED + town)
    keys = len(KINDS) * town + np.arange(len(event)) % len(KINDS)
    stream = overlaid(quiet(KEYS, COLD_HOURS / 168, SEED), event, keys)
    escalation, region = Escalation(Params()), f"Region {town // TOWNS_A_REGION}"
    for story in stories(stream, SEED):
        for alert in escalation.apply([story]):
            after = alert.at.timestamp() / 60.0 - START - begin
            if alert.state == "firing" and alert.place.admin1 == region and after >= 0.0:
                return after if after <= COLD_EVENT_MINUTES else None
    return None


def crises(folder: Path, only: Sequence[str]) -> Iterator[Figure]:
    """Replay recorded crises: the first page against the first related post, and what was raised before it."""
    pages: list[Found] = []
    count = early = 0
    for one in replays(folder):
        counts = not only or any(name in one.recording.name for name in only)
        count += counts
        early += counts * len({alert.alert for alert in one.early})
        if one.page is not None and counts:
            pages.append(one.page)
        yield Figure(one.recording.name + ("" if counts else " (slow)"), _told(one.page))
    if not pages:
        return
    minutes, posts, reports = medians(pages)
    yield Figure("recorded crises paged", f"{len(pages)} of {count}", ">= 13 of 14", len(pages) >= count - count // 14)
    yield Figure("raised before the event", f"{early}", "0", early == 0)
    yield Figure("median minutes behind the first related post", f"{minutes:.0f}", "<= 12", minutes <= 12)
    yield Figure("median posts of the recording until then", f"{posts:.0f}")
    yield Figure("median independent reports until then", f"{reports:.0f}", "<= 10", reports <= 10)


def _told(page: Found | None) -> str:
    if page is None:
        return "no page"
    alert = page.alert
    return f"{page.minutes:.1f} min, {page.posts} posts, {alert.reports} reports: {alert.headline}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recorded", type=Path, help="folder of recorded crises, JSON lines of posts")
    parser.add_argument("--only", nargs="*", default=[], help="parts of names: recordings that count in the medians")
    parser.add_argument("--weeks", type=int, default=3, help="quiet weeks measured, 0 for none")
    given = parser.parse_args(arguments)
    table = Table("figure", "measured", "target", "")
    figures = [*memory(), *speed(), *beginning()]
    figures += alarms(given.weeks) if given.weeks else ()
    figures += crises(given.recorded, given.only) if given.recorded else ()
    for figure in figures:
        mark = "" if figure.met is None else "met" if figure.met else "MISSED"
        table.add_row(figure.name, figure.value, figure.target, mark)
    Console().print(table)
    return int(any(figure.met is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main())

"""Thresholds for a false-alarm budget, from simulated quiet weeks: what ``tocsin calibrate`` runs.

Two independent streams: one finds the thresholds, the other (held out) counts what they let through. Thresholds come
from the peaks of the score and are then raised once by what the same stream lets through in life: a key that fires
stops learning and comes back sooner than its peaks say. The result holds the seed, the size of the run and a
fingerprint of the detectors, so that thresholds of other code are recognised.

Cost: about four seconds a week of 200 keys and pass, five passes, on one core.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from importlib.resources import files
from math import log
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from alerts.calibration import Peaks, Tick, false_alarms, per_week, quiet_peaks, threshold_for
from alerts.detectors import Thresholds
from alerts.params import Calibrated
from alerts.simulator import MINUTES_OF_WEEK, Stream, quiet
from deploy.plots import draw_curve

__all__ = ["HELD_OUT", "calibrate", "fingerprint"]

VERSION = "0.1.0"
DETECTOR_MODULES = ("baseline", "cusum", "detectors", "effective", "scan", "simulator")
PAGE_PER_WEEK, WATCH_PER_WEEK = 1.0, 7.0
HELD_OUT = 1_000_003
"""Added to the seed for the held-out stream."""
WARM_UP_WEEKS = 1


def fingerprint() -> str:
    """Return a short hash of the detectors' code, blind to comments and layout."""
    digest = blake2b(digest_size=4)
    for name in DETECTOR_MODULES:
        tree = ast.parse((files("alerts") / f"{name}.py").read_text(encoding="utf-8"))
        digest.update(ast.dump(tree).encode())
    return digest.hexdigest()


@contextmanager
def _progress(show: bool, weeks: float) -> Iterator[dict[str, Tick]]:
    names = ("quiet weeks", "in life: page", "in life: watch", "held out: page", "held out: watch")
    if not show:
        yield {name: lambda _: None for name in names}
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks = {name: bars.add_task(name, total=weeks * MINUTES_OF_WEEK) for name in names}

        def tick(name: str) -> Tick:
            return lambda minutes: bars.update(tasks[name], completed=minutes)

        yield {name: tick(name) for name in names}
        for task in tasks.values():
            bars.update(task, completed=weeks * MINUTES_OF_WEEK)


def thresholds_of(peaks: Peaks) -> tuple[float, float, float]:
    """Return watch, page and the scan's page, rounded to a tenth: the run does not know more."""
    rare, busy = 1.0 - peaks.busy_share, peaks.busy_share
    page = threshold_for(peaks.rare, peaks.weeks, PAGE_PER_WEEK * rare)
    watch = threshold_for(peaks.rare, peaks.weeks, WATCH_PER_WEEK * rare)
    scan = threshold_for(peaks.busy, peaks.weeks, PAGE_PER_WEEK * busy)
    return round(watch, 1), round(page, 1), round(scan, 1)


def raised(stream: Stream, first: tuple[float, float, float], ticks: Mapping[str, Tick]) -> tuple[float, float, float]:
    """Return the thresholds, raised where the stream they come from passes them more often in life than budgeted."""
    watch, page, scan = first
    fall = (page - watch) / log(WATCH_PER_WEEK / PAGE_PER_WEEK)  # nats for e times fewer alarms
    chosen = Thresholds(watch, page, scan)
    pages = false_alarms(stream, chosen, page, ticks["in life: page"])
    watches = false_alarms(stream, chosen, watch, ticks["in life: watch"])
    higher = page + fall * max(0.0, log(max(pages, 1e-9) / PAGE_PER_WEEK))
    alert = watch + fall * max(0.0, log(max(watches, 1e-9) / WATCH_PER_WEEK))
    return round(min(alert, higher), 1), round(higher, 1), round(scan * higher / page, 1)


def calibrate(
    out: Path | None = None,
    keys: int = 200,
    weeks: int = 8,
    seed: int = 1,
    progress: bool = True,
    plot: Path | None = None,
) -> Calibrated:
    """Find thresholds and measure them.

    Args:
        out: JSON file to write, in the form of ``alerts/thresholds.json``; nothing is written without.
        keys: leaf keys (event type x locality) that the budget of one page a week and one watch a day holds for.
        weeks: of each stream, after one more to warm up.
        seed: of the quiet weeks; the held-out ones have another.
        progress: show bars on the terminal.
        plot: picture of false alarms against thresholds, needs the extra ``plot``.

    Raises:
        ValueError: so few keys and weeks that nothing can be said.
    """
    every = weeks + WARM_UP_WEEKS
    with _progress(progress, every) as ticks:
        stream = quiet(keys, every, seed)
        peaks = quiet_peaks(stream, ticks["quiet weeks"])
        watch, page, scan = raised(stream, thresholds_of(peaks), ticks)
        held_out = quiet(keys, every, seed + HELD_OUT)
        chosen = Thresholds(watch, page, scan)
        pages = false_alarms(held_out, chosen, page, ticks["held out: page"])
        watches = false_alarms(held_out, chosen, watch, ticks["held out: watch"])
    found = Calibrated(
        code_version=f"{VERSION}+{fingerprint()}",
        seed=seed,
        weeks=weeks,
        keys=keys,
        page_false_alarms_per_week=PAGE_PER_WEEK,
        watch_false_alarms_per_week=WATCH_PER_WEEK,
        watch=watch,
        page=page,
        scan_page=scan,
        held_out_page_per_week=round(pages, 2),
        held_out_watch_per_week=round(watches, 2),
    )
    if out is not None:
        out.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    if plot is not None:
        grid = [6.0 + 0.25 * index for index in range(80)]
        curve = [per_week(peaks.rare, peaks.weeks, at) for at in grid]
        draw_curve(plot, grid, curve, (("watch", watch, WATCH_PER_WEEK), ("page", page, PAGE_PER_WEEK)))
    return found

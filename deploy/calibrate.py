"""Thresholds for a false-alarm budget, from simulated quiet weeks: what ``tocsin calibrate`` runs.

The weeks go through the whole of escalation (`alerts.quiet_world`), so that the roll-ups over places and types spend of
the same budget as the keys that they pool:

1. Keys by themselves give first thresholds, and how fast the tail of either score falls.
2. A full stream in life says how far these have to move for the budget, the scan's and the other keys' apart: an alert
   stops its keys' learning and sums up what its places say, so that more passes than the keys by themselves let expect.
   `ROUNDS` times, each with weeks of its own, since a threshold far off says little of the one looked for.
3. A small stream says the same, and with it how thresholds follow the size of a stream.
4. Held-out streams of both sizes, of other seeds, count what the thresholds let through.

The result holds the seed, the size of the run and a fingerprint of the code that the scores come from, so that
thresholds of other code are recognised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from math import log
from pathlib import Path
from statistics import fmean

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from alerts.calibration import TAIL, Tick, per_week, quiet_peaks, threshold_for
from alerts.params import Calibrated, Params
from alerts.quiet_world import Raised, raised
from alerts.simulator import MINUTES_OF_WEEK, Stream, quiet
from deploy.plots import draw_curve

__all__ = ["HELD_OUT", "calibrate", "fingerprint"]

VERSION = "0.1.0"
PROBE = (12, 1.2, 7, 25.0)
"""Keys, weeks, seed and fastest rate of the stream that tells code from other code."""
STEPS = ("keys alone", "full stream", "full stream again", "small stream", "held out, full", "held out, small")
ROUNDS = STEPS[1:3]
SMALLER, SMALL_FASTEST, SMALL_WEEKS = 10, 2.0, 5  # the small stream: a tenth of the keys, 2 reports/h at most
SMALLER_BY = 2.5  # e-folds below the full stream's thresholds at which the small one is tried
PAGE_PER_WEEK, WATCH_PER_WEEK = 1.0, 7.0
HELD_OUT = 1_000_003
"""Added to the seed for the held-out stream."""
WARM_UP_WEEKS = 1


@cache
def fingerprint() -> str:
    """Return a short hash of what the code makes of a small fixed stream: its scores' peaks, key by key and in all.

    Code that scores differently has another; code that is only written differently has the same.
    """
    stream = quiet(*PROBE)
    alone = quiet_peaks(stream)
    life = raised(stream, Params(4.0, 9.0, 5.0, slope=2.0, scan_slope=1.0, reports_per_hour=300.0), 1)
    shown = ",".join(f"{peak:.3f}" for peak in (*alone.rare, *alone.busy, *life.peaks, life.pages, life.alerts))
    return blake2b(shown.encode(), digest_size=4).hexdigest()


@contextmanager
def _progress(show: bool, weeks: float) -> Iterator[dict[str, Tick]]:
    if not show:
        yield {name: lambda _: None for name in STEPS}
        return
    minutes = {
        name: (weeks * (SMALL_WEEKS if "small" in name else 1) + WARM_UP_WEEKS) * MINUTES_OF_WEEK for name in STEPS
    }
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks = {name: bars.add_task(name, total=minutes[name]) for name in STEPS}

        def tick(name: str) -> Tick:
            return lambda minutes: bars.update(tasks[name], completed=minutes)

        yield {name: tick(name) for name in STEPS}
        for name, task in tasks.items():
            bars.update(task, completed=minutes[name])


@dataclass(frozen=True)
class Run:
    """How large the streams are. ``ticks``: by the names in `STEPS`."""

    keys: int
    weeks: int
    seed: int
    ticks: Mapping[str, Tick]

    def full(self, seed: int) -> Stream:
        """Return a stream of all keys, from rare to busy."""
        return quiet(self.keys, self.weeks + WARM_UP_WEEKS, seed)

    def small(self, seed: int) -> Stream:
        """Return a stream of few and rare keys, over more weeks, since so few pass in one."""
        return quiet(max(4, self.keys // SMALLER), self.weeks * SMALL_WEEKS + WARM_UP_WEEKS, seed, SMALL_FASTEST)


def spread(peaks: Sequence[float]) -> float:
    """Return the mean excess of the highest peaks over the one below them: nats for e times fewer alarms."""
    ranked = sorted(peaks, reverse=True)
    count = min(TAIL, len(ranked) // 2)
    return fmean(peak - ranked[count] for peak in ranked[:count]) if count else 1.0


def found_on(run: Run) -> Params:
    """Return the thresholds that the run's streams ask for."""
    full, small = run.full(run.seed), run.small(run.seed)
    keys = quiet_peaks(full, run.ticks["keys alone"])
    tail = spread(keys.rare)
    first = Params(
        watch=threshold_for(keys.rare, keys.weeks, WATCH_PER_WEEK),
        page=threshold_for(keys.rare, keys.weeks, PAGE_PER_WEEK),
        scan_page=threshold_for(keys.busy, keys.weeks, PAGE_PER_WEEK * keys.busy_share),
        slope=tail,
        scan_slope=spread(keys.busy),
        reports_per_hour=0.0,
    )
    found = first
    for number, step in enumerate(ROUNDS):
        stream = full if number == 0 else run.full(run.seed + number)
        large = raised(stream, found, run.seed + number, run.ticks[step])
        found = asked(large, found, tail, keys.busy_share)
    lower = replace(found, watch=found.watch - SMALLER_BY * tail, page=found.page - SMALLER_BY * tail)
    few = raised(small, lower, run.seed, run.ticks["small stream"])
    moved = (found.page - asked(few, lower, tail, 0.0).page) / log(large.reports_per_hour / few.reports_per_hour)
    return replace(
        found,
        watch=round(min(found.watch, found.page), 1),
        page=round(found.page, 1),
        scan_page=round(found.scan_page, 1),
        slope=round(moved, 2),
        scan_slope=round(first.scan_slope * moved / tail, 2),
        reports_per_hour=round(large.reports_per_hour),
    )


def asked(found: Raised, params: Params, tail: float, busy_share: float) -> Params:
    """Return the thresholds at which a stream would have kept the budget: ``tail`` nats for e times fewer alarms.

    Args:
        found: what passed ``params``.
        params: that did.
        tail: of the CUSUM's score; that of the scan's is ``params.scan_slope``.
        busy_share: of the budget that busy keys may spend.
    """
    least = 0.5 / found.weeks  # none seen is no proof that there are none
    busy, rare = PAGE_PER_WEEK * busy_share, PAGE_PER_WEEK * (1.0 - busy_share)
    by_scan = log(max(found.busy_pages, least) / busy) if busy else 0.0
    by_rest = log(max(found.pages - found.busy_pages, least) / rare)
    return replace(
        params,
        page=params.page + tail * by_rest,
        scan_page=params.scan_page + params.scan_slope * by_scan,
        watch=params.watch + tail * log(max(found.alerts, least) / WATCH_PER_WEEK),
    )


def calibrate(
    out: Path | None = None,
    keys: int = 200,
    weeks: int = 6,
    seed: int = 1,
    progress: bool = True,
    plot: Path | None = None,
) -> Calibrated:
    """Find thresholds and measure them.

    Args:
        out: JSON file to write, in the form of ``alerts/thresholds.json``; nothing is written without.
        keys: leaf keys (event type x locality) of the full stream.
        weeks: of it, after one more to warm up.
        seed: of the quiet weeks; the held-out ones have another.
        progress: show bars on the terminal.
        plot: picture of false alarms against thresholds, needs the extra ``plot``.

    Raises:
        ValueError: so few keys and weeks that nothing can be said.
    """
    with _progress(progress, weeks) as ticks:
        run = Run(keys, weeks, seed, ticks)
        params = found_on(run)
        held_out = raised(run.full(seed + HELD_OUT), params, seed + HELD_OUT, ticks["held out, full"])
        small = raised(run.small(seed + HELD_OUT), params, seed + HELD_OUT, ticks["held out, small"])
    found = Calibrated(
        code_version=f"{VERSION}+{fingerprint()}",
        seed=seed,
        weeks=weeks,
        keys=keys,
        page_false_alarms_per_week=PAGE_PER_WEEK,
        watch_false_alarms_per_week=WATCH_PER_WEEK,
        watch=params.watch,
        page=params.page,
        scan_page=params.scan_page,
        slope=params.slope,
        scan_slope=params.scan_slope,
        reports_per_hour=params.reports_per_hour,
        held_out_page_per_week=round(held_out.pages, 2),
        held_out_watch_per_week=round(held_out.alerts, 2),
        small_reports_per_hour=round(small.reports_per_hour, 1),
        small_page_per_week=round(small.pages, 2),
        small_watch_per_week=round(small.alerts, 2),
    )
    if out is not None:
        out.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    if plot is not None:
        grid = [params.watch + 0.25 * index for index in range(60)]
        curve = [per_week(held_out.peaks, held_out.weeks, at) for at in grid]
        draw_curve(plot, grid, curve, (("watch", params.watch, WATCH_PER_WEEK), ("page", params.page, PAGE_PER_WEEK)))
    return found

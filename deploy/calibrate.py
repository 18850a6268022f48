"""Thresholds for a false-alarm budget, from simulated quiet weeks: what ``tocsin calibrate`` runs.

The weeks go through the whole of escalation (`alerts.quiet_world`), so that the roll-ups over places and types spend of
the same budget as the keys that they pool:

1. Keys by themselves give first thresholds, and how fast the tail of either score falls.
2. `ROUNDS` full streams in life say how far these have to move for the budget, the scan's and the other keys' apart: an
   alert stops its keys' learning and sums up what its places say, so that more passes than the keys by themselves let
   expect. They are counted together, since a few weeks alone have a few alarms more or less by chance.
3. A small stream says the same, and with it how thresholds follow the size of a stream.
4. As many held-out streams, and a small one, of other seeds, count what the thresholds let through. Streams differ more
   than weeks do: which keys drift is drawn once for each.

Streams run beside each other, as many as there are processors.

The result holds the seed, the size of the run and a fingerprint of the code that the scores come from, so that
thresholds of other code are recognised.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableSequence, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from math import log
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from alerts.calibration import TAIL, Peaks, Tick, per_week, quiet_peaks, threshold_for
from alerts.params import Calibrated, Params, shipped
from alerts.quiet_world import Raised, raised
from alerts.simulator import FASTEST, MINUTES_OF_WEEK, Stream, quiet
from deploy.plots import draw_curve

__all__ = ["HELD_OUT", "calibrate", "fingerprint"]

VERSION = "0.1.0"
PROBE = (12, 1.2, 7, 25.0)
"""Keys, weeks, seed and fastest rate of the stream that tells code from other code."""
ROUNDS = 3
SMALLER, SMALL_FASTEST, SMALL_WEEKS = 10, 2.0, 5  # the small stream: a tenth of the keys, 2 reports/h at most
SMALLER_BY = 2.5  # e-folds below the full stream's thresholds at which the small one is tried
PAGE_PER_WEEK, WATCH_PER_WEEK = 1.0, 7.0
HELD_OUT = 1_000_003
"""Added to the seed for the held-out stream."""
WARM_UP_WEEKS = 1
LOOK_SECONDS = 0.5  # between two looks at how far the pool is


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


class Piece(NamedTuple):
    """One quiet stream to run through escalation: ``small`` has few and rare keys, over more weeks."""

    name: str
    seed: int
    params: Params
    small: bool = False


@dataclass(frozen=True)
class Run:
    """How large the streams are, and who works on them.

    Attributes:
        keys, weeks, seed: see `calibrate`.
        rounds: full streams that thresholds are found on.
        fastest: reports per hour of the busiest key of a full stream.
        pool: None to work in this process.
        bars: None to show nothing.
    """

    keys: int
    weeks: int
    seed: int
    rounds: int = ROUNDS
    fastest: float = FASTEST
    pool: ProcessPoolExecutor | None = None
    bars: Progress | None = None

    def stream(self, seed: int, *, small: bool = False) -> Stream:
        """Return a quiet stream."""
        if small:
            weeks = self.weeks * SMALL_WEEKS + WARM_UP_WEEKS
            return quiet(max(4, self.keys // SMALLER), weeks, seed, SMALL_FASTEST)
        return quiet(self.keys, self.weeks + WARM_UP_WEEKS, seed, self.fastest)

    def tick(self, name: str, *, small: bool = False) -> Tick:
        """Return what moves the bar of a stream, which it adds."""
        if self.bars is None:
            return lambda _: None
        weeks = self.weeks * (SMALL_WEEKS if small else 1) + WARM_UP_WEEKS
        bars, task = self.bars, self.bars.add_task(name, total=weeks * MINUTES_OF_WEEK)
        return lambda minutes: bars.update(task, completed=minutes)

    def raised(self, pieces: Sequence[Piece]) -> list[Raised]:
        """Run streams, beside each other where there is a pool."""
        ticks = [self.tick(piece.name, small=piece.small) for piece in pieces]
        alone = replace(self, pool=None, bars=None)
        if self.pool is None:
            return [_raised(alone, piece, tick) for piece, tick in zip(pieces, ticks, strict=True)]
        with get_context("spawn").Manager() as manager:
            done = manager.list([0.0] * len(pieces))
            told = [self.pool.submit(_noting, alone, piece, done, at) for at, piece in enumerate(pieces)]
            while wait(told, timeout=LOOK_SECONDS).not_done:
                for tick, minutes in zip(ticks, list(done), strict=True):
                    tick(minutes)
            return [future.result() for future in told]


def _raised(run: Run, piece: Piece, tick: Tick | None = None) -> Raised:
    return raised(run.stream(piece.seed, small=piece.small), piece.params, piece.seed, tick)


def _noting(run: Run, piece: Piece, done: MutableSequence[float], at: int) -> Raised:
    """Run a stream in a process of the pool; how far it is stands at ``done[at]``."""

    def tick(minutes: float) -> None:
        done[at] = minutes

    return _raised(run, piece, tick)


def spread(peaks: Sequence[float]) -> float:
    """Return the mean excess of the highest peaks over the one below them: nats for e times fewer alarms."""
    ranked = sorted(peaks, reverse=True)
    count = min(TAIL, len(ranked) // 2)
    return fmean(peak - ranked[count] for peak in ranked[:count]) if count else 1.0


def found_on(run: Run) -> Params:
    """Return the thresholds that the run's streams ask for."""
    keys = quiet_peaks(run.stream(run.seed), run.tick("keys alone"))
    tail = spread(keys.rare)
    scan_page, scan_slope = scan_of(keys, tail)
    first = Params(
        watch=threshold_for(keys.rare, keys.weeks, WATCH_PER_WEEK),
        page=threshold_for(keys.rare, keys.weeks, PAGE_PER_WEEK),
        scan_page=scan_page,
        slope=tail,
        scan_slope=scan_slope,
        reports_per_hour=0.0,
    )
    large = together(run.raised([Piece(f"full stream {n + 1}", run.seed + n, first) for n in range(run.rounds)]))
    found = asked(large, first, tail, keys.busy_share)
    lower = replace(found, watch=found.watch - SMALLER_BY * tail, page=found.page - SMALLER_BY * tail)
    (few,) = run.raised([Piece("small stream", run.seed, lower, small=True)])
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


def scan_of(keys: Peaks, tail: float) -> tuple[float, float]:
    """Return the scan's first threshold and slope: as shipped, where busy keys are too few to say more."""
    try:
        return threshold_for(keys.busy, keys.weeks, PAGE_PER_WEEK * keys.busy_share), spread(keys.busy)
    except ValueError:
        return shipped().scan_page, tail * shipped().scan_slope / shipped().slope


def together(found: Sequence[Raised]) -> Raised:
    """Return what streams of the same length raised together, a week."""
    return Raised(
        fmean(one.pages for one in found),
        fmean(one.busy_pages for one in found),
        fmean(one.alerts for one in found),
        tuple(sorted(peak for one in found for peak in one.peaks)),
        sum(one.weeks for one in found),
        fmean(one.reports_per_hour for one in found),
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
    # Nor is it one that there are more than the little that busy keys may spend.
    by_scan = log(max(found.busy_pages, min(least, busy)) / busy) if busy else 0.0
    by_rest = log(max(found.pages - found.busy_pages, least) / rare)
    return replace(
        params,
        page=params.page + tail * by_rest,
        scan_page=params.scan_page + params.scan_slope * by_scan,
        watch=params.watch + tail * log(max(found.alerts, least) / WATCH_PER_WEEK),
    )


@contextmanager
def _working(run: Run, workers: int, *, progress: bool) -> Iterator[Run]:
    """Open what a run works with."""
    with ExitStack() as stack:
        if workers > 1:
            spawned = get_context("spawn")
            run = replace(run, pool=stack.enter_context(ProcessPoolExecutor(workers, mp_context=spawned)))
        if progress:
            columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
            run = replace(run, bars=stack.enter_context(Progress(*columns, console=Console(stderr=True))))
        yield run


def calibrate(
    keys: int = 200,
    weeks: int = 3,
    seed: int = 1,
    rounds: int = ROUNDS,
    fastest: float = FASTEST,
    workers: int = 1,
    progress: bool = True,
    plot: Path | None = None,
) -> Calibrated:
    """Find thresholds and measure them.

    Args:
        keys: leaf keys (event type x locality) of the full stream.
        weeks: of each stream, after one more to warm up.
        seed: of the quiet weeks; the held-out ones have another.
        rounds: full streams that thresholds are found on.
        fastest: reports per hour of the busiest key of the full streams.
        workers: processes; the result is the same with any number.
        progress: show bars on the terminal.
        plot: picture of false alarms against thresholds, needs the extra ``plot``.

    Raises:
        ValueError: so few keys and weeks that nothing can be said.
    """
    with _working(Run(keys, weeks, seed, rounds, fastest), workers, progress=progress) as run:
        params = found_on(run)
        others = [Piece(f"held out {n + 1}", seed + HELD_OUT + n, params) for n in range(rounds)]
        *large, small = run.raised([*others, Piece("held out, small", seed + HELD_OUT, params, small=True)])
        held_out = together(large)
    if plot is not None:
        grid = [params.watch + 0.25 * index for index in range(60)]
        curve = [per_week(held_out.peaks, held_out.weeks, at) for at in grid]
        draw_curve(plot, grid, curve, (("watch", params.watch, WATCH_PER_WEEK), ("page", params.page, PAGE_PER_WEEK)))
    return Calibrated(
        code_version=f"{VERSION}+{fingerprint()}",
        made=f"tocsin calibrate --keys {keys} --weeks {weeks} --seed {seed}",
        seed=seed,
        weeks=weeks,
        rounds=rounds,
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

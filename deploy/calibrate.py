"""Thresholds for a false-alarm budget, from simulated quiet weeks: what ``tocsin calibrate`` runs.

The weeks go through the whole of escalation (`alerts.quiet_world`), so that the roll-ups over places and types spend of
the same budget as the keys that they pool. Few long streams would say little: which keys drift, and when, is drawn once
for each. So there are `WORLDS` streams of one week, and each goes on in ``rounds`` ways from what it has learnt by
then. Their second week is the hardest that a desk has, since the hours of the week were seen once.

1. Keys by themselves give first thresholds, and how fast the tail of either score falls.
2. With these, lowered so that there is enough to count, all branches say which highest scores alerts reach; a threshold
   is their quantile for the budget (`alerts.calibration.threshold_for`), and above it by what so many alarms leave
   unsure (`UNSURE`). The scan raises nothing meanwhile; its scores are looked at beside (`alerts.quiet_world`). Busy
   keys, which it judges, get as much of the budget as they are of the keys, and at least `BUSY_LEAST`: their few per
   cent would be a threshold far out of anything seen, which finds no second rise on them.
3. Small streams say the same, and with it how thresholds follow the size of a stream.
4. Other worlds, held out, count what the thresholds let through. Where that is more than `HELD_OUT_PAGES` or
   `HELD_OUT_WATCHES`, the thresholds of what spent it rise by what their tail says (`stricter`), and still other worlds
   are asked, `ATTEMPTS` times at most. The figures of the last worlds, which the thresholds have not seen, are stored
   beside them.

Streams run beside each other, as many as there are processors.

The result holds the seed, the size of the run and a fingerprint of the code that the scores come from, so that
thresholds of other code are recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableSequence, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from math import log, sqrt
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from typing import NamedTuple, TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from alerts.calibration import FLOORS, TAIL, Tick, per_week, quiet_peaks, threshold_for
from alerts.params import Calibrated, Params, shipped
from alerts.quiet_world import UNREACHED, Raised, raised, warmed
from alerts.simulator import FASTEST, MINUTES_OF_WEEK, Branch, Stream, quiet
from deploy.plots import draw_curve

__all__ = ["HELD_OUT", "calibrate", "fingerprint"]

VERSION = "0.1.0"
PROBE = (12, 1.2, 7, 25.0)
"""Keys, weeks, seed and fastest rate of the stream that tells code from other code."""
WORLDS = 4
ROUNDS = 2
SMALLER, SMALL_FASTEST, SMALL_WEEKS = 10, 2.0, 5  # the small stream: a tenth of the keys, 2 reports/h at most
SMALLER_BY = 2.5  # e-folds below the full stream's thresholds at which the small one is tried
LOOK_BELOW = 1.5  # e-folds below the first thresholds, at which alerts are counted
UNSURE = 0.84  # standard deviations of the log of a number of alarms: four out of five times there are fewer
HELD_OUT_PAGES, HELD_OUT_WATCHES = 1.5, 3.0  # a week
ATTEMPTS = 3
FEWEST = 20  # peaks of busy keys that say more than what is shipped
BUSY_LEAST = 0.25  # of the pages; measured with 0.03: a second step on keys of 20 to 30/h found in 11 % instead of 89 %
PAGE_PER_WEEK, WATCH_PER_WEEK = 1.0, 2.0
"""Budgets. A watch a day would be allowed; but who is shown one a day for nothing looks at none."""
LOOKED_AT = 7.0  # alerts a week that keys by themselves would raise at the first thresholds, before `LOOK_BELOW`
HELD_OUT = 1_000_003
"""Added to the seed for the held-out stream."""
WARM_UP_WEEKS = 1
T = TypeVar("T")
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
    """One quiet stream to run through escalation.

    Attributes:
        small: it has few and rare keys, over more weeks.
        branch: it goes on as this number says after its first week; 0 for a stream of its own.
        warm: what escalation has learnt by then.
    """

    name: str
    seed: int
    params: Params
    small: bool = False
    branch: int = 0
    warm: bytes | None = None


@dataclass(frozen=True)
class Run:
    """How large the streams are, and who works on them.

    Attributes:
        keys, weeks, seed: see `calibrate`.
        rounds: branches of each world.
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

    def stream(self, seed: int, *, small: bool = False, branch: int = 0) -> Stream:
        """Return a quiet stream."""
        if small:
            weeks = self.weeks * SMALL_WEEKS + WARM_UP_WEEKS
            return quiet(max(4, self.keys // SMALLER), weeks, seed, SMALL_FASTEST)
        way = Branch(WARM_UP_WEEKS, branch) if branch else None
        return quiet(self.keys, self.weeks + WARM_UP_WEEKS, seed, self.fastest, way)

    def tick(self, name: str, *, small: bool = False) -> Tick:
        """Return what moves the bar of a stream, which it adds."""
        if self.bars is None:
            return lambda _: None
        weeks = self.weeks * (SMALL_WEEKS if small else 1) + WARM_UP_WEEKS
        bars, task = self.bars, self.bars.add_task(name, total=weeks * MINUTES_OF_WEEK)
        return lambda minutes: bars.update(task, completed=minutes)

    def raised(self, pieces: Sequence[Piece]) -> list[Raised]:
        """Run streams, beside each other where there is a pool."""
        return self._all(_raised, pieces)

    def branches(self, name: str, seed: int, params: Params) -> list[Piece]:
        """Return `WORLDS` worlds in all their branches, each warmed up once."""
        worlds = [Piece(f"{name}: world {n + 1}", seed + n, params) for n in range(WORLDS)]
        warm = self._all(_warmed, worlds)
        return [
            piece._replace(name=f"{piece.name}, branch {number}", branch=number, warm=state)
            for piece, state in zip(worlds, warm, strict=True)
            for number in range(1, self.rounds + 1)
        ]

    def _all(self, work: Callable[[Run, Piece, Tick | None], T], pieces: Sequence[Piece]) -> list[T]:
        ticks = [self.tick(piece.name, small=piece.small) for piece in pieces]
        alone = replace(self, pool=None, bars=None)
        if self.pool is None:
            return [work(alone, piece, tick) for piece, tick in zip(pieces, ticks, strict=True)]
        with get_context("spawn").Manager() as manager:
            done = manager.list([0.0] * len(pieces))
            told = [self.pool.submit(_noting, work, alone, piece, done, at) for at, piece in enumerate(pieces)]
            while wait(told, timeout=LOOK_SECONDS).not_done:
                for tick, minutes in zip(ticks, list(done), strict=True):
                    tick(minutes)
            return [future.result() for future in told]


def _raised(run: Run, piece: Piece, tick: Tick | None = None) -> Raised:
    stream = run.stream(piece.seed, small=piece.small, branch=piece.branch)
    return raised(stream, piece.params, piece.seed + 1000 * piece.branch, tick, piece.warm)


def _warmed(run: Run, piece: Piece, _: Tick | None = None) -> bytes:
    return warmed(quiet(run.keys, WARM_UP_WEEKS, piece.seed, run.fastest), piece.params, piece.seed)


def _noting(
    work: Callable[[Run, Piece, Tick | None], T], run: Run, piece: Piece, done: MutableSequence[float], at: int
) -> T:
    """Run a stream in a process of the pool; how far it is stands at ``done[at]``."""

    def tick(minutes: float) -> None:
        done[at] = minutes

    return work(run, piece, tick)


def spread(peaks: Sequence[float]) -> float:
    """Return the mean excess of the highest peaks over the one below them: nats for e times fewer alarms."""
    ranked = sorted(peaks, reverse=True)
    count = min(TAIL, len(ranked) // 2)
    return fmean(peak - ranked[count] for peak in ranked[:count]) if count else 1.0


def found_on(run: Run) -> Params:
    """Return the thresholds that the run's streams ask for."""
    keys = quiet_peaks(run.stream(run.seed), run.tick("keys alone"))
    tail = spread(keys.rare)
    scan_slope = spread(keys.busy) if len(keys.busy) >= FEWEST else tail * shipped().scan_slope / shipped().slope
    first = Params(
        watch=threshold_for(keys.rare, keys.weeks, LOOKED_AT) - LOOK_BELOW * tail,
        page=threshold_for(keys.rare, keys.weeks, PAGE_PER_WEEK) - LOOK_BELOW * tail,
        scan_page=UNREACHED,
        slope=tail,
        scan_slope=scan_slope,
        reports_per_hour=0.0,
    )
    large = together(run.raised(run.branches("full", run.seed, first)))
    found = quantiles(large, first)
    lower = replace(first, watch=first.watch - SMALLER_BY * tail, page=first.page - SMALLER_BY * tail)
    seeds = range(run.seed, run.seed + WORLDS)
    few = together(run.raised([Piece(f"small {n}", n, lower, small=True) for n in seeds]))
    asked = quantiles(few, lower)
    moved = min(found.page - asked.page, found.watch - asked.watch)
    moved /= log(large.reports_per_hour / few.reports_per_hour)
    return replace(
        found,
        watch=round(min(found.watch, found.page), 1),
        page=round(found.page, 1),
        scan_page=round(found.scan_page, 1),
        slope=round(moved, 2),
        scan_slope=round(first.scan_slope * moved / tail, 2),
        reports_per_hour=round(large.reports_per_hour),
    )


def busy_budget(busy_share: float) -> float:
    """Return the pages a week that busy keys may raise, which are ``busy_share`` of the keys."""
    return PAGE_PER_WEEK * max(busy_share, BUSY_LEAST) if busy_share else 0.0


def together(found: Sequence[Raised]) -> Raised:
    """Return what streams of the same length raised together, a week."""
    return Raised(
        fmean(one.pages for one in found),
        fmean(one.busy_pages for one in found),
        fmean(one.alerts for one in found),
        tuple(sorted(peak for one in found for peak in one.peaks)),
        sum(one.weeks for one in found),
        fmean(one.reports_per_hour for one in found),
        tuple(sorted(peak for one in found for peak in one.busy_peaks)),
        fmean(one.busy_share for one in found),
    )


def quantiles(found: Raised, params: Params) -> Params:
    """Return the thresholds that as many alerts pass as the budget allows, and higher by what is unsure of that.

    Args:
        found: what passed ``params``.
        params: that did; its slopes say by how much a score's threshold has to rise for e times fewer alarms.
    """
    few, weeks = busy_budget(found.busy_share), found.weeks
    left = PAGE_PER_WEEK - few
    scan_page = shipped().scan_page
    if few and len(found.busy_peaks) >= FEWEST:
        scan_page = _quantile(found.busy_peaks, weeks, few, FLOORS[1], params.scan_slope)
    return replace(
        params,
        watch=_quantile(found.peaks, weeks, WATCH_PER_WEEK * left, params.watch, params.slope),
        page=_quantile(found.peaks, weeks, left, params.page, params.slope),
        scan_page=scan_page,
    )


def _quantile(peaks: Sequence[float], weeks: float, budget: float, least: float, tail: float) -> float:
    """Return the score that peaks pass ``budget`` times a week, and above it by `UNSURE` of so many alarms.

    Where peaks are too few for a fit, those above ``least`` and the ``tail`` say it.
    """
    try:
        at = threshold_for(peaks, weeks, budget)
    except ValueError:
        above = sum(peak > least for peak in peaks)
        at = least + tail * log(max(above, 0.5) / (budget * weeks))  # none seen is no proof that there are none
    return at + tail * UNSURE / sqrt(max(1.0, budget * weeks))


def held_out(run: Run, params: Params, seed: int) -> tuple[Params, Raised, Raised]:
    """Return the thresholds, raised where other worlds ask for it, and what the last worlds raised, large and small."""
    for attempt in range(ATTEMPTS):
        other = seed + HELD_OUT + WORLDS * attempt
        large = together(run.raised(run.branches(f"held out {attempt + 1}", other, params)))
        small = together(
            run.raised([Piece(f"held out, small {n}", n, params, small=True) for n in range(other, other + WORLDS)])
        )
        mended = stricter(params, large, small)
        if mended == params or attempt == ATTEMPTS - 1:
            break
        params = mended
    return params, large, small


def stricter(params: Params, large: Raised, small: Raised) -> Params:
    """Return the thresholds, each as much higher as what spent too much on it says.

    Pages are over their limit together; then busy keys, which the scan judges, and the others are each held to their
    own part of the budget. What small streams spend too much is made good by a slope that lowers their thresholds less.

    Args:
        params: thresholds.
        large: what they let through on full streams.
        small: the same on small ones.
    """
    few = busy_budget(large.busy_share)
    rare_pages, busy_pages = large.pages - large.busy_pages, large.busy_pages
    if large.pages > HELD_OUT_PAGES:
        scan = _excess(busy_pages, few, large.weeks) if few else 0.0
        page = _excess(rare_pages, PAGE_PER_WEEK - few, large.weeks)
        params = replace(
            params,
            scan_page=round(params.scan_page + params.scan_slope * scan, 1),
            page=round(params.page + params.slope * page, 1),
        )
    if large.alerts > HELD_OUT_WATCHES:
        watch = params.watch + params.slope * _excess(large.alerts, WATCH_PER_WEEK, large.weeks)
        params = replace(params, watch=round(min(watch, params.page), 1))
    if small.pages > HELD_OUT_PAGES or small.alerts > HELD_OUT_WATCHES:
        over = max(_excess(small.pages, PAGE_PER_WEEK, small.weeks), _excess(small.alerts, WATCH_PER_WEEK, small.weeks))
        smaller = log(large.reports_per_hour / small.reports_per_hour)
        params = replace(params, slope=round(params.slope * (1.0 - over / smaller), 2))
    return params


def _excess(spent: float, budget: float, weeks: float) -> float:
    """Return e-folds by which alarms a week are over their budget, and what so many leave unsure; 0 if not."""
    return log(spent / budget) + UNSURE / sqrt(spent * weeks) if spent > budget else 0.0


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
    weeks: int = 1,
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
        rounds: branches of each world.
        fastest: reports per hour of the busiest key of the full streams.
        workers: processes; the result is the same with any number.
        progress: show bars on the terminal.
        plot: picture of false alarms against thresholds, needs the extra ``plot``.

    Raises:
        ValueError: so few keys and weeks that nothing can be said.
    """
    with _working(Run(keys, weeks, seed, rounds, fastest), workers, progress=progress) as run:
        params, large, small = held_out(run, found_on(run), seed)
    if plot is not None:
        grid = [params.watch + 0.25 * index for index in range(60)]
        curve = [per_week(large.peaks, large.weeks, at) for at in grid]
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
        held_out_page_per_week=round(large.pages, 2),
        held_out_watch_per_week=round(large.alerts, 2),
        small_reports_per_hour=round(small.reports_per_hour, 1),
        small_page_per_week=round(small.pages, 2),
        small_watch_per_week=round(small.alerts, 2),
    )

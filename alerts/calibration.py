"""From quiet weeks to thresholds, and from thresholds to false alarms and detection: all measured, nothing assumed.

A peak is the highest score of a key in a stretch without six quiet hours in it, which is what one alert would have
been. Budgets are over all keys together. The threshold of a budget comes from the peaks' own tail: beyond the
`TAIL` highest it is fitted by an exponential (a likelihood ratio's tail is one, Page 1954; peaks over threshold, R. L.
Smith, Extremes 1 (1989)), so that a budget of one a week does not hang on the one or two highest peaks of a few weeks.

Rare keys (grid CUSUM) and busy ones (scan) have scores of different kinds; each kind gets the share of the budget that
it has of the keys' time, and the scan's threshold is stored beside.

Limits: keys are simulated apart (`alerts.simulator`); pooled keys of places see sums of them, and their false alarms
are not in these figures. The first week is warm-up: a key that is busy from its first day pages once before it learns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from statistics import fmean, median

import numpy as np

from alerts.detectors import Detectors, Thresholds
from alerts.key import Key, name_of, observed
from alerts.keys import ANY, COUNTRY, LOCALITY
from alerts.scan import BUSY_PER_HOUR, WINDOWS, surprise
from alerts.simulator import MINUTES_OF_WEEK, Floats, Stream

__all__ = ["Detection", "Peaks", "false_alarms", "measure", "per_week", "quiet_peaks", "threshold_for"]

WARM_UP_MINUTES = MINUTES_OF_WEEK
APART_MINUTES = 360.0
FLOORS = (
    6.0,
    3.0,
)  # nats, of CUSUM and scan: lower scores are no peak; the scan judges few keys and needs more of them
TAIL = 80
UNBOUNDED = Thresholds(1e9, 40.0, 40.0)
START = 26_298_720.0  # minute since the epoch at which simulated streams begin: a Monday, 00:00 UTC
ROOT = "simulated"

Tick = Callable[[float], None]


@dataclass(frozen=True)
class Peaks:
    """Peaks of the score in quiet time.

    Attributes:
        rare, busy: of the CUSUM's and of the scan's keys, nats.
        weeks: measured, after the warm-up.
        busy_share: of the keys' time in which the scan judged.
    """

    rare: tuple[float, ...]
    busy: tuple[float, ...]
    weeks: float
    busy_share: float


@dataclass(frozen=True)
class Detection:
    """How soon events were found: share of them, median minutes and median reports from their beginning."""

    share: float
    minutes: float
    reports: float


def _name(key: int) -> str:
    return name_of("SIM", f"{ROOT}\x1f{key}")


def _count(detectors: Detectors, number: int, minute: float) -> Key | None:
    """Count a simulated report; the country's profile is fed as its pooled key would."""
    marks = (int(minute * 1e6) & 0xFFFFFFFF,)
    detectors.learn(name_of(ANY, ROOT), COUNTRY, ROOT, START + minute, marks)
    return detectors.count(_name(number), LOCALITY, ROOT, START + minute, marks)


def raw_score(key: Key, minute: float) -> tuple[float, bool]:
    """Return a key's score on its own detector's scale, and whether that is the scan."""
    if key.mu * 60.0 <= BUSY_PER_HOUR:
        return max(key.scores), False
    return max(surprise(n, key.mu * w, key.phi) for n, w in zip(observed(key, minute), WINDOWS, strict=True)), True


def quiet_peaks(stream: Stream, tick: Tick | None = None) -> Peaks:
    """Run the detectors over a quiet stream; ``tick`` is told the minutes done, about once a day."""
    detectors = Detectors(UNBOUNDED)
    highest: dict[tuple[int, bool], tuple[float, float]] = {}
    found: dict[bool, list[float]] = {False: [], True: []}
    judged = [0, 0]
    day = 0
    for minute, number in zip(stream.minutes.tolist(), stream.keys.tolist(), strict=True):
        key = _count(detectors, number, minute)
        if tick and minute // 1440 > day:
            day = int(minute // 1440)
            tick(minute)
        if key is None or minute < WARM_UP_MINUTES:
            continue
        score, busy = raw_score(key, START + minute)
        judged[busy] += 1
        if score <= FLOORS[busy]:
            continue
        peak, last = highest.get((number, busy), (0.0, minute))
        if minute - last > APART_MINUTES:
            found[busy].append(peak)
            peak = 0.0
        highest[number, busy] = (max(peak, score), minute)
    for (_, busy), (peak, _) in highest.items():
        found[busy].append(peak)
    weeks = float(stream.minutes[-1] - WARM_UP_MINUTES) / MINUTES_OF_WEEK
    share = float(np.mean(stream.rates > BUSY_PER_HOUR))
    return Peaks(tuple(sorted(found[False])), tuple(sorted(found[True])), weeks, share)


def threshold_for(peaks: Sequence[float], weeks: float, budget_per_week: float) -> float:
    """Return the score that peaks pass ``budget_per_week`` times a week.

    Raises:
        ValueError: too few peaks to say.
    """
    ranked = sorted(peaks, reverse=True)
    allowed = budget_per_week * weeks
    if allowed >= TAIL and len(ranked) > allowed:
        return ranked[int(allowed)]
    count = min(TAIL, len(ranked) // 2)
    if count < 10:
        raise ValueError(f"{len(ranked)} peaks are too few for a threshold; simulate more weeks or keys.")
    base = ranked[count]
    spread = fmean(peak - base for peak in ranked[:count])
    return base + spread * log(count / allowed)


def per_week(peaks: Sequence[float], weeks: float, threshold: float) -> float:
    """Return how many peaks a week pass ``threshold``."""
    return sum(peak > threshold for peak in peaks) / weeks


def false_alarms(stream: Stream, thresholds: Thresholds, level: float, tick: Tick | None = None) -> float:
    """Return alarms a week over all keys, at ``level`` on the CUSUM's scale, with freezing and clearing as in life."""
    detectors = Detectors(thresholds)
    firing: set[int] = set()
    cleared: dict[int, float] = {}
    alarms, day = 0, 0
    for minute, number in zip(stream.minutes.tolist(), stream.keys.tolist(), strict=True):
        at, name = START + minute, _name(number)
        if tick and minute // 1440 > day:
            day = int(minute // 1440)
            tick(minute)
        key = _count(detectors, number, minute)
        if key is None:
            continue
        if number in firing:
            if not detectors.calm(name, at):
                continue
            detectors.release(name)
            firing.remove(number)
            cleared[number] = at
        elif detectors.score(key, at) > level:
            again = at - cleared.get(number, -APART_MINUTES) < APART_MINUTES
            alarms += minute >= WARM_UP_MINUTES and not again
            firing.add(number)
            detectors.freeze(name, at)
    return alarms / (float(stream.minutes[-1] - WARM_UP_MINUTES) / MINUTES_OF_WEEK)


def measure(stream: Stream, events: Sequence[Floats], thresholds: Thresholds, level: float) -> list[Detection]:
    """Put events one after the other, 12 h apart, on every key of a warm quiet stream; returns the detection of each.

    Args:
        stream: quiet weeks; the events follow the last of them.
        events: times from each event's beginning, minutes; the quiet rate goes on below.
        thresholds: of the detectors.
        level: score that counts as found, on the CUSUM's scale.
    """
    detectors = Detectors(thresholds)
    for minute, number in zip(stream.minutes.tolist(), stream.keys.tolist(), strict=True):
        _count(detectors, number, minute)
    dice = np.random.Generator(np.random.PCG64(len(stream.minutes)))
    end = START + float(np.ceil(stream.minutes[-1]))
    found: list[list[tuple[float, int]]] = [[] for _ in events]
    for number, rate in enumerate(stream.rates.tolist()):
        for index, event in enumerate(events):
            begin = end + index * 720.0
            own = dice.uniform(-720.0 if index else 0.0, float(event[-1]), dice.poisson(rate * 12.0 if index else 0))
            reports = sorted([(at, False) for at in own.tolist()] + [(at, True) for at in event.tolist()])
            hit = _follow(detectors, _name(number), begin, reports, level)
            if hit is not None:
                found[index].append(hit)
    every = len(stream.rates)
    return [
        Detection(
            len(hits) / every,
            median([minutes for minutes, _ in hits]) if hits else float("nan"),
            median([reports for _, reports in hits]) if hits else float("nan"),
        )
        for hits in found
    ]


def _follow(
    detectors: Detectors, name: str, begin: float, reports: Sequence[tuple[float, bool]], level: float
) -> tuple[float, int] | None:
    """Run one key through an event; returns minutes and reports to its detection. Clears what fired before, as life."""
    key = detectors.get(name)
    firing = key is not None and bool(key.frozen_at)
    told, hit = 0, None
    for number, (at, of_event) in enumerate(reports):
        minute = begin + at
        if firing and detectors.calm(name, minute):
            detectors.release(name)
            firing = False
        counted = detectors.count(name, LOCALITY, ROOT, minute, ((int(minute * 1e3) + number) & 0xFFFFFFFF,))
        told += of_event
        if counted is not None and not firing and detectors.score(counted, minute) > level:
            firing = True
            detectors.freeze(name, minute)
            if hit is None and at >= 0:
                hit = (at, told)
    return hit

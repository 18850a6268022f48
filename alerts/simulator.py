"""Quiet weeks and events, simulated: what thresholds are calibrated on, and detection is measured with.

A quiet key has a rate drawn log-uniformly from 0.05 to 30 reports an hour and four habits that real keys have:

- diurnal: the rate swings over the day by up to `DIURNAL`, each key within an hour and a half of the country's noon,
  and differs at weekends by up to `WEEKEND`;
- drifting: its logarithm wanders by `DRIFT` a week (a random walk in steps of six hours);
- clustered: a share of `CLUSTERED` of the reports brings others along, geometric in number, within minutes of it;
- independent of the other keys.

Events lie on top: a step to a rate, or a ramp up to it. Seeded (PCG64): the same seed gives the same reports. With a
`Branch` a stream is the same up to a week, and from there on one of many.
Source of the ranges: the streams that the recommended thresholds were found on. Limits: authors and copies are not
simulated here, every report is effective; what floods and syndication do is shown by tests on stories.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["MINUTES_OF_WEEK", "Branch", "Stream", "overlaid", "quiet", "ramp", "step_to"]

MINUTES_OF_WEEK = 10080
SLOWEST, FASTEST = 0.05, 30.0  # reports per hour
DIURNAL, WEEKEND = 0.7, 0.2
NOON, NOON_SPREAD = 0.25, 0.06  # of a day: phase of the swing, and how far keys differ in it
DRIFT = 0.3  # standard deviation of the log rate after a week
CLUSTERED, MEAN_BROOD, BROOD_MINUTES = 0.05, 1.5, 10.0  # dispersion 1.2 over 30 minutes: (1 - c + 7 c)/(1 + 1.5 c)
GRID_MINUTES = 30
DRIFT_STEP_MINUTES = 360

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Stream:
    """Reports of all keys in time order.

    Attributes:
        minutes: event times, minutes since the stream's start.
        keys: number of each report's key.
        rates: mean reports per hour by key.
    """

    minutes: Floats
    keys: NDArray[np.int64]
    rates: Floats


class Branch(NamedTuple):
    """From ``weeks`` on a stream goes on as ``number`` says: many streams have one past, and one warm-up serves all."""

    weeks: float
    number: int


def quiet(keys: int, weeks: float, seed: int, fastest: float = FASTEST, branch: Branch | None = None) -> Stream:
    """Simulate quiet weeks of ``keys`` keys; ``fastest``: reports per hour of the busiest."""
    dice = np.random.Generator(np.random.PCG64(seed))
    rates = np.exp(dice.uniform(np.log(SLOWEST), np.log(fastest), keys))
    parts = [(dice, 0.0, weeks * MINUTES_OF_WEEK)]
    if branch is not None:
        at = branch.weeks * MINUTES_OF_WEEK
        others = np.random.Generator(np.random.PCG64([seed, branch.number]))
        parts = [(dice, 0.0, at), (others, at, weeks * MINUTES_OF_WEEK)]
    times = [_key(parts, rate) for rate in rates]
    minutes = np.concatenate(times)
    names = np.repeat(np.arange(keys), [len(one) for one in times])
    order = np.argsort(minutes, kind="stable")
    return Stream(minutes[order], names[order], rates)


def _key(parts: Sequence[tuple[np.random.Generator, float, float]], rate_per_hour: float) -> Floats:
    """Return the reports of a key; ``parts``: dice of each stretch of time, and the minutes from which and to which."""
    habits = parts[0][0]
    phase = NOON - habits.uniform(-NOON_SPREAD, NOON_SPREAD)
    swing, weekend = habits.uniform(0.2, DIURNAL), 1.0 + habits.uniform(-WEEKEND, WEEKEND)
    found, drift = [], 0.0
    for dice, begin, end in parts:
        grid = np.arange(begin, end, GRID_MINUTES)
        day = 1.0 + swing * np.sin(2 * np.pi * (grid / 1440.0 - phase))
        week = np.where((grid // 1440).astype(int) % 7 >= 5, weekend, 1.0)
        steps = int((end - begin) // DRIFT_STEP_MINUTES) + 1
        walk = drift + np.cumsum(dice.normal(0.0, DRIFT * np.sqrt(DRIFT_STEP_MINUTES / MINUTES_OF_WEEK), steps))
        drift = float(walk[-1])
        wandered = np.exp(walk[((grid - begin) // DRIFT_STEP_MINUTES).astype(int)])
        found.append(_reports(dice, rate_per_hour * day * week * wandered, grid, end))
    return np.sort(np.concatenate(found))


def _reports(dice: np.random.Generator, per_hour: Floats, grid: Floats, end: float) -> Floats:
    share = 1.0 / (1.0 + CLUSTERED * MEAN_BROOD)
    leaders = dice.poisson(per_hour * share * GRID_MINUTES / 60.0)
    at = np.repeat(grid, leaders) + dice.uniform(0.0, GRID_MINUTES, int(leaders.sum()))
    broods = np.where(dice.uniform(size=len(at)) < CLUSTERED, dice.geometric(1.0 / MEAN_BROOD, len(at)), 0)
    followers = np.repeat(at, broods) + dice.exponential(BROOD_MINUTES, int(broods.sum()))
    every = np.concatenate((at, followers))
    return every[every < end]


def overlaid(stream: Stream, minutes: Floats, keys: NDArray[np.int64]) -> Stream:
    """Return a stream with the reports of an event on top; ``keys``: of each of them."""
    every = np.concatenate((stream.minutes, minutes))
    order = np.argsort(every, kind="stable")
    return Stream(every[order], np.concatenate((stream.keys, keys))[order], stream.rates)


def step_to(per_minute: float, minutes: float, seed: int) -> Floats:
    """Return the times of a step to ``per_minute`` that lasts ``minutes``, from 0 on."""
    dice = np.random.Generator(np.random.PCG64(seed))
    return np.sort(dice.uniform(0.0, minutes, dice.poisson(per_minute * minutes)))


def ramp(per_minute: float, rise_minutes: float, minutes: float, seed: int) -> Floats:
    """Return the times of a rise to ``per_minute`` within ``rise_minutes`` that then stays there until ``minutes``."""
    dice = np.random.Generator(np.random.PCG64(seed))
    at = np.sort(dice.uniform(0.0, minutes, dice.poisson(per_minute * minutes)))
    return at[dice.uniform(size=len(at)) < np.minimum(at / rise_minutes, 1.0)]

"""The first hours of a stream, in which nobody knows yet what is usual there.

A stream that begins at a thousand reports an hour looks like a crisis to every key that it touches: measured, 22 to 31
pages in its first two hours. So a rise that began before `LEARNING_MINUTES` had passed raises an alert, whenever it
does, only if it stands out

- as what everybody speaks of: the node has `OUTSTANDING` of the reports that name a place and are of no open alert, and
  one of its towns, or else one type of event in all of them, has so many that it is no chance of the first few
  (`stands_out`). Where one town is in everybody's mouth, the first hour of a stream is the first hour of a crisis.
  There is no most number of such alerts: each has to be what most of the remaining reports speak of; or
- as the only place of what is grave in itself: a medium or an official body tells of it, and hardly anywhere else does
  anybody tell of the like, of a building stormed or a train off its rails (`singular`); or
- from the other keys of its kind: so many reports are not to be expected of any of them (`beyond`); or
- from its own first minutes (`rose`): the last 10 to 60 minutes against what the key had before them, as counts of a
  negative-binomial stream whose rate is known no better than those few reports tell.

A town that is far beyond the busiest other, and not so far that it is sure, is a watch until one of these holds: in a
crisis that was there before the stream nothing rises.

What does not is conceded to be the key's life (`concede`): its baseline is what it has had since the stream began,
which the pools of its level take over as they do every other. A stream that goes on after a restart has its baselines
from the snapshot, or else from the log, and learns nothing here.

Limits: a crisis that is going on when the stream begins, in one place of many, pages when it is far beyond the busiest
of them, or grows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from math import comb, exp
from operator import itemgetter

from alerts.baseline import PRIOR_REPORTS, Rate
from alerts.gathering import PRESUMED_MINUTES, Located
from alerts.key import RECENT_MINUTES, Key, within
from alerts.keys import LOCALITY
from alerts.scan import KAPPA, surprise

__all__ = [
    "BEYOND",
    "BUSIEST",
    "FIRST_MINUTES",
    "LEARNING_MINUTES",
    "PROMISING",
    "PROMISING_MINUTES",
    "beyond",
    "concede",
    "rose",
    "singular",
    "stands_out",
]

LEARNING_MINUTES = 360.0  # with two hours, one to five false pages came in the four after them
OUTSTANDING = 0.5
"""Of the latest located reports."""
COUNTRY_SHARE, TOWN_SHARE, TYPE_SHARE = 0.3, 0.25, 1 / 3
"""That a country, a town, and a type of event may well have in ordinary life: a capital has a quarter of its country's
reports. That a country has all of them does not tell enough: a national desk hears of no other."""
NO_CHANCE = 5.5  # nats: four of four that name one town, six of six that name one type of event
MOMENT_SHARE = 0.15
"""Of the voices that tell of one grave thing, as many as one place may well have: three of three are no chance."""
FEW_LOCATED = 30  # of so few reports half may yet turn out to be no chance
FIRST_MINUTES = 20.0  # runs that began later are no part of how a stream begins
FEWEST_OTHERS = 5
LEAST_SPREAD = 1.0  # squared coefficient of variation of the others' rates: places differ at least so much
SPLITS = (10, 20, 30, 45, 60)  # minutes
BEYOND, BUSIEST = 7.0, 5.5  # nats
"""A rise, and worth a look: of fifty towns of quiet streams the highest of 90 minutes is at 5.5 once in 36, else at
4.7 at most."""
PROMISING, PROMISING_MINUTES = 2.5, 90.0  # nats by which a town may yet turn out to be one, and for how long
SURE = 10.0  # nats: the surprise that also pages on busy keys
UNSURE_MINUTES = 10.0  # a rate of the first minutes is taken for lower: a key is looked at because it had many


def stands_out(located: Iterable[Located], node: str, alerts: Collection[str], minute: float) -> bool | None:
    """Whether most of the latest reports that name a place name this one; None where a few more may tell.

    Args:
        located: those reports.
        node: of the rise.
        alerts: nodes of the alerts that there are; what they account for elsewhere is left out.
        minute: event time.
    """
    recent = [one for one in located if one.minute > minute - PRESUMED_MINUTES]
    spots, known = {one.spot for one in recent}, frozenset(alerts)
    left = {spot for spot in spots if _within(spot, node) or known.isdisjoint(_nodes(spot))}
    recent = [one for one in recent if one.spot in left]
    if sum(_within(one.spot, node) for one in recent) < OUTSTANDING * len(recent):
        return False
    parts = node.split("\x1f")
    around = ("\x1f".join(parts[: depth + 1]) for depth in range(len(parts)))
    if any(_speaks(recent, one) for one in around):  # or the country that it has most of
        return True
    return None if len(recent) < FEW_LOCATED else False


def _speaks(recent: Sequence[Located], node: str) -> bool:
    """Whether one town in a node, or one type of event in all of it, has no chance number of the reports."""
    within = [one for one in recent if _within(one.spot, node)]
    towns = Counter(town for one in within if (town := _town(one.spot)))
    _, told = max(towns.items(), key=itemgetter(1), default=("", 0))
    if told >= OUTSTANDING * len(recent):
        return _chance(told, len(recent), TOWN_SHARE) < exp(-NO_CHANCE)
    if _chance(len(within), len(recent), COUNTRY_SHARE) >= exp(-NO_CHANCE):
        return False
    types = Counter(kind for one in within for kind in one.types)
    _, told = max(types.items(), key=itemgetter(1), default=("", 0))
    return _chance(told, len(within), TYPE_SHARE) < exp(-NO_CHANCE)


def singular(here: int, elsewhere: int) -> bool:
    """Whether so many of the voices that tell of what is grave in itself do so of one place that it is no chance."""
    every = here + elsewhere
    return here >= OUTSTANDING * every and _chance(here, every, MOMENT_SHARE) < exp(-NO_CHANCE)


def _town(spot: str) -> str:
    parts = spot.split("\x1f")
    return "\x1f".join(parts[: LOCALITY + 1]) if len(parts) > LOCALITY else ""


def _chance(told: int, of: int, share: float) -> float:
    """Return the probability that so many or more of ``of`` reports are of what has this share of them."""
    return sum(comb(of, n) * share**n * (1.0 - share) ** (of - n) for n in range(told, of + 1))


def _within(spot: str, node: str) -> bool:
    return spot.startswith(node) and (len(spot) == len(node) or spot[len(node)] == "\x1f")


@lru_cache(maxsize=4096)  # asked of the same few spots at every report
def _nodes(spot: str) -> tuple[str, ...]:
    """All that a spot lies within, and itself."""
    return tuple(accumulate(spot.split("\x1f"), "{}\x1f{}".format))


def beyond(reports: int, others: Sequence[int]) -> float:
    """Return by how many nats a key's reports are beyond what the other keys of its kind make likely.

    Their rates are taken to be gamma distributed, with the mean and the variance of these ``others``: so the counts are
    negative binomial.
    """
    if len(others) < FEWEST_OTHERS:
        return 0.0
    mean = (sum(others) + 1.0) / (len(others) + 1.0)
    variance = sum((one - mean) ** 2 for one in others) / len(others)
    spread = max(LEAST_SPREAD, (variance - mean) / (mean * mean))
    return surprise(reports, mean, 1.0, spread)


def rose(key: Key, minute: float, began: float) -> bool:
    """Whether a key's latest minutes are a rise over those from ``began``, the stream's beginning, until then."""
    age = min(minute - began, RECENT_MINUTES)
    told = within(key, minute, RECENT_MINUTES)
    for window in SPLITS:
        if 1.5 * window > age:
            break
        now = within(key, minute, window)
        before = told - now
        expected = (before + PRIOR_REPORTS) * window / (age - window)
        if surprise(now, expected, key.phi, KAPPA + 1.0 / (before + PRIOR_REPORTS)) > SURE:
            return True
    return False


def concede(rate: Rate, reports: int, hours: float, prior: float) -> None:
    """Let a baseline start from ``reports`` in ``hours``, with as much weight as its prior has, or what it has learnt.

    Args:
        rate: of the key, in place.
        reports: since the stream began.
        hours: as long as that is.
        prior: of its level, reports per hour.
    """
    seen = hours + UNSURE_MINUTES / 60.0
    rate.exposure = max(rate.exposure, seen)
    rate.counts = max(0.0, reports / seen * (rate.exposure + PRIOR_REPORTS / prior) - PRIOR_REPORTS)

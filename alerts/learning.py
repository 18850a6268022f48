"""The first hours of a stream, in which nobody knows yet what is usual there.

A stream that begins at a thousand reports an hour looks like a crisis to every key that it touches: measured, 22 to 31
pages in its first two hours. So until `LEARNING_MINUTES` have passed a rise raises an alert only if it stands out

- as what everybody speaks of: the node has `OUTSTANDING` of the reports that name a place (`stands_out`). Where one
  town is in everybody's mouth, the first hour of a stream is the first hour of a crisis. Two alerts may be raised so;
  where there are more, many places are busy, which is no crisis; or
- from the other keys of its kind: so many reports are not to be expected of any of them (`exceeds`); or
- from its own first minutes (`rose`): the last 10 to 60 minutes against what the key had before them, as counts of a
  negative-binomial stream whose rate is known no better than those few reports tell.

What does not is conceded to be the key's life (`concede`): its baseline is what it has had since the stream began,
which the pools of its level take over as they do every other. A stream that goes on after a restart has its baselines
from the snapshot, or else from the log, and learns nothing here.

Limits: a crisis that is going on when the stream begins, in one place of many, is found when it is beyond the busiest
of them, or grows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from alerts.baseline import PRIOR_REPORTS, Rate
from alerts.gathering import PRESUMED_MINUTES, Located
from alerts.key import RECENT_MINUTES, Key, within
from alerts.scan import KAPPA, surprise

__all__ = ["FIRST_MINUTES", "LEARNING_MINUTES", "concede", "exceeds", "rose", "stands_out"]

LEARNING_MINUTES = 360.0  # with two hours, one to five false pages came in the four after them
OUTSTANDING = 0.5
"""Of the latest located reports. A country of the simulated streams has a quarter, the busiest town a twentieth."""
FIRST_MINUTES = 20.0  # runs that began later are no part of how a stream begins
MOST_ALERTS = 2  # in a young stream: where more places stand out, none does
FEWEST_OTHERS = 5
LEAST_SPREAD = 1.0  # squared coefficient of variation of the others' rates: places differ at least so much
SPLITS = (10, 20, 30, 45, 60)  # minutes
BEYOND = 7.0  # nats
SURE = 10.0  # nats: the surprise that also pages on busy keys
UNSURE_MINUTES = 10.0  # a rate of the first minutes is taken for lower: a key is looked at because it had many


def stands_out(located: Iterable[Located], node: str, alerts: Collection[str], minute: float) -> bool:
    """Whether most of the latest reports that name a place name this one.

    Args:
        located: those reports.
        node: of the rise.
        alerts: nodes of the alerts that there are; what they account for is left out.
        minute: event time.
    """
    if len(alerts) >= MOST_ALERTS:
        return False
    spots = [one.spot for one in located if one.minute > minute - PRESUMED_MINUTES]
    spots = [spot for spot in spots if not any(_within(spot, known) for known in alerts)]
    return sum(_within(spot, node) for spot in spots) >= OUTSTANDING * len(spots)


def _within(spot: str, node: str) -> bool:
    return spot == node or spot.startswith(f"{node}\x1f")


def exceeds(reports: int, others: Sequence[int]) -> bool:
    """Whether a key's reports are beyond what the other keys of its kind make likely.

    Their rates are taken to be gamma distributed, with the mean and the variance of these ``others``: so the counts are
    negative binomial.
    """
    if len(others) < FEWEST_OTHERS:
        return False
    mean = (sum(others) + 1.0) / (len(others) + 1.0)
    variance = sum((one - mean) ** 2 for one in others) / len(others)
    spread = max(LEAST_SPREAD, (variance - mean) / (mean * mean))
    return surprise(reports, mean, 1.0, spread) > BEYOND


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

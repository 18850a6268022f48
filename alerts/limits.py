"""What a score has to pass, for a stream of this size.

**The budget follows the stream.** Thresholds are calibrated for a stream of so many reports an hour in all. False
alarms are as many as there are reports that could start one, so a stream of another size keeps the same budget with
thresholds moved by ``slope * ln(its rate / the calibrated rate)``: lower for a quiet desk, higher for a busy one, never
below `FLOOR`, where the least number of reports of an alert takes over (measured: `deploy.bench_escalation`). Its rate
is what it learnt, or that of the last hour if higher; in a storm of reports nothing is lowered at all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log

import msgspec

from alerts.baseline import Pool, Profile
from alerts.key import WORLD, Key, within
from alerts.keys import ANY

__all__ = ["Limits", "Memory", "Thresholds", "of_country"]

FLOOR = 9.0  # nats: four reports in a quarter of an hour on a key that was silent for a day
WATCH_FLOOR = 7.0
SEEN = 1.0  # reports that the calibrated streams' size weighs, until a stream's own is known
STORM_REPORTS, STORM_FACTOR = 20, 4.0  # in an hour: so many, and so many times the usual


@dataclass(frozen=True)
class Thresholds:
    """Scores to pass, and what they hold for.

    Attributes:
        watch, page: on the CUSUM's scale.
        scan_page: the scan's own threshold that stands for ``page``.
        slope, scan_slope: nats by which either score's threshold has to rise for e times fewer false alarms.
        reports_per_hour: of all keys together, in the streams that the thresholds were found on; 0 for thresholds that
            do not move.
    """

    watch: float
    page: float
    scan_page: float
    slope: float = 1.0
    scan_slope: float = 1.0
    reports_per_hour: float = 0.0


class Memory(msgspec.Struct):
    """The state of `Detectors`, as it is kept in a snapshot.

    Attributes:
        began: minute at which the stream did.
        hour: minutes of the effective reports of the last hour, in the order in which they came.
    """

    keys: dict[str, Key] = {}
    pools: dict[str, Pool] = {}
    profiles: dict[str, Profile] = {}
    began: float = 0.0
    hour: list[float] = []


@dataclass
class Hours:
    """Reports of each country in the hour that ends with a minute: of a thousand countries few change with a report.

    Attributes:
        minute: the last of the hour.
        told: name of the country's key -> reports.
        changed: names of keys to count anew.
    """

    minute: int = -1
    told: dict[str, int] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def busiest(self, countries: Mapping[str, Key], minute: float) -> int:
        """Return the most reports that one country has."""
        if int(minute) != self.minute:
            self.minute = int(minute)
            self.told = {name: within(key, minute, 60) for name, key in countries.items()}
        else:
            for name in self.changed:
                if (key := countries.get(name)) is not None:
                    self.told[name] = within(key, minute, 60)
        self.changed.clear()
        return max(self.told.values(), default=0)


class Limits:
    """Thresholds that move with the stream.

    Args:
        thresholds: as calibrated.
        memory: shared with `alerts.detectors.Detectors`.
        share: of the whole stream that is seen here.
    """

    def __init__(self, thresholds: Thresholds, memory: Memory, share: float) -> None:
        self.thresholds, self.memory, self.share = thresholds, memory, share
        self.countries = {name: key for name, key in memory.keys.items() if of_country(name, key)}
        self.hours = Hours()

    @property
    def shift(self) -> float:
        """What the size of the stream adds to the thresholds, nats; see the module."""
        world, calibrated = self.memory.keys.get(WORLD), self.thresholds.reports_per_hour
        if world is None or not world.mu or not calibrated:
            return 0.0
        usual, now = world.mu * 60.0, float(len(self.memory.hour))
        if world.rate.exposure < 1.0:
            usual = now = self._elsewhere()
        moved = self.thresholds.slope * log(max(usual, now) / self.share / calibrated)
        # In a night of clashes one misread street name sends report after report to one wrong town.
        return max(moved, 0.0) if now > max(STORM_REPORTS, STORM_FACTOR * usual) else moved

    def _elsewhere(self) -> float:
        """Return the size of a stream of less than two hours, reports an hour: of what is not in its busiest country.

        What a young stream has seen so far says more of its size than the calibrated one's; but the crisis that makes
        up half of it is no reason to hear it later.
        """
        hour = self.memory.hour
        if not hour:
            return self.thresholds.reports_per_hour
        hours = min(max(hour[-1] - self.memory.began, 0.0) / 60.0, 1.0)
        busiest = self.hours.busiest(self.countries, hour[-1])
        return (len(hour) - busiest + SEEN) / (hours + SEEN / self.thresholds.reports_per_hour)

    def note(self, minute: float) -> None:
        """Note that there was an effective report, counted wherever: the size of the stream now."""
        hour = self.memory.hour
        hour.append(minute)
        if hour[0] < minute - 60.0:
            del hour[: bisect_left(hour, minute - 60.0)]

    def leave(self, name: str) -> None:
        """Note that a key is forgotten."""
        if self.countries.pop(name, None) is not None:
            self.hours.told.pop(name, None)

    def counted(self, name: str) -> None:
        """Note that the counts of a country's key have changed."""
        self.hours.changed.add(name)

    @property
    def lowest(self) -> float:
        """What `watch` never falls below: it is cheap to ask for."""
        return min(WATCH_FLOOR, self.thresholds.watch)

    @property
    def watch(self) -> float:
        """Score above which an analyst may look, for a stream of this size."""
        return max(self.thresholds.watch + self.shift, self.lowest)

    @property
    def page(self) -> float:
        """Score above which somebody is woken, for a stream of this size."""
        return max(self.thresholds.page + self.shift, min(FLOOR, self.thresholds.page))


def of_country(name: str, key: Key) -> bool:
    """Whether a key pools all types of a country."""
    return not key.level and name.startswith(ANY)

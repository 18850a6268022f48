"""`Key`: the state of one event type at one node, its counts by the minute, and the run of one event on it."""

from __future__ import annotations

from bisect import bisect_left, insort
from functools import lru_cache

import msgspec

from alerts.baseline import BLOCK_MINUTES, GUARD_BLOCKS, Rate
from alerts.cusum import CELLS, step
from alerts.keys import ANY, UNKNOWN
from alerts.scan import WINDOWS

__all__ = [
    "NOT_FROZEN",
    "RECENT_MINUTES",
    "WORLD",
    "Follower",
    "Key",
    "name_of",
    "observed",
    "prune",
    "tally",
    "timeline",
    "within",
]

RECENT_MINUTES = 120  # per-minute counts kept: the scan's longest window, and the alert's timeline
NOT_FROZEN = 0.0


@lru_cache(maxsize=65536)
def name_of(kind: str, node: str) -> str:
    """Return the name of a key."""
    return f"{kind}|{node}"


WORLD = name_of(ANY, UNKNOWN)
"""Key of all reports: those that name no place count here and on their types only."""


class Key(msgspec.Struct, array_like=True, gc=False):
    """State of one key.

    Attributes:
        at: event time of the last effective report, minutes since the epoch.
        scores: of the CUSUM's cells.
        since: first report of the present run (all scores were 0 before it); ``run`` counts the run's reports.
        mu, phi: baseline per minute and dispersion, as of the current block; ``due`` is the minute that ends it.
        minutes, tallies: effective reports per minute, oldest first, over `RECENT_MINUTES`.
        memory: voices and stories heard; see `alerts.effective`.
        frozen_at: when the key began to fire; `NOT_FROZEN` otherwise.
        losses, gains: of the cells, derived from mu and phi.
        released: minute from which the scan counts: an alert accounted for what came before.
        spare: reports that may come in this block before the scan has to look again.
    """

    level: int
    at: float
    rate: Rate
    scores: list[float]
    since: float = 0.0
    run: int = 0
    mu: float = 0.0
    phi: float = 1.0
    due: int = 0
    minutes: list[int] = []
    tallies: list[int] = []
    memory: dict[int, int] = {}
    frozen_at: float = NOT_FROZEN
    losses: list[float] = []
    gains: list[float] = []
    released: float = 0.0
    spare: int = 0


class Follower(msgspec.Struct, array_like=True, gc=False):
    """The run of one event, followed from the key that raised it on.

    An alert's reports name finer places as it goes on, and a finer place's baseline knows nothing of reports that name
    it less finely. So the baseline stays that of the key that saw the rise, and so does the detector.

    Attributes:
        at, scores, losses, gains, cap: of the grid CUSUM.
        mu, phi: baseline per minute and dispersion, where the scan judges; ``mu`` is 0 where the CUSUM does.
        told: minutes of the reports in the scan's longest window, rising.
    """

    at: float
    scores: list[float]
    losses: list[float]
    gains: list[float]
    cap: float
    mu: float = 0.0
    phi: float = 1.0
    told: list[int] = []

    @property
    def scans(self) -> bool:
        """Whether a busy key raised the alert: the scan judges it."""
        return self.mu > 0.0

    def count(self, minute: float) -> float:
        """Count a report; returns the CUSUM's score, and 0 where the scan judges (`alerts.detectors`)."""
        self.at, waited = max(self.at, minute), max(0.0, minute - self.at)
        if self.scans:
            insort(self.told, int(minute))
            del self.told[: bisect_left(self.told, int(self.at) - WINDOWS[-1] + 1)]
            return 0.0
        step(self.scores, self.losses, self.gains, waited, self.cap)
        return max(self.scores)

    def settle(self) -> None:
        """Set the score to 0."""
        self.scores, self.told = [0.0] * CELLS, []


def within(key: Key, minute: float, window: int, after: float = 0.0) -> int:
    """Return the effective reports of the last ``window`` minutes, of those that came after the minute ``after``."""
    first = max(int(minute) - window, int(after)) + 1
    return sum(key.tallies[bisect_left(key.minutes, first) :])


def observed(key: Key, minute: float, after: float = 0.0) -> tuple[int, int, int]:
    """Return the effective reports in each window of the scan, of those that came after the minute ``after``."""
    minutes, tallies, now, least = key.minutes, key.tallies, int(minute) + 1, int(after) + 1
    short, middle, long = WINDOWS  # each holds the one before it
    third = bisect_left(minutes, max(now - long, least))
    second = bisect_left(minutes, max(now - middle, least), third)
    first = bisect_left(minutes, max(now - short, least), second)
    latest = sum(tallies[first:])
    later = latest + sum(tallies[second:first])
    return latest, later, later + sum(tallies[third:second])


def timeline(key: Key | None, minute: float, step_minutes: int) -> tuple[int, ...]:
    """Return counts per ``step_minutes`` over the last `RECENT_MINUTES`, oldest first."""
    bins = [0] * (RECENT_MINUTES // step_minutes)
    if key is not None:
        for at, tally in zip(key.minutes, key.tallies, strict=True):
            age = int(minute) - at
            if 0 <= age < RECENT_MINUTES:
                bins[-1 - age // step_minutes] += tally
    return tuple(bins)


def prune(key: Key, minute: int) -> None:
    """Forget counts older than `RECENT_MINUTES`."""
    old = bisect_left(key.minutes, minute - RECENT_MINUTES)
    if old:
        del key.minutes[:old], key.tallies[:old]


def tally(key: Key, minute: int) -> None:
    """Note a report in the counts by the minute, and for the baseline to learn."""
    late = key.rate.block - minute // BLOCK_MINUTES
    if 0 <= late <= GUARD_BLOCKS:
        key.rate.held[GUARD_BLOCKS - late] += 1
    minutes = key.minutes
    if not minutes or minute > minutes[-1]:
        minutes.append(minute)
        key.tallies.append(1)
    elif minutes[-1] == minute:
        key.tallies[-1] += 1
    else:
        index = bisect_left(minutes, minute)
        if minutes[index] == minute:
            key.tallies[index] += 1
        else:
            minutes.insert(index, minute)
            key.tallies.insert(index, 1)

"""How fast a channel may be told, and how long to wait after a failure. Pure: time and chance are arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

__all__ = ["LOCAL", "Bucket", "Pace"]

MAX_DOUBLINGS = 32


@dataclass(frozen=True)
class Pace:
    """Limits of one channel.

    Attributes:
        first, longest: back-off: doubles from the one up to the other; half of each pause is chance.
        attempts: after so many a revision is given up; with the other defaults that is some six hours.
        fallback_after: a channel that has owed something for so long is helped by the fallback.
        per_minute, burst: of messages; what exceeds them waits, the most severe goes first.
        waiting: most alerts that may wait; beyond, the least severe are dropped, the oldest first.
        longest_send: of one attempt.
        group_from: where people read, so many alerts that wait at once are told in one message.
    """

    first: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(minutes=5)
    attempts: int = 80
    fallback_after: timedelta = timedelta(minutes=1)
    per_minute: float = 30.0
    burst: int = 10
    waiting: int = 1000
    longest_send: timedelta = timedelta(seconds=30)
    group_from: int = 5

    def after_failure(self, failures: int, chance: Random, retry_after: timedelta | None = None) -> timedelta:
        """Return the pause after the ``failures``-th failure in a row (1 is the first).

        A receiver's ``Retry-After`` is never undercut.
        """
        doubled = min(self.first * float(1 << min(max(failures, 1) - 1, MAX_DOUBLINGS)), self.longest)
        return max(doubled * (0.5 + chance.random() / 2), retry_after or timedelta(0))


LOCAL = Pace(first=timedelta(milliseconds=200), per_minute=600_000.0, burst=10_000, waiting=20_000)
"""For channels on this machine: as fast as they can."""


@dataclass
class Bucket:
    """Token bucket of one channel; couriers of several partitions may share one."""

    pace: Pace
    tokens: float = -1.0
    at: datetime | None = None

    def wait(self, now: datetime) -> timedelta:
        """Return how long until a message may go; zero for at once."""
        if self.at is None:
            self.tokens = float(self.pace.burst)
        else:
            passed = max(0.0, (now - self.at) / timedelta(minutes=1))
            self.tokens = min(float(self.pace.burst), self.tokens + passed * self.pace.per_minute)
        self.at = now
        missing = 1.0 - self.tokens
        return timedelta(minutes=missing / self.pace.per_minute) if missing > 1e-6 else timedelta(0)

    def take(self) -> None:
        """Note that a message went."""
        self.tokens -= 1.0

"""What operators ask about a source: last success, last post, last error, posts a day, next poll, and: is it silent?

Kept by the runner, told on ``/sources`` of its process, and saved beside the checkpoints, so that a restart does not
forget what is usual for a source. Pure: times are arguments.

Posts a day: a count that decays with a time constant of `MEMORY`, divided by the same decay of the time that was
watched; so it follows a source within days and is right from its first hour on.

Silence: a source is silent when it has yielded nothing for longer than `GAPS` usual gaps between two arrivals, and
longer than `LONGEST_GAPS` of its longest gap lately (nights, Sundays), and than `SHORTEST_SILENCE`. One that never
yielded anything is silent after `NEVER`. Whether it answers or fails meanwhile makes no difference: an empty page with
status 200 is the way in which feeds die.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import msgspec

from connectors.codec import Codec
from connectors.errors import ConnectorError

__all__ = ["HEALTHS", "SourceHealth"]

DAY = timedelta(days=1)
MEMORY = timedelta(days=2)
GAPS, LONGEST_GAPS = 8.0, 2.0
SHORTEST_SILENCE, NEVER = timedelta(hours=1), timedelta(days=1)
LONGEST_FADES = timedelta(days=14)
"""How fast the longest gap is forgotten: to a third in two weeks."""

NEW_GAP_SHARE = 0.2


class SourceHealth(msgspec.Struct, omit_defaults=True):
    """Kept by the runner for one source; all times UTC, None for what has not happened yet.

    Attributes:
        since: when the runner started with the source.
        name: of the source.
        known_since: when it was first run at all.
        at: when this was saved.
        answered_at: last successful reading.
        newest_post_at: newest time of publication that Kafka acknowledged.
        arrived_at: when Kafka last acknowledged posts of it.
        posts: acknowledged since ``since``.
        skipped, gaps: records that were no posts, stretches that could not be read.
        failures: failures in a row.
        error, failed_at: the last failure.
        next_poll_at: of a poller.
        ended: the source is finished, or gone for good (then with ``error``).
        recent, counted_at: decayed number of posts, as of that time.
        usual_gap_seconds, longest_gap_seconds: between two arrivals; 0 before the second.
        away_seconds: since the last arrival, while nothing of ours ran: that is no silence of the source.
    """

    since: datetime
    name: str = ""
    known_since: datetime | None = None
    at: datetime | None = None
    answered_at: datetime | None = None
    newest_post_at: datetime | None = None
    arrived_at: datetime | None = None
    posts: int = 0
    skipped: int = 0
    gaps: int = 0
    failures: int = 0
    error: str | None = None
    failed_at: datetime | None = None
    next_poll_at: datetime | None = None
    ended: bool = False
    recent: float = 0.0
    counted_at: datetime | None = None
    usual_gap_seconds: float = 0.0
    longest_gap_seconds: float = 0.0
    away_seconds: float = 0.0
    v: int = 1

    def answered(self, at: datetime) -> None:
        """Note a successful reading."""
        self.answered_at, self.failures = at, 0

    def failed(self, error: ConnectorError, at: datetime) -> None:
        """Note a failure."""
        self.failures += 1
        self.error, self.failed_at = f"{type(error).__name__}: {error.message}", at

    def delivered(self, posts: int, newest: datetime | None, at: datetime | None = None) -> None:
        """Note acknowledged posts, and when that was."""
        self.posts += posts
        if newest is not None and (self.newest_post_at is None or newest > self.newest_post_at):
            self.newest_post_at = newest
        if at is None or not posts:
            return
        self.recent, self.counted_at = self._recent(at) + posts, at
        if self.arrived_at is not None:
            gap = max(_seconds(at - self.arrived_at) - self.away_seconds, 0.0)
            usual = self.usual_gap_seconds
            self.usual_gap_seconds = usual + NEW_GAP_SHARE * (gap - usual) if usual else gap
            self.longest_gap_seconds = max(gap, self.longest_gap_seconds * math.exp(-gap / _seconds(LONGEST_FADES)))
        self.arrived_at, self.away_seconds = at, 0.0

    def posts_per_day(self, now: datetime) -> float:
        """Return the rate; short runs are not blown up to a day."""
        watched = max(now - (self.known_since or self.since), DAY)
        return self._recent(now) / (MEMORY / DAY) / (1 - math.exp(-watched / MEMORY))

    def silence_after(self) -> timedelta:
        """Return how long a silence is unusual for this source."""
        if self.arrived_at is None:
            return NEVER
        usual = timedelta(seconds=self.usual_gap_seconds * GAPS)
        longest = timedelta(seconds=self.longest_gap_seconds * LONGEST_GAPS)
        if not self.usual_gap_seconds:
            return NEVER
        return max(usual, longest, SHORTEST_SILENCE)

    def silent(self, now: datetime) -> bool:
        """Whether it has been silent for longer than is usual for it; a finished source never is."""
        heard = self.arrived_at or self.known_since or self.since
        return not self.ended and _seconds(now - heard) - self.away_seconds > _seconds(self.silence_after())

    def resumed(self, now: datetime) -> SourceHealth:
        """Return the health of a new run of this source: what is usual for it stays, what was counted starts anew."""
        away = max(_seconds(now - (self.at or now)), 0.0)
        return msgspec.structs.replace(
            self, since=now, posts=0, skipped=0, gaps=0, failures=0, next_poll_at=None, ended=False,
            known_since=self.known_since or self.since, away_seconds=self.away_seconds + away,
        )  # fmt: skip

    def _recent(self, now: datetime) -> float:
        if self.counted_at is None:
            return 0.0
        return self.recent * math.exp(-max(_seconds(now - self.counted_at), 0.0) / _seconds(MEMORY))


def _seconds(time: timedelta) -> float:
    return time.total_seconds()


HEALTHS: Codec[SourceHealth] = Codec(SourceHealth)

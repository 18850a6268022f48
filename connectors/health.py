"""What operators ask about a source: last success, last post, last error, posts a day, next poll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.errors import ConnectorError

__all__ = ["SourceHealth"]

DAY = timedelta(days=1)


@dataclass
class SourceHealth:
    """Kept by the runner for one source; all times UTC, None for what has not happened yet.

    Attributes:
        since: when the runner started with the source.
        answered_at: last successful reading.
        newest_post_at: newest time of publication that Kafka acknowledged.
        posts: acknowledged since ``since``.
        skipped, gaps: records that were no posts, stretches that could not be read.
        failures: failures in a row.
        error, failed_at: the last failure.
        next_poll_at: of a poller.
        ended: the source is finished, or gone for good (then with ``error``).
    """

    since: datetime
    answered_at: datetime | None = None
    newest_post_at: datetime | None = None
    posts: int = 0
    skipped: int = 0
    gaps: int = 0
    failures: int = 0
    error: str | None = None
    failed_at: datetime | None = None
    next_poll_at: datetime | None = None
    ended: bool = False

    def answered(self, at: datetime) -> None:
        """Note a successful reading."""
        self.answered_at, self.failures = at, 0

    def failed(self, error: ConnectorError, at: datetime) -> None:
        """Note a failure."""
        self.failures += 1
        self.error, self.failed_at = f"{type(error).__name__}: {error.message}", at

    def delivered(self, posts: int, newest: datetime | None) -> None:
        """Note acknowledged posts."""
        self.posts += posts
        if newest is not None and (self.newest_post_at is None or newest > self.newest_post_at):
            self.newest_post_at = newest

    def posts_per_day(self, now: datetime) -> float:
        """Return the rate since the start; short runs are not blown up to a day."""
        return self.posts / max((now - self.since) / DAY, 1.0)

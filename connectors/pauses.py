"""How long to wait before asking again. Pure: chance and time are arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from connectors.errors import ConnectorError, RateLimitedError

__all__ = ["Pauses"]

MAX_DOUBLINGS = 32


@dataclass(frozen=True)
class Pauses:
    """Exponential back-off with jitter, so that many sources that failed together do not return together.

    Attributes:
        first, longest: for errors that are likely to pass.
        seldom_first, seldom_longest: for answers like 404 or an unreadable page, which a person has to mend.
        poll_jitter: a poll is at most this share of its interval late; never early, since servers name minimums.
    """

    first: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(minutes=5)
    seldom_first: timedelta = timedelta(minutes=5)
    seldom_longest: timedelta = timedelta(hours=6)
    poll_jitter: float = 0.05

    def after_error(self, error: ConnectorError, failures: int, chance: Random) -> timedelta:
        """Return the pause after the ``failures``-th failure in a row (1 is the first).

        Half of the doubled pause is fixed and half is chance. A server's ``Retry-After`` is never undercut, nor is what
        its documentation asks for (`connectors.errors.Backoff`).
        """
        if error.backoff is not None:
            wanted = error.backoff
            factor = failures if wanted.linear else 1 << min(failures - 1, MAX_DOUBLINGS)
            pause = min(wanted.first * float(factor), wanted.longest) * (1 + chance.random() * self.poll_jitter)
        else:
            first, longest = (self.first, self.longest) if error.retryable else (self.seldom_first, self.seldom_longest)
            doubled = min(first * float(1 << min(failures - 1, MAX_DOUBLINGS)), longest)
            pause = doubled * (0.5 + chance.random() / 2)
        if isinstance(error, RateLimitedError):
            return max(pause, error.retry_after * (1 + chance.random() * self.poll_jitter))
        return pause

    def before_poll(self, interval: timedelta, chance: Random) -> timedelta:
        """Return the time until the next poll."""
        return interval * (1 + chance.random() * self.poll_jitter)

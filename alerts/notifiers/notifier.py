"""What every channel does, and how it fails.

::

    NotifyError                 a channel did not deliver; carries the channel's name
    ├── UnreachableError        retryable: time-out, connection lost, 5xx; the receiver may have it all the same
    │   └── BusyError           retryable: 429 or 503 with Retry-After
    └── RefusedError            tried no more: wrong key, wrong address, a message the receiver does not take

The courier reads `retryable` and `retry_after`, never message text. Any other exception of a channel counts as
refused, so that a fault in one channel neither stops the others nor keeps the fallback from being used.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar, Protocol, runtime_checkable

from alerts.alert import Alert
from alerts.pace import Pace

__all__ = ["BusyError", "Grouping", "Notifier", "NotifyError", "RefusedError", "UnreachableError"]


class NotifyError(Exception):
    """A channel did not deliver.

    Attributes:
        channel: name.
        retryable: trying again is likely to help.
        retry_after: the receiver asks for this pause, for everything.
    """

    retryable: ClassVar[bool] = False
    retry_after: timedelta | None = None

    def __init__(self, channel: str, message: str) -> None:
        self.channel, self.message = channel, message
        super().__init__(f"{channel}: {message}")


class UnreachableError(NotifyError):
    """Time-out, connection refused or lost, 5xx: whether the receiver has it is not known."""

    retryable = True


class BusyError(UnreachableError):
    """The receiver told us to wait."""

    def __init__(self, channel: str, message: str, retry_after: timedelta) -> None:
        self.retry_after = retry_after
        super().__init__(channel, message)


class RefusedError(NotifyError):
    """The receiver understood and refused, or the channel cannot say this alert."""


class Notifier(Protocol):
    """One configured channel.

    Attributes:
        name: as configured.
        exercises: takes alerts of drills and of the dead-man (marked as such); pagers do not.
        repeat: the receiver forgets: an open alert is sent again at this interval. None for most.
        pace: rate limit and back-off that suit the receiver.
    """

    @property
    def name(self) -> str:
        """Name, as configured."""
        ...

    @property
    def exercises(self) -> bool:
        """Whether synthetic alerts may be sent."""
        ...

    @property
    def repeat(self) -> timedelta | None:
        """Interval of repetition."""
        ...

    @property
    def pace(self) -> Pace:
        """Limits that suit the receiver."""
        ...

    async def send(self, alert: Alert, dedup_key: str) -> str:
        """Deliver one revision; returns the receipt, a short text for the outbox.

        Sending the same revision under the same key again must do no harm at the receiver.

        Args:
            alert: the revision.
            dedup_key: see `alerts.outbox.dedup_key`.

        Raises:
            NotifyError: it is not known to have arrived.
        """
        ...

    async def aclose(self) -> None:
        """Close connections and files."""
        ...


@runtime_checkable
class Grouping(Protocol):
    """A channel that people read, and that can tell of several alerts in one message."""

    async def send_together(self, alerts: Sequence[Alert]) -> str:
        """Deliver several revisions at once; as `Notifier.send`."""
        ...

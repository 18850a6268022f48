"""What can go wrong with a source, in one tree; translated once, at the boundary, with ``from exc``.

::

    ConnectorError                  anything a source does to us; carries the source's name
    ├── UnavailableError            retryable: time-out, connection lost, 5xx
    │   └── RateLimitedError        retryable: 429 or 503 with Retry-After
    ├── RejectedError               4xx: asked wrongly, forbidden or absent; tried again, but seldom
    │   ├── GoneError               final: 410, or a file that is not there; the connector stops and says so
    │   └── ForbiddenAddressError   the address guard refused to dial
    ├── PayloadError                the answer as a whole cannot be read
    │   └── TooLargeError           a cap on size, depth or expansion was hit
    └── OptionsError                final: the connector cannot start as it is configured

    DeliveryError                   not the source's fault: Kafka did not take what we sent

The runner reads `retryable` and `final`, never message text; the class name is the metric label. Any other exception
is a fault of ours and ends the process.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

__all__ = [
    "Backoff",
    "ConnectorError",
    "DeliveryError",
    "ForbiddenAddressError",
    "GoneError",
    "OptionsError",
    "PayloadError",
    "RateLimitedError",
    "RejectedError",
    "TooLargeError",
    "UnavailableError",
]


@dataclass(frozen=True)
class Backoff:
    """How a provider wants to be asked again.

    Attributes:
        first: pause after the first failure in a row.
        longest: cap.
        linear: grows by ``first`` each time; otherwise it doubles.
    """

    first: timedelta
    longest: timedelta
    linear: bool = False


class ConnectorError(Exception):
    """A source failed.

    Attributes:
        source: name of the connector.
        retryable: trying again soon is likely to help.
        final: trying again will not help at all.
        status: of the HTTP answer; 0: there was none.
        backoff: what the provider documents; None: our own (`connectors.pauses`).
    """

    retryable: ClassVar[bool] = False
    final: ClassVar[bool] = False
    status: int = 0
    backoff: Backoff | None = None

    def __init__(self, source: str, message: str) -> None:
        self.source, self.message = source, message
        super().__init__(f"{source}: {message}")


class UnavailableError(ConnectorError):
    """Time-out, connection refused or lost, 5xx."""

    retryable = True


class RateLimitedError(UnavailableError):
    """The server told us to wait for `retry_after`."""

    def __init__(self, source: str, message: str, retry_after: timedelta) -> None:
        self.retry_after = retry_after
        super().__init__(source, message)


class RejectedError(ConnectorError):
    """The server understood and refused: 401, 403, 404 and the like.

    Attributes:
        status: what it answered; 0 when it was not by a status.
        said: beginning of its answer, where it was read.
    """

    said: bytes = b""

    def __init__(self, source: str, message: str, status: int = 0) -> None:
        self.status = status
        super().__init__(source, message)


class GoneError(RejectedError):
    """The source says that it will not come back."""

    final = True


class ForbiddenAddressError(RejectedError):
    """The name leads to an address that the guard does not dial."""


class PayloadError(ConnectorError):
    """The answer as a whole cannot be read; a single bad record is skipped instead."""


class TooLargeError(PayloadError):
    """A cap was hit: bytes on the wire or inflated, depth, number of entities."""


class OptionsError(ConnectorError):
    """The connector cannot start as configured; the message says what to change."""

    final = True


class DeliveryError(Exception):
    """Kafka did not acknowledge; the connector goes on from its checkpoint."""

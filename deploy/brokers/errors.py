"""What can go wrong with a broker, in one tree; every message names the mend.

::

    BrokerError
    ├── SpecError              the broker is named wrongly, or its options do not fit together
    ├── JavaMissingError       no Java 17 or later on this machine
    ├── DownloadError          Kafka's jars could not be fetched
    ├── TamperedError          a jar is not the one that we know
    ├── PortTakenError         another program listens where the broker wants to
    ├── DirectoryLockedError   another broker works on the same data directory
    ├── StartError             the broker ended or did not answer in time
    ├── UnreachableError       no broker answers, or TLS with it fails
    ├── AccessError            the cluster refuses the user, or the user lacks rights
    └── TopicError             a topic is not what the configuration says, or could not be made
"""

from __future__ import annotations

__all__ = [
    "AccessError",
    "BrokerError",
    "DirectoryLockedError",
    "DownloadError",
    "JavaMissingError",
    "PortTakenError",
    "SpecError",
    "StartError",
    "TamperedError",
    "TopicError",
    "UnreachableError",
]


class BrokerError(Exception):
    """A broker cannot be had; the message says what to do."""


class SpecError(BrokerError):
    """The broker is named wrongly, or its options do not fit together."""


class JavaMissingError(BrokerError):
    """No Java 17 or later was found."""


class DownloadError(BrokerError):
    """Kafka's jars could not be fetched."""


class TamperedError(BrokerError):
    """A jar differs from the shipped list."""


class PortTakenError(BrokerError):
    """The port belongs to another program."""


class DirectoryLockedError(BrokerError):
    """Another broker holds the data directory."""


class StartError(BrokerError):
    """The broker ended while it started, or was not ready in time."""


class UnreachableError(BrokerError):
    """No broker answers, or no TLS session with it."""


class AccessError(BrokerError):
    """The cluster refuses the user, or the user lacks rights."""


class TopicError(BrokerError):
    """A topic does not fit the configuration."""

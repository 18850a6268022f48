"""`OutboxEntry`: how far the delivery of one alert revision through one channel has come.

On ``tocsin.outbox`` (compacted, key = `OutboxEntry.key`). The states, and what a restart makes of them::

    intent   decided, certainly durable           -> sent
    sent     handed to the receiver, no answer    -> sent again under the same dedup key
    receipt  the receiver confirmed               -> nothing, or repeated where the receiver forgets
    failed   given up                             -> nothing; the fallback has an entry of its own
    dropped  not needed any more                  -> nothing

So delivery is at least once on the wire, and once at a receiver that honours the dedup key.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from alerts.alert import Alert, Severity, State
from connectors.codec import Codec

__all__ = ["OUTBOX", "SETTLED", "DeliveryState", "OutboxEntry", "dedup_key", "peak_of"]

DeliveryState = Literal["intent", "sent", "receipt", "failed", "dropped"]
SETTLED: frozenset[DeliveryState] = frozenset({"receipt", "failed", "dropped"})


class OutboxEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Delivery of one revision through one channel.

    Attributes:
        alert: id of the alert.
        revision: of the alert.
        channel: name of the channel, as configured.
        dedup_key: see `dedup_key`.
        alert_state: of this revision.
        at: when this entry was written, UTC.
        since: since when the channel owes something about this alert, UTC: the end of quiet hours that held it, or
            the time of an older revision that was replaced before it arrived.
        attempts: tries so far.
        next_at: not to be tried before; null for at once.
        receipt: what the receiver answered, or why it failed or was dropped.
        fallback: channel that takes over when this one does not deliver; null when there is none or it has.
        body: the revision itself, while it may have to be sent.
    """

    alert: str
    revision: int
    channel: str
    state: DeliveryState
    dedup_key: str
    alert_state: State
    at: datetime
    since: datetime
    attempts: int = 0
    next_at: datetime | None = None
    receipt: str | None = None
    fallback: str | None = None
    body: Alert | None = None
    v: int = 1

    @property
    def key(self) -> str:
        """Return ``alert/revision/channel``."""
        return f"{self.alert}/{self.revision}/{self.channel}"

    @property
    def settled(self) -> bool:
        """Whether nothing is owed any more."""
        return self.state in SETTLED


def dedup_key(alert: str, peak: Severity) -> str:
    """Return the key under which a receiver files everything about an alert: ``<alert id>/<peak severity>``.

    The same for every revision and every repetition, so doubles fall together. A rise in severity beyond what the
    channel was told makes a new key: an incident that somebody acknowledged stays quiet, and this must not.
    """
    return f"{alert}/{peak}"


def peak_of(key: str) -> Severity:
    """Return the severity inside a `dedup_key`."""
    peak: Severity = msgspec.convert(key.rpartition("/")[2], Severity)
    return peak


OUTBOX: Codec[OutboxEntry] = Codec(OutboxEntry)

"""What a channel was told of each alert, so that it is told nothing twice and knows the worst that it heard."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from alerts.alert import Alert, Severity, State
from alerts.lifecycle import RANK
from alerts.outbox import OutboxEntry, peak_of

__all__ = ["REMEMBERED", "Told", "ToldAlerts"]

REMEMBERED = 10_000
"""Alerts that a lane remembers having told of; an alert's revisions come within days of each other."""


@dataclass
class Told:
    """What a channel knows of an alert.

    Attributes:
        revision: the newest that was accepted for it.
        peak: worst severity among them.
        state: of the newest.
        reached: something was handed to the receiver.
    """

    revision: int
    peak: Severity
    state: State
    reached: bool = False


@dataclass
class ToldAlerts:
    """The latest `REMEMBERED` alerts that a channel was told of."""

    alerts: OrderedDict[str, Told] = field(default_factory=OrderedDict)

    def get(self, alert: str) -> Told | None:
        """Return what the channel knows of an alert."""
        return self.alerts.get(alert)

    def remember(self, entry: OutboxEntry) -> None:
        """Note that the channel is told of this revision, so that it is not told again."""
        known = self.alerts.get(entry.alert)
        peak = peak_of(entry.dedup_key)
        reached = entry.attempts > 0
        if known is None:
            self.alerts[entry.alert] = Told(entry.revision, peak, entry.alert_state, reached)
        else:
            if entry.revision >= known.revision:
                known.revision, known.state = entry.revision, entry.alert_state
            known.peak = max(known.peak, peak, key=RANK.__getitem__)
            known.reached = known.reached or reached
        self.alerts.move_to_end(entry.alert)
        while len(self.alerts) > REMEMBERED:
            self.alerts.popitem(last=False)

    def peak(self, alert: Alert) -> Severity:
        """Return the worst severity that the channel was told of this alert, this revision included."""
        known = self.alerts.get(alert.alert)
        return alert.severity if known is None else max(known.peak, alert.severity, key=RANK.__getitem__)

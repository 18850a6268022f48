"""Everything that a restart of escalation must know, as plain records: a snapshot is exact."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property

import msgspec

from alerts.detectors import Memory
from alerts.episode import Episode
from alerts.gathering import Located
from alerts.keys import Atlas
from alerts.ledger import Contribution, Toll
from alerts.register import Register

__all__ = ["FORMAT", "Counters", "SnapshotError", "State", "instant", "minute_of"]

FORMAT = 2


class SnapshotError(ValueError):
    """A snapshot of another format; start from the log instead."""


class Counters(msgspec.Struct):
    """What happened to the stories."""

    counted: int = 0
    repeated: int = 0
    late: int = 0
    ahead: int = 0


class State(msgspec.Struct, dict=True):
    """The state of `alerts.escalation.Escalation`.

    Attributes:
        clock: event time, minutes since the epoch.
        ticked: heartbeats move the clock.
        ledger: by country, the latest contributions that no episode holds.
        located: the latest reports that name their place, from everywhere.
        episodes: by alert id: open ones, and closed ones that may come back.
        posts: ids counted lately -> minute.
        tolls: that alerts have told lately.
        past: records of alerts that were resolved, by id, the one told last at the end: see `alerts.followups`.
        pruned: tens of minutes at the last pruning.
    """

    format: int = FORMAT
    clock: float = 0.0
    ticked: bool = False
    counters: Counters = msgspec.field(default_factory=Counters)
    memory: Memory = msgspec.field(default_factory=Memory)
    atlas: Atlas = msgspec.field(default_factory=Atlas)
    ledger: dict[str, list[Contribution]] = {}
    located: list[Located] = []
    episodes: dict[str, Episode] = {}
    posts: dict[int, int] = {}
    pruned: int = 0
    tolls: list[Toll] = []
    past: dict[str, Episode] = {}

    @cached_property
    def register(self) -> Register:
        """The episodes by where they are; no part of a snapshot."""
        return Register(self.episodes)

    def recall(self, alert: str) -> Episode | None:
        """Put the record of an alert back among those that closed lately, if there is one; returns it."""
        episode = self.past.pop(alert, None)
        if episode is not None:
            self.episodes[alert] = episode
            self.register.changed()
        return episode

    @property
    def now(self) -> datetime:
        """Event time."""
        return instant(self.clock)


def minute_of(at: datetime) -> float:
    """Return minutes since the epoch."""
    return at.timestamp() / 60.0


def instant(minute: float) -> datetime:
    """Return the moment of a minute since the epoch, UTC."""
    return datetime.fromtimestamp(minute * 60.0, UTC)

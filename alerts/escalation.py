"""Escalation: stories in, alert revisions out. The interface stands; the detectors follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.alert import Alert
from streams.report import Story

__all__ = ["Escalation", "Params"]


@dataclass(frozen=True)
class Params:
    """Thresholds of escalation, natural-log units of the likelihood ratio."""

    page: float = 17.2
    watch: float = 11.7


class Escalation:
    """State of all keys and open alerts of one partition."""

    def __init__(self, params: Params) -> None:
        self.params = params

    def apply(self, stories: Sequence[Story]) -> list[Alert]:
        """Take stories in order; returns the alert revisions that follow."""
        del stories
        return []

    def at(self, now: datetime) -> list[Alert]:
        """Move the clock to ``now``, never back; quiet alerts clear."""
        del now
        return []

    def snapshot(self) -> bytes:
        """Return the complete state."""
        return b""

    @classmethod
    def restore(cls, params: Params, snapshot: bytes | None) -> Escalation:
        """Build from a snapshot, or empty."""
        del snapshot
        return cls(params)

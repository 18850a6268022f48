"""Escalation as a pure step over stories: what `alerts.agents` runs and a test can run without Kafka."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import msgspec

from alerts.alert import ALERTS, Alert
from alerts.escalation import Escalation, Params
from connectors.post import HEARTBEAT_SOURCE
from streams.intake import crashed
from streams.report import STORIES, Mention, Story
from streams.stage import Routed, partition_of

__all__ = ["EscalateStep", "event_time"]


def event_time(story: Story) -> datetime:
    """Return the time that rates count in."""
    return story.published_at


@dataclass
class EscalateStep:
    """Escalation of the countries of one partition: stories in, alert revisions out. See `streams.stage.Step`.

    Attributes:
        escalation: detectors and open alerts.
        partition, partitions: of ``stories``: which countries are ours.
        alert_partitions: of ``alerts``.
    """

    FORMAT: ClassVar[int] = 1

    escalation: Escalation
    partition: int
    partitions: int
    alert_partitions: int

    def apply(self, records: Sequence[Story]) -> list[Routed]:
        """Count the stories and return the alert revisions that follow, in order."""
        routed: list[Routed] = []
        for story in records:
            try:
                routed += [self._route(alert) for alert in self.escalation.apply([self.ours(story)])]
            except Exception as error:  # noqa: BLE001  one poisonous story must not stall all others
                routed.append(crashed("escalate", error, story.id, STORIES.encode(story), story.published_at))
        return routed

    def _route(self, alert: Alert) -> Routed:
        partition = partition_of(alert.alert, self.alert_partitions)
        return Routed("alerts", partition, alert.alert.encode(), ALERTS.encode(alert), alone=True)

    def ours(self, story: Story) -> Story:
        """Keep the mentions whose country belongs to this partition: each is counted in one partition only."""
        if self.partitions == 1 or story.source == HEARTBEAT_SOURCE:
            return story
        report = story.report
        mentions, hazards = (tuple(filter(self._is_ours, told)) for told in (report.mentions, report.hazards))
        return msgspec.structs.replace(
            story, report=msgspec.structs.replace(report, mentions=mentions, hazards=hazards)
        )

    def _is_ours(self, mention: Mention) -> bool:
        # A mention without a place counts where the rest of its story counts.
        return mention.place is None or partition_of(mention.place.country, self.partitions) == self.partition

    def relearn(self, records: Sequence[Story]) -> None:
        """Never called: the snapshot is the whole state."""

    def snapshot(self) -> bytes:
        """Return the whole state."""
        return self.escalation.snapshot()

    def horizon(self) -> datetime | None:
        """Return None: nothing is read again but what came after the snapshot."""
        return None

    @classmethod
    def load(cls, params: Params, place: tuple[int, int, int], snapshot: bytes | None) -> EscalateStep:
        """Build from a snapshot, or empty. ``place``: partition, partitions of stories, partitions of alerts."""
        return cls(Escalation.restore(params, snapshot), *place)

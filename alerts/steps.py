"""Escalation as a pure step over stories: what `alerts.agents` runs and a test can run without Kafka."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

import msgspec

from alerts.alert import ALERTS, Alert
from alerts.deadman import mark
from alerts.escalation import Escalation, Params, SnapshotError
from alerts.lifecycle import AnalystVerdict
from alerts.metrics import Escalated
from alerts.verdicts import TOLD, Told, signed, verdict_id
from connectors.post import HEARTBEAT_SOURCE
from streams.intake import crashed
from streams.report import Mention
from streams.stage import Routed, partition_of

__all__ = ["EscalateStep", "event_time"]

REMEMBERED_VERDICTS = 1000
"""A verdict comes again within seconds, when the one that forwarded it was killed."""


def event_time(story: Told) -> datetime:
    """Return the time that rates count in."""
    return story.published_at


class Kept(msgspec.Struct, array_like=True):
    """What a snapshot holds: escalation's own, and the ids of the verdicts obeyed lately, oldest first."""

    escalation: bytes
    verdicts: list[str]


@dataclass
class EscalateStep:
    """Escalation of the countries of one partition: stories and verdicts in, alert revisions out.

    See `streams.stage.Step`.

    Attributes:
        escalation: detectors and open alerts.
        partition, partitions: of ``stories``: which countries are ours.
        alert_partitions: of ``alerts``.
        verdicts: ids of those obeyed lately.
    """

    FORMAT: ClassVar[int] = 2

    escalation: Escalation
    partition: int
    partitions: int
    alert_partitions: int
    verdicts: dict[str, None] = field(default_factory=dict)

    def apply(self, records: Sequence[Told]) -> list[Routed]:
        """Count the stories, obey the verdicts, and return the alert revisions that follow, in order."""
        routed: list[Routed] = []
        for told in records:
            try:
                routed += [self._route(alert) for alert in self._follow(told)]
            except Exception as error:  # noqa: BLE001  one poisonous record must not stall all others
                routed.append(crashed("escalate", error, told.id, TOLD.encode(told), told.published_at))
            if told.source == HEARTBEAT_SOURCE:
                # Behind what it brought about: whoever sees it knows that all before it went through.
                routed += mark(self.partition, self.alert_partitions)
        return routed

    def _follow(self, told: Told) -> list[Alert]:
        if told.judged is not None:
            return self._obey(told.judged)
        return self.escalation.apply([self.ours(told)])

    def _obey(self, verdict: AnalystVerdict) -> list[Alert]:
        name = verdict.id or verdict_id(verdict)
        if name in self.verdicts:
            return []
        self.verdicts[name] = None
        if len(self.verdicts) > REMEMBERED_VERDICTS:
            del self.verdicts[next(iter(self.verdicts))]
        followed = self.escalation.judge(verdict)
        return [signed(alert, verdict) if alert.alert == verdict.alert else alert for alert in followed]

    def _route(self, alert: Alert) -> Routed:
        partition = partition_of(alert.alert, self.alert_partitions)
        return Routed("alerts", partition, alert.alert.encode(), ALERTS.encode(alert), alone=True)

    def ours(self, story: Told) -> Told:
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

    def standing(self) -> Escalated:
        """Return how escalation stands, for metrics."""
        escalation = self.escalation
        return Escalated(
            keys=len(escalation.state.memory.keys),
            watermark=escalation.state.clock * 60.0,
            open=escalation.standing,
            stories=msgspec.structs.asdict(escalation.counters),
        )

    def relearn(self, records: Sequence[Told]) -> None:
        """Never called: the snapshot is the whole state."""

    def snapshot(self) -> bytes:
        """Return the whole state."""
        return msgspec.msgpack.encode(Kept(self.escalation.snapshot(), list(self.verdicts)))

    def horizon(self) -> datetime | None:
        """Return None: nothing is read again but what came after the snapshot."""
        return None

    @classmethod
    def load(cls, params: Params, place: tuple[int, int, int], snapshot: bytes | None) -> EscalateStep:
        """Build from a snapshot, or empty. ``place``: partition, partitions of stories, partitions of alerts.

        Raises:
            SnapshotError: the snapshot is of another format.
        """
        params = replace(params, partitions=place[1])  # which share one budget of false alarms
        if not snapshot:
            return cls(Escalation.restore(params, None), *place)
        try:
            kept = msgspec.msgpack.decode(snapshot, type=Kept)
        except msgspec.DecodeError as exc:
            raise SnapshotError(f"The snapshot of escalation cannot be read: {exc}") from exc
        return cls(Escalation.restore(params, kept.escalation), *place, dict.fromkeys(kept.verdicts))

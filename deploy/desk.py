"""The analysts' desk: which alerts there are, what became of each, and what people think of them.

Everything is read from the topics, by readers without a group: nobody is disturbed, and what is shown is what Kafka
keeps. A verdict is one record on ``tocsin.verdicts``; what follows from it is decided by the escalate stage.

Limits: the topics are read from their beginning at each call. Who was told of an alert is known for as long as the
outbox keeps it (30 days). A verdict carries the name that its author gives: whoever may write to the topic may judge.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from alerts.alert import ALERTS, Alert
from alerts.lifecycle import ANALYST_VERDICTS, CLOSED, RANK, AnalystVerdict, Reason, VerdictName
from alerts.outbox import OUTBOX, OutboxEntry
from connectors.codec import Codec
from deploy.brokers import Broker, BrokerError
from deploy.config import Config
from deploy.parameters import plan_of
from deploy.tap import tail

__all__ = ["AskError", "Board", "answer_to", "board", "send_verdict"]

ANSWERS: dict[VerdictName, Reason] = {
    "acknowledge": Reason.ACKNOWLEDGED,
    "false_alarm": Reason.FALSE_ALARM,
    "resolve": Reason.RESOLVED,
    "silence": Reason.SILENCED,
    "merge": Reason.MERGED,
    "reopen": Reason.REOPENED,
}
SEND_MS = 15_000
FEWEST_CHARACTERS = 4
"""Of an id that is not given in full."""


class AskError(Exception):
    """The question fits no alert, or more than one; the message says which there are."""


@dataclass
class Board:
    """What the topics say.

    Attributes:
        alerts: newest revision by id.
        revisions: by id, those that are still on the topic, oldest first.
        verdicts: by id, oldest first.
        deliveries: newest entry of each revision and channel, by id.
    """

    alerts: dict[str, Alert] = field(default_factory=dict)
    revisions: dict[str, list[Alert]] = field(default_factory=dict)
    verdicts: dict[str, list[AnalystVerdict]] = field(default_factory=dict)
    deliveries: dict[str, dict[str, OutboxEntry]] = field(default_factory=dict)

    def saw(self, alert: Alert) -> None:
        """Take a revision; one that comes again is known."""
        known = self.alerts.get(alert.alert)
        if known is None or alert.revision > known.revision:
            self.alerts[alert.alert] = alert
            self.revisions.setdefault(alert.alert, []).append(alert)

    def saw_verdict(self, verdict: AnalystVerdict) -> None:
        """Take a verdict; one that was sent twice counts once."""
        said = self.verdicts.setdefault(verdict.alert, [])
        if verdict.id is None or all(one.id != verdict.id for one in said):
            said.append(verdict)

    def saw_delivery(self, entry: OutboxEntry) -> None:
        """Take an entry of the outbox; a newer one of the same revision and channel takes its place."""
        self.deliveries.setdefault(entry.alert, {})[entry.key] = entry

    def clock(self, now: datetime, prefix: str) -> datetime:
        """Return the time that ages count to: now, but in a drill or a replay the newest that happened there."""
        recorded = "-demo-" in prefix or "-replay-" in prefix
        return max((alert.at for alert in self.alerts.values()), default=now) if recorded else now

    def open_alerts(self, *, closed: bool = False) -> list[Alert]:
        """Return what is open, what needs a person first; with ``closed`` also what is over, latest first."""
        open_ = [alert for alert in self.alerts.values() if alert.state not in CLOSED]
        found = sorted(open_, key=urgency)
        if closed:
            over = [alert for alert in self.alerts.values() if alert.state in CLOSED]
            found += sorted(over, key=lambda alert: alert.at, reverse=True)
        return found

    def find(self, name: str) -> Alert:
        """Return the alert of an id or of an unambiguous beginning of one.

        Raises:
            AskError: none or several.
        """
        if found := self.alerts.get(name):
            return found
        near = [one for key, one in self.alerts.items() if key.startswith(name)]
        if len(near) == 1 and len(name) >= FEWEST_CHARACTERS:
            return near[0]
        if not near or len(name) < FEWEST_CHARACTERS:
            raise AskError(
                f"there is no alert {name!r}; give its id or at least {FEWEST_CHARACTERS} characters of its beginning, "
                "as `tocsin alerts` lists them"
            )
        raise AskError(f"{name!r} fits {len(near)} alerts: {', '.join(sorted(one.alert for one in near))}")


_STATES = ("firing", "watch", "acknowledged", "clearing", "suppressed")


def urgency(alert: Alert) -> tuple[int, int, str, str]:
    """Sort key of open alerts."""
    state = _STATES.index(alert.state) if alert.state in _STATES else len(_STATES)
    return state, -RANK[alert.severity], alert.at.isoformat(), alert.alert


async def board(config: Config, broker: Broker, *, deliveries: bool = False) -> Board:
    """Read the topics.

    Args:
        config: with the prefix in force.
        broker: open.
        deliveries: read the outbox too.
    """
    found, plan = Board(), plan_of(config)

    async def all_of(topic: str, codec: Codec, saw: Callable) -> None:  # type: ignore[type-arg]  # of one record type each
        async for records in tail(broker, plan.topic(topic), plan.count(topic), codec, follow=False):
            for record in records:
                saw(record)

    readings = [all_of("alerts", ALERTS, found.saw), all_of("verdicts", ANALYST_VERDICTS, found.saw_verdict)]
    if deliveries:
        readings.append(all_of("outbox", OUTBOX, found.saw_delivery))
    await asyncio.gather(*readings)
    return found


async def send_verdict(config: Config, broker: Broker, verdict: AnalystVerdict) -> None:
    """Write a verdict durably.

    Raises:
        BrokerError: it is not known to be kept; sending the same again does no harm.
    """
    topic = plan_of(config).topic("verdicts")
    try:
        async with AIOKafkaProducer(**broker.aiokafka(), acks="all", request_timeout_ms=SEND_MS) as producer:
            value = ANALYST_VERDICTS.encode(verdict)
            await producer.send_and_wait(topic, value, key=verdict.alert.encode(), partition=0)
    except KafkaError as error:
        raise BrokerError(
            f"the verdict could not be written to {topic} ({error!r}); run `tocsin topics` if the topic is missing, "
            "and say it again: the same verdict twice counts once"
        ) from error


async def answer_to(config: Config, broker: Broker, verdict: AnalystVerdict, seconds: float) -> Alert | None:
    """Wait for the revision that follows from a verdict; None when none came in time."""
    plan, wanted = plan_of(config), ANSWERS[verdict.verdict]
    try:
        async with asyncio.timeout(seconds):
            async for alerts in tail(broker, plan.topic("alerts"), plan.count("alerts"), ALERTS):
                for alert in alerts:
                    newer = alert.alert == verdict.alert and alert.revision > (verdict.revision or 0)
                    if newer and alert.why.reason == wanted:
                        return alert
    except TimeoutError:
        return None
    return None


def pages(entries: Iterable[OutboxEntry]) -> dict[str, datetime]:
    """Return when each alert first woke somebody: id -> time of the first receipt of a firing revision."""
    found: dict[str, datetime] = {}
    for entry in entries:
        if entry.alert_state == "firing" and entry.state == "receipt":
            found[entry.alert] = min(entry.at, found.get(entry.alert, entry.at))
    return found


def history(alert: Sequence[Alert], said: Sequence[AnalystVerdict]) -> list[tuple[datetime, str]]:
    """Return what happened to an alert as (time, sentence), oldest first."""
    rows = [
        (one.at, f"revision {one.revision}: {one.state}, {one.severity}: {one.why.reason.replace('_', ' ')}")
        for one in alert
    ]
    rows += [
        (one.at, f"{one.by}: {one.verdict.replace('_', ' ')}" + (f": {one.note}" if one.note else "")) for one in said
    ]
    return sorted(rows)

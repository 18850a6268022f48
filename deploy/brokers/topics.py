"""The topics and their settings, made by one explicit step before anything else starts.

Sizes and times follow from what stands on a topic: posts and reports must outlive the window over which duplicates
are remembered (72 h), since that state is read again from the log; compacted topics are read as a whole at a start, so
they are cleaned eagerly. Partition counts are fixed for the life of a topic: the partition of a record is a hash of
its key, and another count would send the next record of the same key elsewhere.

Limit: settings of a topic that exists already are compared, never changed; an operator may have had a reason.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic, ResourceType

from deploy.brokers.broker import Broker
from deploy.brokers.embedded import PARTITIONS as EMBEDDED_PARTITIONS
from deploy.brokers.errors import TopicError

__all__ = ["DEFAULT_PARTITIONS", "OPTIONAL", "SETTINGS", "TopicPlan", "TopicReport", "create_topics"]

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MIB = 1024 * 1024

MESSAGE_BYTES = 2 * MIB
"""Four times the largest message that we write: an array of records has at most 512 KiB before compression."""

ANSWER_SECONDS = 30.0
APPEAR_SECONDS = 30.0

_LOG = {
    "cleanup.policy": "delete",
    "retention.ms": str(7 * DAY_MS),
    "max.message.bytes": str(MESSAGE_BYTES),
}
_COMPACTED = {
    "cleanup.policy": "compact",
    "max.message.bytes": str(MESSAGE_BYTES),
    # Only closed segments are compacted: close them early, and clean when a tenth is stale instead of a half.
    "segment.ms": str(HOUR_MS),
    "segment.bytes": str(32 * MIB),
    "min.cleanable.dirty.ratio": "0.1",
    "delete.retention.ms": str(DAY_MS),
}

SETTINGS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "posts": _LOG,
        "reports": _LOG,
        "signatures": _LOG,
        "votes": _LOG,
        "stories": _LOG,
        "alerts": {**_COMPACTED, "delete.retention.ms": str(7 * DAY_MS)},
        # What people thought of the alerts: few, and the only record that precision and recalibration have.
        "verdicts": {**_LOG, "retention.ms": str(400 * DAY_MS)},
        "checkpoints": _COMPACTED,
        "dead": {**_LOG, "retention.ms": str(30 * DAY_MS)},
        # Rewritten every few seconds per partition and stage: the most stale of all, and read at every start.
        "snapshots": {**_COMPACTED, "segment.ms": str(HOUR_MS // 6), "segment.bytes": str(16 * MIB)},
        # Settled entries are needed as long as an alert may come again, not for ever.
        "outbox": {**_COMPACTED, "cleanup.policy": "compact,delete", "retention.ms": str(30 * DAY_MS)},
    }
)
"""Settings by short name. `delete.retention.ms` is how long a deletion stays readable for whoever was away."""

OPTIONAL = frozenset({"signatures", "votes"})
"""Topics of divided duplicate detection: a plan has them when it counts their partitions."""

DEFAULT_PARTITIONS: Mapping[str, int] = MappingProxyType(dict.fromkeys(SETTINGS, 1))
"""One of each keeps the order of the posts over the whole path, which one machine needs no more than."""


@dataclass(frozen=True)
class TopicPlan:
    """Which topics there are to be.

    Attributes:
        prefix: first part of every name.
        partitions: by short name; those left out have `DEFAULT_PARTITIONS`.
        replication: copies of each partition, on ``kafka://`` only; None takes the cluster's default.
    """

    prefix: str = "tocsin"
    partitions: Mapping[str, int] = field(default_factory=dict)
    replication: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            TopicError: an unknown name or a count below one.
        """
        for name, count in self.partitions.items():
            if name not in SETTINGS:
                raise TopicError(f"topics: {name!r} is none of {', '.join(SETTINGS)}")
            if count < 1:
                raise TopicError(f"topics: {name} cannot have {count} partitions; use 1 or more")

    def topic(self, name: str) -> str:
        """Return the full name of a topic."""
        return f"{self.prefix}.{name}"

    def count(self, name: str) -> int:
        """Return how many partitions a topic has."""
        return self.partitions.get(name, DEFAULT_PARTITIONS[name])

    @property
    def names(self) -> tuple[str, ...]:
        """Short names of its topics."""
        return tuple(name for name in SETTINGS if name not in OPTIONAL or name in self.partitions)

    @property
    def wanted(self) -> dict[str, int]:
        """Partitions by full name, all topics."""
        return {self.topic(name): self.count(name) for name in self.names}


@dataclass(frozen=True)
class TopicReport:
    """What `create_topics` found and did; full names.

    Attributes:
        created: made now.
        existing: there already, as wanted.
        mismatched: there already, usable, but with another setting; one sentence each, with the mend.
    """

    created: tuple[str, ...] = ()
    existing: tuple[str, ...] = ()
    mismatched: Mapping[str, str] = field(default_factory=dict)


def create_topics(broker: Broker, plan: TopicPlan) -> TopicReport:
    """Make the topics that are missing and compare those that exist. Safe to repeat.

    Raises:
        TopicError: a topic has another number of partitions than wanted, or the broker refused.
    """
    if broker.kind == "embedded":
        return _touch(broker, plan)
    admin = AdminClient({**broker.confluent(), "log_level": 4})
    known = admin.list_topics(timeout=ANSWER_SECONDS).topics
    existing = {name: len(known[name].partitions) for name in plan.wanted if name in known}
    _refuse_other_counts(existing, plan)
    created = _create(admin, plan, [name for name in plan.names if plan.topic(name) not in existing])
    _await_leaders(admin, plan)
    if raced := set(plan.wanted) - set(existing) - set(created):  # made meanwhile by somebody else, in his own way
        known = admin.list_topics(timeout=ANSWER_SECONDS).topics
        existing |= {name: len(known[name].partitions) for name in plan.wanted if name in raced}
        _refuse_other_counts(existing, plan)
    mismatched = _compare(admin, plan, existing)
    same = tuple(name for name in existing if name not in mismatched)
    return TopicReport(created, same, mismatched)


def _refuse_other_counts(existing: Mapping[str, int], plan: TopicPlan) -> None:
    wrong = [
        f"{name} has {count} partitions, the configuration says {plan.wanted[name]}"
        for name, count in existing.items()
        if count != plan.wanted[name]
    ]
    if wrong:
        raise TopicError(
            "; ".join(wrong) + ". Records are placed by hash, so a count never changes: put the topics' own counts "
            "into [topics], or use another prefix"
        )


def _create(admin: AdminClient, plan: TopicPlan, missing: list[str]) -> tuple[str, ...]:
    if not missing:
        return ()
    topics = [
        NewTopic(plan.topic(name), plan.count(name), plan.replication or -1, config=dict(SETTINGS[name]))
        for name in missing
    ]
    created = []
    for name, future in admin.create_topics(topics, operation_timeout=ANSWER_SECONDS).items():
        try:
            future.result(ANSWER_SECONDS)
        except KafkaException as error:
            reason = error.args[0]
            exists = isinstance(reason, KafkaError) and reason.code() == KafkaError.TOPIC_ALREADY_EXISTS
            if not exists:  # else somebody was faster, which is as good
                raise TopicError(f"topic {name} could not be made: {reason}") from error
        else:
            created.append(name)
    return tuple(created)


def _await_leaders(admin: AdminClient, plan: TopicPlan) -> None:
    """Wait until every partition can be written and read: creation returns before that."""
    deadline = time.monotonic() + APPEAR_SECONDS
    while True:
        known = admin.list_topics(timeout=ANSWER_SECONDS).topics
        waiting = [
            name
            for name, count in plan.wanted.items()
            if name not in known
            or sum(part.leader >= 0 and part.error is None for part in known[name].partitions.values()) < count
        ]
        if not waiting:
            return
        if time.monotonic() > deadline:
            raise TopicError(f"no leader for {', '.join(waiting)} after {APPEAR_SECONDS:.0f} s; look at the brokers")
        time.sleep(0.05)


def _compare(admin: AdminClient, plan: TopicPlan, existing: Mapping[str, int]) -> dict[str, str]:
    names = {plan.topic(name): name for name in SETTINGS if plan.topic(name) in existing}
    if not names:
        return {}
    answers = admin.describe_configs([ConfigResource(ResourceType.TOPIC, full) for full in names])
    found: dict[str, str] = {}
    for resource, future in answers.items():
        entries = future.result(ANSWER_SECONDS)
        wanted = SETTINGS[names[resource.name]]
        other = [
            f"{key} is {entries[key].value}, recommended {value}"
            for key, value in wanted.items()
            if key in entries and entries[key].value != value
        ]
        if other:
            found[resource.name] = (
                "; ".join(other) + "; change it with kafka-configs.sh --alter, or leave it on purpose"
            )
    return found


def _touch(broker: Broker, plan: TopicPlan) -> TopicReport:
    """Ask the embedded broker for each topic, which is what makes them."""
    for name, count in plan.wanted.items():
        if count > EMBEDDED_PARTITIONS:
            raise TopicError(
                f"{name}: the embedded broker has {EMBEDDED_PARTITIONS} partitions a topic, the configuration says "
                f"{count}; lower it, or use broker = local"
            )
    admin = AdminClient({**broker.confluent(), "log_level": 4})
    before = set(admin.list_topics(timeout=ANSWER_SECONDS).topics)
    for name in plan.wanted:
        with contextlib.suppress(KafkaException):  # the first answer may still say that it is unknown
            admin.list_topics(name, timeout=ANSWER_SECONDS)
    _await_leaders(admin, plan)
    return TopicReport(
        created=tuple(name for name in plan.wanted if name not in before),
        existing=tuple(name for name in plan.wanted if name in before),
    )

"""How far a consumer group is behind, asked of the broker itself, and a watchdog over it.

Faust's own figures freeze when it is stuck, and its consumer keeps its membership while the agent hangs. So lag is the
broker's end offset less the group's committed one, asked by a client and a thread of our own, and a stage whose
committed offsets stand still while there is something to read is ended from outside: its supervisor starts it again.

A partition without a committed offset counts from its first offset, which is where our groups begin.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from deploy import metrics
from deploy.brokers.broker import Broker
from streams.stage import APPENDED

__all__ = ["EXIT_STUCK", "GroupTopic", "LagWatch", "Offsets", "drained", "offsets"]

log = structlog.get_logger(__name__)

EXIT_STUCK = 71
"""Exit status of a stage that stood still (EX_OSERR): the supervisor starts it again."""

ANSWER_SECONDS = 10.0
READ_SECONDS = 3.0
"""Long enough for one message, which the client looks for once a second.

Without it the age of what waits stays as it was last known.
"""

_PASSING = frozenset(
    {
        KafkaError.NOT_COORDINATOR,
        KafkaError.COORDINATOR_NOT_AVAILABLE,
        KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
        KafkaError.LEADER_NOT_AVAILABLE,
        KafkaError.NOT_LEADER_FOR_PARTITION,
    }
)
"""A broker that has just started, or given a partition to another, answers so for some seconds."""


class GroupTopic(NamedTuple):
    """One reader of one topic."""

    group: str
    topic: str
    partitions: int


class Offsets(NamedTuple):
    """Where a group stands in one topic.

    Attributes:
        settled: by partition, the next offset to settle.
        ends: by partition, the next offset to be written.
        lost: messages that retention took before the group had settled them; they are no lag any more.
    """

    settled: Mapping[int, int]
    ends: Mapping[int, int]
    lost: int = 0

    @property
    def lag(self) -> int:
        """Messages not settled, over all partitions."""
        return sum(max(0, end - self.settled[partition]) for partition, end in self.ends.items())


def _client(broker: Broker, group: str) -> Consumer:
    # It never subscribes, so it joins no group: it only asks as the group.
    return Consumer(
        {
            **broker.confluent(),
            "group.id": group,
            "enable.auto.commit": False,
            "log_level": 2,
            # It reads one message now and then, to know its time: no more is fetched ahead than must be.
            "fetch.message.max.bytes": 64 * 1024,
            "queued.min.messages": 1,
            "queued.max.messages.kbytes": 1024,
            "fetch.wait.max.ms": 50,
        }
    )


def oldest_waiting(client: Consumer, topic: str, found: Offsets, seconds: float) -> float | None:
    """Return when the oldest post that waits was appended to Kafka, in seconds since the epoch.

    None when nothing waits, or when no message came in time.
    """
    waiting = [
        TopicPartition(topic, partition, offset)
        for partition, offset in found.settled.items()
        if offset < found.ends[partition]
    ]
    oldest: float | None = None
    for first in waiting:
        client.assign([first])
        try:
            message = client.poll(seconds)
        finally:
            client.unassign()
        if message is None or message.error() is not None:
            continue
        raw = dict(message.headers() or ()).get(APPENDED)
        at = (float(raw) if raw is not None else message.timestamp()[1]) / 1000.0
        oldest = at if oldest is None else min(oldest, at)
    return oldest


def _ask(client: Consumer, topic: str, partitions: int, answer_seconds: float = ANSWER_SECONDS) -> Offsets:
    """Ask, and ask again while the broker is still making up its mind who keeps the group's offsets."""
    deadline = time.monotonic() + answer_seconds
    while True:
        try:
            return _ask_once(client, topic, partitions, max(0.1, deadline - time.monotonic()))
        except KafkaException as error:
            reason = error.args[0]
            passing = isinstance(reason, KafkaError) and reason.code() in _PASSING
            if not passing or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _ask_once(client: Consumer, topic: str, partitions: int, seconds: float) -> Offsets:
    committed = client.committed([TopicPartition(topic, number) for number in range(partitions)], timeout=seconds)
    settled: dict[int, int] = {}
    ends: dict[int, int] = {}
    lost = 0
    for part in committed:
        if part.error is not None:
            raise KafkaException(part.error)
        low, high = client.get_watermark_offsets(part, timeout=seconds, cached=False)
        settled[part.partition] = max(low, part.offset)  # an offset below zero stands for none
        ends[part.partition] = high
        lost += max(0, low - part.offset) if part.offset >= 0 else 0
    return Offsets(settled, ends, lost)


def offsets(broker: Broker, group: str, topic: str, partitions: int) -> Offsets:
    """Ask once where a group stands in a topic.

    Raises:
        KafkaException: the broker did not answer within `ANSWER_SECONDS`.
    """
    client = _client(broker, group)
    try:
        return _ask(client, topic, partitions)
    finally:
        client.close()


def drained(broker: Broker, readers: Iterable[tuple[str, str, int]]) -> bool:
    """Tell whether every group (name, topic, partitions) has settled all there is. Name them in the data's order.

    Asked from the first stage to the last: a stage that is drained and whose source is drained too stays so.

    Raises:
        KafkaException: the broker did not answer.
    """
    return all(offsets(broker, group, topic, partitions).lag == 0 for group, topic, partitions in readers)


def _exit(_problem: str) -> None:
    os._exit(EXIT_STUCK)  # a hung event loop hears no signal


class LagWatch:
    """Asks every few seconds, from a thread of its own; a context manager, `start` and `stop` by hand.

    Args:
        broker: whom to ask.
        readers: (group, topic, partitions) to watch.
        every_seconds: between two askings.
        stuck_seconds: a topic with lag whose offsets stood still for so long counts as stuck; None: only measure.
        on_stuck: called once with a sentence; by default it ends the process with `EXIT_STUCK`.
        clock: seconds, monotonic.
        answer_seconds: how long one answer of the broker is waited for.
    """

    def __init__(
        self,
        broker: Broker,
        readers: Sequence[tuple[str, str, int]],
        *,
        every_seconds: float = 5.0,
        stuck_seconds: float | None = None,
        on_stuck: Callable[[str], None] = _exit,
        clock: Callable[[], float] = time.monotonic,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._broker, self._every, self._answer_seconds = broker, every_seconds, answer_seconds
        self._readers = [GroupTopic(*reader) for reader in readers]
        self._stuck_seconds, self._on_stuck, self._clock = stuck_seconds, on_stuck, clock
        self._clients: dict[str, Consumer] = {}
        self._lags: dict[GroupTopic, int] = {}
        self._settled: dict[GroupTopic, float] = {}
        self._moved: dict[GroupTopic, tuple[Mapping[int, int], float]] = {}
        self._answered_at: float | None = None
        self._told = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        if stuck_seconds is not None:
            for reader in self._readers:
                metrics.stuck_limit(reader.group, stuck_seconds)

    def start(self) -> LagWatch:
        """Begin to ask."""
        self._thread = threading.Thread(target=self._run, name="lag", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ask no more. May be called twice."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(ANSWER_SECONDS)
            self._thread = None

    def __enter__(self) -> LagWatch:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def lag(self) -> int | None:
        """Return the lag over all readers as last asked; None until the first answer."""
        return sum(self._lags.values()) if self._answered_at is not None else None

    def age_seconds(self) -> float | None:
        """Return how long ago the broker last answered; None when it never did."""
        return self._clock() - self._answered_at if self._answered_at is not None else None

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                with contextlib.suppress(KafkaException):
                    self.look()
                self._stop.wait(self._every)
        finally:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    def look(self) -> None:
        """Ask once for every reader, set the metric and judge. The thread does this; a test may, without it.

        A broker that is away is no fault of the stage, and a restart would not help: standing still begins anew.

        Raises:
            KafkaException: the broker did not answer.
        """
        try:
            self._look()
        except KafkaException as error:
            log.warning("lag_unknown", error=str(error))
            self._moved.clear()
            raise
        self._answered_at = self._clock()

    def _look(self) -> None:
        for reader in self._readers:
            if reader.group not in self._clients:
                self._clients[reader.group] = _client(self._broker, reader.group)
            client, at = self._clients[reader.group], time.time()
            found = _ask(client, reader.topic, reader.partitions, self._answer_seconds)
            metrics.answered(reader.group)
            settled = oldest_waiting(client, reader.topic, found, READ_SECONDS) if found.lag else at
            if settled is not None:
                self._settled[reader] = settled
            metrics.lag(reader.group, reader.topic, found.lag, found.lost, self._settled.get(reader, at))
            self._judge(reader, found)

    def _judge(self, reader: GroupTopic, found: Offsets) -> None:
        lag = found.lag
        self._lags[reader] = lag
        if found.lost:
            log.error("messages_lost_unread", group=reader.group, topic=reader.topic, messages=found.lost)
        now = self._clock()
        if lag == 0:
            self._moved.pop(reader, None)  # idle: the time counts from when there is work again
            metrics.progress(reader.group, reader.topic, 0.0)
            return
        settled, since = self._moved.get(reader, (found.settled, now))
        if settled != found.settled:
            since = now
        self._moved[reader] = (found.settled, since)
        stood = now - since
        metrics.progress(reader.group, reader.topic, stood)
        if self._stuck_seconds is None or stood < self._stuck_seconds or self._told:
            return
        self._told = True
        problem = f"{reader.group} has settled nothing of {reader.topic} for {stood:.0f} s, {lag} messages wait"
        log.error("stage_stuck", group=reader.group, topic=reader.topic, lag=lag, seconds=stood)
        self._on_stuck(problem)

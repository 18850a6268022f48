"""Kafka inside this process, for trying the product out and for quick tests: nothing to install, nothing kept.

librdkafka, which ``confluent-kafka`` brings, has a broker for its own tests. It speaks the real protocol over TCP on
127.0.0.1, so Faust and aiokafka run on it unchanged, also from child processes.

It lives as long as the process that opened it and loses everything with it, so exactly one process (the supervisor)
may hold it. Limits, each of them silent: 5 MB a partition, then the oldest go, read or not; no compaction; no
topic creation (a topic appears with `PARTITIONS` partitions when a client first asks for it); no security. One consumer
a group: a second one joins after some ten to thirty seconds, and now and then the broker refuses its group request;
aiokafka then gives up joining and Faust never finishes its start. So one worker per stage, with a limit on its start.
Real work belongs on ``local`` or on a Kafka of your own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from confluent_kafka import Producer

from deploy.brokers.broker import Broker
from deploy.brokers.errors import StartError

__all__ = ["PARTITIONS", "embedded"]

PARTITIONS = 4
"""Partitions of every topic; librdkafka's own number. A plan may use fewer, not more."""

READY_SECONDS = 10.0

LOG_WARNINGS = 4
"""Syslog level: the notice that a mock broker is in use would go to the terminal."""


@contextmanager
def embedded() -> Iterator[Broker]:
    """Hold a broker in memory while the context is open.

    Raises:
        StartError: it did not answer, which no machine has shown yet.
    """
    holder = Producer({"test.mock.num.brokers": 1, "log_level": LOG_WARNINGS})
    brokers = holder.list_topics(timeout=READY_SECONDS).brokers
    if not brokers:
        raise StartError("the embedded broker did not answer; try again, or use broker = local")
    bootstrap = ",".join(f"{known.host}:{known.port}" for known in brokers.values())
    try:
        yield Broker("embedded", bootstrap, in_memory=True)
    finally:
        holder.flush(0)
        del holder  # its last reference: librdkafka takes the broker down with it

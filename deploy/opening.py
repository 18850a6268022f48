"""The broker of a process, opened: ours with its topics made (`prepared`), or the one that is there (`reached`)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import structlog

from deploy.brokers import Broker, BrokerError, open_broker, parse_kafka_url
from deploy.brokers.access import require_access
from deploy.brokers.topics import TopicPlan, create_topics
from deploy.config import Config
from deploy.parameters import plan_of, security_of

__all__ = ["make_topics", "prepared", "reached"]

log = structlog.get_logger(__name__)


@contextlib.contextmanager
def prepared(config: Config) -> Iterator[Broker]:
    """Open the configured broker and make the topics; log what was found.

    Raises:
        BrokerError: with the mend.
    """
    spec, data_dir = config.broker.kind, Path(config.broker.data_dir)
    with open_broker(
        spec, data_dir=data_dir, progress=lambda step: log.info("broker", step=step), security=security_of(config)
    ) as broker:
        if broker.in_memory:
            log.warning(
                "broker_in_memory",
                meaning='the embedded broker keeps everything in memory; for good, set [broker] kind = "local"',
            )
        make_topics(broker, plan_of(config))
        yield broker


def make_topics(broker: Broker, plan: TopicPlan) -> None:
    """Make the topics and log what differs."""
    report = create_topics(broker, plan)
    log.info("topics", created=len(report.created), existing=len(report.existing))
    for name, difference in report.mismatched.items():
        log.warning("topic_settings_differ", topic=name, difference=difference)


@contextlib.contextmanager
def reached(config: Config, role: str) -> Iterator[Broker]:
    """Find the broker of a lone `worker` or `connect`: the supervisor's, or the configured cluster.

    On a cluster the topics must be there (`tocsin topics` makes them): a worker's user has no right to make any.

    Raises:
        BrokerError: the embedded broker belongs to one supervisor and cannot be joined from outside; the cluster does
            not answer, or refuses; what is missing is named.
    """
    if os.environ.get("TOCSIN_BROKER_BOOTSTRAP"):
        yield Broker.from_environment(os.environ)
    elif config.broker.kind == "embedded":
        raise BrokerError(
            "the embedded broker lives inside `tocsin run`, so a lone process cannot join it; "
            'use `tocsin run`, or set [broker] kind = "kafka://host:port"'
        )
    elif config.broker.kind == "local":
        with prepared(config) as broker:
            yield broker
    else:
        broker = Broker("kafka", parse_kafka_url(config.broker.kind), security=security_of(config))
        require_access(broker, plan_of(config), role)
        yield broker

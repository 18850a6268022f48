"""A recording or a drill through the real path: connectors, Kafka, the four stages, each in its own process.

Replays get a topic prefix of their own, so that posts of the past meet neither the checkpoints nor the clock of the
live stream. A replay ends when every post is acknowledged and every stage has committed all that it was given.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import structlog
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from connectors.connector import Connector
from deploy.brokers import Broker
from deploy.brokers.topics import TopicPlan
from deploy.config import Config
from deploy.lag import drained
from deploy.parameters import plan_of
from deploy.processes import Supervisor
from deploy.run import Handed, make_topics, pump, stage_children
from deploy.stages import INPUTS, group_of

__all__ = ["Replay", "replaying"]

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.25
ANSWER_SECONDS = 30.0


@dataclass
class Replay:
    """A running set of stages on topics of their own.

    Attributes:
        config: with the replay's own prefix.
        broker: open.
        supervisor: of the stages.
    """

    config: Config
    broker: Broker
    supervisor: Supervisor
    started_at: float = field(default_factory=time.monotonic)

    async def feed(self, connectors: Sequence[Connector], stop: asyncio.Event) -> int:
        """Run finite connectors to their end; returns the number of posts that Kafka acknowledged."""
        outcome = await pump(self.config, self.broker, list(connectors), stop, heartbeat=False)
        for error in outcome.failed.values():
            raise error
        return sum(health.posts for health in outcome.health.values())

    async def drain(self, stop: asyncio.Event) -> None:
        """Wait until each stage in turn has committed everything on its input, or ``stop`` is set."""
        plan, prefix = plan_of(self.config), self.config.broker.prefix
        for stage, topic in INPUTS.items():
            asked = (group_of(prefix, stage), plan.topic(topic), plan.count(topic))
            # The broker tells its offsets only when asked.
            while not stop.is_set() and not await asyncio.to_thread(drained, self.broker, [asked]):  # noqa: ASYNC110
                await asyncio.sleep(POLL_SECONDS)


@contextlib.asynccontextmanager
async def replaying(
    config: Config, broker: Broker, prefix: str, logs: Path, on_restart: Callable[[str, int], None] | None = None
) -> AsyncIterator[Replay]:
    """Start the stages on topics of their own; stop them and remove the topics at the end.

    Args:
        config: whose parameters count.
        broker: open.
        prefix: of the topics; must be new.
        logs: directory for the stages' output.
        on_restart: called with the stage and its exit status when one had to be started again.
    """
    own = msgspec.structs.replace(config, broker=msgspec.structs.replace(config.broker, prefix=prefix))
    plan = plan_of(own)
    await asyncio.to_thread(make_topics, broker, plan)
    children = stage_children(Handed(own, broker, logs, ports=False))
    told = on_restart or (
        lambda stage, status: log.error("stage_restarted", stage=stage, status=status, logs=str(logs))
    )
    supervisor = Supervisor(children, lambda child, status: told(child.name, status))
    running = asyncio.create_task(supervisor.run(), name="stages")
    try:
        yield Replay(own, broker, supervisor)
    finally:
        await supervisor.stop()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        if not broker.in_memory:
            await asyncio.to_thread(remove_topics, broker, plan)


def remove_topics(broker: Broker, plan: TopicPlan) -> None:
    """Remove the topics of a replay; one that is left behind is harmless and is only logged."""
    admin = AdminClient({**broker.confluent(), "log_level": 4})
    for name, future in admin.delete_topics(list(plan.wanted), operation_timeout=ANSWER_SECONDS).items():
        try:
            future.result(ANSWER_SECONDS)
        except KafkaException as error:
            log.warning("topic_left_behind", topic=name, error=str(error))

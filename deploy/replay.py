"""A recording or a drill through the real path: connectors, Kafka, the four stages, each in its own process.

Replays get a topic prefix of their own, so that posts of the past meet neither the checkpoints nor the clock of the
live stream. A replay ends when every post is acknowledged and every stage has committed all that it was given.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import structlog
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from alerts.alert import ALERTS, Alert
from connectors.connector import Batch, Connector, Poller, Stream
from connectors.errors import ConnectorError
from connectors.files import Files, FilesOptions
from deploy.brokers import Broker, BrokerError, open_broker
from deploy.brokers.topics import TopicPlan
from deploy.config import Config
from deploy.lag import offsets
from deploy.opening import make_topics
from deploy.parameters import plan_of, security_of
from deploy.processes import Supervisor
from deploy.run import Handed, pump, stage_children, stop_event
from deploy.stages import STAGES, group_of, inputs_of
from deploy.tap import tail

__all__ = ["LostError", "Replay", "replay", "replaying"]

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.1
GATE_BYTES = 3 * 1024 * 1024
"""Of posts between two waits on the embedded broker, which keeps 5 MB a partition."""
POST_OVERHEAD_BYTES = 300
ANSWER_SECONDS = 30.0
INTERRUPTED = 130


class LostError(BrokerError):
    """The broker dropped what a stage had not read yet."""


@dataclass(frozen=True)
class Gated:
    """A finite source that waits for the stages, for a broker that drops unread what does not fit.

    Attributes:
        source: a `connectors.connector.Stream`.
        worked_off: returns once the stages have settled all they were given.
    """

    source: Stream
    worked_off: Callable[[], Awaitable[None]]

    @property
    def name(self) -> str:
        """Return the source's name."""
        return self.source.name

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """Yield the source's batches; waits after every `GATE_BYTES`."""
        given = 0
        async with contextlib.aclosing(self.source.stream(cursor)) as batches:
            async for batch in batches:
                given += sum(POST_OVERHEAD_BYTES + 2 * len(post.text) for post in batch.posts)
                yield batch
                if given > GATE_BYTES and not batch.done:
                    await self.worked_off()
                    given = 0


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
        sources = list(connectors)
        if self.broker.in_memory:
            sources = [
                Gated(one, lambda: self.drain(stop)) if not isinstance(one, Poller) else one for one in connectors
            ]
        outcome = await pump(self.config, self.broker, sources, stop, heartbeat=False)
        for error in outcome.failed.values():
            raise error
        return sum(health.posts for health in outcome.health.values())

    async def drain(self, stop: asyncio.Event) -> None:
        """Wait until each stage in turn has committed everything on its input, or ``stop`` is set.

        Raises:
            LostError: the embedded broker dropped messages that a stage had not read.
        """
        plan, prefix = plan_of(self.config), self.config.broker.prefix
        for stage, topic in [(name, topic) for name in STAGES for topic in inputs_of(name, self.config)]:
            asked = (group_of(prefix, stage), plan.topic(topic), plan.count(topic))
            while not stop.is_set():
                found = await asyncio.to_thread(offsets, self.broker, *asked)
                if found.lost:
                    raise LostError(
                        f"the broker dropped {found.lost} messages of {topic} before {stage} had read them; "
                        'the embedded broker holds 5 MB a partition: use [broker] kind = "local"'
                    )
                if found.lag == 0:
                    break
                await asyncio.sleep(POLL_SECONDS)


@contextlib.asynccontextmanager
async def replaying(
    config: Config,
    broker: Broker,
    prefix: str,
    logs: Path,
    on_restart: Callable[[str, int], None] | None = None,
    record: Path | None = None,
) -> AsyncIterator[Replay]:
    """Start the stages on topics of their own; stop them and remove the topics at the end.

    Args:
        config: whose parameters count.
        broker: open.
        prefix: of the topics; must be new.
        logs: directory for the stages' output.
        on_restart: called with the stage and its exit status when one had to be started again.
        record: file that gets the alerts instead of the configured channels; None: those channels.
    """
    own = msgspec.structs.replace(config, broker=msgspec.structs.replace(config.broker, prefix=prefix))
    plan = plan_of(own)
    await asyncio.to_thread(make_topics, broker, plan)
    children = stage_children(Handed(own, broker, logs, ports=False, record=record))
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


def replay(config: Config, path: Path, speed: float | None) -> int:
    """Send recorded posts through the whole path; alerts go to standard output as JSON lines.

    Args:
        config: its broker and parameters count; its channels do not: nobody is paged for the past.
        path: JSON lines of posts, plain, gzip or zstd, in time order.
        speed: times the posts' own time; None: as fast as they are taken.

    Returns:
        the exit status: 0 when all was worked off, 1 when something failed, 130 after Ctrl-C.
    """
    folder = Path(config.broker.data_dir) / "replay"
    folder.mkdir(parents=True, exist_ok=True)
    source = Files("replay", FilesOptions(path=str(path), speed=speed))
    prefix = f"{config.broker.prefix}-replay-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    try:
        with open_broker(
            config.broker.kind,
            data_dir=Path(config.broker.data_dir),
            progress=lambda step: log.info("broker", step=step),
            security=security_of(config),
        ) as broker:
            return asyncio.run(_replay(config, broker, prefix, folder, source))
    except (BrokerError, ConnectorError) as error:
        log.error("replay_failed", error=str(error))
        return 1


async def _replay(config: Config, broker: Broker, prefix: str, folder: Path, source: Connector) -> int:
    stop = stop_event()
    began = time.monotonic()
    record = folder / "alerts.jsonl"
    async with replaying(config, broker, prefix, folder, record=record) as running:
        plan = plan_of(running.config)
        printing = asyncio.create_task(_print(tail(broker, plan.topic("alerts"), plan.count("alerts"), ALERTS)))
        try:
            posts = await running.feed([source], stop)
            await running.drain(stop)
            await asyncio.sleep(0.5)  # the printer polls as often
        finally:
            printing.cancel()
            await asyncio.gather(printing, return_exceptions=True)
    log.info("replayed", posts=posts, seconds=round(time.monotonic() - began, 1), stopped=stop.is_set())
    return INTERRUPTED if stop.is_set() else 0


async def _print(feed: AsyncIterator[Sequence[Alert]]) -> None:
    async for alerts in feed:
        for alert in alerts:
            sys.stdout.buffer.write(ALERTS.encode(alert) + b"\n")
        sys.stdout.buffer.flush()

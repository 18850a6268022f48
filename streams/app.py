"""The Faust app of one stage: settings and topics, no logic.

Every stage is an app, a consumer group and a process of its own, so that stages scale, fail and restart apart from
each other. Why each setting is what it is stands beside it; all of them were tried against a real broker.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import faust
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer
from faust.types import AgentT
from mode import CrashingSupervisor
from mode.utils.queues import ThrowableQueue

__all__ = ["AppSettings", "add_agent", "build_app", "input_topic", "seek_to_unsettled"]

BUFFER_BYTES = 16 * 1024 * 1024
"""Of a topic's fetched messages that wait in the process: a second's work of the fastest stage several times over."""


@dataclass(frozen=True)
class AppSettings:
    """How one stage reaches its broker.

    Attributes:
        stage: ``tag``, ``dedupe``, ``escalate`` or ``notify``; also the consumer group's last part.
        url: Faust's form of the address, e.g. ``kafka://127.0.0.1:9092;kafka://127.0.0.1:9093``.
        credentials: `faust.SASLCredentials` or `faust.SSLCredentials`, None for plain text.
        prefix: first part of every topic and group name.
        data_dir: where Faust may keep its own files.
        instance_id: static member id: a restart within the session time-out moves no partitions.
        session_timeout_seconds: after which a silent member has left.
        fetch_wait_ms: how long a broker may hold an answer while it has nothing to read. A real one answers as soon as
            it has something; the embedded one only at the end of this time.
        commit_seconds: how often acknowledged offsets are committed: what a kill makes a stage read again.
    """

    stage: str
    url: str
    credentials: Any = field(default=None, repr=False)
    prefix: str = "tocsin"
    data_dir: Path = Path(".tocsin")
    instance_id: str | None = None
    session_timeout_seconds: float = 10.0
    commit_seconds: float = 1.0
    fetch_wait_ms: int = 1500

    def topic(self, name: str) -> str:
        """Return a topic's full name."""
        return f"{self.prefix}.{name}"


class _Thread(AIOKafkaConsumerThread):
    """Reads from Kafka; Faust has no setting for how long a broker may hold its answer."""

    def _create_consumer(self, loop: Any) -> Any:
        consumer, app = super()._create_consumer(loop), cast("_App", self.app)
        consumer._fetch_max_wait_ms = app.fetch_wait_ms  # read when it starts
        return consumer

    async def seek_to_committed(self) -> Any:
        """Go back to what the group has not settled.

        While partitions move, Faust throws away what a fetch brings, and relies on this to read it again. aiokafka's
        own goes back only where an offset was committed: a group that starts, and is joined by a second member before
        its first commit, would go on behind messages that nobody has seen.
        """
        return await self.call_thread(seek_to_unsettled, self._ensure_consumer())


async def seek_to_unsettled(consumer: Any) -> dict[Any, int]:
    """Seek each assigned partition of an `AIOKafkaConsumer` to its committed offset, or else to where its log begins.

    Returns:
        by partition, the offset that is read next.

    Raises:
        IllegalStateError: the partitions have moved away meanwhile.
    """
    committed = await consumer.seek_to_committed()
    uncommitted = [at for at, offset in committed.items() if not offset]
    begins = await consumer.beginning_offsets(uncommitted) if uncommitted else {}
    for at, offset in begins.items():
        consumer.seek(at, offset)
    return {**committed, **begins}


class _Consumer(Consumer):
    def _new_consumer_thread(self) -> Any:
        return _Thread(self, loop=self.loop, beacon=self.beacon)


class Buffer(ThrowableQueue[Any]):
    """What was fetched and not taken yet, bounded by bytes as well; Faust counts messages only.

    Behind a stage that has a day to catch up with, thousands of full messages would be gigabytes. Nothing is refused:
    the partition is fetched no more until less than half of the bytes are left.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.held_bytes = 0
        super().__init__(*args, **kwargs)

    @staticmethod
    def _size(item: Any) -> int:
        return len(item.message.value or b"")

    def _put(self, item: Any) -> None:
        self.held_bytes += self._size(item)
        super()._put(item)

    def _get(self) -> Any:
        item = super()._get()
        self.held_bytes -= self._size(item)
        return item

    def clear(self) -> None:
        """Forget everything, as when partitions move."""
        self.held_bytes = 0
        super().clear()

    def in_pressure_high_state(self, callback: Any) -> bool:
        """Tell whether its partition is to be fetched no more, once; `callback` is called when it may be again."""
        pending = self._pending_pressure_drop_callbacks
        if self.held_bytes < BUFFER_BYTES or callback in pending:
            return bool(super().in_pressure_high_state(callback))
        pending.add(callback)
        self.on_pressure_high()
        return True

    def maybe_endorse_pressure_drop(self) -> None:
        """Let the partitions be fetched again, once there is room for messages and bytes."""
        if self.held_bytes < BUFFER_BYTES // 2:
            super().maybe_endorse_pressure_drop()


class _App(faust.App):
    fetch_wait_ms: int

    def FlowControlQueue(self, maxsize: int | None = None, *, clear_on_resume: bool = False) -> Buffer:  # noqa: N802  Faust's name
        return Buffer(maxsize=maxsize or 0, flow_control=self.flow_control, clear_on_resume=clear_on_resume)

    def _new_transport(self) -> Any:
        transport: Any = super()._new_transport()
        transport.Consumer = _Consumer
        return transport


def build_app(settings: AppSettings) -> faust.App:
    """Make the Faust app of one stage, and its data directory. Starts nothing and touches no event loop."""
    datadir = settings.data_dir / "faust" / settings.stage
    datadir.mkdir(parents=True, exist_ok=True)  # Faust makes only the last part
    app = _App(
        f"{settings.prefix}-{settings.stage}",
        broker=[part for part in settings.url.split(";") if part],
        broker_credentials=settings.credentials,
        autodiscover=False,
        datadir=datadir,
        store="memory://",
        agent_supervisor=CrashingSupervisor,
        # Topics are made by one explicit step beforehand; Faust's own creation fails on newer brokers.
        topic_allow_declare=False,
        topic_disable_leader=True,
        # Recovery on "latest" hangs, and a new group must see what came before it.
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=settings.instance_id,
        broker_session_timeout=settings.session_timeout_seconds,
        broker_heartbeat_interval=settings.session_timeout_seconds / 4,
        broker_commit_interval=settings.commit_seconds,
        broker_request_timeout=40.0,
        broker_max_poll_records=500,
        # An event leaves the buffer when it is taken; a full buffer stalls the fetcher for a whole second.
        stream_buffer_maxsize=16_384,
        stream_wait_empty=True,
        # acks=-1 is "all". The linger is paid once per stage, the batch keeps throughput.
        producer_acks=-1,
        producer_linger=0.01,
        producer_max_batch_size=512 * 1024,
        producer_max_request_size=2 * 1024 * 1024,
        # Eight times as fast as lz4 at the level that aiokafka runs it at, and smaller.
        producer_compression_type="zstd",
        # Outlives a broker's restart: a batch that expired could be overtaken by a later one.
        producer_request_timeout=120.0,
        web_enabled=False,
        web_tables_enabled=False,
        worker_redirect_stdouts=False,
    )
    app.fetch_wait_ms = settings.fetch_wait_ms
    app.finalize()
    return app


def input_topic(app: faust.App, name: str) -> Any:
    """Declare a topic that carries raw bytes: decoding happens inside the agent, where an error can be handled."""
    return app.topic(name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")


def add_agent(app: faust.App, name: str, topic: str, body: Any) -> AgentT[Any]:
    """Register ``body`` (an async function of a stream) as the app's one agent, without concurrency."""
    agent: AgentT[Any] = app.agent(input_topic(app, topic), name=name, concurrency=1)(body)
    return agent

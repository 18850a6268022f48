"""Everything that runs: all of it on one machine (`run`), one stage (`worker`), the sources (`connect`).

One supervisor process holds the broker where it is ours, makes the topics and keeps one process per stage and one for
the sources alive. On a cluster the same `worker` and `connect` are started by systemd or Kubernetes instead.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
import structlog

from connectors.checkpoints import Checkpoints
from connectors.connector import Connector
from connectors.feeder import RunSettings
from connectors.health import SourceHealth
from connectors.post import Home
from connectors.registry import CONNECTORS, Context, build
from connectors.runner import Outcome
from connectors.runner import run as run_connectors
from connectors.sink import Sink, SinkTopics
from connectors.spool import spooled
from deploy.brokers import Broker, BrokerError
from deploy.config import ChannelTable, Config, DeadManTable, SourceTable
from deploy.config_check import span_of
from deploy.disk import DiskBrake
from deploy.opening import prepared, reached
from deploy.parameters import plan_of
from deploy.processes import Child, Supervisor, tocsin
from deploy.running import announced
from deploy.sources import PAGE, health_page
from deploy.stages import STAGES

__all__ = ["DEFAULT_SOURCES", "connect", "homes", "run", "stage_children", "stop_event", "worker"]

log = structlog.get_logger(__name__)

LANGUAGES = ["en", "ru", "ky", "es", "fr", "ar"]
DEFAULT_SOURCES = (SourceTable(name="bluesky", type="jetstream", options={"languages": LANGUAGES}),)
"""What `tocsin run` reads without a configuration: public, free, and needs no key."""

HANDED_PREFIX = "TOCSIN_PREFIX"
HANDED_DATA_DIR = "TOCSIN_DATA_DIR"
HANDED_PORT = "TOCSIN_METRICS_PORT"
HANDED_RECORD = "TOCSIN_RECORD"


def handed_down(config: Config, environment: Mapping[str, str]) -> Config:
    """Apply what a supervisor decided for its children: prefix, data directory, port, and who is told."""
    if record := environment.get(HANDED_RECORD):
        channel = ChannelTable(name="record", type="jsonl", options={"path": record})
        config = msgspec.structs.replace(config, channels=(channel,), routes=(), silences=(), deadman=DeadManTable())
    broker, metrics = config.broker, config.metrics
    if prefix := environment.get(HANDED_PREFIX):
        broker = msgspec.structs.replace(broker, prefix=prefix)
    if data_dir := environment.get(HANDED_DATA_DIR):
        broker = msgspec.structs.replace(broker, data_dir=data_dir)
    if port := environment.get(HANDED_PORT):
        metrics = msgspec.structs.replace(metrics, port=int(port))
    return msgspec.structs.replace(config, broker=broker, metrics=metrics)


@dataclass(frozen=True)
class Handed:
    """What the supervisor gives every child.

    Attributes:
        config: effective one; ``config.path`` is the file that the children read, None for the defaults.
        broker: open.
        logs: directory for the children's output; None leaves it on our standard error.
        ports: whether each child gets the port after the one before; otherwise any free one.
        record: file that gets the alerts instead of the configured channels.
    """

    config: Config
    broker: Broker
    logs: Path | None = None
    ports: bool = True
    record: Path | None = None

    def child(self, name: str, index: int, *verb: str) -> Child:
        """Describe one child process."""
        file = ("--config", str(self.config.path)) if self.config.path is not None else ()
        port = self.config.metrics.port + index if self.ports and self.config.metrics.port else 0
        environment = {
            **self.broker.environment(),
            HANDED_PREFIX: self.config.broker.prefix,
            HANDED_DATA_DIR: self.config.broker.data_dir,
            HANDED_PORT: str(port),
            HANDED_RECORD: str(self.record.resolve()) if self.record is not None else "",
        }
        log_path = self.logs / f"{name}.log" if self.logs is not None else None
        return Child(name, tocsin(*file, *verb), environment, log_path)


def stage_children(handed: Handed) -> list[Child]:
    """Describe one worker per stage, in the order of the flow."""
    return [handed.child(stage, index, "worker", stage) for index, stage in enumerate(STAGES, 1)]


def run(config: Config) -> int:
    """Run all of it on this machine until Ctrl-C or SIGTERM. Returns the exit status."""
    try:
        with prepared(config) as broker, announced(config, broker):
            asyncio.run(_run(Handed(config, broker)))
    except BrokerError as error:
        log.error("broker_failed", error=str(error))
        return 1
    return 0


async def _run(handed: Handed) -> None:
    stop = stop_event()
    supervisor = Supervisor([handed.child("connect", 0, "connect"), *stage_children(handed)])
    for index, child in enumerate(supervisor.children):
        if port := handed.config.metrics.port:
            log.info("metrics", process=child.name, url=f"http://{handed.config.metrics.host}:{port + index}/metrics")
    running = asyncio.create_task(supervisor.run())
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
    log.info("stopping", meaning="what is in flight is finished first")
    await supervisor.stop()
    stopped.cancel()
    await asyncio.gather(running, stopped, return_exceptions=True)


def stop_event() -> asyncio.Event:
    """Return an event that SIGINT and SIGTERM set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def worker(config: Config, stage: str) -> int:
    """Run one stage until SIGTERM, or until it cannot go on safely. Returns the exit status."""
    from deploy.worker import work  # noqa: PLC0415  Faust takes half a second to import

    config = handed_down(config, os.environ)
    try:
        with reached(config, stage) as broker:
            return work(stage, config, broker)
    except BrokerError as error:
        log.error("broker_failed", stage=stage, error=str(error))
        return 1


def connect(config: Config) -> int:
    """Run the sources until SIGTERM, or until all finite ones have ended. Returns the exit status."""
    from deploy import metrics  # noqa: PLC0415
    from deploy.health import HealthServer  # noqa: PLC0415

    config = handed_down(config, os.environ)
    metrics.build("connect")
    known: dict[str, SourceHealth] = {}
    pages = {PAGE: lambda: health_page(dict(known))}
    try:
        with (
            reached(config, "connect") as broker,
            HealthServer(config.metrics.port, config.metrics.host, pages=pages),
        ):
            outcome = asyncio.run(_connect(config, broker, known))
    except BrokerError as error:
        log.error("broker_failed", error=str(error))
        return 1
    for name, failure in outcome.failed.items():
        log.error("source_failed_for_good", source=name, error=str(failure))
    return 1 if outcome.failed and not outcome.finished else 0


async def _connect(config: Config, broker: Broker, known: dict[str, SourceHealth]) -> Outcome:
    context = Context.of(tuple(config.network.allow_private_hosts))
    sources = config.sources or (DEFAULT_SOURCES if config.path is None else ())
    if not sources:
        log.warning("no_sources", mend="add a [[sources]] table to the configuration; only heartbeats are sent")
    try:
        spools = Path(config.broker.data_dir) / "spool"
        built = [spooled(build(source.name, source.type, source.options, context), spools) for source in sources]
        return await pump(config, broker, built, stop_event(), heartbeat=config.heartbeat, health=known)
    finally:
        await context.aclose()


def _brake(config: Config, broker: Broker) -> DiskBrake:
    """Only a Kafka of ours shares this machine's disk."""
    own = broker.kind == "local"
    return DiskBrake(Path(config.broker.data_dir), config.broker.keep_free_mib if own else 0)


async def pump(
    config: Config,
    broker: Broker,
    connectors: list[Connector],
    stop: asyncio.Event,
    *,
    heartbeat: bool,
    health: dict[str, SourceHealth] | None = None,
) -> Outcome:
    """Run connectors into the topics until they end or ``stop`` is set; ``health`` is filled while they run."""
    plan = plan_of(config)
    topics = SinkTopics(plan.topic("posts"), plan.topic("dead"), plan.count("posts"))
    async with (
        Sink(broker.aiokafka(), topics, brake=_brake(config, broker)) as sink,
        Checkpoints(broker.aiokafka(), plan.topic("checkpoints")) as checkpoints,
    ):
        settings = RunSettings(
            heartbeat=heartbeat,
            silent_after=_silences(config.sources or DEFAULT_SOURCES),
            homes=homes(config.sources),
        )
        return await run_connectors(connectors, sink, checkpoints, settings, stop, health)


def _silences(sources: Iterable[SourceTable]) -> dict[str, timedelta | None]:
    """Return the limit of silence of each source: the configured one, or what suits its type."""
    return {
        source.name: span_of(source.silent_after) if source.silent_after else CONNECTORS[source.type].silent_after
        for source in sources
    }


def homes(sources: Iterable[SourceTable]) -> dict[str, Home]:
    """Return where each source writes from, of those that the desk knows it of."""
    return {source.name: Home(source.country, source.place) for source in sources if source.country}

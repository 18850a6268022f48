"""One stage in one process: its app, its health endpoint and its watchdog, from start to stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable

import faust
import structlog
import uvloop

from deploy import metrics
from deploy.brokers import Broker
from deploy.config import Config
from deploy.health import HealthServer
from deploy.instances import InstanceTakenError, held
from deploy.lag import LagWatch
from deploy.parameters import plan_of
from deploy.stages import ALSO_READ, build_stage, group_of, inputs_of

__all__ = ["EXIT_CRASHED", "EXIT_TAKEN", "serve", "work"]

log = structlog.get_logger(__name__)

EXIT_TAKEN = 78
"""Exit status of a worker whose name another one on this machine has (EX_CONFIG)."""

EXIT_CRASHED = 70
"""Exit status of a stage that could not go on safely (EX_SOFTWARE): the supervisor starts it again."""

STUCK_SECONDS = 120.0
"""Longer than any take and than a rebalance: beyond it only a new process helps."""

CRASH_POLL_SECONDS = 0.2
STOP_SECONDS = 20.0
START_SECONDS = 180.0
"""A start waits for the group to settle; beyond this, joining anew helps and waiting does not."""


def work(stage: str, config: Config, broker: Broker) -> int:
    """Run a stage until SIGTERM or SIGINT, or until it cannot go on safely. Returns the exit status.

    Kafka's own liveness cannot be trusted: consumer and heartbeats run in a thread of their own, so a hung agent keeps
    its membership. The watchdog looks at what counts: the committed offset must move while there is input.
    """
    if broker.in_memory:  # it knows no static member names
        return uvloop.run(_work(stage, config, broker, None))
    # A static member name keeps rolling restarts calm.
    instance = f"{stage}-{socket.gethostname()}-{os.environ.get('TOCSIN_INSTANCE', '0')}"
    try:
        with held(f"{config.broker.prefix}/{instance}", broker.bootstrap):
            return uvloop.run(_work(stage, config, broker, instance))
    except InstanceTakenError as error:
        log.error("instance_taken", stage=stage, problem=str(error))
        return EXIT_TAKEN


async def _work(stage: str, config: Config, broker: Broker, instance: str | None) -> int:
    plan = plan_of(config)
    app = build_stage(stage, config, broker, instance)
    group = group_of(config.broker.prefix, stage)
    inputs = (*inputs_of(stage, config), *ALSO_READ.get(stage, ()))
    watch = LagWatch(
        broker, [(group, plan.topic(topic), plan.count(topic)) for topic in inputs], stuck_seconds=STUCK_SECONDS
    )
    metrics.build(stage)
    started: list[bool] = []
    checks = {"started": lambda: None if started else f"{stage} is starting"}
    with HealthServer(config.metrics.port, config.metrics.host, ready=checks), watch:
        return await serve(app, lambda: started.append(True))


async def serve(app: faust.App, on_started: Callable[[], object] = lambda: None) -> int:
    """Run an app until SIGTERM or SIGINT (finishes what is in flight) or until its agent crashes.

    Returns:
        the exit status: 0, or `EXIT_CRASHED`. An embedded app that crashes only sets a flag, so the flag is polled.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await _start(app, stop)
    log.info("stage_started", app=app.conf.id)
    on_started()
    while not (stop.is_set() or app.crashed or app.should_stop):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), CRASH_POLL_SECONDS)
    crashed = app.crashed
    if crashed:
        log.error("stage_crashed", app=app.conf.id, error=repr(app.crash_reason))
    try:
        await asyncio.wait_for(app.stop(), STOP_SECONDS)
    except TimeoutError:
        log.warning("stage_stop_forced", app=app.conf.id, after_seconds=STOP_SECONDS)
        os._exit(EXIT_CRASHED)
    return EXIT_CRASHED if crashed else 0


async def _start(app: faust.App, stop: asyncio.Event) -> None:
    """Start an app; joining a group can hang for ever, so both a stop and a deadline end the process instead."""
    starting, stopping = asyncio.create_task(app.start()), asyncio.create_task(stop.wait())
    await asyncio.wait({starting, stopping}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not starting.done():
        # Nothing was read yet, so nothing is lost.
        log.warning("start_given_up", app=app.conf.id, asked=stop.is_set())
        os._exit(0 if stop.is_set() else EXIT_CRASHED)
    await starting

"""One stage in one process: composition of app, agent, health endpoint and watchdog, and its life from start to stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal

import faust
import structlog

__all__ = ["EXIT_CRASHED", "serve"]

log = structlog.get_logger(__name__)

EXIT_CRASHED = 70
"""Exit status of a stage that could not go on safely (EX_SOFTWARE): the supervisor starts it again."""

CRASH_POLL_SECONDS = 0.2
STOP_SECONDS = 20.0


async def serve(app: faust.App) -> int:
    """Run an app until SIGTERM or SIGINT (finishes what is in flight) or until its agent crashes.

    Returns:
        the exit status: 0, or `EXIT_CRASHED`. An embedded app that crashes only sets a flag, so the flag is polled.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await app.start()
    log.info("stage_started", app=app.conf.id)
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

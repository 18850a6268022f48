"""Child processes that are started again when they die, and that never outlive their parent.

A crash is the way a stage says that it cannot go on safely (see `streams.agents`), so restarting is part of normal
work: at once the first time, then with a growing pause, so that a permanent fault does not burn a machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

__all__ = ["Child", "Supervisor", "die_with_parent", "tocsin"]

log = structlog.get_logger(__name__)

STOP_SECONDS = 25.0
"""A stage finishes what is in flight within this time of a SIGTERM; then it is killed, which loses nothing."""

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
STEADY_SECONDS = 60.0
"""A child that ran so long has recovered: its next crash counts as its first."""

PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel to terminate this process when its parent dies, however that happens (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def tocsin(*arguments: str) -> tuple[str, ...]:
    """Return the command line of one of our own verbs in this very environment."""
    return (sys.executable, "-m", "deploy.cli", *arguments)


@dataclass
class Child:
    """One process and its restarts.

    Attributes:
        name: for logs and the log file.
        command: argument vector.
        environment: added to ours.
        log_path: where its output goes; None leaves it on our stderr.
        restarts: how often it was started again.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    log_path: Path | None = None
    process: asyncio.subprocess.Process | None = None
    restarts: int = 0

    async def start(self) -> asyncio.subprocess.Process:
        """Start the process."""
        if self.log_path is not None:
            self.log_path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(self.log_path.open("ab")) if self.log_path is not None else sys.stderr
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.environment},
                preexec_fn=die_with_parent,
            )
        return self.process

    async def stop(self) -> None:
        """Terminate, wait, and kill what does not end."""
        process = self.process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            log.warning("child_killed", child=self.name, waited_seconds=STOP_SECONDS)
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


@dataclass
class Supervisor:
    """Keeps children running until told to stop.

    Attributes:
        children: in the order of the data flow; they are stopped in that order too, so that what is in flight drains.
        on_restart: called with the child and its exit status.
    """

    children: Sequence[Child]
    on_restart: Callable[[Child, int], None] | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Start all and keep them running; returns after `stop`."""
        await asyncio.gather(*(self._keep(child) for child in self.children))

    async def _keep(self, child: Child) -> None:
        pause = FIRST_PAUSE_SECONDS
        clock = asyncio.get_running_loop()
        while not self._stop.is_set():
            started = clock.time()
            process = await child.start()
            status = await process.wait()
            if self._stop.is_set():
                return
            if status == 0 and child.name == "connect":
                log.info("child_finished", child=child.name)
                return
            child.restarts += 1
            pause = FIRST_PAUSE_SECONDS if clock.time() - started > STEADY_SECONDS else pause
            log.warning("child_restarts", child=child.name, status=status, in_seconds=pause)
            if self.on_restart is not None:
                self.on_restart(child, status)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def retire(self) -> None:
        """Kill all children at once and start none again: what a lost machine looks like to the others."""
        self._stop.set()
        for child in self.children:
            if child.process is not None and child.process.returncode is None:
                child.process.kill()

    async def stop(self) -> None:
        """Stop the children one after the other, sources first."""
        self._stop.set()
        for child in self.children:
            await child.stop()

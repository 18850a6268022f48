"""The dead man's switch: proof that a post still gets from the sources to where alerts are delivered.

Once a minute the sources' process posts a heartbeat (`connectors.post.heartbeat`). It passes tagging, duplicates and
every partition of escalation like any post, and escalation puts a mark behind what it brought about: a message without
a value on ``tocsin.alerts``, one per partition of the stories and key, so compaction keeps nothing of it. What arrives
at the end sets a metric, and where an address is given, a request tells a watchdog outside. Silence is the alarm:
whoever watches must be somebody else's machine.

Limit: several notify workers each tell of their own partitions; one address then hears them all. Watch the metric.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from alerts import metrics
from alerts.notifiers.notifier import NotifyError
from alerts.pace import Pace
from connectors.post import HEARTBEAT_SOURCE
from streams.stage import Routed

__all__ = ["FRESH", "DeadMan", "Ping", "mark"]

log = logging.getLogger(__name__)

PREFIX = f"{HEARTBEAT_SOURCE}/".encode()
FRESH = timedelta(minutes=5)
"""A heartbeat that took longer proves that the path is slow, which a watchdog must notice: it is not told."""


def mark(partition: int, alert_partitions: int) -> Sequence[Routed]:
    """Return the marks of a heartbeat that a partition of the stories has seen, one per partition of the alerts."""
    return [
        Routed("alerts", number, PREFIX + b"%d" % partition, None, alone=True) for number in range(alert_partitions)
    ]


@dataclass
class Ping:
    """Asks one address after each arrival, with a time-out and back-off; a new arrival meanwhile is told with it.

    Attributes:
        ask: makes the request; raises `NotifyError` when it was not taken.
        pace: how long to wait after failures, and how long one request may take.
    """

    ask: Callable[[], Awaitable[object]]
    clock: Callable[[], datetime]
    pace: Pace = field(default_factory=lambda: Pace(longest=timedelta(minutes=1), longest_send=timedelta(seconds=15)))
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Random = field(default_factory=Random)
    _wanted: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _task: asyncio.Task[None] | None = field(default=None, init=False)

    def wanted(self) -> None:
        """Ask soon; returns at once."""
        self._wanted.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="dead man's ping")

    async def close(self) -> None:
        """Ask no more."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        failures = 0
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            problem = await self._asked()
            metrics.pinged(problem is None, self.clock())
            failures = 0 if problem is None else failures + 1
            if problem is not None:
                log.warning("deadman_ping_failed %s failures=%d", problem, failures)
                await self.sleep(self.pace.after_failure(failures, self.chance).total_seconds())
                self._wanted.set()

    async def _asked(self) -> str | None:
        try:
            async with asyncio.timeout(self.pace.longest_send.total_seconds()):
                await self.ask()
        except (NotifyError, TimeoutError) as error:
            return str(error) or "no answer in time"
        return None


@dataclass
class DeadMan:
    """Sees the marks arrive at one worker.

    Attributes:
        partitions: of the stories: a heartbeat has arrived when each of them has let it through.
        clock: aware UTC.
        ping: told of fresh arrivals; None for nobody.
    """

    partitions: int
    clock: Callable[[], datetime]
    ping: Ping | None = None
    _newest: dict[int, float] = field(default_factory=dict, init=False)
    _since: set[int] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        """Let the metrics know that somebody outside is waiting."""
        if self.ping is not None:
            metrics.ping_expected(self.clock())

    def saw(self, key: bytes | None, appended_seconds: float) -> bool:
        """Take a message's key; returns whether it was a mark.

        Args:
            key: of a message without a value.
            appended_seconds: when the heartbeat was appended to Kafka, since the epoch.
        """
        if key is None or not key.startswith(PREFIX) or not key[len(PREFIX) :].isdigit():
            return False
        partition = int(key[len(PREFIX) :])
        self._newest[partition] = max(appended_seconds, self._newest.get(partition, 0.0))
        if len(self._newest) >= self.partitions:
            metrics.deadman_arrived(min(self._newest.values()))
        if self.clock().timestamp() - appended_seconds <= FRESH.total_seconds():
            self._since.add(partition)
        if len(self._since) >= self.partitions:
            self._since.clear()
            if self.ping is not None:
                self.ping.wanted()
        return True

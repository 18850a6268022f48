"""Saves the health of sources as it changes, and warns of those that have fallen silent."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from aiokafka.errors import KafkaError

from connectors import metrics
from connectors.feeder import RunSettings
from connectors.health import SourceHealth

__all__ = ["HealthLog", "HealthWatch"]

log = structlog.get_logger(__name__)


class HealthLog(Protocol):
    """Where health is kept: `connectors.checkpoints.Checkpoints`."""

    async def save_health(self, healths: Sequence[SourceHealth]) -> None:
        """Save the health of some sources."""
        ...


class HealthWatch:
    """Looks at the sources every `RunSettings.tell_every`.

    Args:
        healths: of all sources; the feeders change it.
        kept: where it is saved.
        settings: clock and interval.
    """

    def __init__(self, healths: Mapping[str, SourceHealth], kept: HealthLog, settings: RunSettings) -> None:
        self._healths, self._kept, self._settings = healths, kept, settings
        self._told: dict[str, SourceHealth] = {}
        self._silent: frozenset[str] = frozenset()
        self._next = settings.clock() + settings.tell_every

    async def look(self) -> None:
        """Save what changed and judge who is silent, if it is time to."""
        now = self._settings.clock()
        if now < self._next:
            return
        self._next = now + self._settings.tell_every
        self._judge(now)
        changed = [health for name, health in self._healths.items() if self._told.get(name) != health]
        try:
            await self._kept.save_health(changed)
        except KafkaError as error:
            log.warning("health_not_saved", error=repr(error))
            return
        self._told.update((health.name, copy.copy(health)) for health in changed)

    def _judge(self, now: datetime) -> None:
        silent = frozenset(name for name, health in self._healths.items() if health.silent(now))
        for name in sorted(silent - self._silent):
            health = self._healths[name]
            log.warning(
                "source_silent",
                source=name,
                last_arrival=health.arrived_at,
                answers=health.failures == 0,
                unusual_after_hours=round(health.silence_after() / timedelta(hours=1), 1),
            )
        for name in sorted(self._silent - silent):
            log.info("source_speaks_again", source=name)
        metrics.silent(silent, self._healths)
        self._silent = silent

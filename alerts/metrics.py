"""What delivery tells Prometheus: the only place in this package that knows its client.

Label sets stay small: ``channel`` is a configured name, ``result`` and ``outcome`` are closed sets. An alert's id,
place and sources are never labels.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from prometheus_client import Counter, Gauge

__all__ = ["alert_seen", "attempted", "deadman_arrived", "forget", "open_alerts", "pinged", "watch_outbox"]

_attempts = Counter("notify_attempts_total", "Deliveries tried, by how they ended.", ["channel", "result"])
_alerts = Counter("alerts_total", "Alerts that entered a state.", ["type", "severity", "outcome"])
_open = Gauge("alerts_open", "Alerts that are neither resolved, merged nor false alarms.")
_oldest = Gauge("notify_outbox_oldest_seconds", "Age of the oldest alert revision that a channel still owes.")
_deadman = Gauge(
    "deadman_last_arrival_timestamp_seconds",
    "When the newest heartbeat that came through the whole path was appended to Kafka; of the slowest partition.",
)
_pings = Counter("deadman_pings_total", "Requests to the watchdog outside, by how they ended.", ["result"])
_last_ping = Gauge("deadman_last_ping_timestamp_seconds", "When the watchdog outside last took a request.")

_outboxes: dict[int, Callable[[], datetime | None]] = {}
_opens: dict[int, int] = {}


def _oldest_seconds() -> float:
    since = [at.timestamp() for at in (oldest() for oldest in list(_outboxes.values())) if at is not None]
    return max(0.0, time.time() - min(since)) if since else 0.0


_oldest.set_function(_oldest_seconds)


def attempted(channel: str, result: str) -> None:
    """Count an attempt: ``delivered``, ``repeated``, ``retry``, ``failed``, or ``dropped`` for one spared."""
    _attempts.labels(channel, result).inc()


def alert_seen(kind: str, severity: str, outcome: str) -> None:
    """Count an alert that entered a state (``outcome``)."""
    _alerts.labels(kind, severity, outcome).inc()


def open_alerts(courier: int, count: int) -> None:
    """Tell how many alerts one courier knows to be open."""
    _opens[courier] = count
    _open.set(sum(_opens.values()))


def deadman_arrived(appended_seconds: float) -> None:
    """Tell when the newest heartbeat that has arrived began its way."""
    _deadman.set(appended_seconds)


def pinged(taken: bool, at: datetime) -> None:
    """Count a request to the watchdog outside."""
    _pings.labels("taken" if taken else "failed").inc()
    if taken:
        _last_ping.set(at.timestamp())


def watch_outbox(courier: int, oldest: Callable[[], datetime | None]) -> None:
    """Ask ``oldest`` at every scrape since when something is owed; None for nothing."""
    _outboxes[courier] = oldest


def forget(courier: int) -> None:
    """A courier has stopped: its partition is somebody else's."""
    _outboxes.pop(courier, None)
    _opens.pop(courier, None)
    _open.set(sum(_opens.values()))

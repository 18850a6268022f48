"""What escalation and delivery tell Prometheus: the only place in this package that knows its client.

Label sets stay small: ``channel`` is a configured name, ``result``, ``outcome``, ``state`` and ``severity`` are closed
sets. An alert's id, place and sources are never labels.
"""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache, partial
from typing import get_args

import msgspec
from prometheus_client import Counter, Gauge, Histogram

from alerts.alert import Severity, State

__all__ = [
    "Escalated",
    "alert_seen",
    "alerted",
    "attempted",
    "deadman_arrived",
    "delivered",
    "escalated",
    "forget",
    "forget_partition",
    "ping_expected",
    "pinged",
    "watch_outbox",
]

LATENCY_BUCKETS_SECONDS = (0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0)
DELIVERY_BUCKETS_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 21600.0)
STAGE, NOTIFY = "escalate", "notify"
RESULTS = ("delivered", "repeated", "retry", "failed", "dropped")
OUTCOMES = ("counted", "repeated", "late", "ahead")
OPEN: tuple[State, ...] = ("watch", "firing", "acknowledged", "clearing", "suppressed")

_attempts = Counter("notify_attempts_total", "Deliveries tried, by how they ended.", ["channel", "result"])
_delivery = Histogram(
    "notify_delivery_seconds",
    "From when a channel had to be told of a revision to its receipt.",
    ["channel"],
    buckets=DELIVERY_BUCKETS_SECONDS,
)
_owed = Gauge("notify_outbox_entries", "Alert revisions that a channel still has to be told.", ["channel"])
_oldest = Gauge(
    "notify_outbox_oldest_timestamp_seconds",
    "Since when a channel has to be told of the oldest of them; the present when there is none.",
    ["channel"],
)
_latency = Histogram(
    "alert_latency_seconds",
    "From the append of the post behind an alert revision to the revision safe in the outbox.",
    buckets=LATENCY_BUCKETS_SECONDS,
)
_last = Gauge("alert_last_timestamp_seconds", "When an alert revision was last taken for delivery.", ["stage"])
_alerts = Counter("alerts_total", "Alerts that entered a state.", ["type", "severity", "outcome"])
_open = Gauge("alerts_open", "Alerts that are not closed, by state and severity.", ["state", "severity"])
# The stage is always the same: a series with a label is not there in processes that it says nothing about.
_keys = Gauge("detector_keys", "Keys (event type by place) that the detectors hold.", ["stage"])
_watermark = Gauge(
    "detector_watermark_timestamp_seconds",
    "Event time up to which the detectors have counted, of the slowest partition.",
    ["stage"],
)
_stories = Counter(
    "detector_stories_total", "Stories by what the detectors did: late and ahead ones raise nothing.", ["outcome"]
)
_deadman = Gauge(
    "deadman_last_arrival_timestamp_seconds",
    "When the newest heartbeat that came through the whole path was appended to Kafka; of the slowest partition.",
    ["stage"],
)
_pings = Counter("deadman_pings_total", "Requests to the watchdog outside, by how they ended.", ["result"])
_last_ping = Gauge("deadman_last_ping_timestamp_seconds", "When the watchdog outside last took a request.", ["stage"])


# What every take touches. Looking a series up by its label costs more than counting in it, so it is kept.
_keys_of = cache(_keys.labels)
_stories_of = cache(_stories.labels)


class Escalated(msgspec.Struct, frozen=True):
    """How one partition's escalation stands.

    Attributes:
        keys: detector keys.
        watermark: event time, seconds since the epoch; 0 before the first story.
        open: alerts by (state, severity).
        stories: by outcome, since the partition's first story ever.
    """

    keys: int
    watermark: float
    open: Mapping[tuple[State, Severity], int]
    stories: Mapping[str, int]


_owing: dict[int, Callable[[str], Iterable[datetime]]] = {}
_partitions: dict[int, Escalated] = {}


def attempted(channel: str, result: str) -> None:
    """Count an attempt: ``delivered``, ``repeated``, ``retry``, ``failed``, or ``dropped`` for one spared."""
    _attempts.labels(channel, result).inc()


def delivered(channel: str, seconds: float) -> None:
    """Note how long a channel had to be told of what it has confirmed now."""
    _delivery.labels(channel).observe(max(0.0, seconds))


def alert_seen(kind: str, severity: str, outcome: str) -> None:
    """Count an alert that entered a state (``outcome``)."""
    _alerts.labels(kind, severity, outcome).inc()


def alerted(latency_seconds: float) -> None:
    """Note how long a revision took from the append of its post to the outbox."""
    _latency.observe(max(0.0, latency_seconds))
    _last.labels(NOTIFY).set(time.time())


def deadman_arrived(appended_seconds: float) -> None:
    """Tell when the newest heartbeat that has arrived began its way."""
    _deadman.labels(NOTIFY).set(appended_seconds)


def ping_expected(since: datetime) -> None:
    """Tell from when on the watchdog outside is to hear: one that never took a request must be noticed too."""
    _last_ping.labels(NOTIFY).set(since.timestamp())


def pinged(taken: bool, at: datetime) -> None:
    """Count a request to the watchdog outside."""
    _pings.labels("taken" if taken else "failed").inc()
    if taken:
        _last_ping.labels(NOTIFY).set(at.timestamp())


def watch_outbox(courier: int, channels: Iterable[str], owing: Callable[[str], Iterable[datetime]]) -> None:
    """Ask a courier at every scrape since when a channel has to be told of what.

    Args:
        courier: its id.
        channels: names.
        owing: channel -> one time per revision owed. Called from another thread.
    """
    _owing[courier] = owing
    for channel in channels:
        for result in RESULTS:
            _attempts.labels(channel, result)  # a rate does not see a series that begins with its first event
        _delivery.labels(channel)
        _owed.labels(channel).set_function(partial(_count_owed, channel))
        _oldest.labels(channel).set_function(partial(_oldest_owed, channel))


def forget(courier: int) -> None:
    """A courier has stopped: its partition is somebody else's."""
    _owing.pop(courier, None)


def _times(channel: str) -> list[float]:
    return [at.timestamp() for owing in list(_owing.values()) for at in owing(channel)]


def _count_owed(channel: str) -> float:
    return len(_times(channel))


def _oldest_owed(channel: str) -> float:
    return min([*_times(channel), time.time()])


def escalated(partition: int, now: Escalated) -> None:
    """Tell how a partition's escalation stands; the first telling is where counting begins."""
    before = _partitions.get(partition, now)
    fresh = partition not in _partitions
    _partitions[partition] = now
    for outcome in OUTCOMES:
        counted = now.stories.get(outcome, 0) - before.stories.get(outcome, 0)
        if counted > 0 or fresh:
            _stories_of(outcome).inc(max(0, counted))
    _show(all_open=fresh or now.open != before.open)


def forget_partition(partition: int) -> None:
    """A partition has moved to another worker."""
    _partitions.pop(partition, None)
    _show()


def _show(*, all_open: bool = True) -> None:
    told = list(_partitions.values())
    _keys_of(STAGE).set(sum(one.keys for one in told))
    if told:
        _watermark.labels(STAGE).set(min(one.watermark for one in told))
    else:
        _watermark.clear()  # a worker without partitions is not behind
    if not all_open:
        return
    counts = Tally[tuple[State, Severity]]()
    for one in told:
        counts.update(one.open)
    for state in OPEN:
        for severity in get_args(Severity):
            _open.labels(state, severity).set(counts[state, severity])

"""What the stages tell Prometheus: base units, label sets below ten values, never a key, author or place as a label."""

from __future__ import annotations

import time

from prometheus_client import Counter, Gauge, Histogram

from connectors.dead import DEAD_LETTERS

__all__ = ["dead_letter", "dropped", "read", "restored", "settled", "snapshot_saved"]

LATENCY_BUCKETS_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0)

_messages = Counter("stage_messages_total", "Kafka messages acknowledged.", ["stage"])
_records = Counter("stage_records_total", "Records read from Kafka.", ["stage"])
_latency = Histogram(
    "report_e2e_latency_seconds",
    "From the append of the oldest post behind a take to the delivery of the take's outputs.",
    ["stage"],
    buckets=LATENCY_BUCKETS_SECONDS,
)
_heartbeat = Gauge("stage_heartbeat_timestamp_seconds", "When the stage last finished a take.", ["stage"])
_dead = Counter("dead_letters_total", "Records that could not be handled.", ["stage", "reason"])
_dropped = Counter("dedupe_dropped_total", "Reports that add nothing new.", ["kind"])
_restored = Counter("stage_restored_messages_total", "Messages read again to rebuild state.", ["stage"])
_snapshots = Counter("stage_snapshot_bytes_total", "Bytes of snapshots written.", ["stage"])


def read(stage: str, records: int) -> None:
    """Count records read."""
    _records.labels(stage).inc(records)


def settled(stage: str, messages: int, latency_seconds: float) -> None:
    """Count a take whose outputs are delivered."""
    _messages.labels(stage).inc(messages)
    _latency.labels(stage).observe(latency_seconds)
    _heartbeat.labels(stage).set(time.time())


def dead_letter(stage: str, value: bytes) -> None:
    """Count a dead letter by its reason."""
    _dead.labels(stage, DEAD_LETTERS.decode(value).reason).inc()


def dropped(kind: str, count: int = 1) -> None:
    """Count reports that duplicate detection took out: ``duplicate``, ``redelivered``."""
    _dropped.labels(kind).inc(count)


def restored(stage: str, messages: int) -> None:
    """Count messages read again after a start or a move."""
    _restored.labels(stage).inc(max(0, messages))


def snapshot_saved(stage: str, size_bytes: int) -> None:
    """Count a snapshot."""
    _snapshots.labels(stage).inc(size_bytes)

"""What the stages tell Prometheus: base units, label sets below ten values, never a key, author or place as a label."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cache

from prometheus_client import Counter, Gauge, Histogram

from connectors.dead import DEAD_LETTERS

__all__ = [
    "dead_letter",
    "forget",
    "index",
    "judged",
    "read",
    "reloaded",
    "restored",
    "settled",
    "snapshot_saved",
    "started",
]

LATENCY_BUCKETS_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0)
TAKE_BUCKETS_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)

_messages = Counter("stage_messages_total", "Kafka messages acknowledged.", ["stage"])
_records = Counter("stage_records_total", "Records read from Kafka.", ["stage"])
_latency = Histogram(
    "report_e2e_latency_seconds",
    "From the append of the oldest post behind a take to the delivery of the take's outputs.",
    ["stage"],
    buckets=LATENCY_BUCKETS_SECONDS,
)
_take = Histogram(
    "stage_take_seconds",
    "From reading a take to the delivery of its outputs.",
    ["stage"],
    buckets=TAKE_BUCKETS_SECONDS,
)
_heartbeat = Gauge("stage_heartbeat_timestamp_seconds", "When the stage last finished a take.", ["stage"])
_dead = Counter("dead_letters_total", "Records that a stage could not handle.", ["stage", "reason"])
_verdicts = Counter("dedupe_verdicts_total", "Reports judged, by verdict.", ["verdict"])
_dropped = Counter("dedupe_dropped_total", "Reports that add nothing new, by how that was seen.", ["kind"])
_index_reports = Gauge("dedupe_index_reports", "Reports that the index of duplicates holds.", ["stage"])
_index_bytes = Gauge("dedupe_index_bytes", "What they take.", ["stage"])
_index_limit = Gauge(
    "dedupe_index_limit_bytes", "Beyond it the oldest reports make room, and their copies are missed.", ["stage"]
)
_reloads = Counter("lexicon_reloads_total", "Changed lexicon files, taken in or refused for a fault.", ["result"])
_restored = Counter("stage_restored_messages_total", "Messages read again to rebuild state.", ["stage"])
_snapshots = Counter("stage_snapshot_bytes_total", "Bytes of snapshots written.", ["stage"])
DEDUPE = "dedupe"
REASONS = ("unreadable", "crashed")
VERDICTS = ("new", "update", "duplicate")
KINDS = ("redelivered", "repost", "same_text", "similar")
"""``redelivered``: the same post again; ``repost``: its source says so; ``similar``: by words, names and numbers."""

_held: dict[int, tuple[int, int, int]] = {}


# What every take touches. Looking a series up by its label costs more than counting in it, so it is kept.
_messages_of = cache(_messages.labels)
_records_of = cache(_records.labels)
_latency_of = cache(_latency.labels)
_take_of = cache(_take.labels)
_heartbeat_of = cache(_heartbeat.labels)
_verdict_of = cache(_verdicts.labels)
_kind_of = cache(_dropped.labels)


@cache
def _index() -> tuple[Gauge, Gauge, Gauge]:
    """Reports, bytes and limit; there from the first telling on."""
    return _index_reports.labels(DEDUPE), _index_bytes.labels(DEDUPE), _index_limit.labels(DEDUPE)


def started(stage: str) -> None:
    """Begin a stage's series at zero: one that begins with its first event hides that event from rates."""
    for reason in REASONS:
        _dead.labels(stage, reason)
    for metric in (_messages, _records, _latency, _take, _restored, _snapshots):
        metric.labels(stage)
    if stage == "tag":
        for result in ("taken_in", "refused"):
            _reloads.labels(result)
    if stage == DEDUPE:
        for verdict in VERDICTS:
            _verdicts.labels(verdict)
        for kind in KINDS:
            _dropped.labels(kind)


def reloaded(*, swapped: bool) -> None:
    """Count a change of the lexicon files."""
    _reloads.labels("taken_in" if swapped else "refused").inc()


def read(stage: str, records: int) -> None:
    """Count records read."""
    _records_of(stage).inc(records)


def settled(stage: str, messages: int, latency_seconds: float, take_seconds: float) -> None:
    """Count a take whose outputs are delivered.

    Args:
        stage: whose.
        messages: acknowledged.
        latency_seconds: since the append of the oldest post behind them.
        take_seconds: since they were read.
    """
    _messages_of(stage).inc(messages)
    _latency_of(stage).observe(latency_seconds)
    _take_of(stage).observe(take_seconds)
    _heartbeat_of(stage).set(time.time())


def dead_letter(stage: str, value: bytes) -> None:
    """Count a dead letter by its reason."""
    _dead.labels(stage, DEAD_LETTERS.decode(value).reason).inc()


def judged(verdicts: Mapping[tuple[str, str], int]) -> None:
    """Count verdicts by (verdict, first reason)."""
    for (verdict, reason), count in verdicts.items():
        _verdict_of(verdict).inc(count)
        if verdict == "duplicate":
            _kind_of(reason if reason in KINDS else "similar").inc(count)


def index(partition: int, held: tuple[int, int], limit_bytes: int) -> None:
    """Tell what the index of a partition holds: reports and bytes, and how many bytes it may."""
    now = (*held, limit_bytes)
    if _held.get(partition) != now:
        _held[partition] = now
        _show_index()


def forget(partition: int) -> None:
    """A partition has moved to another worker."""
    _held.pop(partition, None)
    _show_index()


def _show_index() -> None:
    sums = map(sum, zip(*_held.values(), strict=True)) if _held else (0, 0, 0)
    for gauge, value in zip(_index(), sums, strict=True):
        gauge.set(value)


def restored(stage: str, messages: int) -> None:
    """Count messages read again after a start or a move."""
    _restored.labels(stage).inc(max(0, messages))


def snapshot_saved(stage: str, size_bytes: int) -> None:
    """Count a snapshot."""
    _snapshots.labels(stage).inc(size_bytes)

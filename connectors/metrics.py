"""What the connectors tell Prometheus: base units, timestamps instead of ages, bounded label sets.

``source`` is a name out of the configuration. The first `MAX_SOURCES` names that speak get series of their own, the
rest share ``other``, so that a thousand feeds do not make a thousand series of each metric.
"""

from __future__ import annotations

from datetime import datetime

from prometheus_client import Counter, Gauge

from connectors.errors import ConnectorError

__all__ = [
    "buried",
    "checkpoint_saved",
    "clamped",
    "delivered",
    "delivery_failed",
    "failed",
    "message_sent",
    "pending",
    "polled",
    "stalled",
]

MAX_SOURCES = 50
OTHER = "other"

_names: set[str] = set()
_newest: dict[str, float] = {}

_last_event = Gauge("ingest_last_event_timestamp_seconds", "Newest time of publication that Kafka has.", ["source"])
_last_success = Gauge("ingest_last_success_timestamp_seconds", "When the source last answered well.", ["source"])
_failing = Gauge("ingest_consecutive_failures", "Failures since the source last answered well.", ["source"])
_posts = Counter("ingest_posts_total", "Posts that Kafka acknowledged.", ["source"])
_skipped = Counter("ingest_skipped_total", "Records of a source that were no posts.", ["source"])
_gaps = Counter("ingest_gaps_total", "Stretches of time that a source could not give us.", ["source"])
_clamped = Counter("ingest_clamped_dates_total", "Posts that said a time of publication in the future.", ["source"])
_errors = Counter("ingest_errors_total", "Failed readings by class of error.", ["error"])
_dead = Counter("ingest_dead_letters_total", "Dead letters of the connectors.", ["reason"])
_checkpoints = Counter("ingest_checkpoints_total", "Checkpoints saved.")
_messages = Counter("ingest_messages_total", "Kafka messages acknowledged.")
_bytes = Counter("ingest_message_bytes_total", "Bytes of those messages before compression.")
_pending = Gauge("ingest_pending_bytes", "Bytes handed to the sink and not yet acknowledged.")
_stalled = Gauge("ingest_sink_stalled", "1 while Kafka does not acknowledge and sources pause.")
_failures = Counter("ingest_delivery_failures_total", "Times the producer was built anew.")


def _label(source: str) -> str:
    if source in _names:
        return source
    if len(_names) >= MAX_SOURCES:
        return OTHER
    _names.add(source)
    return source


def delivered(source: str, posts: int, newest: datetime | None) -> None:
    """Count acknowledged posts; ``newest`` is their newest time of publication."""
    label = _label(source)
    _posts.labels(label).inc(posts)
    if newest is not None:
        _newest[label] = max(_newest.get(label, 0.0), newest.timestamp())
        _last_event.labels(label).set(_newest[label])


def polled(source: str, at: datetime) -> None:
    """Note that the source answered well."""
    label = _label(source)
    _last_success.labels(label).set(at.timestamp())
    _failing.labels(label).set(0)


def failed(source: str, error: ConnectorError) -> None:
    """Count a failed reading."""
    _errors.labels(type(error).__name__).inc()
    _failing.labels(_label(source)).inc()


def buried(source: str, reason: str) -> None:
    """Count a record that went to the dead letters."""
    _dead.labels(reason).inc()
    (_gaps if reason == "gap" else _skipped).labels(_label(source)).inc()


def clamped(source: str, posts: int) -> None:
    """Count posts whose time of publication lay in the future."""
    _clamped.labels(_label(source)).inc(posts)


def checkpoint_saved() -> None:
    """Count a saved checkpoint."""
    _checkpoints.inc()


def message_sent(size_bytes: int) -> None:
    """Count an acknowledged message."""
    _messages.inc()
    _bytes.inc(size_bytes)


def pending(size_bytes: int) -> None:
    """Tell how much waits for Kafka."""
    _pending.set(size_bytes)


def stalled(is_stalled: bool) -> None:
    """Tell whether sources pause because Kafka does not acknowledge."""
    _stalled.set(int(is_stalled))


def delivery_failed() -> None:
    """Count a producer that had to be built anew."""
    _failures.inc()

"""What the connectors tell Prometheus: base units, timestamps instead of ages, bounded label sets.

``source`` is a name out of the configuration. The first `MAX_SOURCES` names that speak get series of their own, the
rest share ``other``: a bound against runaway configurations, far above what one process reads.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache

from prometheus_client import Counter, Gauge

from connectors.errors import ConnectorError

__all__ = [
    "buried",
    "checkpoint_saved",
    "clamped",
    "delivered",
    "delivery_failed",
    "ended",
    "expected",
    "failed",
    "gap",
    "message_sent",
    "pending",
    "polled",
    "silent",
    "stalled",
    "started",
]

MAX_SOURCES = 1000
OTHER = "other"

REASONS = ("unreadable", "too_large", "gap")

_names: set[str] = set()
_newest: dict[str, float] = {}

_last_event = Gauge("ingest_last_event_timestamp_seconds", "Newest time of publication that Kafka has.", ["source"])
_last_success = Gauge(
    "ingest_last_success_timestamp_seconds", "When the source last answered well, or was started.", ["source"]
)
_silence = Gauge("ingest_silence_limit_seconds", "A source that has not answered for so long is silent.", ["source"])
_stopped = Gauge("ingest_source_stopped", "1 for a source that failed for good and is read no more.", ["source"])
_failing = Gauge("ingest_consecutive_failures", "Failures since the source last answered well.", ["source"])
_silent = Gauge("ingest_silent_sources", "Sources that have yielded nothing for unusually long.")
_silent_one = Gauge("ingest_source_silent", "1 while the source has yielded nothing for unusually long.", ["source"])
_posts = Counter("ingest_posts_total", "Posts that Kafka acknowledged.", ["source"])
_skipped = Counter("ingest_skipped_total", "Records of a source that were no posts.", ["source"])
_gaps = Counter("ingest_gaps_total", "Stretches of time that a source could not give us.", ["source"])
_gap_seconds = Counter("ingest_gap_seconds_total", "Length of those stretches.", ["source"])
_clamped = Counter("ingest_clamped_dates_total", "Posts that said a time of publication in the future.", ["source"])
_errors = Counter("ingest_errors_total", "Failed readings by class of error.", ["error"])
_dead = Counter("ingest_dead_letters_total", "Records and gaps of sources in the dead letters.", ["reason"])
_checkpoints = Counter("ingest_checkpoints_total", "Checkpoints saved.")
_messages = Counter("ingest_messages_total", "Kafka messages acknowledged.")
_bytes = Counter("ingest_message_bytes_total", "Bytes of those messages before compression.")
_pending = Gauge("ingest_pending_bytes", "Bytes handed to the sink and not yet acknowledged.")
_stalled = Gauge("ingest_sink_stalled", "1 while Kafka does not acknowledge and sources pause.")
_failures = Counter("ingest_delivery_failures_total", "Times the producer was built anew.")


# What every reading touches. Looking a series up by its label costs more than counting in it, so it is kept.
_posts_of = cache(_posts.labels)
_last_event_of = cache(_last_event.labels)
_last_success_of = cache(_last_success.labels)
_failing_of = cache(_failing.labels)


def _classes(error: type[ConnectorError]) -> Iterator[str]:
    yield error.__name__
    for more in error.__subclasses__():
        yield from _classes(more)


def _label(source: str) -> str:
    if source in _names:
        return source
    if len(_names) >= MAX_SOURCES:
        return OTHER
    _names.add(source)
    return source


def started(source: str, at: datetime, silent_after: timedelta | None) -> None:
    """Begin a source's series at zero, so that its first event is seen as a rise, and its silence as one from now on.

    Args:
        source: name.
        at: now.
        silent_after: it should answer at least as often; None for a source that may be silent as long as it likes.
    """
    label = _label(source)
    for metric in (_posts, _skipped, _gaps, _gap_seconds, _clamped, _failing, _stopped, _silent_one):
        metric.labels(label)
    for name in _classes(ConnectorError):
        _errors.labels(name)
    for reason in REASONS:
        _dead.labels(reason)
    _last_success.labels(label).set(at.timestamp())
    if silent_after is not None:
        _silence.labels(label).set(silent_after.total_seconds())


def expected(source: str, silent_after: timedelta) -> None:
    """Tell the source's own limit of silence anew: some publishers say how seldom they want to be asked."""
    _silence.labels(_label(source)).set(silent_after.total_seconds())


def ended(source: str, *, failed: bool) -> None:
    """Note that a source is read no more: it cannot be silent any longer; one that ``failed`` for good says so."""
    label = _label(source)
    if label == OTHER:
        return  # the others go on
    _silence.labels(label).set(math.inf)
    _failing.labels(label).set(0)
    _stopped.labels(label).set(int(failed))


def delivered(source: str, posts: int, newest: datetime | None) -> None:
    """Count acknowledged posts; ``newest`` is their newest time of publication."""
    label = _label(source)
    _posts_of(label).inc(posts)
    if newest is not None:
        _newest[label] = max(_newest.get(label, 0.0), newest.timestamp())
        _last_event_of(label).set(_newest[label])


def polled(source: str, at: datetime) -> None:
    """Note that the source answered well."""
    label = _label(source)
    _last_success_of(label).set(at.timestamp())
    _failing_of(label).set(0)


def silent(names: Collection[str], sources: Iterable[str]) -> None:
    """Tell which of all sources are silent; those beyond `MAX_SOURCES` count as ``other`` together."""
    _silent.set(len(names))
    labels = {_label(source): False for source in sources}
    labels.update((_label(name), True) for name in names)
    for label, is_silent in labels.items():
        _silent_one.labels(label).set(int(is_silent))


def failed(source: str, error: ConnectorError) -> None:
    """Count a failed reading."""
    _errors.labels(type(error).__name__).inc()
    _failing.labels(_label(source)).inc()


def buried(source: str, reason: str) -> None:
    """Count a record that went to the dead letters."""
    _dead.labels(reason).inc()
    (_gaps if reason == "gap" else _skipped).labels(_label(source)).inc()


def gap(source: str, length: timedelta) -> None:
    """Count the length of a stretch that could not be read."""
    _gap_seconds.labels(_label(source)).inc(max(0.0, length.total_seconds()))


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

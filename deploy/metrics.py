"""What a process tells Prometheus about itself and about its place in Kafka: build, lag, watchdog, the broker.

Times are timestamps, so that an age goes on growing while whoever measures it stands still.
"""

from __future__ import annotations

import importlib.metadata
import platform
import time

from prometheus_client import Gauge

__all__ = ["answered", "build", "lag", "progress", "stuck_limit"]

_build = Gauge("tocsin_build_info", "1, with the version of Tocsin and of Python.", ["version", "python", "process"])
_lag = Gauge("consumer_lag", "Messages that the consumer group has not settled yet.", ["group", "topic"])
_settled = Gauge(
    "consumer_settled_timestamp_seconds",
    "All that was appended to Kafka before this time is settled by the group.",
    ["group", "topic"],
)
_lost = Gauge(
    "consumer_lost_messages", "Messages that retention took before the group had settled them.", ["group", "topic"]
)
_progress = Gauge(
    "watchdog_progress_timestamp_seconds",
    "When the group last settled something, or had nothing to settle.",
    ["group", "topic"],
)
_limit = Gauge("watchdog_limit_seconds", "Standing still for so long with work waiting ends the process.", ["group"])
_answer = Gauge("broker_last_answer_timestamp_seconds", "When the broker last told where the group stands.", ["group"])


def build(process: str) -> None:
    """Tell what runs: ``connect`` or a stage."""
    _build.labels(importlib.metadata.version("tocsin"), platform.python_version(), process).set(1)


def lag(group: str, topic: str, messages: int, lost: int, settled: float) -> None:
    """Tell where a group stands.

    Args:
        group: whose.
        topic: in which topic.
        messages: not settled.
        lost: taken by retention before.
        settled: all that was appended before this time (seconds since the epoch) is settled.
    """
    _lag.labels(group, topic).set(messages)
    _lost.labels(group, topic).set(lost)
    _settled.labels(group, topic).set(settled)


def progress(group: str, topic: str, stood_seconds: float) -> None:
    """Tell for how long a group has settled nothing although there was something."""
    _progress.labels(group, topic).set(time.time() - stood_seconds)


def stuck_limit(group: str, seconds: float) -> None:
    """Tell what the watchdog tolerates."""
    _limit.labels(group).set(seconds)


def answered(group: str) -> None:
    """The broker has answered just now."""
    _answer.labels(group).set(time.time())

"""What needs hands, in the processes' own words: the first cause first, each with what to do. Time is an argument."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec
from prometheus_client.parser import text_string_to_metric_families

from deploy.sources import SourceRow

__all__ = ["PROCESSES", "Finding", "ProcessRow", "Samples", "Told", "deadman_seconds", "findings", "rounded"]

PROCESSES = ("connect", "tag", "dedupe", "escalate", "notify")

LATE_SECONDS = 60.0
"""Lag, owed alerts and Kafka's answers beyond this are worth a look; the alert rules wait longer."""

DEADMAN_SECONDS = 180.0
"""Heartbeats come once a minute."""

STARTING_SECONDS = 180.0
"""A stage joins its group and a heartbeat makes its way within this time of a start."""


class Samples:
    """What processes of one kind tell on ``/metrics``: sums, extremes and series by a label."""

    def __init__(self, text: str = "") -> None:
        self._values: dict[str, list[tuple[Mapping[str, str], float]]] = {}
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                self._values.setdefault(sample.name, []).append((sample.labels, sample.value))

    @classmethod
    def together(cls, several: Iterable[Samples]) -> Samples:
        """Return the series of several workers as if one had told them."""
        found = cls()
        for samples in several:
            for name, values in samples._values.items():
                found._values.setdefault(name, []).extend(values)
        return found

    def by(self, name: str, label: str, combine: Callable[[Iterable[float]], float] = math.fsum) -> dict[str, float]:
        """Return the values of a metric by one label; those that share it are added, or combined otherwise."""
        found: dict[str, list[float]] = {}
        for labels, value in self._values.get(name, ()):
            found.setdefault(labels.get(label, ""), []).append(value)
        return {key: combine(values) for key, values in found.items()}

    def values(self, name: str, **labels: str) -> list[float]:
        """Return the values of the series with these labels."""
        return [value for has, value in self._values.get(name, ()) if labels.items() <= has.items()]

    def total(self, name: str, **labels: str) -> float:
        """Return their sum."""
        return sum(self.values(name, **labels))

    def oldest(self, name: str, now: float) -> float | None:
        """Return the age of the oldest of a metric's timestamps; None when there is none."""
        return max((now - value for value in self.values(name) if value > 0), default=None)

    def newest(self, name: str, now: float) -> float | None:
        """Return the age of the newest."""
        return min((now - value for value in self.values(name) if value > 0), default=None)


class Told(msgspec.Struct, frozen=True):
    """What a process answered.

    Attributes:
        name: which process it is; empty while one of ``[status] endpoints`` has not told.
        problem: why there is no answer.
        unready: the checks that fail.
    """

    name: str
    url: str
    samples: Samples | None = None
    problem: str | None = None
    unready: str | None = None


class ProcessRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One process.

    Attributes:
        state: ``ok``, ``starting`` or ``silent`` (does not answer).
        uptime_seconds: since its start.
        memory_bytes: resident.
        lag, lag_seconds: messages not settled, and the age of the oldest post behind them.
        last_work_seconds: since it last finished a take.
        records: read since its start (of the sources: posts that Kafka has).
    """

    process: str
    url: str
    state: Literal["ok", "starting", "silent"]
    uptime_seconds: float | None = None
    memory_bytes: int | None = None
    lag: int | None = None
    lag_seconds: float | None = None
    last_work_seconds: float | None = None
    records: int | None = None


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something to know. ``urgent``: it needs hands; ``mend``: what to do; ``runbook``: where more is said."""

    what: str
    mend: str
    urgent: bool = True
    runbook: str | None = None


def findings(
    told: Sequence[Told],
    processes: Sequence[ProcessRow],
    sources: Sequence[SourceRow],
    known: Mapping[str, Samples],
    now: float,
) -> Iterator[Finding]:
    """Yield what there is to know.

    Args:
        told: of all processes.
        processes: their rows, in the same order.
        sources: as far as they are known.
        known: samples by process.
        now: seconds since the epoch.
    """
    young = any(row.uptime_seconds is not None and row.uptime_seconds < STARTING_SECONDS for row in processes)
    yield from (_silent(one) for one in told if one.problem is not None)
    yield from _missing(told)
    for one, row in zip(told, processes, strict=True):
        if one.unready is not None:
            old = (row.uptime_seconds or 0.0) > STARTING_SECONDS
            yield Finding(f"{one.name} is not ready: {one.unready}", "Wait; if it stays so, look into its log", old)
    yield from _of_kafka(known, now)
    # Workers of a stage all tell of their whole group: once is enough.
    for row in {row.process: row for row in sorted(processes, key=lambda row: row.lag_seconds or 0.0)}.values():
        if row.lag_seconds is not None and row.lag and row.lag_seconds > LATE_SECONDS:
            yield Finding(
                f"{row.process} is {row.lag_seconds:.0f} s behind, {row.lag} messages wait",
                "Wait if it has just started; else give it more workers, or see why it stands still",
                not young,
                "TocsinStageBehind",
            )
    yield from _of_the_path(known, now, young=young)
    yield from _of_sources(sources, known.get("connect"), now)
    yield from _of_channels(known.get("notify"), now)
    for name, samples in known.items():
        if dead := int(samples.total("dead_letters_total")):
            yield Finding(f"{name} has put {dead} records aside", "Read the dead letters", False, "TocsinDeadLetters")


def _silent(one: Told) -> Finding:
    return Finding(
        f"{one.name or 'a process'} does not answer ({one.problem})",
        "See whether it runs and is not stopped (ps: state T); kill it if it hangs, its supervisor starts it again",
        runbook="TocsinProcessDown",
    )


def _missing(told: Sequence[Told]) -> Iterator[Finding]:
    """Nobody answers as one of the processes: it does not run, or is not among the endpoints."""
    for name in PROCESSES:
        if all(one.name != name for one in told):
            yield Finding(
                f"no process that answers is {name}",
                "Start it, or name its address under [status] endpoints",
                runbook="TocsinProcessDown",
            )


def _of_kafka(known: Mapping[str, Samples], now: float) -> Iterator[Finding]:
    ages = [samples.oldest("broker_last_answer_timestamp_seconds", now) for samples in known.values()]
    told = [age for age in ages if age is not None]
    if told and min(told) > LATE_SECONDS:
        yield Finding(
            f"Kafka has not answered for {min(told):.0f} s",
            "Bring Kafka back; nothing is lost",
            runbook="TocsinBrokerSilent",
        )
    if any(samples.total("ingest_sink_stalled") for samples in known.values()):
        yield Finding("Kafka takes no posts, the sources pause", "Bring Kafka back", runbook="TocsinSinkStalled")
    for name, samples in known.items():
        if lost := int(sum(samples.by("consumer_lost_messages", "topic", max).values())):
            what = f"{lost} messages were lost before {name} read them"
            yield Finding(what, "Keep messages longer", runbook="TocsinMessagesLost")


def _of_the_path(known: Mapping[str, Samples], now: float, *, young: bool) -> Iterator[Finding]:
    if "notify" not in known:
        return
    age = deadman_seconds(known["notify"], now)
    if age is None and not young:
        yield Finding("no heartbeat has come through the whole path", "Is heartbeat = true?", runbook="TocsinDeadMan")
    elif age is not None and age > DEADMAN_SECONDS:
        yield Finding(
            f"the last heartbeat came through {age:.0f} s ago", "Mend what stands above", not young, "TocsinDeadMan"
        )


def _of_sources(sources: Sequence[SourceRow], connect: Samples | None, now: float) -> Iterator[Finding]:
    limits = connect.by("ingest_silence_limit_seconds", "source", max) if connect else {}
    answered = connect.by("ingest_last_success_timestamp_seconds", "source", max) if connect else {}
    for source, at in answered.items():
        if now - at > limits.get(source, math.inf):
            what = f"source {source} has not answered for {now - at:.0f} s"
            yield Finding(what, f"tocsin source try {source}", runbook="TocsinSourceSilent")
    books = {"failing": "TocsinSourceFailing", "silent": "TocsinSourceQuiet", "stopped": "TocsinSourceStopped"}
    for row in sources:
        if row.state in books:
            error = f": {row.error}" if row.error and row.state != "silent" else ""
            yield Finding(
                f"source {row.source} is {row.state}{error}",
                f"tocsin source try {row.source}",
                runbook=books[row.state],
            )


def _of_channels(notify: Samples | None, now: float) -> Iterator[Finding]:
    if notify is None:
        return
    for channel, since in notify.by("notify_outbox_oldest_timestamp_seconds", "channel", min).items():
        if now - since > LATE_SECONDS:
            yield Finding(
                f"channel {channel} has not been told for {now - since:.0f} s",
                "Tell the desk by hand (tocsin alerts); then mend the receiver",
                runbook="TocsinDeliveryOverdue",
            )
    for channel in notify.by("notify_attempts_total", "channel"):
        if failed := int(notify.total("notify_attempts_total", channel=channel, result="failed")):
            yield Finding(
                f"channel {channel} was not told of {failed} alerts at all",
                "See its log",
                False,
                "TocsinDeliveryFailed",
            )


def deadman_seconds(notify: Samples | None, now: float) -> float | None:
    """Return the age of the newest heartbeat that came through the whole path, at whichever worker."""
    return rounded(notify.newest("deadman_last_arrival_timestamp_seconds", now)) if notify else None


def rounded(value: float | None) -> float | None:
    """Return an age to a tenth of a second, never negative."""
    return round(max(0.0, value), 1) if value is not None else None

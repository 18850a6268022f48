"""Alerts to deliver, receivers that answer as told, and a time that passes when somebody waits for it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from alerts.alert import Alert, CountClaim, Evidence, Why
from alerts.outbox import OUTBOX, OutboxEntry
from alerts.pace import LOCAL, Pace
from streams.report import Count, Place, Speaker
from tests.served import Request, answer, requests, serving

EVENING = datetime(2026, 11, 3, 18, 0, tzinfo=UTC)  # a Tuesday


def make_revision(alert: str = "a", revision: int = 1, **fields: Any) -> Alert:
    why = Why(
        reason="rate_rose_corroborated", observed=9, expected=0.1, window_minutes=10, one_in=1e6, doubling_minutes=None,
        score=20, threshold=17.2, families=("one", "two"), text="9 independent reports in 10 minutes, 0.1 expected.",
    )  # fmt: skip
    known: dict[str, Any] = {
        "state": "firing",
        "type": "CLASH",
        "types": ("CLASH", "FIRE"),
        "place": Place("Bishkek", "KG", "Chuy", 42.87, 74.59, "city"),
        "severity": "severe",
        "confidence": 0.9,
        "at": EVENING,
        "headline": "Clashes and a fire in Bishkek",
        "reports": 12,
        "families": 5,
        "why": why,
        "evidence": ("p1",),
        "posts": (Evidence("p1", "feed:example.org", "https://example.org/1", "smoke over the square", EVENING),),
        "counts": (CountClaim(Count("injured", 120, 120, True), Speaker("Ministry", "official"), "p1", EVENING),),
        "timeline": (0, 0, 1, 4, 9),
        "started_at": EVENING - timedelta(minutes=20),
        "first_report_at": EVENING - timedelta(minutes=25),
    }  # fmt: skip
    return Alert(alert=alert, revision=revision, **{**known, **fields})


@pytest.fixture
def revise() -> Callable[..., Alert]:
    return make_revision


TURNS = 50
"""Of the event loop; enough for everything that is ready to run to come to rest."""


@dataclass
class PatientTime:
    """Passes at once, up to when the first of all sleepers wakes, when nobody has anything else to do."""

    at: datetime = EVENING
    sleepers: list[datetime] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        wake = self.at + timedelta(seconds=seconds)
        self.sleepers.append(wake)
        try:
            while self.at < wake:
                for _ in range(TURNS):
                    await asyncio.sleep(0)
                if wake == min(self.sleepers):
                    self.at = max(self.at, wake)
        finally:
            self.sleepers.remove(wake)


@pytest.fixture
def patient() -> PatientTime:
    return PatientTime()


@dataclass
class Channel:
    """A notifier that answers as told: a receipt, an error, or the end of an event; afterwards it takes everything."""

    name: str = "pager"
    answers: list[Any] = field(default_factory=list)
    exercises: bool = True
    repeat: timedelta | None = None
    pace: Pace = LOCAL
    sent: list[tuple[str, int, str]] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    clock: Callable[[], datetime] | None = None

    async def send(self, alert: Alert, dedup_key: str) -> str:
        self.sent.append((alert.alert, alert.revision, dedup_key))
        if self.clock is not None:
            self.times.append(self.clock())
        answer = self.answers.pop(0) if self.answers else "taken"
        if isinstance(answer, asyncio.Event):
            await answer.wait()
            return "taken late"
        if isinstance(answer, Exception):
            raise answer
        return str(answer)

    async def aclose(self) -> None:
        pass

    @property
    def revisions(self) -> list[tuple[str, int]]:
        return [(alert, revision) for alert, revision, _ in self.sent]


@pytest.fixture
def channel() -> type[Channel]:
    return Channel


@dataclass
class Outbox:
    """A compacted log: keeps the history, and the newest entry by key; goes through the codec as Kafka would."""

    history: list[OutboxEntry] = field(default_factory=list)
    writes_left: float = float("inf")

    async def write(self, entry: OutboxEntry) -> None:
        if self.writes_left <= 0:
            await asyncio.Event().wait()  # the process is as good as dead: nothing gets durable any more
        self.writes_left -= 1
        await asyncio.sleep(0)
        self.history.append(OUTBOX.decode(OUTBOX.encode(entry)))

    @property
    def newest(self) -> dict[str, OutboxEntry]:
        return {entry.key: entry for entry in self.history}

    @property
    def states(self) -> dict[str, str]:
        return {key: entry.state for key, entry in self.newest.items()}


@pytest.fixture
def outbox() -> type[Outbox]:
    return Outbox


@dataclass
class Receiver:
    """An HTTP server. ``answers``: (status, headers) in turn, ``None`` to take the request and never answer."""

    port: int = 0
    answers: list[tuple[int, dict[str, str]] | None] = field(default_factory=list)
    usual: int = 202
    requests: list[Request] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    hook: Callable[[Request], int | None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        with contextlib.suppress(ConnectionError):
            async for request in requests(reader):
                self.requests.append(request)
                said = self.answers.pop(0) if self.answers else (self.usual, {})
                if said is None:
                    await reader.read(1)
                    break
                status, headers = said
                if self.hook is not None:
                    status = self.hook(request) or status
                writer.write(answer(status, headers, b'{"status": "said"}'))
                await writer.drain()
        writer.close()


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with serving(Receiver()) as made:
        yield made

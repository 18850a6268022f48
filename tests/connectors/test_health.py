"""Health of sources: rates and silences over made-up weeks, and its way through Kafka and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from connectors.checkpoints import Checkpoints
from connectors.errors import UnavailableError
from connectors.feeder import RunSettings
from connectors.health import GAPS, HEALTHS, NEVER, SHORTEST_SILENCE, SourceHealth
from connectors.health_watch import HealthWatch

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def fed(every: timedelta, days: float = 7, posts: int = 1, nights: bool = False) -> SourceHealth:
    """Return the health of a source that was run for some days and ends at noon."""
    start = NOON - timedelta(days=days)
    health, at = SourceHealth(since=start, name="x", known_since=start), start
    while at <= NOON:
        if not nights or 6 <= at.hour < 22:
            health.delivered(posts, at, at)
        at += every
    return health


def test_posts_a_day_follow_the_source() -> None:
    assert fed(HOUR).posts_per_day(NOON) == pytest.approx(24, rel=0.05)
    assert fed(HOUR, days=1).posts_per_day(NOON) == pytest.approx(24, rel=0.35)
    assert fed(HOUR / 4, posts=3).posts_per_day(NOON) == pytest.approx(288, rel=0.05)
    assert fed(HOUR).posts_per_day(NOON + 10 * DAY) < 0.5
    assert SourceHealth(since=NOON).posts_per_day(NOON) == 0


def test_a_source_is_silent_after_a_multiple_of_its_usual_gap() -> None:
    health = fed(HOUR)
    last = health.arrived_at
    assert last is not None
    assert not health.silent(last + HOUR * (GAPS - 1))
    assert health.silent(last + HOUR * (GAPS + 1))


def test_a_usual_night_is_no_silence() -> None:
    health = fed(timedelta(minutes=10), nights=True)
    assert not health.silent(NOON + 9 * HOUR)  # longer than eight usual gaps, and no longer than its nights
    assert health.silent(NOON + 18 * HOUR)


def test_a_busy_source_is_given_an_hour() -> None:
    health = fed(timedelta(seconds=20), days=0.5)
    assert not health.silent(NOON + SHORTEST_SILENCE - timedelta(minutes=1))
    assert health.silent(NOON + SHORTEST_SILENCE + timedelta(minutes=1))


def test_one_that_never_gave_anything_is_silent_after_a_day_and_a_finished_one_never() -> None:
    health = SourceHealth(since=NOON, known_since=NOON)
    health.answered(NOON + NEVER)
    assert not health.silent(NOON + NEVER)
    assert health.silent(NOON + NEVER + HOUR)
    health.ended = True
    assert not health.silent(NOON + 9 * DAY)


def test_a_restart_keeps_what_is_usual() -> None:
    health = fed(HOUR)
    health.failed(UnavailableError("x", "away"), NOON)
    resumed = HEALTHS.decode(HEALTHS.encode(health), "x").resumed(NOON + HOUR)
    assert (resumed.posts, resumed.failures, resumed.since) == (0, 0, NOON + HOUR)
    assert resumed.error == "UnavailableError: away"
    assert resumed.posts_per_day(NOON) == health.posts_per_day(NOON)
    assert resumed.silent(NOON + 20 * HOUR)


def test_a_time_when_nothing_of_ours_ran_is_no_silence() -> None:
    health = fed(HOUR)
    health.at = NOON + HOUR
    resumed = health.resumed(NOON + 5 * DAY)
    assert not resumed.silent(NOON + 5 * DAY + 6 * HOUR)
    assert resumed.silent(NOON + 5 * DAY + 9 * HOUR)
    resumed.delivered(1, None, NOON + 5 * DAY)
    assert resumed.longest_gap_seconds == pytest.approx(3600, rel=0.01)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 500)), max_size=50))
def test_rates_are_never_negative_and_records_round_trip(arrivals: list[tuple[int, int]]) -> None:
    health, at = SourceHealth(since=NOON, name="x"), NOON
    for seconds, posts in arrivals:
        at += timedelta(seconds=seconds)
        health.delivered(posts, None, at)
    assert health.posts_per_day(at) >= 0
    assert health.silence_after() >= SHORTEST_SILENCE
    assert HEALTHS.decode(HEALTHS.encode(health), "x") == health


async def test_only_what_changed_is_saved_and_silence_is_told_once(
    checkpoints: Any,
) -> None:
    now = [NOON]
    healths = {"a": fed(HOUR), "b": SourceHealth(since=NOON, name="b", known_since=NOON)}
    healths["a"].name = "a"
    saved: list[list[str]] = []

    class Kept(type(checkpoints)):  # type: ignore[misc]
        async def save_health(self, healths: Any) -> None:
            saved.append([each.name for each in healths])

    watch = HealthWatch(healths, Kept(), RunSettings(clock=lambda: now[0]))
    for minutes in (0, 1, 2, 3):
        now[0] = NOON + timedelta(minutes=minutes)
        if minutes == 2:
            healths["b"].answered(now[0])
        await watch.look()
    assert saved == [["a", "b"], ["b"], []]
    with capture_logs() as told:
        now[0] = NOON + 12 * HOUR
        await watch.look()
        now[0] += HOUR
        await watch.look()
        healths["a"].delivered(1, None, now[0])
        now[0] += HOUR
        await watch.look()
    assert [(line["event"], line["source"]) for line in told] == [("source_silent", "a"), ("source_speaks_again", "a")]


async def test_health_is_kept_beside_the_checkpoints(kafka_address: str, prefix: str) -> None:
    options, health = {"bootstrap_servers": kafka_address}, fed(HOUR)
    async with Checkpoints(options, f"{prefix}.checkpoints", clock=lambda: NOON) as first:
        await first.load()
        await first.save("x", "cursor")
        await first.save_health([health])
        health.answered(NOON + HOUR)
        await first.save_health([health])
    async with Checkpoints(options, f"{prefix}.checkpoints") as second:
        assert await second.load() == {"x": "cursor"}
        assert second.healths["x"].answered_at == NOON + HOUR
        assert second.healths["x"].at == NOON

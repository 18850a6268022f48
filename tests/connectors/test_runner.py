from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from aiokafka.errors import KafkaConnectionError, MessageSizeTooLargeError

from connectors.connector import Batch, Connector, Gap, Skipped
from connectors.errors import ConnectorError, GoneError, RateLimitedError, UnavailableError
from connectors.post import HEARTBEAT_SOURCE, Home, Post
from connectors.runner import RunSettings, heartbeat, run
from tests.connectors.stand_ins import FakeCheckpoints

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@dataclass
class Time:
    """A clock that moves by sleeping only; who sleeps beyond ``until``, or longer than it, waits for ever."""

    now: datetime = NOON
    until: timedelta = timedelta(days=1)
    slept: list[float] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if max(self.now - NOON, timedelta(seconds=seconds)) > self.until:
            await asyncio.Event().wait()
        self.now += timedelta(seconds=max(seconds, 0))
        for _ in range(5):
            await asyncio.sleep(0)


@dataclass
class Scripted:
    """A poller that answers from a list: batches, or errors to raise."""

    answers: list[Any]
    name: str = "scripted"
    interval: timedelta = timedelta(seconds=60)
    cursors: list[str | None] = field(default_factory=list)

    async def poll(self, cursor: str | None) -> Batch:
        self.cursors.append(cursor)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, BaseException):
            raise answer
        assert isinstance(answer, Batch)
        return answer


@dataclass
class Numbers:
    """A stream of numbered posts whose cursor is the next number."""

    make_post: Callable[..., Post]
    count: int
    name: str = "numbers"
    starts: list[int] = field(default_factory=list)
    closed: int = 0

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        start = int(cursor or "0")
        self.starts.append(start)
        try:
            for number in range(start, self.count):
                yield Batch((self.make_post(number),), str(number + 1))
            yield Batch((), str(self.count), done=True)
        finally:
            self.closed += 1


def settings(time: Time, **more: Any) -> RunSettings:
    return RunSettings(clock=time.clock, sleep=time.sleep, flush_seconds=0.05, **more)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0)


async def stopped(task: asyncio.Task[Any], stop: asyncio.Event) -> Any:
    stop.set()
    return await asyncio.wait_for(task, 60)


def test_the_fakes_are_connectors(make_post: Any) -> None:
    connectors: list[Connector] = [Scripted([]), Numbers(make_post, 1)]
    assert len(connectors) == 2


async def test_a_finite_source_ends_the_run_with_its_last_cursor_saved(
    make_sink: Any, checkpoints: Any, make_post: Any
) -> None:
    sink = make_sink()
    outcome = await run([Numbers(make_post, 30)], sink, checkpoints, settings(Time()))
    assert [post.id for post in sink.posts] == [f"test:{number}" for number in range(30)]
    assert checkpoints.cursors == {"numbers": "30"}
    assert outcome.finished == ("numbers",)
    assert outcome.health["numbers"].posts == 30


async def test_posts_get_the_home_of_their_source_but_those_that_have_one(
    make_sink: Any, checkpoints: Any, make_post: Any
) -> None:
    sink, spain, own = make_sink(), Home("ES", "Valencia"), Home("FR")
    batch = Batch((make_post(1), msgspec.structs.replace(make_post(2), home=own)), "2", done=True)
    connectors = [Scripted([batch], name="paper"), Scripted([batch], name="other")]
    await run(connectors, sink, checkpoints, settings(Time(), homes={"paper": spain}))
    assert sorted(map(repr, (post.home for post in sink.posts))) == sorted(map(repr, (spain, own, None, own)))


async def test_goes_on_from_the_checkpoint(make_sink: Any, checkpoints: Any, make_post: Any) -> None:
    checkpoints.cursors["numbers"] = "28"
    sink = make_sink()
    await run([Numbers(make_post, 30)], sink, checkpoints, settings(Time()))
    assert [post.id for post in sink.posts] == ["test:28", "test:29"]


async def test_the_checkpoint_waits_for_the_oldest_open_delivery(
    make_sink: Any, checkpoints: Any, make_post: Any
) -> None:
    sink, stop = make_sink(immediate=False), asyncio.Event()
    time = Time(until=timedelta(seconds=30))
    task = asyncio.create_task(run([Numbers(make_post, 4)], sink, checkpoints, settings(time), stop))
    await until(lambda: len(sink.futures) == 4)
    for index in (1, 2, 3):
        sink.futures[index].set_result(None)
    await until(lambda: time.now - NOON > time.until)
    assert checkpoints.saves == []
    sink.futures[0].set_result(None)
    outcome = await asyncio.wait_for(task, 60)
    assert checkpoints.saves == [("numbers", "4")]
    assert outcome.finished == ("numbers",)


async def test_a_failed_delivery_goes_back_to_the_newest_acknowledged_cursor(
    make_sink: Any, checkpoints: Any, make_post: Any
) -> None:
    sink, source = make_sink(immediate=False), Numbers(make_post, 5)
    task = asyncio.create_task(run([source], sink, checkpoints, settings(Time())))
    await until(lambda: len(sink.futures) == 5)
    for index in (0, 1, 3, 4):
        sink.futures[index].set_result(None)
    sink.fail(2)
    await until(lambda: len(sink.futures) == 8)
    for future in sink.futures[5:]:
        future.set_result(None)
    await asyncio.wait_for(task, 60)
    assert source.starts == [0, 2]
    assert source.closed == 2
    assert checkpoints.cursors == {"numbers": "5"}
    assert {post.id for post in sink.posts[5:]} == {"test:2", "test:3", "test:4"}


async def test_a_stop_saves_what_is_acknowledged_and_no_more(make_sink: Any, checkpoints: Any, make_post: Any) -> None:
    sink, stop, source = make_sink(immediate=False), asyncio.Event(), Numbers(make_post, 10)
    task = asyncio.create_task(run([source], sink, checkpoints, settings(Time(until=timedelta(0))), stop))
    await until(lambda: len(sink.futures) == 10)
    for index in (0, 1, 5):
        sink.futures[index].set_result(None)
    outcome = await stopped(task, stop)
    assert checkpoints.cursors == {"numbers": "2"}
    assert outcome.finished == ()
    assert source.closed == 1


async def test_a_stop_ends_although_checkpoints_cannot_be_saved(make_sink: Any, make_post: Any) -> None:
    class Silent(FakeCheckpoints):
        async def load(self) -> dict[str, str]:
            return {}

        async def save(self, name: str, cursor: str) -> None:
            await asyncio.Event().wait()

    briefly = settings(Time(), save_seconds=0.05)
    outcome = await asyncio.wait_for(run([Numbers(make_post, 3)], make_sink(), Silent(), briefly), 60)
    assert outcome.finished == ("numbers",)


async def test_a_save_that_fails_is_tried_again(make_sink: Any, checkpoints: Any, make_post: Any) -> None:
    class Failing(FakeCheckpoints):
        tried: list[str] = []  # noqa: RUF012

        async def load(self) -> dict[str, str]:
            return {}

        async def save(self, name: str, cursor: str) -> None:
            self.tried.append(cursor)
            if len(self.tried) < 3:
                raise KafkaConnectionError

    stop, failing = asyncio.Event(), Failing()
    source = Scripted([Batch((make_post(1),), "a"), Batch((), "a")])
    task = asyncio.create_task(run([source], make_sink(), failing, settings(Time()), stop))
    await until(lambda: len(failing.tried) >= 3)
    await stopped(task, stop)
    assert failing.tried == ["a", "a", "a"]


async def test_a_cursor_that_is_too_large_does_not_keep_the_others_from_being_saved(
    make_sink: Any, make_post: Any
) -> None:
    class Picky(FakeCheckpoints):
        saved: dict[str, str] = {}  # noqa: RUF012

        async def load(self) -> dict[str, str]:
            return {}

        async def save(self, name: str, cursor: str) -> None:
            if len(cursor) > 100:
                raise MessageSizeTooLargeError
            self.saved[name] = cursor

    picky, large = Picky(), Scripted([Batch((), "x" * 101, done=True)], name="large")
    await run([large, Numbers(make_post, 3)], make_sink(), picky, settings(Time()))
    assert picky.saved == {"numbers": "3"}


async def test_nothing_is_polled_while_kafka_takes_nothing(make_sink: Any, checkpoints: Any, make_post: Any) -> None:
    sink, stop, time = make_sink(), asyncio.Event(), Time(until=timedelta(minutes=10))
    source = Scripted([Batch((make_post(1),), "1")])
    sink.flowing.clear()
    task = asyncio.create_task(run([source], sink, checkpoints, settings(time), stop))
    await until(lambda: time.now - NOON > time.until)
    assert source.cursors == []
    sink.flowing.set()
    await until(lambda: source.cursors)
    await stopped(task, stop)


async def test_a_stream_is_left_while_kafka_takes_nothing_and_resumes_by_its_cursor(
    make_sink: Any, checkpoints: Any, make_post: Any
) -> None:
    sink, source = make_sink(), Numbers(make_post, 6)

    async def stall() -> None:
        if len(sink.sent) == 3:
            sink.flowing.clear()

    sink.on_send = stall
    task = asyncio.create_task(run([source], sink, checkpoints, settings(Time())))
    await until(lambda: source.closed == 1)
    assert len(sink.posts) == 3
    sink.flowing.set()
    await asyncio.wait_for(task, 60)
    assert source.starts == [0, 3]
    assert [post.id for post in sink.posts] == [f"test:{number}" for number in range(6)]


async def test_a_failing_source_backs_off_and_the_others_go_on(
    make_sink: Any, checkpoints: Any, make_post: Any
) -> None:
    stop, time = asyncio.Event(), Time()
    broken = Scripted([UnavailableError("broken", "simulated")], name="broken")
    health: dict[str, Any] = {}
    sink = make_sink()
    task = asyncio.create_task(run([broken, Numbers(make_post, 3)], sink, checkpoints, settings(time), stop, health))
    await until(lambda: health and health["broken"].failures > 12)
    await stopped(task, stop)
    assert len(sink.posts) == 3
    assert health["numbers"].ended
    assert "simulated" in health["broken"].error
    assert max(time.slept) > 150


async def test_a_rate_limit_holds_over_a_failed_delivery(make_sink: Any, checkpoints: Any, make_post: Any) -> None:
    sink, stop, time = make_sink(immediate=False), asyncio.Event(), Time(until=timedelta(minutes=2))
    limited = RateLimitedError("scripted", "simulated", timedelta(hours=1))
    source = Scripted([Batch((make_post(1),), "1", wait=timedelta(seconds=1)), limited])
    task = asyncio.create_task(run([source], sink, checkpoints, settings(time), stop))
    await until(lambda: time.now - NOON > time.until)
    assert len(source.cursors) == 2
    sink.fail(0)
    for _ in range(200):
        await asyncio.sleep(0)
    assert len(source.cursors) == 2
    await stopped(task, stop)
    assert checkpoints.saves == []


async def test_a_source_that_is_gone_ends_alone_and_is_named(make_sink: Any, checkpoints: Any, make_post: Any) -> None:
    gone = Scripted([GoneError("gone", "410")], name="gone")
    outcome = await run([gone, Numbers(make_post, 2)], make_sink(), checkpoints, settings(Time()))
    assert isinstance(outcome.failed["gone"], ConnectorError)
    assert outcome.finished == ("numbers",)
    assert outcome.health["gone"].ended


async def test_an_unexpected_error_ends_the_run_after_the_others_were_saved(
    make_sink: Any, checkpoints: Any, make_post: Any
) -> None:
    faulty = Scripted([ZeroDivisionError("a fault of ours")], name="faulty")
    with pytest.raises(ZeroDivisionError):
        await run([Numbers(make_post, 3), faulty], make_sink(), checkpoints, settings(Time()))
    assert checkpoints.cursors.keys() == {"numbers"}


async def test_skipped_records_and_gaps_are_dead_letters(make_sink: Any, checkpoints: Any) -> None:
    batch = Batch(
        (),
        "1",
        skipped=(Skipped("unreadable", "no text. Give one.", "page 3", b'{"id":1}'),),
        gaps=(Gap(NOON - timedelta(hours=2), NOON, "the server keeps one hour"),),
        done=True,
    )
    sink = make_sink()
    outcome = await run([Scripted([batch])], sink, checkpoints, settings(Time()))
    assert [(letter.stage, letter.reason, letter.origin) for letter in sink.letters] == [
        ("connect", "unreadable", "scripted page 3"),
        ("connect", "gap", "scripted"),
    ]
    assert sink.letters[0].payload == '{"id":1}'
    assert "10:00" in sink.letters[1].payload
    assert (outcome.health["scripted"].skipped, outcome.health["scripted"].gaps) == (1, 1)
    assert checkpoints.cursors == {"scripted": "1"}


async def test_a_date_in_the_future_does_not_get_past_the_runner(
    make_sink: Any, checkpoints: Any, make_post: Any
) -> None:
    seen = NOON - timedelta(minutes=3)
    posts = (
        make_post(1, published_at=NOON + timedelta(days=900)),
        make_post(2, published_at=NOON + timedelta(minutes=4)),
        make_post(3, published_at=NOON + timedelta(days=1), seen_at=seen),
        make_post(4, published_at=NOON + timedelta(days=2), seen_at=NOON + timedelta(days=2)),
        make_post(5, published_at=NOON - timedelta(days=2)),
    )
    sink = make_sink()
    outcome = await run([Scripted([Batch(posts, "1", done=True)])], sink, checkpoints, settings(Time()))
    found = {post.id: post.published_at for post in sink.posts}
    assert found["test:2"] == NOON + timedelta(minutes=4)
    assert found["test:3"] == seen
    assert found["test:5"] == NOON - timedelta(days=2)
    assert all(NOON <= found[name] <= NOON + timedelta(seconds=10) for name in ("test:1", "test:4"))
    newest = outcome.health["scripted"].newest_post_at
    assert newest is not None
    assert newest <= NOON + timedelta(minutes=5)


async def test_a_heartbeat_a_minute_only_when_asked_for(make_sink: Any, checkpoints: Any) -> None:
    idle = Scripted([Batch((), None)], interval=timedelta(hours=1))
    for wanted in (True, False):
        sink, stop, time = make_sink(), asyncio.Event(), Time(until=timedelta(minutes=5))
        task = asyncio.create_task(run([idle], sink, checkpoints, settings(time, heartbeat=wanted), stop))
        await until(lambda: time.now - NOON > time.until)  # noqa: B023
        await stopped(task, stop)
        beats = [post for post in sink.posts if post.source == HEARTBEAT_SOURCE]
        assert bool(beats) is wanted
        assert len(beats) == len({post.id for post in beats})


def test_the_heartbeat_of_a_minute_is_one_post() -> None:
    first, second = heartbeat(NOON), heartbeat(NOON + timedelta(seconds=59))
    assert first.id == second.id != heartbeat(NOON + timedelta(seconds=60)).id
    assert first.published_at == second.published_at == NOON


async def test_two_sources_of_one_name_are_refused(make_sink: Any, checkpoints: Any, make_post: Any) -> None:
    with pytest.raises(ValueError, match="same name"):
        await run([Numbers(make_post, 1), Numbers(make_post, 1)], make_sink(), checkpoints, settings(Time()))


async def test_a_poll_that_hangs_counts_as_failed(make_sink: Any, checkpoints: Any) -> None:
    class Hanging:
        name, interval = "hanging", timedelta(seconds=60)

        async def poll(self, cursor: str | None) -> Batch:
            await asyncio.Event().wait()
            return Batch((), None)

    stop, health = asyncio.Event(), dict[str, Any]()
    task = asyncio.create_task(
        run([Hanging()], make_sink(), checkpoints, settings(Time(), poll_deadline=timedelta(0)), stop, health)
    )
    await until(lambda: health and health["hanging"].failures > 1)
    await stopped(task, stop)
    assert "took longer" in health["hanging"].error

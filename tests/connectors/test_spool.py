from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from connectors.connector import Batch, Gap, Skipped
from connectors.errors import UnavailableError
from connectors.runner import RunSettings, run
from connectors.spool import Spool, Spooled, spooled
from connectors.x import X, XOptions

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@dataclass
class Talking:
    """Says numbered posts as soon as it is told to, whether anybody listens or not."""

    make_post: Callable[..., Any]
    name: str = "talking"
    starts: list[str | None] = field(default_factory=list)
    said: int = 0
    queue: asyncio.Queue[int] = field(default_factory=asyncio.Queue)

    resumable: ClassVar[bool] = False

    def say(self, count: int) -> None:
        for _ in range(count):
            self.queue.put_nowait(1)

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        self.starts.append(cursor)
        while True:
            if await self.queue.get() < 0:
                raise UnavailableError(self.name, "hung up")
            self.said += 1
            yield Batch((self.make_post(self.said),), str(self.said))


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0)


def wrapped(source: Talking, folder: Path, cap: int = 10**6) -> Spooled:
    return Spooled(source, folder / "spool" / "talking.jsonl", cap, held=3, clock=lambda: NOON)


async def test_what_kafka_does_not_take_waits_in_order(make_post: Any, tmp_path: Path) -> None:
    source = Talking(make_post)
    made = wrapped(source, tmp_path)
    async with aclosing(made.stream("0")) as stream:
        source.say(1)
        found = [await anext(stream)]
        source.say(40)
        await until(lambda: source.said == 41)
        assert made.path.stat().st_size > 0
        found += [await anext(stream) for _ in range(40)]
        assert [batch.cursor for batch in found] == [str(number) for number in range(1, 42)]
        for batch in found:
            if batch.settled is not None:
                batch.settled(True)
        assert made.path.stat().st_size == 0
        source.say(1)
        assert (await anext(stream)).cursor == "42"
    assert source.starts == ["0"]


async def test_the_next_process_tells_what_the_last_one_left_and_moves_no_cursor_by_it(
    make_post: Any, tmp_path: Path
) -> None:
    source = Talking(make_post)
    async with aclosing(wrapped(source, tmp_path).stream(None)) as stream:
        source.say(1)
        await anext(stream)
        source.say(20)
        await until(lambda: source.said == 21)
    again = Talking(make_post)
    async with aclosing(wrapped(again, tmp_path).stream("1")) as stream:
        left = [await anext(stream) for _ in range(17)]
        assert [batch.posts[0].id for batch in left] == [f"test:{number}" for number in range(5, 22)]
        assert {batch.cursor for batch in left} == {None}
        assert again.starts == []
        again.say(1)
        assert (await anext(stream)).cursor == "1"
    assert again.starts == ["1"]


async def test_a_full_file_is_a_gap_behind_what_it_holds(make_post: Any, tmp_path: Path) -> None:
    source = Talking(make_post)
    async with aclosing(wrapped(source, tmp_path, cap=1000).stream(None)) as stream:
        source.say(1)
        await anext(stream)
        source.say(100)
        await until(lambda: source.said == 101)
        found = [await anext(stream)]
        while not found[-1].gaps:
            found.append(await anext(stream))
        assert 3 < len(found) < 20
        (gap,) = found[-1].gaps
        assert (gap.since, gap.until, found[-1].cursor) == (NOON, NOON, "101")
        assert "1000 bytes" in gap.why
        for batch in found:
            if batch.settled is not None:
                batch.settled(True)
        source.say(1)
        assert (await anext(stream)).posts[0].id == "test:102"


async def test_an_error_of_the_source_comes_behind_its_posts(make_post: Any, tmp_path: Path) -> None:
    source = Talking(make_post)
    async with aclosing(wrapped(source, tmp_path).stream(None)) as stream:
        source.say(10)
        source.queue.put_nowait(-1)
        assert [(await anext(stream)).cursor for _ in range(10)] == [str(number) for number in range(1, 11)]
        with pytest.raises(UnavailableError):
            await anext(stream)


async def test_a_line_that_a_crash_cut_off_is_dropped_and_a_damaged_one_passed_over(
    make_post: Any, tmp_path: Path
) -> None:
    path = tmp_path / "spool.jsonl"
    spool = Spool(path)
    spool.open()
    whole = Batch(
        (make_post(1),), "1", (Skipped("unreadable", "x", "y", b"\xff\x00"),), (Gap(NOON, NOON + timedelta(1), "z"),)
    )
    assert spool.append(whole)
    spool.close()
    path.write_bytes(path.read_bytes() + b"not json\n" + path.read_bytes()[:40])
    spool.open()
    first = spool.next()
    assert first is not None
    assert (first.posts, first.cursor, first.skipped, first.gaps) == (
        whole.posts, whole.cursor, whole.skipped, whole.gaps
    )  # fmt: skip
    assert spool.next() is None
    assert not spool.unread
    spool.close()


async def test_an_outage_of_kafka_costs_nothing_of_a_stream_that_cannot_resume(
    make_post: Any, tmp_path: Path, faulty_wire: Any, prefix: str, read_topic: Any, checkpoints: Any
) -> None:
    from connectors.post import POSTS
    from connectors.sink import Sink, SinkTopics

    source, stop = Talking(make_post), asyncio.Event()
    topics = SinkTopics(f"{prefix}.posts", f"{prefix}.dead", 4)
    options = {"bootstrap_servers": f"127.0.0.1:{faulty_wire.port}"}
    async with Sink(options, topics, stall_seconds=0.05, pending_bytes=2000) as sink:
        running = asyncio.create_task(run([wrapped(source, tmp_path)], sink, checkpoints, RunSettings(), stop))
        source.say(5)
        await until(lambda: source.said == 5)
        faulty_wire.flowing.clear()
        source.say(500)
        async with asyncio.timeout(60):
            while source.said < 505 or not sink.stalled:
                await asyncio.sleep(0.01)
        faulty_wire.flowing.set()
        async with asyncio.timeout(60):
            while checkpoints.cursors.get("talking") != "505":
                await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(running, 20)
    found = {post.id for _, _, value in await read_topic(topics.posts) for post in POSTS.decode_many(value)}
    assert found == {f"test:{number}" for number in range(1, 506)}
    assert source.starts == [None]


async def test_without_a_file_the_source_has_to_wait(make_post: Any, tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file where a folder should be")
    source = Talking(make_post)
    async with aclosing(wrapped(source, tmp_path).stream(None)) as stream:
        source.say(40)
        found = [await anext(stream)]
        for _ in range(100):
            await asyncio.sleep(0)
        assert source.said <= 6
        found += [await anext(stream) for _ in range(39)]
    assert [batch.cursor for batch in found] == [str(number) for number in range(1, 41)]


def test_only_what_cannot_resume_is_wrapped(make_post: Any, fetcher: Any, tmp_path: Path) -> None:
    x = X("x:desk/1", XOptions(token="t"), fetcher)
    made = spooled(x, tmp_path)
    assert isinstance(made, Spooled)
    assert (made.name, made.path) == ("x:desk/1", tmp_path / "x_desk_1.jsonl")

    class Resuming(Talking):
        resumable: ClassVar[bool] = True

    plain = Resuming(make_post)
    assert spooled(plain, tmp_path) is plain

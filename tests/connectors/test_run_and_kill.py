"""The runner with a real sink: killed, terminated, and cut off from its broker."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from connectors.checkpoints import Checkpoints
from connectors.connector import Batch
from connectors.files import Position
from connectors.post import POSTS
from connectors.runner import RunSettings, run
from connectors.sink import Sink, SinkTopics

ROOT = Path(__file__).parents[2]
POST_COUNT, SPEED = 3000, 1000.0
"""One post a second of event time: three seconds of replay."""


async def start(address: str, prefix: str, path: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("run_a_file.py")),
        *(address, prefix, str(path), str(SPEED)),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.DEVNULL,
    )


async def numbers(read_topic: Any, prefix: str) -> list[int]:
    """Return what is on the topic, in order of each partition."""
    return [
        int(post.id.partition(":")[2])
        for _, _, value in await read_topic(f"{prefix}.posts")
        for post in POSTS.decode_many(value)
    ]


async def lines_saved(address: str, prefix: str) -> int:
    async with Checkpoints({"bootstrap_servers": address}, f"{prefix}.checkpoints") as checkpoints:
        cursor = (await checkpoints.load()).get("recorded")
    return msgspec.json.decode(cursor, type=Position).line if cursor else 0


async def killed_and_started_again(address: str, prefix: str, path: Path, read_topic: Any, seed: int) -> None:
    """Kill at random points until some kills hit; then let it finish and compare."""
    chance, saved = Random(seed), 0
    for _ in range(4):
        process = await start(address, prefix, path)
        target = saved + chance.randrange(50, POST_COUNT // 5)
        while process.returncode is None and max(await numbers(read_topic, prefix), default=0) < target:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert process.returncode is None, "it ended before it could be killed"
        process.kill()
        await process.wait()
        saved = await lines_saved(address, prefix)
        delivered = set(await numbers(read_topic, prefix))
        assert set(range(saved)) <= delivered, "the checkpoint is beyond what is delivered"
        assert saved > 0
    last = await start(address, prefix, path)
    assert await asyncio.wait_for(last.wait(), 60) == 0
    found = await numbers(read_topic, prefix)
    assert set(found) == set(range(POST_COUNT))
    assert len(found) < 2 * POST_COUNT
    assert await lines_saved(address, prefix) == POST_COUNT


@pytest.mark.parametrize("seed", [1])
async def test_a_kill_at_a_random_point_loses_no_post(
    kafka_address: str, prefix: str, write_posts: Any, read_topic: Any, seed: int
) -> None:
    await killed_and_started_again(kafka_address, prefix, write_posts(POST_COUNT), read_topic, seed)


async def test_a_terminated_runner_ends_cleanly_and_repeats_nothing(
    kafka_address: str, prefix: str, write_posts: Any, read_topic: Any
) -> None:
    path = write_posts(POST_COUNT)
    first = await start(kafka_address, prefix, path)
    while first.returncode is None and not await numbers(read_topic, prefix):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    first.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(first.wait(), 20) == 0
    saved = await lines_saved(kafka_address, prefix)
    assert sorted(await numbers(read_topic, prefix)) == list(range(saved))
    assert 0 < saved < POST_COUNT
    second = await start(kafka_address, prefix, path)
    assert await asyncio.wait_for(second.wait(), 60) == 0
    assert sorted(await numbers(read_topic, prefix)) == list(range(POST_COUNT))


@dataclass
class Counting:
    """A poller that gives the next ten posts at each poll."""

    make_post: Callable[..., Any]
    name: str = "counting"
    interval: timedelta = timedelta(seconds=0.01)
    polls: list[str | None] = field(default_factory=list)

    async def poll(self, cursor: str | None) -> Batch:
        self.polls.append(cursor)
        start = int(cursor or "0")
        return Batch(tuple(self.make_post(number) for number in range(start, start + 10)), str(start + 10))


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("fault", ["away", "out of order"])
async def test_a_broker_that_fails_stops_the_polls_and_nothing_is_lost(
    faulty_wire: Any, kafka_address: str, prefix: str, make_post: Any, read_topic: Any, fault: str
) -> None:
    options, stop = {"bootstrap_servers": f"127.0.0.1:{faulty_wire.port}"}, asyncio.Event()
    source = Counting(make_post)
    topics = SinkTopics(f"{prefix}.posts", f"{prefix}.dead", 4)
    async with (
        Sink(options, topics, stall_seconds=0.1) as sink,
        Checkpoints({"bootstrap_servers": kafka_address}, f"{prefix}.checkpoints") as checkpoints,
    ):
        settings = RunSettings(save_every=timedelta(seconds=0.01))
        running = asyncio.create_task(run([source], sink, checkpoints, settings, stop))
        await until(lambda: len(source.polls) > 20)
        if fault == "away":
            faulty_wire.flowing.clear()
            await until(lambda: sink.stalled)
            polls = len(source.polls)
            await asyncio.sleep(0.3)  # thirty polls' worth
            assert len(source.polls) <= polls + 1
            faulty_wire.flowing.set()
        else:
            polls = len(source.polls)
            faulty_wire.produce_errors = [45]
            await until(lambda: source.polls != sorted(source.polls, key=lambda cursor: int(cursor or "0")))
        await until(lambda: len(source.polls) > polls + 20)
        stop.set()
        await asyncio.wait_for(running, 20)
        saved = int((await checkpoints.load())["counting"])
    found = await numbers(read_topic, prefix)
    assert set(range(saved)) <= set(found)
    assert saved >= 10 * polls


async def test_a_stop_while_the_broker_is_away_ends_in_time(
    faulty_wire: Any, kafka_address: str, prefix: str, make_post: Any
) -> None:
    address, stop = f"127.0.0.1:{faulty_wire.port}", asyncio.Event()
    source, options = Counting(make_post), {"bootstrap_servers": address}
    async with (
        Sink(options, SinkTopics(f"{prefix}.posts", f"{prefix}.dead", 4), stall_seconds=0.1) as sink,
        Checkpoints(options, f"{prefix}.checkpoints") as checkpoints,
    ):
        settings = RunSettings(flush_seconds=0.2, save_seconds=0.2)
        running = asyncio.create_task(run([source], sink, checkpoints, settings, stop))
        await until(lambda: len(source.polls) > 5)
        faulty_wire.flowing.clear()
        await until(lambda: sink.stalled)
        stop.set()
        await asyncio.wait_for(running, 5)

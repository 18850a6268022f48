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
from deploy.brokers import Broker
from deploy.brokers.local import LocalKafka
from deploy.brokers.topics import TopicPlan, create_topics

FOUR = {"posts": 4, "reports": 4, "stories": 4}

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


async def numbers(read_topic: Any, prefix: str, *address: str) -> list[int]:
    """Return what is on the topic, in order of each partition."""
    return [
        int(post.id.partition(":")[2])
        for _, _, value in await read_topic(f"{prefix}.posts", *address)
        for post in POSTS.decode_many(value)
    ]


async def lines_saved(address: str, prefix: str) -> int:
    async with Checkpoints({"bootstrap_servers": address}, f"{prefix}.checkpoints") as checkpoints:
        cursor = (await checkpoints.load()).get("recorded")
    return msgspec.json.decode(cursor, type=Position).line if cursor else 0


async def test_a_kill_at_a_random_point_loses_no_post(
    broker: Broker, topic_prefix: str, write_posts: Any, read_topic: Any
) -> None:
    create_topics(broker, TopicPlan(topic_prefix, FOUR))
    address, path, chance, saved = broker.bootstrap, write_posts(POST_COUNT), Random(1), 0
    for _ in range(4):
        process = await start(address, topic_prefix, path)
        target = saved + chance.randrange(50, POST_COUNT // 5)
        while process.returncode is None:
            if max(await numbers(read_topic, topic_prefix, address), default=0) >= target:
                break
            await asyncio.sleep(0.01)
        assert process.returncode is None, "it ended before it could be killed"
        process.kill()
        await process.wait()
        saved = await lines_saved(address, topic_prefix)
        delivered = set(await numbers(read_topic, topic_prefix, address))
        assert set(range(saved)) <= delivered, "the checkpoint is beyond what is delivered"
        assert saved > 0
    last = await start(address, topic_prefix, path)
    assert await asyncio.wait_for(last.wait(), 60) == 0
    found = await numbers(read_topic, topic_prefix, address)
    assert set(found) == set(range(POST_COUNT))
    assert len(found) < 2 * POST_COUNT
    assert await lines_saved(address, topic_prefix) == POST_COUNT


async def test_a_terminated_runner_ends_cleanly_and_repeats_nothing(
    broker: Broker, topic_prefix: str, write_posts: Any, read_topic: Any
) -> None:
    create_topics(broker, TopicPlan(topic_prefix, FOUR))
    address, path = broker.bootstrap, write_posts(POST_COUNT)
    first = await start(address, topic_prefix, path)
    while first.returncode is None and not await numbers(read_topic, topic_prefix, address):
        await asyncio.sleep(0.01)
    first.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(first.wait(), 20) == 0
    saved = await lines_saved(address, topic_prefix)
    assert sorted(await numbers(read_topic, topic_prefix, address)) == list(range(saved))
    assert 0 < saved < POST_COUNT
    second = await start(address, topic_prefix, path)
    assert await asyncio.wait_for(second.wait(), 60) == 0
    assert sorted(await numbers(read_topic, topic_prefix, address)) == list(range(POST_COUNT))


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
    async with asyncio.timeout(60):
        while not condition():
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
        await asyncio.wait_for(running, 60)


async def test_sources_are_held_while_the_brake_is_on_and_go_on_where_they_stood(
    kafka_address: str, prefix: str, make_post: Any, read_topic: Any
) -> None:
    options, stop, source = {"bootstrap_servers": kafka_address}, asyncio.Event(), Counting(make_post)
    full: list[str] = []
    async with (
        Sink(
            options, SinkTopics(f"{prefix}.posts", f"{prefix}.dead", 4), brake=lambda: "full" if full else None
        ) as sink,
        Checkpoints(options, f"{prefix}.checkpoints") as checkpoints,
    ):
        running = asyncio.create_task(run([source], sink, checkpoints, RunSettings(), stop))
        await until(lambda: len(source.polls) > 5)
        full.append("the disk")
        await until(lambda: sink.stalled)
        polls = len(source.polls)
        await asyncio.sleep(0.3)  # thirty polls' worth
        assert len(source.polls) <= polls + 1
        full.clear()
        await until(lambda: len(source.polls) > polls + 20)
        stop.set()
        await asyncio.wait_for(running, 20)
        saved = int((await checkpoints.load())["counting"])
    assert set(range(saved)) <= set(await numbers(read_topic, prefix))


@pytest.mark.kafka
@pytest.mark.slow
async def test_a_kafka_that_is_stopped_and_started_again_gets_every_post(
    own_kafka: LocalKafka, topic_prefix: str, make_post: Any, read_topic: Any
) -> None:
    await asyncio.to_thread(own_kafka.start)
    broker, stop, source = own_kafka.broker, asyncio.Event(), Counting(make_post)
    await asyncio.to_thread(create_topics, broker, TopicPlan(topic_prefix, FOUR))
    topics = SinkTopics(f"{topic_prefix}.posts", f"{topic_prefix}.dead", 4)
    async with (
        Sink(broker.aiokafka(), topics, stall_seconds=0.5) as sink,
        Checkpoints(broker.aiokafka(), f"{topic_prefix}.checkpoints") as checkpoints,
    ):
        running = asyncio.create_task(run([source], sink, checkpoints, RunSettings(), stop))
        await until(lambda: len(source.polls) > 50)
        await asyncio.to_thread(own_kafka.stop)
        await until(lambda: sink.stalled)
        polls = len(source.polls)
        await asyncio.sleep(1.0)  # a hundred polls' worth
        assert len(source.polls) <= polls + 1
        await asyncio.to_thread(own_kafka.start)
        async with asyncio.timeout(60):
            while len(source.polls) < polls + 50:
                await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(running, 30)
        saved = int((await checkpoints.load())["counting"])
    found = await numbers(read_topic, topic_prefix, broker.bootstrap)
    assert set(range(saved)) <= set(found)
    assert saved >= 10 * (polls + 20)

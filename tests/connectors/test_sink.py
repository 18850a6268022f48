from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka.errors import MessageSizeTooLargeError

from connectors.checkpoints import CHECKPOINTS, Checkpoint, Checkpoints
from connectors.dead import DEAD_LETTERS, dead_letter
from connectors.errors import DeliveryError
from connectors.post import POSTS
from connectors.sink import ARRAY_BYTES, POST_BYTES, Sink, SinkTopics

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
OUT_OF_ORDER_SEQUENCE = 45


@pytest.fixture
def topics(prefix: str) -> SinkTopics:
    return SinkTopics(f"{prefix}.posts", f"{prefix}.dead", 4)


@pytest.fixture
def options(kafka_address: str) -> dict[str, Any]:
    return {"bootstrap_servers": kafka_address}


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.001)


async def test_posts_leave_as_arrays_of_one_partition_in_order(
    options: dict[str, Any], topics: SinkTopics, make_post: Any, read_topic: Any
) -> None:
    posts = [make_post(number) for number in range(1000)]
    async with Sink(options, topics) as sink:
        await (await sink.send("test", posts[:600]))
        await (await sink.send("test", posts[600:]))
    messages = await read_topic(topics.posts)
    assert len(messages) < 40
    for partition in range(4):
        found = [post.id for number, _, value in messages if number == partition for post in POSTS.decode_many(value)]
        assert found == [post.id for post in posts if zlib.crc32(post.id.encode()) % 4 == partition]


async def test_a_lone_post_is_an_array_of_one(
    options: dict[str, Any], topics: SinkTopics, make_post: Any, read_topic: Any
) -> None:
    async with Sink(options, topics) as sink:
        await (await sink.send("test", [make_post(1)]))
    ((_, key, value),) = await read_topic(topics.posts)
    assert key is None
    assert value.startswith(b"[{")


async def test_a_post_that_is_too_large_is_a_dead_letter_and_its_neighbours_pass(
    options: dict[str, Any], topics: SinkTopics, make_post: Any, read_topic: Any
) -> None:
    large = make_post(2, text="x" * POST_BYTES)
    async with Sink(options, topics, clock=lambda: NOON) as sink:
        await (await sink.send("test", [make_post(1), large, make_post(3)]))
    posts = [post.id for _, _, value in await read_topic(topics.posts) for post in POSTS.decode_many(value)]
    assert sorted(posts) == ["test:1", "test:3"]
    ((_, _, value),) = await read_topic(topics.dead)
    letter = DEAD_LETTERS.decode(value)
    assert (letter.reason, letter.key, letter.at) == ("too_large", "test:2", NOON)


async def test_the_largest_post_that_is_let_through_arrives(
    options: dict[str, Any], topics: SinkTopics, make_post: Any, read_topic: Any
) -> None:
    bare = len(POSTS.encode(make_post(1, text="")))
    post = make_post(1, text="x" * (POST_BYTES - bare))
    async with Sink(options, topics) as sink:
        await (await sink.send("test", [post]))
    ((_, _, value),) = await read_topic(topics.posts)
    assert len(value) == ARRAY_BYTES
    assert POSTS.decode_many(value) == [post]


async def test_a_lost_sequence_fails_the_open_deliveries_and_the_next_producer_delivers(
    faulty_wire: Any, topics: SinkTopics, make_post: Any, read_topic: Any
) -> None:
    async with Sink({"bootstrap_servers": f"127.0.0.1:{faulty_wire.port}"}, topics) as sink:
        await (await sink.send("test", [make_post(0)]))
        faulty_wire.produce_errors = [OUT_OF_ORDER_SEQUENCE]
        posts = [make_post(number) for number in range(1, 20)]
        futures = [await sink.send("test", [post]) for post in posts]
        results = await asyncio.gather(*futures, return_exceptions=True)
        failed = [post for post, result in zip(posts, results, strict=True) if isinstance(result, DeliveryError)]
        assert failed
        assert all(result is None or isinstance(result, DeliveryError) for result in results)
        await (await sink.send("test", failed))
    found = {post.id for _, _, value in await read_topic(topics.posts) for post in POSTS.decode_many(value)}
    assert found == {f"test:{number}" for number in range(20)}


async def test_posts_and_letters_wait_while_too_much_is_pending(
    faulty_wire: Any, topics: SinkTopics, make_post: Any
) -> None:
    options = {"bootstrap_servers": f"127.0.0.1:{faulty_wire.port}"}
    letters = [dead_letter("connect", "unreadable", "simulated", "x", b"y" * 1000, NOON) for _ in range(500)]
    async with Sink(options, topics, pending_bytes=100_000) as sink:
        await (await sink.send("test", [make_post(0)]))
        faulty_wire.flowing.clear()
        posts = asyncio.create_task(sink.send("test", [make_post(n, text="z" * 1000) for n in range(500)]))
        skipped = asyncio.create_task(sink.send("test", [], letters))
        await asyncio.wait({posts, skipped}, timeout=0.2)
        assert not posts.done()
        assert not skipped.done()
        assert 100_000 < sink._pending < 110_000
        faulty_wire.flowing.set()
        await asyncio.wait_for(asyncio.gather(await posts, await skipped), 20)
        assert sink._pending == 0


async def test_a_sink_without_kafka_closes_soon_and_leaves_no_sender_behind(
    faulty_wire: Any, topics: SinkTopics, make_post: Any
) -> None:
    before = asyncio.all_tasks()
    async with Sink({"bootstrap_servers": f"127.0.0.1:{faulty_wire.port}"}, topics) as sink:
        await (await sink.send("test", [make_post(0)]))
        faulty_wire.flowing.clear()
        late = await sink.send("test", [make_post(1)])
        assert not await sink.flush(0.1)
    assert not late.done()
    ours = {task for task in asyncio.all_tasks() - before if "FaultyWire" not in repr(task)}
    assert ours == set()


async def test_too_few_partitions_end_the_sink_with_a_sentence(
    options: dict[str, Any], topics: SinkTopics, make_post: Any
) -> None:
    async def send_until_told(sink: Sink) -> None:
        while True:
            await sink.send("test", [make_post(1)])
            await asyncio.sleep(0.01)

    wrong = SinkTopics(topics.posts, topics.dead, 64)
    with pytest.raises(ValueError, match="has 4 partitions, the configuration says 64"):
        async with Sink(options, wrong) as sink, asyncio.timeout(60):
            await send_until_told(sink)


async def test_loads_the_newest_cursor_of_every_connector(options: dict[str, Any], prefix: str) -> None:
    topic = f"{prefix}.checkpoints"
    async with Checkpoints(options, topic) as checkpoints:
        assert await checkpoints.load() == {}
        for number in range(5):
            await checkpoints.save("one", f"a{number}")
            await checkpoints.save("two", f"b{number}")
    async with Checkpoints(options, topic) as checkpoints:
        assert await checkpoints.load() == {"one": "a4", "two": "b4"}


async def test_a_cursor_that_is_too_large_is_refused_alone(options: dict[str, Any], prefix: str) -> None:
    async with Checkpoints(options, f"{prefix}.checkpoints") as checkpoints:
        with pytest.raises(MessageSizeTooLargeError):
            await checkpoints.save("large", "x" * 3_000_000)
        await checkpoints.save("one", "a" * 1_000_000)
        assert (await checkpoints.load()).keys() == {"one"}


async def test_an_older_save_that_arrives_late_does_not_win(options: dict[str, Any], prefix: str) -> None:
    topic, times = f"{prefix}.checkpoints", iter([NOON, NOON.replace(hour=11)])
    async with Checkpoints(options, topic, clock=lambda: next(times)) as checkpoints:
        await checkpoints.save("one", "newer")
        await checkpoints.save("one", "older, of a process that was slow to die")
        assert await checkpoints.load() == {"one": "newer"}


async def test_checkpoints_that_cannot_be_read_are_passed_over(options: dict[str, Any], prefix: str) -> None:
    from aiokafka import AIOKafkaProducer

    topic = f"{prefix}.checkpoints"
    async with Checkpoints(options, topic) as checkpoints:
        await checkpoints.save("one", "a")
        async with AIOKafkaProducer(**options) as other:
            await other.send_and_wait(topic, b"not ours", key=b"one")
            await other.send_and_wait(topic, None, key=b"two")
        assert await checkpoints.load() == {"one": "a"}


def test_a_checkpoint_survives_its_encoding() -> None:
    checkpoint = Checkpoint(connector="one", cursor='{"offset":1}', at=NOON)
    assert CHECKPOINTS.decode(CHECKPOINTS.encode(checkpoint)) == checkpoint

"""Local servers that replay what sources send, faults included, and a Kafka broker in this process."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from connectors.fetch import Fetcher, FetchLimits
from connectors.guard import AddressGuard
from connectors.post import Post
from connectors.registry import Context
from tests.connectors.faulty_wire import FaultyWire
from tests.connectors.site import Reply, Site
from tests.connectors.stand_ins import FakeCheckpoints, FakeSink
from tests.served import serving

NOON = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    async with serving(Site()) as made:
        yield made


@pytest.fixture
def reply() -> type[Reply]:
    return Reply


@pytest.fixture
def limits() -> FetchLimits:
    """Long enough for a busy machine; see `hasty_fetcher`."""
    long = timedelta(seconds=30)
    return FetchLimits(connect=long, read=timedelta(seconds=3), total=long, body_bytes=256 * 1024)


@pytest_asyncio.fixture
async def fetcher(limits: FetchLimits) -> AsyncIterator[Fetcher]:
    made = Fetcher(AddressGuard(["127.0.0.1"]), limits, clock=lambda: NOON)
    yield made
    await made.aclose()


@pytest_asyncio.fixture
async def hasty_fetcher(limits: FetchLimits) -> AsyncIterator[Fetcher]:
    """For tests whose subject is the end of all patience."""
    made = Fetcher(AddressGuard(["127.0.0.1"]), replace(limits, total=timedelta(seconds=0.5)), clock=lambda: NOON)
    yield made
    await made.aclose()


@pytest_asyncio.fixture
async def patient_fetcher(limits: FetchLimits) -> AsyncIterator[Fetcher]:
    """For tests whose subject is not the time that a request takes: a busy machine is slow."""
    long = timedelta(seconds=30)
    made = Fetcher(
        AddressGuard(["127.0.0.1"]), replace(limits, connect=long, read=long, total=long), clock=lambda: NOON
    )
    yield made
    await made.aclose()


@pytest_asyncio.fixture
async def context() -> AsyncIterator[Context]:
    made = Context.of(("127.0.0.1",))
    yield made
    await made.aclose()


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def make_post() -> Callable[..., Post]:
    def make(number: int = 0, **fields: Any) -> Post:
        known: dict[str, Any] = {
            "id": f"test:{number}",
            "source": "test",
            "kind": "social",
            "text": f"simulated post {number}",
            "published_at": NOON + timedelta(seconds=number),
        }
        return Post(**{**known, **fields})

    return make


@pytest.fixture
def write_posts(tmp_path: Path) -> Callable[..., Path]:
    """Write ``count`` simulated posts, one second apart, as JSON lines."""

    def write(count: int, name: str = "posts.jsonl", extra: Sequence[bytes] = ()) -> Path:
        path = tmp_path / name
        lines = [
            json.dumps(
                {
                    "id": f"test:{number}",
                    "source": "test",
                    "kind": "social",
                    "author": None,
                    "text": f"simulated post {number}",
                    "published_at": (NOON + timedelta(seconds=number)).isoformat(),
                }
            ).encode()
            for number in range(count)
        ]
        path.write_bytes(b"".join(line + b"\n" for line in (*lines, *extra)))
        return path

    return write


@pytest.fixture
def make_sink() -> type[FakeSink]:
    return FakeSink


@pytest.fixture
def checkpoints() -> FakeCheckpoints:
    return FakeCheckpoints()


@pytest.fixture(scope="session")
def kafka_address() -> Iterator[str]:
    """librdkafka's in-process broker: it speaks the protocol over TCP and keeps everything in memory."""
    from confluent_kafka import Producer

    owner = Producer({"test.mock.num.brokers": 1, "log_level": 0})
    broker = next(iter(owner.list_topics(timeout=10).brokers.values()))
    yield f"{broker.host}:{broker.port}"
    del owner


@pytest.fixture
def prefix() -> str:
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.fixture
def read_topic(kafka_address: str) -> Callable[..., Awaitable[list[tuple[int, bytes | None, bytes]]]]:
    """Read a topic from its beginning to its present end: partition, key, value."""

    async def read(topic: str, address: str = kafka_address) -> list[tuple[int, bytes | None, bytes]]:
        from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

        asking = AIOKafkaProducer(bootstrap_servers=address)
        await asking.start()
        partitions = [TopicPartition(topic, number) for number in sorted(await asking.partitions_for(topic))]
        await asking.stop()
        consumer = AIOKafkaConsumer(bootstrap_servers=address, auto_offset_reset="earliest")
        await consumer.start()
        try:
            consumer.assign(partitions)
            first, end = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
            for partition in partitions:
                consumer.seek(partition, first[partition])
            found: list[tuple[int, bytes | None, bytes]] = []
            while any([await consumer.position(partition) < end[partition] for partition in partitions]):
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    found.extend((record.partition, record.key, record.value) for record in records)
            return found
        finally:
            await consumer.stop()

    return read


@pytest_asyncio.fixture
async def faulty_wire(kafka_address: str) -> AsyncIterator[FaultyWire]:
    made = FaultyWire(int(kafka_address.rpartition(":")[2]))
    made.flowing.set()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
    for task in list(made.serving):
        task.cancel()
    await asyncio.gather(*made.serving, return_exceptions=True)
    for stream in made.streams:
        stream.close()
    await asyncio.gather(*(stream.wait_closed() for stream in made.streams), return_exceptions=True)

"""Local servers that replay what sources send, faults included, and a Kafka broker in this process."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import struct
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from connectors.dead import DeadLetter
from connectors.errors import DeliveryError
from connectors.fetch import Fetcher, FetchLimits
from connectors.guard import AddressGuard
from connectors.health import SourceHealth
from connectors.post import Post
from connectors.registry import Context
from tests.served import Request, answer, requests, serving

NOON = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@dataclass
class Reply:
    """What the server answers: ``raw`` replaces all of it, ``hold`` never ends it, ``drip`` sends bytes singly.

    ``follow`` is an async iterator of chunks that are sent behind ``raw``, as they come.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    hold: bool = False
    drip: bool = False
    follow: Any = None

    def encoded(self) -> bytes:
        if self.raw is not None:
            return self.raw
        return answer(self.status, self.headers, self.body)


@dataclass
class Site:
    """Answers by path: one reply for ever, several in turn (the last repeats), or a function of the request."""

    port: int = 0
    routes: dict[str, Any] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def reply(self, request: Request) -> Reply:
        route = self.routes.get(request.target.partition("?")[0], Reply(404))
        if callable(route):
            route = route(request)
        elif isinstance(route, list):
            route = route.pop(0) if len(route) > 1 else route[0]
        assert isinstance(route, Reply)
        return route

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        with contextlib.suppress(ConnectionError):
            async for request in requests(reader):
                self.requests.append(request)
                reply = self.reply(request)
                encoded = reply.encoded()
                if reply.drip:
                    for byte in encoded:
                        writer.write(bytes([byte]))
                        await writer.drain()
                        await asyncio.sleep(0.01)
                writer.write(encoded)
                await writer.drain()
                if reply.follow is not None:
                    await self._follow(reply, reader, writer)
                if reply.hold:
                    await reader.read(1)
                if reply.raw is not None or reply.hold:
                    break
        writer.close()

    @staticmethod
    async def _follow(reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Send chunks until the client hangs up."""

        async def send() -> None:
            async for chunk in reply.follow:
                writer.write(chunk)
                await writer.drain()

        sending = asyncio.create_task(send())
        left = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait({sending, left}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, left):
                task.cancel()
            await asyncio.gather(sending, left, return_exceptions=True)


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


@dataclass
class FakeSink:
    """Keeps what it is handed; acknowledges at once, or when told."""

    immediate: bool = True
    sent: list[tuple[str, list[Post], list[DeadLetter]]] = field(default_factory=list)
    futures: list[asyncio.Future[None]] = field(default_factory=list)
    flowing: asyncio.Event = field(default_factory=asyncio.Event)
    on_send: Callable[[], Awaitable[None]] | None = None

    @property
    def stalled(self) -> bool:
        return not self.flowing.is_set()

    def __post_init__(self) -> None:
        self.flowing.set()

    @property
    def posts(self) -> list[Post]:
        return [post for _, posts, _ in self.sent for post in posts]

    @property
    def letters(self) -> list[DeadLetter]:
        return [letter for _, _, letters in self.sent for letter in letters]

    async def ready(self) -> None:
        await self.flowing.wait()

    async def send(self, source: str, posts: Sequence[Post], letters: Any = ()) -> asyncio.Future[None]:
        self.sent.append((source, list(posts), list(letters)))
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.futures.append(future)
        if self.immediate:
            future.set_result(None)
        if self.on_send is not None:
            await self.on_send()
        return future

    async def flush(self, timeout_seconds: float) -> bool:
        return all(future.done() for future in self.futures)

    def fail(self, index: int) -> None:
        self.futures[index].set_exception(DeliveryError("simulated"))
        self.futures[index].exception()


@dataclass
class FakeCheckpoints:
    """Keeps the history of saves."""

    cursors: dict[str, str] = field(default_factory=dict)
    saves: list[tuple[str, str]] = field(default_factory=list)
    healths: dict[str, SourceHealth] = field(default_factory=dict)

    async def save_health(self, healths: Sequence[SourceHealth]) -> None:
        self.healths.update((health.name, copy.copy(health)) for health in healths)

    async def load(self) -> dict[str, str]:
        return dict(self.cursors)

    async def save(self, name: str, cursor: str) -> None:
        self.saves.append((name, cursor))
        self.cursors[name] = cursor


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


@dataclass
class FaultyWire:
    """A proxy before the broker that can spoil answers to Produce requests or hold everything back.

    Speaks just enough of the Kafka protocol: it notes which request an answer belongs to, puts its own port into
    metadata answers, and replaces the error code of Produce answers.
    """

    broker_port: int
    port: int = 0
    produce_errors: list[int] = field(default_factory=list)
    flowing: asyncio.Event = field(default_factory=asyncio.Event)
    serving: set[asyncio.Task[Any]] = field(default_factory=set)
    streams: list[asyncio.StreamWriter] = field(default_factory=list)

    PRODUCE, METADATA = 0, 3

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ours = asyncio.current_task()
        assert ours is not None
        self.serving.add(ours)
        try:
            await self._relay(reader, writer)
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            self.serving.discard(ours)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.streams.append(writer)
        upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", self.broker_port)
        self.streams.append(upstream)
        kinds: dict[int, int] = {}

        async def forward() -> None:
            while True:
                frame = await self._frame(reader)
                kind, _, correlation = struct.unpack(">hhi", frame[4:12])
                kinds[correlation] = kind
                await self.flowing.wait()
                upstream.write(frame)

        async def back() -> None:
            while True:
                frame = await self._frame(upstream_reader)
                kind = kinds.pop(struct.unpack(">i", frame[4:8])[0])
                if kind == self.METADATA:
                    frame = frame.replace(struct.pack(">i", self.broker_port), struct.pack(">i", self.port))
                if kind == self.PRODUCE and self.produce_errors:
                    frame = self._spoiled(frame, self.produce_errors.pop(0))
                await self.flowing.wait()
                writer.write(frame)

        tasks = [asyncio.create_task(forward()), asyncio.create_task(back())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            upstream.close()
            writer.close()

    @staticmethod
    async def _frame(reader: asyncio.StreamReader) -> bytes:
        size = await reader.readexactly(4)
        return size + await reader.readexactly(struct.unpack(">i", size)[0])

    @staticmethod
    def _spoiled(frame: bytes, code: int) -> bytes:
        (length,) = struct.unpack(">h", frame[12:14])  # behind size, correlation id and the count of topics
        at = 14 + length + 4 + 4  # behind the name, the count of partitions and the partition
        return frame[:at] + struct.pack(">h", code) + frame[at + 2 :]


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

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from connectors.connector import Batch
from connectors.errors import OptionsError, UnavailableError
from connectors.post import HEARTBEAT_SOURCE
from connectors.received import BODY_BYTES
from connectors.runner import RunSettings, run
from connectors.webhook import WAITING, Webhook, WebhookOptions

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
SECRET = "simulated secret"
POST = {"id": "desk:1", "source": "desk", "kind": "newswire", "author": None, "text": "Road closed.",
        "published_at": "2026-11-01T11:00:00Z"}  # fmt: skip


@dataclass
class Door:
    """A webhook that is read here, and what it yielded; acknowledges at once unless told otherwise."""

    port: int
    accept: bool | None = True
    batches: list[Batch] = field(default_factory=list)

    async def send(self, raw: bytes) -> tuple[int, dict[str, Any], bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(raw)
        answered = await asyncio.wait_for(reader.read(), 60)
        writer.close()
        await writer.wait_closed()
        head, _, body = answered.partition(b"\r\n\r\n")
        return int(head.split(b" ")[1]), json.loads(body), head

    async def post(self, body: bytes, path: str = "/ingest/partner", **headers: str) -> tuple[int, dict[str, Any]]:
        status, said, _ = await self.send(request(body, path, **headers))
        return status, said

    @property
    def ids(self) -> list[str]:
        return [post.id for batch in self.batches for post in batch.posts]


def signed(body: bytes) -> str:
    return f"sha256={hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}"


def request(body: bytes, path: str = "/ingest/partner", **headers: str) -> bytes:
    fields = {"Content-Length": str(len(body)), "X-Tocsin-Signature": signed(body), **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"POST {path} HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode() + body


def stamped(body: bytes, at: datetime, secret: str = SECRET) -> dict[str, str]:
    """Return the headers of a request that says when it was signed."""
    stamp = str(int(at.timestamp()))
    signature = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Tocsin-Timestamp": stamp, "X-Tocsin-Signature": f"sha256={signature}"}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def webhook(port: int, **patience: float) -> Webhook:
    return Webhook("partner", WebhookOptions(port=port, secret=SECRET), lambda: NOON, **patience)


async def consume(door: Door, stream: AsyncGenerator[Batch, None]) -> None:
    try:
        async for batch in stream:
            door.batches.append(batch)
            if door.accept is not None and batch.settled is not None:
                batch.settled(door.accept)
    finally:
        await stream.aclose()


@pytest_asyncio.fixture
async def door() -> AsyncIterator[Door]:
    made = Door(free_port())
    stream = webhook(made.port, receive_seconds=0.3, answer_seconds=0.3).stream(None)
    reading = asyncio.create_task(consume(made, stream))
    while not reading.done():
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", made.port)
        except ConnectionRefusedError:
            await asyncio.sleep(0)
        else:
            writer.close()
            await writer.wait_closed()
            break
    yield made
    reading.cancel()
    await asyncio.wait({reading})


async def test_a_post_is_taken_and_told(door: Door) -> None:
    assert await door.post(json.dumps(POST).encode()) == (202, {"taken": 1})
    (post,) = door.batches[0].posts
    assert (post.id, post.text, post.seen_at) == ("desk:1", "Road closed.", NOON)
    assert door.batches[0].cursor is None


@pytest.mark.parametrize(
    "body",
    [
        [POST, {**POST, "id": "desk:2"}],
        [{"specversion": "1.0", "id": "e1", "source": "/desk", "type": "post", "data": POST},
         {"specversion": "1.0", "id": "e2", "source": "/desk", "type": "post", "data": {**POST, "id": "desk:2"}}],
    ],
)  # fmt: skip
async def test_lists_and_batches_of_events_are_taken(door: Door, body: list[Any]) -> None:
    assert await door.post(json.dumps(body).encode()) == (202, {"taken": 2})
    assert door.ids == ["desk:1", "desk:2"]


async def test_one_event_is_taken_and_an_empty_list_too(door: Door) -> None:
    event = {"specversion": "1.0", "id": "e1", "source": "/desk", "type": "post", "data": POST}
    assert (await door.post(json.dumps(event).encode()))[0] == 202
    assert await door.post(b"[]") == (202, {"taken": 0})
    assert door.ids == ["desk:1"]


async def test_without_delivery_the_sender_is_asked_to_come_again(door: Door) -> None:
    body = json.dumps(POST).encode()
    for accept in (False, None):
        door.accept = accept
        status, _, head = await door.send(request(body))
        assert status == 503
        assert b"Retry-After" in head


@pytest.mark.parametrize(
    "signature",
    ["", "sha256=", "sha256=" + "0" * 64, signed(b"another body"), "sha1=abc", "ключ".encode().decode("latin-1")],
)
async def test_a_wrong_signature_is_refused_and_nothing_taken(door: Door, signature: str) -> None:
    status, said = await door.post(json.dumps(POST).encode(), X_Tocsin_Signature=signature)
    assert status == 401
    assert SECRET not in said["error"]
    assert door.batches == []


async def test_the_usual_name_of_the_signature_is_taken_too(door: Door) -> None:
    body = json.dumps(POST).encode()
    raw = request(body).replace(b"X-Tocsin-Signature", b"X-Hub-Signature-256")
    assert (await door.send(raw))[0] == 202


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"7", "JSON"),
        (b"[7]", "JSON"),
        (b'{"text":"\xff"}', ""),
        (b'{"id":"x"}', "record 0"),
        (json.dumps([POST, {**POST, "kind": "rumour"}]).encode(), "record 1: field `kind`"),
        (json.dumps({**POST, "source": HEARTBEAT_SOURCE}).encode(), "source"),
        (b'{"specversion":"1.0","id":"e"}', "record 0"),
        (b"[" * 100_000, "JSON"),
    ],
)
async def test_a_bad_body_is_refused_as_a_whole_with_its_reason(door: Door, body: bytes, names: str) -> None:
    status, said = await door.post(body)
    assert status == 400
    assert names in said["error"]
    assert door.batches == []


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GET /ingest/partner HTTP/1.1\r\n\r\n", 405),
        (request(b"{}", "/ingest/other"), 404),
        (request(b"{}", "/"), 404),
        (b"POST /ingest/partner HTTP/1.1\r\n\r\n", 411),
        (b"POST /ingest/partner HTTP/1.1\r\nContent-Length: -5\r\n\r\n", 411),
        (b"POST /ingest/partner HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (f"POST /ingest/partner HTTP/1.1\r\nContent-Length: {BODY_BYTES + 1}\r\n\r\n".encode(), 413),
        (b"POST /ingest/partner HTTP/1.1\r\nContent-Length: 5\r\n\r\n", 408),
        (b"POST /ingest", 408),
        (b"hello\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nA: " + b"x" * 70_000 + b"\r\n\r\n", 431),
    ],
)
async def test_requests_beyond_the_bounds_are_refused(door: Door, raw: bytes, status: int) -> None:
    assert (await door.send(raw))[0] == status
    assert (await door.post(json.dumps(POST).encode()))[0] == 202


async def test_a_sender_that_hangs_up_harms_nobody(door: Door) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(request(json.dumps(POST).encode())[:40])
    writer.transport.abort()
    assert (await door.post(json.dumps(POST).encode()))[0] == 202


async def test_a_port_in_use_is_a_typed_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UnavailableError, match="cannot listen"):
        await anext(webhook(taken.getsockname()[1]).stream(None))


async def test_the_answer_waits_for_the_acknowledgement_of_kafka(make_sink: Any, checkpoints: Any) -> None:
    sink, stop, door = make_sink(immediate=False), asyncio.Event(), Door(free_port())
    settings = RunSettings(flush_seconds=0.05)
    running = asyncio.create_task(run([webhook(door.port)], sink, checkpoints, settings, stop))
    body = json.dumps(POST).encode()

    async def insist() -> int:
        while True:
            try:
                return (await door.post(body))[0]
            except ConnectionRefusedError:
                await asyncio.sleep(0)

    async def handed_over(count: int) -> None:
        async with asyncio.timeout(60):
            while len(sink.futures) < count:
                await asyncio.sleep(0)

    first = asyncio.create_task(insist())
    await handed_over(1)
    await asyncio.wait({first}, timeout=0.05)
    assert not first.done()
    sink.futures[0].set_result(None)
    assert await asyncio.wait_for(first, 60) == 202
    second = asyncio.create_task(insist())
    await handed_over(2)
    sink.fail(1)
    assert await asyncio.wait_for(second, 60) == 503
    stop.set()
    await asyncio.wait_for(running, 60)
    assert checkpoints.saves == []


async def opened(made: Webhook) -> tuple[Door, asyncio.Task[None]]:
    door = Door(made.options.port)
    reading = asyncio.create_task(consume(door, made.stream(None)))
    while not reading.done():
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", door.port)
        except ConnectionRefusedError:
            await asyncio.sleep(0)
        else:
            writer.close()
            await writer.wait_closed()
            break
    return door, reading


@pytest.mark.parametrize(("minutes", "status"), [(0, 202), (4, 202), (-4, 202), (6, 401), (-6, 401), (60 * 24, 401)])
async def test_a_signed_timestamp_is_taken_only_near_our_clock(door: Door, minutes: int, status: int) -> None:
    body = json.dumps(POST).encode()
    raw = request(body, **stamped(body, NOON + timedelta(minutes=minutes)))
    assert (await door.send(raw))[0] == status


async def test_a_timestamp_is_part_of_what_is_signed(door: Door) -> None:
    body = json.dumps(POST).encode()
    later = {**stamped(body, NOON), "X-Tocsin-Timestamp": str(int(NOON.timestamp()) + 60)}
    assert (await door.send(request(body, **later)))[0] == 401
    assert (await door.send(request(body, **{"X-Tocsin-Timestamp": "now"})))[0] == 401
    assert door.batches == []


async def test_senders_have_paths_and_secrets_of_their_own_and_an_old_secret_holds_for_a_while() -> None:
    options = WebhookOptions(
        port=free_port(),
        secret=SECRET,
        previous_secret="the secret before it",
        senders={"red-cross": "their own secret"},
        require_timestamp=True,
    )
    door, reading = await opened(Webhook("partner", options, lambda: NOON))
    body = json.dumps(POST).encode()
    wanted = {
        ("/ingest/partner", SECRET): 202,
        ("/ingest/partner", "the secret before it"): 202,
        ("/ingest/partner", "their own secret"): 401,
        ("/ingest/red-cross", "their own secret"): 202,
        ("/ingest/red-cross", SECRET): 401,
        ("/ingest/somebody", SECRET): 404,
    }
    found = {
        (path, secret): (await door.send(request(body, path, **stamped(body, NOON, secret))))[0]
        for path, secret in wanted
    }
    bare = (await door.post(body))[0]
    reading.cancel()
    await asyncio.wait({reading})
    assert found == wanted
    assert bare == 401


def test_does_not_start_without_any_secret() -> None:
    with pytest.raises(OptionsError, match="secret"):
        Webhook("partner", WebhookOptions(port=8099))


EVENT = {"specversion": "1.0", "id": "e1", "source": "/desk", "type": "post"}
PACKED = base64.b64encode(json.dumps(POST).encode()).decode()


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"ce-specversion": "1.0", "ce-id": "e", "ce-source": "/d", "ce-type": "t"}, POST, 202),
        ({"ce-specversion": "1.0", "ce-id": "e", "ce-source": "/d", "ce-type": "t"}, [POST], 202),
        ({"ce-specversion": "0.3", "ce-id": "e", "ce-source": "/d", "ce-type": "t"}, POST, 400),
        ({"ce-specversion": "1.0", "ce-id": "e"}, POST, 400),
        ({"Content-Type": "application/cloudevents+json"}, {**EVENT, "data": POST, "extension": 7}, 202),
        ({}, {**EVENT, "data": [POST, {**POST, "id": "desk:2"}]}, 202),
        ({}, {**EVENT, "data_base64": PACKED}, 202),
        ({}, {**EVENT, "data_base64": "%%%"}, 400),
        ({}, {**EVENT, "specversion": "2.0", "data": POST}, 400),
        ({}, {**EVENT, "id": "", "data": POST}, 400),
        ({}, {**EVENT, "data": None}, 400),
        ({}, [{**EVENT, "data": POST}, {**EVENT, "data": 7}], 400),
        ({"Content-Encoding": "gzip"}, POST, 415),
    ],
)
async def test_events_in_each_mode_are_taken_and_broken_ones_refused_as_a_whole(
    door: Door, headers: dict[str, str], body: Any, status: int
) -> None:
    raw = json.dumps(body).encode()
    answered, said, _ = await door.send(
        request(raw, **{name.replace("-", "_"): text for name, text in headers.items()})
    )
    assert (answered, bool(door.batches)) == (status, status == 202), said


async def test_a_body_that_is_refused_unread_still_gets_its_answer(door: Door) -> None:
    body = b"x" * (BODY_BYTES + 1)
    status, _, _ = await door.send(request(body))
    assert status == 413


async def test_more_requests_than_may_wait_are_asked_to_come_again() -> None:
    made = webhook(free_port(), answer_seconds=20)
    door, reading = await opened(made)
    door.accept = None
    body = json.dumps(POST).encode()
    waiting = [asyncio.create_task(door.send(request(body))) for _ in range(WAITING)]
    async with asyncio.timeout(60):
        while len([each for batch in door.batches for each in batch.posts]) < WAITING:
            await asyncio.sleep(0.01)
    status, _, head = await door.send(request(body))
    assert (status, b"Retry-After" in head) == (429, True)
    for batch in door.batches:
        assert batch.settled is not None
        batch.settled(True)
    assert {(await each)[0] for each in waiting} == {202}
    reading.cancel()
    await asyncio.wait({reading})


async def test_the_port_stays_open_while_kafka_takes_nothing(make_sink: Any, checkpoints: Any) -> None:
    sink, stop = make_sink(immediate=False), asyncio.Event()
    made = webhook(free_port(), answer_seconds=0.2)
    running = asyncio.create_task(run([made], sink, checkpoints, RunSettings(flush_seconds=0.05), stop))
    door, body = Door(made.options.port), json.dumps(POST).encode()
    async with asyncio.timeout(60):
        while True:
            try:
                assert (await door.post(body))[0] == 503
                break
            except ConnectionRefusedError:
                await asyncio.sleep(0.01)
    sink.flowing.clear()
    for _ in range(3):
        assert (await door.post(body))[0] == 503
    stop.set()
    await asyncio.wait_for(running, 60)

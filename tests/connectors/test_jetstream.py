"""A web-socket server on this machine that replays events of the documented form, faults included."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
import pytest_asyncio
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from connectors.connector import Batch
from connectors.errors import (
    ForbiddenAddressError,
    OptionsError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from connectors.guard import AddressGuard
from connectors.jetstream import Jetstream, JetstreamOptions

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
NOON_US = int(NOON.timestamp() * 1e6)
DATA = Path(__file__).parents[1] / "data" / "connectors"


def event(number: int, time_us: int = 0, text: str = "simulated words", **commit: Any) -> str:
    """Return a commit as Jetstream v1 sends it."""
    record = {"$type": "app.bsky.feed.post", "createdAt": "2026-11-01T11:00:00.000Z", "langs": ["en"], "text": text}
    body: dict[str, Any] = {
        "rev": f"r{number}",
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": f"k{number}",
        "record": record,
        "cid": f"bafy{number}",
        **commit,
    }
    if body["operation"] == "delete":
        del body["record"], body["cid"]
    return json.dumps({"did": "did:plc:a", "time_us": time_us or NOON_US + number, "kind": "commit", "commit": body})


Script = Callable[[ServerConnection], Awaitable[None]]


@dataclass
class Instance:
    """What the server does with each connection in turn; the last repeats."""

    port: int = 0
    scripts: list[Script] = field(default_factory=list)
    queries: list[dict[str, list[str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    refusal: tuple[HTTPStatus, dict[str, str]] | None = None

    async def serve(self, connection: ServerConnection) -> None:
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        await script(connection)

    def judge(self, connection: ServerConnection, request: Request) -> Response | None:
        self.queries.append(parse_qs(urlsplit(request.path).query))
        self.headers.append({name.lower(): value for name, value in request.headers.raw_items()})
        if self.refusal is None:
            return None
        response = connection.respond(self.refusal[0], "simulated")
        for name, value in self.refusal[1].items():
            response.headers[name] = value
        return response


def sends(*frames: str | bytes) -> Script:
    async def script(connection: ServerConnection) -> None:
        for frame in frames:
            await connection.send(frame)

    return script


@pytest_asyncio.fixture
async def instance() -> AsyncIterator[Instance]:
    made = Instance()
    async with serve(made.serve, "127.0.0.1", 0, process_request=made.judge) as server:
        made.port = next(iter(server.sockets)).getsockname()[1]
        yield made


def source(instance: Instance, now: datetime = NOON, idle: float = 5.0, **options: Any) -> Jetstream:
    known = JetstreamOptions(url=f"ws://127.0.0.1:{instance.port}/subscribe", **options)
    return Jetstream("sky", known, AddressGuard(["127.0.0.1"]), lambda: now, idle)


async def read(jetstream: Jetstream, cursor: str | None = None) -> list[Batch]:
    """Read until the connection ends."""
    batches: list[Batch] = []
    try:
        async with asyncio.timeout(10), aclosing(jetstream.stream(cursor)) as stream:
            async for batch in stream:
                batches.append(batch)  # noqa: PERF401  kept when the stream raises
    except UnavailableError:
        return batches
    raise AssertionError("the stream ended without an error")


async def test_events_become_posts_as_recorded(instance: Instance) -> None:
    instance.scripts = [sends(*(DATA / "jetstream.jsonl").read_text().splitlines())]
    batches = await read(source(instance))
    found = msgspec.to_builtins([post for batch in batches for post in batch.posts])
    assert found == json.loads((DATA / "jetstream.expected.json").read_text())
    assert batches[-1].cursor == "1793534400900000"
    assert [skipped for batch in batches for skipped in batch.skipped] == []


async def test_asks_for_posts_only_and_without_compression(instance: Instance) -> None:
    instance.scripts = [sends(event(1))]
    await read(source(instance))
    assert instance.queries == [{"wantedCollections": ["app.bsky.feed.post"]}]
    assert "sec-websocket-extensions" not in instance.headers[0]


async def test_the_cursor_is_the_newest_time_although_times_step_back(instance: Instance) -> None:
    steps = [0, 3_000_000, 1_000_000, 2_500_000, 500_000]
    instance.scripts = [sends(*(event(number, NOON_US + step) for number, step in enumerate(steps)))]
    batches = await read(source(instance))
    cursors = [int(batch.cursor or 0) for batch in batches]
    assert cursors == sorted(cursors)
    assert cursors[-1] == NOON_US + 3_000_000
    assert len([post for batch in batches for post in batch.posts]) == 5


async def test_resumes_a_few_seconds_before_the_newest_seen(instance: Instance) -> None:
    instance.scripts = [sends(event(1), event(2)), sends(event(2), event(3))]
    (first, *_) = [batch.cursor for batch in await read(source(instance))][-1:]
    again = await read(source(instance), first)
    asked = int(instance.queries[1]["cursor"][0])
    assert timedelta(seconds=2) <= timedelta(microseconds=int(first or 0) - asked) <= timedelta(seconds=10)
    assert [post.id for batch in again for post in batch.posts] == ["bluesky:did:plc:a/k2", "bluesky:did:plc:a/k3"]


async def test_a_time_ahead_of_our_clock_does_not_carry_the_cursor_along(instance: Instance) -> None:
    years = 10**8 * 10**6
    instance.scripts = [sends(event(1, NOON_US + years), event(2))]
    batches = await read(source(instance))
    assert int(batches[-1].cursor or 0) <= NOON_US + 5 * 60 * 10**6


async def test_says_the_gap_when_the_server_no_longer_keeps_what_is_missing(instance: Instance) -> None:
    instance.scripts = [sends(event(1), event(2))]
    old = NOON - timedelta(hours=50)
    batches = await read(source(instance), str(int(old.timestamp() * 1e6)))
    gaps = [gap for batch in batches for gap in batch.gaps]
    assert [(gap.since, gap.until) for gap in gaps] == [(old, NOON - timedelta(hours=36))]


async def test_garbage_is_skipped_and_the_rest_is_read(instance: Instance) -> None:
    deep = event(8, deep=[]).replace("[]", "[" * 5000 + "]" * 5000)
    garbage: list[str | bytes] = [
        "{",
        "[]",
        '{"did":"x"}',
        b"\xff\xfe",
        event(9, time_us=10**19),
        b'"\xed\xa0\xbd"',
        deep,
    ]
    instance.scripts = [sends(event(1), *garbage, event(2))]
    batches = await read(source(instance))
    assert [post.id[-2:] for batch in batches for post in batch.posts] == ["k1", "k2"]
    skipped = [skipped for batch in batches for skipped in batch.skipped]
    assert len(skipped) == len(garbage)
    assert {each.reason for each in skipped} == {"unreadable"}
    assert skipped[0].payload == b"{"


async def test_a_frame_above_the_cap_ends_the_connection(instance: Instance) -> None:
    instance.scripts = [sends(event(1), event(2, text="x" * (1024 * 1024 + 1)))]
    batches = await read(source(instance))
    assert len(batches) == 1


async def test_a_slow_reader_is_not_given_more_than_a_bounded_number_of_frames(instance: Instance) -> None:
    sent = 0

    async def flood(connection: ServerConnection) -> None:
        nonlocal sent
        for number in range(30_000):
            await connection.send(event(number, text="x" * 2000))
            sent += 1

    instance.scripts = [flood]
    async with aclosing(source(instance).stream(None)) as stream:
        await anext(stream)
        before = -1
        while sent != before:  # until the server is blocked by us
            before = sent
            await asyncio.sleep(0.1)
        assert sent < 15_000
        read_on = await anext(stream)
    assert read_on.posts


async def test_leaving_the_stream_closes_the_connection(instance: Instance) -> None:
    closed = asyncio.Event()

    async def wait(connection: ServerConnection) -> None:
        await connection.send(event(1))
        await connection.wait_closed()
        closed.set()

    instance.scripts = [wait]
    async with aclosing(source(instance).stream(None)) as stream:
        await anext(stream)
    await asyncio.wait_for(closed.wait(), 5)


async def test_a_silent_connection_is_given_up(instance: Instance) -> None:
    async def say_nothing(connection: ServerConnection) -> None:
        await connection.wait_closed()

    instance.scripts = [say_nothing]
    assert await read(source(instance, idle=0.05)) == []


async def test_a_cut_connection_keeps_what_came_before(instance: Instance) -> None:
    async def cut(connection: ServerConnection) -> None:
        await connection.send(event(1))
        connection.transport.abort()

    instance.scripts = [cut]
    batches = await read(source(instance))
    assert len(batches) <= 1  # an abort may overtake the frame; then it is asked for again


async def test_languages_are_kept_and_deletions_pass_the_filter(instance: Instance) -> None:
    record = {"$type": "app.bsky.feed.post", "createdAt": "2026-11-01T11:00:00Z", "text": "x"}
    instance.scripts = [
        sends(
            event(1, record={**record, "langs": ["ru-RU"]}),
            event(2, record={**record, "langs": ["de"]}),
            event(3, record=record),
            event(4, operation="delete"),
        )
    ]
    batches = await read(source(instance, languages=("ru", "ky")))
    assert [post.id[-2:] for batch in batches for post in batch.posts] == ["k1", "k3", "k4"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (HTTPStatus.BAD_REQUEST, RejectedError),
        (HTTPStatus.FORBIDDEN, RejectedError),
        (HTTPStatus.SERVICE_UNAVAILABLE, UnavailableError),
        (HTTPStatus.TOO_MANY_REQUESTS, RateLimitedError),
    ],
)
async def test_a_refused_handshake_is_a_typed_error(
    instance: Instance, status: HTTPStatus, kind: type[Exception]
) -> None:
    instance.refusal = (status, {"Retry-After": "77"})
    with pytest.raises(kind) as caught:
        await anext(source(instance).stream(None))
    assert type(caught.value) is kind
    if isinstance(caught.value, RateLimitedError):
        assert caught.value.retry_after == timedelta(seconds=77)


async def test_a_private_address_is_not_dialled(instance: Instance) -> None:
    guarded = Jetstream(
        "sky", JetstreamOptions(url=f"ws://127.0.0.1:{instance.port}/subscribe"), AddressGuard(), lambda: NOON
    )
    with pytest.raises(ForbiddenAddressError):
        await anext(guarded.stream(None))
    assert instance.queries == []


async def test_nobody_there_is_an_unavailable_source() -> None:
    with pytest.raises(UnavailableError):
        await anext(source(Instance(port=1)).stream(None))


async def test_a_cursor_of_something_else_is_refused(instance: Instance) -> None:
    with pytest.raises(OptionsError, match="not a cursor"):
        await anext(source(instance).stream("page-3"))

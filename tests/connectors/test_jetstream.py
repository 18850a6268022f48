from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio
import zstandard
from websockets.asyncio.server import ServerConnection

from connectors.errors import (
    ForbiddenAddressError,
    OptionsError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from connectors.guard import AddressGuard
from connectors.jetstream import DICTIONARY, INSTANCES, Jetstream, JetstreamOptions
from tests.connectors.socket_kit import Instance, open_instance, read_all, sends

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


@pytest_asyncio.fixture
async def instance() -> AsyncIterator[Instance]:
    async with open_instance() as made:
        yield made


def source(instance: Instance, now: datetime = NOON, idle: float = 5.0, **options: Any) -> Jetstream:
    known = JetstreamOptions(url=f"ws://127.0.0.1:{instance.port}/subscribe", **options)
    return Jetstream("sky", known, AddressGuard(["127.0.0.1"]), lambda: now, idle)


read = read_all


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


async def test_a_post_of_ten_megabytes_is_skipped_and_the_rest_is_read(instance: Instance) -> None:
    instance.scripts = [sends(event(1), event(2, text="x" * 10_000_000), event(3))]
    batches = await read(source(instance))
    assert [post.id[-2:] for batch in batches for post in batch.posts] == ["k1", "k3"]
    (skipped,) = [each for batch in batches for each in batch.skipped]
    assert (skipped.reason, len(skipped.payload) < 100_000) == ("too_large", True)


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
    await asyncio.wait_for(closed.wait(), 60)


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


def compressed(*frames: str, dictionary: bytes) -> list[bytes]:
    packer = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(dictionary))
    return [packer.compress(frame.encode()) for frame in frames]


async def test_compressed_events_are_read_with_the_dictionary_that_is_shipped(instance: Instance) -> None:
    recorded = (DATA / "jetstream.jsonl").read_text().splitlines()
    instance.scripts = [sends(*compressed(*recorded, dictionary=DICTIONARY.read_bytes()))]
    batches = await read(source(instance, compress=True))
    found = msgspec.to_builtins([post for batch in batches for post in batch.posts])
    assert found == json.loads((DATA / "jetstream.expected.json").read_text())
    assert instance.queries[0]["compress"] == ["true"]
    assert "sec-websocket-extensions" not in instance.headers[0]  # both together are answered 400


async def test_another_dictionary_is_a_file_and_a_missing_one_is_said(instance: Instance, tmp_path: Path) -> None:
    samples = [event(number, text=f"simulated words {number} of a sample").encode() for number in range(2000)]
    trained, path = zstandard.train_dictionary(4096, samples).as_bytes(), tmp_path / "own.zstd"
    path.write_bytes(trained)
    instance.scripts = [sends(*compressed(event(1), event(2), dictionary=trained))]
    batches = await read(source(instance, compress=True, dictionary=str(path)))
    assert [post.id[-2:] for batch in batches for post in batch.posts] == ["k1", "k2"]
    with pytest.raises(OptionsError, match=r"missing\.zstd cannot be read"):
        await anext(source(instance, dictionary=str(tmp_path / "missing.zstd")).stream(None))


async def test_hostile_compressed_events_are_skipped_within_the_cap(instance: Instance) -> None:
    shipped = DICTIONARY.read_bytes()
    (good,) = compressed(event(1), dictionary=shipped)
    (bomb,) = compressed(event(2, text="x" * (64 * 1024 * 1024)), dictionary=shipped)
    silent = zstandard.ZstdCompressor(write_content_size=False).compress(b"x" * (64 * 1024 * 1024))
    liar = bytearray(bomb)
    liar[-8:] = b"\0" * 8
    instance.scripts = [sends(bomb, silent, bytes(liar), good[:-9], good)]
    batches = await read(source(instance, compress=True))
    assert [post.id[-2:] for batch in batches for post in batch.posts] == ["k1"]
    assert len([each for batch in batches for each in batch.skipped]) == 4


async def test_the_next_instance_is_asked_with_the_same_cursor_when_one_says_nothing(instance: Instance) -> None:
    async def hang_up(connection: ServerConnection) -> None:
        await connection.close()

    async with open_instance() as silent, open_instance() as third:
        silent.scripts, instance.scripts, third.scripts = [hang_up], [sends(event(1))], [sends(event(9))]
        addresses = [f"ws://127.0.0.1:{port}/subscribe" for port in (1, silent.port, instance.port, third.port)]
        options = JetstreamOptions(url=addresses[0], others=tuple(addresses[1:]))
        jetstream = Jetstream("sky", options, AddressGuard(["127.0.0.1"]), lambda: NOON, 5.0)
        batches = await read(jetstream, str(NOON_US))
        assert [post.id[-2:] for batch in batches for post in batch.posts] == ["k1"]
        assert silent.queries == instance.queries
        assert third.queries == []  # what has spoken is resumed by the cursor, which the runner holds


async def test_when_no_instance_speaks_the_error_is_one_that_may_pass(instance: Instance) -> None:
    instance.refusal = (HTTPStatus.FORBIDDEN, {})
    options = JetstreamOptions(url=f"ws://127.0.0.1:{instance.port}/subscribe", others=("ws://127.0.0.1:1/subscribe",))
    with pytest.raises(UnavailableError):
        await anext(Jetstream("sky", options, AddressGuard(["127.0.0.1"]), lambda: NOON, 5.0).stream(None))


def test_the_public_instances_stand_in_for_each_other_and_an_own_one_stands_alone() -> None:
    assert JetstreamOptions().addresses == INSTANCES
    assert JetstreamOptions(url="wss://own.example/subscribe").addresses == ("wss://own.example/subscribe",)
    assert JetstreamOptions(others=()).addresses == INSTANCES[:1]


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"text": "x", "langs": "en", "reply": None}, ("x", "en", None)),
        ({"text": "x", "langs": [None, 7, "ky"], "createdAt": 17}, ("x", "ky", None)),
        ({"text": "x", "reply": {"parent": {"uri": None}}, "embed": 7}, ("x", None, None)),
        ({"text": "x", "langs": None, "reply": {"parent": [], "root": 1}}, ("x", None, None)),
        ({"text": "x", "reply": {"parent": {"uri": "at://did:a/app.bsky.feed.post/k"}}, "langs": {}},
         ("x", None, "bluesky:did:a/k")),
    ],
)  # fmt: skip
async def test_a_record_that_breaks_its_schema_is_read_as_far_as_it_goes(
    instance: Instance, record: dict[str, Any], words: tuple[str | None, ...]
) -> None:
    instance.scripts = [sends(event(1, record=record))]
    (batch,) = await read(source(instance))
    assert [(post.text, post.lang, post.reply_to) for post in batch.posts] == [words]


async def test_an_edit_into_another_language_follows_its_post(instance: Instance) -> None:
    instance.scripts = [sends(event(1, operation="update", record={"text": "", "langs": ["de"]}))]
    (batch,) = await read(source(instance, languages=("ru",)))
    assert [(post.id[-2:], post.text) for post in batch.posts] == [("k1", "")]

"""What every registered connector must do: one run of the same claims over the whole table."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
import socket
import tomllib
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from websockets.asyncio.server import ServerConnection, serve

from connectors.connector import Batch, Connector, Poller, Stream, read_once
from connectors.errors import ConnectorError, OptionsError
from connectors.post import POSTS, Post
from connectors.registry import CONNECTORS, Context, build, guess
from tests.connectors.rigs import NEWS_RIGS, Rig

every = pytest.mark.parametrize("kind", sorted(CONNECTORS))
NOON_US = 1_793_534_400_000_000


async def _files(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    yield Rig({"path": str(write_posts(1100))})


async def _feeds(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    page = Path(__file__).parents[1] / "data" / "connectors" / "rss.xml"
    site.routes["/feed"] = reply(body=page.read_bytes())
    yield Rig({"url": site.url("/feed")})


async def _jetstream(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    frames = [
        json.dumps(
            {
                "did": "did:plc:a",
                "time_us": NOON_US + number * 1_000_000,
                "kind": "commit",
                "commit": {
                    "operation": "create",
                    "collection": "app.bsky.feed.post",
                    "rkey": f"k{number}",
                    "record": {"text": f"simulated post {number}", "createdAt": "2026-11-01T11:00:00Z"},
                },
            }
        )
        for number in range(30)
    ]

    async def replay(connection: ServerConnection) -> None:
        request = connection.request
        assert request is not None
        since = int(parse_qs(urlsplit(request.path).query).get("cursor", ["0"])[0])
        for frame in frames:
            if json.loads(frame)["time_us"] >= since:
                await connection.send(frame)

    async with serve(replay, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield Rig({"url": f"ws://127.0.0.1:{port}/subscribe"}, repeats=True)


async def _jetstream2(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    async def replay(connection: ServerConnection) -> None:
        request = connection.request
        assert request is not None
        since = int(parse_qs(urlsplit(request.path).query).get("cursor", ["0"])[0])
        for seq in range(max(since, 1), 31):
            payload = {
                "$type": "network.bsky.jetstream.subscribeEvents#commit",
                "seq": seq,
                "did": "did:plc:a",
                "time": f"2026-11-01T12:00:{seq:02d}.000000Z",
                "operation": "create",
                "collection": "app.bsky.feed.post",
                "rkey": f"k{seq}",
                "record": {"text": f"simulated post {seq}", "createdAt": "2026-11-01T11:00:00Z"},
            }
            await connection.send(json.dumps({"$type": "message", "payload": payload}))

    async with serve(replay, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield Rig({"url": f"ws://127.0.0.1:{port}/xrpc/network.bsky.jetstream.subscribeEvents"})


async def _mastodon(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    first = 117_000_000_000_000_000
    rows = [
        {
            "id": str(first + number),
            "created_at": "2026-11-01T11:00:00.000Z",
            "account": {"acct": "ann"},
            "content": f"<p>simulated post {number}</p>",
        }
        for number in range(50)
    ]

    def timeline(request: Any) -> Any:
        after = int(parse_qs(urlsplit(request.target).query)["min_id"][0])
        page = [row for row in rows if int(str(row["id"])) > after][:40]
        return reply(body=json.dumps(page[::-1]).encode())

    events = "".join(f"event: update\ndata: {json.dumps(row)}\n\n" for row in rows)
    site.routes["/api/v2/instance"] = reply(body=b"{}")
    site.routes["/api/v1/timelines/public"] = timeline
    site.routes["/api/v1/streaming/public"] = reply(raw=b"HTTP/1.1 200 OK\r\n\r\n:)\n\n" + events.encode())
    yield Rig({"server": site.url("").rstrip("/"), "token": "simulated"}, repeats=True)


async def _gdelt(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    rows = []
    for number in range(7):
        extras = f"<PAGE_TITLE>Simulated headline {number}</PAGE_TITLE>"
        address = f"https://news.example/{number}"
        rows.append("\t".join([f"r-{number}", "20261101120000", "1", "news.example", address, *[""] * 21, extras]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("20261101120000.gkg.csv", "\n".join(rows))
    body = packed.getvalue()
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
    line = f"{len(body)} {digest} http://x.example/gdeltv2/20261101120000.gkg.csv.zip\n"
    site.routes["/gdeltv2/lastupdate.txt"] = reply(body=line.encode())
    site.routes["/gdeltv2/20261101120000.gkg.csv.zip"] = reply(body=body)
    yield Rig({"server": site.url("/gdeltv2")})


async def _telegram(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    page = Path(__file__).parents[1] / "data" / "connectors" / "telegram.html"
    site.routes["/s/city_desk"] = reply(body=page.read_bytes())
    yield Rig({"channel": "city_desk", "server": site.url("").rstrip("/")})


async def _x(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    page = Path(__file__).parents[1] / "data" / "connectors" / "x.jsonl"
    site.routes["/2/tweets/search/stream"] = reply(raw=b"HTTP/1.1 200 OK\r\n\r\n" + page.read_bytes())
    yield Rig({"token": "simulated", "server": site.url("")}, repeats=True)


async def _reddit(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    page = Path(__file__).parents[1] / "data" / "connectors" / "reddit.json"
    site.routes["/api/v1/access_token"] = reply(body=b'{"access_token":"simulated","expires_in":3600}')
    site.routes["/r/worldnews/new"] = reply(body=page.read_bytes())
    server = site.url("")
    app = {"client_id": "simulated", "client_secret": "simulated"}
    yield Rig({"subreddits": ["worldnews"], "server": server, "login": server, **app})


async def _webhook(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    body = b"[" + b",".join(write_posts(5).read_bytes().splitlines()) + b"]"
    secret = "simulated secret"
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    head = f"POST /ingest/it HTTP/1.1\r\nContent-Length: {len(body)}\r\nX-Tocsin-Signature: sha256={signature}\r\n\r\n"

    async def push() -> None:
        while True:
            with suppress(ConnectionError):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(head.encode() + body)
                await reader.read()
                writer.close()
                await writer.wait_closed()
            await asyncio.sleep(0.005)

    pushing = asyncio.create_task(push())
    yield Rig({"port": port, "secret": secret}, repeats=True, enough=5)
    pushing.cancel()
    await asyncio.wait({pushing})


RIGS: dict[str, Callable[[Any, Any, Any], AsyncIterator[Rig]]] = {
    **NEWS_RIGS,
    "files": _files,
    "feeds": _feeds,
    "gdelt": _gdelt,
    "jetstream": _jetstream,
    "jetstream2": _jetstream2,
    "mastodon": _mastodon,
    "reddit": _reddit,
    "telegram": _telegram,
    "webhook": _webhook,
    "x": _x,
}


async def read(connector: Connector, cursor: str | None, enough: int | None) -> list[Batch]:
    """Read all that the rig holds; everything counts as delivered."""
    if isinstance(connector, Poller):
        return [await connector.poll(cursor)]
    batches: list[Batch] = []
    try:
        async with asyncio.timeout(60), aclosing(connector.stream(cursor)) as stream:
            async for batch in stream:
                batches.append(batch)
                if batch.settled is not None:
                    batch.settled(True)
                if enough is not None and len(posts_of(batches)) >= enough:
                    break
    except ConnectorError as error:
        assert error.retryable  # noqa: PT017  the rig hangs up when it has said all
    return batches


def posts_of(batches: list[Batch]) -> list[Post]:
    return [msgspec.structs.replace(post, seen_at=None) for batch in batches for post in batch.posts]


@pytest.fixture
def rigged(site: Any, write_posts: Any, reply: Any) -> Callable[[str], AbstractAsyncContextManager[Rig]]:
    return lambda kind: asynccontextmanager(RIGS[kind])(site, write_posts, reply)


def test_every_connector_has_a_rig() -> None:
    assert set(RIGS) == set(CONNECTORS)


@every
async def test_the_same_cursor_gives_the_same_posts(kind: str, context: Context, rigged: Any) -> None:
    async with rigged(kind) as rig:
        connector = build("it", kind, rig.options, context)
        first = await read(connector, None, rig.enough)
        assert posts_of(first)
        for cursor in (None, first[0].cursor):
            once, again = await read(connector, cursor, rig.enough), await read(connector, cursor, rig.enough)
            assert [post.id for post in posts_of(once)] == [post.id for post in posts_of(again)]


@every
async def test_a_resume_loses_nothing_and_repeats_as_documented(kind: str, context: Context, rigged: Any) -> None:
    async with rigged(kind) as rig:
        connector = build("it", kind, rig.options, context)
        batches = await read(connector, None, rig.enough)
        everything = {post.id for post in posts_of(batches)}
        for index, batch in enumerate(batches):
            before = {post.id for post in posts_of(batches[: index + 1])}
            after = [post.id for post in posts_of(await read(connector, batch.cursor, rig.enough))]
            assert before | set(after) == everything
            assert rig.repeats or (len(after) == len(set(after)) and not before & set(after))


@every
async def test_another_instance_goes_on_where_one_left_off(kind: str, context: Context, rigged: Any) -> None:
    async with rigged(kind) as rig:
        cursor = (await read(build("it", kind, rig.options, context), None, rig.enough))[0].cursor
        one, other = (build("it", kind, rig.options, context) for _ in range(2))
        assert [post.id for post in posts_of(await read(one, cursor, rig.enough))] == [
            post.id for post in posts_of(await read(other, cursor, rig.enough))
        ]


@every
async def test_posts_keep_the_contract_of_the_record(kind: str, context: Context, rigged: Any) -> None:
    async with rigged(kind) as rig:
        batches = await read(build("it", kind, rig.options, context), None, rig.enough)
    for batch in batches:
        assert batch.cursor is None or isinstance(batch.cursor, str)
        for post in batch.posts:
            assert POSTS.decode(POSTS.encode(post)) == post
            assert post.text.strip() or post.deleted
            assert "<p>" not in post.text
            assert post.published_at.tzinfo is not None


@every
async def test_a_dry_run_shows_posts_and_moves_no_cursor(kind: str, context: Context, rigged: Any) -> None:
    async with rigged(kind) as rig:
        batch = await read_once(build("it", kind, rig.options, context), limit=3)
    assert len(batch.posts) == 3
    assert batch.cursor is None


@every
def test_its_name_is_the_configured_one_and_its_shape_is_known(kind: str, context: Context) -> None:
    (table,) = tomllib.loads(CONNECTORS[kind].example)["sources"]
    connector = build("chosen name", kind, table["options"], context)
    assert connector.name == "chosen name"
    assert isinstance(connector, Poller) != isinstance(connector, Stream)


@every
def test_the_example_is_valid_and_the_summary_one_line(kind: str, context: Context) -> None:
    (table,) = tomllib.loads(CONNECTORS[kind].example)["sources"]
    assert table["type"] == kind
    assert table.keys() == {"name", "type", "options"}
    assert build(table["name"], table["type"], table["options"], context).name == table["name"]
    summary = CONNECTORS[kind].summary
    assert summary
    assert "\n" not in summary
    assert len(summary) < 100


@every
def test_unknown_options_are_refused_with_the_known_ones(kind: str, context: Context) -> None:
    (table,) = tomllib.loads(CONNECTORS[kind].example)["sources"]
    with pytest.raises(OptionsError) as caught:
        build("it", kind, {**table["options"], "no_such_option": 1}, context)
    assert "no_such_option" in str(caught.value)
    for field in msgspec.structs.fields(CONNECTORS[kind].options):
        assert field.encode_name in str(caught.value)


@every
def test_options_of_a_wrong_type_are_refused_by_name(kind: str, context: Context) -> None:
    (table,) = tomllib.loads(CONNECTORS[kind].example)["sources"]
    for field in msgspec.structs.fields(CONNECTORS[kind].options):
        with pytest.raises(OptionsError, match=field.encode_name) as caught:
            build("it", kind, {**table["options"], field.encode_name: {"a": "table"}}, context)
        assert caught.value.final
        assert caught.value.source == "it"


@every
def test_every_option_is_explained(kind: str) -> None:
    options = CONNECTORS[kind].options
    for field in msgspec.structs.fields(options):
        assert f"{field.name}" in (options.__doc__ or "")


def test_an_unknown_type_is_refused_with_the_known_ones(context: Context) -> None:
    with pytest.raises(OptionsError, match=", ".join(sorted(CONNECTORS))):
        build("it", "carrier-pigeon", {}, context)


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("https://example.org/feed", "feeds"),
        ("wss://example.org/subscribe", "jetstream"),
        ("posts.jsonl.gz", "files"),
        ("-", "files"),
        ("./http/posts.jsonl", "files"),
    ],
)
def test_guesses_a_source_that_can_be_built(target: str, kind: str, context: Context) -> None:
    guessed, options = guess(target)
    assert guessed == kind
    assert build("it", guessed, options, context).name == "it"

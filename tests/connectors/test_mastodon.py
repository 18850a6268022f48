from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.connector import Batch
from connectors.errors import OptionsError, PayloadError, RateLimitedError, RejectedError, UnavailableError
from connectors.fetch import Fetcher, FetchLimits
from connectors.guard import AddressGuard
from connectors.mastodon import Mastodon, MastodonOptions
from connectors.sse import EVENT_BYTES, EndlessLineError, Event, EventReader

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
NOON_ID = int(NOON.timestamp() * 1000) << 16
DATA = Path(__file__).parents[1] / "data" / "connectors"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


@pytest.fixture
def fetcher(patient_fetcher: Fetcher) -> Fetcher:
    return patient_fetcher


def status(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": str(NOON_ID + number),
        "created_at": "2026-11-01T11:58:00.000Z",
        "visibility": "public",
        "account": {"acct": "ann"},
        "content": f"<p>words {number}</p>",
        **more,
    }


def events(*statuses: dict[str, Any], name: str = "update") -> bytes:
    return b"".join(f"event: {name}\ndata: {json.dumps(each)}\n\n".encode() for each in statuses)


def source(site: Any, fetcher: Fetcher, **options: Any) -> Mastodon:
    known = MastodonOptions(server=site.url("").rstrip("/"), token="secret-token", **options)
    return Mastodon("fedi", known, fetcher, lambda: NOON)


async def read(mastodon: Mastodon, cursor: str | None = None) -> list[Batch]:
    """Read until the server hangs up."""
    found: list[Batch] = []
    try:
        async for batch in mastodon.stream(cursor):
            found.append(batch)  # noqa: PERF401  kept when the stream raises
    except UnavailableError:
        return found
    raise AssertionError("the stream ended without an error")


def words(batches: list[Batch]) -> list[str]:
    return [post.text for batch in batches for post in batch.posts]


async def test_events_become_posts_as_recorded(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes["/api/v1/streaming/public"] = reply(raw=HEAD + (DATA / "mastodon.sse").read_bytes())
    batches = await read(source(site, fetcher))
    found = msgspec.json.encode([post for batch in batches for post in batch.posts])
    found = found.replace(f"127.0.0.1:{site.port}".encode(), b"social.example")
    assert json.loads(found) == json.loads((DATA / "mastodon.expected.json").read_text())
    assert len([each for batch in batches for each in batch.skipped]) == 2


async def test_streams_from_the_host_that_the_server_names_with_its_token(
    site: Any, fetcher: Fetcher, reply: Any
) -> None:
    named = {"configuration": {"urls": {"streaming": f"wss://127.0.0.1:{site.port}"}}}
    site.routes["/api/v2/instance"] = reply(body=json.dumps(named).encode())
    site.routes["/api/v1/streaming/public/local"] = reply(raw=HEAD + events(status(1)))
    assert words(await read(source(site, fetcher, feed="local"))) == ["words 1"]
    instance, streaming = site.requests
    assert "authorization" not in instance.headers
    assert streaming.headers["authorization"] == "Bearer secret-token"


async def test_what_was_missed_is_read_gapless_while_the_stream_is_open(
    site: Any, fetcher: Fetcher, reply: Any
) -> None:
    rows = [status(number) for number in range(100)]

    def timeline(request: Any) -> Any:
        after = int(parse_qs(urlsplit(request.target).query)["min_id"][0])
        return reply(body=json.dumps([row for row in rows if int(row["id"]) > after][:40][::-1]).encode())

    site.routes["/api/v1/timelines/public"] = timeline
    site.routes["/api/v1/streaming/public"] = reply(raw=HEAD + events(status(99), status(100)))
    batches = await read(source(site, fetcher), rows[9]["id"])
    assert words(batches) == [f"words {number}" for number in [*range(100), 99, 100]]
    assert batches[-1].cursor == str(NOON_ID + 100)
    cursors = [int(batch.cursor or 0) for batch in batches]
    assert cursors == sorted(cursors)
    assert [request.target.partition("?")[0] for request in site.requests][1] == "/api/v1/streaming/public"


async def test_a_rate_limit_while_catching_up_is_told_and_what_came_is_kept(
    site: Any, fetcher: Fetcher, reply: Any
) -> None:
    page = json.dumps([status(number) for number in range(40)][::-1]).encode()
    site.routes["/api/v1/timelines/public"] = [reply(body=page), reply(429, headers={"Retry-After": "120"})]
    site.routes["/api/v1/streaming/public"] = reply(raw=HEAD)
    stream = source(site, fetcher).stream(str(NOON_ID))
    assert (await anext(stream)).cursor == str(NOON_ID + 39)
    with pytest.raises(RateLimitedError) as caught:
        await anext(stream)
    assert caught.value.retry_after == timedelta(minutes=2)


async def test_an_edit_of_an_old_post_and_an_id_of_the_future_leave_the_cursor_in_the_present(
    site: Any, fetcher: Fetcher, reply: Any
) -> None:
    far = status(0, id=str(NOON_ID * 10))
    body = events(status(5)) + events(status(1), name="status.update") + events(far)
    site.routes["/api/v1/streaming/public"] = reply(raw=HEAD + body)
    cursor = int((await read(source(site, fetcher)))[-1].cursor or 0)
    assert NOON_ID <= cursor <= NOON_ID + ((5 * 60 * 1000) << 16)


@pytest.mark.parametrize(("code", "kind"), [(401, RejectedError), (500, UnavailableError), (429, RateLimitedError)])
async def test_a_refused_stream_is_a_typed_error_without_the_token(
    site: Any, fetcher: Fetcher, reply: Any, code: int, kind: type[Exception]
) -> None:
    site.routes["/api/v1/streaming/public"] = reply(code)
    with pytest.raises(kind) as caught:
        await anext(source(site, fetcher).stream(None))
    assert type(caught.value) is kind
    assert "secret" not in str(caught.value)


async def test_a_post_of_ten_megabytes_is_skipped_and_the_rest_is_read(site: Any, reply: Any) -> None:
    patient = Fetcher(AddressGuard(["127.0.0.1"]))
    huge = events(status(2, content="x" * 10_000_000))
    site.routes["/api/v1/streaming/public"] = reply(raw=HEAD + events(status(1)) + huge + events(status(3)))
    found = await read(source(site, patient))
    await patient.aclose()
    assert words(found) == ["words 1", "words 3"]
    (skipped,) = [each for batch in found for each in batch.skipped]
    assert (skipped.reason, len(skipped.payload) < 100_000) == ("too_large", True)


async def test_a_broken_timeline_is_a_typed_error(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes["/api/v1/streaming/public"] = reply(raw=HEAD)
    site.routes["/api/v1/timelines/public"] = reply(body=b"<html>")
    with pytest.raises(PayloadError, match="not a list"):
        await anext(source(site, fetcher).stream("7"))


async def test_a_silent_stream_is_given_up(site: Any, reply: Any) -> None:
    hasty = Fetcher(AddressGuard(["127.0.0.1"]), FetchLimits())
    site.routes["/quiet"] = reply(raw=HEAD, hold=True)
    with pytest.raises(UnavailableError, match="in time"):
        async with hasty.open("fedi", site.url("/quiet"), silence=timedelta(seconds=0.05)) as response:
            await anext(response.aiter_raw())
    await hasty.aclose()


async def test_a_cursor_of_something_else_is_refused(site: Any, fetcher: Fetcher) -> None:
    with pytest.raises(OptionsError, match="not a cursor"):
        await anext(source(site, fetcher).stream("page-3"))


@given(st.lists(st.integers(1, 60), min_size=1), st.booleans())
def test_events_are_the_same_however_the_bytes_are_cut(sizes: list[int], carriage: bool) -> None:
    text = ':)\n\nevent: update\ndata: {"a":\u2028 "я"}\ndata: b\n\n:thump\nid: 4\ndata:c\n\nevent: x\n\nretry: 5\n\n'
    body = text.replace("\n", "\r\n" if carriage else "\n").encode()
    reader, found, at = EventReader(), list[Event](), 0
    while at < len(body):
        for size in sizes:
            found += reader.feed(body[at : at + size])
            at += size
    assert found == [Event("update", '{"a":\u2028 "я"}\nb'.encode()), Event("message", b"c")]


def test_an_event_of_many_lines_is_bounded_too() -> None:
    lines = (b"data: " + b"x" * 1000 + b"\n") * 3000
    (event,) = EventReader().feed(lines + b"\n")
    assert len(event.payload) <= EVENT_BYTES + 3000
    assert len(event.payload) + event.missing >= 3_000_000


def test_an_event_without_an_end_ends_the_stream_in_bounded_memory() -> None:
    reader, chunk = EventReader(), b"x" * 1_000_000

    def endless() -> None:
        for _ in range(100):
            assert list(reader.feed(chunk)) == []
            assert len(reader._splitter.rest) <= EVENT_BYTES

    with pytest.raises(EndlessLineError):
        endless()


class EnoughError(Exception):
    """The test has seen enough of a source that never ends."""


def naps(most: int) -> tuple[list[float], Any]:
    """Return what is slept, and a sleep that ends the test after ``most`` times."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) >= most:
            raise EnoughError

    return slept, sleep


def timeline(rows: list[dict[str, Any]], reply: Any, hidden: int = 0, headers: dict[str, str] | None = None) -> Any:
    """Answer as the public timeline does; a page lacks the ``hidden`` newest of its rows."""

    def answer(request: Any) -> Any:
        query = parse_qs(urlsplit(request.target).query)
        after = int(query.get("min_id", ["0"])[0])
        later = sorted((row for row in rows if int(row["id"]) > after), key=lambda row: int(row["id"]))
        page = later[:40] if "min_id" in query else later[-40:]
        shown = page[: len(page) - hidden] if len(page) == 40 else page
        return reply(body=json.dumps(shown[::-1]).encode(), headers=headers or {})

    return answer


async def poll(mastodon: Mastodon, cursor: str | None = None) -> list[Batch]:
    found: list[Batch] = []
    try:
        async for batch in mastodon.stream(cursor):
            found.append(batch)  # noqa: PERF401  kept when the stream raises
    except EnoughError:
        return found
    raise AssertionError("the stream ended by itself")


async def test_without_a_token_the_timeline_is_polled_and_nothing_told_twice(
    site: Any, fetcher: Fetcher, reply: Any
) -> None:
    rows = [status(number) for number in range(50)]
    site.routes["/api/v1/streaming/public"] = reply(401)
    site.routes["/api/v1/timelines/public"] = timeline(rows, reply)
    slept, sleep = naps(3)

    async def write(seconds: float) -> None:
        if not slept:
            rows.extend(status(number) for number in range(50, 53))
            rows[30] = status(30, content="<p>other words</p>", edited_at="2026-11-01T11:59:00Z")
        await sleep(seconds)

    options = MastodonOptions(server=site.url("").rstrip("/"))
    found = await poll(Mastodon("fedi", options, fetcher, lambda: NOON, write))
    assert words(found) == [
        *(f"words {number}" for number in range(10, 50)),
        *(f"words {number}" for number in range(10)),  # of the minute before the newest: late ones have older ids
        *("other words", "words 50", "words 51", "words 52"),
    ]
    assert slept == [20, 20, 20]
    assert all("authorization" not in request.headers for request in site.requests)


async def test_a_server_that_shows_nothing_to_strangers_says_what_is_needed(
    site: Any, fetcher: Fetcher, reply: Any
) -> None:
    for route in ("/api/v1/streaming/public", "/api/v1/timelines/public"):
        site.routes[route] = reply(422)
    options = MastodonOptions(server=site.url("").rstrip("/"))
    with pytest.raises(RejectedError, match=r"read:statuses.*token"):
        await anext(Mastodon("fedi", options, fetcher, lambda: NOON).stream(None))


async def test_a_page_that_is_shorter_than_asked_for_is_not_the_last(site: Any, fetcher: Fetcher, reply: Any) -> None:
    rows = [status(number) for number in range(130)]
    site.routes["/api/v1/timelines/public"] = timeline(rows, reply, hidden=1)
    site.routes["/api/v1/streaming/public"] = reply(raw=HEAD)
    found = words(await read(source(site, fetcher), str(NOON_ID)))
    assert found == [f"words {number}" for number in range(130)]


async def test_reading_waits_for_the_next_period_when_no_requests_are_left(
    site: Any, fetcher: Fetcher, reply: Any
) -> None:
    used_up = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-01T12:03:00.000000Z"}
    rows = [status(number) for number in range(60)]
    site.routes["/api/v1/timelines/public"] = timeline(rows, reply, headers=used_up)
    site.routes["/api/v1/streaming/public"] = reply(raw=HEAD)
    slept, sleep = naps(99)
    options = MastodonOptions(server=site.url("").rstrip("/"), token="t")
    found = await read(Mastodon("fedi", options, fetcher, lambda: NOON, sleep), str(NOON_ID))
    assert len(words(found)) == 60
    assert slept == [180, 180]


async def test_a_limit_that_only_says_when_it_ends_is_honoured(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes["/api/v1/streaming/public"] = reply(429, headers={"X-RateLimit-Reset": "2026-11-01T12:04:00.123Z"})
    with pytest.raises(RateLimitedError) as caught:
        await anext(source(site, fetcher).stream(None))
    assert timedelta(minutes=4) <= caught.value.retry_after < timedelta(minutes=4, seconds=1)


@pytest.mark.parametrize(
    "odd",
    [
        {"language": 7, "url": None, "uri": "https://social.example/1", "spoiler_text": None, "reblog": None},
        {"created_at": None, "visibility": None, "in_reply_to_id": None, "media_attachments": {}, "poll": []},
        {"account": {"acct": None, "id": 7}, "tags": None, "edited_at": 7, "reblog": []},
        {"id": NOON_ID + 1, "language": "und", "spoiler_text": [], "surprise": {"deep": [1, 2]}},
    ],
)
async def test_a_status_with_odd_fields_is_read_as_far_as_it_goes(
    site: Any, fetcher: Fetcher, reply: Any, odd: dict[str, Any]
) -> None:
    site.routes["/api/v1/streaming/public"] = reply(raw=HEAD + events(status(1, **odd)))
    (batch,) = await read(source(site, fetcher))
    (post,) = batch.posts
    assert (post.text, post.id.rpartition(":")[2], post.title) == ("words 1", str(NOON_ID + 1), None)


async def test_half_an_event_is_not_told(site: Any, fetcher: Fetcher, reply: Any) -> None:
    whole = events(status(1), status(2))
    site.routes["/api/v1/streaming/public"] = reply(raw=HEAD + whole[:-30])
    assert words(await read(source(site, fetcher))) == ["words 1"]


async def test_a_status_above_the_cap_is_stepped_over_as_a_gap_and_its_neighbours_are_read(
    site: Any, fetcher: Fetcher, reply: Any
) -> None:
    second = 1000 << 16
    rows = [status(number * second) for number in range(60)]
    rows[30]["content"] = "x" * 300_000  # above the fetcher's cap

    def answer(request: Any) -> Any:
        query = parse_qs(urlsplit(request.target).query)
        later = [row for row in rows if int(row["id"]) > int(query["min_id"][0])]
        return reply(body=json.dumps(later[: int(query["limit"][0])][::-1]).encode())

    site.routes["/api/v1/timelines/public"] = answer
    site.routes["/api/v1/streaming/public"] = reply(raw=HEAD)
    found = await read(source(site, fetcher), str(NOON_ID))
    told = words(found)
    assert told == [f"words {number * second}" for number in range(60) if number != 30]
    (gap,) = [each for batch in found for each in batch.gaps]
    assert gap.since <= NOON + timedelta(seconds=30) <= gap.until

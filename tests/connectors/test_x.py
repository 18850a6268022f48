"""Against a server that answers as X's documentation says, faults included."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
import pytest_asyncio

from connectors.connector import Batch
from connectors.errors import (
    ConnectorError,
    OptionsError,
    PayloadError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from connectors.fetch import Fetcher
from connectors.guard import AddressGuard
from connectors.pauses import Pauses
from connectors.x import X, XOptions
from connectors.x_rules import Rule, difference

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DATA = Path(__file__).parents[1] / "data" / "connectors"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
STREAM, RULES = "/2/tweets/search/stream", "/2/tweets/search/stream/rules"


@pytest_asyncio.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    made = Fetcher(AddressGuard(["127.0.0.1"]), clock=lambda: NOON)
    yield made
    await made.aclose()


def post(number: int, **more: Any) -> bytes:
    data = {"id": str(1985 * 10**15 + number), "text": f"words {number}", "created_at": "2026-11-01T11:59:00.000Z"}
    return json.dumps({"data": {**data, **more}}).encode() + b"\r\n"


def source(site: Any, fetcher: Fetcher, now: datetime = NOON, **options: Any) -> X:
    return X("x", XOptions(token="secret-token", server=site.url(""), **options), fetcher, lambda: now)


def alive(at: datetime) -> str:
    return json.dumps({"alive_at": at.isoformat()})


async def read(x: X, cursor: str | None = None) -> tuple[list[Batch], ConnectorError]:
    """Read until the stream ends, and return what ended it."""
    batches: list[Batch] = []
    try:
        async for batch in x.stream(cursor):
            batches.append(batch)  # noqa: PERF401  kept when the stream raises
    except ConnectorError as error:
        return batches, error
    raise AssertionError("the stream ended without an error")


def words(batches: list[Batch]) -> list[str]:
    return [each.text for batch in batches for each in batch.posts]


async def test_lines_become_posts_as_recorded(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes[STREAM] = reply(raw=HEAD + (DATA / "x.jsonl").read_bytes())
    batches, ended = await read(source(site, fetcher))
    found = msgspec.to_builtins([each for batch in batches for each in batch.posts])
    assert found == json.loads((DATA / "x.expected.json").read_text())
    assert [each for batch in batches for each in (*batch.skipped, *batch.gaps)] == []
    assert isinstance(ended, UnavailableError)
    (asked,) = site.requests
    assert asked.headers["authorization"] == "Bearer secret-token"
    assert "backfill_minutes" not in asked.target
    assert "author_id" in parse_qs(urlsplit(asked.target).query)["expansions"][0]


@pytest.mark.parametrize("token", ["", "  "])
def test_does_not_start_without_a_token_and_says_where_to_get_one(token: str, fetcher: Fetcher) -> None:
    with pytest.raises(OptionsError, match=r"https://developer\.x\.com.*env:X_BEARER_TOKEN"):
        X("x", XOptions(token=token), fetcher)


async def test_garbage_half_a_line_and_ten_megabytes_do_not_end_the_stream_nor_pass(
    site: Any, fetcher: Fetcher, reply: Any
) -> None:
    huge = post(2, text="x" * 10_000_000)
    lines = [post(1), b"{\r\n", b"7\r\n", b'{"data":{"id":"x1"}}\r\n', b"\xff\xfe\r\n", b"[" * 5000 + b"\r\n", huge]
    site.routes[STREAM] = reply(raw=HEAD + b"".join(lines) + post(3, text="a\u2028b") + post(4)[:-20])
    batches, ended = await read(source(site, fetcher))
    assert words(batches) == ["words 1", "a\nb"]
    skipped = [each for batch in batches for each in batch.skipped]
    assert [each.reason for each in skipped] == [*["unreadable"] * 5, "too_large"]
    assert all(len(each.payload) < 100_000 for each in skipped)
    assert "in the middle of a line" in str(ended)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"errors": [{"title": "operational-disconnect", "disconnect_type": "UpstreamOperationalDisconnect",
                      "detail": "disconnected", "type": "https://api.x.com/2/problems/operational-disconnect"}]},
         UnavailableError),
        ({"title": "ConnectionException", "detail": "maximum", "connection_issue": "TooManyConnections",
          "type": "https://api.x.com/2/problems/streaming-connection"}, RateLimitedError),
        ({"title": "UsageCapExceeded", "detail": "over", "type": "https://api.x.com/2/problems/usage-capped"},
         RejectedError),
    ],
)  # fmt: skip
async def test_what_x_says_before_it_hangs_up_is_a_typed_error_behind_the_posts(
    site: Any, fetcher: Fetcher, reply: Any, said: dict[str, Any], kind: type[ConnectorError]
) -> None:
    site.routes[STREAM] = reply(raw=HEAD + post(1) + json.dumps(said).encode() + b"\r\n" + post(2))
    batches, ended = await read(source(site, fetcher))
    assert words(batches) == ["words 1"]
    assert type(ended) is kind


@pytest.mark.parametrize(
    ("status", "headers", "pauses"),
    [
        (503, {}, [5, 10, 20, 40, 80, 160, 320, 320]),
        (429, {}, [60, 120, 240]),
        (429, {"x-rate-limit-reset": str(int((NOON + timedelta(minutes=9)).timestamp()))}, [540, 540, 540]),
    ],
)
async def test_backs_off_as_documented_for_http_errors(
    site: Any, fetcher: Fetcher, reply: Any, status: int, headers: dict[str, str], pauses: list[int]
) -> None:
    site.routes[STREAM] = reply(status, headers=headers)
    _, ended = await read(source(site, fetcher))
    waits = [Pauses().after_error(ended, failures + 1, Random(1)) for failures in range(len(pauses))]
    assert all(
        timedelta(seconds=least) <= wait <= timedelta(seconds=least * 1.06)
        for wait, least in zip(waits, pauses, strict=True)
    )


async def test_backs_off_as_documented_for_lost_connections(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes[STREAM] = reply(raw=HEAD)
    _, ended = await read(source(site, fetcher))
    waits = [Pauses(poll_jitter=0).after_error(ended, failures, Random(1)) for failures in (1, 2, 3, 64, 500)]
    assert [wait.total_seconds() for wait in waits] == [0.25, 0.5, 0.75, 16, 16]


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_token_is_an_error_that_does_not_show_it(
    site: Any, fetcher: Fetcher, reply: Any, status: int
) -> None:
    site.routes[STREAM] = reply(status)
    _, ended = await read(source(site, fetcher))
    assert type(ended) is RejectedError
    assert "secret" not in str(ended)


async def test_a_stream_without_heartbeat_is_given_up(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes[STREAM] = reply(raw=HEAD + post(1), hold=True)
    options = XOptions(token="secret-token", server=site.url(""))
    batches, ended = await read(X("x", options, fetcher, lambda: NOON, silence=timedelta(seconds=0.05)))
    assert words(batches) == ["words 1"]
    assert isinstance(ended, UnavailableError)


async def test_what_no_plan_repeats_is_a_gap(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes[STREAM] = reply(raw=HEAD + post(1))
    batches, _ = await read(source(site, fetcher), alive(NOON - timedelta(seconds=90)))
    assert [(gap.since, gap.until) for batch in batches for gap in batch.gaps] == [(NOON - timedelta(seconds=90), NOON)]
    assert batches[-1].cursor == msgspec.json.encode({"alive_at": NOON}).decode()


async def test_asks_for_the_minutes_missed_and_holds_the_cursor_until_they_have_come(
    site: Any, fetcher: Fetcher, reply: Any
) -> None:
    last = NOON - timedelta(seconds=90)
    late = post(3, created_at="2026-11-01T12:00:00.000Z")
    site.routes[STREAM] = reply(raw=HEAD + post(1) + post(2))
    batches, _ = await read(source(site, fetcher, backfill_minutes=5), alive(last))
    assert parse_qs(urlsplit(site.requests[0].target).query)["backfill_minutes"] == ["2"]
    assert [gap for batch in batches for gap in batch.gaps] == []
    assert {batch.cursor for batch in batches} == {msgspec.json.encode({"alive_at": last}).decode()}
    for ending in (b"\r\n", late):
        site.routes[STREAM] = reply(raw=HEAD + post(1) + ending)
        batches, _ = await read(source(site, fetcher, backfill_minutes=5), alive(last))
        assert batches[-1].cursor == msgspec.json.encode({"alive_at": NOON}).decode()


async def test_more_missed_than_x_repeats_is_a_gap_before_it(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes[STREAM] = reply(raw=HEAD + post(1))
    last = NOON - timedelta(hours=2)
    batches, _ = await read(source(site, fetcher, backfill_minutes=5), alive(last))
    assert [(gap.since, gap.until) for batch in batches for gap in batch.gaps] == [(last, NOON - timedelta(minutes=5))]


def test_only_own_rules_are_ever_deleted() -> None:
    present = [Rule("1", "fire", "tocsin:x"), Rule("2", "flood", "tocsin:x"), Rule("3", "cats", "marketing"),
               Rule("4", "quake", "tocsin:other"), Rule("5", "riot", "marketing")]  # fmt: skip
    changes = difference(present, ["fire", "riot", "siege", "siege"], "tocsin:x")
    assert changes.add == ("siege",)
    assert [rule.id for rule in changes.delete] == ["2"]


def rules_of(*rules: tuple[str, str, str]) -> bytes:
    return json.dumps({"data": [dict(zip(("id", "value", "tag"), rule, strict=True)) for rule in rules]}).encode()


@pytest.mark.parametrize("dry_run", [False, True])
async def test_rules_are_made_what_is_wanted_before_connecting(
    site: Any, fetcher: Fetcher, reply: Any, dry_run: bool
) -> None:
    present = rules_of(("1", "old", "tocsin:x"), ("2", "fire", "tocsin:x"), ("3", "cats", ""))
    site.routes[RULES] = lambda request: reply(body=present) if request.method == "GET" else reply(201, b'{"meta":{}}')
    site.routes[STREAM] = reply(raw=HEAD + post(1))
    await read(source(site, fetcher, rules=("fire", "(flood OR river) lang:en"), dry_run=dry_run))
    sent = [json.loads(each.body) for each in site.requests if each.method == "POST"]
    assert sent == [
        {"add": [{"value": "(flood OR river) lang:en", "tag": "tocsin:x"}]},
        {"delete": {"ids": ["1"]}},
    ]
    assert all(("dry_run=true" in each.target) is dry_run for each in site.requests if each.method == "POST")
    assert [each.method for each in site.requests] == ["GET", "POST", "POST", "GET"]


async def test_no_rules_yet_and_rules_of_several_pages_are_read(site: Any, fetcher: Fetcher, reply: Any) -> None:
    pages = [
        reply(body=b'{"data":[{"id":"1","value":"fire","tag":"tocsin:x"}],"meta":{"next_token":"t"}}'),
        reply(body=b'{"meta":{"sent":"2026-11-01T12:00:00.000Z","result_count":0}}'),
    ]
    site.routes[RULES] = lambda _: pages.pop(0)
    site.routes[STREAM] = reply(raw=HEAD)
    await read(source(site, fetcher, rules=("fire",)))
    assert [each.method for each in site.requests] == ["GET", "GET", "GET"]
    assert "pagination_token=t" in site.requests[1].target


@pytest.mark.parametrize(
    ("status", "body"),
    [(201, b'{"errors":[{"value":"bad rule","title":"Invalid Rule","details":["no such operator"]}]}'), (400, b"")],
)
async def test_a_rule_that_x_refuses_stops_the_source_and_is_named(
    site: Any, fetcher: Fetcher, reply: Any, status: int, body: bytes
) -> None:
    site.routes[RULES] = lambda request: reply(body=b"{}") if request.method == "GET" else reply(status, body)
    _, ended = await read(source(site, fetcher, rules=("bad rule",)))
    assert isinstance(ended, OptionsError)
    assert "bad rule" in str(ended)


async def test_rules_that_are_not_json_are_a_typed_error(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes[RULES] = reply(body=b"<html>")
    _, ended = await read(source(site, fetcher, rules=("fire",)))
    assert isinstance(ended, PayloadError)


async def test_a_cursor_of_something_else_is_refused(site: Any, fetcher: Fetcher) -> None:
    _, ended = await read(source(site, fetcher), "page-3")
    assert isinstance(ended, OptionsError)

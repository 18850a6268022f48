"""Against a server that speaks as the lexicon of ``subscribeEvents`` says."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio
import zstandard

from connectors.errors import OptionsError, RejectedError
from connectors.fetch import Fetcher
from connectors.guard import AddressGuard
from connectors.jetstream import DICTIONARY
from connectors.jetstream2 import INSTANCES, Jetstream2, Jetstream2Options
from tests.connectors.socket_kit import Instance, open_instance, read_all, sends

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DATA = Path(__file__).parents[1] / "data" / "connectors"
KIND = "network.bsky.jetstream.subscribeEvents#"


def event(number: int, at: datetime | None = None, **more: Any) -> str:
    said = (at or NOON + timedelta(seconds=number)).isoformat()
    payload = {
        "$type": f"{KIND}commit",
        "seq": number,
        "did": "did:plc:a",
        "time": said,
        "witnessedAt": said,
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": f"k{number}",
        "record": {"text": f"simulated words {number}", "createdAt": "2026-11-01T11:00:00Z"},
        **more,
    }
    return json.dumps({"$type": "message", "payload": payload})


def info(name: str) -> str:
    return json.dumps({"$type": "message", "payload": {"$type": f"{KIND}info", "name": name, "message": "said"}})


def cursor(instance: Instance, seq: int, at: datetime = NOON) -> str:
    return json.dumps({"host": f"127.0.0.1:{instance.port}", "seq": seq, "at": at.isoformat()})


@pytest_asyncio.fixture
async def instance() -> AsyncIterator[Instance]:
    async with open_instance() as made:
        yield made


@pytest_asyncio.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    made = Fetcher(AddressGuard(["127.0.0.1"]))
    yield made
    await made.aclose()


def source(fetcher: Fetcher, *instances: Instance, now: datetime = NOON, **options: Any) -> Jetstream2:
    urls = [f"ws://127.0.0.1:{each.port}/xrpc/{KIND[:-1]}" for each in instances]
    known = Jetstream2Options(url=urls[0], others=tuple(urls[1:]), **options)
    return Jetstream2("sky", known, fetcher, lambda: now + timedelta(days=1), 5.0)


def keys(batches: list[Any]) -> list[str]:
    return [post.id.rpartition("/")[2] for batch in batches for post in batch.posts]


async def test_events_become_posts_as_recorded(instance: Instance, fetcher: Fetcher) -> None:
    instance.scripts = [sends(*(DATA / "jetstream2.jsonl").read_text().splitlines())]
    batches = await read_all(source(fetcher, instance))
    found = msgspec.to_builtins([post for batch in batches for post in batch.posts])
    assert found == json.loads((DATA / "jetstream2.expected.json").read_text())
    assert [each for batch in batches for each in (*batch.skipped, *batch.gaps)] == []
    assert json.loads(batches[-1].cursor)["seq"] == 10
    assert instance.queries == [{"kinds": ["commit"], "collections": ["app.bsky.feed.post"]}]
    assert instance.headers[0]["sec-websocket-protocol"] == "xrpc.v1.json"
    assert "sec-websocket-extensions" not in instance.headers[0]


async def test_resumes_at_its_number_and_passes_over_the_one_that_repeats(instance: Instance, fetcher: Fetcher) -> None:
    instance.scripts = [sends(event(7), event(8), event(9))]
    batches = await read_all(source(fetcher, instance), cursor(instance, 7))
    assert instance.queries[0]["cursor"] == ["7"]
    assert keys(batches) == ["k8", "k9"]
    assert json.loads(batches[-1].cursor)["seq"] == 9


async def test_another_host_is_asked_for_the_time_a_few_seconds_earlier(instance: Instance, fetcher: Fetcher) -> None:
    async with open_instance() as dead:
        known = cursor(dead, 7_000)
    instance.scripts = [sends(event(3), event(4))]
    batches = await read_all(source(fetcher, dead, instance), known)
    asked = datetime.fromtimestamp(int(instance.queries[0]["cursor"][0]) / 1e6, UTC)
    assert timedelta(seconds=2) <= NOON - asked <= timedelta(seconds=10)
    assert keys(batches) == ["k3", "k4"]
    newest = json.loads(batches[-1].cursor)
    assert (newest["host"], newest["seq"]) == (f"127.0.0.1:{instance.port}", 4)


async def test_a_cursor_that_is_too_old_is_a_gap_and_reading_goes_on(instance: Instance, fetcher: Fetcher) -> None:
    def refuse(query: dict[str, list[str]]) -> str | None:
        early = int(query["cursor"][0]) < 10**15
        return '{"error":"CursorTooOld","message":"the floor is 500"}' if early else None

    instance.refuse = refuse
    first = NOON + timedelta(hours=9)
    instance.scripts = [sends(info("OutdatedCursor"), event(500, first), event(501, first))]
    batches = await read_all(source(fetcher, instance), cursor(instance, 7))
    assert keys(batches) == ["k500", "k501"]
    assert [(gap.since, gap.until) for batch in batches for gap in batch.gaps] == [(NOON, first)]


async def test_numbers_that_start_anew_are_a_gap_and_the_cursor_follows_them(
    instance: Instance, fetcher: Fetcher
) -> None:
    instance.scripts = [sends(info("FutureCursor"), event(5), event(6))]
    batches = await read_all(source(fetcher, instance), cursor(instance, 9_000))
    assert [gap.until for batch in batches for gap in batch.gaps] == [NOON + timedelta(seconds=5)]
    assert json.loads(batches[-1].cursor)["seq"] == 6


async def test_another_refusal_is_an_error(instance: Instance, fetcher: Fetcher) -> None:
    instance.refuse = lambda _: '{"error":"InvalidRequest","message":"no"}'
    with pytest.raises(RejectedError):
        await anext(source(fetcher, instance).stream(cursor(instance, 7)))


async def test_a_reader_that_is_dropped_keeps_what_it_has_and_resumes(instance: Instance, fetcher: Fetcher) -> None:
    dropped = '{"$type":"error","error":"ConsumerTooSlow","message":"100000 events behind the tip"}'
    instance.scripts = [sends(event(1), event(2), dropped, event(3)), sends(event(2), event(3))]
    known = source(fetcher, instance)
    first = await read_all(known)
    assert keys(first) == ["k1", "k2"]
    assert keys(await read_all(known, first[-1].cursor)) == ["k3"]


async def test_a_payload_without_its_envelope_is_read_all_the_same(instance: Instance, fetcher: Fetcher) -> None:
    instance.scripts = [sends(json.dumps(json.loads(event(1))["payload"]), event(2))]
    assert keys(await read_all(source(fetcher, instance))) == ["k1", "k2"]


async def test_garbage_is_skipped_and_the_rest_is_read(instance: Instance, fetcher: Fetcher) -> None:
    garbage = ["{", "[]", "{}", event(4, seq=None), event(5, time="never", witnessedAt=None), "7", b"\xff"]
    instance.scripts = [sends(event(1), *garbage, event(2, record={"text": "x", "langs": "en"}, surprise=[1]))]
    batches = await read_all(source(fetcher, instance))
    assert keys(batches) == ["k1", "k2"]
    assert len([each for batch in batches for each in batch.skipped]) == len(garbage)


async def test_the_dictionary_is_asked_for_and_named(site: Any, reply: Any, fetcher: Fetcher) -> None:
    shipped = DICTIONARY.read_bytes()  # any structured dictionary will do
    packer = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(shipped))
    packed = [packer.compress(event(number).encode()) for number in (1, 2)]
    async with open_instance() as instance:
        instance.scripts = [sends(*packed)]
        instance.pages["/xrpc/network.bsky.jetstream.getZstdDictionary"] = shipped
        batches = await read_all(source(fetcher, instance, compress=True))
    assert keys(batches) == ["k1", "k2"]
    assert instance.queries[-1]["zstdDictionary"] == ["1612007021"]


async def test_a_cursor_of_something_else_is_refused(instance: Instance, fetcher: Fetcher) -> None:
    with pytest.raises(OptionsError, match="not a cursor"):
        await anext(source(fetcher, instance).stream("1793534400000000"))


def test_the_public_instances_stand_in_for_each_other() -> None:
    assert Jetstream2Options().addresses == INSTANCES
    assert Jetstream2Options(url="wss://own.example/x").addresses == ("wss://own.example/x",)

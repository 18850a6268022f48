"""Newswires on this machine: versions, cancellations and embargoes; folders that are written to; AP's pages."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import newswire
from connectors.connector import Batch
from connectors.errors import GoneError, OptionsError, PayloadError, TooLargeError, UnavailableError
from connectors.fetch import Fetcher
from connectors.folder import SETTLED
from connectors.newswire import Newswire, NewswireOptions
from connectors.wire import HELD_BYTES, KEPT, WireItem, WireState, learned

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def item(number: int = 1, version: int = 1, **fields: Any) -> dict[str, Any]:
    known = {
        "uri": f"urn:x:{number}", "version": str(version), "type": "text", "pubStatus": "usable", "language": "en",
        "versionCreated": (NOON - timedelta(hours=1) + version * MINUTE).isoformat(),
        "headlines": [{"role": "main", "value": f"Headline {number} v{version}"}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": f"Simulated story {number}."}],
    }  # fmt: skip
    return {**known, **fields}


class Reader:
    """One source, looked at as the runner does."""

    def __init__(self, fetcher: Fetcher, form: Any = "ninjs", **options: Any) -> None:
        self.now, self.cursor = NOON, None
        self.source = Newswire("agency", form, NewswireOptions(**options), fetcher, lambda: self.now)

    async def poll(self) -> Batch:
        batch = await self.source.poll(self.cursor)
        self.cursor = batch.cursor
        return batch

    async def titles(self) -> list[str]:
        return ["(gone)" if post.deleted else post.title or post.text for post in (await self.poll()).posts]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "incoming"
    made.mkdir()
    return made


@pytest.fixture
def reader(fetcher: Fetcher, folder: Path) -> Reader:
    return Reader(fetcher, folder=str(folder))


def drop(folder: Path, name: str, *items: dict[str, Any]) -> None:
    """Write a file as careful senders do: under another name first."""
    (folder / f"{name}.part").write_text(json.dumps(list(items)))
    os.replace(folder / f"{name}.part", folder / name)


async def test_the_highest_version_wins_however_late_the_others_come(folder: Path, reader: Reader) -> None:
    drop(folder, "b.json", item(1, 2))
    assert await reader.titles() == ["Headline 1 v2"]
    drop(folder, "a.json", item(1, 1))
    assert await reader.titles() == []
    drop(folder, "c.json", item(1, 2), item(1, 3))
    batch = await reader.poll()
    assert [post.title for post in batch.posts] == ["Headline 1 v3"]
    assert batch.posts[0].id == "wire:agency:urn:x:1"


async def test_versions_without_number_and_time_are_told_apart_by_their_words(folder: Path, reader: Reader) -> None:
    bare = {"uri": "urn:x:1", "headline": "One"}
    for name, row in (
        ("1", bare),
        ("2", bare),
        ("3", {**bare, "headline": "Two"}),
        ("4", {**bare, "pubstatus": "canceled"}),
    ):
        (folder / f"{name}.json").write_text(json.dumps(row))
    assert await reader.titles() == ["One", "Two", "(gone)"]


@pytest.mark.parametrize("status", ["canceled", "withheld"])
async def test_what_is_taken_back_becomes_a_deletion(folder: Path, reader: Reader, status: str) -> None:
    drop(folder, "1.json", item(1, 1))
    (post,) = (await reader.poll()).posts
    drop(folder, "2.json", item(1, 2, pubStatus=status))
    (gone,) = (await reader.poll()).posts
    assert (gone.id, gone.deleted, gone.text) == (post.id, True, "")
    drop(folder, "3.json", item(1, 3))
    assert await reader.titles() == ["Headline 1 v3"]


async def test_an_embargo_is_kept_until_its_time_across_restarts(fetcher: Fetcher, folder: Path) -> None:
    reader, until = Reader(fetcher, folder=str(folder), interval_seconds=60), NOON + timedelta(hours=2)
    drop(folder, "1.json", item(1, embargoed=until.isoformat()), item(2))
    assert await reader.titles() == ["Headline 2 v1"]
    (folder / "1.json").unlink()
    cursor, reader = reader.cursor, Reader(fetcher, folder=str(folder), interval_seconds=60)
    reader.cursor, reader.now = cursor, until - timedelta(seconds=20)
    early = await reader.poll()
    assert (early.posts, early.wait) == ((), timedelta(seconds=20))
    reader.now = until
    (post,) = (await reader.poll()).posts
    assert (post.title, post.published_at, post.seen_at) == ("Headline 1 v1", until, until)
    assert await reader.titles() == []


async def test_a_later_version_or_a_cancellation_ends_an_embargo(folder: Path, reader: Reader) -> None:
    until = (NOON + timedelta(hours=2)).isoformat()
    drop(folder, "1.json", item(1, embargoed=until), item(2, embargoed=until))
    assert await reader.titles() == []
    drop(folder, "2.json", item(1, 2), item(2, 2, pubStatus="canceled"))
    assert await reader.titles() == ["Headline 1 v2", "(gone)"]
    reader.now = NOON + timedelta(hours=3)
    assert await reader.titles() == []


async def test_a_file_that_is_still_written_is_left_for_later(folder: Path, reader: Reader) -> None:
    whole = json.dumps(item(1))
    reader.now = datetime.now(UTC)
    (folder / "1.json").write_text(whole[:40])
    drop(folder, "2.json", item(2))
    batch = await reader.poll()
    assert ([post.title for post in batch.posts], batch.skipped) == (["Headline 2 v1"], ())
    (folder / "1.json").write_text(whole)
    assert await reader.titles() == ["Headline 1 v1"]


async def test_a_file_that_never_gets_whole_goes_to_the_dead_letters_once(folder: Path, reader: Reader) -> None:
    (folder / "1.json").write_text('{"uri": ')
    reader.now = datetime.now(UTC) + SETTLED * 2
    assert [len((await reader.poll()).skipped) for _ in range(3)] == [1, 0, 0]


async def test_a_file_with_an_old_date_is_noticed_and_others_are_not_read(folder: Path, reader: Reader) -> None:
    drop(folder, "1.json", item(1))
    assert await reader.titles() == ["Headline 1 v1"]
    drop(folder, "2.json", item(2))
    os.utime(folder / "2.json", (1_000_000_000, 1_000_000_000))
    for name in (".3.json", "4.json.tmp", "5.txt", "6.json.filepart"):
        (folder / name).write_text(json.dumps(item(3)))
    (folder / "7.json").mkdir()
    assert await reader.titles() == ["Headline 2 v1"]


async def test_many_files_are_read_in_turns_and_none_is_missed(
    folder: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newswire, "FILES_A_POLL", 7)
    for number in range(30):
        drop(folder, f"{number:02}.json", item(number))
    titles: list[str] = []
    for _ in range(5):
        titles += await reader.titles()
    assert titles == [f"Headline {number} v1" for number in range(30)]


async def test_a_folder_that_is_not_there_is_said(fetcher: Fetcher, tmp_path: Path) -> None:
    with pytest.raises(GoneError):
        await Reader(fetcher, folder=str(tmp_path / "nowhere")).poll()


async def test_a_file_that_is_too_large_or_hostile_is_skipped(fetcher: Fetcher, folder: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(newswire, "FILE_BYTES", 2000)
    (folder / "1.xml").write_text("<newsItem>" + " " * 3000)
    (folder / "2.xml").write_text('<!DOCTYPE a [<!ENTITY b "c">]><newsItem guid="1">&b;</newsItem>')
    (folder / "3.xml").write_text("<html/>")
    reader = Reader(fetcher, "newsml", folder=str(folder))
    reader.now = datetime.now(UTC) + SETTLED * 2
    reasons = [(each.origin, each.reason) for each in (await reader.poll()).skipped]
    assert reasons == [("1.xml", "too_large"), ("2.xml", "unreadable"), ("3.xml", "unreadable")]


class Press:
    """An AP that answers with pages: each names the next one, the last one itself."""

    def __init__(self, site: Any, reply: Any, *pages: list[dict[str, Any]]) -> None:
        self.site, self.reply, self.pages = site, reply, list(pages)
        site.routes["/feed"] = self.answer

    def answer(self, request: Any) -> Any:
        number = int(request.target.partition("seq=")[2] or "0")
        items = self.pages[number] if number < len(self.pages) else []
        following = self.site.url(f"/feed?seq={min(number + 1, len(self.pages))}")
        body = {"data": {"items": [{"item": each} for each in items], "next_page": following}}
        return self.reply(body=json.dumps(body).encode())


def ap(number: int, text: str = "", version: int = 0) -> dict[str, Any]:
    return {
        "uri": f"https://ap.example/{number}.{version}", "altids": {"itemid": f"i{number}"}, "version": version,
        "type": "text", "headline": f"Story {number}", "pubstatus": "usable", "versioncreated": "2026-11-01T10:00:00Z",
        **({"renditions": {"nitf": {"href": text}}} if text else {}),
    }  # fmt: skip


NITF = b"<nitf><body><body.content><p>Simulated words.</p></body.content></body></nitf>"


async def test_pages_are_followed_and_texts_fetched_with_the_key(site: Any, fetcher: Fetcher, reply: Any) -> None:
    press = Press(site, reply, [ap(1, site.url("/text/1")), ap(2)], [ap(3)])
    site.routes["/text/1"] = reply(body=NITF)
    reader = Reader(fetcher, url=site.url("/feed"), key="s3cret", provider="ap")
    first = await reader.poll()
    assert [(post.id, post.text) for post in first.posts] == [
        ("wire:ap:i1", "Simulated words."), ("wire:ap:i2", "Story 2")
    ]  # fmt: skip
    assert first.wait == newswire.AGAIN
    assert await reader.titles() == ["Story 3"]
    assert (await reader.poll()).wait is None
    press.pages.append([ap(4)])
    assert await reader.titles() == ["Story 4"]
    assert {request.headers.get("x-api-key") for request in site.requests} == {"s3cret"}


async def test_the_key_goes_to_no_other_server(site: Any, fetcher: Fetcher, reply: Any) -> None:
    elsewhere = site.url("/text/1").replace("127.0.0.1", "localhost")
    Press(site, reply, [ap(1, elsewhere)])
    site.routes["/text/1"] = reply(body=NITF)
    await Reader(fetcher, url=site.url("/feed"), key="s3cret").poll()
    assert [request.headers.get("x-api-key") for request in site.requests if request.target == "/text/1"] in (
        [None],
        [],
    )
    site.routes["/feed"] = reply(
        body=json.dumps({"data": {"items": [], "next_page": "http://other.example/"}}).encode()
    )
    with pytest.raises(PayloadError, match="own server"):
        await Reader(fetcher, url=site.url("/feed"), key="s3cret").poll()


@pytest.mark.parametrize("fault", [{"status": 404}, {"body": b"<html/>"}, {"body": b"words"}])
async def test_a_text_that_cannot_be_fetched_leaves_its_headline(
    site: Any, fetcher: Fetcher, reply: Any, fault: dict[str, Any]
) -> None:
    Press(site, reply, [ap(1, site.url("/text/1"))])
    site.routes["/text/1"] = reply(**fault)
    batch = await Reader(fetcher, url=site.url("/feed"), key="k").poll()
    assert ([post.text for post in batch.posts], len(batch.skipped)) == (["Story 1"], 1)


async def test_a_text_that_cannot_be_fetched_now_is_tried_again(site: Any, fetcher: Fetcher, reply: Any) -> None:
    Press(site, reply, [ap(1, site.url("/text/1"))])
    site.routes["/text/1"] = [reply(503), reply(body=NITF)]
    reader = Reader(fetcher, url=site.url("/feed"), key="k")
    with pytest.raises(UnavailableError):
        await reader.poll()
    assert [post.text for post in (await reader.poll()).posts] == ["Simulated words."]


async def test_a_page_that_has_not_changed_costs_nothing(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes["/wire"] = [reply(body=json.dumps([item(1)]).encode(), headers={"ETag": '"a"'}), reply(304)]
    reader = Reader(fetcher, url=site.url("/wire"))
    assert [await reader.titles() for _ in range(2)] == [["Headline 1 v1"], []]
    assert site.requests[1].headers["if-none-match"] == '"a"'


@pytest.mark.parametrize("form", ["ninjs", "newsml"])
@pytest.mark.parametrize("body", [b"", b"words", b"<html></html>", b"<newsItem", b'{"a": ['])
async def test_a_page_of_another_form_is_a_typed_error(
    site: Any, fetcher: Fetcher, reply: Any, form: Any, body: bytes
) -> None:
    site.routes["/wire"] = reply(body=body)
    with pytest.raises(PayloadError):
        await Reader(fetcher, form, url=site.url("/wire")).poll()


async def test_a_hostile_page_is_too_large(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes["/wire"] = reply(body=b'<!DOCTYPE a [<!ENTITY b "c">]><newsItem>&b;</newsItem>')
    with pytest.raises(TooLargeError):
        await Reader(fetcher, "newsml", url=site.url("/wire")).poll()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "either"),
        ({"folder": "x", "url": "https://x.example/"}, "either"),
        ({"url": "https://api.ap.org/media/v/content/feed"}, "`key` is missing"),
    ],
)
def test_refuses_to_start_without_a_place_or_a_key(fetcher: Fetcher, options: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionsError, match=words):
        Newswire("agency", "ninjs", NewswireOptions(**options), fetcher)


def test_what_is_remembered_stays_bounded() -> None:
    items = [WireItem(guid=f"g{number}", text="x") for number in range(KEPT + 50)]
    state, posts, _ = learned(WireState(), items, NOON, "wire:x")
    assert (len(state.versions), len(posts)) == (KEPT, KEPT + 50)
    late = [
        WireItem(guid=f"h{number}", text="y" * 50_000, embargo=NOON + MINUTE) for number in range(HELD_BYTES // 40_000)
    ]
    state, posts, skipped = learned(WireState(), late, NOON, "wire:x")
    assert posts == ()
    assert len(state.held) + len(skipped) == len(late)
    assert len(skipped) > 0


versions = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 5), st.booleans()), max_size=30)


@given(versions, st.integers(1, 5))
def test_the_last_word_on_each_item_is_its_highest_version(seen: list[tuple[int, int, bool]], step: int) -> None:
    usable = {(guid, version): flag for guid, version, flag in seen}  # one version says one thing
    state, said = WireState(), dict[str, tuple[bool, str]]()
    for start in range(0, len(seen), step):
        items = [
            WireItem(guid=str(guid), version=version, text=str(version), usable=usable[guid, version])
            for guid, version, _ in seen[start : start + step]
        ]
        state, posts, _ = learned(state, items, NOON, "w")
        said.update((post.id, (post.deleted, post.text)) for post in posts)
    for guid in {guid for guid, _, _ in seen}:
        highest = max(version for other, version, _ in seen if other == guid)
        live = usable[guid, highest]
        assert said[f"w:{guid}"] == (not live, str(highest) if live else "")

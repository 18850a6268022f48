from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.errors import OptionsError, PayloadError, RejectedError
from connectors.fetch import Fetcher, FetchLimits
from connectors.gdelt import FILES_A_POLL, Gdelt, GdeltOptions
from connectors.guard import AddressGuard

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def row(record: str, extras: str, themes: str = "", address: str = "https://news.example/1") -> str:
    columns = [record, record[:14], "1", "News.example", address, "", "", themes, *[""] * 18, extras]
    assert len(columns) == 27
    return "\t".join(columns)


def packed(*rows: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.gkg.csv", "".join(f"{each}\n" for each in rows))
    return file.getvalue()


def stamp(at: datetime) -> str:
    return at.strftime("%Y%m%d%H%M%S")


class Archive:
    """Serves files by their time, and the list of the newest."""

    def __init__(self, site: Any, reply: Any) -> None:
        self.site, self.reply = site, reply

    def add(self, at: datetime, body: bytes, checksum: str = "") -> None:
        name = f"{stamp(at)}.gkg.csv.zip"
        digest = checksum or hashlib.md5(body, usedforsecurity=False).hexdigest()
        lines = [f"1 {'0' * 32} http://x.example/{stamp(at)}.{kind}" for kind in ("export.CSV.zip", "mentions.CSV.zip")]
        listing = "\n".join([*lines, f"{len(body)} {digest} http://x.example/gdeltv2/{name}", ""])
        self.site.routes["/g/lastupdate.txt"] = self.reply(body=listing.encode())
        self.site.routes[f"/g/{name}"] = self.reply(body=body)

    def asked(self) -> list[str]:
        return [request.target for request in self.site.requests if request.target.endswith(".zip")]


@pytest.fixture
def archive(site: Any, reply: Any) -> Archive:
    return Archive(site, reply)


def source(site: Any, fetcher: Fetcher, **options: Any) -> Gdelt:
    return Gdelt("gdelt", GdeltOptions(server=site.url("/g"), **options), fetcher, lambda: NOON)


async def test_a_row_becomes_a_headline(site: Any, fetcher: Fetcher, archive: Archive) -> None:
    extras = (
        "<PAGE_LINKS>https://a.example;b</PAGE_LINKS><PAGE_AUTHORS>Ann R.;Ben S.</PAGE_AUTHORS>"
        "<PAGE_PRECISEPUBTIMESTAMP>20261101093000</PAGE_PRECISEPUBTIMESTAMP>"
        "<PAGE_TITLE>Bridge closed &#x2013; mill road, too &amp; more</PAGE_TITLE>"
    )
    archive.add(NOON, packed(row("20261101120000-7", extras)))
    batch = await source(site, fetcher).poll(None)
    (post,) = batch.posts
    assert (post.id, post.source, post.author, post.lang, post.kind) == (
        "gdelt:20261101120000-7", "gdelt:news.example", "Ann R.;Ben S.", "en", "newswire"
    )  # fmt: skip
    assert post.text == "Bridge closed – mill road, too & more"
    assert post.published_at == NOON - timedelta(hours=2, minutes=30)
    assert (batch.cursor, post.url) == (stamp(NOON), "https://news.example/1")


@pytest.mark.parametrize("said", ["20310101000000", "19700101000000", "20261399000000"])
async def test_a_time_that_cannot_be_is_that_of_the_file(
    site: Any, fetcher: Fetcher, archive: Archive, said: str
) -> None:
    extras = f"<PAGE_PRECISEPUBTIMESTAMP>{said}</PAGE_PRECISEPUBTIMESTAMP><PAGE_TITLE>x</PAGE_TITLE>"
    archive.add(NOON - QUARTER, packed(row("20261101114500-1", extras)))
    (post,) = (await source(site, fetcher).poll(None)).posts
    assert post.published_at == NOON - QUARTER


async def test_only_wanted_themes_pass_and_pages_without_title_do_not(
    site: Any, fetcher: Fetcher, archive: Archive
) -> None:
    rows = [
        row("1", "<PAGE_TITLE>one</PAGE_TITLE>", "TAX_FNCACT;PROTEST;"),
        row("2", "<PAGE_TITLE>two</PAGE_TITLE>", "PROTESTANT;"),
        row("3", "", "PROTEST;"),
    ]
    archive.add(NOON, packed(*rows))
    assert [post.text for post in (await source(site, fetcher, themes=("PROTEST",)).poll(None)).posts] == ["one"]
    assert [post.text for post in (await source(site, fetcher).poll(None)).posts] == ["one", "two"]


async def test_missed_files_are_read_oldest_first_and_an_absent_one_is_a_gap(
    site: Any, fetcher: Fetcher, archive: Archive
) -> None:
    for back in (4, 3, 1, 0):  # the one of half an hour ago was never published
        archive.add(NOON - QUARTER * back, packed(row(str(back), f"<PAGE_TITLE>file {back}</PAGE_TITLE>")))
    gdelt, cursor, texts, gaps = source(site, fetcher), stamp(NOON - QUARTER * 4), list[str](), list[Any]()
    for _ in range(4):
        batch = await gdelt.poll(cursor)
        texts += [post.text for post in batch.posts]
        gaps += batch.gaps
        assert batch.cursor is not None
        cursor = batch.cursor
    assert texts == ["file 3", "file 1", "file 0"]
    assert [(gap.since, gap.until) for gap in gaps] == [(NOON - QUARTER * 2, NOON - QUARTER)]
    assert cursor == stamp(NOON)
    assert len(archive.asked()) == 4


async def test_a_missed_file_that_is_damaged_does_not_hold_up_the_next(
    site: Any, fetcher: Fetcher, archive: Archive
) -> None:
    archive.add(NOON - QUARTER, b"no archive")
    archive.add(NOON, packed(row("1", "<PAGE_TITLE>newest</PAGE_TITLE>")))
    batch = await source(site, fetcher).poll(stamp(NOON - QUARTER * 2))
    assert [post.text for post in batch.posts] == ["newest"]
    assert ["damaged" in gap.why for gap in batch.gaps] == [True]


async def test_what_is_too_long_ago_is_said_as_a_gap(site: Any, fetcher: Fetcher, archive: Archive) -> None:
    archive.add(NOON, packed(row("1", "")))
    long_ago = NOON - timedelta(days=9)
    batch = await source(site, fetcher).poll(stamp(long_ago))
    assert (batch.gaps[0].since, batch.gaps[0].until) == (long_ago, NOON - timedelta(hours=24))
    assert len(archive.asked()) == FILES_A_POLL
    assert batch.wait is not None
    assert batch.wait < QUARTER


async def test_nothing_new_asks_for_no_file(site: Any, fetcher: Fetcher, archive: Archive) -> None:
    archive.add(NOON, packed(row("1", "")))
    batch = await source(site, fetcher).poll(stamp(NOON))
    assert (batch.posts, batch.cursor, archive.asked()) == ((), stamp(NOON), [])


async def test_lines_of_another_shape_are_skipped_and_a_file_of_them_refused(
    site: Any, fetcher: Fetcher, archive: Archive
) -> None:
    archive.add(NOON, packed("three\tcolumns\tonly", row("1", "<PAGE_TITLE>good</PAGE_TITLE>")))
    batch = await source(site, fetcher).poll(None)
    assert [post.text for post in batch.posts] == ["good"]
    assert [skipped.origin for skipped in batch.skipped] == [f"{stamp(NOON)}.gkg.csv.zip:1"]
    archive.add(NOON, packed(*["another format"] * 200))
    with pytest.raises(PayloadError, match="not of the format"):
        await source(site, fetcher).poll(None)


@pytest.mark.parametrize(
    "body", [b"", b"no archive", packed(row("1", "x"))[:-30]], ids=["empty", "no archive", "cut off"]
)
async def test_a_damaged_archive_is_a_typed_error(site: Any, fetcher: Fetcher, archive: Archive, body: bytes) -> None:
    archive.add(NOON, body)
    with pytest.raises(PayloadError):
        await source(site, fetcher).poll(None)


async def test_a_file_that_is_not_the_announced_one_is_refused(site: Any, fetcher: Fetcher, archive: Archive) -> None:
    archive.add(NOON, packed(row("1", "")), checksum="0" * 32)
    with pytest.raises(PayloadError, match="MD5"):
        await source(site, fetcher).poll(None)


async def test_a_bomb_ends_in_a_typed_error(site: Any, archive: Archive) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("x", bytes(130 * 1024 * 1024))
    archive.add(NOON, file.getvalue())
    wide = Fetcher(AddressGuard(["127.0.0.1"]), FetchLimits())
    with pytest.raises(PayloadError, match="larger"):
        await source(site, wide).poll(None)
    await wide.aclose()


async def test_a_newest_file_that_is_not_there_yet_is_asked_for_again(
    site: Any, fetcher: Fetcher, archive: Archive
) -> None:
    archive.add(NOON, packed(row("1", "")))
    del site.routes[f"/g/{stamp(NOON)}.gkg.csv.zip"]
    with pytest.raises(RejectedError):
        await source(site, fetcher).poll(stamp(NOON - QUARTER))


@pytest.mark.parametrize("listing", [b"", b"<html>", b"1 2 http://x.example/99999999999999.gkg.csv.zip"])
async def test_a_list_without_a_file_is_a_typed_error(site: Any, fetcher: Fetcher, reply: Any, listing: bytes) -> None:
    site.routes["/g/lastupdate.txt"] = reply(body=listing)
    with pytest.raises(PayloadError, match="names no file"):
        await source(site, fetcher).poll(None)


async def test_a_cursor_of_something_else_is_refused(site: Any, fetcher: Fetcher, archive: Archive) -> None:
    archive.add(NOON, packed(row("1", "")))
    with pytest.raises(OptionsError, match="not a cursor"):
        await source(site, fetcher).poll("page-3")


async def test_translated_pages_have_a_list_of_their_own_and_titles_in_their_language(
    site: Any, fetcher: Fetcher, reply: Any
) -> None:
    extras = "<PAGE_TITLE>Площадь перекрыта</PAGE_TITLE>"
    rows = [row("20261101120000-T1", extras).split("\t") for _ in range(2)]
    rows[0][25], rows[1][25] = "srclc:rus;eng:Moses 2.1.1", "srclc:xxx;eng:x"
    body = packed(*map("\t".join, rows))
    name = f"{stamp(NOON)}.translation.gkg.csv.zip"
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
    site.routes["/g/lastupdate-translation.txt"] = reply(body=f"1 {digest} http://x.example/{name}\n".encode())
    site.routes[f"/g/{name}"] = reply(body=body)
    batch = await source(site, fetcher, pages="translated").poll(None)
    assert [(post.text, post.lang) for post in batch.posts] == [
        ("Площадь перекрыта", "ru"), ("Площадь перекрыта", None)
    ]  # fmt: skip

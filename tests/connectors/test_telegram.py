from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from connectors.connector import Batch
from connectors.errors import OptionsError, PayloadError, RejectedError
from connectors.fetch import Fetcher
from connectors.telegram import MAX_PAGES, Telegram, TelegramOptions

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DATA = Path(__file__).parents[1] / "data" / "connectors"


def preview(*numbers: int) -> bytes:
    messages = "".join(
        f'<div class="tgme_widget_message" data-post="city_desk/{number}">'
        f'<div class="tgme_widget_message_text">words {number}</div>'
        f'<time datetime="{(NOON - timedelta(days=1) + timedelta(seconds=number)).isoformat()}"></time></div>'
        for number in numbers
    )
    return f'<html><body class="tgme_page">{messages}</body></html>'.encode()


@pytest.fixture
def channel(site: Any, reply: Any) -> Callable[[int], None]:
    """Fill the channel up to a number; twenty posts a page."""

    def fill(last: int) -> None:
        def page(request: Any) -> Any:
            before = int(parse_qs(urlsplit(request.target).query).get("before", [str(last + 1)])[0])
            return reply(body=preview(*range(max(before - 20, 1), before)))

        site.routes["/s/city_desk"] = page

    return fill


@pytest.fixture
def fetcher(patient_fetcher: Fetcher) -> Fetcher:
    return patient_fetcher


@pytest.fixture
def telegram(site: Any, fetcher: Fetcher) -> Telegram:
    options = TelegramOptions(channel="city_desk", server=site.url("").rstrip("/"))
    return Telegram("city", options, fetcher, lambda: NOON, page_pause=timedelta(0))


def numbers(batch: Batch) -> list[int]:
    return [int(post.id.rpartition("/")[2]) for post in batch.posts]


async def test_answers_albums_services_and_polls_are_read_as_what_they_are(
    site: Any, telegram: Telegram, reply: Any
) -> None:
    site.routes["/s/city_desk"] = reply(body=(DATA / "telegram-shapes.html").read_bytes())
    batch = await telegram.poll(None)
    found = json.loads(msgspec.json.encode(batch.posts))
    assert found == json.loads((DATA / "telegram-shapes.expected.json").read_text())
    assert batch.skipped == ()


async def test_a_page_becomes_the_posts_beside_it(site: Any, telegram: Telegram, reply: Any) -> None:
    site.routes["/s/city_desk"] = reply(body=(DATA / "telegram.html").read_bytes())
    batch = await telegram.poll(None)
    found = json.loads(msgspec.json.encode(batch.posts))
    assert found == json.loads((DATA / "telegram.expected.json").read_text())
    assert [skipped.reason for skipped in batch.skipped] == ["unreadable"]
    assert batch.cursor is not None
    assert json.loads(batch.cursor)["number"] == 45
    again = await telegram.poll(batch.cursor)
    assert (again.posts, again.skipped, again.cursor) == ((), (), batch.cursor)


async def test_a_first_start_reads_the_newest_page_only(
    site: Any, telegram: Telegram, channel: Callable[[int], None]
) -> None:
    channel(500)
    assert numbers(await telegram.poll(None)) == list(range(481, 501))
    assert len(site.requests) == 1


async def test_what_was_missed_is_read_backwards_and_given_oldest_first(
    site: Any, telegram: Telegram, channel: Callable[[int], None]
) -> None:
    channel(100)
    cursor = (await telegram.poll(None)).cursor
    channel(175)
    batch = await telegram.poll(cursor)
    assert numbers(batch) == list(range(101, 176))
    assert batch.gaps == ()
    assert numbers(await telegram.poll(batch.cursor)) == []


async def test_what_cannot_be_caught_up_is_said_as_a_gap(telegram: Telegram, channel: Callable[[int], None]) -> None:
    channel(100)
    cursor = (await telegram.poll(None)).cursor
    channel(1000)
    batch = await telegram.poll(cursor)
    first = 1000 - 20 * MAX_PAGES + 1
    assert numbers(batch) == list(range(first, 1001))
    (gap,) = batch.gaps
    day = NOON - timedelta(days=1)
    assert (gap.since, gap.until) == (day + timedelta(seconds=100), day + timedelta(seconds=first))


async def test_a_young_channel_is_read_to_its_beginning_without_a_gap(
    telegram: Telegram, channel: Callable[[int], None]
) -> None:
    channel(0)
    batch = await telegram.poll(None)
    assert (batch.posts, batch.cursor) == ((), None)
    channel(3)
    cursor = (await telegram.poll(None)).cursor
    channel(30)
    batch = await telegram.poll(cursor)
    assert (numbers(batch), batch.gaps) == (list(range(4, 31)), ())


async def test_a_channel_without_preview_is_refused(site: Any, telegram: Telegram, reply: Any) -> None:
    site.routes["/s/city_desk"] = reply(302, headers={"Location": "/city_desk"})
    site.routes["/city_desk"] = reply(body=b"<html class='tgme_page'>")
    with pytest.raises(RejectedError, match="no public preview"):
        await telegram.poll(None)


@pytest.mark.parametrize("body", [b"", b"<html>maintenance</html>", b"\x00\xff"])
async def test_a_page_of_another_format_is_an_error(site: Any, telegram: Telegram, reply: Any, body: bytes) -> None:
    site.routes["/s/city_desk"] = reply(body=body)
    with pytest.raises(PayloadError):
        await telegram.poll(None)


async def test_a_cursor_of_something_else_is_refused(telegram: Telegram) -> None:
    with pytest.raises(OptionsError, match="not a cursor"):
        await telegram.poll("page-3")


def other(page: bytes, number: int, words: str = "") -> bytes:
    """Give a message other words, or take it off the page."""
    before, message = page.split(f'<div class="tgme_widget_message" data-post="city_desk/{number}">'.encode())
    _, end, after = message.partition(b"</div><time")
    if not words:
        return before + after.partition(b"</time></div>")[2]
    head = f'<div class="tgme_widget_message" data-post="city_desk/{number}"><div class="tgme_widget_message_text">'
    return before + (head + words).encode() + end + after


async def test_an_edit_is_told_once_and_a_deletion_when_it_lasts(site: Any, telegram: Telegram, reply: Any) -> None:
    page = preview(*range(1, 21))
    site.routes["/s/city_desk"] = reply(body=page)
    cursor = (await telegram.poll(None)).cursor
    site.routes["/s/city_desk"] = reply(body=other(other(page, 7, "other words"), 9))
    edited = await telegram.poll(cursor)
    assert [(post.id, post.text, post.deleted) for post in edited.posts] == [
        ("telegram:city_desk/7", "other words", False)
    ]
    gone = await telegram.poll(edited.cursor)
    assert [(post.id, post.text, post.deleted) for post in gone.posts] == [("telegram:city_desk/9", "", True)]
    assert (await telegram.poll(gone.cursor)).posts == ()


async def test_a_page_from_a_cache_deletes_nothing(site: Any, telegram: Telegram, reply: Any) -> None:
    old, new = preview(*range(1, 21)), preview(*range(3, 23))
    site.routes["/s/city_desk"] = [reply(body=page) for page in (old, new, old, old, new, new)]
    cursor, told = None, []
    for _ in range(6):
        batch = await telegram.poll(cursor)
        cursor, told = batch.cursor, told + list(batch.posts)
    assert [post.id.rpartition("/")[2] for post in told] == [str(number) for number in range(1, 23)]
    assert not any(post.deleted for post in told)


async def test_a_cursor_without_words_goes_on_without_repeats(
    telegram: Telegram, channel: Callable[[int], None]
) -> None:
    channel(45)
    batch = await telegram.poll('{"number":40,"at":"2026-11-01T00:00:00Z"}')
    assert numbers(batch) == [41, 42, 43, 44, 45]


@pytest.mark.parametrize(
    ("body", "known"),
    [
        (b'<html><div class="tgme_channel_info"></div></html>', True),
        (b'<html><div class="tgme_widget_message_new" data-post="city_desk/1"></div></html>', False),
        (preview(1, 2, 3).replace(b"<time ", b"<span "), False),
        (preview(1, 2, 3).replace(b"city_desk/", b"c/city_desk/"), False),
    ],
)
async def test_a_page_of_a_new_format_is_an_error_and_not_silence(
    site: Any, telegram: Telegram, reply: Any, body: bytes, known: bool
) -> None:
    site.routes["/s/city_desk"] = [reply(body=preview(1, 2, 3)), reply(body=body)]
    cursor = (await telegram.poll(None)).cursor
    with pytest.raises(PayloadError, match="format"):
        await telegram.poll(cursor if known else None)


async def test_a_page_that_only_invites_is_a_refusal(site: Any, telegram: Telegram, reply: Any) -> None:
    body = b'<div class="tgme_page"><div class="tgme_page_action"><a>View in Telegram</a></div></div>'
    site.routes["/s/city_desk"] = reply(body=body)
    with pytest.raises(RejectedError, match="no such channel"):
        await telegram.poll(None)

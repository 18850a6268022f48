"""Feeds against a server on this machine: polling rules, identity and dates, and every fault of the wire."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from connectors.connector import Batch
from connectors.errors import (
    ConnectorError,
    ForbiddenAddressError,
    GoneError,
    PayloadError,
    RateLimitedError,
    RejectedError,
    TooLargeError,
    UnavailableError,
)
from connectors.feed_state import decode_state
from connectors.feed_worker import FeedWorker
from connectors.feeds import SIGHTINGS, Feeds, FeedsOptions, feed_source
from connectors.fetch import Fetcher
from connectors.guard import AddressGuard
from connectors.registry import Context

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HTTP_DATE = "Sun, 01 Nov 2026 10:00:00 GMT"


def item(
    guid: str = "", title: str = "Road closed", text: str = "", link: str = "", date: datetime | None = None
) -> str:
    parts = {
        "guid": guid,
        "title": title,
        "description": text or f"About {title}.",
        "link": link,
        "pubDate": format_datetime(date) if date else "",
    }
    return f"<item>{''.join(f'<{name}>{value}</{name}>' for name, value in parts.items() if value)}</item>"


def rss(*items: str, channel: str = "") -> bytes:
    return f'<rss version="2.0"><channel><title>World</title>{channel}{"".join(items)}</channel></rss>'.encode()


class Reader:
    """One feed, polled as the runner does: with the cursor of the last poll, at a time that the test moves."""

    def __init__(self, site: Any, context: Context, **options: Any) -> None:
        self.now, self.cursor = NOON, None if "cursor" not in options else options.pop("cursor")
        known = FeedsOptions(url=options.pop("url", site.url("/news")), **options)
        self.feeds = Feeds("world", known, context.fetcher, context.worker, lambda: self.now)

    async def poll(self) -> Batch:
        batch = await self.feeds.poll(self.cursor)
        self.cursor = batch.cursor
        return batch

    async def texts(self) -> list[str]:
        return [post.title or post.text for post in (await self.poll()).posts]


@pytest.fixture
def reader(site: Any, context: Context) -> Reader:
    return Reader(site, context)


async def test_only_new_entries_are_posts_oldest_first(site: Any, reader: Reader, reply: Any) -> None:
    one, two, three = (item(str(n), f"Entry {n}", date=NOON - timedelta(hours=4 - n)) for n in (1, 2, 3))
    site.routes["/news"] = [reply(body=rss(two, one)), reply(body=rss(three, two, one))]
    assert await reader.texts() == ["Entry 1", "Entry 2"]
    assert await reader.texts() == ["Entry 3"]
    assert await reader.texts() == []


async def test_the_same_cursor_gives_the_same_posts(site: Any, reader: Reader, reply: Any) -> None:
    site.routes["/news"] = reply(body=rss(item("1"), item("2", "Other")))
    first = await reader.feeds.poll(None)
    assert await reader.feeds.poll(None) == first


async def test_both_validators_are_sent_back_and_304_costs_nothing(site: Any, reader: Reader, reply: Any) -> None:
    site.routes["/news"] = [
        reply(body=rss(item("1"), channel="<ttl>30</ttl>"), headers={"ETag": '"abc"', "Last-Modified": HTTP_DATE}),
        reply(304),
    ]
    first = await reader.poll()
    second = await reader.poll()
    assert site.requests[1].headers["if-none-match"] == '"abc"'
    assert site.requests[1].headers["if-modified-since"] == HTTP_DATE
    assert (second.posts, second.wait, second.cursor) == ((), first.wait, first.cursor)


async def test_validators_that_stick_are_dropped_after_a_day(site: Any, reader: Reader, reply: Any) -> None:
    site.routes["/news"] = [reply(body=rss(item("1")), headers={"ETag": '"stuck"'}), reply(304)]
    await reader.poll()
    reader.now += timedelta(hours=23)
    await reader.poll()
    reader.now += timedelta(hours=2)
    await reader.poll()
    assert ["if-none-match" in request.headers for request in site.requests] == [False, True, False]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("value", ["420", format_datetime(NOON + timedelta(minutes=7), usegmt=True)])
async def test_retry_after_is_honoured_in_both_forms(
    site: Any, fetcher: Fetcher, reply: Any, status: int, value: str
) -> None:
    site.routes["/news"] = reply(status, headers={"Retry-After": value})
    feeds = Feeds("world", FeedsOptions(url=site.url("/news")), fetcher, FeedWorker(), lambda: NOON)
    with pytest.raises(RateLimitedError) as caught:
        await feeds.poll(None)
    assert caught.value.retry_after == timedelta(minutes=7)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"status": 500}, UnavailableError),
        ({"status": 503}, UnavailableError),
        ({"status": 404}, RejectedError),
        ({"status": 410}, GoneError),
        ({"hold": True, "headers": {"Content-Length": "99"}}, UnavailableError),
        ({"raw": b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss>"}, UnavailableError),
        ({"raw": b""}, UnavailableError),
        ({"body": b"x" * (257 * 1024)}, TooLargeError),
        ({"body": gzip.compress(bytes(50_000_000)), "headers": {"Content-Encoding": "gzip"}}, TooLargeError),
        ({"body": b""}, PayloadError),
        ({"body": b"<!doctype html><title>Please log in</title>"}, PayloadError),
        ({"body": b'{"error": "maintenance"}'}, PayloadError),
        ({"body": b'{"items": ['}, PayloadError),
        ({"body": b"<sitemap><url/></sitemap>"}, PayloadError),
        ({"body": b"just words"}, PayloadError),
    ],
    ids=lambda value: None if isinstance(value, type) else " ".join(value)[:20],
)
async def test_each_fault_is_one_typed_error(
    site: Any, fetcher: Fetcher, context: Context, reply: Any, fault: dict[str, Any], kind: type[ConnectorError]
) -> None:
    site.routes["/news"] = reply(**fault)
    feeds = Feeds("world", FeedsOptions(url=site.url("/news?key=secret")), fetcher, context.worker, lambda: NOON)
    with pytest.raises(ConnectorError) as caught:
        await feeds.poll(None)
    assert type(caught.value) is kind
    assert caught.value.source == "world"
    assert "secret" not in str(caught.value)


LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + ']><rss version="2.0"><channel><item><title>&j;</title></item></channel></rss>'
)
ENTRY = "<rss><channel><item><title>{}</title></item></channel></rss>"
XXE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + ENTRY.format("&x;")
QUADRATIC = f'<!DOCTYPE r [<!ENTITY x "{"y" * 50_000}">]>' + ENTRY.format("&x;" * 9000)
HIDDEN = "some words first " + LAUGHS
DEEP = "<rss><channel>" + "<item>" * 5000


@pytest.mark.parametrize("document", [LAUGHS, XXE, QUADRATIC, HIDDEN, DEEP, "<a>" * 250_000])
async def test_hostile_documents_end_in_a_typed_error(site: Any, reader: Reader, reply: Any, document: str) -> None:
    site.routes["/news"] = reply(body=document.encode())
    with pytest.raises(PayloadError):
        await reader.poll()


async def test_hostile_documents_in_another_encoding_are_noticed_too(site: Any, reader: Reader, reply: Any) -> None:
    site.routes["/news"] = reply(body=LAUGHS.encode("utf-16"))
    with pytest.raises(TooLargeError):
        await reader.poll()


@pytest.mark.parametrize(
    ("encoding", "header", "declared"),
    [
        ("windows-1251", "application/rss+xml; charset=windows-1251", ""),
        ("windows-1251", "text/xml", '<?xml version="1.0" encoding="windows-1251"?>'),
        ("windows-1251", "text/xml", ""),
        ("utf-8", "text/xml; charset=iso-8859-1", ""),
        ("utf-16", "text/xml", ""),
        ("koi8-r", "text/xml", '<?xml version="1.0" encoding="koi8-r"?>'),
    ],
)
async def test_texts_are_read_in_their_true_encoding(
    site: Any, reader: Reader, reply: Any, encoding: str, header: str, declared: str
) -> None:
    title = "Площадь перекрыта, люди расходятся по домам"
    body = (declared + rss(item("1", title, "Движение закрыто до утра")).decode()).encode(encoding)
    site.routes["/news"] = reply(body=body, headers={"Content-Type": header})
    assert await reader.texts() == [title]


async def test_a_permanent_redirect_is_believed_at_its_last_sighting_in_a_row(
    site: Any, reader: Reader, reply: Any
) -> None:
    site.routes["/news"] = reply(301, headers={"Location": "/new"})
    site.routes["/new"] = reply(body=rss(item("1")))
    for _ in range(SIGHTINGS):
        await reader.poll()
    assert [request.target for request in site.requests] == ["/news", "/new"] * SIGHTINGS
    await reader.poll()
    assert [request.target for request in site.requests[2 * SIGHTINGS :]] == ["/new"]


async def test_posts_keep_their_ids_when_the_feed_has_moved(site: Any, reader: Reader, reply: Any) -> None:
    site.routes["/news"] = [reply(body=rss(item("1"))), reply(301, headers={"Location": "/new"})]
    site.routes["/new"] = reply(body=rss(item("1"), item("2", "Second")))
    ids = [post.id for _ in range(6) for post in (await reader.poll()).posts]
    source = feed_source(site.url("/news"))
    assert ids == [f"{source}:1", f"{source}:2"]


async def test_a_temporary_redirect_is_never_kept(site: Any, reader: Reader, reply: Any) -> None:
    site.routes["/news"] = reply(302, headers={"Location": "/new"})
    site.routes["/new"] = reply(body=rss(item("1")))
    for _ in range(SIGHTINGS + 2):
        await reader.poll()
    assert [request.target for request in site.requests] == ["/news", "/new"] * (SIGHTINGS + 2)


async def test_a_new_address_that_refuses_leads_back_to_the_configured_one(
    site: Any, reader: Reader, reply: Any
) -> None:
    site.routes["/news"] = [reply(301, headers={"Location": "/new"})] * SIGHTINGS + [reply(body=rss(item("1")))]
    site.routes["/new"] = [reply(body=rss(item("1")))] * SIGHTINGS + [reply(404)]
    for _ in range(SIGHTINGS + 1):
        await reader.poll()
    assert await reader.texts() == []
    assert site.requests[-1].target == "/news"


async def test_a_redirect_inwards_is_not_dialled(site: Any, reply: Any) -> None:
    context = Context(Fetcher(AddressGuard([f"127.0.0.1:{site.port}"])), FeedWorker())
    site.routes["/news"] = reply(301, headers={"Location": "http://169.254.169.254/latest/meta-data"})
    with pytest.raises(ForbiddenAddressError):
        await Reader(site, context).poll()
    await context.aclose()


async def test_a_missing_date_stays_at_first_sight(site: Any, reader: Reader, reply: Any) -> None:
    site.routes["/news"] = [
        reply(body=rss(item("1", text="First words."))),
        reply(body=rss(item("1", text="First words."))),
        reply(body=rss(item("1", text="Edited words."))),
    ]
    (post,) = (await reader.poll()).posts
    reader.now += timedelta(hours=1)
    assert (await reader.poll()).posts == ()
    (edited,) = (await reader.poll()).posts
    assert post.published_at == edited.published_at == NOON
    assert (edited.id, edited.text) == (post.id, "Edited words.")
    assert edited.seen_at == NOON + timedelta(hours=1)


async def test_a_date_in_the_future_is_clamped_and_the_raw_one_kept(site: Any, reader: Reader, reply: Any) -> None:
    late = NOON + timedelta(days=3)
    site.routes["/news"] = [reply(body=rss(item("1", date=late))), reply(body=rss(item("1", text="!", date=late)))]
    (post,) = (await reader.poll()).posts
    reader.now += timedelta(hours=5)
    (edited,) = (await reader.poll()).posts
    assert post.published_at == edited.published_at == NOON
    (known,) = decode_state(reader.cursor).known
    assert known.raw_date == format_datetime(late)


async def test_guids_that_change_at_every_poll_do_not_make_new_posts(site: Any, reader: Reader, reply: Any) -> None:
    site.routes["/news"] = [
        reply(body=rss(item(f"g{n}-1", "One", link="http://x.example/1"), item(f"g{n}-2", "Two"))) for n in range(4)
    ]
    found = [await reader.texts() for _ in range(4)]
    assert found == [["One", "Two"], [], [], []]


async def test_links_that_rotate_do_not_make_new_posts(site: Any, reader: Reader, reply: Any) -> None:
    site.routes["/news"] = [
        reply(body=rss(item("", "One", link=f"http://x.example/a?utm_campaign={n}&amp;fbclid={n}"))) for n in range(3)
    ]
    assert [await reader.texts() for _ in range(3)] == [["One"], [], []]


async def test_entries_that_share_a_guid_are_told_apart(site: Any, reader: Reader, reply: Any) -> None:
    page = reply(body=rss(item("same", "One", "a"), item("same", "Two", "b"), item("same", "Three", "c")))
    site.routes["/news"] = page
    assert sorted(await reader.texts()) == ["One", "Three", "Two"]
    assert await reader.texts() == []


async def test_entries_without_guid_and_link_are_told_apart(site: Any, reader: Reader, reply: Any) -> None:
    pages = [[{"content_text": "one"}], [{"content_text": "two"}, {"content_text": "one"}]]
    site.routes["/news"] = [
        reply(body=json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}).encode())
        for items in pages
    ]
    assert await reader.texts() == ["one"]
    assert await reader.texts() == ["two"]


async def test_a_page_with_a_counter_in_its_text_does_not_become_a_stream(
    site: Any, reader: Reader, reply: Any
) -> None:
    site.routes["/news"] = [reply(body=rss(item("1", text=f"{n} readers"))) for n in range(40)]
    posts = [post for _ in range(40) for post in (await reader.poll()).posts]
    assert len({post.id for post in posts}) == 1
    assert len(posts) <= 21


async def test_polls_sooner_where_more_is_published_and_never_sooner_than_asked(
    site: Any, context: Context, reply: Any
) -> None:
    def page(minutes: int, **more: Any) -> Any:
        items = [item(str(n), f"E{n}", date=NOON - timedelta(minutes=minutes * n)) for n in range(10)]
        return reply(body=rss(*items, channel=more.pop("channel", "")), **more)

    async def wait(route: Any) -> timedelta | None:
        site.routes["/news"] = route
        return (await Reader(site, context, interval_seconds=1800).poll()).wait

    assert await wait(page(4)) == timedelta(minutes=2)
    assert await wait(page(300)) == timedelta(minutes=30)
    assert await wait(page(4, channel="<ttl>15</ttl>")) == timedelta(minutes=15)
    assert await wait(page(4, headers={"Cache-Control": "public, max-age=1200"})) == timedelta(minutes=20)
    assert await wait(page(4, channel="<ttl>100000</ttl>")) == timedelta(hours=1)
    assert await wait(page(0)) == timedelta(minutes=30)
    assert await wait(reply(body=rss(item("1")))) == timedelta(minutes=30)


async def test_a_cursor_that_cannot_be_read_counts_as_none(site: Any, context: Context, reply: Any) -> None:
    site.routes["/news"] = reply(body=rss(item("1")))
    assert await Reader(site, context, cursor="page-9").texts() == ["Road closed"]


async def test_the_state_of_a_feed_stays_bounded(site: Any, reader: Reader, reply: Any) -> None:
    site.routes["/news"] = [
        reply(body=rss(*(item(f"{n}-{m}", f"E{n}-{m}", text=f"t{n}-{m}") for m in range(100)))) for n in range(8)
    ]
    for _ in range(8):
        await reader.poll()
    assert len(decode_state(reader.cursor).known) == 300
    assert reader.cursor is not None
    assert len(reader.cursor) < 64 * 1024


async def test_the_largest_state_fits_into_a_message(site: Any, reader: Reader, reply: Any) -> None:
    for start in (0, 5000):
        rows = [{"id": f"{'ж' * 150}{start + n}", "content_text": f"{start + n}"} for n in range(3000)]
        body = json.dumps({"version": "https://jsonfeed.org/version/1", "items": rows}, ensure_ascii=False).encode()
        site.routes["/news"] = reply(body=body)
        posts = (await reader.poll()).posts
        assert len({post.id for post in posts}) == 2000
    assert reader.cursor is not None
    assert len(reader.cursor.encode()) < 1_500_000


async def test_the_worker_is_replaced_when_a_document_takes_too_long(site: Any, reply: Any) -> None:
    context = Context(Fetcher(AddressGuard(["127.0.0.1"])), FeedWorker(time_seconds=0.000001))
    site.routes["/news"] = reply(body=b"<rss version='2.0'><channel><item><title>a & b</title></item>")
    with pytest.raises(PayloadError, match="took longer"):
        await Reader(site, context).poll()
    patient = Context(context.fetcher, FeedWorker())
    assert await Reader(site, patient).texts() == ["a & b"]
    await patient.worker.aclose()
    await context.aclose()


async def test_what_the_publisher_takes_back_becomes_a_deletion_once(site: Any, reader: Reader, reply: Any) -> None:
    def atom(*entries: str) -> Any:
        spaces = 'xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"'
        return reply(body=f"<feed {spaces}>{''.join(entries)}</feed>".encode())

    one, two = (f"<entry><id>urn:x:{n}</id><title>Entry {n}</title></entry>" for n in (1, 2))
    gone = '<at:deleted-entry ref="urn:x:1" when="2026-11-01T12:00:00Z"/><at:deleted-entry ref="urn:x:9"/>'
    site.routes["/news"] = [atom(one, two), atom(two, gone), atom(two, gone), atom(one, two)]
    first = (await reader.poll()).posts
    (deletion,) = (await reader.poll()).posts
    assert (deletion.id, deletion.deleted) == (first[0].id, True)
    assert (await reader.poll()).posts == ()
    assert await reader.texts() == ["Entry 1"]


async def test_entries_that_came_and_went_between_two_readings_are_a_gap(site: Any, reader: Reader, reply: Any) -> None:
    def page(*hours: int) -> Any:
        return reply(body=rss(*(item(str(n), f"E{n}", date=NOON + timedelta(hours=n)) for n in hours)))

    site.routes["/news"] = [page(*range(-5, 0)), page(*range(-1, 5)), page(*range(10, 16)), page(*range(16, 19))]
    gaps: list[Any] = []
    for hours in (0, 5, 16, 20):
        reader.now = NOON + timedelta(hours=hours)
        gaps.append([(gap.since, gap.until) for gap in (await reader.poll()).gaps])
    assert gaps == [[], [], [(NOON + timedelta(hours=5), NOON + timedelta(hours=10))], []]

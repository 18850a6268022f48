"""RSS, RDF, Atom and JSON Feed, polled as their publishers ask.

Formats: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0 (`connectors.feed_xml`), JSON Feed 1.0 and 1.1
(`connectors.feed_json`); what is not well-formed is mended (`connectors.feed_repair`) or read all the same
(`connectors.feed_worker`).

Cursor: validators, what was published already, and where the feed has moved (`connectors.feed_state`).

- Both validators are sent back; a day after the last full answer neither is, since some servers give a validator once
  and then "not modified" for ever.
- The next poll: half the time between the feed's own entries, between `FLOOR` and the configured interval, but never
  sooner than ``ttl``, ``sy:updatePeriod`` or ``Cache-Control: max-age`` ask for (each believed up to `LONGEST`).
- A permanent redirect is believed at its `SIGHTINGS`-th sight in a row; if the new address refuses later, the
  configured one is asked again. 410 ends the feed, and the runner says so.

- With ``full_text`` the linked page of each new entry is fetched and its story extracted by worker processes
  (`connectors.article_worker`), for at most `PAGES` entries a poll, the newest.

A page whose entries are all new and younger than the last reading had more in between: that is said as a gap.

Limits: entries that vanish from a feed are not deletions, its tombstones are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
import structlog

from connectors.article_worker import Articles
from connectors.connector import Batch, Gap
from connectors.errors import ConnectorError, PayloadError, RejectedError, TooLargeError
from connectors.feed_dates import parse_date
from connectors.feed_document import HostileError, disarmed, unified
from connectors.feed_entry import Feed
from connectors.feed_html import is_html, named_feeds
from connectors.feed_json import looks_like_json, read_json
from connectors.feed_repair import repaired
from connectors.feed_state import FeedState, Known, decode_state, encode_state, learned, publishing_gap, withdrawn
from connectors.feed_worker import FeedWorker, WorkerError
from connectors.feed_xml import NotAFeedError, TooDeepError, read_xml
from connectors.fetch import Fetcher
from connectors.page import Page, Validators, shown_url, utc_now
from connectors.post import Kind, Post
from connectors.websub_links import offered

__all__ = ["Feeds", "FeedsOptions", "feed_source"]

log = structlog.get_logger(__name__)

FLOOR = timedelta(minutes=1)
LONGEST = timedelta(hours=1)
FULL_EVERY = timedelta(days=1)
SIGHTINGS = 3
PAGES = 40
FULL_PAGE = 5
"""Entries of a page that are all new before anything is said of those that may be missing."""


ACCEPT = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)


class FeedsOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``feeds`` source.

    Attributes:
        url: of the feed.
        interval_seconds: longest time between two polls unless the publisher asks for more.
        kind: ``newswire``, or ``social`` for a feed of people's posts.
        callback: public address under which a feed's hub reaches us, e.g. ``https://desk.example/websub``; with it, and
            where a feed names a hub, entries arrive at once (`connectors.websub`). Left out: the feed is only polled.
        callback_host, callback_port: where we listen for hubs, behind that address; may be shared by many feeds.
        full_text: fetch the page that a new entry links to, and take its story where that says more than the feed.
    """

    url: Annotated[str, msgspec.Meta(pattern="^https?://[^/]")]
    interval_seconds: Annotated[int, msgspec.Meta(ge=60, le=86400)] = 300
    kind: Kind = "newswire"
    callback: Annotated[str, msgspec.Meta(pattern="^(https?://[^/?#]+(/[^?#]*)?)?$")] = ""
    callback_host: str = "127.0.0.1"
    callback_port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 8097
    full_text: bool = False


def feed_source(url: str) -> str:
    """Return the source of a feed's posts, e.g. ``feed:example.org/world``: stable when the scheme changes."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"feed:{parts.hostname}{port}{parts.path.rstrip('/')}{query}"[:300]


@dataclass(frozen=True)
class Feeds:
    """Polls one feed."""

    name: str
    options: FeedsOptions
    fetcher: Fetcher
    worker: FeedWorker
    clock: Callable[[], datetime] = utc_now
    articles: Articles = field(default_factory=Articles)

    @property
    def interval(self) -> timedelta:
        """The configured interval; each batch says more exactly when to come again."""
        return timedelta(seconds=self.options.interval_seconds)

    async def poll(self, cursor: str | None) -> Batch:
        """Read the feed once."""
        state, now = decode_state(cursor), self.clock()
        try:
            page = await self._get(state, now)
        except RejectedError:
            if not state.url:
                raise
            # Where it had moved it is no longer: ask again where the configuration says, from the next poll on.
            return Batch((), encode_state(msgspec.structs.replace(state, url="", etag="", last_modified="")))
        state = _moved(state, page)
        if page.not_modified:
            return Batch((), encode_state(state), wait=timedelta(seconds=state.wait_seconds) or self.interval)
        feed = await self._read(page)
        wait = self._wait(feed, page, now)
        known, posts = await self._learned(state, feed, now)
        gaps = _gaps(state, feed, len(posts))
        hub, topic = offered(page.headers.get("link", ""), page.url)
        hub = hub or feed.hub
        state = msgspec.structs.replace(
            state,
            hub=hub,
            topic=(topic or feed.topic or page.url) if hub else "",
            etag=page.validators.etag or "",
            last_modified=page.validators.last_modified or "",
            full_at=int(now.timestamp()),
            wait_seconds=int(wait.total_seconds()),
            known=known,
        )
        return Batch(posts, encode_state(state), gaps=gaps, wait=wait)

    async def pushed(self, cursor: str | None, page: Page) -> Batch:
        """Read what a hub sent of the feed (`connectors.websub`), often only its new entries."""
        state = decode_state(cursor)
        known, posts = await self._learned(state, await self._read(page), self.clock())
        return Batch(posts, encode_state(msgspec.structs.replace(state, known=known)))

    async def _learned(self, state: FeedState, feed: Feed, now: datetime) -> tuple[tuple[Known, ...], tuple[Post, ...]]:
        source, kind = feed_source(self.options.url), self.options.kind
        known, posts = learned(state.known, feed.entries, now, source, kind)
        known, deletions = withdrawn(known, feed.withdrawn, now, source, kind)
        if self.options.full_text:
            whole = await asyncio.gather(*map(self._whole, posts[-PAGES:]))
            posts = (*posts[:-PAGES], *whole)
        return known, (*posts, *deletions)

    async def _get(self, state: FeedState, now: datetime) -> Page:
        fresh = now - datetime.fromtimestamp(state.full_at, UTC) < FULL_EVERY
        validators = Validators(state.etag or None, state.last_modified or None) if fresh else None
        return await self.fetcher.get(
            self.name, state.url or self.options.url, headers={"accept": ACCEPT}, validators=validators
        )

    async def _read(self, page: Page) -> Feed:
        shown = shown_url(page.url)
        try:
            feed, document = await asyncio.to_thread(_read_strictly, page)
            return feed if feed is not None else await self.worker.read(document, page.url)
        except (HostileError, TooDeepError) as exc:
            raise TooLargeError(self.name, f"{shown}: {exc}") from exc
        except (NotAFeedError, WorkerError, ValueError) as exc:
            raise PayloadError(self.name, f"{shown}: {exc}") from exc

    async def _whole(self, post: Post) -> Post:
        """Return a post with the story of its page; with the feed's own words when the page cannot be had."""
        if not post.url:
            return post
        try:
            page = await self.fetcher.get(self.name, post.url, headers={"accept": "text/html"})
            story = await self.articles.read(page.body, page.url)
        except (ConnectorError, WorkerError) as error:
            log.info("page_unread", source=self.name, url=shown_url(post.url), error=str(error)[:200])
            return post
        return msgspec.structs.replace(post, text=story) if len(story) > len(post.text) else post

    def _wait(self, feed: Feed, page: Page, now: datetime) -> timedelta:
        gap = publishing_gap(feed.entries, now)
        wanted = self.interval if gap is None else min(max(gap / 2, FLOOR), self.interval)
        asked = max(timedelta(seconds=feed.ttl_seconds), page.max_age or timedelta(0))
        return max(wanted, min(asked, LONGEST))


def _read_strictly(page: Page) -> tuple[Feed | None, bytes]:
    """Read in a thread; None for the feed, and the safe document, when it is not even nearly well-formed."""
    document = unified(page.body, page.headers.get("content-type", ""))
    if looks_like_json(document):
        return read_json(document, page.url), b""
    if not document:
        raise NotAFeedError("the answer is empty")
    if is_html(document):
        named = " or ".join(shown_url(address) for address in named_feeds(document, page.url))
        raise NotAFeedError(
            "the answer is an HTML page, not a feed" + (f"; it names {named} as its feed" if named else "")
        )
    document = disarmed(document)
    feed = read_xml(document, page.url)
    if feed is None:
        document = repaired(document)
        feed = read_xml(document, page.url)
    return feed, document


def _gaps(state: FeedState, feed: Feed, new: int) -> tuple[Gap, ...]:
    """Say that entries came and went between two readings: all of a page is new, and younger than the last reading."""
    dates = [date for entry in feed.entries if (date := parse_date(entry.date)) is not None]
    if not state.known or new < max(len(feed.entries), FULL_PAGE) or len(dates) < new:
        return ()
    last, oldest = datetime.fromtimestamp(state.full_at, UTC), min(dates)
    if oldest <= last:
        return ()
    return (
        Gap(last, oldest, f"the feed holds {len(dates)} entries, and all of them are younger than the last reading"),
    )


def _moved(state: FeedState, page: Page) -> FeedState:
    """Count sights of a permanent redirect, and believe it after some; the guard has passed every one of them."""
    if page.moved_to is None:
        return msgspec.structs.replace(state, moved_to="", sightings=0) if state.moved_to else state
    sightings = state.sightings + 1 if page.moved_to == state.moved_to else 1
    if sightings < SIGHTINGS:
        return msgspec.structs.replace(state, moved_to=page.moved_to, sightings=sightings)
    return msgspec.structs.replace(state, url=page.moved_to, moved_to="", sightings=0)

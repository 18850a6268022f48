"""Posts of one public Telegram channel, from its preview on the web.

Source: ``https://t.me/s/<channel>``, HTML without a documented format or limits; what is assumed: one
``div.tgme_widget_message[data-post="<channel>/<id>"]`` a post, its words in ``.js-message_text`` (those of the post
that it answers, in ``.tgme_widget_message_reply``, come before them), its time in ``time[datetime]``, some twenty posts
a page, older ones behind ``?before=<id>``. A page without messages where there were some, or whose messages have no
times, is an error, so a change of the format is noticed. Poll slowly: a minute at least, and a page a second.

Cursor: id and time of the newest post, and a digest of the words of the newest `KEPT`. What was written since is read
page by page backwards, at most `MAX_PAGES`; what lies before them is said as a gap. A first start reads the newest
page.

Edits and deletions of posts that are still on the newest page are seen: other words are an edit, and what is missing
between others at two polls in a row is a deletion. Older ones are not.

An album is one post, with the id and the words that the preview gives it. A post that is passed on is a repost of what
it links to; a channel that hides where it has it from gives no link. Of polls the question is read, of pictures only
the words beside them.

Limits: channels whose owner switched the preview off cannot be read, and are said to be refused.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import msgspec

from connectors.connector import Batch, Gap, Skipped
from connectors.errors import OptionsError, PayloadError, RejectedError
from connectors.feed_dates import parse_date
from connectors.fetch import Fetcher
from connectors.markup import text_of
from connectors.page import Page, shown_url, utc_now
from connectors.post import Post
from connectors.recent import Changes, Seen, compare, digest

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Telegram", "TelegramOptions"]

MAX_PAGES = 10
"""A poll reads at most so many pages, some 200 posts."""

KEPT = 60
"""Posts whose words are remembered: three pages."""

PATIENCE = 2
"""Pages come from a cache that now and then shows an older one."""

_POST = re.compile(r"^(?P<channel>[A-Za-z0-9_]{1,64})/(?P<number>[0-9]{1,12})$")
_LINK = re.compile(r"^https?://t\.me/(?:s/)?(?P<channel>[A-Za-z0-9_]{1,64})/(?P<number>[0-9]{1,12})(?:[?#].*)?$")


class TelegramOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``telegram`` source.

    Attributes:
        channel: name of a public channel, without ``@``.
        interval_seconds: time between two polls.
        server: where the preview is.
    """

    channel: Annotated[str, msgspec.Meta(pattern="^[A-Za-z][A-Za-z0-9_]{3,63}$")]
    interval_seconds: Annotated[int, msgspec.Meta(ge=60, le=86400)] = 120
    server: Annotated[str, msgspec.Meta(pattern="^https?://[^/]+$")] = "https://t.me"


class _Newest(msgspec.Struct, frozen=True, omit_defaults=True):
    number: int
    at: datetime
    seen: tuple[Seen, ...] = ()


_cursors = msgspec.json.Decoder(_Newest)


@dataclass(frozen=True)
class _Found:
    """One message of a page: a post, or one without words, which moves the cursor too."""

    number: int
    at: datetime | None = None
    post: Post | None = None

    @property
    def digest(self) -> int:
        """Of its words."""
        return digest(self.post.text if self.post is not None else "")


@dataclass(frozen=True)
class Telegram:
    """Polls one channel."""

    name: str
    options: TelegramOptions
    fetcher: Fetcher
    clock: Callable[[], datetime] = utc_now
    page_pause: timedelta = timedelta(seconds=1)

    @property
    def interval(self) -> timedelta:
        """The configured interval."""
        return timedelta(seconds=self.options.interval_seconds)

    async def poll(self, cursor: str | None) -> Batch:
        """Read what was written, changed and taken back since the cursor."""
        newest, now = self._newest(cursor), self.clock()
        found: dict[int, _Found] = {}
        skipped: list[Skipped] = []
        before, reached = 0, newest is None
        for _ in range(MAX_PAGES if newest else 1):
            if before:
                await asyncio.sleep(self.page_pause.total_seconds())
            page = await self._page(before)
            rows, unreadable = await asyncio.to_thread(_messages, page, now)
            self._check(page, rows, unreadable, some=newest is not None and not before)
            found.update((row.number, row) for row in rows)
            skipped += unreadable
            oldest = min((row.number for row in rows), default=0)
            if not rows or oldest == before or (newest is not None and oldest <= newest.number + 1):
                reached = True
                break
            before = oldest
        return self._batch(newest, found, skipped, reached)

    def _check(self, page: Page, rows: list[_Found], unreadable: list[Skipped], *, some: bool) -> None:
        """Raise when a page is not a preview as it used to be; ``some``: there must be messages on it."""
        channel = self.options.channel
        if not rows:
            if b"tgme_page_action" in page.body and b"tgme_channel_" not in page.body:
                raise RejectedError(self.name, f"{channel} has no public preview, or there is no such channel")
            if some or unreadable or b"tgme_widget_message" in page.body:
                raise PayloadError(self.name, f"no messages were found on the page of {channel}: is its format new?")
        elif len(rows) > 2 and all(row.at is None for row in rows):
            raise PayloadError(self.name, f"no message of {channel} has a time: is the format of the page new?")

    def _batch(
        self, newest: _Newest | None, found: Mapping[int, _Found], skipped: list[Skipped], reached: bool
    ) -> Batch:
        page, known = {number: row.digest for number, row in found.items()}, _known(newest, found)
        changes, now = compare(known, page, KEPT, PATIENCE), self.clock()
        rows = [found[number] for number in sorted({*changes.new, *changes.edited})]
        posts = [
            _revised(row.post, edited=row.number in changes.edited)
            if row.post is not None
            else _deletion(self.options.channel, row.number, now)
            for row in rows
            if self._told(row, changes)
        ]
        worded = {each.number for each in known if each.digest != digest("")}
        posts += [_deletion(self.options.channel, number, now) for number in changes.gone if number in worded]
        times = [row.at for number, row in found.items() if row.at and (newest is None or number > newest.number)]
        gaps: tuple[Gap, ...] = ()
        if newest is not None and not reached:
            why = f"more than {MAX_PAGES} pages were written since the last poll"
            gaps = (Gap(newest.at, min(times, default=newest.at), why),)
        last = max((*found, newest.number if newest is not None else 0))
        if found:
            at = max(times, default=newest.at if newest is not None else now)
            newest = _Newest(last, min(at, now) if newest is None else max(min(at, now), newest.at), changes.seen)
        return Batch(
            tuple(posts),
            msgspec.json.encode(newest).decode() if newest is not None else None,
            # What cannot be read has no number: it is told once, with the posts beside it, and not at every poll.
            tuple(skipped) if changes.new else (),
            gaps,
        )

    @staticmethod
    def _told(row: _Found, changes: Changes) -> bool:
        """Whether there is something to say: words, or that words that were told are gone."""
        return row.post is not None or row.number in changes.edited

    def _newest(self, cursor: str | None) -> _Newest | None:
        try:
            return _cursors.decode(cursor) if cursor is not None else None
        except msgspec.DecodeError as exc:
            raise OptionsError(self.name, f"{cursor[:80] if cursor else cursor!r} is not a cursor of Telegram") from exc

    async def _page(self, before: int) -> Page:
        path = f"/s/{self.options.channel}"
        params = {"before": str(before)} if before else None
        page = await self.fetcher.get(self.name, self.options.server + path, params)
        if not urlsplit(page.url).path.startswith("/s/"):
            raise RejectedError(self.name, f"{self.options.channel} has no public preview, or there is no such channel")
        if b"tgme_" not in page.body:
            raise PayloadError(self.name, f"the page of {self.options.channel} is not a preview as it used to be")
        return page


def _messages(page: Page, now: datetime) -> tuple[list[_Found], list[Skipped]]:
    """Return the messages of a page in its order, and what looks like one and is not."""
    from lxml import etree  # noqa: PLC0415  a tenth of a second that the command line's start does not pay

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, huge_tree=False)
    root = etree.fromstring(page.body, parser)
    found: list[_Found] = []
    skipped: list[Skipped] = []
    for message in () if root is None else root.iter("div"):
        if "tgme_widget_message" not in _classes(message):
            continue
        named = message.get("data-post", "")
        known = _POST.match(named)
        if known is not None:
            found.append(_message(message, known["channel"], int(known["number"]), now))
        else:
            error = f"`data-post` is {named[:80]!r}, not a channel and a number"
            skipped.append(Skipped("unreadable", error, shown_url(page.url), etree.tostring(message)))
    return found, skipped


def _message(message: _Element, channel: str, number: int, now: datetime) -> _Found:
    from lxml import etree  # noqa: PLC0415

    at = next((parse_date(each.get("datetime")) for each in message.iter("time") if each.get("datetime")), None)
    words = None if "service_message" in _classes(message) else _words(message)
    if words is None:
        return _Found(number, at)
    text = text_of(etree.tostring(words, encoding="unicode", method="html", with_tail=False))
    forwarded = next(_within(message, "tgme_widget_message_forwarded_from_name"), None)
    answered = next(_within(message, "tgme_widget_message_reply"), None)
    post = Post(
        id=f"telegram:{channel.lower()}/{number}",
        source=f"telegram:{channel.lower()}",
        kind="social",
        author=channel.lower(),
        text=text,
        url=f"https://t.me/{channel}/{number}",
        published_at=min(at, now) if at is not None else now,
        seen_at=now,
        repost_of=_linked(forwarded),
        reply_to=_linked(answered),
    )
    return _Found(number, at, post if text else None)


def _words(message: _Element) -> _Element | None:
    """Return what holds the post's own words: not the quotation of what it answers, which is of the same class."""
    quoted = {each for answer in _within(message, "tgme_widget_message_reply") for each in answer.iter()}
    for name in ("js-message_text", "tgme_widget_message_text", "tgme_widget_message_poll_question"):
        own = (each for each in _within(message, name) if each not in quoted)
        found = next((each for each in own if "js-message_reply_text" not in _classes(each)), None)
        if found is not None:
            return found
    return None


def _revised(post: Post, *, edited: bool) -> Post:
    return msgspec.structs.replace(post, edited=True) if edited else post


def _deletion(channel: str, number: int, now: datetime) -> Post:
    source = f"telegram:{channel.lower()}"
    return Post(
        id=f"{source}/{number}",
        source=source,
        kind="social",
        author=channel.lower(),
        text="",
        published_at=now,
        seen_at=now,
        deleted=True,
    )


def _known(newest: _Newest | None, found: Mapping[int, _Found]) -> Sequence[Seen]:
    """Return what was seen; of a cursor that only has a number, all up to it, with the words that they have now."""
    if newest is None or newest.seen:
        return newest.seen if newest is not None else ()
    older = [Seen(number, row.digest) for number, row in found.items() if number < newest.number]
    return (*older, Seen(newest.number, found[newest.number].digest if newest.number in found else 0))


def _within(message: _Element, name: str) -> Iterator[_Element]:
    return (each for each in message.iter() if isinstance(each.tag, str) and name in _classes(each))


def _classes(element: _Element) -> list[str]:
    return element.get("class", "").split()


def _linked(element: _Element | None) -> str | None:
    found = _LINK.match(element.get("href", "")) if element is not None else None
    return f"telegram:{found['channel'].lower()}/{found['number']}" if found else None

"""Posts of one public Telegram channel, from its preview on the web.

Source: ``https://t.me/s/<channel>``, HTML without a documented format or limits; what is assumed: one
``div.tgme_widget_message[data-post="<channel>/<id>"]`` a post, its words in ``.tgme_widget_message_text``, its time in
``time[datetime]``, some twenty posts a page, older ones behind ``?before=<id>``. A page without any of it is an error,
so a change of the format is noticed. Poll slowly: a minute at least, and a few pages at a time.

Cursor: id and time of the newest post. What was written since is read page by page backwards, at most `MAX_PAGES`;
what lies before them is said as a gap. A first start reads the newest page.

Limits: edits and deletions of posts that were read are not seen; of pictures and polls only the words beside them;
channels whose owner switched the preview off cannot be read.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
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

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Telegram", "TelegramOptions"]

MAX_PAGES = 10
"""A poll reads at most so many pages, some 200 posts."""

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


class _Newest(msgspec.Struct, frozen=True):
    number: int
    at: datetime


_cursors = msgspec.json.Decoder(_Newest)


@dataclass(frozen=True)
class _Found:
    """One message of a page: a post, or one without words, which moves the cursor too."""

    number: int
    at: datetime | None = None
    post: Post | None = None


@dataclass(frozen=True)
class Telegram:
    """Polls one channel."""

    name: str
    options: TelegramOptions
    fetcher: Fetcher
    clock: Callable[[], datetime] = utc_now

    @property
    def interval(self) -> timedelta:
        """The configured interval."""
        return timedelta(seconds=self.options.interval_seconds)

    async def poll(self, cursor: str | None) -> Batch:
        """Read what was written since the cursor."""
        newest, now = self._newest(cursor), self.clock()
        found: dict[int, _Found] = {}
        skipped: list[Skipped] = []
        before, reached = 0, False
        for _ in range(MAX_PAGES if newest else 1):
            rows, unreadable = await asyncio.to_thread(_messages, await self._page(before), now)
            found.update((row.number, row) for row in rows if newest is None or row.number > newest.number)
            skipped += unreadable
            oldest = min((row.number for row in rows), default=0)
            if not rows or oldest == before or (newest is not None and oldest <= newest.number + 1):
                reached = True
                break
            before = oldest
        # What cannot be read has no number: it is told once, with the posts beside it, and not at every poll.
        return self._batch(newest, [found[number] for number in sorted(found)], skipped if found else [], reached)

    def _batch(self, newest: _Newest | None, found: list[_Found], skipped: list[Skipped], reached: bool) -> Batch:
        times = [row.at for row in found if row.at is not None]
        gaps: tuple[Gap, ...] = ()
        if newest is not None and found and not reached:
            why = f"more than {MAX_PAGES} pages were written since the last poll"
            gaps = (Gap(newest.at, min(times, default=newest.at), why),)
        last = max((row.number for row in found), default=0)
        if last and (newest is None or last > newest.number):
            newest = _Newest(last, max(times, default=newest.at if newest is not None else self.clock()))
        return Batch(
            tuple(row.post for row in found if row.post is not None),
            msgspec.json.encode(newest).decode() if newest is not None else None,
            tuple(skipped),
            gaps,
        )

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
    words = next(_within(message, "tgme_widget_message_text"), None)
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


def _within(message: _Element, name: str) -> Iterator[_Element]:
    return (each for each in message.iter() if isinstance(each.tag, str) and name in _classes(each))


def _classes(element: _Element) -> list[str]:
    return element.get("class", "").split()


def _linked(element: _Element | None) -> str | None:
    found = _LINK.match(element.get("href", "")) if element is not None else None
    return f"telegram:{found['channel'].lower()}/{found['number']}" if found else None

"""Public posts of one Mastodon server as they are written.

Sources: https://docs.joinmastodon.org/methods/streaming/, https://docs.joinmastodon.org/methods/timelines/#public.
Server-sent events of ``/api/v1/streaming/public``; the host comes from ``/api/v2/instance``. A user's token is needed.

Cursor: the highest status id seen. Streaming cannot resume, so what was missed is read from the public timeline,
oldest first, *while* the stream is open already; what comes twice by that has the same id. Ids are times (milliseconds
shifted by 16 bits) and a status from another server may arrive late with an older id, so a resume begins a minute
earlier. Deletions and edits that happened while nothing was connected are not told by any endpoint and are missed.

Deletions and edits are posts of the same id, a deletion with ``deleted`` and no text. A content warning is the title.
Only what is ``public`` and has words becomes a post. The timeline answers 429 to more than 300 requests in five
minutes; then the runner waits and goes on from the last page.

Limit: Mastodon itself; its kin (Pleroma, Misskey) have other ids.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from connectors.connector import Batch, Skipped
from connectors.errors import OptionsError, PayloadError, RejectedError, TooLargeError, UnavailableError
from connectors.feed_dates import parse_date
from connectors.feed_entry import language_code
from connectors.fetch import Fetcher
from connectors.markup import plain, text_of
from connectors.page import utc_now
from connectors.post import Post
from connectors.sse import Event, EventReader, LongEventError

__all__ = ["Mastodon", "MastodonOptions"]

PAGE_SIZE = 40
"""The server's maximum."""

HELD_EVENTS = 2000
"""Events read ahead while missed posts are fetched; beyond it the connection is not read."""

OVERLAP = int(timedelta(minutes=1) / timedelta(milliseconds=1)) << 16
SILENCE = timedelta(seconds=45)
"""The server sends a comment every 15 seconds."""


class MastodonOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``mastodon`` source.

    Attributes:
        server: address, e.g. ``https://mastodon.social``.
        token: access token of a user of that server, scope ``read:statuses``.
        feed: ``all`` that the server knows, its own users (``local``), or those of others (``remote``).
    """

    server: Annotated[str, msgspec.Meta(pattern="^https?://[^/]+/?$")]
    token: Annotated[str, msgspec.Meta(min_length=1)]
    feed: Literal["all", "local", "remote"] = "all"


class _Account(msgspec.Struct):
    acct: str


class _Status(msgspec.Struct):
    id: Annotated[str, msgspec.Meta(pattern="^[0-9]{1,20}$")]
    created_at: str
    account: _Account
    content: str = ""
    visibility: str = "public"
    spoiler_text: str = ""
    url: str | None = None
    language: str | None = None
    in_reply_to_id: str | None = None
    reblog: _Status | None = None


class _Urls(msgspec.Struct, frozen=True):
    streaming: str = ""


class _Configuration(msgspec.Struct, frozen=True):
    urls: _Urls = _Urls()


class _Instance(msgspec.Struct, frozen=True):
    configuration: _Configuration = _Configuration()


_statuses = msgspec.json.Decoder(_Status)
_pages = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True)
class Mastodon:
    """Streams the public posts of one server."""

    name: str
    options: MastodonOptions
    fetcher: Fetcher
    clock: Callable[[], datetime] = utc_now

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """Yield what was missed since the cursor, then what is written; raises when the connection ends."""
        newest = self._newest(cursor)
        async with self._events() as queue:
            if newest:
                async for batch in self._missed(newest):
                    newest = int(batch.cursor or newest)
                    yield batch
            while True:
                burst = await _burst(queue)
                events = [each for each in burst if isinstance(each, Event)]
                if events:
                    batch, newest = self._read(events, newest)
                    yield batch
                for each in burst:
                    if isinstance(each, Exception):
                        raise each

    def _newest(self, cursor: str | None) -> int:
        if cursor is not None and not (cursor.isascii() and cursor.isdigit()):
            raise OptionsError(self.name, f"{cursor!r} is not a cursor of Mastodon, which is a number")
        return int(cursor or "0")

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.options.token}"}

    def _url(self, path: str) -> str:
        return f"{self.options.server.rstrip('/')}{path}"

    async def _streaming(self) -> str:
        """Return where the server streams; the token goes there, so not from https to http."""
        path = "/api/v1/streaming/public" + {"all": "", "local": "/local", "remote": "/remote"}[self.options.feed]
        try:
            page = await self.fetcher.get(self.name, self._url("/api/v2/instance"))
            said = urlsplit(msgspec.json.decode(page.body, type=_Instance).configuration.urls.streaming)
        except (RejectedError, msgspec.DecodeError, RecursionError):  # before version 4 there was no such page
            return self._url(path)
        scheme = urlsplit(self.options.server).scheme
        return f"{scheme}://{said.netloc}{path}" if said.netloc else self._url(path)

    @contextlib.asynccontextmanager
    async def _events(self) -> AsyncIterator[asyncio.Queue[Event | Exception]]:
        """Read the stream in the background; what ends it comes last in the queue."""
        queue: asyncio.Queue[Event | Exception] = asyncio.Queue(HELD_EVENTS)
        url, opened = await self._streaming(), asyncio.Event()

        async def receive() -> None:
            try:
                async with self.fetcher.open(self.name, url, self._headers, silence=SILENCE) as response:
                    opened.set()
                    reader = EventReader()
                    async for chunk in response.aiter_raw():
                        for event in reader.feed(chunk):
                            await queue.put(event)
                await queue.put(UnavailableError(self.name, "the server ended the stream"))
            except LongEventError as exc:
                await queue.put(TooLargeError(self.name, str(exc)))
            except Exception as exc:  # noqa: BLE001  raised by the reader of the queue, in its turn
                await queue.put(exc)
            finally:
                opened.set()

        task = asyncio.create_task(receive(), name=f"read {self.name}")
        try:
            await opened.wait()
            yield queue
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _missed(self, newest: int) -> AsyncGenerator[Batch, None]:
        """Yield pages of the public timeline, oldest first: ``min_id`` is gapless where ``since_id`` is not."""
        after = max(newest - OVERLAP, 1)
        flags = {"all": {}, "local": {"local": "true"}, "remote": {"remote": "true"}}[self.options.feed]
        while True:
            params = {"min_id": str(after), "limit": str(PAGE_SIZE), **flags}
            url = self._url("/api/v1/timelines/public")
            page = await self.fetcher.get(self.name, url, params, self._headers)
            try:
                rows = _pages.decode(page.body)
            except (msgspec.DecodeError, RecursionError) as exc:
                raise PayloadError(self.name, f"the timeline is not a list of statuses: {exc}") from exc
            batch, newest = self._read([Event("update", bytes(row)) for row in reversed(rows)], newest)
            yield batch
            seen = max(map(_id_of, rows), default=0)
            if len(rows) < PAGE_SIZE or seen <= after:
                return
            after = seen

    def _read(self, events: Sequence[Event], newest: int) -> tuple[Batch, int]:
        posts: list[Post] = []
        skipped: list[Skipped] = []
        now = self.clock()
        latest = _id_at(now + timedelta(minutes=5))
        for event in events:
            try:
                if event.name == "delete":
                    posts.append(self._deletion(event.payload.decode("ascii"), now))
                elif event.name in {"update", "status.update"}:
                    status = _statuses.decode(event.payload)
                    if event.name == "update":  # the id of an edited post is an old one
                        newest = max(newest, min(int(status.id), latest))
                    post = self._post(status, now)
                    if status.visibility == "public" and (post.text or event.name == "status.update"):
                        posts.append(post)
            except (ValueError, RecursionError) as exc:  # of msgspec and of bytes that are not UTF-8, too
                error = f"not a status of Mastodon: {exc}"
                skipped.append(Skipped("unreadable", error, f"{event.name} behind {newest}", event.payload))
        return Batch(tuple(posts), str(newest) if newest else None, tuple(skipped)), newest

    @property
    def _source(self) -> str:
        return f"mastodon:{urlsplit(self.options.server).netloc.lower()}"

    def _deletion(self, number: str, now: datetime) -> Post:
        if not number.strip().isdigit():
            raise ValueError(f"{number[:40]!r} is no id")
        identity = f"{self._source}:{number.strip()}"
        return Post(
            id=identity, source=self._source, kind="social", text="", published_at=now, seen_at=now, deleted=True
        )

    def _post(self, status: _Status, now: datetime) -> Post:
        original = status.reblog or status
        published = parse_date(status.created_at)
        acct, warning, text = status.account.acct, plain(original.spoiler_text), text_of(original.content)
        return Post(
            id=f"{self._source}:{status.id}",
            source=self._source,
            kind="social",
            author=acct if "@" in acct else f"{acct}@{urlsplit(self.options.server).netloc.lower()}",
            text=text or warning,
            title=warning or None if text else None,
            url=original.url,
            lang=language_code(original.language or ""),
            published_at=min(published, now) if published is not None else now,
            seen_at=now,
            repost_of=f"{self._source}:{status.reblog.id}" if status.reblog else None,
            reply_to=f"{self._source}:{status.in_reply_to_id}" if status.in_reply_to_id else None,
        )


async def _burst(queue: asyncio.Queue[Event | Exception]) -> list[Event | Exception]:
    """Wait for something, and return all that is there."""
    burst = [await queue.get()]
    while not queue.empty():
        burst.append(queue.get_nowait())
    return burst


def _id_of(row: msgspec.Raw) -> int:
    try:
        return int(_statuses.decode(row).id)
    except (msgspec.DecodeError, RecursionError):
        return 0


def _id_at(at: datetime) -> int:
    return int((at - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1)) << 16

"""Public posts of one Mastodon server as they are written.

Sources: https://docs.joinmastodon.org/methods/streaming/, https://docs.joinmastodon.org/methods/timelines/#public,
https://docs.joinmastodon.org/api/rate-limits/. Server-sent events of ``/api/v1/streaming/public``; the host comes from
``/api/v2/instance``. Since version 4.2 a user's token is needed. Without one the stream is tried all the same, and then
the public timeline is polled, as long as the server shows it to strangers.

Cursor: the highest status id seen. Streaming cannot resume, so what was missed is read from the public timeline,
oldest first until it is empty, *while* the stream is open already; what comes twice by that has the same id. Ids are
times (milliseconds shifted by 16 bits) and a status from another server may arrive late with an older id, so a resume
begins a minute earlier. Deletions and edits that happened while nothing was connected are not told by any endpoint and
are missed; polling sees edits within that minute, and no deletions.

Deletions and edits are posts of the same id, a deletion with ``deleted`` and no text. A content warning is the title.
Only what is ``public`` and has words becomes a post. The timeline answers 300 requests in five minutes: reading waits
for ``X-RateLimit-Reset`` when none are left.

Limit: Mastodon itself; its kin (Pleroma, Misskey) have other ids.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from connectors import loose
from connectors.connector import Batch, Gap, Skipped
from connectors.errors import OptionsError, PayloadError, RejectedError, TooLargeError, UnavailableError
from connectors.feed_dates import parse_date
from connectors.feed_entry import language_code
from connectors.fetch import Fetcher
from connectors.markup import plain, text_of
from connectors.page import Page, limit_reset, utc_now
from connectors.post import Post
from connectors.sse import EVENT_BYTES, EndlessLineError, Event, EventReader

__all__ = ["Mastodon", "MastodonOptions"]

PAGE_SIZE = 40
"""The server's maximum."""

HELD_EVENTS = 2000
"""Events read ahead while missed posts are fetched; beyond it the connection is not read."""

TOLD = 10_000
"""Statuses of the last minute that polling remembers, so as not to tell them again."""

SECOND = 1000 << 16
OVERLAP = int(timedelta(minutes=1) / timedelta(milliseconds=1)) << 16
SILENCE = timedelta(seconds=45)
"""The server sends a comment every 15 seconds."""


class MastodonOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``mastodon`` source.

    Attributes:
        server: address, e.g. ``https://mastodon.social``.
        token: access token of a user of that server, scope ``read:statuses`` (preferences, development).
        feed: ``all`` that the server knows, its own users (``local``), or those of others (``remote``).
        interval_seconds: time between two polls, where the server streams nothing to us.
    """

    server: Annotated[str, msgspec.Meta(pattern="^https?://[^/]+/?$")]
    token: str = ""
    feed: Literal["all", "local", "remote"] = "all"
    interval_seconds: Annotated[int, msgspec.Meta(ge=5, le=3600)] = 20


class _Urls(msgspec.Struct, frozen=True):
    streaming: str = ""


class _Configuration(msgspec.Struct, frozen=True):
    urls: _Urls = _Urls()


class _Instance(msgspec.Struct, frozen=True):
    configuration: _Configuration = _Configuration()


_pages = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True)
class Mastodon:
    """Streams the public posts of one server."""

    name: str
    options: MastodonOptions
    fetcher: Fetcher
    clock: Callable[[], datetime] = utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """Yield what was missed since the cursor, then what is written; raises when the connection ends."""
        newest = self._newest(cursor)
        try:
            async with contextlib.aclosing(self._streamed(newest)) as batches:
                async for batch in batches:
                    yield batch
                    newest = int(batch.cursor or newest)
        except RejectedError:
            if self.options.token:
                raise
        async with contextlib.aclosing(self._polled(newest)) as batches:
            async for batch in batches:
                yield batch

    async def _streamed(self, newest: int) -> AsyncGenerator[Batch, None]:
        async with self._events() as queue:
            if newest:
                async for batch in self._missed(max(newest - OVERLAP, 1), newest):
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

    async def _polled(self, newest: int) -> AsyncGenerator[Batch, None]:
        """Yield what the timeline has, again and again; only what is new or edited since the last time."""
        told: dict[str, Post] = {}
        while True:
            since = max(newest - OVERLAP, 1) if newest else 0
            async for batch in self._missed(since, newest):
                fresh = [post for post in batch.posts if told.get(post.id) != _undated(post)]
                told |= {post.id: _undated(post) for post in fresh}
                newest = int(batch.cursor or newest)
                yield replace(batch, posts=tuple(fresh))
            told = dict(list(told.items())[-TOLD:])
            await self.sleep(self.options.interval_seconds)

    def _newest(self, cursor: str | None) -> int:
        if cursor is not None and not (cursor.isascii() and cursor.isdigit()):
            raise OptionsError(self.name, f"{cursor!r} is not a cursor of Mastodon, which is a number")
        return int(cursor or "0")

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.options.token}"} if self.options.token else {}

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
            except EndlessLineError as exc:
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

    async def _missed(self, after: int, newest: int) -> AsyncGenerator[Batch, None]:
        """Yield pages of the public timeline, oldest first: ``min_id`` is gapless where ``since_id`` is not.

        A page may be shorter than asked for although more follow, since the server hides some. With ``after`` 0 it is
        the newest page alone. A page above the cap is asked for in smaller ones; a status that is above it by itself is
        stepped over, and the step said as a gap.
        """
        flags = {"all": {}, "local": {"local": "true"}, "remote": {"remote": "true"}}[self.options.feed]
        limit, step, end = PAGE_SIZE, SECOND, _id_at(self.clock() + timedelta(minutes=5))
        while True:
            params = {"limit": str(limit), **({"min_id": str(after)} if after else {}), **flags}
            try:
                page = await self._timeline(params)
            except TooLargeError as exc:
                if not after or (limit == 1 and after > end):
                    raise
                if limit == 1:  # one status is above the cap, and nobody tells its id
                    gap = Gap(_time_of(after), _time_of(after + step), exc.message)
                    yield Batch((), str(newest), gaps=(gap,))
                    after, step = after + step, 2 * step
                limit = max(limit // 4, 1)
                continue
            limit, step = min(4 * limit, PAGE_SIZE), SECOND
            try:
                rows = _pages.decode(page.body)
            except (msgspec.DecodeError, RecursionError) as exc:
                raise PayloadError(self.name, f"the timeline is not a list of statuses: {exc}") from exc
            batch, newest = self._read([Event("update", bytes(row)) for row in reversed(rows)], newest)
            yield batch
            seen = max(map(_id_of, rows), default=0)
            if not after or seen <= after:
                return
            after = seen
            await self._breathe(page)

    async def _timeline(self, params: dict[str, str]) -> Page:
        url = self._url("/api/v1/timelines/public")
        try:
            return await self.fetcher.get(self.name, url, params, self._headers)
        except RejectedError as exc:
            if exc.status in {401, 403, 422} and not self.options.token:
                message = (
                    f"{self.options.server} shows its timeline to its users only: make an application there "
                    '(preferences, development, scope read:statuses) and give its access token as token = "env:NAME"'
                )
                raise RejectedError(self.name, message, exc.status) from exc
            raise

    async def _breathe(self, page: Page) -> None:
        """Wait for the next period when this was the last request of this one."""
        wait = limit_reset(page.headers, self.clock())
        if wait is not None and page.headers.get("x-ratelimit-remaining", "").strip() == "0":
            await self.sleep(wait.total_seconds())

    def _read(self, events: Sequence[Event], newest: int) -> tuple[Batch, int]:
        posts: list[Post] = []
        skipped: list[Skipped] = []
        now = self.clock()
        latest = _id_at(now + timedelta(minutes=5))
        for event in events:
            if event.missing:
                error = f"an event of more than {EVENT_BYTES} bytes"
                skipped.append(Skipped("too_large", error, f"{event.name} behind {newest}", event.payload))
                continue
            try:
                if event.name == "delete":
                    posts.append(self._deletion(event.payload.decode("ascii"), now))
                elif event.name in {"update", "status.update"}:
                    status = _status(event.payload)
                    if event.name == "update":  # the id of an edited post is an old one
                        newest = max(newest, min(int(loose.text(status, "id")), latest))
                    post = self._post(status, now)
                    public = (loose.text(status, "visibility") or "public") == "public"
                    if public and (post.text or event.name == "status.update"):
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

    def _post(self, status: loose.Row, now: datetime) -> Post:
        repeated = loose.row(status, "reblog")
        original = repeated or status
        published = parse_date(loose.text(status, "created_at"))
        acct, host = loose.text(status, "account", "acct"), urlsplit(self.options.server).netloc.lower()
        warning, text = plain(loose.text(original, "spoiler_text")), text_of(loose.text(original, "content"))
        repeated_id, answered = loose.text(repeated, "id"), loose.text(status, "in_reply_to_id")
        return Post(
            id=f"{self._source}:{loose.text(status, 'id')}",
            source=self._source,
            kind="social",
            author=(acct if "@" in acct else f"{acct}@{host}") if acct else None,
            text=text or warning,
            title=warning or None if text else None,
            url=loose.text(original, "url") or loose.text(original, "uri") or None,
            lang=language_code(loose.text(original, "language")),
            published_at=min(published, now) if published is not None else now,
            seen_at=now,
            repost_of=f"{self._source}:{repeated_id}" if repeated_id else None,
            reply_to=f"{self._source}:{answered}" if answered else None,
            edited=bool(loose.text(original, "edited_at")),
        )


def _status(payload: bytes) -> loose.Row:
    """Read a status; what is none is a `ValueError`, what is odd inside of one is passed over later."""
    said = msgspec.json.decode(payload)
    number = loose.text(said, "id")
    if not loose.row(said, "account") or not (number.isascii() and number.isdigit() and len(number) <= 20):
        raise ValueError("it has no `account`, or no `id` of digits")
    return loose.row(said)


def _undated(post: Post) -> Post:
    """Return the post without the time of reading, which differs at each."""
    return msgspec.structs.replace(post, seen_at=None)


async def _burst(queue: asyncio.Queue[Event | Exception]) -> list[Event | Exception]:
    """Wait for something, and return all that is there."""
    burst = [await queue.get()]
    while not queue.empty():
        burst.append(queue.get_nowait())
    return burst


def _id_of(row: msgspec.Raw) -> int:
    try:
        return int(loose.text(_status(bytes(row)), "id"))
    except (ValueError, RecursionError):
        return 0


def _time_of(number: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=number >> 16)


def _id_at(at: datetime) -> int:
    return int((at - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1)) << 16

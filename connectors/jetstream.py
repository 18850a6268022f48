"""Public posts of Bluesky, from its JSON event stream Jetstream, version 1.

Source: https://github.com/bluesky-social/jetstream (``/subscribe``; free, no key). JSON text frames; the collection
``app.bsky.feed.post`` only.

Cursor: the highest ``time_us`` seen, in microseconds. ``time_us`` is not monotone, so a resume asks for a few seconds
before it and repeats some posts. The server keeps 36 hours and silently starts later when asked for more; then a gap
is said. It closes a reader that blocks it for five seconds, so a pause is a disconnect and a resume.

A ``time_us`` that is ahead of our clock does not carry the cursor along: it would silence every later resume.

Deletions and edits are posts of the same id, a deletion with ``deleted`` and no text. Deletions carry no language, so
a language filter lets all of them pass. Events of accounts and identities only move the cursor: a deactivated account
does not name its posts.

Left out: compressed frames. They need Jetstream's own zstd dictionary, which is not ours to ship.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from connectors.connector import Batch, Gap, Skipped
from connectors.errors import (
    ConnectorError,
    OptionsError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from connectors.guard import AddressGuard
from connectors.page import UNSAID_RETRY_AFTER, retry_after, shown_url, utc_now
from connectors.post import Post

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

__all__ = ["Jetstream", "JetstreamOptions"]

COLLECTION = "app.bsky.feed.post"
OVERLAP = timedelta(seconds=5)
"""A recording of the live stream steps back 42 times in 151 events, always by less than this."""

AHEAD = timedelta(minutes=5)
"""The server's clock may be this much ahead of ours."""

RETENTION = timedelta(hours=36)
BATCH_EVENTS = 500
HELD_FRAMES = 4000
"""Frames read ahead; beyond it the socket is not read, and the server feels it."""

FRAME_BYTES = 1024 * 1024
OPEN_SECONDS, PING_SECONDS = 15.0, 20.0
IDLE_SECONDS = 120.0
"""The live stream carries hundreds of events a second; two silent minutes are a dead connection that still pongs."""


class JetstreamOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``jetstream`` source.

    Attributes:
        url: ``/subscribe`` of one of the public instances, or of your own.
        languages: ISO 639-1 codes; only posts that name one of them or none at all. Empty: all posts.
    """

    url: Annotated[str, msgspec.Meta(pattern="^wss?://")] = "wss://jetstream2.us-east.bsky.network/subscribe"
    languages: tuple[Annotated[str, msgspec.Meta(pattern="^[a-z]{2}$")], ...] = ()


class _Commit(msgspec.Struct):
    operation: str
    collection: str
    rkey: str
    record: msgspec.Raw = msgspec.Raw(b"{}")


class _Event(msgspec.Struct):
    did: str
    time_us: int
    kind: str
    commit: _Commit | None = None


class _Link(msgspec.Struct):
    uri: str = ""


class _Reply(msgspec.Struct):
    parent: _Link | None = None


class _Record(msgspec.Struct):
    text: str = ""
    created_at: str = msgspec.field(name="createdAt", default="")
    langs: list[str] | None = None
    reply: _Reply | None = None


_events = msgspec.json.Decoder(_Event)
_records = msgspec.json.Decoder(_Record)


@dataclass(frozen=True)
class Jetstream:
    """Streams the posts of one Jetstream instance."""

    name: str
    options: JetstreamOptions
    guard: AddressGuard
    clock: Callable[[], datetime] = utc_now
    idle_seconds: float = IDLE_SECONDS

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """Yield batches until the connection ends, which raises."""
        newest = self._newest(cursor)
        gaps = self._gaps(newest)
        async with self._connected(newest) as connection:
            async for frames in self._bursts(connection):
                for start in range(0, len(frames), BATCH_EVENTS):
                    batch, newest = self._read(frames[start : start + BATCH_EVENTS], newest)
                    yield Batch(batch.posts, batch.cursor, batch.skipped, gaps)
                    gaps = ()

    def _newest(self, cursor: str | None) -> int:
        try:
            return int(cursor) if cursor is not None else 0
        except ValueError as exc:
            raise OptionsError(self.name, f"{cursor!r} is not a cursor of Jetstream, which is a number") from exc

    def _gaps(self, newest: int) -> tuple[Gap, ...]:
        kept_since = self.clock() - RETENTION
        if newest and (since := _at(newest)) < kept_since:
            return (Gap(since, kept_since, "the server keeps 36 hours, and the last connection is longer ago"),)
        return ()

    def _address(self, newest: int) -> str:
        parts = urlsplit(self.options.url)
        query = [pair for pair in parse_qsl(parts.query) if pair[0] not in {"wantedCollections", "cursor", "compress"}]
        query.append(("wantedCollections", COLLECTION))
        if newest:
            query.append(("cursor", str(newest - OVERLAP // timedelta(microseconds=1))))
        return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))

    @contextlib.asynccontextmanager
    async def _connected(self, newest: int) -> AsyncIterator[ClientConnection]:
        from websockets.asyncio.client import connect  # noqa: PLC0415  only for those who use it
        from websockets.exceptions import InvalidHandshake, InvalidStatus, InvalidURI, WebSocketException  # noqa: PLC0415

        address, shown = self._address(newest), shown_url(self.options.url)
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "wss" else 80)
        dialled = await self.guard.dial(self.name, parts.hostname or "", port, OPEN_SECONDS)
        try:
            # Compression is off: offered together with Jetstream's own it is answered 400, and it costs CPU.
            async with connect(
                address,
                sock=dialled,
                compression=None,
                open_timeout=OPEN_SECONDS,
                ping_interval=PING_SECONDS,
                ping_timeout=PING_SECONDS,
                max_size=FRAME_BYTES,
                close_timeout=1.0,
            ) as connection:
                yield connection
        except InvalidStatus as exc:
            raise self._refused(exc.response.status_code, exc.response.headers.get("Retry-After"), shown) from exc
        except InvalidURI as exc:
            raise OptionsError(self.name, f"{shown} is not an address of a web socket") from exc
        except (InvalidHandshake, WebSocketException, TimeoutError, OSError, EOFError) as exc:
            raise UnavailableError(self.name, f"{shown}: {exc or type(exc).__name__}") from exc
        finally:
            dialled.close()

    def _refused(self, status: int, wait: str | None, shown: str) -> ConnectorError:
        if status == 429:
            pause = retry_after(wait, self.clock()) or UNSAID_RETRY_AFTER
            return RateLimitedError(self.name, f"{shown} answers 429", pause)
        kind = UnavailableError if status >= 500 else RejectedError
        return kind(self.name, f"{shown} answers {status}")

    async def _bursts(self, connection: ClientConnection) -> AsyncGenerator[list[bytes], None]:
        """Yield what has arrived since the last time: one frame when it is quiet, thousands when catching up."""
        held: list[bytes] = []
        arrived, room = asyncio.Event(), asyncio.Event()

        async def receive() -> None:
            while True:
                held.append(await connection.recv(decode=False))
                arrived.set()
                if len(held) >= HELD_FRAMES:
                    room.clear()
                    await room.wait()

        reader = asyncio.create_task(receive(), name=f"read {self.name}")
        reader.add_done_callback(lambda _: arrived.set())
        try:
            while True:
                async with asyncio.timeout(self.idle_seconds):
                    await arrived.wait()
                burst = held.copy()
                held.clear()
                arrived.clear()
                room.set()
                if burst:
                    yield burst
                elif reader.done():
                    await reader  # raises what ended the connection
                    return
                if reader.done():
                    arrived.set()
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)

    def _read(self, frames: list[bytes], newest: int) -> tuple[Batch, int]:
        posts: list[Post] = []
        skipped: list[Skipped] = []
        seen_at = self.clock()
        latest = int((seen_at + AHEAD).timestamp() * 1e6)
        for frame in frames:
            try:
                event = _events.decode(frame)
                newest = max(newest, min(event.time_us, latest))
                posts.extend(self._posts(event, seen_at))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
                error = f"not an event of Jetstream v1: {exc}"
                skipped.append(Skipped("unreadable", error, f"event behind {newest}", frame))
        return Batch(tuple(posts), str(newest) if newest else None, tuple(skipped)), newest

    def _posts(self, event: _Event, seen_at: datetime) -> Iterator[Post]:
        commit = event.commit
        if commit is None or commit.collection != COLLECTION:
            return
        at = _at(event.time_us)
        if commit.operation == "delete":
            yield Post(
                id=_id(event.did, commit.rkey),
                source="bluesky",
                kind="social",
                author=event.did,
                text="",
                published_at=at,
                seen_at=seen_at,
                deleted=True,
            )
            return
        record = _records.decode(commit.record)
        langs = [lang[:2].lower() for lang in record.langs or () if lang]
        wanted = self.options.languages
        if (not record.text and commit.operation == "create") or (wanted and langs and not set(langs) & set(wanted)):
            return
        yield Post(
            id=_id(event.did, commit.rkey),
            source="bluesky",
            kind="social",
            author=event.did,
            text=record.text,
            url=f"https://bsky.app/profile/{event.did}/post/{commit.rkey}",
            lang=langs[0] if langs else None,
            published_at=_published(record.created_at, at),
            seen_at=seen_at,
            reply_to=_reply_to(record.reply),
        )


def _id(did: str, rkey: str) -> str:
    return f"bluesky:{did}/{rkey}"


def _at(time_us: int) -> datetime:
    try:
        return datetime.fromtimestamp(time_us / 1e6, UTC)
    except (ValueError, OverflowError, OSError) as exc:
        raise msgspec.ValidationError(f"time_us {time_us} is no time") from exc


def _published(created_at: str, indexed_at: datetime) -> datetime:
    """Return the author's time unless it lies in the future: clients choose it freely, the server's is a bound."""
    try:
        said = datetime.fromisoformat(created_at)
        said = said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
    except (ValueError, OverflowError):
        return indexed_at
    return min(said, indexed_at)


def _reply_to(reply: _Reply | None) -> str | None:
    """Turn ``at://did/app.bsky.feed.post/rkey`` into our id."""
    if reply is None or reply.parent is None:
        return None
    parts = reply.parent.uri.removeprefix("at://").split("/")
    return _id(parts[0], parts[2]) if len(parts) == 3 and parts[1] == COLLECTION else None

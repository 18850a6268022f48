"""Public posts of Bluesky, from version 2 of Jetstream.

Source: https://github.com/bluesky-social/jetstream, ``lexicons/network/bsky/jetstream/subscribeEvents.json`` (free, no
key). Each message is one JSON object, ``{"$type": "message", "payload": {…}}``; the payload's ``$type`` ends in
``#commit``, ``#account``, ``#identity``, ``#sync`` or ``#info``. An ``error`` object is the last message. What commits
say is read by `connectors.sky`.

Cursor: host, ``seq`` of the newest event, and when that host saw it. A ``seq`` belongs to one host: there a resume
asks for it (inclusive, so one event repeats and is passed over); another host is asked for the time, a few seconds
earlier. What a host no longer keeps is a gap: it says ``CursorTooOld`` (then it is asked for the time, which it clamps)
or ``OutdatedCursor``, and ``FutureCursor`` when its numbers have started anew. A reader that is too far behind and too
slow is dropped (``ConsumerTooSlow``) and resumes by its cursor.

With ``compress`` each host is asked for its current zstd dictionary before connecting.

Limits: as for version 1, accounts that are deleted do not name their posts.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from connectors.connector import Batch, Gap, Skipped
from connectors.errors import ConnectorError, OptionsError, RejectedError, UnavailableError
from connectors.feed_dates import parse_date
from connectors.fetch import Fetcher
from connectors.frames import FRAME_BYTES, IDLE_SECONDS, Frames, first_to_speak
from connectors.jetstream import AHEAD, BATCH_EVENTS, LETTER_BYTES, OVERLAP
from connectors.page import utc_now
from connectors.post import Post
from connectors.sky import COLLECTION, Change, post_of
from connectors.unpack import LargeMessageError, Unpacker, UnpackError

__all__ = ["Jetstream2", "Jetstream2Options"]

NSID = "network.bsky.jetstream"
SUBPROTOCOL = "xrpc.v1.json"
INSTANCES = tuple(
    f"wss://jetstream.{region}.bsky.network/xrpc/{NSID}.subscribeEvents" for region in ("us-east", "us-west")
)
_LOST = {
    "CursorTooOld": "the server no longer keeps what was written after the last connection",
    "OutdatedCursor": "the server no longer keeps what was written after the last connection",
    "FutureCursor": "the server counts its events anew, and what it had before cannot be asked for",
}
_Address = Annotated[str, msgspec.Meta(pattern="^wss?://")]


class Jetstream2Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``jetstream2`` source.

    Attributes:
        url: ``subscribeEvents`` of one of the public instances, or of your own.
        others: asked in turn when ``url`` says nothing; left out with the default ``url``: the other public one.
        compress: ask for compressed messages: less traffic, more work.
        languages: ISO 639-1 codes; only posts that name one of them or none at all. Empty: all posts.
    """

    url: _Address = INSTANCES[0]
    others: tuple[_Address, ...] | None = None
    compress: bool = False
    languages: tuple[Annotated[str, msgspec.Meta(pattern="^[a-z]{2}$")], ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """All instances, in the order in which they are asked."""
        others = self.others
        if others is None:
            others = INSTANCES[1:] if self.url == INSTANCES[0] else ()
        return (self.url, *others)


class _Cursor(msgspec.Struct, frozen=True):
    host: str
    seq: int
    at: datetime


class _Payload(msgspec.Struct):
    kind: str = msgspec.field(name="$type", default="")
    seq: int | None = None
    did: str = ""
    time: str | None = None
    witnessed: str | None = msgspec.field(name="witnessedAt", default=None)
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: msgspec.Raw = msgspec.Raw(b"{}")
    name: str | None = None
    message: str | None = None


class _Message(msgspec.Struct):
    kind: str = msgspec.field(name="$type", default="")
    payload: _Payload | None = None
    error: str | None = None
    message: str | None = None


class _Refusal(msgspec.Struct):
    error: str = ""
    message: str = ""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_messages = msgspec.json.Decoder(_Message)
_payloads = msgspec.json.Decoder(_Payload)
_cursors = msgspec.json.Decoder(_Cursor)


@dataclass
class _Reading:
    """Where one connection stands.

    Attributes:
        known: the cursor that it began with.
        cursor: of the newest event.
        lost: why the next event lies behind a gap.
        ended: what the server said before it ended the stream.
    """

    host: str
    unpacker: Unpacker
    known: _Cursor | None
    cursor: _Cursor | None
    lost: str | None = None
    ended: ConnectorError | None = None


@dataclass(frozen=True)
class Jetstream2:
    """Streams the posts of the first instance that speaks."""

    name: str
    options: Jetstream2Options
    fetcher: Fetcher
    clock: Callable[[], datetime] = utc_now
    idle_seconds: float = IDLE_SECONDS

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """Yield batches until the connection ends, which raises."""
        known = self._known(cursor)
        follow = [self._follow(url, known) for url in self.options.addresses]
        async with contextlib.aclosing(first_to_speak(follow)) as batches:
            async for batch in batches:
                yield batch

    def _known(self, cursor: str | None) -> _Cursor | None:
        try:
            return _cursors.decode(cursor) if cursor is not None else None
        except msgspec.DecodeError as exc:
            raise OptionsError(self.name, f"{(cursor or '')[:80]!r} is not a cursor of Jetstream v2") from exc

    async def _follow(self, url: str, known: _Cursor | None) -> AsyncGenerator[Batch, None]:
        reading = _Reading(urlsplit(url).netloc, await self._unpacker(url), known, known)
        frames = Frames(self.name, self.fetcher.guard, self.clock, self.idle_seconds, SUBPROTOCOL)
        by_time = known is not None and known.host != reading.host
        while True:
            address = self._address(url, reading, by_time=by_time)
            try:
                async with contextlib.aclosing(frames.bursts(address)) as bursts:
                    async for burst in bursts:
                        for start in range(0, len(burst), BATCH_EVENTS):
                            yield self._read(burst[start : start + BATCH_EVENTS], reading)
                            if reading.ended is not None:
                                raise reading.ended
            except RejectedError as refused:
                if by_time or known is None or _named(refused) != "CursorTooOld":
                    raise
                reading.lost, by_time = _LOST["CursorTooOld"], True

    async def _unpacker(self, url: str) -> Unpacker:
        if not self.options.compress:
            return Unpacker(b"", FRAME_BYTES)
        parts = urlsplit(url)
        scheme = "https" if parts.scheme == "wss" else "http"
        page = await self.fetcher.get(self.name, f"{scheme}://{parts.netloc}/xrpc/{NSID}.getZstdDictionary")
        return Unpacker(page.body, FRAME_BYTES)

    def _address(self, url: str, reading: _Reading, *, by_time: bool) -> str:
        parts, known = urlsplit(url), reading.known
        ours = {"kinds", "collections", "cursor", "zstdDictionary"}
        query = [pair for pair in parse_qsl(parts.query) if pair[0] not in ours]
        query += [("kinds", "commit"), ("collections", COLLECTION)]
        if known is not None:
            earlier = (known.at - OVERLAP - _EPOCH) // timedelta(microseconds=1)
            query.append(("cursor", str(earlier if by_time else known.seq)))
        if reading.unpacker.dictionary:
            query.append(("zstdDictionary", str(reading.unpacker.identity)))
        return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))

    def _read(self, frames: Sequence[bytes], reading: _Reading) -> Batch:
        posts: list[Post] = []
        skipped: list[Skipped] = []
        gaps: list[Gap] = []
        now, wanted = self.clock(), frozenset(self.options.languages)
        for frame in frames:
            try:
                event = self._event(_opened(reading.unpacker.text(frame)), reading)
                if reading.ended is not None:
                    break
                if event is None:
                    continue
                at = min(_time(event), now + AHEAD)
                if reading.lost is not None and reading.known is not None:
                    gaps.append(Gap(reading.known.at, max(at, reading.known.at), reading.lost))
                reading.lost, reading.cursor = None, _Cursor(reading.host, event.seq or 0, at)
                if event.collection == COLLECTION:
                    change = Change(event.did, event.rkey, event.operation, event.record)
                    post = post_of(change, at, now, wanted)
                    posts += () if post is None else (post,)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, UnpackError) as exc:
                behind = reading.cursor.seq if reading.cursor is not None else 0
                error = f"not an event of Jetstream v2: {exc}"
                reason = "too_large" if isinstance(exc, LargeMessageError) else "unreadable"
                skipped.append(Skipped(reason, error, f"event behind {behind}", frame[:LETTER_BYTES]))
        cursor = msgspec.json.encode(reading.cursor).decode() if reading.cursor is not None else None
        return Batch(tuple(posts), cursor, tuple(skipped), tuple(gaps))

    def _event(self, message: _Message, reading: _Reading) -> _Payload | None:
        """Return what is an event and was new; note what is said of the stream itself."""
        event = message.payload
        if message.kind == "error":
            said = f"{message.error or 'an error without a name'}: {(message.message or '')[:200]}"
            reading.ended = UnavailableError(self.name, f"the server ended the stream with {said}")
            return None
        if event is None:
            raise msgspec.ValidationError("it has no payload")
        if event.kind.endswith("#info"):
            reading.lost = _LOST.get(event.name or "", reading.lost)
            return None
        if event.seq is None:
            raise msgspec.ValidationError("it has no seq")
        known = reading.known
        again = known is not None and known.host == reading.host and known.seq == event.seq
        return None if again else event


def _opened(text: bytes) -> _Message:
    """Read a message; a payload that comes without its envelope is put into one."""
    message = _messages.decode(text)
    if message.payload is None and "#" in message.kind:
        return _Message("message", _payloads.decode(text))
    return message


def _named(refused: RejectedError) -> str:
    try:
        return msgspec.json.decode(refused.said, type=_Refusal).error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def _time(event: _Payload) -> datetime:
    found = parse_date(event.witnessed or event.time)
    if found is None:
        raise msgspec.ValidationError("it has no time that can be read")
    return found

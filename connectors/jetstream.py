"""Public posts of Bluesky, from its JSON event stream Jetstream, version 1.

Source: https://github.com/bluesky-social/jetstream-legacy (``/subscribe``; free, no key). Messages are JSON, or with
``compress`` zstd frames of the dictionary that Jetstream publishes (MIT; shipped in ``connectors/dictionaries``). What
they say is read by `connectors.sky`.

Cursor: the highest ``time_us`` seen, in microseconds. ``time_us`` is not monotone, so a resume asks for a few seconds
before it and repeats some posts. It means the same on every instance, so when one says nothing the next is asked with
the same cursor. The server keeps 36 hours and silently starts later when asked for more; then a gap is said. It closes
a reader that blocks it for five seconds, so a pause is a disconnect and a resume.

A ``time_us`` that is ahead of our clock does not carry the cursor along: it would silence every later resume.

Limits: events of accounts and identities only move the cursor. An account that is deleted or taken down does not name
its posts, and no store of who wrote what is kept here, so its posts are not taken back.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from connectors.connector import Batch, Gap, Skipped
from connectors.errors import OptionsError
from connectors.frames import FRAME_BYTES, IDLE_SECONDS, Frames, first_to_speak
from connectors.guard import AddressGuard
from connectors.page import utc_now
from connectors.post import Post
from connectors.sky import COLLECTION, Change, post_of
from connectors.unpack import LargeMessageError, Unpacker, UnpackError

__all__ = ["BATCH_EVENTS", "INSTANCES", "Jetstream", "JetstreamOptions"]

OVERLAP = timedelta(seconds=5)
"""A recording of the live stream steps back 42 times in 151 events, always by less than this; the same is advised for
a change of instance."""

AHEAD = timedelta(minutes=5)
"""The server's clock may be this much ahead of ours."""

RETENTION = timedelta(hours=36)
BATCH_EVENTS = 500
LETTER_BYTES = 64 * 1024

INSTANCES = tuple(
    f"wss://{host}.bsky.network/subscribe"
    for host in ("jetstream2.us-east", "jetstream1.us-east", "jetstream2.us-west", "jetstream1.us-west")
)
"""The public instances."""

DICTIONARY = Path(__file__).parent / "dictionaries" / "jetstream.zstd"
"""https://github.com/bluesky-social/jetstream-legacy/blob/main/pkg/models/zstd_dictionary, its licence beside it."""

_Address = Annotated[str, msgspec.Meta(pattern="^wss?://")]


class JetstreamOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``jetstream`` source.

    Attributes:
        url: ``/subscribe`` of one of the public instances, or of your own.
        others: asked in turn when ``url`` says nothing; left out with the default ``url``: the other public ones.
        compress: ask for compressed messages: less traffic, more work.
        dictionary: file with another zstd dictionary than the shipped one, for an instance that uses its own.
        languages: ISO 639-1 codes; only posts that name one of them or none at all. Empty: all posts.
    """

    url: _Address = INSTANCES[0]
    others: tuple[_Address, ...] | None = None
    compress: bool = False
    dictionary: str | None = None
    languages: tuple[Annotated[str, msgspec.Meta(pattern="^[a-z]{2}$")], ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """All instances, in the order in which they are asked."""
        others = self.others
        if others is None:
            others = INSTANCES[1:] if self.url == INSTANCES[0] else ()
        return (self.url, *others)


class _Commit(msgspec.Struct):
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: msgspec.Raw = msgspec.Raw(b"{}")


class _Event(msgspec.Struct):
    did: str
    time_us: int
    commit: _Commit | None = None


_events = msgspec.json.Decoder(_Event)


@dataclass(frozen=True)
class Jetstream:
    """Streams the posts of the first instance that speaks."""

    name: str
    options: JetstreamOptions
    guard: AddressGuard
    clock: Callable[[], datetime] = utc_now
    idle_seconds: float = IDLE_SECONDS

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """Yield batches until the connection ends, which raises."""
        newest = self._newest(cursor)
        gaps = self._gaps(newest)
        addresses = [self._address(url, newest) for url in self.options.addresses]
        unpacker = self._unpacker
        frames = Frames(self.name, self.guard, self.clock, self.idle_seconds)
        async with contextlib.aclosing(first_to_speak([frames.bursts(each) for each in addresses])) as bursts:
            async for burst in bursts:
                for start in range(0, len(burst), BATCH_EVENTS):
                    batch, newest = self.read(burst[start : start + BATCH_EVENTS], newest, unpacker)
                    yield Batch(batch.posts, batch.cursor, batch.skipped, gaps)
                    gaps = ()

    @cached_property
    def _unpacker(self) -> Unpacker:
        """The shipped or the named dictionary; also there when not asked for, since an instance may insist."""
        path = Path(self.options.dictionary) if self.options.dictionary else DICTIONARY
        try:
            return Unpacker(path.read_bytes(), FRAME_BYTES)
        except OSError as exc:
            raise OptionsError(self.name, f"the dictionary {path} cannot be read: {exc.strerror}") from exc

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

    def _address(self, url: str, newest: int) -> str:
        parts = urlsplit(url)
        said = parse_qsl(parts.query)
        query = [pair for pair in said if pair[0] not in {"wantedCollections", "cursor", "compress"}]
        query.append(("wantedCollections", COLLECTION))
        if self.options.compress or ("compress", "true") in said:
            query.append(("compress", "true"))
        if newest:
            query.append(("cursor", str(newest - OVERLAP // timedelta(microseconds=1))))
        return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))

    def read(self, frames: list[bytes], newest: int, unpacker: Unpacker) -> tuple[Batch, int]:
        """Turn messages into a batch; returns it with the new cursor in microseconds, 0 for none."""
        posts: list[Post] = []
        skipped: list[Skipped] = []
        seen_at, wanted = self.clock(), frozenset(self.options.languages)
        latest = int((seen_at + AHEAD).timestamp() * 1e6)
        for frame in frames:
            try:
                event = _events.decode(unpacker.text(frame))
                at = _at(event.time_us)
                newest = max(newest, min(event.time_us, latest))
                commit = event.commit
                if commit is None or commit.collection != COLLECTION:
                    continue
                change = Change(event.did, commit.rkey, commit.operation, commit.record)
                post = post_of(change, at, seen_at, wanted)
                if post is not None:
                    posts.append(post)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, UnpackError) as exc:
                error = f"not an event of Jetstream v1: {exc}"
                reason = "too_large" if isinstance(exc, LargeMessageError) else "unreadable"
                skipped.append(Skipped(reason, error, f"event behind {newest}", frame[:LETTER_BYTES]))
        return Batch(tuple(posts), str(newest) if newest else None, tuple(skipped)), newest


def _at(time_us: int) -> datetime:
    try:
        return datetime.fromtimestamp(time_us / 1e6, UTC)
    except (ValueError, OverflowError, OSError) as exc:
        raise msgspec.ValidationError(f"time_us {time_us} is no time") from exc

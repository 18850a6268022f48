"""What newswires of all formats agree on: items with an identity, a version, a status and perhaps an embargo. Pure.

Identity is the item's guid; of its versions the highest wins, however late or often the lower ones arrive. An item that
its agency cancels or withholds becomes a deletion. One under embargo is held, in the cursor, until its time; a later
version takes its place and a cancellation ends it. It counts as published when the embargo ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
import xxhash

from connectors.connector import Skipped
from connectors.feed_entry import author_name, language_code
from connectors.post import Post

__all__ = ["HELD_BYTES", "KEPT", "WireItem", "WireState", "learned"]

KEPT = 4000
"""Items whose version is remembered: a day or two of a big agency."""

HELD_BYTES = 300_000
"""Texts under embargo that a cursor holds: it must fit into one Kafka message."""

IDENTITY_CHARACTERS = 600


class WireItem(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one item.

    Attributes:
        guid: the same for all versions.
        version: number of the version; 0 where the format gives none.
        created_at: when this version was made.
        first_at: when the item was made first.
        embargo: not to be published before.
        usable: False when the agency canceled or withholds it.
        kind: ``text``, ``picture``, ``video``, …
        title, text: plain.
        author, lang, url: as given, empty when not.
    """

    guid: str
    version: int = 0
    created_at: datetime | None = None
    first_at: datetime | None = None
    embargo: datetime | None = None
    usable: bool = True
    kind: str = "text"
    title: str = ""
    text: str = ""
    author: str = ""
    lang: str = ""
    url: str = ""


class _Held(msgspec.Struct, frozen=True, array_like=True):
    until: datetime
    post: Post


class WireState(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered of a newswire.

    Attributes:
        versions: hash of guid -> version and second of its making, or -1 and a hash of its words; least recent first.
        held: hash of guid -> post under embargo.
    """

    versions: dict[str, tuple[int, int]] = {}
    held: dict[str, _Held] = {}

    @property
    def next_release(self) -> datetime | None:
        """When the next embargo ends."""
        return min((held.until for held in self.held.values()), default=None)


def learned(
    state: WireState, items: Iterable[WireItem], now: datetime, source: str
) -> tuple[WireState, tuple[Post, ...], tuple[Skipped, ...]]:
    """Return what is known after a reading, the posts to publish, and what could not be held.

    Args:
        state: from the last reading.
        items: in the source's order.
        now: time of reading, UTC.
        source: of the posts, also the first part of their ids.
    """
    versions, held = dict(state.versions), dict(state.held)
    posts: list[Post] = []
    skipped: list[Skipped] = []
    room = HELD_BYTES - sum(map(_size, held.values()))
    for item in items:
        key, version = _hash(item.guid), _version(item)
        before = versions.pop(key, None)
        if before is not None and (version <= before if version[0] >= 0 else version == before):
            versions[key] = before
            continue
        versions[key] = version
        if key in held:
            room += _size(held.pop(key))
        post = _post(item, now, source)
        if item.usable and item.embargo is not None and item.embargo > now:
            waiting = _Held(item.embargo, msgspec.structs.replace(post, published_at=item.embargo))
            if _size(waiting) > room:
                error = f"{item.guid}: under embargo until {item.embargo:%Y-%m-%dT%H:%MZ}, and no more can be held"
                skipped.append(Skipped("too_large", error, item.guid[:200], msgspec.json.encode(post)))
                continue
            held[key] = waiting
            room -= _size(waiting)
        else:
            posts.append(post)
    due = [key for key, waiting in held.items() if waiting.until <= now]
    posts += [msgspec.structs.replace(held.pop(key).post, seen_at=now) for key in due]
    kept = dict(list(versions.items())[-KEPT:])
    return WireState(kept, held), tuple(posts), tuple(skipped)


def _version(item: WireItem) -> tuple[int, int]:
    """Return number and second of a version; one that has neither is told from others by its words."""
    if item.version or item.created_at is not None:
        return item.version, int(item.created_at.timestamp()) if item.created_at is not None else 0
    return -1, xxhash.xxh32_intdigest(f"{item.usable}\x1f{item.title}\x1f{item.text}".encode(errors="replace"))


def _size(held: _Held) -> int:
    return len(msgspec.json.encode(held))


def _hash(guid: str) -> str:
    return xxhash.xxh3_64_hexdigest(guid.encode(errors="replace"))


def _post(item: WireItem, now: datetime, source: str) -> Post:
    dates = [at for at in (item.created_at, item.first_at) if at is not None]
    published = max([*dates[:1], *([item.embargo] if item.embargo else [])], default=now)
    identity = item.guid if len(item.guid) <= IDENTITY_CHARACTERS else _hash(item.guid)
    # When a version was made is when it was published; the id says which story it belongs to.
    if not item.usable:
        return Post(
            id=f"{source}:{identity}", source=source, kind="newswire", text="", deleted=True,
            published_at=min(dates[0] if dates else now, now), seen_at=now,
        )  # fmt: skip
    return Post(
        id=f"{source}:{identity}",
        source=source,
        kind="newswire",
        author=author_name(item.author) or None,
        text=item.text or item.title,
        title=item.title if item.title and item.text else None,
        url=item.url or None,
        lang=language_code(item.lang),
        published_at=min(published.astimezone(UTC), now),
        seen_at=now,
    )

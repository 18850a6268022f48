"""Posts of Bluesky out of the records of ``app.bsky.feed.post``, as both versions of Jetstream deliver them.

Source: https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json. Deletions and edits are
posts of the same id, a deletion with ``deleted`` and no text. Both pass a filter of languages: a deletion names none,
and an edit may have changed them. A quotation adds words, so it is no repost. Reposts without words are a collection
of their own (``app.bsky.feed.repost``) and are not read.

A record that breaks its own schema is read as far as it goes: clients write what they like, and a list of languages
that is a string must not cost the post. Only a text that is no text makes it unreadable.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from connectors.post import Post

__all__ = ["COLLECTION", "Change", "post_of"]

COLLECTION = "app.bsky.feed.post"


class Change(msgspec.Struct, frozen=True):
    """What happened to one record: ``create``, ``update`` or ``delete``; a delete has no record."""

    did: str
    rkey: str
    operation: str
    record: msgspec.Raw


class _Link(msgspec.Struct):
    uri: str = ""


class _Reply(msgspec.Struct):
    parent: _Link | None = None


class _Record(msgspec.Struct):
    text: str = ""
    created_at: str = msgspec.field(name="createdAt", default="")
    langs: list[str] | None = None
    reply: _Reply | None = None


_records = msgspec.json.Decoder(_Record)


def post_of(change: Change, at: datetime, seen_at: datetime, languages: frozenset[str] = frozenset()) -> Post | None:
    """Return the post of a change, None for one that is not wanted or has no words.

    Args:
        change: of a record of `COLLECTION`.
        at: when the server saw it, UTC; the time of a deletion, and a bound of what an author may claim.
        seen_at: now.
        languages: ISO 639-1; new posts that name others only are left out. Empty: all.

    Raises:
        msgspec.DecodeError: the record cannot be read.
    """
    did, rkey = change.did, change.rkey
    if change.operation == "delete":
        return Post(
            id=_id(did, rkey),
            source="bluesky",
            kind="social",
            author=did,
            text="",
            published_at=at,
            seen_at=seen_at,
            deleted=True,
        )
    record = _read(change.record)
    langs = [lang[:2].lower() for lang in record.langs or () if lang]
    if change.operation == "create" and (not record.text or (languages and langs and languages.isdisjoint(langs))):
        return None
    return Post(
        id=_id(did, rkey),
        source="bluesky",
        kind="social",
        author=did,
        text=record.text,
        url=f"https://bsky.app/profile/{did}/post/{rkey}",
        lang=langs[0] if langs else None,
        published_at=_published(record.created_at, at),
        seen_at=seen_at,
        reply_to=_reply_to(record.reply),
        edited=change.operation == "update",
    )


def _read(raw: msgspec.Raw) -> _Record:
    try:
        return _records.decode(raw)
    except msgspec.ValidationError:
        loose = msgspec.json.decode(raw)
        if not isinstance(loose, dict) or not isinstance(loose.get("text") or "", str):
            raise
    langs = loose.get("langs")
    return _Record(
        text=loose.get("text") or "",
        created_at=_string(loose.get("createdAt")),
        langs=[lang for lang in (langs if isinstance(langs, list) else [langs]) if isinstance(lang, str)],
        reply=_Reply(_Link(_string(_within(_within(loose, "reply"), "parent").get("uri")))),
    )


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _within(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _id(did: str, rkey: str) -> str:
    return f"bluesky:{did}/{rkey}"


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

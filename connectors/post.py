"""`Post`: what a source published, in the one form that everything behind the connectors reads.

The fields are the product's public contract (README, "Records"). Optional fields are left out of the JSON when they
have their default; `v` says which version wrote a record and is left out while it is 1.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec

from connectors.codec import Codec

__all__ = ["HEARTBEAT_SOURCE", "POSTS", "Home", "Kind", "Post", "body", "heartbeat"]

Kind = Literal["social", "newswire"]

HEARTBEAT_SOURCE = "tocsin:heartbeat"
"""Source of the dead-man's posts: they travel the whole path, are never counted, and move the clock."""

Instant = Annotated[datetime, msgspec.Meta(tz=True)]


def _nobody() -> str | None:
    """Default author. A factory, not a plain default: ``author`` is always written, as null when unknown."""
    return None


class Home(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Where a source writes from and of: what its texts mean when they do not say.

    Attributes:
        country: ISO 3166-1 alpha-2.
        place: town or region there, by a name that the gazetteer has, a town also with its region: ``Springfield,
            Illinois``; None for the whole country.
    """

    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$", description='Write two capitals, e.g. "ES".')]
    place: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None


class Post(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One published text.

    Attributes:
        id: unique for ever and the same at every reading, e.g. ``mastodon:example.social:110``.
        source: who delivered it, e.g. ``mastodon:example.social`` or ``feed:example.org/world``.
        kind: social post or newswire item; decides windows and weights downstream.
        author: the account or by-line within the source; null when the source does not say.
        text: plain text, never HTML.
        title: headline, when the source has one apart from the text.
        lang: ISO 639-1 as the source claims; the tagger trusts its own reading more.
        published_at: when the source says it was published, UTC.
        seen_at: when we first read it, UTC.
        repost_of: id of the post that this one repeats without adding words.
        reply_to: id of the post that this one answers.
        deleted: the source took the post of this id back; ``text`` may be empty then.
        edited: the source says that this is a later revision of the post. It goes on to duplicate detection whatever it
            says now: only there is known whether an earlier revision was counted.
        home: of the source, where the desk or the source says so.
        v: version of the record format.
    """

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
    source: Annotated[str, msgspec.Meta(min_length=1)]
    kind: Kind
    author: str | None = msgspec.field(default_factory=_nobody)
    text: str
    title: str | None = None
    url: str | None = None
    lang: str | None = None
    published_at: Instant
    seen_at: Instant | None = None
    repost_of: str | None = None
    reply_to: str | None = None
    deleted: bool = False
    edited: bool = False
    home: Home | None = None
    v: int = 1

    def __post_init__(self) -> None:
        """Bring every time to UTC, so that equal instants are equal records."""
        for name in ("published_at", "seen_at"):
            at = getattr(self, name)
            if at is not None and at.tzinfo is not UTC:
                try:
                    msgspec.structs.force_setattr(self, name, at.astimezone(UTC))
                except OverflowError:
                    raise ValueError(f"field `{name}` lies beyond the years 1 to 9999 in UTC") from None


def heartbeat(now: datetime) -> Post:
    """Return the heartbeat of the current minute: the same post at every call within it."""
    minute = now.replace(second=0, microsecond=0)
    return Post(
        id=f"{HEARTBEAT_SOURCE}:{minute:%Y-%m-%dT%H:%MZ}",
        source=HEARTBEAT_SOURCE,
        kind="newswire",
        text="heartbeat",
        published_at=minute,
        seen_at=now,
    )


def body(post: Post) -> str:
    """Return the text that offsets count in: title, blank line, text; or the text alone."""
    return f"{post.title}\n\n{post.text}" if post.title else post.text


_TIME = "Give ISO 8601 with an offset, e.g. 2020-10-05T14:10:00Z."
POSTS: Codec[Post] = Codec(
    Post,
    mends={
        "id": "Give a non-empty id that is unique for ever, e.g. mastodon:example.social:110.",
        "source": "Name the source, e.g. mastodon:example.social.",
        "kind": "Use `social` or `newswire`.",
        "author": "Give the author as a string, or null.",
        "text": "Give the plain text as a string.",
        "published_at": _TIME,
        "seen_at": _TIME,
        "home.country": 'Give the country as two capitals, e.g. "ES".',
    },
)

"""Duplicate detection: is a report new, an update of an earlier one, or the same text again?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from xxhash import xxh3_64_intdigest

from connectors.post import HEARTBEAT_SOURCE, Post, body
from streams.report import Tagged, Verdict

__all__ = ["Duplicates", "Params"]


@dataclass(frozen=True)
class Params:
    """What the index holds and how it decides.

    Attributes:
        newswire_window, social_window: how far back copies are looked for.
        max_bytes: hard cap of the index; the oldest entries make room.
    """

    newswire_window: timedelta = timedelta(hours=72)
    social_window: timedelta = timedelta(hours=48)
    max_bytes: int = 256 * 1024 * 1024


def _text_hash(post: Post) -> int:
    return xxh3_64_intdigest(" ".join(body(post).lower().split()).encode())


class _State(msgspec.Struct):
    known: dict[str, tuple[int, str]] = {}
    texts: dict[int, tuple[str, str]] = {}


class Duplicates:
    """Index of reports. See the module."""

    def __init__(self, params: Params) -> None:
        self.params = params
        self._state = _State()

    def judge(self, tagged: Tagged) -> Verdict:  # noqa: PLR0911
        """Compare a report with those before it."""
        post, state = tagged.post, self._state
        own = f"{xxh3_64_intdigest(post.id.encode()):016x}"
        if post.source == HEARTBEAT_SOURCE:
            return Verdict(post.id, "new", own, None, ())
        text = _text_hash(post)
        before = state.known.get(post.id)
        story = before[1] if before else own
        if post.deleted:
            return Verdict(post.id, "update", story, post.id, ("deleted",))
        if before is not None:
            state.known[post.id] = (text, story)
            if before[0] == text:
                return Verdict(post.id, "duplicate", story, post.id, ("redelivered",))
            return Verdict(post.id, "update", story, post.id, ("edited",))
        if post.repost_of:
            known = state.known.get(post.repost_of)
            story = known[1] if known else f"{xxh3_64_intdigest(post.repost_of.encode()):016x}"
            state.known[post.id] = (text, story)
            return Verdict(post.id, "duplicate", story, post.repost_of, ("repost",))
        same = state.texts.get(text)
        if same is not None:
            state.known[post.id] = (text, same[1])
            return Verdict(post.id, "duplicate", same[1], same[0], ("same_text",))
        state.known[post.id] = (text, own)
        state.texts[text] = (post.id, own)
        return Verdict(post.id, "new", own, None, ())

    def relearn(self, records: Sequence[Tagged]) -> None:
        """Take records in again behind a snapshot."""

    def horizon(self) -> datetime | None:
        """Return the oldest event time held by reference to the log."""
        return None

    def snapshot(self) -> bytes:
        """Return what the log cannot tell."""
        return msgspec.msgpack.encode(self._state)

    @classmethod
    def restore(cls, params: Params, snapshot: bytes | None) -> Duplicates:
        """Build from a snapshot, or empty."""
        fresh = cls(params)
        if snapshot:
            fresh._state = msgspec.msgpack.decode(snapshot, type=_State)
        return fresh

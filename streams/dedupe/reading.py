"""A report before its turn: what is told of it beside its text, and its text as far as it was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

from connectors.post import Post, body
from streams.dedupe.boilerplate import Boilerplate, seeded, sentences
from streams.dedupe.rows import content_of, to_ms
from streams.dedupe.signature import Reading, Signature, glimpse, read_text
from streams.dedupe.words import MAX_CHARS
from streams.report import Tagged

__all__ = ["Foreseen", "Head", "Said", "Voice", "head_of", "mask_of", "read_ahead"]


class Voice(NamedTuple):
    """Who speaks: a hash of source and author (0 when nobody is named), and whether it is a social post."""

    author: int
    social: bool


class Head(NamedTuple):
    """What is told of a post beside its text: ``at`` when it was published, ``moves`` when by its clock, ms."""

    id: str
    content: int
    at: int
    moves: int
    voice: Voice
    repost_of: str | None


class Said(NamedTuple):
    """A text, read; it is signed only when somebody asks, since exact copies need no signature."""

    mask: int
    exact: int
    length: int
    signed: Callable[[], Signature]


class Foreseen(NamedTuple):
    """A post that was read, and maybe signed, together with others before its turn."""

    head: Head
    mask: int
    exact: int
    length: int
    reading: Reading | None
    signature: Signature | None


def mask_of(boilerplate: Boilerplate, post: Post) -> int:
    """Return which sentences of a post are left out; learns from newswire."""
    if post.kind == "social":
        return seeded(sentences(post.text)) if len(post.text) > 200 and "\n" in post.text else 0
    return boilerplate.mask(post.source, sentences(body(post)[: MAX_CHARS * 2]))


def head_of(post: Post, content: int | None = None) -> Head:
    """Return what is told of a post beside its text; ``content`` where it is known."""
    social = post.kind == "social"
    who = f"{post.source}\x00{post.author}" if social else post.source
    voice = Voice(xxh3_64_intdigest(who.encode()) if post.author or not social else 0, social)
    at = to_ms(post.published_at)
    moves = min(at, to_ms(post.seen_at)) if post.seen_at else at
    return Head(post.id, content_of(post) if content is None else content, at, moves, voice, post.repost_of)


def read_ahead(tagged: Tagged, head: Head, mask: int) -> Foreseen:
    """Read a post, if its report was not signed by the stage that tagged it."""
    if not mask and (signed := glimpse(tagged.signature)):
        return Foreseen(head, mask, *signed, None, None)
    reading = read_text(tagged.post, mask)
    return Foreseen(head, mask, reading.exact, len(reading.words.low), reading, None)

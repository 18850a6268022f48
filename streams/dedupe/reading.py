"""A report before its turn: what is told of it beside its text, and its text as far as it was read."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from xxhash import xxh3_64_intdigest

from connectors.post import Post, body
from streams.dedupe.boilerplate import Boilerplate, seeded, sentences
from streams.dedupe.rows import content_of, number_of, to_ms
from streams.dedupe.signature import Reading, Signature, glimpse, read_text, sign
from streams.dedupe.words import MAX_CHARS
from streams.report import Tagged

__all__ = ["Head", "Said", "Voice", "head_of", "mask_of", "read_ahead", "read_now", "voice_of"]


class Voice(NamedTuple):
    """Who speaks: a hash of source and author (0 when nobody is named), and whether it is a social post."""

    author: int
    social: bool


class Head(msgspec.Struct, frozen=True, gc=False):
    """What is told of a post beside its text.

    Attributes:
        number: of its id.
        content: hash of what it says.
        at: when it was published, ms.
        moves: when by its clock, ms.
    """

    id: str
    number: int
    content: int
    at: int
    moves: int
    voice: Voice
    repost_of: str | None


class Said(msgspec.Struct, gc=False):
    """A text, read; it is signed only when somebody asks, since exact copies need no signature.

    Attributes:
        mask: of the sentences that are left out.
        exact: hash of its words.
        length: number of words.
        tagged: its post and report, where it is not signed.
        reading: of the post, where it was read and is not signed.
        signature: where it is signed.
    """

    mask: int
    exact: int
    length: int
    tagged: Tagged | None = None
    reading: Reading | None = None
    signature: Signature | None = None

    def signed(self, own: tuple[str, ...] = ()) -> Signature:
        """Return the signature; ``own``: a desk's own files of incident words."""
        if self.signature is None:
            assert self.tagged is not None  # noqa: S101  one of them is given
            self.signature = sign(self.tagged, self.mask, self.reading, own)
        return self.signature


def mask_of(boilerplate: Boilerplate, post: Post) -> int:
    """Return which sentences of a post are left out; learns from newswire."""
    if post.kind == "social":
        return seeded(sentences(post.text)) if len(post.text) > 200 and "\n" in post.text else 0
    return boilerplate.mask(post.source, sentences(body(post)[: MAX_CHARS * 2]))


def voice_of(post: Post) -> Voice:
    """Return who speaks."""
    social = post.kind == "social"
    if not social:
        return Voice(xxh3_64_intdigest(post.source.encode()), False)
    return Voice(xxh3_64_intdigest(f"{post.source}\x00{post.author}".encode()) if post.author else 0, True)


def head_of(post: Post) -> Head:
    """Return what is told of a post beside its text."""
    at = to_ms(post.published_at)
    moves = min(at, to_ms(post.seen_at)) if post.seen_at else at
    return Head(post.id, number_of(post.id), content_of(post), at, moves, voice_of(post), post.repost_of)


def read_ahead(tagged: Tagged, mask: int, own: tuple[str, ...] = ()) -> Said:
    """Read a post, if its report was not signed, with the same words, by the stage that tagged it."""
    if not mask and (signed := glimpse(tagged.signature, own)):
        return Said(mask, *signed, tagged)
    return read_now(tagged, mask)


def read_now(tagged: Tagged, mask: int) -> Said:
    """Read a post, without the sentences of a mask."""
    reading = read_text(tagged.post, mask)
    return Said(mask, reading.exact, len(reading.words.low), tagged, reading)

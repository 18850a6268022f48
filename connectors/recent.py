"""What changed since the last look at a source that lists its newest posts and tells neither edits nor deletions.

A cursor holds the newest posts seen, each as its number and a digest of its words. The page of the next look is held
against them: numbers it has more are new, other digests are edits, and a number that is missing *between* others of the
page was taken back. What lies beyond either end of the page says nothing. Pure.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

__all__ = ["Changes", "Seen", "compare", "digest"]


class Seen(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """One post: its number, the digest of its words, and how many looks in a row it was missing."""

    number: int
    digest: int
    missed: int = 0


@dataclass(frozen=True)
class Changes:
    """Numbers that are new, edited and gone, each in ascending order, and what to remember."""

    new: tuple[int, ...]
    edited: tuple[int, ...]
    gone: tuple[int, ...]
    seen: tuple[Seen, ...]


def digest(*words: str) -> int:
    """Return 32 bits that differ when words differ; an accident costs one edit in four billion."""
    return zlib.crc32("\n".join(words).encode(errors="surrogatepass"))


def compare(known: Sequence[Seen], page: Mapping[int, int], keep: int, patience: int) -> Changes:
    """Hold a page against what is known.

    Args:
        known: of the last look, in any order; empty at the first: then all is new.
        page: number -> digest of everything that was read now.
        keep: how many of the newest to remember; more than a page holds.
        patience: looks in a row that a number must be missing before it counts as gone; pages from a cache flicker.
    """
    before = {each.number: each for each in known}
    floor = min(before, default=-1)  # older ones were read once and forgotten
    first, last = min(page, default=0), max(page, default=-1)
    missing = {
        number: Seen(number, each.digest, each.missed + 1)
        for number, each in before.items()
        if first < number < last and number not in page
    }
    gone = sorted(number for number, each in missing.items() if each.missed >= patience)
    after = before | missing | {number: Seen(number, found) for number, found in page.items() if number > floor}
    left = sorted(after.keys() - set(gone), reverse=True)[:keep]
    return Changes(
        new=tuple(sorted(number for number in page if number > floor and number not in before)),
        edited=tuple(sorted(number for number in page if number in before and before[number].digest != page[number])),
        gone=tuple(gone),
        seen=tuple(after[number] for number in left),
    )

"""How names of a text are spelt, so that a later one with a letter mistyped is known (`streams.dedupe.slips`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

from streams.dedupe.anchor import DAY, INITIAL, NAME, SPELT, Anchor

__all__ = ["LETTERS_MASK", "spelt", "spelt_unmarked"]

SHORTEST = 4
MOST_NAMES = 10  # of a text
MOST_WORDS, LONG_ENOUGH = 24, 5  # of a text without capitals, and letters of its words
NAMES = 4_096  # of which the letters are remembered
LETTERS_MASK = (1 << 32) - 1
_NAMES = frozenset([NAME, INITIAL, DAY])


def spelt_unmarked(plain: Sequence[str]) -> list[Anchor]:
    """Return how words are spelt of a text that shows no names."""
    words = enumerate(plain[:MOST_WORDS])
    return [
        (SPELT, crc32(word.encode()), *_letters(word), at)
        for at, word in words
        if len(word) >= LONG_ENOUGH and word.isalpha()
    ]


def spelt(plain: Sequence[str], anchors: Sequence[Anchor]) -> list[Anchor]:
    """Return how the first names and days of a text are spelt; ``plain``: its words as they are compared."""
    found: list[Anchor] = []
    for kind, value, _, _, at in anchors:
        if kind in _NAMES and len(word := plain[at]) >= SHORTEST and word.isalpha():
            found.append((SPELT, crc32(word.encode()) if kind == DAY else value, *_letters(word), at))
    return found[:MOST_NAMES]


@lru_cache(NAMES)
def _letters(word: str) -> tuple[int, int]:
    """Return the sum of a word's letters, and its first letter with its length."""
    return sum(map(crc32, map(str.encode, word))) & LETTERS_MASK, (ord(word[0]) & 0xFFFF) << 16 | min(len(word), 0xFFFF)

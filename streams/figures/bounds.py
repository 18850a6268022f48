"""What behind a number makes it a bound or a guess: ``50+``, ``40 or more``, ``30-ish``."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["bound_behind"]

_BEHIND = {
    ("+",): "at_least",
    ("or", "more"): "at_least",
    ("and", "counting"): "at_least",
    ("or", "so"): "about",
    ("or", "thereabouts"): "about",
    ("-", "ish"): "about",
    ("ish",): "about",
}
_LONGEST = 2


def bound_behind(words: Sequence[str], end: int, kind: str) -> tuple[str, int]:
    """Return the bound of the number that ends before token ``end``, ``kind`` where none follows, and its end."""
    for length in range(_LONGEST, 0, -1):
        if bound := _BEHIND.get(tuple(words[end : end + length])):
            return bound, end + length
    return kind, end

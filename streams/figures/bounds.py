"""What behind a number makes it a bound or a guess: ``50+``, ``40 or more``, ``30-ish``."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["EXCEEDS", "NEARS", "bound_before", "bound_behind"]

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
_EXCEEDS_TEXT = (
    "tops topped exceeds exceeded passes passed surpasses surpassed превысило превысил превысила превышает supera "
    "superó rebasa rebasó dépasse dépassé"
)
EXCEEDS = frozenset(_EXCEEDS_TEXT.split())
"""Before a number: it is a lower bound."""
_THE = frozenset({"los", "las", "les"})
NEARS = frozenset({"nears", "neared", "nearing", "approaches", "approached", "approaching"})
"""Before a number: it is about right."""


def bound_before(words: Sequence[str], start: int, kind: str) -> str:
    """Return the bound by the verb before token ``start`` (``toll [tops] 200``), ``kind`` where there is none."""
    if kind or not start:
        return kind
    verb = words[start - 2] if start > 1 and words[start - 1] in _THE else words[start - 1]  # ``supera [los] 300``
    return "at_least" if verb in EXCEEDS else "about" if verb in NEARS else ""


def bound_behind(words: Sequence[str], end: int, kind: str) -> tuple[str, int]:
    """Return the bound of the number that ends before token ``end``, ``kind`` where none follows, and its end."""
    for length in range(_LONGEST, 0, -1):
        if bound := _BEHIND.get(tuple(words[end : end + length])):
            return bound, end + length
    return kind, end

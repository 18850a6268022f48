"""What behind a number makes it a bound or a guess: ``50+``, ``40 or more``, ``40 people or more``, ``30-ish``."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["EXCEEDS", "NEARS", "bound_before", "bound_behind"]

_OR_MORE_TEXT = """or more|and more|and counting|o más|y más|ou plus|et plus|ou mais|e mais|o più|e più|oder mehr|
und mehr|lub więcej|i więcej|или более|или больше|и более|и больше|або більше|і більше|та більше|ve üzeri|veya fazla|
veya daha fazla|ve daha fazla|же андан көп|же андан ашык|жана андан көп|
أو أكثر|او اكثر|فأكثر|فاكثر"""
_AT_LEAST_TEXT = (
    "at least|al menos|como mínimo|au moins|au minimum|almeno|come minimo|no mínimo|pelo menos|علي الاقل|على الاقل"
)
_BEHIND = {
    **{tuple(phrase.split()): "at_least" for phrase in _AT_LEAST_TEXT.split("|")},
    **{tuple(phrase.split()): "at_least" for phrase in _OR_MORE_TEXT.replace("\n", "").split("|")},
    ("+",): "at_least",
    ("or", "so"): "about",
    ("or", "thereabouts"): "about",
    ("-", "ish"): "about",
    ("ish",): "about",
}
_LONGEST = 3
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
        phrase = tuple(words[end : end + length])  # the text may end before its second word: ``injured: 50+``
        if (bound := _BEHIND.get(phrase)) and not "".join(words[end + length : end + length + 1]).isdigit():
            return bound, end + len(phrase)
    if words[end + 1 : end + 2] and words[end].isalpha() and tuple(words[end + 1 : end + 3]) in _BEHIND:
        return "at_least", end  # ``100 personnes [ou plus]``
    return kind, end

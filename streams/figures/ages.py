"""English ages that stand beside a person, taken out before people are counted, and whom only a name and age tell of.

``a man[, 34,] his wife[, 33,] and their son[, 6,] died`` is read as ``a man, his wife and their son died``, ``two
suspects[, aged 19 and 22,] were held`` as two who were held, ``the suspect[, a 26-year-old man,] is in custody`` as
the suspect. What is found is then put back to where it stood (`put_back`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from msgspec.structs import replace

from streams.figures.groups import AND, THEIR, Figure

__all__ = ["aged", "put_back", "without_ages"]

_AGED = frozenset({"aged", "age", "ages"})
_LISTED = frozenset({"a", "an", "the", "two", "three", "another", "one"}) | THEIR
_CLOSING = frozenset({",", ".", ";", ")", "-", "–", "—", "!", "?", ":"})
_OPENING = frozenset({",", "("})
_OLDEST, _AGE_DIGITS = 109, 3
_ONE = frozenset({"a", "an"})
_TELLING = frozenset({"year-old", *map(str, range(1, _OLDEST + 1))})
"""Without one of them a sentence has no age."""
_OF_AN_AGE = ["-", "year-old"]
_THEN_TEXT = "is was has had died dies remains remained were are suffered sustained lost later"
_THEN = frozenset(_THEN_TEXT.split())
"""Behind what is inserted about somebody, and in no list of people."""
ASIDE_REACH = 12  # tokens of ``, a 26-year-old man known to the police,``
NAME = 5  # tokens from a name to the age behind it
_DECADES_TEXT = "teens twenties thirties forties fifties sixties seventies eighties nineties"
_DECADES = frozenset(_DECADES_TEXT.split())
_STAGES = frozenset({"early", "mid", "late", "mid-", "-"})


def without_ages(words: Sequence[str]) -> tuple[Sequence[str], Sequence[int]]:
    """Return the words without ages, and where each of them stood; no places where all are left."""
    dropped: set[int] = set()
    if not _TELLING.isdisjoint(words):
        _drop_ages(words, dropped)
    if not _DECADES.isdisjoint(words):
        _drop_decades(words, dropped)
    if not dropped:
        return words, ()
    kept = [index for index in range(len(words)) if index not in dropped]
    return [words[index] for index in kept], kept


def aged(words: Sequence[str], places: Sequence[int]) -> frozenset[int]:
    """Tokens behind which an age was left out, in the ``words`` without it."""
    gaps = (at for at, (one, other) in enumerate(pairwise([*places, places[-1] + 2])) if other - one > 1)
    return frozenset(at - (words[at] == ",") for at in gaps)


def put_back(found: Sequence[Figure], places: Sequence[int]) -> list[Figure]:
    """Put what was found without the ages back to where it stood."""
    last = len(places) - 1

    def back(at: int) -> int:
        return places[at] if at <= last else places[last] + at - last

    return [
        replace(
            one,
            start=back(one.start),
            end=back(one.end - 1) + 1 if one.end > one.start else back(one.end),
            until=back(one.until) if one.until else 0,
        )
        for one in found
    ]


def _is_age(word: str) -> bool:
    return word.isdecimal() and len(word) <= _AGE_DIGITS and 0 < int(word) <= _OLDEST


def _drop_ages(words: Sequence[str], dropped: set[int]) -> None:
    at = 1
    while at < len(words) - 1:
        end = 0
        if words[at] in _OPENING and words[at - 1][0].isalpha():
            end = _ages(words, at + 1) or _aside(words, at + 1)
        if end:
            dropped.update(_gap(words, at, end))
        at = max(end, at + 1)


def _ages(words: Sequence[str], at: int) -> int:
    """Where the age or the ages end that begin at a token; 0 where none do."""
    listed = words[at] in _AGED
    at += listed
    if not _is_age("".join(words[at : at + 1])):
        return 0
    at += 1
    while listed and (_joins(words[at : at + 1])) and _is_age("".join(words[at + 1 : at + 2])):
        at += 2
    return at if at >= len(words) or words[at] in _CLOSING else 0


def _joins(words: Collection[str]) -> bool:
    return not AND.isdisjoint(words) or "," in words


def _aside(words: Sequence[str], at: int) -> int:
    """Where ``, a 26-year-old man known to the police,`` ends before a verb; 0 for one of a list."""
    if words[at] not in _ONE or words[at + 2 : at + 4] != _OF_AN_AGE:
        return 0
    end = next((index for index in range(at + 4, min(at + ASIDE_REACH, len(words))) if words[index] in _CLOSING), 0)
    return end if end and words[end] == "," and not _THEN.isdisjoint(words[end + 1 : end + 2]) else 0


def _gap(words: Sequence[str], start: int, end: int) -> range:
    """What to leave out of ``, 34,`` from its first comma: one comma stays where a list goes on."""
    closed = not {",", ")"}.isdisjoint(words[end : end + 1])
    if words[start] == "," and closed and _lists(words, end + 1):
        return range(start + 1, end + 1)
    return range(start, end + closed)


def _lists(words: Sequence[str], at: int) -> bool:
    """Whether the next of a list begins there: ``his wife``, ``Tom Hill, 25,``."""
    if not _LISTED.isdisjoint(words[at : at + 1]):
        return True
    if not _THEN.isdisjoint(words[at : at + 1]) or _joins(words[at : at + 1]):
        return False
    return any(
        words[index] in _OPENING and _ages(words, index + 1) for index in range(at + 1, min(at + NAME, len(words) - 1))
    )


def _drop_decades(words: Sequence[str], dropped: set[int]) -> None:
    """Leave out ``in their [late] sixties``."""
    for at, word in enumerate(words):
        if word in _DECADES:
            first = at - 1
            while first > 0 and words[first] in _STAGES:
                first -= 1
            if first > 0 and words[first] in THEIR and words[first - 1] == "in":
                dropped.update(range(first - 1, at + 1))

"""Protests to come, by the day that a sentence names: ``The strike [on 3 December] is going ahead``, told in November.

A day without a year that is some days or weeks ahead is no day of last year for what people announce: nobody recalls a
march of fifty weeks ago by its day alone. What is told in the past tense (``they [marched] on 3 December``) stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

__all__ = ["announced"]

SOONEST, LATEST = timedelta(days=2), timedelta(days=100)
"""Sooner a day may be one of now, by a clock elsewhere; later it may be of last year."""
_LAST_DAY = 31
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_DONE = frozenset({"marched", "protested", "rallied", "demonstrated", "struck", "gathered", "turned", "took", "held"})


def announced(words: Sequence[str], months: Mapping[str, int], today: date) -> str:
    """Return the day to come that a sentence names without a year, or nothing.

    Args:
        words: the sentence.
        months: name -> number.
        today: when the text was published.
    """
    for at, word in enumerate(words):
        if (month := months.get(word)) is None or not _DONE.isdisjoint(words):
            continue
        number = _day(words, at)
        behind = words[at + 1 : at + 4]
        if not number or any(len(one) == 4 and one.isdecimal() for one in behind):
            continue
        for year in (today.year, today.year + 1):
            try:
                day = date(year, month, number)
            except ValueError:
                continue
            if SOONEST < day - today < LATEST:
                return f"{number} {word}"
    return ""


def _day(words: Sequence[str], at: int) -> int:
    """The day of a month, before its name or behind it: ``[4] December``, ``[4]th of December``, ``December [4]``."""
    before = [word for word in words[max(0, at - 3) : at] if word not in _ORDINALS and word != "of"]
    for word in (*before[-1:], *words[at + 1 : at + 2]):
        if word.isdecimal() and 0 < int(word) <= _LAST_DAY:
            return int(word)
    return 0

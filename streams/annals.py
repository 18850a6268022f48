"""Texts of the past throughout: history, chronicles, museums, whose beginning dates them to a year long ago.

``In September 1666 the city burned for four days. Thirteen thousand houses were lost.`` says the year once, and all
that follows is of that year. A year of at least `LONG` years ago dates a text where it stands in the title or the lead
and

- opens the sentence behind its preposition (``In 1859 he ...``), with a month, a season or a day (``July 5, 1943``);
- or is one end of a span of years (``between 1861 and 1865``, ``1915-1922``).

A title that bears a day of a year before the last makes a text a record as well (``Gas blast - 18 January 2014``).

What an event further behind in a lead is dated to makes past what follows by itself (`streams.judgements`). A year that
something was made, founded or begun in dates nothing, nor does a lead that names a day of this week; what
a sentence dates to now stays news, see `streams.genre_effects`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from streams.text import tokenise
from streams.words.calendar import MONTH_NAMES, SEASONS, YEAR_BEHIND

__all__ = ["LONG", "annals", "may_be_old", "recorded"]

LONG = 15  # years from which on a year in a lead is history
_FIRST = 1000
_DIGITS = 4
_YEAR = re.compile(r"[12]\d\d\d(?!\d)")
_DATED = re.compile(r"\b\d{1,2}(?:er|º|\.|-\w{1,2})? (?:de |d')?([^\W\d_]{3,12})\.?,? (?:de |del )?((?:19|20)\d\d)\b")
_RECENT = timedelta(days=90)  # what was a year before last New Year's Eve may still be news
_OPENS, _OPENS_DAY = 4, 7  # tokens that open a sentence, and those of a date with a day and a month
_DATE = 4  # tokens from a month to its year
_SPAN = 4  # tokens from one end of a span of years to the other
_BEFORE = 5  # tokens before a year in which its occasion is told
_IN_TEXT = "in im en em no w we в у във dans nel anno año ano l' an jahr jahre year roku годах عام سنة"
_IN = frozenset(_IN_TEXT.split())
_BEHIND = YEAR_BEHIND | {"жылы", "жылдын", "yılında", "yıllarında", "годах", "роках", "p", "р", "г"}
_JOINS_TEXT = "- – — and to y a et à und bis e i do и по і ve"
_JOINS = frozenset(_JOINS_TEXT.split())
_NUMERIC = re.compile(r"\d{1,2}\.\d{1,2}\.((?:1\d|20)\d\d)")
_ROMAN_TEXT = "i ii iii iv v vi vii viii ix x xi xii"
_ROMAN = frozenset(_ROMAN_TEXT.split())
_OTHER_TEXT = (
    "since until till seit bis depuis desde hasta dal od с з от від منذ from built born founded established opened "
    "dating dates made bought launched introduced signed adopted passed elected married model "
    "construido construida fundado fundada inaugurado inaugurada nacido nacida construit construite fondé fondée né "
    "née erbaut gebaut gegründet geboren costruito costruita fondato fondata nato nata construído construída fundada "
    "zbudowany zbudowana założony urodzony urodzona построен построенный построенная основан рожден родился родилась "
    "побудований побудована заснований народився народилася курулган туулган yapılan kurulan inşa doğumlu"
)
_OTHER = frozenset(_OTHER_TEXT.split())
"""Before or behind a year: it is that of something else."""


def recorded(folded: str, title: int, now: datetime) -> str:
    """Return the day of a year before that a title bears, as that of a record does, or nothing."""
    for found in _DATED.finditer(folded, 0, title):
        if found[1] in MONTH_NAMES and int(found[2]) < (now - _RECENT).year:
            return found[0]
    return ""


def may_be_old(folded: str) -> bool:
    """Whether a text has four digits that may be a year."""
    return _YEAR.search(folded) is not None


def annals(folded: str, spans: Sequence[tuple[int, int]], title: int, opening: int, now: datetime) -> str:
    """Return the year long ago that the beginning of a text dates it to, or nothing.

    Args:
        folded: the text.
        spans: of its sentences, in order.
        title: where its title ends; 0 without one.
        opening: where its beginning ends.
        now: when it was published.
    """
    for start, end in spans:
        if start >= opening:
            break
        if _YEAR.search(folded, start, end) is not None:
            found = _years(tokenise(folded, start, end).words, now.year - LONG)
            if found:
                return found[0]
        if start >= title:
            break  # the lead
    return ""


def _years(words: Sequence[str], last: int) -> list[str]:
    """The years up to ``last`` that date a sentence."""
    words = [found[1] if (found := _NUMERIC.fullmatch(word)) else word for word in words]
    at = [index for index, word in enumerate(words) if len(word) == _DIGITS and word.isdecimal()]
    old = [index for index in at if _FIRST < int(words[index]) <= last]
    if not old or len(old) < len(at):
        return []  # beside a year of now it is only what is compared
    return [words[index] for index in old if _dates(words, index, old)]


def _dates(words: Sequence[str], index: int, years: Sequence[int]) -> bool:
    if not _OTHER.isdisjoint(words[max(0, index - _BEFORE) : index + 3]):
        return False
    date = words[max(0, index - _DATE) : index]
    months = any(word in MONTH_NAMES or word in SEASONS for word in date) or not _ROMAN.isdisjoint(date[-1:])
    if index < _OPENS_DAY and months:
        return True
    if any(0 < abs(index - other) <= _SPAN and _joined(words, index, other) for other in years):
        return True
    behind = words[index + 1 : index + 2] if words[index + 1 : index + 2] != ["-"] else words[index + 2 : index + 3]
    return index < _OPENS and (not _IN.isdisjoint(words[:index]) or not _BEHIND.isdisjoint(behind))


def _joined(words: Sequence[str], one: int, other: int) -> bool:
    first, last = sorted((one, other))
    return not _JOINS.isdisjoint(words[first + 1 : last])

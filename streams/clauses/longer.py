"""Events of a year or of some months: ``[Last year] 412 cyclists were injured``, ``raids [between March and August]``.

What a sentence opens with, the year before, dates all of it. Behind an event the words for it only do so in the same
clause, and not where the event is done about another: ``arrested over a murder [last year]``.

Limits: Arabic and Kyrgyz months are not known; other spans (``over three months``) are read by genres of texts.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.clauses.bygone import BREAKS, of_now
from streams.words.calendar import MONTH_NAMES

__all__ = ["longer", "since_year"]

_YEARS_TEXT = """last year|прошлом году|торік|минулого року|voriges jahr|vergangenes jahr|letztes jahr|vorigen jahr|
vergangenen jahr|letzten jahr|an dernier|année dernière|an passé|année passée|año pasado|ano passado|anno scorso|
ubiegłym roku|zeszłym roku|minionym roku|geçen yıl|geçtiğimiz yıl|былтыр|өткөн жылы|العام الماضي|السنة الماضية|
العام المنصرم"""
_YEARS = [phrase.split() for phrase in _YEARS_TEXT.replace("\n", "").split("|")]
_BY_FIRST = {first: [phrase for phrase in _YEARS if phrase[0] == first] for first, *_ in _YEARS}
_ENDING = frozenset(phrase[-1] for phrase in _YEARS)
"""Asked for first: the French ``an`` opens a phrase, and an English text in two has it."""
_OPENING = 3  # tokens before the year that a sentence opens with
_HAVE = frozenset({"have", "has", "'ve"})
_BEFORE = 3  # tokens from ``have`` to the event
_YEAR_DIGITS = 4
_SEASONS = frozenset({"winter", "summer", "spring", "autumn", "season", "year"})
"""Over which tolls are kept: ``eleven [have] died in avalanches this winter``."""
_BEHIND = 6  # tokens from an event to the year
_FROM_TEXT = "between from zwischen von entre desde de tra fra da od między с між з із du depuis"
_FROM = frozenset(_FROM_TEXT.split())
_TO_TEXT = "and to through until till und bis et à au jusqu'en y a hasta e até al ad do a i и по до та й"
_TO = frozenset(_TO_TEXT.split())
_DAY = 2  # tokens from ``between`` to a month, which may have a day before it
_SPAN = 4  # tokens from one month to the other


def longer(words: Sequence[str], start: int, end: int, *, answers: bool) -> str:
    """Return what sets a trigger, tokens ``start`` to ``end``, in the year before or in some months, or nothing.

    ``answers`` is whether people do it, which may be about an event of then.
    """
    if not MONTH_NAMES.isdisjoint(words) and (span := _months(words, end)):
        return span
    if _ENDING.isdisjoint(words):
        return ""
    for index, word in enumerate(words):
        phrase = next((p for p in _BY_FIRST.get(word, ()) if words[index : index + len(p)] == p), None)
        if phrase is None:
            continue
        if index <= _OPENING and index + len(phrase) <= start and not of_now(words):
            return " ".join(phrase)
        if not answers and word != "last" and 0 <= index - end <= _BEHIND and BREAKS.isdisjoint(words[end:index]):
            return " ".join(phrase)
    return ""


def since_year(words: Sequence[str], start: int, end: int) -> str:
    """Return what makes a toll that of years: ``40,000 people [have] died in the insurgency [since 2009]``, or nothing.

    Not what a sentence tells besides: ``two were killed, the first deaths since 2019``.
    """
    if _HAVE.isdisjoint(words[max(0, start - _BEFORE) : end]):
        return ""
    for index in range(end, len(words) - 1):
        if words[index] in BREAKS:
            return ""
        if words[index] == "this" and words[index + 1] in _SEASONS:
            return f"this {words[index + 1]}"
        if words[index] == "since":
            year = words[index + 1]
            return f"since {year}" if len(year) == _YEAR_DIGITS and year.isdecimal() else ""
    return ""


def _months(words: Sequence[str], end: int) -> str:
    """Two months that something went on from and to: ``between [3 March and 5 August]``; not what it is likened to."""
    for index, word in enumerate(words):
        if index > end and word == "as" and words[index - 1] == ",":
            break  # ``A fire broke out, [as] five did between March and June``
        if word not in MONTH_NAMES or _FROM.isdisjoint(words[max(0, index - _DAY) : index]):
            continue
        for later in range(index + 2, min(index + 1 + _SPAN, len(words))):
            between = words[index + 1 : later]
            if words[later] in MONTH_NAMES and words[later] != word and not _TO.isdisjoint(between):
                return " ".join(words[index : later + 1])
    return ""

"""Events of weeks ago, as reports recall them beside the news: by what is said of when, without a date.

``a suicide attack on the parliament [two weeks ago]``, ``[last month's] bombing``, ``the raid [earlier this month]``,
``the [September 11] attacks``. What a report begins with may be of last week all the same, so only weeks that are
counted (``two weeks ago``) make its first sentence past. Limits: English; dates are read by
`streams.clauses.background` and `streams.clauses.bygone`.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.clauses.bygone import ABOUT, BREAKS, HELD_FOR, REACH, relates

__all__ = ["DATING", "weeks_ago"]

DATING = frozenset(
    {"ago", "last", "earlier", "week's", "month's", "year's", "beginning", "start", "past", "september", "9/11"}
)
"""One of them is in all that `weeks_ago` finds."""
_SPANS = frozenset({"week", "weeks", "fortnight", "month", "months", "year", "years"})
_YEARS = frozenset({"years", "decade", "decades"})
_LONG = frozenset({"month", "months", "year", "years", "decade"})
_OWN = frozenset({"week's", "month's", "year's"})
_GONE = frozenset({"last", "previous"})
_BEFORE = 4  # tokens from ``last month's`` to the event
_OF_THE_MONTH = (["of", "the", "month"], ["of", "this", "month"], ["of", "last", "month"])
_SEPTEMBER = (["september", "11"], ["september", "11th"])
_ENDS = BREAKS | {"and", "but", "when", "while", "since", "today", "yesterday"}


def weeks_ago(words: Sequence[str], start: int, end: int, behind: int, *, opens: bool, answers: bool) -> str:
    """Return what tells that a trigger was weeks ago, or nothing.

    Args:
        words: of the sentence, folded.
        start: first token of the trigger.
        end: behind its last token.
        behind: where the next event is told, which the time then belongs to, unless that is told of this one.
        opens: whether the sentence is the text's first.
        answers: whether it is what is done about an event: ``arrested over a murder [two weeks ago]``.
    """
    if called := _called(words, start, end):
        return called
    if behind < len(words) and relates(words, end, behind):
        behind = len(words)
    for index in range(end, min(end + REACH, behind)):
        word = words[index]
        if word in _ENDS or (answers and (word in ABOUT or word in HELD_FOR)):
            break
        if (word == "ago" and words[index - 1] in _SPANS) or _past_years(words, index):
            return f"{words[index - 1]} {word}"
        if not opens and (said := _this_month(words, index)):
            return said
    return ""


def _called(words: Sequence[str], start: int, end: int) -> str:
    """What calls an event one of before: ``[last month's] bombing``, ``the [September 11] attacks``."""
    for index in range(max(1, start - _BEFORE), start):
        if words[index] in _OWN and words[index - 1] in _GONE and BREAKS.isdisjoint(words[index:start]):
            return f"{words[index - 1]} {words[index]}"
    if start and words[start - 1] == "9/11":
        return "9/11"
    day = words[max(0, start - 2) : start]
    return "september 11" if day in _SEPTEMBER or words[end + 1 : end + 3] in _SEPTEMBER else ""


def _past_years(words: Sequence[str], index: int) -> bool:
    """``in the [past five years]``, of statistics."""
    return words[index] == "past" and words[index - 1] == "the" and not _YEARS.isdisjoint(words[index + 1 : index + 3])


def _this_month(words: Sequence[str], index: int) -> str:
    """``last week``, ``in the past month``, ``earlier this month``, ``at the beginning of the month``."""
    word, ahead = words[index], words[index + 1 : index + 2]
    if word in _GONE and words[index - 1] != "the" and ahead and ahead[0] in _SPANS:
        return f"{word} {ahead[0]}"
    if word == "past" and words[index - 1] == "the" and not _LONG.isdisjoint(words[index + 1 : index + 3]):
        return "the past"
    if word == "earlier" and ahead == ["this"] and words[index + 2 : index + 3] in (["month"], ["year"]):
        return f"earlier this {words[index + 2]}"
    if word in ("beginning", "start") and words[index + 1 : index + 4] in _OF_THE_MONTH:
        return "beginning of the month"
    return ""

"""Sentences of English reports that only set the event beside others, of another or a longer time.

``Last month 30 died in the same area``, ``... in a similar accident``, ``More than 3,000 have been killed this year``,
``A fortnight ago six died``, ``The last such attack left 11 dead``. For sentences behind the one that tells the news.
Limits: dates are read by `streams.clauses.background` and `streams.clauses.bygone`; days ago may be the news itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from streams.words.calendar import SEASONS

__all__ = ["elsewhen", "governs_all"]

_SPANS = frozenset({"month", "year", "months", "years", "decade", "decades", "summer", "winter", "spring", "autumn"})
_LIKE_TEXT = (
    "attack attacks incident incidents accident accidents blast blasts bombing bombings fire fires crash crashes raid "
    "raids case cases disaster disasters tragedy tragedies protest protests shooting shootings explosion explosions "
    "rally rallies march marches demonstration demonstrations riot riots stabbing stabbings ambush collision collisions"
)
_LIKE = frozenset(_LIKE_TEXT.split())
_CAME = frozenset({"came", "comes", "happened", "occurred", "follows", "followed"})
_HAS = frozenset({"has", "have"})
_PERFECT = frozenset({"have", "has", "far", "already"})
_GONE = frozenset({"past", "last", "recent", "previous"})
_OVER = frozenset({"the", "in", "over"})
_TOLL_OF = frozenset({"of", "in", "from", "since", "over", "for"})
_WARS = frozenset({"war", "conflict", "insurgency", "rebellion", "genocide"})
WAR_REACH, HAS_REACH = 5, 12  # tokens that open a sentence with a war, and from there to ``has``
_TALLIES, _CITING = frozenset({"figures", "data", "statistics"}), "according"
_SETTING = _GONE | _WARS | _TALLIES | {"earlier", "similar", "this", "after", "toll", "ago", "since", "same", "prior"}
"""One of them is in all that `elsewhen` finds."""
_APART = frozenset({"day", "days", "week", "weeks", "month", "months", "year", "years", "hours"})
_OPENING = 6  # tokens in which ``some two weeks ago`` opens a sentence
_AGES = frozenset({"week", "weeks", "fortnight", "month", "months", "year", "years", "decade", "decades"})
_BEFORE_NOW = frozenset({"ago", "earlier", "before", "previously"})
_FORMER = frozenset({"previous", "prior"})
_YEAR_DIGITS = 4


def elsewhen(words: Sequence[str]) -> tuple[str, int]:  # noqa: PLR0911  one return per way to tell it
    """Return what sets a sentence in another or a longer time, and the token from which on it holds.

    An empty phrase where nothing does. For sentences behind the one that tells the news; see the module.
    """
    if _SETTING.isdisjoint(words):
        return "", 0
    if words[:1] == ["last"] and words[1:2] and (words[1] in _SPANS or words[1] == "week"):
        return " ".join(words[:2]), 0
    if words[:2] == ["earlier", "this"] and words[2:3] and words[2] in _AGES:
        return " ".join(words[:2]), 0
    if "earlier" in words[1:3] and words[words.index("earlier") - 1] in _APART:
        return " ".join(words[:3]), 0  # ``[Two days earlier,] five people died on the same road``
    if ago := _so_long_ago(words):
        return ago, 0
    if _tallied(words):
        return "since", 0
    for index, (word, following) in enumerate(pairwise(words)):
        if former := _former(words, index, word, following):
            return former, 0
        if found := _elsewhen_at(words, index, word, following):
            return found
    return "", 0


def _elsewhen_at(words: Sequence[str], index: int, word: str, following: str) -> tuple[str, int] | None:
    like = word == "similar" and following in _LIKE
    if like or (word == "this" and following == "year" and not _PERFECT.isdisjoint(words)):
        return f"{word} {following}", 0
    if word in _GONE and index and words[index - 1] in _OVER and not _SPANS.isdisjoint(words[index + 1 : index + 3]):
        return f"{words[index - 1]} {word} {following}", 0
    if (word in _WARS and _lasts(words, index)) or (word in _TALLIES and _cited(words, index)):
        return word, 0
    if word == "toll" and following in _TOLL_OF and (said := _long_toll(words, index + 1)):
        return f"toll {said}", index - 1
    if following == "after" and word in _APART and not _CAME.isdisjoint(words[:index]):
        return f"{word} after", index + 1
    return None


def _lasts(words: Sequence[str], index: int) -> bool:
    """Whether a sentence tells what a war has done: ``The [conflict] has driven millions from their homes``."""
    return index < WAR_REACH and not _HAS.isdisjoint(words[index + 1 : index + HAS_REACH])


def _cited(words: Sequence[str], index: int) -> bool:
    """Whether statistics are cited for what has been: ``900 have been killed there, according to UN [figures]``."""
    return not _HAS.isdisjoint(words[:index]) and _CITING in words[max(0, index - WAR_REACH) : index]


def _long_toll(words: Sequence[str], at: int) -> str:
    """What makes a toll one of a longer time: ``the death toll [of 15 months] of ...``, ``the toll [since] May``."""
    if words[at] == "since":
        return "since"
    return next((word for word in words[at + 1 : at + 5] if word in _SPANS), "")


def governs_all(words: Sequence[str], phrase: str) -> bool:
    """Whether what `elsewhen` found governs events of all types: an opening date, or what came before by so long."""
    dated = phrase.endswith((" after", " ago", " period")) or phrase == "since"
    return dated or f" {phrase} " in f" {' '.join(words[:_OPENING])} "


def _former(words: Sequence[str], index: int, word: str, following: str) -> str:
    """What calls an event an old one: ``the [last such] attack``, ``a [previous attack]``, ``the [previous day]``."""
    if word in _FORMER or (word == "earlier" and index and words[index - 1] == "an"):
        return f"{word} {following}" if following in _LIKE or (word in _FORMER and following == "day") else ""
    if word == "last" and following == "such":
        return "last such"
    return "same period" if (word, following) == ("same", "period") else ""


def _so_long_ago(words: Sequence[str]) -> str:
    """``Two weeks ago, ...`` and ``... in an earthquake 20 years ago.``; ``... before`` only where it opens."""
    for index, (unit, word) in enumerate(pairwise(words)):
        if unit in _AGES and word in _BEFORE_NOW and (index < _OPENING - 1 or (word == "ago" and index > 2)):
            closes = words[index + 2 : index + 3] in ([], ["."])
            if index < _OPENING - 1 or closes:
                return f"{unit} {word}" if word == "ago" else f"{unit} after"
    return ""


def _tallied(words: Sequence[str]) -> bool:
    """Whether a sentence counts over a longer time: ``The province [has] seen 14 such attacks [since spring]``."""
    if "since" not in words or _HAS.isdisjoint(words):
        return False
    behind = words[words.index("since") + 1 :][:4]
    return not SEASONS.isdisjoint(behind) or any(len(one) == _YEAR_DIGITS and one.isdecimal() for one in behind)

"""Clock times as a language says them: ``um 20.10 Uhr``, ``alle ore 21``, ``в 8 вечера``, ``saat 20.10'da``.

Words are those of a language's lexicon, ``[times]``: ``clock`` makes a number behind it a clock time, ``oclock`` one
before it, ``at`` only where minutes or a part of the day follow, ``hourly`` also where nothing is counted behind;
``about`` may stand between; ``between`` opens or closes a span, the first of them surely;
``hours`` are the numbers in words, ``half_past``, ``half_to`` and ``and_half`` what says the half hour. A part of the
day beside it tells mornings from evenings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

import msgspec

from streams.clauses.dayparts import AFTERNOON, DAWN, EVENING, NIGHT, DayParts, Hours
from streams.words.lexicon import Lexicon

__all__ = ["Clock", "Clocks", "in_part"]

_LISTS = ("at", "hourly", "about", "clock", "oclock", "half_past", "half_to")
_FOLLOWING = ("days", "months", "yesterday", "today", "local", "oclock")  # what may stand behind a bare hour
_NUMBER = re.compile(r"\d")
_NEVER = "(?!)"
_SHORT = 3  # letters of a word that may follow a bare hour: ``alle 20 di``
_NEXT = re.compile(r"\s*([^\W\d_]+)")
_CLOCKISH = re.compile(r"\d(?:\.\d\d| ?h(?!\w))")  # a time without a word for one: ``à 21h``, ``um 20.10``
_OF_CLOCKS = frozenset({"uhr", "o'clock"})  # units of clocks alone: ``20 Uhr``, not ``20 heures``
_JOINS = re.compile(r"[\s–-]*(?:[^\W\d_]{1,5}\s+){0,2}[^\W\d_]{0,5}[\s–-]*")
"""Between the two times of a span: few and short words."""
_NEAR = 12  # characters in which a word for a span stands before the first or behind the second
_TIMES = re.compile(r"(?<![\d:.,])(\d{1,2})(?:[:.h](\d\d))?(?![\d:])")
_TAILS = {
    "tr": r"['’]?[^\W\d_]{0,5}",
    "ky": "-?[^\\W\\d_]{0,5}",
    "uk": r"(?:-[^\W\d_]{1,3})?",
    "ru": r"(?:-[^\W\d_]{1,3})?",
}
"""Endings of numbers."""


_POINTS = frozenset({"en", "ar", "hi"})  # languages that write decimals with a point


class Clock(msgspec.Struct, frozen=True, gc=False):
    """A time of day at ``start`` to ``end`` of a sentence; ``until`` a later one where it is a span."""

    start: int
    end: int
    at: time
    until: time | None = None


class Clocks:
    """Clock times of one language."""

    def __init__(self, lexicon: Lexicon, parts: DayParts) -> None:
        told = {cue: lexicon.words("times", cue) for cue in _LISTS}
        self._parts = parts
        self._hours = {
            word: hour for hour, words in enumerate(lexicon.words("times", "hours"), 1) for word in words.split("|")
        }
        self._between = [_whole(words) for words in lexicon.words("times", "between")]
        self._pm = {**parts.hours, **dict.fromkeys(lexicon.words("times", "daytime"), AFTERNOON)}
        follow = [word for cue in _FOLLOWING for word in lexicon.words("times", cue)]
        follow += self._pm
        self._may_follow = {word.split(maxsplit=1)[0].rstrip("*") for words in follow for word in words.split("|")}
        self._and_half = _any(lexicon.words("times", "and_half"))
        tail = _TAILS.get(lexicon.language, "")
        about = _any(told["about"])
        self._clock = re.compile(
            rf"(?<![\w:/.,-])(?:(?:(?P<hourly>{_any(told['hourly'])})|(?P<lead>{_any(told['at'])}))[ \u00a0]?)?"
            rf"(?:(?:{about}) )?(?:(?P<sure>{_any(told['clock'])})[ \u00a0]?(?:(?:{about}) )?)?"
            rf"(?:(?P<half>{_any([*told['half_past'], *told['half_to']])}) )?"
            rf"(?:(?P<hour>\d{{1,2}})(?P<minutes>[ \u00a0]?(?P<mark>[:.h])[ \u00a0]?(?P<minute>[0-5]\d))?{tail}"
            rf"|(?P<word>{_any(self._hours)}))(?P<more> (?:{self._and_half}))?"
            rf"(?:[ \u00a0]?(?P<unit>{_any(told['oclock'])}))?"
            rf"(?:[ \u00a0](?:[^\W\d_]{{1,3}}['’]? ?){{0,2}}(?P<part>{_any(self._pm)}))?(?![\w:/]|-(?!\d)|[.,]\d)"
        )
        self._dotted = lexicon.language not in _POINTS
        self._half_to = set(told["half_to"])
        self.cues = frozenset(
            max(re.findall(r"[^\W\d_]+", word), key=len)
            for word in (
                *told["clock"],
                *told["oclock"],
                *told["hourly"],
                *told["half_past"],
                *told["half_to"],
                *self._pm,
            )
            if re.search(r"[^\W\d_]", word)
        )
        self._said = any(told.values())

    def find(self, folded: str) -> Clock | None:
        """Return the first clock time that a sentence has, or None."""
        if not self._said:
            return None
        for found in self._clock.finditer(folded):
            if (at := self._time(found, folded)) is not None:
                return self.spanned(Clock(found.start(), found.end(), at), folded)
        return None

    def may_be(self, folded: str, cues: Iterable[str]) -> bool:
        """Whether a sentence can have one, which its words and figures soon tell."""
        return not self.cues.isdisjoint(cues) or _CLOCKISH.search(folded) is not None

    def _time(self, found: re.Match[str], folded: str) -> time | None:
        word, part = found["word"], self._pm.get(found["part"] or "")
        hour = self._hours[word] if word else int(found["hour"])
        minute = int(found["minute"] or 0)
        if hour > 24 or minute > 59 or (hour == 24 and minute):
            return None
        if part is None and hour <= 12:
            part = self._parts.beside(folded, found.start(), found.end())
        sure, unit = found["sure"] is not None, found["unit"] is not None
        led = found["lead"] is not None or found["hourly"] is not None
        if word or not found["minutes"]:
            settled = found["part"] is not None or (found["more"] or found["half"]) is not None or (sure and bool(part))
            free = self._stands_free(found.end(), folded)
            if not (
                (sure and (unit or settled or free or not word))
                or (unit and (led or (not word and found["unit"] in _OF_CLOCKS)))
                or (led and (settled or (free and (found["hourly"] is not None or bool(part)))))
            ):
                return None
        elif found["mark"] == "." and not (sure or unit or self._is_dotted(found, folded, led=led)):
            return None
        if found["half"] in self._half_to:
            hour, minute = hour - 1, 30
        elif found["half"] or found["more"]:
            minute = 30
        return in_part(hour % 24, minute, part)

    def _is_dotted(self, found: re.Match[str], folded: str, *, led: bool) -> bool:
        """Whether figures around a dot are a time: ``at 9.30 on Monday``, no ``at 4.50 dollars``."""
        if not self._dotted:
            return led and self._stands_free(found.end(), folded)
        return led or self._is_span(folded)

    def _is_span(self, folded: str) -> bool:
        return any(said.search(folded) for said in self._between)

    def _stands_free(self, end: int, folded: str) -> bool:
        """Whether nothing is counted by what may be an hour and ends there: ``alle 20 [persone]``."""
        behind = _NEXT.match(folded, end)
        if behind is None:
            return not folded[end:].lstrip(" ").startswith(("%", "$", "€", "£", "°"))
        return len(behind[1]) <= _SHORT or behind[1] in self._may_follow

    def spanned(self, clock: Clock, folded: str) -> Clock:
        """Return a clock time with its end where two times stand together: ``between 8pm and 9pm``."""
        if not self._is_span(folded):
            return clock
        for found in _TIMES.finditer(folded):
            first = found.start() < clock.start
            gap = folded[found.end() : clock.start] if first else folded[clock.end : found.start()]
            if clock.start <= found.start() < clock.end or not _JOINS.fullmatch(gap):
                continue
            begins, ends = sorted((clock.start, clock.end, *found.span()))[::3]
            figure = _NUMBER.search(folded, begins)  # behind what leads to it
            around = folded[max(0, begins - _NEAR) : figure.start() if figure else begins], folded[ends : ends + _NEAR]
            hour, minute = int(found[1]), int(found[2] or 0)
            said = [any(map(one.search, around)) for one in self._between]
            if hour > 24 or minute > 59 or not any(said):
                continue
            if not (said[0] or first or found[2] or (gap.strip() and self._stands_free(found.end(), folded))):
                continue  # ``from 10am 12 people``, ``from 10am to 12 people``
            if hour < 12 <= clock.at.hour and (hour + 12 < clock.at.hour or not first):
                hour += 12  # ``between 8 and 9pm``
            other = time(hour % 24, minute)
            if first and other < clock.at:
                return Clock(found.start(), clock.end, other, clock.at)
            if not first and other > clock.at:
                return Clock(clock.start, found.end(), clock.at, other)
        return clock


def in_part(hour: int, minute: int, part: Hours | None) -> time:
    """Return a time of the clock's twelve hours as that of a part of the day."""
    if part is None or hour > 12:
        return time(hour, minute)
    if hour < 12 and (part in (AFTERNOON, EVENING) or (part == NIGHT and hour >= 6)):
        hour += 12
    elif hour == 12 and part in (NIGHT, DAWN, EVENING):
        hour = 0
    return time(hour, minute)


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or _NEVER


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")

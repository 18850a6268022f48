"""Spoken times of a sentence: ``two hours ago``, ``полчаса назад``, ``midnight``, ``5/10/2020``.

Words are those of a language's lexicon, ``[times]``: ``ago``, ``units`` (minutes, hours, days), ``doubles`` (two of
each in one word), ``half_hour``, ``noon``, ``midnight``. Of a date in numbers the order is the place's: month first in
the United States, else day first, unless only one order is possible. Limits: no weeks, months or years ago, which tell
of the past.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

import msgspec

from streams.clauses.dayparts import pattern_of
from streams.words.lexicon import Lexicon

__all__ = ["Moment", "Moments", "numeric"]

UNITS = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))
FARTHEST = timedelta(days=60)  # ``90 days ago`` is no report of an event
_REACH = 14  # characters between ``half an hour`` and what says that it was ago
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)|"
    r"(?P<one>\d{1,2})(?P<mark>[/.])(?P<two>\d{1,2})(?P=mark)(?P<last>(?:19|20)\d\d))(?![\d/-]|\.\d)"
)

_LETTERS = re.compile(r"[^\W\d_]+")
_MARKED = re.compile(r"[/.-]\d{1,2}[/.-]")  # what every one has, sooner told
_AMERICAN_TEXT = (
    "New_York Chicago Denver Los_Angeles Phoenix Detroit Anchorage Boise Juneau Menominee Indiana/Indianapolis "
    "Kentucky/Louisville Indiana/Knox Indiana/Marengo Indiana/Petersburg Indiana/Tell_City Indiana/Vevay "
    "Indiana/Vincennes Indiana/Winamac Kentucky/Monticello North_Dakota/Beulah North_Dakota/Center "
    "North_Dakota/New_Salem Adak Nome Sitka Yakutat"
)
AMERICAN = frozenset(f"America/{name}" for name in _AMERICAN_TEXT.split())
"""Zones of the United States, where the month comes first."""


class Moment(msgspec.Struct, frozen=True, gc=False):
    """A time of day, or how long ago; one of the two is set."""

    at: time | None = None
    ago: timedelta | None = None


class Moments:
    """Spoken times of one language; ``parts`` are its words for parts of the day."""

    def __init__(self, lexicon: Lexicon, parts: Iterable[str] = ()) -> None:
        said = lexicon.numbers.get("words", {}) | lexicon.numbers.get("tens", {})
        self._numbers = {word: int(value) for word, value in said.items() if value % 1 == 0}
        self._units = {
            word: unit
            for unit, names in zip(UNITS, lexicon.words("times", "units"), strict=False)
            for word in names.split("|")
        }
        self._units |= {word: 2 * unit for word, unit in zip(lexicon.words("times", "doubles"), UNITS, strict=False)}
        self._hours = {
            word: time(hour) for cue, hour in (("noon", 12), ("midnight", 0)) for word in lexicon.words("times", cue)
        }
        self._said_ago = tuple(lexicon.words("times", "ago"))
        self._ago = self._ago_pattern(self._said_ago)
        self._noon = pattern_of([*self._hours, *parts]) if self._hours else None  # ``po południu`` is no noon
        self._half_hour = pattern_of(lexicon.words("times", "half_hour"))
        self.cues = frozenset(
            max(_LETTERS.findall(word), key=len)
            for word in (*self._hours, *self._units, *lexicon.words("times", "half_hour"))
        )

    def _ago_pattern(self, ago: Sequence[str]) -> re.Pattern[str] | None:
        if not ago or not self._units:
            return None
        said = "|".join(map(re.escape, sorted(ago, key=len, reverse=True)))
        units = "|".join(map(re.escape, sorted(self._units, key=len, reverse=True)))
        return re.compile(
            rf"\b(?:(?P<before>{said}) (?:[^\W\d_]+ )??)?(?:(?P<count>\d{{1,3}}|[^\W\d_]+) )?(?P<unit>{units})\b"
            rf"(?: (?:[^\W\d_]+ )??(?P<behind>{said})\b)?"
        )

    def find(self, folded: str) -> Moment | None:
        """Return what a sentence says, or None."""
        if self._half_hour and (half := self._half_hour.search(folded)):
            beside = (folded[max(0, half.start() - _REACH) : half.start()], folded[half.end() : half.end() + _REACH])
            if any(said in one for said in self._said_ago for one in beside):
                return Moment(ago=timedelta(minutes=30))
        ago = self._ago if any(said in folded for said in self._said_ago) else None
        for found in ago.finditer(folded) if ago else ():
            if (found["before"] or found["behind"]) and (elapsed := self._elapsed(found)) is not None:
                return Moment(ago=elapsed)
        for noon in self._noon.finditer(folded) if self._noon else ():
            if noon[1] in self._hours:
                return Moment(at=self._hours[noon[1]])
        return None

    def _elapsed(self, found: re.Match[str]) -> timedelta | None:
        said = found["count"]
        many = int(said) if said and said.isdigit() else self._numbers.get(said or "", 1)
        elapsed = self._units[found["unit"]] * many
        return elapsed if elapsed <= FARTHEST else None


def numeric(folded: str, zone: str) -> date | None:
    """Return the date in numbers that a sentence has, read as at a place in ``zone``; None without one."""
    found = _NUMERIC.search(folded) if _MARKED.search(folded) else None
    if found is None:
        return None
    if found["year"]:
        year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    else:
        year, one, two = int(found["last"]), int(found["one"]), int(found["two"])
        american = found["mark"] == "/" and zone in AMERICAN
        month, day = (one, two) if (american or two > 12) and one <= 12 else (two, one)
    try:
        return date(year, month, day)
    except ValueError:
        return None

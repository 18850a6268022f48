"""When: clock times, days and dates of a sentence, from local time to UTC.

The zone is the event's place's: GeoNames' zone of the town, or that of a country where nearly all have the same; else
UTC. Days are counted from the post's publication in that zone. A clock time without a date is the latest such time that
is not after publication, and what is planned is after it; ``last night`` is from six to six. Spoken times and dates in
numbers: `streams.clauses.moments`. Limits: no time spans over several days, no "two hours earlier".
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from streams.clauses.moments import Moment, Moments, numeric
from streams.figures.addresses import STREETS
from streams.report import TimeSpan
from streams.words.lexicon import Lexicon

__all__ = ["Said", "Times"]

_CLOCK = re.compile(
    r"(?<![\d:.,])(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*(?P<half>[ap]\.?\s?m\b\.?)|"
    r"(?<![\d:.,/])(?P<hour24>[01]?\d|2[0-3])[:h](?P<minute24>[0-5]\d)(?![\d:])"
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_DIGIT = re.compile(r"\d")
_KNOWN = 1_000  # sets of words of days whose phrases are compiled
_CLOCKISH = re.compile(r"\d\s*(?:[ap]\.?\s?m|[:h]\d)")  # what every clock time has, sooner told
_ASCII_CLOCKISH = re.compile(r"[0-9]\s*(?:[ap]\.?\s?m|[:h][0-9])")  # the same, sooner still
_HOURS = re.compile(r"\d ?h(?!\w)")  # ``vers 20h``
EVENING, MORNING = time(18), time(6)  # between them is last night
_UTC = re.compile(r"^\s*\(?\s*(?:utc|gmt)\b")
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|-го)?(?: de)? ([^\W\d_]{3,})(?:,? (?:de )?(\d{4}))?")
_STREET = re.compile(
    rf"\b(?:{'|'.join(sorted(STREETS))}|bairro|hospital|escuela|escola|école|estación|estação)\.? (?:del? |d[aou] )?$"
)
_STREET_SPACE = 24  # characters that hold it
_MONTH_DAY = re.compile(r"([^\W\d_]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?(?!\d|:)(?:,? (\d{4}))?")


class Said(msgspec.Struct, frozen=True, gc=False):
    """Expressions of time in a sentence: a clock time, words of days and months, a spoken time, a date in numbers."""

    folded: str
    clock: re.Match[str] | None
    cues: Set[str]
    moment: Moment | None = None
    numbered: bool = False


class Times:
    """Time expressions of one language; ``months`` are its names of months with their numbers."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.months = {
            word: number
            for number, names in enumerate(lexicon.words("times", "months"), 1)
            for word in names.split("|")
        }
        self._days = {
            word: number for number, names in enumerate(lexicon.words("times", "days")) for word in names.split("|")
        }
        self._names = frozenset(self.months)
        self._hourly = lexicon.language == "fr"
        self._yesterday = lexicon.words("times", "yesterday")
        self._today = lexicon.words("times", "today")
        self._nights = lexicon.words("times", "night")
        self._moments = Moments(lexicon)
        words = [*self._days, *self._yesterday, *self._today, *self._nights]
        leads = {cue: word.find(cue) for word in words for cue in sorted(_WORD.findall(word), key=len)[-1:]}
        self._days_said = frozenset(leads)
        self._lead = max(leads.values(), default=0)  # characters of a phrase before the word that tells it
        self._cues = self._names | self._days_said | self._moments.cues
        self._phrases = {word: re.escape(word) for word in sorted(words, key=len, reverse=True)}
        self._relative: dict[Set[str], re.Pattern[str]] = {}

    def find(self, folded: str, published: datetime, zone: str, words: Sequence[str] | None = None) -> TimeSpan | None:
        """Return when the sentence says it happened, or None.

        Args:
            folded: the sentence.
            published: UTC.
            zone: IANA name, or empty.
            words: the sentence's tokens, where they are known already.
        """
        said = self.said(folded, words)
        return None if said is None else self.at(said, published, zone)

    def said(self, folded: str, words: Sequence[str] | None = None) -> Said | None:
        """Return a sentence's expressions of time, which depend on nothing but its text; None when it has none.

        Args:
            folded: the sentence.
            words: its tokens, where they are known already.
        """
        clockish = _ASCII_CLOCKISH if folded.isascii() else _CLOCKISH
        clock = _CLOCK.search(folded) if clockish.search(folded) else None
        cues = self._cues_in(folded, words)
        spoken = clock is None and (
            not cues.isdisjoint(self._moments.cues) or (self._hourly and bool(_HOURS.search(folded)))
        )
        moment = self._moments.find(folded) if spoken else None
        numbered = ("20" in folded or "19" in folded) and numeric(folded, "") is not None
        return Said(folded, clock, cues, moment, numbered) if clock or cues or moment or numbered else None

    def _cues_in(self, folded: str, words: Sequence[str] | None) -> Set[str]:
        """Return the words of a sentence that may tell a time; a token with marks in it may hold several."""
        if words is None:
            return self._cues.intersection(_WORD.findall(folded))
        cues = self._cues.intersection(words)
        if "-" in folded or "'" in folded or "@" in folded or "://" in folded:
            marked = " ".join([word for word in words if not word.isalpha()])
            cues |= self._cues.intersection(_WORD.findall(marked))
        return cues

    def at(self, said: Said, published: datetime, zone: str, *, ahead: bool = False) -> TimeSpan | None:
        """Return the time that a sentence means, or None; see `find`. Beyond the calendar's ends there is none.

        ``ahead`` is of what is planned: its day is the next of its name, not the last.
        """
        try:
            return self._at(said, published, zone, ahead=ahead)
        except (OverflowError, ValueError):  # "yesterday" of the year 1, which other programs write for no time at all
            return None

    def _at(self, said: Said, published: datetime, zone: str, *, ahead: bool) -> TimeSpan | None:
        clock, folded = said.clock, said.folded
        local = _zone(zone)
        near = published.astimezone(local)
        day = numeric(folded, zone) if said.numbered else None
        day = day or (self._day(folded, near, said.cues, ahead=ahead) if said.cues else None)
        if clock:
            at = _clock(clock)
            if at is None:
                return None
            where = _zone("") if _UTC.match(folded[clock.end() :]) else local
            day = day or (published.astimezone(where).date() if ahead else None)
            return _moment(at, day, published.astimezone(where), where)
        if said.moment is not None and (spoken := _spoken(said.moment, day, published, local)) is not None:
            return spoken
        if day is None:
            return None
        if any(night in folded for night in self._nights) and day == near.date() - timedelta(days=1):
            return _night(day, local)
        return _whole(day, local)

    def _day(self, folded: str, near: datetime, said: Set[str], *, ahead: bool):  # type: ignore[no-untyped-def]
        numbered = not self._names.isdisjoint(said) and _DIGIT.search(folded)
        if numbered and (dated := self._date(folded, near, ahead=ahead)):
            return dated
        days = self._days_said & said
        if not days:
            return None
        # No phrase begins sooner than its telling word allows, and looking for thirty of them at each letter is slow.
        found = self._spoken_of(days).search(folded, max(0, min(map(folded.find, days)) - self._lead))
        if not found:
            return None
        word = found[1]
        if word in self._yesterday or word in self._nights:
            return near.date() - timedelta(days=1)
        if word in self._today:
            return near.date()
        until = (self._days[word] - near.weekday()) % 7
        return near.date() + timedelta(days=until if ahead or not until else until - 7)

    def _spoken_of(self, days: Set[str]) -> re.Pattern[str]:
        """Return what finds the phrases that these words tell; few of them are ever said in one sentence."""
        if (known := self._relative.get(days)) is None:
            if len(self._relative) >= _KNOWN:
                self._relative.clear()
            joined = "|".join(written for word, written in self._phrases.items() if any(day in word for day in days))
            known = self._relative[frozenset(days)] = re.compile(rf"\b({joined})\b")
        return known

    def _date(self, folded: str, near: datetime, *, ahead: bool):  # type: ignore[no-untyped-def]
        for pattern, flipped in ((_DAY_MONTH, False), (_MONTH_DAY, True)):
            for found in pattern.finditer(folded):
                name, number = (found[1], found[2]) if flipped else (found[2], found[1])
                month = self.months.get(name)
                if month is None or (flipped and _counts(folded, found)) or _names_street(folded, found.start()):
                    continue
                year = int(found[3]) if found[3] else near.year
                try:
                    day = near.date().replace(year=year, month=month, day=int(number))
                except ValueError:
                    continue
                if ahead and not found[3]:
                    return day if day >= near.date() or (month, day.day) == (2, 29) else day.replace(year=year + 1)
                if not found[3] and day > near.date() + timedelta(days=2):
                    day = day.replace(year=year - 1) if (month, int(number)) != (2, 29) else day
                return day
        return None


def _counts(folded: str, found: re.Match[str]) -> bool:
    """Whether a number behind a month counts people: ``in March 30 people died``, where of a day it would be ``on``."""
    if found[3] or not folded.endswith("in ", 0, found.start()):
        return False
    return folded[found.end() : found.end() + 1] == " " and folded[found.end() + 1 : found.end() + 2].isalpha()


def _names_street(folded: str, at: int) -> bool:
    """Whether a day is the name of a street, a quarter or a school: ``calle [25 de Mayo]``, ``via [4 Novembre]``."""
    return _STREET.search(folded, max(0, at - _STREET_SPACE), at) is not None


@lru_cache(maxsize=10_000)
def _whole(day: date, zone: ZoneInfo) -> TimeSpan:
    start, end = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
    return TimeSpan(start.astimezone(UTC), end.astimezone(UTC))


def _spoken(moment: Moment, day: date | None, published: datetime, zone: ZoneInfo) -> TimeSpan | None:
    """What a spoken time means: so long before publication, which is a day when days are counted, or a time of day."""
    if moment.at is not None:
        return _moment(moment.at, day, published.astimezone(zone), zone)
    if moment.ago is None:
        return None
    then = published - moment.ago
    return _whole(then.astimezone(zone).date(), zone) if moment.ago.seconds == 0 else TimeSpan(then, then)


def _night(day: date, zone: ZoneInfo) -> TimeSpan:
    start, end = datetime.combine(day, EVENING, zone), datetime.combine(day + timedelta(days=1), MORNING, zone)
    return TimeSpan(start.astimezone(UTC), end.astimezone(UTC))


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _clock(found: re.Match[str]) -> time | None:
    if found["hour24"] is not None:
        return time(int(found["hour24"]), int(found["minute24"]))
    hour = int(found["hour"])
    if not 1 <= hour <= 12 or int(found["minute"] or 0) > 59:
        return None
    return time(hour % 12 + (12 if found["half"].startswith("p") else 0), int(found["minute"] or 0))


def _moment(at: time, day, near: datetime, zone: ZoneInfo) -> TimeSpan:  # type: ignore[no-untyped-def]
    moment = datetime.combine(day or near.date(), at, zone)
    if day is None and moment > near:
        moment -= timedelta(days=1)
    utc = moment.astimezone(UTC)
    return TimeSpan(utc, utc)

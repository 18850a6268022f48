"""When: clock times, days and dates of a sentence, from local time to UTC.

The zone is the event's place's: GeoNames' zone of the town, or that of a country where nearly all have the same; else
UTC. Days are counted from the post's publication in that zone. A clock time without a date is the latest such time that
is not after publication, and what is planned is after it. Clock times in a language's own words:
`streams.clauses.clocks`; parts of the day: `streams.clauses.dayparts`; spoken times and dates in numbers:
`streams.clauses.moments`. Limits: no time spans over several days, no "two hours earlier".
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from streams.clauses.clocks import Clock, Clocks, in_part
from streams.clauses.dayparts import NIGHT, DayParts, Hours, latest
from streams.clauses.moments import Moment, Moments, numeric
from streams.clauses.zones import zone_behind
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
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:(?:st|nd|rd|th|-го|\.|er)?(?: de)? |-)([^\W\d_]{3,})(?:,? (?:de )?(\d{4}))?"
)
_STREET = re.compile(
    rf"\b(?:{'|'.join(sorted(STREETS))}|bairro|hospital|escuela|escola|école|estación|estação"
    r"|ул(?:иц[аеыу])?|пл(?:ощад[ьи])?|просп(?:ект[аеу]?)?|переул(?:ок|ке|ка)|вул(?:иц[яіюі])?|имени|имя)"
    r"\.? (?:del? |d[aou] )?$"
)
_STREET_SPACE = 24  # characters that hold it
_MONTH_DAY = re.compile(r"([^\W\d_]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?(?!\d|:)(?:,? (\d{4}))?")


class Said(msgspec.Struct, frozen=True, gc=False):
    """Expressions of time in a sentence: a clock time, words of days and months, a spoken time, a date in numbers."""

    folded: str
    clock: Clock | None
    cues: Set[str]
    moment: Moment | None = None
    numbered: bool = False


class _Named(msgspec.Struct, frozen=True, gc=False):
    """A day that a sentence names at ``start`` to ``end``: by name, as ``today``, by its ``night`` or as ``dated``."""

    start: int
    end: int
    day: date
    today: bool = False
    night: bool = False
    dated: bool = False


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
        self._language = lexicon.language
        self._yesterday = lexicon.words("times", "yesterday")
        self._before = lexicon.words("times", "before_yesterday")
        self._today = lexicon.words("times", "today")
        self._nights = lexicon.words("times", "night")
        self._parts = DayParts(lexicon)
        self._moments = Moments(lexicon, self._parts.hours)
        self._clocks = Clocks(lexicon, self._parts)
        words = [*self._days, *self._yesterday, *self._before, *self._today, *self._nights]
        leads = {cue: word.find(cue) for word in words for cue in sorted(_WORD.findall(word), key=len)[-1:]}
        self._days_said = frozenset(leads)
        self._lead = max(leads.values(), default=0)  # characters of a phrase before the word that tells it
        self._alone = frozenset(max(_WORD.findall(phrase), key=len) for phrase in self._parts.alone)
        self._cues = self._names | self._days_said | self._moments.cues | self._alone | self._clocks.cues
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
        told = self._clock(folded, clock, cues)
        spoken = told is None and not cues.isdisjoint(self._moments.cues)
        moment = self._moments.find(folded) if spoken else None
        numbered = ("20" in folded or "19" in folded) and numeric(folded, "") is not None
        return Said(folded, told, cues, moment, numbered) if told or cues or moment or numbered else None

    def _clock(self, folded: str, found: re.Match[str] | None, cues: Set[str]) -> Clock | None:
        """Return the clock time of a sentence: as written everywhere, or in its language's own words."""
        own = self._clocks.find(folded) if (found and not found["half"]) or self._clocks.may_be(folded, cues) else None
        if found is None or (own is not None and not found["half"] and own.start <= found.start()):
            return own
        at = _clock(found)
        if at is None:
            return own
        if not found["half"]:
            at = in_part(at.hour, at.minute, self._parts.beside(folded, *found.span()))
        return self._clocks.spanned(Clock(found.start(), found.end(), at), folded)

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
        day, hours = self._when(said, near, zone, ahead=ahead)
        if clock:
            other = zone_behind(folded, clock.end, self._language)
            where = local if other is None else _zone(other)
            day = day or (published.astimezone(where).date() if ahead else None)
            return _moment(clock.at, day, published.astimezone(where), where, clock.until)
        if said.moment is not None and (spoken := _spoken(said.moment, day, published, local)) is not None:
            return spoken
        if day is not None:
            return _part(day, hours, local) if hours else _whole(day, local)
        if not self._alone.isdisjoint(said.cues) and (hours := self._parts.told(folded)):
            return _part(latest(hours, near, ahead=ahead), hours, local)
        return None

    def _when(self, said: Said, near: datetime, zone: str, *, ahead: bool) -> tuple[date | None, Hours | None]:
        """Return the day that a sentence names, and which part of it."""
        if said.numbered and (day := numeric(said.folded, zone)):
            return day, None
        named = self._day(said.folded, near, said.cues, ahead=ahead) if said.cues else None
        if named is None:
            return None, None
        part = self._parts.of_day(said.folded, named.start, named.end, named.day.day if named.dated else 0)
        if named.night:
            return named.day, NIGHT
        if part is None:
            return named.day, None
        hours, sooner = part
        if named.today and hours == NIGHT:
            return latest(hours, near, ahead=ahead, today=True), hours
        return named.day - timedelta(days=sooner), hours

    def _day(self, folded: str, near: datetime, said: Set[str], *, ahead: bool) -> _Named | None:
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
        word, day = found[1], near.date()
        if word in self._yesterday or word in self._nights or word in self._before:
            back = timedelta(days=2 if word in self._before else 1)
            return _Named(*found.span(), day - back, night=word in self._nights)
        if word in self._today:
            return _Named(*found.span(), day, today=True)
        until = (self._days[word] - near.weekday()) % 7
        return _Named(*found.span(), day + timedelta(days=until if ahead or not until else until - 7))

    def _spoken_of(self, days: Set[str]) -> re.Pattern[str]:
        """Return what finds the phrases that these words tell; few of them are ever said in one sentence."""
        if (known := self._relative.get(days)) is None:
            if len(self._relative) >= _KNOWN:
                self._relative.clear()
            joined = "|".join(written for word, written in self._phrases.items() if any(day in word for day in days))
            known = self._relative[frozenset(days)] = re.compile(rf"\b({joined})\b")
        return known

    def _date(self, folded: str, near: datetime, *, ahead: bool) -> _Named | None:
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
                if not found[3] and (month, day.day) != (2, 29):
                    if ahead and day < near.date():
                        day = day.replace(year=year + 1)
                    elif not ahead and day > near.date() + timedelta(days=2):
                        day = day.replace(year=year - 1)
                return _Named(*found.span(), day, dated=True)
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


@lru_cache(maxsize=10_000)
def _part(day: date, hours: Hours, zone: ZoneInfo) -> TimeSpan:
    start, end = (datetime.combine(day + timedelta(days=at // 24), time(at % 24), zone) for at in hours)
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


def _moment(at: time, day: date | None, near: datetime, zone: ZoneInfo, until: time | None = None) -> TimeSpan:
    moment = datetime.combine(day or near.date(), at, zone)
    if day is None and moment > near:
        moment -= timedelta(days=1)
    end = datetime.combine(moment.date(), until, zone) if until else moment
    return TimeSpan(moment.astimezone(UTC), end.astimezone(UTC))

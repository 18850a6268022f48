"""Spoken times of a sentence: ``two hours ago``, ``at 8 in the evening``, ``в 8 вечера``, ``midnight``, ``5/10/2020``.

Words are those of a language's lexicon, ``[times]``: ``ago``, ``units`` (minutes, hours, days), ``noon``, ``midnight``.
A clock time that goes with a part of the day is written here for the languages that have such forms. Of a date in
numbers the order is the place's: month first in the United States, else day first, unless only one order is possible.
Limits: no weeks, months or years ago, which tell of the past.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta

import msgspec

from streams.words.lexicon import Lexicon

__all__ = ["Moment", "Moments", "numeric"]

UNITS = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))
FARTHEST = timedelta(days=60)  # ``90 days ago`` is no report of an event
_HALVES = ("half ",)  # before ``an hour ago``
_CLOCK = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?"
_PARTS = {
    "en": "morning afternoon evening night",
    "ru": "утра дня вечера ночи",
    "es": "mañana tarde noche madrugada",
    "fr": "matin soir après-midi",
    "pt": "manhã tarde noite madrugada",
}
_FORMS = {
    "en": rf"\b{_CLOCK}(?: o'clock)? (?:in the|at) (?P<part>morning|afternoon|evening|night)\b",
    "ru": rf"\b(?:в|во|около|к|до|после) {_CLOCK}(?: час(?:а|ов|ам|у)?)? (?P<part>утра|дня|вечера|ночи)\b",
    "es": rf"\blas? {_CLOCK}(?: horas)? de la (?P<part>mañana|tarde|noche|madrugada)\b",
    "fr": r"\b(?:à|vers|dès) (?P<hour>\d{1,2}) ?(?:h|heures?)(?: ?(?P<minute>\d\d))?"
    r"(?: (?:du|de l') ?(?P<part>matin|soir|après-midi))?(?!\w)",
    "pt": rf"\bàs? {_CLOCK}(?: horas)? da (?P<part>manhã|tarde|noite|madrugada)\b",
}
_DIGIT = re.compile(r"\d")
_LATER = frozenset(
    "afternoon evening night дня вечера tarde noche soir après-midi noite".split()  # noqa: SIM905
)
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)|"
    r"(?P<one>\d{1,2})(?P<mark>[/.])(?P<two>\d{1,2})(?P=mark)(?P<last>(?:19|20)\d\d))(?![\d/-]|\.\d)"
)

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
    """Spoken times of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._numbers = {word: int(value) for word, value in lexicon.numbers.get("words", {}).items() if value % 1 == 0}
        self._units = {
            word: unit
            for unit, names in zip(UNITS, lexicon.words("times", "units"), strict=False)
            for word in names.split("|")
        }
        self._hours = {
            word: time(hour) for cue, hour in (("noon", 12), ("midnight", 0)) for word in lexicon.words("times", cue)
        }
        self._said_ago = tuple(lexicon.words("times", "ago"))
        self._ago = self._ago_pattern(self._said_ago)
        spoken = _FORMS.get(lexicon.language)
        self._spoken = re.compile(spoken) if spoken else None
        self.cues = frozenset([*_PARTS.get(lexicon.language, "").split(), *self._hours, *self._units])

    def _ago_pattern(self, ago: Sequence[str]) -> re.Pattern[str] | None:
        if not ago or not self._units:
            return None
        said = "|".join(map(re.escape, sorted(ago, key=len, reverse=True)))
        units = "|".join(map(re.escape, sorted(self._units, key=len, reverse=True)))
        return re.compile(
            rf"\b(?:(?P<before>{said}) (?:[^\W\d_]+ )??)?(?:(?P<count>\d{{1,3}}|[^\W\d_]+) )?(?P<unit>{units})\b"
            rf"(?: (?P<behind>{said})\b)?"
        )

    def find(self, folded: str) -> Moment | None:
        """Return what a sentence says, or None."""
        # What each form must have is asked first: the forms begin with nothing that is soon found.
        spoken = self._spoken if _DIGIT.search(folded) else None
        if spoken and (found := spoken.search(folded)) and (at := _spoken(found)) is not None:
            return Moment(at=at)
        ago = self._ago if any(said in folded for said in self._said_ago) else None
        for found in ago.finditer(folded) if ago else ():
            if (found["before"] or found["behind"]) and (elapsed := self._elapsed(found)) is not None:
                return Moment(ago=elapsed / 2 if folded.endswith(_HALVES, 0, found.start()) else elapsed)
        for word, at in self._hours.items():
            if word in folded and re.search(rf"\b{word}\b", folded):
                return Moment(at=at)
        return None

    def _elapsed(self, found: re.Match[str]) -> timedelta | None:
        said = found["count"]
        many = int(said) if said and said.isdigit() else self._numbers.get(said or "", 1)
        elapsed = self._units[found["unit"]] * many
        return elapsed if elapsed <= FARTHEST else None


def _spoken(found: re.Match[str]) -> time | None:
    groups = found.groupdict()
    hour, minute = int(groups["hour"]), int(groups.get("minute") or 0)
    part = groups.get("part") or ""
    if hour > 23 or minute > 59:
        return None
    if part in _LATER and hour < 12:
        hour += 12
    elif hour == 12 and part and part not in ("дня", "tarde", "afternoon", "après-midi"):
        hour = 0
    return time(hour, minute)


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

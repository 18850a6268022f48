"""Parts of a day: ``Monday [evening]``, ``lundi [soir]``, ``в [ночь] на вторник``, or alone: ``[in the small hours]``.

Words are those of a language's lexicon, ``[times]``: ``dawn``, ``morning``, ``afternoon``, ``evening``, ``nighttime``,
which count beside a day; ``alone``, phrases that hold one of them and need no day; ``early``, which lets a morning
begin at midnight; ``into``, what stands between a night and the day that it ends on. Dawn is from midnight to six, the
others six hours each, a night from six to six.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from streams.words.lexicon import Lexicon

__all__ = ["AFTERNOON", "DAWN", "EVENING", "MORNING", "NIGHT", "DayParts", "Hours", "latest", "pattern_of"]

Hours = tuple[int, int]
"""From and until which hour of a day, of the next one beyond 24."""
DAWN, MORNING, AFTERNOON, EVENING, NIGHT = (0, 6), (6, 12), (12, 18), (18, 24), (18, 30)
_FROM_MIDNIGHT = (0, 12)  # of a morning that is early
_CUES: Mapping[str, Hours] = {
    "dawn": DAWN,
    "morning": MORNING,
    "afternoon": AFTERNOON,
    "evening": EVENING,
    "nighttime": NIGHT,
}
REACH = 40  # characters between a day and its part
_GAP = 26  # of these, what may stand between
_APART = re.compile(r"[;!?()\n]|[^\W\d]\.")  # no part of a day is told of a day beyond these
_NUMBERS = re.compile(r"\d{1,4}")
_ARTICLE = 5  # characters of an article before a day
_LATE = 21  # hour from which a night without a day is the one that begins
_ASLEEP = 18  # until this hour ``tonight``, of what has happened, is the night before


def pattern_of(words: Sequence[str], *, compounds: bool = False) -> re.Pattern[str] | None:
    """Return what finds these words, the longest first; also at the end of longer ones where a language joins them."""
    if not words:
        return None
    joined = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    begins = "" if compounds else r"(?<!\w)"
    return re.compile(rf"{begins}({joined})(?!\w)")


class DayParts:
    """The parts of a day in one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.hours = {word: hours for cue, hours in _CUES.items() for word in lexicon.words("times", cue)}
        self.alone = lexicon.words("times", "alone")
        self._compounds = lexicon.language == "de"
        self._part = pattern_of(list(self.hours), compounds=self._compounds)
        self._alone = pattern_of(self.alone)
        self._early = pattern_of(lexicon.words("times", "early"))
        self._into = pattern_of(lexicon.words("times", "into"))
        self._days = pattern_of(
            [word for names in lexicon.words("times", "days") for word in names.split("|")], compounds=self._compounds
        )

    def of_day(self, folded: str, start: int, end: int, number: int = 0) -> tuple[Hours, int] | None:
        """Return the part of the day that is named at ``start`` to ``end``, and how many days it begins before it.

        A ``number`` is that of a date, which the one before or behind it may stand beside: ``du [14] au 15 mars``.
        """
        if self._part is None:
            return None
        if inside := self._part.search(folded, start, end):
            return self._early_of(folded, inside), 0
        best: tuple[int, re.Match[str], str] | None = None
        for found in self._part.finditer(folded, max(0, start - REACH), end + REACH):
            between = folded[found.end() : start] if found.end() <= start else folded[end : found.start()]
            numbers = list(map(int, _NUMBERS.findall(between)))
            if len(between) > _GAP or _APART.search(between) or not {number - 1, number + 1}.issuperset(numbers):
                continue
            if best is None or len(between) < best[0]:
                best = len(between), found, between
        if best is None:
            return None
        _, found, between = best
        hours = self._early_of(folded, found)
        ends = hours == NIGHT and self._leads(between, before=found.end() <= start)
        if hours == NIGHT and number and (beside := _NUMBERS.findall(between)):
            return hours, int(str(number - 1) in beside)
        other = self._days is not None and self._days.search(between) is not None  # ``von Samstag auf Sonntag``
        return hours, 1 if ends and not other else 0

    def _leads(self, between: str, *, before: bool) -> bool:
        """Whether what stands between a night and a day says that the night ends on it: ``Nacht [zum] Dienstag``."""
        into = self._into.search(between) if self._into is not None else None
        return into is not None and (not before or len(between) - into.end() <= _ARTICLE)

    def beside(self, folded: str, start: int, end: int) -> Hours | None:
        """Return the part of the day that is told of a clock time."""
        if self._part is None:
            return None
        near: list[tuple[int, Hours]] = []
        for found in self._part.finditer(folded, max(0, start - REACH), end + REACH):
            between = folded[found.end() : start] if found.end() <= start else folded[end : found.start()]
            if len(between) <= _GAP and not _APART.search(between) and not _NUMBERS.search(between):
                near.append((len(between), self.hours[found[1]]))
        return min(near)[1] if near else None

    def told(self, folded: str) -> Hours | None:
        """Return the part of a day that a sentence without a day tells by itself."""
        if self._alone is None or self._part is None or (found := self._alone.search(folded)) is None:
            return None
        part = self._part.search(folded, found.start(), found.end())
        return None if part is None else self._early_of(folded, part)

    def _early_of(self, folded: str, found: re.Match[str]) -> Hours:
        hours = self.hours[found[1]]
        if hours != MORNING or self._early is None:
            return hours
        near = self._early.search(folded, max(0, found.start() - REACH), found.end() + _GAP)
        return _FROM_MIDNIGHT if near is not None and near[1] != found[1] else hours


def latest(hours: Hours, near: datetime, *, ahead: bool, today: bool = False) -> date:
    """Return the day that a part of a day begins on, where no day is named, or ``today``: the latest that has begun.

    What lies ``ahead`` is of the next one.
    """
    if hours == NIGHT and not ahead and near.hour < (_ASLEEP if today else _LATE):
        return near.date() - timedelta(days=1)
    if today or near.hour >= hours[0]:
        return near.date()
    return near.date() if ahead else near.date() - timedelta(days=1)

"""Dates as feeds write them: RFC 822, ISO 8601 and its W3C profile, and what publishers make of both.

Read are: weekdays and comments in any language and place, month names of eight languages, ``AM`` and ``PM``, hour 24,
second 60, zones as numbers (``+0600``, ``+06:00``, ``GMT+6``) and as the names that feeds use, day and month in any
order that leaves no doubt, and seconds since 1970. A date without a zone, or with an unknown one, is read as UTC.

What cannot be read, or only by guessing (``03/04/2026``), is None, never "now": the poller then uses the time of first
sight.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

__all__ = ["parse_date"]

MAX_DATE_CHARACTERS = 80
EARLIEST_YEAR = 1990
"""Older dates are the zero of some clock."""

LATEST_YEAR = 2200

# fmt: off
_MONTHS = {
    name: number
    for number, names in enumerate((
        "jan ene gen oca янв січ", "feb fév fev şub фев лют", "mar mär mrz мар бер", "apr avr abr nis апр кві",
        "may mai mag май мая тра", "jun juin giu haz июн чер", "jul juil lug tem июл лип",
        "aug aoû aou ago ağu авг сер",
        "sep set eyl сен вер", "oct okt out ott eki окт жов", "nov kas ноя лис", "dec déc dez dic ara дек гру",
    ), 1)
    for name in names.split()
}
_ZONES = {
    name: hours
    for hours, names in {
        -8: "pst", -7: "mst pdt", -6: "cst mdt", -5: "est cdt cot pet", -4: "edt clt ast", -3: "brt art adt", 0: "wet",
        1: "cet bst mez west wat", 2: "eet cest mesz sast cat", 3: "msk eest trt eat fet", 3.5: "irst",
        4: "gst azt amt get samt", 4.5: "aft", 5: "pkt uzt tmt yekt tjt",
        5.5: "ist", 5.75: "npt", 6: "kgt almt bdt omst",
        6.5: "mmt", 7: "ict wib krat", 8: "hkt sgt pht awst irkt wita", 9: "jst kst wit", 9.5: "acst", 10: "aest",
        10.5: "acdt", 11: "aedt", 12: "nzst", 13: "nzdt",
    }.items()
    for name in names.split()
}
# fmt: on
"""Hours east; of those with several meanings the one that feeds use: IST is India's, CST America's, BST Britain's."""

_COMMENT = re.compile(r"\([^)]*\)")
_EPOCH = re.compile(r"^(\d{10})(\d{3})?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?(?:[.,]\d+)?(?![\d/.])")
_TIME = re.compile(
    r"(?<![\d/.-])(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?!\d|[/.]\d{2})\s*([ap])?\.?(?(4)m\b\.?)"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_OFFSET = re.compile(r"(?:\s|\b|^)(?:utc|gmt|ut|z)?\s*([+-])(\d{1,2}):?(\d{2})?$")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")


def parse_date(raw: str | None) -> datetime | None:
    """Return the instant in UTC, None for what is no date, leaves doubt, or lies before `EARLIEST_YEAR`."""
    text = " ".join((raw or "").split()).lower()
    if not text or len(text) > MAX_DATE_CHARACTERS:
        return None
    try:
        at = _epoch(text) or _read(_COMMENT.sub(" ", text).strip())
    except (ValueError, OverflowError):
        return None
    return at if at is not None and EARLIEST_YEAR <= at.year <= LATEST_YEAR else None


def _epoch(text: str) -> datetime | None:
    found = _EPOCH.match(text)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None


def _read(text: str) -> datetime | None:
    compact = _COMPACT.match(text)
    if compact:
        rest = text[compact.end() :].strip()
        year, month, day, hour, minute, second = (int(part or 0) for part in compact.groups())
        return _instant((year, month, day), (hour, minute, second), _zone(rest))
    text = re.sub(r"(?<=\d)t(?=\d)", " ", text)
    time = _TIME.search(text)
    clock = _clock(time) if time else (0, 0, 0)
    around = f"{text[: time.start()]} {text[time.end() :]}" if time else text
    date = _numbers(around, american=bool(time and time[4])) or _named(around)
    if date is None:
        return None
    behind = text[time.end() :] if time else ""
    return _instant(date, clock, _zone(behind.strip()))


def _clock(time: re.Match[str]) -> tuple[int, int, int]:
    hour = int(time[1])
    if time[4]:
        hour = hour % 12 + 12 * (time[4] == "p")
    return hour, int(time[2]), int(time[3] or 0)


def _numbers(text: str, *, american: bool) -> tuple[int, int, int] | None:
    """Read a date of numbers alone."""
    first = _YEAR_FIRST.search(text)
    if first:
        return int(first[1]), int(first[2]), int(first[3] or 1)
    last = _YEAR_LAST.search(text)
    if last is None:
        return None
    one, other, year = int(last[1]), int(last[3]), _year(last[4])
    if last[2] == "." or one > 12 or one == other:
        return year, other, one
    if other > 12 or american:  # only America writes AM and PM beside slashes
        return year, one, other
    return None


def _named(text: str) -> tuple[int, int, int] | None:
    """Read a date with the month's name: ``31 oct 2026``, ``oct 31, 2026``, ``sat oct 31 utc 2026``."""
    month = next((number for word in _WORD.findall(text) if (number := _month(word))), None)
    numbers = _NUMBER.findall(_OFFSET.sub("", text))
    if month is None or len(numbers) < 2:
        return None
    day, year = numbers[0], numbers[1]
    if len(day) == 4:
        day, year = year, day
    return _year(year), month, int(day)


def _month(word: str) -> int | None:
    return _MONTHS.get(word[:4]) or _MONTHS.get(word[:3]) if len(word) > 2 else None


def _year(text: str) -> int:
    """Two digits are of this century up to 79, as RFC 2822 has it nearly."""
    number = int(text)
    return number + (2000 if number < 80 else 1900) if len(text) == 2 else number


def _zone(text: str) -> timezone:
    offset = _OFFSET.search(text)
    if offset:
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-away if offset[1] == "-" else away)
    named = next((_ZONES[word] for word in _WORD.findall(text) if word in _ZONES), 0)
    return timezone(timedelta(hours=named))


def _instant(date: tuple[int, int, int], clock: tuple[int, int, int], zone: timezone) -> datetime:
    hour, minute, second = clock
    late = hour == 24  # midnight at the end of the day
    local = datetime(*date, 0 if late else hour, minute, min(second, 59), tzinfo=zone)
    return (local + timedelta(days=late)).astimezone(UTC)

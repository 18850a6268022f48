"""Dates as feeds write them: RFC 822, ISO 8601 and its W3C profile, and the usual slips of both.

A date without a zone is read as UTC. What cannot be read is None, never "now": the poller then uses the time of first
sight.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

__all__ = ["parse_date"]

MAX_DATE_CHARACTERS = 80
EARLIEST_YEAR = 1990
"""Older dates are the zero of some clock."""

_ISO = re.compile(
    r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(Z|UTC|GMT|UT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$",
    re.IGNORECASE,
)
_ZONE_NAME = re.compile(r"\b([A-Z]{2,5})$")
_ZONES = {
    name: hours * 3600
    for hours, names in {
        0: "WET", 1: "CET BST MEZ WEST", 2: "EET CEST MESZ SAST IST_IL", 3: "MSK EEST TRT FET", 4: "GST AZT AMT GET",
        5: "PKT UZT TMT", 6: "KGT ALMT", 7: "ICT WIB", 8: "HKT SGT PHT AWST", 9: "JST KST", 10: "AEST", 12: "NZST",
    }.items()
    for name in names.split()
}  # fmt: skip
"""Names that RFC 822 does not know; those of North America are the library's."""


def parse_date(raw: str | None) -> datetime | None:
    """Return the instant in UTC, None for what is no date or lies before `EARLIEST_YEAR`."""
    text = (raw or "").strip()
    if not text or len(text) > MAX_DATE_CHARACTERS:
        return None
    try:
        at = _iso(text) or _rfc822(text)
    except (ValueError, OverflowError):
        return None
    return at if at is not None and at.year >= EARLIEST_YEAR else None


def _iso(text: str) -> datetime | None:
    found = _ISO.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups()[:6])
    late = hour == 24  # midnight at the end of the day
    local = datetime(year, month, day or 1, 0 if late else hour, minute, min(second, 59), tzinfo=_zone(found[7]))
    return (local + timedelta(days=late)).astimezone(UTC)


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _rfc822(text: str) -> datetime | None:
    parts = parsedate_tz(text)
    if parts is None:
        return None
    year, month, day, hour, minute, second = parts[:6]
    offset = parts[9]
    name = _ZONE_NAME.search(text)
    if name and name[1] in _ZONES:
        offset = _ZONES[name[1]]
    at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    return at - timedelta(seconds=offset or 0)

"""Dates as publishers write them, each with the instant that is meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.feed_dates import MAX_DATE_CHARACTERS, parse_date

TEN = datetime(2026, 10, 31, 10, tzinfo=UTC)
FOUR = TEN - timedelta(hours=6)
DAY = datetime(2026, 10, 31, tzinfo=UTC)

READ = {
    TEN: [
        "Sat, 31 Oct 2026 10:00:00 GMT", "Sat, 31 Oct 2026 10:00:00 +0000 (UTC)", "Sat, 31 Oct 2026 10:00:00 Z",
        "Sat 31 Oct 2026 10:00:00 GMT", "Sat, 31 Oct 2026 10:00", "Saturday, 31-Oct-26 10:00:00 GMT",
        "31-Oct-2026 10:00:00",
        "Sat Oct 31 10:00:00 2026", "Sat Oct 31 10:00:00 UTC 2026", "Oct 31, 2026 10:00 AM",
        "October 31, 2026, 10:00 a.m.",
        "Sat, 31 Oct 2026 10.00.00 GMT", "Sat, 31 Oct 2026 10:00:00 -0000", "Sat, 31 Oct 2026 10:00:00 CLT+0000",
        "2026-10-31T10:00:00Z", "2026-10-31T10:00:00.123456789Z", "2026-10-31 10:00:00", "2026-10-31T10:00Z",
        "2026/10/31 10:00:00", "31.10.2026 10:00", "31/10/2026 10:00:00", "10/31/2026 10:00:00 AM", "20261031T100000Z",
        "20261031100000", "1793440800", "1793440800000", "2026-10-31T10:00:00.000+0000", "31 октября 2026 10:00",
        "31 octobre 2026 10:00", "Sat, 31 Oct 2026 10:00:00 Nowhere/Land", "2026-10-31t10:00:00z",
    ],
    FOUR: [
        "Sat, 31 Oct 2026 10:00:00 +0600", "Sat, 31 Oct 2026 10:00:00 +06:00", "Sat, 31 Oct 2026 10:00:00 +6",
        "Sat, 31 Oct 2026 10:00:00 GMT+6", "Sat, 31 Oct 2026 10:00:00 UTC+06:00", "Сб, 31 окт 2026 10:00:00 +0600",
        "Sa, 31 Okt 2026 10:00:00 +0600", "sam., 31 oct. 2026 10:00:00 +0600", "2026-10-31T10:00:00+06:00",
        "2026-10-31T10:00:00 +0600", "2026-10-31T10:00:00+06", "20261031T100000+0600", "Sat,31 Oct 2026 10:00:00 KGT",
        "31 EKİ 2026 10:00:00 +0600".replace("İ", "i"), "Sáb, 31 out 2026 10:00:00 +0600", "2026-10-31 10:00:00 ALMT",
    ],
    DAY: ["2026-10-31", "October 31, 2026", "31 Oct 2026", "20261031", "31.10.2026", "Fri, 30 Oct 2026 24:00:00 GMT"],
    TEN + timedelta(hours=12): ["Sat, Oct 31, 2026 10:00:00 PM", "10/31/2026 10:00 pm"],
    TEN + timedelta(hours=5): ["Sat, 31 Oct 2026 10:00:00 EST", "2026-10-31T10:00:00 EST",
        "Sat, 31 Oct 2026 10:00:00 -05"],
    TEN - timedelta(hours=5.5): ["Sat, 31 Oct 2026 10:00:00 IST", "Sat, 31 Oct 2026 10:00:00 +0530"],
    TEN - timedelta(hours=11): ["Sat, 31 Oct 2026 10:00:00 AEDT"],
    DAY.replace(day=1): ["2026-10"],
    TEN + timedelta(minutes=1) - timedelta(seconds=1): ["Sat, 31 Oct 2026 10:00:60 GMT"],
}  # fmt: skip


@pytest.mark.parametrize(("raw", "meant"), [(raw, meant) for meant, raws in READ.items() for raw in raws])
def test_a_date_is_the_instant_that_is_meant(raw: str, meant: datetime) -> None:
    assert parse_date(raw) == meant


@pytest.mark.parametrize(
    "raw",
    [
        None, "", " ", "yesterday", "soon", "0000-00-00 00:00:00", "Thu, 01 Jan 1970 00:00:00 GMT", "2026-13-01",
        "Sat, 31 Oct 2026 10:61:00 GMT", "Sat, 31 Oct 2026 25:00:00 GMT", "03/04/2026", "31 Foo 2026 10:00",
        "Sat, 31 Sep 2026 10:00:00 GMT", "99999999-01-01", "2026", "Oct 2026", "10:00", "x" * (MAX_DATE_CHARACTERS + 1),
        "2026-10-31T10:00:00+99:00", "9999-12-31T23:59:59-12:00",
    ],
)  # fmt: skip
def test_what_is_no_date_or_leaves_doubt_is_none(raw: str | None) -> None:
    assert parse_date(raw) is None


moments = st.datetimes(datetime(1991, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
offsets = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timedelta(minutes=15 * quarters))


@given(moments, offsets)
def test_both_standards_are_read_in_every_zone(at: datetime, away: timedelta) -> None:
    at = at.replace(microsecond=0)
    there = at.astimezone(timezone(away))
    assert parse_date(format_datetime(there)) == at
    assert parse_date(there.isoformat()) == at
    assert parse_date(there.strftime("%Y%m%dT%H%M%S%z")) == at


@given(st.text(max_size=100))
def test_nothing_makes_it_fail(text: str) -> None:
    at = parse_date(text)
    assert at is None or at.tzinfo is UTC

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.page import LONGEST_RETRY_AFTER, Page, Validators, retry_after, shown_url


def test_reads_seconds_and_dates(noon: datetime) -> None:
    assert retry_after("120", noon) == timedelta(minutes=2)
    assert retry_after(" 1.5 ", noon) == timedelta(seconds=1.5)
    assert retry_after(format_datetime(noon + timedelta(minutes=3), usegmt=True), noon) == timedelta(minutes=3)


def test_a_date_in_the_past_means_now(noon: datetime) -> None:
    assert retry_after(format_datetime(noon - timedelta(days=3), usegmt=True), noon) == timedelta(0)


@pytest.mark.parametrize("value", [None, "", "soon", "-5", "Mon, 99 Foo 2026"])
def test_nonsense_is_no_answer(value: str | None, noon: datetime) -> None:
    assert retry_after(value, noon) is None


@given(st.text(max_size=40))
def test_never_fails_and_stays_in_bounds(value: str) -> None:
    wait = retry_after(value, datetime.fromisoformat("2026-11-01T12:00:00+00:00"))
    assert wait is None or timedelta(0) <= wait <= LONGEST_RETRY_AFTER


def test_shows_no_secrets() -> None:
    shown = shown_url("https://ann:secret@example.org:8443/feed?key=secret#secret")
    assert shown == "https://example.org:8443/feed?…"


@given(st.text(max_size=100))
def test_shows_anything_in_one_printable_line(url: str) -> None:
    assert shown_url(url).isprintable()


def test_sends_back_only_the_validators_there_are() -> None:
    assert Validators().headers() == {}
    assert Validators('"a"', "Mon").headers() == {"If-None-Match": '"a"', "If-Modified-Since": "Mon"}


@pytest.mark.parametrize(
    ("value", "seconds"), [("max-age=60", 60), ("public, Max-Age = 5", 5), ("s-maxage=9", None), ("no-cache", None)]
)
def test_reads_max_age(value: str, seconds: int | None) -> None:
    page = Page("u", 200, {"cache-control": value}, b"")
    assert page.max_age == (None if seconds is None else timedelta(seconds=seconds))

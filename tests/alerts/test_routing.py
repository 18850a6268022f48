from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from alerts.lifecycle import CLOSED, RANK
from alerts.routing import DAYS, Hours, Route, Silence, channels_for
from tests.alerts.conftest import EVENING, make_revision

SEVERITIES = sorted(RANK, key=RANK.__getitem__)
STATES = ["watch", "firing", "acknowledged", "clearing", "resolved", "merged", "suppressed", "false_positive"]
clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
hours = st.builds(Hours, clocks, clocks, st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(tuple))
routes = st.lists(
    st.builds(
        Route,
        channel=st.sampled_from(["terminal", "pager", "mail"]),
        min_severity=st.sampled_from(SEVERITIES),
        types=st.sampled_from([(), ("FIRE",), ("DEATH",)]),
        countries=st.sampled_from([(), ("KG",), ("DE",)]),
        hours=st.lists(hours, max_size=1).map(tuple),
        quiet=st.lists(hours, max_size=2).map(tuple),
        timezone=st.sampled_from(["UTC", "Asia/Bishkek", "America/New_York", "Europe/Berlin"]),
    ),
    min_size=1,
    max_size=4,
)
alerts = st.builds(
    lambda severity, state: make_revision(severity=severity, state=state),
    st.sampled_from(SEVERITIES),
    st.sampled_from(STATES),
)
times = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
tolds = st.sets(st.sampled_from(["terminal", "pager", "mail"]))


def test_without_routes_the_terminal_gets_what_fires_and_not_what_is_watched(revise):
    assert [one.channel for one in channels_for(revise(), [], [], EVENING, ())] == ["terminal"]
    assert channels_for(revise(state="watch"), [], [], EVENING, ()) == []


@given(alerts, routes, times, tolds)
def test_every_channel_is_named_once_and_held_only_until_a_time_that_is_not_quiet(alert, ways, at, told):
    found = channels_for(alert, ways, [], at, told)
    assert len({one.channel for one in found}) == len(found)
    for one in found:
        if one.not_before is not None:
            assert one.not_before > at
            later = channels_for(alert, [way for way in ways if not way.hours], [], one.not_before, told)
            assert all(two.not_before is None for two in later if two.channel == one.channel) or any(
                way.hours for way in ways
            )


@given(routes, times)
def test_a_worse_alert_never_reaches_fewer_channels_or_later(ways, at):
    for low, high in pairwise(SEVERITIES):
        worse = {one.channel: one.not_before or at for one in channels_for(make_revision(severity=high), ways, [], at)}
        for one in channels_for(make_revision(severity=low), ways, [], at):
            assert worse[one.channel] <= (one.not_before or at)


@given(alerts, routes, times, tolds)
def test_an_end_is_told_at_once_to_all_who_were_told_and_to_nobody_else(alert, ways, at, told):
    silence = Silence(until=at + timedelta(hours=1))
    for state in sorted(CLOSED):
        found = channels_for(replace(alert, state=state), ways, [silence], at, told)
        assert {one.channel for one in found} == told
        assert all(one.not_before is None for one in found)


@given(alerts, routes, times)
def test_a_silence_only_takes_away_and_ends(alert, ways, at):
    free = channels_for(alert, ways, [], at)
    assert channels_for(alert, ways, [Silence(until=at)], at) == free
    assert channels_for(alert, ways, [Silence(until=at + timedelta(minutes=1))], at) == []
    assert channels_for(alert, ways, [Silence(until=at + timedelta(hours=1), countries=("DE",))], at) == free


def test_hours_past_midnight_belong_to_the_day_on_which_they_start():
    night = Hours("22:00", "07:00", ("fri",))
    assert night.until(datetime(2026, 11, 6, 23, 0, tzinfo=UTC)) == datetime(2026, 11, 7, 7, 0, tzinfo=UTC)
    assert night.until(datetime(2026, 11, 7, 6, 59, tzinfo=UTC)) == datetime(2026, 11, 7, 7, 0, tzinfo=UTC)
    assert night.until(datetime(2026, 11, 7, 23, 0, tzinfo=UTC)) is None


def test_quiet_hours_end_by_the_clock_on_the_wall_when_clocks_change(revise):
    route = Route(channel="mail", quiet=(Hours("22:00", "07:00"),), timezone="Europe/Berlin")
    found = channels_for(revise(), [route], [], datetime(2026, 3, 28, 22, 0, tzinfo=UTC))
    assert found[0].not_before == datetime(2026, 3, 29, 5, 0, tzinfo=UTC)  # 07:00 in summer time


def test_the_worst_wakes_people_in_quiet_hours(revise):
    route = Route(channel="pager", quiet=(Hours("00:00", "24:00"),))
    assert channels_for(revise(severity="severe"), [route], [], EVENING) == [], "always quiet: never told"
    assert len(channels_for(revise(severity="extreme"), [route], [], EVENING)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "x", "timezone": "Mars/Base"},
        {"channel": "x", "quiet": [{"start": "7", "end": "08:00"}]},
        {"channel": "x", "countries": ["kg"]},
        {"channel": "x", "min_severity": "bad"},
        {"channel": "x", "colour": "red"},
        {},
    ],
)
def test_a_route_that_cannot_be_meant_is_refused(wrong):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, Route)


def test_a_silence_without_an_end_is_refused():
    with pytest.raises(msgspec.ValidationError, match="until"):
        msgspec.convert({"countries": ["KG"]}, Silence)

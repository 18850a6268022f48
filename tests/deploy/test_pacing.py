"""The replay's speed: arithmetic that loses no time and never waits a negative one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.post import Post
from deploy.drills import bishkek
from deploy.drills.pacing import Profile, Stretch, pace

START = datetime(2020, 10, 3, tzinfo=UTC)
PROFILE = Profile(START, (Stretch(START + timedelta(hours=48), 10.0), Stretch(START + timedelta(hours=54), 30.0)))
hours = st.floats(min_value=-5, max_value=80)


def post(at):
    return Post(id=str(at), source="drill:x.example", kind="social", text="", published_at=at)


def test_quiet_days_go_fast_and_the_evening_slowly():
    assert PROFILE.speed_at(START + timedelta(hours=1)) == pytest.approx(48 * 360)
    assert PROFILE.speed_at(START + timedelta(hours=50)) == pytest.approx(6 * 120)


def test_a_stretch_takes_its_seconds():
    assert PROFILE.seconds(START) == 0
    assert PROFILE.seconds(START + timedelta(hours=48)) == pytest.approx(10)
    assert PROFILE.seconds(START + timedelta(hours=51)) == pytest.approx(25)
    assert PROFILE.seconds(START + timedelta(hours=54)) == pytest.approx(PROFILE.total_seconds)


@given(st.lists(hours, max_size=40))
def test_delays_are_never_negative_and_add_up_to_the_last_post(offsets):
    times = sorted(START + timedelta(hours=offset) for offset in offsets)
    paced = list(pace(map(post, times), PROFILE))
    assert [each.published_at for _, each in paced] == times
    assert all(delay >= 0 for delay, _ in paced)
    assert sum(delay for delay, _ in paced) == pytest.approx(PROFILE.seconds(times[-1]) if times else 0)


@given(hours, hours)
def test_replay_time_never_runs_back(one, other):
    early, late = sorted((one, other))
    assert PROFILE.seconds(START + timedelta(hours=early)) <= PROFILE.seconds(START + timedelta(hours=late))


@given(st.lists(hours, max_size=20))
def test_posts_out_of_order_are_not_waited_for_twice(offsets):
    times = [START + timedelta(hours=offset) for offset in offsets]
    total = sum(delay for delay, _ in pace(map(post, times), PROFILE))
    assert total == pytest.approx(max((PROFILE.seconds(at) for at in times), default=0))


def test_the_bishkek_night_is_over_within_a_minute_and_its_first_fire_is_seen_early():
    assert bishkek.PROFILE.total_seconds <= 55
    assert bishkek.PROFILE.seconds(bishkek.EVENING + timedelta(minutes=45)) < 15

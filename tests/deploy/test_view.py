"""The live view: counts rightly, fits its terminal, and says that a drill is one."""

import asyncio
import io
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from connectors.post import HEARTBEAT_SOURCE
from deploy.view.plain import alert_line, status_line
from deploy.view.screen import render
from deploy.view.spark import rebin, spark
from deploy.view.state import BINS, ViewState
from deploy.view.watch import Feeds, watch
from streams.report import Tagged

SIZES = [(60, 14), (80, 24), (100, 30), (140, 50), (200, 60)]


def drawn(state, width, height):
    console = Console(width=width, height=height, file=io.StringIO(), color_system=None, legacy_windows=False)
    console.print(render(state, width, height))
    return console.file.getvalue().rstrip("\n").split("\n")


@pytest.fixture
def busy(post, story, alert):
    state = ViewState(drill="the Bishkek night")
    start = post().published_at
    for number in range(300):
        at = start + timedelta(seconds=40 * number)
        state.tick(number / 20)
        state.saw_post(post(f"p{number}", at))
        kinds = ("CLASH", "FORCE", "INJURY", "FIRE", "STORMING", "PROTEST")
        state.saw_story(story(f"p{number}", at, "duplicate" if number % 3 else "new", kinds))
        state.saw_story(story(f"q{number}", at, where={"name": f"Town {number % 9}", "lat": float(number % 9)}))
    for number in range(14):
        state.saw_alert(alert(f"a{number}", headline="A very long headline indeed " * 9, types=("CLASH", "FORCE")))
    state.saw_alert(alert("a3", 2, "resolved"))
    return state


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_screen_fits_the_terminal(busy, width, height):
    lines = drawn(busy, width, height)
    assert len(lines) <= height
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_screen_of_an_empty_state_fits_too(width, height):
    lines = drawn(ViewState(), width, height)
    assert len(lines) <= height
    assert any("waiting" in line for line in lines)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_screen_says_that_a_drill_is_simulated(busy, width, height):
    assert "drill: simulated posts" in drawn(busy, width, height)[0]


def test_screen_of_real_posts_says_nothing_of_a_drill(busy):
    busy.drill = None
    assert not any("drill" in line for line in drawn(busy, 100, 30))


def test_screen_shows_state_severity_place_reports_and_families(alert):
    state = ViewState()
    state.saw_alert(alert(reports=17, families=6))
    line = next(line for line in drawn(state, 80, 24) if "FIRING" in line)
    assert all(word in line for word in ("severe", "Bishkek", "CLASH", "17 reports", "6 families"))


def test_alerts_that_do_not_fit_are_counted(busy):
    assert any("more" in line for line in drawn(busy, 80, 24))


def test_gravest_open_alert_comes_first(alert):
    state = ViewState()
    for name, at_state, severity in (("w", "watch", "extreme"), ("m", "firing", "minor"), ("s", "firing", "severe")):
        state.saw_alert(alert(name, state=at_state, severity=severity))
    assert [each.alert for each in state.open_alerts()] == ["s", "m", "w"]


def test_a_heartbeat_moves_the_clock_and_is_not_counted(post, story):
    state = ViewState()
    later = post().published_at + timedelta(hours=1)
    state.saw_post(post())
    state.saw_post(post("h", later, HEARTBEAT_SOURCE))
    state.saw_story(story("h", later, source=HEARTBEAT_SOURCE))
    assert (state.posts, state.clock, state.judged.total()) == (1, later, 0)


def test_the_clock_never_runs_back(post):
    state = ViewState()
    late = post().published_at
    state.saw_posts(1, late)
    state.saw_posts(1, late - timedelta(hours=3))
    assert state.clock == late


def test_a_story_seen_twice_counts_once(story):
    state = ViewState()
    state.saw_story(story())
    state.saw_story(story())
    assert state.judged.total() == 1


def test_an_older_revision_does_not_replace_a_newer_one(alert):
    state = ViewState()
    state.saw_alert(alert(revision=2, reports=30))
    state.saw_alert(alert(revision=1, reports=3))
    assert state.alerts["a"].reports == 30
    assert len(state.revisions) == 1


def test_duplicates_are_not_drawn_as_reports(story):
    state = ViewState()
    state.saw_story(story("one"))
    state.saw_story(story("two", verdict="duplicate"))
    assert [sum(row) for _, row in state.spots()] == [1]
    assert state.duplicate_share == 0.5


def test_one_authors_flood_is_one_voice(story):
    state = ViewState()
    for number in range(500):
        state.saw_story(story(f"flood {number}", author="one account"))
    assert [sum(row) for _, row in state.spots()] == [1]


def test_a_square_and_its_city_are_one_line_under_the_citys_name(story):
    state = ViewState()
    state.saw_story(
        story("one", where={"name": "Ala-Too Square", "lat": 42.8765, "lon": 74.6037, "precision": "point"})
    )
    state.saw_story(story("two"))
    assert [(spot.area.name, sum(row)) for spot, row in state.spots()] == [("Bishkek", 2)]


def test_a_country_is_no_neighbour_of_its_capital(story):
    state = ViewState()
    state.saw_story(story("one"))
    state.saw_story(story("two", where={"name": "Kyrgyzstan", "precision": "country"}))
    assert sorted(spot.area.name for spot, _ in state.spots()) == ["Bishkek", "Kyrgyzstan"]


def test_reports_of_more_than_six_hours_ago_leave_the_picture(story, post):
    state = ViewState()
    state.saw_story(story())
    state.saw_posts(1, post().published_at + timedelta(hours=6, minutes=5))
    assert list(state.spots()) == []


def test_rates_are_of_the_last_seconds(post):
    state = ViewState()
    start = post().published_at
    for second in range(20):
        state.saw_posts(50, start + timedelta(minutes=10 * second))
        state.tick(float(second))
    assert state.posts_per_second == pytest.approx(50)
    assert state.speed == pytest.approx(600)


@pytest.mark.parametrize("every", [0.2, 5.0, 7.0])
def test_a_rate_needs_no_certain_pace_of_looking(every, post):
    state = ViewState()
    for look in range(30):
        state.saw_posts(int(50 * every), post().published_at)
        state.tick(look * every)
    assert state.posts_per_second == pytest.approx(50)


def test_first_alert_is_timed_from_the_first_tick(alert):
    state = ViewState()
    state.tick(100.0)
    state.tick(107.5)
    state.saw_alert(alert())
    state.tick(120.0)
    state.saw_alert(alert("b"))
    assert state.first_alert_after_seconds == pytest.approx(7.5)


def test_spark_tells_one_report_from_none():
    assert spark([0, 1, 100]) == "·▁█"
    assert spark([]) == ""


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=BINS), st.integers(1, 200))
def test_rebinning_loses_no_report(counts, bins):
    again = rebin(counts, bins)
    assert sum(again) == sum(counts)
    assert len(again) == min(bins, len(counts))


def test_log_lines_tell_drill_alert_and_reason(busy, alert):
    assert "drill: simulated posts" in status_line(busy)
    assert "13 open alerts" in status_line(busy)
    one = ViewState()
    one.saw_alert(alert())
    assert status_line(one).endswith(" 1 open alert")
    line = alert_line(alert(headline="Clashes near the square"))
    assert all(word in line for word in ("firing", "Bishkek", "Clashes near the square", "9 reports in 10 min"))
    assert "\n" not in line


def test_texts_of_others_do_not_steer_the_terminal(post, alert):
    state, why = ViewState(), msgspec.structs.replace(alert().why, text="9 sources: \x1b[2Jeve")
    hostile = alert(headline="Fire \x1b[31m", why=why)
    state.saw_alert(hostile)
    state.saw_post(post())
    assert "\x1b" not in alert_line(hostile) + "".join(drawn(state, 200, 60))


async def feed(*messages):
    for message in messages:
        yield message


async def nothing():
    return
    yield


@pytest.mark.parametrize("terminal", [True, False])
async def test_watch_shows_every_feed_until_they_end(post, story, alert, terminal):
    state = ViewState(drill="x")
    console = Console(file=io.StringIO(), force_terminal=terminal, width=80, height=24)
    tagged = Tagged(post(), story().report)
    feeds = Feeds(feed([post()], [post("p2")]), feed([tagged]), feed([story()]), feed([alert()], [alert(revision=2)]))
    await watch(feeds, state, console=console, done=asyncio.Event())
    assert (state.posts, state.reports, state.judged.total(), len(state.revisions)) == (2, 1, 1, 2)
    if not terminal:
        assert console.file.getvalue().count("ALERT") == 2


async def test_watch_ends_when_told_though_feeds_go_on(post):
    done = asyncio.Event()

    async def endless():
        done.set()
        while True:
            await asyncio.Event().wait()
            yield []

    console = Console(file=io.StringIO())
    await watch(Feeds(endless(), nothing(), nothing(), nothing()), ViewState(), console=console, done=done)
    assert done.is_set()


async def test_watch_raises_what_a_feed_raises():
    async def broken():
        raise ConnectionError("broker gone")
        yield []

    console = Console(file=io.StringIO())
    with pytest.raises(ConnectionError, match="broker gone"):
        await watch(
            Feeds(broken(), nothing(), nothing(), nothing()), ViewState(), console=console, done=asyncio.Event()
        )

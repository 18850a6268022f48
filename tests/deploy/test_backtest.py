"""Recorded posts through the real tagger, duplicates and escalation: the drill's night, whole and from the middle."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.escalation import Escalation, Params
from deploy.backtest import Tracks, backtest, plot
from deploy.drills import bishkek
from deploy.drills.drill import first_reports
from deploy.view.state import ViewState
from deploy.view.summary import summarise
from streams.dedupe.duplicates import Duplicates
from streams.dedupe.duplicates import Params as DuplicateParams
from streams.tagging import Tagger

DAY = datetime(2020, 10, 5, tzinfo=UTC)


pytestmark = pytest.mark.xdist_group("night")  # the night is run once, not in each process


@pytest.fixture(scope="module")
def tagger():
    return Tagger.load()


def run(tagger, posts, tracks=None):
    parts = {"tagger": tagger, "duplicates": Duplicates(DuplicateParams()), "escalation": Escalation(Params())}
    return list(backtest(posts, **parts, tracks=tracks))


@pytest.fixture(scope="module")
def night(tagger):
    tracks = Tracks()
    return run(tagger, bishkek.load(), tracks), tracks


def test_the_night_raises_what_it_must_and_nothing_that_it_must_not(night):
    state = ViewState(drill=bishkek.NAME)
    for alert in night[0]:
        state.saw_alert(alert)
    first = first_reports(list(bishkek.load()), bishkek.truth())
    checks = summarise(state, bishkek.truth(), bishkek.EXPECTED, first).checks
    assert {check.name: check.note for check in checks if not check.passed} == {}


def test_the_posts_order_in_the_file_does_not_matter(tagger, night):
    assert run(tagger, reversed(list(bishkek.load()))) == night[0]


@pytest.mark.parametrize("hours", [12.5, 13.75])
def test_a_replay_that_begins_in_the_evening_finds_the_night_as_soon(tagger, hours):
    begin = DAY + timedelta(hours=hours)
    alerts = run(tagger, [post for post in bishkek.load() if post.published_at >= begin])
    page = next(
        alert for alert in alerts if alert.state == "firing" and alert.place.country == "KG" and alert.at.hour >= 14
    )
    assert page.at < DAY + timedelta(hours=14, minutes=25)


def test_alerts_come_in_time_order(night):
    times = [alert.at for alert in night[0]]
    assert times == sorted(times)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_picture_is_drawn(tmp_path, night, kind):
    pytest.importorskip("matplotlib")
    path = tmp_path / f"night.{kind}"
    plot(path, night[1], night[0])
    assert path.stat().st_size > 10_000


def test_there_is_no_picture_of_nothing(tmp_path, night):
    with pytest.raises(ValueError, match="Nothing was raised"):
        plot(tmp_path / "x.png", Tracks(), [])
    with pytest.raises(ValueError, match="no alert unheard"):
        plot(tmp_path / "x.png", night[1], night[0], "unheard")

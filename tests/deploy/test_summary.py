"""The drill's summary: passes what it should, fails what it should, and counts copies honestly."""

import io
import json
from datetime import timedelta

import pytest
from rich.console import Console

from deploy.drills import bishkek
from deploy.drills.drill import Area, Expectation, Truth
from deploy.view.state import ViewState
from deploy.view.summary import summarise

BISHKEK = Area("Bishkek", "KG", 42.87, 74.59, 30.0)
MUST = Expectation(
    "the night", "must", (BISHKEK,), frozenset({"CLASH"}), within=timedelta(minutes=15), incident="night"
)
NEVER = Expectation("elsewhere", "never")


@pytest.fixture
def judge(alert):
    began = alert().at - timedelta(minutes=5)

    def make(*alerts, expected=(MUST, NEVER), truth=None, stories=()):
        state = ViewState(drill="x")
        for each in stories:
            state.saw_story(each)
        for each in alerts:
            state.saw_alert(each)
        return summarise(state, truth or {}, expected, {"night": began})

    return make


def test_a_page_in_time_passes_and_is_measured(judge, alert):
    summary = judge(alert(reports=14, families=6))
    night = summary.checks[0]
    assert (night.passed, night.after_minutes, night.reports, night.families) == (True, 5.0, 14, 6)
    assert summary.exit_status == 0


def test_no_alert_fails(judge):
    assert [check.passed for check in judge().checks] == [False, True]
    assert judge().exit_status == 1


@pytest.mark.parametrize(
    "wrong", [{"state": "watch"}, {"type": "PROTEST"}, {"where": {"lat": 40.5, "lon": 72.8}}],
    ids=["only on watch", "of another type", "elsewhere"],
)  # fmt: skip
def test_an_alert_that_does_not_count_fails(judge, alert, wrong):
    assert not judge(alert(**wrong)).checks[0].passed


def test_a_late_page_fails_and_says_so(judge, alert):
    check = judge(alert(at=alert().at + timedelta(minutes=30))).checks[0]
    assert not check.passed
    assert "too late" in check.note


def test_a_page_before_the_first_report_does_not_count(judge, alert):
    assert not judge(alert(at=alert().at - timedelta(minutes=30))).checks[0].passed


def test_a_page_where_none_must_be_fails(judge, alert):
    elsewhere = alert("b", where={"lat": 50.3, "lon": 57.2, "country": "KZ", "name": "Aktobe"})
    summary = judge(alert(), elsewhere)
    assert [check.passed for check in summary.checks] == [True, False]
    assert "Aktobe" in summary.checks[1].note


def test_a_watch_where_no_page_must_be_passes(judge, alert):
    assert judge(alert(), alert("b", state="watch", where={"country": "KZ", "lat": 50.3})).exit_status == 0


def test_a_type_that_came_later_counts_from_then_on(judge, alert):
    first = alert(type="PROTEST", types=("PROTEST",), at=alert().at - timedelta(hours=2))
    check = judge(first, alert(revision=2, type="PROTEST", types=("PROTEST", "CLASH"))).checks[0]
    assert (check.passed, check.after_minutes) == (True, 5.0)


def test_copies_are_compared_with_the_truth(judge, story):
    truth = {
        "o": Truth(id="o", label="independent", phase="x"),
        "w": Truth(id="w", label="independent", phase="x"),
        "c": Truth(id="c", label="copy", phase="x", copy_of="o", how="spun"),
        "d": Truth(id="d", label="copy", phase="x", copy_of="o", how="repost"),
        "q": Truth(id="q", label="copy", phase="x", copy_of="o", how="repost"),
    }
    stories = [story("o"), story("w", verdict="duplicate"), story("c"), story("d", verdict="duplicate")]
    copies = judge(truth=truth, stories=stories).copies
    assert (copies.true, copies.found, copies.own, copies.wronged) == (2, 1, 2, 1)
    assert (copies.true_by_way, copies.found_by_way) == ({"spun": 1, "repost": 1}, {"repost": 1})


def test_plain_form_is_json(judge, alert):
    plain = json.loads(json.dumps(judge(alert()).plain()))
    assert plain["passed"] is True
    assert plain["checks"][0]["at"].startswith("2020-10-05T14:30")


def test_drawing_names_every_expectation(judge, alert):
    console = Console(file=io.StringIO(), width=100)
    console.print(judge(alert()).render())
    shown = console.file.getvalue()
    assert all(word in shown for word in ("drill: simulated posts", "PASS", "the night", "elsewhere", "Copies"))


def test_the_bishkek_night_fails_when_nothing_is_raised():
    state = ViewState(drill=bishkek.NAME)
    summary = summarise(state, bishkek.truth(), bishkek.EXPECTED, {})
    failed = [check.name for check in summary.checks if not check.passed]
    assert failed == ["Bishkek: the night", "Osh: market fire"]

"""An alert's life as a table: state before, signal, state after and the reason."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from alerts.lifecycle import AnalystVerdict, Reason, Signal, Standing, decide

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
BASE = Signal(level="page", calm=False, severity="moderate", sources=1, place="KG")
QUIET = replace(BASE, level="none", calm=True)


def standing(state, *, since=timedelta(minutes=25), signal=BASE, silenced=None):
    return Standing(state, signal, NOW - since, None if silenced is None else NOW + silenced)


def replace_told(known, at):
    return Standing(known.state, known.signal, known.since, known.silenced_until, known.paged, at)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "clearing"),  # the gunman is charged
        ({"sources": 2}, "firing"),
        ({"severity": "severe"}, "firing"),
        ({"toll": 3}, "firing"),
        ({"toll": 1}, "firing"),  # put right
        ({"weighty": False}, "firing"),  # the reports rise
        ({"toll": 8, "level": "none", "weighty": False}, "firing"),  # nothing rises but the dead
        ({"toll": 3, "level": "none", "weighty": False}, "clearing"),
    ],
)
def test_a_page_that_calms_down_is_one_again_where_there_is_more_than_one_report_more(change, state):
    grave = replace(BASE, weighty=True, toll=2)
    paged = replace(standing("clearing", signal=grave), paged=True)
    assert decide(paged, replace(grave, **change), NOW).state == state


@pytest.mark.parametrize(
    ("level", "publish", "state", "reason"),
    [
        ("none", False, "watch", Reason.NOTHING_NEW),
        ("watch", True, "watch", Reason.RATE_ROSE),
        ("page", True, "firing", Reason.RATE_ROSE_CORROBORATED),
    ],
)
def test_an_episode_opens_by_its_level(level, publish, state, reason):
    action = decide(None, replace(BASE, level=level), NOW)
    assert (action.publish, action.state, action.reason) == (publish, state, reason)


MATERIAL = [
    ("watch", {}, "firing", Reason.RATE_ROSE_CORROBORATED),
    ("watch", {"weighty": True}, "firing", Reason.GRAVE_NEWS),  # nothing rose
    ("watch", {"sources": 2}, "firing", Reason.CORROBORATED),
    ("firing", {"severity": "severe"}, "firing", Reason.SEVERITY_ROSE),
    ("firing", {"severity": "minor"}, "firing", Reason.SEVERITY_FELL),
    ("firing", {"sources": 2}, "firing", Reason.NEW_SOURCE),
    ("firing", {"place": "KG\x1fChuy"}, "firing", Reason.PLACE_CHANGED),
    ("firing", {"types": 2}, "firing", Reason.NEW_TYPE),
    ("firing", {"accelerating": True}, "firing", Reason.ACCELERATED),
    ("firing", {"denials": 1}, "firing", Reason.DENIED),
    ("firing", {"retractions": 1}, "firing", Reason.RETRACTED),
    ("firing", {"level": "none", "calm": True}, "clearing", Reason.QUIET),
    ("acknowledged", {"severity": "severe"}, "firing", Reason.SEVERITY_ROSE),
    ("acknowledged", {"sources": 2}, "acknowledged", Reason.NEW_SOURCE),
    ("acknowledged", {"calm": True}, "clearing", Reason.QUIET),
    ("clearing", {}, "firing", Reason.ROSE_AGAIN),
    ("clearing", {"level": "watch"}, "watch", Reason.ROSE_AGAIN),
    ("resolved", {}, "firing", Reason.REOPENED),
    ("resolved", {"level": "watch"}, "watch", Reason.REOPENED),
    ("false_positive", {"severity": "severe"}, "firing", Reason.REOPENED),
]


@pytest.mark.parametrize(("before", "change", "after", "reason"), MATERIAL)
def test_a_material_change_makes_a_revision_with_its_reason(before, change, after, reason):
    action = decide(standing(before), replace(BASE, **change), NOW)
    assert (action.publish, action.state, action.reason) == (True, after, reason)


@pytest.mark.parametrize("before", ["firing", "acknowledged", "clearing", "resolved"])
def test_figures_that_changed_are_told_once_the_last_revision_is_half_an_hour_old(before):
    told = replace(BASE, figures=(("killed", 38), ("injured", 90)))
    now = replace(told, figures=(("killed", 39), ("injured", 90)), level="none", calm=before == "clearing")

    def after(minutes):
        known = replace_told(standing(before, signal=told), NOW - timedelta(minutes=minutes))
        action = decide(known, now, NOW)
        return action.publish, action.state, action.reason

    assert after(29) == (False, before, Reason.NOTHING_NEW)
    assert after(30) == (True, before, Reason.FIGURES_CHANGED)


def test_injured_twice_as_many_as_told_are_no_small_change():
    told = replace_told(standing("firing", signal=replace(BASE, figures=(("injured", 7),))), NOW)
    assert decide(told, replace(BASE, figures=(("injured", 14),)), NOW).reason == Reason.TOLL_ROSE
    assert not decide(told, replace(BASE, figures=(("injured", 13),)), NOW).publish
    few = replace_told(standing("firing"), NOW)
    assert not decide(few, replace(BASE, figures=(("injured", 9),)), NOW).publish
    assert decide(few, replace(BASE, figures=(("missing", 10),)), NOW).reason == Reason.TOLL_ROSE


@pytest.mark.parametrize(
    ("before", "change"),
    [
        ("firing", {}),
        ("firing", {"level": "none"}),
        ("firing", {"level": "watch"}),
        ("acknowledged", {}),
        ("clearing", {"level": "none", "calm": True}),
        ("clearing", {"level": "none"}),
        ("resolved", {"level": "none"}),
        ("false_positive", {}),
        ("merged", {}),
        ("merged", {"severity": "extreme"}),
        ("suppressed", {"severity": "extreme"}),
    ],
)
def test_nothing_material_makes_no_revision(before, change):
    silenced = timedelta(hours=1) if before == "suppressed" else None
    action = decide(standing(before, silenced=silenced), replace(BASE, **change), NOW)
    assert (action.publish, action.state, action.reason) == (False, before, Reason.NOTHING_NEW)


def test_a_clearing_alert_resolves_after_half_an_hour_of_quiet_not_before():
    assert not decide(standing("clearing", since=timedelta(minutes=29)), QUIET, NOW).publish
    assert decide(standing("clearing", since=timedelta(minutes=30)), QUIET, NOW).state == "resolved"


@pytest.mark.parametrize(("signal", "state"), [(BASE, "firing"), (QUIET, "resolved")])
def test_a_silence_ends_at_its_end_in_what_is_then_true(signal, state):
    action = decide(standing("suppressed", silenced=timedelta(0)), signal, NOW)
    assert (action.state, action.reason) == (state, Reason.SILENCE_ENDED)


@pytest.mark.parametrize(
    ("before", "verdict", "extra", "after", "reason"),
    [
        ("firing", "acknowledge", {}, "acknowledged", Reason.ACKNOWLEDGED),
        ("watch", "false_alarm", {}, "false_positive", Reason.FALSE_ALARM),
        ("resolved", "false_alarm", {}, "false_positive", Reason.FALSE_ALARM),
        ("firing", "merge", {"into": "other"}, "merged", Reason.MERGED),
        ("resolved", "reopen", {}, "watch", Reason.REOPENED),
        ("false_positive", "reopen", {}, "watch", Reason.REOPENED),
        ("firing", "silence", {"until": NOW + timedelta(hours=1)}, "suppressed", Reason.SILENCED),
    ],
)
def test_an_analyst_s_word_is_obeyed(before, verdict, extra, after, reason):
    said = AnalystVerdict(alert="a", verdict=verdict, by="me", at=NOW, **extra)
    action = decide(standing(before), replace(BASE, verdict=said), NOW)
    assert (action.publish, action.state, action.reason, action.until) == (True, after, reason, extra.get("until"))


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        ("resolved", "acknowledge"),
        ("acknowledged", "acknowledge"),
        ("firing", "silence"),
        ("firing", "merge"),
        ("firing", "reopen"),
        ("merged", "reopen"),
    ],
)
def test_an_analyst_s_word_that_makes_no_sense_changes_nothing(before, verdict):
    said = AnalystVerdict(alert="a", verdict=verdict, by="me", at=NOW)
    assert not decide(standing(before), replace(BASE, verdict=said), NOW).publish


def test_what_had_paged_is_a_page_again_when_it_is_reopened():
    said = AnalystVerdict(alert="a", verdict="reopen", by="me", at=NOW)
    before = replace(standing("false_positive"), paged=True)
    assert decide(before, replace(BASE, verdict=said), NOW).state == "firing"


def test_an_alert_is_not_called_quiet_minutes_after_it_was_raised():
    young = standing("firing", since=timedelta(minutes=5))
    assert not decide(young, replace(BASE, calm=True), NOW).publish

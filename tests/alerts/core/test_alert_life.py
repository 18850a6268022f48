"""What becomes of an alert: quiet, second events, edits, denials, what comes late or twice, and a restart's refusal."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from alerts.escalation import Escalation, Params, SnapshotError
from alerts.lifecycle import AnalystVerdict
from connectors.post import HEARTBEAT_SOURCE
from streams.report import Report, Story, Verdict

BEGIN = datetime(2026, 11, 3, 12, tzinfo=UTC)
PARAMS = Params(watch=11.7, page=17.2, scan_page=12.05, slope=1.0)


def run(stories, escalation=None):
    return (escalation or Escalation(PARAMS)).apply(stories)


def states(alerts):
    return [alert.state for alert in alerts]


def minutes(alert):
    return (alert.at - BEGIN) / timedelta(minutes=1)


def heartbeat(minute):
    at = BEGIN + timedelta(minutes=minute)
    name = f"beat{minute}"
    return Story(
        id=name, source=HEARTBEAT_SOURCE, kind="social", family="tocsin", excerpt="", published_at=at,
        report=Report(name, "en", False, (), ()), verdict=Verdict(name, "new", name, None, ()),
    )  # fmt: skip


def test_an_alert_clears_when_the_hour_is_quiet_resolves_and_comes_back_as_itself_within_six_hours(tell):
    first = [tell(n) for n in range(10)]
    again = [tell(300 + n) for n in range(8)]
    alerts = run([*first, *again])
    told = list(dict.fromkeys(states(alerts)))
    assert told[:3] == ["firing", "clearing", "resolved"]
    assert alerts[-1].state == "firing"
    assert len({alert.alert for alert in alerts}) == 1
    assert [alert.revision for alert in alerts] == list(range(1, len(alerts) + 1))


def test_a_second_event_twelve_hours_later_is_another_alert_and_as_quick(tell):
    alerts = run([tell(n) for n in range(10)] + [tell(720 + n) for n in range(10)])
    pages = [alert for alert in alerts if alert.state == "firing"]
    first_pages = {alert.alert: minutes(alert) for alert in reversed(pages)}
    assert sorted(first_pages.values()) == [3.0, 723.0]


def test_a_retraction_lowers_confidence_and_says_so(tell):
    stories = [tell(n) for n in range(8)]
    escalation = Escalation(PARAMS)
    before = run(stories, escalation)[-1]
    after = run([tell(9, id=stories[2].id, deleted=True)], escalation)[-1]
    assert after.why.reason == "retracted"
    assert after.confidence < before.confidence
    assert "taken back" in after.why.text
    assert after.reports == before.reports - 1 or after.reports < 8


def test_an_edit_that_tells_of_nothing_any_more_is_taken_back(tell):
    stories = [tell(n) for n in range(8)]
    escalation = Escalation(PARAMS)
    run(stories, escalation)
    withdrawn = tell(9, kinds=(), place=None, id=stories[2].id, reasons=("edited", "withdrawn"))
    after = run([withdrawn], escalation)[-1]
    assert after.why.reason == "retracted"
    assert after.reports == len(stories) - 1


def test_an_edit_counts_with_what_it_says_now_and_once(tell):
    stories = [tell(n) for n in range(8)]
    escalation = Escalation(PARAMS)
    run(stories, escalation)
    edit = tell(8, kinds=("CLASH", "INJURY"), id=stories[7].id, reasons=("edited",), counts=(("injured", 12),))
    run([edit, edit], escalation)
    parts = [part for episode in escalation.state.episodes.values() for part in episode.latest]
    assert [part.types for part in parts if part.id == stories[7].id] == [edit_types(edit)]


def edit_types(story):
    return tuple(mention.type for mention in story.report.mentions)


def test_an_official_denial_lowers_confidence_and_says_so(tell):
    escalation = Escalation(PARAMS)
    before = run([tell(n) for n in range(8)], escalation)[-1]
    after = run([tell(9, polarity="negated", speaker="Ministry")], escalation)[-1]
    assert (after.why.reason, after.confidence < before.confidence) == ("denied", True)
    assert "an official body among them" in after.why.text


@pytest.mark.parametrize(
    ("event", "denied", "denies"),
    [
        (("CLASH",), ("DEATH",), False),  # "no deaths": a fact about the toll
        (("CLASH", "DEATH"), ("DEATH", "INJURY"), False),
        (("CLASH",), ("DEATH", "CLASH"), False),  # "no deaths in the clashes"
        (("CLASH",), ("CLASH", "DEATH"), True),  # "no clashes and no deaths"
        (("CLASH",), ("CLASH",), True),
        (("FIRE", "INJURY"), ("FIRE", "INJURY"), True),
        (("DEATH",), ("DEATH",), True),  # where nothing else is known
    ],
)
def test_only_who_denies_what_an_alert_is_about_denies_it(tell, event, denied, denies):
    escalation = Escalation(PARAMS)
    before = run([tell(n, event) for n in range(8)], escalation)[-1]
    run([tell(9, denied, polarity="negated", speaker="Ministry")], escalation)
    after = run([tell(n, event) for n in range(10, 30)], escalation)[-1]
    assert after.revision > before.revision
    assert ("denies it" in after.why.text) is denies


def test_a_post_delivered_twice_counts_once(tell):
    stories = [tell(n) for n in range(6)]
    twice = [story for story in stories for _ in range(2)]
    assert run(twice) == run(stories)


def test_a_late_post_counts_up_to_ten_minutes_and_is_only_counted_as_late_beyond(tell):
    escalation = Escalation(PARAMS)
    run([tell(60), tell(51), tell(49)], escalation)
    assert (escalation.counters.counted, escalation.counters.late) == (2, 1)


def test_a_post_dated_days_ahead_does_not_stop_the_clock_once_heartbeats_move_it(tell):
    escalation = Escalation(PARAMS)
    run([heartbeat(0), tell(10_000)], escalation)
    alerts = run([tell(1 + n) for n in range(8)], escalation)
    assert (escalation.counters.ahead, "firing" in states(alerts)) == (1, True)


def test_heartbeats_and_the_posts_own_time_give_the_same_alerts(tell):
    stories = [tell(n) for n in range(10)] + [tell(240)]
    beating = sorted([*stories, *(heartbeat(n) for n in range(240))], key=lambda story: story.published_at)
    assert run(beating) == run(stories)


def test_an_acknowledged_alert_stays_quiet_until_it_gets_worse(tell):
    escalation = Escalation(PARAMS)
    alert = run([tell(n) for n in range(8)], escalation)[-1]
    verdict = AnalystVerdict(alert=alert.alert, verdict="acknowledge", by="me", at=BEGIN)
    assert states(escalation.judge(verdict)) == ["acknowledged"]
    assert "firing" not in states(run([tell(9 + n) for n in range(3)], escalation))
    worse = run([tell(13, ("DEATH",), counts=[("killed", 12)], speaker="Ministry")], escalation)
    assert (worse[0].state, worse[0].severity, worse[0].why.reason) == ("firing", "extreme", "severity_rose")


def test_a_snapshot_of_another_format_is_refused_with_a_sentence():
    state = msgspec.msgpack.decode(Escalation(PARAMS).snapshot())
    state["format"] = 99
    with pytest.raises(SnapshotError, match="format 99"):
        Escalation.restore(PARAMS, msgspec.msgpack.encode(state))


def test_a_post_that_two_merged_alerts_show_is_taken_back_from_the_counts_once(tell):
    stories = [tell(n) for n in range(8)]
    escalation = Escalation(PARAMS)
    run(stories, escalation)
    (episode,) = escalation.state.episodes.values()
    shown = msgspec.convert(msgspec.to_builtins(episode), type(episode))
    shown.id = "another"
    escalation.state.episodes[shown.id] = shown
    undone, unsay = [], escalation.detectors.unsay

    def count(name, minute):
        undone.append((name, minute))
        unsay(name, minute)

    escalation.detectors.unsay = count
    run([tell(9, id=stories[2].id, deleted=True)], escalation)
    assert undone
    assert len(undone) == len(set(undone))

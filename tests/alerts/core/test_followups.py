"""Figures of a disaster whose alert has closed are revisions of its record, and wake nobody unless much worse."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from alerts.escalation import Escalation, Params
from alerts.followups import KEPT_FOR, MOST_KEPT, keep
from alerts.ledger import contribution, occurrences
from alerts.lifecycle import AnalystVerdict
from alerts.message import title
from streams.report import Place, Trigger

KYRGYZSTAN = Place("Kyrgyzstan", "KG", None, 41.5, 74.5, "country")
KINDS = ("DEATH", "DISASTER")
HOUR = 60
DAY = 24 * HOUR


def hazard(story, words):
    """Call the disaster of a story by other words."""
    hazards = tuple(msgspec.structs.replace(one, trigger=Trigger(words, 0, len(words))) for one in story.report.hazards)
    return msgspec.structs.replace(story, report=msgspec.structs.replace(story.report, hazards=hazards))


def goes_on(story, first):
    """Let a story be the next version of another."""
    verdict = msgspec.structs.replace(story.verdict, verdict="update", story=first.verdict.story)
    return msgspec.structs.replace(story, verdict=verdict)


@pytest.fixture
def wire(tell):
    def make(minute, dead, excerpt="Dam burst kills many", words="dam burst", kinds=KINDS, **given):
        counts = [("killed", dead)] if dead else []
        return hazard(tell(minute, kinds, kind="newswire", excerpt=excerpt, counts=counts, **given), words)

    return make


@pytest.fixture
def dam(wire):
    """A burst dam with two dead; its alert closes after some hours."""
    return [wire(minute, 2) for minute in range(5)]


def told(stories):
    return Escalation(Params()).apply(stories)


def one_alert(alerts):
    return len({alert.alert for alert in alerts}) == 1


@pytest.mark.parametrize("hours", [8, 14, 30])
@pytest.mark.parametrize("given", [{}, {"place": KYRGYZSTAN}])
def test_later_dead_are_a_revision_that_pages_nobody(wire, dam, hours, given):
    alerts = told([*dam, wire(hours * HOUR, 3, **given)])
    assert one_alert(alerts)
    assert (alerts[-1].state, alerts[-1].why.reason) == ("resolved", "toll_rose")
    assert title(alerts[-1]).startswith("Over, but the toll rose, ")
    assert "Told before: 2 killed." in alerts[-1].why.text
    assert "3 killed" in alerts[-1].headline


def test_tolls_may_come_for_days_and_each_keeps_the_record(wire, dam):
    later = [wire(n * DAY, 2 + n, place=KYRGYZSTAN) for n in range(1, 8)]
    alerts = told([*dam, *later])
    assert one_alert(alerts)
    assert "9 killed" in alerts[-1].headline
    assert "firing" not in {alert.state for alert in alerts if alert.at > alerts[0].at + timedelta(hours=12)}


def test_a_story_that_goes_on_needs_no_place(wire, dam):
    alerts = told([*dam, goes_on(wire(DAY, 3, "The fourth day of the search", "rescuers", place=None), dam[0])])
    assert one_alert(alerts)
    assert "3 killed" in alerts[-1].headline


@pytest.mark.parametrize(
    "given",
    [
        {"excerpt": "Bus crash kills many", "words": "crash"},  # another kind of disaster
        {"dead": 1},  # fewer dead are of something else, or old
        {"excerpt": "Crash kills many", "words": "crash", "place": KYRGYZSTAN},  # no rare word for a country
        {"kinds": ("CLASH", "DEATH"), "excerpt": "Three shot dead at a market"},
    ],
)
def test_what_tells_of_something_else_is_no_revision(wire, dam, given):
    before = told([*dam, wire(12 * HOUR, 0, "Rain", kinds=())])
    alerts = told([*dam, wire(12 * HOUR, **{"dead": 3, **given})])
    assert [alert.headline for alert in alerts] == [alert.headline for alert in before]


def test_individuals_give_no_figures_to_a_record(tell, dam):
    late = hazard(tell(12 * HOUR, KINDS, excerpt="dam burst: 3 dead", counts=[("killed", 3)]), "dam burst")
    assert "3 killed" not in told([*dam, late])[-1].headline


def test_twice_as_many_dead_reopen_the_alert_when_two_tell_of_them(wire, dam):
    alerts = told([*dam, wire(DAY, 12)])
    assert "12 killed" not in alerts[-1].headline
    alerts = told([*dam, wire(DAY, 12), wire(DAY + 10, 12)])
    assert one_alert(alerts)
    assert (alerts[-1].state, alerts[-1].why.reason) == ("firing", "reopened")
    assert "12 killed" in alerts[-1].headline


def test_a_record_is_forgotten_three_days_after_it_was_told_last(wire, dam):
    closed = told([*dam, wire(DAY, 0, kinds=())])[-1].at
    late = (closed - dam[0].published_at + KEPT_FOR) / timedelta(minutes=1)
    assert "3 killed" in told([*dam, wire(int(late) - 5, 3)])[-1].headline
    assert "3 killed" not in told([*dam, wire(int(late) + 5, 3)])[-1].headline


def test_an_older_toll_takes_nothing_back(wire, dam):
    alerts = told([*dam, wire(8 * HOUR, 3), goes_on(wire(14 * HOUR, 2), dam[0])])
    assert "3 killed" in alerts[-1].headline


def test_a_restart_changes_nothing(wire, dam):
    late = [wire(DAY, 3), wire(2 * DAY, 4, place=KYRGYZSTAN)]
    escalation = Escalation(Params())
    alerts = escalation.apply([*dam, late[0]])
    again = Escalation.restore(Params(), escalation.snapshot())
    assert again.state.past.keys() == {alerts[0].alert}
    assert [*alerts, *again.apply(late[1:])] == told([*dam, *late])


@pytest.mark.parametrize("hours", [5, 12, 30])
@pytest.mark.parametrize("restart", [False, True])
def test_a_figure_that_is_deleted_is_taken_back_from_a_closed_alert(wire, tell, dam, hours, restart):
    escalation = Escalation(Params())
    escalation.apply([*dam, wire(hours * HOUR, 7, id="wrong")])
    if restart:
        escalation = Escalation.restore(Params(), escalation.snapshot())
    gone = tell(hours * HOUR, KINDS, id="wrong", deleted=True)
    (alert,) = escalation.apply([gone])
    assert (alert.state, alert.why.reason) == ("resolved", "retracted")
    assert "2 killed" in alert.headline
    assert escalation.apply([gone]) == []


def test_a_deletion_of_what_gave_no_figure_or_that_comes_too_late_tells_nothing(wire, tell, dam):
    escalation = Escalation(Params())
    escalation.apply([*dam, wire(DAY, 3, id="first"), wire(DAY + 5, 3, id="second")])
    assert escalation.apply([tell(DAY, KINDS, id="second", deleted=True)]) == []  # the other gives it, too
    escalation.at(dam[0].published_at + timedelta(days=9))
    assert escalation.apply([tell(DAY, KINDS, id="first", deleted=True)]) == []


def test_heartbeats_change_nothing(wire, tell, dam):
    late = wire(DAY, 3)
    beats = [tell(minute, (), source="tocsin:heartbeat", place=None) for minute in range(6, DAY)]
    assert told([*dam, *beats, late]) == told([*dam, late])


def test_a_false_alarm_has_no_record(wire, dam):
    escalation = Escalation(Params())
    (first, *_) = escalation.apply([*dam, wire(DAY, 0, kinds=())])
    verdict = AnalystVerdict(
        alert=first.alert, verdict="false_alarm", by="ana", at=datetime(2026, 11, 4, 13, tzinfo=UTC)
    )
    assert [alert.state for alert in escalation.judge(verdict)] == ["false_positive"]
    assert escalation.apply([wire(DAY + 10 * HOUR, 3)]) == []


def test_records_are_bounded(wire, dam):
    escalation = Escalation(Params())
    escalation.apply([*dam, wire(DAY, 0, kinds=())])
    (record,) = escalation.state.past.values()
    past = {}
    for n in range(MOST_KEPT + 5):
        past = keep(past, msgspec.structs.replace(record, id=str(n)))
    assert len(past) == MOST_KEPT
    assert list(past)[-1] == str(MOST_KEPT + 4)
    assert len(record.latest) <= len(dam)


@pytest.mark.parametrize(("lat", "ids"), [(43.2, 1), (46.9, 2)])
def test_a_copy_that_names_a_town_nearby_is_of_the_alert_whose_story_it_tells(wire, dam, city, lat, ids):
    town = city("Kant", lat, 74.9)
    late = [goes_on(wire(20 + n, 9, place=town), dam[0]) for n in range(3)]
    assert len({alert.alert for alert in told([*dam, *late])}) == ids


def test_a_medium_that_corrects_itself_takes_its_figure_back(tell):
    story = tell(0, ("DEATH",), kind="newswire", excerpt="Correction: two dead", counts=[("killed", 2), ("killed", 9)])
    part = contribution(story, occurrences(story)[0], 0.0, ("KG",))
    assert [(claim.count.min, claim.instead) for claim in part.claims] == [(2, 9)]
    story = msgspec.structs.replace(story, kind="social")
    part = contribution(story, occurrences(story)[0], 0.0, ("KG",))
    assert [claim.instead for claim in part.claims] == [None, None]


def test_the_first_dead_of_an_alert_that_closed_without_any_are_told_anew_by_one_voice(wire):
    quiet = [wire(minute, 0) for minute in range(5)]
    alerts = told([*quiet, wire(6 * HOUR, 4, speaker="police")])
    assert one_alert(alerts)
    assert (alerts[-1].state, alerts[-1].why.reason) == ("firing", "reopened")
    assert "4 killed (police)" in alerts[-1].headline


def test_the_toll_of_an_official_body_is_told_afterwards_where_only_a_party_s_stood(wire, dam):
    first = [wire(minute, 14, speaker="guards' union", class_="party") for minute in range(5)]
    alerts = told([*first, wire(14 * HOUR, 11, speaker="governor")])
    assert (one_alert(alerts), alerts[-1].state, alerts[-1].why.reason) == (True, "resolved", "toll_disputed")
    assert "11 according to governor" in alerts[-1].headline
    assert told([*first, wire(14 * HOUR, 11, speaker="survivors", class_="party")])[-1].why.reason == "stayed_quiet"

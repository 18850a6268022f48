"""A stream that begins: nobody is paged for what is normal life there, and a crisis is found all the same."""

from datetime import timedelta

import numpy as np
import pytest

from alerts.baseline import Rate
from alerts.calibration import START
from alerts.escalation import Escalation, Params
from alerts.gathering import Located
from alerts.key import Key, tally
from alerts.learning import BEYOND, beyond, rose, singular, stands_out
from alerts.quiet_world import stories
from alerts.simulator import overlaid, quiet, step_to

TOWN = 17  # of the simulated map; its keys are the four types at it
HOURS = 2.5


@pytest.fixture(scope="module")
def cold():
    """The first hours, from the beginning of a stream of some 700 reports an hour, in fifty towns."""
    return quiet(200, HOURS / 168, 77)


def with_step(stream, begin):
    """Add two reports a minute at one town, for an hour and a half."""
    extra = begin + step_to(2.0, 90.0, 5)
    return overlaid(stream, extra, 4 * TOWN + np.arange(len(extra)) % 4)


@pytest.mark.parametrize("begin", [0, 30, 90])
def test_a_crisis_in_one_of_many_places_pages_while_the_stream_is_young(cold, begin):
    alerts = Escalation(Params()).apply(list(stories(with_step(cold, begin), 77)))
    pages = {alert.alert: alert for alert in alerts if alert.state == "firing"}
    assert [f"{TOWN}" in page.headline for page in pages.values()] == [True]
    (page,) = pages.values()
    first = min(alert.at for alert in alerts if alert.state == "firing")
    assert first.timestamp() / 60 - START - begin <= 45
    assert page.place.admin1 == f"Region {TOWN // 5}"


def test_where_everything_happens_in_many_places_at_once_two_alerts_are_raised_at_most(tell, city):
    towns = [city(name, 40.0 + 2 * number, 70.0, admin1=name) for number, name in enumerate("ABCDEFGH")]
    told = [tell(n / 4, ("FIRE",), place=towns[n % len(towns)]) for n in range(400)]
    assert len({alert.alert for alert in Escalation(Params()).apply(told)}) <= 2


def test_what_was_learnt_is_in_the_snapshot(cold):
    told = list(stories(with_step(cold, 30), 77))[:900]
    whole = Escalation(Params()).apply(told)
    before = Escalation(Params())
    first = before.apply(told[:500])
    assert first + Escalation.restore(Params(), before.snapshot()).apply(told[500:]) == whole


def test_most_of_the_latest_reports_beside_what_alerts_account_for():
    spots = ["KG\x1fA\x1fB"] * 7 + ["KZ"] * 2
    located = [Located(float(n), spot, f"v{n}", ("FIRE",)) for n, spot in enumerate(spots)]
    assert stands_out(located, "KG\x1fA\x1fB", [], 10.0)
    assert stands_out(located, "KZ", [], 10.0) is False
    assert stands_out(located, "KZ", ["KG"], 10.0) is None, "two reports are a chance"


def test_what_two_of_three_first_reports_speak_of_is_a_chance_and_what_twelve_of_fifteen_do_is_none():
    for told, of, stands in [(2, 3, None), (4, 6, None), (12, 15, True), (16, 32, False)]:
        spots = ["KG"] * told + [f"C{n}" for n in range(of - told)]
        located = [Located(float(n), spot, f"v{n}", ("FIRE",)) for n, spot in enumerate(spots)]
        assert stands_out(located, "KG", [], 40.0) is stands


def test_a_desk_of_one_country_is_not_paged_for_having_it_and_is_for_one_kind_of_event_all_over_it():
    usual = quiet(40, 3 / 168, 300)  # four types in ten towns, all of one country
    assert [alert for alert in Escalation(Params()).apply(list(stories(usual, 300))) if alert.state == "firing"] == []
    spots = [f"KG\x1fA\x1f{n}" for n in range(8)]
    fires = [Located(float(n), spot, f"v{n}", ("FIRE",)) for n, spot in enumerate(spots)]
    mixed = [Located(float(n), spot, f"v{n}", (("FIRE", "CLASH", "DEATH")[n % 3],)) for n, spot in enumerate(spots)]
    assert stands_out(fires, "KG", [], 10.0)
    assert stands_out(mixed, "KG", [], 10.0) is None


def test_a_third_story_is_shown_in_the_first_night_of_a_stream(tell, city):
    towns = [
        city(name, 40.0, 20.0 * number, country=name, admin1=name) for number, name in enumerate(["AA", "BB", "CC"])
    ]
    told = [tell(60.0 * n + k, ("FIRE",), place=town) for n, town in enumerate(towns) for k in range(15)]
    pages = [alert for alert in Escalation(Params()).apply(told) if alert.state == "firing"]
    assert {page.place.name for page in pages} == {"AA", "BB", "CC"}


@pytest.mark.parametrize(("elsewhere", "pages"), [(0, True), (9, False)])
def test_a_desk_that_starts_amid_a_storming_is_told_of_it_unless_there_are_such_everywhere(
    tell, city, elsewhere, pages
):
    towns = [city(str(n), 40.0, 10.0 * n, country=f"C{n % 7}", admin1=str(n)) for n in range(20)]
    usual = [tell(float(n), ("FIRE",), place=towns[n % 20]) for n in range(90)]
    others = [tell(8.0 * n, ("STORMING",), place=towns[n], kind="newswire") for n in range(elsewhere)]
    crisis = [tell(60 + 5.0 * n, ("STORMING",), kind="newswire" if n % 2 else "social") for n in range(5)]
    told = sorted([*usual, *others, *crisis], key=lambda one: one.published_at)
    paged = {alert.place.name for alert in Escalation(Params()).apply(told) if alert.state == "firing"}
    assert ("Bishkek" in paged) is pages
    assert [singular(here, away) for here, away in [(2, 0), (3, 0), (3, 1), (5, 3), (5, 6)]] == [
        False, True, False, True, False,
    ]  # fmt: skip


def test_a_crisis_that_runs_when_the_stream_begins_is_worth_a_look_where_it_is_not_sure(tell, city):
    towns = [city(str(n), 40.0, 10.0 * n, country=f"C{n % 7}", admin1=str(n)) for n in range(20)]
    dice = [0, 1, 0, 2, 5, 3, 0, 1, 4, 0, 2, 1, 7, 3, 0, 6, 11, 9, 2, 1]  # a few towns have more than most
    usual = [tell(3 * n % 60 + n / 9, ("FIRE",), place=towns[(dice[n % 20] + n // 20) % 20]) for n in range(240)]

    def levels(every):
        crisis = [tell(n * every, ("FIRE",)) for n in range(int(60 / every))]
        told = sorted([*usual, *crisis], key=lambda one: one.published_at)
        alerts = Escalation(Params()).apply(told)
        return {alert.state for alert in alerts if alert.place.name == "Bishkek"}

    assert [levels(every) for every in (4.0, 1.1, 0.4)] == [set(), {"watch"}, {"firing"}]


def test_a_count_is_compared_with_the_counts_of_the_others():
    others = [0, 1, 2, 5, 9, 14, 3]
    assert beyond(60, others) > BEYOND
    assert beyond(20, others) < BEYOND
    assert not beyond(60, others[:3]), "three others tell nothing"


@pytest.mark.parametrize(("every", "then", "rises"), [(15, 1, True), (1, 1, False), (15, 12, False)])
def test_a_key_rises_over_its_own_beginning(every, then, rises):
    key = Key(2, START, Rate(int(START) // 30), [])
    for minute in [*range(0, 60, every), *range(60, 90, then)]:
        tally(key, int(START) + minute)
    assert rose(key, START + 89, START) is rises


def test_figures_that_contradict_each_other_do_not_ring_each_time(tell):
    escalation = Escalation(Params())
    figures = [3, 120, 4, 150, 2, 130]
    told = [tell(n, ("CLASH",), counts=[("injured", figures[n % 6])], speaker=f"S{n % 2}") for n in range(60)]
    reasons = [alert.why.reason for alert in escalation.apply(told)]
    assert reasons.count("severity_rose") <= 2
    assert "severity_fell" not in reasons


def test_a_severity_falls_when_nothing_as_grave_was_told_for_an_hour_or_it_was_taken_back(tell):
    escalation = Escalation(Params())
    escalation.apply([tell(n) for n in range(8)])
    grave = tell(8, ("INJURY",), counts=[("injured", 500)], speaker="Ministry")
    assert escalation.apply([grave])[-1].severity == "extreme"
    fewer = [tell(10 + n, ("INJURY",), counts=[("injured", 3)], speaker="Ministry") for n in range(90)]
    fell = [alert for alert in escalation.apply(fewer) if alert.why.reason == "severity_fell"]
    assert [(alert.severity, alert.at - grave.published_at > timedelta(hours=1)) for alert in fell] == [
        ("moderate", True)
    ]
    again = Escalation(Params())
    again.apply([*(tell(n) for n in range(8)), grave])
    taken_back = again.apply([tell(9, id=grave.id, deleted=True)])
    assert [(alert.why.reason, alert.severity) for alert in taken_back] == [("retracted", "severe")]

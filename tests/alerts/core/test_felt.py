"""An earthquake felt in many towns and across a border is one alert; two accidents or two far quakes are two."""

import msgspec
import pytest

from alerts.escalation import Escalation, Params
from streams.report import Mention, Place, Trigger

CAMANA = Place("Camaná", "PE", "Arequipa", -16.62, -72.71, "city")
AREQUIPA = Place("Arequipa", "PE", "Arequipa", -16.4, -71.54, "city")
NAZCA = Place("Nazca", "PE", "Ica", -14.83, -74.94, "city")
ARICA = Place("Arica", "CL", "Arica y Parinacota", -18.47, -70.31, "city")
PERU = Place("Peru", "PE", None, -9.2, -75.0, "country")
TALCA = Place("Talca", "CL", "Maule", -35.43, -71.66, "city")


@pytest.fixture
def shake(tell):
    def make(minute, place, word="earthquake", **given):
        story = tell(minute, ("DISASTER",), place, **given)
        hazard = Mention("DISASTER", Trigger(word, 0, len(word)), "asserted", False, None, place, None, ())
        return msgspec.structs.replace(story, report=msgspec.structs.replace(story.report, hazards=(hazard,)))

    return make


def places(stories):
    """Id of each alert -> its last place's name."""
    last = {}
    for alert in Escalation(Params()).apply(sorted(stories, key=lambda one: one.published_at)):
        last[alert.alert] = alert.place and alert.place.name
    return list(last.values())


def test_towns_of_two_countries_that_feel_one_quake_are_one_alert(shake):
    told = [shake(n / 2, (CAMANA, AREQUIPA, NAZCA, ARICA, CAMANA)[n % 5]) for n in range(60)]
    assert len(places(told)) == 1


def test_quakes_of_the_same_hour_two_thousand_kilometres_apart_are_two(shake):
    assert places([shake(n / 2, (CAMANA, TALCA)[n % 2]) for n in range(60)]) == ["Camaná", "Talca"]


def test_derailments_in_two_towns_are_two_alerts(shake):
    told = [shake(n / 2, (CAMANA, NAZCA)[n % 2], "derailed") for n in range(60)]
    assert sorted(places(told)) == ["Camaná", "Nazca"]


def test_an_alert_of_a_quake_moves_to_where_most_feel_it(shake):
    told = [shake(n / 2, ARICA) for n in range(8)] + [shake(4 + n / 2, CAMANA) for n in range(40)]
    assert places(told) == ["Camaná"]


def test_hours_later_it_stays_where_it_was_though_all_write_from_the_capital(shake):
    soon = [shake(n / 2, PERU, "earthquake") for n in range(8)]
    assert places([*soon, *(shake(60 + n, CAMANA) for n in range(20))]) == ["Camaná"]
    assert places(
        [*soon, *(shake(10 * n, PERU) for n in range(1, 20)), *(shake(190 + n, CAMANA) for n in range(60))]
    ) == ["Peru"]


def test_victims_elsewhere_in_the_country_are_of_its_quake_and_a_shooting_is_not(shake, tell):
    def night(kinds):
        yield from (shake(n / 2, CAMANA) for n in range(40))
        yield from (tell(30 + n, kinds, NAZCA, counts=[("killed", 4)], kind="newswire") for n in range(8))

    assert len(places(night(("DEATH",)))) == 1
    assert len(places(night(("DEATH", "CLASH")))) == 2


def test_a_report_without_a_place_is_of_the_only_quake(shake):
    stories = [shake(n / 2, CAMANA) for n in range(12)] + [shake(7 + n / 2, None) for n in range(20)]
    assert places(stories) == ["Camaná"]


def test_the_last_toll_of_a_quake_that_is_over_is_told_on_its_alert_wherever_it_comes_from(shake, tell):
    quake = [shake(n / 2, CAMANA) for n in range(40)]
    wires = {"kind": "newswire", "counts": [("killed", 4)]}
    other = [tell(300 + 60 * n, ("DEATH",), AREQUIPA, family=f"agency {n}", **wires) for n in range(3)]
    by_name = [shake(300 + 60 * n, AREQUIPA, kind="newswire", family=f"agency {n}") for n in range(3)]
    for one, dead in zip(by_name, other, strict=True):
        msgspec.structs.force_setattr(one.report, "mentions", dead.report.mentions)
    alerts = Escalation(Params()).apply([*quake, *by_name])
    assert len({alert.alert for alert in alerts}) == 1
    assert "4 killed" in alerts[-1].headline
    assert len(places([*quake, *other])) == 2
    late = tell(500, ("DEATH",), AREQUIPA, kind="newswire", family="agency 9", counts=[("killed", 5)])
    alerts = Escalation(Params()).apply([*quake, *by_name, late])
    assert "5 killed" in alerts[-1].headline
    assert len({alert.alert for alert in alerts}) == 1

"""Grave news that comes slowly: who has to say what for an alert, and what is no news any more."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from alerts.alert import CountClaim
from alerts.escalation import Escalation, Params
from alerts.ledger import contribution, occurrences
from alerts.lifecycle import AnalystVerdict
from alerts.severity import figures, toll
from streams.report import Count, Place, Speaker

BEGIN = datetime(2026, 11, 3, 12, tzinfo=UTC)
LAND = Place("Kyrgyzstan", "KG", None, 41.5, 74.6, "country")


def agency(tell, minute, dead, name, **given):
    given.setdefault("kinds", ("DEATH",))
    return tell(
        minute, given.pop("kinds"), kind="newswire", family=name, counts=[("killed", dead)], speaker="Police", **given
    )


def first(alerts, state):
    return next((alert for alert in alerts if alert.state == state), None)


def test_two_agencies_with_the_same_dead_an_hour_apart_are_worth_a_look_and_a_third_pages(tell):
    told = [agency(tell, 75 * n, 4, f"agency {n}") for n in range(3)]
    alerts = Escalation(Params()).apply(told)
    assert [(alert.state, alert.why.reason) for alert in alerts][:2] == [
        ("watch", "grave_news"),
        ("firing", "corroborated"),
    ]
    assert "expected" not in alerts[0].why.text
    assert len({alert.alert for alert in alerts}) == 1


def test_why_names_media_first_and_what_was_told_before_and_explains_nothing_by_one_report(tell):
    told = [tell(0, author="passer-by"), agency(tell, 5, 4, "agency 0"), agency(tell, 75, 4, "agency 1")]
    alerts = Escalation(Params()).apply([*told, agency(tell, 150, 9, "agency 2")])
    assert "3 independent sources: agency 0, agency 1 and passer-by." in alerts[-2].why.text
    assert "Told before" not in alerts[-2].why.text
    assert alerts[-1].why.text.endswith("Told before: 4 killed.")
    assert alerts[-1].why.observed == 1
    assert "expected" not in alerts[-1].why.text


def test_told_before_names_no_figure_for_which_a_headline_has_no_room_any_more(tell):
    counts = [("killed", 4), ("evacuated", 300)]
    told = [agency(tell, 5 * n, 4, f"agency {n}", kinds=("FIRE", "DEATH")) for n in range(3)]
    told += [
        tell(20 + 40 * n, ("FIRE",), kind="newswire", family="b", speaker="Police", counts=counts[: 2 - n] + more)
        for n, more in enumerate([[], [("injured", 30), ("missing", 6)]])
    ]
    alerts = Escalation(Params()).apply(told)
    assert "300 evacuated" in alerts[-2].headline
    assert ("evacuated" in alerts[-1].headline, "6 missing" in alerts[-1].headline) == (False, True)
    assert "Told before" not in alerts[-1].why.text


def test_an_alert_that_calms_down_is_not_explained_by_a_rise(tell):
    told = [tell(2 * n, ("CLASH",)) for n in range(12)]
    alerts = Escalation(Params()).apply([*told, tell(1000, ("PROTEST",))])
    assert [alert.state for alert in alerts if "expected" in alert.why.text] != []
    assert not [alert for alert in alerts if alert.state in ("clearing", "resolved") and "expected" in alert.why.text]


def test_two_agencies_with_a_dozen_dead_page(tell):
    alerts = Escalation(Params()).apply([agency(tell, 70 * n, 12, f"agency {n}") for n in range(2)])
    assert [(alert.state, alert.severity) for alert in alerts] == [("firing", "extreme")]


@pytest.mark.parametrize(
    "given",
    [
        {"copy_of": "p1"},
        {"polarity": "past"},
        {"family": "agency 0"},
    ],
)
def test_copies_memories_and_the_same_publisher_add_no_weight(tell, given):
    told = [agency(tell, 0, 12, "agency 0")]
    more = {"kind": "newswire", "family": "agency 1", "counts": [("killed", 12)], "speaker": "Police", **given}
    told += [tell(60 * n, ("DEATH",), **more) for n in range(1, 3)]
    assert Escalation(Params()).apply(told) == []


def test_posts_that_repeat_a_rumour_page_nobody(tell):
    rumour = [tell(20 * n, ("DEATH",), counts=[("killed", 200)]) for n in range(3)]
    assert "firing" not in [alert.state for alert in Escalation(Params()).apply(rumour)]


def test_a_toll_that_rises_slowly_is_one_alert_and_its_last_words_no_new_one(tell):
    rising = [agency(tell, 100 * n, 4 + 2 * n, f"agency {n % 4}") for n in range(5)]
    late = [agency(tell, 1200 + 60 * n, 13, f"agency {n}") for n in range(3)]
    alerts = Escalation(Params()).apply([*rising, *late])
    assert len({alert.alert for alert in alerts}) == 1
    assert {"toll_rose", "severity_rose"} < {alert.why.reason for alert in alerts}
    assert alerts[-1].state == "resolved"


def test_a_toll_that_doubled_reopens_the_alert_that_closed(tell):
    told = [agency(tell, 60 * n, 4, f"agency {n}") for n in range(3)]
    alerts = Escalation(Params()).apply([*told, agency(tell, 480, 9, "agency 1")])
    assert len({alert.alert for alert in alerts}) == 1
    assert (alerts[-1].why.reason, alerts[-1].state) == ("reopened", "firing")
    assert "9 killed" in alerts[-1].headline
    same = Escalation(Params()).apply([*told, agency(tell, 480, 5, "agency 1")])
    assert same[-1].state == "resolved"


def test_the_toll_of_a_false_alarm_is_not_known_and_that_of_a_true_one_is(tell):
    def again(verdict):
        escalation = Escalation(Params())
        (page,) = escalation.apply([agency(tell, 60 * n, 12, f"agency {n}") for n in range(2)])
        at = BEGIN + timedelta(minutes=70)
        escalation.judge(AnalystVerdict(alert=page.alert, verdict=verdict, by="me", at=at))
        return escalation.apply([agency(tell, 600 + 60 * n, 12, f"agency {n}") for n in range(2)])

    assert [alert.state for alert in again("false_alarm")] == ["firing"]
    assert again("resolve") == []


@pytest.mark.parametrize(("lon", "dead", "alerts"), [(75.4, 12, 1), (79.0, 12, 2), (75.4, 24, 2)])
def test_the_toll_in_the_hospital_of_another_region_s_town_is_the_same_event_s(tell, city, lon, dead, alerts):
    hospital = city("Hospital Town", 42.5, lon, admin1="Another")
    told = [agency(tell, 5 * n, 12, f"agency {n}") for n in range(2)]
    told += [agency(tell, 200 + 5 * n, dead, f"agency {n}", place=hospital) for n in range(2)]
    assert len({alert.alert for alert in Escalation(Params()).apply(told)}) == alerts


def test_a_country_that_tells_the_same_of_its_town_is_the_town_s_event(tell):
    told = [
        agency(tell, 0, 12, "agency 0"),
        agency(tell, 30, 12, "agency 1", place=LAND),
        agency(tell, 60, 12, "agency 2"),
    ]
    alerts = Escalation(Params()).apply(told)
    assert len({alert.alert for alert in alerts}) == 1
    assert alerts[-1].place.name == "Bishkek"


def claim(dead, minute, name="Police", class_="media", *, corrects=False):
    speaker = Speaker(name, class_) if name else None
    at = datetime(2026, 11, 3, tzinfo=UTC) + timedelta(minutes=minute)
    return CountClaim(Count("killed", dead, dead, False), speaker, f"p{minute}", at, corrects)


def stand(*claims):
    newest_first = sorted(claims, key=lambda one: one.at, reverse=True)
    return [one.count.min for one in figures(newest_first, "killed")]


def test_a_toll_falls_only_by_words_that_say_so_or_by_its_own_speaker():
    ministry = ("Ministry", "official")
    assert stand(claim(12, 5), claim(3, 9)) == [12]  # three more bodies
    assert stand(claim(12, 5), claim(11, 9)) == [11]  # its own speaker
    assert stand(claim(12, 5), claim(11, 9, "Hospital")) == [12]
    assert stand(claim(23, 5), claim(22, 9, "Coast guard", "official", corrects=True)) == [22]
    assert stand(claim(3, 5, "Hospital"), claim(1, 9, *ministry)) == [3, 1]
    assert stand(claim(4, 5, "Medics"), claim(1, 6, *ministry), claim(6, 9, "Group"), claim(2, 12, *ministry)) == [6, 2]
    assert stand(claim(12, 5), claim(200, 9, name=None)) == [12]
    assert toll([claim(1, 9, *ministry), claim(3, 5, "Hospital")]) == 3


def test_a_figure_that_one_speaker_alone_gives_is_outvoted():
    channel = claim(200, 5, "Channel")
    assert stand(channel, claim(22, 9, "Collector", "official")) == [200, 22]
    assert stand(channel, claim(22, 9, "Collector", "official"), claim(22, 12, "Agency")) == [22]
    assert stand(channel, *(claim(29, 9 + n, f"Agency {n}") for n in range(3))) == [29]


def test_a_figure_that_is_denied_is_no_claim(tell):
    told = [agency(tell, 20 * n, 22, f"agency {n}") for n in range(3)]
    denial = tell(70, ("DEATH",), polarity="negated", counts=[("killed", 200)], speaker="Collector")
    alerts = Escalation(Params()).apply([*told, denial, agency(tell, 80, 29, "agency 0")])
    assert {claim.count.min for alert in alerts for claim in alert.counts} == {22, 29}


def test_the_same_dead_told_of_the_town_of_the_hospital_are_no_second_alert(tell, city):
    here, there = city("Osh", 40.5, 72.8, admin1="Osh"), city("Uzgen", 40.8, 73.3, admin1="Osh")
    told = [agency(tell, 70 * n, 14, f"agency {n}", place=here) for n in range(3)]
    moved = [agency(tell, 600 + 60 * n, 14, f"agency {n}", place=there) for n in range(3)]
    assert len({alert.alert for alert in Escalation(Params()).apply([*told, *moved])}) == 1
    worse = [agency(tell, 900 + 60 * n, 40, f"agency {n}", place=there) for n in range(3)]
    assert len({alert.alert for alert in Escalation(Params()).apply([*told, *worse])}) == 2


def test_the_district_of_a_wreck_and_the_town_of_its_hospital_are_one_alert(tell, city):
    district = Place("Jajarkot", "NP", "Jajarkot", 28.8, 82.2, "admin1")
    town = city("Nepalgunj", 28.05, 81.62, "NP", "Lumbini")
    told = [agency(tell, 70 * n, 14, f"agency {n}", place=district) for n in range(3)]
    moved = [agency(tell, 900 + 60 * n, 15, f"agency {n}", place=town) for n in range(3)]
    assert len({alert.alert for alert in Escalation(Params()).apply([*told, *moved])}) == 1


def test_an_alert_takes_later_tolls_for_six_hours_from_the_last_that_it_told(tell):
    told = [agency(tell, 60 * n, 14, f"agency {n}") for n in range(3)]
    late = [agency(tell, minute, dead, "agency 1") for minute, dead in ((600, 15), (900, 16))]
    assert "16 killed" in Escalation(Params()).apply([*told, *late])[-1].headline
    assert "16 killed" not in Escalation(Params()).apply([*told, *late[1:]])[-1].headline


def test_a_town_s_other_reports_do_not_keep_an_alert_open(tell):
    told = [agency(tell, 60 * n, 14, f"agency {n}") for n in range(3)]
    other = [tell(180 + 40 * n, ("FIRE",)) for n in range(1, 20)]
    states = [alert.state for alert in Escalation(Params()).apply([*told, *other])]
    assert states[-1] == "resolved"


def test_what_happens_in_two_towns_of_a_country_is_not_added_up(tell, city):
    osh, talas = city("Osh", 40.5, 72.8, admin1="Osh"), city("Talas", 42.5, 72.2, admin1="Talas")
    told = [agency(tell, 0, 6, "a", place=osh), agency(tell, 40, 7, "b", place=talas)]
    assert Escalation(Params()).apply([*told, agency(tell, 80, 6, "c", place=LAND)]) == []
    both = [*told, agency(tell, 90, 6, "d", place=osh), agency(tell, 100, 6, "e", place=osh)]
    assert {alert.place.name for alert in Escalation(Params()).apply(both)} == {"Osh"}


def test_an_alert_without_dead_does_not_make_the_injured_of_the_next_day_known(tell):
    escalation = Escalation(Params())
    escalation.apply([tell(n) for n in range(8)])  # clashes, nobody counted
    told = {"kind": "newswire", "counts": [("injured", 30)], "speaker": "Police"}
    late = [tell(1440 + 60 * n, ("INJURY",), family=f"agency {n}", **told) for n in range(3)]
    assert "grave_news" in [alert.why.reason for alert in escalation.apply(late)]


def test_one_dead_here_is_not_the_one_dead_of_the_next_town(tell, city):
    here, there = city("Osh", 40.5, 72.8, admin1="Osh"), city("Uzgen", 40.8, 73.3, admin1="Osh")
    kinds = {"kinds": ("EXPLOSION", "DEATH")}
    told = [agency(tell, 30 * n, 1, f"agency {n}", place=here, **kinds) for n in range(3)]
    next_town = [agency(tell, 200 + 30 * n, 1, f"agency {n}", place=there, **kinds) for n in range(3)]
    places = {alert.place.name for alert in Escalation(Params()).apply([*told, *next_town])}
    assert places == {"Osh", "Uzgen"}


def test_the_hurt_that_a_closed_alert_has_told_do_not_open_it_again(tell):
    def hurt(minute, number, name):
        told = {"kind": "newswire", "counts": [("injured", number)], "speaker": "Police"}
        return tell(minute, ("CLASH", "INJURY"), family=name, **told)

    escalation = Escalation(Params())
    escalation.apply([*(hurt(40 * n, 30, f"agency {n}") for n in range(3)), hurt(500, 101, "agency 0")])
    assert {alert.state for alert in escalation.apply([hurt(560, 100, "agency 1")])} == {"resolved"}


def test_figures_of_over_the_border_are_not_those_of_the_fire_here(tell, city):
    story = tell(0, ("FIRE",), place=city("Lgov", 51.7, 35.3, "RU"))
    there = tell(0, ("DEATH",), place=city("Bilopillia", 51.2, 34.3, "UA"), counts=[("killed", 4)])
    mentions = (*story.report.mentions, *there.report.mentions)
    story = replace(story, report=replace(story.report, mentions=mentions))
    claims = {one.place.name: contribution(story, one, 0.0, ()).claims for one in occurrences(story)}
    assert (len(claims["Lgov"]), len(claims["Bilopillia"])) == (0, 1)


def test_a_river_and_a_range_without_a_region_are_two_places(tell):
    river, range_ = (Place(name, "KG", None, 41.0 + n, 74.0, "admin1") for n, name in enumerate(("Naryn", "Tian Shan")))
    told = [agency(tell, 0, 6, "a", place=river), agency(tell, 40, 7, "b", place=range_)]
    assert Escalation(Params()).apply(told) == []


def test_a_country_s_rise_that_tells_the_dead_of_a_town_s_alert_is_of_that_alert(tell, city):
    """Datelines of a capital, a hospital elsewhere: a disaster of 39 dead in one country is one, of none is another."""
    towns = [city(name, 42 + n / 5, 72 + n) for n, name in enumerate(("Talas", "Naryn", "Tokmok", "Kant", "Balykchy"))]

    def night(dead):
        yield from (tell(n, ("EXPLOSION", "DEATH"), kind="newswire", counts=[("killed", 39)]) for n in range(8))
        yield from (tell(40 + n, ("EXPLOSION",), place=towns[n % 5], counts=dead) for n in range(12))

    assert len({alert.alert for alert in Escalation(Params()).apply(night([("killed", 39)]))}) == 1
    assert len({alert.alert for alert in Escalation(Params()).apply(night([]))}) == 2


def test_a_toll_of_one_medium_in_nobody_s_name_is_worth_a_look_among_others_who_tell_of_it(tell):
    others = [tell(30 * n, ("DISASTER",), kind="newswire", family=f"paper {n}") for n in range(2)]
    told = tell(120, ("DISASTER", "DEATH"), kind="newswire", family="agency", counts=[("killed", 18)])
    states = [alert.state for alert in Escalation(Params()).apply([*others, told])]
    assert states[:1] == ["watch"]


@pytest.mark.parametrize(("dead", "another", "state"), [(19, True, "firing"), (19, False, "watch"), (4, True, "watch")])
def test_very_many_dead_of_one_medium_page_where_another_tells_of_the_event(tell, dead, another, state):
    told = [tell(0, ("DEATH",), author="one"), tell(9, ("DEATH",), author="two")]
    if another:
        told.append(tell(40, ("DEATH",), kind="newswire", family="local paper"))
    told.append(agency(tell, 120, dead, "agency"))
    alerts = Escalation(Params()).apply(told)
    assert alerts[-1].state == state

"""Replayed streams: what is raised, when, where, and what is not."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.episode import Episode
from alerts.escalation import Escalation, Params
from alerts.key import name_of
from alerts.lifecycle import AnalystVerdict
from streams.report import Place

BEGIN = datetime(2026, 11, 3, 12, tzinfo=UTC)
PARAMS = Params(watch=11.7, page=17.2, scan_page=12.05, slope=1.0)
CITY = Place("Bishkek", "KG", "Chuy", 42.87, 74.59, "city")


def run(stories, escalation=None):
    return (escalation or Escalation(PARAMS)).apply(stories)


def after_a_silent_day():
    """Escalation of a stream that began a day ago and has had no report."""
    escalation = Escalation(PARAMS)
    escalation.at(BEGIN - timedelta(days=1))
    return escalation


def states(alerts):
    return [alert.state for alert in alerts]


def minutes(alert):
    return (alert.at - BEGIN) / timedelta(minutes=1)


def test_a_report_every_three_minutes_is_watched_at_the_fourth_and_pages_at_the_fifth(tell):
    alerts = run([tell(3 * n) for n in range(6)])
    assert [(alert.state, minutes(alert)) for alert in alerts[:2]] == [("watch", 9.0), ("firing", 12.0)]
    assert alerts[1].reports == 5


def test_a_stream_that_begins_with_a_crisis_hears_it_and_one_full_of_other_things_asks_for_more(tell):
    def towns():
        for n in range(100):
            yield tell(n / 20, place=Place(f"Town {n}", f"C{n % 30}", None, n % 60, n // 2, "city"))

    alone = run([tell(n) for n in range(4)])
    among = run(sorted([*towns(), *(tell(n) for n in range(4))], key=lambda story: story.published_at))
    assert states(alone) == ["firing"]
    assert "firing" not in states(among)


def test_figures_that_somebody_vouches_for_wake_at_a_score_that_else_is_worth_a_look(tell):
    vouched = run([tell(5 * n, counts=[("killed", 7)], speaker="police") for n in range(4)])
    unnamed = run([tell(5 * n, counts=[("killed", 2)]) for n in range(4)])
    assert states(unnamed) == ["watch"]
    assert states(vouched) == ["watch", "firing"]
    assert vouched[0].why.reason == "grave_news"
    assert vouched[0].why.score < PARAMS.watch


def test_three_reports_at_once_are_an_anecdote(tell):
    assert run([tell(0) for _ in range(3)]) == []


def test_one_author_s_500_posts_page_nobody(tell):
    assert run([tell(n * 0.06, author="one") for n in range(500)]) == []


def test_forty_outlets_with_one_story_page_nobody(tell):
    first = tell(0, kind="newswire", id="wire")
    copies = [tell(n, kind="newswire", copy_of="wire") for n in range(1, 40)]
    assert run([first, *copies]) == []


def test_one_publisher_s_many_feeds_are_one_source(tell):
    stories = [tell(n, kind="newswire", family="one publisher", source=f"feed:{n}") for n in range(20)]
    assert run(stories) == []


@pytest.mark.parametrize("polarity", ["negated", "past", "planned", "figurative"])
def test_what_did_not_happen_now_raises_nothing(tell, polarity):
    assert run([tell(n, polarity=polarity) for n in range(30)]) == []


def test_a_demonstration_alone_is_watched_and_pages_nobody(tell):
    assert set(states(run([tell(n, ("PROTEST",)) for n in range(30)]))) == {"watch"}


def test_a_wave_over_a_city_s_districts_is_one_alert_of_the_city(tell, spot):
    places = [spot(f"Square {n}", 42.87 + n * 0.01, 74.59) for n in range(5)]
    alerts = run([tell(0, place=CITY)] + [tell(1 + n, place=places[n % 5]) for n in range(15)])
    assert len({alert.alert for alert in alerts}) == 1
    assert "firing" in states(alerts)
    assert alerts[-1].place.name == "Bishkek"


def test_a_busy_town_s_alert_placed_at_a_square_clears_when_the_town_is_as_usual(tell, spot):
    square = spot("Square")
    usual = [tell(2 * n, place=square if n % 9 == 0 else CITY) for n in range(-2 * 720, 6 * 30)]
    burst = [tell(n / 2, place=square if n % 9 == 0 else CITY) for n in range(46)]
    alerts = run(sorted([*usual, *burst], key=lambda story: story.published_at))
    last = [alert for alert in alerts if alert.alert == alerts[-1].alert]
    assert [alert.state for alert in last if alert.why.reason in ("rate_rose", "quiet", "stayed_quiet")] == [
        "watch", "clearing", "resolved",
    ]  # fmt: skip
    assert {alert.place.name for alert in last} == {"Square"}
    assert minutes(last[0]) < 10
    assert minutes(last[-1]) < 120


def test_a_wave_over_a_region_s_towns_is_one_alert_although_no_town_has_two_reports(tell, city):
    towns = [city(f"Town {n}", 42.0 + 0.5 * n, 73.0, admin1="Chuy") for n in range(8)]
    alerts = run([tell(n, place=towns[n]) for n in range(8)])
    assert len({alert.alert for alert in alerts}) == 1
    assert alerts[-1].place.precision in ("admin1", "country")


def test_two_fires_in_two_cities_are_two_alerts(tell, city):
    osh = city("Osh", 40.53, 72.8, admin1="Osh")
    alerts = run([tell(n * 0.5, ("FIRE",), place=osh if n % 2 else CITY) for n in range(30)])
    assert {alert.place.name for alert in alerts if alert.state == "firing"} == {"Bishkek", "Osh"}
    assert len({alert.alert for alert in alerts if alert.state == "firing"}) == 2


def test_reports_without_a_place_join_the_kindred_event_and_bring_no_figures(tell):
    located = [tell(n) for n in range(6)]
    joined = [tell(7 + n, ("CLASH", "INJURY"), place=None, counts=[("injured", 600)]) for n in range(3)]
    last = tell(11, ("FORCE",))
    alert = run([*located, *joined, last])[-1]
    assert alert.place.name == "Bishkek"
    assert alert.reports >= 9
    assert alert.counts == ()


def test_a_fire_without_a_place_is_no_part_of_a_peaceful_rally(tell):
    rally = [tell(n, ("PROTEST",)) for n in range(6)]
    fires = [tell(7 + n, ("FIRE",), place=None) for n in range(10)]
    alerts = run([*rally, *fires])
    assert all("FIRE" not in alert.types for alert in alerts if alert.place.name == "Bishkek")


def test_reports_without_a_place_never_page(tell):
    assert set(states(run([tell(n * 0.2, ("FIRE",), place=None) for n in range(60)]))) <= {"watch"}


def test_a_rise_of_which_only_some_reports_name_the_place_is_one_alert_there(tell):
    placeless = [tell(n, ("DISASTER",), place=None) for n in (0, 2, 4)]
    located = [tell(n, ("DISASTER",)) for n in (5, 6)]
    alerts = run([*placeless, *located], after_a_silent_day())
    page = next(alert for alert in alerts if alert.state == "firing")
    assert (page.place.name, page.type, page.reports) == ("Bishkek", "DISASTER", 5)
    assert len({alert.alert for alert in alerts}) == 1


def test_a_name_that_all_share_pages_without_a_place_and_finds_it_when_two_reports_name_it(tell):
    told = [tell(n, ("EXPLOSION",), place=None, excerpt=f"Terrible blast at Amuay, voice {n}") for n in range(6)]
    escalation = after_a_silent_day()
    alerts = run(told, escalation)
    assert alerts[-1].state == "firing"
    assert alerts[-1].headline == "An explosion, place unknown (“amuay”)"
    later = run([tell(7 + n, ("EXPLOSION",), excerpt=f"Amuay is in flames, {n}") for n in range(3)], escalation)
    assert {alert.alert for alert in later} == {alerts[-1].alert}
    assert later[-1].place.name == "Bishkek"


def test_a_town_s_reports_go_on_teaching_its_country_while_it_has_an_alert(tell):
    escalation = Escalation(PARAMS)
    run([tell(n) for n in range(8)], escalation)
    assert escalation.open_alerts == 1
    run([tell(8 + n) for n in range(0, 400, 4)], escalation)
    taught = escalation.detectors.get("ANY|KG").rate
    assert taught.counts > 20
    assert escalation.detectors.get("ANY|?").rate.counts > 20


@pytest.mark.parametrize(
    ("raised_by", "kinds", "counts"),
    [
        ("CLASH|KG", ("FIRE",), False),  # a town's usual fires are no more clashes
        ("CLASH|KG", ("FIRE", "CLASH"), True),
        ("ANY|KG", ("FIRE",), True),
    ],
)
def test_a_run_of_one_type_is_followed_by_reports_of_that_type(tell, raised_by, kinds, counts):
    escalation = Escalation(PARAMS)
    run([tell(0), tell(1, kinds)], escalation)
    part = escalation.state.ledger["KG"][-1]
    episode = Episode(id="e", node="KG", started=BEGIN, base="KG", raised_by=raised_by)
    assert episode.follows(part, part.path) is counts
    assert not episode.follows(part, ("KZ",))


def test_the_other_places_of_a_story_about_an_open_alert_are_background(tell, city):
    osh = city("Osh", 40.53, 72.8, admin1="Osh")
    escalation = Escalation(PARAMS)
    run([tell(n) for n in range(8)], escalation)
    both = [tell(9 + n, also=osh) for n in range(10)]
    assert all(alert.place.name == "Bishkek" for alert in run(both, escalation))
    assert escalation.detectors.get("ANY|KG\x1fOsh") is None


def test_a_merged_alert_s_reports_count_where_it_was_merged_into(tell, city):
    osh = city("Osh", 40.53, 72.8, admin1="Osh")
    escalation = Escalation(PARAMS)
    alerts = run([tell(n * 0.5, ("FIRE",), place=osh if n % 2 else CITY) for n in range(30)], escalation)
    last = {alert.place.name: alert for alert in alerts}
    verdict = AnalystVerdict(
        alert=last["Osh"].alert, verdict="merge", by="me", at=BEGIN + timedelta(minutes=16), into=last["Bishkek"].alert
    )
    merged, into = escalation.judge(verdict)[:2]
    assert (merged.alert, merged.state) == (last["Osh"].alert, "merged")
    assert into.alert == last["Bishkek"].alert
    assert into.reports > last["Bishkek"].reports
    assert escalation.judge(verdict) == []


def test_a_shooting_in_a_town_is_no_part_of_the_country_s_earthquake(tell):
    land = Place("Kyrgyzstan", "KG", None, 41.5, 74.6, "country")
    quake = [tell(2 * n, ("DISASTER",), place=land) for n in range(8)]
    shooting = [tell(60 + 2 * n, ("CLASH", "INJURY")) for n in range(8)]
    alerts = run([*quake, *shooting])
    assert {(alert.place.name, alert.type) for alert in alerts} == {("Kyrgyzstan", "DISASTER"), ("Bishkek", "CLASH")}
    assert len({alert.alert for alert in alerts}) == 2


def test_a_fire_in_a_town_belongs_to_the_country_s_earthquake(tell):
    land = Place("Kyrgyzstan", "KG", None, 41.5, 74.6, "country")
    quake = [tell(2 * n, ("DISASTER",), place=land) for n in range(8)]
    fires = [tell(20 + 2 * n, ("FIRE",)) for n in range(3)]
    assert len({alert.alert for alert in run([*quake, *fires])}) == 1


def test_what_a_type_raised_from_afar_rises_with_all_reports_of_its_spot(tell, spot):
    house = spot("White House (Bishkek)")
    town = [tell(-60 + 3 * n, ("PROTEST",)) for n in range(20)]
    night = [tell(1 + n / 2, ("STORMING",) if n < 4 else ("FORCE",), place=house) for n in range(30)]
    pages = [alert for alert in run([*town, *night]) if alert.state == "firing" and "STORMING" in alert.types]
    assert minutes(pages[0]) < 10


def test_a_desk_may_forgo_the_learning_of_a_new_stream(tell):
    def stories():
        places = [Place(f"Town {town}", f"C{town}", None, 10.0 * town, 5.0, "city") for town in range(4)]
        return [tell(n + town / 10, ("FIRE",), place=place) for n in range(9) for town, place in enumerate(places)]

    learning, forgoing = Escalation(Params()), Escalation(Params(learning_minutes=0.0))
    assert len({alert.place.name for alert in run(stories(), learning)}) < 3
    assert len({alert.place.name for alert in run(stories(), forgoing)}) == 4


def test_the_usual_reports_of_a_town_add_nothing_to_the_score_of_one_of_its_squares(tell, spot):
    square = spot("Ala-Too Square")
    usual = [tell(5 * n, ("FIRE",)) for n in range(12 * 30)]
    few = [tell(1500 + 12 * n, ("CLASH",), place=square) for n in range(5)]
    alerts = run(sorted([*usual, *few], key=lambda story: story.published_at))
    alerts = [alert for alert in alerts if alert.at >= few[0].published_at]
    assert {alert.place.name for alert in alerts} == {"Ala-Too Square"}
    assert max(alert.why.score for alert in alerts) < 2 * alerts[0].why.score


def test_what_a_country_tells_by_type_while_a_town_has_an_alert_is_learnt(tell):
    land = Place("Kyrgyzstan", "KG", None, 41.5, 74.6, "country")
    crisis = [tell(n / 2) for n in range(600)]
    beside = [tell(30 + 5 * n, place=land) for n in range(50)]
    escalation = Escalation(Params())
    run(sorted([*crisis, *beside], key=lambda story: story.published_at), escalation)
    key = escalation.detectors.get(name_of("CLASH", "KG"))
    assert key is not None
    assert key.rate.counts > 20

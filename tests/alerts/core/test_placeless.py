"""What names no place, and what takes an event back: which alert it speaks of, and what becomes of its figures."""

from datetime import UTC, datetime, timedelta

import msgspec

from alerts.escalation import Escalation, Params
from alerts.gathering import named_alike
from alerts.ledger import contribution, occurrences

BEGIN = datetime(2026, 11, 3, 12, tzinfo=UTC)
KISS = "Fire at the Kiss nightclub, dozens hurt"


def paged(tell, **given):
    """Return escalation with one open alert, and its latest revision."""
    escalation = Escalation(Params())
    told = [tell(30 * n, ("STORMING", "CLASH"), kind="newswire", family=f"agency {n}", **given) for n in range(3)]
    return escalation, escalation.apply(told)[-1]


def test_a_medium_without_a_place_adds_its_figures_to_the_only_open_alert_of_the_kind(tell):
    escalation, before = paged(tell)
    late = {"place": None, "counts": [("killed", 4)], "kind": "newswire", "family": "daily"}
    (after,) = escalation.apply([tell(150, ("CLASH",), **late)])
    assert (after.alert, after.headline.endswith("; 4 killed (daily)")) == (before.alert, True)


def test_posts_without_a_place_and_victims_of_nothing_add_no_figures(tell):
    escalation, _ = paged(tell)
    told = [
        tell(150, ("CLASH",), place=None, counts=[("killed", 6)]),
        tell(151, ("DEATH",), place=None, counts=[("killed", 6)], kind="newswire", family="sports"),
    ]
    assert all("6 killed" not in alert.headline for alert in escalation.apply(told))


def test_an_official_body_that_told_of_the_victims_goes_on_to_tell_of_them_without_a_place(tell):
    escalation, _ = paged(tell)
    ministry = {"author": "Ministry of Health", "speaker": "Ministry of Health"}
    escalation.apply([tell(100, ("INJURY",), counts=[("injured", 12)], **ministry)])
    late = {"place": None, "counts": [("injured", 30)]}
    (after,) = escalation.apply([tell(150, ("INJURY",), **ministry, **late)])
    assert after.headline.endswith("; 30 injured (Ministry of Health)")
    other = {"author": "Ministry of Transport", "speaker": "Ministry of Transport"}
    assert escalation.apply([tell(190, ("INJURY",), **other, place=None, counts=[("injured", 80)])]) == []


def test_a_small_rise_of_the_toll_is_told_when_it_has_settled_and_the_last_one_after_the_end(tell):
    escalation, _ = paged(tell)

    def toll(minute, dead):
        told = {"kind": "newswire", "family": "agency 1", "speaker": "police"}
        return tell(minute, ("DEATH", "CLASH"), counts=[("killed", dead)], **told)

    def told(alerts):
        return [(alert.state, alert.why.reason, alert.headline.rpartition("; ")[2]) for alert in alerts]

    assert told(escalation.apply([toll(70, 38)])) == [("firing", "severity_rose", "38 killed (police)")]
    assert told(escalation.apply([toll(75, 39)])) == []
    assert told(escalation.at(BEGIN + timedelta(minutes=101))) == [
        ("firing", "figures_changed", "39 killed (police)"),
    ]
    over = escalation.at(BEGIN + timedelta(minutes=400))
    assert over[-1].state == "resolved"
    assert told(escalation.apply([toll(450, 41)])) == [("resolved", "toll_rose", "41 killed (police)")]
    assert escalation.open_alerts == 0


def test_what_is_called_by_a_name_that_others_place_is_there(tell, city, bishkek):
    def part(minute, place, excerpt=KISS):
        story = tell(minute, ("FIRE",), place=place, excerpt=excerpt)
        (occurrence,) = occurrences(story)
        return contribution(story, occurrence, minute, Escalation(Params()).state.atlas.path(place))

    osh = city("Osh", 40.53, 72.80)
    here = [part(5.0, bishkek), part(20.0, bishkek)]
    text = "At least ninety die, police say, in blaze at Kiss"
    assert named_alike(text, ("FIRE",), here, 0.0) == here[0].path
    assert named_alike(text, ("CLASH",), here, 0.0) is None
    assert named_alike(text, ("FIRE",), here, 10.0) is None, "one voice"
    assert named_alike(text, ("FIRE",), [*here, part(21.0, osh)], 0.0) is None, "two of the name"
    assert named_alike("a blaze at a nightclub", ("FIRE",), here, 0.0) is None


def test_an_official_word_that_there_were_no_shots_counts_for_none_and_takes_rumoured_dead_back(tell):
    escalation = Escalation(Params())
    rumours = [tell(n, ("CLASH", "DEATH"), counts=[("killed", 2)], excerpt="2 dead at the mall") for n in range(5)]
    before = escalation.apply(rumours)[-1]
    assert "2 killed" in before.headline
    denial = tell(
        30,
        ("CLASH",),
        polarity="negated",
        speaker="police",
        kind="newswire",
        excerpt="No shots fired at mall, police say",
    )
    shots = tell(0, ("CLASH", "INJURY"), counts=[("injured", 3)], speaker="police").report.mentions
    report = msgspec.structs.replace(denial.report, mentions=(*denial.report.mentions, *shots))
    (after,) = escalation.apply([msgspec.structs.replace(denial, report=report)])
    assert (after.why.reason, after.reports) == ("denied", before.reports)
    assert "killed" not in after.headline
    assert after.confidence < before.confidence


def test_a_namesake_of_a_spot_where_an_alert_is_open_is_meant_unless_the_text_names_another_place(tell, spot):
    here = spot("White House (Bishkek)")
    elsewhere = spot("White House", 38.9, -77.04, "US", "District of Columbia")
    escalation, before = paged(tell)
    escalation.apply([tell(100, place=here)])
    last = escalation.apply([tell(120 + n, ("CLASH", "DEATH"), place=elsewhere) for n in range(4)])[-1]
    assert (last.alert, last.place.country) == (before.alert, "KG")
    assert before.reports < last.reports

    alone = Escalation(Params()).apply([tell(n, ("STORMING",), place=elsewhere) for n in range(8)])
    assert {alert.place.country for alert in alone} == {"US"}


def test_a_town_s_namesake_is_meant_where_many_tell_of_the_same_kind_there_and_of_no_other_kind(tell, city):
    compostela = city("Santiago de Compostela", 42.88, -8.54, "ES", "Galicia")
    chile = city("Santiago", -33.46, -70.65, "CL", "Santiago Metropolitan")

    def countries(kinds):
        escalation = Escalation(Params())
        told = [tell(n, ("DISASTER", "DEATH"), place=compostela) for n in range(12)]
        told += [tell(15 + n, kinds, place=chile) for n in range(8)]
        return {alert.place.country for alert in escalation.apply(told)}

    assert countries(("DISASTER",)) == {"ES"}
    assert countries(("PROTEST", "CLASH")) == {"ES", "CL"}


def test_a_town_s_namesake_is_meant_where_some_tell_of_the_same_sort_of_thing_there(tell, city):
    here = city("Halifax", 44.65, -63.57, "CA", "Nova Scotia")
    other = city("Halifax", 53.72, -1.86, "GB", "England")
    blast = {"kind": "newswire", "excerpt": "Explosion at the shipyard"}

    def told(excerpt):
        escalation = Escalation(Params())
        escalation.apply([tell(4 * n, ("EXPLOSION",), place=here, family=f"agency {n}", **blast) for n in range(4)])
        toll = tell(
            30, ("EXPLOSION", "DEATH"), other, kind="newswire", family="late", counts=[("killed", 6)], excerpt=excerpt
        )
        return [(alert.place.country, "6 killed" in alert.headline) for alert in escalation.apply([toll])]

    assert told("Six dead in Halifax shipyard blast") == [("CA", True)]
    assert told("Six dead in Halifax house blast") == []


def test_a_town_of_no_country_is_counted_like_a_report_without_a_place(tell, city):
    escalation, _ = paged(tell)
    before = escalation.counters.counted
    escalation.apply([tell(100 + n, place=city("Nowhere", 0.0, 0.0, "")) for n in range(3)])
    assert escalation.counters.counted == before + 3

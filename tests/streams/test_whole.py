"""What the whole of a short post says for or against its triggers."""

import pytest

from streams.adverts import form
from streams.report import Report
from streams.text import fold, vocabulary


def current(report: Report) -> bool:
    return report.relevant and any(m.polarity != "figurative" for m in (*report.mentions, *report.hazards))


def types(report):
    return {mention.type for mention in report.mentions if mention.polarity == "asserted"}


@pytest.mark.parametrize(
    "text",
    [
        "Now hiring: fire investigator, Tulsa. Apply by 14 May",
        "#NowPlaying Burning House on WXYZ",
        "New on Etsy: 'Forest Fire' candle, burns 45 hrs",
        "On this day 1883: the volcano was heard 3,000 miles off",
        "The Blitz: 75 years ago tonight the docks were burning",
        "Fire pits now 20% off, order by Sunday",
        "Lovely café, lovely fire, and Now Playing: Burning House",
    ],
)
def test_adverts_music_and_calendars_are_no_news(tag, text):
    folded = fold(text)
    assert form(folded, vocabulary(folded))
    assert not tag(text).relevant


@pytest.mark.parametrize(
    "text",
    [
        "Two killed as a bus leaves the road near Nakuru, police say, 14 in hospital",
        "World War Two bomb found near Leeds station, 300 people moved",
        "Water 40% off the line at the plant, world's largest, after a blast",
    ],
)
def test_news_has_no_such_form(text):
    folded = fold(text)
    assert not form(folded, vocabulary(folded))


def test_an_event_that_is_firm_by_itself_vouches_for_the_hurt(tag):
    report = tag("Check this out: Powerful quake hits Guatemala, killing at least 39 [a link in my bio]")
    assert "DEATH" in types(report)


def test_an_age_speaks_for_a_death(tag):
    assert "DEATH" in types(tag("Marathon runner collapses at mile 23, dies. He was 42"))


def test_numbers_of_the_dead_are_no_picture(tag):
    assert "DEATH" in types(tag("crane collapse Mecca: 107 dead inside the Grand Mosque"))
    assert not current(tag("lol I am dead inside"))


@pytest.mark.parametrize(
    ("lone", "told"),
    [
        ("Сгорел от нетерпения, пока ждал", "Сгорел склад в Омске, двое пострадавших"),
        ("Mi casa es un terremoto de nietos", "Terremoto en Arequipa, 3 heridos"),
    ],
)
def test_a_lone_trigger_needs_a_place_or_a_figure_where_no_table_helps(tag, lone, told):
    assert not tag(lone).relevant
    assert tag(told).relevant


@pytest.mark.parametrize(
    "text",
    ["Earthquake drill tomorrow at 10", "Simulacro de sismo mañana a las 11", "Учения по тушению пожара в школе"],
)
def test_a_drill_is_nothing_to_be_told(tag, text):
    assert not tag(text).relevant


def test_what_happens_at_an_exercise_is(tag):
    assert {"EXPLOSION", "DEATH"} <= types(tag("Explosion during military exercise kills 3 soldiers"))


def test_victims_alone_are_not_said_to_be_hurt(tag):
    assert not types(tag("Please give what you can for the flood victims in Kashmir")) & {"DEATH", "INJURY"}
    assert "INJURY" in types(tag("Two gunshot victims at Pine & 4th, one critical"))


def test_the_wounded_in_kyrgyz(tag):
    report = tag("Ошто 12 адам жараланды")
    assert [(m.type, [(c.role, c.min) for c in m.counts]) for m in report.mentions] == [("INJURY", [("injured", 12)])]

"""Headlines of newswire: short, without articles, with words that also name games, months and nations."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2026, 11, 20, 14, tzinfo=UTC)


def tag(tagger, text):
    return tagger.tag(Post(id="made:1", source="made", kind="newswire", text=text, published_at=AT))


def told(report, polarity="asserted"):
    return {m.type for m in report.mentions if m.polarity == polarity}


def figures(report):
    return {(c.role, c.min, c.max) for m in report.mentions for c in m.counts if c.of is None}


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("At least 60 killed in crush at India's Hathras religious gathering", (60, None)),
        ("Seven killed in crush at concert in Houston", (7, 7)),
        ("Six killed at rally in Delhi", (6, 6)),
        ("At least nine killed in raid at poker game in Detroit", (9, None)),
        ("Gunmen kill 14 in attack on bus in Balochistan", (14, 14)),
        ("Shark kills surfer off Perth", (1, 1)),
        ("Crocodile kills man in Darwin", (1, 1)),
        ("Iran executes three over 2022 protests", (3, 3)),
        ("Cartel gunmen massacre 24 at rehab centre in Irapuato", (24, 24)),
        ("Father and son killed in avalanche in Tyrol", (2, 2)),
        ("Mother, two children die in Leeds house fire", (3, 3)),
        ("Death toll from Turkey quake tops 20,000", (20000, None)),
        ("Toll in Derna floods passes 11,000 as 10,000 still missing", (11000, None)),
        ("Death toll exceeds 2,000 in Morocco quake", (2000, None)),
        ("Toll from Maui fire at 96", (96, 96)),
        ("Woman, man and toddler found dead in Ohio home", (3, 3)),
    ],
)
def test_the_dead_of_a_headline_are_counted(tagger, text, dead):
    report = tag(tagger, text)
    assert "DEATH" in told(report)
    assert {(low, high) for role, low, high in figures(report) if role == "killed"} == {dead}


@pytest.mark.parametrize(
    "text",
    [
        "Three men killed in game of chess by boredom, jokes grandmaster",
        "Liverpool killed in second half by United",
        "How many characters get killed in season two? We counted",
        "Best horror films: five people dead in the first ten minutes",
        "Rangers dead and buried in 3-0 defeat",
        "Late goal kills off Villa in Perth",
    ],
)
def test_pictures_of_death_stay_pictures(tagger, text):
    assert "DEATH" not in told(tag(tagger, text))


def test_thousands_march_in_any_month(tagger):
    report = tag(tagger, "Thousands march in Belgrade after station roof collapse")
    assert "PROTEST" in told(report)
    assert ("crowd", 2000, None) in figures(report)
    assert told(tag(tagger, "Thousands of visitors expected by 8 March")) == set()


def test_a_vow_and_an_exercise_are_plans(tagger):
    assert told(tag(tagger, "Students vow to march on Dhaka on Sunday"), "planned") == {"PROTEST"}
    drill = tag(tagger, "Exercise: simulated plane crash at Zurich airport involves 200 'injured'")
    assert not told(drill)
    assert "INJURY" in told(drill, "planned")


def test_the_year_of_a_headline_dates_its_event(tagger):
    report = tag(tagger, "Court jails 12 for 2019 Sri Lanka bombing that killed 269")
    assert told(report) == {"ARREST"}
    assert {"EXPLOSION", "DEATH"} <= told(report, "past")
    assert told(tag(tagger, "Iran executes three over 2022 protests"), "past") == {"PROTEST"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Fighting in Bakhmut intensifies", "CLASH"),
        ("M23 rebels seize Bukavu", "CLASH"),
        ("Soldiers seize power in Gabon", "CLASH"),
        ("Siege of Aleppo tightens", "CLASH"),
        ("US strikes in Yemen's Hodeidah kill 74", "EXPLOSION"),
        ("North Korea fires missile into Sea of Japan", "EXPLOSION"),
        ("Russia attacks Kharkiv with drones", "EXPLOSION"),
        ("Turkey shells Kurdish towns in Syria", "EXPLOSION"),
        ("Ukraine hits oil depot in Rostov", "EXPLOSION"),
    ],
)
def test_wars_are_told_by_their_verbs(tagger, text, kind):
    assert told(tag(tagger, text)) == ({kind, "DEATH"} if "kill" in text else {kind})


@pytest.mark.parametrize(
    "text",
    [
        "Fighting in octagon ends early",
        "Rebels seize on Ohio's fumbles in second quarter",
        "Siege of Troy exhibition opens in London",
        "Coup for Leeds as striker signs",
        "Police seize 2 tonnes of cocaine in Rotterdam",
        "SpaceX launches rocket from Florida",
        "Company fires 200 staff in Leeds",
    ],
)
def test_sports_trade_and_space_are_no_wars(tagger, text):
    assert not told(tag(tagger, text))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Riots in New Caledonia, four dead", "NC"),
        ("Cyclone in Mayotte, 39 dead", "YT"),
        ("Unrest in French Guiana", "GF"),
        ("Fire in Vaduz, Liechtenstein", "LI"),
        ("Rebels kill 60 in attack on church in eastern Congo", "CD"),
        ("Explosion in Brazzaville, Congo, kills 5", "CG"),
    ],
)
def test_territories_are_countries_of_a_report(tagger, text, country):
    assert {m.place.country for m in tag(tagger, text).mentions if m.place} == {country}


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Iran fires ballistic missiles at base in Iraq", "IQ"),
        ("Turkey shells Kurdish towns in Syria", "SY"),
        ("In Ukraine strikes killed five", "UA"),
    ],
)
def test_whose_forces_it_was_is_no_scene(tagger, text, country):
    assert {m.place.country for m in tag(tagger, text).mentions if m.place} == {country}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Power out, heard a big blast", "EXPLOSION"),
        ("bullets flying over our heads in khartoum", "CLASH"),
        ("carriages burning after the crash near larissa", "FIRE"),
    ],
)
def test_posts_of_a_few_words(tagger, text, kind):
    post = Post(id="made:1", source="made", kind="social", text=text, published_at=AT)
    assert told(tagger.tag(post)) == {kind}


def test_a_road_is_no_first_person(tagger):
    report = tag(tagger, "I-95 shut after crash, two dead")
    assert [m.source for m in report.mentions] == [None]


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Strike on Khan Younis kills 12", "Khān Yūnis"),
        ("Hundreds of thousands flee as Rafah is shelled", "Rafaḩ"),
    ],
)
def test_what_is_struck_is_a_place(tagger, text, town):
    assert {m.place.name for m in tag(tagger, text).mentions if m.place} == {town}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Protest in Tbilisi, Georgia: police use tear gas", None),
        ("Nairobi protest: police fire live bullets", None),
        ("Coup in Niger: president held", None),
        ("3 dead in Leeds fire: police", "police"),
        ("Quake kills 12 in Peru: civil defence agency", "civil defence agency"),
        ("Two killed in Kharkiv: sources close to police", "sources close to police"),
        ("Two killed in Kharkiv: governor Oleh Petrenko", "governor Oleh Petrenko"),
    ],
)
def test_who_does_something_behind_a_colon_tells_nothing(tagger, text, speaker):
    assert {m.source.name if m.source else None for m in tag(tagger, text).mentions} == {speaker}

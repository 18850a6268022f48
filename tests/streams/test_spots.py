"""Squares and quarters that short posts name without their town, and words that are no town there."""

import pytest

from streams.geo.gazetteer import Gazetteer
from streams.geo.gazetteer_form import key_of
from streams.geo.spots import DATA


def places(report):
    return [(place.name, place.country) for place in report.places]


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("riot vans in Govan, everyone is out", ("Glasgow", "GB")),
        ("tear gas near piccadilly gardens, people running", ("Manchester", "GB")),
        ("ОМОН бьёт людей на Немиге", ("Minsk", "BY")),
        ("tiroteio na rocinha agora, ninguém sai", ("Rio de Janeiro", "BR")),
        ("Schüsse am Schwedenplatz, bitte bleibt zuhause", ("Vienna", "AT")),
        ("smoke over the Kremlin", ("Moscow", "RU")),
    ],
)
def test_a_spot_stands_for_its_town(tag, text, town):
    assert town in places(tag(text))


def test_a_report_names_the_spot_beside_its_town(tag):
    assert places(tag("riot vans in Govan, two arrested")) == [("Glasgow", "GB"), ("Govan", "GB")]


def test_a_spot_tells_nothing_where_the_text_names_another_place(tag):
    assert places(tag("shots on Bourke Street, Nairobi, two dead")) == [("Nairobi", "KE")]
    assert ("Melbourne", "AU") in places(tag("shots on Bourke Street, Australia, two dead"))


def test_articles_name_their_towns_themselves(tag):
    article = "Two people were killed in a fire. " * 10 + "The Govan fire service said so."
    assert ("Glasgow", "GB") not in places(tag(article))


def test_every_spot_has_a_town_and_one_only():
    gazetteer = Gazetteer.open()
    rows = [row.split("\t") for row in (DATA / "spots.tsv").read_text("utf-8").splitlines() if row[0] != "#"]
    assert all(any(entry.country == country for entry in gazetteer.find(town)) for town, country, _ in rows)
    names = [key_of(name) for _, _, several in rows for name in several.split("|")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "text",
    [
        "Brush fire off the highway, two hurt",  # a capital that the sentence has anyway
        "Tornado on the ground, two dead",
        "#HurricaneHarvey took the roof, two dead",  # the storm's own name
        "Cyclone Winston tore the roofs off, two dead",
        "some clown crashed into my brand new Tucson and ran, two hurt",
        "Kobe beef on fire, kitchen burning, two hurt",
        "Austin and Madison punched each other, two hurt",
        "incendie: la défense coule, deux blessés",  # an article and a word in small letters
    ],
)
def test_what_only_looks_like_a_town_is_none(tag, text):
    assert places(tag(text)) == []


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Bangkok shrine blast, ten dead", ("Bangkok", "TH")),
        ("#HurricaneCuba two dead", ("Cuba", "CU")),
        ("Manila hospital on fire, two dead", ("Manila", "PH")),
        ("another Manila hospital on fire, two dead", ("Manila", "PH")),
        ("active shooter odessa texas, two dead", ("Odessa", "US")),
        ("#Palu quake, many dead", ("Palu", "ID")),
        ("Renfe: incendio en Santiago, dos heridos", ("Santiago de Compostela", "ES")),
    ],
)
def test_what_is_one_stays_one(tag, text, town):
    assert town in places(tag(text))

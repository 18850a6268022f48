"""Places whose holder stands in parentheses: `streams.geo.parentheses`."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


def scenes(tagger, text):
    report = tagger.tag(Post(id="h", source="test", kind="newswire", text=text, published_at=AT))
    places = [one.place for one in (*report.mentions, *report.hazards)]
    return {(place.name, place.country) if place else None for place in places}


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Fighters clashed with the army near Mainari (Kaga LGA, Borno State). Ten were killed.", "Mainari", "NG"),
        ("Two were killed when a mine exploded in Penza (Bam Province). A third was wounded.", "Penza", "BF"),
        ("Insurgents raided Nanjolo (Ancuabe District, Cabo Delgado Province), killing two.", "Nanjolo", "MZ"),
        ("Dos muertos en un incendio en Quirco (provincia de Jujuy).", "Quirco", "AR"),
        ("Deux morts dans une explosion à Bandisa (province de l'Ituri).", "Bandisa", "CD"),
    ],
)
def test_a_name_lies_where_its_holder_in_parentheses_does(tagger, text, name, country):
    assert scenes(tagger, text) == {(name, country)}


def test_the_place_of_a_name_that_lies_in_its_holder_is_taken(tagger):
    text = "Two were killed when a bomb exploded in Mopti (Mopti Region)."
    report = tagger.tag(Post(id="h", source="test", kind="newswire", text=text, published_at=AT))
    assert {(one.place.name, one.place.precision) for one in report.mentions} == {("Mopti", "city")}


@pytest.mark.parametrize(
    "text",
    [
        "Two were killed in a fire in Leeds, police (Borno State) said.",
        "Two were killed in a fire in Leeds, the NPA (Borno State) said.",
    ],
)
def test_words_without_a_capital_and_acronyms_are_held_by_nothing(tagger, text):
    assert ("Leeds", "GB") in scenes(tagger, text)


def test_an_area_in_parentheses_says_nothing(tagger):
    text = "Thirteen people were killed in clashes at Djohnari (Sila Province)."
    report = tagger.tag(Post(id="h", source="test", kind="newswire", text=text, published_at=AT))
    assert {one.source for one in report.mentions} == {None}

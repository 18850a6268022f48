"""Places of local papers: a county and its town that name no state, townships, surnames and offices that are towns."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2026, 11, 20, 14, tzinfo=UTC)
STATION = (
    "The flames were out within minutes, but the family lost its porch in the fire on Tuesday, Port Matilda Fire Capt. "
    "Derrick Reese said. Units from Warriors Mark and Boalsburg were sent as well. Reese said nobody was at home."
)
COUNTIES = (
    "Franklin County Sheriff Dan Oaks said a man stole a tractor on Thursday near a farm and drove it to Russellville, "
    "where deputies stopped and arrested him."
)
TOWNSHIPS = (
    "In small Pennsylvania towns volunteers fought four fires in four days. From Tamaqua to Tower City, and from "
    "Orwigsburg north to Union Township, they left their jobs for it, the Schuylkill County dispatcher said."
)
OFFICES = (
    "Union City, Tenn. - The second of the inmates who escaped was arrested by the marshals, Union City Police and "
    "Obion County deputies on Monday, the sheriff said."
)


def places(tagger, text):
    post = Post(id="made:1", source="made", kind="newswire", text=text, published_at=AT)
    return {(place.name, place.admin1) for place in tagger.tag(post).places}


def test_a_county_and_a_town_tell_each_other_apart_where_no_state_is_named(tagger):
    assert {("Franklin County", "Alabama"), ("Russellville", "Alabama")} <= places(tagger, COUNTIES)


def test_a_township_lies_where_its_neighbours_do(tagger):
    found = places(tagger, TOWNSHIPS)
    assert ("Union Township", "Pennsylvania") in found
    assert ("Union", "New Jersey") not in found


def test_who_speaks_behind_a_forename_that_no_list_has_is_no_town(tagger):
    assert "Reese" not in {name for name, _ in places(tagger, STATION)}


def test_the_police_of_a_town_are_no_town_of_poland(tagger):
    assert "Police" not in {name for name, _ in places(tagger, OFFICES)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Бишкектин борборунда өрт чыкты.", "Bishkek"),
        ("Бишкектин Ленин районундагы кампадан өрт чыкты.", "Bishkek"),
        ("Кечээ Оштун борборунда митинг болду.", "Osh"),
        ("Араванда өрт чыкты.", "Aravan"),
        ("Баткендин Ак-Сай айылында атышуу болду.", "Ak-Say"),
        ("Лейлек районунда атышуу болду.", "Leilek District"),
        ("Кечээ Чоң-Алай районунда жер титиреди.", "Chong-Alay District"),
        ("МЧС: в Джумгале есть погибшие после землетрясения.", "Jumgal District"),
        ("The quake destroyed houses in Jumgal district, killing three.", "Jumgal District"),
        ("Караганда: на шахте погибли пять горняков", "Karagandy"),
    ],
)
def test_towns_and_districts_of_kyrgyz_news(tagger, text, name):
    assert name in {found for found, _ in places(tagger, text)}


def test_according_to_is_no_town_in_kyrgyz(tagger):
    assert not places(tagger, "Министрликтин маалыматына караганда, эки киши каза тапты.")


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Una explosión en Granada deja dos heridos.", "ES"),
        ("Explosão em Salvador deixa três mortos.", "BR"),
        ("Protesta en El Salvador deja tres heridos.", "SV"),
        ("Grenada hit by hurricane, 3 dead", "GD"),
    ],
)
def test_large_towns_that_are_called_like_small_states(tagger, text, country):
    post = Post(id="made:1", source="made", kind="newswire", text=text, published_at=AT)
    assert {place.country for place in tagger.tag(post).places} == {country}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Hamas said its men had fired on the patrol near Rafah.", "Hamm"),
        ("A flight from Paris to Miami was turned back over Boston after a fire.", "Paris, Texas"),
        ("Troops from France, Turkey, Canada, Spain and Italy will guard the town.", "Cañada"),
        ("The bowling of Makaro Hayward was fast; a ball from Hayward hurt the batsman.", "Hayward"),
        ("The boat reached the Pacific Island of Nauru after the fire.", "Pacific"),
        ("The Federal Government said that nobody was hurt in the blast.", "Federal"),
    ],
)
def test_what_bears_a_towns_name_is_not_there(tagger, text, wrong):
    name, _, state = wrong.partition(", ")
    assert not [one for one in places(tagger, text) if one[0] == name and (not state or one[1] == state)]


def test_a_country_in_a_list_of_countries_is_no_town_of_the_next(tagger):
    text = "Troops from France, Turkey, Canada, Spain and Italy will guard the town."
    assert {name for name, _ in places(tagger, text)} == {"France", "Turkey", "Canada", "Spain", "Italy"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Požar u klubu u Vranju, petnaestoro povređenih u požaru, javlja agencija.", "Vranje"),
        ("Ima povređenih u požaru, njihov broj se još ne zna, kažu vatrogasci.", None),
    ],
)
def test_a_serbian_case_is_of_the_large_town_and_no_verb_is_a_state_of_nigeria(tagger, text, name):
    assert {found for found, _ in places(tagger, text)} <= {name, "Vranju"}
    assert name is None or name in {found for found, _ in places(tagger, text)}

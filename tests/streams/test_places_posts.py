"""Towns of short posts: persons, goods and clubs that are called alike, nicknames, spots, whose words are used."""

import pytest

from streams.geo.gazetteer import Gazetteer
from streams.geo.places import Places, shipped_landmarks
from streams.language import detect
from streams.text import fold, vocabulary


@pytest.fixture(scope="module")
def located():
    """Places of a post with an event, whether or not it is relevant."""
    places = Places(Gazetteer.open(), shipped_landmarks())

    def read(text):
        folded = fold(text)
        known = vocabulary(folded)
        found = places.find(text, folded, detect(text, None, known), known, event=True)
        return [(one.place.name, one.place.country) for one in found]

    return read


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("my cousin Sydney is in hospital after a car crash", "Sydney"),
        ("a boy named Milan was killed in a car crash", "Milan"),
        ("Brooklyn just turned 5 and set the kitchen on fire", "Brooklyn"),
        ("Alexandria is live from the protest right now, follow her", "Alexandria"),
        ("Vienna sausages burned, the kitchen is on fire", "Vienna"),
        ("Turkey went up in flames in the oven, fire brigade at the door", "Turkey"),
        ("Fire on Victoria street, two engines there", "Victoria"),
        ("three people injured while watching Chicago Fire and laughing", "Chicago"),
        ("Houston we have a problem, the oven is on fire", "Houston"),
        ("Motín en la cárcel Granja Canadá, un muerto", "Canada"),
        ("Incendio en el Hotel Francia, dos heridos", "France"),
        ("Milan bombing forward since half time, goal after goal, riot", "Milan"),
    ],
)
def test_persons_goods_streets_and_clubs_bear_names_of_towns(located, text, town):
    assert town not in [name for name, _ in located(text)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Fire in Sydney, my cousin is in hospital", "Sydney"),
        ("Milan is burning, fire in the station", "Milan"),
        ("Fire at a Vienna pizza place, two injured", "Vienna"),
        ("Chicago Fire Department is at the scene of the fire", "Chicago"),
        ("Explosion in Houston, we have a problem here", "Houston"),
        ("Bus burned on the Lucknow road", "Lucknow"),
        ("Stampede at the stadium after a goal in Malang, 100 dead", "Malang"),
    ],
)
def test_the_town_is_meant_where_a_post_says_so(located, text, place):
    assert place in [name for name, _ in located(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flood in KL again, cars stuck in the tunnel", ("Kuala Lumpur", "MY")),
        ("bomb in kl, stay home", ("Kuala Lumpur", "MY")),
        ("NYC subway filled with smoke, everyone walking out", ("New York City", "US")),
        ("nyc bus on fire", ("New York City", "US")),
        ("LA shaking, glass on the floor", ("Los Angeles", "US")),
        ("shooting in gilroy ca, many hurt", ("Gilroy", "US")),
        ("explosion near tyler tx, windows gone", ("Tyler", "US")),
        ("tear gas at Syntagma square again", ("Syntagma Square", "GR")),
        ("smoke at heathrow, evacuated onto the tarmac", ("Heathrow Airport", "GB")),
        ("taksim'de patlama oldu, yaralılar var, herkes koşuyor", ("Taksim Square", "TR")),
        ("JFK terminal 8, everyone running from shots", ("John F. Kennedy International Airport", "US")),
        ("Beograd, centar blokiran, policija tuče ljude", ("Belgrade", "RS")),
        ("Livorno, fango ovunque, due morti", ("Livorno", "IT")),
        ("Студенти блокирали мост у Новом Саду", ("Novi Sad", "RS")),
        ("Schüsse am Bahnhof Hamburg, alle rennen", ("Hamburg", "DE")),
        ("Zaventem evacuated, glass all over the hall", ("Zaventem", "BE")),
    ],
)
def test_nicknames_spots_and_beginnings_name_towns(located, text, expected):
    assert expected in located(text)


@pytest.mark.parametrize(
    "text",
    [
        "fire in la casa, bomb in the sf novel",
        "lax safety: a man was killed",
        "LA Galaxy bombing forward",
        "grenade attack, four wounded",
        "wildfire in north tx, they say",
        "Madison, stop hitting your brother",
    ],
)
def test_words_that_look_like_nicknames_are_none(located, text):
    assert not {"Los Angeles", "Grenada", "Madison", "North"} & {name for name, _ in located(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("muertos en el tren de Santiago, Galicia está de luto", ("Santiago de Compostela", "ES")),
        ("explosión en Santiago, carabineros cierra la calle", ("Santiago", "CL")),
        ("inundaciones en Santiago, Cuba, dos muertos", ("Santiago de Cuba", "CU")),
        ("incendio en Valencia, los mossos ayudan, tres heridos", ("Valencia", "ES")),
        ("incendio en Valencia, el cicpc investiga, tres heridos", ("Valencia", "VE")),
        ("temblor en Mérida, aemet avisa de réplicas", ("Mérida", "ES")),
        ("Police in Cambridge arrested a man, RCMP said", ("Cambridge", "CA")),
        ("Gardaí at a fire in Newcastle West, a councillor was hurt", ("Newcastle West", "IE")),
    ],
)
def test_what_a_text_says_of_its_country_tells_towns_of_one_name_apart(located, text, expected):
    assert expected in located(text)

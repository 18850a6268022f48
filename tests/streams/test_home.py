"""Where a source writes from tells what its texts name and leave out."""

from datetime import UTC, datetime

import pytest

from connectors.post import Home, Post
from streams.explain import explain
from streams.geo.gazetteer import Gazetteer
from streams.geo.home import entry_of

DAY = datetime(2024, 5, 14, tzinfo=UTC)
SPAIN, VALENCIA = Home("ES"), Home("ES", "Valencia")
FIRE = "Incendio en Santiago, dos muertos"


def places(report):
    return [(place.name, place.country) for place in report.places]


def test_a_name_that_several_places_have_is_at_home(tag):
    assert places(tag(FIRE))[0] == ("Santiago", "CL")
    assert places(tag(FIRE, home=SPAIN))[0] == ("Santiago de Compostela", "ES")
    assert places(tag("Fire in Valencia, two dead", home=SPAIN))[0] == ("Valencia", "ES")
    assert not tag(FIRE, home=SPAIN).places[0].assumed


@pytest.mark.parametrize(
    "text",
    [
        "Incendio en Santiago de Chile, dos muertos",
        "Terremoto en Chile: dos muertos en Santiago",
        "Incendio en Santiago y Valparaíso, dos muertos",
        "Carabineros: dos muertos en un incendio en Santiago",
    ],
)
def test_what_the_text_says_comes_first(tag, text):
    assert ("Santiago", "CL") in places(tag(text, home=SPAIN))


@pytest.mark.parametrize(
    ("text", "home", "country"),
    [
        ("Fire in Paris, two dead", Home("US"), "FR"),  # no hamlet's name but of a country's larger towns
        ("Fire in London, two dead", Home("CA"), "CA"),
        ("Fire in Paris, two dead", Home("US", "Sulphur Springs, Texas"), "US"),  # the town beside it
        ("Two killed in Georgia shooting", Home("US"), "US"),
        ("Two killed in Georgia shooting", None, "GE"),
    ],
)
def test_a_metropolis_elsewhere_gives_way_to_towns_that_people_there_think_of(tag, text, home, country):
    assert places(tag(text, home=home))[0][1] == country


def test_an_event_without_a_place_is_where_its_source_is(tag):
    text = "Explosión en la calle Mayor, hay heridos"
    assert tag(text).places == ()
    report = tag(text, home=VALENCIA)
    (place,) = report.places
    assert (place.name, place.country, place.assumed) == ("Valencia", "ES", True)
    assert {mention.place for mention in report.mentions} == {place}
    assert tag(text, home=SPAIN).places[0].precision == "country"
    at_noon = tag("Explosión en la calle Mayor a las 10:00, dos heridos", home=VALENCIA).mentions[0].time
    assert at_noon is not None
    assert at_noon.start.hour == 8


def test_posts_of_everyday_life_get_no_place(tag):
    assert tag("me duele la cabeza", home=VALENCIA).places == ()


def test_copies_from_elsewhere_have_their_own_home(tagger):
    posts = [
        Post(
            id=str(at), source="s", kind="social", text=FIRE, published_at=datetime(2024, 5, 14, tzinfo=UTC), home=home
        )
        for at, home in enumerate((None, SPAIN, None, SPAIN))
    ]
    assert [places(report)[0][1] for report in tagger.tag_many(posts)] == ["CL", "ES", "CL", "ES"]


def test_a_home_that_nobody_knows_says_nothing(tag):
    assert places(tag(FIRE, home=Home("XX")))[0] == ("Santiago", "CL")
    gazetteer = Gazetteer.open()
    assert entry_of(Home("XX", "Nowhere"), gazetteer) is None
    town = entry_of(Home("US", "Springfield, Illinois"), gazetteer)
    assert town is not None
    assert town.region == "Illinois"
    spain = entry_of(Home("ES", "Nowhere"), gazetteer)
    assert spain is not None
    assert spain.name == "Spain"


def test_the_explanation_says_that_the_place_is_the_sources(tagger):
    post = Post(
        id="p", source="s", kind="social", text="huge fire on main street", home=VALENCIA,
        published_at=DAY,
    )  # fmt: skip
    assert "where its source is" in explain(tagger, post).plain

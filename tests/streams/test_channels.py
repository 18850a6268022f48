"""A local channel is called after its town, which its posts mean where they name no place."""

from datetime import UTC, datetime

import pytest

from connectors.post import Home, Post
from streams.geo.channels import town_of
from streams.geo.gazetteer import Gazetteer

DAY = datetime(2024, 5, 14, tzinfo=UTC)


def town(author, kind="social"):
    post = Post(id="p", source="s", kind=kind, author=author, text="", published_at=DAY)
    home = town_of(post, Gazetteer.open())
    return home and home.place


@pytest.mark.parametrize(
    ("author", "place"),
    [
        ("Подслушано Льгов", "L’govskiy, Kursk Oblast"),
        ("Суми Тривога", "Sumy, Sumy Oblast"),
        ("Haldia Amader Shohor", "Haldia, West Bengal"),
        ("Cotabambas Noticias", "Cotabambas, Apurímac"),
        ("@szczecin_live", "Szczecin, Zachodniopomorskie"),
        ("Vecinos de Vallecas", "Vallecas, Autonomous Region of Madrid"),
    ],
)
def test_a_channel_called_after_a_town_is_at_home_there(author, place):
    assert town(author) == place


@pytest.mark.parametrize(
    "author",
    [
        "Sofia Rossi",  # people
        "Paris Hilton",
        "Губернатор Лобанов",
        "Jakarta Post",  # papers
        "Харків життя",  # of more than a million: the country's news
        "Токмак чат",  # two towns
        "Springfield Today",
        "US Embassy Bishkek info",  # more than a town
        "Daily Life",
        "онлайн",
        "",
    ],
)
def test_other_authors_are_at_home_nowhere(author):
    assert town(author) is None


def test_a_channel_speaks_for_social_posts_alone():
    assert town("Cotabambas Noticias", kind="newswire") is None


def test_a_post_that_names_no_place_is_where_its_channel_is(tag):
    text = "прильот біля лікарні! вікна повилітали по всій вулиці, щось горить"
    assert tag(text, author="Олена").places == ()  # read first: the copies of a text differ by their channels
    (place,) = tag(text, author="Білопілля наше").places
    assert (place.name, place.country, place.assumed) == ("Bilopillia", "UA", True)
    assert tag(text, author="Олена").places == ()


def test_a_place_in_the_text_or_given_for_the_source_comes_first(tag):
    text = "Explosion in Kharkiv, many are injured"
    assert [place.name for place in tag(text, author="Білопілля наше").places] == ["Kharkiv"]
    (place,) = tag("Explosion, many injured", author="Білопілля наше", home=Home("ES", "Valencia")).places
    assert place.name == "Valencia"

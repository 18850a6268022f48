"""The place of an article's event, whatever other places the article comes by."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

LEAD = (
    "KALAMATA, Greece - More than 300 firefighters battled a wildfire near Kalamata for a second day on Saturday as "
    "strong winds pushed the flames through olive groves towards the coast.\n\n"
)
MIDDLE = (
    "About 1,900 residents and tourists had left by evening, most of them in their own cars after their phones had "
    "buzzed with alerts in four languages. Many had taken only a bag, and some came back on foot to fetch an animal "
    "or to close a window.\n\n"
    "The picture is somewhat better than last night, but the wind will turn again, and who is told to go should go, "
    "a spokesman said. The church is still standing. Nobody knows about the houses below it, where the road is cut "
    "by fallen pines and the power lines lie across it.\n\n"
    "The ministry has asked the neighbours for two more aircraft, which are to come in the morning. Until then the "
    "crews work with shovels along the ridge, as they did the whole of the night before, and wait for the dew.\n\n"
    "Shops and schools of the district stay closed. A hall with beds has been opened beside the stadium, where women "
    "of the parish cook, and a vet looks after goats and dogs. The mayor thanked the bakers, who sent bread at five "
    "in the morning without being asked, and a man with a water cart.\n\n"
)


def places(tagger, text, kind, title=None):
    at = datetime(2021, 8, 7, 20, tzinfo=UTC)
    report = tagger.tag(Post(id="a", source="wire", kind="newswire", title=title, text=text, published_at=at))
    return [one.place.name for one in report.mentions if one.type == kind and one.place]


@pytest.mark.parametrize(
    "text",
    [
        "Four firefighters were injured, a spokesman said at a briefing in Athens.",
        "Fans had come from as far as Benin for the match.\n\nFour firefighters were injured.",
        "Four injured firefighters were taken to the Garibaldi clinic.",
        "The Greek government sent soldiers.\n\nIn Greece summers are dry. Four firefighters were injured.",
    ],
)
def test_an_event_without_a_place_of_its_own_is_where_the_article_is(tagger, text):
    assert set(places(tagger, LEAD + MIDDLE + text, "INJURY")) == {"Kalamata"}


def test_an_event_stays_at_the_town_of_its_paragraph(tagger):
    text = "In Tripoli a barn went up as well. Two men were injured there.\n\nFour firefighters were injured."
    assert places(tagger, LEAD + MIDDLE + text.replace("Tripoli", "Patras"), "INJURY") == ["Pátra", "Kalamata"]


@pytest.mark.parametrize(
    "text",
    [
        "KABUL - An earthquake knocked down houses west of the city of Herat on Saturday, killing at least 15.\n\n",
        "KABUL (AFP) - Fifteen people died in a fire at a market in Herat on Saturday.\n\nCrews were still at work.",
    ],
)
def test_a_lead_is_no_title_so_its_dateline_is_one(tagger, text):
    assert set(places(tagger, text, "DEATH")) == {"Herāt"}


def test_what_is_bound_for_a_town_is_elsewhere(tagger):
    text = "Eleven people were killed when a Pemba-bound bus was attacked on the road in Macomia."
    assert places(tagger, text, "DEATH") == ["Macomia"]

"""No figure of the items modelled on real news falls under its floor."""

import json

import pytest

from tests.tagging import news


@pytest.mark.parametrize("held", [False, True], ids=["read", "unread"])
def test_no_figure_of_the_news_falls_under_its_floor(tagger, held):
    figures, faults = news.score(tagger, news.languages(held=held), held=held)
    floors = json.loads(news.FLOORS.read_text("utf-8"))["unread" if held else "read"]
    lower = {key: (figures.get(key, 0.0), floor) for key, floor in floors.items() if figures.get(key, 0.0) < floor}
    assert not lower, [] if held else faults


def test_twelve_languages_have_items_that_were_read_and_items_that_were_not():
    assert (
        {"ar", "en", "es", "fr", "ky", "ru", "de", "it", "pl", "pt", "tr", "uk"}
        <= set(news.languages(held=False))
        == set(news.languages(held=True))
    )

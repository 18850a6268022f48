"""Toponyms of our own labelled articles: found, and within 161 kilometres; a change that lowers a figure says so."""

import json
import sys
from pathlib import Path

import pytest

from streams.geo.gazetteer import Gazetteer
from streams.geo.places import Places, shipped_landmarks

sys.path.insert(0, str(Path(__file__).parents[1] / "tagging"))
import score_places

FLOORS = json.loads(score_places.FLOORS.read_text())


@pytest.fixture(scope="module")
def figures():
    gazetteer = Gazetteer.open()
    places = Places(gazetteer, shipped_landmarks())
    articles = score_places.score(places, [*score_places.read(), *score_places.read_plain()])
    return {**score_places.figures(articles), **score_places.score_posts(places, gazetteer)}


@pytest.mark.parametrize("name", FLOORS)
def test_no_figure_falls_below_its_floor(figures, name):
    assert figures[name] >= FLOORS[name]


def test_the_aims_hold_on_articles_that_were_not_looked_at(figures):
    assert figures["held.coverage"] >= 0.9
    assert figures["held.within_161_km"] >= 0.9


def test_a_third_of_the_articles_is_held_out():
    articles = score_places.read()
    held = [article for article in articles if article["held"]]
    assert len(articles) >= 40
    assert 0.25 <= len(held) / len(articles) <= 0.4
    for article in articles:
        for toponym in article["toponyms"]:
            assert article["text"][toponym["start"] :].startswith(toponym["text"])

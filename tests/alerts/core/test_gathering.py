"""Which reports are one event where their places alone do not say so."""

import pytest

from alerts.gathering import Located, anchors, home, presumed
from alerts.hazards import hazard_phrase
from alerts.keys import UNKNOWN

OSH, BISHKEK = "KG\x1fOsh\x1fOsh@40.53,72.80", "KG\x1fChuy\x1fBishkek@42.87,74.59"


def test_anchors_are_hashtags_and_names_but_neither_shouts_nor_sentence_beginnings():
    text = "RT @agency: BREAKING a fire at the Amuay refinery. Pray for them #ExplosionAmuay http://t.example/Xyz"
    assert anchors(text) == {"amuay", "explosionamuay"}


@pytest.mark.parametrize(
    ("spots", "where"),
    [
        ({OSH: 3, BISHKEK: 1}, OSH),
        ({OSH: 1, BISHKEK: 1}, "KG"),
        ({OSH: 1, "RU": 1, UNKNOWN: 9}, None),
        ({OSH: 1}, None),
        ({UNKNOWN: 9}, None),
    ],
)
def test_an_event_is_where_most_located_reports_and_two_at_least_place_it(spots, where):
    assert home(spots, 0.6) == where


def told(spot, *types, minute=50.0, voice=None):
    return Located(minute, spot, voice or f"{spot}{types}{minute}", types)


@pytest.mark.parametrize(
    ("located", "types", "where"),
    [
        ([told(OSH, "FIRE"), told(OSH, "FIRE", minute=51)], ("FIRE",), OSH),
        ([told(OSH, "FIRE", voice="a"), told(OSH, "FIRE", minute=51, voice="a")], ("FIRE",), None),
        ([told(OSH, "FIRE"), told(OSH, "FIRE", minute=51)], ("CLASH",), None),
        ([told(f"{OSH}\x1fBazaar", "FIRE"), told(f"{OSH}\x1fBazaar", "FIRE", minute=51)], ("FIRE",), OSH),
        ([told(OSH, "FIRE", minute=1), told(OSH, "FIRE", minute=2)], ("FIRE",), None),
        ([told(OSH, "FIRE"), told(BISHKEK, "FIRE"), told(OSH, "FIRE", minute=51), told(BISHKEK, "FIRE", minute=51)],
         ("FIRE",), None),
    ],
)  # fmt: skip
def test_a_report_without_a_place_is_presumed_in_the_town_that_two_kindred_voices_of_the_last_hour_name(
    located, types, where
):
    assert presumed(located, types, 10.0, 0.6) == where


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ({"helicopter crashed": 2}, "a crash"),
        ({"сошел с рельсов": 1}, "a derailment"),
        ({"haze": 4, "hail": 1}, "haze or smog"),
        ({"rescuers": 5}, "a disaster or accident"),
        ({}, "a disaster or accident"),
    ],
)
def test_a_hazard_is_called_by_what_its_words_name(words, phrase):
    assert hazard_phrase(words) == phrase

"""The gate: words of every day let a text pass only beside the rest of the trigger that they belong to."""

import pytest

from deploy.bench_path import posts
from streams.gate import Gate
from streams.text import pieces
from streams.words.phrases import compile_pattern


@pytest.mark.parametrize(
    "text",
    [
        "Police kicked down the door of a flat",
        "Two rival gangs met at the stadium",
        "#HighStreetFire",
        "They kicked. Door.",
    ],
)
def test_what_can_hold_a_trigger_passes(tagger, text):
    assert tagger.gate(text)


@pytest.mark.parametrize("text", ["The library opens its doors on Monday", "Two seats are left", "Nice weather"])
def test_a_single_word_of_every_day_does_not_pass(tagger, text):
    assert not tagger.gate(text)


def test_most_quiet_posts_end_at_the_gate(tagger):
    quiet = list(posts(200, relevant=0.0))
    assert sum(tagger.gate(post.text) for post in quiet) < len(quiet) / 2


@pytest.mark.parametrize(
    "text",
    [
        "I'm glad it is 5 p.m. at last",
        "I’m glad",
        "The river is low this year and our garden looks quite dry; more in the paper",
    ],
)
def test_an_anchor_counts_as_a_word_and_beside_the_rest_of_its_trigger(tagger, text):
    assert not tagger.gate(text)


@pytest.mark.parametrize(
    "text",
    [
        "Earthquake M 5.6 - 60 km E of Tokyo",
        "Кино, an earthquake",
        "Zürich: M 4 quake felt",
        "el tren descarriló",
        "штурмую третью ночь",
        "L’incendie a été maîtrisé",
        "Smoke—fire—everywhere",
    ],
)
def test_such_an_anchor_opens_the_gate_where_it_stands_alone(tagger, text):
    assert tagger.gate(text)


def test_a_trigger_without_letters_is_found_where_all_pieces_are_known():
    gate = Gate([compile_pattern("911", ("HAZARD",), "strong", {})])
    folded = "somebody call 911 now"
    for _ in range(2):
        assert gate.look(folded, set(pieces(folded))) == gate.look(folded)
    assert gate.starts(folded)


def test_what_is_known_of_pieces_is_forgotten_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr("streams.gate._REMEMBERED", 8)
    gate = Gate([compile_pattern("kicked ~2 door|doors", ("CLASH",), "strong", {})])
    for number in range(20):
        for folded, found in (("they kicked the door in", True), (f"the door of number {number} is shut", False)):
            assert bool(gate.look(folded, set(pieces(folded)))[0]) is found

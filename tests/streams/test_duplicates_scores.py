"""Copies found and other incidents kept apart, on variants of our own texts: floors that a change must keep."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "dedupe"
COPIES = {
    "repost": 0.99, "truncated": 0.97, "boilerplate": 0.97, "dropped": 0.97, "spun_light": 0.97, "spun_40": 0.95,
    "spun_70": 0.97, "translated": 0.97, "syndicated": 0.95,
}  # fmt: skip
OTHERS = {"other_incident": 0.01, "place_swapped": 0.02, "place_and_number": 0.02, "number_fell": 0.09}


def load(name: str):
    """Load a module beside the tests by its path: the tests are no package."""
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def scores():
    load("variants")
    return load("score").measure(rounds=2)


def test_copies_are_found(scores):
    found = {key: score.merged for key, score in scores.items() if key[0] in COPIES}
    assert {kind for kind, _ in found} == set(COPIES)
    assert {key: share for key, share in found.items() if share < COPIES[key[0]]} == {}


def test_other_incidents_in_the_same_words_are_not_merged(scores):
    merged = {key: score.merged + score.updated for key, score in scores.items() if key[0] in OTHERS}
    assert {key: share for key, share in merged.items() if share > OTHERS[key[0]]} == {}


def test_counts_that_grew_are_updates(scores):
    assert all(scores["number_grown", long].updated >= 0.95 for long in (True, False))


def test_a_copy_is_linked_to_its_own_original(scores):
    assert sum(score.wrong_of for score in scores.values()) == 0

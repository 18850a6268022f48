"""No figure of the labelled set falls under its floor."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[1] / "tagging"


def script(name):
    spec = importlib.util.spec_from_file_location(f"tagging_{name}", SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def score():
    yield script("score")
    del sys.modules["tagging_score"]


@pytest.fixture(scope="module")
def genres():
    yield script("genres")
    del sys.modules["tagging_genres"]


@pytest.mark.parametrize("name", ["items", "paraphrases"])
def test_no_figure_falls_under_its_floor(score, tagger, name):
    figures = score.figures(score.score(tagger, score.read(name)))
    floors = json.loads(score.FLOORS.read_text("utf-8"))[name]
    lower = {key: (figures.get(key, 0.0), floor) for key, floor in floors.items() if figures.get(key, 0.0) < floor}
    assert not lower


def test_the_labelled_set_covers_every_language(score):
    languages = [labelled["lang"] for labelled in score.read("items")]
    assert languages.count("en") >= 120
    assert min(languages.count(code) for code in ("ru", "ky", "es", "fr", "ar")) >= 36
    assert min(languages.count(code) for code in ("de", "pt", "it")) >= 24
    assert len(score.read("paraphrases")) >= 60


@pytest.mark.parametrize(
    "name",
    [
        "genres",
        "quiet",
        "heldout",
        "unseen",
        "fresh",
        "written",
        "blind",
        "words",
        "plain_read",
        "plain",
        "witness",
        "witness_held",
    ],
)
def test_no_genre_falls_under_its_floor(genres, tagger, name):
    figures, faults = genres.score(tagger, name)
    floors = json.loads(genres.FLOORS.read_text("utf-8"))[name]
    lower = {key: (figures.get(key, 0.0), floor) for key, floor in floors.items() if figures.get(key, 0.0) < floor}
    assert not lower, faults


def test_the_genres_are_large_enough_to_say_something(genres):
    lines = {
        genre: len(list(genres.read(genres.GENRES / f"{genre}.tsv")))
        for genre in genres.SCORES
        if genre not in ("languages", "types", "facts", "terse", "everyday", "crisis", "hedge", "figures", "articles")
    }
    assert lines["sports_and_other"] >= 150
    assert lines["reports"] >= 60
    assert lines["notes"] >= 60
    assert lines["sentences"] >= 80

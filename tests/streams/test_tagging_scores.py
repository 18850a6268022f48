"""No figure of the labelled set falls under its floor."""

import importlib.util
import json
from pathlib import Path

import pytest

SCORE = Path(__file__).parents[1] / "tagging" / "score.py"


@pytest.fixture(scope="module")
def score():
    spec = importlib.util.spec_from_file_location("tagging_score", SCORE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["tagging_score"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["tagging_score"]


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
    assert len(score.read("paraphrases")) >= 60

"""One tagger for all tests of tagging: loading is cheap, building its gazetteer on a new machine is not.

And the scripts that score duplicate detection, which are no package and are loaded by their paths.
"""

import importlib.util
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post
from streams.tagging import Tagger

SCORES = Path(__file__).parents[1] / "dedupe"
NOON = datetime(2024, 5, 14, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def tagger():
    return Tagger.load()


@pytest.fixture
def tag(tagger):
    def read(text, *, published_at=NOON, **more):
        return tagger.tag(Post(id="p", source="s", kind="social", text=text, published_at=published_at, **more))

    return read


@pytest.fixture(scope="session")
def duplicate_scripts():
    """Modules of ``tests/dedupe`` by name; each is loaded once and can import those before it."""
    found = {}
    for name in ("variants", "harder", "score", "strangers"):
        spec = importlib.util.spec_from_file_location(name, SCORES / f"{name}.py")
        found[name] = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found[name])
    return found


@pytest.fixture(scope="session")
def score(duplicate_scripts):
    return duplicate_scripts["score"]


@pytest.fixture(scope="session")
def strangers(duplicate_scripts):
    return duplicate_scripts["strangers"]

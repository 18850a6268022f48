"""Articles on different incidents that share a name are hardly ever called next versions of one another."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "dedupe"
MOST = 0.06, 0.03
"""Share of such pairs that may be linked, three and twenty hours apart."""


def load(name: str):
    """Load a module beside the tests by its path: the tests are no package."""
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def strangers():
    for name in ("variants", "harder", "score"):
        load(name)
    return load("strangers")


def test_articles_that_share_a_name_only_are_kept_apart(strangers):
    pairs = strangers.strangers(strangers.tagging())
    assert len(pairs) > 600
    near, far = (strangers.linked(pairs, hours) for hours in (3, 20))
    assert 1 - near["new"] / len(pairs) <= MOST[0]
    assert 1 - far["new"] / len(pairs) <= MOST[1]

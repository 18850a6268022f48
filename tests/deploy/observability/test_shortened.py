"""A drill changes how long a minute lasts, and nothing else of the rules."""

import re
from pathlib import Path

import pytest
import yaml

from deploy.observability.shortened import shortened

DEPLOY = Path(__file__).parents[3] / "deploy"
FILES = [*sorted((DEPLOY / "prometheus" / "rules").glob("*.yml")), DEPLOY / "alertmanager" / "alertmanager.yml"]


def test_lengths_of_time_are_shortened():
    text = 'expr: time() - max(x) > 5 * 60 and rate(y{a="5m"}[3d]) > 14.4 * 0.01\nfor: 1m\nkeep_firing_for: 2h\n'
    assert shortened(text, 5) == (
        'expr: time() - max(x) > 5 * 12 and rate(y{a="5m"}[51840000ms]) > 14.4 * 0.01\n'
        "for: 12000ms\nkeep_firing_for: 1440000ms\n"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_else_is_changed(path):
    def timeless(text: str) -> str:
        return re.sub(r"(?<=[\[ ])\d+(ms|[smhd])\b|\* \d+\b", "TIME", text)

    text = path.read_text()
    assert timeless(shortened(text, 5)) == timeless(text)
    assert shortened(text, 5) != text
    assert yaml.safe_load(shortened(text, 5)).keys() == yaml.safe_load(text).keys()

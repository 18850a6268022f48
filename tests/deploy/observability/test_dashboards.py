"""The dashboards in the repository are what the code writes, in the form that Grafana's own types read."""

import json
import re

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.observability.dashboards import FOLDER, queries, written
from deploy.observability.table import described


def test_the_written_dashboards_are_the_code_s():
    found = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.json")}
    assert found == written(), "run: .venv/bin/python -m deploy.observability.dashboards"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_grafana_s_types_read_them_whole(path):
    register_default_plugins()
    text = path.read_text("utf-8")
    read = JSONEncoder(sort_keys=True, indent=2).encode(Dashboard.from_json(json.loads(text)))
    # Reading adds an empty table where a panel has no settings of its own.
    assert re.sub(r'"custom": {},\s+', "", read) == text.rstrip("\n")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_panels_lie_beside_and_not_over_each_other(path):
    taken = set()
    for panel in json.loads(path.read_text("utf-8"))["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + right, place["y"] + down) for right in range(place["w"]) for down in range(place["h"])}
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24, panel["title"]
        taken |= cells


def test_every_metric_of_ours_is_on_a_dashboard_or_known_not_to_be():
    shown = " ".join(query.expression for query in queries("1m"))
    left_out = {
        "ingest_silence_limit_seconds", "ingest_source_stopped", "ingest_silent_sources",  # of the alerts
        "ingest_checkpoints_total", "ingest_messages_total", "stage_messages_total",  # beside bytes and records
    }  # fmt: skip
    missing = {one.name for one in described() if not re.search(rf"\b{one.name}(_bucket)?\b", shown)}
    assert missing - left_out == set()

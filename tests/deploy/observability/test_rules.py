"""Every alert fires when it should, stays quiet when it should, and has a page that says what to do."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.observability.programs import find_program
from deploy.observability.table import described

DEPLOY = Path(__file__).parents[3] / "deploy"
PROMETHEUS = DEPLOY / "prometheus"
TESTS = sorted((PROMETHEUS / "tests").glob("*.yml"))


def rules(kind: str) -> list[dict[str, Any]]:
    groups = [yaml.safe_load(path.read_text())["groups"] for path in sorted((PROMETHEUS / "rules").glob("*.yml"))]
    return [rule for file in groups for group in file for rule in group["rules"] if kind in rule]


ALERTS = rules("alert")


def run(*command: Any, cwd: Path | None = None) -> None:
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, timeout=250, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_the_rules_fire_and_do_not_fire(path):
    run(find_program("promtool"), "test", "rules", path)


def test_prometheus_takes_its_configuration():
    run(find_program("promtool"), "check", "config", PROMETHEUS / "prometheus.yml")


def test_alertmanager_takes_its_configuration():
    run(find_program("amtool"), "check-config", DEPLOY / "alertmanager" / "alertmanager.yml")


def test_every_alert_is_shown_firing_and_not_firing():
    names = [test["name"] for path in TESTS for test in yaml.safe_load(path.read_text())["tests"]]
    for rule in ALERTS:
        assert f"{rule['alert']} fires" in names
        assert f"{rule['alert']} does not fire" in names or rule["alert"] == "TocsinWatchdog"


def test_every_alert_has_a_severity_a_sentence_and_a_runbook():
    for rule in ALERTS:
        assert rule["labels"]["severity"] in {"page", "ticket", "none"}, rule["alert"]
        assert rule["annotations"]["summary"], rule["alert"]
        assert rule["annotations"]["description"], rule["alert"]
        assert rule["annotations"]["runbook_url"] == f"deploy/runbooks/{rule['alert']}.md"
    books = {path.stem for path in (DEPLOY / "runbooks").glob("*.md")}
    assert books == {rule["alert"] for rule in ALERTS}


@pytest.mark.parametrize("path", sorted((DEPLOY / "runbooks").glob("*.md")), ids=lambda path: path.stem)
def test_a_runbook_says_what_it_means_where_to_look_and_what_to_do(path):
    text = path.read_text()
    assert re.findall("^#+ (.*)", text, re.MULTILINE) == [path.stem, "Meaning", "How to look", "How to mend"]


def test_a_page_never_ends_at_the_first_good_moment():
    # A flapping page wakes somebody twice.
    assert [
        rule["alert"] for rule in ALERTS if rule["labels"]["severity"] == "page" and not rule.get("keep_firing_for")
    ] == []


def test_rules_and_runbooks_name_only_metrics_that_exist():
    known = {one.name for one in described()}
    known |= {
        f"{one.name}_{part}" for one in described() if one.kind == "histogram" for part in ("bucket", "count", "sum")
    }
    known |= {rule["record"] for rule in rules("record")} | {
        "up",
        "process_start_time_seconds",
        "process_resident_memory_bytes",
    }
    word = r"\b(?:ingest|stage|report|dedupe|notify|alerts?|detector|deadman|consumer|watchdog|broker)_[a-z0-9_]+\b"
    texts = [(rule["expr"], rule) for rule in (*ALERTS, *rules("record"))]
    texts += [(path.read_text(), path.name) for path in (DEPLOY / "runbooks").glob("*.md")]
    events = {
        "source_failed",
        "stage_crashed",
        "stage_stuck",
        "notify_failed",
        "deadman_ping_failed",
        "source_gone",
        "source_stopped",
    }
    for text, where in texts:
        assert set(re.findall(word, text)) - known - events == set(), where


def test_only_bounded_labels():
    allowed = {
        "source", "error", "reason", "stage", "verdict", "kind", "channel", "result", "type", "severity", "outcome",
        "state", "group", "topic", "version", "python", "process",
    }  # fmt: skip
    assert {label for one in described() for label in one.labels} <= allowed


def test_the_table_of_metrics_in_readme_is_the_code_s():
    from deploy.observability.table import README, put

    text = README.read_text("utf-8")
    assert put(text) == text, "run: .venv/bin/python -m deploy.observability.table"

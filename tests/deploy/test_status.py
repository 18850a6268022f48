"""`tocsin status` says what needs hands, first cause first, and nothing that does not."""

import contextlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from prometheus_client import CollectorRegistry, Gauge

from connectors.health import SourceHealth
from deploy.cli import cli
from deploy.config import SourceTable
from deploy.findings import PROCESSES, Samples, Told
from deploy.health import HealthServer
from deploy.status import judge

NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
AT = NOW.timestamp()
SOURCES = (SourceTable(name="wire", type="feeds"),)
WELL = {"wire": SourceHealth(since=NOW, name="wire", answered_at=NOW, arrived_at=NOW)}

STAGE = """
process_start_time_seconds {start}
process_resident_memory_bytes 1e+08
consumer_lag{{group="tocsin-{name}",topic="t"}} {lag}
consumer_settled_timestamp_seconds{{group="tocsin-{name}",topic="t"}} {settled}
broker_last_answer_timestamp_seconds{{group="tocsin-{name}"}} {answer}
stage_records_total{{stage="{name}"}} 70
"""
NOTIFY = """
deadman_last_arrival_timestamp_seconds{{stage="notify"}} {beat}
alert_last_timestamp_seconds{{stage="notify"}} {alert}
notify_outbox_entries{{channel="desk"}} 2
notify_outbox_oldest_timestamp_seconds{{channel="desk"}} {oldest}
notify_attempts_total{{channel="desk",result="failed"}} 0
"""
ESCALATE = 'alerts_open{state="firing",severity="severe"} 2\nalerts_open{state="watch",severity="severe"} 1\n'


def told(changes=None, **facts):
    """Answers of all processes, all well but for ``facts`` of every process and ``changes`` of single ones."""
    well = {
        "start": AT - 600,
        "lag": 0,
        "settled": AT - 2,
        "answer": AT - 2,
        "beat": AT - 30,
        "alert": AT - 90,
        "oldest": AT,
    }
    answers = []
    for name in PROCESSES:
        values = {"name": name, **well, **facts, **(changes or {}).get(name, {})}
        text = STAGE.format(**values) if name != "connect" else f"process_start_time_seconds {values['start']}\n"
        text += {"notify": NOTIFY.format(**values), "escalate": ESCALATE}.get(name, "")
        answers.append(Told(name, f"http://{name}", Samples(text)))
    return answers


def found(answers, healths=WELL):
    return [(one.runbook, one.urgent) for one in judge(answers, SOURCES, healths, NOW).findings]


def test_all_is_well():
    status = judge(told(), SOURCES, WELL, NOW)
    assert (status.healthy, status.findings) == (True, ())
    assert [row.state for row in status.processes] == ["ok"] * 5
    assert status.processes[1].uptime_seconds == 600
    assert (status.deadman_seconds, status.last_alert_seconds) == (30, 90)
    assert (status.open_alerts, status.owed) == ({"severe": 3}, {"desk": 2})


def test_a_process_that_does_not_answer_comes_first():
    answers = told(beat=AT - 400)
    answers[2] = Told("dedupe", "http://dedupe", problem="timed out")
    assert found(answers) == [("TocsinProcessDown", True), ("TocsinDeadMan", True)]
    row = judge(answers, SOURCES, WELL, NOW).processes[2]
    assert (row.state, row.lag) == ("silent", None)


@pytest.mark.parametrize(
    ("answers", "runbook"),
    [
        (told(answer=AT - 100), "TocsinBrokerSilent"),
        (told({"tag": {"lag": 9, "settled": AT - 100}}), "TocsinStageBehind"),
        (told(beat=AT - 400), "TocsinDeadMan"),
        (told(beat=0), "TocsinDeadMan"),
        (told(oldest=AT - 100), "TocsinDeliveryOverdue"),
    ],
)
def test_what_needs_hands(answers, runbook):
    assert found(answers) == [(runbook, True)]
    assert not judge(answers, SOURCES, WELL, NOW).healthy


def test_what_has_just_started_is_given_time():
    answers = told({"tag": {"lag": 9, "settled": AT - 100}}, start=AT - 20, beat=0)
    assert found(answers) == [("TocsinStageBehind", False)]
    assert judge(answers, SOURCES, WELL, NOW).healthy


def test_lag_of_one_moment_is_no_matter():
    assert found(told({"tag": {"lag": 4000, "settled": AT - 5}})) == []


def test_sources_that_fail_are_named_with_their_error():
    health = SourceHealth(since=NOW, name="wire", failures=3, error="RejectedError: 403", failed_at=NOW)
    status = judge(told(), SOURCES, {"wire": health}, NOW)
    assert [(one.what, one.runbook) for one in status.findings] == [
        ("source wire is failing: RejectedError: 403", "TocsinSourceFailing")
    ]


def test_a_source_beyond_its_own_limit_is_silent():
    answers = told()
    limits = 'ingest_silence_limit_seconds{source="wire"} 60\ningest_last_success_timestamp_seconds{source="wire"} %d\n'
    for age, runbooks in ((59, []), (61, [("TocsinSourceSilent", True)])):
        answers[0] = Told("connect", "http://connect", Samples(limits % (AT - age)))
        assert found(answers) == runbooks


def test_without_the_sources_process_nothing_is_said_of_sources():
    answers = told()
    answers[0] = Told("connect", "http://connect", problem="refused")
    healths = {"wire": SourceHealth(since=NOW - timedelta(days=9), name="wire")}
    status = judge(answers, SOURCES, healths, NOW)
    assert (status.sources, [one.runbook for one in status.findings]) == ((), ["TocsinProcessDown"])


def test_several_workers_of_a_stage_are_rows_of_their_own_and_one_in_what_is_said():
    behind = {"lag": 9, "settled": AT - 100}
    answers = told({"tag": behind})
    answers += [
        told({"tag": behind})[1],
        Told("notify", "http://b:5", Samples(NOTIFY.format(beat=0, alert=AT - 9, oldest=AT - 70))),
    ]
    status = judge(answers, SOURCES, WELL, NOW)
    assert [row.process for row in status.processes] == [*PROCESSES, "tag", "notify"]
    assert [row.lag for row in status.processes if row.process == "tag"] == [9, 9]
    assert (status.deadman_seconds, status.last_alert_seconds, status.owed) == (30, 9, {"desk": 4})
    assert [one.runbook for one in status.findings] == ["TocsinStageBehind", "TocsinDeliveryOverdue"]


def test_a_process_that_no_endpoint_runs_is_missing():
    answers = [one for one in told() if one.name != "dedupe"] + [Told("", "http://b:1", problem="b:1: refused")]
    assert [one.what for one in judge(answers, SOURCES, WELL, NOW).findings] == [
        "a process does not answer (b:1: refused)",
        "no process that answers is dedupe",
    ]


def test_named_endpoints_are_asked_wherever_they_are_and_say_what_they_are(tmp_path):
    config = tmp_path / "tocsin.toml"
    with contextlib.ExitStack() as stack:
        ports = []
        for name in (*PROCESSES, "tag"):
            registry = CollectorRegistry()
            Gauge("tocsin_build_info", "1", ["process"], registry=registry).labels(name).set(1)
            ports.append(stack.enter_context(HealthServer(registry=registry)).port)
        ports.append(1)
        places = [f"127.0.0.1:{port}" for port in reversed(ports)]
        config.write_text(f"[metrics]\nport = 0\n[status]\nendpoints = {json.dumps(places)}\n")
        by_file = CliRunner().invoke(cli, ["--config", str(config), "status"])
        given = [part for place in places[:-1] for part in ("--at", place)]
        by_hand = CliRunner().invoke(cli, ["--config", str(config), "status", "--json", *given])
    rows = [line.split() for line in by_file.stdout.splitlines()[2:10]]
    assert [row[0] for row in rows] == ["process", "connect", "tag", "tag", "dedupe", "escalate", "notify", "?"]
    assert {row[2] for row in rows[1:]} == set(places)
    assert rows[-1][1] == "silent"
    found = json.loads(by_hand.stdout)
    assert [row["process"] for row in found["processes"]][:2] == ["tag", "tag"]
    assert "no process that answers is connect" in {one["what"] for one in found["findings"]}
    assert (by_file.exit_code, by_hand.exit_code) == (1, 1)


def test_endpoints_that_are_none_are_told():
    beyond = CliRunner().invoke(cli, ["status", "--at", "127.0.0.1:99999"])
    assert beyond.exit_code == 1
    assert "No Tocsin answers at 127.0.0.1:99999" in beyond.stderr
    done = CliRunner().invoke(cli, ["status", "--at", "http://desk"])
    assert done.exit_code == 2
    assert "host:port" in done.stderr


@pytest.mark.parametrize(("port", "said"), [(1, "No Tocsin answers at 127.0.0.1:1, 127.0.0.1:2, "), (0, "port is 0")])
def test_nothing_that_runs_is_said_clearly(tmp_path, port, said):
    config = tmp_path / "tocsin.toml"
    config.write_text(f"[metrics]\nport = {port}\n")
    done = CliRunner().invoke(cli, ["--config", str(config), "status"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr


def test_the_screen_and_the_json_say_the_same(capsys):
    import msgspec

    from deploy.view.status import show

    answers = told(oldest=AT - 100)
    answers[3] = Told("escalate", "http://escalate", problem="timed out")
    status = judge(answers, SOURCES, WELL, NOW)
    show(status)
    screen = capsys.readouterr().out
    assert "2 things need hands" in screen
    assert "! 1. escalate does not answer" in screen
    assert "2 to desk" in screen
    assert "deploy/runbooks/TocsinDeliveryOverdue.md" in screen
    plain = json.loads(msgspec.json.encode(status))
    assert [one["what"] in screen for one in plain["findings"]] == [True, True]

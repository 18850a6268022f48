"""The analysts' commands: what is found, shown and refused, and where the broker is looked for."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta

import click
import msgspec
import pytest
from click.testing import CliRunner
from confluent_kafka import Producer
from rich.text import Text

from alerts.alert import ALERTS
from alerts.lifecycle import ANALYST_VERDICTS, AnalystVerdict
from alerts.outbox import OUTBOX, OutboxEntry
from deploy.brokers import BrokerError
from deploy.brokers.topics import TopicPlan, create_topics
from deploy.cli import cli
from deploy.commands.alert_text import age
from deploy.commands.alerts import _until
from deploy.config import Config
from deploy.desk import AskError, Board, pages
from deploy.running import announced, joined
from tests.alerts.conftest import EVENING, make_revision

NOW = datetime(2026, 11, 3, 19, 0, tzinfo=UTC)


def delivery(alert="6a20797a", revision=1, state="receipt", alert_state="firing", minutes=0):
    at = EVENING + timedelta(minutes=minutes)
    return OutboxEntry(
        alert=alert, revision=revision, channel="pager", state=state, dedup_key=f"{alert}/severe", at=at, since=at,
        alert_state=alert_state, attempts=2, receipt="202 \x1b[2Jsaid",
    )  # fmt: skip


def board_of(*alerts):
    found = Board()
    for alert in alerts:
        found.saw(alert)
    return found


def test_what_needs_a_person_comes_first_and_closed_ones_only_when_asked_for():
    found = board_of(
        make_revision("acked", state="acknowledged", severity="extreme"),
        make_revision("watched", state="watch"),
        make_revision("minor", severity="minor"),
        make_revision("worst", severity="extreme"),
        make_revision("gone"),
        make_revision("gone", 2, state="resolved"),
    )
    assert [one.alert for one in found.open_alerts()] == ["worst", "minor", "watched", "acked"]
    assert [one.alert for one in found.open_alerts(closed=True)][-1] == "gone"


def test_an_id_may_be_cut_short_as_long_as_it_fits_one_alert():
    found = board_of(make_revision("6a20797a-1"), make_revision("6a20797b-2"))
    assert found.find("6a20797b").alert == "6a20797b-2"
    assert found.find("6a20797a-1").alert == "6a20797a-1"
    for name, words in (
        ("6a20", "fits 2 alerts: 6a20797a-1, 6a20797b-2"),
        ("zzzz", "there is no alert"),
        ("6", "at least 4"),
    ):
        with pytest.raises(AskError, match=words):
            found.find(name)


def test_what_comes_again_changes_nothing():
    found = board_of(make_revision("a", 2), make_revision("a", 1), make_revision("a", 2))
    assert [one.revision for one in found.revisions["a"]] == [2]
    said = AnalystVerdict(alert="a", verdict="acknowledge", by="anna", at=NOW, id="one")
    for _ in range(2):
        found.saw_verdict(said)
    assert found.verdicts["a"] == [said]


def test_a_page_is_a_firing_revision_that_arrived_at_its_first_time():
    entries = [
        delivery("a", 1, alert_state="watch"),
        delivery("a", 2, minutes=5),
        delivery("a", 3, minutes=9),
        delivery("b", state="failed"),
        delivery("c", state="intent"),
    ]
    assert pages(entries) == {"a": EVENING + timedelta(minutes=5)}


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0 min"), (59, "59 min"), (60, "1 h 00 min"), (185, "3 h 05 min"), (3000, "2 d 2 h")]
)
def test_ages_are_told_in_two_units(minutes, text):
    assert age(NOW - timedelta(minutes=minutes), NOW) == text


def test_the_end_of_a_silence_is_a_length_or_a_time_and_within_reach():
    assert _until("90m", NOW) == NOW + timedelta(minutes=90)
    assert _until("2026-11-03T22:00Z", NOW) == NOW + timedelta(hours=3)
    for text in ("", "soon", "2026-11-03T22:00", "2026-11-03T18:00Z", "31d", "0h"):
        with pytest.raises(click.BadParameter):
            _until(text, NOW)


def configured(tmp_path, kind="embedded"):
    config = Config()
    return msgspec.structs.replace(
        config, broker=msgspec.structs.replace(config.broker, kind=kind, data_dir=str(tmp_path))
    )


def test_the_broker_of_a_running_tocsin_is_found_and_one_that_ended_is_not(embedded, tmp_path, monkeypatch):
    monkeypatch.delenv("TOCSIN_BROKER_BOOTSTRAP", raising=False)
    config = configured(tmp_path)
    with announced(config, embedded), joined(config, print) as (broker, _):
        assert (broker.bootstrap, broker.in_memory) == (embedded.bootstrap, True)
    for content in (
        None,
        b"{",
        json.dumps({"pid": 2**22 + 1, "kind": "embedded", "bootstrap": "x:1", "prefix": "p"}).encode(),
    ):
        if content is not None:
            (tmp_path / "running.json").write_bytes(content)
        with pytest.raises(BrokerError, match="no Tocsin runs here"), joined(config, print):
            pass


def test_a_second_one_in_the_same_directory_does_not_hide_the_first(embedded, tmp_path):
    first = {"pid": os.getppid(), "kind": "embedded", "bootstrap": "127.0.0.1:1", "prefix": "first"}
    (tmp_path / "running.json").write_text(json.dumps(first))
    with announced(configured(tmp_path), embedded):
        assert json.loads((tmp_path / "running.json").read_text()) == first
    assert (tmp_path / "running.json").exists()


@pytest.fixture
def desk(embedded, tmp_path, monkeypatch):
    """The commands, in this process, on a broker that holds an alert, a verdict and a delivery."""
    monkeypatch.chdir(tmp_path)
    for name in ("TOCSIN_CONFIG", "TOCSIN_BROKER_BOOTSTRAP"):
        monkeypatch.delenv(name, raising=False)
    create_topics(embedded, TopicPlan())
    producer = Producer(embedded.confluent())
    for alert in (make_revision("6a20797a-1"), make_revision("6a20797a-1", 2, headline="Worse \x1b[2J in Bishkek")):
        producer.produce("tocsin.alerts", ALERTS.encode(alert), partition=0)
    producer.produce("tocsin.alerts", ALERTS.encode(make_revision("0ver", state="resolved")), partition=0)
    said = AnalystVerdict(alert="6a20797a-1", verdict="false_alarm", by="anna", at=NOW, note="a film set", score=18.0)
    producer.produce("tocsin.verdicts", ANALYST_VERDICTS.encode(said), partition=0)
    producer.produce("tocsin.outbox", OUTBOX.encode(delivery("6a20797a-1")), partition=0)
    producer.flush(10)

    def run(*arguments):
        return CliRunner().invoke(cli, arguments)

    with announced(configured(tmp_path / ".tocsin"), embedded):
        yield run


def test_the_list_the_whole_and_the_precision(desk):
    listed = desk("alerts")
    assert (listed.exit_code, listed.stdout.count("6a20797a")) == (0, 1)
    assert "0ver" not in listed.stdout
    assert "0ver" in desk("alerts", "--all").stdout
    (row,) = desk("alerts", "--json").stdout.splitlines()
    assert ALERTS.decode(row).revision == 2
    shown = desk("alert", "show", "6a20")
    for part in (
        "0.1 expected",
        "https://example.org/1",
        "revision 1: firing",
        "anna: false alarm: a film set",
        "pager: revision 1",
    ):
        assert part in shown.stdout
    assert "\x1b[2J" not in listed.stdout + shown.stdout
    assert "0%" in desk("alerts", "--precision").stdout
    (page,) = desk("alerts", "--precision", "--json").stdout.splitlines()
    assert (json.loads(page)["judged"], json.loads(page)["score"]) == ("false", 18.0)


def test_a_narrow_terminal_shows_the_whole_headline(desk, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    for shown in (desk("alerts", "--all").stdout, desk("alert", "show", "0ver").stdout):
        plain = Text.from_ansi(shown).plain
        assert "Clashes and a" in plain
        assert "fire in Bishkek" in " ".join(plain.replace("│", " ").split())
        assert max(map(len, plain.splitlines())) <= 40


def test_the_picture_is_written_where_asked_for(desk, tmp_path):
    assert desk("alert", "show", "6a20", "--picture", "a.png").exit_code == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert desk("alert", "show", "6a20", "--picture", "a.svg").exit_code == 0
    assert (tmp_path / "a.svg").read_bytes().startswith(b"<svg")
    assert desk("alert", "show", "6a20", "--picture", "a.gif").exit_code == 2


def test_an_alert_is_acknowledged_without_the_pagers_key(desk, tmp_path):
    (tmp_path / "tocsin.toml").write_text(
        '[[channels]]\nname = "p"\ntype = "pagerduty"\noptions = { routing_key = "env:NOT_HERE" }\n'
    )
    kept = desk("alert", "ack", "6a20", "--by", "bob", "--wait", "0")
    assert (kept.exit_code, "of no matter here" in kept.stderr) == (0, True)
    assert desk("tag", "tocsin.toml").exit_code == 1


def test_a_verdict_is_kept_although_no_stage_answers_and_what_makes_no_sense_is_refused(desk):
    kept = desk("alert", "ack", "6a20", "--by", "bob", "--wait", "0")
    assert (kept.exit_code, "the verdict is kept" in kept.stdout) == (0, True)
    assert "bob: acknowledge" in desk("alert", "show", "6a20").stdout
    for arguments, words in (
        (("ack", "0ver"), "is over already"),
        (("reopen", "6a20"), "is open: only what was closed"),
        (("merge", "6a20", "6a20"), "another alert that is open"),
        (("merge", "6a20", "0ver"), "another alert that is open"),
        (("resolve", "nothing"), "there is no alert"),
    ):
        done = desk("alert", *arguments)
        assert (done.exit_code, words in done.stderr) == (1, True), arguments
    assert desk("alert", "suppress", "6a20").exit_code == 2
    assert desk("alert", "suppress", "6a20", "--until", "yesterday").exit_code == 2

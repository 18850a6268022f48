"""``tocsin sources`` and the verbs of ``tocsin source`` that make configuration."""

from __future__ import annotations

import asyncio
import json
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from connectors.checkpoints import Checkpoints
from connectors.errors import GoneError, UnavailableError
from connectors.health import SourceHealth
from connectors.page import utc_now
from connectors.registry import CONNECTORS
from deploy.brokers import Broker
from deploy.brokers.topics import TopicPlan, create_topics
from deploy.cli import cli
from deploy.config import parse
from deploy.health import HealthServer
from deploy.sources import PAGE, ago, health_page

CONFIG = """
[metrics]
port = {port}
{broker}
[[sources]]
name = "well"
type = "feeds"
options = {{ url = "https://a.example/f" }}
[[sources]]
name = "gone"
type = "feeds"
options = {{ url = "https://b.example/f" }}
[[sources]]
name = "new"
type = "gdelt"
"""
OPML = """<opml version="2.0"><body><outline text="World">
<outline text="A &quot;quoted&quot; desk" xmlUrl="https://new.example/f?a=1&amp;b=2"/>
<outline text="Known" xmlUrl="https://a.example/f"/><outline text="Inside" xmlUrl="http://10.0.0.1/f"/>
</outline></body></opml>"""


def invoke(*arguments: Any) -> Result:
    return CliRunner().invoke(cli, [str(each) for each in arguments])


def healths() -> dict[str, SourceHealth]:
    now = utc_now()
    well, gone = (SourceHealth(since=now, name=name, known_since=now - timedelta(days=3)) for name in ("well", "gone"))
    well.answered(now - timedelta(minutes=5))
    well.delivered(48, now, now - timedelta(minutes=5))
    well.next_poll_at = now + timedelta(minutes=10)
    gone.failed(UnavailableError("gone", "away"), now)
    gone.failed(GoneError("gone", "410"), now)
    gone.ended = True
    return {"well": well, "gone": gone}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    known = healths()
    with HealthServer(pages={PAGE: lambda: health_page(known)}) as server:
        file = tmp_path / "tocsin.toml"
        file.write_text(CONFIG.format(port=server.port, broker=""))
        yield file


def test_the_table_shows_every_configured_source(config: Path) -> None:
    result = invoke("-c", config, "sources")
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.stdout.splitlines()]
    assert [(line[0], line[2]) for line in lines[1:4]] == [("well", "ok"), ("gone", "stopped"), ("new", "waiting")]
    assert "GoneError: 410" in result.stdout


def test_as_json_and_only_those_that_are_not_well(config: Path) -> None:
    result = invoke("-c", config, "sources", "--json", "--unwell")
    assert result.exit_code == 1
    (row,) = map(json.loads, result.stdout.splitlines())
    assert (row["source"], row["state"]) == ("gone", "stopped")


async def test_what_was_saved_in_kafka_is_shown_while_nothing_runs(
    embedded: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    create_topics(embedded, TopicPlan(topic_prefix))
    async with Checkpoints(embedded.aiokafka(), f"{topic_prefix}.checkpoints") as checkpoints:
        await checkpoints.save_health(list(healths().values()))
    file = tmp_path / "tocsin.toml"
    file.write_text(CONFIG.format(port=1, broker=f'[broker]\nprefix = "{topic_prefix}"'))
    runner = CliRunner(env=embedded.environment())
    result = await asyncio.to_thread(runner.invoke, cli, ["-c", str(file), "sources", "--json"])
    assert result.exit_code == 0, result.output
    assert [json.loads(line)["state"] for line in result.stdout.splitlines()] == ["ok", "stopped", "waiting"]


def test_says_that_an_embedded_broker_keeps_nothing(tmp_path: Path) -> None:
    file = tmp_path / "tocsin.toml"
    file.write_text(CONFIG.format(port=1, broker=""))
    result = invoke("-c", file, "sources")
    assert result.exit_code == 1
    assert "No process of sources answers here" in result.stderr


def test_an_imported_list_is_a_configuration(tmp_path: Path, config: Path) -> None:
    listed = tmp_path / "feeds.opml"
    listed.write_text(OPML)
    result = invoke("-c", config, "source", "import", listed)
    assert result.exit_code == 0, result.output
    (table,) = tomllib.loads(result.stdout)["sources"]
    assert table["options"] == {"url": "https://new.example/f?a=1&b=2", "interval_seconds": 300}
    assert "already there: https://a.example/f" in result.stderr
    assert "refused: http://10.0.0.1/f: 10.0.0.1 is private" in result.stderr
    assert invoke("-c", config, "source", "import", listed, "--append", config).exit_code == 0
    assert [each.name for each in parse(config.read_bytes(), {}, "x").sources] == ["well", "gone", "new", table["name"]]
    assert invoke("-c", config, "source", "import", listed).exit_code == 1


def test_something_that_is_no_list_is_said(tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text("<html/>")
    result = invoke("source", "import", file)
    assert (result.exit_code, "not OPML" in result.stderr) == (1, True)


def test_any_type_can_be_tried_before_it_is_configured(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text('{"uri": "urn:x:1", "headline": "Simulated", "body_text": "words"}')
    result = invoke("source", "try", "--type", "ninjs", "--set", f"folder={tmp_path}")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["title"] == "Simulated"
    asked = invoke("source", "try", "--type", "firms", "--set", "area=[1, 2, 3, 4]")
    assert asked.exit_code == 1
    assert "MAP_KEY" in asked.stderr
    assert "NOWHERE_SET" in invoke("source", "try", "--type", "firms", "--set", "key=env:NOWHERE_SET").output
    for arguments in ((), ("--set", "a=1"), ("--type", "firms", "--set", "nothing")):
        assert invoke("source", "try", *arguments).exit_code == 2


@pytest.mark.parametrize("kind", sorted(CONNECTORS))
def test_every_type_is_listed_with_an_example(kind: str) -> None:
    assert f"# {kind}: " in invoke("source", "types").stdout


def test_distances_in_time_are_said_as_people_do() -> None:
    now = utc_now()
    steps = {5: "5 s", 90: "1 min", 3600: "60 min", 7300: "2 h", 86400: "24 h", 200000: "2 d"}
    assert {seconds: ago(now - timedelta(seconds=seconds), now) for seconds in steps} == steps
    assert (ago(None, now), ago(now + timedelta(seconds=90), now)) == ("-", "in 1 min")

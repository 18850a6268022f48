"""Analysts on a real Kafka: from another process, in seconds, delivered once, and kept over a kill."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from alerts.lifecycle import ANALYST_VERDICTS
from connectors.post import Post
from deploy.brokers import Broker
from deploy.parameters import plan_of
from deploy.tap import tail
from tests.alerts.conftest import Receiver
from tests.path.kit import RunningPath, open_path
from tests.served import serving

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.xdist_group("path"), pytest.mark.timeout(600)]

SECONDS = 60.0
"""Generous: a loaded machine must not fail it. How long it takes is measured elsewhere."""


def posts() -> list[Post]:
    now = datetime.now(UTC).replace(microsecond=0)
    words = ("Fire at the market in Osh", "Clashes in Osh near the market", "People injured in clashes in Osh")
    return [
        Post(
            id=f"p{n}", source="mastodon:a.example", kind="social", author=f"author {n}",
            text=f"{words[n % 3]}, I am at corner {n}", published_at=now - timedelta(seconds=300 - n),
        )
        for n in range(15)
    ]  # fmt: skip


async def tocsin(path: RunningPath, kafka: Broker, *arguments: str) -> tuple[int, str, str]:
    """Run the command in a process of its own, beside the stages."""
    file = path.folder / "desk.toml"
    file.write_text(f'[broker]\nkind = "kafka://{kafka.bootstrap}"\nprefix = "{path.replay.config.broker.prefix}"\n')
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "deploy.cli", "-c", str(file), *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment,
    )  # fmt: skip
    async with asyncio.timeout(2 * SECONDS):
        out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def delivered(path: RunningPath, state: str) -> None:
    async with asyncio.timeout(SECONDS):
        while not any(row["state"] == state for row in path.delivered()):
            await asyncio.sleep(0.1)


async def kill_the_escalate_stage(path: RunningPath) -> None:
    (child,) = (one for one in path.replay.supervisor.children if one.name == "escalate")
    assert child.process is not None
    child.process.send_signal(signal.SIGKILL)
    await child.process.wait()


@pytest.fixture
async def watchdog() -> AsyncIterator[Receiver]:
    """Somebody outside who is told that heartbeats come through."""
    async with serving(Receiver()) as made:
        yield made


async def test_a_verdict_from_another_process_is_obeyed_once_and_survives_a_kill(
    kafka: Broker, topic_prefix: str, tmp_path: Path, watchdog: Receiver
) -> None:
    ping = f'[deadman]\nping_url = "{watchdog.url}/ping"\n'
    async with open_path(kafka, tmp_path, topic_prefix, ping) as path:
        await path.feed(posts())
        await delivered(path, "firing")
        async with asyncio.timeout(SECONDS):
            while not watchdog.requests:  # each minute of the posts sends a heartbeat along the path
                await asyncio.sleep(0.1)
        assert {(one.method, one.path) for one in watchdog.requests} == {("POST", "/ping")}
        status, listed, _ = await tocsin(path, kafka, "alerts", "--json")
        (alert,) = (json.loads(line) for line in listed.splitlines())
        name = alert["alert"]
        assert (status, alert["state"]) == (0, "firing")

        status, said, _ = await tocsin(
            path, kafka, "alert", "ack", name[:8], "--by", "anna", "--note", "on it", "--wait", str(SECONDS)
        )
        assert (status, said.split()[:2]) == (0, [name, "acknowledged"]), said
        await delivered(path, "acknowledged")

        # Killed with the verdict behind its last snapshot; the same record once more, as a second try would send it.
        await kill_the_escalate_stage(path)
        topic = plan_of(path.replay.config).topic("verdicts")
        kept = [record async for records in tail(kafka, topic, 1, ANALYST_VERDICTS, follow=False) for record in records]
        assert [(one.verdict, one.by, one.note) for one in kept] == [("acknowledge", "anna", "on it")]
        async with AIOKafkaProducer(**kafka.aiokafka(), acks="all") as producer:
            await producer.send_and_wait(topic, ANALYST_VERDICTS.encode(kept[0]), key=name.encode(), partition=0)

        for word, said_by in (("false-alarm", "carl"), ("reopen", "carl")):
            status, said, _ = await tocsin(path, kafka, "alert", word, name, "--by", said_by, "--wait", str(SECONDS))
            assert status == 0, said
        assert said.split()[:2] == [name, "firing"], said
        status, said, _ = await tocsin(path, kafka, "alert", "resolve", name, "--by", "bob", "--wait", str(SECONDS))
        assert (status, said.split()[:2]) == (0, [name, "resolved"]), said
        await delivered(path, "resolved")
        await path.drain()

        _, shown, _ = await tocsin(path, kafka, "alert", "show", name)
        assert "anna: acknowledge: on it" in shown
        assert "record: revision" in shown, "who was told"
        _, found, _ = await tocsin(path, kafka, "alerts", "--precision", "--json")
        (page,) = (json.loads(line) for line in found.splitlines())
        assert (page["alert"], page["judged"], page["by"]) == (name, "real", "bob")
        status, _, problem = await tocsin(path, kafka, "alert", "ack", name)
        assert (status, "is over already" in problem) == (1, True)

    rows = path.delivered()
    assert set(Counter((row["alert"], row["revision"]) for row in rows).values()) == {1}
    assert [row["state"] for row in rows if row["state"] != "firing"] == ["acknowledged", "false_positive", "resolved"]
    (acknowledged,) = (row for row in rows if row["state"] == "acknowledged")
    assert acknowledged["said"] == "Acknowledged by anna: on it"
    revisions = [row["revision"] for row in rows]
    assert revisions == sorted(revisions)

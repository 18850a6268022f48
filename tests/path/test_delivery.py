"""The notify stage as a process on a real Kafka, killed at its worst moments, with a pager that misbehaves."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiokafka import AIOKafkaProducer

from alerts.alert import ALERTS, Alert
from alerts.outbox import OUTBOX, OutboxEntry
from deploy.brokers import Broker
from deploy.config import Config, load
from deploy.opening import make_topics
from deploy.parameters import plan_of
from deploy.processes import Child, Supervisor
from deploy.run import Handed, stage_children
from deploy.tap import tail
from streams.stage import partition_of
from tests.alerts.conftest import Receiver, make_revision
from tests.served import answer, requests, serving

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.xdist_group("path"), pytest.mark.timeout(600)]

SECONDS = 90.0
LAST = {
    "a/3/pager": "receipt",
    "b/2/pager": "receipt",
    "c/1/pager": "receipt",
    "bad/1/pager": "failed",
    "bad/1/archive": "receipt",
}
"""How each delivery must have ended."""
CONFIG = """
[broker]
prefix = "{prefix}"
data_dir = "{folder}"
[[channels]]
name = "pager"
type = "pagerduty"
options = {{ routing_key = "{key}", url = "{url}" }}
[[channels]]
name = "archive"
type = "jsonl"
options = {{ path = "{folder}/alerts.jsonl" }}
[[routes]]
channel = "pager"
fallback = "archive"
"""


@dataclass
class Pager(Receiver):
    """PagerDuty's rules about keys, and its bad days: ``plan`` says by number of the request how it answers.

    ``hang``: it has the event and says nothing; 500 and 429: it has not. A key that begins with ``bad`` is refused.
    """

    plan: dict[int, str] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    count: int = 0
    seen: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        with contextlib.suppress(ConnectionError):
            async for request in requests(reader):
                event = request.json
                number, self.count = self.count, self.count + 1
                how = self.plan.get(number, "400" if event["dedup_key"].startswith("bad") else "202")
                if how in ("202", "hang"):
                    self.take(event)
                self.seen.set()
                if how == "hang":
                    await reader.read(1)
                    break
                writer.write(answer(how, {"Retry-After": "1"}))
                await writer.drain()
        writer.close()

    def take(self, event: dict[str, Any]) -> None:
        key, action = event["dedup_key"], event["event_action"]
        if action == "trigger":
            if key not in self.open:
                self.opened.append(key)
            self.open.setdefault(key, "triggered")
        elif action == "acknowledge" and key in self.open:
            self.open[key] = "acknowledged"
        elif action == "resolve":
            self.open.pop(key, None)

    async def until(self, came: Callable[[], bool]) -> None:
        async with asyncio.timeout(SECONDS):
            while not came():
                self.seen.clear()
                await self.seen.wait()


@pytest.fixture
async def pager() -> AsyncIterator[Pager]:
    async with serving(Pager()) as made:
        yield made


@contextlib.asynccontextmanager
async def notifying(kafka: Broker, config: Config, folder: Path) -> AsyncIterator[Child]:
    """Run the notify stage alone; started again whenever it is killed."""
    await asyncio.to_thread(make_topics, kafka, plan_of(config))
    (child,) = (one for one in stage_children(Handed(config, kafka, folder, ports=False)) if one.name == "notify")
    supervisor = Supervisor([child])
    running = asyncio.create_task(supervisor.run())
    try:
        yield child
    finally:
        await supervisor.stop()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        print("\n".join((folder / "notify.log").read_text(errors="replace").splitlines()[-15:]))


async def raise_alerts(kafka: Broker, config: Config, *alerts: Alert) -> None:
    plan = plan_of(config)
    async with AIOKafkaProducer(**kafka.aiokafka(), acks="all") as producer:
        for alert in alerts:
            partition = partition_of(alert.alert, plan.count("alerts"))
            await producer.send_and_wait(
                plan.topic("alerts"), ALERTS.encode(alert), key=alert.alert.encode(), partition=partition
            )


async def kill(child: Child) -> None:
    async with asyncio.timeout(SECONDS):
        while child.process is None or child.process.returncode is not None:
            await asyncio.sleep(0.05)
    child.process.send_signal(signal.SIGKILL)
    await child.process.wait()


async def outbox(kafka: Broker, config: Config) -> dict[str, OutboxEntry]:
    plan, newest = plan_of(config), dict[str, OutboxEntry]()
    async for entries in tail(kafka, plan.topic("outbox"), plan.count("outbox"), OUTBOX, follow=False):
        newest.update({entry.key: entry for entry in entries})
    return newest


async def settled(kafka: Broker, config: Config, keys: set[str]) -> dict[str, OutboxEntry]:
    async with asyncio.timeout(SECONDS):
        while True:
            newest = await outbox(kafka, config)
            if keys <= newest.keys() and all(entry.settled for entry in newest.values()):
                return newest
            await asyncio.sleep(0.2)


async def test_kills_between_intent_sending_and_receipt_lose_nothing_and_page_nobody_twice(
    kafka: Broker, topic_prefix: str, tmp_path: Path, pager: Pager
) -> None:
    file = tmp_path / "tocsin.toml"
    file.write_text(CONFIG.format(prefix=topic_prefix, folder=tmp_path.as_posix(), key="k" * 32, url=pager.url))
    config = load(file, {})
    pager.plan = {0: "500", 1: "429", 2: "hang", 5: "hang"}
    async with notifying(kafka, config, tmp_path) as child:
        await raise_alerts(kafka, config, make_revision("a", severity="moderate"), make_revision("b"))
        await pager.until(lambda: pager.count >= 3)  # the third hangs: sent, and no receipt
        await kill(child)
        await raise_alerts(kafka, config, make_revision("c"), make_revision("bad"))
        await kill(child)  # as soon as it is there again, whatever it is at
        await pager.until(lambda: pager.count >= 6)
        await kill(child)
        await raise_alerts(kafka, config, make_revision("a", 2, state="acknowledged", severity="moderate"))
        await raise_alerts(kafka, config, make_revision("a", 3, severity="extreme"))
        await raise_alerts(kafka, config, make_revision("b", 2, state="resolved"))
        newest = await settled(kafka, config, set(LAST))
    assert {key: newest[key].state for key in LAST} == LAST
    assert pager.open == {"a/extreme": "triggered", "c/severe": "triggered"}, "a rise wakes again under a new key"
    assert set(Counter(pager.opened).values()) == {1}, "an incident was opened twice"
    rows = [msgspec.json.decode(line) for line in (tmp_path / "alerts.jsonl").read_bytes().splitlines()]
    assert {row["alert"] for row in rows} == {"bad"}
    assert child.restarts >= 3

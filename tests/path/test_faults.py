"""What a desk must never notice: killed stages, a worker that dies beside another, a broker that goes away, poison."""

from __future__ import annotations

import asyncio
import functools
import signal
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from aiokafka import AIOKafkaProducer

from alerts.alert import Alert
from alerts.escalation import Escalation
from alerts.escalation import Params as EscalationParams
from connectors.post import POSTS, Post
from deploy.brokers import Broker
from deploy.brokers.local import LocalKafka
from deploy.drills import bishkek
from deploy.parameters import plan_of
from deploy.pipeline import Pipeline
from deploy.processes import Child, Supervisor
from deploy.run import Handed
from deploy.stages import STAGES
from streams.dedupe.duplicates import Duplicates
from streams.dedupe.duplicates import Params as DuplicateParams
from streams.dedupe.story import goes_on
from streams.report import REPORTS, Tagged
from streams.tagging import Tagger
from tests.path.kit import Handful, RunningPath, Seen, gather, open_path

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.xdist_group("path"), pytest.mark.timeout(600)]

KILLS = 20
TAKEOVER_SECONDS = 120.0
OUTAGE_SECONDS = 60.0


@functools.cache
def unharmed() -> tuple[set[bytes], dict[tuple[str, int], Alert]]:
    """Reports, and alerts by id and revision, of a drill that nobody disturbed."""
    posts, tagger = list(bishkek.load()), Tagger.load()
    tagged = [Tagged(post, tagger.tag(post)) for post in posts]
    pipeline = Pipeline(tagger, Duplicates(DuplicateParams()), Escalation(EscalationParams()))
    alerts = {(alert.alert, alert.revision): alert for alert in pipeline.feed(posts)}
    return {REPORTS.encode(each.report) for each in tagged if goes_on(each)}, alerts


def reports_of(seen: Seen) -> set[bytes]:
    return {REPORTS.encode(tagged.report) for tagged in seen.tagged}


def assert_whole(seen: Seen, path: RunningPath) -> None:
    """Of the drill nothing lost, nothing under another id, every alert delivered."""
    reports, alerts = unharmed()
    assert reports_of(seen) == reports
    assert {(alert.alert, alert.revision) for alert in seen.alerts} == set(alerts)
    assert all(alert == alerts[alert.alert, alert.revision] for alert in seen.alerts)
    sent = Counter((row["alert"], row["revision"]) for row in path.delivered())
    assert set(sent) <= set(alerts), "a delivery under an id that an undisturbed run does not know"
    newest = {alert: max(revision for known, revision in alerts if known == alert) for alert, _ in alerts}
    missing = {(alert, revision) for alert, revision in newest.items() if alerts[alert, revision].state == "firing"}
    assert missing <= set(sent), "a firing alert never reached its channel"


async def test_twenty_kills_lose_nothing_and_double_nothing(kafka: Broker, topic_prefix: str, tmp_path: Path) -> None:
    posts, dice = list(bishkek.load()), Random(20)
    step = len(posts) // KILLS + 1
    async with open_path(kafka, tmp_path, topic_prefix) as path:
        killed: Counter[str] = Counter()
        for number, start in enumerate(range(0, len(posts), step)):
            await path.feed(posts[start : start + step], f"part-{number}")
            await asyncio.sleep(dice.uniform(0.0, 1.5))
            killed[await _kill_one(path, dice)] += 1
        await path.drain()
        seen = await gather(kafka, path.replay)
        assert sum(killed.values()) == KILLS
        assert len(path.restarts) >= KILLS
    assert_whole(seen, path)


async def _kill_one(path: RunningPath, dice: Random) -> str:
    """SIGKILL the process of a random stage, wherever it is; waits only until there is one to kill."""
    while True:
        children = [child for child in path.replay.supervisor.children if _alive(child)]
        if children:
            child = dice.choice(children)
            assert child.process is not None
            child.process.send_signal(signal.SIGKILL)
            await child.process.wait()
            return child.name
        await asyncio.sleep(0.05)


def _alive(child: Child) -> bool:
    return child.process is not None and child.process.returncode is None


async def test_a_second_worker_takes_over(kafka: Broker, topic_prefix: str, tmp_path: Path) -> None:
    posts = list(bishkek.load())
    half = len(posts) // 2
    partitions = "[broker]\npartitions = { posts = 2, reports = 2, stories = 2, alerts = 2, outbox = 2 }\n"
    async with open_path(kafka, tmp_path, topic_prefix, partitions) as path:
        seconds = _second_workers(path, kafka)
        running = asyncio.create_task(seconds.run())
        try:
            await path.feed(posts[:half], "first")
            await path.drain()
            path.replay.supervisor.retire()  # killed for good: nobody starts these again
            await path.feed(posts[half:], "second")
            async with asyncio.timeout(TAKEOVER_SECONDS):
                await path.drain()
            seen = await gather(kafka, path.replay)
        finally:
            await seconds.stop()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    reports, _ = unharmed()
    assert reports_of(seen) == reports
    told = {REPORTS.encode(story.report) for story in seen.stories}
    # What takes nothing back, since nothing was reported, ends at duplicate detection.
    wanted = {raw for raw in reports if REPORTS.decode(raw).relevant}
    ids = {story.report.id for story in seen.stories}
    untold = sorted(REPORTS.decode(raw).id for raw in wanted - told)
    assert not untold, f"{len(untold)} untold, of those with another report: {[one for one in untold if one in ids]}"
    assert told <= reports


def _second_workers(path: RunningPath, kafka: Broker) -> Supervisor:
    handed = Handed(path.replay.config, kafka, path.folder, ports=False)
    children = []
    for stage in STAGES:
        child = handed.child(stage, 0, "worker", stage)
        child.environment = {**child.environment, "TOCSIN_INSTANCE": "1"}
        child.log_path = path.folder / f"{stage}-second.log"
        children.append(child)
    return Supervisor(children)


@pytest.mark.xdist_group("outage")  # with a broker of its own, and a minute that others can use
async def test_a_broker_that_goes_away_for_a_minute_costs_nothing(topic_prefix: str, tmp_path: Path) -> None:
    posts, back = list(bishkek.load()), asyncio.Event()
    kafka = LocalKafka(tmp_path / "kafka")
    await asyncio.to_thread(kafka.start)
    try:
        broker = kafka.broker
        async with open_path(broker, tmp_path, topic_prefix) as path:
            feeding = asyncio.create_task(path.replay.feed([Handful("through", posts, back)], path.stop))
            await path.first_posts()
            await asyncio.to_thread(kafka.stop)
            back.set()  # the second half comes while there is no broker
            await asyncio.sleep(OUTAGE_SECONDS)
            assert not feeding.done()
            await asyncio.to_thread(kafka.start)
            await feeding
            await path.drain()
            seen = await gather(broker, path.replay)
        assert_whole(seen, path)
    finally:
        await asyncio.to_thread(kafka.stop)


async def test_poison_goes_to_the_dead_letters_and_stalls_nothing(
    kafka: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    """9,000 messages of one post each, and 1,000 in ten sorts of poison among them."""
    dice = Random(5)
    good = [
        Post(id=f"poison:{n}", source="test", kind="social", text="Fire at the market in Osh", published_at=EVENING)
        for n in range(9_000)
    ]
    messages = [POSTS.encode_many([post]) for post in good] + [dice.choice(POISON) for _ in range(1_000)]
    dice.shuffle(messages)
    async with open_path(kafka, tmp_path, topic_prefix) as path:
        producer = AIOKafkaProducer(**kafka.aiokafka(), acks="all", linger_ms=20)
        async with producer:
            topic = plan_of(path.replay.config).topic("posts")
            await asyncio.gather(*[await producer.send(topic, value, partition=0) for value in messages])
        await path.drain()
        seen = await gather(kafka, path.replay)
        assert not path.restarts
    assert {tagged.post.id for tagged in seen.tagged} == {post.id for post in good}
    assert len(seen.dead) == 1_000
    assert {letter.reason for letter in seen.dead} == {"unreadable"}
    assert all(letter.error and letter.payload for letter in seen.dead)


EVENING = next(iter(bishkek.load())).published_at

POISON = (
    b"\x00\xff\xfe",
    b"{",
    b'[{"id": 1}]',
    b'[{"id": "x"}]',
    b"null",
    b'"a string"',
    b'{"id":"x","source":"s","kind":"smoke signal","author":null,"text":"t","published_at":"2020-10-05T14:10:00Z"}',
    b'{"id":"x","source":"s","kind":"social","author":null,"text":"t","published_at":"yesterday"}',
    b'{"id":"x","source":"s","kind":"social","author":null,"text":7,"published_at":"2020-10-05T14:10:00Z"}',
    b'{"id":"x","source":"s","kind":"social","author":null,"text":"\xff","published_at":"2020-10-05T14:10:00Z"}',
)

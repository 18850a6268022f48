"""A rolling upgrade: two versions of the program beside each other on the same topics.

The next version writes a field more and state in another format; this one reads the records, leaves the field alone,
and never takes the state for its own.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from aiokafka import AIOKafkaProducer

from alerts.steps import EscalateStep
from connectors.post import POSTS, Post
from deploy.brokers import Broker
from deploy.brokers.topics import TopicPlan, create_topics
from deploy.drills import bishkek
from deploy.parameters import plan_of
from streams.restore import encode_snapshot, newest_snapshot
from streams.stage import Snapshot, chunks, joined
from streams.steps import DedupeStep
from tests.path.kit import gather, open_path
from tests.path.test_faults import assert_whole

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.xdist_group("path"), pytest.mark.timeout(600)]


def snapshot(position: int, written_by: int, data: bytes = b"state", stage: str = "dedupe") -> list[bytes]:
    head = Snapshot(
        stage=stage,
        partition=0,
        format=written_by,
        position=position,
        reread_from=0,
        chunk=0,
        chunks=0,
        data=b"",
    )
    return [encode_snapshot(part) for part in chunks(head, data)]


async def write(broker: Broker, topic: str, rows: Sequence[tuple[bytes, bytes]]) -> None:
    async with AIOKafkaProducer(**broker.aiokafka(), acks="all") as producer:
        for key, value in rows:
            await producer.send_and_wait(topic, value, key=key, partition=0)


async def test_only_whole_snapshots_of_the_own_format_count_and_the_furthest_wins(
    kafka: Broker, topic_prefix: str
) -> None:
    create_topics(kafka, plan := TopicPlan(topic_prefix))
    (ten,), (five,), (later,), (other,) = snapshot(10, 1), snapshot(5, 1), snapshot(30, 2), snapshot(40, 1)
    half = msgspec.structs.replace(msgspec.msgpack.decode(ten, type=Snapshot), position=20, chunks=2)
    rows = [
        (b"dedupe/0/0/0", ten),
        (b"dedupe/0/1/0", encode_snapshot(half)),  # its second part never came
        (b"dedupe/0/2/0", later),  # of the next version
        (b"dedupe/0/3/0", b"\xc1 nothing that this version reads"),
        (b"dedupe/1/0/0", other),  # another partition's
        (b"dedupe/0/4/0", five),  # a worker that was paused writes last
    ]
    await write(kafka, plan.topic("snapshots"), rows)
    found = await newest_snapshot(kafka.aiokafka(), plan.topic("snapshots"), "dedupe", 0, 1)
    assert found is not None
    assert (found[0].position, found[1]) == (10, joined([msgspec.msgpack.decode(ten, type=Snapshot)]))
    newer = await newest_snapshot(kafka.aiokafka(), plan.topic("snapshots"), "dedupe", 0, 2)
    assert newer is not None
    assert newer[0].position == 30
    assert await newest_snapshot(kafka.aiokafka(), plan.topic("snapshots"), "escalate", 0, 1) is None


def of_the_next_version(post: Post) -> bytes:
    written = {**msgspec.json.decode(POSTS.encode(post)), "v": 2, "mood": {"score": [0.5, None]}}
    return msgspec.json.encode([written])


async def test_records_and_state_of_the_next_version_are_read_or_rebuilt_never_misread(
    kafka: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    posts = list(bishkek.load())
    create_topics(kafka, plan := TopicPlan(topic_prefix))
    state = [
        (f"{stage}/0/0/0".encode(), *snapshot(1_000_000, current + 1, b"another layout", stage))
        for stage, current in (("dedupe", DedupeStep.FORMAT), ("escalate", EscalateStep.FORMAT))
    ]
    await write(kafka, plan.topic("snapshots"), state)
    async with open_path(kafka, tmp_path, topic_prefix) as path:
        async with AIOKafkaProducer(**kafka.aiokafka(), acks="all", linger_ms=20) as producer:
            topic, half = plan_of(path.replay.config).topic("posts"), len(posts) // 2
            for post in posts[:half]:
                await producer.send(topic, of_the_next_version(post), partition=0)
            await producer.flush()
            await path.drain()
            for child in path.replay.supervisor.children:  # each restores from what is on the topics
                if child.process is not None and child.name in ("dedupe", "escalate"):
                    child.process.send_signal(signal.SIGKILL)
            for post in posts[half:]:
                await producer.send(topic, of_the_next_version(post), partition=0)
            await producer.flush()
        await path.drain()
        seen = await gather(kafka, path.replay)
    assert not seen.dead
    # A field that this version does not know is dropped from what it writes itself.
    assert {tagged.post.v for tagged in seen.tagged} == {2}
    assert_whole(seen, path)

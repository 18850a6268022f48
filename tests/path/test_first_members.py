"""A group that has committed nothing yet, while its partitions move: no message is passed over."""

import asyncio

import msgspec
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from connectors.codec import Codec
from deploy.brokers.topics import TopicPlan, create_topics
from streams.agents import Stateful, StateGapError, add_stateless
from streams.app import AppSettings, build_app, seek_to_unsettled
from streams.restore import settled_offset
from streams.stage import Routed

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("path"), pytest.mark.timeout(180)]

COUNT = 40


class Word(msgspec.Struct):
    text: str


WORDS = Codec(Word)


@pytest.fixture
async def plan(kafka, topic_prefix):
    made = TopicPlan(topic_prefix)
    await asyncio.to_thread(create_topics, kafka, made)
    return made


@pytest.fixture
async def send(kafka):
    async with AIOKafkaProducer(**kafka.aiokafka(), acks="all") as producer:

        async def to(topic, numbers=range(COUNT)):
            values = [WORDS.encode(Word(str(number))) for number in numbers]
            await asyncio.gather(*[await producer.send(topic, value, partition=0) for value in values])

        yield to


async def test_what_a_fetch_brings_while_the_flow_stands_still_is_read_again(kafka, plan, send, topic_prefix, tmp_path):
    """As when a second member joins: Faust throws the fetched messages away and seeks back."""
    settings = AppSettings("tag", kafka.faust_url, prefix=topic_prefix, data_dir=tmp_path, commit_seconds=60.0)
    app, seen, rounds = build_app(settings), set(), 0

    def work(words, _):
        seen.update(word.text for word in words)
        return [Routed("reports", 0, None, WORDS.encode(word)) for word in words]

    add_stateless(app, settings, "posts", WORDS, work)
    consumer, began, thrown_away = app.consumer, asyncio.Event(), asyncio.Event()
    getmany = consumer._getmany

    async def watched(*args, **kwargs):
        began.set()
        found = await getmany(*args, **kwargs)
        if found and not consumer.flow_active:
            thrown_away.set()
        return found

    async with asyncio.timeout(120):
        await app.start()
        try:
            consumer._getmany = watched
            while not thrown_away.is_set():  # the fetch that was on its way may have ended a moment too early
                began.clear()
                await began.wait()
                await asyncio.sleep(0.1)
                consumer.stop_flow()
                await send(plan.topic("posts"), range(COUNT * rounds, COUNT * (rounds + 1)))
                rounds += 1
                await asyncio.sleep(1.0)
                consumer.resume_flow()
            while len(seen) < COUNT * rounds:
                await asyncio.sleep(0.05)
        finally:
            await app.stop()
    assert seen == {str(number) for number in range(COUNT * rounds)}


async def test_what_is_committed_is_gone_back_to_and_what_is_not_begins_the_log(kafka, plan, send):
    posts, reports = TopicPartition(plan.topic("posts"), 0), TopicPartition(plan.topic("reports"), 0)
    for at in (posts, reports):
        await send(at.topic)
    group = f"{plan.prefix}-readers"
    consumer = AIOKafkaConsumer(
        **kafka.aiokafka(), group_id=group, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    async with consumer:
        consumer.assign([posts, reports])
        consumer.seek(posts, COUNT)
        consumer.seek(reports, COUNT)
        await consumer.commit({posts: 7})
        assert await seek_to_unsettled(consumer) == {posts: 7, reports: 0}
        assert (await consumer.position(posts), await consumer.position(reports)) == (7, 0)
    assert await settled_offset(kafka.aiokafka(), group, posts.topic, 0) == 7
    assert await settled_offset(kafka.aiokafka(), group, reports.topic, 0) == 0


async def test_state_is_not_restored_past_what_the_group_has_settled(kafka, plan, send, topic_prefix, tmp_path):
    """Its outputs would be thrown away; a worker that starts anew reads it instead."""
    settings = AppSettings("dedupe", kafka.faust_url, prefix=topic_prefix, data_dir=tmp_path)
    await send(plan.topic("reports"))
    stage = Stateful(
        build_app(settings),
        settings,
        "reports",
        WORDS,
        make=lambda *_: pytest.fail("nothing to build"),
        step_format=1,
        event_time=lambda _: None,
        client=kafka.aiokafka(),
    )
    with pytest.raises(StateGapError, match=r"reports\[0\]@0 is not settled, got @5"):
        await stage.restore(0, 5)

"""Lag is what the broker says, and standing still is told from having nothing to do."""

import subprocess
import sys
import time

import pytest
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from prometheus_client import REGISTRY

from deploy.brokers import Broker
from deploy.brokers.topics import TopicPlan, create_topics
from deploy.lag import EXIT_STUCK, LagWatch, drained, offsets
from streams.stage import APPENDED


def put(broker: Broker, topic: str, count: int) -> None:
    producer = Producer({**broker.confluent(), "acks": "all"})
    for number in range(count):
        producer.produce(topic, b"x", partition=number % 4)
    assert producer.flush(20) == 0


def settle(broker: Broker, group: str, topic: str, upto: int) -> None:
    consumer = Consumer({**broker.confluent(), "group.id": group, "enable.auto.commit": False})
    consumer.commit(offsets=[TopicPartition(topic, number, upto) for number in range(4)], asynchronous=False)
    consumer.close()


FOUR = {"posts": 4, "reports": 4, "stories": 4}


@pytest.fixture
def posts(broker, topic_prefix):
    plan = TopicPlan(topic_prefix, FOUR)
    create_topics(broker, plan)
    return plan.topic("posts")


def test_lag_is_end_less_committed(broker, posts):
    group = f"{posts}-tag"
    assert drained(broker, [(group, posts, 4)])
    put(broker, posts, 40)
    assert offsets(broker, group, posts, 4).lag == 40  # nothing committed yet counts from the start
    settle(broker, group, posts, 4)
    found = offsets(broker, group, posts, 4)
    assert (found.lag, found.settled, found.ends) == (24, dict.fromkeys(range(4), 4), dict.fromkeys(range(4), 10))
    assert not drained(broker, [(group, posts, 4)])
    settle(broker, group, posts, 10)
    assert drained(broker, [(group, posts, 4)])


def test_the_metric_names_group_and_topic(broker, posts):
    put(broker, posts, 8)
    watch = LagWatch(broker, [("metric-group", posts, 4)])
    assert watch.lag() is None
    watch.look()
    watch.stop()
    assert watch.lag() == 8
    assert REGISTRY.get_sample_value("consumer_lag", {"group": "metric-group", "topic": posts}) == 8


def test_a_group_that_stands_still_with_work_waiting_is_told_once(embedded, topic_prefix):
    plan = TopicPlan(topic_prefix, FOUR)
    create_topics(embedded, plan)
    posts, now, told = plan.topic("posts"), [0.0], []
    watch = LagWatch(embedded, [("g", posts, 4)], stuck_seconds=30, on_stuck=told.append, clock=lambda: now[0])
    for now[0] in (0.0, 100.0, 200.0):
        watch.look()  # nothing to do is not stuck, however long
    put(embedded, posts, 8)
    for now[0] in (210.0, 239.0):
        watch.look()
    settle(embedded, "g", posts, 1)
    for now[0] in (245.0, 270.0):
        watch.look()  # moved in between
    assert told == []
    for now[0] in (275.0, 280.0, 400.0):
        watch.look()
    assert told == [f"g has settled nothing of {posts} for 30 s, 4 messages wait"]


def test_what_retention_took_unread_is_told_apart_from_lag(embedded, topic_prefix):
    plan = TopicPlan(topic_prefix, FOUR)
    create_topics(embedded, plan)
    posts = plan.topic("posts")
    settle(embedded, "g", posts, 0)
    producer = Producer({**embedded.confluent(), "acks": "all"})
    for _ in range(10_000):  # 10 MB, twice what the embedded broker keeps
        producer.produce(posts, b"x" * 1000, partition=0)
        producer.poll(0)
    assert producer.flush(30) == 0
    found = offsets(embedded, "g", posts, 4)
    assert found.lost > 0
    assert found.lost + found.lag == 10_000


def test_a_broker_that_is_away_is_unknown_lag_and_no_standstill():
    away = Broker("kafka", "127.0.0.1:9")
    told = []
    watch = LagWatch(away, [("g", "t", 1)], stuck_seconds=0.0, on_stuck=told.append, answer_seconds=0.3)
    with pytest.raises(KafkaException):
        watch.look()
    assert (watch.lag(), watch.age_seconds(), told) == (None, None, [])


STUCK = """
import os, signal, sys, threading
from deploy.brokers import Broker
from deploy.lag import LagWatch

broker = Broker.from_environment(os.environ)
with LagWatch(broker, [("g", sys.argv[1], 4)], every_seconds=0.1, stuck_seconds=0.5):
    threading.Event().wait(60)
"""


def test_a_stuck_process_is_ended_from_its_own_thread(embedded, topic_prefix):
    plan = TopicPlan(topic_prefix, FOUR)
    create_topics(embedded, plan)
    put(embedded, plan.topic("posts"), 4)
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", STUCK, plan.topic("posts")],
        env={"PATH": "", "PYTHONPATH": ".", **embedded.environment()},
        timeout=50,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == EXIT_STUCK, done.stderr
    assert "stage_stuck" in done.stdout


def test_lag_is_told_in_seconds_too_by_the_oldest_post_that_waits(broker, posts):
    now, group = time.time(), f"{posts}-age"
    labels = {"group": group, "topic": posts}
    with_header = [(APPENDED, b"%d" % ((now - 60) * 1000))]
    producer = Producer({**broker.confluent(), "acks": "all"})
    producer.produce(posts, b"old", partition=0, headers=with_header)  # appended to another topic a minute ago
    producer.produce(posts, b"new", partition=1)
    assert producer.flush(20) == 0
    watch = LagWatch(broker, [(group, posts, 4)])
    watch.look()
    assert REGISTRY.get_sample_value("consumer_settled_timestamp_seconds", labels) == pytest.approx(now - 60, abs=0.01)
    settle(broker, group, posts, 1)
    watch.look()
    watch.stop()
    settled = REGISTRY.get_sample_value("consumer_settled_timestamp_seconds", labels)
    assert settled is not None
    assert settled >= now  # nothing waits: all of the past is settled
    assert REGISTRY.get_sample_value("broker_last_answer_timestamp_seconds", {"group": group}) >= now


def test_standing_still_shows_before_the_watchdog_acts(embedded, topic_prefix):
    plan, now = TopicPlan(topic_prefix, FOUR), [0.0]
    create_topics(embedded, plan)
    posts, labels = plan.topic("posts"), {"group": "w", "topic": plan.topic("posts")}
    watch = LagWatch(embedded, [("w", posts, 4)], stuck_seconds=300, on_stuck=print, clock=lambda: now[0])
    put(embedded, posts, 4)
    for now[0] in (0.0, 100.0):
        watch.look()
    stood = time.time() - REGISTRY.get_sample_value("watchdog_progress_timestamp_seconds", labels)
    assert stood == pytest.approx(100.0, abs=5.0)
    assert REGISTRY.get_sample_value("watchdog_limit_seconds", {"group": "w"}) == 300

"""One broker, told to each client in its own form; and the one in memory."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from deploy.brokers import Broker, Security, open_broker, parse_kafka_url
from deploy.brokers.errors import SpecError
from deploy.brokers.topics import TopicPlan, create_topics

FOUR = {"posts": 4, "reports": 4, "stories": 4}

SECRET = "open sesame"


def test_plain_text_in_every_form():
    broker = Broker("kafka", "one:9092,two:9093")
    assert broker.faust_url == "kafka://one:9092;kafka://two:9093"
    assert broker.faust_credentials() is None
    assert broker.aiokafka() == {"bootstrap_servers": ["one:9092", "two:9093"], "security_protocol": "PLAINTEXT"}
    assert broker.confluent() == {"bootstrap.servers": "one:9092,two:9093", "security.protocol": "plaintext"}


def test_a_password_reaches_every_client_and_no_repr():
    broker = Broker("kafka", "one:9092", security=Security(True, None, None, None, "SCRAM-SHA-512", "ann", SECRET))
    assert SECRET not in repr(broker)
    assert broker.aiokafka()["sasl_plain_password"] == SECRET
    assert broker.confluent()["sasl.password"] == SECRET
    credentials = broker.faust_credentials()
    assert (credentials.password, credentials.mechanism.value, credentials.protocol.value) == (
        SECRET,
        "SCRAM-SHA-512",
        "SASL_SSL",
    )
    assert SECRET not in repr(credentials)


def test_a_broker_travels_by_environment(tmp_path):
    pem = tmp_path / "ca.pem"
    pem.touch()
    full = Broker("kafka", "one:9092", security=Security(True, pem, pem, pem, "PLAIN", "ann", SECRET))
    for broker in (full, Broker("embedded", "127.0.0.1:1", in_memory=True)):
        assert Broker.from_environment(broker.environment()) == broker
    # A plain broker's variables overwrite what a protected one left in the environment.
    assert Broker.from_environment({**full.environment(), **Broker("local", "a:1").environment()}) == Broker(
        "local", "a:1"
    )


def test_an_environment_without_a_broker_names_the_variables():
    with pytest.raises(SpecError, match="TOCSIN_BROKER_KIND and TOCSIN_BROKER_BOOTSTRAP"):
        Broker.from_environment({})


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            {"mechanism": "GSSAPI", "username": "a", "password": "b"},
            "unknown SASL mechanism 'GSSAPI'; use one of PLAIN",
        ),
        ({"mechanism": "PLAIN", "username": "a"}, "needs a username and a password"),
        ({"username": "a", "password": "b"}, "a username without a SASL mechanism"),
        ({"tls": True, "cert_file": Path(__file__)}, "belong together"),
        ({"ca_file": Path(__file__)}, "set tls = true"),
        ({"tls": True, "ca_file": Path("nowhere.pem")}, "no file nowhere.pem"),
    ],
)
def test_options_that_do_not_fit_are_refused_with_the_mend(options, told):
    with pytest.raises(SpecError, match=told):
        Security(**options)


def test_addresses_of_a_cluster():
    assert parse_kafka_url("kafka://a:1,b:2/") == "a:1,b:2"
    for wrong in (
        "a:1",
        "kafka://",
        "kafka://a",
        "kafka://a:0",
        "kafka://a:70000",
        "kafka://u:p@a:1",
        "redis://a:1",
        "mock",
    ):
        with pytest.raises(SpecError, match=r"use embedded, local, or kafka://"):
            parse_kafka_url(wrong)


def test_any_cluster_is_opened_as_it_is_named(tmp_path):
    with open_broker("kafka://a:1", data_dir=tmp_path) as broker:
        assert broker == Broker("kafka", "a:1")


def test_security_of_the_local_kinds_is_refused(tmp_path):
    with (
        pytest.raises(SpecError, match="takes no TLS or SASL"),
        open_broker("embedded", data_dir=tmp_path, security=Security(tls=True)),
    ):
        pass


def test_the_embedded_broker_is_there_while_open_and_gone_after(tmp_path):
    with open_broker("embedded", data_dir=tmp_path) as broker:
        assert (broker.kind, broker.in_memory) == ("embedded", True)
        assert ask(broker) == 0
    assert ask(replace(broker)) == 1


def ask(broker: Broker) -> int:
    """Ask from another process, as the stages do. Returns its exit status."""
    code = (
        "import os; from confluent_kafka.admin import AdminClient; from deploy.brokers import Broker\n"
        "AdminClient({**Broker.from_environment(os.environ).confluent(), 'log_level': 0}).list_topics(timeout=3)"
    )
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", code], env={**os.environ, **broker.environment()}, capture_output=True, check=False
    )
    return done.returncode


async def test_a_group_reads_what_was_produced_and_goes_on_where_it_stopped(broker, topic_prefix):
    plan = TopicPlan(topic_prefix, FOUR)
    await asyncio.to_thread(create_topics, broker, plan)
    posts = plan.topic("posts")
    await produce(broker, posts, range(40))
    assert await read(broker, posts, "readers", 40) == list(range(40))
    await produce(broker, posts, range(40, 60))
    assert await read(broker, posts, "readers", 20) == list(range(40, 60))
    assert await read(broker, posts, "others", 60) == list(range(60))


async def produce(broker: Broker, topic: str, numbers: range) -> None:
    producer = AIOKafkaProducer(**broker.aiokafka(), acks="all", enable_idempotence=True, compression_type="lz4")
    async with producer:
        sent = [await producer.send(topic, json.dumps(number).encode(), partition=number % 4) for number in numbers]
        await asyncio.gather(*sent)


async def read(broker: Broker, topic: str, group: str, count: int) -> list[int]:
    """Read as a group's only member until ``count`` came, commit, leave."""
    consumer = AIOKafkaConsumer(
        topic, **broker.aiokafka(), group_id=group, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    found: list[int] = []
    async with consumer, asyncio.timeout(60):
        while len(found) < count:
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += [json.loads(record.value) for record in records]
        await consumer.commit()
    return sorted(found)

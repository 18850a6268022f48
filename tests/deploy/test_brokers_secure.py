"""TLS, SASL and client certificates against a real Kafka: the same options reach all three of our clients."""

import asyncio
import contextlib
import ssl
from dataclasses import replace

import msgspec
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError as AiokafkaError
from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AdminClient,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from connectors.codec import Codec
from deploy.brokers import Broker, Security
from deploy.brokers.local import LocalKafka, free_port
from deploy.brokers.topics import TopicPlan, create_topics
from streams.agents import add_stateless
from streams.app import AppSettings, build_app
from streams.restore import settled_offset
from streams.stage import Routed
from tests.authority import Authority

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.usefixtures("refused_connections"),
    # The same leftovers, collected while one of these tests runs.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PASSWORD = "not the one you think"


@pytest.fixture(scope="module")
def secured(tmp_path_factory):
    """A Kafka that asks for SCRAM over TLS at one port and for a client's certificate at another."""
    directory = tmp_path_factory.mktemp("secured")
    authority = Authority(directory)
    server, client = authority.issue("server"), authority.issue("client")
    scram, mutual = free_port(), free_port()
    login = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
    settings = {
        "listeners": f",SCRAM://127.0.0.1:{scram},MUTUAL://127.0.0.1:{mutual}",
        "advertised.listeners": f",SCRAM://127.0.0.1:{scram},MUTUAL://127.0.0.1:{mutual}",
        "listener.security.protocol.map": ",SCRAM:SASL_SSL,MUTUAL:SSL",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(server[2]),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority.ca_file),
        "listener.name.mutual.ssl.client.auth": "required",
        "listener.name.scram.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.scram.scram-sha-512.sasl.jaas.config": login,
    }
    with LocalKafka(directory / "kafka", settings=settings) as kafka:
        admin = AdminClient(kafka.broker.confluent())
        info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
        wanted = UserScramCredentialUpsertion("ann", info, PASSWORD.encode())
        for future in admin.alter_user_scram_credentials([wanted]).values():
            future.result(20)
        with_password = Security(True, authority.ca_file, None, None, "SCRAM-SHA-512", "ann", PASSWORD)
        with_certificate = Security(True, authority.ca_file, client[0], client[1])
        yield {
            "scram": Broker("kafka", f"127.0.0.1:{scram}", security=with_password),
            "mutual": Broker("kafka", f"127.0.0.1:{mutual}", security=with_certificate),
        }


@pytest.fixture(params=["scram", "mutual"])
def protected(request, secured):
    return Broker.from_environment(secured[request.param].environment())  # as a child process gets it


async def round_trip(broker: Broker, topic: str) -> bytes:
    async with AIOKafkaProducer(**broker.aiokafka()) as producer:
        await producer.send_and_wait(topic, b"secret", partition=0)
    reader = AIOKafkaConsumer(topic, **broker.aiokafka(), group_id=None, auto_offset_reset="earliest")
    async with reader, asyncio.timeout(60):
        return (await reader.getone()).value


async def test_confluent_and_aiokafka_get_in(protected, topic_prefix):
    plan = TopicPlan(topic_prefix)
    report = await asyncio.to_thread(create_topics, protected, plan)
    assert len(report.created) == len(plan.wanted)
    assert await round_trip(protected, plan.topic("dead")) == b"secret"


async def test_what_a_group_has_settled_can_be_asked(protected, topic_prefix):
    plan = TopicPlan(topic_prefix)
    await asyncio.to_thread(create_topics, protected, plan)
    assert await settled_offset(protected.aiokafka(), f"{topic_prefix}-dedupe", plan.topic("reports"), 0) == 0


class Word(msgspec.Struct):
    text: str


async def test_a_faust_stage_gets_in(protected, topic_prefix, tmp_path):
    plan = TopicPlan(topic_prefix)
    await asyncio.to_thread(create_topics, protected, plan)
    settings = AppSettings(
        "tag", protected.faust_url, protected.faust_credentials(), prefix=topic_prefix, data_dir=tmp_path
    )
    app = build_app(settings)
    add_stateless(
        app,
        settings,
        "posts",
        Codec(Word),
        lambda words, at: [Routed("reports", 0, None, msgspec.json.encode(word)) for word in words],
    )
    async with AIOKafkaProducer(**protected.aiokafka()) as producer:
        await producer.send_and_wait(plan.topic("posts"), b'[{"text":"hello"}]', partition=0)
    reader = AIOKafkaConsumer(
        plan.topic("reports"), **protected.aiokafka(), group_id=None, auto_offset_reset="earliest"
    )
    try:
        async with asyncio.timeout(60):
            await app.start()
            async with reader:
                assert (await reader.getone()).value == b'[{"text":"hello"}]'
    finally:
        await app.stop()


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("scram", {"password": "another"}),
        ("scram", {"ca_file": None}),
        ("mutual", {"cert_file": None, "key_file": None}),
        ("mutual", {"ca_file": None}),
    ],
)
async def test_without_the_right_secret_or_authority_nobody_gets_in(secured, name, changes):
    good = secured[name]
    wrong = replace(good, security=replace(good.security, **changes))
    with pytest.raises(KafkaException):
        await asyncio.to_thread(AdminClient({**wrong.confluent(), "log_level": 0}).list_topics, timeout=3)
    producer = AIOKafkaProducer(**wrong.aiokafka(), request_timeout_ms=5000)
    with pytest.raises((AiokafkaError, ssl.SSLError)):
        await producer.start()
    with contextlib.suppress(AiokafkaError):
        await producer.stop()

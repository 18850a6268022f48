"""A second worker of one name says what to do instead of being thrown out of its group."""

from __future__ import annotations

import socket
import tempfile
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from deploy.brokers import Broker
from deploy.config import Config
from deploy.instances import InstanceTakenError, held
from deploy.worker import EXIT_TAKEN, work


def test_a_name_is_held_by_one_worker_until_it_ends(tmp_path: Path) -> None:
    with held("dedupe-here-0", "127.0.0.1:9092", tmp_path):
        with (
            pytest.raises(InstanceTakenError, match="TOCSIN_INSTANCE=1"),
            held("dedupe-here-0", "127.0.0.1:9092", tmp_path),
        ):
            pass
        with held("dedupe-here-1", "127.0.0.1:9092", tmp_path), held("dedupe-here-0", "127.0.0.1:9093", tmp_path):
            pass
    with held("dedupe-here-0", "127.0.0.1:9092", tmp_path):
        pass


def test_a_worker_whose_name_is_taken_says_so_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv("TOCSIN_INSTANCE", raising=False)
    config, broker = Config(), Broker("kafka", "127.0.0.1:1")
    name = f"{config.broker.prefix}/dedupe-{socket.gethostname()}-0"
    with held(name, broker.bootstrap), capture_logs() as told:
        assert work("dedupe", config, broker) == EXIT_TAKEN
    assert [line["event"] for line in told] == ["instance_taken"]
    assert "TOCSIN_INSTANCE=1" in told[0]["problem"]

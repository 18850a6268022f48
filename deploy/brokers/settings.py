"""Kafka's settings for one node on one machine; why each is what it is stands beside it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["properties"]


def properties(host: str, port: int, controller_port: int, messages: Path) -> dict[str, str]:
    """Return the content of ``server.properties``.

    Args:
        host: address to listen on, and the one told to clients.
        port: for clients.
        controller_port: between the two halves of the one process.
        messages: directory of the log.
    """
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{host}:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{host}:{port}",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": str(messages),
        # Topics are made with their settings by one explicit step; a typing error must not make one.
        "auto.create.topics.enable": "false",
        # There is one node, and nobody to wait for: a group is complete when its first member is there.
        "group.initial.rebalance.delay.ms": "0",
        "default.replication.factor": "1",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        # Fifty partitions of bookkeeping make a start slow; a handful of groups need few.
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.num.partitions": "1",
        # Longer than any topic is kept, so that a group that was away finds its place.
        "offsets.retention.minutes": str(60 * 24 * 60),
        # The cleaner's table would take a quarter of the heap; ours compacts small topics.
        "log.cleaner.dedupe.buffer.size": str(32 * 1024 * 1024),
        "log.cleaner.threads": "1",
    }

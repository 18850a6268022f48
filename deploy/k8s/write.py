"""Writes ``topics.yaml`` and ``users.yaml`` for Strimzi from the tables that the code itself uses.

``python -m deploy.k8s.write`` after a change of `deploy.brokers.topics.SETTINGS` or `deploy.brokers.rights`; a test
holds the files to the tables. Form: KafkaTopic and KafkaUser of Strimzi 1, ``kafka.strimzi.io/v1``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.brokers.rights import ROLES, rights_of
from deploy.brokers.topics import SETTINGS, TopicPlan

__all__ = ["main", "topics", "users"]

FOLDER = Path(__file__).parent
PREFIX = "tocsin"
PARTITIONS: Mapping[str, int] = {"posts": 6}
"""Tagging keeps no state and may have many workers; the other stages keep theirs on one partition, which is exact."""

_HEAD = "# Written by `python -m deploy.k8s.write` from the code's own tables: change those.\n"


def topics() -> str:
    """Return ``topics.yaml``: three copies of each, two of which must have a record before it is acknowledged."""
    return _HEAD + "".join(_topic(name, SETTINGS[name]) for name in TopicPlan(PREFIX).names)


def _topic(name: str, settings: Mapping[str, str]) -> str:
    config = "".join(
        f'    {key}: "{value}"\n' for key, value in sorted({**settings, "min.insync.replicas": "2"}.items())
    )
    return (
        "---\n"
        "apiVersion: kafka.strimzi.io/v1\n"
        "kind: KafkaTopic\n"
        "metadata:\n"
        f"  name: {PREFIX}.{name}\n"
        "  labels:\n"
        "    strimzi.io/cluster: tocsin\n"
        "spec:\n"
        f"  partitions: {PARTITIONS.get(name, 1)}\n"
        "  replicas: 3\n"
        "  config:\n"
        f"{config}"
    )


def users() -> str:
    """Return ``users.yaml``: one SCRAM user a process, with its rights and no others. Strimzi makes the topics."""
    return _HEAD + "".join(_user(role) for role in ROLES if role != "admin")


def _user(role: str) -> str:
    grouped: dict[tuple[str, str], list[str]] = {}
    for right in rights_of(role, PREFIX):
        grouped.setdefault((right.resource, right.name), []).append(right.operation)
    rules = "".join(
        "      - resource:\n"
        f"          type: {resource}\n"
        f"          name: {name}\n"
        "          patternType: literal\n"
        f"        operations: [{', '.join(operations)}]\n"
        for (resource, name), operations in grouped.items()
    )
    return (
        "---\n"
        "apiVersion: kafka.strimzi.io/v1\n"
        "kind: KafkaUser\n"
        "metadata:\n"
        f"  name: {PREFIX}-{role}\n"
        "  labels:\n"
        "    strimzi.io/cluster: tocsin\n"
        "spec:\n"
        "  authentication:\n"
        "    type: scram-sha-512\n"
        "  authorization:\n"
        "    type: simple\n"
        "    acls:\n"
        f"{rules}"
    )


def main() -> int:
    """Write both files."""
    (FOLDER / "topics.yaml").write_text(topics(), "utf-8")
    (FOLDER / "users.yaml").write_text(users(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

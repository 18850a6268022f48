"""Which process may do what on the cluster: one table, from which ACLs, Strimzi users and the check at a start follow.

Each role is a user of its own with no more than it needs: a connector may write posts, its checkpoints and dead
letters, and can neither read the posts of others nor raise an alert. ``desk`` is who looks at alerts and judges them
(``tocsin alerts``, ``tocsin alert``). ``admin`` makes the topics and is used by
``tocsin topics`` alone. Reading a topic includes describing it, as in Kafka.

A consumer group is named ``<prefix>-<stage>``; only stages have one. Stages ask as their group where it stands
(`deploy.lag`), for which reading it is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from deploy.brokers.topics import SETTINGS

__all__ = ["ROLES", "Right", "acl_commands", "rights_of"]

Operation = Literal["Read", "Write", "Create", "Describe", "DescribeConfigs"]


class Right(NamedTuple):
    """One allowed operation.

    Attributes:
        resource: kind of resource.
        name: full name of the topic or group.
        operation: as `kafka-acls.sh` calls it.
    """

    resource: Literal["topic", "group"]
    name: str
    operation: Operation


_TOPICS: Mapping[str, Mapping[str, tuple[Operation, ...]]] = MappingProxyType(
    {
        "connect": {"posts": ("Write",), "dead": ("Write",), "checkpoints": ("Read", "Write")},
        "tag": {"posts": ("Read",), "reports": ("Write",), "dead": ("Write",)},
        "dedupe": {
            "reports": ("Read",),
            "signatures": ("Read", "Write"),  # these two only where the index is divided
            "votes": ("Read", "Write"),
            "stories": ("Write",),
            "snapshots": ("Read", "Write"),
            "dead": ("Write",),
        },
        "escalate": {
            "stories": ("Read", "Write"),  # verdicts take their place among the stories
            "verdicts": ("Read",),
            "alerts": ("Write",),
            "snapshots": ("Read", "Write"),
            "dead": ("Write",),
        },
        "notify": {"alerts": ("Read",), "outbox": ("Read", "Write"), "dead": ("Write",)},
        "desk": {"alerts": ("Read",), "verdicts": ("Read", "Write"), "outbox": ("Read",)},
        "admin": dict.fromkeys(SETTINGS, ("Create", "Describe", "DescribeConfigs")),
    }
)

_GROUPS = frozenset({"tag", "dedupe", "escalate", "notify"})

ROLES = tuple(_TOPICS)
"""Every role, in the order of the flow; ``admin`` last."""


def rights_of(role: str, prefix: str) -> Iterator[Right]:
    """Yield the rights of a role.

    Args:
        role: one of `ROLES`.
        prefix: first part of every topic and group name.
    """
    for topic, operations in _TOPICS[role].items():
        for operation in operations:
            yield Right("topic", f"{prefix}.{topic}", operation)
    if role in _GROUPS:
        yield Right("group", f"{prefix}-{role}", "Read")


def acl_commands(prefix: str, bootstrap: str) -> Iterator[str]:
    """Yield the commands that grant every role its rights, for a shell with Kafka's own tools.

    The users are named like the roles with the prefix before them, ``tocsin-connect``; other names do as well.
    """
    for role in ROLES:
        yield f"# {role}"
        grouped: dict[tuple[str, str], list[str]] = {}
        for right in rights_of(role, prefix):
            grouped.setdefault((right.resource, right.name), []).append(right.operation)
        for (resource, name), operations in grouped.items():
            allowed = " ".join(f"--operation {operation}" for operation in operations)
            yield (
                f"kafka-acls.sh --bootstrap-server {bootstrap} --command-config admin.properties --add "
                f"--allow-principal User:{prefix}-{role} {allowed} --{resource} {name}"
            )

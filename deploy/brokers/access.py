"""Can this process do its work on the cluster? Asked once before it starts, so that the answer is a sentence.

Kafka's clients try again for ever when a password is wrong or a topic is forbidden, and say so in warnings that nobody
reads. Here the cluster is asked what the user may do (`rights`), and everything that is missing is told at once, with
the mend.

Limit: rights that are taken away later show as errors of the stage, which then ends and says which topic it was.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import AclOperation, AdminClient

from deploy.brokers.broker import Broker
from deploy.brokers.errors import AccessError, TopicError, UnreachableError
from deploy.brokers.rights import Right, rights_of
from deploy.brokers.topics import TopicPlan

__all__ = ["require_access"]

ANSWER_SECONDS = 20.0
WAIT_SECONDS = 30.0  # for the client to say so: longer than its own limit
TRY_SECONDS = 3.0

_OPERATIONS: Mapping[str, AclOperation] = {
    "Read": AclOperation.READ,
    "Write": AclOperation.WRITE,
    "Create": AclOperation.CREATE,
    "Describe": AclOperation.DESCRIBE,
    "DescribeConfigs": AclOperation.DESCRIBE_CONFIGS,
}


def require_access(broker: Broker, plan: TopicPlan, role: str) -> None:
    """Return when the cluster answers and the role's topics are there and allowed.

    Args:
        broker: with the role's own user.
        plan: the topics.
        role: one of `deploy.brokers.rights.ROLES`.

    Raises:
        UnreachableError: no broker answers, or TLS fails.
        AccessError: the password is wrong, or rights are missing: all of them are named.
        TopicError: topics are not there, or have other partition counts than configured.
    """
    wanted = [right for right in rights_of(role, plan.prefix) if right.resource != "topic" or right.name in plan.wanted]
    admin = _connected(broker)
    try:
        known, absent, forbidden = _topics(admin, {right.name for right in wanted if right.resource == "topic"})
    except (KafkaException, TimeoutError) as error:
        said = error.args[0] if error.args else f"no answer in {WAIT_SECONDS:g} s"
        raise UnreachableError(f"{broker.bootstrap} does not tell what its topics allow: {said}") from error
    _refuse_other_counts(known, plan)
    missing = [
        right
        for right in wanted
        if right.name in forbidden
        or (right.name in known and _OPERATIONS[right.operation] not in _allowed(known[right.name]))
    ]
    missing += _missing_groups(admin, [right for right in wanted if right.resource == "group"])
    if missing:
        raise AccessError(_told(broker, missing))
    if absent:
        # A topic that the user may not describe looks as if it were not there.
        raise TopicError(
            f"{', '.join(sorted(absent))}: not there, or hidden from {_user(broker)}; run `tocsin topics` with a user "
            "that may create topics, and `tocsin topics --rights` for what this one needs"
        )


def _connected(broker: Broker) -> AdminClient:
    """Return a client that has had an answer; what can only fail again is not waited for."""
    told: list[KafkaError] = []
    admin = AdminClient({**broker.confluent(), "log_level": 0, "error_cb": told.append})
    deadline = time.monotonic() + ANSWER_SECONDS
    while True:
        try:
            admin.list_topics(timeout=TRY_SECONDS)
        except KafkaException as error:
            admin.poll(0.2)  # runs error_cb
            final = {said.code() for said in told} & {KafkaError._AUTHENTICATION, KafkaError._SSL}
            if final or time.monotonic() > deadline:
                raise _why(broker, told, error) from error
        else:
            return admin


def _topics(admin: AdminClient, names: Iterable[str]) -> tuple[dict[str, Any], set[str], set[str]]:
    """Describe topics: those that answer, those that are absent, those that are forbidden."""
    known: dict[str, Any] = {}
    absent: set[str] = set()
    forbidden: set[str] = set()
    futures = admin.describe_topics(
        TopicCollection(sorted(names)), include_authorized_operations=True, request_timeout=ANSWER_SECONDS
    )
    for name, future in futures.items():
        try:
            known[name] = future.result(WAIT_SECONDS)
        except KafkaException as error:
            if _is(error, KafkaError.TOPIC_AUTHORIZATION_FAILED):
                forbidden.add(name)
            elif _is(error, KafkaError.UNKNOWN_TOPIC_OR_PART):
                absent.add(name)
            else:
                raise
    return known, absent, forbidden


def _missing_groups(admin: AdminClient, wanted: list[Right]) -> list[Right]:
    missing = []
    for right in wanted:
        future = admin.describe_consumer_groups(
            [right.name],
            include_authorized_operations=True,  # type: ignore[call-arg]  # the stubs are of an older version
            request_timeout=ANSWER_SECONDS,
        )[right.name]
        try:
            allowed = _allowed(future.result(WAIT_SECONDS))
        except TimeoutError:
            continue  # coordinators of a cluster that has just begun
        except KafkaException as error:
            if not _is(error, KafkaError.GROUP_AUTHORIZATION_FAILED):
                continue  # a group that nobody has joined yet has nothing to tell
            allowed = frozenset()
        if _OPERATIONS[right.operation] not in allowed:
            missing.append(right)
    return missing


def _is(error: KafkaException, code: int) -> bool:
    reason = error.args[0]
    return isinstance(reason, KafkaError) and reason.code() == code


def _allowed(described: Any) -> frozenset[AclOperation]:
    return frozenset(described.authorized_operations or ())


def _refuse_other_counts(known: Mapping[str, Any], plan: TopicPlan) -> None:
    wrong = [
        f"{name} has {len(described.partitions)} partitions, the configuration says {plan.wanted[name]}"
        for name, described in sorted(known.items())
        if len(described.partitions) != plan.wanted[name]
    ]
    if wrong:
        raise TopicError("; ".join(wrong) + ". Records are placed by hash: set [broker.partitions] to what is there")


def _why(broker: Broker, told: list[KafkaError], error: KafkaException) -> AccessError | UnreachableError:
    """Tell a wrong password from a certificate that is not trusted and from nobody at home."""
    for said in told:
        if said.code() == KafkaError._AUTHENTICATION:
            return AccessError(
                f"{broker.bootstrap} does not accept {_user(broker)}: {said.str()}; "
                "look at [broker.security] username, password and mechanism"
            )
    for said in told:
        if said.code() == KafkaError._SSL:
            return UnreachableError(
                f"no TLS with {broker.bootstrap}: {said.str()}; look at [broker.security] tls, ca_file, cert_file"
            )
    reason = told[0].str() if told else str(error.args[0])
    return UnreachableError(f"no answer from {broker.bootstrap}: {reason}; is it running, and is the port right?")


def _user(broker: Broker) -> str:
    return f"user {broker.security.username}" if broker.security.username else "this client"


def _told(broker: Broker, missing: list[Right]) -> str:
    listed = "; ".join(f"{right.operation} on {right.resource} {right.name}" for right in missing)
    return f"{_user(broker)} lacks {listed}. `tocsin topics --rights` prints the commands that grant them"

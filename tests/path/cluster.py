"""Three real Kafka nodes on loopback: replicated, TLS everywhere, SCRAM for clients, ACLs that deny by default.

Each node is broker and controller. Nodes know each other by certificate (``CN=node``, a super user); clients bring a
user and a password. The users of the product have the rights of `deploy.brokers.rights` and no others.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from deploy.brokers import Broker, Security
from deploy.brokers.jars import default_cache, have_jars
from deploy.brokers.java import find_java, wheel_java
from deploy.brokers.local import _LAUNCHER, JVM, SHORT_LIVED, _run, cluster_id, free_port
from deploy.brokers.rights import Right, rights_of
from tests.authority import Authority

NODES = 3
READY_SECONDS = 180.0
ADMIN, ADMIN_PASSWORD = "root", "only here"
MECHANISM = "SCRAM-SHA-512"
LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


class Cluster:
    """Starts, stops and kills nodes by number, 1 to `NODES`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir()
        self.authority = Authority(directory)
        self._certificate = self.authority.issue("node")[2]
        self._ports = {number: (free_port(), free_port(), free_port()) for number in range(1, NODES + 1)}
        jars = have_jars(default_cache(os.environ))
        java = find_java(os.environ, wheel_java)
        self._command = [str(java), *JVM, "-cp", os.pathsep.join(map(str, jars))]
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._format()

    @property
    def bootstrap(self) -> str:
        return ",".join(f"127.0.0.1:{client}" for client, _, _ in self._ports.values())

    def broker(self, user: str, password: str) -> Broker:
        """The cluster as one user reaches it."""
        security = Security(True, self.authority.ca_file, None, None, MECHANISM, user, password)
        return Broker("kafka", self.bootstrap, security=security)

    @property
    def root(self) -> Broker:
        return self.broker(ADMIN, ADMIN_PASSWORD)

    def admin(self) -> AdminClient:
        return AdminClient({**self.root.confluent(), "log_level": 0})

    def _settings(self, number: int) -> dict[str, str]:
        client, internal, controller = self._ports[number]
        voters = ",".join(f"{n}@127.0.0.1:{ports[2]}" for n, ports in self._ports.items())
        return {
            "process.roles": "broker,controller",
            "node.id": str(number),
            "controller.quorum.voters": voters,
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "INTERNAL",
            "listeners": f"CLIENT://127.0.0.1:{client},INTERNAL://127.0.0.1:{internal},"
            f"CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"CLIENT://127.0.0.1:{client},INTERNAL://127.0.0.1:{internal}",
            "listener.security.protocol.map": "CLIENT:SASL_SSL,INTERNAL:SSL,CONTROLLER:SSL",
            "listener.name.internal.ssl.client.auth": "required",
            "listener.name.controller.ssl.client.auth": "required",
            "listener.name.client.sasl.enabled.mechanisms": MECHANISM,
            "listener.name.client.scram-sha-512.sasl.jaas.config": LOGIN,
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self._certificate),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self.authority.ca_file),
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": f"User:CN=node;User:{ADMIN}",
            "allow.everyone.if.no.acl.found": "false",
            "log.dirs": str(self.directory / f"node-{number}"),
            "auto.create.topics.enable": "false",
            "group.initial.rebalance.delay.ms": "0",
            "default.replication.factor": "3",
            "min.insync.replicas": "2",
            "offsets.topic.replication.factor": "3",
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": "3",
            "transaction.state.log.min.isr": "2",
            "share.coordinator.state.topic.replication.factor": "3",
            "share.coordinator.state.topic.min.isr": "2",
            # A dead node is noticed within seconds, not half a minute.
            "broker.session.timeout.ms": "6000",
            "replica.lag.time.max.ms": "6000",
        }

    def _format(self) -> None:
        java, *rest = self._command
        tool, cluster = [java, *SHORT_LIVED, *rest, "kafka.tools.StorageTool"], cluster_id()
        for number in self._ports:
            file = self.directory / f"node-{number}.properties"
            file.write_text("".join(f"{key}={value}\n" for key, value in self._settings(number).items()))
            scram = f"{MECHANISM}=[name={ADMIN},password={ADMIN_PASSWORD}]"
            _run([*tool, "format", "-t", cluster, "-c", str(file), "--add-scram", scram])

    def launch(self, number: int) -> None:
        """Start a node; see `await_whole`."""
        with (self.directory / f"node-{number}.log").open("ab") as output:
            file = str(self.directory / f"node-{number}.properties")
            self._processes[number] = subprocess.Popen(  # noqa: S603  our own command line
                [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid()), *self._command, "kafka.Kafka", file],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def kill(self, number: int) -> None:
        self._processes[number].kill()
        self._processes.pop(number).wait()

    def stop(self, number: int) -> None:
        process = self._processes.pop(number)
        process.send_signal(signal.SIGTERM)
        process.wait(120)

    def close(self) -> None:
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.wait()

    def start(self) -> None:
        """Start all nodes and wait for them."""
        for number in self._ports:
            self.launch(number)
        self.await_whole()

    def await_whole(self) -> None:
        """Wait until all nodes are there and every partition has all its replicas in sync."""
        deadline = time.monotonic() + READY_SECONDS
        while not self._whole():
            for number, process in self._processes.items():
                assert process.poll() is None, (self.directory / f"node-{number}.log").read_text()[-3000:]
            assert time.monotonic() < deadline, "the cluster is not whole"
            time.sleep(0.2)

    def _whole(self) -> bool:
        try:
            known = self.admin().list_topics(timeout=5)
        except KafkaException:
            return False
        partitions = [part for topic in known.topics.values() for part in topic.partitions.values()]
        return len(known.brokers) == NODES and all(len(part.isrs) == len(part.replicas) for part in partitions)

    def leader(self, topic: str) -> int:
        """Number of the node that leads partition 0 of a topic."""
        return int(self.admin().list_topics(topic, timeout=20).topics[topic].partitions[0].leader)

    def add_user(self, name: str, password: str) -> None:
        info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
        wanted = UserScramCredentialUpsertion(name, info, password.encode())
        admin = self.admin()  # kept: a client that goes takes its answers along
        for future in admin.alter_user_scram_credentials([wanted]).values():
            future.result(30)

    def grant(self, user: str, rights: Sequence[Right]) -> None:
        bindings = [
            AclBinding(
                ResourceType.TOPIC if right.resource == "topic" else ResourceType.GROUP,
                right.name,
                ResourcePatternType.LITERAL,
                f"User:{user}",
                "*",
                AclOperation[_constant(right.operation)],
                AclPermissionType.ALLOW,
            )
            for right in rights
        ]
        admin = self.admin()
        for future in admin.create_acls(bindings).values():
            future.result(30)

    def add_role(self, role: str, prefix: str) -> Broker:
        """Make the user of a role with its rights; returns the cluster as that user reaches it."""
        self.add_user(role, f"{role}-secret")
        self.grant(role, list(rights_of(role, prefix)))
        return self.broker(role, f"{role}-secret")


def _constant(operation: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in operation).strip("_").upper()

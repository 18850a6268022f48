"""A cluster as a desk would run it: three nodes, replication 3, TLS, a user with least rights for every process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from deploy.brokers import Broker, BrokerError
from deploy.brokers.access import require_access
from deploy.brokers.errors import AccessError, TopicError, UnreachableError
from deploy.brokers.rights import ROLES, rights_of
from deploy.brokers.topics import TopicPlan, create_topics
from deploy.drills import bishkek
from deploy.processes import Child, Supervisor
from deploy.replay import Replay
from deploy.run import Handed, pump
from deploy.stages import STAGES
from tests.authority import Authority
from tests.path.cluster import NODES, Cluster
from tests.path.kit import Handful, RunningPath, Seen, configured, gather
from tests.path.test_faults import assert_whole

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.slow,
    pytest.mark.xdist_group("cluster"),
    pytest.mark.timeout(600),
    pytest.mark.usefixtures("refused_connections"),
    # The same leftovers, collected while one of these tests runs.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PREFIX = "desk"
PARTS = 12


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("three") / "nodes")
    try:
        made.start()
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def roles(cluster: Cluster) -> dict[str, Broker]:
    """The cluster as the user of each role reaches it; the topics are there, made by the ``admin``."""
    users = {role: cluster.add_role(role, PREFIX) for role in ROLES}
    create_topics(users["admin"], TopicPlan(PREFIX))
    cluster.await_whole()
    return users


@contextlib.asynccontextmanager
async def open_path(cluster: Cluster, roles: dict[str, Broker], folder: Path) -> AsyncIterator[RunningPath]:
    """Every stage as a process of its own, each with its own user."""
    config = configured(folder)
    config = msgspec.structs.replace(config, broker=msgspec.structs.replace(config.broker, prefix=PREFIX))
    restarts: list[tuple[str, int]] = []
    children = [Handed(config, roles[stage], folder, ports=False).child(stage, 0, "worker", stage) for stage in STAGES]
    supervisor = Supervisor(children, lambda child, status: restarts.append((child.name, status)))
    running = asyncio.create_task(supervisor.run())
    path = RunningPath(Replay(config, cluster.root, supervisor), folder, Seen(), restarts)
    try:
        yield path
    finally:
        await supervisor.stop()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        for log in sorted(folder.glob("*.log")):
            print(f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:]))


async def restarted(child: Child, number: int) -> None:
    """Signal a process and wait until its supervisor has started it anew."""
    old = child.process
    assert old is not None
    old.send_signal(number)
    async with asyncio.timeout(120):
        while child.process is old or child.process is None:
            await asyncio.sleep(0.1)


async def rolling(cluster: Cluster, number: int) -> None:
    """Stop a node in good order, start it, and wait until all replicas are in sync again."""
    await asyncio.to_thread(cluster.stop, number)
    cluster.launch(number)
    await asyncio.to_thread(cluster.await_whole)


async def test_kills_and_a_rolling_restart_of_all_lose_nothing_and_page_once(
    cluster: Cluster, roles: dict[str, Broker], tmp_path: Path
) -> None:
    posts = list(bishkek.load())
    step = len(posts) // PARTS + 1
    parts = [posts[start : start + step] for start in range(0, len(posts), step)]
    async with open_path(cluster, roles, tmp_path) as path:
        children = {child.name: child for child in path.replay.supervisor.children}
        feeding = asyncio.create_task(_feed(path, roles["connect"], parts))
        await path.first_posts()
        victim = cluster.leader(f"{PREFIX}.posts")
        cluster.kill(victim)
        await restarted(children["dedupe"], signal.SIGKILL)
        cluster.launch(victim)
        await asyncio.to_thread(cluster.await_whole)
        for number in range(1, NODES + 1):
            await rolling(cluster, number)
        for stage in STAGES:
            await restarted(children[stage], signal.SIGTERM)
        path.stop.set()  # the last parts may go as fast as they will
        await feeding
        await Replay(path.replay.config, cluster.root, path.replay.supervisor).drain(asyncio.Event())
        seen = await gather(cluster.root, path.replay)
    assert_whole(seen, path)


async def _feed(path: RunningPath, connect: Broker, parts: list[list]) -> None:
    """Feed parts one after the other with a pause, so that every disturbance meets posts in flight."""
    for number, part in enumerate(parts):
        source = Handful(f"part-{number}", part)
        outcome = await pump(path.replay.config, connect, [source], asyncio.Event(), heartbeat=False)
        assert not outcome.failed
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(path.stop.wait(), 4.0)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_what_it_needs(cluster: Cluster, roles: dict[str, Broker], role: str) -> None:
    require_access(roles[role], TopicPlan(PREFIX), role)


@pytest.mark.parametrize(("role", "other"), [("connect", "tag"), ("tag", "notify"), ("notify", "escalate")])
def test_a_role_may_not_do_the_work_of_another(cluster, roles, role, other):
    with pytest.raises(AccessError) as caught:
        require_access(roles[role], TopicPlan(PREFIX), other)
    lacking = set(rights_of(other, PREFIX)) - set(rights_of(role, PREFIX))
    assert str(caught.value).startswith(f"user {role} lacks ")
    for right in lacking:
        assert f"{right.operation} on {right.resource} {right.name}" in str(caught.value)
    assert "tocsin topics --rights" in str(caught.value)


def test_absent_topics_and_other_counts_are_told(cluster, roles):
    with pytest.raises(BrokerError, match=r"elsewhere\.posts"):
        require_access(cluster.root, TopicPlan("elsewhere"), "tag")
    with pytest.raises(TopicError, match=r"desk\.posts has 1 partitions, the configuration says 3"):
        require_access(cluster.root, TopicPlan(PREFIX, {"posts": 3}), "tag")


def test_a_wrong_password_and_a_foreign_authority_are_told_apart(cluster, roles, tmp_path):
    with pytest.raises(AccessError, match=r"does not accept user tag.*username, password"):
        require_access(cluster.broker("tag", "guessed"), TopicPlan(PREFIX), "tag")
    (tmp_path / "foreign").mkdir()
    security = replace(roles["tag"].security, ca_file=Authority(tmp_path / "foreign").ca_file)
    with pytest.raises(UnreachableError, match=r"no TLS with .*ca_file"):
        require_access(replace(roles["tag"], security=security), TopicPlan(PREFIX), "tag")


CONFIG = """
[broker]
kind = "kafka://{bootstrap}"
prefix = "{prefix}"
[broker.security]
tls = true
ca_file = "{ca}"
mechanism = "SCRAM-SHA-512"
username = "{user}"
password = "env:SECRET"
[metrics]
port = 0
"""


@pytest.mark.parametrize(
    ("user", "password", "said"),
    [("tag", "wrong", "does not accept user tag"), ("notify", "notify-secret", "user notify lacks")],
)
def test_a_worker_that_may_not_says_so_and_ends(cluster, roles, tmp_path, user, password, said):
    file = tmp_path / "tocsin.toml"
    file.write_text(CONFIG.format(bootstrap=cluster.bootstrap, prefix=PREFIX, ca=cluster.authority.ca_file, user=user))
    done = subprocess.run(  # noqa: S603  our own command line
        [sys.executable, "-m", "deploy.cli", "-c", str(file), "worker", "tag"],
        env={**os.environ, "SECRET": password},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr

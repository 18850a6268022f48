"""Every social source under SIGKILL: all of them in one process, which dies at random points of what they say."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from websockets.asyncio.server import serve

from connectors.checkpoints import Checkpoints
from connectors.post import POSTS
from tests.connectors.world import SECRET, World

ROOT = Path(__file__).parents[2]
KILLS = 4
PATIENCE_SECONDS = 60.0
KINDS = {
    "bluesky:did:plc:a/one": "jetstream",
    "bluesky:did:plc:a/two": "jetstream2",
    "mastodon": "mastodon",
    "telegram": "telegram",
    "x": "x",
    "reddit": "reddit",
    "webhook": "webhook",
}


def kind_of(identity: str) -> str:
    return next(kind for prefix, kind in KINDS.items() if identity.startswith(prefix))


def sources(site: Any, ports: dict[str, int]) -> list[dict[str, Any]]:
    server = site.url("").rstrip("/")
    options: dict[str, dict[str, Any]] = {
        "jetstream": {"url": f"ws://127.0.0.1:{ports['jetstream']}/subscribe"},
        "jetstream2": {"url": f"ws://127.0.0.1:{ports['jetstream2']}/xrpc"},
        "mastodon": {"server": server, "token": "simulated"},
        "telegram": {"channel": "city_desk", "server": server, "interval_seconds": 0.05},
        "x": {"token": "simulated", "server": server, "backfill_minutes": 5},
        "reddit": {"subreddits": ["a"], "client_id": "a", "client_secret": "b", "server": server, "login": server,
                   "interval_seconds": 0.05},
        "webhook": {"port": ports["webhook"], "secret": SECRET},
    }  # fmt: skip
    return [{"name": kind, "type": kind, "options": each} for kind, each in options.items()]


async def start(address: str, prefix: str, folder: Path) -> asyncio.subprocess.Process:
    script = str(Path(__file__).with_name("run_sources.py"))
    arguments = (address, prefix, str(folder / "sources.json"), str(folder / "spool"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return await asyncio.create_subprocess_exec(sys.executable, script, *arguments, cwd=ROOT, env=environment)


async def all_there(world: World, process: asyncio.subprocess.Process, wanted: Iterable[str]) -> None:
    world.seen.clear()
    async with asyncio.timeout(120):
        while not set(wanted) <= world.seen:
            assert process.returncode is None, "it ended by itself"
            await asyncio.sleep(0.01)


@pytest.mark.slow
async def test_a_kill_at_a_random_point_costs_no_source_a_post(
    site: Any, reply: Any, kafka_address: str, prefix: str, read_topic: Any, tmp_path: Path
) -> None:
    world, chance = World(reply), Random(7)
    site.routes.update(
        {
            "/api/v2/instance": reply(body=b"{}"),
            "/api/v1/streaming/public": world.mastodon,
            "/api/v1/timelines/public": world.timeline,
            "/s/city_desk": world.telegram,
            "/2/tweets/search/stream": world.x,
            "/api/v1/access_token": world.grant,
            "/r/a/new": world.reddit,
        }
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        ports = {"webhook": free.getsockname()[1]}
    async with serve(world.jetstream, "127.0.0.1", 0) as one, serve(world.jetstream2, "127.0.0.1", 0) as two:
        ports |= {"jetstream": next(iter(one.sockets)).getsockname()[1]}
        ports |= {"jetstream2": next(iter(two.sockets)).getsockname()[1]}
        (tmp_path / "sources.json").write_text(json.dumps(sources(site, ports)))
        sending = asyncio.create_task(world.send_for_ever(ports["webhook"]))
        process = await start(kafka_address, prefix, tmp_path)
        asked = set(KINDS.values()) - {"webhook"}
        await all_there(world, process, asked)
        world.publish()
        await saved(kafka_address, prefix, asked)  # a first start has no past: what is said before it is not missed
        for _ in range(KILLS):
            for _ in range(chance.randrange(3, 25)):
                world.publish()
                await asyncio.sleep(chance.random() * 0.01)
            process.kill()
            await process.wait()
            for _ in range(15):  # in sum fewer than Telegram's preview can be read back
                world.publish()
            process = await start(kafka_address, prefix, tmp_path)
            await all_there(world, process, asked)
        missing = await told(world, f"{prefix}.posts", read_topic)
        sending.cancel()
        process.kill()
        await process.wait()
        await asyncio.gather(sending, return_exceptions=True)
    assert missing == {}


async def saved(address: str, prefix: str, names: set[str]) -> None:
    """Wait until every source that keeps a position has saved one."""
    async with Checkpoints({"bootstrap_servers": address}, f"{prefix}.checkpoints") as checkpoints:
        async with asyncio.timeout(120):
            while not names <= set(await checkpoints.load()):
                await asyncio.sleep(0.1)


async def told(world: World, topic: str, read_topic: Any) -> dict[str, list[int]]:
    """Return what each source has not told although it was published, after a patient while."""
    missing: dict[str, list[int]] = {}
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        found: dict[str, set[int]] = defaultdict(set)
        for _, _, value in await read_topic(topic):
            for post in POSTS.decode_many(value):
                found[kind_of(post.id)].add(int(post.text.split()[-1]) if post.text else 0)
        everything = set(range(1, world.count + 1))
        missing = {kind: sorted(everything - found[kind]) for kind in KINDS.values() if everything - found[kind]}
        if not missing:
            break
        await asyncio.sleep(0.5)
    return missing

"""The whole path on a real Kafka, every stage a process of its own, as `tocsin run` starts them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from alerts.alert import ALERTS, Alert
from connectors.codec import Codec
from connectors.connector import Batch
from connectors.dead import DEAD_LETTERS, DeadLetter
from connectors.post import HEARTBEAT_SOURCE, POSTS, Post
from deploy.brokers import Broker
from deploy.config import Config, load
from deploy.parameters import plan_of
from deploy.replay import Replay, replaying
from deploy.tap import tail
from streams.report import STORIES, TAGGED, Story, Tagged

CHANNEL = """
[[channels]]
name = "record"
type = "jsonl"
options = {{ path = "{path}" }}
"""


@dataclass(frozen=True)
class Handful:
    """A finite source of given posts; the second half waits for ``go``, if there is one."""

    name: str
    posts: Sequence[Post]
    go: asyncio.Event | None = None

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        start, count = int(cursor or 0), len(self.posts)
        half = count // 2 if self.go is not None else 0
        if start < half:
            yield Batch(tuple(self.posts[start:half]), str(half))
        if self.go is not None:
            await self.go.wait()
        yield Batch(tuple(self.posts[max(start, half) :]), str(count), done=True)


@dataclass
class Seen:
    """Everything that went over the topics of a replay, in order of offsets."""

    tagged: list[Tagged] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    dead: list[DeadLetter] = field(default_factory=list)


@dataclass
class RunningPath:
    """A running path and what it put out."""

    replay: Replay
    folder: Path
    seen: Seen
    restarts: list[tuple[str, int]]
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def feed(self, posts: Sequence[Post], name: str = "handful") -> None:
        assert await self.replay.feed([Handful(name, posts)], self.stop) == len(posts)

    async def drain(self) -> None:
        await self.replay.drain(self.stop)

    async def first_posts(self) -> None:
        """Return once there are posts on the topic."""
        plan = plan_of(self.replay.config)
        async for _ in tail(self.replay.broker, plan.topic("posts"), plan.count("posts"), POSTS):
            return

    def delivered(self) -> list[dict[str, Any]]:
        """What the JSON-lines channel got."""
        path = self.folder / "alerts.jsonl"
        return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()] if path.exists() else []


async def gather(broker: Broker, replay: Replay) -> Seen:
    """Read the topics from their beginning to where they end now."""
    seen, plan = Seen(), plan_of(replay.config)

    async def all_of(topic: str, codec: Codec[Any], rows: list[Any]) -> None:
        async for records in tail(broker, plan.topic(topic), plan.count(topic), codec, follow=False):
            rows += records

    await all_of("reports", TAGGED, seen.tagged)
    await all_of("stories", STORIES, seen.stories)
    seen.tagged = [tagged for tagged in seen.tagged if tagged.post.source != HEARTBEAT_SOURCE]
    seen.stories = [story for story in seen.stories if story.source != HEARTBEAT_SOURCE]
    await all_of("alerts", ALERTS, seen.alerts)
    await all_of("dead", DEAD_LETTERS, seen.dead)
    return seen


def configured(folder: Path, extra: str = "") -> Config:
    """Write a configuration with a JSON-lines channel and load it."""
    path = folder / "tocsin.toml"
    path.write_text(extra + CHANNEL.format(path=(folder / "alerts.jsonl").as_posix()))
    config = load(path, {})
    return msgspec.structs.replace(config, broker=msgspec.structs.replace(config.broker, data_dir=str(folder)))


@contextlib.asynccontextmanager
async def open_path(broker: Broker, folder: Path, prefix: str, extra: str = "") -> AsyncIterator[RunningPath]:
    restarts: list[tuple[str, int]] = []
    config = configured(folder, extra)
    async with replaying(
        config, broker, prefix, folder, lambda stage, status: restarts.append((stage, status))
    ) as replay:
        yield RunningPath(replay, folder, Seen(), restarts)
        for log in sorted(folder.glob("*.log")):  # shown by pytest when the test fails
            print(f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:]))

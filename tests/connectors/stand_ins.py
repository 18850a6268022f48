"""A sink and checkpoints in memory."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.dead import DeadLetter
from connectors.errors import DeliveryError
from connectors.health import SourceHealth
from connectors.post import Post


@dataclass
class FakeSink:
    """Keeps what it is handed; acknowledges at once, or when told."""

    immediate: bool = True
    sent: list[tuple[str, list[Post], list[DeadLetter]]] = field(default_factory=list)
    futures: list[asyncio.Future[None]] = field(default_factory=list)
    flowing: asyncio.Event = field(default_factory=asyncio.Event)
    on_send: Callable[[], Awaitable[None]] | None = None

    @property
    def stalled(self) -> bool:
        return not self.flowing.is_set()

    def __post_init__(self) -> None:
        self.flowing.set()

    @property
    def posts(self) -> list[Post]:
        return [post for _, posts, _ in self.sent for post in posts]

    @property
    def letters(self) -> list[DeadLetter]:
        return [letter for _, _, letters in self.sent for letter in letters]

    async def ready(self) -> None:
        await self.flowing.wait()

    async def send(self, source: str, posts: Sequence[Post], letters: Any = ()) -> asyncio.Future[None]:
        self.sent.append((source, list(posts), list(letters)))
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.futures.append(future)
        if self.immediate:
            future.set_result(None)
        if self.on_send is not None:
            await self.on_send()
        return future

    async def flush(self, timeout_seconds: float) -> bool:
        return all(future.done() for future in self.futures)

    def fail(self, index: int) -> None:
        self.futures[index].set_exception(DeliveryError("simulated"))
        self.futures[index].exception()


@dataclass
class FakeCheckpoints:
    """Keeps the history of saves."""

    cursors: dict[str, str] = field(default_factory=dict)
    saves: list[tuple[str, str]] = field(default_factory=list)
    healths: dict[str, SourceHealth] = field(default_factory=dict)

    async def save_health(self, healths: Sequence[SourceHealth]) -> None:
        self.healths.update((health.name, copy.copy(health)) for health in healths)

    async def load(self) -> dict[str, str]:
        return dict(self.cursors)

    async def save(self, name: str, cursor: str) -> None:
        self.saves.append((name, cursor))
        self.cursors[name] = cursor

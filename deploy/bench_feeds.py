"""Thousands of feeds in one process on one core: is any poll late, and what does it cost?

A server in a process of its own, on another core where there is one, answers for every feed, each on a loopback address
of its own: RSS with twenty entries, now and then a new one, 304 when nothing is new. The reader is the runner as it is,
with a sink that acknowledges at once and checkpoints that are encoded and dropped. The server notes when each feed is
asked; lateness is the time between two polls of a feed beyond its interval, in percent of it (the jitter of
`connectors.pauses`, up to 5 %, is part of it).

One JSON line: polls, lateness (median, 99th percentile, most), share of one core, peak of resident memory.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from connectors.dead import DeadLetter
from connectors.feeder import RunSettings
from connectors.feeds import Feeds, FeedsOptions
from connectors.health import SourceHealth
from connectors.post import POSTS, Post
from connectors.registry import Context
from connectors.runner import run
from deploy.bench_path import say

__all__ = ["main"]

FEEDS, INTERVAL_SECONDS, ROUNDS = 2000, 30, 2
NEW_EVERY = 3
"""Polls between two new entries of a feed."""

ENTRIES = 20
WORDS = "simulated report of a quiet day at the mill and on the bridge " * 4


def _page(number: int, version: int) -> bytes:
    items = "".join(
        f"<item><guid>{number}-{version - back}</guid><title>Entry {version - back} of feed {number}</title>"
        f"<link>http://feeds.example/{number}/{version - back}</link><description>{WORDS}</description></item>"
        for back in range(ENTRIES)
    )
    return f'<rss version="2.0"><channel><title>Feed {number}</title>{items}</channel></rss>'.encode()


@dataclass
class _Server:
    """Answers for all feeds and remembers when each was asked."""

    asked: dict[int, list[float]] = field(default_factory=dict)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
                number = int(head.split(" ", 2)[1].rpartition("/")[2])
                times = self.asked.setdefault(number, [])
                times.append(time.monotonic())
                version = len(times) // NEW_EVERY
                tag = f'"{number}-{version}"'
                if f"if-none-match: {tag}" in head.lower():
                    writer.write(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n")
                else:
                    body = _page(number, version)
                    said = f"HTTP/1.1 200 OK\r\nETag: {tag}\r\nContent-Length: {len(body)}\r\n\r\n"
                    writer.write(said.encode() + body)
                await writer.drain()
        writer.close()


def _serve(wire: Connection) -> None:
    """The server's process: tells its port, serves until it is spoken to, and tells what it saw."""
    _on_core(-1)

    async def until_spoken_to() -> None:
        server = _Server()
        listening = await asyncio.start_server(server.serve, "0.0.0.0", 0, backlog=4096)  # noqa: S104  all of 127/8
        wire.send(listening.sockets[0].getsockname()[1])
        await asyncio.to_thread(wire.recv)
        wire.send(server.asked)
        listening.close()

    asyncio.run(until_spoken_to())


def _on_core(index: int) -> None:
    with contextlib.suppress(AttributeError, OSError):  # not on every system
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[index]})


@dataclass
class _Sink:
    """Takes everything at once; encodes it, as the true one does."""

    posts: int = 0
    stalled: bool = False

    async def ready(self) -> None:
        """Always."""

    async def send(self, _: str, posts: Sequence[Post], __: Iterable[DeadLetter] = ()) -> asyncio.Future[None]:
        self.posts += len(posts)
        POSTS.encode_many(posts)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        future.set_result(None)
        return future

    async def flush(self, _: float) -> bool:
        return True


@dataclass
class _Kept:
    """Checkpoints that are encoded and dropped."""

    saves: int = 0
    healths: dict[str, SourceHealth] = field(default_factory=dict)

    async def load(self) -> dict[str, str]:
        return {}

    async def save(self, _: str, cursor: str) -> None:
        self.saves += 1
        cursor.encode()

    async def save_health(self, healths: Sequence[SourceHealth]) -> None:
        self.healths = {}
        for _ in healths:
            await asyncio.sleep(0)


async def _read(port: int, feeds: int, interval: int, rounds: int) -> tuple[_Sink, _Kept]:
    context, stop = Context.of(("127.0.0.0/8",)), asyncio.Event()
    connectors = [
        Feeds(
            f"feed-{number}",
            FeedsOptions(
                url=f"http://127.{1 + number // 250}.0.{1 + number % 250}:{port}/{number}", interval_seconds=interval
            ),
            context.fetcher,
            context.worker,
        )
        for number in range(feeds)
    ]
    sink, kept = _Sink(), _Kept()
    asyncio.get_running_loop().call_later(interval * (rounds + 1), stop.set)
    try:
        await run(connectors, sink, kept, RunSettings(), stop)
    finally:
        await context.aclose()
    return sink, kept


def _lateness(asked: dict[int, list[float]], interval: int) -> Iterator[float]:
    for times in asked.values():
        yield from ((later - earlier) / interval - 1 for earlier, later in pairwise(times))


def measure(feeds: int, interval: int, rounds: int) -> dict[str, Any]:
    """Run once and return the figures."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    _on_core(0)
    cpu, started = time.process_time(), time.monotonic()
    sink, kept = asyncio.run(_read(port, feeds, interval, rounds))
    seconds, cpu = time.monotonic() - started, time.process_time() - cpu
    ours.send("enough")
    asked: dict[int, list[float]] = ours.recv()
    server.join(10)
    late = sorted(_lateness(asked, interval))
    return {
        "feeds": feeds,
        "interval_seconds": interval,
        "seconds": round(seconds, 1),
        "polls": sum(map(len, asked.values())),
        "feeds_asked": len(asked),
        "posts": sink.posts,
        "checkpoints": kept.saves,
        "late_percent": {
            "median": round(100 * late[len(late) // 2], 2),
            "p99": round(100 * late[int(len(late) * 0.99)], 2),
            "most": round(100 * late[-1], 2),
        },
        "core_share_percent": round(100 * cpu / seconds, 1),
        "rss_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> int:
    """Measure and print; the exit status is 1 when a poll was more than a tenth of its interval late."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=FEEDS)
    parser.add_argument("--interval", type=int, default=INTERVAL_SECONDS, help="seconds between two polls of a feed")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    figures = measure(chosen.feeds, chosen.interval, chosen.rounds)
    say("feeds", **figures)
    return int(figures["late_percent"]["most"] > 10 or figures["feeds_asked"] < chosen.feeds)


if __name__ == "__main__":
    sys.exit(main())

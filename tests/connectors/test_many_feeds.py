"""Many feeds in one process: all are asked again and again, few at a time of one host, and each entry comes once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from connectors.connector import Batch
from connectors.feeder import RunSettings
from connectors.feeds import Feeds, FeedsOptions
from connectors.fetch import Fetcher, FetchLimits
from connectors.guard import AddressGuard
from connectors.pauses import Pauses
from connectors.registry import Context
from connectors.runner import run

FEEDS, ROUNDS = 120, 3


async def test_all_are_polled_and_no_host_is_asked_by_more_than_a_few_at_once(make_sink: Any, checkpoints: Any) -> None:
    asked: dict[str, int] = {}
    writers: list[asyncio.StreamWriter] = []
    open_now, most = 0, 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal open_now, most
        writers.append(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                open_now += 1
                most = max(most, open_now)
                path = head.split(b" ")[1].decode()
                asked[path] = asked.get(path, 0) + 1
                await asyncio.sleep(0.002)
                body = f"<rss><channel><item><guid>{path}</guid><title>{path}</title></item></channel></rss>".encode()
                open_now -= 1
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    fetcher = Fetcher(AddressGuard(["127.0.0.1"]), FetchLimits(per_host=4))
    context, stop, sink = Context(fetcher, Context.of().worker), asyncio.Event(), make_sink()
    options = [FeedsOptions(url=f"http://127.0.0.1:{port}/{number}", interval_seconds=1) for number in range(FEEDS)]
    feeds = [Feeds(f"f{number}", each, fetcher, context.worker) for number, each in enumerate(options)]
    settings = RunSettings(pauses=Pauses(poll_jitter=0.05), spread=timedelta(seconds=0.002))
    running = asyncio.create_task(run(feeds, sink, checkpoints, settings, stop))
    async with asyncio.timeout(60):
        while len(asked) < FEEDS or min(asked.values()) < ROUNDS:
            await asyncio.sleep(0.02)
    stop.set()
    await running
    await context.aclose()
    server.close()
    for writer in writers:
        writer.close()
    await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)
    assert most <= 4
    assert sorted(post.id for post in sink.posts) == sorted({post.id for post in sink.posts})
    assert len(sink.posts) == FEEDS
    assert len(checkpoints.cursors) == FEEDS
    assert set(checkpoints.healths) == {f"f{number}" for number in range(FEEDS)}


class Slow:
    """A poller whose server takes its time."""

    name, interval = "slow", timedelta(seconds=10)

    def __init__(self, time: Any) -> None:
        self.time, self.began = time, list[float]()

    async def poll(self, cursor: str | None) -> Batch:
        self.began.append(self.time.now)
        await self.time.sleep(4 if len(self.began) < 4 else 9)
        return Batch((), "x")


async def test_an_interval_runs_from_one_question_to_the_next(make_sink: Any, checkpoints: Any, noon: Any) -> None:
    class Time:
        now = 0.0

        async def sleep(self, seconds: float) -> None:
            self.now += seconds
            await asyncio.sleep(0)

    time, stop = Time(), asyncio.Event()
    slow = Slow(time)

    async def paused(seconds: float) -> None:
        if seconds == 1.0:  # the saving of checkpoints lives in a time of its own
            await asyncio.sleep(0)
            return
        await time.sleep(seconds)

    settings = RunSettings(
        pauses=Pauses(poll_jitter=0.0), clock=lambda: noon + timedelta(seconds=time.now), sleep=paused
    )
    running = asyncio.create_task(run([slow], make_sink(), checkpoints, settings, stop))
    async with asyncio.timeout(60):
        while len(slow.began) < 6:
            await asyncio.sleep(0)
    stop.set()
    await running
    steps = [later - earlier for earlier, later in zip(slow.began[:5], slow.began[1:6], strict=True)]
    assert steps == [10, 10, 10, 14, 14]  # and a slow server is left alone for half of it

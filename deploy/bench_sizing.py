"""What a load needs, and what a rolling restart costs, on a local Kafka. One JSON line a figure.

Run: ``python -m deploy.bench_sizing [--posts N] [--seconds N]``. Simulated posts as in `deploy.bench_path`, one in ten
of them relevant.

- ``stage``: posts per CPU-second of each process: what one worker on one core can take.
- ``disk``: bytes a post on each topic as Kafka keeps them (compressed), by which retention is turned into disk.
- ``workers``: the same posts through one and through two workers of the tag stage (two partitions), by the wall.
- ``restart``: every process in turn gets SIGTERM and is started again under a steady 2,000 posts/s; seconds from
  append to story while that goes on, and afterwards.
- ``sizing``: the table that follows, for some rates; workers of a stage are counted at `UTILISATION` of a core.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from connectors.files import Files, FilesOptions
from connectors.post import POSTS
from deploy.bench_path import PACE, WARM_UP, Arrivals, Paced, cost, posts, processes, quantile, say
from deploy.brokers import Broker, open_broker
from deploy.brokers.topics import SETTINGS
from deploy.config import Config, PartitionsTable
from deploy.processes import Child, Supervisor
from deploy.replay import Replay, replaying
from deploy.run import Handed

__all__ = ["main"]

UTILISATION = 0.6
"""A stage that is busy for more of its time cannot catch up after a pause."""
RATES = (100, 1_000, 5_000, 10_000, 50_000)
LOGS = ("posts", "reports", "stories")
DAY = 86_400


async def one_and_two(broker: Broker, folder: Path, path: Path, count: int) -> None:
    """Compare one and two workers of the tag stage, by the wall."""
    stop, table = asyncio.Event(), PartitionsTable(posts=2)
    base = Config()
    config = msgspec.structs.replace(base, broker=msgspec.structs.replace(base.broker, partitions=table))
    for workers in (1, 2):
        prefix = f"workers-{workers}-{int(time.time())}"
        async with replaying(config, broker, prefix, folder, record=folder / "alerts.jsonl") as replay:
            second = Handed(replay.config, broker, folder, ports=False).child("tag-second", 0, "worker", "tag")
            second.environment = {**second.environment, "TOCSIN_INSTANCE": "1"}
            others = Supervisor([second] if workers == 2 else [])
            running = asyncio.create_task(others.run())
            await replay.feed([Paced("warm", list(posts(WARM_UP)), PACE)], stop)
            await replay.drain(stop)
            began = time.monotonic()
            await replay.feed([Files("load", FilesOptions(path=str(path)))], stop)
            await replay.drain(stop)
            say("workers", tag_workers=workers, posts_per_second_by_the_wall=round(count / (time.monotonic() - began)))
            await others.stop()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def single(broker: Broker, folder: Path, path: Path, count: int, seconds: int) -> dict[str, object]:
    """Measure each stage, the disk, and a rolling restart; returns what the table needs."""
    stop = asyncio.Event()
    prefix = f"sizing-{int(time.time())}"
    async with replaying(Config(), broker, prefix, folder, record=folder / "alerts.jsonl") as replay:
        await replay.feed([Paced("warm", list(posts(WARM_UP)), PACE)], stop)
        await replay.drain(stop)
        before = cost(replay)
        await replay.feed([Files("load", FilesOptions(path=str(path)))], stop)
        await replay.drain(stop)
        used = cost(replay).since(before)
        rates = {name: round(count / value) for name, value in {**used.stages, "connect": used.own}.items()}
        say("stage", posts_per_cpu_second=rates)
        memory = {name: round(process.memory_info().rss / 2**20) for name, process in processes(replay).items()}
        size = _disk(folder / "kafka" / "messages", prefix)
        written = {name: round(size[name] / (count + WARM_UP), 1) for name in SETTINGS}
        say("disk", bytes_per_post=written)
        await restart(broker, replay, count, seconds)
    return {"rates": rates, "memory": memory, "bytes": sum(written[name] for name in LOGS)}


def _disk(messages: Path, prefix: str) -> dict[str, int]:
    return {name: sum(file.stat().st_size for file in messages.glob(f"{prefix}.{name}-*/*.log")) for name in SETTINGS}


async def restart(broker: Broker, replay: Replay, count: int, seconds: int) -> None:
    """Restart every stage in turn under a steady load, and go on for a while."""
    for phase in ("during", "after"):
        arrivals = Arrivals(broker, replay)
        listener = asyncio.create_task(arrivals.listen("stories"))
        await asyncio.sleep(1.0)
        start = count + WARM_UP + (0 if phase == "during" else PACE * seconds)
        steady = list(posts(PACE * seconds, seed=17, start=start))
        feeding = asyncio.create_task(replay.feed([Paced(f"steady-{phase}", steady, PACE)], asyncio.Event()))
        if phase == "during":
            for child in replay.supervisor.children:
                await asyncio.sleep(seconds / (len(replay.supervisor.children) + 2))
                await _again(child)
        await feeding
        await replay.drain(asyncio.Event())
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)
        found = arrivals.seconds.get("stories", [])
        say(
            "restart",
            phase=phase,
            posts_per_second=PACE,
            messages=len(found),
            p50_seconds=quantile(found, 0.5),
            p99_seconds=quantile(found, 0.99),
            most_seconds=quantile(found, 1.0),
        )


async def _again(child: Child) -> None:
    """Ask a process to end; its supervisor starts it anew."""
    old = child.process
    if old is None:
        return
    old.send_signal(signal.SIGTERM)
    while child.process is old or child.process is None:  # noqa: ASYNC110  there is no event to wait for
        await asyncio.sleep(0.1)


def table(found: dict[str, object]) -> None:
    """Derive and print workers, memory and disk for some rates."""
    rates, memory, size = found["rates"], found["memory"], found["bytes"]
    if not (isinstance(rates, dict) and isinstance(memory, dict) and isinstance(size, float)):
        raise TypeError("measure first")
    for rate in RATES:
        workers = {name: max(1, math.ceil(rate / (each * UTILISATION))) for name, each in rates.items()}
        say(
            "sizing",
            posts_per_second=rate,
            workers=workers,
            cores=round(sum(rate / each for each in rates.values()) / UTILISATION, 1),
            memory_mib=sum(workers[name] * memory.get(name, 100) for name in workers) + 512,
            disk_gb_a_day=round(rate * DAY * size / 1e9, 2),
            partitions_of_posts=workers["tag"],
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--seconds", type=int, default=60, help="of steady load, during the restarts and after them")
    chosen = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "posts.jsonl"
        lines = [POSTS.encode(post) + b"\n" for post in posts(chosen.posts, start=WARM_UP)]
        path.write_bytes(b"".join(lines))
        with open_broker("local", data_dir=folder) as broker:
            found = asyncio.run(single(broker, folder, path, chosen.posts, chosen.seconds))
            asyncio.run(one_and_two(broker, folder, path, chosen.posts))
        table(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())

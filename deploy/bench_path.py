"""Speed, latency and memory of the whole path on a real Kafka and on the embedded broker. One JSON line a figure.

Run: ``python -m deploy.bench_path [--posts N] [--broker local|embedded]``. Posts are made of templates with a fixed
seed, one in ten of them relevant. CPU seconds are those of the processes themselves, so that a shared machine does not
count; Kafka's own process is told apart. The share of Kafka and Faust is what the stages cost beside the bare functions
(decode, tag, duplicates, escalation, encode) over the same posts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from aiokafka import AIOKafkaConsumer, TopicPartition

from alerts.alert import ALERTS
from alerts.escalation import Escalation
from alerts.escalation import Params as EscalationParams
from connectors.connector import Batch
from connectors.files import Files, FilesOptions
from connectors.post import POSTS, Post
from deploy.brokers import Broker, open_broker
from deploy.config import Config
from deploy.parameters import plan_of
from deploy.pipeline import Pipeline
from deploy.replay import Replay, replaying
from streams.dedupe.duplicates import Duplicates
from streams.dedupe.duplicates import Params as DuplicateParams
from streams.stage import APPENDED
from streams.tagging import Tagger

__all__ = ["main", "posts"]

START = datetime(2026, 1, 1, tzinfo=UTC)
PER_SECOND_OF_EVENT_TIME = 50
PACE, PACE_SECONDS, TICK = 2_000, 15, 0.02
WARM_UP = 2_000

CITIES: tuple[str, ...] = (
    *("Bishkek", "Osh", "Karakol", "Naryn", "Talas", "Tbilisi", "Minsk", "Kyiv", "Riga", "Vilnius", "Helsinki", "Oslo"),
    *("Lagos", "Accra", "Nairobi", "Dakar", "Abuja", "Kinshasa", "Kampala", "Harare", "Lusaka", "Luanda", "Tunis"),
    *("Algiers", "Rabat", "Cairo", "Beirut", "Aleppo", "Baghdad", "Tehran", "Kabul", "Karachi", "Mumbai", "Delhi"),
    *("Jakarta", "Manila", "Lima", "Quito", "Bogota", "Caracas", "Austin", "Leeds", "Lyon", "Paris", "Madrid"),
    *("Lisbon", "Rome", "Naples", "Berlin", "Hamburg", "Warsaw", "Prague", "Vienna", "Budapest", "Bucharest", "Sofia"),
)
EVENTS = (
    "Protesters clashed with riot police near the {0} market in {city} {1} {2} and {n} people were injured {3} {4}",
    "{0} a fire broke out in a warehouse {1} in {city} tonight, {n} people were evacuated and {2} smoke {3} {4}",
    "Police in {city} fired tear gas {0} at a {1} crowd of {n} demonstrators who had {2} blocked {3} the road {4}",
)
QUIET = (
    "The new {0} library in {city} {1} opens its doors {2} with {n} seats and a small garden {3} on the top floor {4}",
    "My neighbour {0} grew {n} tomatoes {1} on a balcony in {city} {2} this summer and now {3} everyone eats salad {4}",
    "The {0} orchestra of {city} {1} plays {n} evenings {2} this season with {3} old favourites {4} and two pieces",
    "A bakery {0} near the station in {city} {1} sells {n} kinds of bread {2} and the queue {3} is friendly today {4}",
)
SYLLABLES = ("ka", "re", "to", "mi", "sa", "der", "ku", "lin", "vo", "per", "na", "gos", "el", "ur")


def posts(count: int, seed: int = 7, relevant: float = 0.1, start: int = 0) -> Iterator[Post]:
    """Make simulated posts of some 25 words, a share of them relevant, in time order."""
    dice = random.Random(seed)  # noqa: S311  made-up posts, no secrets
    for number in range(start, start + count):
        words = EVENTS if dice.random() < relevant else QUIET
        filler = ["".join(dice.choices(SYLLABLES, k=3)) for _ in range(5)]
        text = dice.choice(words).format(*filler, city=dice.choice(CITIES), n=dice.randint(2, 900))
        at = START + timedelta(seconds=number / PER_SECOND_OF_EVENT_TIME)
        author = f"author-{dice.randint(1, 50_000)}"
        yield Post(id=f"bench:{number}", source="bench", kind="social", author=author, text=text, published_at=at)


@dataclass(frozen=True)
class Cost:
    """CPU seconds so far: the stages, this process (connector; the broker too where it is embedded)."""

    stages: dict[str, float]
    own: float

    def since(self, before: Cost) -> Cost:
        """Return what came on top."""
        stages = {name: self.stages[name] - before.stages[name] for name in self.stages}
        return Cost(stages, self.own - before.own)

    @property
    def total(self) -> float:
        """Of all of it."""
        return sum(self.stages.values()) + self.own


def processes(replay: Replay) -> dict[str, psutil.Process]:
    """Return the stages' processes."""
    return {
        child.name: psutil.Process(child.process.pid)
        for child in replay.supervisor.children
        if child.process is not None
    }


def cost(replay: Replay) -> Cost:
    """Read the clocks."""
    stages = {name: sum(process.cpu_times()[:2]) for name, process in processes(replay).items()}
    return Cost(stages, time.process_time())


def bare(path: Path) -> float:
    """CPU seconds of the functions alone over a file of posts: decode, tag, judge, escalate, encode."""
    pipeline = Pipeline(Tagger.load(everywhere=False), Duplicates(DuplicateParams()), Escalation(EscalationParams()))
    lines = path.read_bytes().splitlines()
    began = time.process_time()
    for alert in pipeline.feed(map(POSTS.decode, lines)):
        ALERTS.encode(alert)
    return time.process_time() - began


@dataclass(frozen=True)
class Paced:
    """Posts at a steady rate, as a live stream brings them."""

    name: str
    posts: Sequence[Post]
    rate: float

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:  # noqa: ARG002  read once
        """Yield what is due at each tick."""
        clock, sent = asyncio.get_running_loop(), 0
        began = clock.time()
        while sent < len(self.posts):
            due = min(len(self.posts), int((clock.time() - began) * self.rate))
            if due > sent:
                yield Batch(tuple(self.posts[sent:due]), str(due))
                sent = due
            await asyncio.sleep(TICK)
        yield Batch((), str(sent), done=True)


@dataclass
class Arrivals:
    """Seconds from the append of a post to the arrival of what follows from it at a consumer, by topic."""

    broker: Broker
    replay: Replay
    seconds: dict[str, list[float]] = field(default_factory=dict)

    async def listen(self, name: str) -> None:
        """Note latencies of one topic until cancelled, from its end on."""
        plan = plan_of(self.replay.config)
        consumer = AIOKafkaConsumer(**self.broker.aiokafka(), group_id=None, enable_auto_commit=False)
        await consumer.start()
        found = self.seconds.setdefault(name, [])
        try:
            every = [TopicPartition(plan.topic(name), number) for number in range(plan.count(name))]
            consumer.assign(every)
            end = await consumer.end_offsets(every)
            for partition in every:
                consumer.seek(partition, end[partition])
            async for message in consumer:
                raw = dict(message.headers).get(APPENDED)
                if raw is not None:
                    found.append(time.time() - float(raw) / 1000.0)
        finally:
            await consumer.stop()


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return a quantile; None of nothing."""
    return round(sorted(values)[min(len(values) - 1, int(share * len(values)))], 3) if values else None


def say(name: str, **figures: Any) -> None:
    """Print one figure as a JSON line."""
    sys.stdout.write(json.dumps({"bench": name, **figures}) + "\n")
    sys.stdout.flush()


async def measure(kind: str, broker: Broker, folder: Path, count: int, million: int) -> None:
    """Measure one broker; prints JSON lines."""
    stop, path = asyncio.Event(), folder / "posts.jsonl"
    path.write_bytes(b"".join(POSTS.encode(post) + b"\n" for post in posts(count, start=WARM_UP)))
    record = folder / "alerts.jsonl"
    async with replaying(Config(), broker, f"bench-{kind}-{int(time.time())}", folder, record=record) as replay:
        await replay.feed([Paced("warm", list(posts(WARM_UP)), PACE)], stop)
        await replay.drain(stop)
        before, began = cost(replay), time.monotonic()
        await replay.feed([Files("throughput", FilesOptions(path=str(path)))], stop)
        await replay.drain(stop)
        wall, used = time.monotonic() - began, cost(replay).since(before)
        alone = await asyncio.to_thread(bare, path)
        say(
            "path",
            broker=kind,
            posts=count,
            posts_per_cpu_second=round(count / used.total),
            posts_per_second_by_the_wall=round(count / wall),
            cpu_seconds={name: round(value, 2) for name, value in {**used.stages, "connect": used.own}.items()},
            bare_cpu_seconds=round(alone, 2),
            kafka_and_faust_share_of_cpu=round(1 - alone / used.total, 3),
        )
        await latency(kind, broker, replay, count, stop)
        if million:
            await memory(kind, replay, folder, million, stop)


async def latency(kind: str, broker: Broker, replay: Replay, count: int, stop: asyncio.Event) -> None:
    """Feed a steady stream and note how long it takes to reach each topic."""
    arrivals = Arrivals(broker, replay)
    listeners = [asyncio.create_task(arrivals.listen(name)) for name in ("reports", "stories", "alerts")]
    await asyncio.sleep(1.0)
    steady = list(posts(PACE * PACE_SECONDS, seed=11, start=count + WARM_UP))
    await replay.feed([Paced("steady", steady, PACE)], stop)
    await replay.drain(stop)
    for listener in listeners:
        listener.cancel()
    await asyncio.gather(*listeners, return_exceptions=True)
    for name, seconds in arrivals.seconds.items():
        say(
            "latency",
            broker=kind,
            posts_per_second=PACE,
            topic=name,
            messages=len(seconds),
            p50_seconds=quantile(seconds, 0.5),
            p99_seconds=quantile(seconds, 0.99),
        )


async def memory(kind: str, replay: Replay, folder: Path, million: int, stop: asyncio.Event) -> None:
    """Feed many posts and read the resident memory of each stage."""
    path, first = folder / "many.jsonl", 10_000_000
    with path.open("wb") as lines:
        for post in posts(million, seed=13, start=first):
            lines.write(POSTS.encode(post) + b"\n")
    began = time.monotonic()
    await replay.feed([Files("memory", FilesOptions(path=str(path)))], stop)
    await replay.drain(stop)
    resident = {name: round(process.memory_info().rss / 2**20) for name, process in processes(replay).items()}
    say(
        "memory",
        broker=kind,
        posts=million,
        resident_mib=resident,
        posts_per_second_by_the_wall=round(million / (time.monotonic() - began)),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--million", type=int, default=1_000_000, help="posts before memory is read; 0: leave it out")
    parser.add_argument("--broker", choices=["local", "embedded", "both"], default="both")
    parser.add_argument("--no-quix", action="store_true")
    chosen = parser.parse_args(argv)
    for kind in ("embedded", "local") if chosen.broker == "both" else (chosen.broker,):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with open_broker(kind, data_dir=folder) as broker:
                million = chosen.million if kind == "local" else 0
                asyncio.run(measure(kind, broker, folder, chosen.posts, million))
                if kind == "local" and not chosen.no_quix:
                    subprocess.run(  # noqa: S603  our own module
                        [sys.executable, "-m", "deploy.bench_quix", broker.bootstrap, str(chosen.posts // 4)],
                        check=True,
                    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The same functions in Quix Streams, one post a message, as its users write it: the yardstick of `deploy.bench_path`.

Run: ``python -m deploy.bench_quix HOST:PORT POSTS``. All functions in one process without topics in between, which
favours it: ours pass four topics. Posts as in `deploy.bench_path`.
"""

from __future__ import annotations

import sys
import time
import warnings
from typing import Any

from confluent_kafka import Producer

from alerts.alert import ALERTS, Alert
from alerts.escalation import Escalation
from alerts.escalation import Params as EscalationParams
from connectors.post import POSTS
from deploy.bench_path import posts, say
from deploy.pipeline import Pipeline
from streams.dedupe.duplicates import Duplicates
from streams.dedupe.duplicates import Params as DuplicateParams
from streams.tagging import Tagger

__all__ = ["main"]


def main() -> int:
    """Fill a topic, run the application over it, print the figure."""
    bootstrap, count = sys.argv[1], int(sys.argv[2])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its dependencies warn at import
        from quixstreams import Application  # noqa: PLC0415
    name = f"quix-{int(time.time())}"
    app: Any = Application(
        broker_address=bootstrap, consumer_group=name, auto_offset_reset="earliest", loglevel="WARNING"
    )
    source = app.topic(name, value_deserializer="bytes", key_deserializer="bytes")
    sink = app.topic(f"{name}-alerts", value_serializer="bytes", key_serializer="bytes")
    fill(bootstrap, name, count)
    pipeline = Pipeline(Tagger.load(everywhere=False), Duplicates(DuplicateParams()), Escalation(EscalationParams()))

    def raised(value: bytes) -> list[Alert]:
        return pipeline.take(POSTS.decode(value))

    app.dataframe(source).apply(raised, expand=True).apply(ALERTS.encode).to_topic(sink)
    began, wall = time.process_time(), time.monotonic()
    app.run(count=count, timeout=30.0)
    used, passed = time.process_time() - began, time.monotonic() - wall
    say(
        "quix",
        posts=count,
        posts_per_cpu_second=round(count / used),
        posts_per_second_by_the_wall=round(count / passed),
        posts_seen=pipeline.counters.posts,
    )
    return 0


def fill(bootstrap: str, topic: str, count: int) -> None:
    """Write one post a message."""
    producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 20, "compression.type": "lz4"})
    for post in posts(count, start=2_000):
        producer.produce(topic, POSTS.encode(post), key=post.id.encode())
        producer.poll(0)
    producer.flush(60)


if __name__ == "__main__":
    sys.exit(main())

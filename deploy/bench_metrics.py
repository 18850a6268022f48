"""What being watched costs: metrics beside the work that they count, and a scrape of a full process. JSON lines.

Run: ``python -m deploy.bench_metrics``. Made-up posts with a fixed seed, one in ten of them relevant, go through the
stages' functions as the agents call them; around each take stand exactly the calls of the agents' metrics. CPU time of
this thread, so that a shared machine does not count.

- ``metrics_cost``: metrics' share of that CPU, for takes of a busy stream and of a quiet one. Kafka and Faust, which a
  real stage pays too, would make the share smaller.
- ``scrape``: one process with 200 sources, 10,000 detector keys and the metrics of all stages, over HTTP.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import median

from alerts import metrics as alert_metrics
from alerts.calibration import START
from alerts.escalation import Escalation, Params
from alerts.keys import LOCALITY
from alerts.steps import EscalateStep
from alerts.verdicts import TOLD
from connectors import metrics as source_metrics
from connectors.post import Post
from deploy import metrics as process_metrics
from deploy.bench_path import posts, quantile, say
from deploy.health import HealthServer
from deploy.stages import observe_dedupe, observe_escalation
from deploy.web import get
from streams import metrics as stage_metrics
from streams.dedupe.duplicates import Duplicates
from streams.dedupe.duplicates import Params as DuplicateParams
from streams.report import TAGGED
from streams.steps import DedupeStep, EventClock, tag_posts
from streams.tagging import Tagger

__all__ = ["main"]

POSTS, SOURCES, KEYS, CHANNELS, SCRAPES = 30_000, 200, 10_000, 5, 40
TAKES = {"busy, 300 posts a take": 300, "slow, 10 posts a take": 10}


class Stopwatch:
    """CPU seconds of this thread, of work and of metrics."""

    def __init__(self) -> None:
        self.work, self.metrics = 0, 0

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Time what only counts."""
        began = time.thread_time_ns()
        yield
        self.metrics += time.thread_time_ns() - began

    @contextmanager
    def working(self) -> Iterator[None]:
        """Time the work that is counted."""
        began = time.thread_time_ns()
        yield
        self.work += time.thread_time_ns() - began

    @property
    def share(self) -> float:
        """Metrics' share of all."""
        return self.metrics / (self.work + self.metrics)


def cost(tagger: Tagger, stream: Sequence[Post], take: int) -> Stopwatch:
    """Run posts through the stages' functions in takes, with the agents' metrics after each."""
    watch, clock = Stopwatch(), EventClock()
    dedupe = DedupeStep(Duplicates(DuplicateParams()), 1)
    escalate = EscalateStep(Escalation(Params()), 0, 1, 1)
    for start in range(0, len(stream), take):
        batch = stream[start : start + take]
        with watch.counting():
            of_sources(batch)
        with watch.working():
            tagged = [
                TAGGED.decode(out.value or b"") for out in tag_posts(tagger, batch, 1, batch[-1].published_at, clock)
            ]
        with watch.counting():
            of_a_take("tag", len(batch))
        if not tagged:
            continue
        with watch.working():
            stories = [TOLD.decode(out.value or b"") for out in dedupe.apply(tagged)]
        with watch.counting():
            of_a_take("dedupe", len(tagged))
            observe_dedupe(0, dedupe)
        with watch.working():
            escalate.apply(stories)
        with watch.counting():
            of_a_take("escalate", len(stories))
            observe_escalation(0, escalate)
    return watch


def of_sources(batch: Sequence[Post]) -> None:
    """Count what a reading of a source counts."""
    source_metrics.polled("bench", batch[-1].published_at)
    source_metrics.pending(1000)
    source_metrics.message_sent(1000)
    source_metrics.delivered("bench", len(batch), batch[-1].published_at)


def of_a_take(stage: str, records: int) -> None:
    """Count what every take counts."""
    stage_metrics.read(stage, records)
    stage_metrics.settled(stage, 1, 0.05, 0.01)


def fill() -> None:
    """Give every metric of every process its series."""
    now = datetime.now(UTC)
    for number in range(SOURCES):
        source_metrics.started(f"source-{number}", now, timedelta(minutes=15))
        source_metrics.delivered(f"source-{number}", 5, now)
    source_metrics.silent((), [f"source-{number}" for number in range(SOURCES)])
    for stage in ("tag", "dedupe", "escalate", "notify"):
        stage_metrics.started(stage)
        process_metrics.build(stage)
        process_metrics.lag(f"tocsin-{stage}", "tocsin.posts", 0, 0, now.timestamp())
    channels = [f"channel-{number}" for number in range(CHANNELS)]
    alert_metrics.watch_outbox(0, channels, lambda _: [now] * 20)
    escalation = Escalation(Params())
    for key in range(KEYS):
        escalation.detectors.count(f"CLASH|KG\x1f{key}", LOCALITY, "KG", START, (key,))
    observe_escalation(0, EscalateStep(escalation, 0, 1, 1))


def main() -> int:
    """Measure and print."""
    tagger, stream = Tagger.load(everywhere=False), list(posts(POSTS))
    for name, take in TAKES.items():
        watch = cost(tagger, stream, take)
        cpu = (watch.work + watch.metrics) / 1e9
        say("metrics_cost", takes=name, share=round(watch.share, 4), posts=POSTS, cpu_seconds=round(cpu, 2))
    fill()
    seconds, cpu_seconds, page = [], [], b""
    with HealthServer() as server:
        url = f"http://127.0.0.1:{server.port}/metrics"
        for _ in range(SCRAPES):
            began, cpu_began = time.perf_counter(), time.process_time()
            page = get(url, 30.0).body
            cpu_seconds.append(time.process_time() - cpu_began)
            seconds.append(time.perf_counter() - began)
    series = sum(not line.startswith(b"#") for line in page.splitlines())
    say(
        "scrape",
        sources=SOURCES,
        detector_keys=KEYS,
        series=series,
        bytes=len(page),
        cpu_ms_best=round(1000 * min(cpu_seconds), 1),
        cpu_ms_median=round(1000 * median(cpu_seconds), 1),
        wall_ms_median=round(1000 * median(seconds), 1),
        wall_ms_p90=round(1000 * (quantile(seconds, 0.9) or 0.0), 1),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

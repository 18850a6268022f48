"""`tocsin demo`: the drill of the Bishkek night through the real path, shown while it runs and judged at its end.

The posts are simulated and said to be so everywhere; everything they pass through is what `tocsin run` runs:
connector, Kafka, four stage processes, outbox. Nobody is paged: the one channel is a file.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import structlog
from rich.console import Console

from alerts.alert import ALERTS
from connectors.connector import Batch
from connectors.post import POSTS, Post
from deploy.brokers import Broker, BrokerError, open_broker
from deploy.config import Config
from deploy.config import load as load_config
from deploy.drills import bishkek
from deploy.drills.drill import first_reports
from deploy.drills.pacing import Profile, pace
from deploy.parameters import plan_of
from deploy.replay import Replay, replaying
from deploy.run import stop_event
from deploy.running import announced
from deploy.tap import tail
from deploy.view.state import ViewState
from deploy.view.summary import Summary, summarise
from deploy.view.watch import Feeds, watch
from streams.report import STORIES, TAGGED

__all__ = ["DrillSource", "demo"]

log = structlog.get_logger(__name__)

TICK_SECONDS = 0.05
"""Posts due within it leave together."""

DRILL_CONFIG = """# Written by `tocsin demo`: one channel, a file; nobody is paged for a drill.
[[channels]]
name = "record"
type = "jsonl"
options = {{ path = "{path}" }}
"""


@dataclass(frozen=True)
class DrillSource:
    """A finite stream: the drill's posts, paced by its profile (None: as fast as they are taken)."""

    name: str
    posts: tuple[Post, ...]
    profile: Profile | None

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """Yield the posts in time order; the cursor is the number of posts that have gone."""
        gone = int(cursor) if cursor else 0
        due: list[Post] = []
        paced = pace(self.posts, self.profile) if self.profile is not None else ((0.0, post) for post in self.posts)
        owed = 0.0
        for number, (wait, post) in enumerate(paced, 1):
            if number <= gone:
                continue
            owed += wait
            if owed > TICK_SECONDS and due:
                yield Batch(tuple(due), str(number - 1))
                due = []
                await asyncio.sleep(owed)
                owed = 0.0
            due.append(post)
        yield Batch(tuple(due), str(len(self.posts)), done=True)


def demo(config: Config, broker: str | None = None, *, fast: bool = False, plain: bool = False) -> int:
    """Replay the drill and judge what came of it. Returns 0 when every expectation was met, 1 otherwise.

    Args:
        config: only its broker counts: the drill runs with the parameters as shipped.
        broker: instead of the configured one.
        fast: do not pace the posts.
        plain: lines instead of the live screen, also in a terminal.
    """
    console = Console(force_terminal=False if plain else None)
    spec, data_dir = broker or config.broker.kind, Path(config.broker.data_dir)
    console.print(
        f"[bold]Tocsin drill:[/] {bishkek.NAME}, simulated posts through the real path on the {spec} broker. "
        "Starting it takes a few seconds."
    )
    prefix = f"tocsin-demo-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    own = msgspec.structs.replace(config, broker=msgspec.structs.replace(config.broker, prefix=prefix))
    try:
        with (
            open_broker(spec, data_dir=data_dir, progress=lambda step: console.print(f"  {step}")) as opened,
            announced(own, opened),
        ):
            profile = bishkek.PROFILE if not fast else None
            summary = asyncio.run(_demo(opened, data_dir / "demo", console, profile, prefix))
    except BrokerError as error:
        console.print(f"[bold red]The broker failed:[/] {error}")
        return 1
    if summary is None:
        console.print("Stopped before the drill was through.")
        return 130
    console.print(summary.render())
    return summary.exit_status


async def _demo(broker: Broker, folder: Path, console: Console, profile: Profile | None, prefix: str) -> Summary | None:
    config = _drill_config(folder)
    stop, done = stop_event(), asyncio.Event()
    posts, truth = tuple(bishkek.load()), bishkek.truth()
    state = ViewState(drill=bishkek.NAME)
    async with replaying(config, broker, prefix, folder) as replay:
        shown = asyncio.create_task(watch(_feeds(replay), state, console=console, done=done))
        try:
            source = DrillSource("drill", posts, profile)
            fed = asyncio.create_task(_feed(replay, source, stop))
            await asyncio.wait({fed, shown}, return_when=asyncio.FIRST_COMPLETED)
            if fed.done():
                fed.result()
            stop.set() if not fed.done() else None
            await fed
        finally:
            await asyncio.sleep(0.5)  # what the last stage committed is read by the view within its poll
            done.set()
            await shown
    if stop.is_set():
        return None
    return summarise(state, truth, bishkek.EXPECTED, first_reports(posts, truth))


async def _feed(replay: Replay, source: DrillSource, stop: asyncio.Event) -> None:
    began = time.monotonic()
    await replay.feed([source], stop)
    await replay.drain(stop)
    log.info("replayed", seconds=round(time.monotonic() - began, 1))


def _feeds(replay: Replay) -> Feeds:
    plan, broker = plan_of(replay.config), replay.broker
    return Feeds(
        posts=tail(broker, plan.topic("posts"), plan.count("posts"), POSTS),
        tagged=tail(broker, plan.topic("reports"), plan.count("reports"), TAGGED),
        stories=tail(broker, plan.topic("stories"), plan.count("stories"), STORIES),
        alerts=tail(broker, plan.topic("alerts"), plan.count("alerts"), ALERTS),
    )


def _drill_config(folder: Path) -> Config:
    """Write the drill's own configuration, which the stages read, and load it."""
    folder.mkdir(parents=True, exist_ok=True)
    record, path = folder / "alerts.jsonl", folder / "tocsin.toml"
    record.unlink(missing_ok=True)
    path.write_text(DRILL_CONFIG.format(path=record.resolve().as_posix()))
    config = load_config(path, {})
    return msgspec.structs.replace(config, broker=msgspec.structs.replace(config.broker, data_dir=str(folder)))

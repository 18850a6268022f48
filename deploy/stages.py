"""The four stages, composed: which agent reads what with which parameters. The only place that knows them all.

Each stage is an app, a consumer group and a process of its own (`deploy.worker`); this module builds one of them from
the configuration and a broker, and starts nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import faust
import structlog

from alerts import metrics as alert_metrics
from alerts.agents import Notify, Write
from alerts.courier import Courier, utc_now
from alerts.deadman import DeadMan, Ping
from alerts.lifecycle import ANALYST_VERDICTS
from alerts.notifiers.registry import Context as ChannelContext
from alerts.pace import Bucket
from alerts.steps import EscalateStep
from alerts.steps import event_time as story_time
from alerts.verdicts import TOLD, forwarded
from connectors.post import POSTS, Post
from deploy.brokers.broker import Broker
from deploy.config import Config
from deploy.parameters import dedupe_params, escalation_params, open_channels, reloading_tagger, routes_of
from streams import metrics as stage_metrics
from streams.agents import Stateful, add_stateful, add_stateless
from streams.app import AppSettings, build_app
from streams.dedupe.shards import Signer
from streams.dedupe.votes import CAST, SIGNED
from streams.report import TAGGED
from streams.shard_steps import MergeStep, ShardStep, SignStep, cast_time, refused_by, signed_time
from streams.stage import Routed
from streams.steps import DedupeStep, EventClock, country_of, source_of, tag_posts
from streams.steps import event_time as tagged_time

__all__ = [
    "ALSO_READ",
    "INPUTS",
    "STAGES",
    "build_stage",
    "group_of",
    "inputs_of",
    "observe_dedupe",
    "observe_escalation",
]

log = structlog.get_logger(__name__)

INPUTS = {"tag": "posts", "dedupe": "reports", "escalate": "stories", "notify": "alerts"}
"""Stage -> topic that it reads, in the order of the flow."""

ALSO_READ = {"escalate": ("verdicts",)}
"""Stage -> topics that it reads beside its input; a replay has nothing on them."""

DIVIDED = ("signatures", "votes")
"""What the dedupe stage reads behind its input, in this order, where it is divided into shards."""

STAGES = tuple(INPUTS)


def inputs_of(stage: str, config: Config) -> tuple[str, ...]:
    """Return the topics that carry the flow into a stage, in the order in which they are worked off."""
    divided = DIVIDED if stage == "dedupe" and dedupe_params(config).shards > 1 else ()
    return (INPUTS[stage], *divided)


def group_of(prefix: str, stage: str) -> str:
    """Return the consumer group of a stage."""
    return f"{prefix}-{stage}"


def build_stage(stage: str, config: Config, broker: Broker, instance: str | None = None) -> faust.App:
    """Build a stage's app with its agent.

    Args:
        stage: one of `STAGES`.
        config: validated.
        broker: where it runs.
        instance: static member id, unique among the workers of this stage: a restart moves no partitions.
    """
    settings = AppSettings(
        stage=stage,
        url=broker.faust_url,
        credentials=broker.faust_credentials(),
        prefix=config.broker.prefix,
        data_dir=Path(config.broker.data_dir),
        instance_id=instance,
        # In memory there is little room for what is not committed, and a replay waits for it (`deploy.replay`).
        commit_seconds=0.2 if broker.in_memory else 1.0,
        fetch_wait_ms=50 if broker.in_memory else 1500,
    )
    started = time.monotonic()
    app = build_app(settings)
    _BUILDERS[stage](app, settings, config, broker)
    log.info("stage_built", stage=stage, seconds=round(time.monotonic() - started, 2))
    return app


def _tag(app: faust.App, settings: AppSettings, config: Config, _: Broker) -> None:
    reader = reloading_tagger(config)
    partitions, clock = config.broker.partitions.reports, EventClock()
    params = dedupe_params(config)
    route = source_of if params.shards > 1 else country_of

    def work(posts: Sequence[Post], at: datetime) -> list[Routed]:
        reader.refresh(at)
        return tag_posts(reader, posts, partitions, at, clock, route, params.incidents)

    add_stateless(app, settings, "posts", POSTS, work)


def _dedupe(app: faust.App, settings: AppSettings, config: Config, broker: Broker) -> None:
    params, partitions = dedupe_params(config), config.broker.partitions.stories
    if params.shards > 1:
        _divided(app, settings, config, broker)
        return
    add_stateful(
        Stateful(
            app,
            settings,
            "reports",
            TAGGED,
            make=lambda _, snapshot: DedupeStep.load(params, partitions, snapshot),
            step_format=DedupeStep.FORMAT,
            event_time=tagged_time,
            client=broker.aiokafka(),
            observe=observe_dedupe,
        )
    )


def _divided(app: faust.App, settings: AppSettings, config: Config, broker: Broker) -> None:
    """Duplicate detection among shards: three steps in one process, each with a log and a state of its own."""
    params, partitions, client = dedupe_params(config), config.broker.partitions.stories, broker.aiokafka()
    add_stateful(
        Stateful(
            app,
            replace(settings, stage="sign"),
            "reports",
            TAGGED,
            make=lambda _, snapshot: SignStep(Signer(snapshot, params.incidents), params.shards, params.families),
            step_format=SignStep.FORMAT,
            event_time=tagged_time,
            client=client,
            ahead="votes",
        )
    )
    add_stateful(
        Stateful(
            app,
            replace(settings, stage="shard"),
            "signatures",
            SIGNED,
            make=lambda shard, snapshot: ShardStep.load(params, shard, snapshot),
            step_format=ShardStep.FORMAT,
            event_time=signed_time,
            client=client,
            observe=_observe_shard,
            refused=refused_by,
        )
    )
    add_stateful(
        Stateful(
            app,
            replace(settings, stage="merge"),
            "votes",
            CAST,
            make=lambda _, snapshot: MergeStep.load(params, partitions, snapshot),
            step_format=MergeStep.FORMAT,
            event_time=cast_time,
            client=client,
            observe=lambda _, step: stage_metrics.judged(step.told()) if step is not None else None,  # type: ignore[attr-defined]
        )
    )


def _observe_shard(shard: int, step: Any) -> None:
    if step is None:
        stage_metrics.forget(shard)
    else:
        stage_metrics.index(shard, step.duplicates.held, step.duplicates.limit_bytes)


def observe_dedupe(partition: int, step: Any) -> None:
    """Tell the metrics how duplicate detection of a partition stands; None: it has gone."""
    if step is None:
        stage_metrics.forget(partition)
        return
    stage_metrics.judged(step.told())
    stage_metrics.index(partition, step.duplicates.held, step.duplicates.limit_bytes)


def observe_escalation(partition: int, step: Any) -> None:
    """Tell the metrics how escalation of a partition stands; None: it has gone."""
    if step is None:
        alert_metrics.forget_partition(partition)
    else:
        alert_metrics.escalated(partition, step.standing())


def _escalate(app: faust.App, settings: AppSettings, config: Config, broker: Broker) -> None:
    params, counts = escalation_params(config), config.broker.partitions
    add_stateful(
        Stateful(
            app,
            settings,
            "stories",
            TOLD,
            make=lambda partition, snapshot: EscalateStep.load(
                params, (partition, counts.stories, counts.alerts), snapshot
            ),
            step_format=EscalateStep.FORMAT,
            event_time=story_time,
            client=broker.aiokafka(),
            observe=observe_escalation,
        )
    )
    # Analysts' verdicts take their place among the stories, so that one log has one order.
    add_stateless(
        app, settings, "verdicts", ANALYST_VERDICTS, lambda said, _: forwarded(said, counts.stories), "verdicts"
    )


def _notify(app: faust.App, settings: AppSettings, config: Config, broker: Broker) -> None:
    context = ChannelContext()
    channels = open_channels(config, context)
    routes, buckets = routes_of(config), dict[str, Bucket]()

    def make_courier(write: Write) -> Courier:
        return Courier(channels, routes, write, buckets=buckets, silences=config.silences)

    table, ping = config.deadman, None
    if table.ping_url:
        ping = Ping(lambda: context.http.ask("deadman", table.method, table.ping_url), utc_now)
    deadman = DeadMan(config.broker.partitions.stories, utc_now, ping)
    Notify(app, settings, make_courier, client=broker.aiokafka(), deadman=deadman).register()


_BUILDERS: dict[str, Callable[[faust.App, AppSettings, Config, Broker], None]] = {
    "tag": _tag,
    "dedupe": _dedupe,
    "escalate": _escalate,
    "notify": _notify,
}

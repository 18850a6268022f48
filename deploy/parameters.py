"""From the configuration to the frozen parameters of each part. No other module knows both sides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from deploy.config import ChannelTable, Config

if TYPE_CHECKING:  # each of these takes a while to import, and a verb needs one or two of them
    from alerts.escalation import Params as EscalationParams
    from alerts.notifiers.notifier import Notifier
    from alerts.notifiers.registry import Context as ChannelContext
    from alerts.routing import Route
    from deploy.brokers import Security
    from deploy.brokers.topics import TopicPlan
    from deploy.reloading import Reloading
    from streams.dedupe.duplicates import Params as DuplicateParams
    from streams.tagging import Tagger

__all__ = [
    "dedupe_params",
    "escalation_params",
    "open_channels",
    "plan_of",
    "reloading_tagger",
    "routes_of",
    "security_of",
    "tagger",
]


def plan_of(config: Config) -> TopicPlan:
    """Return the topics that the configuration asks for."""
    from deploy.brokers.topics import TopicPlan  # noqa: PLC0415

    counts = msgspec.structs.asdict(config.broker.partitions)
    if (shards := config.dedupe.get("shards", 1)) > 1:
        counts |= {"signatures": shards, "votes": 1}
    return TopicPlan(config.broker.prefix, counts, config.broker.replication)


def security_of(config: Config) -> Security:
    """Return how the connection to the broker is protected."""
    from deploy.brokers import Security  # noqa: PLC0415

    chosen = config.broker.security
    return Security(
        tls=chosen.tls,
        ca_file=_path(chosen.ca_file),
        cert_file=_path(chosen.cert_file),
        key_file=_path(chosen.key_file),
        mechanism=chosen.mechanism,
        username=chosen.username,
        password=chosen.password,
    )


def _path(text: str | None) -> Path | None:
    return Path(text) if text is not None else None


def tagger(config: Config, *, everywhere: bool = True) -> Tagger:
    """Load the tagger with the desk's own lexicons and places.

    Args:
        config: validated.
        everywhere: also read places in posts that name no event; the stages drop those posts and need none.
    """
    from streams.tagging import Tagger  # noqa: PLC0415

    tagging = config.tagging
    return Tagger.load(extra=[Path(name) for name in tagging.lexicons], places=tagging.places, everywhere=everywhere)


def reloading_tagger(config: Config) -> Reloading:
    """Load the tagger of a stage: it takes in changed lexicons while it runs."""
    from deploy.reloading import Reloading  # noqa: PLC0415
    from streams.words.lexicon import shipped_paths  # noqa: PLC0415

    own = [Path(name) for name in config.tagging.lexicons]
    return Reloading(lambda: tagger(config, everywhere=False), lambda: [*shipped_paths(), *own])


def dedupe_params(config: Config) -> DuplicateParams:
    """Return the parameters of duplicate detection."""
    from streams.dedupe.duplicates import Params  # noqa: PLC0415

    return Params(**config.dedupe)


def escalation_params(config: Config) -> EscalationParams:
    """Return the parameters of escalation."""
    from alerts.escalation import Params  # noqa: PLC0415

    return Params(**config.escalation)


def open_channels(config: Config, channels: ChannelContext) -> dict[str, Notifier]:
    """Build the configured channels; without any, the terminal.

    Args:
        config: validated.
        channels: what they share.
    """
    from alerts.notifiers.registry import CHANNELS  # noqa: PLC0415

    tables = config.channels or (ChannelTable(name="terminal", type="terminal"),)
    return {
        table.name: CHANNELS[table.type].build(
            table.name, msgspec.convert(table.options, CHANNELS[table.type].options), channels
        )
        for table in tables
    }


def routes_of(config: Config) -> tuple[Route, ...]:
    """Return the routes; without any, every configured channel gets what is firing or past it."""
    from alerts.routing import Route  # noqa: PLC0415

    return config.routes or tuple(Route(channel=table.name) for table in config.channels)

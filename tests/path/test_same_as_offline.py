"""Live and offline are the same functions, so they must say the same, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from alerts.alert import ALERTS
from alerts.escalation import Escalation
from alerts.escalation import Params as EscalationParams
from connectors.post import POSTS, Post
from deploy.brokers import Broker
from deploy.drills import bishkek
from deploy.pipeline import Pipeline
from streams.dedupe.duplicates import Duplicates
from streams.dedupe.duplicates import Params as DuplicateParams
from streams.dedupe.story import goes_on
from streams.report import REPORTS, VERDICTS, Tagged
from streams.tagging import Tagger
from tests.path.kit import gather, open_path

RECORDED = Path(__file__).parents[3] / "shared" / "data" / "crisislext26"
"""Recorded crises, where a developer has them beside the project; never part of it."""

RECORDED_POSTS = 4_000
"""The first so many of them, which are four crises; all fourteen thousand take minutes and show nothing else."""


def offline(posts: Sequence[Post]) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """Reports, verdicts and alerts as the functions give them."""
    tagger, duplicates = Tagger.load(), Duplicates(DuplicateParams())
    tagged = [Tagged(post, tagger.tag(post)) for post in posts]
    going = [each for each in tagged if goes_on(each)]
    verdicts = [duplicates.judge(each) for each in going]
    said = [VERDICTS.encode(verdict) for verdict in verdicts if "redelivered" not in verdict.reasons]
    pipeline = Pipeline(tagger, Duplicates(DuplicateParams()), Escalation(EscalationParams()))
    alerts = [ALERTS.encode(alert) for alert in pipeline.feed(posts)]
    return [REPORTS.encode(each.report) for each in going], said, alerts


def recordings() -> dict[str, list[Post]]:
    found = {"drill": list(bishkek.load())}
    if RECORDED.is_dir():
        rows = [
            POSTS.decode(line, path.name)
            for path in sorted(RECORDED.glob("*.jsonl"))
            for line in path.read_bytes().splitlines()
        ]
        found["recorded crises"] = sorted(rows, key=lambda post: post.published_at)[:RECORDED_POSTS]
    return found


@pytest.mark.kafka
@pytest.mark.slow
@pytest.mark.xdist_group("path")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", sorted(recordings()))
async def test_a_replay_over_kafka_says_what_the_functions_say(
    name: str, kafka: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    posts = recordings()[name]
    async with open_path(kafka, tmp_path, topic_prefix) as path:
        await path.feed(posts)
        await path.drain()
        seen = await gather(kafka, path.replay)
    reports, verdicts, alerts = offline(posts)
    assert [REPORTS.encode(tagged.report) for tagged in seen.tagged] == reports
    assert [VERDICTS.encode(story.verdict) for story in seen.stories] == verdicts
    assert [ALERTS.encode(alert) for alert in seen.alerts] == alerts
    assert not seen.dead
    assert not path.restarts

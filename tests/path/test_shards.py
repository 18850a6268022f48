"""Duplicate detection among four shards on a real Kafka, killed amid its work: it says what the functions say."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from connectors.post import Post
from deploy.brokers import Broker
from deploy.drills import bishkek
from deploy.processes import Child, Supervisor
from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.shards import LocalShards
from streams.dedupe.story import goes_on, tells
from streams.report import VERDICTS, Tagged, Verdict
from streams.tagging import Tagger
from tests.path.kit import RunningPath, gather, open_path

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

SHARDS = "[dedupe]\nshards = 4\n"


def told(posts: list[Post], duplicates: Duplicates | LocalShards, tagger: Tagger) -> list[Verdict]:
    """Verdicts that go on, of a run that nobody disturbed."""
    tagged = [each for each in (Tagged(post, tagger.tag(post)) for post in posts) if goes_on(each)]
    judged = [(each, duplicates.judge(each)) for each in tagged]
    return [verdict for each, verdict in judged if tells(each, verdict)]


async def feed_and_kill(path: RunningPath, posts: list[Post]) -> None:
    """Feed half of the posts, and kill the worker that compares them amid the other half."""
    (dedupe,) = [child for child in path.replay.supervisor.children if child.name == "dedupe"]
    half = len(posts) // 2
    await path.feed(posts[:half], "first")
    await path.drain()
    await path.feed(posts[half:], "second")
    assert dedupe.process is not None
    dedupe.process.send_signal(signal.SIGKILL)
    await path.drain()


async def test_killed_shards_say_what_the_functions_say_and_find_what_one_index_finds(
    kafka: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    posts, tagger = list(bishkek.load()), Tagger.load(everywhere=False)
    async with open_path(kafka, tmp_path, topic_prefix, SHARDS) as path:
        await feed_and_kill(path, posts)
        seen = await gather(kafka, path.replay)
        assert path.restarts == [("dedupe", -signal.SIGKILL)]
    divided = told(posts, LocalShards(Params(shards=4)), tagger)
    said = dict.fromkeys(VERDICTS.encode(story.verdict) for story in seen.stories)  # a kill may repeat some
    assert list(said) == list(dict.fromkeys(map(VERDICTS.encode, divided)))
    assert not seen.dead
    exact = told(posts, Duplicates(Params()), tagger)
    linked = {verdict.id for verdict in exact if verdict.of is not None}
    found = {story.id for story in seen.stories if story.verdict.of is not None}
    assert len(linked & found) >= 0.99 * len(linked)


async def test_two_workers_share_shards_and_reports_and_one_is_killed_and_nothing_is_lost(
    kafka: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    posts, tagger = list(bishkek.load())[:1000], Tagger.load(everywhere=False)
    async with open_path(kafka, tmp_path, topic_prefix, SHARDS + "[broker.partitions]\nreports = 3\n") as path:
        (dedupe,) = [child for child in path.replay.supervisor.children if child.name == "dedupe"]
        log = tmp_path / "dedupe-second.log"
        second = Supervisor(
            [Child("dedupe-second", dedupe.command, {**dedupe.environment, "TOCSIN_INSTANCE": "1"}, log)]
        )
        running = asyncio.create_task(second.run())
        try:
            await feed_and_kill(path, posts)
        finally:
            await second.stop()
            await running
        seen = await gather(kafka, path.replay)
    tagged = [each for each in (Tagged(post, tagger.tag(post)) for post in posts) if goes_on(each)]
    exact = Duplicates(Params())
    judged = [(each, exact.judge(each)) for each in tagged]
    assert {story.id for story in seen.stories} == {each.post.id for each, verdict in judged if tells(each, verdict)}
    assert not seen.dead
    linked = {verdict.id for each, verdict in judged if verdict.of is not None and tells(each, verdict)}
    found = {story.id for story in seen.stories if story.verdict.of is not None}
    # Partitions of reports are read side by side, here hours within a second: a copy can come before its original.
    assert len(linked & found) >= 0.85 * len(linked)
    stories: dict[str, set[str]] = {}
    for story in seen.stories:
        stories.setdefault(story.id, set()).add(story.verdict.story)
    assert [told for told in stories.values() if len(told) > 1] == []  # what came twice says the same

"""Duplicate detection among four shards on a real Kafka, killed amid its work: it says what the functions say."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from connectors.post import Post
from deploy.brokers import Broker
from deploy.drills import bishkek
from streams.dedupe_shards import LocalShards
from streams.duplicates import Duplicates, Params
from streams.report import VERDICTS, Tagged, Verdict
from streams.story import goes_on, tells
from streams.tagging import Tagger
from tests.path.kit import gather, open_path

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

SHARDS = "[dedupe]\nshards = 4\n"


def told(posts: list[Post], duplicates: Duplicates | LocalShards, tagger: Tagger) -> list[Verdict]:
    """Verdicts that go on, of a run that nobody disturbed."""
    tagged = [each for each in (Tagged(post, tagger.tag(post)) for post in posts) if goes_on(each)]
    judged = [(each, duplicates.judge(each)) for each in tagged]
    return [verdict for each, verdict in judged if tells(each, verdict)]


async def test_killed_shards_say_what_the_functions_say_and_find_what_one_index_finds(
    kafka: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    posts, tagger = list(bishkek.load()), Tagger.load(everywhere=False)
    half = len(posts) // 2
    async with open_path(kafka, tmp_path, topic_prefix, SHARDS) as path:
        (dedupe,) = [child for child in path.replay.supervisor.children if child.name == "dedupe"]
        await path.feed(posts[:half], "first")
        await path.drain()
        await path.feed(posts[half:], "second")
        assert dedupe.process is not None
        dedupe.process.send_signal(signal.SIGKILL)
        await path.drain()
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

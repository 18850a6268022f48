"""The stages as pure steps: what goes on, where to, and which time is told."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from connectors.dead import DEAD_LETTERS
from connectors.post import HEARTBEAT_SOURCE, Post, heartbeat
from streams.dedupe.duplicates import Params
from streams.dedupe.shards import Signer
from streams.dedupe.votes import CAST
from streams.report import STORIES, TAGGED, Report
from streams.shard_steps import SignStep
from streams.steps import DedupeStep, EventClock, countries, tag_posts
from streams.tagging import Tagger

NIGHT = datetime(2020, 10, 5, 14, 10, 20, tzinfo=UTC)
CLASH = "Protesters clashed with police in Bishkek, 15 people were injured"


def post(name: str, text: str = CLASH, at: datetime = NIGHT, **fields: object) -> Post:
    return Post(id=name, source="test", kind="social", author=name, text=text, published_at=at, **fields)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(everywhere=False)


def tagged_of(routed):
    return [TAGGED.decode(out.value) for out in routed if out.topic == "reports"]


def test_only_relevant_posts_and_the_time_go_on(tagger):
    routed = tag_posts(tagger, [post("a"), post("b", "Lovely weather today"), post("c")], 1, NIGHT)
    assert [one.post.id for one in tagged_of(routed)] == [heartbeat(NIGHT).id, "a", "c"]


def test_a_post_taken_back_goes_on_without_words(tagger):
    routed = tag_posts(tagger, [post("a", "", deleted=True)], 1, NIGHT)
    assert tagged_of(routed)[-1].post.deleted


def test_each_minute_is_told_once_and_never_backwards():
    clock = EventClock()
    steps = [0, 10, 50, -300, 70, 70]
    told = [clock.tick(post("x", at=NIGHT + timedelta(seconds=step))) for step in steps]
    first = NIGHT.replace(second=0)
    assert told == [first, None, first + timedelta(minutes=1), None, None, None]


def test_a_post_of_the_future_moves_no_clock(tagger):
    routed = tag_posts(tagger, [post("a", at=NIGHT + timedelta(days=1))], 1, NIGHT)
    assert [one.post.id for one in tagged_of(routed)] == ["a"]


def test_a_post_that_breaks_the_tagger_is_a_dead_letter_and_its_neighbours_go_on():
    class Breaking:
        def tag(self, one: Post) -> Report:
            if one.id == "bad":
                raise ZeroDivisionError("by nobody's fault")
            return Report(one.id, "en", True, (), ())

        def tag_many(self, posts: Iterable[Post]) -> list[Report]:
            return list(map(self.tag, posts))

    routed = tag_posts(Breaking(), [post("a"), post("bad"), post("c")], 1, NIGHT)
    dead = [DEAD_LETTERS.decode(out.value) for out in routed if out.topic == "dead"]
    assert [(letter.stage, letter.reason) for letter in dead] == [("tag", "crashed")]
    assert [one.post.id for one in tagged_of(routed) if one.post.source != HEARTBEAT_SOURCE] == ["a", "c"]


def test_a_report_that_comes_again_tells_no_second_story(tagger):
    step = DedupeStep.load(Params(), 1, None)
    records = tagged_of(tag_posts(tagger, [post("a")], 1, NIGHT))
    first, again = step.apply(records), step.apply([one for one in records if one.post.source != HEARTBEAT_SOURCE])
    assert [STORIES.decode(out.value).id for out in first] == [heartbeat(NIGHT).id, "a"]
    assert again == []


def test_a_story_of_two_countries_goes_to_both(tagger):
    step = DedupeStep.load(Params(), 16, None)
    text = "Protesters clashed with police in Bishkek. Fire destroyed a market in Nairobi, Kenya."
    records = [one for one in tagged_of(tag_posts(tagger, [post("a", text)], 1, NIGHT)) if one.post.id == "a"]
    routed = step.apply(records)
    assert set(countries(STORIES.decode(routed[0].value))) == {"KG", "KE"}
    assert len({out.partition for out in routed}) == 2


def stories_of(routed):
    return [STORIES.decode(out.value) for out in routed if out.topic == "stories"]


def told(step, tagger, one):
    records = tagged_of(tag_posts(tagger, [one], 1, NIGHT))
    return step.apply([each for each in records if each.post.id == one.id])


def test_an_edit_that_tells_of_nothing_travels_and_takes_the_report_back_everywhere(tagger):
    step = DedupeStep.load(Params(), 4, None)
    first = told(step, tagger, post("a"))
    routed = told(step, tagger, post("a", "Lovely weather today", edited=True))
    assert len(first) == 1
    assert [one.verdict.reasons for one in stories_of(routed)] == [("edited", "withdrawn")] * 4
    assert {out.partition for out in routed} == {0, 1, 2, 3}
    assert told(step, tagger, post("a", "Lovely weather today", edited=True)) == []
    again = stories_of(told(step, tagger, post("a", edited=True)))
    assert {one.verdict.reasons for one in again} == {("edited",)}


def test_an_edit_of_a_post_that_was_never_reported_goes_no_further(tagger):
    step = DedupeStep.load(Params(), 4, None)
    assert told(step, tagger, post("a", "Lovely weather today", edited=True)) == []
    assert told(step, tagger, post("a", "Lovely weather tomorrow", edited=True)) == []
    assert len(told(step, tagger, post("a", edited=True))) >= 1


def test_a_deletion_reaches_every_partition_when_the_post_was_reported(tagger):
    step = DedupeStep.load(Params(), 4, None)
    told(step, tagger, post("a"))
    routed = told(step, tagger, post("a", "", deleted=True))
    assert [out.partition for out in routed] == [0, 1, 2, 3]
    assert told(step, tagger, post("b", "", deleted=True)) == []


def test_a_desks_publishers_reach_the_stories_with_and_without_shards(tagger, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[[group]]\nfamily = "valley"\ndomains = ["one.example"]\n')
    params = Params(families=(str(own),))
    item = Post(
        id="a", source="feed:one.example/rss", kind="newswire", author=None, text=CLASH, published_at=NIGHT
    )  # fmt: skip
    records = tagged_of(tag_posts(tagger, [item], 1, NIGHT))[-1:]
    (story,) = [STORIES.decode(out.value) for out in DedupeStep.load(params, 1, None).apply(records)]
    (cast,) = [out for out in SignStep(Signer(), 4, params.families).apply(records) if out.topic == "votes"]
    assert (story.family, CAST.decode(cast.value).story.family) == ("valley", "valley")

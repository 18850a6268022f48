"""Duplicate detection divided among shards: the same stories whatever order the votes come in, and after a kill."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.dead import DEAD_LETTERS
from connectors.post import Post, heartbeat
from deploy.bench_dedupe import stream
from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.merge import Merge
from streams.dedupe.shards import LocalShards, Signer, merge_of, shards_of
from streams.dedupe.signature import pack, sign, unpack
from streams.dedupe.story import tells, to_story
from streams.dedupe.votes import CAST, SIGNED, Ballot, Signed, Vote
from streams.intake import read
from streams.report import STORIES, Report, Tagged, Verdict
from streams.shard_steps import MergeStep, ShardStep, SignStep, refused_by
from streams.stage import Routed

NIGHT = datetime(2026, 4, 1, 20, tzinfo=UTC)
PARAMS = Params(max_bytes=1 << 20, shards=4)
FIRE = "A large fire has broken out at the timber yard in Norby, flames are visible from the bridge"
TRAM = "Police in Norby say {} people were injured when a tram hit a bus on the harbour road"


def tagged(name: str, text: str, minute: float, *, relevant: bool = True, **fields) -> Tagged:
    fields = {"source": "mastodon:example.social", "kind": "social", "author": name} | fields
    post = Post(id=f"m:{name}", text=text, published_at=NIGHT + timedelta(minutes=minute), **fields)
    return Tagged(post, Report(post.id, "en", relevant, (), ()))


def beat(minute: int) -> Tagged:
    post = heartbeat(NIGHT + timedelta(minutes=minute))
    return Tagged(post, Report(post.id, "en", relevant=False, mentions=(), places=()))


STREAM = [
    beat(0),
    tagged("a", FIRE, 0),
    tagged("b", f"RT @a: {FIRE} https://example.org/x", 1),
    tagged("c", FIRE.replace("Norby", "Lutz"), 2),
    tagged("d", TRAM.format(12), 3),
    beat(4),
    tagged("e", TRAM.format(120), 4),
    tagged("f", TRAM.format(120) + " via @e", 5),
    tagged("a", "Sorry, wrong town", 6, edited=True, relevant=False),
    tagged("g", "", 7, repost_of="m:c"),
    tagged("b", "", 8, deleted=True, relevant=False),
    tagged("z", "", 8, deleted=True, relevant=False),
    tagged("d", TRAM.format(13), 9, edited=True),
    tagged("h", FIRE.replace("visible", "seen"), 9),
    tagged("a", FIRE, 10, edited=True),
    *[Tagged(one.post, one.report) for one in stream(8, seed=3)],
    beat(11),
]


class Flow:
    """The steps with their topics in memory; each reads what lies on its own, when it is told to."""

    def __init__(self) -> None:
        self.sign = SignStep(Signer(), PARAMS.shards)
        self.shards = [ShardStep.load(PARAMS, shard, None) for shard in range(PARAMS.shards)]
        self.merge = MergeStep.load(PARAMS, 1, None)
        self.asked: dict[int, deque[Signed]] = defaultdict(deque)
        self.cast: deque = deque()
        self.stories: list[bytes] = []

    def feed(self, records: list[Tagged]) -> None:
        """Sign and ask: ballots first, as `Outlet` delivers them."""
        out = self.sign.apply(records)
        self.cast += [CAST.decode(one.value) for one in out if one.topic == "votes"]
        for one in out:
            if one.topic == "signatures":
                self.asked[one.partition].append(SIGNED.decode(one.value))

    def vote(self, shard: int) -> None:
        self.cast += [CAST.decode(one.value) for one in self.shards[shard].apply([self.asked[shard].popleft()])]

    def count(self) -> None:
        self.stories += values(self.merge.apply([self.cast.popleft()]))

    def finish(self) -> list[bytes]:
        for shard, waiting in self.asked.items():
            while waiting:
                self.vote(shard)
        while self.cast:
            self.count()
        return self.stories

    def restarted(self) -> None:
        """Go on from snapshots, as after a kill."""
        self.sign = SignStep(Signer(self.sign.snapshot()), PARAMS.shards)
        self.merge = MergeStep.load(PARAMS, 1, self.merge.snapshot())


def values(routed: list[Routed]) -> list[bytes]:
    return [one.value for one in routed if one.topic == "stories"]


def expected() -> list[bytes]:
    """Stories that the parts write in one process."""
    local, told = LocalShards(PARAMS), []
    for one in STREAM:
        if one.post.source == "tocsin:heartbeat":
            told.append((one.post.id, "new", None))
        elif tells(one, verdict := local.judge(one)):
            told.append((verdict.id, verdict.verdict, verdict.of))
    return told


def seen(stories: list[bytes]) -> list[tuple[str, str, str | None]]:
    found = [STORIES.decode(raw) for raw in stories]
    return [(story.id, story.verdict.verdict, story.verdict.of) for story in found]


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_the_stories_are_the_same_whatever_order_the_votes_come_in(data):
    flow, waiting = Flow(), list(STREAM)
    while waiting or any(flow.asked.values()) or flow.cast:
        steps = [flow.count] if flow.cast else []
        steps += [lambda shard=shard: flow.vote(shard) for shard, left in flow.asked.items() if left]
        if waiting:
            steps.append(lambda: flow.feed([waiting.pop(0) for _ in range(min(len(waiting), 3))]))
        data.draw(st.sampled_from(steps))()
    assert seen(flow.stories) == expected()


def test_what_is_delivered_again_writes_no_story_twice_and_hangs_nothing():
    flow = Flow()
    for start in range(0, len(STREAM), 4):
        for _ in range(2):  # the stage before was killed after it had sent this take
            flow.feed(STREAM[start : start + 4])
        flow.finish()
    told = [one for one in seen(flow.stories) if not one[0].startswith("tocsin:")]
    wanted = [one for one in expected() if not one[0].startswith("tocsin:")]
    # A deletion says the same each time, and an edit back to earlier words counts anew, as without shards.
    assert set(told) == set(wanted)
    assert {one[0] for one, count in Counter(told).items() if count > 1} <= {"m:a", "m:b"}
    assert not flow.merge.merge._waiting


def test_a_kill_changes_nothing():
    flow = Flow()
    for number, start in enumerate(range(0, len(STREAM), 3)):
        flow.feed(STREAM[start : start + 3])
        if number % 2:
            for shard in (0, 1):
                while flow.asked[shard]:
                    flow.vote(shard)
            while flow.cast:
                flow.count()
        flow.restarted()
    assert seen(flow.finish()) == expected()


def test_a_shard_that_was_killed_votes_like_one_that_was_not():
    records, step = list(stream(120)), ShardStep.load(PARAMS, 0, None)
    sent = SignStep(Signer(), PARAMS.shards).apply(records)
    asked = [SIGNED.decode(one.value) for one in sent if one.topic == "signatures" and one.partition == 0]
    half = len(asked) // 2
    step.apply(asked[:half])
    again = ShardStep.load(PARAMS, 0, step.snapshot())
    again.relearn(asked[:half])
    assert again.apply(asked[half:]) == step.apply(asked[half:])


def test_a_vote_for_a_post_that_is_not_decided_yet_counts_for_nothing():
    merge = merge_of(PARAMS)
    flow = Flow()
    flow.feed([tagged("a", FIRE, 0), tagged("b", FIRE, 1)])
    first, second = flow.cast
    assert isinstance(first, Ballot)
    list(merge.take(first))
    list(merge.take(second))
    told = []
    for ballot, other in ((first, second), (second, first)):
        for shard in ballot.shards:
            told += merge.take(
                Vote(
                    id=ballot.story.id,
                    content=ballot.content,
                    shard=shard,
                    verdict="duplicate",
                    of=other.story.id,
                    score=4.0,
                )
            )
    assert [(story.verdict.verdict, story.verdict.of) for story in told] == [("new", None), ("duplicate", "m:a")]


def test_a_deletion_with_the_words_of_its_post_does_not_take_the_place_of_a_post_that_waits():
    flow = Flow()
    flow.feed([tagged("a", FIRE, 0), tagged("a", FIRE, 1, deleted=True, relevant=False)])
    while flow.cast:
        flow.count()
    assert seen(flow.finish()) == [("m:a", "new", None), ("m:a", "update", "m:a")]


def test_a_heartbeat_waits_for_every_shard():
    flow = Flow()
    flow.feed([beat(0)])
    for shard in range(PARAMS.shards - 1):
        flow.vote(shard)
    while flow.cast:
        flow.count()
    assert flow.stories == []
    assert len(flow.finish()) == 1


def test_a_shard_that_is_away_for_long_holds_up_no_report_and_stops_the_heartbeat():
    flow = Flow()
    flow.merge = MergeStep(Merge(timedelta(hours=72), 1 << 20, most_open=5), 1)
    flow.feed([beat(0), *stream(20)])
    for shard in range(1, PARAMS.shards):
        while flow.asked[shard]:
            flow.vote(shard)
    while flow.cast:
        flow.count()
    told = [one for one, _, _ in seen(flow.stories)]
    assert len(flow.merge.merge) <= 5
    assert len(told) >= 15
    assert not any(one.startswith("tocsin:heartbeat") for one in told)


def test_a_signature_that_cannot_be_read_is_a_dead_letter_and_the_others_decide():
    broken = Signed(id="m:a", content=1, published_at=NIGHT, signature=b"\x00\x01")
    out = ShardStep.load(PARAMS, 2, None).apply([broken])
    assert [DEAD_LETTERS.decode(one.value).stage for one in out if one.topic == "dead"] == ["shard"]
    assert [CAST.decode(one.value).shard for one in out if one.topic == "votes"] == [2]


def test_a_shard_that_cannot_decode_what_it_was_sent_says_so_and_nothing_waits():
    later = b'{"id":"m:a","content":7,"published_at":"in a form of tomorrow","signature":{}}'
    good, out = read(SIGNED, "shard", b"[" + later + b',{"id":5}]', "signatures[2]@0", NIGHT, partial(refused_by, 2))
    assert good == []
    assert [DEAD_LETTERS.decode(one.value).reason for one in out if one.topic == "dead"] == ["unreadable"] * 2
    (vote,) = [CAST.decode(one.value) for one in out if one.topic == "votes"]
    assert (vote.id, vote.content, vote.shard, vote.unread) == ("m:a", 7, 2, True)
    story = to_story(tagged("a", FIRE, 0), Verdict("m:a", "new", "0", None, ()), "example")
    merge = MergeStep.load(PARAMS, 1, None)
    assert merge.apply([Ballot(story=story, content=7, shards=(2,))]) == []
    assert len(merge.apply([vote])) == 1


def test_what_breaks_the_merge_is_a_dead_letter_and_the_next_goes_on():
    class Breaking(Merge):
        def _decide(self, decided):
            if decided.ballot.story.id == "m:a":
                raise ZeroDivisionError("by nobody's fault")
            return super()._decide(decided)

    flow = Flow()
    flow.merge = MergeStep(Breaking(timedelta(hours=72), 1 << 20), 1)
    flow.feed([tagged("a", FIRE, 0), tagged("b", TRAM.format(3), 1)])
    for shard, waiting in flow.asked.items():
        while waiting:
            flow.vote(shard)
    out = flow.merge.apply(list(flow.cast))
    assert [DEAD_LETTERS.decode(one.value).stage for one in out if one.topic == "dead"] == ["merge"]
    assert seen(values(out)) == [("m:b", "new", None)]


def test_a_packed_signature_is_the_signature():
    for one in stream(30):
        first = sign(one, 0)
        second = unpack(pack(first))
        assert first.keys == second.keys
        assert first.sketch == second.sketch
        for name in ("exact", "length", "plain", "events", "lead", "anchors", "caseless"):
            assert getattr(first, name) == getattr(second, name)
    with pytest.raises(ValueError, match="not a packed signature"):
        unpack(b"\x00" * 20)


def test_shards_find_what_one_index_finds_at_few_messages():
    local, exact = LocalShards(PARAMS), Duplicates(PARAMS)
    pairs = [(local.judge(one), exact.judge(one)) for one in stream(300)]
    linked = [(mine.of, its.of) for mine, its in pairs if its.of is not None]
    assert sum(mine is not None for mine, _ in linked) >= 0.99 * len(linked)
    assert local.messages_per_report <= 3.5
    assert shards_of(sign(next(stream(1)), 0), 1) == (0,)

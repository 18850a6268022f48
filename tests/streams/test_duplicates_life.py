"""The life of posts: edited, taken back, reposted, delivered again, late, forgotten. Streams are made by Hypothesis."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.post import Post
from streams.dedupe.duplicates import BATCH, Duplicates, Params
from streams.dedupe.gone import MOST_GONE, Gone
from streams.dedupe.story import tells
from streams.report import Report, Tagged, Verdict

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
ROOMY, TIGHT = Params(max_bytes=1 << 20), Params(max_bytes=24_000)
TOWNS = ("Norby", "Ashton", "Karvo", "Tolmin")
TEXTS = tuple(
    form.format(town, count)
    for town in TOWNS
    for count in (3, 7)
    for form in (
        "Fire in a warehouse near {0} leaves {1} people hurt, the brigade is still at work",
        "At least {1} killed as a bus leaves the road outside {0} and falls into a ravine",
        "I can see smoke over {0} from the bridge and there are sirens everywhere around us now, stay away",
    )
)
MINUTES = st.sampled_from([0, 0, 1, 2, 5, 20, -1, -3, -15, 90])
LEAPS = st.one_of(MINUTES, st.just(60 * 30))


def actions(minutes: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[str, int, int, int, bool]]:
    """What happens, to whose post, with which text, how long after; social, or newswire."""
    kinds = st.sampled_from(["post", "post", "post", "repost", "edit", "withdraw", "delete", "again"])
    return st.tuples(kinds, st.integers(0, 9), st.integers(0, len(TEXTS) - 1), minutes, st.booleans())


def records_of(actions: Sequence[tuple[str, int, int, int, bool]]) -> list[Tagged]:
    """Make what the stage before hands over: an id that comes again is delivered again, edited, or taken back."""
    latest: dict[str, Tagged] = {}
    records: list[Tagged] = []
    at = START
    for number, (action, whose, text, minutes, social) in enumerate(actions):
        at += timedelta(minutes=minutes)
        name = f"p:{whose}"
        known = latest.get(name)
        if action in ("post", "repost") or known is None:
            name = f"p:{whose}" if known is None else f"p:{whose}:{number}"
            kind = "social" if social else "newswire"
            post = Post(
                id=name, source=f"{kind}{whose}.example", kind=kind, author=f"a{whose}" if social else None,
                text=TEXTS[text], published_at=at, repost_of=f"p:{text % 10}" if action == "repost" else None,
            )  # fmt: skip
            record = Tagged(post, Report(name, "en", True, (), ()))
        elif action == "again":
            record = known
        else:
            changes = {
                "edit": {"text": TEXTS[text], "edited": True},
                "withdraw": {"text": "Nothing of it is true, sorry", "edited": True},
                "delete": {"text": "", "deleted": True},
            }[action]
            relevant = action == "edit"
            record = Tagged(msgspec.structs.replace(known.post, **changes), Report(name, "en", relevant, (), ()))
        if action != "delete":
            latest[name] = record
        records.append(record)
    return records


STREAMS = st.lists(actions(LEAPS), max_size=40).map(records_of)
ONE_DAY = st.lists(actions(MINUTES), max_size=30).map(records_of)  # none is forgotten meanwhile


@settings(max_examples=30, deadline=None)
@given(STREAMS, st.sets(st.integers(0, 39), max_size=3), st.sampled_from([ROOMY, TIGHT]))
def test_restarted_anywhere_it_judges_as_if_it_had_never_stopped(records, stops, params):
    whole, part = Duplicates(params), Duplicates(params)
    for at, record in enumerate(records):
        if at in stops:
            part = Duplicates.restore(params, part.snapshot())
            part.relearn(records[:at])
        assert part.judge(record) == whole.judge(record)
    assert part.snapshot() == whole.snapshot()


@settings(max_examples=20, deadline=None)
@given(STREAMS, st.sampled_from([ROOMY, TIGHT]), st.integers(1, BATCH))
def test_in_batches_it_judges_as_one_by_one(records, params, size):
    single, batches, verdicts = Duplicates(params), Duplicates(params), []
    for at in range(0, len(records), size):
        verdicts += batches.judge_many(records[at : at + size])
    assert verdicts == [single.judge(record) for record in records]


@settings(max_examples=30, deadline=None)
@given(ONE_DAY)
def test_a_post_keeps_its_story_whatever_becomes_of_it(records):
    index, stories = Duplicates(ROOMY), {}
    for record in records:
        verdict = index.judge(record)
        known = stories.setdefault(verdict.id, verdict.story)
        assert verdict.story == known
        if verdict.of not in (None, verdict.id) and verdict.of in stories:
            assert verdict.story == stories[verdict.of]  # it is on the story of the one it belongs to
        assert (verdict.verdict == "new") == (verdict.of is None)


def last(index: Duplicates, *records: Tagged) -> Verdict:
    verdicts = [index.judge(record) for record in records]
    return verdicts[-1]


def told(name: str, text: str, minutes: int = 0, *, relevant: bool = True, **fields: object) -> Tagged:
    post = Post(
        id=name, source="social.example", kind="social", author=name, text=text,
        published_at=START + timedelta(minutes=minutes), **fields,
    )  # fmt: skip
    return Tagged(post, Report(name, "en", relevant, (), ()))


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("relevant", [False, True])
def test_a_deletion_that_comes_before_its_post_is_remembered(restarted, relevant):
    early, post = told("p:1", "", 1, deleted=True, relevant=False), told("p:1", TEXTS[0], relevant=relevant)
    index = Duplicates(ROOMY)
    before = index.judge(early)
    if restarted:
        index = Duplicates.restore(ROOMY, index.snapshot())
    after = [index.judge(post), index.judge(post), index.judge(early)]
    assert {one.reasons for one in (before, *after)} == {("deleted", "unknown_post")}
    assert not any(tells(one, before) for one in (early, post))
    assert index.judge(told("p:2", TEXTS[0], 2)).verdict == "new"  # nobody told it yet


def test_a_deletion_and_its_post_in_one_batch_are_judged_as_one_by_one():
    records = [told("p:1", "", 1, deleted=True, relevant=False), told("p:1", TEXTS[0]), told("p:2", TEXTS[0], 2)]
    assert Duplicates(ROOMY).judge_many(records) == [last(Duplicates(ROOMY), *records[:end]) for end in (1, 2, 3)]


def test_deletions_of_what_never_came_are_forgotten_in_time_and_by_number():
    gone = Gone(1_000)
    gone.add(1, 5_000)
    assert [gone.has(1, at) for at in (3_999, 4_000, 6_000, 6_001)] == [False, True, True, False]
    for number in range(2, MOST_GONE + 2):
        gone.add(number, 5_000)
    assert (len(gone), gone.has(1, 5_000), gone.has(2, 5_000)) == (MOST_GONE, False, True)


def test_a_copy_and_a_repost_of_a_post_taken_back_belong_to_its_story():
    first, gone = told("p:1", TEXTS[0]), told("p:1", "", 1, deleted=True, relevant=False)
    index = Duplicates(ROOMY)
    story = last(index, first, gone).story
    copy = index.judge(told("p:2", TEXTS[0], 2))
    repost = index.judge(told("p:3", "RT", 3, repost_of="p:1"))
    assert [(one.verdict, one.story) for one in (copy, repost)] == [("duplicate", story)] * 2
    again = index.judge(told("p:1", "", 4, deleted=True, relevant=False))
    assert (again.story, again.reasons) == (story, ("deleted",))


def test_a_late_copy_of_a_story_that_is_out_of_the_window_is_news_and_a_later_one_its_copy():
    index = Duplicates(
        Params(max_bytes=1 << 20, social_window=timedelta(hours=48), newswire_window=timedelta(hours=48))
    )
    late = [told(f"p:{at}", TEXTS[0], 60 * hours) for at, hours in enumerate((0, 47, 49 + 47, 50 + 47))]
    assert [index.judge(one).verdict for one in late] == ["new", "duplicate", "new", "duplicate"]


def test_in_a_batch_the_next_version_of_what_nobody_foresaw_is_known():
    def wire(name: str, killed: int, hours: int) -> Tagged:
        post = told(name, TEXTS[1].replace("3", str(killed)), 60 * hours).post
        return Tagged(msgspec.structs.replace(post, kind="newswire"), Report(name, "en", True, (), ()))

    before, others = wire("p:1", 3, 0), [told(f"o:{at}", TEXTS[2 + 6 * at], 60 * 40) for at in range(3)]
    batch = [*others, wire("p:2", 3, 40), wire("p:3", 7, 41)]  # the same words as a day and a half ago are another bus
    index = Duplicates(ROOMY)
    index.judge(before)
    found = index.judge_many(batch)
    assert [(one.verdict, one.of) for one in found[-2:]] == [("new", None), ("update", "p:2")]
    assert found[-1] == last(Duplicates(ROOMY), before, *batch)


def test_a_copy_of_what_room_was_made_for_is_news_once():
    index = Duplicates(TIGHT)
    fillers = [told(f"f:{at}", " ".join(f"w{at}x{word}" for word in range(20)), at, relevant=True) for at in range(400)]
    first = told("p:1", TEXTS[0])
    index.judge(first)
    for filler in fillers:
        index.judge(filler)
    assert index.held[1] <= TIGHT.max_bytes
    assert [index.judge(told(f"c:{at}", TEXTS[0], 400 + at)).verdict for at in range(3)] == ["new"] + ["duplicate"] * 2

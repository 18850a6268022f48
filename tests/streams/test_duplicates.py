"""What a report is to the ones before it, and that a restart changes nothing."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from connectors.post import HEARTBEAT_SOURCE, Post
from deploy.bench_dedupe import stream
from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.guard import REASONS
from streams.report import Report, Tagged
from streams.steps import signed

NIGHT = datetime(2026, 4, 1, 20, tzinfo=UTC)
FIRE = "A large fire has broken out at the timber yard in Norby, flames are visible from the bridge"
PARAMS = Params(max_bytes=1 << 20)


def tagged(name: str, text: str = FIRE, minute: float = 0, *, relevant: bool = True, **fields) -> Tagged:
    fields = {"source": "mastodon:example.social", "kind": "social", "author": name} | fields
    post = Post(id=f"m:{name}", text=text, published_at=NIGHT + timedelta(minutes=minute), **fields)
    return Tagged(post, Report(post.id, "en", relevant, (), ()))


@pytest.fixture
def index() -> Duplicates:
    return Duplicates(PARAMS)


def test_same_words_of_another_author_are_a_duplicate_of_the_first(index):
    first = index.judge(tagged("a"))
    later = index.judge(tagged("b", f"RT @a: {FIRE} https://example.org/x", 5))
    assert (first.verdict, first.of, first.reasons) == ("new", None, ())
    assert (later.verdict, later.of, later.story, later.reasons) == ("duplicate", "m:a", first.story, ("same_text",))


def test_another_place_in_the_same_words_is_another_incident(index):
    first = index.judge(tagged("a"))
    later = index.judge(tagged("b", FIRE.replace("Norby", "Lutz"), 5))
    assert later.verdict == "new"
    assert later.story != first.story
    assert later.reasons[0] == "name_differs"


def test_another_place_is_seen_when_one_of_the_two_is_typed_in_lower_case(index):
    index.judge(tagged("a", FIRE.lower()))
    assert index.judge(tagged("b", FIRE.replace("Norby", "Lutz"), 5)).verdict == "new"


def test_another_place_is_seen_in_a_script_without_spaces_also_when_its_name_is_long(index):
    index.judge(tagged("a", "ไฟไหม้โรงงานในเชียงใหม่ คนงาน 30 คนหนีออกมาได้ทันเวลา"))
    assert index.judge(tagged("b", "ไฟไหม้โรงงานในภูเก็ต คนงาน 30 คนหนีออกมาได้ทันเวลา", 5)).verdict == "new"


def test_a_larger_count_is_an_update_of_the_same_story_and_its_copy_a_duplicate_of_the_update(index):
    text = "Police in Norby say {} people were injured when a tram hit a bus on the harbour road"
    first = index.judge(tagged("a", text.format(12)))
    update = index.judge(tagged("b", text.format(120), 30))
    copy = index.judge(tagged("c", text.format(120) + " via @b", 31))
    assert (update.verdict, update.of, update.story) == ("update", "m:a", first.story)
    assert update.reasons[0] == "count_grew"
    assert (copy.verdict, copy.of, copy.story) == ("duplicate", "m:b", first.story)


def test_a_smaller_count_in_the_same_words_is_another_incident(index):
    text = "Police in Norby say {} people were injured when a tram hit a bus on the harbour road"
    index.judge(tagged("a", text.format(40)))
    assert index.judge(tagged("b", text.format(9), 30)).verdict == "new"


def test_a_count_that_grew_days_later_is_another_incident(index):
    text = "Police in Norby say {} people were injured when a tram hit a bus on the harbour road"
    index.judge(tagged("a", text.format(12)))
    later = index.judge(tagged("b", text.format(14), 47 * 60))
    assert (later.verdict, later.reasons[0]) == ("new", "time_gap")


def test_another_day_in_the_same_words_is_another_incident(index):
    text = "Gunmen raided the village of Norby on {} and drove away the cattle, the council said"
    index.judge(tagged("a", text.format("Monday")))
    assert index.judge(tagged("b", text.format("Thursday"), 60)).reasons[0] == "day_differs"


def test_a_day_cut_short_is_the_same_day(index):
    first = "Eleven men were killed in fresh fighting near Norby, Orlen Province, on Tuesday, police said"
    short = "Eleven men killed in fresh fighting near Norby on Tues, police said"
    index.judge(tagged("a", first))
    assert index.judge(tagged("b", short, 30)).verdict == "duplicate"
    assert index.judge(tagged("c", short.replace("Tues", "Wed"), 40)).verdict == "new"


def test_names_are_the_same_where_one_of_two_texts_has_capitals_throughout(index):
    first = "4:10pm Sin luz Norby, Los Tilos Altos, El Corralito y parte de Pereda. Metro detenido. Electra no informa"
    again = first.removeprefix("4:10pm ").replace("detenido. ", "detenido, ") + " #SinLuz #25Mar"
    index.judge(tagged("a", first))
    assert index.judge(tagged("b", again, 5)).of == "m:a"


def test_a_report_delivered_again_says_so(index):
    first = index.judge(tagged("a"))
    again = index.judge(tagged("a"))
    assert again.reasons == ("redelivered",)
    assert again.story == first.story


def test_an_edit_is_an_update_of_itself_and_copies_of_either_text_are_found(index):
    first = index.judge(tagged("a"))
    other = "Correction, the smoke over Norby comes from a steam engine at the museum, no fire at all there"
    edit = index.judge(tagged("a", other, 3))
    assert (edit.verdict, edit.of, edit.story, edit.reasons) == ("update", "m:a", first.story, ("edited",))
    assert index.judge(tagged("b", FIRE, 4)).story == first.story
    assert index.judge(tagged("c", other, 5)).story == first.story


def test_a_deletion_is_an_update_on_the_story_of_the_post(index):
    first = index.judge(tagged("a"))
    copy = index.judge(tagged("b", minute=1))
    gone = index.judge(tagged("b", "", 2, deleted=True, relevant=False))
    assert (gone.verdict, gone.of, gone.reasons) == ("update", "m:b", ("deleted",))
    assert gone.story == copy.story == first.story


def test_an_edit_that_tells_of_nothing_is_withdrawn_and_what_it_said_counts_again_when_it_comes_back(index):
    first = index.judge(tagged("a"))
    gone = index.judge(tagged("a", "Sorry, wrong town", 3, edited=True, relevant=False))
    again = index.judge(tagged("a", minute=4, edited=True))
    assert (gone.verdict, gone.of, gone.story, gone.reasons) == ("update", "m:a", first.story, ("edited", "withdrawn"))
    assert (again.story, again.reasons) == (first.story, ("edited",))
    assert index.judge(tagged("b", minute=5)).story == first.story


def test_a_repost_belongs_to_its_original_also_when_that_was_never_seen(index):
    original = index.judge(tagged("a"))
    assert index.judge(tagged("b", "", 1, repost_of="m:a")).story == original.story
    early = index.judge(tagged("c", FIRE.replace("Norby", "Lutz"), 1, repost_of="m:z"))
    late = index.judge(tagged("z", FIRE.replace("Norby", "Lutz"), 2))
    assert (early.verdict, early.of, early.reasons) == ("duplicate", "m:z", ("repost",))
    assert late.story == early.story


def test_heartbeats_are_new_and_leave_no_trace(index):
    beat = tagged("beat", "tick", 10**6, source=HEARTBEAT_SOURCE)
    index.judge(tagged("a"))
    assert index.judge(beat).verdict == index.judge(beat).verdict == "new"
    assert index.held[0] == 1
    assert index.judge(tagged("b", minute=1)).verdict == "duplicate"


def test_two_shouts_of_few_words_are_two_witnesses(index):
    index.judge(tagged("a", "Earthquake in Norby!"))
    assert index.judge(tagged("b", "earthquake in norby", 1)).verdict == "new"


def test_copies_are_looked_for_in_the_window_only(index):
    index.judge(tagged("a"))
    assert index.judge(tagged("b", minute=47 * 60)).verdict == "duplicate"
    assert index.judge(tagged("c", FIRE.replace("Norby", "Lutz"), 47 * 60 + 1)).verdict == "new"
    fresh = Duplicates(PARAMS)
    fresh.judge(tagged("a"))
    assert fresh.judge(tagged("b", minute=49 * 60)).verdict == "new"


def test_one_post_from_the_future_does_not_empty_the_index(index):
    index.judge(tagged("a"))
    index.judge(tagged("f", "A traveller in time reports from Lutz that the harbour has frozen over", 10**6))
    assert index.judge(tagged("b", minute=2)).verdict == "duplicate"


def test_a_copy_is_a_copy_also_when_the_tagger_reads_it_otherwise(index):
    original = index.judge(tagged("x", relevant=False))
    relevant = index.judge(tagged("a", minute=1))
    copy = index.judge(tagged("y", minute=2, relevant=False))
    assert (original.verdict, relevant.verdict, copy.verdict) == ("new", "duplicate", "duplicate")
    assert relevant.story == copy.story == original.story


def test_pairs_are_found_in_a_file_whose_posts_lie_years_apart(index):
    index.judge(tagged("a", FIRE.replace("Norby", "Lutz")))
    for year in (1, 2):
        first = index.judge(tagged(f"b{year}", minute=year * 525_600))
        assert first.verdict == "new"
        assert index.judge(tagged(f"c{year}", minute=year * 525_600 + 20 * 60)).story == first.story


CHINESE = "比什凯克市中心发生大规模冲突,警方使用催泪瓦斯驱散抗议人群,多人受伤"
THAI = "เกิดเหตุไฟไหม้โรงงานขนาดใหญ่ในจังหวัดระยอง เจ้าหน้าที่เร่งอพยพประชาชน"
ARABIC = "اندلع حريق كبير في مستودع للأخشاب شرق المدينة وفرق الإطفاء تحاول السيطرة"
RUSSIAN = "В Норби горит склад древесины, огонь виден с моста, слышны сирены пожарных машин"


@pytest.mark.parametrize(
    ("text", "other"),
    [(CHINESE, f"转发: {CHINESE}送医"), (THAI, f"{THAI}แล้ว"), (ARABIC, f"عاجل {ARABIC}"), (RUSSIAN, f"Ещё: {RUSSIAN}")],
)
def test_copies_are_found_in_every_script(index, text, other):
    index.judge(tagged("a", text))
    assert index.judge(tagged("b", other, 3)).verdict == "duplicate"


def test_site_boilerplate_does_not_merge_short_stories():
    index = Duplicates(PARAMS)
    furniture = "\n".join(
        f"This paragraph number {word} stands under every page of the site and says nothing about the news of the day."
        for word in ("alpha", "beta", "gamma", "delta", "epsilon")
    )
    stories = [
        "The council of Norby bought two buses.", "A painter from Lutz won the regional prize.",
        "Cherries ripen early in the orchards of Varn.", "The library of Pell opens on holidays.",
        "Skaters from Orm reached the finals.", "A stork nests again on the tower of Hale.",
    ]  # fmt: skip
    verdicts = [
        index.judge(
            tagged(f"s{at}", f"{story}\n{furniture}", at, kind="newswire", author=None, source="feed:site.example")
        )
        for at, story in enumerate(stories)
    ]
    assert [verdict.verdict for verdict in verdicts[3:]] == ["new", "new", "new"]
    copy = index.judge(
        tagged("copy", f"{stories[5]}\n{furniture}", 20, kind="newswire", author=None, source="feed:site.example")
    )
    assert (copy.verdict, copy.of) == ("duplicate", "m:s5")


def test_unrelated_texts_without_spaces_are_not_merged(index):
    index.judge(tagged("a", CHINESE))
    other = "今天上午首都图书馆举办儿童读书活动,两百多名学生参加,现场气氛热烈,家长表示满意"
    assert index.judge(tagged("b", other, 3)).verdict == "new"


def test_reasons_come_from_the_closed_vocabulary():
    index = Duplicates(PARAMS)
    found = {reason for one in stream(800) for reason in index.judge(one).reasons}
    assert found <= set(REASONS)
    assert "same_text" in found


def small_stream(seed: int) -> list[Tagged]:
    """Reports with redeliveries, edits, deletions, irrelevant posts and jumps in time."""
    dice = random.Random(seed)
    records: list[Tagged] = []
    for one in stream(500, seed):
        post = one.post
        shift = timedelta(hours=dice.choice((0, 0, 0, 1, -5))) + timedelta(minutes=15 * len(records))
        post = msgspec.structs.replace(post, published_at=post.published_at + shift)
        records.append(Tagged(post, msgspec.structs.replace(one.report, relevant=dice.random() < 0.8)))
        if dice.random() < 0.05:
            records.append(dice.choice(records))
        if dice.random() < 0.05:
            old = dice.choice(records)
            records.append(
                Tagged(msgspec.structs.replace(old.post, text=old.post.text + " amended version"), old.report)
            )
        if dice.random() < 0.04:
            old = dice.choice(records)
            edit = msgspec.structs.replace(old.post, text="Nothing to see here, move along please", edited=True)
            records.append(Tagged(edit, msgspec.structs.replace(old.report, relevant=False)))
        if dice.random() < 0.03:
            old = dice.choice(records).post
            gone = msgspec.structs.replace(old, text="", deleted=True)
            records.append(Tagged(gone, Report(gone.id, "en", False, (), ())))
    return records


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("max_bytes", [1 << 22, 120_000])
def test_an_instance_killed_and_restored_gives_the_same_verdicts_as_one_never_killed(seed, max_bytes):
    params = Params(max_bytes=max_bytes)
    records = small_stream(seed)
    whole = Duplicates(params)
    expected = [whole.judge(one) for one in records]
    part = Duplicates(params)
    verdicts = []
    dice = random.Random(seed)
    for at, one in enumerate(records):
        if dice.random() < 0.03:
            horizon = part.horizon()
            held = part.held
            part = Duplicates.restore(params, part.snapshot())
            assert part.horizon() == horizon
            start = next((i for i, old in enumerate(records) if horizon and old.post.published_at >= horizon), at)
            part.relearn(records[max(0, start - 20) : at])
            assert part.held == held
        verdicts.append(part.judge(one))
    assert verdicts == expected
    assert part.snapshot() == whole.snapshot()


def presigned(records: list[Tagged]) -> list[Tagged]:
    """Sign some of the reports as the stage before does, one as another version would, one by other words."""
    found: list[Tagged | Exception | None] = list(records)
    both = zip(records, signed(found), strict=True)
    mixed = [new if number % 5 and isinstance(new, Tagged) else old for number, (old, new) in enumerate(both)]
    others = [at for at, one in enumerate(mixed) if one.signature]
    for other, at in zip(others, (21, 22), strict=False):  # the version, and that of the words
        raw = bytearray(mixed[other].signature)
        raw[at] ^= 1
        mixed[other] = msgspec.structs.replace(mixed[other], signature=bytes(raw))
    return mixed


@pytest.mark.parametrize("seed", [4, 5])
@pytest.mark.parametrize("max_bytes", [1 << 22, 120_000])
def test_verdicts_do_not_depend_on_batches_on_who_signed_or_on_a_kill(seed, max_bytes):
    params, records = Params(max_bytes=max_bytes), small_stream(seed)
    whole = Duplicates(params)
    expected = [whole.judge(one) for one in records]
    part, verdicts, dice, log = Duplicates(params), [], random.Random(seed), presigned(records)
    while len(verdicts) < len(log):
        at = len(verdicts)
        if dice.random() < 0.2:
            horizon = part.horizon()
            part = Duplicates.restore(params, part.snapshot())
            start = next((i for i, old in enumerate(log) if horizon and old.post.published_at >= horizon), at)
            part.relearn(log[max(0, start - 20) : at])
        batch = log[at : at + dice.randint(1, 70)]
        part.foresee(batch)
        verdicts += map(part.judge, batch)
    assert verdicts == expected
    assert part.snapshot() == whole.snapshot()


def test_what_was_foreseen_and_never_judged_is_not_taken_for_another_record():
    records = [one for one in stream(200) if one.post.kind == "social"]  # newswire teaches when it is read
    ahead, plain = Duplicates(PARAMS), Duplicates(PARAMS)
    verdicts = []
    for one, other in zip(records, records[1:] + records[:1], strict=True):
        ahead.foresee([Tagged(other.post, other.report)])  # gone at once, and its place in memory free for the next
        verdicts.append(ahead.judge(Tagged(one.post, one.report)))
    assert verdicts == [plain.judge(one) for one in records]


def test_memory_stays_under_its_cap_and_the_oldest_make_room():
    index = Duplicates(Params(max_bytes=200_000))
    records = [Tagged(one.post, one.report) for one in stream(1_500)]
    for one in records:
        index.judge(one)
        assert index.held[1] <= 200_000
    assert 100 < index.held[0] < 400


def test_the_order_of_python_hashes_does_not_matter():
    first, second = Duplicates(PARAMS), Duplicates(PARAMS)
    records = list(stream(300))
    assert [first.judge(one) for one in records] == [second.judge(one) for one in records]
    assert first.snapshot() == second.snapshot()


def test_posts_that_only_call_the_event_alike_are_no_copies(index):
    index.judge(tagged("a", "Watch the interactive map of the train crash at San Telmo de Arriba"))
    other = "This is the number to ring for relatives of those in the train crash at San Telmo de Arriba"
    later = index.judge(tagged("b", other, 60))
    assert (later.verdict, later.reasons[0]) == ("new", "passage_differs")

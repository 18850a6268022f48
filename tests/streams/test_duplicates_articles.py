"""Articles as a wire writes them: twenty names before the first figure, and background that every story has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from connectors.post import Post
from streams.dedupe.duplicates import Duplicates, Params
from streams.report import Place, Report, Tagged

MORNING = datetime(2026, 4, 1, 6, tzinfo=UTC)

NAMES = (
    "The Transport Minister, Helena Marsh, met Governor Paul Ivers and the mayors of Norby, Lutz, Ashby and Tolmin at"
    " the Karsten Dam on Lake Orla, where Senator Rupert Blake of the Reform League and Professor Dina Salo of Norby "
    "University had asked for an inquiry by the Vessel Safety Board. Captain Anton Reuss of the Orla Star told the "
    "Norby Herald and Radio Tolmin that fog had come down over Pell Bay. The Red Cross, the Coast Guard and the Order"
    " of Malta sent tents. "
)
TOLL = "Rescuers have so far taken {} bodies out of the water, and divers will go down again {} when the wind drops. "
CLOSE = "The company that runs the ferry has promised to pay for the funerals and to answer whatever it is asked."
FERRY = NAMES + TOLL + CLOSE

TRIAL = (
    "Two guides who survived the 1999 accident in the Saxel gorge, in which 21 people died, 14 of them Canadians, "
    "denied any fault before the court in Brunn on Monday. A wave swept down the river after a storm, their lawyer "
    "said, and no one could have foreseen it. Adventure Valley, the firm that led the trip, had told its staff that "
    "morning that the river was safe, he said. The guides waited at the lower bridge until help came. Relatives of "
    "the dead sat in the first rows and some of them wept when the names were read out."
)
DIRECTOR = (
    "A director of Adventure Valley, Stefan Friedel, has told a court in Brunn that the choice to enter the Saxel "
    "gorge was never his to make. He is charged together with four others over the deaths of 21 people, 14 of them "
    "Canadians, in 1999. Mr Friedel, 41, ran the office and signed the insurance papers, and learned of the storm "
    "from the radio, he said. Prosecutors want 18 months for each of the managers. The judge asked why no one had "
    "rung the weather service, and was told that the telephone had been out of order for 3 days. A verdict is "
    "expected before Christmas, and the firm has long been wound up; what was left of it went to creditors in Basel "
    "and Lugano."
)

SAILOR = (
    "The yachtsman Peter Marsh was shot dead on his boat at the mouth of the Orla, his sponsors in Geneva said. Two "
    "men were killed and a deckhand was hurt in the arm when masked men came aboard at night and took watches and an "
    "engine. Marsh, who had won the Harbour Cup twice, was on a voyage to film birds. Friends in Wellington said they"
    " were stunned, and flags at the club were lowered. The federal police have sent a launch and a doctor."
)
GORGE = (
    "A fireman from Geneva has told a court how he took a picture of a wave in the Saxel gorge, because he thought "
    "that nobody would believe him. The wave killed 18 people who were wading down the river with their guides, among"
    " them a couple on their honeymoon. Eight managers are charged with negligence. The fireman said that the sky had"
    " been dark since noon, and that he had wondered why anyone would go in. The hearing goes on next week."
)


@pytest.fixture
def index() -> Duplicates:
    return Duplicates(Params(max_bytes=1 << 20))


def article(name: str, text: str, hours: float = 0) -> Tagged:
    post = Post(
        id=f"n:{name}", source=f"feed:{name}.example", kind="newswire", text=text,
        published_at=MORNING + timedelta(hours=hours),
    )  # fmt: skip
    return Tagged(post, Report(post.id, "en", True, (), ()))


def test_a_toll_behind_twenty_names_that_grew_is_an_update(index):
    index.judge(article("a", FERRY.format(9, "tomorrow")))
    later = index.judge(article("b", FERRY.format(16, "tomorrow"), 5))
    assert (later.verdict, later.of, later.reasons[0]) == ("update", "n:a", "count_grew")


def test_a_smaller_one_is_another_incident(index):
    index.judge(article("a", FERRY.format(16, "tomorrow")))
    assert index.judge(article("b", FERRY.format(9, "tomorrow"), 5)).verdict == "new"


def test_another_day_behind_twenty_names_is_another_incident(index):
    index.judge(article("a", FERRY.format(9, "on Monday")))
    later = index.judge(article("b", FERRY.format(9, "on Thursday"), 30))
    assert (later.verdict, later.reasons[0]) == ("new", "day_differs")


def test_another_day_far_behind_is_another_incident(index):
    text = FERRY + " " + " ".join(f"Boat {name} came back with nothing but nets." for name in "abcdefghijklmnopqrstuv")
    text += " The search was called off on {} evening."
    index.judge(article("a", text.format(9, "tomorrow", "Monday")))
    assert index.judge(article("b", text.format(9, "tomorrow", "Thursday"), 30)).reasons[0] == "day_differs"


def test_a_figure_beside_a_passage_that_was_cut_out_is_the_same_figure(index):
    """What stands before the note is another figure now, which the whole text has elsewhere."""
    lines = (
        "Shr 34 cts vs 19 cts", "Net 812000 vs 2858000", "Revs 51.2 mln vs 47.9 mln", "Year", "Net 8.4 mln vs 7.1 mln",
        "Revs 190.2 mln vs 177.0 mln", "NOTE: Fourth quarter includes a charge of 1.1 mln dlrs from the closing of a",
        "foundry at Dunmere. Corvin said shipments improved late in the period and that it will not pay a dividend",
        "before the autumn, when its new works at Ashby are to open.",
    )  # fmt: skip
    index.judge(article("a", "\n".join(lines)))
    assert index.judge(article("b", "\n".join(lines[:3] + lines[6:]), 1)).verdict == "duplicate"


def test_two_articles_on_one_affair_are_no_copies_for_their_background(index):
    index.judge(article("a", TRIAL))
    assert index.judge(article("b", DIRECTOR, 3)).verdict != "duplicate"


def test_a_larger_toll_in_an_article_that_shares_a_town_is_no_next_version(index):
    index.judge(article("a", SAILOR))
    assert index.judge(article("b", GORGE, 26)).verdict == "new"


LAND = Place("Karland", "KL", None, 40.0, 20.0, "country")
DORN = Place("Dorn", "KL", None, 41.0, 21.0, "city")
AMBUSH = (
    "Gunmen have killed two soldiers in an attack on a checkpoint near {}, an army spokesman said. President Ivo Marsh "
    "has met the head of the Free League, Anton Reuss, four times since spring, and neither has given way. The truce "
    "that both had signed at the lake is in its third week, and aid workers say that little of what was promised has "
    "come, while schools and mills stand empty from the coast to the hills."
)
RAID = (
    "Troops have arrested nine men after an attack on a post office in {}, officials of the interior ministry told a "
    "news conference. It was not clear whether they belong to the Free League, whose leader Anton Reuss denied it in a "
    "broadcast. Ivo Marsh, the president, faces a vote of confidence next month; his party lost two by-elections this "
    "year, and farmers have parked tractors before parliament over the price of diesel."
)
TALK = (
    "Part {} of our series of eight: who was who in that winter. Ivo Marsh taught law at a night school, and Anton "
    "Reuss kept bees; the Free League was a club of hikers. " + "They were killed in no attack, whatever songs say. "
)


def told_at(name: str, text: str, hours: float, *places: Place) -> Tagged:
    tagged = article(name, text, hours)
    return Tagged(tagged.post, replace(tagged.report, places=places))


def test_the_cast_of_a_running_story_makes_no_two_attacks_one(index):
    for number in range(4):
        index.judge(told_at(f"t{number}", TALK.format(number) * 2, number / 9, LAND))
    index.judge(told_at("a", AMBUSH.format("the border"), 1, LAND))
    assert index.judge(told_at("b", RAID.format("a suburb"), 3, LAND)).verdict == "new"


def test_names_that_nobody_else_has_make_two_attacks_one(index):
    index.judge(told_at("a", AMBUSH.format("the border"), 1, LAND))
    later = index.judge(told_at("b", RAID.format("a suburb"), 3, LAND))
    assert (later.verdict, later.of, later.reasons[0]) == ("update", "n:a", "same_incident")


def test_the_same_kind_of_thing_at_the_same_place_is_one_whoever_is_named(index):
    for number in range(4):
        index.judge(told_at(f"t{number}", TALK.format(number) * 2, number / 9, LAND))
    index.judge(told_at("a", AMBUSH.format("Dorn"), 1, DORN, LAND))
    assert index.judge(told_at("b", RAID.format("Dorn"), 3, DORN, LAND)).of == "n:a"


def test_a_worker_that_is_brought_back_counts_names_as_before(index):
    before = [told_at(f"t{at}", TALK.format(at) * 2, at / 9, LAND) for at in range(4)]
    before.append(told_at("a", AMBUSH.format("the border"), 1, LAND))
    index.judge_many(before)
    again = Duplicates.restore(Params(max_bytes=1 << 20), index.snapshot())
    again.relearn(before)
    later = told_at("b", RAID.format("a suburb"), 3, LAND)
    assert again.judge(later) == index.judge(later)

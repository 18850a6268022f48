"""What a post asks for or fears, a toll or a bomb: what the ledger makes of it."""

import msgspec
import pytest

from alerts.ledger import contribution, occurrences
from alerts.signs import RAMMED
from streams.report import Trigger


def doubts(tell, excerpt, n=1100, **given):
    story = tell(0, ("DEATH",), excerpt=excerpt, counts=[("killed", n)], **given)
    part = contribution(story, occurrences(story)[0], 0.0, ("KG",))
    return [claim.doubt for claim in part.claims]


@pytest.mark.parametrize(
    ("excerpt", "given", "doubt"),
    [
        ("did u hear of the blast killing 1100????", {}, "asked"),
        ("did u hear of the blast killing 1,100?", {"speaker": "my cousin", "class_": "eyewitness"}, "asked"),
        ("Why? 1100 killed by a blast", {}, ""),
        ("did 12 die? I saw 2 killed", {"n": 2}, ""),
        ("1100 killed", {}, ""),
        ("1100 feared killed", {"hedged": True}, "asked"),
        ("8 feared killed", {"hedged": True, "n": 8}, "hedged"),
        ("1100 feared killed", {"hedged": True, "kind": "newswire"}, "hedged"),
        ("hearing 4 dead at the mall", {"n": 4}, "asked"),
        (
            "Claims of ten dead, we can NOT verify",
            {"n": 10, "hedged": True, "speaker": "we", "class_": "eyewitness"},
            "asked",
        ),
        ("heard gunshots, 4 dead at the mall", {"n": 4}, ""),
        ("a friend at the hospital says 4 dead", {"n": 4}, "asked"),
        ("hearing 4 dead at the mall", {"n": 4, "kind": "newswire"}, ""),
        ("How many? 1100, says the ministry?", {"hedged": True, "speaker": "ministry"}, ""),
    ],
)
def test_a_question_and_a_large_fear_in_nobody_s_name_are_asked(tell, excerpt, given, doubt):
    assert doubts(tell, excerpt, **given) == [doubt]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("bomb scare", []),
        ("Entschärfer", []),
        ("colis suspect", []),
        ("blast", [("EXPLOSION",)]),
        ("bomb", [("EXPLOSION",)]),
    ],
)
def test_a_bomb_that_was_feared_is_no_explosion(tell, words, told):
    story = tell(0, ("EXPLOSION",))
    (mention,) = story.report.mentions
    named = msgspec.structs.replace(mention, trigger=Trigger(words, 0, len(words)))
    story = msgspec.structs.replace(story, report=msgspec.structs.replace(story.report, mentions=(named,)))
    assert [one.types for one in occurrences(story)] == told


@pytest.mark.parametrize(("later", "told"), [(("past",), []), (("past", "asserted"), [("CLASH",)]), ((), [("CLASH",)])])
def test_what_only_a_headline_tells_as_of_now_is_past(tell, later, told):
    story = tell(0, ("CLASH",), kind="newswire", excerpt="A tribute to the victims of the attack")
    (mention,) = story.report.mentions
    body = [
        msgspec.structs.replace(mention, polarity=one, trigger=Trigger("attack", 60 + n, 66 + n))
        for n, one in enumerate(later)
    ]
    story = msgspec.structs.replace(story, report=msgspec.structs.replace(story.report, mentions=(mention, *body)))
    assert [one.types for one in occurrences(story)] == told


@pytest.mark.parametrize(
    ("words", "excerpt", "denied"),
    [
        ("coup attempt", "Seven dead in failed coup attempt", []),
        ("coup attempt", "Army denies rumours of a coup attempt", [("CLASH",)]),
        ("gunfire", "Gunfire failed to disturb anybody", [("CLASH",)]),
    ],
)
def test_a_coup_that_failed_denies_no_shots(tell, words, excerpt, denied):
    story = tell(0, ("CLASH",), polarity="negated", excerpt=excerpt)
    (mention,) = story.report.mentions
    named = msgspec.structs.replace(mention, trigger=Trigger(words, 0, len(words)))
    story = msgspec.structs.replace(story, report=msgspec.structs.replace(story.report, mentions=(named,)))
    assert [one.denied for one in occurrences(story)] == denied


@pytest.mark.parametrize(
    ("excerpt", "told"),
    [
        ("5 dead in the valley. That makes 41 this month", [5]),
        ("5 dead, 41 in all", [41, 5]),
    ],
)
def test_the_sum_of_a_month_beside_what_is_told_is_another_matter(tell, excerpt, told):
    story = tell(0, ("DEATH",), excerpt=excerpt, counts=[("killed", 41), ("killed", 5)])
    part = contribution(story, occurrences(story)[0], 0.0, ("KG",))
    found = [claim.count.min for claim in part.claims]
    assert found == told


def test_stun_grenades_are_no_explosion(tell):
    story = tell(0, ("FORCE", "EXPLOSION"))
    force, blast = story.report.mentions
    force = msgspec.structs.replace(force, trigger=Trigger("stun grenades", 4, 17))
    inside = msgspec.structs.replace(blast, trigger=Trigger("grenades", 9, 17))
    beside = msgspec.structs.replace(blast, trigger=Trigger("blast", 30, 35))

    def types(mentions):
        report = msgspec.structs.replace(story.report, mentions=mentions)
        return occurrences(msgspec.structs.replace(story, report=report))[0].types

    assert (types((force, inside)), types((force, beside))) == (("FORCE",), ("FORCE", "EXPLOSION"))


@pytest.mark.parametrize(
    ("kinds", "trigger", "excerpt", "word"),
    [
        (("DISASTER",), "overturned", "Four bodies found after a canoe overturned", "overturned boat"),
        (("DISASTER",), "overturned", "Four hurt as a lorry overturned", "overturned"),
        (("DISASTER",), "flee", "Hundreds flee as the river bursts its banks", "flooding"),
        (("INJURY",), "", "Truck ploughs into crowd", RAMMED),
    ],
)
def test_what_a_text_names_goes_with_the_word_that_tells_of_it(tell, kinds, trigger, excerpt, word):
    story = tell(0, kinds, excerpt=excerpt, kind="newswire")
    hazards = tuple(msgspec.structs.replace(one, trigger=Trigger(trigger, 0, 4)) for one in story.report.hazards)
    story = msgspec.structs.replace(story, report=msgspec.structs.replace(story.report, hazards=hazards))
    part = contribution(story, occurrences(story)[0], 0.0, ("KG",))
    assert (word in part.words, "DISASTER" in part.types) == (True, True)

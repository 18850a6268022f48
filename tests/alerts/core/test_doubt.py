"""What a post asks for or fears, a toll or a bomb: what the ledger makes of it."""

import msgspec
import pytest

from alerts.ledger import contribution, occurrences
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

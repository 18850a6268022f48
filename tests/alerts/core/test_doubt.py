"""Figures that a post asks for or fears: what the ledger makes of them."""

import pytest

from alerts.ledger import contribution, occurrences


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
        ("1100 killed", {}, ""),
        ("1100 feared killed", {"hedged": True}, "asked"),
        ("8 feared killed", {"hedged": True, "n": 8}, "hedged"),
        ("1100 feared killed", {"hedged": True, "kind": "newswire"}, "hedged"),
        ("How many? 1100, says the ministry?", {"hedged": True, "speaker": "ministry"}, ""),
    ],
)
def test_a_question_and_a_large_fear_in_nobody_s_name_are_asked(tell, excerpt, given, doubt):
    assert doubts(tell, excerpt, **given) == [doubt]

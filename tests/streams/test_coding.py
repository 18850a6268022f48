"""The ACLED code of a short report."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post
from streams.coding import CODED_REPORTS, coded

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


def code(tagger, text, **fields):
    post = Post(id="note", source="observer", kind="newswire", text=text, published_at=AT, **fields)
    return coded(tagger.tag(post), post).acled


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Rebels ambushed an army patrol near the bridge; an exchange of fire lasted an hour.", "Battles"),
        ("A roadside bomb exploded under a minibus east of the town, killing four.", "Explosions/Remote violence"),
        ("Gunmen shot dead a village headman at his home at night.", "Violence against civilians"),
        ("Residents pelted each other with stones and burned three shops after a quarrel over water.", "Riots"),
        ("Some 200 teachers marched to the ministry, demanding back pay. No incident was reported.", "Protests"),
        ("The two governments signed a ceasefire agreement.", "Strategic developments"),
        ("Sappers defused a bomb that was found beside the rails.", "Strategic developments"),
    ],
)
def test_the_event_type_is_that_of_who_did_what_to_whom(tagger, text, event):
    assert code(tagger, text)[0] == event


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Herdsmen fell upon hamlets around Jos, hacking sleepers.", "Violence against civilians"),
        ("Naval infantry and tribesmen advanced on the ridge amid bursts of gunfire.", "Battles"),
        ("Constables recovered a suicide vest and eleven mortar shells in Hangu.", "Strategic developments"),
    ],
)
def test_the_words_of_a_note_together_tell_what_no_phrase_knows(tagger, text, event):
    assert code(tagger, text)[0] == event


@pytest.mark.parametrize(
    "text",
    [
        "A plane carrying the delegation arrived in Kigali.",
        "Barcelona won the final 3-1 after extra time.",
        "A landslide blocked the road between Kalimpong and Siliguri.",
    ],
)
def test_what_armed_men_and_crowds_have_no_part_in_has_no_code(tagger, text):
    assert code(tagger, text) is None


def test_an_arrest_is_one_also_when_it_is_for_a_bombing(tagger):
    assert code(tagger, "A suspected planner of the bombing was arrested in Lahore.")[1] == "Arrests"


def test_force_against_a_march_is_told_from_the_march(tagger):
    text = "Police fired tear gas at marchers who tried to reach the square and beat several with batons."
    assert code(tagger, text)[1] == "Excessive force against protesters"


def test_what_is_no_event_has_no_code_and_the_record_leaves_it_out(tagger):
    post = Post(id="quiet", source="x", kind="newswire", text="The council will meet on Tuesday.", published_at=AT)
    assert "acled" not in CODED_REPORTS.encode(coded(tagger.tag(post), post)).decode()
    assert code(tagger, "Rebels ambushed an army patrol.", deleted=True) is None

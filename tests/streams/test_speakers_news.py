"""Who speaks in the news of agencies: officials of the place, groups that own up, people introduced before."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


def spoken(tagger, text):
    report = tagger.tag(Post(id="s", source="test", kind="newswire", text=text, published_at=AT))
    told = (*report.mentions, *report.hazards)
    return {(one.source.name, one.source.class_) for one in told if one.source is not None}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Nine people drowned in a flood in Leeds, a local official said.", "local official", "official"),
        ("JNB claimed the attack in which two soldiers were killed in Kano.", "JNB", "party"),
        (
            "The group's spokesman Major Adil Bose said ten soldiers were killed in Kano.",
            "group's spokesman Major Adil Bose",
            "party",
        ),
        (
            "Two were killed in a blaze in Leeds, a spokeswoman for the hotel said.",
            "spokeswoman for the hotel",
            "party",
        ),
        ("Two were killed in a fire in Leeds, said Tim Moor, who sells newspapers.", "Tim Moor", "eyewitness"),
        ("Two were killed in Leeds, Tim Moor, who sells newspapers, said.", "Tim Moor", "eyewitness"),
        ("Two were hurt in Leeds, said Ana Moor, a crane operator who climbed down.", "Ana Moor", "eyewitness"),
    ],
)
def test_who_speaks_and_for_whom(tagger, text, name, kind):
    assert spoken(tagger, text) == {(name, kind)}


@pytest.mark.parametrize(
    "text",
    [
        "No group claimed responsibility for the blast in Kano in which two were killed.",
        '"Two were killed in Leeds," Moor said at a news conference.',
        "Two were killed in Leeds, a parent who asked not to be named told our reporter.",
    ],
)
def test_nobody_is_no_speaker_nor_are_those_who_hear_it(tagger, text):
    assert not {one for one in spoken(tagger, text) if one[1] in ("party", "media")}


def test_they_are_the_witnesses_of_the_sentence(tagger):
    text = "Police said a bomb exploded in Kano. Residents told this paper that they heard a loud explosion at noon."
    assert ("Residents", "eyewitness") in spoken(tagger, text)

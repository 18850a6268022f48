"""How a text is set changes nothing of what is read in it; triggers are shown as they stand in the text that came."""

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from connectors.post import Post, body
from streams.typography import tidy
from tests.tagging.lines import sentences

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
SENTENCES = sentences("figures", "placed", "spared", "voices")[::12]
SETTINGS: dict[str, Callable[[str], str]] = {
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "narrow spaces": lambda text: text.replace(" ", "\u202f"),
    "two spaces": lambda text: text.replace(" ", "  "),
    "tabs": lambda text: text.replace(" ", "\t"),
    "letters in two parts": lambda text: unicodedata.normalize("NFD", text),
    "unseen marks": lambda text: "\u200e" + text.replace(". ", ".\u200b ") + "\ufeff",
    "soft hyphens": lambda text: "".join(f"{one}\u00ad" if one in "aeiouоаи" else one for one in text),
    "entities": lambda text: text.replace("'", "&#39;").replace('"', "&quot;").replace("é", "&eacute;"),
}


def post(text, title=None):
    return Post(id="p", source="s", kind="newswire", title=title, text=text, published_at=AT)


def told(report):
    """What a report says, without where the trigger stands."""
    return report.relevant, [
        (one.type, one.polarity, one.hedged, one.place and one.place.name, one.source and one.source.class_, one.counts)
        for one in (*report.mentions, *report.hazards)
    ]


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_a_sentence_reads_the_same_however_it_is_set(tagger, setting):
    changed = [
        sentence
        for sentence in map(unicodedata.normalize, ["NFC"] * len(SENTENCES), SENTENCES)
        if told(tagger.tag(post(sentence))) != told(tagger.tag(post(setting(sentence))))
    ]
    assert changed == []


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_triggers_are_cut_out_of_the_text_that_came(tagger, setting):
    one = post(setting("Été : l'explosion a fait deux morts à Lyon. Cinq blessés."), setting("Explosion à Lyon"))
    report = tagger.tag(one)
    assert {"DEATH", "EXPLOSION", "INJURY"} <= {mention.type for mention in report.mentions}
    for mention in (*report.mentions, *report.hazards):
        trigger = mention.trigger
        assert body(one)[trigger.start : trigger.end] == trigger.text


def test_a_line_broken_to_fit_goes_on_and_a_line_of_its_own_does_not():
    wrapped = "Three people were killed in an explosion at a plant\nin the Turkish city of Konya, officials\nsaid."
    found = tidy(post(wrapped))
    assert found is not None
    assert found.post.text.count("\n") == 0
    assert tidy(post("Explosion at the market in Lagos, what we know\nPolice are there\n3 dead\nroads shut")) is None


def test_a_plain_text_is_left_as_it_is():
    assert tidy(post("Three people died in Köln.\n\nTwo are hurt & safe.", "Blast")) is None


@given(st.text(st.sampled_from("aé \u00a0\u00ad\u200be\u0301&amp;#39\n\t.B"), max_size=80), st.text(max_size=20))
@example("&amp;lt;", "\u200b")
@example("\u200b", "")
def test_every_letter_has_its_place_in_the_text_that_came(text, title):
    one = post(text, title or None)
    found = tidy(one)
    if found is None:
        return
    assert found.text == body(one)
    assert len(found.starts) == len(found.ends) == len(body(found.post))
    assert all(0 <= start < end <= len(found.text) for start, end in zip(found.starts, found.ends, strict=True))
    assert found.starts == sorted(found.starts)
    for at, letter in enumerate(body(found.post)):
        if letter.isalnum() and found.ends[at] - found.starts[at] == 1:
            assert found.text[found.starts[at]] == letter


def test_a_repost_reads_as_what_it_repeats_and_other_texts_keep_whom_they_pass_on(tagger):
    text = "In 2017 an explosion killed 36 people near Nakuru."
    passed = replace(post(f"RT @leedsnews: MT @anna_b: {text}"), repost_of="first")
    assert told(tagger.tag(passed)) == told(tagger.tag(post(text)))
    assert tidy(replace(passed, repost_of=None)) is None

"""Explanations show the text, the marks and the rule behind each."""

from datetime import UTC, datetime

from connectors.post import Post
from streams.explain import explain


def shown(tagger, text):
    at = datetime(2024, 5, 14, 12, 0, tzinfo=UTC)
    return explain(tagger, Post(id="p", source="s", kind="social", text=text, published_at=at))


def test_a_mark_names_the_event_and_the_rule(tagger):
    text = shown(tagger, "Three people were killed in a fire in Osh, police said.").plain
    assert "[killed | DEATH]" in text
    assert "strong: killed" in text
    assert "how many: killed 3" in text
    assert "who says so: police (official)" in text
    assert "where: Osh (KG" in text


def test_a_negation_names_the_word_that_negates(tagger):
    text = shown(tagger, "There were no deaths.").plain
    assert "[deaths | not DEATH]" in text
    assert "negated: no" in text


def test_a_figurative_use_names_the_phrase(tagger):
    text = shown(tagger, "Big fire sale").plain
    assert "figurative FIRE" in text
    assert "figurative: fire sale" in text


def test_an_irrelevant_post_says_why(tagger):
    assert "the gate" in shown(tagger, "The library opens at nine.").plain.lower()


def test_control_characters_cannot_steer_the_terminal(tagger):
    assert "\x1b" not in shown(tagger, "killed \x1b[2J\x07 three").plain


def test_colours_are_styles_and_not_needed_to_read(tagger):
    text = shown(tagger, "Three people were killed.")
    assert text.spans
    assert "killed" in text.plain

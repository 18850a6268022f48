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
    assert "read as negated: no\n" in text


def test_a_figurative_use_names_the_phrase(tagger):
    text = shown(tagger, "Big fire sale").plain
    assert "figurative FIRE" in text
    assert "figurative: fire sale" in text


def test_an_irrelevant_post_says_why(tagger):
    assert "the gate" in shown(tagger, "The library opens at nine.").plain.lower()


def test_a_rule_that_fits_twice_is_named_once(tagger):
    text = shown(tagger, "At least 12 people were killed when a gas explosion ripped through a block in Kazan.").plain
    [because] = [line.split("because ")[1] for line in text.splitlines() if "strong: killed" in line]
    assert len(set(because.split("; "))) == len(because.split("; "))


def test_no_text_and_a_deletion_say_so(tagger):
    at = datetime(2024, 5, 14, 12, 0, tzinfo=UTC)
    gone = Post(id="p\x1b[2J", source="s", kind="social", text="", published_at=at, deleted=True)
    text = explain(tagger, gone).plain
    assert "(no text)" in text
    assert "took the post back" in text
    assert "\x1b" not in text


def test_control_characters_cannot_steer_the_terminal(tagger):
    assert "\x1b" not in shown(tagger, "killed \x1b[2J\x07 three").plain


def test_colours_are_styles_and_not_needed_to_read(tagger):
    text = shown(tagger, "Three people were killed.")
    assert text.spans
    assert "killed" in text.plain

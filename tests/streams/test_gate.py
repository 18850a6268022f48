"""The gate: words of every day let a text pass only beside the rest of the trigger that they belong to."""

import pytest

from deploy.bench_path import posts


@pytest.mark.parametrize(
    "text",
    [
        "Police kicked down the door of a flat",
        "Two rival gangs met at the stadium",
        "#HighStreetFire",
        "They kicked. Door.",
    ],
)
def test_what_can_hold_a_trigger_passes(tagger, text):
    assert tagger.gate(text)


@pytest.mark.parametrize("text", ["The library opens its doors on Monday", "Two seats are left", "Nice weather"])
def test_a_single_word_of_every_day_does_not_pass(tagger, text):
    assert not tagger.gate(text)


def test_most_quiet_posts_end_at_the_gate(tagger):
    quiet = list(posts(200, relevant=0.0))
    assert sum(tagger.gate(post.text) for post in quiet) < len(quiet) / 2

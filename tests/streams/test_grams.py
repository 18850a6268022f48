"""Words and pairs of words of a short English post speak for or against an event."""

import pytest

from streams.words.grams import gramed, grams_of, weights_of


def test_words_and_pairs_are_counted_once_without_names_and_with_figures_alike():
    assert grams_of("we ran, we ran 12 miles to leeds station!", {"leeds"}) == [
        "we", "ran", "0", "miles", "to", "station", "!",
        "we ran", "ran we", "ran 0", "0 miles", "miles to", "station !",
    ]  # fmt: skip


def test_the_table_has_pairs_and_a_text_without_any_word_of_it_says_nothing():
    assert any(" " in gram for gram in weights_of())
    assert gramed("xyzzy plugh") == 0.0
    assert gramed("") == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "they are pushing us against the wall, somebody fell",
        "the water is in the school and the cars are floating past",
        "ferry is leaning over and they gave us jackets",
    ],
)
def test_what_words_and_pairs_tell_together_is_an_event(tag, text):
    assert tag(text).relevant


@pytest.mark.parametrize(
    "text",
    [
        "my hair is bleeding colour all over the towel, I'm done with this dye today",
        "got a flat tyre and my knees are killing me, great day",
        "good news finally, the sales collapse didn't kill the band",
    ],
)
def test_everyday_posts_in_the_same_words_are_none(tag, text):
    assert not tag(text).relevant

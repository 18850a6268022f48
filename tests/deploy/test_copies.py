"""How texts get about in a drill."""

from deploy.drills import copies
from deploy.drills.phrases import Dice, choices, fill, overlap

STORY = [
    "BISHKEK (Meridian) - Police fired tear gas on Monday. People ran from the square.",
    "The ministry said nobody had died.",
    "Leaders asked for calm.",
]


def test_the_same_name_throws_the_same_dice():
    def throws(name):
        dice = Dice(name)
        return [dice.between(0, 1), dice.pick("abc"), dice.shuffled("abcdef"), dice.chance(0.5)]

    assert throws("one") == throws("one")
    assert throws("one") != throws("another")


def test_shuffling_keeps_everything():
    assert sorted(Dice("x").shuffled("hello")) == sorted("hello")


def test_filling_leaves_no_notation_behind():
    text = fill("{a|b} <place> has <n> {cats|dogs|}", {"place": ["Osh"]}, Dice("x"))
    assert "Osh has" in text
    assert not set(text) & set("{}<>|")


def test_choices_counts_the_widest_choice():
    assert choices("{a|b} and {c|d|e}") == 3
    assert choices("nothing to choose") == 1


def test_a_syndicated_story_keeps_its_beginning():
    for seed in range(20):
        body = copies.syndicated(STORY, ["From agencies."], ["More to follow."], Dice(str(seed)))
        assert "Police fired tear gas on Monday" in " ".join(body[:2])


def test_boilerplate_surrounds_the_story_and_keeps_all_of_it():
    site = {"before": ["Sign up."], "after": ["Rights.", "Comment."]}
    wrapped = copies.boilerplate(STORY, site, Dice("x"))
    assert wrapped[0] == "Sign up."
    assert set(STORY) <= set(wrapped)


def test_spinning_replaces_whole_words_only_and_keeps_capitals():
    assert copies.spun("Fire near firewood", {"fire": ["blaze"]}, 1.0, Dice("x")) == "Blaze near firewood"


def test_spinning_does_not_spin_its_own_words_again():
    synonyms = {"protesters": ["demonstrators"], "demonstrators": ["protesters"]}
    assert copies.spun("protesters met demonstrators", synonyms, 1.0, Dice("x")) == "demonstrators met protesters"


def test_a_truncated_share_ends_in_its_address():
    text = copies.truncated("A long headline " * 20, "text", "via", "https://a.example/1", Dice("x"))
    assert text.endswith("\u2026 via https://a.example/1")
    assert len(text) < 180


def test_a_quote_holds_the_whole_text():
    assert "all of it" in copies.quoted("Oh.", "all of it", Dice("x"))
    assert "all of it" in copies.retyped("me", "all of it", Dice("x"))


def test_overlap_of_a_text_with_itself_is_whole_and_with_another_none():
    assert overlap("one two three four", "one two three four #tag") == (1.0, 1.0)
    assert overlap("one two three four", "five six seven eight") == (0.0, 0.0)

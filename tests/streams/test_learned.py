"""The learned table of types: what it adds to the triggers of the lexicon, and what it leaves alone."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post
from streams.explain import explain
from streams.text import fold, tokenise
from streams.words.learned import NAMES, STEP, TABLE, TYPES, Learned, letter, step

WORDS = Learned.load("en")


def words_of(text: str) -> list[str]:
    return tokenise(fold(text), 0, len(text)).words


def types(tagger, text: str) -> set[tuple[str, str]]:
    post = Post(id="one", source="test", kind="newswire", text=text, published_at=datetime(2024, 5, 14, tzinfo=UTC))
    return {(mention.type, mention.polarity) for mention in tagger.tag(post).mentions}


def test_the_table_is_small_and_gives_each_word_one_row():
    rows = [row.split("\t") for row in TABLE.read_text("utf-8").splitlines() if not row.startswith("#")]
    words = [word for signs, several in rows if signs for word in several.split(" ")]
    assert len(words) == len(set(words)) > 10_000
    assert {len(signs) for signs, _ in rows[1:]} == {len(TYPES)}
    assert TABLE.stat().st_size <= 400_000
    assert NAMES.exists()


def test_the_sums_of_all_types_at_once_are_those_of_each():
    weights = {"thrashed": [1.0, -2.0, 0.5, 0.0, 0.0, 3.0, 13.0, -13.0, 1.5, 0.0], "crowd": [STEP] * len(TYPES)}
    table = Learned(range(10), {word: "".join(letter(step(w)) for w in own) for word, own in weights.items()})
    odds = table.odds(["the", "crowd", "thrashed", "the", "crowd", "."])
    expected = [(one + STEP) / 4**0.5 + constant for constant, one in enumerate(weights["thrashed"])]
    assert odds == pytest.approx(expected)
    assert Learned((), {}).odds(["crowd"]) == []


@pytest.mark.parametrize(
    ("text", "kind", "polarity"),
    [
        ("Mounted constables charged at the picketing drivers near the depot.", "FORCE", "asserted"),
        ("Two rebel units clashed at a crossing north of the town with heavy machine guns.", "CLASH", "asserted"),
        ("A grenade fell in the yard, but neither the teacher nor his pupils were harmed.", "INJURY", "negated"),
        ("A dozen marchers had bruises on their backs.", "INJURY", "asserted"),
    ],
)
def test_a_sentence_tells_of_a_type_without_a_phrase_of_it(tagger, text, kind, polarity):
    assert (kind, polarity) in types(tagger, text)
    post = Post(id="one", source="test", kind="newswire", text=text, published_at=datetime(2024, 5, 14, tzinfo=UTC))
    assert f"learned: the words of the sentence tell of {kind}" in explain(tagger, post).plain


@pytest.mark.parametrize(
    "text",
    [
        "The top seed blew away her rival in 49 minutes.",
        "Beat the eggs, burn the sugar slightly and add cream.",
        "The takeover battle ended when the Dutch group raised its bid.",
        "The thriller about a bomb plot took the top prize at the festival.",
    ],
)
def test_other_matters_stay_left_out(tagger, text):
    assert all(polarity == "figurative" for _, polarity in types(tagger, text))


def test_a_sentence_that_names_nothing_of_a_type_is_not_weighed():
    quiet = words_of("The minister opened a school in the town on Monday.")
    assert WORDS.named(set(quiet)) == set()
    fight = words_of("Two rebel units clashed with heavy machine guns.")
    assert [kind for kind, *_ in WORDS.told(fight, WORDS.named(set(fight)))] == ["CLASH"]
    assert WORDS.told(fight, WORDS.named(set(fight)), {"CLASH"}) == []

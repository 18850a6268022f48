"""The learned table of words: what it says, and that it only moves what rules found."""

from datetime import UTC, datetime

import pytest

from connectors.post import Kind, Post
from streams.text import fold, pieces, vocabulary
from streams.words.leaning import NAMES, SIGNS, TABLES, Leaning, signs


def leaning(text: str, language: str = "en") -> float:
    return Leaning.load(language, "social").of(vocabulary(fold(text)))


def post(text: str, kind: Kind = "social") -> Post:
    return Post(id="one", source="test", kind=kind, text=text, published_at=datetime(2024, 5, 14, tzinfo=UTC))


@pytest.mark.parametrize("table", TABLES.values())
def test_a_table_gives_each_word_one_weight(table):
    rows = [row.split("\t") for row in table.read_text("utf-8").splitlines() if not row.startswith("#")]
    words = [word for _, row in rows for word in row.split(" ")]
    assert len(words) == len(set(words)) > 20_000
    assert all(abs(float(weight)) < 20 for weight, _ in rows if weight != NAMES)


def test_names_of_places_have_no_weight_in_posts_but_count_as_a_sign():
    table = Leaning.load("en", "social")
    places = {"jakarta", "lagos", "boston", "sydney", "mumbai", "manila", "oklahoma", "glasgow"}
    assert places.isdisjoint(table.heavy(-99.0))
    alike = {table.of_post(f"we are in {place.title()} today", {"we", "in", place, "today"}) for place in places}
    assert len(alike) == 1
    assert alike.pop() > table.of_post("we are in jakarta today", {"we", "in", "jakarta", "today"})


def test_words_of_scenes_lean_to_events_and_words_of_play_away_from_them():
    assert leaning("evacuated residents near the highway") > 1 > -1 > leaning("my favourite playlist for the gym lol")


@pytest.mark.parametrize(("text", "language"), [("", "en"), ("qwxz ёж 123", "en"), ("evacuated residents", "fr")])
def test_a_text_without_known_words_leans_nowhere(text, language):
    assert leaning(text, language) == 0.0


def test_the_sum_goes_by_the_root_of_the_number_of_known_words():
    table = Leaning({"": 0.5, "flood": 4.0, "town": 2.0})
    assert table.of(["flood", "unknown"]) == 4.5
    assert table.of(["flood", "town"]) == pytest.approx(0.5 + 6.0 / 2**0.5)


def test_what_a_post_looks_like_is_added_whatever_its_length():
    looks = set(signs('the "mill" GONE in Leeds! 3 km off Mill Rd #fire 🔥 my', {"my", "leeds"}, {"leeds"}))
    assert looks == SIGNS - {"SMALL"}
    assert signs("mill shut http://t.co/X #Leeds", {"mill", "shut"}) == ["TAGGED", "UNCAPPED", "SMALL"]
    assert signs("Mill shut", {"mill", "shut"}) == []
    table = Leaning({"": 0.5, "flood": 4.0, "PLACED": 1.5, "SELF": -2.0})
    assert table.of(["flood"], ["PLACED"]) == 6.0
    assert table.of(["placed", "flood"], []) == 4.5
    assert table.heavy(3.0) == {"flood": 4.0}


def test_all_words_together_tell_an_event_without_a_trigger(tagger):
    told = "Hillside above the bypass moved again, two lorries on their side, crews walking drivers down to the church"
    report = tagger.tag(post(told))
    assert report.relevant
    assert not report.mentions
    assert not report.hazards  # no detector counts it
    assert not tagger.tag(post(told, "newswire")).relevant


@pytest.mark.parametrize(
    "text",
    [
        "The bakery on Station Road makes a loaf with walnuts on Fridays",
        "Choir of the valley sings in the square at noon, bring the neighbours",
        """The new library in Lyon opens its doors on Monday with 50 seats, a small garden on the top floor and a
        children's corner that looks north. window window market garden""",
    ],
)
def test_quiet_news_of_a_town_is_no_event(tagger, text):
    assert not tagger.tag(post(text)).relevant


def test_a_faint_trigger_counts_only_beside_words_that_lean_to_events(tagger):
    assert tagger.tag(post("Hail has wrecked every greenhouse near the village, road blocked")).relevant
    assert not tagger.tag(post("he wrecked my mood and my new shoes lol")).relevant
    assert not tagger.tag(post("Hail, wrecked.", "newswire")).relevant


def test_an_anniversary_stays_one_though_words_of_remembrance_lean_away(tagger):
    report = tagger.tag(post("The 1988 explosion is remembered every July with a minute of silence."))
    assert {mention.polarity for mention in report.mentions} == {"past"}


@pytest.mark.parametrize(
    "text",
    [
        "Text FLOOD to 80088 to help the victims of the flooding in Sindh",
        "Calgary Stampede grounds under three feet of water after the river burst its banks",
        "Power out across Mission, river still rising, phones nearly dead",
    ],
)
def test_relief_names_and_phones_are_no_victims(tagger, text):
    report = tagger.tag(post(text))
    assert report.relevant
    assert not {mention.type for mention in report.mentions} & {"INJURY", "DEATH"}


def test_a_picture_settles_a_trigger_also_beside_words_that_lean_to_events(tagger):
    assert not tagger.tag(post("Volcano sushi roll $9.95 today only at Kimi's on Broadway!")).relevant
    assert tagger.tag(post("Volcano above Rabaul throwing ash over the town, people leaving")).relevant


@pytest.mark.parametrize(
    "text", ["door 7pm _floods", "fire—smoke at the floods’ edge", "I said Floods, floods! 3rd café"]
)
def test_a_bound_by_pieces_is_never_below_the_leaning(text):
    table, folded = Leaning.load("en", "social"), fold(text)
    parted = set(pieces(folded))
    leaning = table.of_post(text, vocabulary(folded, parted))
    assert table.bound(text, sum(map(table.told, parted))) >= leaning > table.bound(text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "5 killed in horror smash",
        "5 dead in Magdeburg Christmas market attack",
        "Five dead in Magdeburg Christmas market attack",
    ],
)
def test_the_dead_who_are_counted_are_no_picture_whatever_the_other_words(tagger, text):
    (mention,) = tagger.tag(post(text)).mentions
    assert (mention.type, mention.polarity) == ("DEATH", "asserted")


def test_a_number_before_a_picture_counts_nobody(tagger):
    assert not tagger.tag(post("Chapter 5 killed me")).relevant


def test_firefighters_who_die_are_dead_and_their_fire_burns(tagger):
    found = tagger.tag(post("Three firefighters die battling wildfire in Evia"))
    assert {one.type for one in found.mentions} == {"DEATH", "FIRE"}

"""The drill "the Bishkek night": made the same each time, labelled completely, and what it says it is."""

import itertools
from collections import Counter
from datetime import timedelta

import pytest

from connectors.post import POSTS, body
from deploy.drills import bishkek
from deploy.drills.drill import TRUTHS, claimed, first_reports
from deploy.drills.phrases import overlap
from deploy.drills.script import END, MOST_ALIKE, START, Script

TWICE = {"edit", "deletion"}


@pytest.fixture(scope="module")
def posts():
    return list(bishkek.load())


@pytest.fixture(scope="module")
def truth():
    return bishkek.truth()


@pytest.fixture(scope="module")
def drafts_again():
    return bishkek.generate()


def firsts(posts):
    """Each id once, as it was first posted."""
    seen = {}
    for post in posts:
        seen.setdefault(post.id, post)
    return list(seen.values())


def test_generator_reproduces_the_committed_files_byte_for_byte(drafts_again):
    posts, rows = drafts_again
    assert b"".join(POSTS.encode(post) + b"\n" for post in posts) == bishkek.POSTS_PATH.read_bytes()
    assert b"".join(TRUTHS.encode(row) + b"\n" for row in rows) == bishkek.TRUTH_PATH.read_bytes()


def test_committed_posts_stay_small():
    assert bishkek.POSTS_PATH.stat().st_size < 2_000_000


def test_size_is_that_of_an_evening(posts):
    assert 1_500 <= len(posts) <= 3_000


def test_every_post_has_its_truth_and_every_truth_its_post(posts, truth):
    assert {post.id for post in posts} == set(truth)


def test_posts_come_in_time_order_within_the_drill(posts):
    times = [post.published_at for post in posts]
    assert times == sorted(times)
    assert times[0] >= START
    assert times[-1] <= END


def test_an_id_comes_again_only_when_its_post_is_taken_back_or_mended(posts, truth):
    counts = Counter(post.id for post in posts)
    again = {post_id for post_id, count in counts.items() if count > 1}
    assert again == {row.id for row in truth.values() if row.taken_back or row.edited}
    assert {post.id for post in posts if post.deleted} == {row.id for row in truth.values() if row.taken_back}
    assert all(count <= 2 for count in counts.values())


def test_every_source_says_that_it_is_a_drill(posts):
    assert all(post.source.startswith(bishkek.SOURCE_PREFIX) for post in posts)
    assert all(post.source.split("/")[0].endswith(".example") for post in posts)
    assert all(post.url is None or ".example/" in post.url for post in posts)


def test_copies_name_an_earlier_original(posts, truth):
    at = {post.id: post.published_at for post in firsts(posts)}
    rows = [row for row in truth.values() if row.label == "copy"]
    assert all(row.copy_of in truth and row.how is not None for row in rows)
    assert all(at[row.copy_of] <= at[row.id] for row in rows)
    assert all(truth[row.copy_of].label != "copy" for row in rows)


def test_every_way_of_copying_is_there(truth):
    ways = Counter(row.how for row in truth.values() if row.how)
    assert set(ways) == {"repost", "retyped", "quoted", "truncated", "syndicated", "boilerplate", "spun"}
    assert min(ways.values()) >= 10


def test_a_repost_repeats_its_original_word_for_word(posts, truth):
    text = {post.id: post.text for post in firsts(posts)}
    reposts = [post for post in firsts(posts) if post.repost_of]
    assert len(reposts) == sum(row.how == "repost" for row in truth.values())
    assert all(post.text == text[post.repost_of] for post in reposts)


def test_no_two_independent_posts_have_the_same_text(posts, truth):
    texts = Counter(body(post) for post in firsts(posts) if truth[post.id].label != "copy")
    assert [text for text, count in texts.items() if count > 1] == []


def test_witnesses_share_few_words_with_each_other(posts, truth):
    seen = [
        post.text
        for post in firsts(posts)
        if post.kind == "social" and truth[post.id].label in ("independent", "rumour")
    ]
    slack = 0.12  # hashtags aside, careless typing changes a word or two after the texts were compared
    for one, other in itertools.combinations(seen, 2):
        jaccard, shared = overlap(one, other)
        assert jaccard <= MOST_ALIKE[0] + slack, (one, other)
        assert shared <= MOST_ALIKE[1] + slack, (one, other)


def test_most_changed_copies_escape_a_jaccard_of_four_fifths(posts, truth):
    text = {post.id: body(post) for post in firsts(posts)}
    changed = [row for row in truth.values() if row.how in ("syndicated", "boilerplate", "spun", "truncated")]
    alike = sum(overlap(text[row.id], text[row.copy_of])[0] >= 0.8 for row in changed)
    assert alike < len(changed) / 3


def test_three_languages_report_the_night(posts, truth):
    def language(text):
        if any(letter in text.lower() for letter in "өүң"):
            return "ky"
        return "ru" if any("а" <= letter <= "я" for letter in text.lower()) else "en"

    night = [
        post for post in firsts(posts)
        if truth[post.id].incident == "bishkek-night" and truth[post.id].label == "independent"
    ]  # fmt: skip
    assert min(Counter(language(post.text) for post in night)[lang] for lang in ("en", "ru", "ky")) >= 40


def test_many_different_people_see_the_night(posts, truth):
    authors = Counter(
        post.author
        for post in firsts(posts)
        if truth[post.id].incident == "bishkek-night" and truth[post.id].label == "independent" and post.author
    )
    assert len(authors) >= 120
    assert max(authors.values()) <= 8


def test_the_flood_is_one_author_in_half_an_hour(posts, truth):
    flood = [post for post in posts if truth[post.id].label == "flood"]
    assert len(flood) == 500
    assert len({post.author for post in flood}) == 1
    assert flood[-1].published_at - flood[0].published_at <= timedelta(minutes=30)


def test_the_night_begins_at_ten_past_eight_in_bishkek(posts, truth):
    first = first_reports(posts, truth)
    assert first["bishkek-night"].strftime("%H:%M") in ("14:09", "14:10", "14:11")
    assert first["osh-fire"] < first["bishkek-night"]


def test_stock_has_at_least_150_hand_written_sentences_of_witnesses():
    script = Script.read(bishkek.FOLDER)
    lines = [line for stock in script.witness.values() for phase in stock["phases"].values() for line in phase]
    assert len(lines) == len(set(lines)) >= 150


def test_every_incident_that_must_be_found_is_reported(posts, truth):
    first = first_reports(posts, truth)
    assert {expected.incident for expected in bishkek.EXPECTED if expected.incident} <= set(first)


def test_every_alert_is_the_business_of_some_expectation(alert):
    assert claimed(bishkek.EXPECTED, alert(where={"lat": -33.9, "lon": 18.4, "country": "ZA"})) is bishkek.EXPECTED[-1]
    assert claimed(bishkek.EXPECTED, alert(where={"lat": 42.49, "lon": 78.39})).name.startswith("Karakol")

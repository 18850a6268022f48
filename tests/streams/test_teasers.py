"""Pointers to other stories amid a report are not read, and every offset stays."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.post import Post
from streams.teasers import OPENERS, without_teasers

BLAST = "An explosion at a plant in Konya killed three workers on Friday, officials said."
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pointer", "more"),
    [
        ("Read more: Ten killed in bus crash in Bolivia", ""),
        ("READ MORE: Ten killed in bus crash in Bolivia.", " The governor visited the site."),
        ("\n\nAlso Read | Ten killed in bus crash in Bolivia", "\nThe governor visited the site."),
        ("\n[RELATED: Ten killed in bus crash in Bolivia]", "\nThe governor visited the site."),
        ("\nMore on this story\nTen killed in bus crash in Bolivia\nTwo shot in Lagos market\n\n", "It is closed."),
        ("\nRelated:\nTen killed in bus crash in Bolivia", ""),
        ("\nЧитайте также: Десять человек погибли в Боливии", ""),
        ("\nLea también: Diez muertos en Bolivia", "\nSigue cerrada la planta."),
        ("\nİlgili Haber: Bolivya'da 10 kişi öldü", ""),
        ("\nاقرأ أيضا: مقتل عشرة في بوليفيا", ""),
    ],
)
def test_a_pointer_is_blank_and_what_stands_around_it_stays(pointer, more):
    text = f"{BLAST} {pointer}{more}"
    read = without_teasers(text)
    assert len(read) == len(text)
    assert read.startswith(BLAST)
    assert read.endswith(more)
    assert "Bol" not in read
    assert "بوليفيا" not in read
    assert "Боливии" not in read


@pytest.mark.parametrize(
    "text",
    [
        "Read more: Ten killed in bus crash in Bolivia",
        f"{BLAST} The governor said more: three are missing.",
        f"{BLAST} Two are hurt, one more\n\nThree were pulled out.",
        f"{BLAST}\nThe toll: three dead and nine hurt.",
        f"{BLAST}\nWhat we know so far: the hall is gone.",
        f"{BLAST}\n\nMore\n\nThree more bodies were found at night, said the governor.",
    ],
)
def test_what_tells_of_the_event_itself_is_read(text):
    read = without_teasers(text)
    assert [word for word in text.split() if word != "More"] == [word for word in read.split() if word != "More"]


def test_a_report_counts_nobody_of_another_story(tagger):
    text = f"{BLAST} Read more: Ten killed in bus crash in Bolivia"
    report = tagger.tag(Post(id="p", source="s", kind="newswire", title="Blast in Konya", text=text, published_at=AT))
    assert {(count.role, count.max) for one in report.mentions for count in one.counts} == {("killed", 3)}
    assert {place.country for place in report.places} == {"TR"}


def test_a_post_that_points_to_its_own_story_tells_it(tagger):
    report = tagger.tag(
        Post(
            id="p", source="s", kind="social", text="Breaking. Read more: Ten killed in blast in Konya", published_at=AT
        )
    )
    assert any(one.type == "DEATH" for one in report.mentions)


@given(st.text(st.sampled_from("read more: |\n.a>«Читайте также"), max_size=200))
def test_any_text_keeps_its_length_and_lines(text):
    read = without_teasers(text)
    assert len(read) == len(text)
    assert [at for at, one in enumerate(read) if one == "\n"] == [at for at, one in enumerate(text) if one == "\n"]


def test_openers_are_small_and_bare():
    assert all(one == one.lower().strip(" :|") and len(one) > 2 for one in OPENERS)


@pytest.mark.parametrize("end", ["", ".", "…", "\nThe road is shut."])
def test_a_headline_that_the_body_says_again_counts_nobody_twice(tagger, end):
    headline = "Унаслідок атаки на Херсон 13 людей загинули, ще 5 поранені"
    report = tagger.tag(Post(id="p", source="s", kind="newswire", title=headline, text=headline + end, published_at=AT))
    assert {(count.role, count.max) for one in report.mentions for count in one.counts} == {
        ("killed", 13),
        ("injured", 5),
    }


def test_a_body_that_goes_on_with_its_headline_is_read_whole():
    headline = "Two killed in Leeds crash"
    text = f"{headline}\n\n{headline} on the ring road, police said."
    assert without_teasers(text, len(headline)) == text

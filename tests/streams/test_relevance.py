"""What a stream leaves unread in posts that go no further, and that it loses none for that."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post
from streams.tagging import Tagger

AT = datetime(2020, 10, 5, 12, 0, tzinfo=UTC)
FIGURATIVE = "Everybody in Bishkek is on fire tonight, this mixtape is fire"
LONG = "The band from Osh set the stage on fire in Bishkek, said the paper. " * 8
PAST = "Today we remember the victims of the 1988 earthquake in Spitak"


def post(text: str, **fields: object) -> Post:
    return Post(id="p", source="test", kind="social", text=text, published_at=AT, **fields)


@pytest.fixture(scope="module")
def stream() -> Tagger:
    return Tagger.load(everywhere=False)


@pytest.mark.parametrize("text", [FIGURATIVE, LONG, PAST])
def test_a_stream_reads_no_more_of_a_post_than_that_it_is_irrelevant(tagger, stream, text):
    full, report = tagger.tag(post(text)), stream.tag(post(text))
    assert full.places
    assert not full.relevant
    assert (report.relevant, report.lang) == (False, full.lang)
    assert not report.places
    assert not report.mentions


@pytest.mark.parametrize("text", [FIGURATIVE, LONG, PAST])
def test_an_edit_is_read_in_full_also_where_its_text_was_seen_before(tagger, stream, text):
    stream.tag(post(text))
    assert stream.tag(post(text, edited=True)) == tagger.tag(post(text, edited=True))


@pytest.mark.parametrize(
    "text",
    [
        "blaze in Leeds rn",
        "march in Leeds rn",
        "bomb at a bar in Leeds",
        "No deaths in the Bishkek fire",
        "Protest in Naryn tomorrow",
        "дым над домом в Бишкеке, сирены",
        "explosion near Karakol?",
        "In 1988 an earthquake killed 25,000 in Spitak",
    ],
)
def test_what_a_place_or_a_scene_may_still_speak_for_is_read_in_full(tagger, stream, text):
    full = tagger.tag(post(text))
    assert full.relevant
    assert stream.tag(post(text)) == full

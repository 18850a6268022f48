"""Words of news in English and Arabic that were read as others, or not at all."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


def read(tagger, text):
    return tagger.tag(Post(id="w", source="test", kind="newswire", text=text, published_at=AT))


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("A man was arrested in Leeds on suspicion of attempted murder.", {"ARREST"}),
        ("Two men were wounded at a demonstration held on 28 April in Leeds.", {"INJURY", "PROTEST"}),
        ("A fire broke out in Leeds, as five did between March and June.", {"FIRE"}),
        ("Eight passengers were still undergoing treatment in Leeds after the bus crash.", {"INJURY"}),
        ("Two of our activists got nicked outside the Town Hall in Leeds.", {"ARREST"}),
        ("Tens of thousands on the streets of Leeds against the pension cuts.", {"PROTEST"}),
        ("Twenty activists walked out of a prison in Leeds on Monday.", {"FREED"}),
        ("One man was carried out by medics in Leeds.", {"INJURY"}),
        ("وفاتان في حادث سير في عمان", {"DEATH"}),
    ],
)
def test_types_of_news_words(tagger, text, types):
    assert {one.type for one in read(tagger, text).mentions if one.polarity == "asserted"} == types


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("إصابتان بالاختناق في نابلس", ("injured", 2)),
        ("وفاتان في حادث سير في عمان", ("killed", 2)),
        ("Eight passengers were still undergoing treatment in Leeds after the bus crash.", ("injured", 8)),
    ],
)
def test_figures_of_news_words(tagger, text, figure):
    assert {(one.role, one.min) for mention in read(tagger, text).mentions for one in mention.counts} == {figure}


def test_whom_somebody_tells_it_does_not_speak(tagger):
    text = 'Three men died in a fire in Leeds. "People lose faith," Banda told journalists.'
    assert all(one.source is None for one in read(tagger, text).mentions)


def test_floods_are_not_the_capital_that_is_written_like_them(tagger):
    assert [place.name for place in read(tagger, "السيول جرفت سيارة في بنغازي ووفاة شخصين").places] == ["Benghazi"]

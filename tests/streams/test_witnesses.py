"""Witnesses whom an article quotes in sentences that name no event: `streams.witnesses`."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)
NEWS = "Nine people were killed when a fire swept through a hotel in Leeds on Monday, the fire service said.\n\n"
AROUND = "\n\nThe hotel stands on a quiet street near the market and had been painted in spring. " * 15


def classes(tagger, quote, around=AROUND):
    text = NEWS + quote + around
    report = tagger.tag(Post(id="w", source="test", kind="newswire", text=text, published_at=AT))
    at = range(len(NEWS), len(NEWS) + len(quote))
    return {
        (one.type, one.source and one.source.name, one.source and one.source.class_)
        for one in (*report.mentions, *report.hazards)
        if one.trigger.start in at
    }


@pytest.mark.parametrize(
    ("name", "quote"),
    [
        ("I", '"I crawled to the kitchen and some lady pushed me in the freezer," she said.'),
        ("Rosa Elvira Quimi", '"They put up a list and took it down," said Rosa Elvira Quimi, whose son is a porter.'),
        ("Peter Wamboga", '"It was like big stones coming," said Peter Wamboga, a boda boda rider.'),
        ("Kaylee Dorn", "Kaylee Dorn, who works at a pretzel stand, said she hid in a refrigerator."),
    ],
)
def test_who_was_there_is_quoted_for_the_event_told_before(tagger, name, quote):
    assert classes(tagger, quote) == {("FIRE", name, "eyewitness")}


@pytest.mark.parametrize(
    "quote",
    [
        '"We have told these people many times," said Moses Okwir, the state minister of works.',
        '"It was a good season," said Anna Bell, a spokeswoman for the hotel.',
        "He said he had been to town.",
    ],
)
def test_who_speaks_for_others_is_no_witness(tagger, quote):
    assert not {one for one in classes(tagger, quote) if one[2] == "eyewitness"}


@pytest.mark.parametrize(
    ("name", "quote"),
    [
        ("Rosa Quimi", 'At the corner Rosa Quimi held a wet towel. "They took my stall away. It is gone," she said.'),
        ("A woman", 'A woman who came with three children sat down. "I told them not to look," she told a radio.'),
    ],
)
def test_who_was_introduced_before_is_quoted_as_a_witness(tagger, name, quote):
    assert classes(tagger, quote) == {("FIRE", name, "eyewitness")}


@pytest.mark.parametrize(
    "quote",
    [
        'Moses Okwir is the minister of works. "We told my people many times," he said.',
        'Rosa Quimi held a wet towel. "The stalls are gone," she said.',
    ],
)
def test_who_speaks_for_others_or_not_of_himself_is_none(tagger, quote):
    assert not {one for one in classes(tagger, quote) if one[2] == "eyewitness"}


def test_a_short_text_is_not_searched(tagger):
    assert classes(tagger, '"I crawled to the kitchen," she said.', "") == set()

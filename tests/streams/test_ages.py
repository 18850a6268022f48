"""Persons whom only their age tells of, and ages that count nobody."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


def figures(tagger, text):
    report = tagger.tag(Post(id="a", source="test", kind="newswire", text=text, published_at=AT))
    return {(one.role, one.min) for mention in report.mentions for one in mention.counts}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Feuer in Kiel: 61-Jähriger stirbt in der Klinik.", {("killed", 1)}),
        ("Bei einem Brand in Kiel ist am Montag ein 61 Jahre alter Mann gestorben.", {("killed", 1)}),
        ("Eine 19-Jährige und ein 23-Jähriger wurden bei der Schlägerei in Kiel verletzt.", {("injured", 2)}),
        ("Konya'da çıkan kavgada 34 yaşındaki Murat K. bıçakla yaralandı.", {("injured", 1)}),
        ("Konya'da yangında evde kalan Hatice Demir (76) hayatını kaybetti.", {("killed", 1)}),
        ("Konya'da sürücü tutuklandı.", {("arrested", 1)}),
        ("A woman in her 60s was stabbed in Leeds on Monday.", {("injured", 1)}),
    ],
)
def test_who_is_told_by_age_or_calling_counts_one(tagger, text, told):
    assert figures(tagger, text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Nach dem Brand in Kiel war die Polizei nicht in der Lage, alle Opfer zu zählen. Zu Boden ging niemand.",
        "Bei einer Demo in Kiel setzte die Polizei Pfefferspray ein.",
    ],
)
def test_german_nouns_are_no_towns(tagger, text):
    report = tagger.tag(Post(id="a", source="test", kind="newswire", text=text, published_at=AT))
    assert {place.name for place in report.places} == {"Kiel"}

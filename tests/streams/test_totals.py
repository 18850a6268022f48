"""Figures of a year or a war beside those of the news: `streams.clauses.background`."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


def killed(tagger, text):
    report = tagger.tag(Post(id="t", source="test", kind="newswire", text=text, published_at=AT))
    return {
        one.min
        for mention in report.mentions
        if mention.polarity == "asserted"
        for one in mention.counts
        if one.role == "killed"
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A mine killed four farmers near Mosul. That raises the number killed by mines this year to 52.", {4}),
        (
            "A bus fell into a ravine near Mosul, killing 8. Some 900 people have died on the road so far this year.",
            {8},
        ),
        ("Shells killed three in Mosul. In 2014 rebels attacked the city. They have killed over 90,000 people.", {3}),
        (
            "Shells killed three in Mosul. In 2014 rebels attacked the city. About 400 people have been killed since.",
            {3},
        ),
        ("Explosion in Kiel: drei Tote. Seit Jahresbeginn starben dort 14 Menschen bei Explosionen.", {3}),
        ("Konya'da yangın: 2 ölü. Yılbaşından bu yana yangınlarda 31 kişi öldü.", {2}),
        ("قتل ثلاثة اشخاص بانفجار لغم في الموصل. وقتل منذ بداية العام 25 شخصا بالالغام.", {3}),
        ("Shells killed three in Mosul. It has killed sleep, too.", {3}),
    ],
)
def test_the_dead_of_a_year_or_a_war_are_not_those_of_the_news(tagger, text, told):
    assert killed(tagger, text) == told

"""What a report tells beside its own news: others' cases, tolls of a year, who was jailed in spring."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def read(tagger, text, title=None):
    return tagger.tag(Post(id="p", source="s", kind="newswire", title=title, text=text, published_at=AT))


@pytest.mark.parametrize(
    "aside",
    [
        "It comes two weeks after 11 miners were killed in Zonguldak.",
        "In a similar accident in India last week, 17 people died.",
        "The union says seven of its members have died at work this year.",
        "Last month 30 people were killed in the same valley.",
    ],
)
def test_deaths_elsewhere_are_past_where_the_news_has_none(tagger, aside):
    news = "An explosion at a plant in Konya injured five people on Friday. There were no deaths, the governor said."
    report = read(tagger, f"{news} {aside}")
    assert {one.polarity for one in report.mentions if one.type == "DEATH"} == {"negated", "past"}


def test_who_was_jailed_in_spring_makes_no_court_report_of_the_clashes_before(tagger):
    text = (
        "Police fired tear gas at protesters who threw stones in the Tunisian city of Sfax on Thursday and arrested 24 "
        "people, the interior ministry said. Six officers were injured. Two journalists were jailed in May for "
        "reporting on the strike."
    )
    report = read(tagger, text, "Clashes at protest in Sfax, 24 arrested")
    assert {"CLASH", "PROTEST", "ARREST", "INJURY"} <= {
        one.type for one in report.mentions if one.polarity == "asserted"
    }
    assert "past" in {one.polarity for one in report.mentions if one.trigger.text.endswith("jailed")}

"""Asides of agency news that have the words of an event, and what is counted there that is no person."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


def read(tagger, text):
    return tagger.tag(Post(id="a", source="test", kind="newswire", text=text, published_at=AT))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Two firemen were treated for minor burns and released after a fire in Leeds.", "FREED"),
        ("The names of the two dead were not released after the fire in Leeds.", "FREED"),
        ("A fire at a mill in Karachi was declared as third degree.", "INJURY"),
        ("Someone was banging on all the doors when the fire began in Leeds.", "PROTEST"),
        (
            "Police fired tear gas in Kisumu on Monday. The town was the scene of some of the deadliest marches.",
            "DEATH",
        ),
    ],
)
def test_asides_tell_of_no_event_of_their_own(tagger, text, kind):
    assert kind not in {one.type for one in read(tagger, text).mentions if one.polarity in ("asserted", "negated")}


def test_households_are_no_persons(tagger):
    counts = {
        (count.role, count.min)
        for one in read(tagger, "Floods in Leeds displaced 3,412 households and killed nine.").mentions
        for count in one.counts
    }
    assert counts == {("killed", 9)}

"""Where twelve languages say that something happened: towns in every case, districts, adjectives, hospitals."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post

SENTENCES = Path(__file__).parents[1] / "data" / "tagging" / "placed.tsv"
LINES = [line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines() if not line.startswith("#")]
AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(("place", "kind", "text"), LINES)
def test_an_event_is_where_the_sentence_says(tagger, place, kind, text):
    report = tagger.tag(Post(id="placed", source="test", kind=kind, text=text, published_at=AT))
    told = Counter(
        f"{one.place.name}|{one.place.country}"
        for one in (*report.mentions, *report.hazards)
        if one.polarity == "asserted" and one.place is not None
    )
    assert max(told, key=lambda name: told[name], default="-") == place


@pytest.mark.parametrize(
    "text",
    [
        "Das Kieler Landgericht sprach einen Mann frei, nachdem drei Menschen bei einem Brand starben.",
        "La policía capitalina detuvo a tres manifestantes.",
    ],
)
def test_a_court_and_any_capital_name_no_town(tagger, text):
    report = tagger.tag(Post(id="p", source="s", kind="newswire", text=text, published_at=AT))
    assert not [place.name for place in report.places]

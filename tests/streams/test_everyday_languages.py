"""Days on which nothing happens, in many languages: no event is told in their sentences, nor in posts with them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post

EVERYDAY = Path(__file__).parents[1] / "data" / "tagging" / "everyday_languages.tsv"


def sentences():
    lines = EVERYDAY.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("kind", ["newswire", "social"])
@pytest.mark.parametrize(("language", "text"), sentences())
def test_a_plain_day_tells_no_event(tagger, language, text, kind):
    at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    report = tagger.tag(Post(id="p", source="s", kind=kind, text=text, published_at=at))
    assert [(m.type, m.trigger.text) for m in report.mentions if m.polarity == "asserted"] == []
    assert [one.trigger.text for one in report.hazards] == []

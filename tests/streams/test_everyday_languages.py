"""Days on which nothing happens, in many languages: no event is told in their sentences, nor in posts with them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post

EVERYDAY = Path(__file__).parents[1] / "data" / "tagging" / "everyday_languages.tsv"
AT = datetime(2026, 11, 20, 10, tzinfo=UTC)


def sentences():
    """Language -> its sentences; one test for each, not one for each of many hundred lines."""
    lines = EVERYDAY.read_text("utf-8").splitlines()
    found = {}
    for language, text in (line.split("\t") for line in lines if not line.startswith("#")):
        found.setdefault(language, []).append(text)
    return found


@pytest.mark.parametrize("kind", ["newswire", "social"])
@pytest.mark.parametrize(("language", "texts"), sentences().items())
def test_a_plain_day_tells_no_event(tagger, language, texts, kind):
    assert len(texts) >= 30, language
    posts = [Post(id=str(at), source="s", kind=kind, text=text, published_at=AT) for at, text in enumerate(texts)]
    faults = [
        (text, mention.type, mention.trigger.text)
        for text, report in zip(texts, tagger.tag_many(posts), strict=True)
        for mention in (*report.hazards, *(one for one in report.mentions if one.polarity == "asserted"))
    ]
    assert not faults

"""How the news of twelve countries denies that something happened, and what it tells beside."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post

SENTENCES = Path(__file__).parents[1] / "data" / "tagging" / "spared.tsv"
LINES = [line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines() if not line.startswith("#")]
AT = datetime(2024, 5, 14, 12, tzinfo=UTC)
ROLES = {"INJURY": "injured", "DEATH": "killed", "ARREST": "arrested"}


def told(tagger, text):
    return tagger.tag(Post(id="spared", source="test", kind="newswire", text=text, published_at=AT)).mentions


@pytest.mark.parametrize(("labels", "text"), LINES)
def test_what_did_not_happen_is_denied_and_what_did_is_told(tagger, labels, text):
    mentions = told(tagger, text)
    for label in labels.split():
        kind, sign = label[:-1], label[-1]
        own = [mention for mention in mentions if mention.type == kind]
        polarities = {mention.polarity for mention in own}
        assert "asserted" in polarities if sign == "*" else polarities == ({"asserted"} if sign == "+" else {"negated"})
        if sign == "0":
            assert {0} == {count.max for mention in own for count in mention.counts if count.role == ROLES[kind]}


@pytest.mark.parametrize(
    ("text", "injured"),
    [
        ("The driver was not hurt.", [(0, 0)]),
        ("A passer-by was not injured, but three others were wounded.", [(3, 3)]),
        ("The driver was not seriously hurt.", [(1, 1)]),
    ],
)
def test_whom_nothing_befell_is_not_counted(tagger, text, injured):
    counts = {(count.min, count.max) for mention in told(tagger, text) for count in mention.counts}
    assert counts == set(injured)


@pytest.mark.parametrize(
    "text",
    [
        "The minister denied responsibility, saying that two miners had died.",
        "El gobierno negó su responsabilidad y dijo que dos mineros murieron.",
        "Dozens hurt but no one killed as roof of church hall caves in.",
    ],
)
def test_a_denial_of_something_else_denies_no_event(tagger, text):
    assert any(mention.polarity == "asserted" for mention in told(tagger, text))


def test_who_was_not_fired_at_marches_all_the_same(tagger):
    mentions = told(tagger, "Policja zaprzecza, że strzelała do demonstrantów.")
    assert {mention.polarity for mention in mentions if mention.type == "PROTEST"} == {"asserted"}

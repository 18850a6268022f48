"""How the news of six countries says that nobody was hurt, killed or held, and how many that makes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post

SENTENCES = Path(__file__).parents[1] / "data" / "tagging" / "unhurt.tsv"
LINES = [line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines() if not line.startswith("#")]
AT = datetime(2024, 5, 14, 12, tzinfo=UTC)
ROLES = {"INJURY": "injured", "DEATH": "killed", "ARREST": "arrested"}


def told(tagger, text, kind):
    post = Post(id="unhurt", source="test", kind="newswire", text=text, published_at=AT)
    return [mention for mention in tagger.tag(post).mentions if mention.type == kind]


@pytest.mark.parametrize(("label", "text"), LINES)
def test_whom_nothing_befell_is_denied_and_counted(tagger, label, text):
    kind, sign = label[:-1], label[-1]
    mentions = told(tagger, text, kind)
    polarities = {mention.polarity for mention in mentions}
    assert polarities == ({"asserted"} if sign == "+" else {"negated"})
    if sign == "0":
        assert {0} == {count.max for mention in mentions for count in mention.counts if count.role == ROLES[kind]}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("INJURY", "O jovem foi baleado na perna, mas não resistiu aos ferimentos."),
        ("DEATH", "O jovem foi baleado na perna, mas não resistiu aos ferimentos."),
        ("INJURY", "Kilkanaście osób trafiło do szpitala, pozostałym nic się nie stało."),
        ("INJURY", "Bei dem Unfall kamen vier Menschen zu Schaden."),
    ],
)
def test_a_negation_within_what_is_told_counts_nobody(tagger, kind, text):
    mentions = told(tagger, text, kind)
    assert any(mention.polarity == "asserted" for mention in mentions)
    assert all(count.max != 0 for mention in mentions for count in mention.counts)


@pytest.mark.parametrize(
    "text",
    [
        "Після вибуху в Полтаві інформація щодо постраждалих уточнюється, на місці працюють служби.",
        "Дані про загиблих та поранених ще встановлюють.",
    ],
)
def test_victims_that_are_yet_to_be_found_out_are_none(tagger, text):
    assert not told(tagger, text, "INJURY")
    assert not told(tagger, text, "DEATH")

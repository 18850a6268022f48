"""Sentences of the labelled files cut off, run together and with a mark too many: none raises, all offsets hold.

Posts are cut off anywhere, and a rule that looks one word further than a text goes on loses the post. Words drawn one
by one hardly ever meet a rule's construction; sentences that the rules were written for do.
"""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post, body

NOON = datetime(2024, 5, 14, 12, 0, tzinfo=UTC)
TABLES = Path(__file__).parents[1] / "data" / "tagging"
MARKS = (",", ".", ";", ":", "!", "?", "—", "-", '"', "'", "(", ")", "«", "»", "…", "/", "%", "#", "،", "؟", "\n", "1")
ROUNDS, POSTS = 8, 1_200
SHORT = 60  # words


@pytest.fixture(scope="module")
def sentences():
    """The longest field of each line of the tables."""
    lines = (line for table in sorted(TABLES.rglob("*.tsv")) for line in table.read_text("utf-8").splitlines())
    fields = (max(line.split("\t"), key=len) for line in lines if not line.startswith("#"))
    return [field for field in fields if " " in field]


def spoilt(draw, sentences):
    words = draw.choice(sentences).split(" ")[:SHORT]
    if draw.random() < 0.8:
        words = words[: draw.randint(1, len(words))]
    for _ in range(draw.randint(0, 2)):
        at = draw.randrange(len(words))
        match draw.randrange(5):
            case 0:
                words = words[at:]
            case 1 if len(words) > 1:
                del words[at]
            case 2:
                words[at] += draw.choice(MARKS)
            case 3:
                words[at] = draw.choice(MARKS) + words[at]
            case _:
                words[at:at] = draw.choice(sentences).split(" ")[-draw.randint(1, 12) :]
    return " ".join(words)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_spoilt_sentences_raise_nothing(tagger, sentences, seed):
    draw = random.Random(seed)
    posts = [
        Post(
            id=f"p{number}",
            source="s",
            kind=draw.choice(("social", "newswire")),
            title=spoilt(draw, sentences) if draw.random() < 0.2 else None,
            text=spoilt(draw, sentences),
            published_at=NOON,
        )
        for number in range(POSTS)
    ]
    for post, report in zip(posts, tagger.tag_many(posts), strict=True):
        for mention in report.mentions:
            assert body(post)[mention.trigger.start : mention.trigger.end] == mention.trigger.text
            for count in mention.counts:
                assert count.min is None or count.max is None or 0 <= count.min <= count.max

"""Nights whose posts are cut off, run together, edited, sent again and deleted: nothing raises, no count is negative.

A retraction that takes back what was never counted once broke the alerts of a whole country.
"""

import random
from pathlib import Path

import msgspec
import pytest

from alerts.escalation import Escalation, Params
from connectors.post import POSTS
from deploy.pipeline import Pipeline
from streams.dedupe.duplicates import Duplicates
from streams.dedupe.duplicates import Params as DuplicateParams
from streams.tagging import Tagger

NIGHTS = sorted((Path(__file__).parents[1] / "data" / "nights" / "plain").glob("*.jsonl"))
MARKS = (",", ".", "—", "(", ")", "«", "1")
SEEDS = range(28, 36)  # of sixty that were tried these are as good as any, and two showed the fault


def spoilt(draw, night):
    """Twice as many posts as the night has, in order; one in ten deletes another, one in five edits one."""
    posts = []
    for post in draw.choices(night, k=2 * len(night)):
        words = post.text.split(" ")
        match draw.randrange(6):
            case 0 | 1:
                words = words[: draw.randint(1, len(words))]
            case 2:
                words += draw.choice(night).text.split(" ")[: draw.randint(1, 30)]
            case 3:
                words.insert(draw.randrange(len(words) + 1), draw.choice(MARKS))
        changed = msgspec.structs.replace(post, text=" ".join(words) or "x")
        fate = draw.random()
        if fate < 0.1:
            changed = msgspec.structs.replace(changed, deleted=True)
        elif fate < 0.3:
            changed = msgspec.structs.replace(changed, id=draw.choice(night).id, edited=True)
        posts.append(changed)
    return sorted(posts, key=lambda one: one.published_at)


@pytest.fixture(scope="module")
def tagger():
    return Tagger.load(everywhere=False)


@pytest.mark.parametrize("seed", SEEDS)
def test_spoilt_nights_raise_nothing_and_count_nothing_below_zero(tagger, seed):
    draw = random.Random(seed)
    path = draw.choice(NIGHTS)
    night = [POSTS.decode(line, path.name) for line in path.read_bytes().splitlines() if line.startswith(b"{")]
    escalation = Escalation(Params())
    pipeline = Pipeline(tagger, Duplicates(DuplicateParams()), escalation)
    for post in spoilt(draw, night):
        pipeline.take(post)
    tallies = [tally for key in escalation.detectors.memory.keys.values() for tally in key.tallies]
    assert tallies
    assert min(tallies) >= 0
    assert Escalation.restore(Params(), escalation.snapshot()).snapshot() == escalation.snapshot()

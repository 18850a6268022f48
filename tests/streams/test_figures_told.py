"""How the news and channels of twelve countries count the dead, hurt, held, missing, moved and marching."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post
from streams.report import Story, Verdict
from tests.tagging.articles import Scores, compare_counts

TABLES = Path(__file__).parents[1] / "data" / "tagging"
LINES = [
    line.split("\t")
    for name in ("figures.tsv", "figures_second.tsv")
    for line in (TABLES / name).read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
AT = datetime(2024, 5, 14, 12, tzinfo=UTC)
ROLES = {"k": "killed", "i": "injured", "a": "arrested", "m": "missing", "e": "evacuated", "c": "crowd"}
ONE = re.compile(r"([kiamec])(\d+)(?:-(\d+)|(\+))?")


def asked(label):
    """Return role -> least and most of a label such as ``k3 i20+ a2-4``; ``-`` has none."""
    counts = {}
    for role, low, high, opened in ONE.findall(label):
        counts[ROLES[role]] = [int(low), None if opened else int(high or low)]
    return counts


@pytest.mark.parametrize(("label", "text"), LINES)
def test_figures_of_a_report_are_those_told_and_no_others(tagger, label, text):
    post = Post(id="told", source="news.example", kind="newswire", text=text, published_at=AT)
    report = tagger.tag(post)
    verdict = Verdict("told", "new", "told", None, ())
    story = Story(
        id="told", source="news.example", kind="newswire", family="news.example", excerpt="", published_at=AT,
        report=report, verdict=verdict,
    )  # fmt: skip
    scores = Scores()
    compare_counts(scores, asked(label), story)
    assert scores.shares["counts.whole"] == [True], scores.marks.faults
    assert report.relevant or label == "-"

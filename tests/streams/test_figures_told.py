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


@pytest.mark.parametrize(
    ("text", "role", "asked"),
    [
        ("قتل خمسة وأصيب 14 في انفجار في مأرب. وقال مصدر طبي إن أربعة من الجرحى في حالة حرجة.", "injured", 14),
        ("Fourteen people were injured in a fire in Newark. Four of the injured were critical.", "injured", 14),
        ("L'attaque de Solhan a fait 14 morts. Un premier bilan faisait état de 9 tués.", "killed", 14),
        ("أسفر الانفجار في مأرب عن مقتل امرأة وطفل في الثانية عشرة.", "killed", 2),
        ("O Samu informou ter atendido nove pessoas, seis delas intoxicadas, em Braga.", "injured", 9),
    ],
)  # fmt: skip
def test_some_of_those_told_and_tolls_of_before_are_no_figures_of_their_own(tagger, text, role, asked):
    post = Post(id="told", source="news.example", kind="newswire", text=text, published_at=AT)
    report = tagger.tag(post)
    told = {
        (one.min, one.max)
        for mention in report.mentions
        for one in mention.counts
        if one.role == role and one.of is None
    }
    assert told == {(asked, asked)}

"""Records as the view and the summary of a drill read them."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from alerts.alert import Alert, Why
from connectors.post import Post
from deploy.cli import cli
from streams.report import Mention, Place, Report, Story, Trigger, Verdict
from tests.deploy.cli_kit import lines
from tests.deploy.cli_kit import post as posted

NIGHT = datetime(2020, 10, 5, 14, 30, tzinfo=UTC)


@pytest.fixture
def place():
    def make(name="Bishkek", country="KG", lat=42.87, lon=74.59, precision="city"):
        return Place(name, country, None, lat, lon, precision)

    return make


@pytest.fixture
def alert(place):
    why = Why(
        reason="step", observed=9, expected=0.1, window_minutes=10, one_in=1e6, doubling_minutes=None, score=20,
        threshold=17.2, families=("one", "two"), text="9 reports in 10 min where 0.1 are usual",
    )  # fmt: skip
    usual = Alert(
        alert="a", revision=1, state="firing", type="CLASH", place=place(), severity="severe", confidence=0.9,
        at=NIGHT, headline="Clashes", reports=12, families=5, why=why, evidence=(),
    )  # fmt: skip

    def make(name="a", revision=1, state="firing", where=None, **fields):
        return replace(usual, alert=name, revision=revision, state=state, place=place(**(where or {})), **fields)

    return make


@pytest.fixture
def post():
    def make(name="p1", at=NIGHT, source="drill:mastodon.example"):
        return Post(id=name, source=source, kind="social", author="someone", text="words", published_at=at)

    return make


@pytest.fixture
def story(place):
    def make(
        name="p1", at=NIGHT, verdict="new", kinds=("CLASH",), source="drill:mastodon.example", where=None, author=None
    ):
        there = place(**(where or {}))
        mentions = tuple(Mention(kind, Trigger("x", 0, 1), "asserted", False, None, there, None, ()) for kind in kinds)
        return Story(
            id=name, source=source, kind="social", author=author or name, family=author or name, excerpt="words",
            published_at=at, report=Report(name, "en", True, mentions, (there,)),
            verdict=Verdict(name, verdict, "s", None, ()),
        )  # fmt: skip

    return make


@pytest.fixture
def invoke(tmp_path, monkeypatch):
    """Run a verb in this process, in an empty directory and with no configuration of the machine's."""
    monkeypatch.chdir(tmp_path)
    for name in ("TOCSIN_CONFIG", "TOCSIN_LOG_FORMAT", "TOCSIN_VERBOSE"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments):
        return CliRunner().invoke(cli, [str(each) for each in arguments])

    return run


@pytest.fixture
def recorded(tmp_path):
    posts = [posted(1), posted(2, "A lovely day for a walk"), posted(1, id="p3", author="another")]
    file = tmp_path / "posts.jsonl"
    file.write_bytes(lines(posts))
    return file

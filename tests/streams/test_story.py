"""What escalation and an alert get to see of a report."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.post import Post
from streams.dedupe.story import EXCERPT, excerpt, to_story
from streams.report import STORIES, Report, Tagged, Verdict

VERDICT = Verdict("p", "duplicate", "00000000000000aa", "q", ("same_text",))


def post(**fields) -> Post:
    fields = {"id": "p", "source": "feed:example.org", "kind": "newswire", "text": "Body."} | fields
    return Post(published_at=datetime(2026, 1, 1, tzinfo=UTC), **fields)


def test_a_story_carries_everything_but_the_body():
    one = post(title="Fire in Norby", text="The body of the text.", url="https://example.org/1", deleted=True)
    report = Report("p", "en", True, (), ())
    story = to_story(Tagged(one, report), VERDICT, "example.org")
    assert (story.id, story.source, story.kind, story.url, story.deleted) == (
        "p", "feed:example.org", "newswire", "https://example.org/1", True
    )  # fmt: skip
    assert (story.family, story.excerpt, story.verdict, story.report) == (
        "example.org",
        "Fire in Norby",
        VERDICT,
        report,
    )
    assert b"body of the text" not in STORIES.encode(story)
    assert STORIES.decode(STORIES.encode(story)) == story


@pytest.mark.parametrize("title", [None, "", "  "])
def test_without_a_headline_the_start_of_the_text_is_shown_on_one_line(title):
    assert excerpt(post(title=title, text="  Smoke over\n\nthe  bridge ")) == "Smoke over the bridge"


@pytest.mark.parametrize("text", ["word " * 200, "字" * 1_000, "x" * 281])
def test_an_excerpt_is_cut_to_its_length(text):
    cut = excerpt(post(text=text))
    assert len(cut) <= EXCERPT
    assert cut.endswith("\u2026")
    assert text.startswith(cut[:-1])
    assert not cut[:-1].endswith(" ")

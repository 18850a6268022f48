"""From a judged report to a `Story`: what escalation counts and an alert shows, without the body of the text."""

from __future__ import annotations

import re

from connectors.post import HEARTBEAT_SOURCE, Post
from streams.report import Story, Tagged, Verdict

__all__ = ["EXCERPT", "excerpt", "goes_on", "takes_back", "tells", "to_story"]

EXCERPT = 280
"""Characters of an excerpt at most: what a message on a phone shows."""

_SPACE = re.compile(r"\s+")


def excerpt(post: Post) -> str:
    """Return the headline, or the start of the text, on one line; cut at a word, with an ellipsis."""
    source = post.title if post.title and post.title.strip() else post.text
    line = _SPACE.sub(" ", source[: EXCERPT * 4]).strip()
    if len(line) <= EXCERPT:
        return line
    head = line[: EXCERPT - 1]
    word = head.rfind(" ")
    # Scripts without spaces have no word end to cut at.
    return f"{head[:word] if word > EXCERPT // 2 else head}\u2026"


def tells(tagged: Tagged, verdict: Verdict) -> bool:
    """Whether a judged report is news to the stages behind.

    One delivered again is not, nor the deletion of a post that was never reported; an edit that tells of no event is
    when the post was counted before.
    """
    if "redelivered" in verdict.reasons or "unknown_post" in verdict.reasons:
        return False
    post = tagged.post
    return goes_on(tagged) and (not post.edited or tagged.report.relevant or "withdrawn" in verdict.reasons)


def goes_on(tagged: Tagged) -> bool:
    """Whether a tagged post concerns the stages behind: relevant, edited, taken back, or a heartbeat."""
    post = tagged.post
    return tagged.report.relevant or post.deleted or post.edited or post.source == HEARTBEAT_SOURCE


def takes_back(story: Story) -> bool:
    """Whether a story takes an earlier one of its id back, or puts another in its place; all who count must see it."""
    return story.deleted or "edited" in story.verdict.reasons


def to_story(tagged: Tagged, verdict: Verdict, family: str) -> Story:
    """Join a report, its verdict and its publisher family."""
    post = tagged.post
    return Story(
        id=post.id,
        source=post.source,
        kind=post.kind,
        author=post.author,
        family=family,
        url=post.url,
        excerpt=excerpt(post),
        published_at=post.published_at,
        deleted=post.deleted,
        report=tagged.report,
        verdict=verdict,
    )

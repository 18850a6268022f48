"""From a judged report to a `Story`: what escalation counts and an alert shows, without the body of the text."""

from __future__ import annotations

import re

from connectors.post import Post
from streams.report import Story, Tagged, Verdict

__all__ = ["EXCERPT", "excerpt", "to_story"]

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

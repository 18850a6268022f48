"""What tests of plain prose ask of a report: its types, its figures."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.post import Post
from streams.report import Report
from streams.tagging import Tagger

__all__ = ["AT", "figures", "tag", "told"]

AT = datetime(2026, 11, 20, 14, tzinfo=UTC)


def tag(tagger: Tagger, text: str, kind: str = "newswire") -> Report:
    """Tag a text as a post of that kind."""
    return tagger.tag(Post(id="made:1", source="made", kind=kind, text=text, published_at=AT))


def told(report: Report, polarity: str = "asserted") -> set[str]:
    """Return the types of a report with a polarity."""
    return {mention.type for mention in report.mentions if mention.polarity == polarity}


def figures(report: Report, role: str) -> set[tuple[int | None, int | None]]:
    """Return the counts of a role that are no parts of others, as least and most."""
    counts = (count for one in (*report.mentions, *report.hazards) for count in one.counts)
    return {(count.min, count.max) for count in counts if count.role == role and count.of is None}

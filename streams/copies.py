"""What was read in a text, kept for its copies: in a wave most posts repeat others word for word.

A report depends on the text, on what the source claims of it, and on when it was published only through the times that
it names. So a copy takes over the report of the first; its times alone are worked out anew. The texts themselves are
compared, not hashes of them, and what was not read in full detail before is never guessed.

Memory: at most `MOST` texts of `MOST_CHARACTERS` together; those that were not seen for longest go first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from connectors.post import HEARTBEAT_SOURCE, Home, Post
from streams.clauses.times import Said, Times
from streams.geo.channels import called_after
from streams.report import Mention, Report

__all__ = ["Copies", "Dated", "Key", "Known", "key_of"]

MOST = 8_192  # texts
MOST_CHARACTERS = 4_000_000

Key = tuple[str, str | None, str | None, str, int, bool, Home | None, str]


class Dated(msgspec.Struct, frozen=True, gc=False):
    """A mention whose time depends on when the post was published: what its sentence says, and where.

    Attributes:
        mention: made from the first copy.
        said: the sentence's expressions of time.
        zone: IANA name, or empty.
    """

    mention: Mention
    said: Said
    zone: str


class Known(msgspec.Struct, frozen=True, gc=False):
    """The report of a text, and the mentions in it that have to be dated anew for a copy."""

    report: Report
    dated: Sequence[Dated]
    times: Times

    def of(self, post: Post) -> Report:
        """Return the report of a copy."""
        report = self.report
        if not self.dated:
            return report if post.id == report.id else replace(report, id=post.id)
        anew = {id(one.mention): self._at(one, post.published_at) for one in self.dated}
        mentions, hazards = (
            tuple(anew.get(id(mention), mention) for mention in made) for made in (report.mentions, report.hazards)
        )
        return replace(report, id=post.id, mentions=mentions, hazards=hazards)

    def _at(self, dated: Dated, published: datetime) -> Mention:
        time = self.times.at(dated.said, published, dated.zone, ahead=dated.mention.polarity == "planned")
        return dated.mention if time == dated.mention.time else replace(dated.mention, time=time)


def key_of(post: Post) -> Key | None:
    """Return what copies have in common; None of posts that are no text.

    The year is among it since ``in 2005`` is the past only in later years; edits since of these a stream reads more.
    """
    if post.deleted or post.source == HEARTBEAT_SOURCE:
        return None
    channel = called_after(post.author) if post.author and post.home is None else ""
    return post.text, post.title, post.lang, post.kind, post.published_at.year, post.edited, post.home, channel


class Copies:
    """Texts that were read lately.

    Args:
        most: texts that are remembered.
        most_characters: of them together.
    """

    def __init__(self, most: int = MOST, most_characters: int = MOST_CHARACTERS) -> None:
        self._most, self._most_characters = most, most_characters
        self._known: dict[Key, Known] = {}
        self._texts: dict[str, int] = {}  # how many keys have them
        self._characters = 0

    def __contains__(self, text: str) -> bool:
        """Whether a text is known, whatever goes with it."""
        return text in self._texts

    def find(self, key: Key) -> Known | None:
        """Return what is known of a text, and remember that it was seen again."""
        known = self._known.pop(key, None)
        if known is not None:
            self._known[key] = known
        return known

    def keep(self, key: Key, known: Known) -> None:
        """Remember a text that was not known."""
        self._known[key] = known
        self._texts[key[0]] = self._texts.get(key[0], 0) + 1
        self._characters += _length(key)
        while len(self._known) > self._most or self._characters > self._most_characters:
            oldest = next(iter(self._known))
            del self._known[oldest]
            if self._texts[oldest[0]] > 1:
                self._texts[oldest[0]] -= 1
            else:
                del self._texts[oldest[0]]
            self._characters -= _length(oldest)


def _length(key: Key) -> int:
    return len(key[0]) + len(key[1] or "")

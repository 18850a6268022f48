"""A post on its way through the steps of `streams.drafts`: the record of what each has found."""

from __future__ import annotations

from collections.abc import Sequence, Set

import msgspec

from connectors.post import Post
from streams.clauses.company import SHORT, Company
from streams.clauses.overlaps import Found
from streams.composer import Composer, Judged
from streams.copies import Dated
from streams.genres import Genre
from streams.geo.home import Settled
from streams.geo.places import Located
from streams.grounds import GROUNDED
from streams.relevance import may_tell
from streams.report import Report
from streams.scene import Seen
from streams.speech import Speech
from streams.text import Sentence
from streams.words.patterns import Span

__all__ = ["Draft", "Heard"]

_UNREAD = Report("", "", False, (), ())


class Heard(msgspec.Struct, gc=False):
    """A sentence, the trigger phrases in it, the triggers that were weighed, and the cues beside them.

    ``company`` is that of the story that it stands in, where the text has others beside.
    """

    sentence: Sentence
    spans: Sequence[Span] = ()
    found: Sequence[Found] = ()
    signs: Sequence[Span] = ()
    company: Company | None = None


class Draft(msgspec.Struct, gc=False):
    """A post on its way, with what each step has found.

    Attributes:
        text, folded: what offsets count in.
        starts: where a word of a trigger is, rising.
        words: distinct folded words.
        telling: all words together may tell of an event without a trigger.
        foreign: it has none, and may be in a language without a table of words.
        spans: of its sentences, where it has starts.
        heard: sentences that still can hold an event.
        seen: what a short post says of a scene; None where nobody asks.
        genre: what the text is, where it is no news; asked only where it asserts an event.
        hope: how far a post without a trigger is above what tells of an event if it names a place.
        home: of its source, for an event without a place.
    """

    post: Post
    speech: Speech
    text: str = ""
    folded: str = ""
    starts: Sequence[int] = ()
    words: Set[str] = frozenset()
    telling: bool = False
    foreign: bool = False
    language: str = ""
    spans: Sequence[tuple[int, int]] = ()
    heard: list[Heard] = []
    company: Company | None = None
    judged: list[Judged] = []
    seen: Seen | None = None
    hope: float = 0.0
    genre: Genre | None = None
    located: list[Located] = []
    home: Settled | None = None
    composer: Composer | None = None
    dated: Sequence[Dated] = ()
    report: Report = _UNREAD

    @property
    def open(self) -> bool:
        """Whether its report may be relevant, its places not yet read: these and a scene may speak for triggers."""
        return self.seen is not None or may_tell(self.judged, GROUNDED if len(self.folded) <= SHORT else 0.0)

    def irrelevant(self, language: str) -> bool:
        """Make the report of a post without events and places; returns False: nothing is left to do."""
        self.report = Report(self.post.id, language, False, (), ())
        return False

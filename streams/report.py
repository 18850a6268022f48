"""`Report`: what the tagger read in a post; `Verdict`: what duplicate detection made of it.

Wire records of this package, in the order in which they travel:

- `Tagged` (topic ``tocsin.reports``): a post with its report; only relevant posts and deletions get here.
- `Story` (topic ``tocsin.stories``): the same with its duplicate verdict, without the body of the text.

`Report` and `Verdict` alone are what ``tocsin tag`` and ``tocsin dedupe`` print; the wire records embed them
unchanged, so live and offline results can be compared byte for byte. Optional fields are left out while they have
their default; fields without a default are always written, as null when unknown.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from connectors.codec import Codec
from connectors.post import Kind, Post

__all__ = [
    "REPORTS",
    "STORIES",
    "TAGGED",
    "VERDICTS",
    "Count",
    "EventType",
    "Mention",
    "Place",
    "Polarity",
    "Precision",
    "Report",
    "Role",
    "Speaker",
    "SpeakerClass",
    "Story",
    "Tagged",
    "TimeSpan",
    "Trigger",
    "Verdict",
]

EventType = Literal[
    "CLASH", "FIRE", "INJURY", "PROTEST", "DEATH", "ARREST", "FORCE", "EXPLOSION", "STORMING", "FREED", "DISASTER"
]
"""DISASTER is for `Report.hazards` and for alerts alone; no mention has it."""
Polarity = Literal["asserted", "negated", "planned", "past", "figurative"]
Role = Literal["killed", "injured", "arrested", "missing", "evacuated", "crowd"]
SpeakerClass = Literal["eyewitness", "media", "official", "party"]
Precision = Literal["point", "city", "admin1", "country"]


class Trigger(msgspec.Struct, frozen=True, gc=False):
    """The words that name the event; ``start`` and ``end`` are character offsets into `connectors.post.body`."""

    text: str
    start: int
    end: int


class Speaker(msgspec.Struct, frozen=True, gc=False):
    """Who says so. ``class`` is one of eyewitness, media, official, party (to the conflict)."""

    name: str
    class_: SpeakerClass = msgspec.field(name="class")


class Place(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Where. ``country`` is ISO 3166-1 alpha-2, ``admin1`` the region's name, degrees WGS 84.

    ``assumed``: the text names no place; it is that of its source (`connectors.post.Home`), or of the town that its
    channel is called after.
    """

    name: str
    country: str
    admin1: str | None
    lat: float
    lon: float
    precision: Precision
    assumed: bool = False


class TimeSpan(msgspec.Struct, frozen=True, gc=False):
    """When, UTC; a point in time has ``start == end``."""

    start: datetime
    end: datetime


class Count(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """How many, as an interval; an open end is null. ``of`` names a part, e.g. ``police``."""

    role: Role
    min: int | None
    max: int | None
    approximate: bool
    of: str | None = None


class Mention(msgspec.Struct, frozen=True, gc=False):
    """One event that the text names, with what the text says of it."""

    type: EventType
    trigger: Trigger
    polarity: Polarity
    hedged: bool
    source: Speaker | None
    place: Place | None
    time: TimeSpan | None
    counts: tuple[Count, ...]


class Report(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What the tagger read in one post.

    Attributes:
        relevant: it goes on to duplicate detection.
        mentions: of events that have a type.
        places: once each by the gazetteer's names, then again by other names that the text calls them.
        hazards: of disasters and accidents without a type of their own (quake, flood, wreck, collapse), type DISASTER.
    """

    id: str
    lang: str
    relevant: bool
    mentions: tuple[Mention, ...]
    places: tuple[Place, ...]
    hazards: tuple[Mention, ...] = ()
    v: int = 1


class Verdict(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What a report is to the ones before it.

    Attributes:
        story: id of the story that it belongs to.
        of: id of the post that it repeats or supersedes; null for `new`.
        reasons: which anchors agreed or conflicted, most telling first, from a closed vocabulary.
    """

    id: str
    verdict: Literal["new", "update", "duplicate"]
    story: str
    of: str | None
    reasons: tuple[str, ...]
    v: int = 1


class Tagged(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A relevant post and its report, on ``tocsin.reports``.

    Attributes:
        signature: of its text with no sentence left out, see `streams.dedupe.signature.pack`; empty where nobody
        signed it.
    """

    post: Post
    report: Report
    signature: bytes = b""
    v: int = 1


class Story(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One report with its verdict, as escalation counts it, on ``tocsin.stories``.

    Carries no body, only what an alert shows: ``excerpt`` is the headline or the start of the text (<= 280
    characters), ``family`` the publisher family that the source belongs to.
    """

    id: str
    source: str
    kind: Kind
    author: str | None = msgspec.field(default_factory=lambda: None)
    family: str
    url: str | None = None
    excerpt: str
    published_at: datetime
    deleted: bool = False
    report: Report
    verdict: Verdict
    v: int = 1


REPORTS: Codec[Report] = Codec(Report)
VERDICTS: Codec[Verdict] = Codec(Verdict)
TAGGED: Codec[Tagged] = Codec(Tagged)
STORIES: Codec[Story] = Codec(Story)

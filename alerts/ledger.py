"""What a story contributes to an alert: voices, claims, denials, and what to show of it.

A `Contribution` is a story reduced to what escalation keeps. It is made once, when the story comes in; the ledger of a
country keeps the latest of them, so that an alert opens with the reports that raised it.

Polarity decides what counts: only ``asserted`` mentions are reports of an event. ``negated`` ones are denials or, with
a count of none, facts ("no deaths" is killed = 0); ``past``, ``planned`` and ``figurative`` ones never count. Disasters
without an event type of their own (flood, quake, wreck) are the report's hazards; they count as `HAZARD`, on pooled
keys only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from alerts.alert import CountClaim, Evidence
from alerts.effective import mark
from alerts.keys import ANY
from streams.report import EventType, Mention, Place, SpeakerClass, Story

__all__ = ["HAZARD", "MAX_PLACES", "Contribution", "Occurrence", "Toll", "contribution", "occurrences"]

HAZARD = "DISASTER"
MAX_PLACES = 4  # of one story: a round-up of the world's news is not an event in each of its places
FINENESS = {"point": 0, "city": 1, "admin1": 2, "country": 3}
CLASS_ORDER: tuple[SpeakerClass, ...] = ("official", "eyewitness", "party", "media")


class Occurrence(msgspec.Struct, frozen=True):
    """The event types that one story asserts (or denies) at one place."""

    place: Place | None
    types: tuple[str, ...]
    denied: tuple[str, ...]


class Contribution(msgspec.Struct, array_like=True, gc=False):
    """One story's part in what goes on at one place.

    Attributes:
        id, source, url, excerpt, published_at: what an analyst is shown.
        minute: event time that it counted at, minutes since the epoch.
        path: nodes of its place, country first.
        types, denied: asserted and denied event types.
        voice: who speaks, independent of feeds and copies, see `voice_of`.
        name: how people call the voice.
        class_: the most telling class of speaker in it.
        hedged: all of it is hedged.
        copy: repeats a story that was told before: adds no voice.
        story: id of its duplicate family.
        claims: counts that it gives.
        keys: names of the detector keys that it counted on.
        presumed: it names no place, and is taken to speak of the event that others speak of.
        marks: what must not have been heard on a key for it to count there.
        words: that name a hazard in it.
    """

    id: str
    source: str
    url: str | None
    excerpt: str
    published_at: datetime
    minute: float
    path: tuple[str, ...]
    types: tuple[str, ...]
    denied: tuple[str, ...]
    voice: str
    name: str
    class_: SpeakerClass | None
    newswire: bool
    hedged: bool
    copy: bool
    story: str
    claims: tuple[CountClaim, ...]
    keys: tuple[str, ...] = ()
    presumed: bool = False
    marks: tuple[int, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def effective(self) -> bool:
        """Whether it is a report of its own: a voice that names one type after the other is still one voice."""
        return any(name.startswith(f"{ANY}|") for name in self.keys)

    def evidence(self) -> Evidence:
        """Return what an alert shows of it."""
        return Evidence(self.id, self.source, self.url, self.excerpt, self.published_at)


class Toll(msgspec.Struct, array_like=True, gc=False):
    """The dead that an alert at a node has told of, and when."""

    node: str
    dead: int
    minute: float


def occurrences(story: Story) -> list[Occurrence]:
    """Return what a story says happened, by place; mentions without a place are at the document's finest place."""
    report = story.report
    document = min(report.places, key=lambda place: FINENESS[place.precision], default=None)
    asserted: dict[Place | None, list[EventType]] = {}
    denied: dict[Place | None, list[EventType]] = {}
    for mention in (*report.mentions, *report.hazards):
        if mention.polarity in ("asserted", "negated"):
            found = asserted if mention.polarity == "asserted" else denied
            found.setdefault(mention.place or document, []).append(mention.type)
    places = list(dict.fromkeys([*asserted, *denied]))[:MAX_PLACES]
    return [
        Occurrence(place, tuple(dict.fromkeys(asserted.get(place, ()))), tuple(dict.fromkeys(denied.get(place, ()))))
        for place in places
    ]


def voice_of(story: Story) -> tuple[str, str]:
    """Return who speaks and how people call them.

    A newswire item speaks for its publisher family, however many feeds the family has; a social post for its author; a
    post without author for itself, or for the story that it copies.
    """
    if story.kind == "newswire":
        return f"family:{story.family}", story.family
    if story.author:
        platform = story.source.split(":", 1)[0]
        return f"author:{platform}:{story.author}", story.author
    if story.verdict.verdict == "duplicate":
        return f"story:{story.verdict.story}", story.source
    return f"post:{story.id}", story.source


def marks_of(story: Story, voice: str) -> tuple[int, ...]:
    """Return what must not have been heard lately for the report to be effective, see `alerts.effective`."""
    told = mark(f"story:{story.verdict.story}")
    if story.verdict.verdict == "update":
        return (mark(voice),)  # other facts of a known story are a report
    return (mark(voice), told) if not voice.startswith(("post:", "story:")) else (told,)


def contribution(story: Story, occurrence: Occurrence, minute: float, path: tuple[str, ...]) -> Contribution:
    """Reduce a story to what escalation keeps of it."""
    voice, name = voice_of(story)
    told, hazards = (*story.report.mentions, *story.report.hazards), story.report.hazards
    counting = [one for one in told if one.polarity in ("asserted", "negated")]
    return Contribution(
        story.id,
        story.source,
        story.url,
        story.excerpt,
        story.published_at,
        minute,
        path,
        occurrence.types,
        occurrence.denied,
        voice,
        name,
        _class(counting, newswire=story.kind == "newswire"),
        story.kind == "newswire",
        bool(counting) and all(one.hedged for one in counting),
        story.verdict.verdict == "duplicate",
        story.verdict.story,
        tuple(_claims(story, counting)),
        marks=marks_of(story, voice),
        words=tuple(dict.fromkeys(one.trigger.text.lower() for one in hazards if one.polarity == "asserted")),
    )


def _class(mentions: Iterable[Mention], *, newswire: bool) -> SpeakerClass | None:
    named = {one.source.class_ for one in mentions if one.source is not None}
    for class_ in CLASS_ORDER:
        if class_ in named:
            return class_
    return "media" if newswire else None


def _claims(story: Story, mentions: Iterable[Mention]) -> list[CountClaim]:
    claims = [
        CountClaim(count, mention.source, story.id, story.published_at)
        for mention in mentions
        for count in mention.counts
        if mention.polarity == "asserted" or count.max == 0  # "200 dead is false" tells of nobody dead
    ]
    return list(dict.fromkeys(claims))

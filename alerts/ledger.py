"""What a story contributes to an alert: voices, claims, denials, and what to show of it.

A `Contribution` is a story reduced to what escalation keeps. It is made once, when the story comes in; the ledger of a
country keeps the latest of them, so that an alert opens with the reports that raised it.

Polarity decides what counts: only ``asserted`` mentions are reports of an event. ``negated`` ones are denials or, with
a count of none, facts ("no deaths" is killed = 0); ``past``, ``planned`` and ``figurative`` ones never count. Disasters
without an event type of their own (flood, quake, wreck) are the report's hazards; they count as `HAZARD`, on pooled
keys only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from alerts.alert import CountClaim, Evidence
from alerts.claims import claims_of
from alerts.effective import mark
from alerts.hazards import PHRASES, UNNAMED, hazard_phrase, phrase_of
from alerts.keys import ANY
from alerts.momentous import denied, hearsay, moments, scare
from alerts.severity import VICTIMS
from alerts.signs import RAMMED, foiled
from streams.report import EventType, Mention, Place, SpeakerClass, Story, Trigger

__all__ = [
    "HAZARD",
    "MAX_PLACES",
    "Contribution",
    "Occurrence",
    "Toll",
    "contribution",
    "hazard_words",
    "occurrences",
    "voice_of",
]

HAZARD = "DISASTER"
OVERTURNED = re.compile(r"overturn|turned over|volcó|volcar|volcad|перевер|опрокин|prevrnu|преврну|terbalik|devril")
BOAT = re.compile(
    r"\b(?:boats?|canoes?|ferry|ferries|dinghy|vessel|trawler|lancha|bote|barco|pirogue|bateau|embarcation)\b"
    r"|лодк|катер|паром|теплоход|čamac|чамац|kapal|perahu|\btekne|قارب|مركب"
)
RELAYED = re.compile(
    r"(?:\b(?:rt|mt|via|vía|h/t|por|de)\s+)@\w*(?:news|breaking|press|prensa|noticia|radio|tv|times|herald|gazette|journal|diario"
    r"|zeitung|nachricht|haber|notizie|novosti|bbc|cnn|reuters)\w*",
    re.IGNORECASE,
)
"""A post that passes on, or credits, what by its name is a medium: ``RT @BBCBreaking``, ``via @lp_lapresse``."""
VIOLENT = frozenset({"CLASH", "FORCE", "STORMING"})
"""One thing under several names: shots."""
LATE = timedelta(days=1)
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
        moments: what of it is grave in itself, see `alerts.momentous`; nothing where it is told late.
        apart: things of which it tells, where it is of another disaster than the alert of its place (`alerts.apart`).
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
    moments: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def refutes(self) -> bool:
        """Whether it says that something did not happen, and of nothing that did, but that people were hurt."""
        return bool(self.denied) and VICTIMS.issuperset(self.types) and not VICTIMS.issuperset(self.denied)

    @property
    def published(self) -> bool:
        """Whether a medium publishes it, or an official body speaks."""
        return self.newswire or self.class_ == "official"

    @property
    def stirs(self) -> bool:
        """Whether a medium or an official body tells in it of what is grave in itself."""
        return bool(self.moments) and (self.published or self.class_ == "media")

    @property
    def relays(self) -> bool:
        """Whether it passes on, or credits, what by its name is a medium, and tells of what is grave in itself."""
        return bool(self.moments) and RELAYED.search(self.excerpt) is not None

    @property
    def effective(self) -> bool:
        """Whether it is a report of its own: a voice that names one type after the other is still one voice."""
        return any(name.startswith(f"{ANY}|") for name in self.keys)

    def evidence(self) -> Evidence:
        """Return what an alert shows of it."""
        return Evidence(self.id, self.source, self.url, self.excerpt, self.published_at)


class Toll(msgspec.Struct, array_like=True, gc=False):
    """The dead that an alert at a node has told of, what else was grave in it, and when.

    ``apart``: its mark, ``things``: what it names (`alerts.apart`); ``at``: degrees of its place,
    where that is no country.
    """

    node: str
    dead: int
    minute: float
    moments: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    at: tuple[float, float] | None = None


def occurrences(story: Story) -> list[Occurrence]:
    """Return what a story says happened, by place; mentions without a place are at the document's finest place."""
    report = story.report
    document = min(report.places, key=lambda place: FINENESS[place.precision], default=None)
    asserted: dict[Place | None, list[EventType]] = {}
    denied: dict[Place | None, list[EventType]] = {}
    refuted, bygone = _refuted(story), _bygone(story)
    forces = [one.trigger for one in report.mentions if one.type == "FORCE"]
    for mention in (*report.mentions, *report.hazards):
        if mention.type == "EXPLOSION" and any(_within(mention.trigger, one) for one in forces):
            continue  # stun grenades
        if mention.type in bygone or (mention.type == "EXPLOSION" and scare(mention.trigger.text)):
            continue
        if mention.type in refuted and mention.polarity == "asserted":
            denied.setdefault(mention.place or document, []).append(mention.type)
        elif mention.polarity == "asserted" or (mention.polarity == "negated" and _denies(mention, story.excerpt)):
            found = asserted if mention.polarity == "asserted" else denied
            found.setdefault(mention.place or document, []).append(mention.type)
    places = list(dict.fromkeys([*asserted, *denied]))[:MAX_PLACES]
    return [
        Occurrence(place, tuple(dict.fromkeys(asserted.get(place, ()))), tuple(dict.fromkeys(denied.get(place, ()))))
        for place in places
    ]


def _within(inner: Trigger, outer: Trigger) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and inner != outer


def _bygone(story: Story) -> frozenset[str]:
    """Return the types that only an article's headline tells as of now, and all of its text as of the past.

    "A tribute to the victims of the attack": thirty years ago, says the text.
    """
    mentions = story.report.mentions
    if story.kind != "newswire" or not any(one.polarity == "past" for one in mentions):
        return frozenset()
    headed = {one.type for one in mentions if one.polarity == "asserted" and one.trigger.start < len(story.excerpt)}
    told = {one.type for one in mentions if one.polarity == "asserted" and one.trigger.start >= len(story.excerpt)}
    past = {one.type for one in mentions if one.polarity == "past" and one.trigger.start >= len(story.excerpt)}
    return frozenset((headed & past) - told)


def _refuted(story: Story) -> frozenset[str]:
    """Return the types that a story takes back as a whole: "No shots fired", and then it tells of the gunfire."""
    mentions = [one for one in story.report.mentions if one.type not in VICTIMS]
    if not mentions or mentions[0].polarity != "negated" or not denied(story.excerpt):
        return frozenset()
    return VIOLENT if mentions[0].type in VIOLENT else frozenset({mentions[0].type})


def _denies(mention: Mention, excerpt: str) -> bool:
    """Whether a negated mention says that it is not so: "rescued" denies no shipwreck, a foiled coup no shots."""
    if foiled(mention.trigger.text.lower(), excerpt.lower()):
        return False
    return mention.type != HAZARD or hazard_phrase({mention.trigger.text.lower(): 1}) != UNNAMED


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


def hazard_words(story: Story) -> tuple[str, ...]:
    """Return the words of a story that name a hazard, in small letters; a boat that overturned is no crash."""
    words = dict.fromkeys(one.trigger.text.lower() for one in story.report.hazards if one.polarity == "asserted")
    afloat = any(map(OVERTURNED.search, words)) and BOAT.search(story.excerpt.lower())
    return tuple(f"{one} boat" if afloat and OVERTURNED.search(one) else one for one in words)


def contribution(story: Story, occurrence: Occurrence, minute: float, path: tuple[str, ...]) -> Contribution:
    """Reduce a story to what escalation keeps of it."""
    voice, name = voice_of(story)
    told = (*story.report.mentions, *story.report.hazards)
    counting = [one for one in told if one.polarity in ("asserted", "negated")]
    words = hazard_words(story)
    grave = () if _late(story, counting) else moments(occurrence.types, words, story.excerpt)
    if not any(map(phrase_of, words)):  # "Hundreds flee as the Tana bursts its banks"
        words = (*words, *(one for one in grave if one in PHRASES))
    types = (*occurrence.types, HAZARD) if RAMMED in grave and HAZARD not in occurrence.types else occurrence.types
    unsaid = bool(grave) and denied(story.excerpt)
    doubted = unsaid or (bool(grave) and hearsay(story.excerpt))
    hedged = bool(counting) and (doubted or all(one.hedged for one in counting))
    return Contribution(
        story.id,
        story.source,
        story.url,
        story.excerpt,
        story.published_at,
        minute,
        path,
        types,
        occurrence.denied,
        voice,
        name,
        _class(counting, newswire=story.kind == "newswire"),
        story.kind == "newswire",
        hedged,
        story.verdict.verdict == "duplicate",
        story.verdict.story,
        _claims(story, counting, occurrence),
        marks=marks_of(story, voice),
        words=words,
        moments=() if unsaid else grave,
    )


def _claims(story: Story, counting: Sequence[Mention], occurrence: Occurrence) -> tuple[CountClaim, ...]:
    if not any(one.counts for one in counting):
        return ()
    return tuple(claims_of(story, [one for one in counting if _is_of(one, occurrence)]))


def _is_of(mention: Mention, occurrence: Occurrence) -> bool:
    """Whether a mention may be of an occurrence: "one killed in a border town, over the border an oil depot burns".

    Where it tells of victims itself they may be its own all the same: a dateline, or who speaks, is of another country.
    """
    if occurrence.place is None or mention.place is None or not VICTIMS.isdisjoint(occurrence.types):
        return True
    return mention.place.country == occurrence.place.country


def _late(story: Story, mentions: Iterable[Mention]) -> bool:
    """Whether all that a story dates was over a day before: it looks back."""
    ends = [one.time.end for one in mentions if one.time is not None and one.polarity == "asserted"]
    return bool(ends) and max(ends) < story.published_at - LATE


def _class(mentions: Iterable[Mention], *, newswire: bool) -> SpeakerClass | None:
    named = {one.source.class_ for one in mentions if one.source is not None}
    for class_ in CLASS_ORDER:
        if class_ in named:
            return class_
    return "media" if newswire else None

"""From triggers to mentions: each gets the place, time, counts and speaker that its sentence gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import msgspec

from connectors.post import Post
from streams.clauses.background import old_tolls, outdated, superseded
from streams.clauses.overlaps import Found
from streams.clauses.polarity import Reading
from streams.clauses.statements import Statement, speaker_of
from streams.clauses.times import Said
from streams.copies import Dated
from streams.figures.counts import Figure
from streams.figures.tolls import NOTE, Told
from streams.geo.places import Located
from streams.report import Count, EventType, Mention, Place, Polarity, Speaker, TimeSpan, Trigger
from streams.speech import Speech
from streams.text import Sentence
from streams.voices import Voices
from streams.whereabouts import Whereabouts
from streams.words.patterns import Span

__all__ = ["OLDER", "Composer", "Judged"]

LEAD = 400  # characters of an article behind which figures ``earlier put at`` so many are old
MAX_MENTIONS = 48  # a report of more is a list of links, not a story
MAX_HAZARDS = 4  # and what counts people
CROWD = 20  # people who storm a building; fewer are its guards or its doors


class Judged(msgspec.Struct, gc=False):
    """A trigger, the cues of its sentence and what was decided about it; ``witness`` tells it, if anybody was there."""

    sentence: Sentence
    spans: Sequence[Span]
    found: Found
    reading: Reading
    mention: Mention | None
    witness: Speaker | None = None


class SentenceFacts(msgspec.Struct, gc=False):
    """What one sentence says beside its triggers.

    ``scene`` once it is known that all its events have the same; ``leader`` is the trigger that carries the missing and
    evacuated, which no type has; ``told`` are its literal triggers; ``event`` is that of another sentence which one
    without any goes on about.
    """

    figures: list[Figure]
    statements: Sequence[Statement]
    located: list[Located]
    said: Said | None = None
    scene: tuple[Place | None, str] | None = None
    leader: Judged | None = None
    told: list[Judged] = []
    event: Judged | None = None

    def tell(self, one: Judged) -> None:
        """Add a literal trigger; a negation in one that is told counts nobody: ``[não resistiu] aos ferimentos``."""
        self.told.append(one)
        start, end = one.found.start, one.found.end
        if end - start > 1 and self.figures and one.reading.polarity == "asserted":
            self.figures = [f for f in self.figures if f.high != 0 or not start <= f.start < end]


_ROLES: Mapping[str, tuple[str, ...]] = {
    "DEATH": ("killed",),
    "INJURY": ("injured",),
    "ARREST": ("arrested",),
    "PROTEST": ("crowd",),
}
_REST = ("missing", "evacuated")
_HAZARD = ("HAZARD",)


_CONTEXT_TEXT = (
    "in at near on after as and by that which from of with during over for to outside inside between when while is was "
    "are were has have had the a an against across into upon , в на у при во по из с en de por contra cerca durante "
    "à dans sur contre près du des bei am im em no na di nel alla y e et и least more في على من"
)
_CONTEXT = frozenset(_CONTEXT_TEXT.split())
"""At the end of a trigger these are only its surroundings."""
_ARTICLES = frozenset({"a", "an", "the", "el", "la", "un", "una", "le", "une", "der", "die", "das", "ein", "eine"})

OLDER = "past: before the day told"
"""Reason of what befell others before the event of a text that tells of years ago: they are none of its victims."""
_OPEN = (
    "hedge: no immediate reports|report|word",
    "hedge: not immediately",
    "hedge: no reports yet",
    "hedge: не сообща*",
)
"""Hedges of what nobody knows yet, which is no figure of zero."""
_HAPPENED = frozenset({"asserted", "past"})
_SPOKEN_OF = frozenset({"asserted", "negated"})


def _current(one: Judged) -> bool:
    return one.reading.polarity != "past"


def _of_past(figure: Figure, told: Sequence[Judged], *, past: bool) -> bool:
    """Whether a figure is what the nearest trigger of its role tells, and that is past: ``since 2012, when [3] died``.

    Where nothing else gives its role, it is whose it is asked for.
    """
    near = [one for one in told if any(figure.role in _ROLES.get(kind, ()) for kind in one.found.types)]
    if not near:
        return past
    nearest = min(near, key=lambda one: max(one.found.start - figure.end, figure.start - one.found.end))
    return nearest.reading.polarity == "past"


def _core(words: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The words of the event itself: ``fire``, not the preposition that told it from other fires."""
    while end - start > 1:
        if words[end - 1] in _CONTEXT or not words[end - 1][0].isalpha():
            end -= 1  # also a figure: ``injured[, 24]``
        elif words[start] in _ARTICLES:
            start += 1
        else:
            break
    return start, end


class Composer(msgspec.Struct, gc=False):
    """Puts mentions together: places, times, counts and speakers of each trigger's sentence.

    `count` and `attribute` come first, in this order; ``dated`` are the mentions made whose time depends on when the
    post was published.
    """

    post: Post
    text: str
    folded: str
    speech: Speech
    where: Whereabouts
    dated: list[Dated] = []
    _sentences: dict[int, SentenceFacts] = {}
    _times: dict[tuple[int, str, bool], TimeSpan | None] = {}
    _last: Speaker | None = None

    def mentions(self, judged: Sequence[Judged]) -> list[Mention]:
        """Make the mentions, at most `MAX_MENTIONS`, and note them on the judgements."""
        made: list[Mention] = []
        self._find_leaders(judged)
        placed = [reading for reading in self._sentences.values() if reading.located]
        self.where.recalled = frozenset(
            place.start
            for reading in placed
            if reading.told and all(one.reading.polarity == "past" for one in reading.told)
            for place in reading.located
        )
        self.where.lead([reading.located if any(map(_current, reading.told)) else () for reading in placed])
        for one in judged:
            for kind in one.found.types:
                if kind == "HAZARD" or len(made) >= MAX_MENTIONS:
                    continue
                one.mention = self._mention(cast("EventType", kind), one)
                made.append(one.mention)
        return made

    def hazards(self, judged: Sequence[Judged]) -> list[Mention]:
        """Make the mentions of disasters without a type of their own: the first of each sentence.

        What only all words of a text together tell (`streams.scent`) is none: one in fifty posts of everyday life does
        so too, which is enough for a reader and too much for a detector.
        """
        made: dict[int, Mention] = {}
        for one in judged:
            named = "HAZARD" in one.found.types and one.found.pattern.elements
            if not (named and one.found.literal) or one.sentence.start in made or len(made) >= MAX_MENTIONS:
                continue
            mention = self._mention("DISASTER", one)
            if mention.counts or len(made) < MAX_HAZARDS:
                made[one.sentence.start] = mention
        return list(made.values())

    def _mention(self, kind: EventType, one: Judged) -> Mention:
        sentence = one.sentence
        begin, end = _core(sentence.words, one.found.start, one.found.end)
        first, last = sentence.span(begin, end)
        while last < len(self.text) and self.folded[last] == " " != self.text[last]:
            last += 1  # what an Arabic word's vowel signs have pushed its end back by
        trigger = Trigger(self.text[first:last], first, last)
        if not one.found.literal:
            return Mention(kind, trigger, "figurative", one.reading.hedged, None, None, None, ())
        reading = self._sentences[sentence.start]
        place, zone = reading.scene or self._scene(reading, first)
        if reading.event is not None and reading.event.mention is not None:
            place = reading.event.mention.place
        polarity: Polarity = one.reading.polarity
        counts = self._counts(kind, one, reading) if reading.figures or polarity == "negated" else ()
        if polarity == "asserted" and counts and self._none(kind, counts, reading):
            polarity = "negated"
        speaker = one.witness or self._speaker(reading, sentence, begin, polarity)
        if reading.said is None:
            return Mention(kind, trigger, polarity, one.reading.hedged, speaker, place, None, counts)
        time = self._time(sentence, reading.said, zone, ahead=polarity == "planned")
        made = Mention(kind, trigger, polarity, one.reading.hedged, speaker, place, time, counts)
        self.dated.append(Dated(made, reading.said, zone))
        return made

    def count(self, judged: Sequence[Judged]) -> None:
        """Look for the numbers and the times of the sentences whose triggers are literal."""
        protests = {
            one.sentence.start
            for one in judged
            if "PROTEST" in one.found.types and one.found.literal and one.reading.polarity == "asserted"
        }
        for one in judged:
            sentence = one.sentence
            if one.found.literal and sentence.start not in self._sentences:
                start, end = sentence.start, sentence.end
                self._sentences[start] = SentenceFacts(
                    self.speech.figures.find(sentence.words, protest=start in protests),
                    (),
                    [place for place in self.where.located if start <= place.start < end],
                    self.speech.times.said(self.folded[start:end], sentence.words),
                )
        if self.speech.figures.sums is not None and len(self._sentences) > 1 and len(self.folded) <= NOTE:
            self._sum_up(judged, self.speech.figures.sums)

    def figures(self, start: int) -> Sequence[Figure]:
        """Return the numbers of a sentence that begins at an offset, once they are counted."""
        return facts.figures if (facts := self._sentences.get(start)) else ()

    def _sum_up(self, judged: Sequence[Judged], sums: Callable[[Sequence[Told]], None]) -> None:
        """Add the dead of the sentences up that tell of deaths that happened."""
        told = [one for one in judged if "DEATH" in one.found.types and one.found.literal]
        told = [one for one in told if one.reading.polarity == told[0].reading.polarity]
        body = self.text.find("\n\n") if not self.text.split("\n\n", 1)[0].rstrip().endswith(".") else 0
        told = [one for one in told if one.sentence.start >= body and one.reading.polarity in _HAPPENED]
        deadly = {one.sentence.start: one.sentence.words for one in told}  # a headline's dead are the text's
        if len(deadly) > 1:
            sums([(words, self._sentences[start].figures) for start, words in deadly.items()])

    def attribute(self, judged: Sequence[Judged]) -> None:
        """Look for the speakers of the sentences that `count` looked at."""
        told: dict[int, tuple[Sentence, Sequence[Span], set[int]]] = {}
        for one in judged:
            if one.found.literal:
                told.setdefault(one.sentence.start, (one.sentence, one.spans, set()))
        if not self.speech.figures.english:
            for one in judged:
                if one.sentence.start in told:
                    told[one.sentence.start][2].update(range(one.found.start, one.found.end))
        voices = Voices(self.speech, self.text, self.folded)
        for start, statements in voices.find(told.values()).items():
            self._sentences[start].statements = statements

    def classes(self, judged: Sequence[Judged]) -> set[str]:
        """Return the classes of those who are quoted in the sentences of what is told."""
        told = {one.sentence.start for one in judged if one.found.literal and one.reading.polarity in _SPOKEN_OF}
        said = {one.speaker.class_ for start in told for one in self._sentences[start].statements if one.speaker}
        if unheard := self.unheard(judged):
            apart = {one.speaker.class_ for several in unheard.values() for one in several if one.speaker}
            said = said - apart | {one.speaker.class_ for one in self._heard(judged) if one.speaker}
        return said | {one.witness.class_ for one in judged if one.witness is not None}

    def _heard(self, judged: Sequence[Judged]) -> list[Statement]:
        """The statements that tell of an event of their sentence."""
        heard = []
        for one in judged:
            if not one.found.literal or one.reading.polarity not in _SPOKEN_OF:
                continue
            statements = self._sentences[one.sentence.start].statements
            told = speaker_of(statements, one.sentence.words, one.found.start) if statements else None
            if told is not None and not (told.denies and one.reading.polarity == "asserted"):
                heard.append(told)
        return heard

    def unheard(self, judged: Sequence[Judged]) -> dict[int, list[Statement]]:
        """Return the statements beside another in a sentence with events that tell of none of them, by its start."""
        if not self.speech.figures.romance:
            return {}
        told = {one.sentence.start for one in judged if one.reading.polarity in _SPOKEN_OF and one.found.literal}
        several = {start: self._sentences[start].statements for start in told}
        several = {start: statements for start, statements in several.items() if len(statements) > 1}
        if not several:
            return {}
        heard = {id(one) for one in self._heard(judged)}
        return {
            start: left
            for start, statements in several.items()
            if (left := [one for one in statements if id(one) not in heard and not one.denies])
        }

    def tell(self, one: Judged, event: Judged) -> None:
        """Let who is quoted in a sentence without an event tell of that of another, on which nobody is quoted."""
        self._sentences[event.sentence.start].statements = (Statement(one.witness, 0, 0, before=True),)

    def go_on(self, one: Judged, event: Judged) -> None:
        """Note a sentence without an event of its own, that goes on about another."""
        located = self._sentences[event.sentence.start].located
        self._sentences.setdefault(one.sentence.start, SentenceFacts([], (), located, event=event))

    def _speaker(self, reading: SentenceFacts, sentence: Sentence, index: int, polarity: Polarity) -> Speaker | None:
        said = speaker_of(reading.statements, sentence.words, index) if reading.statements else None
        if said is None or (said.denies and polarity == "asserted"):
            return None  # nobody who denies an event tells of it
        if said.speaker is not None:
            self._last = said.speaker
        return self._last  # ``she said``

    def _time(self, sentence: Sentence, said: Said, zone: str, *, ahead: bool) -> TimeSpan | None:
        key = (sentence.start, zone, ahead)
        if key not in self._times:
            self._times[key] = self.speech.times.at(said, self.post.published_at, zone, ahead=ahead)
        return self._times[key]

    def _none(self, kind: EventType, counts: Sequence[Count], reading: SentenceFacts) -> bool:
        """Whether nobody is counted where others are denied: ``zero casualties in terms of [fatalities]``.

        In English a none may be a thing's (``killed with no helmet``), so one of the kind has to be denied beside it.
        """
        own = kind in ("DEATH", "INJURY", "ARREST") and all(count.role in _ROLES[kind] for count in counts)
        if not own or any(count.max != 0 for count in counts):
            return False
        beside = (other for other in reading.told if kind in other.found.types)
        return not self.speech.figures.english or any(other.reading.polarity == "negated" for other in beside)

    def _scene(self, reading: SentenceFacts, at: int) -> tuple[Place | None, str]:
        """The place of an event; the same for all of a sentence, unless that names several."""
        scene = self.where.place(reading.located, at)
        if len(reading.located) < 2:
            reading.scene = scene
        return scene

    def _find_leaders(self, judged: Sequence[Judged]) -> None:
        """Note which trigger of a sentence leads: the first event, or a disaster without a type where none is told."""
        for one in judged:
            if one.found.literal:
                self._sentences[one.sentence.start].tell(one)
            if one.found.literal and one.reading.polarity != "negated":
                reading = self._sentences[one.sentence.start]
                leader = reading.leader
                if leader is None or (leader.found.types == _HAZARD and one.found.types != _HAZARD):
                    reading.leader = one

    def _counts(self, kind: str, one: Judged, reading: SentenceFacts) -> tuple[Count, ...]:
        """The counts of a mention, of those of its sentence."""
        negated = one.reading.polarity == "negated"
        if negated and kind == "DISASTER":
            return self._none_missing(one, reading)
        if OLDER in one.reading.reasons or (
            len(self.folded) > NOTE and one.sentence.start > LEAD and superseded(one.sentence.words)
        ):
            return ()
        if negated and one.reading.hedged and any(reason in one.reading.reasons for reason in _OPEN):
            return ()
        roles = _ROLES.get(kind, ())
        if reading.leader is one:
            roles = (*roles, *_REST)
            if kind == "STORMING" and not any("PROTEST" in other.found.types for other in reading.told):
                roles = (*roles, "crowd")  # ``a crowd of 600 tried to force its way in``
        found = [figure for figure in reading.figures if figure.role in roles]
        if found and outdated(one.sentence.words) and self._told_before(one, roles):
            return ()
        old, until = old_tolls(one.sentence.words) if found and one.sentence.start else (0, 0)
        if until:
            found = [figure for figure in found if not old <= figure.start < until]
        if negated:
            found += [figure for figure in reading.figures if figure.role == "missing" and figure.high == 0]
        if kind == "STORMING":
            found = [figure for figure in found if figure.role != "crowd" or (figure.low or 0) >= CROWD]
        if len(reading.told) > 1 and found:
            past = one.reading.polarity == "past"
            found = [figure for figure in found if _of_past(figure, reading.told, past=past) == past]
        fitting = [figure for figure in found if (figure.high == 0) == negated]
        found = fitting or found  # ``no casualties among the crew of [22]``; ``killed 5, lost [none]``
        counts = [figure.count(of=figure.part) for figure in found]
        if negated and not fitting and not (self.speech.figures.english and any(not one.article for one in found)):
            found, counts = [], []  # ``rescatan con vida a [tres] mineros``, ``not [a] single person died``
        several = len(one.found.types) > 1  # ``sans faire de [victime]``: neither dead nor hurt
        # who is found alive is not all that are sought
        bare = one.found.pattern.tier == "denied" and not several and not self._nobody(one)
        none = negated and not found and not bare and kind in ("DEATH", "INJURY", "ARREST")
        if none and not self._counted(one, roles[0]):
            counts = [Count(cast("Any", roles[0]), 0, 0, False)]
        return tuple(dict.fromkeys(counts)) if counts else ()

    def _counted(self, one: Judged, role: str) -> bool:
        """Whether another sentence counts those of a role: then a denial without a number is of somebody else.

        ``three were hurt ... The driver got out [unhurt]``.
        """
        others = (facts for start, facts in self._sentences.items() if start != one.sentence.start and any(facts.told))
        return any(
            figure.role == role and figure.high != 0 and not figure.part
            for facts in others
            if any(told.reading.polarity == "asserted" for told in facts.told)
            for figure in facts.figures
        )

    def _told_before(self, one: Judged, roles: Sequence[str]) -> bool:
        """Whether a sentence before a trigger's counts people of its roles."""
        before = (facts for start, facts in self._sentences.items() if start < one.sentence.start)
        return any(figure.role in roles and not figure.part for facts in before for figure in facts.figures)

    def _nobody(self, one: Judged) -> bool:
        """Whether a trigger itself says that it befell nobody: ``[nikomu nic się nie stało]``."""
        return any(map(self.speech.figures.nobody, one.sentence.words[one.found.start : one.found.end]))

    def _none_missing(self, one: Judged, reading: SentenceFacts) -> tuple[Count, ...]:
        """What a denial of no event's own type counts: nobody missing, nobody evacuated."""
        told = [figure.count(of=False) for figure in reading.figures if figure.role in _REST and figure.high == 0]
        words = one.sentence.words[max(0, one.found.start - 2) : one.found.end + 2]
        if not told and self.speech.figures.gives("missing", words):
            told = [Count("missing", 0, 0, False)]
        return tuple(dict.fromkeys(told))

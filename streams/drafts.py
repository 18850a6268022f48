"""The steps between a post's text and its report, each for itself: a draft goes through all, see `streams.tagging`.

Tokenise the sentences that hold a trigger's word, match phrases, weigh the triggers in the company of the whole text,
match and read cues, compose mentions. A step returns whether the draft goes on; what it needs the steps before have
left in the draft. Only sentences with triggers are kept from step to step.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence, Set
from functools import partial

import msgspec
from msgspec.structs import replace

from connectors.post import Post
from streams.adverts import form
from streams.affected import affected, in_order, uncarried
from streams.clauses.ahead import announced
from streams.clauses.bygone import MONTHS, bygone, months_ago
from streams.clauses.company import SHORT, Company
from streams.clauses.gatherings import GATHERED, OF_PEOPLE, PAST, YEARS_ON, gatherings, marks_day, remembers, years_on
from streams.clauses.hearsay import by_hearsay, long_before
from streams.clauses.lately import DATING, weeks_ago
from streams.clauses.longer import longer
from streams.clauses.overlaps import Found
from streams.clauses.polarity import Reading
from streams.clauses.questions import asks
from streams.composer import Composer, Judged
from streams.copies import Dated
from streams.digest import other_stories
from streams.figures.tolls import NOTE
from streams.genre_effects import drilled
from streams.genre_effects import tell as tell_as
from streams.genres import Genre
from streams.geo.home import Settled
from streams.geo.places import Located
from streams.geo.spellings import distinct
from streams.grounds import GROUNDED, ground
from streams.judgements import (
    VICTIMS,
    dated_together,
    denied_together,
    happened,
    is_well,
    older_together,
    only_recalled,
    overruled,
    related,
    remembered_together,
    renamed,
    seized_before,
    set_apart,
    set_back,
)
from streams.learned_triggers import add, may_add
from streams.quoted import quoted
from streams.relevance import may_tell, tells
from streams.report import Report
from streams.scene import Seen, doubt, see, tell, unsure, untriggered
from streams.scent import scented
from streams.speech import Speech
from streams.text import Sentence, sentence_spans, tokenise
from streams.whereabouts import Whereabouts
from streams.whole import doubt_lone, weigh
from streams.witnesses import witnessed
from streams.words.patterns import Span

__all__ = ["STEPS_AT_PLACES", "STEPS_ON_EVENTS", "STEPS_TO_REPORT", "Draft"]

_MONTHS = frozenset(MONTHS)
_ANSWERS = tuple(f" {answer}{mark}" for answer in ("no", "yes") for mark in ":,.")
_NONE: frozenset[int] = frozenset()
_YEAR, _ASCII_YEAR = re.compile(r"\d{4}"), re.compile(r"[0-9]{4}")  # the second is sooner told
_BY_ITSELF = "negated: by itself"
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


def _part(draft: Draft) -> bool:
    """Tokenise the sentences that hold one of the starts."""
    position = 0
    draft.spans = sentence_spans(draft.folded) if draft.starts else ()
    for start, end in draft.spans:
        behind = bisect_left(draft.starts, end, position)
        if behind > position:
            draft.heard.append(Heard(tokenise(draft.folded, start, end)))
            position = behind
    return True


def _match(draft: Draft) -> bool:
    scan = draft.speech.events.scan
    for heard in draft.heard:
        heard.spans = scan(heard.sentence.words)
    draft.heard = [heard for heard in draft.heard if heard.spans]
    return True


def _describe(draft: Draft) -> bool:
    """Describe the whole text; only where there is something to be weighed."""
    if draft.heard:
        draft.company = draft.speech.triggers.company(draft.text, draft.folded, draft.words, draft.post.kind)
        if draft.post.kind == "newswire" and not draft.company.short and draft.company.sporty:
            for start, end, company in other_stories(draft.speech, draft.text, draft.folded, draft.spans):
                for heard in draft.heard:
                    if start <= heard.sentence.start < end:
                        heard.company = company
    return True


def _weigh(draft: Draft) -> bool:
    if draft.company is not None:
        find = draft.speech.triggers.find
        for heard in draft.heard:
            heard.found = find(heard.sentence, heard.spans, heard.company or draft.company)
    if draft.post.kind == "newswire" and len(draft.folded) <= NOTE:
        _learn(draft)
    if draft.company is not None:
        draft.heard = [heard for heard in draft.heard if heard.found]
        if draft.post.kind == "social" and draft.company.short:
            every = [one for heard in draft.heard for one in heard.found]
            weigh(every, draft.company, draft.language, draft.folded, draft.words)
    return True


def _learn(draft: Draft) -> None:
    """Hear also what the words of a sentence tell of together."""
    speech, folded = draft.speech, draft.folded
    named = speech.learned.named(draft.words)
    if not named or (draft.company is not None and not may_add(draft.company)):
        return
    known = {heard.sentence.start: heard for heard in draft.heard}
    every = []
    for start, end in draft.spans or sentence_spans(folded):
        heard = known.get(start)
        if heard is None:
            if not any(word in folded[start:end] for word in named):
                continue
            heard = Heard(tokenise(folded, start, end))
        words = heard.sentence.words
        literal = {kind for one in heard.found if one.literal for kind in one.types}
        if told := speech.learned.told(words, named, literal):
            if draft.company is None:
                draft.company = speech.triggers.company(draft.text, folded, draft.words, draft.post.kind)
                if not may_add(draft.company):
                    return
            spans = heard.spans or speech.events.scan(words)
            heard.found = add(heard.found, told, spans, partial(speech.triggers.fits, words), draft.company)
        every.append(heard)
    draft.heard = every


def _sign(draft: Draft) -> bool:
    scan = draft.speech.signs.scan
    for heard in draft.heard:
        heard.signs = scan(heard.sentence.words)
    return True


def _judge(draft: Draft) -> bool:
    company = draft.company
    if company is None or not draft.heard:
        return True
    for heard in draft.heard:
        judged = denied_together(_read(draft, heard, heard.company or company))
        if draft.judged and draft.language == "en":
            set_apart(judged, heard.sentence.words, draft.judged)
        if company.kind == "newswire":
            set_back(judged, draft.judged, draft.speech.times.months, draft.post.published_at)
        draft.judged += judged
    draft.judged = overruled(draft.judged)
    only_recalled(draft.judged, draft.folded, draft.speech.cues)
    if draft.language == "en":
        renamed(draft.judged, draft.words)
    if draft.language == "en" and len(draft.folded) <= NOTE:
        dated_together(draft.judged)
        older_together(draft.judged)
    if company.kind == "newswire" and draft.post.title:
        remembered_together(draft.judged, len(draft.post.title))
    if company.short and len(draft.heard) > 1:
        denied_together(draft.judged)  # ``Crews came for smoke at the plant. There was no fire.``
    if company.short and (doubt := draft.speech.cues.doubt(draft.folded)):
        for one in draft.judged:
            one.reading = replace(one.reading, hedged=True, reasons=(*one.reading.reasons, f"hedge: {doubt}"))
    return True


def _scent(draft: Draft) -> bool:
    if draft.telling and not draft.judged and not form(draft.folded, draft.words):
        draft.judged = scented(draft.speech, draft.text, draft.folded, draft.words)
    return True


def _see(draft: Draft) -> bool:
    """Read what a short post says of a scene where the triggers leave something to ask; without any it may tell all."""
    if draft.telling and draft.speech.scene.known and unsure(draft.speech, draft.folded, draft.judged):
        draft.seen = see(draft.speech, draft.text, draft.folded, draft.words, draft.company)
        if not draft.judged:
            above, draft.hope = untriggered(draft.speech, draft.text, draft.seen, opened=not draft.foreign)
            draft.judged = tell(draft.speech, draft.folded, above) if above > 0.0 else []
    return True


def _classify(draft: Draft) -> bool:
    if draft.spans and any(happened(one) or drilled(one) for one in draft.judged):
        genres, title = draft.speech.genres, len(draft.post.title or "")
        draft.genre = genres.find(draft.folded, draft.spans, title, draft.words, draft.post.published_at)
    _tell(draft)
    return True


def _tell(draft: Draft) -> None:
    if draft.genre is not None:
        tell_as(draft.speech.genres, draft.genre, draft.judged, draft.post.published_at.year)


def _read(draft: Draft, heard: Heard, company: Company) -> list[Judged]:
    """Read polarity and hedge of each trigger of a sentence."""
    sentence, signs, speech = heard.sentence, heard.signs, draft.speech
    words, cues = sentence.words, speech.cues.find(signs)
    year = _ASCII_YEAR if draft.folded.isascii() else _YEAR
    dated = bool(year.search(draft.folded, sentence.start, sentence.end))
    # Without cues nothing is asked of the triggers' tokens, as for most sentences.
    tokens = frozenset(index for one in heard.found for index in range(one.start, one.end)) if cues else _NONE
    occasion = bool(cues) and remembers(cues)
    gathered = gatherings(words, cues, heard.found, draft.language) if cues else []
    monthly = not _MONTHS.isdisjoint(words) or "last" in words
    english = draft.language == "en"
    lately = company.kind == "newswire" and draft.language == "en" and not DATING.isdisjoint(words)
    answered = draft.folded.startswith(_ANSWERS, sentence.end)
    judged: list[Judged] = []
    for one in heard.found:
        # Who is rescued is freed, and did not die.
        asked = [cue for cue in cues if not is_well(cue, words, draft.language)] if "FREED" in one.types else cues
        if occasion and not OF_PEOPLE.isdisjoint(one.types) and marks_day(words, one.end):
            asked = [cue for cue in asked if cue.turn != PAST]
        if asked and draft.language in YEARS_ON and OF_PEOPLE.issuperset(one.types):
            asked = [cue for cue in asked if not years_on(words, cue, one.start, one.end)]
        spared = [cue for cue, end in gathered if one.end <= end or OF_PEOPLE.issuperset(one.types)]
        asked = [cue for cue in asked if cue not in spared] if spared else asked
        if asked and VICTIMS.issuperset(one.types):  # ``a vigil for the [drowned] boys was called off``
            asked = [cue for cue in asked if cue.sort != "final"]
        reading = speech.cues.read(words, asked, one.start, one.end, tokens)
        if spared and reading.polarity == "asserted":
            reading = replace(reading, reasons=(*reading.reasons, GATHERED))
        if one.pattern.tier == "denied" and reading.polarity != "past":
            reading = replace(reading, polarity="negated", advice=False, reasons=(*reading.reasons, _BY_ITSELF))
        if said := _unsure(words, one, draft.language, answered=answered):
            reading = replace(reading, hedged=True, reasons=(*reading.reasons, said))
        if reading.polarity == "asserted":
            then = _of_year(words, one, draft) if dated else ""
            then = then or related(judged, words, one, dated=company.kind == "newswire")
            if monthly and not then:
                behind = next((other.start for other in heard.found if other.start >= one.end), len(words))
                then = months_ago(words, one.end, behind, draft.post.published_at.month)
            if lately and not then:
                behind = next((other.start for other in heard.found if other.start >= one.end), len(words))
                answers = OF_PEOPLE.issuperset(one.types)
                opens = sentence.start == (draft.spans or sentence_spans(draft.folded))[0][0]
                then = weeks_ago(words, one.start, one.end, behind, opens=opens, answers=answers)
            then = then or longer(words, one.start, one.end, answers=OF_PEOPLE.issuperset(one.types))
            if then:
                reading = replace(reading, polarity="past", reasons=(*reading.reasons, f"past: {then}"))
        reading = _to_come(draft, reading, words) if english and "PROTEST" in one.types else reading
        one.despite(company, reading.polarity)
        judged.append(Judged(sentence, signs, one, reading, None))
    if draft.language != "en":
        seized_before(judged, words)
    return judged


def _to_come(draft: Draft, reading: Reading, words: Sequence[str]) -> Reading:
    """Let a protest of a day to come be planned."""
    day = announced(words, draft.speech.times.months, draft.post.published_at.date())
    if not day or reading.polarity != "asserted":
        return reading
    return replace(reading, polarity="planned", reasons=(*reading.reasons, f"planned: {day}"))


def _of_year(words: Sequence[str], one: Found, draft: Draft) -> str:
    """Return why a trigger is past in a sentence with a year, or nothing."""
    then = bygone(words, one.start, one.end, draft.post.published_at.year, one.types)
    if not then and draft.language == "tr":
        return long_before(words, one.end, draft.post.published_at.year)
    return then


def _unsure(words: Sequence[str], one: Found, language: str, *, answered: bool) -> str:
    """Return why a trigger is told as unsure by the form of its sentence, or nothing."""
    if not answered and asks(words, one.start, one.end, one.types):
        return "hedge: asked"
    return "hedge: heard from others" if language == "tr" and by_hearsay(words, one.end) else ""


def _ground(draft: Draft) -> bool:
    if len(draft.folded) > SHORT:
        return True
    if draft.located:
        ground(draft.judged, draft.located, draft.folded)
    elif (
        draft.seen is None
        and draft.company is not None
        and draft.post.kind == "social"
        and not draft.speech.triggers.learned
    ):
        doubt_lone(draft.judged, draft.company, draft.text)
    return True


def _doubt(draft: Draft) -> bool:
    if draft.seen is not None:
        if draft.hope > 0.0 and draft.located and not draft.judged:
            draft.judged = tell(draft.speech, draft.folded, draft.hope)
        doubt(draft.speech, draft.text, draft.seen, draft.judged, placed=bool(draft.located))
    return True


def _affect(draft: Draft) -> bool:
    if draft.judged and draft.spans:
        published = draft.post.published_at
        draft.judged = affected(draft.speech, draft.folded, draft.words, draft.spans, draft.judged, published)
        if draft.post.kind == "newswire":
            draft.judged = witnessed(draft.speech, draft.text, draft.folded, draft.spans, draft.judged)
        _tell(draft)
    return True


def _count(draft: Draft) -> bool:
    where = Whereabouts(draft.text, draft.folded, draft.located, draft.home)
    draft.composer = Composer(draft.post, draft.text, draft.folded, draft.speech, where)
    draft.composer.count(draft.judged)
    if made := uncarried(draft.speech, draft.judged, draft.composer.figures):
        draft.judged = in_order(draft.judged, made)
    return True


def _attribute(draft: Draft) -> bool:
    composer = draft.composer
    if composer is None:
        return True
    composer.attribute(draft.judged)
    if draft.spans and draft.judged:
        voices = composer.classes(draft.judged)
        made = quoted(draft.speech, draft.text, draft.folded, draft.spans, draft.judged, voices)
        if made and not voices:
            composer.tell(*made.pop(0))
        for one, event in made:
            composer.go_on(one, event)
        if made:
            draft.judged = in_order(draft.judged, [one for one, _ in made])
    return True


def _compose(draft: Draft) -> bool:
    composer, judged = draft.composer, draft.judged
    if composer is not None:
        mentions, hazards = composer.mentions(judged), composer.hazards(judged)
        places = (draft.home.place,) if draft.home else distinct(draft.located, draft.text, draft.folded)
        relevant = any(map(tells, judged))
        draft.report = Report(draft.post.id, draft.language, relevant, tuple(mentions), places, tuple(hazards))
        draft.dated = composer.dated
    return False


STEPS_ON_EVENTS = (_part, _match, _describe, _weigh, _sign, _judge, _scent, _see, _classify)
"""Once the language is known."""
STEPS_AT_PLACES = (_ground, _doubt)
"""Once the places are known; what is literal is settled behind them."""
STEPS_TO_REPORT = (_affect, _count, _attribute, _compose)

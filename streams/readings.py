"""How each trigger of a sentence is meant: its cues, its year, what the sentence's form says of it.

The first reading, sentence by sentence; what the text says as a whole turns some of them over later, see
`streams.drafts`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from streams.clauses.ahead import announced
from streams.clauses.bygone import MONTHS, bygone, months_ago, of_now
from streams.clauses.company import Company
from streams.clauses.gatherings import GATHERED, OF_PEOPLE, PAST, YEARS_ON, gatherings, marks_day, remembers, years_on
from streams.clauses.hearsay import by_hearsay, in_year, long_before
from streams.clauses.lately import DATING, weeks_ago
from streams.clauses.longer import longer, since_year
from streams.clauses.overlaps import Found
from streams.clauses.polarity import Cue, Reading
from streams.clauses.questions import asks
from streams.composer import Judged
from streams.draft import Draft, Heard
from streams.judgements import VICTIMS, is_well, related, seized_before
from streams.text import sentence_spans

__all__ = ["read"]

_MONTHS = frozenset(MONTHS)
_ANSWERS = tuple(f" {answer}{mark}" for answer in ("no", "yes") for mark in ":,.")
_NONE: frozenset[int] = frozenset()
_YEAR, _ASCII_YEAR = re.compile(r"\d{4}"), re.compile(r"[0-9]{4}")  # the second is sooner told
_BY_ITSELF = "negated: by itself"


def read(draft: Draft, heard: Heard, company: Company) -> list[Judged]:
    """Read polarity and hedge of each trigger of a sentence.

    Args:
        draft: of the post; what its earlier sentences told of stands in it.
        heard: the sentence, its triggers and cues.
        company: of the story that it stands in.
    """
    sentence, signs, speech = heard.sentence, heard.signs, draft.speech
    words, cues = sentence.words, speech.cues.find(signs)
    # Without cues nothing is asked of the triggers' tokens, as for most sentences.
    tokens = frozenset(index for one in heard.found for index in range(one.start, one.end)) if cues else _NONE
    occasion = bool(cues) and remembers(cues)
    gathered = gatherings(words, cues, heard.found, draft.language) if cues else []
    before = _Before(draft, heard, company)
    english = draft.language == "en"
    answered = draft.folded.startswith(_ANSWERS, sentence.end)
    judged: list[Judged] = []
    for one in heard.found:
        spared = [cue for cue, end in gathered if one.end <= end or OF_PEOPLE.issuperset(one.types)]
        asked = _asked(draft, words, cues, one, occasion=occasion) if cues else cues
        asked = [cue for cue in asked if cue not in spared] if spared else asked
        reading = speech.cues.read(words, asked, one.start, one.end, tokens)
        if spared and reading.polarity == "asserted":
            reading = replace(reading, reasons=(*reading.reasons, GATHERED))
        if one.pattern.tier == "denied" and reading.polarity != "past":
            reading = replace(reading, polarity="negated", advice=False, reasons=(*reading.reasons, _BY_ITSELF))
        if said := _unsure(words, one, draft.language, answered=answered):
            reading = replace(reading, hedged=True, reasons=(*reading.reasons, said))
        if reading.polarity == "asserted" and (then := before.then(one, judged)):
            reading = replace(reading, polarity="past", reasons=(*reading.reasons, f"past: {then}"))
        reading = _to_come(draft, reading, words) if english and "PROTEST" in one.types else reading
        one.despite(company, reading.polarity)
        judged.append(Judged(sentence, signs, one, reading, None))
    if not english:
        seized_before(judged, words)
    return judged


def _asked(draft: Draft, words: Sequence[str], cues: Sequence[Cue], one: Found, *, occasion: bool) -> Sequence[Cue]:
    """Return the cues that can turn a trigger; ``occasion``: one of them tells of a day of remembrance."""
    people = OF_PEOPLE.issuperset(one.types)
    asked = cues
    if "FREED" in one.types:  # who is rescued is freed, and did not die
        asked = [cue for cue in asked if not is_well(cue, words, draft.language)]
    if occasion and not OF_PEOPLE.isdisjoint(one.types) and marks_day(words, one.end):
        asked = [cue for cue in asked if cue.turn != PAST]
    if asked and draft.language in YEARS_ON and people:
        asked = [cue for cue in asked if not years_on(words, cue, one.start, one.end)]
    if asked and VICTIMS.issuperset(one.types):  # ``a vigil for the [drowned] boys was called off``
        asked = [cue for cue in asked if cue.sort != "final"]
    return asked


_OF_TOLLS = (("DEATH",), ("INJURY",), ("ARREST",))
"""What is summed up over years and seasons."""


class _Before:
    """Why what a sentence tells of happened long ago; asked only for what else would be asserted."""

    def __init__(self, draft: Draft, heard: Heard, company: Company) -> None:
        words, folded = heard.sentence.words, draft.folded
        self._draft, self._heard, self._words = draft, heard, words
        self._newswire = company.kind == "newswire"
        year = _ASCII_YEAR if folded.isascii() else _YEAR
        self._dated = bool(year.search(folded, heard.sentence.start, heard.sentence.end))
        self._monthly = not _MONTHS.isdisjoint(words) or "last" in words
        self._lately = self._newswire and draft.language == "en" and not DATING.isdisjoint(words)

    def then(self, one: Found, judged: Sequence[Judged]) -> str:
        """Return why a trigger is past, or nothing; ``judged`` are those before it in the sentence."""
        words, draft = self._words, self._draft
        answers = OF_PEOPLE.issuperset(one.types)
        then = _of_year(words, one, draft, dated=self._dated)
        if (self._dated or "this" in words) and not then and one.types in _OF_TOLLS:
            then = since_year(words, one.start, one.end)
        then = then or related(judged, words, one, dated=self._newswire)
        if self._monthly and not then:
            then = months_ago(words, one.end, self._behind(one), draft.post.published_at.month)
        if self._lately and not then:
            opens = self._heard.sentence.start == (draft.spans or sentence_spans(draft.folded))[0][0]
            then = weeks_ago(words, one.start, one.end, self._behind(one), opens=opens, answers=answers)
        return then or longer(words, one.start, one.end, answers=answers)

    def _behind(self, one: Found) -> int:
        """The next trigger, or the sentence's end."""
        return next((other.start for other in self._heard.found if other.start >= one.end), len(self._words))


def _to_come(draft: Draft, reading: Reading, words: Sequence[str]) -> Reading:
    """Let a protest of a day to come be planned."""
    day = announced(words, draft.speech.times.months, draft.post.published_at.date())
    if not day or reading.polarity != "asserted":
        return reading
    return replace(reading, polarity="planned", reasons=(*reading.reasons, f"planned: {day}"))


def _of_year(words: Sequence[str], one: Found, draft: Draft, *, dated: bool) -> str:
    """Return why a trigger is past in a sentence with a year, or nothing."""
    then = bygone(words, one.start, one.end, draft.post.published_at.year, one.types) if dated else ""
    if not then and draft.language == "tr":
        year = draft.post.published_at.year
        then = in_year(words, one.end, year) if dated and OF_PEOPLE.isdisjoint(one.types) and not of_now(words) else ""
        return then or long_before(words, one.end, year)
    return then


def _unsure(words: Sequence[str], one: Found, language: str, *, answered: bool) -> str:
    """Return why a trigger is told as unsure by the form of its sentence, or nothing."""
    if not answered and asks(words, one.start, one.end, one.types):
        return "hedge: asked"
    return "hedge: heard from others" if language == "tr" and by_hearsay(words, one.end) else ""

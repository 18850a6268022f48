"""From a post to its report: the whole tagger behind one pure function.

Order of work: fold, gate (one Aho-Corasick pass; most posts end here), language, sentences that hold a trigger,
triggers and whether they are literal, polarity and hedging, counts, places, times, attribution. No clock, no network,
no randomness: the same post gives the same report.

A report is *relevant* when it has a mention that is not figurative, or speaks of a disaster that has no event type of
its own (flood, quake, wreck). Negated mentions count ("no deaths" is news), planned ones too (a protest tomorrow is
what a desk prepares for), and anniversaries (escalation leaves them out by their polarity). Figurative and sports uses
alone do not, nor advice for a case that is only thought of, nor a disaster of the past.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from connectors.post import HEARTBEAT_SOURCE, Post, body
from streams.company import SHORT, Company
from streams.composer import Composer, Judged, Speech, distinct
from streams.gazetteer import Gazetteer
from streams.language import detect
from streams.lexicon import Lexicon, LexiconError, load_lexicons, place_problem
from streams.patterns import Gate, Span
from streams.places import Located, Places, shipped_landmarks
from streams.polarity import bygone
from streams.report import Report
from streams.text import MAX_TEXT, Sentence, compounds, fold, sentence_spans, tokenise, vocabulary

__all__ = ["Analysis", "Tagger"]

DEFAULT_LANGUAGE = "en"
LESSER = ("plain", "weak")  # tiers of words that need not be the event itself
WITH_SIGNS = ("FIRE", "EXPLOSION")  # whose signs, smoke and bangs, also come from other things
_NONE: frozenset[int] = frozenset()
_YEAR = re.compile(r"\d{4}")
RELATED = {"gl": "es", "ca": "es", "ht": "fr", "uk": "ru", "be": "ru", "bg": "ru", "kk": "ky"}
"""Languages without a lexicon -> the nearest that has one; better than English, and short Spanish looks Galician."""


GROUNDED = 1.2  # score of a trigger that is said to be at a place
GROUND_REACH = 40  # characters between them
_AT = re.compile(r"(?:[^\s.!?;:]+ ){0,3}?(?:in|at|near|outside|off|from|hits|rocks|shakes|strikes) (?:[\w'-]+ ){0,3}")


class Analysis(msgspec.Struct):
    """A report and the decisions behind it; ``passed`` the gate."""

    report: Report
    judged: list[Judged] = []
    passed: bool = False


class Tagger:
    """Tags posts. Build with `Tagger.load`.

    Args:
        lexicons: of every language.
        places: finder of places.
        everywhere: name the places of posts without any trigger too. A stream that drops such posts saves the time.
    """

    def __init__(self, lexicons: Mapping[str, Lexicon], places: Places, *, everywhere: bool = True) -> None:
        self._speech = {language: Speech.of(lexicon) for language, lexicon in lexicons.items() if lexicon.patterns}
        patterns = [pattern for lexicon in lexicons.values() for pattern in lexicon.patterns]
        self._gate = Gate(patterns)
        self._places = places
        self._everywhere = everywhere

    @classmethod
    def load(
        cls, *, extra: Sequence[Path] = (), places: Iterable[Mapping[str, Any]] = (), everywhere: bool = True
    ) -> Tagger:
        """Read the lexicons, a desk's own files and its places of interest.

        Args:
            extra: a desk's lexicon or points-of-interest files.
            places: points of interest from the configuration: ``name``, ``aliases``, ``lat``, ``lon``, ``country``,
                ``city``.
            everywhere: see the class.

        Raises:
            LexiconError: names the file, the key and the mend.
        """
        lexicons = load_lexicons(extra)
        own = [place for lexicon in lexicons.values() for place in lexicon.places]
        for index, place in enumerate(given := list(places)):
            problem = place_problem(place)
            if problem:
                raise LexiconError(f"places[{index}]", problem[0], problem[1], problem[2])
        landmarks = [*shipped_landmarks(), *own, *given]
        return cls(lexicons, Places(Gazetteer.open(), landmarks), everywhere=everywhere)

    def gate(self, text: str) -> bool:
        """Whether any trigger can be in ``text``."""
        return bool(self._starts(fold(text[:MAX_TEXT])))

    def _starts(self, folded: str) -> list[int]:
        """Return where a word of a trigger is, rising: also inside a hashtag."""
        found = self._gate.starts(folded)
        inside = compounds(folded)
        return sorted({*found, *inside}) if inside else found

    def tag(self, post: Post) -> Report:
        """Read one post."""
        return self.analyse(post).report

    def tag_many(self, posts: Iterable[Post]) -> list[Report]:
        """Read posts, in order."""
        return [self.tag(post) for post in posts]

    def analyse(self, post: Post) -> Analysis:
        """Read one post and keep the decisions."""
        if post.deleted or post.source == HEARTBEAT_SOURCE:
            return Analysis(Report(post.id, (post.lang or DEFAULT_LANGUAGE)[:2], False, (), ()))
        text = body(post)
        folded = fold(text[:MAX_TEXT])
        starts = self._starts(folded)
        if not starts and not self._everywhere:
            return Analysis(Report(post.id, (post.lang or DEFAULT_LANGUAGE)[:2], False, (), ()))
        words = vocabulary(folded)
        language = detect(text, post.lang, words)
        speech = self._speech.get(RELATED.get(language, language)) or self._speech[DEFAULT_LANGUAGE]
        judged = _judge(speech, post, folded, starts, words) if starts else []
        if not judged and not self._everywhere:
            return Analysis(Report(post.id, language, False, (), ()), [], bool(starts))
        located = self._places.find(text[:MAX_TEXT], folded, language, words)
        if located and len(folded) <= SHORT:
            _ground(judged, located, folded)
        composer = Composer(post, text, folded, speech, located)
        mentions, hazards = composer.mentions(judged), composer.hazards(judged)
        relevant = any(map(_tells, judged))
        report = Report(post.id, language, relevant, tuple(mentions), distinct(located), tuple(hazards))
        return Analysis(report, judged, bool(starts))


def _judge(speech: Speech, post: Post, folded: str, starts: Sequence[int], words: Set[str]) -> list[Judged]:
    """Read the sentences that hold one of the offsets ``starts``; the company is looked at when there is a trigger."""
    company: Company | None = None
    judged: list[Judged] = []
    for sentence in _sentences(folded, starts):
        spans = speech.events.scan(sentence.words)
        if spans:
            company = company or speech.triggers.company(folded, words, post.kind)
            judged += _judge_sentence(speech, folded, sentence, spans, company, post.published_at.year)
    if judged and company and company.short and (doubt := speech.cues.doubt(folded)):
        for one in judged:
            one.reading = replace(one.reading, hedged=True, reasons=(*one.reading.reasons, f"hedge: {doubt}"))
    return judged


def _judge_sentence(
    speech: Speech, folded: str, sentence: Sentence, events: Sequence[Span], company: Company, year: int
) -> list[Judged]:
    found = speech.triggers.find(sentence, events, company)
    if not found:
        return []
    words = sentence.words
    signs = speech.signs.scan(words)
    cues = speech.cues.find(signs)
    dated = bool(_YEAR.search(folded, sentence.start, sentence.end))
    # Without cues nothing is asked of the triggers' tokens, as for most sentences.
    tokens = frozenset(index for one in found for index in range(one.start, one.end)) if cues else _NONE
    judged = []
    for one in found:
        reading = speech.cues.read(words, cues, one.start, one.end, tokens)
        if dated and reading.polarity == "asserted" and (then := bygone(words, one.start, one.end, year)):
            reading = replace(reading, polarity="past", reasons=(*reading.reasons, f"past: {then}"))
        one.despite(company, reading.polarity)
        judged.append(Judged(sentence, signs, one, reading, None))
    return _denied_together(judged)


def _denied_together(judged: list[Judged]) -> list[Judged]:
    """Let a denied event deny its lesser signs in the same sentence: ``there was smoke from a machine but no fire``."""
    for one in judged:
        if one.reading.polarity != "negated" or not one.found.literal:
            continue
        for other in judged:
            lesser = other.found.tier in LESSER or (other.found.types[0] in WITH_SIGNS and other.found.tier != "sure")
            if lesser and other.found.types == one.found.types and other.reading.polarity == "asserted":
                reason = f"negated: a sign of what `{one.found.pattern.source}` denies"
                other.reading = replace(other.reading, polarity="negated", reasons=(*other.reading.reasons, reason))
    return judged


def _ground(judged: Sequence[Judged], located: Sequence[Located], folded: str) -> None:
    """Let a place speak for a doubted trigger of a short text that is said to be there: ``bomb at [a bar in] Leeds``.

    What is figurative by its phrase, or far below the cut, stays so.
    """
    for one in judged:
        if one.found.literal:
            continue
        start, end = one.sentence.starts[one.found.end - 1], one.sentence.ends[one.found.end - 1]
        near = (place.start for place in located if 0 < place.start - end <= GROUND_REACH)
        if any(_AT.fullmatch(folded, start, place) for place in near):
            one.found.score += GROUNDED
            one.found.notes.append(("at a place +", GROUNDED))


def _tells(one: Judged) -> bool:
    """Whether a trigger makes a report relevant; see the module."""
    if not one.found.literal or one.reading.advice:
        return False
    return one.reading.polarity != "past" or one.found.types != ("HAZARD",)


def _sentences(folded: str, starts: Sequence[int]) -> list[Sentence]:
    """Tokenise the sentences that hold one of the rising offsets ``starts``."""
    found: list[Sentence] = []
    position = 0
    for start, end in sentence_spans(folded):
        behind = bisect_left(starts, end, position)
        if behind > position:
            found.append(tokenise(folded, start, end))
            position = behind
    return found

"""From a post to its report: the whole tagger behind one pure function.

Order of work: fold, gate (one Aho-Corasick pass; most posts end here), language, sentences that hold a trigger,
triggers and whether they are literal, polarity and hedging, counts, places, times, attribution. No clock, no network,
no randomness: the same post gives the same report.

A report is *relevant* when it has a mention that is not figurative, or speaks of a disaster that has no event type of
its own (flood, quake, wreck). Negated mentions count ("no deaths" is news), planned ones too (a protest tomorrow is
what a desk prepares for), and anniversaries (escalation leaves them out by their polarity). Figurative and sports uses
alone do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from connectors.post import HEARTBEAT_SOURCE, Post, body
from streams.language import detect
from streams.lexicon import Lexicon, load_lexicons
from streams.mentions import Company, Found, Triggers
from streams.patterns import Gate
from streams.polarity import Cues, Reading
from streams.report import EventType, Mention, Report, Trigger
from streams.text import MAX_TEXT, Sentence, fold, sentence_spans, tokenise

__all__ = ["Analysis", "Tagger"]

DEFAULT_LANGUAGE = "en"
MAX_MENTIONS = 48  # a report of more is a list of links, not a story


@dataclass(slots=True)
class Speech:
    """One language, compiled."""

    triggers: Triggers
    cues: Cues


@dataclass(slots=True)
class Judged:
    """A trigger with everything that was decided about it, for `streams.explain`."""

    sentence: Sentence
    found: Found
    reading: Reading
    mention: Mention | None


@dataclass(slots=True)
class Analysis:
    """A report and the decisions behind it."""

    report: Report
    judged: list[Judged] = field(default_factory=list)
    company: Company | None = None


class Tagger:
    """Tags posts. Build with `Tagger.load`."""

    def __init__(self, lexicons: dict[str, Lexicon]) -> None:
        self._speech = {
            language: Speech(Triggers(lex), Cues(lex)) for language, lex in lexicons.items() if lex.patterns
        }
        anchors = {anchor for speech in self._speech.values() for anchor in speech.triggers.matcher.anchors()}
        self._gate = Gate(anchors)

    @classmethod
    def load(cls, *, extra: Sequence[Path] = (), places: Iterable[dict[str, Any]] = ()) -> Tagger:
        """Read the lexicons and a desk's own files; raises `RecordError` that names file, key and mend."""
        return cls(load_lexicons(extra))

    def gate(self, text: str) -> bool:
        """Whether any trigger can be in ``text``."""
        return bool(self._gate.starts(fold(text[:MAX_TEXT])))

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
        starts = self._gate.starts(folded)
        language = detect(text, post.lang)
        if not starts:
            return Analysis(Report(post.id, language, False, (), ()))
        speech = self._speech.get(language) or self._speech[DEFAULT_LANGUAGE]
        company = speech.triggers.company(folded)
        judged: list[Judged] = []
        for sentence in _sentences(folded, starts):
            judged += self._judge(speech, sentence, company)
        mentions: list[Mention] = []
        relevant = False
        for one in judged:
            relevant = relevant or one.found.literal
            for kind in one.found.types:
                if kind == "HAZARD" or len(mentions) >= MAX_MENTIONS:
                    continue
                one.mention = _mention(kind, one, text)
                mentions.append(one.mention)
        return Analysis(Report(post.id, language, relevant, tuple(mentions), ()), judged, company)

    def _judge(self, speech: Speech, sentence: Sentence, company: Company) -> list[Judged]:
        found = speech.triggers.find(sentence, company)
        if not found:
            return []
        cues = speech.cues.find(sentence.words)
        tokens = frozenset(index for one in found for index in range(one.start, one.end))
        return [
            Judged(sentence, one, speech.cues.read(sentence.words, cues, one.start, one.end, tokens), None)
            for one in found
        ]


def _sentences(folded: str, starts: Sequence[int]) -> list[Sentence]:
    """Tokenise the sentences that hold one of the rising offsets ``starts``."""
    found: list[Sentence] = []
    position = 0
    for start, end in sentence_spans(folded):
        if position < len(starts) and starts[position] < end:
            found.append(tokenise(folded, start, end))
            while position < len(starts) and starts[position] < end:
                position += 1
    return found


def _mention(kind: str, one: Judged, text: str) -> Mention:
    first, last = one.sentence.starts[one.found.start], one.sentence.ends[one.found.end - 1]
    polarity = one.reading.polarity if one.found.literal else "figurative"
    return Mention(
        cast("EventType", kind),
        Trigger(text[first:last], first, last),
        polarity,
        one.reading.hedged,
        None,
        None,
        None,
        (),
    )

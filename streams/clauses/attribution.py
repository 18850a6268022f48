"""Who says so: the speakers of a sentence, what each of them says, and the class each belongs to.

A speaker is the noun phrase before a verb of saying, behind ``according to``, or behind ``said`` at the end of what is
said, with what is set beside it (``Ana Ruiz, a nurse at the hospital, said``); or what a headline puts before a colon
or behind a last colon or dash (``12 killed in a bus plunge: police``). Of several speakers each has the words behind
him (``police said``) or, where nothing follows him, those before (``..., police said``), within marks that end a
clause; a sentence of one speaker is all his. ``She said`` is whoever spoke last. The first person of a social post is
an eyewitness when it saw something. Limits: no parser; quoted words without a speaker beside them have none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from types import MappingProxyType

from streams.clauses.speaker_bounds import (
    DAYS_BEFORE,
    OF_DAY,
    divides,
    has_number,
    is_by,
    is_hyphen,
    is_name,
    left_end,
    named,
    right_end,
    undated,
)
from streams.clauses.speakers import Speakers, happens
from streams.clauses.statements import Statement
from streams.report import Speaker
from streams.text import Sentence
from streams.words.arabic import name_end
from streams.words.lexicon import Lexicon
from streams.words.patterns import Span
from streams.words.phrases import compile_pattern

__all__ = ["Attribution"]

_ANDS = frozenset({"and", "и", "y", "et"})
_MARKS = frozenset({":", "-", "—", "–", "("})
_ENDS = frozenset({".", "!", "…"})
_PLACING = frozenset(
    {"في", "علي", "قرب", "in", "at", "on", "near", "from", "en", "à", "au", "в", "на", "у", "em", "no", "na", "bei"}
)
_MARKED, _OPENING = 4, 6  # tokens of a speaker set off by one of these, behind it and before it
_ASIDES = 3  # marks between a name and what tells who it is: ``Ana Ruiz, 43, a nurse``
_WITNESSING_TEXT = (
    "lives lived works worked saw witnessed heard ran fled escaped survived was watched filmed stood owns"
)
_WITNESSING = frozenset(_WITNESSING_TEXT.split())
_VIA = frozenset({"on", "in", "via", "to", "through", "of"})
"""Behind a verb of saying: where it was said, by nobody of that name (``wrote [on Telegram]``), or what is no verb."""
_SAID_BEFORE_TEXT = (
    ', . ; ! ? … " ” » ) — – - on in at late early monday tuesday wednesday thursday friday saturday sunday today '
    "yesterday afp reuters reporters us"
)
_SAID_BEFORE = frozenset(_SAID_BEFORE_TEXT.split())
"""Behind the verb when what was said stands before it: ``, police said.``, ``, police said on Monday``."""
_LEAD_TEXT = (
    "the a an by two three several some other el la los las le les l' в de del du des however die der das den o os as"
)
_LEAD = frozenset(_LEAD_TEXT.split())
_ASIDE = frozenset({"a", "an", "the", "who", "whose", "another", "one"})
"""Begins what is set beside a name."""
_DOING_TEXT = (
    "speaking talking quoting citing reached contacted asked writing standing testifying quoted reading appearing"
)
_DOING = frozenset(_DOING_TEXT.split())
"""Begins what a speaker does beside."""
_NUMBERED = frozenset({"m", "channel", "radio", "france", "bbc", "tv", "rai", "tv-channel"})
"""First words of speakers with a number in their name: ``M23``, ``Channel 12``."""
_ALARMS = frozenset({"fire", "emergency"})
"""Before a colon: what is told of, and nobody who tells."""
_WHO = frozenset({"who", "whose"})
_FINITE = frozenset(
    {"was", "were", "had", "has", "have", "been", "is", "are", "will", "would", "could", "killed", "hit"}
)
_SIMPLE = 4  # tokens of a speaker who may be called by what befell him: ``the injured said``
_CASES = tuple(f"{first}{vowel}{last}" for first in "ндт" for vowel in "ыиуү" for last in ("", "н"))
"""Kyrgyz endings of the object and of whose it is: no speaker's."""
_DENIALS = (
    "desmin",
    "desmien",
    "neg",
    "nieg",
    "dément",
    "nie",
    "nié",
    "réfut",
    "опров",
    "отриц",
    "отверг",
    "نف",
    "تنف",
    "ينف",
)
_OWN = frozenset({"i", "i'm", "im", "i've", "ive", "my", "me", "we", "we're", "we've", "our"})
_MINE = frozenset({"my", "our"})
"""Before who tells: ``[my brother] is there``."""
_OPENED = {
    "just": frozenset({"walked", "drove", "saw", "heard", "passed", "ran", "got", "left", "felt", "cycled", "seen"}),
    "can": frozenset({"hear", "see", "smell", "feel"}),
}
"""First words of who leaves ``I`` out: ``[Just walked] past the square``."""
_LEADING = frozenset({"in", "on", "at", "during", "after", "from"})
_ARTICLES = frozenset({"the", "a", "an"})
_CALLED = 4  # tokens of a name in quotation marks
_QUOTES = frozenset({'"', "“", "”", "«", "»"})
_ACRONYM = re.compile("[A-Z]{3,7}")
"""A body that no list has: ``WHO said``, ``SAMU reported``."""


class Attribution:
    """Speakers of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._arabic = lexicon.language == "ar"
        self._final = lexicon.language in ("ky", "tr")  # the verb ends the clause
        self.patterns = [
            compile_pattern(source, (kind,), "speech", lexicon.classes)
            for kind in ("verbs", "according", "unsaid")
            for source in lexicon.words("attribution", kind)
        ]
        self._speakers = Speakers(lexicon)
        self._own = _OWN if lexicon.language == "en" else frozenset(lexicon.words("attribution", "own"))
        self._same = frozenset(lexicon.words("attribution", "same"))
        self._inverted = frozenset(lexicon.words("attribution", "inverted"))

    def statements(
        self,
        sentence: Sentence,
        spans: Sequence[Span],
        text: str,
        events: Set[int] = frozenset(),
        named: Mapping[str, Speaker] = MappingProxyType({}),
    ) -> tuple[Statement, ...]:
        """Return who is quoted in a sentence, in order.

        ``spans`` are its cues, ``events`` the tokens of its triggers, ``named`` by folded surname who spoke before.
        """
        cues = [span for span in spans if span[0].tier == "speech"]
        if not cues:
            return self._set_off(sentence, text) or self._first_person(sentence, text)
        words = sentence.words
        unsaid = [(start, end) for pattern, start, end in cues if pattern.types[0] == "unsaid"]
        if unsaid:
            cues = [
                cue
                for cue in cues
                if is_by(words, cue) or not any(cue[1] < end and start < cue[2] for start, end in unsaid)
            ]
        verbs = [(start, end) for pattern, start, end in cues if pattern.types[0] == "verbs"]
        found: dict[int, Statement] = {}
        for pattern, start, end in cues:
            if pattern.types[0] == "verbs":
                one = _by_surname(words, start, end, named) or self._said(sentence, text, start, end, alone=not found)
                if one and not self._inverted:
                    one = _plausible(one, words, start, end, events)
            elif words[start] == "в" and not verbs:
                continue
            else:
                one = self._according(sentence, text, start, end)
                if (
                    one
                    and words[start] == "в"
                    and not any(start == behind or one.end == verb for verb, behind in verbs)
                ):
                    one = None  # only ``рассказали [в МЧС]``, ``[в МЧС] сообщили``
            if one:
                found.setdefault(one.start, one)
        told = tuple(found[start] for start in sorted(found)) or self._set_off(sentence, text)
        return told or self._first_person(sentence, text)

    def _first_person(self, sentence: Sentence, text: str) -> tuple[Statement, ...]:
        """Return who writes in the first person, outside quotation marks: ``stabbed outside [our] shop``."""
        words = sentence.words
        opened = bool(self._inverted) and len(words) > 1 and words[0] in _OPENED and words[1] in _OPENED[words[0]]
        if (not opened and self._own.isdisjoint(words)) or not _QUOTES.isdisjoint(words):
            return ()
        own = (at for at, word in enumerate(words) if word in self._own and words[at + 1 : at + 2] != ["-"])  # ``I-95``
        at = next(own, 0 if opened else -1)
        if at < 0:
            return ()
        kin = words[at] in _MINE and at + 1 < len(words) and self._speakers.kind((words[at + 1],)) == "eyewitness"
        name = text[slice(*sentence.span(at, at + 1 + kin))]
        return (Statement(Speaker(name, "eyewitness"), at, at + 1, before=False),)

    def _according(self, sentence: Sentence, text: str, start: int, end: int) -> Statement | None:
        words = sentence.words
        if self._final or words[start] == "zufolge":  # ``[Medienberichten] zufolge``
            begin = left_end(words, start)
            speaker = self._phrase(sentence, text, begin, start)
            return Statement(speaker, begin, end, before=False) if speaker else None
        speaker, stop = self._beside(sentence, text, end)
        before = start > 1 and words[stop : stop + 1] != ["as"]  # ``quoted the mayor as saying that``
        return Statement(speaker, start, stop, before) if speaker else None

    def _said(self, sentence: Sentence, text: str, start: int, end: int, *, alone: bool) -> Statement | None:
        """The statement of a verb: its speaker stands before it, or behind it when nobody does."""
        words = sentence.words
        before = end >= len(words) or words[end] in _SAID_BEFORE
        begin = left_end(words, start)
        if begin == start - 1 and words[begin] in self._same:
            return Statement(None, begin, end, before)
        if (
            self._final
            and begin < start
            and end >= len(words) - 1
            and (opening := self._opening(sentence, text, start))
        ):
            return opening
        speaker = self._phrase(sentence, text, begin, start)
        if speaker:
            return Statement(speaker, begin, end, before)
        if begin == start and start > 1:
            found = self._called(sentence, text, start, end, before=before) or self._with_aside(
                sentence, text, start, end, before=before
            )
            if found:
                return found
        if self._turned(words, begin, start):
            speaker, stop = self._beside(sentence, text, end)
            if speaker:
                return Statement(speaker, start, stop, before=True)
        if begin == start and alone:  # ``my brother is there [and says] they fire``
            begin = left_end(words, max(0, start - 1))
            # Longer than that is a clause with a verb of its own, and who is its subject is not told.
            if start - 1 - begin <= _OPENING:
                speaker = self._phrase(sentence, text, begin, max(0, start - 1))
        return Statement(speaker, begin, end, before) if speaker else None

    def _called(self, sentence: Sentence, text: str, start: int, end: int, *, before: bool) -> Statement | None:
        """The speaker whose name stands in quotation marks before his verb: ``the network ["Open Door"] wrote``."""
        words = sentence.words
        if not self._inverted or words[start - 1] not in _QUOTES:
            return None
        mark = next((at for at in range(start - 2, max(0, start - 3 - _CALLED), -1) if words[at] in _QUOTES), 0)
        begin = left_end(words, mark) if mark else 0
        speaker = self._phrase(sentence, text, begin, mark) if mark else None
        return Statement(speaker, begin, end, before) if speaker else None

    def _opening(self, sentence: Sentence, text: str, verb: int) -> Statement | None:
        """The speaker who opens a sentence that ends in his verb: ``[Мэр] үч адам каза болгонун айтты``."""
        words = sentence.words
        if self._speakers.kind(words[verb - 1 : verb]) and not words[verb - 1].endswith(_CASES):
            speaker = self._phrase(sentence, text, verb - 1, verb)
            return Statement(speaker, verb - 1, verb, before=False) if speaker else None
        for end in range(1, min(_OPENING, verb)):
            if self._speakers.kind(words[end - 1 : end]) and not words[end - 1].endswith(_CASES):
                speaker = self._phrase(sentence, text, 0, end)
                return Statement(speaker, 0, end, before=False) if speaker else None
        return None

    def _turned(self, words: Sequence[str], begin: int, start: int) -> bool:
        """Whether the speaker may stand behind the verb: ``..., said the mayor``."""
        if self._inverted and words[start] not in self._inverted:
            return False
        if words[start + 1 : start + 2] and words[start + 1] in _VIA:
            return False
        return begin < start or start == 0 or words[start - 1] not in _ANDS

    def _with_aside(self, sentence: Sentence, text: str, start: int, end: int, *, before: bool) -> Statement | None:
        """``Ana Ruiz, 43, [a nurse at the hospital], said``: the name, and the class of what is set beside it."""
        words = sentence.words
        if words[start - 1] != ",":
            return None
        comma = start - 1
        for _ in range(_ASIDES):
            begin = left_end(words, comma)
            if begin == comma or begin < 2 or words[begin - 1] != ",":  # nothing is enclosed
                return None
            first = left_end(words, begin - 1)
            if speaker := self._set_beside(sentence, text, first, begin, comma):
                return Statement(speaker, first, end, before)
            comma = begin - 1
        return None

    def _set_beside(self, sentence: Sentence, text: str, first: int, begin: int, comma: int) -> Speaker | None:
        """The speaker at ``first``, by himself or by what is set beside him from ``begin`` on."""
        words = sentence.words
        relative = words[begin] in _WHO
        # ``his lawyer, [speaking to Reuters], said``, ``the governor, [Oleh Kiper], wrote``
        himself = relative or words[begin] in _DOING or text[sentence.starts[begin]].isupper()
        if himself and (speaker := self._phrase(sentence, text, first, begin - 1)):
            return speaker
        name = self._name(sentence, text, first, begin - 1) or self._name(sentence, text, begin, comma)
        kind = self._speakers.kind(words[begin:comma]) if words[begin] in _ASIDE else None
        if kind is None and relative and is_name(sentence, text, first, begin - 1):
            kind = "eyewitness"  # ``Mehmet, who sells fruit, said``
        return Speaker(name, kind) if kind and name else None

    def _beside(self, sentence: Sentence, text: str, end: int) -> tuple[Speaker | None, int]:
        """The speaker behind a cue, and the token behind him: ``said [Tom Hill, 43, who lives] next door``."""
        words = sentence.words
        stop = first = name_end(words, end, right_end(words, end)) if self._arabic else right_end(words, end)
        if any(word in _FINITE for word in words[end:stop]):
            return None, stop  # ``said both men had been beaten``
        speaker = self._phrase(sentence, text, end, stop)
        begin = end
        for _ in range(_ASIDES - 1):
            if speaker or stop == begin or words[stop : stop + 1] != [","]:
                break
            begin, stop = stop + 1, right_end(words, stop + 1)
            kind = self._speakers.kind(words[begin:stop])
            if (
                kind is None
                and words[begin : begin + 1] == ["who"]
                and not _WITNESSING.isdisjoint(words[begin + 1 : begin + 2])
            ):
                kind = "eyewitness"
            name = self._name(sentence, text, end, first)
            if kind and name and text[sentence.starts[first - 1]].isupper():
                speaker = Speaker(name, kind)
        return speaker, stop

    def _set_off(self, sentence: Sentence, text: str) -> tuple[Statement, ...]:
        """Return the speaker of a headline: ``police: two dead``, ``two dead - police``, ``two dead (police)``."""
        words = sentence.words
        if _MARKS.isdisjoint(words):
            return ()
        marks = [index for index, word in enumerate(words) if word in _MARKS and not is_hyphen(sentence, index)]
        if not marks:
            return ()
        end = len(words) - (words[-1] in _ENDS) - (words[-1] == ")" or words[-2:-1] == [")"])
        parts = [(marks[-1] + 1, end)]
        if words[marks[0]] == ":":
            parts.append((0, marks[0]))
        if divides(words, marks[-1]):
            parts = parts[1:]
        for start, end in parts:
            named = 0 < end - start <= (_MARKED if start else _OPENING) and self._named(words[start:end])
            if named and not self._speakers.act(words[start:end], text[slice(*sentence.span(start, end))]):
                speaker = self._phrase(sentence, text, start, end)
                return (Statement(speaker, start, end, before=start > 0),) if speaker else ()
        return ()

    def _named(self, words: Sequence[str]) -> bool:
        """Whether a phrase is a speaker and nothing else: by its last or its first word, and without a place."""
        if (len(words) == 1 and words[0] in _ALARMS) or self._speakers.states(words):
            return False
        named = self._speakers.kind(words[-1:]) is not None or self._speakers.kind(words[:1]) is not None
        return named and _PLACING.isdisjoint(words)

    def _phrase(self, sentence: Sentence, text: str, start: int, end: int) -> Speaker | None:
        while start < end and (
            sentence.words[start] in _LEAD
            or sentence.words[start] in _QUOTES
            or sentence.words[start] == "'"
            or sentence.words[start] in DAYS_BEFORE
            or sentence.words[start] in self._inverted
            or (sentence.words[start] in OF_DAY and sentence.words[start - 1] in DAYS_BEFORE)
        ):
            start += 1
        if self._inverted and sentence.words[start : start + 1] and sentence.words[start] in _LEADING:
            start = _behind_place(sentence.words, start, end)
        words = sentence.words[start:end]
        if words[:1] == ["number"]:
            return None  # ``the number of injured in the fire stands at 12``
        if start >= end or (words[0] not in _NUMBERED and has_number(words[:-1])):
            return None  # ``at least 73 people [are reported dead]`` say nothing
        if has_number(words[-2:]) and not (len(words) > 1 and text[sentence.starts[end - 2]].isupper()):
            return None  # but ``Rustavi 2`` does
        end = undated(sentence.words, start, end)
        name = text[slice(*sentence.span(start, named(sentence.words, start, end)))]
        if happens(sentence.words[start:end], name):
            return None
        kind = self._speakers.kind(sentence.words[start:end])
        if kind is None and _ACRONYM.fullmatch(name) and not text.isupper():
            kind = "official"
        return Speaker(name, kind) if kind else None

    def _name(self, sentence: Sentence, text: str, start: int, end: int) -> str:
        while start < end and sentence.words[start] in _LEAD:
            start += 1
        return text[slice(*sentence.span(start, end))] if start < end else ""


def _behind_place(words: Sequence[str], start: int, end: int) -> int:
    """Where the speaker begins behind what opens his sentence: ``in a message on its channel [the group] claimed``."""
    for at in range(end - 2, start + 2, -1):
        if words[at] in _ARTICLES and words[at - 1] not in _PLACING and words[at - 1] not in ("of", "for", "to", "by"):
            return at + 1
    return start


def _by_surname(words: Sequence[str], start: int, end: int, named: Mapping[str, Speaker]) -> Statement | None:
    """The statement of who is only called by his surname, once he was introduced: ``Sarkar [told reporters]``."""
    if not start or words[start - 1] not in named:
        return None
    before = end >= len(words) or words[end] in _SAID_BEFORE
    return Statement(named[words[start - 1]], start - 1, end, before)


def _plausible(one: Statement, words: Sequence[str], start: int, end: int, events: Set[int]) -> Statement | None:
    """The statement of a verb at ``start``, unless half a clause stands for its speaker; and whether it denies."""
    name = range(one.start, min(one.end, start))
    if len(name) > _SIMPLE and not events.isdisjoint(name):
        return None  # ``в Бишкеке [сторонники захватили здание] ...``
    return replace(one, denies=True) if any(word.startswith(_DENIALS) for word in words[start:end]) else one

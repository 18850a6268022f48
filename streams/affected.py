"""Sentences that name no event and count whom the text's event touched: ``Two hikers are unaccounted for``.

A crowd, the missing and the evacuated are often told in a sentence of their own, behind the one with the word of the
event. Each such sentence gets a mention of its own, with its own speaker, hedge and place; the word that gives the
number its role is the trigger. A crowd is a PROTEST, and only where the text tells of one. The missing and evacuated
are told of the event that the text told last, but not of its dead and injured: the mention has its type, so that a
report tells of no other events than before. An express none (``nobody is missing``) is a count of zero of what
happened. Past, planned and denied ones are left out.

Read are only texts that tell of an event of now, and of these the sentences that have such a word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence, Set
from datetime import datetime

from streams.clauses.background import backgrounds
from streams.clauses.elsewhen import elsewhen
from streams.clauses.overlaps import Found
from streams.composer import Judged
from streams.figures.counts import Figure
from streams.judgements import happened
from streams.speech import Speech
from streams.text import Sentence, tokenise
from streams.words.phrases import Pattern, compile_pattern

__all__ = ["affected", "event", "going_on", "in_order", "uncarried"]

_CERTAIN = 1.0  # score: as sure as the event that it goes on with
LEAST = 10  # people of a crowd; fewer are those who speak for it
VICTIMS = frozenset({"DEATH", "INJURY"})
_UNTYPED = ("HAZARD",)
"""Types of a trigger that tells of no type of event of its own: a report has it only among its disasters."""
_SEVERAL = 2
_NO_DEAD = frozenset({"casualty", "life", "lives", "toll", "massacre"})
"""Words beside the dead that name others by themselves: ``26 patients brought to the [casualty]``."""
_CARRIED = {"killed": "DEATH", "injured": "INJURY", "crowd": "PROTEST"}
_OWN = {"crowd": "PROTEST", "injured": "INJURY"}
"""Roles that have a type of their own."""
_STAFF_TEXT = "midwives nurses doctors surgeons medics paramedics staff beds wards specialists physicians interns"
_STAFF = frozenset(_STAFF_TEXT.split())
"""Who is counted beside a hospital, and not hurt."""
_ARMED = frozenset({"police", "soldiers", "militants"})
_UNHEARD_TEXT = "trace traces found heard located traced seen accounted reached contacted returned surfaced of since"
_UNHEARD = frozenset(_UNHEARD_TEXT.split())
"""Words that tell of the missing by a negation."""
_FIRE, _BESIDE = ("FIRE",), 3
_NO_EVENT = frozenset({"figurative", "neutral"})
_DIGIT = re.compile(r"\d")
_PATTERNS: dict[str, Pattern] = {}


def affected(
    speech: Speech,
    folded: str,
    words: Set[str],
    spans: Sequence[tuple[int, int]],
    judged: list[Judged],
    at: datetime,
) -> list[Judged]:
    """Return what a text judges with the sentences that only count, in order.

    Args:
        speech: of its language.
        folded: the text.
        words: its distinct words.
        spans: of its sentences.
        judged: its triggers, in order.
        at: when it was published.
    """
    told = [one for one in judged if happened(one)] if len(spans) > 1 else []
    if not told:
        return judged
    types = {kind for one in told for kind in one.found.types}
    roles = {"missing", "evacuated"}
    if "PROTEST" in types:
        roles.add("crowd")
    if "INJURY" not in types:
        roles.add("injured")
    marks, numbers = speech.figures.affecting.find(words, roles)
    if not marks:
        return judged
    marks, numbers = [f" {mark}" for mark in marks], [f" {number}" for number in numbers]
    known = {one.sentence.start for one in judged if one.found.literal and not _carries_none(one)}
    made = []
    for start, end in spans:
        if start in known:
            continue
        text = f" {folded[start:end]}"
        for mark in marks:
            if mark in text:
                if _DIGIT.search(text) or any(one in text for one in numbers):
                    made += _read(speech, tokenise(folded, start, end), told, roles, at)
                break
    return in_order(judged, made) if made else judged


def _carries_none(one: Judged) -> bool:
    """Whether a trigger takes none of the figures beside it that are not its own: a disaster's, or what is denied."""
    return one.found.types == _UNTYPED or one.reading.polarity == "negated"


def uncarried(speech: Speech, judged: Sequence[Judged], figures: Callable[[int], Sequence[Figure]]) -> list[Judged]:
    """Return judgements of the dead and hurt that a sentence counts beside an event, and names by no trigger.

    The same of those who march, where the text tells of a protest.

    Args:
        speech: of its language.
        judged: triggers of the text.
        figures: of a sentence that begins at an offset.
    """
    beside: dict[int, list[Judged]] = {}
    for one in judged:
        beside.setdefault(one.sentence.start, []).append(one)
    protests = any("PROTEST" in one.found.types and happened(one) for one in judged)
    kinds = VICTIMS | {"PROTEST"} if protests else VICTIMS
    made = []
    for start, ones in beside.items():
        named = {kind for one in ones for kind in one.found.types}
        if named >= kinds or not all(map(happened, ones)):
            continue
        for figure in figures(start):
            kind = _CARRIED.get(figure.role or "")
            if kind not in kinds - named or figure.part or (figure.low or 0) < _SEVERAL or not figure.people:
                continue
            if kind == "PROTEST" and not _counts(figure):
                continue
            words = ones[0].sentence.words
            index = speech.figures.tells(words, figure)
            if words[index] in _NO_DEAD or _names_none(speech, words, index) or _burns(ones, index, figure):
                continue
            cues = speech.cues.find(ones[0].spans)
            reading = speech.cues.read(words, cues, index, index + 1, frozenset())
            if reading.polarity == "asserted":
                named.add(kind)
                trigger = going_on(kind, index, index + 1, f"counts the {figure.role}")
                made.append(Judged(ones[0].sentence, ones[0].spans, trigger, reading, None))
    return made


def in_order(judged: Sequence[Judged], made: Sequence[Judged]) -> list[Judged]:
    """Return judgements in the order of the text."""
    return sorted([*judged, *made], key=_place)


def _place(one: Judged) -> tuple[int, int]:
    return one.sentence.start, one.found.start


def _read(speech: Speech, sentence: Sentence, told: Sequence[Judged], roles: Set[str], at: datetime) -> list[Judged]:
    """Return a judgement for each role that a sentence counts."""
    words = sentence.words
    figures = [one for one in speech.figures.find(words) if one.role in roles and _counts(one)]
    if not figures or elsewhen(words)[0]:
        return []  # ``The war has driven millions from their homes``
    signs = speech.signs.scan(words)
    cues = speech.cues.find(signs)
    past = backgrounds(words, speech.times.months, at)
    made: dict[str, Judged] = {}
    for figure in figures:
        role = figure.role or ""
        index = speech.figures.tells(words, figure)
        if role == "injured" and not _STAFF.isdisjoint(words[figure.start : figure.end + 2]):
            continue
        if role in made or any(one.start <= index < one.end for one in past) or _names_none(speech, words, index):
            continue
        reading = speech.cues.read(words, cues, index, index + 1, frozenset())
        if reading.polarity == "negated" and (figure.high == 0 or words[index] in _UNHEARD):
            reading.polarity = "asserted"
        if reading.polarity != "asserted":
            continue
        carrier = _OWN.get(role) or event(told, sentence.start)
        if carrier in _UNTYPED and any(one.sentence.start == sentence.start for one in told):
            continue  # is told as a disaster itself
        made[role] = Judged(sentence, signs, going_on(carrier, index, index + 1, f"counts the {role}"), reading, None)
    return list(made.values())


def _names_none(speech: Speech, words: Sequence[str], index: int) -> bool:
    """Whether a word is part of a phrase that names no event: ``three workers [escaped death]``."""
    spans = speech.events.scan(words)
    return any(pattern.tier in _NO_EVENT and start <= index < end for pattern, start, end in spans)


def _burns(ones: Sequence[Judged], index: int, figure: Figure) -> bool:
    """Whether what gives a number its role burns beside other things: ``300 personas con neumáticos [quemados]``."""
    return index - figure.end >= _BESIDE and any(
        one.found.types == _FIRE and one.found.start <= index < one.found.end for one in ones
    )


def _counts(figure: Figure) -> bool:
    """Whether a number says how many an event touched."""
    if figure.part:
        return False
    if figure.role == "crowd":
        return figure.people not in _ARMED and (figure.low or 0) >= LEAST
    if figure.role == "injured":
        return (figure.low or 0) > 1
    single = figure.low == figure.high == 1
    return not (single and figure.people is None)


def event(told: Sequence[Judged], at: int) -> str:
    """Return the type of the event that a sentence at an offset goes on about."""
    place = bisect_right([one.sentence.start for one in told], at)
    for one in (*reversed(told[:place]), *told[place:]):
        if one.found.types == _UNTYPED and one.sentence.start == at:
            continue  # ``120 people were [evacuated]``, because of a fire told before
        for kind in one.found.types:
            if kind not in VICTIMS:
                return kind
    return "HAZARD"


def going_on(kind: str, start: int, end: int, why: str) -> Found:
    """Return the trigger of a mention that goes on about an event told beside it."""
    if kind not in _PATTERNS:
        _PATTERNS[kind] = compile_pattern("affected", (kind,), "plain", {})
    notes: list[tuple[str, object]] = [("goes on about the event told beside it: ", why)]
    return Found(_PATTERNS[kind], (kind,), start, end, "plain", _CERTAIN, notes=notes)

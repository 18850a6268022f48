"""Who a headline sets off by marks: ``police: two dead``, ``two dead - police``, ``two dead (police)``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.clauses.speaker_bounds import divides, is_hyphen
from streams.clauses.speaker_phrases import PLACING, QUOTES, Phrases
from streams.clauses.speakers import Speakers
from streams.clauses.statements import Statement
from streams.report import Speaker
from streams.text import Sentence

__all__ = ["set_off"]

_MARKS = frozenset({":", "-", "—", "–", "("})
_ENDS = frozenset({".", "!", "…"})
_BEHIND, _BEFORE = 4, 6  # tokens of a speaker behind such a mark, and before a colon
_ALARMS = frozenset({"fire", "emergency", "watch"})
"""Before a colon: what is told of, and nobody who tells."""
_AREAS = frozenset({"province", "county", "district", "region", "state", "governorate", "municipality"})
_FLASHES = frozenset(
    {"عاجل", "breaking", "urgent", "urgente", "alerte", "alerta", "dringend", "eilmeldung", "срочно", "acil"}
)
_FLASHED = ([":"], ["|"], ["-"], ["–"], ["—"], ["/"])
"""Begin a flash, before who tells it: ``[عاجل |] وزارة الصحة: ...``."""
_ADDRESSED = (["the", "editor"], ["editor"])
"""Behind ``to``, before a colon: who is written to."""

_WITHIN = frozenset({"der", "des", "die", "das", "und", "von", "vom", "für", "zur", "zum", "beim", "am", "an"})
_QUOTING = 8  # tokens of a speaker before a colon and a quotation
_TITLES = frozenset({"المتحدث", "الناطق", "متحدث", "ناطق"})
_TITLED = 4  # tokens more of somebody's name behind what he is
_PICTURES_TEXT = "фото видео снимок скриншот кадр сүрөт видео відео знімок fot foto zdjęcie wideo photo image picture"
_PICTURES = frozenset(_PICTURES_TEXT.split())
"""Before a colon: whose picture it is, who says nothing."""
_IMPERFECT = frozenset("يت")
"""First letters of Arabic verbs in the present."""
_SHORT = 3  # letters of a town: ``محافظ [تعز]``
_WENT = re.compile("(?:[aeiyuęźszdkgś]li|[aiyę]ł[aoy]|[aiy]ł|ął)$")
"""Ends of Polish verbs in the past, behind who did it."""
_REPORTS = (["reports"], ["report"])
"""Behind a mark: media that nobody names."""


def set_off(sentence: Sentence, text: str, speakers: Speakers, phrases: Phrases) -> tuple[Statement, ...]:
    """Return the statement of the speaker that stands alone behind the last mark or before a first colon."""
    words = sentence.words
    if _MARKS.isdisjoint(words):
        return ()
    marks = [index for index, word in enumerate(words) if word in _MARKS and not is_hyphen(sentence, index)]
    if not marks or (words[marks[-1]] == ":" and words[marks[-1] - 1] in _PICTURES):
        return ()
    end = len(words) - (words[-1] in _ENDS) - (words[-1] == ")" or words[-2:-1] == [")"])
    parts = [(marks[-1] + 1, end)]
    opens = 2 if words[0] in _FLASHES and words[1:2] in _FLASHED else 0
    first = marks[1] if opens and words[1] == ":" and len(marks) > 1 else marks[0]
    if words[first] == ":":
        if quoting := _quoting(sentence, text, first, speakers, phrases):
            return (quoting,)
        parts.append((opens, first))
    if divides(words, marks[-1]):
        parts = parts[1:]
    for start, end in parts:
        if start and words[start:end] in _REPORTS:
            return (Statement(Speaker(text[slice(*sentence.span(start, end))], "media"), start, end, before=True),)
        if end - start > 2 and words[start] in QUOTES and words[end - 1] in QUOTES:
            start, end = start + 1, end - 1  # noqa: PLW2901  ``"Memorial": 40 arrested``
        if start >= end:
            continue
        reach = _BEHIND if start > opens else _BEFORE + _TITLED * (words[start] in _TITLES)
        named = 0 < end - start <= reach and _names(words[start:end], speakers)
        if named and _is_clause(sentence, text, start, end, speakers):
            continue
        if named and not speakers.act(words[start:end], text[slice(*sentence.span(start, end))]):
            speaker = phrases.speaker(sentence, text, start, end)
            if speaker:
                return (Statement(speaker, start, end, before=start > opens),)
    return ()


def _name(sentence: Sentence, text: str, start: int, end: int) -> bool:
    """Whether a German phrase is a name and no clause: what has no capital in it only joins parts of a name."""
    return all(sentence.words[at] in _WITHIN or not text[sentence.starts[at]].islower() for at in range(start, end))


def _is_clause(sentence: Sentence, text: str, start: int, end: int, speakers: Speakers) -> bool:
    """Whether a phrase with a speaker in it tells what happens: in German by a small letter, in Turkish by its head.

    ``Brand in Kiel: [Feuerwehr im Einsatz]``, ``[Polis aracı devrildi]: 3 yaralı``, but ``[Vali Demir]: ...``.
    """
    if speakers.capitals:
        return not _name(sentence, text, start, end)
    if speakers.arabic:  # ``جريمة في الشارع: [شاب ينهي حياة جاره]``
        told = sentence.words[start + 1 : end]
        return any(word[0] in _IMPERFECT and len(word) > _SHORT and speakers.kind((word,)) is None for word in told)
    if (
        speakers.polish
        and end - start > 1
        and _WENT.search(sentence.words[start + 1])
        and text[sentence.starts[start + 1]].islower()
    ):
        return True  # ``Pożar: [strażacy znaleźli ciała]``
    if not speakers.cased or speakers.kind(sentence.words[end - 1 : end]) is not None:
        return False
    return text[sentence.starts[end - 1]].islower()


def _quoting(sentence: Sentence, text: str, colon: int, speakers: Speakers, phrases: Phrases) -> Statement | None:
    """Return the statement of who stands before a colon and a quotation: ``Crollo, [il sindaco]: "Due morti"``."""
    words = sentence.words
    if words[colon + 1 : colon + 2] == [] or words[colon + 1] not in QUOTES:
        return None
    start = next((at + 1 for at in range(colon - 1, -1, -1) if words[at] == ","), 0)
    told = words[start:colon]
    if not 0 < len(told) <= _QUOTING or not any(speakers.kind((word,)) for word in told):
        return None
    if not PLACING.isdisjoint(told) or speakers.act(told, text[slice(*sentence.span(start, colon))]):
        return None
    speaker = phrases.speaker(sentence, text, start, colon)
    return Statement(speaker, start, colon, before=False) if speaker else None


def _names(words: Sequence[str], speakers: Speakers) -> bool:
    """Whether a phrase is a speaker and nothing else: by its last or its first word, and without a place."""
    if (len(words) == 1 and words[0] in _ALARMS) or speakers.states(words):
        return False
    if "to" in words and words[words.index("to") + 1 :] in _ADDRESSED:
        return False
    if words[-1] in _AREAS or speakers.befell(words[0]):
        return False  # ``at Djohna ([Sila Province])``, ``Пожар в Оше: [погибла] семья``
    named = speakers.kind(words[-1:]) or speakers.kind(words[:1]) or speakers.named(words)
    return named is not None and PLACING.isdisjoint(words)

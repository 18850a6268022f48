"""The dead and hurt of several places in one sentence, told with one verb, in languages other than English.

``deux morts dans le Gard et [trois dans l'Hérault]``, ``двое погибших в Бресте, [трое в Гомеле]``, and where the verb
comes last ``Sinop'ta [iki], Bartın'da üç kişi öldü``. English is `streams.figures.sides.left_out`. Limits: a second
number must have its place right beside it, and what says how somebody is (``tres en estado grave``) is no place.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from streams.figures.groups import AND, Figure, Line

__all__ = ["of_towns"]

_WHERE_TEXT = (
    "en dans à au aux in a ad nel nella nei nelle nell' na no nas nos em im am bei w we в во на у під під біля під "
    "pod koło под у около près cerca perto vicino nahe في قرب"
)
_WHERE = frozenset(_WHERE_TEXT.split())
_NO_PLACE = (
    *("estado", "état", "stato", "zustand", "stanie", "стані", "состояни", "حال", "condi", "situa", "gravi", "grave"),
    *("hospital", "hôpital", "ospedal", "krankenhaus", "klinik", "szpital", "лікарн", "больниц", "реанимац", "مستشفي"),
    *("prognos", "pronóstico", "lebensgefahr", "terapia", "cuidados", "uci", "uti", "total", "todo", "tutto", "wieku"),
    *("unos", "une", "un", "una", "um", "uma", "menos", "otro", "outro", "altr", "autre", "тяжел", "важк", "ciężki"),
    *("kritisch", "custod", "prision", "prisión", "haft", "garde", "detención", "arresto", "الحال", "العناية"),
)
"""Begins of words behind such a preposition that tell of people's state, or of custody."""
_HARM = frozenset({"killed", "injured", "missing", "arrested"})
_LOCATIVES = ("da", "de", "ta", "te", "да", "де", "до", "дө", "та", "те", "то", "тө")
_BY_CASE = frozenset({",", "ve", "жана"})
BESIDE = 5  # tokens between two numbers: ``[morts dans le Gard et] trois``


def of_towns(line: Line, found: Sequence[Figure]) -> None:
    """Let a number whose verb is left out, and that has a place of its own, come on top of its fellow."""
    for first, second in pairwise(found):
        if not (first.low and second.low) or first.part or second.part or first.share or second.share:
            continue
        between = line.words[first.end : second.start]
        if not 0 < len(between) <= BESIDE + 1:
            continue
        if _placed(line, between, second):
            if first.role in _HARM and second.role in (None, first.role):
                second.role, second.added, second.people = first.role, True, first.people
        elif _verb_last(line, first, between) and first.role is None and first.people is None:
            first.role, first.people, second.added = second.role, second.people, second.role in _HARM


def _placed(line: Line, between: Sequence[str], second: Figure) -> bool:
    """Whether both numbers are told with their places: ``morts [dans le Gard et] trois [dans] l'Hérault``."""
    words = line.words
    joined = between[-1] in AND or between[-1] == "," or words[second.start][:1] == "و"
    if not joined or second.people or _WHERE.isdisjoint(between):
        return False
    behind = words[second.end : second.end + 3]
    if len(behind) < 2 or behind[0] not in _WHERE:
        return False
    return not any(word.startswith(_NO_PLACE) for word in behind[1:]) and second.end + 1 not in line.starts


def _verb_last(line: Line, first: Figure, between: Sequence[str]) -> bool:
    """Whether places in the locative stand before both numbers: ``[Sinop'ta] iki, [Bartın'da] üç``."""
    if not first.start or len(between) < 2 or between[0] not in _BY_CASE:
        return False
    return line.words[first.start - 1].endswith(_LOCATIVES) and between[-1].endswith(_LOCATIVES)

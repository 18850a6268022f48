"""Gatherings that remember an event: what happens at them is of now, what they remember is past.

``Two officers were [hurt] in scuffles during a [march in memory of] the victims``, ``at a [rally on the anniversary]
police [detained] five``. Words of remembrance make all past that stands near them; where they only call a gathering
what it is, they say nothing of it, of what stands before it, and of what people do there. The same of a day years on:
``un año después del incendio, cientos [marchan]``, ``[detenido] tres años después del crimen``.

Limits: the gathering has to stand beside the words of remembrance; who is hurt behind both is taken for remembered.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.clauses.overlaps import Found
from streams.clauses.scope import Cue

__all__ = ["GATHERED", "OF_PEOPLE", "PAST", "YEARS_ON", "gatherings", "marks_day", "remembers", "years_on"]

PAST = 1  # turn of its cues, see `streams.clauses.polarity`
GATHERED = "now: at a gathering"
"""Among the reasons of what happens there."""
OF_PEOPLE = frozenset({"PROTEST", "ARREST", "FORCE", "CLASH", "FREED", "STORMING"})
"""Types that may happen on the anniversary of another event."""
_ANNIVERSARIES = frozenset({"anniversary", "anniversaries", "th anniversary", "anniversary of", "commemorat*"})
_DAY_TEXT = "on mark marking marks marked commemorate commemorating commemorates for honour honouring honor honoring"
_DAY = frozenset(_DAY_TEXT.split())
_REMEMBERING_TEXT = """memor mémoire commem commém conmem remembr памят пам'ят эскер курман ذكر احياء hommage homenaj
omaggio gedenk anma anıl pamię tribute годовщин річниц роковин annivers aniversar rocznic jahrestag жылды"""
_REMEMBERING = tuple(_REMEMBERING_TEXT.split())
"""How cues of remembrance begin, one of their words."""
_HEAD_LAST = frozenset({"ky", "tr"})
"""Languages in which the gathering stands behind what it is for: ``эскерүү [митингинде]``, ``anma [yürüyüşünde]``."""
_BESIDE = 2  # tokens between a gathering and such a word
_CROWDS_TEXT = "crowd parade procession multitud multidão cortejo foule cortège folla corteo menge tłum толп натовп حشد"
_CROWDS = tuple(_CROWDS_TEXT.split())
_MARKING = 4  # tokens from a crowd to what it marks: ``a [crowd] marking the anniversary``


def marks_day(words: Sequence[str], end: int) -> bool:
    """Whether what stands before happens on a day of remembrance: ``marched [on the] tenth anniversary of``."""
    for index in range(end, len(words)):
        if words[index].startswith(("anniversar", "commemorat")):
            return not _DAY.isdisjoint(words[max(end, index - 5) : index + 1]) or words[index].startswith("commemorat")
    return False


YEARS_ON = frozenset({"es", "fr", "pt", "it"})
"""Languages of `years_on`."""
_YEARS_TEXT = "año años mes meses an ans mois ano anos mês anni anno mese mesi"
_YEARS = frozenset(_YEARS_TEXT.split())
_THEN_TEXT = "de del le la les l' un une o a as os da do das dos il lo i gli dal dalla dall' dalle dagli"
_THEN = frozenset(_THEN_TEXT.split())
"""Behind ``años después``: it goes on with what was then."""


def years_on(words: Sequence[str], cue: Cue, start: int, end: int) -> bool:
    """Whether what people do stands apart from what was years before it, behind its comma or in front of the cue."""
    if cue.turn != PAST or _YEARS.isdisjoint(words[cue.start : cue.end]):
        return False
    if cue.end <= start:
        return "," in words[cue.end : start]
    names_it = words[cue.end - 1] in _THEN or not _THEN.isdisjoint(words[cue.end : cue.end + 1])
    return end <= cue.start and names_it and "," not in words[end : cue.start]


def remembers(cues: Sequence[Cue]) -> bool:
    """Whether an English sentence names an anniversary, see `marks_day`."""
    return any(cue.turn == PAST and cue.source in _ANNIVERSARIES for cue in cues)


def gatherings(
    words: Sequence[str], cues: Sequence[Cue], found: Sequence[Found], language: str
) -> list[tuple[Cue, int]]:
    """Return the cues that only tell what a gathering is for, each with the token behind the gathering."""
    told = []
    for cue in cues:
        if cue.turn != PAST or not any(word.startswith(_REMEMBERING) for word in cue.source.split()):
            continue
        reach = range(max(0, cue.start - _MARKING), cue.start)
        told += [(cue, index) for index in reach if words[index].startswith(_CROWDS)]
        for one in found:
            if "PROTEST" not in one.types:
                continue
            if 0 <= cue.start - one.end <= _BESIDE:
                told.append((cue, one.end))
            elif language in _HEAD_LAST and 0 <= one.start - cue.end <= _BESIDE:
                told.append((cue, 0))  # whom it is for stands before it
    return told

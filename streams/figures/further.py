"""Who comes on top of those counted before, in Romance languages: in one sentence and over a short text.

``Nueve manifestantes y cuatro agentes resultaron heridos`` counts marchers among the hurt, ``sete pessoas foram presas
e três adolescentes apreendidos`` adds up two verbs, ``Otros dos murieron en el hospital`` and ``Une quatrième victime
est décédée`` add to the dead that the text told before. Other languages: `streams.figures.tolls`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from streams.figures.groups import AND, THEIR, Figure, Line
from streams.figures.tolls import Told

__all__ = ["add_further", "beside", "rescuers"]

_BEFALLING = frozenset({"killed", "injured", "arrested"})
BESIDE = 6  # tokens between two numbers with a verb each
ALSO = 3  # tokens between a number and ``también``
OWN = 4  # tokens from a number to its own verb
_BEFORE_TEXT = "otros otras otro otra altri altre altro altra outros outras outro outra mais autres autre un'altra"
_BEFORE = frozenset(_BEFORE_TEXT.split())
_BEHIND = frozenset({"más", "autres", "altri", "altre", "otros", "otras", "outros", "outras", "autre"})
_ALSO = frozenset({"también", "também", "également", "aussi", "anche"})
_BOTH = frozenset({"ambos", "ambas", "entrambi", "entrambe"})
_ROW_TEXT = (
    "segunda|segundo|deuxième|seconda|secondo tercera|tercer|tercero|troisième|terceira|terceiro|terza|terzo "
    "cuarta|cuarto|quatrième|quarta|quarto quinta|quinto|cinquième sexta|sexto|sixième|sesta|sesto "
    "séptima|séptimo|septième|sétima|sétimo|settima|settimo octava|octavo|huitième|oitava|oitavo|ottava|ottavo "
    "novena|noveno|neuvième|nona|nono décima|décimo|dixième|decima|decimo"
)
_ROW = {word: place for place, names in enumerate(_ROW_TEXT.split(), 2) for word in names.split("|")}
_COUNTING_TEXT = """estimou calculou avaliou cifrou estima calcula cifró estimó calculó evaluó cifra fala falam hablan
estime compte compté estimé stima parlano organizadores organizzatori organisateurs"""
_COUNTING = frozenset(_COUNTING_TEXT.split())
_ATTENDING_TEXT = """público participantes manifestantes asistencia asistentes participación participação assistência
multidão afluencia participants manifestants partecipanti manifestanti organizadores organizzatori organisateurs"""
_ATTENDING = frozenset(_ATTENDING_TEXT.split())
_MARCHERS = frozenset({None, "people", "protesters", "civilians"})
_BARE = _ATTENDING | frozenset([".", ",", ";", ")", "y", "e", "et", "o", "os", "no", "na", "en", "à", "a", "i"])
LEAST = 50  # people whom somebody estimates
_RESCUE_TEXT = "rescate búsqueda labores operativo resgate buscas secours sauvetage recherches ricerche soccorsi"
_RESCUE = frozenset(_RESCUE_TEXT.split())
_VICTIMS_TEXT = (
    "víctima victime vítima vittima persona personne pessoa hombre mujer uomo donna homem mulher homme femme ferito "
    "blessé ferido herido herida joven jeune ragazzo"
)
_VICTIMS = frozenset(_VICTIMS_TEXT.split())
_EVENTS_TEXT = (
    "hecho ataque incidente accidente atentado caso attaque incident accident fait attacco agguato episodio fatto "
    "acidente caso ataque"
)
_EVENTS = frozenset(_EVENTS_TEXT.split())
"""Behind ``otro``: the dead of another event."""


def rescuers(line: Line, found: list[Figure]) -> list[Figure]:
    """Return the numbers of a sentence without who came to help: ``En el rescate participaron [45] voluntarios``.

    How many came to a protest by somebody's count is a crowd: ``A PM calculou o público em [3 mil]``.
    """
    # Not what is no people: ``los organizadores anunciaron [200] autobuses``.
    if not _COUNTING.isdisjoint(line.words) and not _ATTENDING.isdisjoint(line.words):
        for one in found:
            bare = one.people is not None or _BARE.issuperset(line.words[one.end : one.end + 1])
            if one.role is None and not one.article and (one.low or 0) >= LEAST and one.people in _MARCHERS and bare:
                one.role = "crowd"
    if not _BOTH.isdisjoint(line.words):  # ``dos obreros, [ambos] extranjeros``: the same two
        found = [one for at, one in enumerate(found) if not (at and _the_same(line.words, one, found[:at]))]
    if _RESCUE.isdisjoint(line.words):
        return found
    return [one for one in found if one.role != "crowd"]


def _the_same(words: Sequence[str], both: Figure, others: Sequence[Figure]) -> bool:
    """Whether a number only says who the two counted before it are."""
    return words[both.start] in _BOTH and words[both.start - 1] in (",", "(") and any(one.low == 2 for one in others)


def beside(line: Line, found: list[Figure]) -> list[Figure]:
    """Return the numbers of a sentence with those added up that each have a verb of their own."""
    for first, second in pairwise(found):
        joins = [word for word in line.words[first.end : second.start] if word not in THEIR]
        marchers = first.role == "crowd" and first.people == "protesters" and second.role in _BEFALLING
        if marchers and not second.led and not second.part and len(joins) > 1 and joins[-1] in AND:
            behind = line.roles[first.end + 1 : second.start]
            first.role = first.role if any(behind) else second.role
    made: list[Figure] = []
    for at, one in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        if after is not None and _own_verbs(line, one, after):
            high = None if one.high is None or after.high is None else one.high + after.high
            low = (one.low or 0) + (after.low or 0)
            made.append(Figure(one.start, one.end, low, high, one.approximate or after.approximate, one.role, "people"))
            one.part = after.part = True
        made.append(one)
    return made


def _own_verbs(line: Line, first: Figure, second: Figure) -> bool:
    """Whether two numbers of people have the same role by two verbs: ``sete foram presas e três apreendidos``."""
    if first.role != second.role or first.role not in _BEFALLING or None in (first.people, second.people):
        return False
    if first.part or second.part or first.share or second.share or first.led or second.led or not first.low:
        return False
    between = line.words[first.end : second.start]
    joined = 1 < len(between) <= BESIDE and between[-1] in AND and "," not in between
    own = first.role in line.roles[first.end : second.start] and first.role in line.roles[second.end :][:OWN]
    return joined and own and line.words[first.end] != "".join(line.words[second.end : second.end + 1])


def add_further(sentences: Sequence[Told]) -> None:
    """Put the running total before the dead of each sentence that come on top of those told before.

    Args:
        sentences: words and figures of those that tell of deaths that happened, in order; figures are changed.
    """
    total: Figure | None = None
    for words, figures in sentences:
        dead = [one for one in figures if one.role == "killed" and not one.part and one.low]
        if not dead:
            continue
        whole = max(dead, key=lambda one: one.low or 0)
        if total is None:
            total = whole
            continue
        if not _on_top(words, figures, whole, total):
            total = whole if (whole.low or 0) > (total.low or 0) else total
            continue
        high = None if total.high is None or whole.high is None else total.high + whole.high
        low = (total.low or 0) + (whole.low or 0)
        both = Figure(whole.start, whole.end, low, high, total.approximate or whole.approximate, "killed", "people")
        whole.part, whole.people = True, whole.people or "people"
        figures.insert(figures.index(whole), both)
        total = both


def _on_top(words: Sequence[str], figures: Sequence[Figure], whole: Figure, total: Figure) -> bool:
    """Whether a sentence's dead come on top of those told before it."""
    place = next((_ROW[word] for word, after in pairwise(words) if word in _ROW and after in _VICTIMS), 0)
    if place:
        return whole.low == 1 and place == (total.low or 0) + 1
    parted = any(one.role == "killed" and one is not whole for one in figures)  # ``neuf sur place, trois [autres] ...``
    of_another = any(first in _BEFORE and second in _EVENTS for first, second in pairwise(words))
    if parted or of_another or whole.high is None:  # ``mais de [duas]``
        return False
    if whole.low == 1 and any(first in _BEFORE and second in _VICTIMS for first, second in pairwise(words)):
        return True
    if not _BEFORE.isdisjoint(words[max(0, whole.start - 1) : whole.start + whole.article + 1]):
        return True
    also = words[max(0, whole.start - ALSO) : whole.end + ALSO]
    return not _BEHIND.isdisjoint(words[whole.end : whole.end + 2]) or not _ALSO.isdisjoint(also)

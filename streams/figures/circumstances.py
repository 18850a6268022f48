"""What stands around a number tells that it is another event's, homes', a part's, or somebody's who only speaks.

Small questions of `streams.figures.counts`, each of the words of one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.clauses.bygone import after_another
from streams.figures.groups import Figure, Line

__all__ = [
    "HARM",
    "counts_dwellings",
    "denied",
    "goes_aside",
    "nor_missing",
    "of_before",
    "of_bodies",
    "of_those",
    "told_before",
    "undotted",
]

_POINT = "te"  # in place of the dot of an ordinal
_DWELLINGS_TEXT = (
    "maison maisons logement logements habitation habitations immeuble immeubles foyers bâtiments appartements casa "
    "casas vivienda viviendas edificio edificios inmueble inmuebles hogares plantas apartamentos locales дом дома "
    "famílias familias familles famiglie "
    "домов зданий здания case abitazioni edifici prédios häuser wohnungen gebäude"
)
_DWELLINGS = frozenset(_DWELLINGS_TEXT.split())
_WHOSE = frozenset({"ihre", "ihren", "leur", "leurs", "sus", "su", "suas", "seus", "loro", "свои", "свої", "swoje"})
_GENITIVES = (*(f"{first}{vowel}н" for first in "ндт" for vowel in "ыиуү"), "ın", "in", "un", "ün")
_OWNING = (*_GENITIVES, "dan", "den", "tan", "ten")
_SPEAKING = ("рассказ", "сообщи", "заяви", "сказал", "поясни", "отмети", "уточни", "добави", "подтверди")
_NOT = frozenset({"не", "nie", "ne", "no", "nicht", "não", "non"})
_ATTACKS = frozenset({"atak", "ataku", "ataki", "napadu", "zamachu", "атаки", "напад", "нападу"})
_SOME_OF_THEM_TEXT = "biri birinin birisi ikisi ikisinin üçü üçünün dördü dördünün beşi beşinin bazıları çoğu"
_SOME_OF_THEM = frozenset(_SOME_OF_THEM_TEXT.split())
"""Turkish numbers of a part, before what those are."""
_SUSPECTED = ("подозреваем", "обвиняем")
_WHO_DID = ("вший", "вшая", "вшего", "вшую", "вшие")
HARM = frozenset({"killed", "injured"})
_OR = frozenset({"or", "nor", "and", "ni", "o", "ou", "oder", "или", "и"})
_SOONER = frozenset({"earlier", "ago", "before", "previously"})
_SPANS = frozenset({"week", "weeks", "month", "months", "year", "years", "decade", "decades"})
_SOONER_REACH = 4  # tokens of ``two months earlier,``


def nor_missing(line: Line, found: Sequence[Figure]) -> list[Figure]:
    """None of the missing where a none is shared: ``no one was killed [or missing]``."""
    none = next((one for one in found if one.high == 0 and one.role in HARM), None)
    if none is None or "missing" not in line.roles[none.end :]:
        return []
    at = line.roles.index("missing", none.end)
    shared = line.words[at - 1] in _OR and line.roles[at - 2] in HARM
    return [Figure(at, at + 1, 0, 0, approximate=False, role="missing")] if shared else []


def of_before(words: Sequence[str], figure: Figure, others: Sequence[Figure]) -> bool:
    """Whether a number is that of another event long before.

    ``killed four, a week after [12 others] died``, ``killed two; a month earlier [14] died there``.
    """
    if not any(one.role == figure.role for one in others):
        return False
    sooner = words[max(0, figure.start - 2) : figure.start]
    sooner = sooner[:1] if sooner[1:] == [","] else sooner[1:]
    before = words[max(0, figure.start - _SOONER_REACH) : figure.start]
    return after_another(words, figure.end) or (not _SOONER.isdisjoint(sooner) and not _SPANS.isdisjoint(before))


def of_bodies(words: Sequence[str], figure: Figure) -> bool:
    """Whether those counted are told of by their bodies: ``the bodies of [two villagers] arrested on Monday``."""
    return words[max(0, figure.start - 2) : figure.start] in (["bodies", "of"], ["body", "of"], ["corpses", "of"])


def counts_dwellings(words: Sequence[str]) -> bool:
    """Whether what stands right behind a number are homes, and not those of whom it counts: ``120 [ihre Häuser]``."""
    at = next((at for at, word in enumerate(words) if word in _DWELLINGS), None)
    return at is not None and (not at or words[at - 1] not in _WHOSE)


def denied(words: Sequence[str], at: int) -> bool:
    """Whether what befell somebody is denied of him."""
    return 0 < at < len(words) and words[at - 1] in _NOT


def goes_aside(words: Sequence[str], comma: int) -> bool:
    """Whether what a person did is set between commas beside him: ``горняк, [упавший] в шахту, погиб``."""
    return words[comma : comma + 1] == [","] and "".join(words[comma + 1 : comma + 2]).endswith(_WHO_DID)


def told_before(words: Sequence[str], at: int) -> bool:
    """Whether a single person only speaks, or is called a suspect beside his name: ``рассказал [врач]``."""
    if words[at - 1] in _ATTACKS:
        return True  # ``w ataku [nożownika]``
    if words[at - 1] in _SOME_OF_THEM:
        return True  # ``yaralılardan ikisi [çocuk]``
    return words[at - 1].startswith(_SPEAKING) or (words[at - 1] == "," and words[at].startswith(_SUSPECTED))


def of_those(line: Line, figure: Figure) -> bool:
    """Whether a number is what another takes its people from, by the genitive: ``[үч] адамдын бири``."""
    at = figure.end
    owned = line.words[at : at + 1] and line.words[at].endswith(_OWNING)
    return bool(owned) and not {at + 1, at + 2}.isdisjoint(line.starts)


def undotted(words: Sequence[str]) -> Sequence[str]:
    """Take the dot of an ordinal, which ends no clause, out of a sentence: ``im 12[.] Stock verletzt``."""
    if "." not in words[:-1]:
        return words
    dots = (word == "." and at > 0 and words[at - 1].isdigit() for at, word in enumerate(words[:-1]))
    return [*(_POINT if dot else word for dot, word in zip(dots, words, strict=False)), words[-1]]

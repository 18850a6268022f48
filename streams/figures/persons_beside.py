"""What stands beside a number of people: one more in German (``[der Fahrer und] drei Fahrgäste``), or the year."""

from __future__ import annotations

from collections.abc import Sequence

from streams.figures.groups import Figure, Line
from streams.figures.numbers import Number

__all__ = ["opens_with_year", "with_one"]

_ARTICLES = frozenset({"der", "die", "ein", "eine"})
_SINGULAR_TEXT = """fahrer fahrerin autofahrer autofahrerin busfahrer busfahrerin lokführer lokführerin lenker lenkerin
pilot pilotin kapitän mutter vater frau mann großmutter großvater wirt wirtin hausmeister lehrer lehrerin erzieherin
polizist polizistin beamter beamtin feuerwehrmann sanitäter"""
_SINGULARS = frozenset(_SINGULAR_TEXT.split())
_YEARS = range(1900, 2031)


def with_one(line: Line, found: Sequence[Figure]) -> list[Figure]:
    """Return the numbers of a German sentence, one more where one person stands before them in the same breath."""
    for figure in found:
        at = figure.start
        before = line.words[max(0, at - 3) : at]
        if len(before) < 3 or figure.article or figure.half or figure.role is None or not figure.low:
            continue
        if before[0] in _ARTICLES and before[1] in _SINGULARS and before[2] == "und" and figure.people:
            if any(one.start < at and one.end > at - 3 and one.role for one in found):
                continue  # ``eine Frau und drei Kinder``: counted already
            figure.start, figure.low = at - 3, figure.low + 1
            figure.high = None if figure.high is None else figure.high + 1
            figure.people = "people"
    return list(found)


def opens_with_year(words: Sequence[str], people: Sequence[str | None], numbers: Sequence[Number]) -> bool:
    """Whether a sentence that counts people begins with a year: ``[1943] starben hier 40 Menschen``."""
    first = numbers[0]
    if first.start or first.low not in _YEARS or first.end - first.start != 1 or len(numbers) < 2:
        return False
    return words[0].isdigit() and first.end < len(words) and people[first.end] is None

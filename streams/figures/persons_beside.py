"""What changes a number of people from beside it.

One more in German (``[der Fahrer und] drei Fahrgäste``), the year that opens a sentence, the death of one who was hurt.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.figures.groups import Figure, Line
from streams.figures.numbers import Number

__all__ = ["opens_with_year", "succumbed", "with_one"]

_ARTICLES = frozenset({"der", "die", "ein", "eine"})
_SINGULAR_TEXT = """fahrer fahrerin autofahrer autofahrerin busfahrer busfahrerin lokführer lokführerin lenker lenkerin
pilot pilotin kapitän mutter vater frau mann großmutter großvater wirt wirtin hausmeister lehrer lehrerin erzieherin
polizist polizistin beamter beamtin feuerwehrmann sanitäter"""
_SINGULARS = frozenset(_SINGULAR_TEXT.split())
_SUCCUMBED_TEXT = """died dies succumbed succumbs succombé succombe falleció fallece murió resistiu erlegen erlag
скончался скончалась скончалися помер померла zmarł zmarła deceduto deceduta spirato spirata"""
_SUCCUMBED = frozenset(_SUCCUMBED_TEXT.split())
_WHOSE_TEXT = """his her their su sus son sa ses seu sua seus suas suo suoi sue sein seine ihr ihre его ее их його її
jego jej ich"""
_SUBJECTS_TEXT = "he she él ella ele ela il elle lui lei er sie он она він вона on ona other another : ;"
_SUBJECTS = frozenset(_SUBJECTS_TEXT.split())
"""Behind one who was hurt: somebody else may have died."""
_WHOSE = frozenset(_WHOSE_TEXT.split())
_YEARS = range(1900, 2031)


def with_one(line: Line, found: Sequence[Figure]) -> list[Figure]:
    """Return the numbers of a German sentence, one more where one person stands before them in the same breath."""
    for figure in found:
        at = figure.start
        before = line.words[max(0, at - 3) : at]
        if len(before) < 3 or figure.article or figure.share or figure.role is None or not figure.low:
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


def succumbed(line: Line, found: Sequence[Figure], *, dying: bool = False) -> list[Figure]:
    """Let one who was hurt and has died be a dead: ``[a woman] wounded in the blast has succumbed``.

    Args:
        line: the sentence.
        found: its numbers.
        dying: any word for the dead behind him will do, as where the verb stands last.
    """
    hurt = [one for one in found if one.role == "injured" and one.article and one.low == 1 and one.high == 1]
    others = [one for one in found if one.role in ("injured", "killed") and one not in hurt]
    if len(hurt) != 1 or any(one.low and not (one.article and one.people is None) for one in others):
        return list(found)
    figure = hurt[0]
    again = [one for one in others if one.role == "killed" and one.start > figure.end]
    behind = range(figure.end, len(line.words))
    died = again or any(
        line.words[at] in _SUCCUMBED or (dying and line.roles[at] == "killed") for at in behind if at > figure.end
    )
    if not _SUBJECTS.isdisjoint(line.words[figure.end :]):
        return list(found)
    if not died or any(line.words[at] in _WHOSE and any(line.people[at + 1 : at + 2]) for at in behind):
        return list(found)
    figure.role = "killed"
    return [one for one in found if one is figure or one not in others]

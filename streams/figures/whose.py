"""Whose a number is that stands beside others: of a longer time, of those told of already, of those who march.

``bringing to [59] the number killed since 2013`` and ``[four] of the injured`` are none of the event's own, and people
of whom a sentence of a protest tells nothing else are its crowd: ``[около 150 работников] не вышли на смену``.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.figures.groups import Figure, Line, relative

__all__ = ["marchers", "of_now"]

_HARM = frozenset({"killed", "injured"})
_MARCHING = frozenset({"people", "civilians", "women", "protesters"})
_SINCE = frozenset({"since", "depuis", "desde", "seit", "dal", "dall'", "od", "від", "с", "з", "منذ", "ومنذ"})
_LONG_AGO_TEXT = """january enero janvier janeiro gennaio januar début comienzos inicio início inizio
jahresbeginn beginn początku stycznia початку начала بداية بدء مطلع اندلاع"""
_LONG_AGO = frozenset(_LONG_AGO_TEXT.split())
"""Behind ``since``: the beginning of a year or a war."""
SINCE_REACH, YEAR_DIGITS = 14, 4  # tokens from a number to ``since``
_FROM_AMONG = frozenset({"of", "des", "de", "dos", "dei", "degli", "der", "из", "з", "із", "z", "من"})
_SENT_TEXT = """pompier bomber bombeiro vigili feuerwehr einsatzkr strażak спасател пожарн рятувальн itfaiye
куткару firefight rescue officer agent gendarm sauveteur rescat secour personnel personal efectiv operaciona медик medic
рятівник силовик правоохран nationalg"""
_SENT = tuple(_SENT_TEXT.split())
"""Begins of words for those who are sent there."""
WHO_REACH = 3  # tokens from ``those who`` to what befell them
_SEARCH_TEXT = "поиск ищут пошук шука издөө издеп poszuk szuka search"
_SEARCHING = tuple(_SEARCH_TEXT.split())
"""Begins of what those do who are sent to look for others."""
_LOST = ("пропа", "исчез", "зник", "жогол", "zagin", "missing", "без")
_VOLUNTEERS = ("доброволь", "волонт", "водолаз", "кинолог", "ыктыярчы", "wolontar")
LEAST = 10  # people of a crowd without a word for one


def of_now(line: Line, found: list[Figure]) -> list[Figure]:
    """Leave out those of a longer time beside those of now: ``bringing to [59] the number killed since 2013``."""
    words = line.words
    for figure in found:
        if figure.role in _HARM and not figure.article and _of_the(line, figure):
            figure.part, figure.people = True, figure.people or "people"
    found = [one for one in found if one.role != "missing" or not _looks(line, one)]
    if len(found) < 2 or _SINCE.isdisjoint(words):
        return found
    at = next((at for at, word in enumerate(words[:-1]) if word in _SINCE and _long_ago(words[at + 1])), 0)
    if not at:
        return found
    kept = [one for one in found if not (one.end <= at <= one.end + SINCE_REACH)]
    return kept if {one.role for one in kept} >= {one.role for one in found} else found


def _looks(line: Line, figure: Figure) -> bool:
    """Whether those counted are sent to look for others: ``поиски ведут [150 спасателей]``."""
    behind = line.words[figure.end : figure.end + 2]
    sent = any(word.startswith((*_SENT, *_VOLUNTEERS)) for word in behind)
    search = sent and any(word.startswith(_SEARCHING) for word in line.words)
    return search and not any(word.startswith(_LOST) for word in line.words)


def _long_ago(word: str) -> bool:
    return word in _LONG_AGO or (len(word) == YEAR_DIGITS and word.isdigit())


def _of_the(line: Line, figure: Figure) -> bool:
    """Whether a number is of those told of already: ``four [of the injured] are critical``, ``أربعة من الجرحى``."""
    words, end = line.words, figure.end
    if figure.high is not None and words[end : end + 1] and words[end] in _FROM_AMONG:
        article = words[end + 1 : end + 2] in (["the"], ["those"], ["los"], ["las"])
        if words[end + 1 : end + 3] == ["those", "who"] and figure.role in line.roles[end + 3 : end + 3 + WHO_REACH]:
            return True  # ``two [of those who] died``
        if words[end] in ("of", "de") and not article:
            return False  # ``dozens of wounded``
        nouns = range(end + 1 + article, min(end + 2 + article, len(words)))
        return any(line.roles[at] == figure.role and line.people[at] in (None, "people", "civilians") for at in nouns)
    return False


def marchers(line: Line, found: Sequence[Figure]) -> None:
    """Let the first people of whom nothing else is told be a crowd: ``[около 150 работников] не вышли на смену``."""
    if any(one.role == "crowd" for one in found):
        return
    for one in found:
        plain = one.role is None and not (one.article or one.part or one.share)
        plain = plain and not any(word.startswith(_SENT) for word in line.words[one.end : one.end + 2])
        if plain and one.people in _MARCHING and (one.low or one.high or 0) >= LEAST and not relative(line.words, one):
            one.role = "crowd"
            return

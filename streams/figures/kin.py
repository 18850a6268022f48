"""People of whom only the ages are told, and one more, in Slavic languages and Kyrgyz.

``погибли [мужчины 46 и 52 лет]`` are as many as their ages, and who died later comes on top: ``двое погибли на месте,
[ещё один] умер в больнице``. Persons in a row are joined in `streams.figures.groups`.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.figures.groups import Figure, Line, relative
from streams.figures.measures import AGES

__all__ = ["AGED", "aged", "one_more"]

_HARMED = frozenset({"killed", "injured", "missing", "evacuated"})
AGED = AGES | {"жаштагы"}
_AND = frozenset({",", "и", "та", "і", "й", "i", "oraz", "жана", "менен"})
_FROM = frozenset({"от", "від", "од", "od", "до", "do", "с", "з", "із", "z", "старше", "младше", "за", "через"})
"""Before or between ages they are a range, or no ages."""
_AT_AGE = frozenset({"в", "у", "w", "возрасте", "віком", "віці", "wieku", "(", ","})
_AGED_REACH = 3  # tokens from the people to what befell them
_MORE = frozenset({"еще", "ще", "jeszcze", "дагы"})
_ANOTHER = frozenset({"kolejna", "kolejny"})
_GREW = ("выросл", "возросл", "увеличил", "достиг", "зрос", "збільш", "сягн", "wzros", "wzrós", "жетти", "көбөй")


def aged(line: Line, found: Sequence[Figure]) -> list[Figure]:
    """Those of whom only the ages are told, two or more: ``загинули [чоловіки 46 та 52 років]``."""
    words = line.words
    told = {figure.role for figure in found if not figure.article}
    known: list[Figure] = []
    for at in range(3, len(words)):
        if not words[at - 1].isdecimal() or words[at] not in AGED:
            continue
        first, many = at - 1, 1
        while first > 2 and words[first - 1] in _AND and words[first - 2].isdecimal():
            first, many = first - 2, many + 1
        if many == 1:
            continue
        while first > 1 and words[first - 1] in _AT_AGE:
            first -= 1
        noun = first - 1 if words[at] in AGES else at + 1
        if (
            noun >= len(words)
            or words[noun] in _FROM
            or line.people[noun] is None
            or {noun - 1, noun - 2} & set(line.starts)
        ):
            continue
        before = reversed(line.roles[max(0, noun - _AGED_REACH) : noun])
        role = next((one for one in before if one), None)
        role = role or next((one for one in line.roles[at + 1 : at + 1 + _AGED_REACH] if one), None)
        if role in _HARMED | {"arrested"} and role not in told:
            known.append(
                Figure(noun, at + 1, many, many, approximate=False, role=role, people=line.people[noun], led=True)
            )
    return known


def one_more(line: Line, found: Sequence[Figure]) -> list[Figure]:
    """Let those come on top of the others of whom the sentence says so; return who is told without a noun."""
    words = line.words
    for at, second in enumerate(found[1:], 1):
        first = found[at - 1]
        if first.role != second.role or second.role not in ("killed", "injured") or first.part or second.part:
            continue
        if words[second.start - 1] in _MORE and not relative(words, second):
            second.added = not any(word.startswith(_GREW) for word in words[: second.start])
    return [] if _ANOTHER.isdisjoint(words) else _another(line, found)


def _another(line: Line, found: Sequence[Figure]) -> list[Figure]:
    """One more person who has no noun: ``dwie osoby zginęły na miejscu, [kolejna] zmarła w szpitalu``."""
    words = line.words
    if not any(figure.role == "killed" and not figure.part for figure in found):
        return []
    return [
        Figure(at, at + 1, 1, 1, approximate=False, role="killed", people="people", article=True, added=True)
        for at in range(1, len(words) - 1)
        if words[at] in _ANOTHER and line.roles[at + 1] == "killed" and at not in line.starts
    ]

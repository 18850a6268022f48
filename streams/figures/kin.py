"""People of whom only the ages are told, and one more, in Slavic languages and Kyrgyz.

``погибли [мужчины 46 и 52 лет]`` are as many as their ages, and who died later comes on top: ``двое погибли на месте,
[ещё один] умер в больнице``. Persons in a row are joined in `streams.figures.groups`.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.figures.groups import Figure, Line, relative
from streams.figures.measures import AGES

__all__ = ["AGED", "PLACES", "aged", "one_more"]

_HARMED = frozenset({"killed", "injured", "missing", "evacuated"})
AGED = AGES | {"жаштагы"}
_AND = frozenset({",", "и", "та", "і", "й", "i", "oraz", "жана", "менен"})
_FROM = frozenset({"от", "від", "од", "od", "до", "do", "с", "з", "із", "z", "старше", "младше", "за", "через"})
"""Before or between ages they are a range, or no ages."""
_AT_AGE = frozenset({"в", "у", "w", "возрасте", "віком", "віці", "wieku", "(", ","})
_AGED_REACH = 3  # tokens from the people to what befell them
_MORE = frozenset({"еще", "ще", "jeszcze", "дагы"})
_ANOTHER = frozenset({"kolejna", "kolejny"})
_PLACES_TEXT = {
    2: "второй вторая другий друга drugi druga экинчиси второго вторую второе другого другої drugiej drugiego экинчи",
    3: "третий третья третій третя trzeci trzecia үчүнчүсү третьего третью третье третьої trzeciej trzeciego үчүнчү",
    4: "четвертый четвертая четвертий четверта czwarty czwarta төртүнчүсү четвертого четвертую четвертої czwartej "
    "czwartego төртүнчү",
    5: "пятый пятая п'ятий п'ята piąty piąta бешинчиси пятого пятую п'ятого п'ятої piątej piątego бешинчи",
    6: "шестой шестая шостий шоста szósty szósta алтынчысы шестого шестую шостого шостої szóstej szóstego алтынчы",
    7: "седьмой седьмая сьомий сьома siódmy siódma жетинчиси седьмого седьмую сьомого сьомої siódmej siódmego жетинчи",
    8: "восьмой восьмая восьмого восьмую восьмий восьма восьмої",
    9: "девятый девятая девятого девятую дев'ятий дев'ята дев'ятого",
    10: "десятый десятая десятого десятую десятий десята",
}
_TURKISH_PLACES = enumerate(["ikinci", "üçüncü", "dördüncü", "beşinci", "altıncı", "yedinci"], 2)
PLACES = {word: at for at, words in _PLACES_TEXT.items() for word in words.split()}
PLACES |= {word: at for at, word in _TURKISH_PLACES}
"""Words that number a person in a row -> his place: ``[третий] скончался``, ``тіло [четвертого]``."""
_NUMBERED_REACH = 5  # tokens from such a word to what befell him
_WITH_TEXT = "с со з із зі z ze"
_WITH = frozenset(_WITH_TEXT.split())
_OWN = frozenset({"своим", "своей", "ее", "его", "своєю", "своїм", "її", "його", "swoim", "swoją", "jej", "jego"})
_COMPANION_TEXT = """
    ребенком сыном дочерью дочкой дочуркой внуком внучкой младенцем малышом женой мужем супругой супругом братом сестрой
    матерью отцом бабушкой дедушкой подругой другом пассажиром пассажиркой дитиною дитиной сином донькою дочкою онуком
    онукою немовлям дружиною чоловіком братом сестрою бабусею дідусем пасажиром пасажиркою dzieckiem synem córką wnukiem
    wnuczką niemowlęciem żoną mężem bratem siostrą matką ojcem pasażerem pasażerką synkiem córeczką
"""
_COMPANIONS = frozenset(_COMPANION_TEXT.split())
_REMAINS_TEXT = "находится остается попал попала перебуває лишається przebywa walczy jest"
_REMAINS = frozenset(_REMAINS_TEXT.split())
"""Behind one who is numbered: he is somewhere, mostly in a hospital."""
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
    if not _WITH.isdisjoint(words) and not _COMPANIONS.isdisjoint(words):
        _accompanied(line, found)
    for at, second in enumerate(found[1:], 1):
        first = found[at - 1]
        if first.role != second.role or second.role not in ("killed", "injured") or first.part or second.part:
            continue
        if words[second.start - 1] in _MORE and not relative(words, second):
            second.added = not any(word.startswith(_GREW) for word in words[: second.start])
    numbered = [at for at in range(1, len(words) - 1) if words[at] in PLACES]
    known = [one for at in numbered if (one := _numbered(line, found, at))]
    return known if _ANOTHER.isdisjoint(words) else [*known, *_another(line, found)]


def _accompanied(line: Line, found: Sequence[Figure]) -> None:
    """Let a single person with somebody of his be two: ``погибла мать [с ребенком]``."""
    words = line.words
    for figure in found:
        at = figure.end
        if not (figure.article and figure.high == 1 and figure.role in _HARMED and words[at : at + 1]):
            continue
        if words[at] in _WITH and words[at + 1 : at + 2]:
            at += 1 + (words[at + 1] in _OWN)
            if words[at : at + 1] and words[at] in _COMPANIONS:
                figure.low = figure.high = 2
                figure.end = at + 1


def _numbered(line: Line, found: Sequence[Figure], at: int) -> Figure | None:
    """One who is numbered behind those before him: ``двое погибли, [третий] скончался в больнице``.

    What befell him need not be what befell them: ``[третий] находится в реанимации``.
    """
    words, place = line.words, PLACES[line.words[at]]
    if line.people[at + 1] is None and line.roles[at + 1] is None and words[at + 1] not in _REMAINS:
        return None  # ``вторая машина``
    dead = [one.low or 0 for one in found if one.role == "killed" and not one.part and one.end <= at]
    if not dead or max(dead) != place - 1:
        return None
    role = next((one for one in line.roles[at + 1 : at + 1 + _NUMBERED_REACH] if one in ("killed", "injured")), None)
    if role is None or any(one.role == role and one.start >= at for one in found):
        return None
    if role == "injured" and any(one.role == role for one in found):
        return None
    return Figure(at, at + 1, 1, 1, approximate=False, role=role, people="people", article=True, added=role == "killed")


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

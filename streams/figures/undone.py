"""What befell people, told in Russian and Ukrainian by what could not be done: ``двоих [не успели спасти]``.

Who was not saved or did not survive is dead, whom doctors try to save is hurt, who was not found is missing; who became
``пятой жертвой`` makes the dead five. Limits: the words stand beside each other, as in news they do.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.figures.groups import Figure, Line
from streams.figures.kin import PLACES

__all__ = ["his_kin", "undone", "victims_until"]

_SAVE_TEXT = """спасти откачать откопать реанимировать довезти врятувати відкачати відкопати реанімувати довезти"""
_SAVE = frozenset(_SAVE_TEXT.split())
_MANAGED = ("удал", "смог", "сумел", "успел", "вдал", "змог", "зумі", "встиг")
_TRYING = ("пыта", "борю", "боре", "стара", "намага")
_SURVIVING = ("выжи", "вижи", "уцеле", "уціл")
_FINDING = ("найден", "нашл", "найти", "обнаруж", "отыска", "знайд", "знайш", "знайт", "відшук", "виявлен")
_CALLS = frozenset({"звонки", "дзвінки"})
_TAKING = ("унес", "забрал", "смыл", "отнял", "забрав", "забрало", "змило", "відібра")
_LIFE = ("жизн", "житт")
_WOUND, _DEADLY = ("ранен", "поранен", "травм"), ("смертельн", "несовместим", "несумісн")
_HIT, _TO_DEATH = ("сбил", "збил", "збив", "наехал", "наїха"), frozenset({"насмерть", "смерть", "наглухо"})
_SEVERAL, _YEAR = ("воих", "роих", "верых", "терых", "мерых", "двох", "трьох", "тирьох", "ятьох", "стьох"), 4
"""Ends of numerals that stand for people."""
_NEAR = 4  # tokens between the parts
_ASKING, _HELP = (
    ("обрати", "зверну"),
    ("помощ", "медпомощ", "травмпункт", "допомог", "меддопомог", "медик", "лікар", "врач"),
)
_GETTING = ("получил", "отрима", "дістал", "зазнал")
_HURT = ("ранени", "травм", "ожог", "увеч", "перелом", "контуз", "ушиб", "поранен", "опік", "ушкодж", "забої")
_GRAVE, _STATE = ("тяжел", "критическ", "важк", "тяжк", "критичн"), ("состоян", "стан")
_FAR = 7  # tokens from a verb to what one asked for or got
_ANCHORS = (*_ASKING, *_GETTING, *_STATE, *_SURVIVING, *_FINDING, "унес", "змил", "смыл")
_VICTIM_TEXT = """жертвой жертвою жертва погибшим погибшей погибшая погибший загиблим загиблою загиблий загибла"""
_VICTIM = frozenset(_VICTIM_TEXT.split())
_PLACES_TEXT = {
    2: "втор друг",
    3: "трет",
    4: "четверт",
    5: "пят п'ят",
    6: "шест шост",
    7: "седьм сьом",
    8: "восьм",
    9: "девят дев'ят",
    10: "десят",
    11: "одиннадцат одинадцят",
    12: "двенадцат дванадцят",
}
_PLACES = tuple((stem, place) for place, stems in _PLACES_TEXT.items() for stem in stems.split())
_STEMS = tuple(stem for stem, _ in _PLACES)
_SECOND = 2
_SOMEBODY_TEXT = "член участник фигурант фігурант подозреваем підозрюван сообщник спільник подельник учасник"
_SOMEBODY = tuple(_SOMEBODY_TEXT.split())
_KIN_TEXT = """жены супруги дочери матери сестры внучки бабушки тещи невестки подруги дочки дружини доньки матері
бабусі онуки сестри тещі невістки"""
_KIN = frozenset(_KIN_TEXT.split())
_HIS = frozenset({"его", "ее", "його", "її"})
_AND = frozenset({"и", "і", "й", "та", ","})
_CARDINALS = ("ь", "и", "еро", "ерых", "ьох", "ерым", "ью")
"""Ends of numerals that count and are no place in a row."""


def undone(  # noqa: PLR0912  one branch per verb
    words: Sequence[str], roles: Sequence[str | None]
) -> Sequence[str | None]:
    """Return the roles of a sentence's words with those that its verbs give by what could not be done."""
    given = list(roles)
    for at, word in enumerate(words):
        if word in _SAVE:
            near = words[max(0, at - _NEAR) : at + _NEAR + 1]
            if "не" in near and any(one.startswith(_MANAGED) for one in near):
                given[at] = "killed"
            elif any(one.startswith(_TRYING) for one in near):
                given[at] = "injured"
        elif word.startswith(_WOUND) and words[at - 1 : at] and words[at - 1].startswith(_DEADLY):
            given[at] = "killed"
        elif word.startswith(_HIT):
            given[at] = _hit(words, at) or given[at]
        elif word in _CALLS:
            given[at] = "missing" if "не" in words[max(0, at - _NEAR) : at] else given[at]
        elif word.startswith(_ANCHORS) and at:
            if word.startswith(_TAKING):
                given[at] = "killed"
            elif word.startswith((*_ASKING, *_GETTING)):
                what = _HELP if word.startswith(_ASKING) else _HURT
                if any(one.startswith(what) for one in words[max(0, at - _FAR) : at]):
                    given[at] = "injured"
            elif word.startswith(_STATE):
                given[at] = "injured" if words[at - 1].startswith(_GRAVE) else given[at]
            elif words[at - 1] == "не" or (words[max(0, at - 3) : at - 1] == ["не"] and word.startswith(_FINDING)):
                given[at] = "killed" if word.startswith(_SURVIVING) else "missing"
    return given


def _hit(words: Sequence[str], at: int) -> str | None:
    """What befell those whom a car hit, where it hit several: ``сбил на остановке [пятерых]``, ``сбил насмерть``."""
    behind = words[at + 1 : at + 1 + _FAR]
    if not _TO_DEATH.isdisjoint((*words[max(0, at - _NEAR) : at], *behind)):
        return "killed"
    several = any(word.endswith(_SEVERAL) or (word.isdecimal() and len(word) < _YEAR) for word in behind)
    return "injured" if several else None


def victims_until(line: Line, found: Sequence[Figure]) -> list[Figure]:
    """Who died or was caught last by his place among them, so that they are as many: ``он стал [пятой] жертвой``.

    ``[Девятый] фигурант задержан``; a second man may be the only one.
    """
    words = line.words
    made: list[Figure] = []
    for at in range(1, len(words)):
        ordinal = words[at - 1]
        if ordinal.endswith(_CARDINALS) or not ordinal.startswith(_STEMS):
            continue
        place = next(place for stem, place in _PLACES if ordinal.startswith(stem))
        dead = words[at] in _VICTIM and ordinal not in PLACES  # else `streams.figures.tolls` counts on
        role = "killed" if dead else "arrested" if place > _SECOND and _caught(line, at) else None
        if role is None or any(one.role == role and (one.high or 0) > 1 and not one.part for one in found):
            continue
        for one in found:
            one.part = one.part or (one.role == role and one.high == 1)  # he is one of them
        made.append(Figure(at - 1, at + 1, place, place, approximate=False, role=role, people="people", article=True))
    return made


def _caught(line: Line, at: int) -> bool:
    """Whether one of several, whose noun is at a token, was arrested."""
    if not line.words[at].startswith(_SOMEBODY):
        return False
    behind = line.words[at + 1 : at + 1 + _NEAR]
    end = next((index for index, word in enumerate(behind) if not word[0].isalnum()), len(behind))
    return "arrested" in line.roles[at + 1 : at + 1 + end]


def his_kin(line: Line, found: Sequence[Figure]) -> list[Figure]:
    """One of a victim's kin in the genitive: ``унесло жизни водителя и его беременной [жены]``."""
    words = line.words
    if _KIN.isdisjoint(words):
        return []
    made = []
    for at in (at for at in range(2, len(words)) if words[at] in _KIN):
        his = next((back for back in range(at - 1, max(0, at - _NEAR), -1) if words[back] in _HIS), 0)
        first = next((one for one in found if one.article and one.role and his - 3 <= one.start < his), None)
        if his and first is not None and words[his - 1] in _AND:
            made.append(
                Figure(at, at + 1, 1, 1, approximate=False, role=first.role, people="people", article=True, led=True)
            )
    return made

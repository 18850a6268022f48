"""Numbers that belong together: a total with its parts, both sides of a clash, halves and ``two of them children``.

`streams.figures.counts` finds the numbers of a sentence and gives each its role; here they are put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile
from math import ceil, floor

import msgspec
from msgspec.structs import replace

from streams.report import Count, Role

__all__ = [
    "AND",
    "AS_WELL_AS",
    "COLLECTIVES",
    "SAVED",
    "THEIR",
    "Figure",
    "Line",
    "conjoin",
    "parts",
    "relative",
    "relative_at",
    "says",
    "share_of",
    "share_people",
    "spread_parts",
    "undescribed",
]

_RELATIVE = frozenset(
    {"whom", "them", "которых", "них", "ellos", "ellas", "quienes", "cuales", "eux", "elles", "منهم", "dont"}
    | {"denen", "ihnen", "deles", "delas", "quais", "loro", "quali", "nich", "яких", "których", "antaranya"}
)
_OF_THEM = frozenset({"deles", "delas", "davon", "منهم", "منهن", "diantaranya"})  # in one word
_OF = frozenset(
    {"of", "из", "de", "d", "dei", "delle", "degli", "dos", "das", "من", "with", "von", "di", "з", "із", "z"}
)
AND = frozenset(
    {"and", "&", "и", "y", "e", "et", "و", "жана", "und", "sowie", "і", "та", "й", "oraz", "ve", "ile", "менен"}
    | {"dan", "serta", "और"}
)
_JOINING = AND | {",", "،", "well", "plus"}
_ROUNDING = 0.01  # a third is written as 0.3333
ATTACHED_REACH = 3  # tokens between two numbers that Arabic joins by a letter
AS_WELL_AS = ["as", "well", "as"]
_ABOARD = frozenset({"bord", "bordo", "aboard", "board"})
_SAVED_TEXT = "secour rescap sauvé rescat resgat salvat soccors ilesos ilesas indemne illesi superstit sobreviv rescued"
_SAVED = tuple(_SAVED_TEXT.split())
COLLECTIVES = ("экөө", "үчөө", "төртөө", "бешөө", "алтоо", "жетөө")
"""How Kyrgyz numbers begin that count people alone."""
_TOOLS_TEXT = """бычак балта таяк мылтык тапанча автомат курал таш темир кетмен күрөк кастет шыйрак балка союл граната
bıçak balta sopa tabanca silah tüfek satır çekiç taş demir tornavida jilet makas kürek zincir"""
_TOOLS = frozenset(_TOOLS_TEXT.split())
"""Before the word that else joins two people: ``эркек [бычак менен] эки кишини``, ``bir kişi [tabanca ile] iki``."""
_LEAVING_TEXT = (
    "and but while that as leaves left leaving claims claimed deja dejan dejó dejando fait laisse laissé lascia"
)
_LEAVING = frozenset(_LEAVING_TEXT.split())
_THEIR_TEXT = (
    "его ее их his her their su sus son sa ses leur leurs seu seus sua suas suo suoi sue i le os as los las les sein "
    "seine ihr ihre a al її його їх їхня їхній їхнє їхні jego jej ich onun анын алардын"
)
THEIR = frozenset(_THEIR_TEXT.split())
SAVED_TEXT = """rescued saved survived survivors rescatados rescatadas secourus secourues sauvés gerettet salvati
resgatados resgatadas спасены спасено врятовано kurtarıldı uratowano selamat"""
SAVED = frozenset(SAVED_TEXT.split())
"""Who was saved is no fellow of the missing: ``with 108 [rescued] and 20 missing``."""
_SURVIVED_TEXT = "выжил выжила выжили уцелел уцелела уцелели вижив вижила вижили вцілів вціліла вціліли"
_SURVIVED = frozenset(_SURVIVED_TEXT.split())
SAVED_REACH = 4  # tokens from a number to their being saved
_SAYING = frozenset({"said", "say", "says", "saying", "told", "tells", "announced", "added", "adding"})
_HE_REACH = 6  # tokens of ``30-year-old man was``
_THEN_HE = frozenset({"was", "is", "has", "had", "who"})
_HOSPITALS = frozenset({"hospital", "hospitals", "clinic"})
_SPEAKER_REACH = 5  # tokens from an article or a number to what its people say
_BEFALLING = frozenset({"killed", "injured", "arrested", "missing"})
_WITH = frozenset({"с", "со", "з", "із", "зі", "z", "ze"})
_OLD = (
    "жаштагы",
    "летн",
    "річн",
    "месячн",
    "місячн",
    "годовал",
    "малолетн",
    "малолітн",
    "пожил",
    "літн",
    "молод",
    "однорічн",
    "маленьк",
    "беремен",
    "вагітн",
    "несовершеннолетн",
    "неповнолітн",
    "престарел",
    "letni",
    "yaşında",
    "yaşları",
    "yanında",
)
"""How what describes a person by his age begins."""
_SIDES = frozenset({"soldiers", "militants", "police", "civilians", "people"})


_MADE_OF = {
    "police": frozenset({"police", "people", None}),
    "soldiers": frozenset({"soldiers", "people", None}),
    "militants": frozenset({"militants", "people", None}),
    "civilians": frozenset({"civilians", "women", "children", "people", None}),
}
"""Whom a number of such people may be divided into."""


class Figure(msgspec.Struct, gc=False):
    """A number phrase, tokens ``start`` to ``end``, as an interval with its role."""

    start: int
    end: int
    low: int | None
    high: int | None
    approximate: bool
    role: str | None = None
    people: str | None = None
    part: bool = False
    share: float = 0.0
    article: bool = False
    led: bool = False  # its role word stands before it
    until: int = 0  # token that ends what is inserted behind it
    added: bool = False  # comes on top of the number before it

    def count(self, *, of: bool) -> Count:
        """Return the record; ``of`` names the people as a part."""
        role: Role = self.role  # type: ignore[assignment]
        return Count(role, self.low, self.high, self.approximate, self.people if of else None)


class Line(msgspec.Struct, gc=False):
    """A sentence, word by word: the word, the role that it gives, the people that it names; where numbers start."""

    words: Sequence[str]
    roles: Sequence[str | None]
    people: Sequence[str | None]
    starts: Sequence[int] = ()
    english: bool = True


_MANY_TEXT = "many most some многие некоторые muchos muchas algunos viele einige beaucoup muitos molti"
_GREW = frozenset({"çıktı", "yükseldi", "ulaştı", "arttı", "düştü", "oldu", "yükselirken", "çıkarken"})
"""Behind a Turkish toll: its sentence is over."""
_MANY = frozenset(_MANY_TEXT.split())


def conjoin(line: Line, found: list[Figure]) -> list[Figure]:
    """Give conjoined numbers the role of their fellow, and put their total before them."""
    merged: list[Figure] = []
    group: list[Figure] = []
    if line.english:  # ``15 students of [an] agricultural college and one teacher``
        found = [one for one in found if one.role or one.people or not one.article]
    for figure in found:
        if group and _joined(line, group[-1], figure):
            if figure.role is None:
                figure.role, figure.led = group[-1].role, group[-1].led
            group.append(figure)
        else:
            merged += _total(group)
            group = [figure] if figure.people and not figure.part and figure.low else []
            if not group:
                merged.append(figure)
    return merged + _total(group)


def parts(line: Line, found: list[Figure]) -> list[Figure]:
    """Resolve halves and ``two of them children`` against the figure before them."""
    resolved: list[Figure] = []
    whole: Figure | None = None
    for figure in found:
        divides = relative(line.words, figure)
        if (figure.share or divides or figure.part) and whole and whole.role and figure is not whole:
            if figure.role == whole.role and not figure.people and not figure.share:
                continue  # ``five hurt, of these two badly``
            other = divides and figure.role not in (whole.role, "crowd")
            if figure.role and (figure.part or other) and not figure.share:
                resolved.append(figure)  # also ``four were shot, one of whom died``
                continue
            behind = zip(line.words[figure.end : figure.end + 8], line.people[figure.end : figure.end + 8], strict=True)
            people = _said(behind) or figure.people
            if people and figure.share:
                low, high = share_of(whole, figure.share)
                resolved.append(replace(figure, low=low, high=high, role=whole.role, people=people, part=True))
            elif people:
                resolved.append(replace(figure, role=whole.role, people=people, part=True))
            continue
        if figure.share or (figure.part and not figure.role):
            continue
        resolved.append(figure)
        if figure.role and not figure.part:
            whole = figure
    return resolved


def _said(behind: Iterable[tuple[str, str | None]]) -> str | None:
    """Return who they are by the words behind a part; who comes right behind others says it: ``رجال [الشرطة]``."""
    known = None
    for word, people in behind:
        if known is not None:
            return people if known == "people" and people and word not in _RELATIVE else known
        known = people if word not in _RELATIVE else None
    return known


def share_of(whole: Figure, share: float) -> tuple[int | None, int | None]:
    """Return from how many to how many a share of some people are; None where their end is open."""
    low = None if whole.low is None else floor(whole.low * share + _ROUNDING)
    return low, None if whole.high is None else ceil(whole.high * share - _ROUNDING)


def _joined(line: Line, first: Figure, second: Figure) -> bool:  # noqa: PLR0911, PLR0912  one return per reason
    between = range(_behind_age(line.words, first), second.start)
    if len(between) > 6 or second.part or second.share or not second.people or not second.low:
        return False
    if any((line.roles[index] and not line.people[index]) or line.words[index] in SAVED for index in between):
        return False
    if relative(line.words, second) or _speaks(line.words, second):
        return False
    if not SAVED.isdisjoint(line.words[second.end : second.end + SAVED_REACH]):
        return False  # ``12 bodies were recovered, [20 people were rescued]``
    if line.english and first.article and second.article and _is_he(line.words, first, second):
        return False
    if (
        not line.english
        and not second.role
        and not _SURVIVED.isdisjoint(line.words[second.end : second.end + SAVED_REACH])
    ):
        return False  # ``погибли отец и мать, [девочка 9 лет выжила]``
    if first.role and second.role is None and not _GREW.isdisjoint(line.words[first.end : second.start]):
        return False  # ``ölü sayısı 11'e [çıktı], 28 kişi``
    joining = [line.words[index] for index in between if line.words[index] not in THEIR]
    if len(joining) > 1 and joining[-2] in _TOOLS:
        return False
    if joining and joining[-1] == "," and line.words[second.start].startswith(COLLECTIVES):
        return False  # ``беш киши сууга түштү, [экөөнүн] сөөгү табылды``
    if not _ABOARD.isdisjoint(joining):
        return False  # ``une trentaine d'enfants [à bord], huit blessés``
    if first.role is None and any(word.startswith(_SAVED) for word in joining):
        return False  # ``vingt-deux migrants [secourus], quatre autres morts``
    if _with_others(first, second, joining):
        return True
    if second.article and not line.english:
        joining = list(undescribed(joining))
    attached = line.words[second.start][0] == "و" and len(between) <= ATTACHED_REACH  # ``ثلاثة رجال [وامراة]``
    if not attached and (not joining or (joining[-1] not in _JOINING and joining[-3:] != AS_WELL_AS)):
        return False
    joining = joining or [","]
    if first.article and first.role is None and len(between) > 3:
        return False
    if joining[-1] == "," and line.words[second.start] in _MANY:
        return False  # ``two hundred people, [many] with children``
    kin = len(joining) < len(between)  # ``34 жаштагы эркек, [анын] жубайы жана кызы``
    if joining[-1] == "," and first.role is None and second.role and not (kin or _lists(line.words, first.start)):
        return False  # ``for help came [590 people, one person died]``
    if second.article and second.role is None and not (first.led and first.role):
        kin = line.english and first.role is None and line.words[second.start] in THEIR  # ``a man, [his wife], and``
        return kin and not _speaks(line.words, first)  # ``two were killed and a spokesman said``
    return first.role == second.role or first.role is None or second.role is None


def _is_he(words: Sequence[str], first: Figure, second: Figure) -> bool:
    """Whether a person is only described by the next: ``[the suspect, a] (30-year-old) man was arrested``."""
    told = takewhile(lambda word: word not in _JOINING, words[second.end : second.end + _HE_REACH])
    known = first.people == "militants" and words[first.start] == "the"
    return known and words[second.start - 1] == "," and not _THEN_HE.isdisjoint(told)


def undescribed(joining: Sequence[str]) -> Sequence[str]:
    """Return what joins two persons, without what only describes the second: ``и [12-летний] ребёнок``."""
    end = len(joining)
    while end and (joining[end - 1].startswith(_OLD) or joining[end - 1] == "-" or joining[end - 1].isdecimal()):
        end -= 1
    return joining[:end] if end else joining


def _with_others(first: Figure, second: Figure, joining: Sequence[str]) -> bool:
    """Whether somebody was with those who are counted next: ``погибла мать [с двумя детьми]``."""
    if len(joining) != 1 or joining[0] not in _WITH or second.article:
        return False
    return first.article and first.role in _BEFALLING and second.people in ("children", "women")


def _behind_age(words: Sequence[str], figure: Figure) -> int:
    """Where a single person's phrase goes on, which is behind his age: ``a man[, 23,] and a woman``."""
    end = figure.end
    aged = figure.article and words[end + 1 : end + 2] == [","] and words[end + 3 : end + 4] == [","]
    return end + 3 if aged and words[end + 2].isdigit() else end


def _lists(words: Sequence[str], at: int) -> bool:
    """Whether a list may begin there: at the head of a clause, or behind a verb that leaves people in a state."""
    return at == 0 or not words[at - 1].isalpha() or words[at - 1] in _LEAVING


def _speaks(words: Sequence[str], figure: Figure) -> bool:
    """Whether a number's people say so: ``killed 31 people, two railway officials said``."""
    for word in words[figure.end : figure.end + _SPEAKER_REACH]:
        if word in _SAYING:
            return True
        if not word[0].isalpha():
            return False
    return False


def says(line: Line, at: int) -> bool:
    """Whether one person, whose noun begins at a token, only says so: ``a [hospital official said]``."""
    for index in range(at, min(at + _SPEAKER_REACH, len(line.words))):
        word = line.words[index]
        if word in _SAYING:
            return True
        if not word[0].isalpha() or (line.roles[index] and word not in _HOSPITALS):
            return False
    return False


def _total(group: list[Figure]) -> list[Figure]:
    role = next((figure.role for figure in group if figure.role), None)
    if len(group) < 2 or role is None:
        return group
    if len(group) > 2 and not group[0].article and _divided(group):
        group[0].role = role
        return [group[0], *(replace(figure, role=role, part=True) for figure in group[1:])]
    parts = [replace(figure, role=role, part=True) for figure in group]
    lows = [figure.low for figure in parts]
    highs = [figure.high for figure in parts]
    low = sum(value for value in lows if value is not None) if any(v is not None for v in lows) else None
    high = None if any(value is None for value in highs) else sum(value for value in highs if value is not None)
    total = Figure(parts[0].start, parts[-1].end, low, high, any(f.approximate for f in parts), role)
    total.added = parts[0].added
    return [total, *parts]


def _divided(group: Sequence[Figure]) -> bool:
    """Whether the rest divides the first: ``four people, two men and two women``, not ``3 rebels, 2 police, a boy``."""
    first, rest = group[0], {figure.people for figure in group[1:]}
    if first.low != sum(figure.low or 0 for figure in group[1:]):
        return False
    whole = _MADE_OF.get(first.people or "", frozenset())
    return not whole or not rest.isdisjoint(whole)


SHORT_NAME = 5  # letters of an armed group's initials: ``nine [ISGS] and six JNIM fighters``


def share_people(line: Line, found: Sequence[Figure]) -> None:
    """``5 SDF and 11 ISIS fighters killed``: those of the first side are fighters as well."""
    for first, second in pairwise(found):
        between = line.words[first.end : second.start]
        if first.role or first.article or not first.low or len(between) != 2:
            continue
        if first.people:
            if between[1] in AND and second.people is None and second.role and not second.article and not second.led:
                second.people = "people"  # ``2 Maoists and 1 APF killed``
            continue
        if between[1] not in AND and between[1] != "plus":
            continue
        counted = second.people in _SIDES or (second.people is None and not second.article)
        armed = second.people in ("militants", "soldiers") and len(between[0]) <= SHORT_NAME
        if counted and second.role and (not between[0].endswith("s") or armed):
            first.people = second.people = second.people or "people"


def spread_parts(line: Line, found: Sequence[Figure]) -> None:
    """``including four women and two children``: the second is a part as well."""
    for first, second in pairwise(found):
        between = line.words[first.end : second.start]
        own = {*line.roles[first.end : second.start], *line.roles[second.end : second.end + 1]}
        if own & _BEFALLING:
            continue  # ``including two children, and [22] injured``
        if first.part and second.people and not second.share and 0 < len(between) <= 4 and between[-1] in _JOINING:
            second.part = first.role == second.role or first.role is None
            second.role = first.role if second.part else second.role


def relative_at(words: Sequence[str], end: int) -> bool:
    """Whether a number that ends at a token goes on ``of them`` or ``of whom``."""
    following = words[end : end + 2]
    if following[:1] and following[0] in _OF_THEM:
        return True  # ``seis [delas] intoxicadas``
    return len(following) == 2 and following[0] in _OF and following[1] in _RELATIVE


def relative(words: Sequence[str], figure: Figure) -> bool:
    """Whether a number goes on ``of them`` or ``of whom``."""
    return relative_at(words, figure.end)

"""Who a number counts, and which role word before it tells what befell them: ``killed [3] and injured 5``.

`streams.figures.counts` finds the numbers; the words behind them are read by `streams.figures.roles_behind`.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.figures.groups import AND, Figure, Line
from streams.figures.roles_behind import CUT, INSERTION, MARKS, STOP

__all__ = ["bare", "by", "counted", "left_role"]

LEFT_REACH = 4  # tokens between a role word and a number behind it

_UP_TO = frozenset({"до", "do"})
_MADE_OF, _FAMILIES = frozenset({"из", "з", "із", "z"}), frozenset({"семья", "семью", "сім'я", "сім'ю", "родина"})
_BANDS_TEXT = """банда банду банды группа группу группы группировка группировку компания компанию экипаж бригаду бригада
семья семью смену шайку шайка звено групу група банди угруповання компанію родину родина зграю"""
_BANDS = frozenset(_BANDS_TEXT.split())
_BAND = 3  # tokens from a group to how many it is made of
_AMONG = frozenset({"среди", "серед", "wśród", "among", "entre", "parmi", "بين", "unter", "tra"})
_ASIDES = frozenset({"according", "reportedly", "allegedly", "officials", "police", "it", "they", "by", "locals"})
"""First words of an insertion between a verb and a number."""
_OTHERS = frozenset({"otros", "otras", "autres", "outros", "outras", "altri", "altre"})
"""Stand before a number: ``buscan a [otros] siete``."""
_ONE = frozenset({"un", "una", "une", "uno", "um", "uma", "unos", "unas"})
_GROUPS = frozenset({"familia", "famille", "familie", "famiglia", "família", "gente", "policía", "police"})
_ASIDE_OF_TEXT = "после при от из-за на у с под tras en con por después après dans avec par lors depuis بعد اثر"
_ASIDE_OF = frozenset(_ASIDE_OF_TEXT.split())
_LINKING_TEXT = "de con en por contra entre du des avec dans par contre sur com em por di con in da"
_LINKING = frozenset(_LINKING_TEXT.split())
_LINKING_EN = frozenset({"with", "for", "from", "to", "against", "by"})
_CROWDS = frozenset({"attended", "crowd", "crowds", "march", "rally", "protest", "demonstration", "turnout", "vigil"})
_OF, _NUMBERED = (["of"], [":"]), (["саны"], ["sayısı"])  # ``катышуучулардын [саны] 40 адам``
_IN_IT = (["فيها"], ["فيه"], ["بها"])
"""Behind ``took part``: ``مسيرة شارك [فيها] آلاف``."""
_TR_WHICH = ("dığı", "diği", "duğu", "düğü", "tığı", "tiği", "tuğu", "tüğü")
"""Ends of what a Turkish sentence tells of the noun behind it, whoever else is counted there."""
_TR_WHO = ("en", "an")  # ``öldüğü [bildirilen] 3 kişi``
TURNOUT = 100  # people from which on ``a march at`` is no hour

_FR_NONE = frozenset({"n'", "ne", "aucun", "aucune", "personne"})


def left_role(  # noqa: PLR0911, PLR0912  one return per thing that may stand before a number
    line: Line, figure: Figure, *, arabic: bool
) -> tuple[str | None, bool]:
    """The role word before the number, and whether it makes the number a part (``among the injured``).

    In Arabic people named between do not end the search: the verb comes first.
    """
    words, roles = line.words, line.roles
    if by(words, figure):
        # ``a march [by several hundred] traders``; else who did it
        return ("crowd" if words[max(0, figure.start - 2)] in _CROWDS else None), False
    begin = figure.start - 1
    if begin > 0 and words[begin] in _MADE_OF and words[begin - 1] in _FAMILIES:
        begin -= 2  # ``погибла [семья из] трёх человек``
    elif begin > 0 and words[begin] == ":" and words[begin - 1] in _FAMILIES:
        begin -= 2  # ``угорела [семья:] мать, отец и трое детей``
    elif begin > 1 and words[begin] in _MADE_OF and not line.english:
        band = next((at for at in range(begin - 1, max(0, begin - 1 - _BAND), -1) if words[at] in _BANDS), None)
        begin = begin if band is None else band - 1  # ``задержали [банду грабителей из] восьми человек``
    for index in range(begin, max(-1, begin - LEFT_REACH), -1):
        word = words[index]
        if (word in STOP and word not in (":", "(") and not _tabled(line, figure, index)) or word in CUT:
            return None, False
        if word == "mais" and not _FR_NONE.isdisjoint(words[:index]):
            return None, False  # ``personne n'est mort [mais] sept ...``; in Portuguese it is ``more``
        if word == "al" and index + 1 < len(words) and words[index + 1].endswith("r"):
            return None, False  # ``heridas [al chocar] dos ...``
        if role := roles[index]:
            gap = words[index + 1 : figure.start]
            if word.endswith(_TR_WHICH) and gap and not gap[0].endswith(_TR_WHO):
                return None, False  # ``3 kişinin [yaralandığı] yangına 45 itfaiye eri``
            of = gap in (_OF if word in _CROWDS else _NUMBERED) or gap in _IN_IT
            of = of or (word in _CROWDS and gap == ["at"] and (figure.low or 0) >= TURNOUT)
            if role == "crowd" and gap and "=" not in gap and not of:
                return None, False
            return role, any(before in _AMONG for before in words[max(0, index - 2) : index])
        if word == "," and (before := _behind_aside(words, index)):
            role = roles[before]
            return (role if role != "crowd" else None), False
        if figure.article and not line.english and word in _ASIDE_OF:
            return None, False  # ``ранены [после] наезда водителя``
        if word == "," or word in AND or (line.people[index] and not arabic and word not in _OTHERS):
            return None, False
    return None, False


def _tabled(line: Line, figure: Figure, dash: int) -> bool:
    """Whether a dash only parts a number from what it counts, as in a table: ``погибших — [2], раненых — [5]``."""
    words, end = line.words, figure.end
    ends = not words[end : end + 1] or not words[end][0].isalnum()
    first = words[figure.start + (words[figure.start] in _UP_TO)]  # ``раненых — [до 5]``
    return words[dash] in ("—", "–") and dash == figure.start - 1 and first.isdigit() and ends


def by(words: Sequence[str], figure: Figure) -> bool:
    """Whether a number counts those who did it."""
    return figure.start > 0 and words[figure.start - 1] == "by"


def _behind_aside(words: Sequence[str], comma: int) -> int:
    """The token before ``, according to the army,``, or 0 where the second comma closes nothing of the kind."""
    for index in range(comma - 1, max(0, comma - INSERTION), -1):
        if words[index] in STOP:
            return 0
        if words[index] == ",":
            return index - 1 if words[index + 1] in _ASIDES else 0
    return 0


def counted(line: Line, figure: Figure) -> str | None:
    """Who is counted: the people named right behind the number."""
    words = line.words
    if figure.end - figure.start > 2 and words[figure.end - 2] == "of":
        return "people"  # ``a family of seven``
    for index in range(figure.end, min(figure.end + 4, len(words))):
        word = words[index]
        if word in MARKS or index in line.starts:
            return None
        if figure.article and word in (_LINKING_EN if line.english else _LINKING):
            return None  # ``[un] tiroteo con narcotraficantes``, ``[no] help for people who``
        people = line.people[index]
        group = word in _GROUPS and (words[figure.start], word) != ("un", "policía")  # he is one of them
        if people and figure.article and words[figure.start] in _ONE and (group or word.endswith(("s", "x"))):
            return None  # ``[un] groupe d'hommes``
        if people:
            behind = line.people[index + 1] if index + 1 < len(words) else None
            return behind if people == "people" and behind else people  # ``one Ethiopian [soldier]``
    return None


def bare(line: Line, figure: Figure) -> str | None:
    """The role of ``one`` without people: ``killing one``, ``one dead``."""
    before = line.roles[figure.start - 1] if figure.start else None
    after = line.roles[figure.end] if figure.end < len(line.words) else None
    return next((role for role in (before, after) if role and role != "crowd"), None)

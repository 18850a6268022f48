"""What case endings tell of numbers in Turkish and Kyrgyz: whose part they are, and who died of those hurt.

``[yaralılardan] ikisi ağır`` and ``[кармалгандардын] бешөө`` are parts of those told of by the word before them;
``[yaralılardan] ikisi öldü`` come on top of the dead. A couple without a number (``karı koca``) are two.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from streams.figures.groups import COLLECTIVES, Figure, Line, share_of

__all__ = [
    "APART",
    "NUMBER_OF",
    "THINGS",
    "couples",
    "describes",
    "done_to",
    "is_several",
    "is_year",
    "of_the_hurt",
    "part_of",
    "parts_before",
    "toll_of",
    "whole_of",
]

_KY_NOUNS_TEXT = """оорукана айыл район облус шаар мектеп көчө унаа машина автобус үй имарат бөлүк көпүрө дүкөн өлкө
жер кабат батир чек кафе бала-бакча поезд учак вагон аймак конуш"""
_KY_CASES_TEXT = """да де до дө та те то тө га ге го гө ка ке ко кө дан ден дон дөн тан тен тон төн ны ни ну нү ды ди ду
дү ты ти ту тү нын нин нун нүн дын дин дун дүн тын тин тун түн дагы деги догу дөгү"""
_TR_NOUNS_TEXT = """hastane ilçe bölge mahalle köy bina ev okul adres nokta cadde sokak şehir il araç otomobil kamyon
otobüs minibüs tır daire kat ülke dükkan fabrika depo apartman blok yurt otel merkez tekne bot iş"""
_TR_CASES_TEXT = """de da te ta ye ya e a den dan ten tan nin nın in ın ün un yi yı i ı ü u deki daki teki taki"""
THINGS = frozenset(
    f"{noun}{case}"
    for nouns, cases in ((_KY_NOUNS_TEXT, _KY_CASES_TEXT), (_TR_NOUNS_TEXT, _TR_CASES_TEXT))
    for noun in nouns.split()
    for case in cases.split()
) - {"ila"}
"""Things and places behind a number, in their cases: ``үч [ооруканада]``, ``iki [ilçede]``."""
APART = frozenset({"ayrı", "farklı", "değişik", "çevre", "yakın", "özel", "башка", "түрдүү", "жакынкы", "коңшу"})
"""Between a number and the places or things it counts: ``dört [ayrı] hastanede``."""
_OWNED = frozenset({"мектеп", "айыл", "автобус", "унаа", "завод", "үй", "ev", "araç", "iş", "köy", "кабат", "поезд"})
_HEADS_TEXT = """окуучу студент тургун жашоочу айдоочу жүргүнчү кызматкер мугалим тарбиячы дарыгер жумушчу башчы ээс бал
öğrenci sakin şoför sürücü çalışan işçi yolcu sahib öğretmen müdür başkan görevli personel"""
_HEADS = tuple(_HEADS_TEXT.split())

_ABLATIVES = ("dan", "den", "tan", "ten", *(f"{first}{vowel}н" for first in "дт" for vowel in "аеоө"))
_GENITIVES = (
    *(f"{first}{vowel}н" for first in "ндт" for vowel in "ыиуү"),
    "ların",
    "lerin",
    "nın",
    "nin",
    "nun",
    "nün",
)
_FROM = (*_ABLATIVES, *_GENITIVES)
_LOCATIVES = frozenset({"de", "da", "te", "ta", "deki", "daki", "teki", "taki"})
_YEARS = (1900, 2100)
_THOSE_WHO = ("anlar", "enler", "гандар", "гендер", "гондор", "гөндөр", "кандар", "кендер", "кондор", "көндөр")
_HURT = ("yaralı", "yaralan", "жарадар", "жаракат", "жабырка", "жаралан", "алган", "ооруканад", "hastane", "zehirlen")
_PARTICIPLES = ("ган", "ген", "гон", "гөн", "кан", "кен", "кон", "көн", "an", "en")
_SOME_OF_THEM = frozenset({"biri", "ikisi", "üçü", "dördü", "beşi", "altısı", "yedisi", "sekizi", "dokuzu"})
_HOLDING = frozenset({"bulunduğu", "olduğu"})
_PART_ENDS = frozenset({"i", "ı", "u", "ü", "si", "sı", "su", "sü"})
_PARTS_REACH = 5  # tokens from a part to its whole
_MORE = frozenset({"дагы", "калган", "diğer", "daha"})
_HELD = frozenset({"killed", "injured", "arrested", "missing", "evacuated"})
_PAIRS = {
    "karı": ("koca",),
    "ana": ("oğul", "kız"),
    "anne": ("oğul", "kız"),
    "baba": ("oğul", "kız"),
    "эрди": ("катын",),
}
"""First word of two people -> what the second is."""
_COUPLES = ("çift", "çifti", "çiftin")
_FIRST = _PAIRS.keys() | set(_COUPLES)
NUMBER_OF = frozenset({"sayısı", "sayısının", "sayısını", "саны", "санын", "санынын"})
"""Before a toll."""
_TOLL_REACH = 6  # tokens from what befell them to the toll
_OTHER_PAIRS = frozenset({"taraflı", "şeritli", "yönlü", "katlı", "kişilik", "sayı", "haneli", "kabinli", "kale"})
"""Behind ``çift`` that is no couple."""
_REACH = 14  # tokens from a couple to what befell them


_OBJECT = tuple(f"{first}{vowel}" for first in "ндт" for vowel in "ыиуү")
_TAKING, _TAKEN = "карма", "кармал"


def is_year(words: Sequence[str], end: int, value: int) -> bool:
    """Whether a number stands in the Turkish locative of a year: ``[2017]'de``."""
    case = words[end : end + 2]
    return len(case) > 1 and case[0] == "'" and case[1] in _LOCATIVES and _YEARS[0] <= value <= _YEARS[1]


def describes(words: Sequence[str], at: int, end: int) -> bool:
    """Whether the noun behind a number, tokens ``at`` to ``end``, is not what it counts.

    It only describes the people (``эки [мектеп] окуучусу``) or tells where they are (``үчөө [ооруканада]``).
    """
    following = words[end : end + 1]
    if not following:
        return False
    if following[0] in THINGS and (words[at].startswith(COLLECTIVES) or words[at] in _SOME_OF_THEM):
        return True
    if following[0] in THINGS and at and words[at - 1] in _MORE:
        return True
    return following[0] in _OWNED and "".join(words[end + 1 : end + 2]).startswith(_HEADS)


def part_of(line: Line, figure: Figure) -> str | None:
    """Return the role of those that a number is a part of, by the case of the word before it, or None."""
    at = figure.start - 1
    if at < 0 or not line.words[at].endswith(_FROM):
        return None
    if line.roles[at] is None and at and any(mark in line.words[at] for mark in _THOSE_WHO):
        at -= 1  # ``[hayatını kaybedenlerden] ikisi``
    role = line.roles[at]
    if role is None and at and (line.people[at] or at - 1 in line.starts):  # ``[жабыркаган үч адамдын] экөө``
        role = next((one for one in reversed(line.roles[max(0, at - 4) : at]) if one), None)
    return role if role in _HELD else None


def whole_of(line: Line, figure: Figure) -> str | None:
    """Return what befell those of whom a number behind is a part: ``[жабыркаган үч адамдын] экөө``, or None."""
    if not figure.start or not line.words[figure.start - 1].endswith(_PARTICIPLES):
        return None
    before = reversed(line.roles[max(0, figure.start - 2) : figure.start])
    return next((role for role in before if role in _HELD), None)


def parts_before(line: Line, found: Sequence[Figure]) -> None:
    """Turkish parts stand before their whole: ``[3'ü çocuk] 14 kişi``, ``[yarısı polis] olmak üzere 14 kişi``.

    Also ``aralarında [3 çocuğun] da bulunduğu 14 kişi``.
    """
    words = line.words
    for part, whole in pairwise(found):
        between = words[part.end : whole.start]
        told = part.share or words[whole.start - 1] in _HOLDING or words[part.end - 1] in (*_SOME_OF_THEM, *_PART_ENDS)
        if not told or part.role or not whole.role or not between or len(between) > _PARTS_REACH:
            continue
        who = next((people for people in line.people[part.end : whole.start] if people), None)
        if who is None or {",", "ve"} & set(between[:-1]):
            continue
        if part.share:
            part.low, part.high = share_of(whole, part.share)
        part.role, part.people, part.part, part.share = whole.role, who, True, 0.0


def toll_of(line: Line, figure: Figure) -> str | None:
    """Return what befell those whose number is told, or None: ``[yaralanan] işçi sayısı 12'ye çıktı``."""
    if not figure.start or line.words[figure.start - 1] not in NUMBER_OF:
        return None
    before = reversed(line.roles[max(0, figure.start - _TOLL_REACH) : figure.start])
    return next((role for role in before if role in _HELD), None)


def is_several(word: str) -> str | None:
    """Return that a Kyrgyz number only counts people, or None: ``[үчөө] жарадар``."""
    return "people" if word.startswith(COLLECTIVES) else None


def of_the_hurt(words: Sequence[str], start: int) -> bool:
    """Whether a number is of those who were hurt before: ``[yaralılardan] ikisi öldü``."""
    before = words[max(0, start - 2) : start]
    return bool(before) and before[-1].endswith(_FROM) and any(word.startswith(_HURT) for word in before)


def done_to(line: Line, figure: Figure) -> bool:
    """Whether a Kyrgyz passive holds him who did it to those counted: ``[эки баланы] сүзгөн айдоочу кармалды``."""
    around = line.words[figure.start + 1 : figure.end + 1]
    if not any(word.endswith(_OBJECT) and not word.startswith(_TAKING) for word in around):
        return False  # ``жети кылмышкер [кармалды]``
    held = [word for word in line.words[figure.end :] if word.startswith(_TAKING)]
    return bool(held) and all(word.startswith(_TAKEN) for word in held)


def couples(line: Line, found: Sequence[Figure]) -> list[Figure]:
    """Two people whom one noun or two name without a number: ``[karı koca] öldü``, ``[çift] ölü bulundu``."""
    words = line.words
    made: list[Figure] = []
    for at, word in enumerate(words if not _FIRST.isdisjoint(words) else ()):
        behind = words[at + 1] if at + 1 < len(words) else ""
        pair = word in _PAIRS and behind.startswith(_PAIRS[word])
        if not pair and (word not in _COUPLES or behind in _OTHER_PAIRS):
            continue
        end = at + 1 + pair
        if any(one.start < end and at < one.end and not one.article for one in found):
            continue
        role = next((one for one in line.roles[end : end + _REACH] if one in _HELD), None)
        role = role or next((one for one in reversed(line.roles[max(0, at - 3) : at]) if one in _HELD), None)
        if role is not None and "killed" in line.roles[max(0, at - 3) : at]:
            role = "killed"  # ``ölü bulunan [çiftin] gazdan zehirlendiği``
        joined = next((one for one in found if one.start == end + 1 and one.role in (role, *_HELD)), None)
        if joined is not None and words[end : end + 1] == ["ve"] and not joined.article and joined.low:
            joined.start, joined.low = at, joined.low + 2  # ``[karı koca ve] iki çocukları öldü``
            joined.high = None if joined.high is None else joined.high + 2
            joined.people = "people"
            continue
        if role is not None and not any(one.role == role and not one.article for one in found):
            for one in found:
                one.role = None if one.role == role else one.role  # ``bir çift`` and no single person
            made.append(Figure(at, end, 2, 2, approximate=False, role=role, people="people"))
    return made

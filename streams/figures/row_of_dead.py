"""Who is told by his place in the row of the dead says how many they are, in languages other than English.

``Hallan [un quinto cadáver]``, ``eine [fünfte Leiche]``, ``[пятое тело]`` and ``[beşinci ceset]`` are five dead by now,
where the sentence counts no others; a place of somebody who then dies as well: ``[una tercera persona] falleció``. The
same in English is `streams.figures.ranks`. Limits: places up to twelve, the noun right beside its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from streams.figures.groups import Figure, Line

__all__ = ["PLACE_AMONG_THE_DEAD", "in_the_row"]

_PLACES_TEXT = {
    2: "segundo segunda deuxième secondo seconda zweite zweiten zweites zweiter druga drugie drugą drugiego drugiej "
    "второе второй вторая друге другий друга экинчи ikinci ثان ثانية الثاني الثانية",
    3: "tercer tercero tercera troisième terzo terza terceiro terceira dritte dritten drittes dritter trzecia trzecie "
    "trzecią trzeciego trzeciej третье третий третья третє третій третя үчүнчү üçüncü ثالث ثالثة الثالث الثالثة",
    4: "cuarto cuarta quatrième quarto quarta vierte vierten viertes vierter czwarta czwarte czwartą czwartego "
    "czwartej четвертое четвертый четвертая четверте четвертий четверта төртүнчү dördüncü رابع رابعة الرابع الرابعة",
    5: "quinto quinta cinquième fünfte fünften fünftes fünfter piąta piąte piątą piątego piątej пятое пятый пятая "
    "п'яте п'ятий п'ята бешинчи beşinci خامس خامسة الخامس الخامسة",
    6: "sexto sexta sixième sesto sesta sechste sechsten sechstes sechster szósta szóste szóstą szóstego szóstej "
    "шестое шестой шестая шосте шостий шоста алтынчы altıncı سادس سادسة السادس السادسة",
    7: "séptimo séptima septième settimo settima sétimo sétima siebte siebten siebtes siebter siódma siódme siódmą "
    "siódmego siódmej седьмое седьмой седьмая сьоме сьомий сьома жетинчи yedinci سابع سابعة السابع السابعة",
    8: "octavo octava huitième ottavo ottava oitavo oitava achte achten achtes achter ósma ósme ósmą ósmego ósmej "
    "восьмое восьмой восьмая восьме восьмий восьма сегизинчи sekizinci ثامن ثامنة الثامن الثامنة",
    9: "noveno novena neuvième nono nona neunte neunten neuntes neunter dziewiąta dziewiąte dziewiątą девятое девятый "
    "девятая дев'яте дев'ятий дев'ята тогузунчу dokuzuncu تاسع تاسعة التاسع التاسعة",
    10: "décimo décima dixième decimo decima zehnte zehnten zehntes zehnter dziesiąta dziesiąte dziesiątą десятое "
    "десятый десятая десяте десятий десята онунчу onuncu عاشر عاشرة العاشر العاشرة",
}
PLACE_AMONG_THE_DEAD = {word: place for place, words in _PLACES_TEXT.items() for word in words.split()}
_BODIES_TEXT = """cadáver cuerpo cadavre corps dépouille cadavere corpo salma leiche leichnam toter tote todesopfer
ciało zwłoki тело труп тіло сөөк сөөгү өлүк ceset cesedi ölüm جثة الجثة جثمان جثته قتيل القتيل"""
_BODIES = frozenset(_BODIES_TEXT.split())
_PERSONS_TEXT = """persona personne pessoa person mensch verletzter verletzte patient patientin osoba ranny ranna
poszkodowany poszkodowana человек пострадавший пострадавшая раненый раненая пациент постраждалий постраждала поранений
поранена людина киши адам жабырлануучу жарадар kişi yaralı víctima victime vítima vittima opfer ofiara жертва kurban
курман ضحية شخص مصاب جريح herido herida ferito ferita ferido ferida blessé blessée hombre mujer homme femme uomo donna
homem mulher mann frau mężczyzna kobieta мужчина женщина чоловік жінка эркек аял adam kadın رجل امرأة ouvrier obrero
operaio arbeiter bombero pompier bombeiro feuerwehrmann strażak пожарный пожежник soldado soldat soldato żołnierz"""
_PERSONS = frozenset(_PERSONS_TEXT.split())
_MEN_TOO = frozenset({"cuerpo", "corps", "corpo"})
"""Bodies of men as well: ``le [deuxième] corps d'armée``; a dead one is found."""
_FOUND = (
    *("hall", "encontr", "encuentr", "recuper", "rescat", "extra", "localiz", "retrouv", "découv", "repêch", "remont"),
    *("trov", "rinven", "estra", "recuper", "resgat", "retirad", "localiz", "ritrov", "ripesc", "dégag", "extrai"),
)
_OF_A_BODY = frozenset({"адамдын", "кишинин", "kişinin", "лица"})
"""Between the place and the body: ``бешинчи [адамдын] сөөгү``."""
_LONGER = (
    *("mes", "año", "semana", "mois", "anné", "semaine", "mese", "anno", "settiman", "mês", "ano", "monat", "jahr"),
    *(
        "woche",
        "miesiąc",
        "rok",
        "tydzie",
        "tygod",
        "месяц",
        "год",
        "недел",
        "місяц",
        "рок",
        "рік",
        "тижд",
        "ай",
        "жыл",
    ),
    *("жума", "yıl", "ay", "hafta", "شهر", "عام", "سنة", "اسبوع", "الشهر", "العام", "السنة", "الاسبوع", "هذا"),
    *("día", "jour", "giorn", "dia", "tag", "dni", "день", "суток", "доб", "күн", "gün", "يوم", "خلال"),
)
"""Begins of words by which the row may be that of a longer time, or of other events: ``segunda víctima este [mes]``."""
_AGED = frozenset({"años", "ans", "anni", "anos", "jahre", "jahren", "jährige", "jähriger", "lat", "лет", "років"})
NEAR = 8  # tokens from a person to what befell him


def in_the_row(line: Line, found: list[Figure]) -> list[Figure]:
    """Let who is the fifth of the dead be the toll of five, where nobody else is counted among them."""
    words = line.words
    for at in compress(range(len(words)), map(PLACE_AMONG_THE_DEAD.__contains__, words)):
        noun = _noun(words, at)
        if noun is None or not (_lies_dead(words, noun) or _dies(line, noun)):
            continue
        place = PLACE_AMONG_THE_DEAD[words[at]]
        others = [one for one in found if one.role == "killed" and (one.high or MANY) > 1 and not one.part]
        if others or _of_a_longer_time(words):
            return found
        one = Figure(at, at + 1, place, place, approximate=False, role="killed", people="people")
        rest = [other for other in found if not (other.role in ("killed", None) and (other.high or MANY) <= 1)]
        return sorted([*rest, one], key=lambda figure: figure.start)
    return found


MANY = 1_000  # an open end


def _noun(words: Sequence[str], at: int) -> int | None:
    """Where the noun of a place in a row is: behind it, and in Arabic before it."""
    behind = at + 1 + (words[at + 1 : at + 2] != [] and words[at + 1] in _OF_A_BODY)
    if words[behind : behind + 1] and (words[behind] in _BODIES or words[behind] in _PERSONS):
        return behind
    arabic = at and words[at][0] >= "ا" and (words[at - 1] in _BODIES or words[at - 1] in _PERSONS)
    return at - 1 if arabic else None


def _lies_dead(words: Sequence[str], noun: int) -> bool:
    """Whether a noun is of a dead body."""
    if words[noun] in _MEN_TOO:
        return any(word.startswith(_FOUND) for word in words)
    return words[noun] in _BODIES


def _dies(line: Line, noun: int) -> bool:
    """Whether somebody dies behind the word that names him, or in Arabic right before it."""
    behind = line.roles[noun : noun + NEAR]
    arabic = line.words[noun][0] >= "ا" and noun and line.roles[noun - 1] == "killed"
    return bool(arabic) or next((role for role in behind if role in ("killed", "missing", "arrested")), "") == "killed"


def _of_a_longer_time(words: Sequence[str]) -> bool:
    return any(word.startswith(_LONGER) and word not in _AGED for word in words if len(word) > 1)

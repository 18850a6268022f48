"""Posts all in small letters: which words may be towns, given the capitals that their names have.

A word leads to a town, or goes on with its name, in ``huge fire in [zanesville]``, ``cárcel de [latacunga]``,
``[butte county]``. A name that is another word stays that word, and of villages too little is known to tell
(`far_fetched`). What a word with a capital is, is told elsewhere; so one too many does little harm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from functools import cache
from itertools import pairwise
from operator import add
from typing import NamedTuple

from streams.geo.gazetteer_form import key_of, namesakes
from streams.geo.homonyms import homonyms
from streams.geo.toponyms import words

__all__ = ["KINDS", "OF", "SMALL", "at_home", "capitalised", "far_fetched", "is_uncased"]

WELL_KNOWN = 5_000  # inhabitants from which it is known whether a town's name is another word
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MARK = re.compile("['’]")
_SMALL_TEXT = """
в во на под из изо от до к ко у о об обо по за при над перед через около возле близ между с со и а но или не ни
что как где области областью края крае краем районом районі округом облусу облусунда облусунун району районунда
районунун шаары шаарында шаарынын шаарына шаарындагы айылы айылында айылынын обл году года погибли погиб погибла
есть час время w we z ze na pod nad przy od do koło za i a o u dla po przez nie się jest są oraz від біля під із
зі й та що як є und in im am an auf aus bei beim vom von zu zum zur mit nach vor über unter der die das dem den
des ein eine einem einer ist sind hat haben wird werden nicht es sich als ve ile için bir bu da de ta te ki iki
üç kişi ölü yaralı maden ilçesi ilçesinde del la el los las en un una y que por con al se su no lo le les du et
à au aux est dans sur pour par qui ne pas une ont mer large nord sud ouest dos nas nos em um uma e os as ao com
não é il gli dei della delle nel nella nei sul sulla per che non ha è sono жана менен үчүн дагы саны кеминде
полиции полицию шахте шахту больнице больницу границе доме школе здании машине автобусе заводе рынке магазине
кафе тюрьме колонии дороге трассе пожаре взрыве дтп суде республике стране воскресенье субботу понедельник
вторник среду четверг пятницу реанимации подвале лесу море поле парке баре клубе лагере порту селом домом метро
бане бани отеле горах горами банке банк сарае мире мира институте пещере мостом мосту окнами кремля дома лугу
заре долине тайге юрте палатке салоне монастыре земле землей завалами шахті шахти барі полі горі горою суді
банку сараї таборі долині домі лісі морі світі domu hali metrze barze parku lesie polu górach porcie pracy
sądzie banku kraju kinie zoo rowie mostem oknami ziemią gruzami dolinie kabinie pokoju bloku kamienicy tunelu
szpitalu szkole zug hof kita valle monte midi vue vide окном окна коме комі річки березні oborze rana vif ciel
palazzo ponte villa campo torre castello borgo cascina gennaio febbraio marzo aprile maggio giugno luglio agosto
settembre ottobre novembre dicembre"""
SMALL = frozenset(_SMALL_TEXT.split())
"""Words that no name is made of."""
_KIND_TEXT = """
région province territoire ville département village commune wilaya large près préfecture quartier banlieue nord
sud provincia región departamento distrito ciudad municipio pueblo estado cerca vereda comuna aldea norte sur
afueras província concelho município cidade aldeia perto arredores região sul comune città frazione zona largo
miglia"""
KINDS = frozenset(_KIND_TEXT.split())
OF = frozenset({"de", "du", "do", "da", "di", "del", "della"})
"""Behind a word for a kind of place: ``la province [de] Mopti``."""
_EAST = frozenset({"RU", "UA", "BY", "KZ", "KG", "UZ", "TJ", "TM", "AM", "AZ", "GE", "MD", "MN"})
_SPANISH = frozenset("ES MX CO PE AR CL VE EC BO PY UY GT HN SV NI CR PA DO CU PR".split())  # noqa: SIM905
_PORTUGUESE = frozenset("PT BR AO MZ CV GW ST TL".split())  # noqa: SIM905
_FRENCH_TEXT = "FR BE CH LU CA HT SN ML BF NE TD CI GN BJ TG CM CF GA CG CD MG DZ MA TN DJ BI RW MR LB"
_FRENCH = frozenset(_FRENCH_TEXT.split())
_HOMES = {
    "ru": _EAST,
    "be": _EAST,
    "uk": _EAST | {"PL"},
    "pl": {"PL"},
    "de": {"DE", "AT", "CH"},
    "it": {"IT", "CH"},
    "tr": {"TR", "CY"},
    "ky": {"KG"},
    "es": _SPANISH,
    "pt": _PORTUGUESE,
    "fr": _FRENCH,
    "sr": frozenset({"RS", "BA", "ME", "HR", "MK", "XK"}),
    "id": frozenset({"ID", "MY"}),
    "nl": frozenset({"NL", "BE", "SR"}),
}
"""Where the lesser towns are that a language names in texts without capitals of their own."""
_AT_TEXT = {
    "en": "in near at outside across inside around hits rocks shakes downtown",
    "es": "en",
    "fr": "à",
    "pt": "em",
    "it": "in",
    "id": "di",
    "sr": "u kod у код",
    "nl": "in bij",
}
_AT: Mapping[str, Set[str]] = {language: frozenset(text.split()) for language, text in _AT_TEXT.items()}
"""Behind one of them a town may be named, if its name is no other word."""
_WIDE_TEXT = {
    "en": "from through towards toward",
    "es": "de desde hacia hasta por vía via hospital estadio cárcel carcel penal plaza barrio sector",
    "fr": "de d vers depuis sur quartier",
    "pt": "de no na do da para bairro",
    "it": "di da verso zona quartiere",
    "id": "ke dari dekat kota kabupaten",
    "sr": "iz oko kraj pored blizu za selo selu из око крај поред близу",
    "nl": "uit te naar rond nabij",
}
_WIDE: Mapping[str, Set[str]] = {language: frozenset(text.split()) for language, text in _WIDE_TEXT.items()}
"""Behind one of them also, if no person is called so either."""
_NEAR = frozenset({"près", "cerca", "perto", "vicino", "junto"})
"""Words that lead to a town with another behind them: ``près [de]``."""
_OF_PLACES_TEXT = """
north south east west n s e w ne nw se sw northeast northwest southeast southwest city town village province region
state suburb outskirts centre center people residents port area district streets coast part parts km miles"""
_OF_PLACES = frozenset(_OF_PLACES_TEXT.split())
"""Words before ``of`` and a town: ``38 km sw of [camana]``."""
_FIRSTS_TEXT = """
san santa santo são sao saint sainte st new nuevo nueva novi nova novo novom novog novoj port porto puerto fort bad
villa vila al abu deir khan tel kota cabo jawa sumatera kalimantan sulawesi nusa north south east west greater upper
lower cape ciudad kuala tanjung banda bandar"""
_FIRSTS = frozenset(_FIRSTS_TEXT.split())
"""First words of names of several: common words, so that the next one tells whether they are a name's."""
_ARTICLES = {"en": _FIRSTS | {"la", "el", "los", "las", "le"}}
"""By language also articles of others, which open a name: ``in [la porte]``."""
_ENDS = frozenset({"city", "county", "beach", "island", "islands", "falls", "springs", "heights"})
_AND = frozenset({"and", "y", "e", "et", "i", "dan", "en", "и"})
_COUNTY = "county"
_NO_COUNTY_TEXT = "the a an this our that whole entire every each rural neighbouring neighboring per in of and same my"
_NO_COUNTY = frozenset(_NO_COUNTY_TEXT.split())
_NONE: Set[str] = frozenset()


class _Others(NamedTuple):
    """Names of towns that are other words, and these with those that are ``persons``' as well."""

    words: Set[str]
    persons: Set[str]


@cache
def _others(language: str) -> _Others:
    known, lists, named = homonyms(language), words(), namesakes()
    common = frozenset().union(*known[:3], named["words"], lists["common"], lists["prepositions"], lists["nowhere"])
    return _Others(common - _FIRSTS, (common | named["persons"] | lists["forenames"]) - _FIRSTS)


def is_uncased(text: str, language: str) -> bool:
    """Whether a short post has no capitals, in a language whose words for places are known here."""
    return language in _AT and text.islower()


def at_home(country: str, language: str, otherwise: bool = True) -> bool:
    """Whether a language's own towns are in a country; ``otherwise`` where nothing is known of it."""
    return country in _HOMES[language] if language in _HOMES else otherwise


def far_fetched(country: str, people: int, language: str, text: str) -> bool:
    """Whether a town, unless it is large, is more likely a common word of a language: in a text that was recased."""
    return not at_home(country, language) or (people < WELL_KNOWN and is_uncased(text, language))


def capitalised(text: str, language: str, leads: Set[str]) -> str:
    """Give capitals to what may be a town; ``leads`` are words behind which hardly anything else stands."""
    spans = [found.span() for found in _WORD.finditer(text)]
    if not spans:
        return text
    said = [text[start:end] for start, end in spans]
    made = list(said)
    gaps = [text[end:start] for (_, end), (start, _) in pairwise(spans)]
    gaps.append(text[spans[-1][1] :])
    firsts = _ARTICLES.get(language, _FIRSTS)
    for at, word in enumerate(said):
        before, behind = gaps[at - 1] if at else "", "".join(said[at + 1 : at + 2])
        common = (
            _NONE
            if gaps[at] == " " and behind == _COUNTY and word not in _NO_COUNTY
            else _begun(said, gaps, at, firsts, _others(language))
            if at and made[at - 1] != said[at - 1]
            else _led(said, made, at, leads, language)
            if before in {"", " "} and (at or gaps[0][:1] in {":", ","})
            else None
        )
        if common is None or word in _WIDE[language]:
            continue
        if word in firsts:
            named = bool(behind) and gaps[at] in {" ", "-"} and key_of(behind) not in common
        else:
            named = word not in SMALL and key_of(_MARK.split(word)[0]) not in common
        if named:
            made[at] = word[0].upper() + word[1:]
    return text[: spans[0][0]] + "".join(map(add, made, gaps))


def _begun(said: list[str], gaps: list[str], at: int, firsts: Set[str], others: _Others) -> Set[str] | None:
    """Return the words that are no names behind a word of one, None where none goes on: ``san [jacinto]``."""
    gap = gaps[at - 1]
    if gap == "-" or (gap == " " and (said[at - 1] in firsts or said[at] in _ENDS)):
        return _NONE
    return others.words if gap == ", " and gaps[at] != " " else None  # ``in lae, [morobe]``


def _led(said: list[str], made: list[str], at: int, leads: Set[str], language: str) -> Set[str] | None:
    """Return the words that are no names behind what leads to a place, None where nothing does."""
    others = _others(language)
    if not at:
        return others.words
    before, earlier = said[at - 1], said[at - 2] if at > 1 else ""
    if before in leads:
        return homonyms(language).led
    if (
        before in _AT[language]
        or (before in OF and (earlier in _NEAR or earlier in KINDS))
        or (before in _AND and made[at - 2] != earlier)
    ):
        return others.words
    return others.persons if before in _WIDE[language] or (before == "of" and earlier in _OF_PLACES) else None

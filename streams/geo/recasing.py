"""Texts all in capitals or small letters, given the capitals that names have: ``ВЗРЫВ В БЕЛГОРОДСКОЙ ОБЛАСТИ``.

What a name is, is told by its capital and by its endings, which all are small letters elsewhere. So each word keeps its
first capital and no other; words that no name is made of lose that as well. In Russian,
Ukrainian and Polish, where common words look like towns, only what a preposition or the like leads to keeps its own.

Limits: a town that nothing leads to, amid a sentence, is read in the other languages only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from functools import partial

from streams.geo.gazetteer_form import key_of
from streams.geo.homonyms import homonyms
from streams.geo.uncased import KINDS, OF, SMALL, capitalised, is_uncased

__all__ = ["recased", "recased_turkish"]

_LEAST = 8  # letters of a text that is held to be in capitals on purpose
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MARK = re.compile("['’]")
_LED_TEXT = """
в во на под из у к ко до от по над между через около возле близ близко недалеко за селе села село городе города
городу город г посёлке поселке поселка деревне деревня станице хуторе ауле кишлаке улице проспекте площади
центре центра севере юге западе востоке северо юго окраине окраинах окрестностях пригороде обстреле обстрела
обстрел жители жителей области область областью районе района округе округа під біля від із зі з поблизу
неподалік селі місті міста місто смт вулиці проспекті центрі центру околиці обстрілу обстріл обстріли обстріляли
жителі мешканці районі громаді w we z ze pod nad przy od do koło około niedaleko obok mieście miasto wsi wieś
gminie powiecie centrum ulicy ul osiedlu okolicach trasie mieszkańcy"""
_SLAVIC = frozenset(_LED_TEXT.split())
"""Behind one of them a place may be named; they themselves are no part of its name."""
_LED = frozenset({"ru", "uk", "pl", "be"})
"""Languages whose names are told best by what leads to them."""
_LEADS: Mapping[str, Set[str]] = {
    **dict.fromkeys(_LED, _SLAVIC),
    "de": frozenset({"in", "bei", "nahe", "aus", "landkreis", "kreis", "bezirk", "kanton"}),
    "it": frozenset({"a", "ad", "vicino", "presso"}),
    "es": frozenset(),
    "pt": frozenset(),
    "fr": frozenset({"à"}),
}
"""By language; in the others small letters are read by `streams.geo.smalltalk` alone."""
_PART = r"(?<![\w'’-])[^\W\d_]{2,}(?:-[^\W\d_]+)?"
_ENDED = {
    "tr": re.compile(
        rf"{_PART}(?=['’](?:[dt][ea](?:ki|n)?|n?[iıuü]n|y?[eaiıuü]|n[eaiıuü])(?!\w)|"
        r" (?:ilçe|kırsal|mahalle|köyü|belde|şehri|açık|liman|yolu|otogar|havaliman))"
    ),
    "ky": re.compile(
        rf"{_PART}(?:(?<=[дт][аеоө])|(?<=[дт][аеоө]г[ыиуү])|(?<=[дт][аеоө]н)|(?= (?:шаар|айыл|район|облус)))(?!\w)"
    ),
}
"""Names in small letters that are told by their endings, or by what they are called."""
_AS_IT_STANDS = frozenset({"en"})
_ADJECTIVE_TEXT = "ом ем ой ый ий ая ое ої ій ему ому ей ього ого ым им ym im ej iej ego iego owa owy ną ą"
_ADJECTIVE = tuple(_ADJECTIVE_TEXT.split())
"""How the first word of a longer name ends: ``НИЖНЕМ Новгороде``."""
_OPENING = re.compile(r"[^\w\s'’-]")
_ELIDED = 5  # characters of an article or a preposition that has lost its vowel, with the mark: ``nell'Agrigentino``
_TURKISH = frozenset("İŞĞ")
_CARELESS = frozenset({"ru", "uk", "ky", "pl"})
"""Languages in whose posts a town may have no capital where the first word has: ``Взрыв в [оше]. Есть погибшие``."""
_MIDST = re.compile(r"(?<=[\w,;:–—-] )[«\"(]?[A-ZА-ЯЁІЇЄҐӨҮҢ]|#")
"""A capital amid a sentence: who wrote that gives names theirs."""


def recased(text: str, language: str, *, short: bool = False) -> str:
    """Return a text of the same length with the capitals that names have, where it has none or nothing else.

    English is read in capitals as it stands: its names have no endings, and codes of states are told by theirs.

    Args:
        text: as it came.
        language: of it.
        short: whether it is a short post, which may be written in small letters.
    """
    if short and is_uncased(text, language):
        return capitalised(text, language, _LEADS.get(language, frozenset()))
    if short and (text.islower() or (language in _CARELESS and _MIDST.search(text) is None)):
        if language in _LEADS:
            return _led(text, _LEADS[language], homonyms(language).led, small=True)
        return _ENDED[language].sub(partial(_capital, homonyms(language).small), text) if language in _ENDED else text
    if language in _AS_IT_STANDS or not _shouted(text):
        return text
    if language in _LED:
        return _led(text, _LEADS[language], homonyms(language).opening)
    common = homonyms(language).opening
    return _WORD.sub(lambda found: small if (small := found[0].lower()) in common else _one(found[0]), text)


def _capital(common: Set[str], found: re.Match[str]) -> str:
    name = found[0]
    return name if name in SMALL or name in common else "-".join(part[0].upper() + part[1:] for part in name.split("-"))


def recased_turkish(text: str) -> str:
    """Return a Turkish text, told by its letters, with small ones where it has capitals only: those of I are two."""
    if _TURKISH.isdisjoint(text) or not _shouted(text):
        return text
    return _WORD.sub(lambda found: _one(found[0], turkish=True), text)


def _shouted(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) >= _LEAST


def _one(word: str, *, turkish: bool = False) -> str:
    small = (word.replace("İ", "i").replace("I", "ı") if turkish else word).lower()
    if len(small) != len(word):
        return word
    if small in SMALL:
        return small
    mark = _MARK.search(word)
    if mark and mark.end() <= _ELIDED:  # ``dans l'Hérault``
        return small[: mark.end()] + _one(word[mark.end() :])
    return word[0] + small[1:]


def _led(text: str, leads: Set[str], common: Set[str], *, small: bool = False) -> str:
    """Give capitals to what stands behind what leads to a place, or goes on with its name, and is no ``common`` word.

    Also to what opens a clause, but in a text in ``small`` letters, which keeps those that it has.
    """
    pieces: list[str] = []
    at, before, earlier, capital = 0, "", "", False
    for found in _WORD.finditer(text):
        word, gap = found[0], text[at : found.start()]
        lowered = word.lower()
        opens = not small and (not at or _OPENING.search(gap) is not None)
        led = gap == " " and (before in leads or (before in OF and earlier in KINDS))
        goes_on = capital and (gap == "-" or (gap == " " and before.endswith(_ADJECTIVE)))
        starts = (opens or led) and key_of(_MARK.split(lowered)[0]) not in common
        capital = (starts or goes_on) and lowered not in SMALL and lowered not in leads
        pieces += (gap, word[0].upper() + lowered[1:] if capital else word if small else lowered)
        at, before, earlier = found.end(), lowered, before
    made = "".join((*pieces, text[at:]))
    return made if len(made) == len(text) else text

"""Texts all in capitals, given the capitals that names have in others: ``ВЗРЫВ В БЕЛГОРОДСКОЙ ОБЛАСТИ``.

What a name is, is told by its capital and by its endings, which all are small letters elsewhere. So each word keeps its
first capital and no other; words that no name is made of lose that as well. In Russian,
Ukrainian and Polish, where common words look like towns, only what a preposition or the like leads to keeps its own.

Limits: a town that nothing leads to, amid a sentence, is read in the other languages only.
"""

from __future__ import annotations

import re

__all__ = ["recased", "recased_turkish"]

_LEAST = 8  # letters of a text that is held to be in capitals on purpose
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
вторник среду четверг пятницу реанимации подвале лесу море поле парке баре клубе лагере порту селом домом"""
_SMALL = frozenset(_SMALL_TEXT.split())
_LEADS_TEXT = """
в во на под из у к ко до от по над между через около возле близ близко недалеко за селе села село городе города
городу город г посёлке поселке поселка деревне деревня станице хуторе ауле кишлаке улице проспекте площади
центре центра севере юге западе востоке северо юго окраине окраинах окрестностях пригороде обстреле обстрела
жители жителей области область областью районе района округе округа під біля від із зі з поблизу неподалік селі
місті міста місто смт вулиці проспекті центрі центру околиці обстрілу обстріл обстріли обстріляли жителі
мешканці районі громаді w we z ze pod nad przy od do koło około niedaleko obok mieście miasto wsi wieś gminie
powiecie centrum ulicy ul osiedlu okolicach trasie mieszkańcy"""
_LEADS = frozenset(_LEADS_TEXT.split())
"""Behind one of them a place may be named; they themselves are no part of its name."""
_LED = frozenset({"ru", "uk", "pl", "be"})
"""Languages whose names are told best by what leads to them."""
_AS_IT_STANDS = frozenset({"en"})
_ADJECTIVE_TEXT = "ом ем ой ый ий ая ое ої ій ему ому ей ього ого ым им ym im ej iej ego iego owa owy ną ą"
_ADJECTIVE = tuple(_ADJECTIVE_TEXT.split())
"""How the first word of a longer name ends: ``НИЖНЕМ Новгороде``."""
_OPENING = re.compile(r"[^\w\s'’-]")
_ELIDED = 5  # characters of an article or a preposition that has lost its vowel, with the mark: ``nell'Agrigentino``
_TURKISH = frozenset("İŞĞ")


def recased(text: str, language: str) -> str:
    """Return a text of the same length, in which only first letters are capitals where all were.

    English is read in capitals as it stands: its names have no endings, and codes of states are told by theirs.
    """
    if language in _AS_IT_STANDS or not _shouted(text):
        return text
    return _led(text) if language in _LED else _WORD.sub(lambda found: _one(found[0]), text)


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
    if small in _SMALL:
        return small
    mark = _MARK.search(word)
    if mark and mark.end() <= _ELIDED:  # ``dans l'Hérault``
        return small[: mark.end()] + _one(word[mark.end() :])
    return word[0] + small[1:]


def _led(text: str) -> str:
    """Leave capitals to what opens a clause, stands behind what leads to a place, or goes on with its name."""
    pieces: list[str] = []
    at, before, capital = 0, "", False
    for found in _WORD.finditer(text):
        word, gap = found[0], text[at : found.start()]
        small = word.lower()
        opens = not at or _OPENING.search(gap) is not None
        goes_on = capital and (gap == "-" or (gap == " " and before.endswith(_ADJECTIVE)))
        capital = (opens or goes_on or before in _LEADS) and small not in _SMALL and small not in _LEADS
        pieces += (gap, word[0] + small[1:] if capital else small)
        at, before = found.end(), small
    recased_text = "".join((*pieces, text[at:]))
    return recased_text if len(recased_text) == len(text) else text

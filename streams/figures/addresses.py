"""Numbers of an address or a timetable in Spanish, French, Portuguese and Italian, which stand behind their noun.

``en el piso [12]``, ``sur la ligne [4]``, ``in via Roma [12]``, ``na A[1]``, ``na noite de [19] para 20 de novembro``.
Limits: nothing parts ``en la ruta [12] heridos`` from a road's number, so that people behind a number are counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.words.calendar import MONTH_NAMES

__all__ = ["FLIGHTS", "STREETS", "of_address"]

FLIGHTS = frozenset({"volo", "vuelo", "vol", "voo", "flight", "flug", "рейс", "рейса", "рейсе", "рейсом", "lot"})
"""Before a number that is no year: ``sul volo [1402]``."""
_LABELLED_TEXT = """
piso kilómetro km ruta carretera autopista autovía línea bloque número nº n° bus autobús colectivo vuelo tren
puerta salida habitación departamento apartamento sala aula celda módulo pabellón andén unidad parcela manzana casa
étage kilomètre route nationale départementale autoroute ligne bloc numéro vol tram tramway porte sortie échangeur
chambre appartement salle cellule quai voie bâtiment lot hauteur périphérique rocade
andar quilómetro quilômetro estrada rodovia linha bloco autocarro ônibus voo comboio trem porta saída quarto apto cela
ala plataforma lote elétrico altura
piano chilometro statale provinciale autostrada linea numero civico autobus volo treno uscita stanza appartamento
cella binario padiglione interno corsia rn sp ss br
"""
_LABELLED = frozenset(_LABELLED_TEXT.split())
_STREETS_TEXT = """
calle avenida av plaza barrio carrera jirón paseo colonia bulevar glorieta parque puente
rue avenue boulevard place quai impasse allée cours chemin pont square
rua praça travessa alameda largo ponte bairro
via viale piazza corso vicolo lungomare piazzale
"""
STREETS = frozenset(_STREETS_TEXT.split())
"""What stands before the name of a street, which may be a day: ``calle 25 de Mayo``."""
_HOUSED_TEXT = """
calle avenida av plaza carrera jirón paseo rue rua praça travessa alameda largo via viale piazza corso vicolo
lungomare piazzale
"""
_HOUSED = frozenset(_HOUSED_TEXT.split())
"""Those of them before a house's number: ``via Roma [12]``. ``Place`` and ``avenue`` are English, too."""
_STREET_REACH = 6  # tokens from it to a house's number
_LEAVING_TEXT = """
deja dejan dejó dejaron dejando mata matan mató mataron matando hiere hieren hirió causa causan causó provoca
provocó cobra a al suma hay son fueron fait font faisant tue tuent tué tuant blesse blessent blessant deixa deixam
deixou deixaram matou fere feriu faz fez há uccide uccidono ucciso provocato causato ferisce sono morti morts
muertos mortos feriti blessés heridos feridos y et e más oltre almeno killing injuring wounding leaving kills
muoiono mueren murieron muere morre morrem morreram meurent
"""
_LEAVING = frozenset(_LEAVING_TEXT.split())
"""Before the number of those whom something befell in a street: ``deja [12]``."""
_ROADS = ("l'a", "dell'a", "sull'a", "nell'a", "all'a", "d'a")
_BEFORE_ROAD = frozenset({"la", "na", "da", "pela", "à", "autoroute", "autopista", "autovía", "autostrada"})
_BEFORE_EN = frozenset({"na", "da", "pela"})
_ENDS = frozenset({"", ",", ".", ";", ")", "(", ":", "!", "-", "–"})
_PREPOSITIONS_TEXT = """
per nel nella nell' dopo durante al alla all' a de del tras con por para à dans après lors em no na após com deja
deixa fait
"""
_PREPOSITIONS = frozenset(_PREPOSITIONS_TEXT.split())
_PEOPLE_TEXT = """
mort muert herid ferid ferit bless tué lesion lesiona dead fallec fallecid óbito décès dece person homme hombr homen
mujer mulher femm donn uomin menin niñ enfant bambin crian detenid detid arrest interpel civil polic policia agent
soldad soldat milit trabaj trabalh ouvr oper obrer pasajer passag passeg estudi estud élèv alumn manifest víctim
vittim victim vítim corp cadáver cuerp famil desapar dispers dispar jóven jeun joven jov giovan vecin vizinh habit
morador resid evacu bomber pompier vigil intox baleado assass asesin deces preso presos menores menor otros otras
outros outras altri altre autres kill people injured
"""
_PEOPLE = tuple(_PEOPLE_TEXT.split())
"""Beginnings of words for who is counted behind a number."""
_LAST_DAY = 31
_TO = frozenset({"para", "al", "a", "au", "e", "y", "et", "ao", "-", "–"})
_THE = frozenset({"el", "il", "o", "le"})


def of_address(words: Sequence[str], at: int, end: int) -> bool:
    """Whether digits number a floor, a road, a line or a house, or are the day of a date or its eve.

    Args:
        words: of the sentence.
        at: of the digits.
        end: behind them.
    """
    word, previous = words[at], words[at - 1] if at else ""
    if not at or not word.isdigit():
        return False
    following = words[end] if end < len(words) else ""
    if int(word) <= _LAST_DAY and len(word) <= 2 and _is_day(words, end, following):
        return True
    if following.startswith(_PEOPLE):
        return False
    if previous in _LABELLED or previous in _ROADS or (previous in _HOUSED and previous != "via"):
        return True
    before = words[at - 2] if at > 1 else ""
    lettered = (previous == "a" and before in _BEFORE_ROAD) or (previous == "en" and before in _BEFORE_EN)
    if lettered:
        return True  # ``na A[1]``, ``na EN [125]``; tokens part the letter from the number
    return (following in _ENDS or following in _PREPOSITIONS) and _in_street(words, at)


def _is_day(words: Sequence[str], end: int, following: str) -> bool:
    """Whether a month follows, or the next day and its month: ``[20] de julio``, ``[19] para 20 de novembro``."""
    if following in _TO:
        at = end + 1 + (words[end + 1 : end + 2] != [] and words[end + 1] in _THE)
        return words[at : at + 1] != [] and words[at].isdigit() and _is_month(words, at + 1)
    return following == "de" and _is_month(words, end)


def _is_month(words: Sequence[str], at: int) -> bool:
    at += words[at : at + 1] == ["de"]
    return words[at : at + 1] != [] and words[at] in MONTH_NAMES


def _in_street(words: Sequence[str], at: int) -> bool:
    """Whether a number ends the name of a street: ``via Roma [12]``, ``Rua 25 de Março, [340]``."""
    name: list[str] = []
    for word in reversed(words[max(0, at - _STREET_REACH) : at]):
        if word in _HOUSED:
            return bool(name) and _LEAVING.isdisjoint(name) and not any(one.startswith(_PEOPLE) for one in name)
        if word in _ENDS and (word != "," or name):
            return False
        name += [word] if word != "," else []
    return False

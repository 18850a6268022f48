"""What speaks against a single word with a capital being a place: common words, forenames, codes, beginnings.

A part of `streams.geo.toponym_evidence`, which adds it to what stands around a name. Set by hand like the rest there.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache

from streams.geo.gazetteer_form import CITY, COUNTRY, DATA, DEMONYM, key_of, namesakes
from streams.geo.toponyms import Called, Name, words
from streams.words.leaning import vocabulary_known

__all__ = [
    "ABBREVIATIONS",
    "BEFALL",
    "CAPITAL_BEFORE",
    "CODES",
    "KNOWN",
    "KY_CASE",
    "KY_OF",
    "NEVER",
    "OF",
    "RENOWNED",
    "SEEN",
    "SLAVIC_BEFORE",
    "opens",
    "short_nicknames",
    "shouted",
    "single_word",
]

CAPITAL_BEFORE = 2.2  # what a name weighs less behind another word with a capital
LONGEST_CODE = 3  # letters
_STARTERS = frozenset('.!?:\n"“«(—–-')
_SLAVIC_TEXT = """u iz kod kraj blizu у код близу крај біля під w we pod nad koło spod okolicach rejonie okolic
centrum mieście miejscowości wsi gminie місті селі селища селищі околицях від центру центрі поблизу неподалік
неподалеку околиці передмісті селом містом навколо мешканці мешканців мерії центр центра центром центре окраине
окраины окраина окрестностях пригороде жители жителей жителям жителями мэрии мэрия мэрию аэропорту аэропорта
автовокзале акимиата mieszkańcy mieszkańców przedmieściach рынке рынка рынок базаре базара базар ринку ринок больнице
больницы больницу лікарні лікарню кафе ресторане ресторані милиция милиции милиционеры полиция полиции полицейские
поліція поліції учителя учителей врачи врачей вчителі учителі лікарі студенты власти властей влада влади прокуратура
прокуратуры суд суда вокзале вокзала вокзалі порту порта сизо тюрьме водители спасатели пожарные пожежники рятувальники
горожане таксисты торговцы
стадиона стадионе стадиону стадіону стадіоні міськради міськраді міськраду міськрадою горсовета горсовете
администрации адміністрації гостиницы гостинице готелю готелі баре барі колонии колонії тюрьмы тюрми тюрмі сізо
роддоме моста мосту дамбы рынков трассе банке отеле отеля ulicach dworcu dworca lotnisku lotniska rynku ratusza
ratuszem ratuszu stadionie stadionu obrzeżach peryferiach pobliżu ulice секторе сектора секторі"""
SLAVIC_BEFORE = frozenset(_SLAVIC_TEXT.split())
KY_CASE = re.compile(r"[тд][аеоө](?:гы|ги|гу|гү|н)?$|(?:га|ге|го|гө|ка|ке|ко|кө)$")
KY_OF = re.compile(r"[нтд][ыиуү]н$")  # of it
_ABBREVIATIONS_TEXT = (
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa penn "
    "tenn tex vt va wash wis wyo ont que sask"
)
ABBREVIATIONS = frozenset(_ABBREVIATIONS_TEXT.split())  # of states and provinces, which a dot ends
CODES = frozenset({"NYC", "LA", "UK", "US", "USA", "UAE", "DRC", "США", "РФ", "DC", "NSW", "LAX"})
KNOWN, RENOWNED = 100_000, 500_000  # inhabitants of a town that is meant by its own name, and by another
OPENER = 4.0  # what a word that opens sentences weighs against its being a town
STARTED = 3.0  # what a word of English weighs less where a sentence begins and so has its capital: ``Hail is falling``
START = 300  # characters of a post, which may begin with a town and a comma as with a dateline
_SAID = frozenset({"said", "says", "told", "added"})
_STRONG = frozenset(
    {"in", "near", "outside", "from", "to", "around", "between", "through", "toward", "towards", "à", "en"}
)
"""Between two small-letter words: even a town that is called like a common word is meant."""
_NEVER_TEXT = (
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday god internet twitter facebook google amazon youtube islam christian muslim "
    "muslims nato isis isil un eu bbc cnn reuters afp ap tass congress parliament court council police minister "
    "president justice university college school hospital prison station church house hall army navy air nation "
    "republic state states union county city town village party democrat democrats republican republicans senate "
    "officer officers officials earth english spanish roman trump east west north south summer winter spring "
    "christmas easter line trail office department association authority forces service services agency bureau "
    "ministry committee front movement group general sergeant captain inspector constable deputy chief commissioner "
    "mayor governor senator students metro metrorail airport airports"
)
NEVER = frozenset(_NEVER_TEXT.split())
_BEFALL_TEXT = (
    "evacuated evacuating flooded flooding burning shaking shaken bombed shelled destroyed flattened underwater "
    "attacked blacked sealed cordoned drowning submerged besieged "
    "allagata allagato alagada inundada inondée kacau banjir"
)
BEFALL = frozenset(_BEFALL_TEXT.split())
"""Behind a name at the beginning: what happens to places more than to persons."""
_SCENES_TEXT = (
    "fire fires wildfire earthquake quake explosion blast shooting stabbing bombing flood floods flooding landslide "
    "stampede derailment riot riots clashes hotel mall stadium airport station hospital school university campus "
    "market bazaar mosque church factory refinery prison port centrum"
)
_SCENES = frozenset(_SCENES_TEXT.split())
"""The same behind a large town: ``Kandy hotel fire``, ``Surigao earthquake``."""
_FEATURES_TEXT = (
    "creek bar junction springs falls mills ridge hollow landing grove corner corners crossing bluff gap fork forks "
    "cove pass canyon gulch run branch lick spur bend lakes river mountain mountains hills meadows landing mine"
)
_FEATURES = frozenset(_FEATURES_TEXT.split())
"""Behind a name, in capitals: with it the name of another place, which is not known."""
SEEN = 15_000  # inhabitants of a town that a spot may be named with
OF = frozenset({"de", "du", "des", "del"})
"""Of, in Spanish, Portuguese and French: often before a place, but before persons too."""


@cache
def _codes() -> tuple[frozenset[str], frozenset[str]]:
    """Return codes that say by themselves that a place is meant, and nicknames of towns that look like codes."""
    with (DATA / "regions.toml").open("rb") as file:
        called = tomllib.load(file)["towns"].values()
    nicknames = {name for names in called for name in names.split("|") if len(name) <= LONGEST_CODE and name.isupper()}
    return CODES, frozenset(nicknames)


@cache
def short_nicknames() -> frozenset[str]:
    """Return towns' nicknames of two and three letters that are no words, in small ones: ``nyc``."""
    return frozenset(map(str.lower, _codes()[1])) - words()["common"]


def shouted(name: str, text: str) -> float:
    """What codes and names of two letters weigh less: codes are of all sorts, in a text of capitals any word."""
    if len(name) == 2 and name.isascii() and name[1].islower() and name.lower() not in ABBREVIATIONS:
        return 1.5
    if len(name) > 3 or not name.isupper():
        return 0.0
    sure, nicknames = _codes()
    if name in nicknames - sure and not text.isupper():
        return 0.5  # a word for a place has to stand before it
    if name not in sure or (name == "LA" and text.isupper()):
        return 4.0
    return 3.0 if name == "US" and text.isupper() else 0.0


def opens(text: str, at: int) -> bool:
    """Whether a sentence, a quotation or the like begins at ``at``."""
    tail = text[max(0, at - 4) : at].rstrip()
    return tail[-1] in _STARTERS if tail else at <= 4


def _small_before(text: str, at: int) -> bool:
    """Whether the word at ``at`` and the one before it begin with small letters, or a sentence: no headline."""
    before = text[max(0, at - 24) : at].split()
    if not text[at].islower() or not before:
        return False
    return before[-1][0].islower() or len(before) == 1 or before[-2][-1] in _STARTERS


def _titled(text: str, at: int) -> bool:
    """Whether the word at ``at`` has a capital though no sentence begins there, so all have: ``Two Hurt [In] Mine``."""
    return at > 1 and text[at].isupper() and text[at - 2] not in _STARTERS


def _beginning(name: Name, text: str, key: str, follows: str) -> float:
    """What the capital at a beginning takes, or a town there gains: ``Beograd, Slavija blokirana``."""
    lists = words()
    if key in lists["common"] or key in lists["forenames"] or len(text) > START:
        return -0.4
    headed = name.start == 0 and text[name.end : name.end + 1] in (",", ":", ".")
    spared = headed and name.called.largest >= SEEN
    if not spared and key in vocabulary_known() and _little_known(name.called, key):
        return -STARTED
    if headed:
        return 0.3
    own = name.called.largest >= SEEN and not any(key in names for names in namesakes().values())
    if own and follows in _SCENES and name.called.largest >= KNOWN and key_of(name.called.entries[0][0].name) == key:
        return 0.6
    return 1.4 if own and follows in BEFALL else -0.4


def _little_known(called: Called, key: str) -> bool:
    """Whether a word of English that names a town too is rather the word: the town is small, or another's namesake."""
    town = called.entries[0][0]
    known = KNOWN if key_of(town.name) == key else RENOWNED
    return town.kind == CITY and called.largest < known


def single_word(name: Name, text: str, key: str, previous: str, follows: str) -> float:
    """Evidence against a single capitalised word's being a place."""
    lists = words()
    score = 0.0
    body = previous in lists["prepositions"] and follows.isupper() and len(follows) > 2 and not name.text.isupper()
    capital = bool(follows) and follows[0].isupper() and not body  # ``в Твери [ОМОН] разгоняет`` is no surname
    if key in lists["common"] and not (name.text == "LA" and not capital):
        if previous in lists["places"]:
            return score  # ``مدينة [الباحة]``
        plainly = previous in _STRONG and not capital and key not in NEVER and name.called.largest >= 5_000
        name.doubted = bool(previous) and _small_before(text, name.start - len(previous) - 1)
        score -= 1.0 if plainly and name.doubted else 3.2
    forename = key in lists["forenames"]
    if forename and not (previous in OF and name.called.largest >= 1_000_000):  # "de Paris" is the city
        score -= 0.1 if name.called.largest >= 1_000_000 and not capital else 1.2
    starts = opens(text, name.start)
    if starts and not (len(key) <= LONGEST_CODE and name.text.isupper()):
        score += _beginning(name, text, key, follows) - (OPENER if key in lists["openers"] else 0.0)
    if previous:
        if (
            key in vocabulary_known()
            and _titled(text, name.start - len(previous) - 1)
            and _little_known(name.called, key)
        ):
            score -= STARTED
        if previous in lists["titles"] or previous in lists["forenames"]:
            score -= 3.5
        if (
            text[name.start - len(previous) - 1].isupper()
            and not "\u0400" <= key[0] <= "\u04ff"
            and previous not in lists["modifiers"]
            and previous not in lists["prepositions"]
            and previous not in SLAVIC_BEFORE
        ):
            score -= CAPITAL_BEFORE
    ended = name.called.inflected and (KY_CASE.search(key) or KY_OF.search(key))  # ``Бишкекте Ак үйдү``
    if capital and not ended and follows.lower() not in lists["heads"]:
        score -= 3.5 if follows.lower() in _FEATURES else 1.8
    if follows in _SAID and not starts and (forename or name.called.largest < 50_000):
        score -= 0.8
    if score < 0 and not (forename and capital) and name.called.entries[0][0].kind in (COUNTRY, DEMONYM):
        score *= 0.4
    return score

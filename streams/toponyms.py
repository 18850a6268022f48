"""Names in a text that may be places: where they stand, what the gazetteer knows by them, and whether a place is meant.

Names are runs of capitalised words (any run of words after a preposition in Arabic), longest first, looked up in the
gazetteer and among the landmarks as written, then without their inflection. *Is it a place?* Evidence before and behind
the name is added up: a preposition, a region behind a comma, size, against common words, forenames, titles and names of
papers. Which of several places of a name is meant, `streams.places` decides. Limits: no streets; names in small letters
are found only in short posts (`streams.smalltalk`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import msgspec

from streams.gazetteer import CITY, COUNTRY, COUNTY, DATA, DEMONYM, REGION, Entry, key_of
from streams.text import fold

__all__ = [
    "ACCEPT",
    "CODES_ONLY",
    "LANDMARK",
    "Called",
    "Name",
    "bare",
    "base_evidence",
    "dateline_of",
    "evidence",
    "forms",
    "persons",
    "runs",
    "words",
]

LANDMARK = 9  # an entry's kind, beside those of the gazetteer
ACCEPT = 1.5  # evidence from which a name counts as a place
_CAPITAL = "[A-Z{}]".format("".join(c for c in map(chr, range(0xC0, 0x530)) if c.isupper()))
_NAME = re.compile(rf"{_CAPITAL}(?<![\w@].)[^\W_]*(?:['’\-.][^\W_]+)*")  # a capital first: `re` skips to it
_ASCII_NAME = re.compile(r"[A-Z](?<![\w@].)[A-Za-z0-9]*(?:['\-.][A-Za-z0-9]+)*")  # the same, in less time
_JOINT = re.compile(
    r"^(?:[ \u00a0]|\. |-|['’]s |['’] "
    r"| (?:of|de|del|della|delle|di|dei|du|des|d['’]|la|al|el|da|do|dos|the|upon|and|on|en|sur|le|aux?|am|es|-"
    r"|an der|aan den)"
    r"[ -]?(?:la |los |las )?)$"
)
_ARABIC_WORD = re.compile(r"[\u0621-\u064a]{3,}")
_DEVANAGARI_WORD = re.compile(r"[\u0900-\u0963]{2,}")
_HI_PLACED = re.compile(fold(r" (?:में|मे|से|के|की|का|पर|जिले|जिला|शहर|पुलिस|स्थित|राज्य)(?!\w)"))
"""Behind a name in Hindi: a place is meant."""
_ARABIC_PREPOSITIONS = ("ب", "ل", "و", "ف")
_LETTERS_LAST = re.compile(r"[^\W\d_]+$")
_STARTERS = frozenset('.!?:\n"“«(—–-')
_DATELINE = re.compile(
    r"^(?:[^.\n]|\b[A-Z][A-Za-z]{0,4}\.){0,40}?(?:\([^)]{2,20}\)|,? [A-Z][a-z]+\.? \d{1,2})?\s*(?:[—–:]|--| - )"
)
_OBLAST = re.compile(r"(цк|ск)(?:ой|ую|ою) (област|Област)(?:и|ь|ью)")
_KRAI = re.compile(r"(ск|ьн)(?:ого|ому|ом|им) кра(?:я|ю|е|ем)")
_DIVISION = re.compile(r" (?:област(?:ью|ь|и)|кра(?:ем|й|я|ю|е))(?!\w)")
"""Behind an adjective with a capital: written small in Russian, and part of the name."""
_KY_DIVISION = re.compile(r" облус(?:у|ун|уна|унун|унда|унан|ундагы|унундагы)?(?!\w)")
_ADJECTIVE = ("ой", "ая", "ую", "ий", "ого", "ому", "ом", "им")
_RU_ENDINGS = ("ом", "ем", "ой", "ей", "ам", "ах", "ами", "у", "ю", "а", "я", "е", "и", "ы", "ии")
_KY_ENDING = re.compile(r"(?:[тд][аеоө](?:гы|ги|гу|гү|н|ы)?|[нтд][ыиуү]н|[кг][аеоө]|[нтд][ыиуү]|[тд][ыиуү])$")
_TR_SUFFIX = re.compile(r"['’][a-zçğıöşü]{1,5}$")
_TR_PLACED = re.compile(r"['’](?:[dt][ae](?:n|ki)?|y?[ae]|n?[ıiuü]n)(?!\w)")
"""In, from, to, of: what is written behind a Turkish name says that a place is meant."""
_UK_ENDINGS = ("і", "ї", "у", "ю", "а", "я", "и", "ом", "ем", "єм", "ою", "ею", "єю", "ові", "еві")
_UK_CLOSED = re.compile(r"(?:о|е|є)(?=[бвгґджзйклмнпрстфхцчшщ]$)")
"""An open syllable's vowel, which is ``і`` or ``ї`` in the closed one: ``Харкові``, ``Харків``; ``Києві``, ``Київ``."""
_KY_TOWN = re.compile(r" (?:шаар|айыл|облус|район)")
_KY_CASE = re.compile(r"[тд][аеоө](?:гы|ги|гу|гү|н)?$|(?:га|ге|го|гө|ка|ке|ко|кө)$")
_LONGEST_TITLE = 300  # characters
_DATELINE_HEAD = 160  # characters; no dateline is longer
_BEHIND = re.compile(r" ([^\W\d_]+)")
_DISTRICT = re.compile(r" (?:County|Parish|Borough|District|Province|Governorate|Region|Prefecture)$")
_SHORT_FIRST = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "pt": "point"}
_LONG_FIRST = {long: short for short, long in _SHORT_FIRST.items()}
CODES_ONLY = frozenset({"car", "us", "uk", "uae", "drc", "prc", "dprk", "usa"})
"""Names of countries when they are written in capitals."""
_ABBREVIATIONS_TEXT = (
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa penn "
    "tenn tex vt va wash wis wyo ont que sask"
)
ABBREVIATIONS = frozenset(_ABBREVIATIONS_TEXT.split())
"""Of states and provinces, which a dot ends."""
_CODES = frozenset({"NYC", "LA", "UK", "US", "USA", "UAE", "DRC", "США", "РФ", "DC", "NSW", "LAX"})
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
_NEVER = frozenset(_NEVER_TEXT.split())
_LOCALS_TEXT = (
    "police residents resident officials man woman mayor firefighters authorities area county suburb council native "
    "officer officers schools school hospital airport post protesters protests district coast coastline shore border "
    "frontier region province hinterland outskirts suburbs neighborhood neighbourhood checkpoint airfield courthouse"
)
_LOCALS = frozenset(_LOCALS_TEXT.split())
"""Behind a name, in small letters: the name is a place."""
_PAPERS_TEXT = (
    "times post tribune herald gazette journal chronicle star news daily press sun observer courier examiner "
    "dispatch record telegraph guardian sentinel standard mail globe inquirer"
)
_STREETS = frozenset(
    {"street", "avenue", "road", "boulevard", "lane", "drive", "highway", "prospekt", "st", "ave", "blvd"}
)
_FEATURES_TEXT = (
    "creek bar junction springs falls mills ridge hollow landing grove corner corners crossing bluff gap fork forks "
    "cove pass canyon gulch run branch lick spur bend lakes river mountain mountains hills meadows landing mine"
)
_FEATURES = frozenset(_FEATURES_TEXT.split())
"""Behind a name, in capitals: with it the name of another place, which is not known."""
_ROAD = re.compile(
    r" (?:(?:Highway|Route|Hwy\.?|Rte\.?) )?\d{1,3}"
    r"(?![\d,.:]|\w| ?%| (?:percent|dead|hurt|killed|people|injured|wounded)\b| [a-z]+s\b)"
)
_UNIVERSITY = re.compile(r" (?:State University|State College|Tech\b|A&M)")  # ``Ohio State University``
_MONEY = re.compile(r" (?:cents|dollars?)\b|\$")
_NEAR = re.compile(
    r"\b(?:près|autour|aux? (?:environs|alentours|sud|nord|est|ouest|large)|ville|village|région|province|quartier"
    r"|commune|cerca|ciudad|municipio|localidad|pueblo|provincia|estado|departamento|barrio|cidade|bairro|perto)"
    r" (?:d[eu]s?|do|da) $"
)
_ADDRESS = re.compile(r",? (?:д\. ?)?\d{1,3}[а-я]?(?!\w)")
SEEN = 15_000  # inhabitants of a town that a spot may be named with
TOWNLET = 200_000  # inhabitants; of a smaller one ``на`` is said of a street that is called alike
_STREETS_BEFORE = re.compile(
    r"\b(?:rue|avenue|boulevard|quai|calle|avenida|carrera|via|rua|ул\.|пр\.)"
    r"(?: d[eu]s?| de la)? ?(?:[dl]')?$"
)
"""A street's name in languages that put its kind first: ``rue d'Aubagne à Marseille``."""
_PAPERS = frozenset(_PAPERS_TEXT.split())


class Called(msgspec.Struct):
    """What the gazetteer knows by one written form.

    Attributes:
        entries: with their weights before any evidence of the text, and how far company counts; heaviest first.
        inflected: found only without an ending.
        base: evidence that the name by itself is a place, by kind and size.
        largest: inhabitants of the largest.
    """

    entries: tuple[tuple[Entry, float, float], ...]
    inflected: bool
    base: float
    largest: int


class Name(msgspec.Struct):
    """A name at ``start`` to ``end``; ``within`` is ``region/country`` as the text gives it, ``/country`` or None.

    ``doubted``: a common word whose capital the sentence does not explain.
    """

    start: int
    end: int
    text: str
    called: Called
    evidence: float = 0.0
    within: str | None = None
    doubted: bool = False
    chosen: Entry | None = None


@cache
def words() -> Mapping[str, frozenset[str]]:
    """Return our lists of words that decide whether a name is a place."""
    with (DATA / "placewords.toml").open("rb") as file:
        raw = tomllib.load(file)
    found = {name: frozenset(value.split() if isinstance(value, str) else value) for name, value in raw.items()}
    return {**found, "nowhere": frozenset(map(key_of, found["nowhere"]))}


def base_evidence(entries: Sequence[Entry]) -> float:
    """Evidence from the kinds and the size of what a name can mean."""
    kinds = {entry.kind for entry in entries}
    largest = max(entry.population for entry in entries)
    score = 1.6 if largest >= 500_000 else 1.2 if largest >= 100_000 else 0.5 if largest >= 15_000 else 0.0
    if kinds & {COUNTRY, DEMONYM, LANDMARK}:
        return score + 3.0
    if any(entry.kind == COUNTY and _DISTRICT.search(entry.name) for entry in entries):
        return score + 3.0
    if any(entry.kind == REGION and entry.population >= 1_000_000 for entry in entries):
        return score + 2.0
    if REGION in kinds:
        return score + 0.8
    return min(score, 0.5) if kinds == {COUNTY} else score  # ``Lot`` and ``Mon`` are words before they are districts


def runs(text: str, language: str) -> list[list[tuple[int, int]]]:
    """Runs of words that may be one name, as spans."""
    if language == "ar":
        return [[word.span() for word in _ARABIC_WORD.finditer(text)]]
    if language in ("hi", "mr", "ne"):
        return [[word.span() for word in _DEVANAGARI_WORD.finditer(text)]]
    found: list[list[tuple[int, int]]] = []
    last = -10
    for word in (_ASCII_NAME if text.isascii() else _NAME).finditer(text):
        start, end = word.span()
        written = word[0]
        if written.endswith(("'s", "’s")):
            end -= 2
        elif "." in written and text[end : end + 1] == ".":
            end += 1
        if found and 0 < start - last <= 9 and ((gap := text[last:start]) == " " or _JOINT.match(gap)):
            found[-1].append((start, end))
        else:
            found.append([(start, end)])
        division = _division(written, text, end, language)
        if division:
            found[-1].append((division.start() + 1, division.end()))
            end = division.end()
        last = end
    return found


def _division(written: str, text: str, end: int, language: str) -> re.Match[str] | None:
    """The small word that belongs to a region's name: ``Белгородской [области]``, ``Ош [облусунда]``."""
    if language == "ru":
        return _DIVISION.match(text, end) if written.endswith(_ADJECTIVE) else None
    return _KY_DIVISION.match(text, end) if language == "ky" else None


def dateline_of(text: str) -> tuple[int, int]:
    """Return where the dateline of a text stands, at its beginning or behind its title; an empty span without one."""
    title = text.find("\n\n", 0, _LONGEST_TITLE)
    start = title + 2 if title >= 0 else 0
    head = text[start : start + _DATELINE_HEAD]
    if ":" not in head and "-" not in head and "—" not in head and "–" not in head:
        return 0, 0
    found = _DATELINE.match(head)
    return (start, start + found.end()) if found else (0, 0)


def bare(written: str, language: str) -> str:
    """Return a name without what Turkish writes behind an apostrophe, which is no part of it."""
    suffixed = _TR_SUFFIX.search(written) if language == "tr" else None
    return written[: suffixed.start()] if suffixed else written


def forms(written: str, language: str) -> Iterator[str]:
    """Yield the written form, then what it may be inflected from or short for."""
    yield written
    first = written[0]
    if "\u0400" <= first <= "\u04ff":
        yield from _cyrillic_forms(written, language)
    elif "\u0621" <= first <= "\u064a":
        yield from _arabic_forms(written)
    else:
        if (name := bare(written, language)) != written:
            yield name  # ``İzmir'de``
        start, _, rest = written.partition(" ")
        key = start.rstrip(".").lower()
        other = _SHORT_FIRST.get(key) or _LONG_FIRST.get(key)
        if rest and other:
            yield f"{other} {rest}"


def _cyrillic_forms(written: str, language: str) -> Iterator[str]:
    if "област" in written.lower():
        yield _OBLAST.sub(r"\1ая \2ь", written)
    elif " кра" in written:
        yield _KRAI.sub(r"\1ий край", written)
    if language == "ky" and " облус" in written:
        yield f"{written.partition(' облус')[0]} облусу"
    if language == "ky":
        stripped = _KY_ENDING.sub("", written)
        if stripped != written and len(stripped) >= 2:
            yield stripped
    if language == "uk":
        yield from _ukrainian_forms(written)
    if len(written) >= 3:
        for ending in _RU_ENDINGS:
            if written.endswith(ending) and len(written) - len(ending) >= 2:
                stem = written[: -len(ending)]
                yield from (stem, stem + "а", stem + "ь", stem + "я", stem + "ия", stem + "о", stem + "ы", stem + "и")


def _ukrainian_forms(written: str) -> Iterator[str]:
    for ending in _UK_ENDINGS:
        if written.endswith(ending) and len(written) - len(ending) >= 3:
            stem = written[: -len(ending)]
            closed = _UK_CLOSED.sub(lambda vowel: "ї" if vowel[0] == "є" else "і", stem)
            yield from dict.fromkeys(
                (stem, closed, stem + "а", stem + "я", stem + "ь", stem + "о", stem + "и", stem + "е")
            )


def _arabic_forms(written: str) -> Iterator[str]:
    for prefix in _ARABIC_PREPOSITIONS:
        if written.startswith(prefix) and len(written) > 4:
            yield written[1:]
    if written.startswith(("بال", "وال", "فال")):
        yield written[1:]
    if written.startswith("ال"):
        yield written[2:]
    if written.startswith("لل"):
        yield "ال" + written[2:]


_SCENES_TEXT = """street road avenue boulevard lane drive square market bazaar mall school university college hospital
clinic station airport port harbour harbor bridge park stadium church mosque temple synagogue cinema theatre theater
factory plant refinery depot warehouse hotel building block house tower prison jail museum library district suburb"""
_SCENES = frozenset(_SCENES_TEXT.split())
"""Where something happens; a name behind it and a comma is the town it stands in."""

_OF = frozenset({"de", "du", "des"})
"""Of, in Spanish, Portuguese and French: often before a place, but before persons too."""


def _before(folded: str, start: int) -> str:
    """The word that stands right before ``start``, with one space between; or nothing."""
    if start < 2 or folded[start - 1] != " ":
        return ""
    word = folded[max(0, start - 24) : start - 1].rpartition(" ")[2]
    if word.isalpha():
        return word
    found = _LETTERS_LAST.search(word)
    return found[0] if found else ""


def _word_up_to(folded: str, end: int) -> str:
    """The word that ends at ``end``."""
    return folded[max(0, end - 24) : max(0, end)].rpartition(" ")[2]


def persons(names: Sequence[Name], folded: str) -> frozenset[str]:
    """Words that stand as somebody's family name anywhere in the text."""
    lists = words()
    found = set()
    for name in names:
        if " " not in name.text and name.within is None:
            previous = _before(folded, name.start)
            if previous in lists["forenames"] or previous in lists["titles"]:
                found.add(name.text)
    return frozenset(found)


def evidence(
    name: Name, text: str, folded: str, repeats: int, dateline: tuple[int, int], families: frozenset[str]
) -> float:
    """Add up what speaks for a name's being a place."""
    lists = words()
    called = name.called
    score = name.evidence + called.base + (4.0 if name.within else 0.0) + (0.3 if repeats > 1 else 0.0)
    key = folded[name.start : name.end]
    previous = _before(folded, name.start)
    placed = bool(previous) and previous in lists["prepositions"]
    if placed or _cased(name, folded, key):
        score += 1.8
    elif previous in _OF:
        score += 1.8 if _NEAR.search(folded, max(0, name.start - 24), name.start) else 0.6
    elif "\u0621" <= key[0] <= "\u064a":
        score += (1.0 if key[0] == "ب" else 0.0) - (1.5 if called.largest < 1_000_000 else 0.0)
    if text.startswith(", ", name.start - 2):
        score += _behind_comma(name, text, folded)
    if dateline[0] <= name.start and name.end <= dateline[1]:
        score += -2.5 if text[name.start - 1 : name.start] in ("(", "/") else 2.5  # the agency is in brackets
    behind = _BEHIND.match(text, name.end)
    follows = behind[1] if behind else ""
    if follows in _LOCALS:
        score += 1.0
    if _street_or_paper(folded, name, previous, follows):
        score -= 3.0
    first = called.entries[0][0]
    if first.country == "US" and first.kind in (COUNTRY, REGION) and _numbered(name, text):
        score -= 6.0
    if _UNIVERSITY.match(text, name.end):
        score -= 6.0
    if key in ABBREVIATIONS and not name.text.isupper() and not text.startswith(".", name.end):
        score -= 6.0  # ``Ore 2.10``
    if " " not in name.text:
        score += _single_word(name, text, key, previous, follows)
        if name.text in families and not placed and not name.within:
            score -= 2.0
    return score - _shouted(name.text, text)


def _numbered(name: Name, text: str) -> bool:
    """Whether a road or money is called by the name: ``U.S. 441``, ``Georgia Highway 22``, ``50 US cents``."""
    return bool(_ROAD.match(text, name.end) or (name.text in _CODES and _MONEY.match(text, name.end)))


def _cased(name: Name, folded: str, key: str) -> bool:
    """Whether the ending says that a place is meant: in Turkish, a Ukrainian locative, in Kyrgyz."""
    if "\u0900" <= key[0] <= "\u097f":
        return _HI_PLACED.match(folded, name.end) is not None
    if not name.called.inflected and not "\u0400" <= key[0] <= "\u04ff":
        return False
    if not "\u0400" <= key[0] <= "\u04ff":
        return _TR_PLACED.match(folded, name.end) is not None
    if _KY_TOWN.match(folded, name.end):
        return True
    return name.called.inflected and (key[-1] in "ії" or _KY_CASE.search(key) is not None)


def _behind_comma(name: Name, text: str, folded: str) -> float:
    """What a comma before a name says: ``on Toktogul street, Karakol``; ``en la cárcel La Clementina, Babahoyo``."""
    before = _word_up_to(folded, name.start - 2)
    if before in _SCENES:
        return 1.5
    spot = before and text[name.start - 2 - len(before)].isupper()
    ends = name.end == len(text) or text[name.end] in ".\n"
    return 1.0 if spot and ends and name.called.largest >= SEEN else 0.0


def _street_or_paper(folded: str, name: Name, previous: str, follows: str) -> bool:
    called = name.called
    town = called.inflected and called.largest < TOWNLET and called.entries[0][0].kind == CITY
    if town and (previous == "на" or _ADDRESS.match(folded, name.end)):
        return True  # ``взрыв на Лихачёва``
    if follows and follows[0].isupper() and (follows.lower() in _PAPERS or follows.lower() in _STREETS):
        return True
    return _STREETS_BEFORE.search(folded, max(0, name.start - 24), name.start) is not None


def _shouted(name: str, text: str) -> float:
    """What codes and names of two letters weigh less: codes are of all sorts, in a text of capitals any word."""
    if len(name) == 2 and name.isascii() and name[1].islower() and name.lower() not in ABBREVIATIONS:
        return 1.5
    if len(name) > 3 or not name.isupper():
        return 0.0
    if name not in _CODES or (name == "LA" and text.isupper()):
        return 4.0
    return 3.0 if name == "US" and text.isupper() else 0.0


def _small_before(text: str, at: int) -> bool:
    """Whether the word at ``at`` and the one before it begin with small letters, or a sentence: no headline."""
    before = text[max(0, at - 24) : at].split()
    if not text[at].islower() or not before:
        return False
    return before[-1][0].islower() or len(before) == 1 or before[-2][-1] in _STARTERS


def _single_word(name: Name, text: str, key: str, previous: str, follows: str) -> float:
    """Evidence against a single capitalised word's being a place."""
    lists = words()
    score = 0.0
    capital = bool(follows) and follows[0].isupper()
    if key in lists["common"]:
        plainly = previous in _STRONG and not capital and key not in _NEVER and name.called.largest >= 5_000
        name.doubted = bool(previous) and _small_before(text, name.start - len(previous) - 1)
        score -= 1.0 if plainly and name.doubted else 3.2
    forename = key in lists["forenames"]
    if forename and not (previous in _OF and name.called.largest >= 1_000_000):  # "de Paris" is the city
        score -= 0.1 if name.called.largest >= 1_000_000 and not capital else 1.2
    tail = text[max(0, name.start - 4) : name.start].rstrip()
    starts = tail[-1] in _STARTERS if tail else name.start <= 4
    if starts:
        score -= 0.4
    if previous:
        if previous in lists["titles"] or previous in lists["forenames"]:
            score -= 3.5
        if (
            text[name.start - len(previous) - 1].isupper()
            and not "\u0400" <= key[0] <= "\u04ff"
            and previous not in lists["modifiers"]
            and previous not in lists["prepositions"]
        ):
            score -= 2.2
    if capital and follows.lower() not in lists["heads"]:
        score -= 3.5 if follows.lower() in _FEATURES else 1.8
    if follows in _SAID and not starts and (forename or name.called.largest < 50_000):
        score -= 0.8
    if score < 0 and not (forename and capital) and name.called.entries[0][0].kind in (COUNTRY, DEMONYM):
        score *= 0.4
    return score

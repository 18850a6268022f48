"""What a language's own spelling says of a name: capitals of German nouns, prepositions in Polish, endings in Turkish.

Added to `streams.geo.toponym_evidence`, which knows of no language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from streams.geo.gazetteer_form import CITY, COUNTY, REGION
from streams.geo.homonyms import is_the_word
from streams.geo.lone_words import CAPITAL_BEFORE, SLAVIC_BEFORE
from streams.geo.toponyms import Called, Name, words

__all__ = ["is_joined", "spoken"]

HOMONYM = 8.0  # what a common word of the language weighs less, whatever is called like it: no country stands for it
PLACED = 1.8  # what a word for a place beside a name counts, as a preposition does
LEADS = 2.6  # what a large town gains right before its quarter, for whose capital it lost more
FRENCH = 3.2  # what a common word weighs less in a language that has it not
COMMON = 2.2  # what a common word weighs less where an ending says that it is a name
KNOWN, TOWN = 75_000, 15_000  # inhabitants of a town whose name stands for itself in its own country, and of one at all
_IN_FRENCH = frozenset(
    {"Nice", "Tours", "Angers", "Lens", "Nancy", "Pau"}
)  # no words of French with a capital, others of English
_DANS = re.compile(r"(?<!\w)(?:dans (?:le |la |les |l['’])|en )$", re.IGNORECASE)
DEPARTMENT = 2.6  # what such a word before a department counts
_A_NOUN = 3.0
_GERMAN_ARTICLES_TEXT = "der die das dem den des ein eine einer einem einen zum zur im am beim vom ins ans aufs"
_GERMAN_ARTICLES = frozenset(_GERMAN_ARTICLES_TEXT.split())
"""Before a town none stands: ``im [Zug]``, ``im [Juli]``."""
_NOUNS = frozenset(
    {"Boden", "Demo", "Brand", "Ende", "Regen", "Wasser", "Grund", "Post", "Feuer", "Rain", "Sand", "Opfer", "Region"}
)
"""Towns that a German text hardly means: ``zu Boden gerissen``, ``eine Demo``."""
_GERMAN_UNITS = frozenset(
    {
        "kreis",
        "landkreis",
        "bezirk",
        "kanton",
        "gemeinde",
        "stadtteil",
        "ortsteil",
        "raum",
        "bundesland",
        "ort",
        "stadt",
    }
)
_POLISH_TEXT = """w we pod pode koło nad podle opodal spod znad okolicach okolice rejonie okolic centrum centrach
miejscowości mieście miasteczku miasta wsi wioski wiosce gminie gminy gmina miasto wieś powiecie ulicach ulice
mieszkaniec mieszkańcy mieszkanka niedaleko nieopodal od do z ze przez"""
_POLISH_BEFORE = frozenset(_POLISH_TEXT.split())
_TR_APOSTROPHE = re.compile(r"['’](?:[dt][ae](?:n|ki)?|y?[ae]|n?[ıiuü]n)(?!\w)")
_TR_UNIT = re.compile(
    r" (?:il(?:i|inin|inde|ine|inden)|ilçe\w*|merkez\w*|köy\w*|belde\w*|mahalle\w*|kırsal\w*|otoyol\w*|karayolu\w*"
    r"|açıklar\w*|yakınlar\w*|sahil\w*|ormanlık|şehir\w*|kent\w*|valisi|valiliği|emniyet|cumhuriyet)(?!\w)",
    re.IGNORECASE,
)
_QUARTERED = {"pl": "PL", "tr": "TR"}
"""Languages that join a town and its quarter, and their country."""
_GERMAN_LANDS = ("DE", "AT", "CH")
_OWN = 0.8  # what a large town's name counts in its own language
_GERMAN_IN = (" in ", " bei ", "\nin ", " aus ")
LEADING = 16  # characters of a word for a road
_ROAD = re.compile(
    r"(?:carretera|autopista|autovía|vía|ruta|route|autoroute|axe|rodovia|estrada|autostrada|statale|trasie|drodze"
    r"|трассе|дороге|трасі|шоссе|highway|expressway|road|motorway) $",
    re.IGNORECASE,
)
_PT_BEFORE = frozenset({"no", "do", "ao", "pelo"})
_ITALIAN_BEFORE = frozenset({"a", "ad"})
_ELIDED = ("nell'", "nell’", "Nell'", "Nell’", "all'", "all’")
_TR_NO_TOWN = frozenset({"Ordu", "Batman", "Deniz", "Aydın", "Van", "Kars", "Mut", "Of"})
"""At a sentence's beginning as often the army, a film, a forename."""


def spoken(name: Name, text: str, language: str) -> float:
    """What the text's language says for or against a name's being a place."""
    by = _BY_LANGUAGE.get(language)
    score = -HOMONYM if is_the_word(name, text, language) else 0.0
    return score if by is None else score + by(name, text)


def is_joined(called: Called, before: str, language: str) -> bool:
    """Whether a hyphen joins a large town to its quarter or to where a road goes: ``w [Gdańsku]-Wrzeszczu``.

    Args:
        called: what the word before the hyphen may mean.
        before: the text up to it.
        language: ISO 639-1.
    """
    town = called.entries[0][0]
    if called.largest < KNOWN or town.kind not in (CITY, REGION, COUNTY):
        return False
    if language == "de":
        return town.country in _GERMAN_LANDS and f" {before[-5:]}".lower().endswith(_GERMAN_IN)
    return town.country == _QUARTERED.get(language) or _ROAD.search(before[-LEADING:]) is not None


def _french(name: Name, text: str) -> float:
    """``dans le [Finistère]``, ``en [Gironde]``: departments are told where events are, without a town."""
    if name.called.entries[0][0].kind == COUNTY and name.called.entries[0][0].country == "FR":
        return DEPARTMENT if _DANS.search(text, max(0, name.start - LEADING), name.start) else 0.0
    return FRENCH if name.text in _IN_FRENCH else 0.0


def _german(name: Name, text: str) -> float:
    """What a noun weighs in German: nothing beside a name, ``am Bahnhof Hanau``, but much as one, ``in der Lage``."""
    lists = words()
    before = name.previous
    if name.text in _NOUNS or (before in _GERMAN_ARTICLES and name.called.entries[0][0].kind == CITY):
        return -_A_NOUN
    if " " in name.text or before in lists["titles"] or before in lists["forenames"]:
        return 0.0
    own = _OWN if _stands_for_itself(name) else 0.0
    if not before:
        return own
    near = before == "von" and text.endswith("Nähe von ", 0, name.start)
    taken = text[name.start - len(before) - 1].isupper() and not {before} <= lists["modifiers"] | lists["prepositions"]
    return own + (CAPITAL_BEFORE if taken else 0.0) + (PLACED if near or before in _GERMAN_UNITS else 0.0)


def _stands_for_itself(name: Name) -> bool:
    """Whether a name is that of a large town of the language's own countries alone: ``erschüttert [Rostock]``."""
    entry = name.called.entries[0][0]
    if name.called.largest < KNOWN or entry.country not in _GERMAN_LANDS or entry.kind != CITY:
        return False
    return name.text.lower() not in words()["common"] and name.text.lower() not in words()["forenames"]


def _polish(name: Name, text: str) -> float:
    """An ending tells ``w Opolu``, but not ``gminie [Mordy]`` or ``pod [Częstochową]``, compared without its marks."""
    if name.called.inflected:
        return PLACED if name.previous in _POLISH_BEFORE - SLAVIC_BEFORE else 0.0
    if not name.start and _leads(name, text, "PL"):
        return LEADS
    return PLACED if name.previous in _POLISH_BEFORE else 0.0


def _leads(name: Name, text: str, country: str) -> bool:
    """Whether a large town stands right before another name, its quarter's: ``[Katowice] Ligota``."""
    entry = name.called.entries[0][0]
    return (
        entry.country == country
        and entry.kind in (CITY, REGION, COUNTY)
        and name.called.largest >= KNOWN
        and text[name.end : name.end + 1] == " "
        and text[name.end + 1 : name.end + 2].isupper()
    )


def _turkish(name: Name, text: str) -> float:
    """What parts an ending is a name, ``[Van]'ın``; a province before its district has none: ``[İzmir] Konak'ta``."""
    score = 0.0
    entry = name.called.entries[0][0]
    if _TR_APOSTROPHE.match(text, name.end) and name.text.lower() in words()["common"]:
        score += COMMON
    elif _TR_UNIT.match(text, name.end) and entry.country == "TR":
        score += PLACED
    elif _leads(name, text, "TR") and name.text not in _TR_NO_TOWN and name.previous not in words()["forenames"]:
        score += LEADS
    elif name.previous in words()["forenames"]:
        score -= _A_NOUN  # ``eşi Fatma [Aydın] olay yerinde``
    return score


def _portuguese(name: Name, text: str) -> float:
    """``no [Rio]`` is the city; a river's name goes on."""
    if name.text != "Rio" or name.previous not in _PT_BEFORE or text[name.end + 1 : name.end + 2].isupper():
        return 0.0
    return 1.5 * FRENCH


def _italian(name: Name, text: str) -> float:
    """``a [Bari]``: behind ``a`` a capital is a town's; ``nell'[Agrigentino]``."""
    if text.endswith(_ELIDED, 0, name.start):
        return PLACED
    town = name.called.entries[0][0]
    common = name.text.lower() in words()["common"] and name.previous in _ITALIAN_BEFORE
    return COMMON if common and town.country == "IT" and town.population >= TOWN else 0.0


_BY_LANGUAGE: Mapping[str, Callable[[Name, str], float]] = {
    "fr": _french,
    "de": _german,
    "pl": _polish,
    "tr": _turkish,
    "pt": _portuguese,
    "it": _italian,
}

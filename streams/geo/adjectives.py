"""Towns and districts that a text calls by an adjective: ``im Münchner Stadtteil``, ``w powiecie kutnowskim``.

A town's adjective says where something is when what stands beside it is a part of a town or a spot in it; the town's
club, court, paper and police may be anywhere. A Polish district is called after a town by an adjective in small
letters. The town is looked up by what the adjective may be made of; the gazetteer decides.
Limits: German, Polish, Russian and Ukrainian; one adjective to a noun.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import CITY
from streams.geo.meanings import weighed
from streams.geo.toponym_evidence import ACCEPT
from streams.geo.toponyms import Name
from streams.words.slavic import districts

__all__ = ["with_adjectives"]

TOLD = ACCEPT + 1.5  # evidence of a place that is told by an adjective
LARGE, SMALL = 50_000, 5_000  # inhabitants of towns whose adjective says so, and of a Polish district's
SETTLED = "#"  # the word before a name whose evidence is settled
_GERMAN_LANDS, _RUSSIAN_LANDS = ("DE", "AT", "CH"), ("RU", "UA", "BY", "KZ", "UZ", "KG", "TJ", "GE", "AM", "AZ", "MD")
_GERMAN = re.compile(
    r"(?<![\w-])(?P<of>[A-ZÄÖÜ][a-zäöüß]{2,})er (?:(?:[a-zäöüß]+en|U-|S-|Haupt)(?:[ -])?)?(?=[A-ZÄÖÜ])"
    r"(?:\w+-)?\w*?(?:[Ss]tadtteil|[Bb]ezirk|[Vv]iertel|[Ss]tadt|[Bb]ahnhof|[Bb]ahn|[Ff]lughafen|[Pp]latz|[Ss]traße"
    r"|[Aa]llee|[Rr]ing|[Uu]fer|[Mm]arkt|[Pp]ark|[Gg]arten|[Hh]of|[Bb]rücke|[Kk]iez|[Zz]oo|[Dd]om|[Kk]irche|[Ss]chule"
    r"|[Rr]athaus|[Hh]afen|[Vv]orort|[Uu]mland|[Zz]entrum|City|Norden|Süden|Osten|Westen|Kreis|Ortsteil|Gasse|gasse"
    r"|[Ss]ynagoge|[Mm]oschee|[Ss]tadion|[Uu]niversität|Raum|[Hh]aus|Wohnung|Wohngebiet|Oberland|Pongau|Pinzgau|[Tt]heater|[Oo]per"
    r"|Klub|Club|Diskothek|Bar|Restaurant|Hotel|Lokal|Museum|Kita|Gymnasium|[Gg]efängnis|JVA|Schanze|Kreuz)"
    r"(?:s|es|en|e|n)?"
    r"(?![a-zäöüß])"
)
_GERMAN_MADE = (
    ("er", ""),
    ("ner", "en"),
    ("er", "en"),
    ("cher", "ich"),
    ("er", "e"),
    ("saler", "sal"),
    ("veraner", "ver"),
)
_POLISH = re.compile(
    r"(?<!\w)(?P<unit>powia(?:t|tu|tem|towi)|powiecie|województw(?:o|a|u|em|ie)) (?P<of>[\w-]+?[sc]k)"
    r"(?:iego|iemu|im|ie|i)(?!\w)"
)
_POLISH_TOWNS = (
    ("owski", ("ów", "owo", "o", "")),
    ("iński", ("in", "ino")),
    ("ński", ("ń", "no")),
    ("ski", ("", "y")),
    ("cki", ("ce", "k", "c", "cz")),
)
_POLISH_SPOTS = (
    r"rynk\w+|dworc\w+|lotnisk\w+|dzielnic\w+|osiedl\w+|ulic\w+|stare\w+ mie\w+|starówc\w+|metr\w+|centrum|szpital\w+"
    r"|[A-ZŚŁŻ][a-ząćęłńóśźż]+(?:e|u|ie|ej)"
)
_POLISH_TOWN = re.compile(
    rf"(?<!\w)(?:[Ww]e?|[Nn]a|[Pp]rzy|[Pp]od) (?P<of>[a-ząćęłńóśźż]+[sc]k)(?:iej|im) (?:{_POLISH_SPOTS})(?!\w)"
)
_RUSSIAN_SPOTS = (
    r"(?:аэропорт|вокзал|рынк|метро|улиц|площад|набережн|микрорайон|район|завод|школ|ТЦ|торгов|больниц|парк|кафе|бар|клуб"
    r"|университет|многоэтаж|квартир|дом|двор|СИЗО|колони|автовокзал|порт|мост|Академгород|аеропорт|ринк|вулиц|площ"
    r"|лікарн|гимнази|лице|техникум|мечет|церк|собор|гімназі|багатоповерх|квартал|будинк)\w*"
)
_RUSSIAN = re.compile(
    rf"(?<!\w)(?:[Вв]о?|[Нн]а|[Вв]озле|[Уу]|[Бб]іля|[Пп]ід) (?P<of>[а-яіїєґ'-]+?[сц]ь?к)(?:ом|ому|ой|ій|им)"
    rf" {_RUSSIAN_SPOTS}"
)


def with_adjectives(names: list[Name], text: str, folded: str, language: str, gazetteer: Gazetteer) -> list[Name]:
    """Return the names with the places that adjectives tell, in order.

    Args:
        names: that the gazetteer has.
        text: as published.
        folded: its comparison form.
        language: ISO 639-1.
        gazetteer: which has the towns.
    """
    find = _BY_LANGUAGE.get(language)
    if find is None:
        return names
    found = []
    for start, end, entry in find(text, folded, gazetteer):
        called = weighed((entry,), entry.name, language, inflected=False)
        found.append(Name(start, end, text[start:end], called, TOLD, previous=SETTLED))
        names = [name for name in names if name.end <= start or end <= name.start]  # ``warszawskiej [Pradze]``
    return sorted([*names, *found], key=lambda name: name.start) if found else names


def _german(text: str, _: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    """``im [Frankfurter] Bahnhofsviertel``, ``am [Leipziger] Augustusplatz``."""
    for found in _GERMAN.finditer(text):
        written = f"{found['of']}er"
        made = (f"{written[: -len(end)]}{town}" for end, town in _GERMAN_MADE if written.endswith(end))
        if (town := _town(made, _GERMAN_LANDS, LARGE, gazetteer)) is not None:
            yield found.start(), found.start() + len(written), town


def _polish(text: str, folded: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    """``w powiecie [kutnowskim]``, ``w województwie [opolskim]``, ``na [warszawskiej] Pradze``."""
    for found in _POLISH.finditer(folded):
        of, kind = found["of"], "powiat" if found["unit"].startswith("powi") else "województwo"
        known = gazetteer.find(f"{kind} {of}i" if kind == "powiat" else f"{kind} {of}ie")
        entry = known[0] if known else _town(_polish_made(f"{of}i"), ("PL",), SMALL, gazetteer)
        if entry is not None:
            yield *found.span(), entry
    for found in _POLISH_TOWN.finditer(text):
        if (town := _town(_polish_made(f"{found['of']}i"), ("PL",), LARGE, gazetteer)) is not None:
            yield found.start("of"), found.end(), town


def _polish_made(adjective: str) -> Iterator[str]:
    for ending, towns in _POLISH_TOWNS:
        if adjective.endswith(ending):
            stem = adjective[: -len(ending)]
            yield from (stem + town for town in towns)
            yield from (f"{stem}{last}" for last in ("a", "e") if ending == "ski")


def _russian(text: str, _: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    """``в [ташкентском] районе Сергели``, ``на [одеському] ринку``."""
    for found in _RUSSIAN.finditer(text):
        made = (form for form in districts(f"{found['of']}ий район") if " " not in form)
        if (town := _town(made, _RUSSIAN_LANDS, LARGE, gazetteer)) is not None:
            yield *found.span("of"), town


def _town(made: Iterator[str], lands: tuple[str, ...], least: int, gazetteer: Gazetteer) -> Entry | None:
    """The largest town of these names in these countries, the name that comes first before the others."""
    for name in made:
        for entry in gazetteer.find(name):
            if entry.kind == CITY and entry.country in lands and entry.population >= least:
                return entry
    return None


_BY_LANGUAGE: Mapping[str, Callable[[str, str, Gazetteer], Iterator[tuple[int, int, Entry]]]] = {
    "de": _german,
    "pl": _polish,
    "ru": _russian,
    "uk": _russian,
}

"""Towns and districts that a text calls by an adjective: ``im Münchner Stadtteil``, ``w powiecie kutnowskim``.

A town's adjective says where something is when what stands beside it is a part of a town or a spot in it. Its police,
fire brigade and people say so where the text names no other town (``die Kieler Polizei``); its club, court and paper
never do. A Polish district is called after a town by an adjective in small
letters. The town is looked up by what the adjective may be made of; the gazetteer decides.
Limits: German, Polish, Russian, Ukrainian, Turkish, Kyrgyz; of Spanish, French, Italian and Portuguese the towns of
``townsfolk.toml``; one adjective to a noun.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial

from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import CITY, DATA, key_of
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
_GERMAN_SERVICES = re.compile(
    r"(?<![\w-])(?P<of>[A-ZÄÖÜ][a-zäöüß]{2,})er (?:Polizei|Feuerwehr|Berufsfeuerwehr|Polizist|Klinik|Krankenh|Rettungs"
    r"|Einwohner|Bewohner|Bürger|Studenten|Studierende|Stadtwerk|Werk|Universität|Uniklinik)"
)
_POLISH = re.compile(
    r"(?<!\w)(?P<unit>powia(?:t|tu|tem|towi)|powiecie|województw(?:o|a|u|em|ie)) (?P<of>[\w-]+?[sc]k)"
    r"(?:iego|iemu|im|ie|i)(?!\w)"
)
_POLISH_TOWNS = (
    ("elski", ("lin",)),
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
_POLISH_SERVICES = re.compile(
    r"(?<!\w)(?P<of>[a-ząćęłńóśźż]+[sc]k)(?:a|i|ie|iej|iego|im|ą) "
    r"(?:polic|straż|szpital|lotnisk|uniwersytet|stude|strażac|pogotowi|zakład|fabryk|port|dworz|ratow)"
)
_TURKISH_PEOPLE = re.compile(r"(?<!\w)(?P<of>[A-ZÇĞİÖŞÜ][a-zçğıöşü]+?)l[ıiuü]l[ae]r(?:[ıi]n?|e|a)?(?!\w)")
_KYRGYZ_SERVICES = re.compile(
    r"(?<!\w)(?P<of>[А-ЯӨҮҢ][а-яёөүң]+) (?:милиция|полиция|шаарды|өрт өчүр|тургун|ооруканас|мектеб|базар|көчө)"
)
_ROMANCE_SERVICES = re.compile(
    r"(?<!\w)(?:polic[ií]a|polizia|police|policiers|polícia|bomberos|pompiers|pompieri|bombeiros|hospital|hôpital|ospedale"
    r"|calles|rues|strade|ruas|barrio|quartier|quartiere|bairro|aeropuerto|aéroport|aeroporto|estudiantes|étudiants"
    r"|studenti|estudantes|vecinos|habitants|residenti|moradores|cárcel|prison|carcere|presídio|metro|métro"
    r"|metropolitana|metrô|banlieue|periferia|zona|fábrica|usine|fabbrica) (?P<of>[\w-]+)"
)
_LEAST_STEM, _MOST_ENDING = 3, 4  # letters of the beginning of such a word, and that gender and number add
_RUSSIAN_SPOTS = (
    r"(?:аэропорт|вокзал|рынк|метро|улиц|площад|набережн|микрорайон|район|завод|школ|ТЦ|торгов|больниц|парк|кафе|бар|клуб"
    r"|университет|многоэтаж|квартир|дом|двор|СИЗО|колони|автовокзал|порт|мост|Академгород|аеропорт|ринк|вулиц|площ"
    r"|лікарн|гимнази|лице|техникум|мечет|церк|собор|гімназі|багатоповерх|квартал|будинк)\w*"
)
_OF_UNIT = r"(?:(?:областн|городск|районн|центральн|обласн|міськ|детск|дитяч)\w+ )?"
_RUSSIAN = re.compile(
    rf"(?<!\w)(?:[Вв]о?|[Нн]а|[Вв]озле|[Уу]|[Бб]іля|[Пп]ід) (?P<of>[а-яіїєґ'-]+?[сц]ь?к)(?:ом|ому|ой|ій|им)"
    rf" {_OF_UNIT}{_RUSSIAN_SPOTS}"
)
_RUSSIAN_SERVICES = re.compile(
    r"(?<!\w)(?P<of>[а-яіїєґ'-]+?[сц]ь?к)(?:ий|ого|ому|им|ая|ой|ую|ое|ие|их|а|у|ої|ій|і|е) "
    rf"{_OF_UNIT}(?:милици|полици|поліці|міліці|пожарн|пожежн|спасател|рятувальник|больниц|лікарн|госпитал|школ|аэропорт"
    r"|аеропорт|порт|рын[ок]|университет|університет|студент|завод|тэц|тец|медик|врач)"
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
    find, services = _BY_LANGUAGE.get(language), _SERVICES.get(language)
    if find is None and services is None:
        return names
    told = [(*one, False) for one in find(text, folded, gazetteer)] if find else []
    if services:
        spans = {start for start, *_ in told}
        told += [(*one, True) for one in services(text, folded, gazetteer) if one[0] not in spans]
    found = []
    for start, end, entry, aside in told:
        called = weighed((entry,), entry.name, language, inflected=False)
        found.append(Name(start, end, text[start:end], called, TOLD, previous=SETTLED, aside=aside))
        names = [name for name in names if name.end <= start or end <= name.start]  # ``warszawskiej [Pradze]``
    return sorted([*names, *found], key=lambda name: name.start) if found else names


def _german(text: str, _: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    """``im [Frankfurter] Bahnhofsviertel``, ``am [Leipziger] Augustusplatz``."""
    yield from _german_towns(_GERMAN, text, gazetteer)


def _german_services(text: str, _: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    """``die [Kieler] Polizei``."""
    yield from _german_towns(_GERMAN_SERVICES, text, gazetteer)


def _german_towns(pattern: re.Pattern[str], text: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    for found in pattern.finditer(text):
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
    yield from _russian_towns(_RUSSIAN, text, gazetteer)


def _russian_services(_: str, folded: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    """``[ошская] милиция``, ``[одесский] порт``."""
    yield from _russian_towns(_RUSSIAN_SERVICES, folded, gazetteer)


def _russian_towns(pattern: re.Pattern[str], text: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    for found in pattern.finditer(text):
        of = found["of"].lower()
        made = (*_russian_made(of), *(form for form in districts(f"{of}ий район") if " " not in form))
        if (town := _town(iter(made), _RUSSIAN_LANDS, LARGE, gazetteer)) is not None:
            yield *found.span("of"), town


def _russian_made(of: str) -> Iterator[str]:
    """Towns that an adjective without its ending may come from: ``ошск`` Ош, ``одесск`` Одесса, ``луцьк`` Луцьк."""
    stem = of.removesuffix("ск").removesuffix("ськ")
    if stem == of:
        yield of  # ``луцьк``
        return
    yield from (stem + end for end in ("", "а", "ь", "и", "са"))
    if stem.endswith(("ин", "ен", "ов")):
        yield from (stem[:-2] + end for end in ("а", "ы", "у", "е", "о"))


def _polish_services(_: str, folded: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    """``[lubelska] policja``, ``w [lubelskim] szpitalu``."""
    for found in _POLISH_SERVICES.finditer(folded):
        if (town := _town(_polish_made(f"{found['of']}i"), ("PL",), LARGE, gazetteer)) is not None:
            yield *found.span("of"), town


def _turkish_services(text: str, _: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    """``[Bursalılar] protesto etti``."""
    for found in _TURKISH_PEOPLE.finditer(text):
        if (town := _town(iter((found["of"],)), ("TR",), LARGE, gazetteer)) is not None:
            yield *found.span("of"), town


def _kyrgyz_services(text: str, _: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    """``[Ош] милициясы``: a short name that by itself may be another word."""
    for found in _KYRGYZ_SERVICES.finditer(text):
        if (town := _town(iter((found["of"],)), ("KG",), LARGE, gazetteer)) is not None:
            yield *found.span("of"), town


def _romance_services(language: str, _: str, folded: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    """``la policía [quiteña]``, ``la police [rennaise]``."""
    towns = _townsfolk(language)
    for found in _ROMANCE_SERVICES.finditer(folded):
        word = key_of(found["of"])
        called = next((towns[word[:size]] for size in range(len(word), _LEAST_STEM, -1) if word[:size] in towns), None)
        if called is not None and len(word) - len(called[0]) <= _MOST_ENDING:
            town = _town(iter((called[1],)), (called[2],), LARGE, gazetteer)
            if town is not None:
                yield *found.span("of"), town


@cache
def _townsfolk(language: str) -> Mapping[str, tuple[str, str, str]]:
    """Beginnings of a language's words for the people of a town -> itself, the town, its country."""
    listed = tomllib.loads((DATA / "townsfolk.toml").read_text("utf-8"))[language]
    return {key_of(stem): (key_of(stem), *where.split("|")) for stem, where in listed.items()}


def _town(made: Iterator[str], lands: tuple[str, ...], least: int, gazetteer: Gazetteer) -> Entry | None:
    """The largest town of these names in these countries, the name that comes first before the others."""
    for name in made:
        for entry in gazetteer.find(name):
            if entry.kind == CITY and entry.country in lands and entry.population >= least:
                return entry
    return None


_Find = Callable[[str, str, Gazetteer], Iterator[tuple[int, int, Entry]]]
_BY_LANGUAGE: Mapping[str, _Find] = {
    "de": _german,
    "pl": _polish,
    "ru": _russian,
    "uk": _russian,
}
_SERVICES: Mapping[str, _Find] = {
    "de": _german_services,
    "pl": _polish_services,
    "ru": _russian_services,
    "uk": _russian_services,
    "tr": _turkish_services,
    "ky": _kyrgyz_services,
    **{language: partial(_romance_services, language) for language in ("es", "fr", "it", "pt")},
}
"""What tells of a town where the text names no other."""

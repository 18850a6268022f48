"""Other names of places that the gazetteer has: ``Foggiano`` of the province of Foggia, हाथरस of Hāthras.

They stand in ``regions.toml`` under ``[aliases]``. Where several places of a country are called so, the district or
region is meant, else the largest town; behind ``(town)`` the town, whatever else is called so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any

from streams.geo.gazetteer_form import CITY, COUNTY, DATA, REGION, key_of

__all__ = ["aliases", "states_first"]

_RANKS = {COUNTY: 2, REGION: 2, CITY: 1}
_TOWN = " (town)"
PEOPLE, COUNTRY_OF, REGION_OF, NAME, KIND = 2, 3, 4, 6, 7  # places in a row


def aliases(
    rows: Sequence[Sequence[Any]], names: Mapping[str, Set[int]], string: Callable[[str], int]
) -> Iterator[tuple[int, str]]:
    """Yield the number of an entry and another name of it.

    Args:
        rows: of the entries: degrees north and east, people, country, region, zone, name, kind.
        names: compared form of a name -> numbers of entries.
        string: number of a string in the rows.
    """
    with (DATA / "regions.toml").open("rb") as file:
        listed = tomllib.load(file)["aliases"]
    for code, lines in listed.items():
        country = string(code)
        for line in lines:
            name, _, others = line.partition(" = ")
            plain = name.removesuffix(_TOWN)
            found = [number for number in names[key_of(plain)] if rows[number][COUNTRY_OF] == country]
            if plain != name:
                found = [number for number in found if rows[number][KIND] == CITY]
            best = max(found, key=lambda number: (_RANKS.get(rows[number][KIND], 0), rows[number][PEOPLE], -number))
            yield from ((best, other) for other in others.split("|"))


def states_first(rows: Sequence[Sequence[Any]], names: Mapping[str, set[int]], string: Callable[[str], int]) -> None:
    """Take from the capitals of Brazil's states the other name that is the state's: ``no [Pará]`` is not Belém."""
    country = string("BR")
    for found in names.values():
        states = {rows[index][NAME] for index in found if rows[index][KIND] == REGION}
        for index in [*found] if states else ():
            row = rows[index]
            if row[KIND] == CITY and row[COUNTRY_OF] == country and row[REGION_OF] in states - {row[NAME]}:
                found.discard(index)

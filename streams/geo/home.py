"""Where a source writes from (`connectors.post.Home`), as evidence of what its texts name and leave out.

A local paper does not say in which of several towns of a name the fire was, nor in which town at all. What the text
says itself comes first: with another country in it the home says nothing, and a metropolis elsewhere gives way to a
town of the home's country only if people there think of that first (``Santiago`` of a Spanish source, but no hamlet).
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache

import msgspec

from connectors.post import Home
from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import CITY, COUNTRY, COUNTY, DATA, REGION, key_of
from streams.geo.toponym_evidence import ACCEPT
from streams.geo.toponyms import Name
from streams.report import Place

__all__ = ["Settled", "abroad", "entry_of", "placed"]

THERE, HAMLET = 4.5, 1.0  # what a home speaks for places of its country, and for small ones
TOWN = 50_000  # inhabitants of a place that its country thinks of first
NEIGHBOUR = 1.0  # what it speaks more for those beside it, of any size
NEIGHBOUR_DEGREES = 1.5  # north and east together


class Settled(msgspec.Struct, frozen=True, gc=False):
    """A home that the gazetteer knows; ``place`` is the record of it, ``zone`` an IANA name or empty."""

    entry: Entry
    place: Place
    zone: str

    def speaks(self, entry: Entry) -> float:
        """Return what the home speaks for a place that a name may mean."""
        if self._beside(entry):
            return THERE + NEIGHBOUR
        if entry.country != self.entry.country:
            return 0.0
        return THERE if entry.population >= TOWN else HAMLET

    def _beside(self, entry: Entry) -> bool:
        own = self.entry
        if own.kind == REGION:
            return entry.area == own.area
        apart = abs(entry.lat - own.lat) + abs(entry.lon - own.lon)
        return own.kind == CITY and entry.kind in (CITY, COUNTY) and apart <= NEIGHBOUR_DEGREES


def abroad(names: Sequence[Name], settled: Settled) -> bool:
    """Whether a text names a country or region elsewhere, or says that one of its names lies there."""
    country = settled.entry.country
    for name in names:
        if name.within:
            if not name.within.endswith(f"/{country}"):
                return True
        elif (
            name.evidence >= ACCEPT
            and name.called.entries[0][0].kind in (COUNTRY, REGION)
            and all(entry.country != country for entry, _, _ in name.called.entries)
        ):
            return True
    return False


def placed(home: Home, gazetteer: Gazetteer) -> Entry | None:
    """Return the town of a home, else the region; None of a country alone, and of a place that it has not."""
    called, _, region = (home.place or "").partition(", ")
    for entry in sorted(gazetteer.find(called) if called else (), key=lambda entry: entry.kind != CITY):
        within = not region or key_of(entry.region) == key_of(region)
        if entry.country == home.country and entry.kind in (CITY, REGION) and within:
            return entry
    return None


def entry_of(home: Home, gazetteer: Gazetteer) -> Entry | None:
    """Return the town or region of a home, the country where it names none that is known; None of no country."""
    if place := placed(home, gazetteer):
        return place
    found = gazetteer.find(_countries().get(home.country, ""))
    return next((entry for entry in found if entry.kind == COUNTRY and entry.country == home.country), None)


@cache
def _countries() -> dict[str, str]:
    """Code -> a name that the gazetteer has."""
    with (DATA / "countrynames.toml").open("rb") as file:
        return {code: names[0] for code, names in tomllib.load(file)["names"].items()}

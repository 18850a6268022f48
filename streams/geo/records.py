"""From an entry of the gazetteer to the record of a place."""

from __future__ import annotations

from streams.geo.gazetteer import Entry
from streams.geo.gazetteer_form import COUNTRY, COUNTY, DEMONYM, REGION
from streams.geo.toponyms import LANDMARK
from streams.geo.vicinity import VICINITY
from streams.report import Place

__all__ = ["to_place"]


def to_place(entry: Entry) -> Place:
    """Return the record of an entry; a region known by GeoNames' code alone has no name."""
    region = None if not entry.region or entry.region.isdigit() or len(entry.region) <= 2 else entry.region
    precision = {REGION: "admin1", COUNTY: "admin1", COUNTRY: "country", DEMONYM: "country", LANDMARK: "point"}
    precision[VICINITY] = "admin1"
    return Place(
        entry.name,
        entry.country,
        region,
        entry.lat,
        entry.lon,
        precision.get(entry.kind, "city"),  # type: ignore[arg-type]
    )

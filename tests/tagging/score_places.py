"""Score the places of ``tests/data/places``: ``python tests/tagging/score_places.py [--faults] [--write-floors]``.

Made-up articles with the toponyms that they name: text, offset and the coordinates of GeoNames (of a county, the middle
of its outline). A toponym is *found* when the tagger locates a name that starts at its offset, and *right* when that
place lies within 161 kilometres (100 miles) of it, as the geoparsing literature counts. A third of the articles
(``held``) was not looked at while rules and weights were set. Countries and regions are scored with their middles.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streams.gazetteer import Gazetteer
from streams.language import detect
from streams.places import Located, Places, shipped_landmarks
from streams.text import fold, vocabulary

ARTICLES = Path(__file__).parents[1] / "data" / "places" / "articles.jsonl"
FLOORS = Path(__file__).with_name("floors_places.json")
NEAR_KM = 161.0


@dataclass
class Tally:
    """Toponyms asked for, found and right; names located where none is labelled."""

    asked: int = 0
    found: int = 0
    right: int = 0
    extra: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def coverage(self) -> float:
        """Share of the toponyms that was found."""
        return self.found / max(1, self.asked)

    @property
    def accuracy(self) -> float:
        """Share of the found that is right."""
        return self.right / max(1, self.found)


def read() -> list[dict[str, Any]]:
    """Return the labelled articles."""
    return [json.loads(line) for line in ARTICLES.read_text("utf-8").splitlines()]


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance."""
    north, other = math.radians(lat), math.radians(other_lat)
    half = math.sin((other - north) / 2) ** 2
    half += math.cos(north) * math.cos(other) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 12_742.0 * math.asin(math.sqrt(half))


def score(places: Places, articles: Iterable[Mapping[str, Any]]) -> dict[str, Tally]:
    """Locate and compare; keys are ``all``, ``held`` and each language."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for article in articles:
        text = article["text"]
        folded = fold(text)
        known = vocabulary(folded)
        located = places.find(text, folded, detect(text, None, known), known)
        keys = ["all", article["lang"], "held" if article["held"] else "open"]
        for tally in [tallies[key] for key in keys]:
            _compare(tally, article, located)
    return tallies


def _compare(tally: Tally, article: Mapping[str, Any], located: Iterable[Located]) -> None:
    starts = {one.start: one for one in located}
    where = article["id"]
    for gold in article["toponyms"]:
        tally.asked += 1
        one = starts.pop(gold["start"], None) or starts.pop(gold["start"] - 1, None)  # Arabic writes a word onto it
        if one is None:
            tally.faults.append(f"{where}: {gold['text']} is not found")
            continue
        tally.found += 1
        apart = kilometres(gold["lat"], gold["lon"], one.place.lat, one.place.lon)
        if apart <= NEAR_KM:
            tally.right += 1
        else:
            tally.faults.append(f"{where}: {gold['text']} is {one.entry.area} {one.entry.name}, {apart:.0f} km off")
    for one in starts.values():
        tally.extra += 1
        tally.faults.append(f"{where}: {article['text'][one.start : one.end]} is located in {one.entry.area}")


def figures(tallies: Mapping[str, Tally]) -> dict[str, float]:
    """Return the figures that floors are kept of."""
    found = {}
    for name, tally in sorted(tallies.items()):
        found[f"{name}.coverage"] = round(tally.coverage, 3)
        found[f"{name}.within_161_km"] = round(tally.accuracy, 3)
    return found


def main() -> int:
    """Print a table, or write the floors anew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--faults", action="store_true", help="list what is wrong in the articles not held out")
    parser.add_argument("--write-floors", action="store_true", help="write the figures as the floors of the tests")
    arguments = parser.parse_args()
    tallies = score(Places(Gazetteer.open(), shipped_landmarks()), read())
    print("            asked coverage right  extra")
    for name, tally in sorted(tallies.items()):
        print(f"{name:12}{tally.asked:5}{tally.coverage:9.3f}{tally.accuracy:7.3f}{tally.extra:6}")
    if arguments.faults:
        print("\n".join(tallies["open"].faults))
    if arguments.write_floors:
        FLOORS.write_text(json.dumps(figures(tallies), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

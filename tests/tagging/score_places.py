"""Score the places of `tests/data/places`: `python tests/tagging/score_places.py [--faults] [--write-floors] [FILE]`.

Made-up articles with the toponyms that they name: text, offset and the coordinates of GeoNames (of a county, the middle
of its outline). A toponym is *found* when the tagger locates a name that starts at its offset, and *right* when that
place lies within 161 kilometres (100 miles) of it, as the geoparsing literature counts. A third of the articles
(``held``) was not looked at while rules and weights were set. Countries and regions are scored with their middles.

``plain`` has whole news articles by somebody who had not seen the rules, a third each from small-town papers of the
United States (``us``), from the wire and from other papers in English; each file was scored before it was read, and
``plain_held`` was read by nobody. ``web`` and ``web_held`` are likewise, of a later day: local papers, agencies and the
web in general; titles, schools, teams and courts have no labels there, and coordinates are from memory. *Named* is the
share of toponyms whose name, as the text has it, a report's places carry.
A file given is scored in the place of all.

``posts.tsv`` and ``held-posts.tsv``, the second read by nobody, have social posts with the place of their event, its
English name and country: many name it in a hashtag or in small letters, a fifth names none. *Placed* is the share of
posts among whose places it is, *quiet* the share of the others that have none. The floor of ``posts_held.quiet`` went
from 0.583 to 0.556 when 40 posts by another stranger, of which 15 name no place, joined the 60: seven of the older
twelve get none and eight of the fifteen, with the rules before and with those that stood then. That of
``posts.quiet`` went from 1.0 to 0.951 when 120 posts by a third stranger were read, of which 45 name no place: at
first sight 36 of them got none, 40 afterwards; only lists of single names would have found the other five.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import CITY, COUNTY, DEMONYM, key_of
from streams.geo.places import Located, Places, shipped_landmarks
from streams.geo.spellings import distinct
from streams.language import detect
from streams.text import fold, vocabulary

ARTICLES = Path(__file__).parents[1] / "data" / "places" / "articles.jsonl"
PLAIN = ARTICLES.parent / "plain"
POSTS = {"posts": ARTICLES.with_name("posts.tsv"), "posts_held": ARTICLES.with_name("held-posts.tsv")}
SAME_KM, SAME_REGION_KM = 60.0, 400.0  # between a place and another of the name that is asked for
FLOORS = Path(__file__).with_name("floors_places.json")
NEAR_KM = 161.0
WIRE = re.compile(r"wire|reuters|agence|afp|associated|world|xinhua|news service|press agency|welt", re.IGNORECASE)
"""Names of agencies in the articles of ``plain``."""


@dataclass
class Tally:
    """Toponyms asked for, found, right and named; names located where none is labelled."""

    asked: int = 0
    named: int = 0
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
    return _lines(ARTICLES)


def read_plain(files: Iterable[Path] = ()) -> list[dict[str, Any]]:
    """Return the articles of ``plain``, or of the files given, in the same form."""
    return [_plain(article, file.stem) for file in (files or sorted(PLAIN.glob("*.jsonl"))) for article in _lines(file)]


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def _plain(article: Mapping[str, Any], file: str) -> dict[str, Any]:
    toponyms = [{**toponym, "text": toponym["name"]} for toponym in article["toponyms"]]
    homes = Counter(toponym["country"] for toponym in toponyms)
    third = "wire" if WIRE.search(article["source"]) else "us" if homes.most_common(1)[0][0] == "US" else "other"
    name = ("web" if "web" in file else "plain") + ("_held" if file.startswith("held") else "")
    text = f"{article['title']}\n\n{article['text']}"
    return {"id": article["id"], "text": text, "toponyms": toponyms, "keys": [name, f"{name}_{third}"]}


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
        keys = article.get("keys") or ["all", article["lang"], "held" if article["held"] else "open"]
        for tally in [tallies[key] for key in keys]:
            _compare(tally, article, located)
    return tallies


def _compare(tally: Tally, article: Mapping[str, Any], located: Iterable[Located]) -> None:
    starts = {one.start: one for one in located}
    names = {key_of(place.name) for place in distinct(list(starts.values()), article["text"], fold(article["text"]))}
    where = article["id"]
    for gold in article["toponyms"]:
        tally.asked += 1
        tally.named += key_of(gold["text"]) in names
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
        if one.entry.kind == DEMONYM and "keys" in article:  # not labelled there
            continue
        tally.extra += 1
        tally.faults.append(f"{where}: {article['text'][one.start : one.end]} is located in {one.entry.area}")


def score_posts(places: Places, gazetteer: Gazetteer) -> dict[str, float]:
    """Locate the places of posts: the share of those with one that is right, and of those without one that is quiet."""
    found = {}
    for name, file in POSTS.items():
        hits: dict[bool, list[bool]] = {True: [], False: []}
        for line in file.read_text("utf-8").splitlines():
            asked, text = line.split("\t")
            called, country = asked.rsplit("|", 1)
            folded = fold(text)
            known = vocabulary(folded)
            located = places.find(text, folded, detect(text, None, known), known, event=True)
            wanted = [entry for entry in gazetteer.find(called) if entry.country == country]
            placed = any(_same(one, wanted) for one in located) if wanted else not located
            hits[called != "-"].append(placed)
        found |= {f"{name}.{kind}": round(sum(hits[asked]) / len(hits[asked]), 3) for kind, asked in _KINDS}
    return found


_KINDS = (("placed", True), ("quiet", False))


def _same(one: Located, wanted: Iterable[Entry]) -> bool:
    return any(
        kilometres(one.place.lat, one.place.lon, entry.lat, entry.lon)
        < (SAME_KM if entry.kind in (CITY, COUNTY) else SAME_REGION_KM)
        for entry in wanted
        if entry.country == one.place.country
    )


def figures(tallies: Mapping[str, Tally]) -> dict[str, float]:
    """Return the figures that floors are kept of."""
    found = {}
    for name, tally in sorted(tallies.items()):
        found[f"{name}.coverage"] = round(tally.coverage, 3)
        found[f"{name}.within_161_km"] = round(tally.accuracy, 3)
        if name.startswith(("plain", "web")):
            found[f"{name}.named"] = round(tally.named / max(1, tally.asked), 3)
            found[f"{name}.precision"] = round(tally.right / max(1, tally.found + tally.extra), 3)
    return found


def main() -> int:
    """Print a table, or write the floors anew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--faults", action="store_true", help="list what is wrong in the articles not held out")
    parser.add_argument("--write-floors", action="store_true", help="write the figures as the floors of the tests")
    parser.add_argument("files", nargs="*", type=Path, help="articles in the form of `plain`")
    arguments = parser.parse_args()
    articles = read_plain(arguments.files) if arguments.files else [*read(), *read_plain()]
    gazetteer = Gazetteer.open()
    places = Places(gazetteer, shipped_landmarks())
    tallies = score(places, articles)
    posts = score_posts(places, gazetteer)
    print(f"{'':17}asked coverage right extra named")
    for name, tally in sorted(tallies.items()):
        named = tally.named / max(1, tally.asked)
        print(f"{name:17}{tally.asked:5}{tally.coverage:9.3f}{tally.accuracy:6.3f}{tally.extra:6}{named:6.3f}")
    print(posts)
    if arguments.faults:
        print("\n".join([*tallies["open"].faults, *tallies["plain"].faults]))
    if arguments.write_floors:
        FLOORS.write_text(json.dumps({**figures(tallies), **posts}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

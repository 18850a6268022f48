"""The town of a local channel, by its name: ``Подслушано Льгов``, ``Haldia Amader Shohor``, ``Суми Тривога``.

Who posts there and names no place means the town. A name of this kind is a word that such channels are called by and a
town's name, nothing else; left out are towns beside which another of the name counts, and the largest, whose channels
tell of the whole country. Papers (``Jakarta Post``) and bodies are none, nor are people called as towns are. The words
are in ``channels.toml``.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from itertools import chain

from connectors.post import Home, Post
from streams.geo.gazetteer import Gazetteer
from streams.geo.gazetteer_form import CITY, DATA

__all__ = ["called_after", "town_of"]

LARGE = 1_000_000  # inhabitants
NAMESAKE = 0.1  # a town with so many people of the other's makes a name say nothing
_LINKS = frozenset({"в", "у", "of", "in", "de", "do", "da", "di", "für", "la", "el"})
_PARTS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@cache
def _words() -> frozenset[str]:
    with (DATA / "channels.toml").open("rb") as file:
        return frozenset(chain.from_iterable(tomllib.load(file).values()))


@lru_cache(maxsize=16_384)
def called_after(author: str) -> str:
    """Return what of an author's name is left beside a word of local channels; nothing where it has no such word."""
    parts = _PARTS.findall(author)
    left = [part for part in parts if part.casefold() not in _words()]
    if len(left) in (0, len(parts)):
        return ""
    while left and left[0].casefold() in _LINKS:
        del left[0]
    return " ".join(left)


def town_of(post: Post, gazetteer: Gazetteer) -> Home | None:
    """Return the town that a social post's author is called after, if it is a local channel."""
    name = called_after(post.author) if post.kind == "social" and post.author else ""
    towns = [entry for entry in gazetteer.find(name) if entry.kind == CITY] if name else ()
    if not towns or towns[0].population >= LARGE:
        return None
    town = towns[0]
    if any(other.population > NAMESAKE * town.population for other in towns[1:]):
        return None
    return Home(town.country, f"{town.name}, {town.region}" if town.region else town.name)

"""Points of interest: which there are, how long their names are, and which do without a capital."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import DATA, key_of, namesakes
from streams.geo.neighbours import is_beside
from streams.geo.toponyms import words

__all__ = ["Reach", "lone", "shipped_landmarks"]

LONE = 5  # letters of a landmark that may be written in small ones
RIVAL = 10_000  # inhabitants of a town elsewhere that bears its name, so that small letters do not tell which is meant
_KNOWN_LIMIT = 50_000  # written words remembered


class Reach(dict[str, int]):
    """Written word -> words in the longest landmark's name that begins with it, nearly always none."""

    def __init__(self, landmarks: Iterable[str]) -> None:
        self._first_words: dict[str, int] = {}
        for key in landmarks:
            first, *rest = key.split()
            self._first_words[first] = max(self._first_words.get(first, 0), 1 + len(rest))

    def __missing__(self, word: str) -> int:
        """Look a new word up."""
        if len(self) >= _KNOWN_LIMIT:
            self.clear()
        reach = self[word] = self._first_words.get(key_of(word).partition(" ")[0], 0)
        return reach


def shipped_landmarks() -> list[dict[str, Any]]:
    """Return the points of interest that come with the product."""
    with (DATA / "landmarks.toml").open("rb") as file:
        return list(tomllib.load(file)["places"])


def lone(landmarks: Mapping[str, Sequence[Entry]], gazetteer: Gazetteer) -> frozenset[str]:
    """Names of one word of landmarks that nothing as large bears, so that small letters do: ``heathrow``."""
    lists = words()
    other = frozenset().union(*namesakes().values(), lists["common"], lists["forenames"])
    return frozenset(
        name
        for name, (spot, *_) in landmarks.items()
        if len(name) >= LONE
        and name.isalpha()
        and name not in other
        and all(entry.population < RIVAL or is_beside(entry, spot) for entry in gazetteer.find(name))
    )

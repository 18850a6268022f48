"""Squares, quarters and landmarks that a short post names without their town: ``tear gas in Govan``, ``на Немиге``.

Articles say which town they speak of; who stands in the square does not. ``spots.tsv`` says which town is meant: the
report names the town, and the spot beside it as the text spells it. A name of several words, or of one that is nothing
else, does without capitals. Where the text names another place, far from the spot's town, the spot tells nothing:
every land has its Union Square.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import CITY, DATA, key_of, namesakes
from streams.geo.neighbours import is_beside
from streams.geo.toponym_evidence import ACCEPT
from streams.geo.toponyms import Name, words
from streams.words.inflections import forms

__all__ = ["SPOTTED", "Spots", "drop_strays"]

SPOTTED = ACCEPT + 1.5  # evidence of a spot's name
LONE = 5  # letters of a spot of one word that may be written in small ones
LONGEST = 5  # words in a name
_WORDS = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_ARTICLES = frozenset({"la", "le", "les", "el", "los", "las", "the", "il", "lo", "o", "a", "os", "as"})
_TIED = frozenset("@/#")  # right before a word: no name


class Spots:
    """Finds spots and their towns."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._towns: dict[str, Entry] = {}
        self._firsts: dict[str, int] = defaultdict(int)  # first word -> words in the longest name
        for name, town in _rows(gazetteer):
            self._towns[name] = town
            first, *more = name.split()
            self._firsts[first] = max(self._firsts[first], 1 + len(more))
        lists = words()
        other = frozenset().union(*namesakes().values(), lists["common"], lists["forenames"])
        self._small = {name for name in self._towns if name not in other and _stands_alone(name)}

    def find(self, text: str, language: str) -> Iterator[tuple[int, int, Entry]]:
        """Yield where spots stand in a short post, and their towns; the longest name at each word."""
        spans = [found.span() for found in _WORDS.finditer(text)]
        behind = 0
        for at, (start, _) in enumerate(spans):
            if start < behind or text[start - 1 : start] in _TIED:
                continue
            found = self._longest(text, spans[at : at + LONGEST], language)
            if found is not None:
                stop, town = found
                yield start, stop, town
                behind = stop

    def _longest(self, text: str, spans: Sequence[tuple[int, int]], language: str) -> tuple[int, Entry] | None:
        start, end = spans[0]
        word = text[start:end]
        capital = word[0].isupper() or not word[0].islower()
        key = key_of(word)
        most = self._firsts.get(key.partition(" ")[0], 0)
        for length in range(min(most, len(spans)), 0, -1):
            stop = spans[length - 1][1]
            name = key_of(text[start:stop])
            if name in self._towns and (capital or name in self._small):
                return stop, self._towns[name]
        if capital and word[0] >= "\u0400":
            for form in forms(word, language):
                if (town := self._towns.get(key_of(form))) is not None:
                    return end, town
        return None


def _stands_alone(name: str) -> bool:
    """Whether a name does without capitals: not where only an article stands before a word, ``la défense``."""
    first, *more = name.split()
    return len(name) >= LONE and (len(more) != 1 or first not in _ARTICLES)


def drop_strays(names: Sequence[Name], spotted: Sequence[Name]) -> None:
    """Take the evidence of spots whose town is far from every other place that the text names."""
    others = [
        name.chosen
        for name in names
        if name.evidence >= ACCEPT and name.chosen is not None and all(name is not spot for spot in spotted)
    ]
    for spot in spotted if others else ():
        town = spot.chosen
        if town is not None and not any(_holds(other, town) for other in others):
            spot.evidence = 0.0


def _holds(other: Entry, town: Entry) -> bool:
    """Whether a place lies beside a town, or is the region or country that the town lies in."""
    if other.kind == CITY:
        return is_beside(other, town) or other.country == town.country
    return other.country == town.country and other.region in ("", town.region)


def _rows(gazetteer: Gazetteer) -> Iterator[tuple[str, Entry]]:
    for line in (DATA / "spots.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            town, country, names = line.split("\t")
            entry = next(one for one in gazetteer.find(town) if one.country == country and one.kind == CITY)
            yield from ((key_of(name), entry) for name in names.split("|"))

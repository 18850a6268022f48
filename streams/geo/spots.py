"""Squares, quarters and landmarks that a short post names without their town: ``tear gas in Govan``, ``на Немиге``.

Articles say which town they speak of; who stands in the square does not. ``spots.tsv`` says which town is meant: the
report names the town, and the spot beside it as the text spells it. A name of several words, or of one that is nothing
else, does without capitals. Where the text names another place, far from the spot's town, the spot tells nothing:
every land has its Union Square.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import CITY, DATA, key_of, namesakes
from streams.geo.neighbours import is_beside
from streams.geo.toponym_evidence import ACCEPT
from streams.geo.toponyms import Name, words
from streams.text import fold
from streams.words.inflections import forms

__all__ = ["SPOTTED", "Spots", "drop_strays"]

SPOTTED = ACCEPT + 1.5  # evidence of a spot's name
LONE = 5  # letters of a spot of one word that may be written in small ones
REACH = 60  # characters of a name
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NAME = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")  # with what is tied to it: ``Dasht-e``
_NAME_ALONE = re.compile(r"[^\W_]+(?:[.-][^\W_]+)*")
_CYRILLIC = re.compile(r"(?<!\w)[А-ЯЁІЇЄҐ][а-яёіїєґ]{3,}(?!\w)")
_KNOWN_LIMIT = 50_000  # written words remembered
_ARTICLES = frozenset({"la", "le", "les", "el", "los", "las", "the", "il", "lo", "o", "a", "os", "as"})
_TIED = frozenset("@/#")  # right before a word: no name
_INSIDE = re.compile("[-_']")  # what a word of a vocabulary may have inside, and the first words of a name have not


class Spots:
    """Finds spots and their towns."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._towns: dict[str, Entry] = {}
        self._heads: set[tuple[str, ...]] = set()  # first two words of the names, folded, or their only one
        self._seconds: defaultdict[str, set[str]] = defaultdict(set)  # the second word of a head by its first
        for name, town in _rows(gazetteer):
            key = key_of(name)
            self._towns[key] = town
            self._heads |= {tuple(_WORD.findall(form)[:2]) for form in (key, fold(name))}
        for first, *more in self._heads:
            self._seconds[first].update(more or ("",))
        self._numbers = tuple(
            first for first in self._seconds if first[0].isdecimal()
        )  # ``38th``: vocabularies lack it
        lists = words()
        other = frozenset().union(*namesakes().values(), lists["common"], lists["forenames"])
        self._small = {name for name in self._towns if name not in other and _stands_alone(name)}
        self._inflected: dict[str, Entry | None] = {}

    def find(
        self, text: str, folded: str, language: str, vocabulary: Set[str] = frozenset()
    ) -> Iterator[tuple[int, int, Entry]]:
        """Yield where spots stand in a short post, and their towns; the longest name at each word.

        Its ``vocabulary``, if given, soon tells that there is none.
        """
        if vocabulary and folded.isascii() and not self._may_have(folded, vocabulary):
            return
        behind = 0
        words = _WORD.findall(folded)
        if language == "tr":  # ``Saraçhane[’deki]``
            words = [word.partition("'")[0] for word in words]
        if not (self._heads.isdisjoint(zip(words)) and self._heads.isdisjoint(pairwise(words))):  # as in few
            starts = [word.start() for word in _WORD.finditer(folded)]
            for start, *head in zip(starts, words, [*words[1:], ""], strict=True):
                begun = tuple(head) in self._heads or (head[0],) in self._heads
                if begun and start >= behind and text[start - 1 : start] not in _TIED:
                    for behind, town in self._longest(text, start, suffixed=language == "tr"):
                        yield start, behind, town
        if behind or text.isascii():
            return
        for name in _CYRILLIC.finditer(text):
            if (found := self._stem(name[0], language)) is not None:
                yield *name.span(), found

    def _may_have(self, folded: str, vocabulary: Set[str]) -> bool:
        """Whether a text, by its distinct words, may have the first words of a spot's name."""
        marks = [word for word in vocabulary if not word.isalnum()] if _INSIDE.search(folded) else ()
        if marks:
            ends = {word.rstrip("'") for word in marks}  # ``the protesters'``
            vocabulary = vocabulary | ends | {part for word in marks for part in _INSIDE.split(word)}
        seconds = self._seconds
        return any(
            "" in seconds[first] or not seconds[first].isdisjoint(vocabulary) for first in seconds.keys() & vocabulary
        ) or any(number in folded for number in self._numbers)

    def _longest(self, text: str, start: int, *, suffixed: bool = False) -> Iterator[tuple[int, Entry]]:
        """Yield where the longest name ends that begins at ``start``, and its town; or nothing.

        A ``suffixed`` name may end before what Turkish writes behind an apostrophe.
        """
        capital = not text[start].islower()
        names = _NAME_ALONE if suffixed else _NAME
        ends = [found.end() for found in names.finditer(text, start, start + REACH)]
        for stop in reversed(ends):
            name = key_of(text[start:stop])
            if name in self._towns and (capital or name in self._small):
                yield stop, self._towns[name]
                return

    def _stem(self, word: str, language: str) -> Entry | None:
        """Return the town of an inflected name: ``на [Немиге]``."""
        if word not in self._inflected:
            if len(self._inflected) >= _KNOWN_LIMIT:
                self._inflected.clear()
            keys = map(key_of, forms(word, language))
            self._inflected[word] = next((self._towns[key] for key in keys if key in self._towns), None)
        return self._inflected[word]


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
            yield from ((name, entry) for name in names.split("|"))

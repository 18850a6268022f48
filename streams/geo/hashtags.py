"""Places inside hashtags: ``#lacmegantic``, ``#PrayForNice``, ``#santamariars``, ``#temblorgt``, ``#BostonMarathon``.

A hashtag is looked up as a whole, then without what is said of a place before and behind it (``hashtags.toml``), then
by the words that its capitals part. What is a word or a person's name as well needs more: a word of care before it, an
event's word beside it. Limits: of names in another script than Latin only those in one word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import CITY, COUNTRY, DATA, DEMONYM, REGION, key_of, namesakes
from streams.geo.meanings import RENOWNED
from streams.geo.neighbours import STATES
from streams.geo.toponyms import words
from streams.words.leaning import vocabulary_known

__all__ = ["Hashtags", "Tagged"]

LEAST_LETTERS = 4
TOWN, VILLAGE, PEOPLED = 5_000, 1_000, 15_000
"""Inhabitants of a town that a hashtag names as a whole, with a word beside, with a name that persons have."""
CITY_WORD = 100_000  # inhabitants of a town that is a word as well, behind a word of care: ``#PrayForNice``
LARGE = 300_000  # inhabitants of a town beside any other word, or by another name than its own: ``#BostonMarathon``
STORMS = frozenset({"hurricane", "cyclone", "typhoon", "storm", "tropicalstorm"})
"""Before a name in a hashtag: the storm's own, unless it is that of a large place."""
LONGEST = 40  # letters of a hashtag
TAG = re.compile(r"(?<![\w&/])[#＃]([^\W_][\w]{2,80})")
_PARTS = re.compile(r"[^\W\d_][^\W\d_A-ZÀ-ÞА-ЯЁ]+|[^\W\d_]+?(?=[^\W\d_][a-zà-ÿа-яё]|\d|_|$)|\d+")
_NO_TOWNS = frozenset("united city fc cf utd rovers hilton bridge fans week derby jersey county fashion".split())  # noqa: SIM905


class Tagged(NamedTuple):
    """Where in a hashtag a place's name stands, and what it may mean; ``person``: one may be meant as well.

    ``spaced``: the name as `key_of` writes, of several words with spaces.
    """

    start: int
    end: int
    entries: Sequence[Entry]
    spaced: str
    person: bool = False


class _Cut(NamedTuple):
    """A hashtag without what stands beside the name; what was cut off: words of care, of a hazard, of nothing much."""

    start: int
    end: int
    care: bool
    hazard: bool
    weak: bool
    storm: bool


class _Affixes(NamedTuple):
    care: dict[int, frozenset[str]]
    before: dict[int, frozenset[str]]
    behind: dict[int, frozenset[str]]
    hazards: frozenset[str]
    weak: frozenset[str]
    short: dict[str, str]
    held: dict[str, str]


@cache
def _affixes() -> _Affixes:
    with (DATA / "hashtags.toml").open("rb") as file:
        raw = tomllib.load(file)
    states = {code.lower(): f"US/{state}" for code, state in STATES.items()}
    hazards, weak = (frozenset(raw[name].split()) for name in ("hazards", "weak"))
    care, before, behind = (_by_length(raw[name].split()) for name in ("care", "before", "behind"))
    return _Affixes(care, before, behind, hazards, weak, raw["short"], raw["held"] | states)


def _by_length(words: Iterable[str]) -> dict[int, frozenset[str]]:
    """Length -> the words of that length, so that what a tag begins with is a few look-ups and no search."""
    return {
        size: frozenset(group) for size, group in groupby(sorted(words, key=lambda word: (len(word), word)), key=len)
    }


def _tagged(start: int, end: int, entries: Sequence[Entry], name: str, *, person: bool = False) -> Tagged:
    spaced = (key for entry in entries if (key := key_of(entry.name)).replace(" ", "") == name)
    return Tagged(start, end, entries, next(spaced, name), person)


class Hashtags:
    """Finds the place that a hashtag names."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        lists = words()
        self._persons = lists["forenames"] | namesakes()["persons"]
        self._english = lists["common"] | lists["prepositions"] | lists["nowhere"] | vocabulary_known()
        self._words = lists["common"] | lists["prepositions"] | lists["nowhere"] | namesakes()["words"]

    def read(self, tag: str) -> Tagged | None:
        """Return the place that a hashtag, without its sign, names; None when it names none."""
        folded = "".join(key_of(char) or "_" for char in tag)
        if len(folded) != len(tag) or len(tag) > LONGEST:
            return None
        if found := self._whole(folded):
            return found
        for cut in _cuts(folded):
            if entries := self._inner(folded[cut.start : cut.end], cut):
                return _tagged(cut.start, cut.end, entries, folded[cut.start : cut.end])
        return self._held(folded) or self._parted(tag)

    def _whole(self, tag: str) -> Tagged | None:
        if len(tag) < LEAST_LETTERS or tag in self._english:
            return None
        if tag in self._words:  # of another language
            towns = [entry for entry in self._named(tag, CITY_WORD) if entry.kind == CITY]
            return _tagged(0, len(tag), towns, tag, person=True) if towns else None
        if entries := self._joined(tag):
            return _tagged(0, len(tag), entries, tag)
        person = tag in self._persons
        entries = self._named(tag, PEOPLED if person else TOWN)
        return _tagged(0, len(tag), entries, tag, person=person) if entries else None

    def _joined(self, tag: str) -> Sequence[Entry]:
        """Places whose name of several words is written together, not all of them common words: ``#GoodHope``."""
        found = [
            entry
            for entry in self._gazetteer.joined(tag)
            if entry.population >= CITY_WORD
            or (entry.population >= VILLAGE and not self._words.issuperset(key_of(entry.name).split()))
        ]
        own = [entry for entry in found if key_of(entry.name).replace(" ", "") == tag]
        return own + [entry for entry in found if entry not in own and entry.population >= (RENOWNED if own else LARGE)]

    def _named(self, name: str, least: int) -> Sequence[Entry]:
        """Places of a name of one word: towns of so many people by their own name, large ones also by another."""
        return [
            entry
            for entry in self._gazetteer.find(name)
            if entry.kind in (COUNTRY, REGION)
            or (entry.kind == CITY and entry.population >= (least if key_of(entry.name) == name else LARGE))
        ]

    def _inner(self, name: str, cut: _Cut) -> Sequence[Entry]:
        """Places of what is left when words beside it are cut off."""
        if (cut.hazard or (len(name) > 2 and not cut.weak)) and (full := _affixes().short.get(name)):
            return [e for e in self._gazetteer.find(full) if e.kind != DEMONYM]
        if len(name) < LEAST_LETTERS or (name in self._persons and cut.care):
            return self._named(name, LARGE) if len(name) >= LEAST_LETTERS else ()
        if name in self._words:
            return () if cut.weak else self._named(name, CITY_WORD if cut.care else LARGE)
        return self._joined(name) or self._named(name, LARGE if cut.storm else VILLAGE)

    def _held(self, tag: str) -> Tagged | None:
        """A town and the code of what holds it: ``santamaria|rs``, ``moore|ok``."""
        for length in (2, 3):
            name, code = tag[:-length], tag[-length:]
            country, _, region = _affixes().held.get(code, "").partition("/")
            if country and len(name) >= LEAST_LETTERS:
                found = [*self._gazetteer.joined(name), *self._gazetteer.find(name)]
                entries = [e for e in found if e.kind == CITY and e.country == country and region in ("", e.region)]
                if entries and entries[0].population >= VILLAGE and tag not in self._words:
                    return _tagged(0, len(name), entries, name)
        return None

    def _parted(self, tag: str) -> Tagged | None:
        """A large place before or behind another word, where capitals part them."""
        parts = [part.span() for part in _PARTS.finditer(tag)]
        if len(parts) < 2 or not _NO_TOWNS.isdisjoint(tag[start:end].lower() for start, end in parts):
            return None
        starts, ends = [start for start, _ in parts], [end for _, end in parts]
        spans = [(0, end) for end in ends[:-1]] + [(start, len(tag)) for start in starts[1:]]
        for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
            name = key_of(tag[start:end])
            if len(name) < LEAST_LETTERS or name in self._words or name in self._persons:
                continue
            found = [*self._joined(name), *self._named(name, LARGE)]
            if entries := [e for e in found if e.kind == COUNTRY or e.population >= LARGE]:
                return _tagged(start, end, entries, name)
        return None


def _cuts(tag: str) -> Iterator[_Cut]:
    """Ways to cut off what stands beside a name, the longest rests first."""
    affixes = _affixes()
    end = len(tag.rstrip("0123456789"))
    fronts = [(0, "", False)]
    fronts += [(size, tag[:size], True) for size in affixes.care if tag[:size] in affixes.care[size]]
    fronts += [(size, tag[:size], False) for size in affixes.before if tag[:size] in affixes.before[size]]
    backs = [(end, "")]
    backs += [
        (end - size, tag[end - size : end])
        for size in affixes.behind
        if size <= end and tag[end - size : end] in affixes.behind[size]
    ]
    cuts = [
        _Cut(
            start,
            stop,
            care,
            before in affixes.hazards or behind in affixes.hazards,
            behind in affixes.weak,
            before in STORMS,
        )
        for start, before, care in fronts
        for stop, behind in backs
        if stop - start >= 2 and (start, stop) != (0, len(tag))
    ]
    return iter(sorted(cuts, key=lambda cut: cut.start - cut.end))

"""How alike two texts are, apart from what their anchors say."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from streams.dedupe.align import once
from streams.dedupe.anchor import (
    COUNT,
    COUNTRY,
    DAY,
    INITIAL,
    MAX_ANCHORS,
    NAME,
    NO_SPACES,
    NUMBER,
    PLACE,
    SITE,
    STEM,
    Anchor,
)
from streams.dedupe.signature import ARTICLE_PAIRS, LONG
from streams.dedupe.things import sorts_of

__all__ = ["Likeness", "Side", "in_order", "likeness", "shared_words"]

Run = tuple[int, int, int]
NONE: frozenset[int] = frozenset()


class Side:
    """One of the two texts; what is derived from it is derived once, since a text meets many others.

    Args:
        length: number of words.
        lead: hashes of the first words.
        anchors: see `streams.dedupe.anchors`.
        at_ms: when it was published.
        caseless: names cannot be seen, and how its words are written, see `streams.dedupe.anchor.NO_SPACES`.
    """

    __slots__ = (
        "_contexts", "_counts", "_figures", "_kinds", "_named", "_pairs", "_places_named", "_proper", "_runs",
        "_sites_named", "_sorts", "_spots", "_values", "_words", "anchors", "article", "at_ms", "caseless", "countries",
        "days", "lead", "length", "long", "places",
    )  # fmt: skip

    def __init__(self, length: int, lead: list[int], anchors: list[Anchor], at_ms: int, *, caseless: int) -> None:
        self.length, self.lead, self.anchors, self.at_ms, self.caseless = length, lead, anchors, at_ms, caseless
        self.long = length >= LONG  # its sketch is over runs of three words
        self.article = length >= (ARTICLE_PAIRS if caseless == NO_SPACES else LONG)
        kinds: dict[int, list[Anchor]] = {}
        for one in anchors:
            if one[0] in kinds:
                kinds[one[0]].append(one)
            else:
                kinds[one[0]] = [one]
        self._kinds = kinds
        self._values: dict[int, Set[int]] = {}
        self.places = self.values(PLACE) if PLACE in kinds else NONE
        self.countries = self.values(COUNTRY) if COUNTRY in kinds else NONE
        self.days = self.values(DAY) if DAY in kinds else NONE
        self._places_named: Set[int] | None = None
        self._words: frozenset[int] | None = None
        self._runs: frozenset[Run] | None = None
        self._pairs: frozenset[tuple[int, int]] | None = None
        self._proper: Set[int] | None = None
        self._sites_named: Set[int] | None = None
        self._named: Set[int] | None = None
        self._contexts: dict[int, dict[int, tuple[int, ...]]] = {}
        self._counts: dict[int, set[int]] | None = None
        self._figures: Set[int] | None = None
        self._sorts: int | None = None
        self._spots: dict[int, int] | None = None

    @property
    def names(self) -> Set[int]:
        """Hashes of its names."""
        return self.values(NAME)

    @property
    def derived(self) -> bool:
        """Whether it was compared with another."""
        return self._runs is not None

    @property
    def words(self) -> frozenset[int]:
        """Hashes of the words of the lead."""
        if self._words is None:
            self._words = frozenset(self.lead)
        return self._words

    @property
    def sorts(self) -> int:
        """Sorts of things that it names, see `streams.dedupe.things`; a "Feira" may be a market, and a town's name."""
        if self._sorts is None:
            self._sorts = sorts_of([word for word in self.lead if word not in self.places_named])
        return self._sorts

    @property
    def runs(self) -> frozenset[Run]:
        """Runs of three words of the lead."""
        if self._runs is None:
            lead = self.lead
            self._runs = frozenset(zip(lead, lead[1:], lead[2:], strict=False))
        return self._runs

    @property
    def pairs(self) -> frozenset[tuple[int, int]]:
        """Pairs of neighbouring names and numbers."""
        if self._pairs is None:
            values = [one[1] for one in self.anchors[:MAX_ANCHORS] if one[0] in (NAME, NUMBER)]
            self._pairs = frozenset(pair for pair in pairwise(values) if pair[0] != pair[1])
        return self._pairs

    @property
    def spots(self) -> dict[int, int]:
        """Where each word of the lead stands, in order; -1 for words that stand there more than once."""
        if self._spots is None:
            self._spots = once(self.lead)
        return self._spots

    @property
    def counts(self) -> dict[int, set[int]]:
        """Counts by role; bits of numbers compare like the numbers."""
        if self._counts is None:
            self._counts = {}
            for _, value, role, _, _ in self.of(COUNT):
                self._counts.setdefault(role, set()).add(value)
        return self._counts

    @property
    def figures(self) -> Set[int]:
        """Every number, with a role or without."""
        if self._figures is None:
            self._figures = self.values(NUMBER) | self.values(COUNT)
        return self._figures

    @property
    def places_named(self) -> Set[int]:
        """Hashes of the first words of the places that the tagger read."""
        if self._places_named is None:
            self._places_named = frozenset([one[2] for kind in (PLACE, COUNTRY) for one in self.of(kind)])
        return self._places_named

    @property
    def proper(self) -> Set[int]:
        """Hashes of the words that name a person or place."""
        if self._proper is None:
            self._proper = self.values(NAME) | self.places_named
        return self._proper

    @property
    def sites_named(self) -> Set[int]:
        """Hashes of places that the tagger read, of sites, and of names without their endings."""
        if self._sites_named is None:
            self._sites_named = self.places_named | self.values(STEM) | self.values(SITE)
        return self._sites_named

    @property
    def named(self) -> Set[int]:
        """Hashes of all that may be a name, with and without endings."""
        if self._named is None:
            self._named = self.sites_named | self.values(NAME) | self.values(INITIAL)
        return self._named

    def of(self, kind: int) -> Sequence[Anchor]:
        """Return its anchors of a kind, in order."""
        return self._kinds.get(kind, ())

    def values(self, kind: int) -> Set[int]:
        """Return the values of its anchors of a kind."""
        values = self._values.get(kind)
        if values is None:
            found = self._kinds.get(kind)
            values = self._values[kind] = frozenset([one[1] for one in found]) if found else NONE
        return values

    def contexts(self, kind: int) -> dict[int, tuple[int, ...]]:
        """Return the values of a kind by the words before them, and (negative) by the words behind them."""
        found = self._contexts.get(kind)
        if found is None:
            found = self._contexts[kind] = {}
            for _, value, before, after, _ in self.of(kind):
                if before:
                    found[before] = (*found[before], value) if before in found else (value,)
                if after:
                    found[-after] = (*found[-after], value) if -after in found else (value,)
        return found


class Likeness(NamedTuple):
    """How alike two texts are, each 0 to 1.

    Attributes:
        sketch: Jaccard of the sketches; None between a long and a short text.
        runs: share of the smaller lead's runs of three words that the other has.
        ordered: share of neighbouring anchors that both have; ``pairs`` how many.
    """

    sketch: float | None
    runs: float
    ordered: float
    pairs: int


def likeness(earlier: Side, later: Side, sketch: float) -> Likeness:
    """Measure how alike two texts are."""
    pairs, others = earlier.pairs, later.pairs
    common = len(pairs & others) if pairs and others else 0
    runs, other_runs = earlier.runs, later.runs
    return Likeness(
        sketch if earlier.long == later.long else None,
        len(runs & other_runs) / (min(len(runs), len(other_runs)) or 1),
        common / min(len(pairs), len(others)) if common else 0.0,
        common,
    )


def shared_words(earlier: Side, later: Side) -> float:
    """Return the share of the smaller lead's words that the other has, 0 to 1."""
    words, others = earlier.words, later.words
    return len(words & others) / (min(len(words), len(others)) or 1)


def in_order(first: Sequence[int], second: Sequence[int]) -> float:
    """Return the share of the longer text's words that both have in the same order (longest common subsequence).

    Bit-parallel (Hyyro 2004): a row of the table is one whole number, whose zero bits are the steps of the length.
    """
    places: dict[int, int] = {}
    for at, word in enumerate(first):
        places[word] = places.get(word, 0) | 1 << at
    full = (1 << len(first)) - 1
    row = full
    for word in second:
        met = row & places.get(word, 0)
        row = ((row + met) | (row - met)) & full
    return (len(first) - row.bit_count()) / (max(len(first), len(second)) or 1)

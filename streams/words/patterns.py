"""Matching phrases over the tokens of a sentence: one dictionary look-up per token, whatever the number of phrases.

Only the sentences that the gate points at (`streams.gate`) come here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import attrgetter, or_

from streams.words.lexicon import Element, Pattern
from streams.words.stems import Stems

__all__ = ["Matcher", "Span", "strip_arabic"]

Span = tuple[Pattern, int, int]
"""A pattern found in a sentence: the pattern, its first token, the index behind its last."""

_STOPS = frozenset({".", ";", ":", "!", "?", "\u061b", "\u061f", "\u0964"})
_CACHE_LIMIT = 50_000  # distinct words remembered; then the memory starts anew
_ARABIC_PREFIXES = ("وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ل")


def strip_arabic(word: str) -> tuple[str, ...]:
    """Return an Arabic word without the conjunctions, prepositions and article written onto it."""
    if not "\u0621" <= word[0] <= "\u064a":
        return ()
    return tuple(word[len(p) :] for p in _ARABIC_PREFIXES if word.startswith(p) and len(word) - len(p) >= 2)


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """A pattern as numbers, by the word that finds it.

    Attributes:
        pattern: itself.
        anchor: which of its elements that word meets.
        back: how far before it the pattern may begin.
        first: number of its first element.
        steps: (number, gap) of each further element.
    """

    pattern: Pattern
    anchor: int
    back: int
    first: int
    steps: tuple[tuple[int, int], ...]

    @property
    def beside(self) -> bool:
        """Whether another element has to stand right beside the anchor: behind a first one, before a second one."""
        return self.back == 1 if self.anchor else not self.steps[0][1]

    @property
    def other(self) -> int:
        """Number of the element that is looked for first once the anchor was met."""
        return self.first if self.anchor else self.steps[0][0]


_NONE: frozenset[int] = frozenset()
_Ranked = tuple[tuple[int, _Candidate], ...]
_LURES = attrgetter("lures")


@dataclass(frozen=True, slots=True, eq=False)
class _Word:
    """What matching knows of a word.

    Candidates are parted by the one other element that can be looked for at once, so that one comparison of sets rules
    nearly all of them out; each has its rank among the word's candidates.

    Attributes:
        met: numbers of all elements that the word meets.
        lures: those of them that candidates of other words look for anywhere in a sentence, as bits.
        stop: it ends a clause, and with it every gap.
        idle: it finds no candidate.
        singles: candidates of one element.
        nexts: whose second element stands right behind, by its number.
        befores: whose first element stands right before, by its number.
        fars: the others, by the bit of their first or second element, which has to be in the sentence.
        next_numbers, before_numbers: those numbers.
        far_lures: those bits.
    """

    met: frozenset[int]
    lures: int
    stop: bool
    idle: bool
    singles: tuple[tuple[int, Pattern], ...]
    nexts: Mapping[int, _Ranked]
    befores: Mapping[int, _Ranked]
    fars: Mapping[int, _Ranked]
    next_numbers: frozenset[int]
    before_numbers: frozenset[int]
    far_lures: int

    @classmethod
    def of(cls, met: frozenset[int], lures: Mapping[int, int], stop: bool, candidates: Iterable[_Candidate]) -> _Word:
        """Part the candidates; ``lures`` gives the bit of each element that is one."""
        singles: list[tuple[int, Pattern]] = []
        nexts: dict[int, _Ranked] = {}
        befores: dict[int, _Ranked] = {}
        fars: dict[int, _Ranked] = {}
        rank = -1
        for rank, candidate in enumerate(candidates):
            if not candidate.steps:
                singles.append((rank, candidate.pattern))
                continue
            table = fars if not candidate.beside else befores if candidate.anchor else nexts
            at = candidate.other if candidate.beside else lures[candidate.other]
            table[at] = (*table.get(at, ()), (rank, candidate))
        lured = sum(1 << lures[number] for number in lures.keys() & met)
        numbers = frozenset(nexts), frozenset(befores), sum(1 << bit for bit in fars)
        return cls(met, lured, stop, rank < 0, tuple(singles), nexts, befores, fars, *numbers)


@dataclass(slots=True)
class _Filed:
    """What is filed under a word or a stem: numbers of the elements that it meets, candidates that it finds."""

    elements: list[int] = field(default_factory=list)
    candidates: list[_Candidate] = field(default_factory=list)


class Matcher(dict[str, _Word]):
    """Phrases indexed by their least common word, so that a common first word costs nothing.

    As a mapping: word -> the candidates that it finds, and the numbers of all elements that it meets. A word is looked
    at once; scanning compares numbers only. At most `_CACHE_LIMIT` words are remembered.

    Args:
        patterns: to look for.
        arabic: also try words without their Arabic prefixes.
    """

    def __init__(self, patterns: Iterable[Pattern], *, arabic: bool = False) -> None:
        self._arabic = arabic
        self._filed = Stems[_Filed]()
        numbers: dict[tuple[frozenset[str], tuple[str, ...], bool], int] = {}
        under: list[list[_Filed]] = []  # by number of an element
        self._lures: dict[int, int] = {}  # number of an element -> its bit
        for pattern in patterns:
            ids = []
            for element in pattern.elements:
                key = (element.words, element.stems, element.number)
                if key not in numbers:
                    numbers[key] = len(numbers)
                    under.append(list(self._under(element)))
                    for filed in under[-1]:
                        filed.elements.append(numbers[key])
                ids.append(numbers[key])
            at = pattern.anchor
            back = sum(element.gap + 1 for element in pattern.elements[1 : at + 1])
            gaps = [element.gap for element in pattern.elements]
            steps = tuple(zip(ids[1:], gaps[1:], strict=True))
            candidate = _Candidate(pattern, at, back, ids[0], steps)
            for filed in under[ids[at]]:
                filed.candidates.append(candidate)
            if steps and not candidate.beside:
                self._lures.setdefault(candidate.other, len(self._lures))
        self._digits = frozenset(number for (_, _, digits), number in numbers.items() if digits)
        self._unknown = self._word(_NONE, stop=False)
        self._number = self._word(self._digits, stop=False)
        self._stop = self._word(_NONE, stop=True)

    def _under(self, element: Element) -> Iterator[_Filed]:
        """What an element's words and stems are filed under."""
        for word in element.words:
            yield self._filed.word(word, _Filed())
        for stem in element.stems:
            yield self._filed.stem(stem, _Filed())

    def _word(self, met: frozenset[int], *, stop: bool, candidates: Iterable[_Candidate] = ()) -> _Word:
        return _Word.of(met, self._lures, stop, candidates)

    def __missing__(self, word: str) -> _Word:
        """Look a new word up."""
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        known = self[word] = self._look_up(word)
        return known

    def _look_up(self, word: str) -> _Word:
        filed = self._filed.of(word)
        if self._arabic:
            filed += [one for form in strip_arabic(word) for one in self._filed.of(form)]
        if not filed:  # as most new words are: no record of its own
            return self._stop if word in _STOPS else self._number if word[0].isdigit() else self._unknown
        met = frozenset(number for one in filed for number in one.elements)
        if word[0].isdigit():
            met |= self._digits
        candidates = dict.fromkeys(candidate for one in filed for candidate in one.candidates)
        return self._word(met, stop=word in _STOPS, candidates=candidates)

    def scan(self, words: Sequence[str]) -> list[Span]:
        """Every pattern of a sentence, as (pattern, first token, index behind its last), by rising first token."""
        known = list(map(self.__getitem__, words))
        hot = [(at, word) for at, word in enumerate(known) if not word.idle]
        found: list[_Hit] = []
        last = len(words) - 1
        here = -1
        for at, word in hot:
            for rank, pattern in word.singles:
                found.append((at, at, rank, pattern, at + 1))
            if at < last and not word.next_numbers.isdisjoint(known[at + 1].met):
                for number in word.next_numbers & known[at + 1].met:
                    _beside(word.nexts[number], known, at, at, found)
            if at and not word.before_numbers.isdisjoint(known[at - 1].met):
                for number in word.before_numbers & known[at - 1].met:
                    _beside(word.befores[number], known, at - 1, at, found)
            if word.fars:
                if here < 0:
                    here = reduce(or_, map(_LURES, known))
                lured = word.far_lures & here
                while lured:
                    bit = lured.bit_length() - 1
                    _far(word.fars[bit], known, at, found)
                    lured ^= 1 << bit
        found.sort()  # the first three numbers differ: a word finds a candidate from a place once
        return [(pattern, start, end) for start, _, _, pattern, end in found]


_Hit = tuple[int, int, int, Pattern, int]
"""First token, token that found it, rank of the candidate, pattern, index behind the last token."""


def _beside(candidates: _Ranked, known: Sequence[_Word], start: int, at: int, found: list[_Hit]) -> None:
    """Take the candidates whose first two elements stand at ``start``; ``at`` is where their anchor is."""
    for rank, candidate in candidates:
        steps = candidate.steps
        end = start + 2 if len(steps) == 1 else _end(steps[1:], known, start + 1)
        if end:
            found.append((start, at, rank, candidate.pattern, end))


def _far(fars: _Ranked, known: Sequence[_Word], at: int, found: list[_Hit]) -> None:
    """Try the candidates with a gap, of which something else is in the sentence."""
    for rank, candidate in fars:
        if candidate.anchor:
            _before(candidate, rank, known, at, found)
        elif end := _end(candidate.steps, known, at):
            found.append((at, at, rank, candidate.pattern, end))


def _before(
    candidate: _Candidate,
    rank: int,
    known: Sequence[_Word],
    at: int,
    found: list[_Hit],
) -> None:
    """Try the places before its anchor where a pattern may begin; one found from two words counts once."""
    first, pattern = candidate.first, candidate.pattern
    for start in range(max(0, at - candidate.back), at):
        if (
            first in known[start].met
            and (end := _end(candidate.steps, known, start)) > at
            and not any(hit[3] is pattern and hit[0] == start and hit[4] == end for hit in found)
        ):
            found.append((start, at, rank, pattern, end))


def _end(steps: Sequence[tuple[int, int]], known: Sequence[_Word], at: int) -> int:
    """Index behind the last token of a pattern whose element before ``steps`` stands at ``at``, or 0."""
    position, total = at + 1, len(known)
    for number, gap in steps:
        if not gap:
            if position == total or number not in known[position].met:
                return 0
            position += 1
            continue
        for word in known[position : position + gap + 1]:
            position += 1
            if number in word.met:
                break
            if word.stop:
                return 0
        else:
            return 0
    return position

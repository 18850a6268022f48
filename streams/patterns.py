"""Matching phrases over the tokens of a sentence: one dictionary look-up per token, whatever the number of phrases.

The gate finds with one Aho-Corasick pass whether the least common word of any trigger occurs at all, and where; only
the sentences that it points at are tokenised.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import ahocorasick_rs

from streams.lexicon import Element, Pattern

__all__ = ["Gate", "Matcher", "Span", "strip_arabic"]

ItemT = TypeVar("ItemT")

Span = tuple[Pattern, int, int]
"""A pattern found in a sentence: the pattern, its first token, the index behind its last."""

_STOPS = frozenset({".", ";", ":", "!", "?", "\u061b", "\u061f"})
_COMMON_TEXT = (
    "a an the of in on at to by for from with and or as is are was were be been being has have had do does did "
    "it its he she they them his her him their our my your i you we us me this that these those there here not "
    "no all any some many more most other another one two three four five six seven eight nine ten several "
    "over under after before during while when who which what where up down out off into about near between "
    "against people person man men woman women child children boy girl boys girls police officer officers city "
    "town village school house houses home homes building buildings car cars bus train station office market "
    "shop hotel hospital church street road place time day night morning week month year years today yesterday "
    "new old big small large high long first last next said say says told reported report reports called call "
    "made make take took taken get got go went going come came put set found find left leave party group team "
    "members member leader leaders student students worker workers family families mother father son daughter "
    "brother sister world country state government president minister news court public local north south east "
    "west end part number work back around through just like so now then than too very can will would could "
    "should may might must if but because how why good great well own cost half way run cut let led sit fell "
    "fall fallen broke break broken hit hits held hold holding began started opened open closed de la el los "
    "las en un una y que por con del al se le les des du et à au aux une est dans sur pour par qui ne pas в на "
    "и с по не что из за к от для до у о об как но все это был была были его ее их они он она мы вы жана менен "
    "үчүн бир бул ал эле да де та те во ко "
)
_COMMON = frozenset(_COMMON_TEXT.split())
"""Words that nearly every text has: bad anchors. Not a lexicon: it changes speed, never what is found."""
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


_Known = tuple[tuple[_Candidate, ...], frozenset[int]]
_NONE: frozenset[int] = frozenset()


class Matcher(dict[str, _Known]):
    """Phrases indexed by their least common word, so that a common first word costs nothing.

    As a mapping: word -> the candidates that it finds, and the numbers of all elements that it meets. A word is looked
    at once; scanning compares numbers only. At most `_CACHE_LIMIT` words are remembered.

    Args:
        patterns: to look for.
        arabic: also try words without their Arabic prefixes.
    """

    def __init__(self, patterns: Iterable[Pattern], *, arabic: bool = False) -> None:
        self._arabic = arabic
        self._candidates = _Index[_Candidate]()
        self._elements = _Index[int]()
        numbers: dict[tuple[frozenset[str], tuple[str, ...], bool], int] = {}
        for pattern in patterns:
            ids = []
            for element in pattern.elements:
                key = (element.words, element.stems, element.number)
                if key not in numbers:
                    numbers[key] = len(numbers)
                    self._elements.add(element, numbers[key])
                ids.append(numbers[key])
            anchor = _anchor(pattern)
            back = sum(element.gap + 1 for element in pattern.elements[1 : anchor + 1])
            gaps = [element.gap for element in pattern.elements]
            steps = tuple(zip(ids[1:], gaps[1:], strict=True))
            self._candidates.add(pattern.elements[anchor], _Candidate(pattern, anchor, back, ids[0], steps))
        self._digits = frozenset(number for (_, _, digits), number in numbers.items() if digits)

    def __missing__(self, word: str) -> _Known:
        """Look a new word up."""
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        forms = (word, *strip_arabic(word)) if self._arabic else (word,)
        met = frozenset(self._elements.of(forms)) | (self._digits if word[0].isdigit() else _NONE)
        known = self[word] = (tuple(self._candidates.of(forms)), met)
        return known

    def scan(self, words: Sequence[str]) -> list[Span]:
        """Every pattern of a sentence, as (pattern, first token, index behind its last), by rising first token."""
        found: list[Span] = []
        known = list(map(self.__getitem__, words))
        met = [numbers for _, numbers in known]
        total = len(words)
        for at, (candidates, _) in enumerate(known):
            for candidate in candidates:
                steps = candidate.steps
                if candidate.anchor:
                    _before(candidate, words, met, at, found)
                elif not steps:
                    found.append((candidate.pattern, at, at + 1))
                else:
                    number, gap = steps[0]
                    if not gap and (at + 1 == total or number not in met[at + 1]):
                        continue  # as nearly always
                    if end := _end(steps, words, met, at):
                        found.append((candidate.pattern, at, end))
        found.sort(key=_first_token)
        return found


class _Index(Generic[ItemT]):
    """Things by the words and stems of an element."""

    def __init__(self) -> None:
        self._exact: dict[str, list[ItemT]] = {}
        self._stems: dict[str, list[ItemT]] = {}
        self._lengths: list[int] = []

    def add(self, element: Element, item: ItemT) -> None:
        for word in element.words:
            self._exact.setdefault(word, []).append(item)
        for stem in element.stems:
            self._stems.setdefault(stem, []).append(item)
        self._lengths = sorted({*self._lengths, *map(len, element.stems)})

    def of(self, forms: Iterable[str]) -> dict[ItemT, None]:
        """Things that any form of a word meets, in order and once each."""
        found: dict[ItemT, None] = {}
        for form in forms:
            found.update(dict.fromkeys(self._exact.get(form, ())))
            for length in self._lengths:
                if length > len(form):
                    break
                found.update(dict.fromkeys(self._stems.get(form[:length], ())))
        return found


def _before(
    candidate: _Candidate, words: Sequence[str], met: Sequence[frozenset[int]], at: int, found: list[Span]
) -> None:
    """Try the places before its anchor where a pattern may begin."""
    first = candidate.first
    for start in range(max(0, at - candidate.back), at):
        if first in met[start] and (end := _end(candidate.steps, words, met, start)) > at:
            span = (candidate.pattern, start, end)
            if span not in found:
                found.append(span)


def _end(steps: Sequence[tuple[int, int]], words: Sequence[str], met: Sequence[frozenset[int]], at: int) -> int:
    """Index behind the last token of a pattern that begins at ``at``, or 0."""
    position, total = at + 1, len(words)
    for number, gap in steps:
        for index in range(position, min(position + gap + 1, total)):
            if number in met[index]:
                position = index + 1
                break
            if words[index] in _STOPS:
                return 0
        else:
            return 0
    return position


class Gate:
    """Says whether any trigger can be in a text, and in which sentences.

    Args:
        patterns: triggers; each is looked for by the words of its least common element.
        ascii_only: leave out what an ASCII text cannot contain.
    """

    def __init__(self, patterns: Iterable[Pattern], *, ascii_only: bool = False) -> None:
        words: set[str] = set()
        stems: set[str] = set()
        for pattern in patterns:
            element = pattern.elements[_anchor(pattern)]
            words |= element.words
            stems |= set(element.stems)
        words = {word for word in words if not any(word.startswith(stem) for stem in stems)}
        anchors = [*sorted(words), *sorted(stems)]
        if ascii_only:
            anchors = [anchor for anchor in anchors if anchor.isascii()]
        self._exact = sum(1 for anchor in anchors if anchor in words)
        self._automaton = ahocorasick_rs.AhoCorasick(
            anchors, matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST, store_patterns=False
        )

    def starts(self, folded: str) -> list[int]:
        """Offsets where a word of a trigger is, rising."""
        found = self._automaton.find_matches_as_indexes(folded)
        exact, last = self._exact, len(folded)
        return [
            start
            for number, start, end in found
            if (start == 0 or not folded[start - 1].isalpha() or "\u0621" <= folded[start] <= "\u064a")
            and (number >= exact or end == last or not folded[end].isalpha())
        ]


def _first_token(span: Span) -> int:
    return span[1]


def _anchor(pattern: Pattern) -> int:
    """Index of the element by which a pattern is looked for: the least common one."""
    return min(range(len(pattern.elements)), key=lambda index: _commonness(pattern.elements[index]))


def _commonness(element: Element) -> float:
    """How often an element's words occur in any text: less is a better anchor."""
    if element.number:
        return 1e6
    frequent = sum(20 if len(word) < 3 else 1 for word in element.words if word in _COMMON or len(word) < 3)
    return 1000.0 * frequent + len(element.words) + sum(3 if len(stem) > 3 else 500 for stem in element.stems)

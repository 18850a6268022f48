"""Matching phrases over the tokens of a sentence: one dictionary look-up per token, whatever the number of phrases.

The gate finds with one Aho-Corasick pass whether the least common word of any trigger occurs at all, and where; only
the sentences that it points at are tokenised.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import ahocorasick_rs

from streams.lexicon import Element, Pattern

__all__ = ["Gate", "Matcher", "Span", "strip_arabic"]

Span = tuple[Pattern, int, int]
"""A pattern found in a sentence: the pattern, its first token, the index behind its last."""

_STOPS = frozenset({".", ";", ":", "!", "?", "\u061b", "\u061f"})
_CACHE_LIMIT = 50_000  # distinct words remembered; then the memory starts anew
_ARABIC_PREFIXES = ("وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ل")


def strip_arabic(word: str) -> tuple[str, ...]:
    """Return an Arabic word without the conjunctions, prepositions and article written onto it."""
    if not "\u0621" <= word[0] <= "\u064a":
        return ()
    return tuple(word[len(p) :] for p in _ARABIC_PREFIXES if word.startswith(p) and len(word) - len(p) >= 2)


class Matcher:
    """Phrases indexed by their first word.

    Args:
        patterns: to look for.
        arabic: also try words without their Arabic prefixes.
    """

    def __init__(self, patterns: Iterable[Pattern], *, arabic: bool = False) -> None:
        self._exact: dict[str, list[Pattern]] = {}
        self._stems: dict[str, list[Pattern]] = {}
        for pattern in patterns:
            first = pattern.elements[0]
            for word in first.words:
                self._exact.setdefault(word, []).append(pattern)
            for stem in first.stems:
                self._stems.setdefault(stem, []).append(pattern)
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._arabic = arabic
        self._cache: dict[str, tuple[Pattern, ...]] = {}

    def candidates(self, word: str) -> tuple[Pattern, ...]:
        """Patterns that may start with ``word``."""
        found = self._cache.get(word)
        if found is None:
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            found = self._cache[word] = self._look_up(word)
        return found

    def _look_up(self, word: str) -> tuple[Pattern, ...]:
        forms = (word, *strip_arabic(word)) if self._arabic else (word,)
        found: dict[int, Pattern] = {}
        for form in forms:
            for pattern in self._exact.get(form, ()):
                found.setdefault(id(pattern), pattern)
            for length in self._lengths:
                if length > len(form):
                    break
                for pattern in self._stems.get(form[:length], ()):
                    found.setdefault(id(pattern), pattern)
        return tuple(found.values())

    def scan(self, words: Sequence[str]) -> list[Span]:
        """Every pattern of a sentence, as (pattern, first token, index behind its last), by rising first token."""
        found: list[Span] = []
        known, total = self._cache, len(words)
        for at, word in enumerate(words):
            candidates = known.get(word)
            if candidates is None:
                candidates = self.candidates(word)
            for pattern in candidates:
                if len(pattern.elements) == 1:
                    found.append((pattern, at, at + 1))
                elif at + 1 < total and (end := self._end(pattern, words, at, total)):
                    found.append((pattern, at, end))
        return found

    def _end(self, pattern: Pattern, words: Sequence[str], at: int, total: int) -> int:
        position = at + 1
        for element in pattern.elements[1:]:
            limit = position + element.gap + 1
            exact, stems = element.words, element.stems
            for index in range(position, min(limit, total)):
                word = words[index]
                if word in exact or (stems and word.startswith(stems)) or (element.number and word[0].isdigit()):
                    position = index + 1
                    break
                if self._arabic and any(map(element.meets, strip_arabic(word))):
                    position = index + 1
                    break
                if word in _STOPS:
                    return 0
            else:
                return 0
        return position


class Gate:
    """Says whether any trigger can be in a text, and in which sentences.

    Args:
        patterns: triggers; each is looked for by the words of its least common element.
        common: words that nearly every text has.
        ascii_only: leave out what an ASCII text cannot contain.
    """

    def __init__(self, patterns: Iterable[Pattern], common: Collection[str], *, ascii_only: bool = False) -> None:
        words: set[str] = set()
        stems: set[str] = set()
        for pattern in patterns:
            element = min(pattern.elements, key=lambda element: _commonness(element, common))
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


def _commonness(element: Element, common: Collection[str]) -> float:
    """How often an element's words occur in any text: less is a better anchor."""
    if element.number:
        return 1e6
    frequent = sum(20 if len(word) < 4 else 1 for word in element.words if word in common or len(word) < 3)
    return 1000.0 * frequent + len(element.words) + 3 * len(element.stems)

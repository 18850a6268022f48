"""Matching phrases over the tokens of a sentence: one dictionary look-up per token, whatever the number of phrases.

The gate finds with one Aho-Corasick pass whether any first word of any trigger occurs at all, and where; only the
sentences that it points at are tokenised.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ahocorasick_rs

from streams.lexicon import Pattern

__all__ = ["Gate", "Matcher", "Span", "anchors", "strip_arabic"]

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
    """Says whether any trigger can be in a text, and where it may start."""

    def __init__(self, anchors: Iterable[str]) -> None:
        self._automaton = ahocorasick_rs.AhoCorasick(
            sorted(anchors), matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST, store_patterns=False
        )

    def starts(self, folded: str) -> list[int]:
        """Offsets of word starts where a trigger may begin, rising."""
        found = self._automaton.find_matches_as_indexes(folded)
        return [
            start
            for _, start, _ in found
            if start == 0 or not folded[start - 1].isalpha() or "ء" <= folded[start] <= "ي"
        ]


def anchors(patterns: Iterable[Pattern]) -> set[str]:
    """First words and stems of patterns: what a text must contain for one of them to match at all."""
    firsts = [pattern.elements[0] for pattern in patterns]
    return {word for first in firsts for word in (*first.words, *first.stems)}

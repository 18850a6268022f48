"""The classes of words that tell a scene from everyday life, and how often a short post says them (`streams.scene`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set

from streams.text import sentence_spans, tokenise
from streams.words.cues import CUES
from streams.words.lexicon import Lexicon
from streams.words.patterns import Matcher, Span
from streams.words.phrases import compile_pattern

__all__ = ["AGAINST", "FOR", "Elsewhere", "SceneWords"]

FOR = frozenset({"seen", "now", "near", "help", "harm", "flee", "break", "ask", "warn", "spot"})
"""What is heard, seen, smelt; now; here; who came; who is hurt; who runs; what breaks; questions; warnings; spots."""
AGAINST = CUES["scene"] - FOR
"""Exams, work, dishes, games, sports, love, kin and pets, films and music, shopping, feasts, memories, drills,
pictures, the body and weather, traffic, laughter, what is only thought of, talk of politics and history."""
_NAME = re.compile(r"(?<![^\s|])([a-z]{4,})(\*?)(?![^\s|])")
"""A word, or the beginning of one, in a pattern that is plain ASCII, of letters enough to be no English word's part."""


class Elsewhere:
    """Says whether a word is one that people at a scene use in another language than that of a table of words.

    Args:
        lexicons: of all languages but that one.
        known: that one's words, which tell nothing.
    """

    def __init__(self, lexicons: Iterable[Lexicon], known: Set[str]) -> None:
        sources = [source for lexicon in lexicons for name in sorted(FOR) for source in lexicon.words("scene", name)]
        found = set(_NAME.findall(" ".join(sources)))
        begun = {word[:end] for word in known for end in range(4, len(word) + 1)}
        self._words = {word for word, more in found if not more} - known
        self._stems = {word for word, more in found if more} - begun
        self._lengths = sorted(set(map(len, self._stems)))

    def __contains__(self, piece: str) -> bool:
        """Whether a piece of a folded text is such a word."""
        return piece in self._words or any(piece[:length] in self._stems for length in self._lengths)


class SceneWords:
    """The words of one language, compiled; without any it sees nothing."""

    def __init__(self, lexicon: Lexicon) -> None:
        patterns = [
            compile_pattern(source, (name,), "cue", lexicon.classes)
            for name in sorted(FOR | AGAINST)
            for source in lexicon.words("scene", name)
        ]
        self.known = bool(patterns)
        self._matcher = Matcher(patterns, arabic=lexicon.language == "ar")

    def read(self, folded: str) -> dict[str, int]:
        """Return in how many places of a text each class is."""
        seen: Counter[str] = Counter()
        for start, end in sentence_spans(folded):
            spans = self._matcher.scan(tokenise(folded, start, end).words)
            seen.update(name for name, _ in {(pattern.types[0], first) for pattern, first, _ in _uncovered(spans)})
        return dict(seen)


def _uncovered(spans: Sequence[Span]) -> Sequence[Span]:
    """Leave out what a longer phrase of the other side holds: ``marché de Noël`` is a spot, no feast."""
    long = [(first, end, pattern.types[0] in FOR) for pattern, first, end in spans if end - first > 1]
    if not long:
        return spans
    return [
        (pattern, first, end)
        for pattern, first, end in spans
        if not any(
            a <= first and end <= b and end - first < b - a and (pattern.types[0] in FOR) != side for a, b, side in long
        )
    ]

"""Things filed under whole words and under stems, and found by a word: what every per-word memory asks for a new word.

A stem is only looked for among the lengths that stems with the word's first two letters have, so that a word which
nothing is filed under, as most new words of a stream are, costs two look-ups however many stems there are.
"""

from __future__ import annotations

from typing import Generic, TypeVar

__all__ = ["Stems"]

ItemT = TypeVar("ItemT")

_HEAD = 2  # letters by which the lengths are told apart


class Stems(Generic[ItemT]):
    """Items by word or stem."""

    def __init__(self) -> None:
        self._words: dict[str, ItemT] = {}
        self._stems: dict[str, ItemT] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._short: tuple[int, ...] = ()  # lengths of stems without two letters, which hardly anybody writes

    def word(self, word: str, made: ItemT) -> ItemT:
        """Return what is filed under a whole word; ``made`` is filed when nothing is."""
        return self._words.setdefault(word, made)

    def stem(self, stem: str, made: ItemT) -> ItemT:
        """Return what is filed under all words that begin with ``stem``; ``made`` is filed when nothing is."""
        if len(stem) < _HEAD:
            self._short = tuple(sorted({*self._short, len(stem)}))
        else:
            head = stem[:_HEAD]
            self._lengths[head] = tuple(sorted({*self._lengths.get(head, ()), len(stem)}))
        return self._stems.setdefault(stem, made)

    def of(self, word: str) -> list[ItemT]:
        """Return what is filed under a word, then under its stems, the shortest first."""
        found = [self._words[word]] if word in self._words else []
        lengths = self._lengths.get(word[:_HEAD], ())
        for length in (*self._short, *lengths) if self._short else lengths:
            if length > len(word):
                break
            if (stem := word[:length]) in self._stems:
                found.append(self._stems[stem])
        return found

"""Words of a text that may count whom its event touched, found without reading a sentence: see `streams.affected`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Set

__all__ = ["Affecting"]

_REMEMBERED = 50_000  # distinct words


class Affecting:
    """The words of one language; what a word can be is worked out when it is first seen.

    Args:
        role: of a word by itself, or None.
        number: whether a word begins a number, or says none.
        phrases: role -> words of phrases that give it.
    """

    def __init__(
        self, role: Callable[[str], str | None], number: Callable[[str], bool], phrases: Mapping[str, Collection[str]]
    ) -> None:
        self._role = role
        self._number = number
        self._phrases = {word: name for name, words in phrases.items() for word in words}
        self._seen: set[str] = set()
        self._marks: dict[str, str] = {}
        self._marked: set[str] = set()  # the same words
        self._numbers: set[str] = set()

    def find(self, words: Set[str], roles: Collection[str]) -> tuple[list[str], list[str]]:
        """Return those of a text's distinct words that may give one of some roles, and its numbers in words."""
        if fresh := words - self._seen:
            self._learn(fresh)
        marks = [word for word in words & self._marked if self._marks[word] in roles]
        return marks, list(self._numbers & words) if marks else []

    def _learn(self, words: Set[str]) -> None:
        if len(self._seen) > _REMEMBERED:
            self._seen.clear()
            self._marks.clear()
            self._marked.clear()
            self._numbers.clear()
        self._seen |= words
        for word in words:
            if role := self._role(word) or self._phrases.get(word):
                self._marks[word] = role
                self._marked.add(word)
            if self._number(word):
                self._numbers.add(word)

"""Phrases of English that tell what befell people, as data: ``yet to be found``, ``paid with their lives``.

A word gives a number its role (`streams.figures.meanings`), and so do two words of some sorts
(`streams.figures.phrasing`). Phrases whose words tell nothing by themselves stand in the lexicon, under
``[role_phrases]``; they overrule what their words give singly (``fatal [injuries]`` tell of the dead). The last word
gives the role, so that it stands beside a number behind it: ``no trace [of] 15 fishermen``; the first where the last is
the number: ``[burning] 12 others``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from streams.words.lexicon import Lexicon
from streams.words.patterns import Matcher
from streams.words.phrases import Pattern, compile_pattern

__all__ = ["Idioms"]

_OUT_TEXT = "rescued freed pulled saved escaped brought hoisted safe alive recovered dug bodies corpses dead died"
_OUT = frozenset(_OUT_TEXT.split())
"""Beside those who were under something and no longer are."""
_UNDER = frozenset({"under", "beneath", "underneath", "below", "inside"})
_LITTLE = frozenset({"at", "to", "for", "on", "by", ".", ","})
"""Last words of a phrase that name nothing."""


class Idioms:
    """The phrases of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        patterns = [
            compile_pattern(source, (role,), "role", lexicon.classes)
            for role, sources in lexicon.cues.get("role_phrases", {}).items()
            for source in sources
        ]
        self._matcher = Matcher(patterns)
        self._marks: dict[str, set[str]] = {}
        for pattern in patterns:
            self._marks.setdefault(pattern.types[0], set()).update(_anchor(pattern))
        self._anchors = frozenset().union(*self._marks.values())

    def marked(self, others: Mapping[str, Set[str]]) -> dict[str, Set[str]]:
        """Return role -> words, of which one is in each of its phrases or among ``others``."""
        return {role: self._marks.get(role, set()) | others.get(role, set()) for role in (*self._marks, *others)}

    def give(self, words: Sequence[str], roles: Sequence[str | None]) -> Sequence[str | None]:
        """Return the roles of a sentence's words with those of its phrases."""
        if self._anchors.isdisjoint(words):
            return roles
        made = list(roles)
        for pattern, start, end in self._matcher.scan(words):
            role = pattern.types[0]
            if role == "missing" and _found(words, start, end):
                continue
            made[start:end] = [role if given else None for given in made[start:end]]
            last = start if pattern.elements[-1].number else end - 1
            while last > start and words[last] in _LITTLE:
                last -= 1
            made[last] = role
        return made


def _anchor(pattern: Pattern) -> frozenset[str]:
    return pattern.elements[pattern.anchor].words


def _found(words: Sequence[str], start: int, end: int) -> bool:
    """Whether those who lay under something are told to be out."""
    return not _UNDER.isdisjoint(words[start:end]) and not _OUT.isdisjoint(words)

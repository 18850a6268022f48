"""The gate: one Aho-Corasick pass says whether the least common word of any trigger occurs at all, and where.

Most posts end here; only the sentences that it points at are tokenised and matched (`streams.patterns`).
"""

from __future__ import annotations

from collections.abc import Iterable

import ahocorasick_rs

from streams.lexicon import Pattern
from streams.partners import Partner, needs
from streams.rarity import anchor, commonness

__all__ = ["Gate"]

_SPACE = 32
_SEPARATORS = bytes(code if chr(code).isalpha() else _SPACE for code in range(256))


class Gate:
    """Says whether any trigger can be in a text, and in which sentences.

    Args:
        patterns: triggers; each is looked for by the words of its least common element.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        by_word: dict[str, Partner] = {}
        by_stem: dict[str, Partner] = {}
        for pattern in patterns:
            at = anchor(pattern)
            partner = _partner(pattern, at)
            for told, names in ((by_word, pattern.elements[at].words), (by_stem, pattern.elements[at].stems)):
                for name in names:
                    told.setdefault(name, Partner()).join(partner)
        words, stems = set(by_word), set(by_stem)
        words = {word for word in words if not any(word[:end] in stems for end in range(1, len(word) + 1))}
        anchors = [*sorted(words), *sorted(stems)]
        self._exact = len(words)
        self._automaton = ahocorasick_rs.AhoCorasick(
            anchors,
            matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST,
            store_patterns=False,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )
        parted = {_parted(word) for word in words if word.isascii()}
        stumps = {_parted(stem) for stem in stems if stem.isascii()} - parted
        # ``break-in`` begins like ``break into`` and hides ``break`` there: it opens the gate by its beginning, alone.
        several = {word for word in parted if b" " in word[1:]}
        parted, stumps = parted - several, stumps | several
        self._exact_parted = len(parted)
        entries = [*sorted(parted), *sorted(stumps)]
        asked: dict[bytes, Partner] = {}
        for name, partner in needs(by_word, by_stem).items():
            if name.isascii():
                asked.setdefault(_parted(name), Partner()).join(partner)
        for word in several:
            asked[word].free = True
        self._needs = [asked[entry] for entry in entries]
        self._parted = ahocorasick_rs.BytesAhoCorasick(
            entries,
            matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def starts(self, folded: str) -> list[int]:
        """Offsets where a word of a trigger is, rising."""
        if folded.isascii():
            return self._ascii_starts(folded)
        found = self._automaton.find_matches_as_indexes(folded)
        exact, last = self._exact, len(folded)
        return [
            start
            for number, start, end in found
            if (start == 0 or not folded[start - 1].isalpha() or "\u0621" <= folded[start] <= "\u064a")
            and (number >= exact or end == last or not folded[end].isalpha())
        ]

    def _ascii_starts(self, folded: str) -> list[int]:
        """The same in a quarter of the time: bytes, and the boundary before a word inside the automaton."""
        text = _parted(folded)
        exact, last, needed = self._exact_parted, len(text), self._needs
        found = [
            (start, needed[number])
            for number, start, end in self._parted.find_matches_as_indexes(text)
            if number >= exact or end == last or text[end] == _SPACE
        ]
        if all(need.free for _, need in found):
            return [start for start, _ in found]
        runs = set(text.split())
        return [start for start, need in found if need.free or need.among(runs)]


def _parted(text: str) -> bytes:
    """Return an ASCII text with a space for all but letters, and one more before it.

    Each word's offset in the text is then where the space before it stands.
    """
    return b" " + text.encode().translate(_SEPARATORS)


def _partner(pattern: Pattern, at: int) -> Partner:
    """What else a text must say that has a pattern: the least common of its other elements."""
    partner = Partner()
    others = [element for index, element in enumerate(pattern.elements) if index != at and not element.number]
    if others:
        rarest = min(others, key=commonness)
        partner.take(rarest.words, rarest.stems)
    else:
        partner.free = True
    return partner

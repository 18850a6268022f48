"""The gate: one Aho-Corasick pass says whether the least common word of any trigger occurs at all, and where.

Most posts end here; only the sentences that it points at are tokenised and matched (`streams.patterns`). The same pass
counts the words that hint at an event without any trigger (`streams.scent`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ahocorasick_rs

from streams.lexicon import Pattern
from streams.partners import Partner, letters, needs
from streams.rarity import anchor, commonness

__all__ = ["Gate", "Look"]

_SPACE = 32
_SHORT = 420  # characters; three sentences

Look = tuple[list[int], bool, int]
"""What one look at a text shows: offsets where a word of a trigger is with what it needs near it, rising; whether such
a word is there and what it needs anywhere; how many words hint at an event, at most."""


_Met = tuple[int, int, Partner]
"""An anchor: where the space before it is, the index behind it or behind the space there, what it needs."""


class Gate:
    """Says whether any trigger can be in a text, and in which sentences.

    Args:
        patterns: triggers; each is looked for by the words of its least common element.
        hints: words that hint at an event.
    """

    def __init__(self, patterns: Iterable[Pattern], hints: Iterable[str] = ()) -> None:
        by_word: dict[str, Partner] = {}
        by_stem: dict[str, Partner] = {}
        for pattern in patterns:
            at = anchor(pattern)
            partner = _partner(pattern, at)
            for told, names in ((by_word, pattern.elements[at].words), (by_stem, pattern.elements[at].stems)):
                for name in names:
                    told.setdefault(name, Partner()).join(partner)
        for word, partner in by_word.items():
            partner.letter = len(word) == 1
        words = {word for word in by_word if not any(word[:end] in by_stem for end in range(1, len(word) + 1))}
        self._file_others(words, set(by_stem))
        asked: dict[bytes, Partner] = {}
        for name, partner in needs(by_word, by_stem).items():
            if name.isascii():
                asked.setdefault(_parted(name), Partner()).join(partner)
        parted = {_parted(word) for word in words if word.isascii()}
        stems = {_parted(stem) for stem in by_stem if stem.isascii()}
        # ``break-in`` begins like ``break into`` and hides ``break`` there: it opens the gate by its beginning, alone.
        for several in {word for word in parted - stems if b" " in word[1:]}:
            parted.remove(several)
            stems.add(several)
            asked[several].free = True
        self._file(parted - stems, stems, asked, {_parted(word) for word in hints if word.isascii()})

    def _file_others(self, words: set[str], stems: set[str]) -> None:
        """File the anchors that are not ASCII."""
        others = sorted(word for word in words if not word.isascii())
        self._exact_others = len(others)
        self._others = ahocorasick_rs.AhoCorasick(
            [*others, *sorted(stem for stem in stems if not stem.isascii())],
            matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST,
            store_patterns=False,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def _file(self, words: set[bytes], stems: set[bytes], asked: dict[bytes, Partner], hints: set[bytes]) -> None:
        """File the ASCII anchors and the hints; a hint that begins like a stem hides it, and stands for it as well."""
        needs: dict[bytes, Partner | None] = {stem: asked[stem] for stem in stems}
        needs |= {word + b" ": asked[word] for word in words}
        for hint in hints - words:
            hidden = next((hint[:end] for end in range(len(hint), 1, -1) if hint[:end] in stems), None)
            needs[hint + b" "] = None if hidden is None else asked[hidden]
        entries = sorted(needs)
        self._needs = [needs[entry] for entry in entries]
        self._hinting = [entry[-1:] == b" " and entry[:-1] in hints for entry in entries]
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            entries,
            matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST,
            implementation=ahocorasick_rs.Implementation.DFA,
        )

    def look(self, folded: str) -> Look:
        """Look at a text once.

        Bytes take a quarter of the time of characters. A boundary is a space that belongs to what is looked for, so
        that two stand between words.
        """
        raw = folded.encode("ascii", "replace")
        text = b" " + letters(raw).replace(b" ", b"  ") + b" "
        needed, hinting = self._needs, self._hinting
        hints = 0
        met: list[_Met] = []
        for number, start, end in self._automaton.find_matches_as_indexes(text):
            hints += hinting[number]
            need = needed[number]
            if need is not None:
                met.append((start, end, need))
        if folded.isascii():
            return (*_opened(met, raw, text), hints) if met else ([], False, hints)
        met = _whole(met, folded, text)
        starts, _ = _opened(met, raw, text, foreign=True)
        others = self._other_starts(folded)
        return sorted({*starts, *others}), bool(met or others), hints

    def starts(self, folded: str) -> list[int]:
        """Return the offsets where a word of a trigger is, rising."""
        return self.look(folded)[0]

    def _other_starts(self, folded: str) -> list[int]:
        exact, last = self._exact_others, len(folded)
        return [
            start
            for number, start, end in self._others.find_matches_as_indexes(folded)
            if (start == 0 or not folded[start - 1].isalpha() or "\u0621" <= folded[start] <= "\u064a")
            and (number >= exact or end == last or not folded[end].isalpha())
        ]


def _whole(met: Iterable[_Met], folded: str, text: bytes) -> list[_Met]:
    """Leave out what is part of a word with letters that are not ASCII."""
    kept: list[_Met] = []
    for one in met:
        start, end, _ = one
        first = start - text.count(b" ", 0, start) // 2
        last = first + end - start - 2 if text[end - 1] == _SPACE else 0
        if not (first and folded[first - 1].isalpha()) and not folded[last : last + bool(last)].isalpha():
            kept.append(one)
    return kept


def _opened(met: Sequence[_Met], raw: bytes, text: bytes, *, foreign: bool = False) -> tuple[list[int], bool]:
    """Return the offsets of the anchors that have what they need near them, and whether one has it anywhere.

    In a long text anywhere is enough: others pass there anyhow, and to look around each takes longer than to read on.

    Args:
        met: anchors, rising.
        raw: ASCII bytes of the text.
        text: the same, with two spaces for each character that is no letter.
        foreign: there are other characters in the text.
    """
    runs: set[bytes] | None = None
    starts: list[int] = []
    doubled = counted = 0
    short = len(raw) <= _SHORT
    loose = eager = short and any(need.free and not need.letter for _, _, need in met)  # no sentence to spare
    for place, _, need in met:
        free = eager or need.free or (foreign and need.foreign)
        if not free:
            if runs is None:
                runs = set(text.split())
            if not need.among(runs):
                continue
        loose = True
        doubled += text.count(b" ", counted, place)
        counted = place
        start = place - doubled // 2
        if not (need.letter and _ends_a_word(raw, start)) and (free or not short or need.near(raw, start)):
            starts.append(start)
    return starts, loose


def _ends_a_word(raw: bytes, at: int) -> bool:
    """Whether a letter is the last of ``I'm`` or ``5 p.m.``."""
    before = raw[max(0, at - 3) : at]
    if before.endswith(b"'"):
        return before[-2:-1].isalpha()
    return before.endswith(b".") and before[-2:-1].isalpha() and not before[-3:-2].isalpha()


def _parted(text: str) -> bytes:
    """Return an ASCII word as it is looked for, with the boundary before it."""
    return b" " + letters(text.encode()).replace(b" ", b"  ")


def _partner(pattern: Pattern, at: int) -> Partner:
    """What else a text must say that has a pattern: the least common of its other elements."""
    partner = Partner()
    elements = pattern.elements
    others = [index for index, element in enumerate(elements) if index != at and not element.number]
    if not others:
        partner.free = True
        return partner
    rarest = min(others, key=lambda index: commonness(elements[index]))
    between = elements[min(at, rarest) + 1 : max(at, rarest) + 1]
    reach = sum(element.gap + 1 for element in between)
    partner.take(elements[rarest].words, elements[rarest].stems, reach if rarest > at else -reach)
    return partner

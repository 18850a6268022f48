"""The gate: one Aho-Corasick pass says whether the least common word of any trigger occurs at all, and where.

Most posts end here; only the sentences that it points at are tokenised and matched (`streams.patterns`). Of a short
text its words say first, by one look-up each, whether the pass can find anything that has what it needs; of most quiet
posts none can.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import ahocorasick_rs

from streams.lexicon import Pattern
from streams.partners import Partner, letters, needs
from streams.rarity import anchor, commonness
from streams.stems import Stems

__all__ = ["Gate", "Look"]

_SPACE = 32
_SHORT = 420  # characters; three sentences

_REMEMBERED = 50_000  # distinct pieces of text

Look = tuple[Sequence[int], bool]
"""What one look at a text shows: offsets where a word of a trigger is with what it needs near it, rising; whether such
a word is there and what it needs anywhere."""


_NOTHING: Look = ((), False)
_Met = tuple[int, int, Partner]
"""An anchor: where the space before it is, the index behind it or behind the space there, what it needs."""


class _Asked:
    """What the anchors need that may be in the pieces of a text (`streams.text.pieces`).

    Whole sets of pieces are compared with those that are known: most of a text is, and most of it holds no anchor. At
    most `_REMEMBERED` pieces are remembered.
    """

    def __init__(self, asked: Mapping[bytes, Partner], stems: Collection[bytes]) -> None:
        self._filed = Stems[Partner]()
        for entry, partner in asked.items():
            file = self._filed.stem if entry in stems else self._filed.word
            file(entry.decode().strip(), Partner()).join(partner)  # of ``911`` the empty stem, which every word has
        self._known: set[str] = set()
        self._asking: set[str] = set()  # of these
        self._partners: dict[str, Partner] = {}

    def of(self, parted: set[str]) -> list[Partner]:
        """Return what the anchors need that may be in distinct pieces."""
        if new := parted - self._known:
            if len(self._known) >= _REMEMBERED:
                for memory in (self._known, self._asking, self._partners):
                    memory.clear()
                new = parted
            self._learn(new)
        return [self._partners[piece] for piece in parted & self._asking]

    def _learn(self, new: set[str]) -> None:
        self._known |= new
        for piece in new:
            if partner := self._look_up(piece):
                self._partners[piece] = partner
                self._asking.add(piece)

    def _look_up(self, piece: str) -> Partner | None:
        runs = [piece] if piece.isalpha() else letters(piece.encode()).decode().split()
        inside = () if runs[:1] == [piece] else tuple(runs)
        found = [partner for run in runs for partner in self._filed.of(run)]
        asked = found[0] if found else None
        if len(found) > 1 or inside:
            asked = Partner(inside)
            for partner in found:
                asked.join(partner)
        return asked


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
        self._file(parted - stems, stems, asked)

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

    def _file(self, words: set[bytes], stems: set[bytes], asked: dict[bytes, Partner]) -> None:
        """File the ASCII anchors; those of several runs of letters by the first of them."""
        needs = {stem: asked[stem] for stem in stems} | {word + b" ": asked[word] for word in words}
        self._several: dict[str, list[tuple[str, bytes]]] = {}
        for several in sorted(entry for entry in needs if b" " in entry.strip()):
            first, second, *_ = several.decode().split()
            self._several.setdefault(first, []).append((second, several))
        self._firsts = frozenset(self._several)
        self._asked = _Asked({entry: need for entry, need in needs.items() if b" " not in entry.strip()}, stems)
        entries = sorted(needs)
        self._needs = [needs[entry] for entry in entries]
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            entries,
            matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST,
            implementation=ahocorasick_rs.Implementation.DFA,
        )

    def look(self, folded: str, parted: set[str] | None = None) -> Look:
        """Look at a text once.

        Bytes take a quarter of the time of characters. A boundary is a space that belongs to what is looked for, so
        that two stand between words.

        Args:
            folded: text.
            parted: all its distinct `streams.text.pieces`; they spare nearly every quiet text the pass.
        """
        runs = parted
        if parted is not None:
            soon, runs = self._soon(folded, parted)
            if soon is not None:
                return soon
        raw = folded.encode("ascii", "replace")
        text = b" " + letters(raw).replace(b" ", b"  ") + b" "
        needed = self._needs
        met = [(start, end, needed[number]) for number, start, end in self._automaton.find_matches_as_indexes(text)]
        if folded.isascii():
            return _opened(met, raw, text, runs) if met else ([], False)
        met = _whole(met, folded, text)
        starts, _ = _opened(met, raw, text, foreign=True)
        others = self._other_starts(folded)
        return sorted({*starts, *others}), bool(met or others)

    def _soon(self, folded: str, parted: set[str]) -> tuple[Look | None, set[str]]:
        """Return what a look shows where no anchor can have what it needs, else None; and all runs of letters."""
        asked = self._asked.of(parted)
        foreign = not folded.isascii()
        inside = [run for need in asked for run in need.inside]
        runs = parted.union(inside) if inside else parted
        for need in asked:
            if need.free or (foreign and need.foreign) or need.among(runs):
                return None, runs
        if not self._firsts.isdisjoint(runs) and self._has_several(folded, runs):
            return None, runs
        if not foreign:
            return _NOTHING, runs
        if asked and all(need.inside for need in asked):
            return None, runs  # which may be no anchors, or parts of words with other letters
        others = self._other_starts(folded)
        return (others, bool(asked or others)), runs

    def _has_several(self, folded: str, runs: set[str]) -> bool:
        """Whether an anchor of several runs of letters is there: ``break-in``."""
        found = [several for first in self._firsts & runs for several in self._several[first]]
        if all(second not in runs for second, _ in found):
            return False
        text = _parted(folded)
        return any(entry in text for _, entry in found)

    def starts(self, folded: str) -> Sequence[int]:
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


def _opened(
    met: Sequence[_Met], raw: bytes, text: bytes, runs: Collection[str] | None = None, *, foreign: bool = False
) -> tuple[list[int], bool]:
    """Return the offsets of the anchors that have what they need near them, and whether one has it anywhere.

    In a long text anywhere is enough: others pass there anyhow, and to look around each takes longer than to read on.

    Args:
        met: anchors, rising.
        raw: ASCII bytes of the text.
        text: the same, with two spaces for each character that is no letter.
        runs: runs of letters in it, where they are known.
        foreign: there are other characters in the text.
    """
    starts: list[int] = []
    doubled = counted = 0
    short = len(raw) <= _SHORT
    loose = eager = short and any(need.free and not need.letter for _, _, need in met)  # no sentence to spare
    for place, _, need in met:
        free = eager or need.free or (foreign and need.foreign)
        if not free:
            if runs is None:
                runs = set(text.decode().split())
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
    """Return an ASCII word as it is looked for, or a text for looking, with the boundary before it."""
    return b" " + letters(text.encode("ascii", "replace")).replace(b" ", b"  ")


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

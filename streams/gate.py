"""The gate: whether the least common word of any trigger is there with what its trigger needs beside it, and where.

Most posts end here; only the sentences that it points at are tokenised and matched (`streams.words.patterns`). A text
is parted into pieces once (`streams.text.pieces`), and what a piece can be is worked out when it is first seen: whether
it has the anchor of a trigger, and of which triggers it has what their anchors need. A quiet text then costs one
look-up a piece and some comparisons of sets. An automaton over the whole text, which this was before, finds anchors
sooner, and says nothing of what they need.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import ahocorasick_rs

from streams.text import tokenise
from streams.words.lexicon import Element, Pattern
from streams.words.partners import Partner, letters
from streams.words.stems import Stems

__all__ = ["Gate", "Look"]

_SHORT = 420  # characters; three sentences
_REMEMBERED = 50_000  # distinct pieces of text
_FIGURES = re.compile("[0-9]+")
_TOKEN = re.compile("[a-z]+(?:['-][a-z]+)*")
_OF_PIECES = "abcdefghijklmnopqrstuvwxyz0123456789_'-"
_PARTING = bytes(code if chr(code) in _OF_PIECES else 32 for code in range(256))

Look = tuple[Sequence[int], int]
"""What one look at a text shows: offsets where a word of a trigger is with what it needs near it, rising; the sum of
what its distinct pieces weigh."""


class _Words:
    """Any of these words, one of which some anchors need beside them.

    Attributes:
        met: pieces of text that have one, of those seen.
        askers: sets that have to know of each such piece.
        foreign: one that is not ASCII would do as well.
    """

    __slots__ = ("askers", "foreign", "met")

    def __init__(self) -> None:
        self.met: set[str] = set()
        self.askers: list[set[str]] = []
        self.foreign = False

    def add(self, piece: str) -> None:
        """Remember that a piece has one."""
        self.met.add(piece)
        for asker in self.askers:
            asker.add(piece)


_Need = tuple[_Words | None, Element | None, int]
"""What an anchor needs: one of these words, the element that has them, and where that stands, as in `Partner.take`; no
words where nothing is needed."""
_FREE: _Need = (None, None, 0)


class _Pieces(dict[str, int]):
    """Piece of a text -> what it weighs; what else is known of it is filed in the gate when it is first seen."""

    def __init__(self, learn: Callable[[str], int]) -> None:
        self._learn = learn

    def __missing__(self, piece: str) -> int:
        """Learn a new piece."""
        weight = self[piece] = self._learn(piece)
        return weight


def _nothing(_: str) -> int:
    return 0


class Gate:
    """Says whether any trigger can be in a text, and in which sentences.

    Args:
        patterns: triggers; each is looked for by the words of its least common element.
        weigh: what a piece of text weighs; asked once for each.
    """

    def __init__(self, patterns: Iterable[Pattern], weigh: Callable[[str], int] = _nothing) -> None:
        self._weigh = weigh
        self._anchors = Stems[list[_Need]]()
        self._needed = Stems[list[_Words]]()
        self._words: dict[Element, _Words] = {}
        self._marks: set[str] = set()  # triggers' words without letters and figures
        others: tuple[set[str], set[str]] = set(), set()
        for pattern in patterns:
            element = pattern.elements[pattern.anchor]
            need = self._need(pattern)
            for word in element.words:
                self._file(word, need, others[0], stem=False)
            for stem in element.stems:
                self._file(stem, need, others[1], stem=True)
        words, stems = others
        exact = sorted(word for word in words if not any(word[:end] in stems for end in range(1, len(word) + 1)))
        self._exact_others = len(exact)
        self._others = ahocorasick_rs.AhoCorasick(
            [*exact, *sorted(stems)],
            matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST,
            store_patterns=False,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )
        self._forget()

    def _need(self, pattern: Pattern) -> _Need:
        """Return what the anchor of a pattern needs, of which there is one for all that need the same words."""
        if pattern.partner < 0:
            return _FREE
        element = pattern.elements[pattern.partner]
        first, last = sorted((pattern.anchor, pattern.partner))
        reach = sum(between.gap + 1 for between in pattern.elements[first + 1 : last + 1])
        reach = reach if first == pattern.anchor else -reach
        return self._beside(Element(element.words, element.stems), reach)

    def _beside(self, element: Element, reach: int) -> _Need:
        words = self._words.get(element)
        if words is None:
            words = self._words[element] = self._file_words(element)
        return _FREE if words is _ANYTHING else (words, element, reach)

    def _file_words(self, element: Element) -> _Words:
        names = [name for name in (*element.words, *element.stems) if name.isascii()]
        if not all(map(_unit, names)):
            return _ANYTHING
        words = _Words()
        words.foreign = len(names) < len(element.words) + len(element.stems)
        for word in element.words:
            if word.isascii():
                self._needed.word(_unit(word)[0], []).append(words)
        for stem in element.stems:
            if stem.isascii():
                self._needed.stem(_unit(stem)[0], []).append(words)
        return words

    def _file(self, name: str, need: _Need, others: set[str], *, stem: bool) -> None:
        """File an anchor; one that is several tokens, as ``a&e``, as its first, which needs the second."""
        if not name.isascii():
            others.add(name)
            return
        units = _unit(name) or _FIGURES.findall(name)
        if not units:
            self._marks.add(name)
            return
        if len(units) > 1:
            second = (frozenset[str](), (units[1],)) if stem and len(units) == 2 else (frozenset(units[1:2]), ())
            need, stem = self._beside(Element(*second), 1), False
        (self._anchors.stem if stem else self._anchors.word)(units[0], []).append(need)

    def _forget(self) -> None:
        self._known = _Pieces(self._learn)
        self._asking: dict[str, set[str]] = {}  # those with an anchor -> which have what it needs; itself: nothing
        self._askers: set[str] = set()  # the same
        self._opening: set[str] = set()  # of these, those that need nothing
        self._foreign: set[str] = set()  # of these, those that need what may be not ASCII
        self._partners: dict[str, Partner] = {}
        for words in self._words.values():
            words.met.clear()
            words.askers.clear()

    def _learn(self, piece: str) -> int:
        """File what a piece is to the triggers, and return its weight."""
        for token in _tokens(piece):
            for filed in self._needed.of(token):
                for words in filed:
                    words.add(piece)
        needs = self._needs(piece)
        if needs:
            self._askers.add(piece)
            asked = [words for words, _, _ in needs if words is not None]
            if len(asked) < len(needs):
                self._opening.add(piece)
                self._asking[piece] = {piece}
            else:
                self._asking[piece] = self._ask(piece, asked)
        return self._weigh(piece)

    def _ask(self, piece: str, asked: Sequence[_Words]) -> set[str]:
        met = set[str]().union(*(words.met for words in asked))
        for words in asked:
            words.askers.append(met)
        if any(words.foreign for words in asked):
            self._foreign.add(piece)
        return met

    def _needs(self, piece: str) -> list[_Need]:
        """Return what the anchors in a piece need."""
        found = [need for token in _tokens(piece) for filed in self._anchors.of(token) for need in filed]
        return list(dict.fromkeys(found)) if len(found) > 1 else found

    def look(self, folded: str, parted: set[str] | None = None) -> Look:
        """Look at a text once.

        Args:
            folded: text.
            parted: all its distinct `streams.text.pieces`, of a short text.
        """
        if len(self._known) > _REMEMBERED:
            self._forget()
        if parted is None:
            parted = set(folded.encode().translate(_PARTING).decode().split())
            return self._starts(folded, self._found(parted, foreign=not folded.isascii())), 0
        weight = sum(map(self._known.__getitem__, parted))
        asking = self._askers & parted
        foreign = not folded.isascii()
        if (
            all(map(parted.isdisjoint, map(self._asking.__getitem__, asking)))
            and not (foreign and asking & self._foreign)
            and not self._marks
        ):
            return (self._other_starts(folded) if foreign else ()), weight
        found = self._found(_parted_at_others(parted), foreign=True) if foreign else self._met(parted, asking)
        return self._starts(folded, found), weight

    def starts(self, folded: str) -> Sequence[int]:
        """Return the offsets where a word of a trigger is, rising."""
        return self.look(folded)[0]

    def _found(self, parted: set[str], *, foreign: bool) -> set[str]:
        """Return which of the distinct pieces of a text, each between other characters too, may begin a trigger."""
        for _ in map(self._known.__getitem__, parted):
            pass  # each is learned
        asking = self._askers & parted
        found = self._met(parted, asking)
        return found | (asking & self._foreign) if foreign else found

    def _met(self, parted: set[str], asking: Iterable[str]) -> set[str]:
        """Return the pieces with an anchor for which what it needs is anywhere."""
        return {piece for piece in asking if not self._asking[piece].isdisjoint(parted)}

    def _starts(self, folded: str, found: Collection[str]) -> list[int]:
        """Return where anchors are; in a short text those that have what they need near them.

        In a long text anywhere is enough: others pass there anyhow, and to look around each takes longer than to read
        on. So it is beside an anchor that needs nothing, which leaves no sentence to spare.

        Args:
            folded: text.
            found: its pieces with an anchor.
        """
        foreign = not folded.isascii()
        raw = folded.encode("ascii", "replace")
        near = len(raw) <= _SHORT and not any(len(piece) > 1 and piece in self._opening for piece in found)
        starts = self._other_starts(folded) if foreign else []
        for piece in found:
            free = not near or piece in self._opening or (foreign and piece in self._foreign)
            for start in _places(folded, piece):
                if len(piece) == 1 and _ends_a_word(raw, start):
                    continue
                if foreign and start and folded[start - 1].isalpha():
                    continue  # part of a longer word
                if free or self._partner(piece).near(raw, start):
                    starts.append(start)
        starts += [folded.index(mark) for mark in self._marks if mark in folded]
        return sorted(starts)

    def _partner(self, piece: str) -> Partner:
        """Return what the anchors in a piece need."""
        partner = self._partners.get(piece)
        if partner is None:
            partner = self._partners[piece] = Partner()
            for _, element, reach in self._needs(piece):
                if element is not None:
                    partner.take(element.words, element.stems, reach)
        return partner

    def _other_starts(self, folded: str) -> list[int]:
        exact, last = self._exact_others, len(folded)
        return [
            start
            for number, start, end in self._others.find_matches_as_indexes(folded)
            if (start == 0 or not folded[start - 1].isalpha() or "\u0621" <= folded[start] <= "\u064a")
            and (number >= exact or end == last or not folded[end].isalpha())
        ]


_ANYTHING = _Words()


def _parted_at_others(parted: set[str]) -> set[str]:
    """Return distinct pieces parted also at other characters than ASCII, of which they have a NUL for each byte."""
    mixed = {piece for piece in parted if "\0" in piece}
    return parted.difference(mixed).union(*(piece.split("\0") for piece in mixed)) - {""}


def _places(folded: str, piece: str) -> Iterator[int]:
    """Yield where a piece stands by itself."""
    at = folded.find(piece)
    while at >= 0:
        end = at + len(piece)
        if (not at or folded[at - 1] not in _OF_PIECES) and (end == len(folded) or folded[end] not in _OF_PIECES):
            yield at
        at = folded.find(piece, end)


def _ends_a_word(raw: bytes, at: int) -> bool:
    """Whether a letter is the last of ``I'm`` or ``5 p.m.``."""
    before = raw[max(0, at - 3) : at]
    if before.endswith(b"'"):
        return before[-2:-1].isalpha()
    return before.endswith(b".") and before[-2:-1].isalpha() and not before[-3:-2].isalpha()


def _tokens(piece: str) -> list[str]:
    """Return the tokens of a piece, the French ``n'`` as its letter."""
    return [piece] if piece.isalpha() else [word.rstrip("'") for word in tokenise(piece, 0, len(piece)).words]


def _unit(name: str) -> list[str]:
    """Return a word as it is filed: as a token has it, or else its runs of letters."""
    return [name] if name.isalpha() or _TOKEN.fullmatch(name) else letters(name.encode()).decode().split()

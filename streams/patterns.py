"""Matching phrases over the tokens of a sentence: one dictionary look-up per token, whatever the number of phrases.

The gate finds with one Aho-Corasick pass whether the least common word of any trigger occurs at all, and where; only
the sentences that it points at are tokenised.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

import ahocorasick_rs

from streams.lexicon import Element, Pattern
from streams.partners import Partner, needs
from streams.stems import Stems

__all__ = ["Gate", "Matcher", "Span", "strip_arabic"]

Span = tuple[Pattern, int, int]
"""A pattern found in a sentence: the pattern, its first token, the index behind its last."""

_STOPS = frozenset({".", ";", ":", "!", "?", "\u061b", "\u061f"})
_COMMON_TEXT = (
    "a an the of in on at to by for from with and or as is are was were be been being has have had do does did "
    "it its he she they them his her him their our my your i you we us me this that these those there here not "
    "no all any some many more most other another one two three four five six seven eight nine ten several "
    "over under after before during while when who which what where up down out off into about near between "
    "against people person man men woman women child children boy girl boys girls police officer officers city "
    "town village school house houses home homes building buildings car cars bus train station office market "
    "shop hotel hospital church street road place time day night morning week month year years today yesterday "
    "new old big small large high long first last next said say says told reported report reports called call "
    "made make take took taken get got go went going come came put set found find left leave party group team "
    "members member leader leaders student students worker workers family families mother father son daughter "
    "brother sister world country state government president minister news court public local north south east "
    "west end part number work back around through just like so now then than too very can will would could "
    "should may might must if but because how why good great well own cost half way run cut let led sit fell "
    "fall fallen broke break broken hit hits held hold holding began started opened open closed de la el los "
    "las en un una y que por con del al se le les des du et à au aux une est dans sur pour par qui ne pas в на "
    "и с по не что из за к от для до у о об как но все это был была были его ее их они он она мы вы жана менен "
    "river rivers creek stream lake bridge hill balcony window windows roof floor floors ladder story stories "
    "two three four since until till not one never want wants wanted night nights days weekend take takes taken took "
    "street streets let set door doors went go goes going number centre center driving drove ride riding landed spent "
    "action guard van bus meeting drew raised clear camera contact "
    "үчүн бир бул ал эле да де та те во ко "
)
_COMMON = frozenset(_COMMON_TEXT.split())
"""Words that nearly every text has: bad anchors. Not a lexicon: it changes speed, never what is found."""
_EVERYWHERE_TEXT = (
    "the from with off into over down out now about and for was were have has had are this that they his her"
)
_EVERYWHERE = frozenset(_EVERYWHERE_TEXT.split())
"""Of these, words that every other sentence has: they find nothing while another word can."""
_SPACE = 32
_SEPARATORS = bytes(code if chr(code).isalpha() else _SPACE for code in range(256))
_CACHE_LIMIT = 50_000  # distinct words remembered; then the memory starts anew
_ARABIC_PREFIXES = ("وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ل")


def strip_arabic(word: str) -> tuple[str, ...]:
    """Return an Arabic word without the conjunctions, prepositions and article written onto it."""
    if not "\u0621" <= word[0] <= "\u064a":
        return ()
    return tuple(word[len(p) :] for p in _ARABIC_PREFIXES if word.startswith(p) and len(word) - len(p) >= 2)


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """A pattern as numbers, by the word that finds it.

    Attributes:
        pattern: itself.
        anchor: which of its elements that word meets.
        back: how far before it the pattern may begin.
        first: number of its first element.
        steps: (number, gap) of each further element.
    """

    pattern: Pattern
    anchor: int
    back: int
    first: int
    steps: tuple[tuple[int, int], ...]

    @property
    def beside(self) -> bool:
        """Whether another element has to stand right beside the anchor: behind a first one, before a second one."""
        return self.back == 1 if self.anchor else not self.steps[0][1]

    @property
    def other(self) -> int:
        """Number of the element that is looked for first once the anchor was met."""
        return self.first if self.anchor else self.steps[0][0]


_NONE: frozenset[int] = frozenset()
_Ranked = tuple[tuple[int, _Candidate], ...]
_LURES = attrgetter("lures")


@dataclass(frozen=True, slots=True, eq=False)
class _Word:
    """What matching knows of a word.

    Candidates are parted by the one other element that can be looked for at once, so that one comparison of sets rules
    nearly all of them out; each has its rank among the word's candidates.

    Attributes:
        met: numbers of all elements that the word meets.
        lures: those of them that candidates of other words look for anywhere in a sentence.
        stop: it ends a clause, and with it every gap.
        idle: it finds no candidate.
        singles: candidates of one element.
        nexts: whose second element stands right behind, by its number.
        befores: whose first element stands right before, by its number.
        fars: the others, by the number of their first or second element, which has to be in the sentence.
        next_numbers, before_numbers, far_numbers: those numbers.
    """

    met: frozenset[int]
    lures: frozenset[int]
    stop: bool
    idle: bool
    singles: tuple[tuple[int, Pattern], ...]
    nexts: Mapping[int, _Ranked]
    befores: Mapping[int, _Ranked]
    fars: Mapping[int, _Ranked]
    next_numbers: frozenset[int]
    before_numbers: frozenset[int]
    far_numbers: frozenset[int]

    @classmethod
    def of(cls, met: frozenset[int], lures: frozenset[int], stop: bool, candidates: Iterable[_Candidate]) -> _Word:
        """Part the candidates."""
        singles: list[tuple[int, Pattern]] = []
        nexts: dict[int, _Ranked] = {}
        befores: dict[int, _Ranked] = {}
        fars: dict[int, _Ranked] = {}
        rank = -1
        for rank, candidate in enumerate(candidates):
            if candidate.steps:
                table = fars if not candidate.beside else befores if candidate.anchor else nexts
                table[candidate.other] = (*table.get(candidate.other, ()), (rank, candidate))
            else:
                singles.append((rank, candidate.pattern))
        numbers = frozenset(nexts), frozenset(befores), frozenset(fars)
        return cls(met, lures, stop, rank < 0, tuple(singles), nexts, befores, fars, *numbers)


@dataclass(slots=True)
class _Filed:
    """What is filed under a word or a stem: numbers of the elements that it meets, candidates that it finds."""

    elements: list[int] = field(default_factory=list)
    candidates: list[_Candidate] = field(default_factory=list)


class Matcher(dict[str, _Word]):
    """Phrases indexed by their least common word, so that a common first word costs nothing.

    As a mapping: word -> the candidates that it finds, and the numbers of all elements that it meets. A word is looked
    at once; scanning compares numbers only. At most `_CACHE_LIMIT` words are remembered.

    Args:
        patterns: to look for.
        arabic: also try words without their Arabic prefixes.
    """

    def __init__(self, patterns: Iterable[Pattern], *, arabic: bool = False) -> None:
        self._arabic = arabic
        self._filed = Stems[_Filed]()
        numbers: dict[tuple[frozenset[str], tuple[str, ...], bool], int] = {}
        lures: set[int] = set()
        for pattern in patterns:
            ids = []
            for element in pattern.elements:
                key = (element.words, element.stems, element.number)
                if key not in numbers:
                    numbers[key] = len(numbers)
                    for filed in self._under(element):
                        filed.elements.append(numbers[key])
                ids.append(numbers[key])
            anchor = _anchor(pattern)
            back = sum(element.gap + 1 for element in pattern.elements[1 : anchor + 1])
            gaps = [element.gap for element in pattern.elements]
            steps = tuple(zip(ids[1:], gaps[1:], strict=True))
            candidate = _Candidate(pattern, anchor, back, ids[0], steps)
            for filed in self._under(pattern.elements[anchor]):
                filed.candidates.append(candidate)
            if steps and not candidate.beside:
                lures.add(candidate.other)
        self._digits = frozenset(number for (_, _, digits), number in numbers.items() if digits)
        self._lures = frozenset(lures)
        self._unknown = self._word(_NONE, stop=False)
        self._number = self._word(self._digits, stop=False)
        self._stop = self._word(_NONE, stop=True)

    def _under(self, element: Element) -> Iterator[_Filed]:
        """What an element's words and stems are filed under."""
        for word in element.words:
            yield self._filed.word(word, _Filed())
        for stem in element.stems:
            yield self._filed.stem(stem, _Filed())

    def _word(self, met: frozenset[int], *, stop: bool, candidates: Iterable[_Candidate] = ()) -> _Word:
        return _Word.of(met, met & self._lures, stop, candidates)

    def __missing__(self, word: str) -> _Word:
        """Look a new word up."""
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        known = self[word] = self._look_up(word)
        return known

    def _look_up(self, word: str) -> _Word:
        filed = self._filed.of(word)
        if self._arabic:
            filed += [one for form in strip_arabic(word) for one in self._filed.of(form)]
        if not filed:  # as most new words are: no record of its own
            return self._stop if word in _STOPS else self._number if word[0].isdigit() else self._unknown
        met = frozenset(number for one in filed for number in one.elements)
        if word[0].isdigit():
            met |= self._digits
        candidates = dict.fromkeys(candidate for one in filed for candidate in one.candidates)
        return self._word(met, stop=word in _STOPS, candidates=candidates)

    def scan(self, words: Sequence[str]) -> list[Span]:
        """Every pattern of a sentence, as (pattern, first token, index behind its last), by rising first token."""
        known = list(map(self.__getitem__, words))
        hot = [(at, word) for at, word in enumerate(known) if not word.idle]
        found: list[_Hit] = []
        last = len(words) - 1
        here: frozenset[int] | None = None
        for at, word in hot:
            for rank, pattern in word.singles:
                found.append((at, at, rank, pattern, at + 1))
            if word.nexts and at < last:
                for number in word.next_numbers & known[at + 1].met:
                    _beside(word.nexts[number], known, at, at, found)
            if word.befores and at:
                for number in word.before_numbers & known[at - 1].met:
                    _beside(word.befores[number], known, at - 1, at, found)
            if word.fars:
                if here is None:
                    here = _NONE.union(*map(_LURES, known))
                for number in word.far_numbers & here:
                    _far(word.fars[number], known, at, found)
        found.sort()  # the first three numbers differ: a word finds a candidate from a place once
        return [(pattern, start, end) for start, _, _, pattern, end in found]


_Hit = tuple[int, int, int, Pattern, int]
"""First token, token that found it, rank of the candidate, pattern, index behind the last token."""


def _beside(candidates: _Ranked, known: Sequence[_Word], start: int, at: int, found: list[_Hit]) -> None:
    """Take the candidates whose first two elements stand at ``start``; ``at`` is where their anchor is."""
    for rank, candidate in candidates:
        steps = candidate.steps
        end = start + 2 if len(steps) == 1 else _end(steps[1:], known, start + 1)
        if end:
            found.append((start, at, rank, candidate.pattern, end))


def _far(fars: _Ranked, known: Sequence[_Word], at: int, found: list[_Hit]) -> None:
    """Try the candidates with a gap, of which something else is in the sentence."""
    for rank, candidate in fars:
        if candidate.anchor:
            _before(candidate, rank, known, at, found)
        elif end := _end(candidate.steps, known, at):
            found.append((at, at, rank, candidate.pattern, end))


def _before(
    candidate: _Candidate,
    rank: int,
    known: Sequence[_Word],
    at: int,
    found: list[_Hit],
) -> None:
    """Try the places before its anchor where a pattern may begin; one found from two words counts once."""
    first, pattern = candidate.first, candidate.pattern
    for start in range(max(0, at - candidate.back), at):
        if (
            first in known[start].met
            and (end := _end(candidate.steps, known, start)) > at
            and not any(hit[3] is pattern and hit[0] == start and hit[4] == end for hit in found)
        ):
            found.append((start, at, rank, pattern, end))


def _end(steps: Sequence[tuple[int, int]], known: Sequence[_Word], at: int) -> int:
    """Index behind the last token of a pattern whose element before ``steps`` stands at ``at``, or 0."""
    position, total = at + 1, len(known)
    for number, gap in steps:
        if not gap:
            if position == total or number not in known[position].met:
                return 0
            position += 1
            continue
        for word in known[position : position + gap + 1]:
            position += 1
            if number in word.met:
                break
            if word.stop:
                return 0
        else:
            return 0
    return position


class Gate:
    """Says whether any trigger can be in a text, and in which sentences.

    Args:
        patterns: triggers; each is looked for by the words of its least common element.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        by_word: dict[str, Partner] = {}
        by_stem: dict[str, Partner] = {}
        for pattern in patterns:
            anchor = _anchor(pattern)
            partner = _partner(pattern, anchor)
            for told, names in ((by_word, pattern.elements[anchor].words), (by_stem, pattern.elements[anchor].stems)):
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


def _partner(pattern: Pattern, anchor: int) -> Partner:
    """What else a text must say that has a pattern: the least common of its other elements."""
    partner = Partner()
    others = [element for index, element in enumerate(pattern.elements) if index != anchor and not element.number]
    if others:
        rarest = min(others, key=_commonness)
        partner.take(rarest.words, rarest.stems)
    else:
        partner.free = True
    return partner


def _anchor(pattern: Pattern) -> int:
    """Index of the element by which a pattern is looked for: the least common one."""
    return min(range(len(pattern.elements)), key=lambda index: _commonness(pattern.elements[index]))


def _commonness(element: Element) -> float:
    """How often an element's words occur in any text: less is a better anchor."""
    if element.number:
        return 1e6
    frequent = sum(
        20 if len(word) < 3 or word in _EVERYWHERE else 1 for word in element.words if word in _COMMON or len(word) < 3
    )
    return 1000.0 * frequent + len(element.words) + sum(3 if len(stem) > 3 else 500 for stem in element.stems)

"""What a whole text is like: the company that its triggers keep.

Distinct words are counted by vocabularies of the lexicon (crisis, informal, sports, business, stages, ...), all in one
sum, and the words' learned leaning is added (`streams.words.leaning`). Whether a text is a report of sports or of other
matters follows from the counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from math import inf
from typing import get_args

import msgspec

from connectors.post import Kind
from streams.words.leaning import Leaning
from streams.words.lexicon import Lexicon
from streams.words.stems import Stems

__all__ = [
    "CRISIS_WORD",
    "DEALING",
    "DIGIT",
    "EVERYDAY",
    "OTHER",
    "SHORT",
    "SPORT_WORD",
    "STRANGE",
    "SURE",
    "Company",
    "Vocabularies",
]

_SPORTS_REPORT, _OTHER_REPORT = 7, 6  # distinct words of a domain that make a long text a report of it
_PLAYFUL = 3  # the same of a short text in which nothing else tells of an event
SHORT = 420  # characters; longer texts are articles, where an informal word says nothing
CRISIS_WORD, _INFORMAL_WORD, SPORT_WORD, SURE, OTHER, DEALING = 1, 2, 4, 8, 16, 32
_SPORT_NEWS, _OTHER_NEWS, DIGIT, EVERYDAY = 64, 128, 256, 512
STRANGE = SPORT_WORD | SURE | OTHER | DEALING
_REMEMBERED = 50_000  # distinct words
_SCORE = re.compile(r"(?<![\d:./-])\d{1,2}\s?[-–:]\s?\d{1,2}(?![\d:./-]|\s?(?:pm|am|gmt|year))")
_SCORELIKE = re.compile(r"\d\s?[-–:]\s?\d")  # what every score has, sooner told
_ASCII_SCORELIKE = re.compile(r"[0-9]\s?[-:]\s?[0-9]")  # the same, sooner still
_JOY = re.compile(
    "[\U0001f600-\U0001f613\U0001f615-\U0001f61d\U0001f622-\U0001f624\U0001f629-\U0001f62f\U0001f634-\U0001f64e"
    "\U0001f389\U0001f4af\u2764\U0001f495-\U0001f49f]|(?<=[^\U0001f525])\U0001f525"
)
"""Faces, hearts and a flame behind words; not the faces of fear and anger, praying hands, a flame that opens a text."""


class Company(msgspec.Struct, gc=False):
    """What the whole text is like: distinct words of some vocabularies, a link, emotional signs of a short one.

    ``sure`` are words of sports and of nothing else; ``sport`` also mean other things. ``arena`` are words that only
    together tell a sports report (manager, bench, trailed), ``matters`` those of business, parties, computers and
    stages; ``crisis_arena`` and ``crisis_matters`` leave out crisis words that such reports use as pictures
    (``attack``, ``collapsed``). ``leaning`` is that of `streams.words.leaning`.
    """

    short: bool
    informal: int
    sport: int
    sure: int
    crisis: int
    link: bool
    emoji: bool
    arena: int = 0
    matters: int = 0
    crisis_arena: int = 0
    crisis_matters: int = 0
    leaning: float = 0.0
    kind: Kind = "newswire"

    @property
    def sporty(self) -> bool:
        """Whether this is sports news: sports words are many, and outweigh crisis words."""
        said = self.sport + 2 * self.sure
        if self.short:
            return said > self.crisis and said >= 2
        if said >= 6 and said > 1.2 * self.crisis:
            return True
        return said >= 2 and said + self.arena >= _SPORTS_REPORT and said + self.arena > 2 * self.crisis_arena

    @property
    def playful(self) -> bool:
        """Whether a short text without any phrase of an event is of sports: then all its words tell none."""
        said = self.sport + 2 * self.sure
        return said > 0 and said + self.arena >= _PLAYFUL and said + self.arena > 2 * self.crisis_arena

    @property
    def all_sport(self) -> bool:
        """Whether this is a long report of sports and nothing else: its words lean far away, none is of a crisis."""
        return self.sporty and not self.short and self.leaning <= _FAR_ASTRAY and self.crisis <= _NONE_OR_ONE

    @property
    def astray(self) -> bool:
        """Whether this is a long text whose words lean away from events, and hardly any speaks for one."""
        return not self.short and self.leaning <= _ASTRAY and self.crisis <= _FEW

    @property
    def elsewhere(self) -> bool:
        """Whether this is a long report of business, parties, computers or stages."""
        return not self.short and self.matters >= _OTHER_REPORT and self.matters > 2 * self.crisis_matters


def _scored(folded: str) -> bool:
    """Whether a text has a score, as hardly any does."""
    if "-" not in folded and ":" not in folded and "–" not in folded:
        return False
    scorelike = _ASCII_SCORELIKE if folded.isascii() else _SCORELIKE
    return bool(scorelike.search(folded) and _SCORE.search(folded))


_FAR_ASTRAY, _NONE_OR_ONE = -3.0, 1  # the same of a report that is all sports
_ASTRAY, _FEW = -1.0, 3  # leaning, and distinct crisis words, of a whole report that tells of something else
_FIELD = 16  # bits of a count in a share
_MASK = (1 << _FIELD) - 1
_SHIFTS = tuple(range(0, 8 * _FIELD, _FIELD))


def _share(kinds: int) -> int:
    """What a word of these kinds adds to each count of `Company`, in their order, side by side in one number."""
    crisis = bool(kinds & CRISIS_WORD)
    adds = (
        bool(kinds & _INFORMAL_WORD),
        bool(kinds & SPORT_WORD),
        bool(kinds & SURE),
        crisis and not kinds & SURE,
        not crisis and kinds & (_SPORT_NEWS | SPORT_WORD | SURE) == _SPORT_NEWS,
        not crisis and bool(kinds & (_OTHER_NEWS | OTHER | DEALING)),
        crisis and not kinds & (SURE | _SPORT_NEWS),
        crisis and not kinds & _OTHER_NEWS,
    )
    return sum(added << shift for shift, added in zip(_SHIFTS, adds, strict=True))


_SHARES = tuple(map(_share, range(2 * EVERYDAY)))
"""By the kinds of a word."""


class _Kinds(dict[str, int]):
    """Word -> which vocabularies of company it belongs to, as bits; at most `_REMEMBERED` words are remembered."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._filed = Stems[list[int]]()
        for bit, cue in (
            (CRISIS_WORD, "crisis"),
            (_INFORMAL_WORD, "informal"),
            (SPORT_WORD, "sport"),
            (SURE, "sport_sure"),
            (OTHER, "elsewhere"),
            (DEALING, "dealings"),
            (_SPORT_NEWS, "sport_news"),
            (_OTHER_NEWS, "other_news"),
            (EVERYDAY, "everyday"),
        ):
            for word in lexicon.words("context", cue):
                filed = self._filed.stem(word[:-1], []) if word.endswith("*") else self._filed.word(word, [])
                filed.append(bit)

    def __missing__(self, word: str) -> int:
        """Look a new word up."""
        kinds = DIGIT if word[0].isdigit() else 0
        for bits in self._filed.of(word):
            for bit in bits:
                kinds |= bit
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = kinds
        return kinds


class _Shares(dict[str, int]):
    """Word -> its share; one sum over a text's words makes all the counts. At most `_REMEMBERED` are remembered."""

    def __init__(self, kinds: _Kinds) -> None:
        self._kinds = kinds

    def __missing__(self, word: str) -> int:
        """Look a new word up."""
        if len(self) >= _REMEMBERED:
            self.clear()
        share = self[word] = _SHARES[self._kinds[word]]
        return share


class Vocabularies:
    """Describes texts of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._kinds = _Kinds(lexicon)
        self._shares = _Shares(self._kinds)
        self._leaning = {kind: Leaning.load(lexicon.language, kind) for kind in get_args(Kind)}

    def kinds(self, words: Iterable[str]) -> list[int]:
        """Return the vocabularies of each word, as bits."""
        return list(map(self._kinds.__getitem__, words))

    def leaning(self, kind: Kind) -> Leaning:
        """Return the learned weights of words for a kind of post."""
        return self._leaning[kind]

    def describe(self, text: str, folded: str, words: Set[str], kind: Kind = "newswire") -> Company:
        """Describe a whole text by its distinct ``words``."""
        total = sum(filter(None, map(self._shares.__getitem__, words)))
        counts = [total >> shift & _MASK for shift in _SHIFTS]
        informal, sport, sure, crisis, arena, matters, crisis_arena, crisis_matters = counts
        short = len(folded) <= SHORT
        return Company(
            short,
            informal,
            sport + _scored(folded),
            sure,
            crisis,
            "http" in folded,
            short and not folded.isascii() and bool(_JOY.search(folded)),
            arena,
            matters,
            crisis_arena,
            crisis_matters,
            self.lean(text, words, kind) if short or kind == "newswire" else 0.0,
            kind,
        )

    def lean(self, text: str, words: Set[str], kind: Kind, least: float = -inf) -> float:
        """Return how much a text leans to events; in posts its signs count as well, where they may lift it to this."""
        leaning = self._leaning[kind]
        return leaning.of_post(text, words, least) if kind == "social" else leaning.of(words)

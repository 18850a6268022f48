"""What a text says of an incident, as anchors: its kinds and outcomes, scenes, sites, stems of names, ages.

The words are those of `streams.dedupe.incident_words`, the reading is `streams.dedupe.incidents`; a part of
`streams.dedupe.anchors`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, reduce
from operator import or_

from streams.dedupe.anchor import (
    AGE,
    COMPOUND_BIT,
    INCIDENT,
    INITIAL,
    MORE_BIT,
    NAME,
    NOWHERE,
    NUMBER,
    OTHER_BIT,
    PARTS_BIT,
    SCENE,
    SITE,
    STEM,
    STREET,
    WHO_BIT,
    Anchor,
)
from streams.dedupe.incident_words import SITES_AT, vocabulary_of
from streams.dedupe.incidents import CAMEL, NOTHING, read_incident
from streams.dedupe.incidents import MAX_WORDS as SAID_WORDS
from streams.dedupe.numerals import AGE_SIGNS, AGED, HIS, OLD, ROLE_WORDS, SPECIAL, YEARS
from streams.dedupe.words import Words

__all__ = ["ASIDE", "ROLE", "SAID", "SITES", "incident_anchors", "is_street", "noted"]

MAX_SITES, MAX_AGES = 8, 3
ASIDE, ROLE = 1 << 160, 1 << 161
"""Bits of a word beside what it says of an incident: a number spelled out, a day, a bound of a road; the role of a
count."""
SITES = 7  # classes of sites, see `streams.dedupe.incident_words`
SAID = ASIDE - 1
KNOWN_WORDS, KNOWN_LETTERS, LANGUAGES = 16_384, 40, 16
"""Words of a language of which it is remembered what they are, and their longest: 2 MB; of so many languages."""


def is_street(bits: int) -> bool:
    """Whether a word of these bits is one for a street."""
    return bits >> SITES_AT & SITES == STREET


class _Noted(dict[str, int]):
    """What words of a language can be, worked out when they are first seen.

    A cache that forgets what was not asked for longest would take longer to ask.
    """

    def __init__(self, language: str, own: tuple[str, ...]) -> None:
        super().__init__()
        self._said_by = vocabulary_of(language, own).said_by

    def __missing__(self, word: str) -> int:
        """Look a new word up."""
        bits = self._said_by(word) | (ASIDE if word in SPECIAL else 0) | (ROLE if word in ROLE_WORDS else 0)
        if len(word) <= KNOWN_LETTERS:
            if len(self) >= KNOWN_WORDS:
                self.clear()
            self[word] = bits
        return bits


@lru_cache(LANGUAGES)
def noted(language: str, own: tuple[str, ...]) -> _Noted:
    """Return the bits of a language's words, by the word; ``own`` are a desk's files of words."""
    return _Noted(language, own)


def incident_anchors(
    words: Words, bits: Sequence[int], found: Sequence[Anchor], beside: tuple[Sequence[int], str, tuple[str, ...]]
) -> list[Anchor]:
    """Return what the text says of an incident; nothing where it names neither a kind nor an outcome.

    Args:
        words: of the text.
        bits: of the words, as they were noted.
        found: anchors so far.
        beside: which words have capitals, the language, and a desk's own files of words.
    """
    capitals, language, own = beside
    said = [one & SAID for one in bits[:SAID_WORDS]]
    names = {one[4] for one in found if one[0] in (NAME, INITIAL)}
    names.update(at for at in capitals if "'" in words.low[at] and words.raw[at][0].islower())  # d'Aubagne
    if words.tags:  # "#BearCreekFire"
        for at in [at for at in capitals if at < len(said) and words.low[at] in words.tags]:
            said[at] |= reduce(
                or_, [noted(language, own)[part.lower()] & SAID for part in CAMEL.findall(words.raw[at])], 0
            )
    told = read_incident(words, said, sorted(names), language, own)
    if told is NOTHING:
        return []
    flags = (
        told.outcomes
        | told.compound << COMPOUND_BIT
        | told.more << MORE_BIT
        | told.who << WHO_BIT
        | told.other << OTHER_BIT
        | told.parts << PARTS_BIT
    )
    anchors: list[Anchor] = [(INCIDENT, told.kinds, flags, told.known, NOWHERE)]
    if told.scenery or told.fresh or told.premises:
        anchors.append((SCENE, told.scenery, told.fresh, told.premises, NOWHERE))
    anchors += [(SITE, value, class_, span, at) for value, class_, span, at in told.sites[:MAX_SITES]]
    anchors += [(STEM, value, 0, 0, NOWHERE) for value in told.stems[:MAX_SITES]]
    return anchors + [(AGE, value, 0, 0, NOWHERE) for value in _ages(words, found)]


def _ages(words: Words, found: Sequence[Anchor]) -> list[int]:
    """Return the numbers that are ages of people, by what stands beside them."""
    ages, low = [], words.low
    names = {one[4] for one in found if one[0] in (NAME, INITIAL)}
    for kind, value, _, _, at in found:
        if kind != NUMBER:
            continue
        behind = low[at + 1] if at + 1 < len(low) else ""
        if behind in YEARS:
            old = behind in OLD or (at + 2 < len(low) and low[at + 2] in OLD)
            if old or (behind in AGED and at and (low[at - 1] == "de" or at - 1 in names)):
                ages.append(value)
        elif (
            behind.startswith(AGE_SIGNS)
            or (behind == "s" and low[at - 1] in HIS)
            or (low[at] in words.aged and at - 1 in names)
        ):
            ages.append(value)
    return ages[:MAX_AGES]

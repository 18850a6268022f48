"""What a text says of an incident, word by word: of which kind it is, what became of it, and at which site.

Read once, when a text is signed, and kept with its anchors, so that a later report of the same incident in wholly other
words can be known by it (`streams.dedupe.same_incident`). Kinds and outcomes are sets, as bits of one number: a car
bomb at a station is a blast, on a road and by the railway, and it takes one kind in common to speak of one thing.

Source: our own lists (`streams.dedupe.incident_words`). Limits: the first `MAX_WORDS` words count;
sites are seen by the capitals of their names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import compress
from operator import ne
from typing import NamedTuple
from zlib import crc32

from streams.dedupe.incident_words import (
    FIRST_AT,
    KINDS,
    OTHER_AT,
    OUTCOMES,
    OUTCOMES_AT,
    PARTS_AT,
    PREMISES_AT,
    SCENERY_AT,
    SITES_AT,
    WHO_AT,
    vocabulary_of,
)
from streams.dedupe.numerals import ORDINALS
from streams.dedupe.words import Words

__all__ = ["CAMEL", "CLASSES", "MAX_WORDS", "NOTHING", "Told", "read_incident", "stem_of", "unmarked"]

MAX_WORDS = 140
LEAD_WORDS = 45  # in which a text says what it is about; what is named behind them belongs to the scene
CLASSES = frozenset([1, 2, 3, 4])
POINT = 4
"""Class of sites that are a number on a road."""

_KINDS_MASK, _OUTCOMES_MASK, _SITES_MASK, _WHO_MASK, _PARTS_MASK = (1 << 32) - 1, (1 << 16) - 1, 7, 255, 127

_EVENTS_MASK = _KINDS_MASK & ~(1 << KINDS.index("missing"))  # "a third is missing": one more person, no other event


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_THE = _set("the this that today yesterday el la los las del al der die das dem den il lo o os as")
_A = _set("a an un una uno une ein eine einem bir um uma another")
_IN = _set(
    "in at near on off outside behind around along between by inside en cerca junto à au aux près dans sous bei am im "
    "auf в во на под у близ около возле em no na nos nas a nel nella presso"
)
_ARTICLES = _set("the el la los las le les der dem den das il lo l'")
_POINTS = _set("km exit junction jct milepost marker mm pk")
_NO_STREETS = _set(
    "floor alarm of time day january february march april may june july august september october november december "
    "century birthday anniversary minute"
)
_DIGITS = frozenset("0123456789")
ONE_MORE = 2
"""Bit of words such as "another" and "second"."""

_HARM_MASK = sum(1 << OUTCOMES_AT + OUTCOMES.index(one) for one in ("dead", "held", "safe"))
OTHER_BEFORE = 3  # words between "another" and what happened
ARTICLE_BEFORE = 3  # words between an article and its noun
CAMEL = re.compile(r"[A-Z][a-z]{2,}")
_ENDINGS = (
    "дагы", "тагы", "деги", "теги", "догу", "төгү",
    "ами", "ями", "ого", "его", "ому", "ему", "ыми", "ими", "ой", "ей", "ом", "ем", "ах", "ях", "ый", "ий", "ая", "яя",
    "ое", "ее", "ую", "юю", "ым", "им", "а", "е", "и", "у", "ы", "ю", "я", "о", "й", "ь",
)  # fmt: skip
STEM_LETTERS = 4  # that a Cyrillic name keeps
_ARABIC = frozenset(["ar", "und"])
_ARABIC_IN = _set(
    "في قرب مدينه محافظه قضاء بلده ناحيه ريف جنوب شمال شرق غرب وسط جنوبي شمالي شرقي غربي محيط مطار ميدان ساحه جسر "
    "مستشفي ولايه اقليم ضاحيه جبل وادي نهر ميناء معبر داخل باتجاه مقابل"
)
_ARABIC_ARTICLE = re.compile("^(?:[وفبلك]?ال|وب|لل)")
SHORTEST, SHORTEST_ARABIC = 5, 3  # letters of what may be a name where none is marked
_ATTACHED = 5  # letters of a name with its preposition and article, more than


class Told(NamedTuple):
    """What a text says of an incident.

    Attributes:
        kinds, outcomes: bits, in the order of `KINDS` and `OUTCOMES`.
        scenery: kinds that such words as "lorry" or "workers" belong to, without naming them.
        premises: what it happened to or in, bits too.
        known, fresh: of the kinds, what is spoken of as known ("the fire") and as new ("a fire") at first.
        other: it speaks of "another", "a second", "a separate" one.
        more: it tells of one more who came to harm or was found ("a second victim dies").
        compound: a kind is named right behind a name ("the Leven fire"), without an article.
        who: sorts of people it speaks of, bits; ``parts``: times of day that it names.
        sites: hash of each name's stem, its class (0: only "in ..."), where its span begins, and where it stands.
        stems: hashes of names' stems that are not their words.
    """

    kinds: int
    scenery: int
    premises: int
    outcomes: int
    known: int
    fresh: int
    other: bool
    more: bool
    compound: bool
    who: int
    parts: int
    sites: tuple[tuple[int, int, int, int], ...]
    stems: tuple[int, ...]


def read_incident(
    words: Words, said: Sequence[int], names: Sequence[int], language: str, own: tuple[str, ...] = ()
) -> Told:
    """Read what a text says of an incident.

    Args:
        words: of the text.
        said: by each, as bits; see `streams.dedupe.incident_words`.
        names: where in it names stand, in order.
        language: of the text, ISO 639-1.
        own: a desk's own files of words.
    """
    low = words.low[:MAX_WORDS]
    vocabulary = vocabulary_of(language, own)
    telling = list(compress(range(len(low)), said))
    everything = kinds = known = fresh = 0
    other = more = compound = False
    names_at = frozenset(names)
    for at in telling:
        bits = said[at]
        if bits >> FIRST_AT & 1 and at + 1 < len(low):
            bits |= vocabulary.together(low[at], low[at + 1])
        if again := bits >> OTHER_AT & 3:
            behind = said[at + 1 : min(at + 1 + OTHER_BEFORE, _end(words, at))]
            named = any(one & _EVENTS_MASK for one in behind)
            one_more = again == ONE_MORE and not named and any(one & _HARM_MASK for one in behind)
            more = more or one_more
            other = other or again == 1 or (at <= 1 and not one_more) or named
        if at >= LEAD_WORDS and kinds:
            bits = bits & ~_KINDS_MASK | (bits & _KINDS_MASK) << SCENERY_AT
        kinds |= bits & _KINDS_MASK
        everything |= bits
        if new := bits & _KINDS_MASK & ~(known | fresh):
            article = _article(low, at)
            compound = compound or (not article and not names_at.isdisjoint((at - 1, at - 2)))
            known |= new if article > 0 else 0
            fresh |= new if article < 0 else 0
    scenery = everything >> SCENERY_AT & _KINDS_MASK
    outcomes, premises = everything >> OUTCOMES_AT & _OUTCOMES_MASK, everything >> PREMISES_AT & _KINDS_MASK
    if not (kinds or outcomes or scenery):
        return NOTHING
    who, parts = everything >> WHO_AT & _WHO_MASK, everything >> PARTS_AT & _PARTS_MASK
    plain = words.plain[:MAX_WORDS]
    sites = _sites((low, plain), said, [at for at in names if at < len(low)])
    if words.caseless and language in _ARABIC:
        sites += _arabic_sites(low, said)
    return Told(
        kinds, scenery, premises, outcomes, known, fresh, other, more, compound, who, parts, sites,
        _stems(words, names) + _tagged(words, said, names_at),
    )  # fmt: skip


def _end(words: Words, at: int) -> int:
    """Return where the sentence of a word ends."""
    behind = bisect_right(words.starts, at)
    return words.starts[behind] if behind < len(words.starts) else len(words.low)


NOTHING = Told(0, 0, 0, 0, 0, 0, other=False, more=False, compound=False, who=0, parts=0, sites=(), stems=())


def _article(low: Sequence[str], at: int) -> int:
    """Return whether a noun is spoken of as known (1) or as new (-1)."""
    if low[at][:2] == "l'":
        return 1
    for word in reversed(low[max(0, at - ARTICLE_BEFORE) : at]):
        if word in _THE:
            return 1
        if word in _A:
            return -1
    return 0


def _sites(
    words: tuple[Sequence[str], Sequence[str]], said: Sequence[int], names: Sequence[int]
) -> tuple[tuple[int, int, int, int], ...]:
    """Return the names of streets, quarters and buildings, and those behind a word such as "in" or "near"."""
    low, plain = words
    found: list[tuple[int, int, int, int]] = []
    sites = [one >> SITES_AT & _SITES_MASK for one in said[: len(low)]]
    for span in _spans(names, sites):
        first, last = span[0], span[-1]
        class_ = next(filter(None, (*sites[first : last + 2], *sites[max(0, first - 2) : first])), 0)
        if class_ or _within(low, first):
            found += [(crc32(stem_of(plain[at]).encode()), class_, first, at) for at in span if not sites[at]]
    return (*found, *_numbered(low))


def _arabic_sites(low: Sequence[str], said: Sequence[int]) -> tuple[tuple[int, int, int, int], ...]:
    """Return names behind words such as "in" and "district" where no capitals show them, without their article."""
    found = []
    for at, word in enumerate(low):
        before = low[at - 1] if at else ""
        class_ = _site(said[at - 1]) if at else 0
        attached = word.startswith(("بال", "وبال", "لل")) and len(word) > _ATTACHED
        if (attached or class_ or before in _ARABIC_IN) and not said[at]:
            name = _ARABIC_ARTICLE.sub("", word)
            if len(name) >= STEM_LETTERS - 1:
                found.append((crc32(name.encode()), class_, at, at))
    return tuple(found)


def _spans(names: Sequence[int], sites: Sequence[int]) -> list[list[int]]:
    """Return runs of neighbouring names; "Church Street Croydon" are two."""
    spans: list[list[int]] = []
    for at in names:
        joins = spans and spans[-1][-1] == at - 1 and not (sites[at - 1] and len(spans[-1]) > 1)
        if joins:
            spans[-1].append(at)
        else:
            spans.append([at])
    return spans


def _numbered(low: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Return streets and points on roads that have a number: "W 63rd", "km 98", "J22", "exit 187"."""
    found = []
    for at in [at for at, word in enumerate(low) if word[-1] in _DIGITS]:
        word = low[at]
        if word.isdigit():
            ordinal = at + 1 < len(low) and low[at + 1] in ORDINALS and len(word) > 1
            ordinal = ordinal and not (at + 2 < len(low) and low[at + 2] in _NO_STREETS)
            if ordinal or (at and low[at - 1] in _POINTS):
                found.append((crc32(f"n {word}".encode()), POINT, at, at))
        elif word[0] == "j" and word[1:].isdigit():
            found.append((crc32(f"n {word[1:]}".encode()), POINT, at, at))
    return found


def _site(bits: int) -> int:
    return bits >> SITES_AT & _SITES_MASK


def _within(low: Sequence[str], at: int) -> bool:
    before = low[at - 1] if at else ""
    return before in _IN or (before in _ARTICLES and at > 1 and low[at - 2] in _IN)


def stem_of(name: str) -> str:
    """Return a name without the endings that Turkish, Russian and Kyrgyz put to it."""
    head, apostrophe, tail = name.partition("'")
    if apostrophe and len(head) > 2:
        return head
    word = tail if apostrophe and tail else name
    if len(word) > STEM_LETTERS and "\u0430" <= word[-1] <= "\u044f":
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= STEM_LETTERS:
                return word[: -len(ending)]
    return word


def _tagged(words: Words, said: Sequence[int], names: frozenset[int]) -> tuple[int, ...]:
    """Return hashtags in small letters that name something, as "#georgetown" does and "#fire" does not."""
    if not words.tags:
        return ()
    low = words.low[: len(said)]
    found = dict.fromkeys(
        words.plain[at] for at, word in enumerate(low) if word in words.tags and at not in names and not said[at]
    )
    return tuple(crc32(word.encode()) for word in found)


def unmarked(words: Words) -> list[int]:
    """Return hashes of words that may be names in a post without capitals, those of Arabic without their article."""
    if words.caseless:
        low = [_ARABIC_ARTICLE.sub("", word) for word in words.low[:MAX_WORDS]]
        return [crc32(word.encode()) for word in low if len(word) >= SHORTEST_ARABIC]
    if any(map(ne, words.low, words.raw)):
        return []
    return [crc32(word.encode()) for word in words.plain[:MAX_WORDS] if len(word) >= SHORTEST]


def _stems(words: Words, names: Sequence[int]) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for at in names:
        plain = words.plain[at]
        stem = stem_of(plain)
        if stem != plain:
            found[crc32(stem.encode())] = None
        elif words.low[at] in words.tags and not words.raw[at][1:].islower():
            found.update((crc32(part.lower().encode()), None) for part in CAMEL.findall(words.raw[at]))
    return tuple(found)

"""Words for what an incident happened to, at or with: two sorts of them tell of two incidents.

An entry of the index keeps hashes of its words, so every form of a word is listed by its hash: stems of ``things.toml``
with the endings of their language, some of which are forms that nobody writes.

Source: our own lists. Limits: words of three tables are compared within each, since a driver may be a man; a word of
two languages has the sorts of both.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from streams.dedupe.words import without_accents

__all__ = ["THINGS_FILE", "other_sort", "sorts_of", "things_apart"]

THINGS_FILE = Path(__file__).parent / "things.toml"
LONGEST = 3
"""Words of an entry, at most."""

_SLAVIC = "а у е ы и о ой ою ам ами ах ом ов ев ей я ю ем ями ях ям ь ию ия ие ии ий ый ого ому ым ые ых й"
_ENDINGS = {
    "ru": _SLAVIC,
    "uk": f"{_SLAVIC} і ї ів їв єю ею єм ові еві ці",
    "ky": "да де до дө та те то тө га ге го гө ка ке ко кө ны ни ну нү ды ди ду дү ты ти ту тү нын нин нун нүн дын дин "
    "дун дүн тын тин тун түн дан ден дон дөн тан тен тон төн лар лер лор лөр дагы деги догу дөгү тагы теги тогу төгү и",
    "pl": "a u i y e ę ą o em ie owi ów ach ami om ze ce ek ka ki ku kę ką ły ła łę łą łów cie dzie rze le iu",
    "de": "e n en s es er ern nen in innen",
    "tr": "da de ta te dan den tan ten ya ye a e i ı u ü yi yı yu yü nin nın nun nün in ın un ün sı si su sü lar ler "
    "larda lerde ların lerin sında sinde sunda sünde daki deki taki teki nda nde la le yla yle",
}  # fmt: skip
_ARABIC_BEFORE = ("", "ال", "بال", "وال", "لل", "و", "ب", "ل")

Words = tuple[int, ...]


class _Sorts(NamedTuple):
    """Sorts, as bits, by the hashes of their words; which bits belong to one table; first words of all."""

    known: Mapping[Words, int]
    tables: tuple[int, ...]
    firsts: frozenset[int]


@cache
def _sorts() -> _Sorts:
    known: dict[Words, int] = {}
    tables: list[int] = []
    bit = 1
    for table in tomllib.loads(THINGS_FILE.read_text(encoding="utf-8")).values():
        first = bit
        for listed in table.values():
            for language, words in listed.items():
                for form in _forms(language, words.split()):
                    known[form] = known.get(form, 0) | bit
            bit <<= 1
        tables.append(bit - first)
    return _Sorts(known, tuple(tables), frozenset(words[0] for words in known))


def _forms(language: str, words: Sequence[str]) -> Iterator[Words]:
    """Yield every form of words as hashes."""
    for word in words:
        stem, star, _ = word.partition("*")
        endings = ("", *_ENDINGS[language].split()) if star else ("",)
        for before in _ARABIC_BEFORE if language == "ar" else ("",):
            for ending in endings:
                yield tuple(crc32(without_accents(one).encode()) for one in f"{before}{stem}{ending}".split("_"))


def sorts_of(words: Sequence[int]) -> int:
    """Return the sorts of things that a run of words names, as bits; words by their hashes."""
    (known, _, firsts), found, at = _sorts(), 0, 0
    while at < len(words):
        if words[at] not in firsts:
            at += 1
            continue
        for length in range(LONGEST, 0, -1):
            if (one := known.get(tuple(words[at : at + length]))) is not None:
                found |= one
                break
        at += length  # a nursing home is no home
    return found


def other_sort(first: int, second: int) -> bool:
    """Whether each of two runs of words names things of a table, and none of one sort."""
    return any(first & table and second & table and not first & second & table for table in _sorts().tables)


def things_apart(first: int, second: int) -> bool:
    """Whether each of two texts names sorts of buildings or vehicles, and none of the other's."""
    things = _sorts().tables[0]
    return bool(first & things and second & things and not first & second & things)

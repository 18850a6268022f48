"""Capitals that a text calls by their country: ``la capitale sénégalaise``, ``столиці України``, ``العاصمة السورية``.

The town is meant and not the country. In a language of one country the bare word means that country's, where the text
names no other: ``w stolicy``, ``борбор шаарда``. Where the capital is named as well, its name is enough.
Limits: the adjective or the country stands right beside the word; whose seat is not its capital is asked by its own
name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import CITY, COUNTRY, DATA, DEMONYM
from streams.geo.meanings import weighed
from streams.geo.toponym_evidence import ACCEPT
from streams.geo.toponyms import Name
from streams.text import fold

__all__ = ["with_capitals"]

NAMED = ACCEPT + 1.5  # evidence of a capital that is told by its country
BRIEF = 300  # characters of a text in English; in an article ``the Yemeni capital`` is its government as often
MOST_ENDING = 5  # letters that cases and genders add to an adjective
LEAST_STEM = 3  # letters of an adjective's beginning
SETTLED = "#"  # the word before a name whose evidence is settled


class _Words(NamedTuple):
    """How a language says ``capital``: the word, with what may stand between it and a country's name."""

    piece: str  # of the word, in every text that has it: hardly any does, and this is told much sooner
    word: re.Pattern[str]
    of: str
    own: str = ""  # country of the bare word


def _called(piece: str, word: str, of: str = "", own: str = "") -> _Words:
    return _Words(piece, re.compile(rf"(?<!\w)(?:{word})(?!\w)"), of, own)


_WORDS: Mapping[str, _Words] = {
    "en": _called("capital", "capital(?: city)?", "of (?:the )?"),
    "fr": _called("capital", "capitale", "d(?:e la |e l['’]|u |es |e |['’])"),
    "es": _called("capital", "capital", "de(?:l| la| los)? "),
    "pt": _called("capital", "capital", "d(?:o|a|e|os|as) "),
    "it": _called("capital", "capitale", "d(?:el|ella|elle|ei|i) ?(?:l['’])?"),
    "de": _called("hauptstadt", "(?:landes)?hauptstadt", "(?:der |des |von )?"),
    "pl": _called("stolic", "stolic[aeyą]|stolicę", "", "PL"),
    "ru": _called("столиц", "столиц(?:а|е|ы|у|ей)"),
    "uk": _called("столиц", "столиц(?:я|і|ю|ею)", "", "UA"),
    "ky": _called(
        "борбор",
        "борбор (?:шаар|калаа)\\w{0,6}|(?:өлкө|мамлекет|республика)[нт][ыиуү]н борборунда|(?<![дтн][ыиуү]н )борборунда",
        "",
        "KG",
    ),
    "tr": _called("başkent", "başkent\\w{0,6}", "", "TR"),
    "ar": _called("عاصم", "(?:[وبل]?ال|لل|[وبل])?عاصم[ةه]"),
}
_BEFORE = re.compile(r"(?<!\w)([^\W\d_]+)(?:'s)? $")
_BEHIND = re.compile(r" ([^\W\d_]+)")
_MONEY = re.compile(r" (?:flows?|markets?|investments?|city of\b|gains|punishment|spending|controls?)")
"""Behind the word in English, where it is no town."""


def with_capitals(names: list[Name], text: str, folded: str, language: str, gazetteer: Gazetteer) -> list[Name]:
    """Return the names with the capitals that a text calls by their country, in order.

    Args:
        names: that the gazetteer has.
        text: as published.
        folded: its comparison form.
        language: ISO 639-1.
        gazetteer: which has the capitals.
    """
    known = _WORDS.get(language)
    if known is None or known.piece not in folded or (language == "en" and len(text) > BRIEF):
        return names
    named = {name.called.entries[0][0] for name in names}
    found = [
        _name(text, start, end, town, language)
        for start, end, country in _told(names, folded, known)
        if (town := _towns(gazetteer).get(country)) is not None and town not in named
    ]
    return sorted([*names, *found], key=lambda name: name.start) if found else names


def _told(names: Sequence[Name], folded: str, known: _Words) -> Iterator[tuple[int, int, str]]:
    """Yield where the word for a capital and its country stand, and the country's code."""
    for word in known.word.finditer(folded):
        start, end = word.span()
        if _MONEY.match(folded, end):
            continue
        before = _BEFORE.search(folded, max(0, start - 24), start)
        behind = _BEHIND.match(folded, end)
        if country := (behind and _country(behind[1])) or (before and _country(before[1])):
            yield start, end, country
        elif land := _land(names, folded, known, start, end):
            yield start, end, land.called.entries[0][0].country
        elif known.own and _at_home(names, known.own):
            yield start, end, known.own


def _land(names: Sequence[Name], folded: str, known: _Words, start: int, end: int) -> Name | None:
    """The country whose name stands beside the word: ``capital of [Peru]``, ``[Suriye]'nin başkenti``."""
    for name in names:
        if name.called.entries[0][0].kind not in (COUNTRY, DEMONYM):
            continue
        behind = end < name.start <= end + 12 and re.fullmatch(rf" {known.of}", folded[end : name.start])
        before = name.end < start <= name.end + 6 and re.fullmatch(r"['’]?\w{0,4} ", folded[name.end : start])
        if behind or before:
            return name
    return None


def _at_home(names: Sequence[Name], own: str) -> bool:
    """Whether a text names no place that lies abroad alone, and so means the capital of its own language."""
    return all(any(entry.country == own for entry, _, _ in name.called.entries) for name in names)


def _name(text: str, start: int, end: int, town: Entry, language: str) -> Name:
    written = text[start:end]
    called = weighed((town,), town.name, language, inflected=False)
    return Name(start, end, written, called, NAMED, previous=SETTLED)


def _country(word: str) -> str:
    """The country that an adjective belongs to, or nothing."""
    stems = _stems()
    shortest = max(LEAST_STEM, len(word) - MOST_ENDING)
    return next((stems[word[:n]] for n in range(len(word), shortest - 1, -1) if word[:n] in stems), "")


@cache
def _listed() -> Mapping[str, str]:
    with (DATA / "capitals.toml").open("rb") as file:
        return {town: str(stems) for town, stems in tomllib.load(file)["capitals"].items()}


@cache
def _stems() -> Mapping[str, str]:
    """Beginnings of adjectives -> country."""
    return {fold(stem): town[:2] for town, stems in _listed().items() for stem in stems.split()}


@cache
def _towns(gazetteer: Gazetteer) -> Mapping[str, Entry]:
    """Country -> its capital."""
    found = {}
    for listed in _listed():
        country, _, name = listed.partition(".")
        found[country] = next(e for e in gazetteer.find(name) if e.country == country and e.kind == CITY)
    return found

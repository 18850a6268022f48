"""Names in a text that may be places: where they stand, and what the gazetteer knows by them.

Names are runs of capitalised words (any run of words after a preposition in Arabic), longest first, looked up in the
gazetteer and among the landmarks as written, then without their inflection (`streams.words.inflections`). Whether a
place is meant, `streams.geo.toponym_evidence` tells; which of several places of a name, `streams.geo.places`. Limits:
no streets; names in small letters are found only in short posts (`streams.geo.smalltalk`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

import msgspec

from streams.geo.gazetteer import Entry
from streams.geo.gazetteer_form import DATA, key_of
from streams.words.slavic import DISTRICT

__all__ = ["CODES_ONLY", "LANDMARK", "Called", "Name", "dateline_of", "runs", "words"]

LANDMARK = 9  # an entry's kind, beside those of the gazetteer
_CAPITAL = "[A-Z{}]".format("".join(c for c in map(chr, range(0xC0, 0x530)) if c.isupper()))
_NAME = re.compile(rf"{_CAPITAL}(?<![\w@].)[^\W_]*(?:['’\-.][^\W_]+)*")  # a capital first: `re` skips to it
_ASCII_NAME = re.compile(r"[A-Z](?<![\w@].)[A-Za-z0-9]*(?:['\-.][A-Za-z0-9]+)*")  # the same, in less time
_JOINT = re.compile(
    r"^(?:[ \u00a0]|\. |-|['’]s |['’] "
    r"| (?:of|de|del|della|delle|di|dei|du|des|d['’]|la|al|el|da|do|dos|the|upon|and|on|en|sur|le|aux?|am|es|ez|-"
    r"|an der|aan den)"
    r"[ -]?(?:la |los |las )?)$"
)
_ARABIC_WORD = re.compile(r"[\u0621-\u064a]{3,}|(?<![\u0621-\u064a])(?:[أا]م|تل|بن|جب|ود|ذي|شط)(?= )")  # ``أم درمان``
_DEVANAGARI_WORD = re.compile(r"[\u0900-\u0963]{2,}")
_DATELINE = re.compile(
    r"^(?:[^.\n]|\b[A-Z][A-Za-z]{0,4}\.){0,40}?(?=[(,\s—–:-])"  # what may come next, sooner told
    r"(?:\([^)]{2,20}\)|,? [A-Z][a-z]+\.? \d{1,2})?\s*(?:[—–:]|--| - )"
    r"|^[A-ZÁÉÍÓÚÑÜ][A-ZÁÉÍÓÚÑÜ ]{2,30}(?:, [^\W\d][^\W\d]{2,15})?\.\s?[-–—]"  # ``LIMA.- La policía``
)
_HEADED = re.compile(r"[A-ZÉÈÎÀ][^\W\d_]*(?:[ '’-][^\W\d_]+){0,3} : (?=[^\W\d_A-Z«“])")
"""A French title that begins with a town: ``Liège : échauffourées``."""
_DIVISION = re.compile(r" (?:област(?:ью|ь|и|і)|кра(?:ем|й|я|ю|е))(?!\w)")
"""Behind an adjective with a capital: written small in Russian, and part of the name."""
_KY_DIVISION = re.compile(r" (?:облус|район)(?:у|ун|уна|унун|унда|унан|тук|ундагы|унундагы)?(?!\w)")
_KY_HOUSE = re.compile(r" үй(?:дү|дүн|гө|дө|дөн)?(?!\w)")  # ``Ак үйдү``, the White House
_ADJECTIVE = ("ой", "ая", "ую", "ий", "ого", "ому", "ом", "им", "ої", "ій", "ька", "ьку", "ою")
_LONGEST_TITLE = 300  # characters
_SHORTEST_LEAD = 100  # characters of a first paragraph that is no title
_SENTENCE_ENDS = (".", "”", '"', "»")
_DATELINE_HEAD = 160  # characters; no dateline is longer
CODES_ONLY = frozenset({"car", "us", "uk", "uae", "drc", "prc", "dprk", "usa"})
"""Names of countries when they are written in capitals."""


class Called(msgspec.Struct, gc=False):
    """What the gazetteer knows by one written form.

    Attributes:
        entries: with their weights before any evidence of the text, and how far company counts; heaviest first.
        inflected: found only without an ending.
        base: evidence that the name by itself is a place, by kind and size.
        largest: inhabitants of the largest.
    """

    entries: tuple[tuple[Entry, float, float], ...]
    inflected: bool
    base: float
    largest: int


class Name(msgspec.Struct, gc=False):
    """A name at ``start`` to ``end``; ``within`` is ``region/country`` as the text gives it, ``/country`` or None.

    ``doubted``: a common word whose capital the sentence does not explain; ``previous``: the folded word before it;
    ``area``: the text calls it a province or the like; ``aside``: it gives way where the text names another town.
    """

    start: int
    end: int
    text: str
    called: Called
    evidence: float = 0.0
    within: str | None = None
    previous: str = ""
    doubted: bool = False
    area: bool = False
    aside: bool = False
    chosen: Entry | None = None


@cache
def words() -> Mapping[str, frozenset[str]]:
    """Return our lists of words that decide whether a name is a place."""
    with (DATA / "placewords.toml").open("rb") as file:
        raw = tomllib.load(file)
    found = {name: frozenset(value.split() if isinstance(value, str) else value) for name, value in raw.items()}
    return {**found, "nowhere": frozenset(map(key_of, found["nowhere"]))}


def runs(text: str, language: str) -> list[list[tuple[int, int]]]:
    """Runs of words that may be one name, as spans."""
    if language == "ar":
        return [[word.span() for word in _ARABIC_WORD.finditer(text)]]
    if language in ("hi", "mr", "ne"):
        return [[word.span() for word in _DEVANAGARI_WORD.finditer(text)]]
    found: list[list[tuple[int, int]]] = []
    divided = language in ("ru", "uk", "ky")
    last = -10
    for word in (_ASCII_NAME if text.isascii() else _NAME).finditer(text):
        start, end = word.span()
        written = word[0]
        if written.endswith(("'s", "’s")):
            end -= 2
        elif "." in written and text[end : end + 1] == ".":
            end += 1
        if found and 0 < start - last <= 9 and ((gap := text[last:start]) == " " or _JOINT.match(gap)):
            found[-1].append((start, end))
        else:
            found.append([(start, end)])
        if divided and (division := _division(written, text, end, language)):
            found[-1].append((division.start() + 1, division.end()))
            end = division.end()
        last = end
    return found


def _division(written: str, text: str, end: int, language: str) -> re.Match[str] | None:
    """The small word that belongs to a region's name: ``Белгородской [области]``, ``Ош [облусунда]``."""
    if language != "ky":
        known = written.endswith(_ADJECTIVE)
        return (_DIVISION.match(text, end) or DISTRICT.match(text, end)) if known else None
    return (_KY_HOUSE if written == "Ак" else _KY_DIVISION).match(text, end)


def dateline_of(text: str) -> tuple[int, int]:
    """Return where the dateline of a text stands, at its beginning or behind its title; an empty span without one."""
    title = text.find("\n\n", 0, _LONGEST_TITLE)
    lead = title < 0 or (title > _SHORTEST_LEAD and text[title - 1] in _SENTENCE_ENDS)  # a text without a title
    starts = {title + 2 if title >= 0 else 0, 0 if lead else title + 2}
    for start in sorted(starts, reverse=True):
        head = text[start : start + _DATELINE_HEAD]
        if (":" in head or "-" in head or "—" in head or "–" in head) and (found := _DATELINE.match(head)):
            return start, start + found.end()
    headed = _HEADED.match(text) if title > 0 else None
    return (0, headed.end()) if headed else (0, 0)

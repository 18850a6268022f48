"""What else bears a place's name in a short post: ``my friend Sydney``, ``panama hat``, ``on Victoria street``.

A post of a line has no company that tells a town from a person, a dish, a club or a street; the words right beside the
name do (``bearers.toml``). Where a word for a place stands before it, only few of them count. English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence, Set
from functools import cache
from typing import NamedTuple

from streams.geo.gazetteer_form import CITY, DATA, key_of, namesakes
from streams.geo.toponym_evidence import ACCEPT, word_before
from streams.geo.toponyms import Name, words

__all__ = ["drop_bearers"]

IN_TAG = "#"  # right before a name
_NEXT = re.compile(r" ([^\W\d_]+)(?: ([^\W\d_]+))?")
_NO_PLACE = frozenset({"a", "no", "na", "of", "over", "hit", "hits", "rocks"})
"""Words that lead to a place in other languages, or to the one who is hit."""
_FILM = re.compile(r" Fire(?! (?:[A-Z]|\d))(?![\w'’])")
"""``watching Chicago Fire``; before another capital it is a department or a headline."""
_STATE = re.compile(r" (?:is|was|has|had|got|just|won't|can't|isn't)\b")
_PRONOUN = re.compile(r"\b(?:his|her|him|hers|himself|herself)\b")
_EACH = re.compile(r"\b(?:each other|one another)\b")
_OWN = frozenset({"my", "your", "his", "her", "our", "their", "new", "another"})
"""Before a name that no noun follows: a thing or a person, ``got a brand new [Tucson] and``."""
_NO_NOUN_TEXT = "and or but in on at to for with from is was are were has had again today now lol haha i we he she they"
_NO_NOUN = frozenset(_NO_NOUN_TEXT.split())
_STORMS = frozenset({"hurricane", "cyclone", "typhoon", "storm"})
_NOTHING: frozenset[str] = frozenset()
_SENTENCE = re.compile(r"[^.!?\n]*")


class _Bearers(NamedTuple):
    given: Set[str]
    kin: Set[str]
    owners: Set[str]
    called: Set[str]
    goods: Set[str]
    places: Set[str]
    streets: Set[str]
    sport: Set[str]
    grave: Set[str]
    doings: re.Pattern[str]
    other: Mapping[str, Set[str]]
    sayings: Mapping[str, Sequence[str]]


@cache
def _bearers() -> _Bearers:
    with (DATA / "bearers.toml").open("rb") as file:
        raw = tomllib.load(file)
    lists = {name: frozenset(raw[name].split()) for name in _Bearers._fields[:9]}
    lists["given"] |= words()["forenames"] | namesakes()["persons"]
    adverbs, doings = "|".join(raw["adverbs"].split()), raw["doings"].replace("\n", "")
    asked = "|".join(raw["asked"].split())
    did = re.compile(rf"(?: (?:{adverbs}))* (?:{doings})(?!\w)|,? (?:{asked})(?!\w)")
    other = {name: frozenset(several.split()) for name, several in raw["other"].items()}
    return _Bearers(**lists, doings=did, other=other, sayings=raw["sayings"])


def drop_bearers(names: Sequence[Name], text: str, folded: str, vocabulary: Set[str]) -> None:
    """Take the evidence of names of a short post that something else bears.

    Args:
        names: in order, with their evidence; those in hashtags and those with a holder are left alone.
        text: as published.
        folded: its comparison form.
        vocabulary: its distinct folded words.
    """
    for name in names:
        if name.evidence < ACCEPT or name.within or text[name.start - 1 : name.start] == IN_TAG:
            continue
        if _is_other(name, text, folded, vocabulary):
            name.evidence = 0.0


def _is_other(name: Name, text: str, folded: str, vocabulary: Set[str]) -> bool:
    lists = _bearers()
    key, before = key_of(name.text), word_before(folded, name.start)
    found = _NEXT.match(folded, name.end)
    follows, beyond = (found[1], found[2]) if found else ("", "")
    kin = before in lists.kin and _owned(folded, name.start - len(before) - 1)
    storm = before in _STORMS and name.called.entries[0][0].kind == CITY
    if kin or storm or before in lists.called or (before in _OWN and _alone(text, name.end, follows)):
        return True
    if follows in lists.streets and before != "a" and beyond not in lists.places:
        return True
    placed = before in words()["prepositions"] and before not in _NO_PLACE
    if any(saying in folded and not (placed and saying.startswith(key)) for saying in lists.sayings.get(key, ())):
        return True
    if placed:
        return False
    return (
        (follows in lists.goods and beyond not in lists.places)
        or not lists.other.get(key, _NOTHING).isdisjoint(vocabulary)
        or (bool(before) and text[name.start - len(before) - 1].islower() and _FILM.match(text, name.end) is not None)
        or not (lists.sport.isdisjoint(vocabulary) or not lists.grave.isdisjoint(vocabulary))
        or (key in lists.given and _acts(folded, name.end))
    )


def _alone(text: str, end: int, follows: str) -> bool:
    """Whether no noun stands behind a name: ``my Chelsea and``, but ``a Kabul hospital``."""
    return follows in _NO_NOUN if follows else text[end : end + 1] in ("", ".", ",", "!", "?")


def _owned(folded: str, start: int) -> bool:
    """Whether my, our, his ... stands before the word at ``start``."""
    return word_before(folded, start) in _bearers().owners


def _acts(folded: str, end: int) -> bool:
    """Whether a name that persons have does what persons do, or the sentence goes on with his or her."""
    if _bearers().doings.match(folded, end):
        return True
    sentence = _SENTENCE.match(folded, end)
    if sentence is not None and _EACH.search(sentence[0]):
        return True
    if not _STATE.match(folded, end):
        return False
    return sentence is not None and _PRONOUN.search(sentence[0]) is not None

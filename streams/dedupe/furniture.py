"""Furniture: sentences that sites print around a story, by the formulae that all of them use (``furniture.toml``).

"Share this story", "subscribe to our newsletter", "all rights reserved": what follows the formula differs from site to
site and from day to day, so it is known by how it begins, or by words that nothing else has in it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import ahocorasick_rs

from streams.teasers import OPENERS

__all__ = ["FORMULAE", "all_plain", "furniture", "plain"]

FORMULAE = Path(__file__).parent / "furniture.toml"
LONGEST = 300
"""Characters: what is longer is a paragraph that says something."""

UNSPACED = "\u2e80"

_EDGES = " \t.,:;!?\u2026\u3002\"'\u00ab\u00bb()[]-\u2013\u2014>|"

_DOTTED = "i\u0307"  # what a Turkish capital becomes


def plain(sentence: str) -> str:
    """Return a sentence as it is compared: small letters, single spaces, no marks around it."""
    return _tidied(_lowered(sentence))


def all_plain(sentences: Sequence[str]) -> list[str]:
    """Return lines made `plain`; in one go, as far as it goes."""
    return list(map(_tidied, _lowered("\n".join(sentences)).split("\n"))) if sentences else []


def _lowered(text: str) -> str:
    return text.lower().replace(_DOTTED, "i")


def _tidied(sentence: str) -> str:
    return " ".join(sentence.split()).strip(_EDGES)


def _formulae(section: str) -> list[str]:
    table: dict[str, dict[str, str]] = tomllib.loads(FORMULAE.read_text(encoding="utf-8"))
    return [line.strip() for lines in table[section].values() for line in lines.strip().split("\n")]


def _by_beginning(formulae: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in formulae:
        found[one[:SAME]] = (*found.get(one[:SAME], ()), one)
    return found


SAME = 4
"""Characters by which beginnings are looked up; none has fewer."""

_POINTERS = sorted(f"{opener}:" for opener in OPENERS if len(opener) >= SAME)
_WHOLE = frozenset(_formulae("whole")) | {opener for opener in OPENERS if len(opener) >= SAME}
_STARTS, _WITHIN = _by_beginning([*_formulae("starts"), *_POINTERS]), _formulae("contains")
_ANY_WITHIN = ahocorasick_rs.AhoCorasick(_WITHIN, implementation=ahocorasick_rs.Implementation.DFA)


def furniture(sentences: Sequence[str]) -> int:
    """Return which sentences of a text, made `plain`, are furniture (bit i: the i-th)."""
    mask = 0
    for at, one in enumerate(sentences):
        if one in _WHOLE or (one[:SAME] in _STARTS and _begins(one)):
            mask |= 1 << at
    if _ANY_WITHIN.find_matches_as_indexes("\n".join(sentences)):  # seldom, and one look for all formulae
        for at, one in enumerate(sentences):
            if len(one) <= LONGEST and _ANY_WITHIN.find_matches_as_indexes(one):
                mask |= 1 << at
    return mask


def _begins(sentence: str) -> bool:
    if len(sentence) > LONGEST:
        return False
    for formula in _STARTS[sentence[:SAME]]:
        end = len(formula)
        if sentence.startswith(formula) and not _goes_on(sentence[end : end + 1]):
            return True
    return False


def _goes_on(character: str) -> bool:
    """Whether a word goes on with it; scripts from `UNSPACED` on have no spaces between words."""
    return character.isalpha() and character < UNSPACED

"""Names of places that somebody in the text bears: ``Glenn [McGrath] bowled; from [McGrath]'s end``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from streams.geo.lone_words import KNOWN, NEVER, RENOWNED
from streams.geo.toponyms import Name, words

__all__ = ["persons"]

_SAYS = re.compile(r",? (?:said|says|told|added|confirmed)\b")
_BEGINNINGS = ("", ".", "!", "?", ":", '"')
"""Before a word whose capital says nothing."""
TOWN = 20_000  # inhabitants; of a smaller one a forename is rather meant: ``[Claude] Henderson``
SHORTEST = 3  # letters of a forename


def persons(names: Sequence[Name], text: str) -> frozenset[str]:
    """Words that stand as somebody's family name anywhere in the text; the words before the names are known."""
    known = _before_families()
    single = [name for name in names if " " not in name.text]
    found = {name.text for name in single if name.previous in known and name.within is None}
    found.update(name.text for name in single if _speaks(name, text))
    times = Counter(name.text for name in single)
    if len(times) < len(single):
        ends = {name.end for name in names if name.called.largest >= TOWN}
        found.update(
            name.text
            for name in single
            if times[name.text] > 1 and name.start - 1 not in ends and _borne(name, text) and name.text not in found
        )
    return frozenset(found)


@cache
def _before_families() -> frozenset[str]:
    lists = words()
    return lists["forenames"] | lists["titles"]


@cache
def _before_towns() -> frozenset[str]:
    lists = words()
    return lists["prepositions"] | lists["modifiers"] | lists["heads"]


def _speaks(name: Name, text: str) -> bool:
    """Whether somebody with a forename that no list has says something: ``Fire Capt. Derrick [Reese] said``."""
    before = text[max(0, name.start - len(name.previous) - 1) : name.start]
    return (
        name.called.largest < KNOWN
        and _SAYS.match(text, name.end) is not None
        and before[:1].isupper()
        and not before[:-1].isupper()
        and name.previous not in _before_towns()
    )


def _borne(name: Name, text: str) -> bool:
    """Whether a name that a text has more than once stands behind a forename that no list has: ``Nanti [Hayward]``."""
    start = name.start - len(name.previous) - 1
    before = text[max(0, start) : name.start - 1]
    return (
        name.called.largest < RENOWNED
        and name.within is None
        and len(before) >= SHORTEST
        and before.isalpha()
        and before.istitle()
        and name.previous not in _no_forenames()
        and text[max(0, start - 2) : start].rstrip()[-1:] not in _BEGINNINGS
    )


@cache
def _no_forenames() -> frozenset[str]:
    """Words that have a capital before a town's name as well."""
    lists = words()
    kinds = ("prepositions", "modifiers", "heads", "titles", "common")
    return frozenset().union(NEVER, *(lists[kind] for kind in kinds))

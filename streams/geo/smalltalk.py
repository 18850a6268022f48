"""Where a short post may name a place in small letters: ``huge fire in houston rn``, ``взрывы в харькове``.

Only behind a word that leads to a place, and no word that is common otherwise; whether it is one the gazetteer says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from streams.geo.toponyms import words

__all__ = ["bare_names", "may_name", "names_of", "small_names"]

LONGEST = 3  # words in a name
SHORTEST = 4  # letters of a name of one word
_LEADS = {
    "en": "in|near|outside|downtown|across|hits|rocks",
    "ru": "в|во|под|возле|близ|около",
    "es": "en|cerca de|desde",
    "fr": "à|vers|près de",
    "pt": "em",
    "it": "a",
    "id": "di",
}
_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)?"
_WORDS, _PARTED = re.compile(_WORD), re.compile("[ -]")
_BEHIND = {
    language: re.compile(rf"(?<!\w)(?:{leads})\s+({_WORD}(?:[ -]{_WORD}){{0,{LONGEST - 1}}})", re.IGNORECASE)
    for language, leads in _LEADS.items()
}
_LEADING = {
    language: frozenset(lead.partition(" ")[0] for lead in leads.split("|")) for language, leads in _LEADS.items()
}
_TIED, _TIED_BEHIND = re.compile(r"[\w@#/.-]"), re.compile(r"[\w@/-]|\.\w")  # to more than a name: an address
_RELATED = {"uk": "ru", "gl": "es", "ca": "es"}
_NO_NAMES_TEXT = (
    "general case front line fact place order time total sight love need trouble most turn short half mesa medio serio "
    "vivo casa curso paso punto parte general manos salud caliente male nice split mobile concord surprise same bath "
    "hamilton victoria salvador natal santos corona medina bali mirada vida calle plena toda todo este esta"
)
_ARTICLES = frozenset({"the", "los", "las"})  # ``in the villages``
_NO_NAMES = frozenset(_NO_NAMES_TEXT.split())


def may_name(folded: str, language: str, vocabulary: Set[str]) -> bool:
    """Whether a word that leads to a place may be in a text, which its distinct words soon tell.

    A word with a mark inside is one of them as a whole, and a lead may be its end (``drive-in``).
    """
    leads = _LEADING.get(_RELATED.get(language, language))
    if leads is None:
        return False
    return not vocabulary or not leads.isdisjoint(vocabulary) or "-" in folded or "'" in folded


def small_names(text: str, language: str) -> Iterator[tuple[int, str]]:
    """Yield where up to three words behind a preposition begin, and these words; see `names_of`."""
    behind = _BEHIND.get(_RELATED.get(language, language))
    if behind is None:
        return
    for found in behind.finditer(text):
        yield found.start(1), found[1]


def bare_names(text: str, vocabulary: Set[str], renowned: Set[str]) -> list[tuple[int, str]]:
    """Where a text has well-known names in small letters, whatever stands before: ``tehran is screaming``."""
    found = []
    for word in renowned & vocabulary:
        start = text.find(word)  # none where it is written with a capital, as mostly
        while start >= 0:
            end = start + len(word)
            if not (start and _TIED.match(text, start - 1)) and not _TIED_BEHIND.match(text, end):
                found.append((start, word))
            start = text.find(word, end)
    return found


def names_of(said: str) -> list[str]:
    """Return what may be a name at the beginning of a phrase, the longest first."""
    first = _PARTED.split(said, maxsplit=1)[0]
    if not first.islower() or first in _NO_NAMES:
        return []
    names = [said[: word.end()] for word in _WORDS.finditer(said)]
    if len(first) < SHORTEST or first in words()["common"] or first in words()["forenames"]:
        names = [name for name in names if (" " in name or "-" in name) and first not in _ARTICLES]
    return names[::-1]

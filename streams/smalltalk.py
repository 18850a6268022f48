"""Where a short post may name a place in small letters: ``huge fire in houston rn``, ``взрывы в харькове``.

Only behind a word that leads to a place, and no word that is common otherwise; whether it is one the gazetteer says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from streams.toponyms import words

__all__ = ["small_names"]

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
_BEHIND = {
    language: re.compile(rf"(?<!\w)(?:{leads})\s+({_WORD}(?:[ -]{_WORD}){{0,{LONGEST - 1}}})", re.IGNORECASE)
    for language, leads in _LEADS.items()
}
_RELATED = {"uk": "ru", "gl": "es", "ca": "es"}
_NO_NAMES_TEXT = (
    "general case front line fact place order time total sight love need trouble most turn short half mesa medio serio "
    "vivo casa curso paso punto parte general manos salud caliente male nice split mobile concord surprise same bath "
    "hamilton victoria salvador natal santos corona medina bali mirada vida calle plena toda todo este esta"
)
_NO_NAMES = frozenset(_NO_NAMES_TEXT.split())


def small_names(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield spans that begin with a small letter behind a preposition, the longest of each first."""
    behind = _BEHIND.get(_RELATED.get(language, language))
    if behind is None:
        return
    common = words()["common"]
    forenames = words()["forenames"]
    for found in behind.finditer(text):
        start, said = found.start(1), found[1]
        first = re.split(r"[ -]", said, maxsplit=1)[0]
        if not first.islower() or first in _NO_NAMES:
            continue
        ends = [start + word.end() for word in re.finditer(_WORD, said)]
        for end in reversed(ends):
            name = text[start:end]
            one = " " not in name and "-" not in name
            if not (one and (len(name) < SHORTEST or name in common or name in forenames)):
                yield start, end

"""Arabic names of towns that GeoNames has only in Latin letters, read back from its romanisation.

GeoNames writes names of the Arab east by the BGN/PCGN system of 1956, which marks every consonant and long vowel, so
that the Arabic spelling follows from it: ``Al Ḩawāmidīyah``, ``الحوامدية``. Of 1,293 names that have both, 1,261
come out as they are written. Limits: names with a hamza inside, whose seat the system does not tell, and those of
the Maghreb, which are written as French has them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

__all__ = ["ARABIC_SPEAKING", "arabic", "arabic_names"]

ARABIC_SPEAKING = frozenset(
    ["IQ", "SY", "YE", "EG", "LY", "SA", "JO", "LB", "PS", "SD", "DZ", "TN", "MA", "OM", "AE", "KW", "QA", "BH"]
)
_MAGHREB = frozenset(["DZ", "TN", "MA"])
_WRITTEN = re.compile(r"[\u0621-\u064a .\-]{3,}")

_SOUNDS = {
    "sh": "ش", "kh": "خ", "th": "ث", "dh": "ذ", "gh": "غ", "z̧": "ظ", "ţ": "ط", "ş": "ص", "ḑ": "ض", "ḩ": "ح", "‘": "ع",
    "b": "ب", "t": "ت", "j": "ج", "d": "د", "r": "ر", "z": "ز", "s": "س", "f": "ف", "q": "ق", "k": "ك", "l": "ل",
    "m": "م", "n": "ن", "h": "ه", "w": "و", "y": "ي", "ā": "ا", "ī": "ي", "ū": "و", "á": "ى", "a": "", "i": "", "u": "",
}  # fmt: skip
_LETTER = re.compile("|".join(sorted(map(re.escape, _SOUNDS), key=len, reverse=True)))
_ARTICLE = re.compile(r"^(?:al|an|ar|as|ash|ad|adh|at|ath|az|aş|aţ|aḑ|az̧)$")
_DOUBLED = re.compile(r"(sh|kh|th|dh|gh|z̧|[^aiuāīūá])\1")
_LONG = 5  # letters of a name of one word that is read
_SHORTEST = 3  # letters of a word that may end in the mark of the feminine
_MARKED = re.compile("[āīūáḩţşḑ‘]|z̧")


def arabic_names(city: Mapping[str, Any]) -> list[str]:
    """Return the Arabic names of one of GeoNames' towns of these countries, also run together: ``كفرتبنيت``."""
    names = [name for name in city["alternatenames"] if _WRITTEN.fullmatch(name)]
    if not names and city["countrycode"] not in _MAGHREB and (read := arabic(city["name"])):
        names = [read] if " " in read or len(read) >= _LONG else []  # shorter ones are words
    return [*names, *(name.replace(" ", "") for name in names if " " in name)]


def arabic(name: str) -> str:
    """Return how a romanised name is written in Arabic, or nothing where that cannot be told."""
    name = unicodedata.normalize("NFC", name.lower())
    if not _MARKED.search(name):
        return ""
    written, article = [], ""
    for word in name.split():
        if _ARTICLE.match(word) and not article:
            article = "ال"
            continue
        read = _word(word)
        if not read:
            return ""
        written.append(article + read)
        article = ""
    return "" if article else " ".join(written)


def _word(word: str) -> str:
    """One word without its article, or nothing where a letter is not of the system."""
    last = "ة" if word.endswith(("ah", "at")) and len(word) > _SHORTEST else ""  # ``Dārat ‘Izzah``
    word = _DOUBLED.sub(r"\1", word[:-2] if last else word).replace("īy", "y")
    if not word or _LETTER.sub("", word):
        return ""
    first = "ا" if word[0] in "aiuāīū" else ""
    rest = word[1:] if word[0] in "aiuā" else word
    return first + "".join(_SOUNDS[letter] for letter in _LETTER.findall(rest)) + last

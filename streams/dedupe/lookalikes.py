"""Letters of one alphabet that stand for those of another: who copies past a filter writes Latin "a" for Cyrillic.

Only words that mix both alphabets are looked at, and only where one of their letters can be of one alphabet alone, or
the text says which it is in. Limits: words of look-alikes throughout, as "cop", stay as they are; Greek is not known.
"""

from __future__ import annotations

import re

__all__ = ["in_one_alphabet"]

_LATIN = "aceiopsxyABCEHIKMOPSTXYjJ"
_CYRILLIC = "асеіорѕхуАВСЕНІКМОРЅТХУјЈ"
_TO_CYRILLIC, _TO_LATIN = str.maketrans(_LATIN, _CYRILLIC), str.maketrans(_CYRILLIC, _LATIN)
_ANY_LATIN = "A-Za-z\u00c0-\u024f"
_LATIN_LETTER, _CYRILLIC_LETTER = re.compile(f"[{_ANY_LATIN}]"), re.compile("[\u0400-\u04ff]")
_MEET = re.compile(f"[\u0400-\u04ff][{_ANY_LATIN}]|[{_ANY_LATIN}][\u0400-\u04ff]")
_LETTERS = re.compile(f"[{_ANY_LATIN}\u0400-\u04ff]+")
_ONLY_LATIN, _ONLY_CYRILLIC = (
    re.compile(f"[{_ANY_LATIN}](?<![{_LATIN}])"),
    re.compile(f"[\u0400-\u04ff](?<![{_CYRILLIC}])"),
)


def in_one_alphabet(text: str) -> str:
    """Return a text with words of mixed alphabets written in one."""
    if _CYRILLIC_LETTER.search(text) is None or _LATIN_LETTER.search(text) is None or _MEET.search(text) is None:
        return text
    cyrillic = len(_ONLY_CYRILLIC.findall(text)) > len(_ONLY_LATIN.findall(text))
    return _LETTERS.sub(lambda found: _in_one(found[0], cyrillic=cyrillic), text)


def _in_one(word: str, *, cyrillic: bool) -> str:
    """Write a word in the alphabet of its letters that look like no other; in that of the text, if all do."""
    if _MEET.search(word) is None:
        return word
    latin, slavic = _ONLY_LATIN.search(word) is not None, _ONLY_CYRILLIC.search(word) is not None
    if latin and slavic:
        return word  # a foreign name with an ending
    return word.translate(_TO_CYRILLIC if slavic or (cyrillic and not latin) else _TO_LATIN)

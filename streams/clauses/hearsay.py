"""What a Turkish verb tells as heard from others: ``fabrikada patlama [olmuş], üç kişi [ölmüş]``.

The ending ``-miş`` of the last verb of a clause says that the speaker was not there. Where the sentence goes on to a
verb in ``-mişti`` or ``-miştir``, as reports have it, the ending is only left out of the verbs before: ``üç kişi
[ölmüş], beş kişi yaralanmıştır``.
Limit: before a noun the same form says what something is like (``yanmış araç``), and is not asked.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["by_hearsay"]

_HEARD = tuple(f"m{vowel}ş{plural}" for vowel in "ıiuü" for plural in ("", "lar", "ler"))
_FIRM = tuple(f"m{vowel}ş{ending}" for vowel in "ıiuü" for ending in (f"t{vowel}", f"t{vowel}r", "lardı", "lerdi"))
_OTHER_WORDS = frozenset({"altmış", "yetmiş", "geçmiş", "gümüş", "yemiş", "dolmuş", "gelişmiş"})
_ENDS = frozenset({",", ".", ";", ":", "!", "?", "…", ")", "ve", "ama", "ancak", "diye", "diyorlar", "galiba"})


def by_hearsay(words: Sequence[str], end: int) -> bool:
    """Whether the verb of an event's clause tells it as heard.

    Args:
        words: the sentence.
        end: behind the event's last token.
    """
    stop = next((at for at in range(end, len(words)) if words[at] in _ENDS), len(words))
    verb = words[stop - 1]
    if not verb.endswith(_HEARD) or verb in _OTHER_WORDS:
        return False
    return not any(word.endswith(_FIRM) for word in words[stop:])

"""What a Turkish verb tells as heard from others: ``fabrikada patlama [olmuş], üç kişi [ölmüş]``.

The ending ``-miş`` of the last verb of a clause says that the speaker was not there. Where the sentence goes on to a
verb in ``-mişti`` or ``-miştir``, as reports have it, the ending is only left out of the verbs before: ``üç kişi
[ölmüş], beş kişi yaralanmıştır``.
With a year or another time before it, ``-mişti`` tells of that: ``1999 depreminde binlerce kişi [ölmüştü]``.
Limit: before a noun the same form says what something is like (``yanmış araç``), and is not asked.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["by_hearsay", "in_year", "long_before"]

_HEARD = tuple(f"m{vowel}ş{plural}" for vowel in "ıiuü" for plural in ("", "lar", "ler"))
_FIRM = tuple(f"m{vowel}ş{ending}" for vowel in "ıiuü" for ending in (f"t{vowel}", f"t{vowel}r", "lardı", "lerdi"))
_BEFORE = (*(f"m{vowel}şt{vowel}" for vowel in "ıiuü"), "mışlardı", "mişlerdi", "muşlardı", "müşlerdi")
FIRST_YEAR, YEAR_DIGITS = 1900, 4
_LOCATIVE = frozenset({"de", "da", "te", "ta", "deki", "daki", "teki", "taki"})
_SOONER_TEXT = """geçen geçtiğimiz önceki benzer ayında yılında ocakta şubatta martta nisanda mayısta haziranda temmuzda
ağustosta eylülde ekimde kasımda aralıkta kışın yazın baharda"""
_SOONER = frozenset(_SOONER_TEXT.split())
_OTHER_WORDS = frozenset({"altmış", "yetmiş", "geçmiş", "gümüş", "yemiş", "dolmuş", "gelişmiş"})
_ENDS = frozenset({",", ".", ";", ":", "!", "?", "…", ")", "ve", "ama", "ancak", "diye", "diyorlar", "galiba"})


def long_before(words: Sequence[str], end: int, year: int) -> str:
    """Return the earlier time that a sentence tells of by its last verb, or nothing.

    Args:
        words: the sentence.
        end: behind the event's last token.
        year: of publication.
    """
    stop = _clause_end(words, end)
    if not words[stop - 1].endswith(_BEFORE):
        return ""
    if not _SOONER.isdisjoint(words[:stop]):
        return next(word for word in words[:stop] if word in _SOONER)
    years = (word for word in words[:stop] if len(word) == YEAR_DIGITS and word.isdecimal())
    return next((word for word in years if FIRST_YEAR <= int(word) < year), "")


def in_year(words: Sequence[str], end: int, year: int) -> str:
    """The year before that stands in the locative before an event's end: ``[2024'te] kazalarda 6 bin kişi öldü``."""
    for at, word in enumerate(words[:end]):
        if len(word) == YEAR_DIGITS and word.isdecimal() and words[at + 1 : at + 2] == ["'"]:
            dated = words[at + 2 : at + 3] and words[at + 2] in _LOCATIVE and FIRST_YEAR <= int(word) < year
            return word if dated else ""
    return ""


def _clause_end(words: Sequence[str], end: int) -> int:
    return next((at for at in range(end, len(words)) if words[at] in _ENDS), len(words))


def by_hearsay(words: Sequence[str], end: int) -> bool:
    """Whether the verb of an event's clause tells it as heard.

    Args:
        words: the sentence.
        end: behind the event's last token.
    """
    stop = _clause_end(words, end)
    verb = words[stop - 1]
    if not verb.endswith(_HEARD) or verb in _OTHER_WORDS:
        return False
    return not any(word.endswith(_FIRM) for word in words[stop:])

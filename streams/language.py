"""Which language a text is in: ISO 639-1 of the six that have lexicons, and of others as CLD2 reads them.

Kyrgyz and Russian share a script, so letters that only Kyrgyz uses and its commonest words decide before CLD2, which
errs on short posts. Short Latin texts fall back to what the source claims, then to English. Limits: a text in two
languages is read as the one with more letters.
"""

from __future__ import annotations

import re

import pycld2

__all__ = ["detect"]

_NOISE = re.compile(r"https?://\S+|[@#]\w+|\bRT\b")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_KYRGYZ = re.compile(
    r"\b(?:жана|менен|үчүн|болду|болгон|эмес|деп|бул|киши|адам|жок|эле|кийин|боюнча|тарабынан|шаарында|айылында|"
    r"маалымдады|билдирди|алып|каза)\b",
    re.IGNORECASE,
)
_KAZAKH = re.compile(r"[әқұіғһ]", re.IGNORECASE)
_ARABIC = re.compile(r"[\u0621-\u064a]")
_PERSIAN = re.compile(r"[پچژگکی]")
_SAMPLE = 600  # characters; CLD2 gains nothing from more
_SHORT = 24  # letters under which CLD2's guess is worth less than the source's claim


def detect(text: str, claimed: str | None) -> str:
    """Return the language of ``text``; ``claimed`` breaks ties on short texts."""
    sample = text[:_SAMPLE]
    if sample.isascii() and len(sample) < _SHORT:
        return claimed or "en"
    cleaned = _NOISE.sub(" ", sample)
    if _CYRILLIC.search(cleaned):
        return _cyrillic(cleaned, claimed)
    if _ARABIC.search(cleaned) and not _PERSIAN.search(cleaned):
        return "ar"
    return _latin(cleaned, claimed)


def _cyrillic(text: str, claimed: str | None) -> str:
    if _KAZAKH.search(text):
        return _cld(text, claimed) or "kk"
    if any(letter in text for letter in "үөңҮӨҢ") or len(_KYRGYZ.findall(text)) >= 2:
        return "ky"
    found = _cld(text, claimed)
    return found if found in ("ru", "uk", "bg", "sr", "mk", "be", "tg", "mn") else "ru"


def _latin(text: str, claimed: str | None) -> str:
    found = _cld(text, claimed)
    return found or (claimed or "en")[:2]


def _cld(text: str, claimed: str | None) -> str | None:
    try:
        reliable, _, details = pycld2.detect(text, bestEffort=True)
    except (pycld2.error, UnicodeError, ValueError):
        return None
    code: str = details[0][1]
    if code == "un" or (not reliable and claimed):
        return None
    return code[:2] if len(code) > 1 else None

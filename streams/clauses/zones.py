"""The zone that a clock time is said in, where it is not the place's: ``9 p.m. [ET]``, ``20:10 [мск]``."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["zone_behind"]

_EVERYWHERE = {"UTC": "utc|gmt|z"}
_LATIN = {
    "Europe/London": "bst",
    "Europe/Berlin": "cet|cest",
    "America/New_York": "et|est|edt|eastern(?: time)?",
    "America/Chicago": "ct|cst|cdt|central time",
    "America/Denver": "mt|mst|mdt|mountain time",
    "America/Los_Angeles": "pt|pst|pdt|pacific(?: time)?",
    "Africa/Nairobi": "eat",
    "Asia/Manila": "pht",
    "Asia/Karachi": "pkt",
}
_CYRILLIC = {
    "Europe/Moscow": "мск|msk|по мск|по москве|по московскому(?: времени)?|московского времени|за москвою",
    "Europe/Kyiv": "по киеву|по киевскому времени|за києвом|за київським часом",
    "Asia/Bishkek": "по бишкеку",
}
_SAID: Mapping[str, Mapping[str, str]] = {
    "en": _LATIN,
    "de": {"Europe/Berlin": "mez|mesz"},
    "id": {"Asia/Jakarta": "wib", "Asia/Makassar": "wita", "Asia/Jayapura": "wit"},
    "ru": _CYRILLIC,
    "uk": _CYRILLIC,
    "ky": _CYRILLIC,
}


def _pattern(said: Mapping[str, str]) -> re.Pattern[str]:
    zones = "|".join(rf"(?P<z{place}>{words})" for place, words in enumerate(said.values()))
    return re.compile(rf"\s*\(?(?:{zones})(?![\w'’])")


_PATTERNS = {language: (_pattern({**_EVERYWHERE, **said}), [*_EVERYWHERE, *said]) for language, said in _SAID.items()}
_OTHERS = _pattern(_EVERYWHERE), [*_EVERYWHERE]


def zone_behind(folded: str, end: int, language: str) -> str | None:
    """Return the IANA name of the zone that stands behind a clock time which ends at ``end``; None without one."""
    pattern, names = _PATTERNS.get(language, _OTHERS)
    found = pattern.match(folded, end)
    return None if found is None else next(name for place, name in enumerate(names) if found[f"z{place}"])

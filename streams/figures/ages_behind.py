"""Ages that are set behind people, in Romance languages: ``dos hermanos [de 17 y 19 años] murieron``."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["BEFORE_AGES", "ages_end"]

_LEADING_TEXT = "de di d' âgé âgée âgés âgées com entre tra fra i os los"
_LEADING = frozenset(_LEADING_TEXT.split())
BEFORE_AGES = _LEADING | {","}
"""One of them is what `ages_end` begins with."""
_JOINING = frozenset({"y", "e", "et", "a", "à", "i", "os", ","})
_YEARS_TEXT = "años anos ans anni año ano an anno mois meses mesi"
_YEARS = frozenset(_YEARS_TEXT.split())
_OLDEST = 110


def ages_end(words: Sequence[str], start: int) -> int:
    """Return where ages that begin at a token end, before a comma that closes them; ``start`` where none do."""
    at = start + (words[start : start + 1] == [","])
    led = at
    while at < len(words) and words[at] in _LEADING:
        at += 1
    led = at - led
    if not _aged(words, at):
        return start
    at += 1
    while True:
        behind = at
        while behind < len(words) and words[behind] in _JOINING:
            behind += 1
        if behind == at or behind - at > 2 or not _aged(words, behind):
            break
        at = behind + 1
    if words[at : at + 1] and words[at] in _YEARS:
        return at + 1
    return at if led or words[at : at + 1] == [","] else start


def _aged(words: Sequence[str], at: int) -> bool:
    return at < len(words) and words[at].isdecimal() and int(words[at]) <= _OLDEST

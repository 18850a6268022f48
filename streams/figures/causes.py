"""What English people are out on the streets for: ``5,000 marched [against the killing] of a journalist`` killed none.

The dead, hurt and held of a cause are others than those who march for it, unless something befalls these behind it:
``those who marched [against the law] were arrested``.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["in_a_cause"]

_CAUSES_TEXT = "over against for about demanding calling protesting following condemning denouncing"
_CAUSES = frozenset(_CAUSES_TEXT.split())
_MOURNING_TEXT = """mourn mourned mourns mourning remember remembered honour honoured honor commemorate commemorated
condemn condemned denounce denounced funeral funerals vigil"""
_MOURNING = frozenset(_MOURNING_TEXT.split())
_OUT_TEXT = """marched march rallied rally protested protest demonstrated gathered took joined turned attended chanted
marching protesting rallying demonstrating assembled paraded signed signing petitioned"""
_OUT = frozenset(_OUT_TEXT.split())
"""Before a cause: those who are counted march for it."""
_WHO = frozenset({"who", "that", "which", "whom"})
_ENDS = frozenset({".", ";", ":", "!", "?", "(", ")", "—", "–"}) | _WHO
_PASSIVE = frozenset({"was", "were", "been", "being", "are", "be", "got"})
_DIED = frozenset({"died", "die", "dies", "drowned", "perished"})
REACH = 10  # tokens from the cause to what befell those who march for it


def in_a_cause(words: Sequence[str], roles: Sequence[str | None], end: int, index: int, *, crowd: bool) -> bool:
    """Whether a token introduces what those counted are out for, and nothing befalls them behind it.

    Args:
        words: of the sentence.
        roles: that each gives.
        end: behind their number.
        index: of the token.
        crowd: they were told to be one between the two.
    """
    word = words[index]
    caused = word in _CAUSES and (crowd or not _OUT.isdisjoint(words[end:index]))
    if not caused and word not in _MOURNING:
        return False
    for at in range(index + 1, min(index + REACH, len(words) - 1)):
        if words[at] in _ENDS:
            break
        if (words[at] in _PASSIVE and roles[at + 1]) or words[at] in _DIED:
            return False
    return True

"""Numbers of the dead and the hurt together, of neither alone: ``50 بين قتيل وجريح``, ``مصرع وإصابة 19 شخصا``.

Arabic news sums them up in this way before anybody knows more.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["alternative", "mixed"]

_BETWEEN = frozenset({"بين", "مابين"})
_BOTH = {"killed", "injured"}
_DEATHS = frozenset({"مقتل", "مصرع", "وفاة", "استشهاد", "قتل"})
_AND_HURT = frozenset({"واصابة", "وجرح"})
"""Nouns right before such a number; behind a verb it counts the hurt alone: ``قتلوا وأصيب [12]``."""
_MOTHER = "ام"
_HERS = ("واب", "وطفل", "ورضيع", "وجنين", "ونجل", "وحفيد", "وبن", "وزوج")
_ONE, _FAMILIES = frozenset({"واحدة", "واحد"}), frozenset({"عائلة", "اسرة", "العائلة", "الاسرة", "بيت", "منزل", "ان"})
_REACH = 3  # tokens from a number to ``between``


def mixed(words: Sequence[str], roles: Sequence[str | None], start: int, end: int) -> bool:
    """Whether a number counts the dead and the hurt of a sentence in one.

    Args:
        words: of a sentence, folded.
        roles: what each gives.
        start: the number's first token.
        end: the token behind it.
    """
    before = words[max(0, start - 2) : start]
    if not _BETWEEN.isdisjoint(before):
        first = start - before[::-1].index(next(word for word in before if word in _BETWEEN))
        return first + 1 < len(words) and _pair(words, roles, first)
    for at in range(end, min(end + _REACH, len(words) - 2)):
        if words[at] in _BETWEEN:
            return _pair(words, roles, at + 1)
    if len(before) < len(_BOTH) or before[1] not in _AND_HURT:
        return False
    return before[0] in _DEATHS or before[0][1:] in _DEATHS


def alternative(words: Sequence[str], at: int) -> bool:
    """Whether what may be one is not: the word for ``or``, and the one family of those counted.

    A mother stands before her child: ``وفاة [أم] وابنتها``; ``4 من عائلة [واحدة]``.
    """
    if words[at] in _ONE and words[at - 1 : at] and words[at - 1] in _FAMILIES:
        return True
    return words[at] == _MOTHER and not "".join(words[at + 1 : at + 2]).startswith(_HERS)


def _pair(words: Sequence[str], roles: Sequence[str | None], at: int) -> bool:
    """Whether two words stand there that one letter joins, of the dead and of the hurt."""
    return words[at + 1][0] == "و" and {roles[at], roles[at + 1]} == _BOTH

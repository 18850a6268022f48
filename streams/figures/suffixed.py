"""What case endings tell of numbers in Turkish and Kyrgyz: whose part they are, and who died of those hurt.

``[yaralılardan] ikisi ağır`` and ``[кармалгандардын] бешөө`` are parts of those told of by the word before them;
``[yaralılardan] ikisi öldü`` come on top of the dead. A couple without a number (``karı koca``) are two.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.figures.groups import Figure, Line

__all__ = ["couples", "of_the_hurt", "part_of"]

_ABLATIVES = ("dan", "den", "tan", "ten", *(f"{first}{vowel}н" for first in "дт" for vowel in "аеоө"))
_GENITIVES = (
    *(f"{first}{vowel}н" for first in "ндт" for vowel in "ыиуү"),
    "ların",
    "lerin",
    "nın",
    "nin",
    "nun",
    "nün",
)
_FROM = (*_ABLATIVES, *_GENITIVES)
_THOSE_WHO = ("anlar", "enler", "гандар", "гендер", "гондор", "гөндөр", "кандар", "кендер", "кондор", "көндөр")
_HURT = ("yaralı", "yaralan", "жарадар", "жаракат", "жабырка", "жаралан", "алган", "ооруканад", "hastane", "zehirlen")
_HELD = frozenset({"killed", "injured", "arrested", "missing", "evacuated"})
_PAIRS = {
    "karı": ("koca",),
    "ana": ("oğul", "kız"),
    "anne": ("oğul", "kız"),
    "baba": ("oğul", "kız"),
    "эрди": ("катын",),
}
"""First word of two people -> what the second is."""
_COUPLES = ("çift", "çifti", "çiftin")
_OTHER_PAIRS = frozenset({"taraflı", "şeritli", "yönlü", "katlı", "kişilik", "sayı", "haneli", "kabinli", "kale"})
"""Behind ``çift`` that is no couple."""
_REACH = 14  # tokens from a couple to what befell them


def part_of(line: Line, figure: Figure) -> str | None:
    """Return the role of those that a number is a part of, by the case of the word before it, or None."""
    at = figure.start - 1
    if at < 0 or not line.words[at].endswith(_FROM):
        return None
    if line.roles[at] is None and at and any(mark in line.words[at] for mark in _THOSE_WHO):
        at -= 1  # ``[hayatını kaybedenlerden] ikisi``
    role = line.roles[at]
    return role if role in _HELD else None


def of_the_hurt(words: Sequence[str], start: int) -> bool:
    """Whether a number is of those who were hurt before: ``[yaralılardan] ikisi öldü``."""
    before = words[max(0, start - 2) : start]
    return bool(before) and before[-1].endswith(_FROM) and any(word.startswith(_HURT) for word in before)


def couples(line: Line, found: Sequence[Figure]) -> list[Figure]:
    """Two people whom one noun or two name without a number: ``[karı koca] öldü``, ``[çift] ölü bulundu``."""
    words = line.words
    made: list[Figure] = []
    for at, word in enumerate(words):
        behind = words[at + 1] if at + 1 < len(words) else ""
        pair = word in _PAIRS and behind.startswith(_PAIRS[word])
        if not pair and (word not in _COUPLES or behind in _OTHER_PAIRS):
            continue
        end = at + 1 + pair
        if any(one.start < end and at < one.end and not one.article for one in found):
            continue
        role = next((one for one in line.roles[end : end + _REACH] if one in _HELD), None)
        role = role or next((one for one in reversed(line.roles[max(0, at - 3) : at]) if one in _HELD), None)
        if role is not None and "killed" in line.roles[max(0, at - 3) : at]:
            role = "killed"  # ``ölü bulunan [çiftin] gazdan zehirlendiği``
        if role is not None and not any(one.role == role and not one.article for one in found):
            made.append(Figure(at, end, 2, 2, approximate=False, role=role, people="people"))
    return made

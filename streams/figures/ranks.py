"""English: who is told by his place in the row of the dead says how many they are.

``[A fourth] worker has died`` and ``blast claims [fourth] victim`` are four dead by now, where the sentence counts no
others; ``three were shot, [a fourth] died later`` comes on top of them, see `streams.figures.victims`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from streams.figures.fates import ENDS, fate_of
from streams.figures.groups import Figure, Line

__all__ = ["RANKS", "claimed", "ranked"]

_ROW_TEXT = (
    "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
)
RANKS = {word: place for place, word in enumerate(_ROW_TEXT.split(), 2)}
RANKS |= {
    f"{place}{'st' if place % 10 == 1 else 'nd' if place % 10 == 2 else 'rd' if place % 10 == 3 else 'th'}": place
    for place in (*range(2, 11), *range(14, 100))
} | {"11th": 11, "12th": 12, "13th": 13}
_DEAD_TEXT = "person victim body death fatality life casualty"
_DEAD = frozenset(_DEAD_TEXT.split())
_BEFORE = frozenset({"a", "the", "its", "claims", "claimed", "claiming", "claim", "find", "found", "recover"})
_CLAIMING = frozenset({"claims", "claimed", "claiming", "claim"})
_FINDING = frozenset({"found", "recovered", "discovered", "retrieved", "pulled", "find", "recover", "finds"})
_OTHERS_TEXT = "separate separately month year week months years weeks day days since unrelated elsewhere"
_OTHERS = frozenset(_OTHERS_TEXT.split())
"""The row is that of a longer time, or of another event: ``the [third] killing this week``."""
_GOING_ON = frozenset({"later", "died", "has", "had", "was", "subsequently", "also", "then"})
"""Behind a place in the row without a noun: ``a third [later] died``."""
_VICTIMS = frozenset({"victim", "fatality", "death", "casualty", "person", "patient"})
_MAKING = frozenset(
    {"becoming", "became", "becomes", "become", "making", "makes", "made", "is", "was", "being", ",", "him", "her"}
)
_TO_DIE = (["to", "die"], ["to", "be"], ["to", "have"], ["to", "lose"])
NEAR = 6  # tokens between the row's noun and what tells its death


def claimed(words: Sequence[str]) -> bool:
    """Whether something may claim the next of a row: ``blast [claims] fourth victim``."""
    return not _CLAIMING.isdisjoint(words) and not RANKS.keys().isdisjoint(words)


def ranked(line: Line, found: list[Figure]) -> list[Figure]:
    """Let who is the fourth to die be the toll of four, where nobody else is counted among the dead."""
    words = line.words
    if RANKS.keys().isdisjoint(words) or not _OTHERS.isdisjoint(words):
        return found
    for at in compress(range(len(words) - 1), map(RANKS.__contains__, words)):
        beside = [one for one in found if one.start in (at, at - 1) and (one.low or 0) <= 1]
        rest = [one for one in found if one not in beside]
        if _in_apposition(words, at):
            rest = [one for one in rest if one.role != "killed" or (one.low or 0) > 1]  # the same man
        if any(one.role == "killed" and not one.part for one in rest) or not _opens(words, at):
            continue
        if not (any(one.role == "killed" for one in beside) or _in_apposition(words, at) or _dies(line, at)):
            continue
        place = RANKS[words[at]]
        one = Figure(at, at + 1, place, place, approximate=False, role="killed", people=line.people[at + 1])
        return sorted([*rest, one], key=lambda figure: figure.start)
    return found


def _in_apposition(words: Sequence[str], at: int) -> bool:
    """Whether one who died is called so: ``..., [the fourth] fatality``, ``becoming [the fourth] victim``."""
    if at < 3 or words[at - 1] != "the" or words[at - 2] not in _MAKING or words[at + 1] not in _VICTIMS:
        return False
    return words[at + 1] not in ("person", "patient") or words[at + 2 : at + 4] in _TO_DIE


def _opens(words: Sequence[str], at: int) -> bool:
    return at == 0 or words[at - 1] in _BEFORE or words[at - 1] in ENDS


def _dies(line: Line, at: int) -> bool:
    """Whether the one of the row is dead: ``fourth body found``, ``claims fourth victim``, ``fourth person dies``."""
    words, noun = line.words, at + 1
    if words[noun] in _DEAD and not _CLAIMING.isdisjoint(words[max(0, at - 2) : at]):
        return True
    if words[noun] in ("body", "death", "fatality"):
        near = {*words[max(0, at - 2) : at], *words[noun + 1 : noun + NEAR]}
        return words[noun] != "body" or not _FINDING.isdisjoint(near)
    if words[noun] in _GOING_ON:
        return fate_of(line, at) == "killed"
    if line.people[noun] is None and words[noun] not in _DEAD:
        return False
    return fate_of(line, noun, headline=at == 0 or words[at - 1] in ENDS) == "killed"

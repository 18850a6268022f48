"""English victims that are told one by one, by their names and ages or behind the verb.

``the victims were named as [Adam Price, 34], [his wife Leah, 33,] and [their son Tom, 6]``; ``killed in the blast were
[a woman], [her husband] and [two of their sons]``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from streams.figures.fates import ENDS, NO_NAME, fate_of
from streams.figures.groups import AND, Figure, Line

__all__ = ["BEFALLEN_FIRST", "listed"]

_FIRST = {"killed": "killed", "dead": "killed", "injured": "injured", "wounded": "injured", "hurt": "injured"}
BEFALLEN_FIRST = _FIRST.keys()
"""Words with which a sentence begins that tells behind its verb whom it befell."""
_WERE = frozenset({"were", "was", "are", "is"})
INVERTED_REACH = 12  # tokens from ``killed`` to ``were``
_AS_TEXT = "as were was are is identified named including : and , killing killed wife husband brother sister son"
_AS = frozenset(_AS_TEXT.split())
NAME = 4  # tokens of a name
_NAMED = frozenset({"named", "identified", "names"})
_DEAD_TEXT = "victim victims dead deceased killed died fatalities"
_DEAD = frozenset(_DEAD_TEXT.split())
_HURT = frozenset({"injured", "wounded", "hurt"})
_NAMELESS = frozenset({"who", "which", "where", "friday", "monday", "tuesday", "wednesday", "thursday"}) | {
    *("saturday", "sunday", "said", "says", "told", "added", "minister", "mayor", "chief", "spokesman", "inspector")
}


def listed(line: Line, found: list[Figure], aged: Collection[int]) -> list[Figure]:
    """Add those of whom a name and an age tell, and give those behind the verb what befell them.

    Args:
        line: of the sentence without ages.
        found: its figures so far.
        aged: tokens behind which an age stood.
    """
    known = [one for at in sorted(aged) if (one := _by_age(line, at, found)) is not None]
    if known:
        found = sorted([*found, *known], key=lambda figure: figure.start)
        for one, behind in reversed(list(pairwise(known))):
            if one.role is None and line.words[one.end : behind.start] in ([","], ["and"]):
                one.role, one.led = behind.role, True
        _named_as(line, found, known[0])
    if line.words[0] in _FIRST:
        _behind_verb(line, found)
    return found


def _by_age(line: Line, at: int, found: Sequence[Figure]) -> Figure | None:
    """Who is told by a name before an age: ``[Adam Price], 34,``."""
    words = line.words
    if at >= len(words) or any(one.start <= at <= one.end + NAME for one in found):
        return None
    first = at + 1
    while first and at - first < NAME - 1 and _of_name(line, first - 1):
        first -= 1
    if at - first < 1 or not (first == 0 or words[first - 1] in _AS):
        return None
    person = Figure(first, at + 1, 1, 1, approximate=False, role=fate_of(line, at), people="people", article=True)
    person.led = person.role is not None
    return person if person.role or _goes_on(words, at + 1) or first else None


def _of_name(line: Line, at: int) -> bool:
    word = line.words[at]
    return word[0].isalpha() and word not in NO_NAME | _NAMELESS | _AS and not line.roles[at] and not line.people[at]


def _goes_on(words: Sequence[str], at: int) -> bool:
    """Whether a list goes on there: ``[, his] wife``, ``[and] Tom Hill``."""
    return not AND.isdisjoint(words[at : at + 1]) or (words[at : at + 1] == [","] and words[at + 1 : at + 2] != [])


def _named_as(line: Line, found: Sequence[Figure], first: Figure) -> None:
    """Let a list of names be the dead where the sentence says so: ``named the [dead] as``."""
    before = line.words[: first.start]
    if _NAMED.isdisjoint(before) or (_DEAD.isdisjoint(before) and _HURT.isdisjoint(before)):
        return
    role = "killed" if _HURT.isdisjoint(before) else "injured"
    for one in found:
        if one.start >= first.start and one.role is None and (one.people or one is first):
            one.role, one.led = role, True


def _behind_verb(line: Line, found: Sequence[Figure]) -> None:
    """Give those whom an inverted sentence tells of what befell them."""
    words = line.words
    at = next((at for at in range(1, min(INVERTED_REACH, len(words))) if words[at] in _WERE), 0)
    if not at or not ENDS.isdisjoint(words[:at]) or any(one.end <= at for one in found):
        return
    end = next((index for index in range(at, len(words)) if words[index] in ENDS - {","}), len(words))
    behind = [one for one in found if at < one.start < end and one.people]
    if behind and behind[0].start == at + 1 and all(one.role is None or one.led for one in behind):
        for one in behind:
            one.role, one.led = _FIRST[words[0]], True

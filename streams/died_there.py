"""Who died in a hospital or of his wounds is not hurt: ``скончался [в больнице]``, ``[пострадавший] умер``.

Russian and Ukrainian, whose words for hospitals and wounds are triggers of their own. Only of one clause: ``двое
умерли, один [в больнице]`` tells of both.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.composer import Judged

__all__ = ["survivors"]

_DYING = ("скончал", "умер", "умира", "помер", "помирає", "сконав")
_OF_IT_TEXT = """больниц реанимац госпитал стационар ран травм ожог пострада пораненн постражд лікарн шпитал опік увеч
отравл отруєн смертельн операц реанімац поранен каліц потерпев потерпіл койк ліжк медик врач лікар скорой швидк"""
_OF_IT = tuple(_OF_IT_TEXT.split())
_PARTS = frozenset({",", ";", ":", "—", "–", "(", ")", "и", "а", "но", "і", "й", "та", "але"})
_REACH = 9  # tokens between them


def survivors(judged: list[Judged]) -> list[Judged]:
    """Return judgements without those of injuries that only tell where or of what somebody died."""
    if not any("DEATH" in one.found.types for one in judged):
        return judged
    return [one for one in judged if one.found.types != ("INJURY",) or not _of_death(one)]


def _of_death(one: Judged) -> bool:
    words, start, end = one.sentence.words, one.found.start, one.found.end
    if not any(word.startswith(_OF_IT) for word in words[start:end]):
        return False
    before = _clause(words[max(0, start - _REACH) : start][::-1])
    behind = _clause(words[end : end + _REACH])
    inside = words[start:end]
    return any(word.startswith(_DYING) for word in (*before, *behind, *inside)) and "не" not in (*before, *behind)


def _clause(words: Sequence[str]) -> Sequence[str]:
    """What stands before the first mark or conjunction."""
    return words[: next((at for at, word in enumerate(words) if word in _PARTS), len(words))]

"""Phrases of English for those who had to leave, and for those whom nobody finds.

``told to leave``, ``brought to safety``, ``spent the night in schools``; ``searching for``, ``not heard from``, ``no
trace of``. A word gives the role to the number beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.report import Role

__all__ = ["AFFECTING", "MOVED", "moved"]

_SENDING = frozenset({"sent", "told", "ordered", "urged", "asked", "advised", "forced", "forces", "forcing", "driven"})
_LEAVING = frozenset({"leave", "evacuate", "flee", "abandon"})
_MOVING_TEXT = (
    "moved shifted relocated transferred brought taken led escorted ferried bused bussed guided carried airlifted got"
)
_MOVING = frozenset(_MOVING_TEXT.split())
_SAFETY_TEXT = (
    "safety safer higher shelter shelters schools gyms halls school gym hall hotel hotels church churches stadium"
)
_SAFETY = frozenset(_SAFETY_TEXT.split())
_SHELTERS_TEXT = (
    "shelters schools churches gyms halls mosques tents barns barracks hotels relatives gymnasiums temples classrooms"
)
_SHELTERS = frozenset(_SHELTERS_TEXT.split())
_SHELTER_TEXT = "shelter school church gym hall mosque hotel gymnasium temple stadium arena camp monastery barracks"
_SHELTER = _SHELTERS.union(_SHELTER_TEXT.split())
_STAYING_TEXT = "sheltering sheltered housed slept spent spending accommodated lodged put camped"
_STAYING = frozenset(_STAYING_TEXT.split())
_BEING = frozenset({"are", "were", "remain", "remained", "is", "was"})
_WITHIN = frozenset({"in", "at", "with", "inside"})
STAY_REACH = 7  # tokens from ``spent`` to the shelter: ``[spent the night in the local sports] hall``
_LOST_TEXT = "trace traces whereabouts fate contact"
_LOST = frozenset(_LOST_TEXT.split())
_TRAPPED = frozenset({"trapped", "trapping", "traps"})
_BURYING_TEXT = (
    "underground rubble debris mud snow mine pit shaft colliery miners mineworkers landslide mudslide avalanche"
)
_BURYING = frozenset(_BURYING_TEXT.split())
_STILL = frozenset({"still", "remain", "remained", "remains", "stuck", "stranded"})
_OUT_TEXT = "rescued freed evacuated pulled saved escaped brought hoisted safe alive hours recovered"
_OUT = frozenset(_OUT_TEXT.split())
"""Beside those who were trapped and no longer are."""
_BESIDE_TEXT = "homes precaution heard accounted searching looking search"
AFFECTING = _TRAPPED | {"underground"} | _LEAVING | _SAFETY | _SHELTER | _LOST | frozenset(_BESIDE_TEXT.split())
"""The rarest words of the phrases that count the missing and evacuated."""
_PRECAUTION = ["as", "a", "precaution"]
_BEEN = (["was"], ["were"], ["been"], ["being"])
OUT_REACH = 5  # tokens from ``ordered`` to ``out of``
LEAVING_REACH = 9  # tokens from ``forcing`` to ``leave``
SAFE_REACH = 8  # tokens from the verb to the safe place
_DWELLING_TEXT = "block flats building apartments apartment hotel house home tower hospital estate"
_DWELLING = frozenset(_DWELLING_TEXT.split())
LEFT_REACH = 5  # tokens from ``had to leave`` to what they left
_HOMES = frozenset({"their", "homes", "houses", "villages"})
_SEEKING = frozenset({"searching", "search", "searched", "looking", "looked"})
_NOT = frozenset({"not", "n't", "didn't", "never"})
_ENDS = frozenset({".", ";", ":", "!", "?", "(", ")", "—", "–", ","})
MOVED = (
    _TRAPPED
    | {"underground"}
    | _SENDING
    | _MOVING
    | _SEEKING
    | _SHELTER
    | _LOST
    | {"heard", "leave", "left", "found", "put"}
)
"""Words that may give such a role."""


def moved(words: Sequence[str], index: int, known: str | None) -> Role | None:
    """Return the role that a word of `MOVED` gives by its phrase; ``known`` is the one that it has by itself."""
    word = words[index]
    if (
        (word in _LOST and _lost(words, index))
        or (word == "found" and _unfound(words, index))
        or (word in _SEEKING and words[index + 1 : index + 2] == ["for"])
        or (word == "heard" and _unheard(words, index))
        or (
            word == "underground" and not _STILL.isdisjoint(words[max(0, index - 3) : index]) and _OUT.isdisjoint(words)
        )
        or (word in _TRAPPED and not _BURYING.isdisjoint(words) and _OUT.isdisjoint(words))
    ):
        return "missing"
    if known is not None:
        return None
    if (word in _SHELTER and _sheltered(words, index)) or _moves(words, index):
        return "evacuated"
    return None


def _moves(words: Sequence[str], index: int) -> bool:
    return _to_safety(words, index) if words[index] in _MOVING else _sent_away(words, index)


def _unheard(words: Sequence[str], index: int) -> bool:
    """Whether nobody knows where they are: ``have not been [heard] from``."""
    return words[index + 1 : index + 2] == ["from"] and not _NOT.isdisjoint(words[max(0, index - 3) : index])


def _sheltered(words: Sequence[str], index: int) -> bool:
    """Whether people are told to be where those go who had to leave: ``spent the night in [schools]``."""
    before = words[max(0, index - STAY_REACH) : index]
    if _WITHIN.isdisjoint(before):
        return False
    if "put" in before:
        return "up" in before
    return not _STAYING.isdisjoint(before) or (words[index] in _SHELTERS and not _BEING.isdisjoint(before))


def _unfound(words: Sequence[str], index: int) -> bool:
    """Whether nobody has found them: ``have not been [found]``, ``had yet to be [found]``."""
    before = words[max(0, index - 3) : index]
    return before[-2:] == ["not", "been"] or before == ["yet", "to", "be"]


def _lost(words: Sequence[str], index: int) -> bool:
    """Whether nobody knows where they are: ``no [trace] of two pilots``, ``lost [contact] with four climbers``."""
    if words[index] == "contact":
        return "lost" in words[max(0, index - 3) : index + 4] and "with" in words[index + 1 : index + 5]
    if words[index].startswith("trace") and words[index - 1 : index] != ["no"] and "without" not in words[:index]:
        return False
    return words[index + 1 : index + 2] == ["of"]


def _to_safety(words: Sequence[str], index: int) -> bool:
    """Whether people are moved out of danger: ``[brought] to safety``, ``[moved] to schools and gyms``."""
    behind = words[index + 1 : index + SAFE_REACH]
    done = words[index - 1 : index] in _BEEN
    if done and (words[index + 1 : index + 3] == ["out", "of"] or words[-4:-1] == _PRECAUTION):
        return True  # ``were brought [out of] a nursing home``, ``were moved from the village [as a precaution]``
    return any(word in _SAFETY and not {"to", "into"}.isdisjoint(behind[:at]) for at, word in enumerate(behind))


def _sent_away(words: Sequence[str], index: int) -> bool:  # noqa: PLR0911  one return per verb
    """Whether somebody is made to go: ``sent out``, ``told [to leave]``, ``forced [from their]``."""
    behind = words[index + 1 : index + 3]
    if words[index] == "left":
        return behind[:1] == ["their"] and not _HOMES.isdisjoint(behind[1:])
    if words[index] == "leave":
        away = _HOMES | _DWELLING
        return words[index - 2 : index] == ["had", "to"] and not away.isdisjoint(words[index + 1 : index + LEFT_REACH])
    if words[index] == "put":
        return words[index + 1 : index + 2] == ["up"] and not _SAFETY.isdisjoint(words[index + 2 : index + 6])
    if words[index] not in _SENDING or not behind:
        return False
    for at in range(index + 1, min(index + LEAVING_REACH, len(words) - 1)):
        if words[at] in _ENDS:
            break
        if words[at] == "to" and words[at + 1] in _LEAVING:
            return True  # ``forcing [more than 16,000 people] to leave``
        if words[at] == "from" and words[at + 1] == "their" and not _HOMES.isdisjoint(words[at + 2 : at + 3]):
            return True  # ``forced [more than 2,000 people] from their homes``
        if words[at] == "out" and words[at + 1] == "of" and at - index <= OUT_REACH:
            return True  # ``ordered [some 2,500 people] out of seven villages``
    return behind[0] == "out" or (
        len(behind) > 1
        and ((behind[0] == "to" and behind[1] in _LEAVING) or (behind[0] == "from" and behind[1] in _HOMES))
    )

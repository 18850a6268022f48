"""Numbers that count somebody's wounds and not the wounded: ``получил [пять] ножевых ранений``, ``[two] stab wounds``.

The words name what a body has and never people; ``heridas`` and ``ferite``, which may be women, are wounds only with
what made them (``tres heridas [de bala]``). Limit: ``three injuries were reported`` stays three people.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["of_wounds"]

_WOUNDS_TEXT = """wounds burns fractures lacerations bruises gashes quemaduras fracturas lesiones contusiones hematomas
cortes puñaladas brûlures blessures contusions plaies ecchymoses ustioni lesioni fratture contusioni coltellate
queimaduras fraturas lesões ferimentos escoriações hematomas facadas ранений ранения ожогов ожога переломов перелома
травм травмы порезов пореза гематом ушибов ушиба поранень поранення опіків опіки переломів травми порізів obrażeń
obrażenia złamań złamania oparzeń poparzeń ran rany"""
_WOUNDS = frozenset(_WOUNDS_TEXT.split())
_GERMAN = ("verletzungen", "verbrennungen", "wunden", "brüche")
_EITHER = frozenset({"heridas", "ferite", "feridas"})
_MADE_BY = frozenset({"de", "da", "por", "a", "all"})
_MADE_TEXT = """bala balas arma armas cuchillo cuchilla puñal machete fuego taglio fuoco coltello punta faca tiro tiros
proiettile proiettili"""
_MADE = frozenset(_MADE_TEXT.split())
_DESCRIBING_TEXT = """stab gunshot bullet knife puncture shrapnel head chest leg deep severe serious minor facial
third-degree second-degree de d d' d’ graves profondes diverse gravi schwere leichte tiefe mehrere"""
_DESCRIBING = frozenset(_DESCRIBING_TEXT.split())
_SLAVIC = ("ых", "их", "ые", "ие", "ові", "кі", "ні", "ych", "ich")  # of adjectives: ``[ножевых] ранений``
_PEOPLE = frozenset({"victims", "victim", "patients", "patient", "casualties", "survivors"})
_REACH = 3  # tokens: ``four [deep stab wounds]``


def of_wounds(words: Sequence[str], end: int) -> bool:
    """Whether a number that ends before token ``end`` counts wounds.

    >>> of_wounds(["получил", "пять", "ножевых", "ранений"], 2), of_wounds(["двое", "получили", "ранения"], 1)
    (True, False)
    """
    for at in range(end, min(end + _REACH, len(words))):
        word = words[at]
        if word in _WOUNDS or word.endswith(_GERMAN):
            return _PEOPLE.isdisjoint(words[at + 1 : at + 2])
        if word in _EITHER:
            return not _MADE_BY.isdisjoint(words[at + 1 : at + 2]) and not _MADE.isdisjoint(words[at + 1 : at + 5])
        if word not in _DESCRIBING and not word.endswith(_SLAVIC):
            return False
    return False

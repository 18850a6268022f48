"""Digits of an address in Slavic languages: a house's, a bus's, a train's, an hour's in Polish.

``в доме [45] пострадали трое``, ``по адресу: улица Ленина, [15]``, ``przy ulicy Mostowej [36] zginęło sześć osób``.
Where nobody else is counted a number before a verb is left alone: ``в доме 45 пострадали``.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["is_slavic_address"]

_LABELLED_TEXT = """доме автобусе школе ранга палате корпусе квартире блоке подъезде камере платформе маршруте будинку
квартирі автобусі школі під'їзді маршруті linii domu bloku numerze"""
_LABELLED = frozenset(_LABELLED_TEXT.split())
"""Right before the number."""
_STREETS_TEXT = """улице улица ул проспекте вулиці вулиця вул проспекті ulicy ulica ul alei көчөсүндө поезде поїзді
pociągu"""
_STREETS = frozenset(_STREETS_TEXT.split())
"""Before a name that the number is behind: ``улице Льва Толстого [15]``, ``pociągu Intercity [3806]``."""
STREET_REACH = 4  # tokens from them to the number
_ADDRESS = frozenset({"адресу", "адресою", "адресом", "adresem"})
ADDRESS_REACH = 6  # tokens from them to the number
_DID = ("ли", "ло", "ла", "ło", "ły", "li")
_BEFELL = (*_DID, "ны", "ты", "ено", "ано", "ені", "ых", "их", "nych", "no", "to", "ne", "ni")
"""Ends of words before a number that counts: ``на улице ранены [5]``."""
_STREETWARD = frozenset({"по", "на"})
"""Between a house's number and its street: ``в доме 36 [по] улице Мира``."""
_BEHIND = frozenset({"в", "у", "за", "под", "під", ":", ".", ""})
OTHERS_REACH = 8  # tokens from a house's number to who was hurt there
_OTHERS_TEXT = """один одна двое два две три трое четыре четверо пять пятеро шесть шестеро семь семеро восемь девять
десять двоє дві троє чотири четверо п'ять п'ятеро шість шестеро сім семеро вісім дев'ять
jedna jedną dwie dwoje dwóch trzy troje trzech cztery czworo pięć pięcioro sześć siedem osiem dziewięć dziesięć"""
_OTHERS = frozenset(_OTHERS_TEXT.split())
_AT_HOUR = frozenset({"o", "około", "ok", "po", "przed", "godz", "godzinie", "."})
"""Before a Polish hour: ``około [7] rano``; but ``zatrzymano [12] rano w Krakowie``."""


def is_slavic_address(words: Sequence[str], at: int, end: int) -> bool:
    """Whether digits, token ``at`` to ``end`` of a sentence, are a part of an address, or a Polish hour."""
    previous, following = words[at - 1], words[end] if end < len(words) else ""
    if following == "rano":
        return previous in _AT_HOUR
    if not _ADDRESS.isdisjoint(words[max(0, at - ADDRESS_REACH) : at - 1]):
        return True
    labelled = previous in _LABELLED
    if labelled and following in _STREETWARD:
        return True
    street = not _STREETS.isdisjoint(words[max(0, at - STREET_REACH) : at - 1]) and not previous.endswith(_BEFELL)
    if not (labelled or street) or not (following.endswith(_DID) or following in _BEHIND):
        return False
    beside = (*words[max(0, at - OTHERS_REACH) : at], *words[end + 1 : end + OTHERS_REACH])
    return any(word in _OTHERS or word.isdecimal() for word in beside)

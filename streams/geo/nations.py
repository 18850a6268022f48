"""A nation's name before people or arms says whose they are, and not where: ``6 [American] troops``. English.

So does the name of its language: ``a sign in [Spanish]``.
"""

from __future__ import annotations

import re

__all__ = ["of_doers", "of_office", "of_people", "tongue"]

_PERSON = re.compile(
    r" (?:(?:aid|oil|army|navy|air ?force|special forces|exchange|embassy|un|peacekeeping|defen[cs]e|military"
    r"|senior) )?"
    r"(?:(?:pilot|tourist|national|citizen|journalist|climber|student|worker|woman|soldier|captive|hostage|priest|nun"
    r"|couple|teenager|businessman|engineer|backpacker|missionary|sailor|marine|contractor|troop|peacekeeper|diplomat"
    r"|official|veteran|airman|trooper|volunteer|fisherman|miner|pilgrim|holidaymaker|passenger|crew|sold[ie]+r)s?"
    r"|m[ae]n|women|servicem[ae]n|fishermen|airmen|family)\b"
)
"""Behind a nation or a country: whose people they are, wherever they are."""
_DOERS = re.compile(
    r" (?:(?:air|drone|missile|artillery|ground|naval|occupation|coalition|special|armed|army|military)[ -])?"
    r"(?:strikes?|airstrikes?|shelling|bombardments?|bombing|warplanes?|jets?|drones?|missiles?|artillery|rockets?"
    r"|raids?|attacks?|troops|forces|fire|gunships?|helicopters?(?! (?:crash|accident|shootdown|down))"
    r"|aircraft|navy|incursion|invasion)\b"
)
"""Behind a nation: its arms abroad. Its police and its army are at home as often."""
_OFFICE = re.compile(
    r" (?:(?:defen[cs]e|foreign|interior|health|air|armed|security|prime|military|army|border|state) )?"
    r"(?:ministry|minister|military|army|forces?|officials?|authorities|government|president|command|spokes\w+)"
    r"(?: spokes(?:man|woman|person))? (?:said|says|told|added|denied|denies|confirmed|claimed|claims)\b"
)
"""Behind a nation: its office says so, wherever that was."""
_TONGUE_BEFORE = frozenset(
    {"in", "into", "speak", "speaks", "spoke", "speaking", "learn", "learning", "fluent", "broken"}
)
_TONGUE_BEHIND = re.compile(
    r"$|\s*[.,;:!?)\"'”\n]|-(?:language|speaking)| (?:and|or|but|at|on|to|for|from|that|with|by|as|when|than|only"
    r"|before|after|reading|saying|said|speakers?|lessons?|translation|subtitles)\b"
)
"""Behind a nation's adjective: its language is meant; before it mostly ``in``."""


def of_people(folded: str, end: int) -> bool:
    """Whether people stand behind a nation or a country that ends at ``end``, who may be anywhere."""
    return _PERSON.match(folded, end) is not None


def of_office(folded: str, end: int) -> bool:
    """Whether an office of a nation speaks, which may tell of anywhere: ``the [Israeli] military said``."""
    return _OFFICE.match(folded, end) is not None


def of_doers(folded: str, end: int) -> bool:
    """Whether the people of a country are only who did it, where its weapons reach: ``[Turkish] troops shelled``."""
    return _DOERS.match(folded, end) is not None


def tongue(folded: str, previous: str, end: int) -> bool:
    """Whether a nation's adjective that ends at ``end`` names its language: ``chanted in [Spanish] at``."""
    return previous in _TONGUE_BEFORE and _TONGUE_BEHIND.match(folded, end) is not None

"""Numbers of English that only say which one: of a bus, a flat, a road, a house in a street.

Behind a verb or before one they would else be taken for those who were hurt: ``hurt on bus [57]``, ``killed at [24]
Mill Road``, ``two men in Block [16] were shot``.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.figures.persons import several

__all__ = ["is_label"]

_THINGS_TEXT = """
bus tram train coach lorry truck ferry flight car carriage cabin compartment berth seat row table desk room suite flat
apartment apt unit house building block tower hall hangar warehouse shed level floor storey basement stairwell
staircase platform track terminal gate pier dock jetty quay runway taxiway stand stop bay lane exit junction
interchange kilometre kilometer km mile marker milepost checkpoint roundabout route highway interstate road motorway
freeway line ward cell dormitory dorm barrack barracks classroom lab laboratory theatre studio stage entrance door
section sector zone district precinct area phase quarter arrondissement borehole shaft mine pit well reactor furnace
boiler kiln pump pylon pillar bridge lock buoy boat barge raft camp site plot lot pitch field court engine ladder
rescue medic hole green box locker channel camera number no nos sr us ca tx fm rt hwy rte autoroute autobahn boulevard
avenue street drive battalion brigade regiment squadron company complex campus centre center plant point spot post
outpost position grid quadrant locality village colony nagar chak ps km/h gp
"""
_THINGS = frozenset(_THINGS_TEXT.split())
_PLACING_TEXT = """
in at on near outside inside aboard of from to by off behind opposite beside below above under beneath within into onto
past between around along through towards toward beyond via platform metro subway underground school college mile street
apartment tower state county interstate national train bus nuclear oil prison hospital fire police refugee
"""
_PLACING = frozenset(_PLACING_TEXT.split())
"""Before the name of a thing that has a number; behind an article it has none: ``on the train [12] were hurt``."""
_NUMBERED = frozenset({"number", "no", "nos"})
_BEFORE_NUMBERED_TEXT = "the at outside inside in near on school house flat a bus gate door opposite of and"
_BEFORE_NUMBERED = frozenset(_BEFORE_NUMBERED_TEXT.split())
"""Victims may number 12 as well."""
_STREETS_TEXT = """
road rd street st avenue ave lane ln drive dr close square sq court terrace way crescent place gardens boulevard blvd
row hill park grove mews parkway pkwy circle highway quay walk rise view broadway
"""
_STREETS = frozenset(_STREETS_TEXT.split())
STREET_REACH = 4  # tokens from a house's number to the word for its street: ``24 Upper Mill Road``
_AT_HOUSE = frozenset({"at", "of", "outside", "in", "from", "near", "inside", "to", "behind"})
_MARKS = frozenset({",", ".", ";", ":", "!", "?", "-", "–", "—", "(", ")", "'", "/"})
_SMALL_TEXT = "a an the when after while as where who that and or but his"
_SMALL = frozenset(_SMALL_TEXT.split())


def is_label(words: Sequence[str], people: Sequence[str | None], start: int, end: int) -> bool:  # noqa: PLR0911  one per kind
    """Whether a number of an English sentence says which thing of its kind it is.

    Args:
        words: of the sentence.
        people: those whom each word names, if any.
        start: first token of the number.
        end: behind its last.
    """
    if start and words[start - 1] == "from" and "of" in words[start:end]:
        return True  # ``three people from [a group of 20] were hurt``
    if not start or end != start + 1:
        return False
    previous, before = words[start - 1], words[start - 2] if start > 1 else ""
    if previous == "a":  # ``near the A[40]``, ``A[5]``; nobody counts a 40
        return words[start].isdigit() and not _counts(words, people, end)
    if previous == "." and before == "no":  # ``School No. [12]``
        previous, before = before, words[start - 3] if start > 2 else ""
    if words[end : end + 2] == ["local", "time"]:
        return True  # ``at [0215] local time``
    if previous in _NUMBERED:
        return before in _BEFORE_NUMBERED
    if (previous, before) == ("us", "on"):  # ``on US [101]``
        return True
    if previous in _THINGS and (not before or before in _PLACING or before in _MARKS):
        return not _counts(words, people, end)
    if previous not in _AT_HOUSE or not words[start].isdigit():
        return False
    return _in_street(words, people, end)


def _counts(words: Sequence[str], people: Sequence[str | None], end: int) -> bool:
    """Whether people are named right behind a number, with one word between at most."""
    if end >= len(words):
        return False
    if people[end]:
        return several(words[end])  # ``Ward [7] resident dies``
    between = words[end] in _MARKS or words[end] in _PLACING or words[end] in _SMALL
    return not between and bool(people[end + 1 : end + 2] and people[end + 1])


def _in_street(words: Sequence[str], people: Sequence[str | None], end: int) -> bool:
    """Whether a street follows a house's number: ``at 24 [Mill Road]``, ``of 9 [St John's Close]``."""
    for at in range(end, min(end + STREET_REACH, len(words))):
        word = words[at]
        if at > end and word in _STREETS:
            return True
        if people[at] or word in _MARKS or word in _PLACING or word in _SMALL:
            return False
    return False

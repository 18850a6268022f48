"""Numbers of an address or a timetable, which count nobody: of a house, a floor, a road, a bus, the day of a date.

In Spanish, French, Portuguese and Italian they stand behind their noun: ``en el piso [12]``, ``in via Roma [12]``,
``na A[1]``; in English behind a verb or before one they would else be taken for those who were hurt: ``hurt on bus
[57]``, ``killed at [24] Mill Road``. In Slavic languages and German a number before a verb is left alone where nobody
else is counted: ``в доме 45 пострадали``. The words are in ``addresses.toml``.

Limits: nothing parts ``en la ruta [12] heridos`` from a road's number, so that people behind a number are counted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from streams.figures.persons import several
from streams.words.calendar import MONTH_NAMES

__all__ = ["FLIGHTS", "STREETS", "is_label", "of_address"]

_WORDS = {
    group: {kind: tuple(text.split()) for kind, text in kinds.items()}
    for group, kinds in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).items()
}
_ROMANCE, _ENGLISH, _SLAVIC, _GERMAN, _ARABIC = (
    _WORDS[group] for group in ("romance", "english", "slavic", "german", "arabic")
)

FLIGHTS = frozenset({"volo", "vuelo", "vol", "voo", "flight", "flug", "рейс", "рейса", "рейсе", "рейсом", "lot"})
"""Before a number that is no year: ``sul volo [1402]``."""
STREETS = frozenset(_ROMANCE["streets"])
"""What stands before the name of a street, which may be a day: ``calle 25 de Mayo``."""
_LABELLED = frozenset(_ROMANCE["labelled"])
_HOUSED = frozenset(_ROMANCE["housed"])
_STREET_REACH = 6  # tokens from it to a house's number
_LEAVING = frozenset(_ROMANCE["leaving"])
"""Before the number of those whom something befell in a street: ``deja [12]``."""
_ROMANCE_ROADS = ("l'a", "dell'a", "sull'a", "nell'a", "all'a", "d'a")
_BEFORE_ROAD = frozenset({"la", "na", "da", "pela", "à", "autoroute", "autopista", "autovía", "autostrada"})
_BEFORE_EN = frozenset({"na", "da", "pela"})
_ENDS = frozenset({"", ",", ".", ";", ")", "(", ":", "!", "-", "–"})
_PREPOSITIONS = frozenset(_ROMANCE["prepositions"])
_PEOPLE = _ROMANCE["people"]
"""Beginnings of words for who is counted behind a number."""
_LAST_DAY = 31
_TO = frozenset({"para", "al", "a", "au", "e", "y", "et", "ao", "-", "–"})
_THE = frozenset({"el", "il", "o", "le"})

_THINGS, _PLACING = frozenset(_ENGLISH["things"]), frozenset(_ENGLISH["placing"])
_NUMBERED = frozenset({"number", "no", "nos"})
_BEFORE_NUMBERED = frozenset(_ENGLISH["before_numbered"])
"""Victims may number 12 as well."""
_STREETS = frozenset(_ENGLISH["streets"])
_ENGLISH_REACH = 4  # tokens from a house's number to the word for its street: ``24 Upper Mill Road``
_AT_HOUSE = frozenset({"at", "of", "outside", "in", "from", "near", "inside", "to", "behind"})
_MARKS = frozenset({",", ".", ";", ":", "!", "?", "-", "–", "—", "(", ")", "'", "/"})
_SMALL = frozenset(_ENGLISH["small"])

_SLAVIC_LABELLED, _SLAVIC_STREETS = frozenset(_SLAVIC["labelled"]), frozenset(_SLAVIC["streets"])
"""Before a name that the number is behind: ``улице Льва Толстого [15]``, ``pociągu Intercity [3806]``."""
_SLAVIC_REACH = 4  # tokens from them to the number
_ADDRESS = frozenset({"адресу", "адресою", "адресом", "adresem"})
_ADDRESS_REACH = 6  # tokens from them to the number
_DID = ("ли", "ло", "ла", "ło", "ły", "li")
_BEFELL = (*_DID, "ны", "ты", "ено", "ано", "ені", "ых", "их", "nych", "no", "to", "ne", "ni")
"""Ends of words before a number that counts: ``на улице ранены [5]``."""
_STREETWARD = frozenset({"по", "на"})
"""Between a house's number and its street: ``в доме 36 [по] улице Мира``."""
_SLAVIC_BEHIND = frozenset({"в", "у", "за", "под", "під", ":", ".", ""})
_OTHERS_REACH = 8  # tokens from a house's number to who was hurt there
_OTHERS = frozenset(_SLAVIC["others"])
_AT_HOUR = frozenset({"o", "około", "ok", "po", "przed", "godz", "godzinie", "."})
"""Before a Polish hour: ``około [7] rano``; but ``zatrzymano [12] rano w Krakowie``."""

_GERMAN_LABELLED, _GERMAN_HURT = frozenset(_GERMAN["labelled"]), frozenset(_GERMAN["hurt"])
_GERMAN_PEOPLE, _GERMAN_ROADS = frozenset(_GERMAN["people"]), frozenset(_GERMAN["roads"])
_ARABIC_LABELLED, _ARABIC_COUNTED = frozenset(_ARABIC["labelled"]), _ARABIC["counted"]
_ROADS = frozenset(
    {"der", "auf", "autobahn", "трасса", "трассе", "трассы", "траса", "трасі", "траси", "дороге"}
    | {"autostrady", "autostradzie", "autostradą"}
)
"""Before the letter of a road: ``an der A[7]``."""


def of_address(words: Sequence[str], at: int, end: int) -> bool:
    """Whether digits are a part of an address, a timetable or a date, in any language but English.

    Args:
        words: of the sentence.
        at: of the digits.
        end: behind them.
    """
    if not at or not words[at].isdigit():
        return False
    previous, following = words[at - 1], words[end] if end < len(words) else ""
    arabic = previous in _ARABIC_LABELLED and not following.startswith(_ARABIC_COUNTED)  # ``في شارع [40]``
    ordinal = following == "." and "".join(words[end + 1 : end + 2]).isalpha()  # ``im [12]. Stock``
    if arabic or ordinal or (len(previous) == 1 and at > 1 and words[at - 2] in _ROADS):
        return True
    if previous in _GERMAN_ROADS and following not in _GERMAN_PEOPLE:
        return True  # ``auf der Autobahn [7] nahe Graz gestorben``
    if previous in _GERMAN_LABELLED and following in _GERMAN_HURT and not _GERMAN_PEOPLE.isdisjoint(words[: at - 1]):
        return True
    return _of_slavic_address(words, at, end) or _of_romance_address(words, at, end)


def _of_romance_address(words: Sequence[str], at: int, end: int) -> bool:
    """Whether digits number a floor, a road, a line or a house, or are the day of a date or its eve."""
    word, previous, following = words[at], words[at - 1], words[end] if end < len(words) else ""
    if int(word) <= _LAST_DAY and len(word) <= 2 and _is_day(words, end, following):
        return True
    if following.startswith(_PEOPLE):
        return False
    if previous in _LABELLED or previous in _ROMANCE_ROADS or (previous in _HOUSED and previous != "via"):
        return True
    before = words[at - 2] if at > 1 else ""
    lettered = (previous == "a" and before in _BEFORE_ROAD) or (previous == "en" and before in _BEFORE_EN)
    if lettered:
        return True  # ``na A[1]``, ``na EN [125]``; tokens part the letter from the number
    return (following in _ENDS or following in _PREPOSITIONS) and _ends_street(words, at)


def _is_day(words: Sequence[str], end: int, following: str) -> bool:
    """Whether a month follows, or the next day and its month: ``[20] de julio``, ``[19] para 20 de novembro``."""
    if following in _TO:
        at = end + 1 + (words[end + 1 : end + 2] != [] and words[end + 1] in _THE)
        return words[at : at + 1] != [] and words[at].isdigit() and _is_month(words, at + 1)
    return following == "de" and _is_month(words, end)


def _is_month(words: Sequence[str], at: int) -> bool:
    at += words[at : at + 1] == ["de"]
    return words[at : at + 1] != [] and words[at] in MONTH_NAMES


def _ends_street(words: Sequence[str], at: int) -> bool:
    """Whether a number ends the name of a street: ``via Roma [12]``, ``Rua 25 de Março, [340]``."""
    name: list[str] = []
    for word in reversed(words[max(0, at - _STREET_REACH) : at]):
        if word in _HOUSED:
            return bool(name) and _LEAVING.isdisjoint(name) and not any(one.startswith(_PEOPLE) for one in name)
        if word in _ENDS and (word != "," or name):
            return False
        name += [word] if word != "," else []
    return False


def _of_slavic_address(words: Sequence[str], at: int, end: int) -> bool:
    """Whether digits, token ``at`` to ``end`` of a sentence, are a part of an address, or a Polish hour."""
    previous, following = words[at - 1], words[end] if end < len(words) else ""
    if following == "rano":
        return previous in _AT_HOUR
    if not _ADDRESS.isdisjoint(words[max(0, at - _ADDRESS_REACH) : at - 1]):
        return True
    labelled = previous in _SLAVIC_LABELLED
    if labelled and following in _STREETWARD:
        return True
    before = words[max(0, at - _SLAVIC_REACH) : at - 1]
    street = not _SLAVIC_STREETS.isdisjoint(before) and not previous.endswith(_BEFELL)
    if not (labelled or street) or not (following.endswith(_DID) or following in _SLAVIC_BEHIND):
        return False
    beside = (*words[max(0, at - _OTHERS_REACH) : at], *words[end + 1 : end + _OTHERS_REACH])
    return any(word in _OTHERS or word.isdecimal() for word in beside)


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
    return _opens_street(words, people, end)


def _counts(words: Sequence[str], people: Sequence[str | None], end: int) -> bool:
    """Whether people are named right behind a number, with one word between at most."""
    if end >= len(words):
        return False
    if people[end]:
        return several(words[end])  # ``Ward [7] resident dies``
    between = words[end] in _MARKS or words[end] in _PLACING or words[end] in _SMALL
    return not between and bool(people[end + 1 : end + 2] and people[end + 1])


def _opens_street(words: Sequence[str], people: Sequence[str | None], end: int) -> bool:
    """Whether a street follows a house's number: ``at 24 [Mill Road]``, ``of 9 [St John's Close]``."""
    for at in range(end, min(end + _ENGLISH_REACH, len(words))):
        word = words[at]
        if at > end and word in _STREETS:
            return True
        if people[at] or word in _MARKS or word in _PLACING or word in _SMALL:
            return False
    return False

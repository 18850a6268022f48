"""Villages that no list has, where a long text says that they are places: they lie where the text is at home.

``in Pakbeng, a village with one street``, ``the hamlet of Pinhook``, ``the road from Kayes to Diboli``: the name is the
text's own, the coordinates are those of the nearest town among those in whose midst most of its towns lie, and the
precision says that only the region is known. Names of persons, of organisations and capitals of other sorts are left
out; where the towns lie here and there nothing is placed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set

from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import CITY, COUNTY
from streams.geo.toponym_evidence import ACCEPT
from streams.geo.toponyms import Name, words

__all__ = ["VICINITY", "bring_home", "vicinities"]

VICINITY = 10  # an entry's kind, beside those of the gazetteer
HOME_TOWNS, HOME_SHARE = 2, 0.66  # towns close together, and their share of all, that are the text's home
HOME_DEGREES = 1.5  # north and east together, from the one in their midst
_KINDS_TEXT = """village villages hamlet township townships town towns settlement community communities suburb suburbs
neighborhood neighbourhood district districts barangay municipality port parish areas"""
_KINDS = frozenset(_KINDS_TEXT.split())
_IN = tuple(f" {word} " for word in ("in", "near", "outside", "à", "en", "cerca de", "près de", "em"))
_AT = tuple(f" {word} " for word in ("at", "from", "to", "toward", "towards", "around"))
_BESIDE = (*_IN, *_AT, " between ", " through ", " of ", " entre ", " de ")
_AND = tuple(f"{comma} {word} " for comma in ("", ",") for word in ("and", "to", "or", "y", "et", "à", "a"))
_SIDES = ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")
_NEXT = (*_AND, ", near ", ", outside ", ", just outside ", *(f", {side} of " for side in _SIDES))
"""``from Kayes to Diboli``, ``in Rogowiec, near Bełchatów``: what stands beside a place that is known is one."""
_OF_KIND = re.compile(r"(\w+) of $")
_APPOSED = re.compile(r",? an? (?:\w+ ){0,2}(\w+)")
_BEHIND = re.compile(r" (\w+)")
_LEADING = 24  # characters that say so
_FEATURE = re.compile(
    r" (?:Point|Springs?|Creek|Bridge|Hill|Hills|Falls|Cross|Bay|Beach|Head|Green|Corner|Corners|Landing|Junction"
    r"|Ridge|Hollow|Grove|Heights|Mills?|Ferry|Crossing|Harbou?r|Cove|Island|Lake|Valley|Fork)$"
)
_GOES_ON = re.compile(r"(?:['’]s)? (?:[A-Z]|\d|said\b|says\b|told\b|[a-z]+ed that\b)|['’]s\b")
_TOWNSHIP = (" Township", " Twp")
_TOWNSHIPS = 10_000  # from where on moved townships are numbered
_OTHER_TEXT = """
co co. inc ltd llc corp corporation company bros construction industries enterprises holdings foods motors bank
congress parliament senate ramadan lent islam christianity hinduism judaism buddhism english arabic french german
russian spanish chinese japanese hebrew urdu hindi latin google facebook instagram twitter youtube tiktok whatsapp
telegram bitcoin division league cup title series group phase round court grade zone block sector ward precinct
unit building room terminal gate chapter article section class parliament's covid medicare medicaid brexit
christmas easter diwali eid hanukkah thanksgiving halloween heaven hell earth mars venus jupiter space plan
operation act bill amendment team state capitol pentagon knesset duma bundestag commons lords kremlin nato opec
unicef isis hamas hezbollah taliban al-qaeda boko house monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december spring summer autumn fall
winter q1 q2 q3 q4 stage level category type model version season week day yoruba hausa igbo swahili zulu xhosa
amharic somali pashto dari farsi persian kurdish turkish tamil telugu kannada malayalam marathi bengali punjabi
sinhala nepali burmese thai tagalog malay mandarin cantonese korean portuguese italian dutch greek polish ukrainian
welsh irish gaelic creole aramaic european african asian american western eastern northern southern central north
south east west"""
_OTHER = frozenset(_OTHER_TEXT.split())
"""What stands behind ``in`` with a capital and is no place."""


def vicinities(
    text: str,
    names: Sequence[Name],
    unknown: Sequence[tuple[int, int]],
    families: Set[str],
    gazetteer: Gazetteer,
) -> list[Name]:
    """Return names of places that the gazetteer lacks, resolved to where the text is at home.

    Args:
        text: as published.
        names: that the gazetteer has, resolved, with their evidence.
        unknown: where other words with a capital stand.
        families: words that are somebody's family name in the text.
        gazetteer: which lacks the names.
    """
    towns = [name for name in names if name.evidence >= ACCEPT and name.chosen and name.chosen.kind in (CITY, COUNTY)]
    if not towns or not unknown:
        return []
    home = _home(towns)
    starts, ends = {name.start: name for name in towns}, {name.end: name for name in towns}
    found: dict[str, Entry] = {}
    result = []
    for start, end in _joined(text, unknown):
        written = text[start:end]
        if _GOES_ON.match(text, end):
            continue
        beside = _neighbour(text, start, end, starts, ends)
        near = [beside] if beside and _at_home(beside, towns) else home if _placed(text, start, end) else []
        if not near or not _may_be(written, families, gazetteer):
            continue
        nearest = min(near, key=lambda name: abs(name.start - start))
        if nearest.chosen is not None:
            entry = found.setdefault(written, _beside(nearest.chosen, written, len(found)))
            result.append(Name(start, end, written, nearest.called, ACCEPT, chosen=entry))
    return result


def _home(towns: Sequence[Name]) -> list[Name]:
    """The towns in whose midst most of a text's towns lie; none when they lie here and there."""
    written = {name.text: name.chosen for name in towns if name.chosen}
    around = [
        {text for text, other in written.items() if abs(one.lat - other.lat) + abs(one.lon - other.lon) <= HOME_DEGREES}
        for one in written.values()
    ]
    home: set[str] = max(around, key=len, default=set())
    if len(home) < max(HOME_TOWNS, HOME_SHARE * len(written)):
        return []
    return [name for name in towns if name.text in home]


def bring_home(names: Sequence[Name], text: str) -> None:
    """Move townships to where the text is at home: ``Union Township``, where the towns of that name lie elsewhere."""
    parts = [name for name in names if name.evidence >= ACCEPT and text.startswith(_TOWNSHIP, name.end)]
    if not parts:
        return
    kinds = (CITY, COUNTY)
    others = [n for n in names if n not in parts and n.evidence >= ACCEPT and n.chosen and n.chosen.kind in kinds]
    home = _home(others)
    areas = {name.chosen.area for name in home if name.chosen}
    for number, name in enumerate(parts if home else ()):
        nearest = min(home, key=lambda other: abs(other.start - name.start)).chosen
        if nearest is not None and name.chosen is not None and name.chosen.area not in areas:
            name.chosen = _beside(nearest, f"{name.text} Township", _TOWNSHIPS + number)


def _at_home(one: Name, towns: Sequence[Name]) -> bool:
    """Whether most of a text's towns lie in the country of this one."""
    countries = [name.chosen.country for name in towns if name.chosen]
    return one.chosen is not None and 2 * countries.count(one.chosen.country) >= len(countries) + 1


def _joined(text: str, unknown: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield where the names stand that words with a capital make together."""
    begin, last = unknown[0]
    for start, end in unknown[1:]:
        if start - last == 1 and text[last] == " ":
            last = end
            continue
        yield begin, last
        begin, last = start, end
    yield begin, last


def _neighbour(text: str, start: int, end: int, starts: Mapping[int, Name], ends: Mapping[int, Name]) -> Name | None:
    """The known place that a name is joined with, behind a word for a place."""
    if text.endswith(_BESIDE, 0, start):
        for joint in _NEXT if text.startswith(_NEXT, end) else ():
            if text.startswith(joint, end) and (name := starts.get(end + len(joint))):
                return name
    for joint in _AND if text.endswith(_AND, 0, start) else ():
        if text.endswith(joint, 0, start) and (name := ends.get(start - len(joint))):
            return name if text.endswith(_BESIDE, 0, name.start) else None
    return None


def _placed(text: str, start: int, end: int) -> bool:
    """Whether the words beside a name say that it is a place."""
    if text.endswith(_IN, 0, start) or (text.endswith(_AT, 0, start) and _FEATURE.search(text, start, end)):
        return True
    if text.endswith(" of ", 0, start):
        of = _OF_KIND.search(text, max(0, start - _LEADING), start)
        return of is not None and of[1] in _KINDS
    behind = _APPOSED.match(text, end) if text.startswith((", a", " a"), end) else _BEHIND.match(text, end)
    return behind is not None and behind[1] in _KINDS


def _may_be(written: str, families: Set[str], gazetteer: Gazetteer) -> bool:
    lists = words()
    parts = written.lower().split()
    if not families.isdisjoint(written.split()) or any(part in _OTHER or part in lists["forenames"] for part in parts):
        return False
    if all(part in lists["common"] for part in parts) or parts[0] in lists["titles"]:
        return False
    return len(written) > 3 and not gazetteer.find(written)


def _beside(town: Entry, written: str, number: int) -> Entry:
    index = -1_000_000 - number
    return Entry(index, written, town.lat, town.lon, 0, town.country, town.region, town.zone, VICINITY)

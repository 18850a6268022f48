"""Names whose holder stands in parentheses: ``in Pensa (Bam Province, Center-North region)``.

Observers write so, and mean it: what stands behind the name holds it. A district or region beside its word is one
although nothing else speaks for it; a name takes that of its places which lies there; and where none does, or no list
has the name, it is a place of its own at its holder's, as precise as a region, better than a namesake abroad.
Limits: the holder, or one of several, has to be known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from streams.geo.gazetteer import Entry
from streams.geo.gazetteer_form import CITY, COUNTY, REGION
from streams.geo.misplaced import held_by
from streams.geo.toponym_evidence import ACCEPT
from streams.geo.toponyms import Name, words
from streams.geo.vicinity import VICINITY

__all__ = ["place_held"]

_UNIT = (
    r"(?:provinces?|districts?|states?|county|regions?|governorate|lga|zone|departments?|prefectures?|territory|cercle"
    r"|division|tehsil|woreda|wilaya|canton|commune|sub-?county|provincia|departamento|estado|municipio|región|distrito"
    r"|département|région|préfecture|territoire|область|области|район|районе|района|облус\w*|районун\w*|province|край)"
)
_HELD = re.compile(
    rf"(?P<name>[^\W\d_][\w'’-]+(?:[ -][^\W\d_][\w'’-]+){{0,2}}) \((?P<holder>[^()\n]*\b{_UNIT}\b[^()\n]*)\)",
    re.IGNORECASE,
)
_HOLDER = re.compile(rf"\([^()\n]*\b{_UNIT}\b[^()\n]*\)", re.IGNORECASE)
_PLAIN = re.compile(r"(?<=\w \()(?P<holder>[^\W\d_][^()\n\d:;]{2,36})\)")
_NAMED = re.compile(r"[^\W\d_][\w'’-]+(?:[ -][^\W\d_][\w'’-]+){0,2}$")
_PLACED = re.compile(
    r"(?:^|[^\w])(?:[Àà]|[Aa]d?|[IiEe]n|[Ee]m|[Ii]m|[Bb]ei|[Nn]ahe|[Nn]ear|[Ww]e?|[Pp]od|[Уу]|[Вв]|[Пп]ід|[Пп]од|[Pp]resso"
    r"|commune de|village de|comune di|municipio de|freguesia de|concelho de|(?:селі|селе|селищі|посёлке|поселке|wsi))"
    r" (?:[^\W\d_]+ )?$"
)
"""Before a name that a plain ``(Dordogne)`` holds: it is a place, and no person from there."""
_UNIT_BEHIND = re.compile(rf",? {_UNIT}\b", re.IGNORECASE)
_UNIT_BEFORE = re.compile(rf"\b{_UNIT} (?:de |du |d['’]|del |de la |of )?$", re.IGNORECASE)
_LEADING = 24  # characters of a unit before its name
REACH = 48  # characters of a name before a plain holder
_FIRST = -2_000_000  # index of the first such place, beside those of `streams.geo.vicinity`


def place_held(names: list[Name], text: str, families: Set[str]) -> list[Name]:
    """Return names with those that a holder in parentheses places, in order.

    Args:
        names: resolved, with their evidence.
        text: as published.
        families: words that are somebody's family name in the text.
    """
    made: list[Name] = []
    for number, (first, last, match) in enumerate(_brackets(text)):
        inside = [name for name in names if match.start("holder") <= name.start and name.end <= match.end("holder")]
        if not inside:
            continue
        start, end = _proper(text, first, last)
        plain = match.re is _PLAIN
        if plain and (not _PLACED.search(text, max(0, start - _LEADING), start) or _told(names, start, end)):
            continue
        holders = list(_holders(inside, text, match.start("holder") if plain else -1))
        if not holders or start == end or not families.isdisjoint(text[start:end].split()):
            continue
        before = [name for name in names if start <= name.start and name.end <= end]
        whole = next((name for name in before if (name.start, name.end) == (start, end)), None)
        if whole is not None and (own := _own(whole, holders)):
            whole.chosen, whole.evidence = own, max(whole.evidence, ACCEPT)
            continue
        for name in before:
            name.evidence = 0.0
        if not words()["common"].issuperset(text[start:end].lower().split()):
            made.append(_beside(holders[0], text, start, end, number))
    return sorted([*names, *made], key=lambda name: name.start) if made else names


def _brackets(text: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield where a name stands before its holder, and what holds it: with the word for a district, then without."""
    if _HOLDER.search(text):  # begins with a mark, and is sooner looked for than a name
        yield from ((*match.span("name"), match) for match in _HELD.finditer(text))
    for match in _PLAIN.finditer(text):
        if named := _NAMED.search(text, max(0, match.start() - 2 - REACH), match.start() - 2):
            yield *named.span(), match


def _told(names: Sequence[Name], start: int, end: int) -> bool:
    """Whether a name between these offsets is a place already."""
    return any(start <= name.start and name.end <= end and name.evidence >= ACCEPT for name in names)


def _holders(inside: Sequence[Name], text: str, plain: int) -> Iterator[Name]:
    """Yield the districts and regions among names that the word for one makes sure, or what stands at ``plain``."""
    for name in inside:
        unit = (
            _UNIT_BEHIND.match(text, name.end)
            or _UNIT_BEFORE.search(text, max(0, name.start - _LEADING), name.start)
            or _UNIT_BEHIND.search(name.text)
        )
        if unit or name.start == plain:  # many bear the name of their capital: ``provincia de Salta``
            areas = [entry for entry, _, _ in name.called.entries if entry.kind in (REGION, COUNTY)]
            if unit and areas and name.chosen not in areas:
                name.chosen = areas[0]
            name.evidence = max(name.evidence, ACCEPT)
        if name.evidence >= ACCEPT and name.chosen is not None and name.chosen.kind in (REGION, COUNTY, CITY):
            yield name


def _proper(text: str, start: int, end: int) -> tuple[int, int]:
    """The last words of a span that have capitals: ``station in [Haro Limu]``; empty where the last has none."""
    first = end
    for word in reversed(list(re.finditer(r"[^ ]+", text[start:end]))):
        if not word[0][0].isupper() or word[0].isupper():
            break
        first = start + word.start()
    return first, end


def _own(name: Name, holders: Sequence[Name]) -> Entry | None:
    """The place of a name that lies in one of its holders."""
    areas = [holder.chosen for holder in holders if holder.chosen is not None]
    entries = [entry for entry, _, _ in name.called.entries]
    return next((entry for entry in entries if any(held_by(entry, area) for area in areas)), None)


def _beside(holder: Name, text: str, start: int, end: int, number: int) -> Name:
    area, written = holder.chosen, text[start:end]
    if area is None:
        raise ValueError("a holder that was not resolved holds nothing")
    entry = Entry(_FIRST - number, written, area.lat, area.lon, 0, area.country, area.region, area.zone, VICINITY)
    return Name(start, end, written, holder.called, ACCEPT, chosen=entry)

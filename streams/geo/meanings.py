"""What a written form can mean, before any text is looked at: its places by size and kind."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence, Set

from streams.geo.gazetteer import Entry
from streams.geo.gazetteer_form import CITY, COUNTRY, COUNTY, REGION, key_of
from streams.geo.toponym_evidence import base_evidence
from streams.geo.toponyms import LANDMARK, Called

__all__ = ["HOME", "METROPOLIS", "RENOWNED", "weighed"]

METROPOLIS, METROPOLITAN = 600_000, 2.0  # inhabitants of a city that is meant unless a text says otherwise; its weight
RENOWNED = 2_500_000  # inhabitants; meant with or without its accents: ``Los Ángeles``
ALTERNATE, ALTERNATE_BESIDE, ALTERNATE_TRUST = 0.3, 1.5, 0.5
"""What an alternate name weighs less, the second when another has it as its own; what company counts for it then."""
ACCENTED = 0.7  # what a town weighs less when another has the name with the accents that are written
RIVAL = 10  # times: a town so much larger than those that have the name as their own is called so as well
CALLED_SO = 200_000  # inhabitants of a town by whose name nobody calls a metropolis: ``Petropolis``, no Petersburg
HOME = {
    "ky": ("KG",),
    "ru": ("RU", "KG", "KZ", "UA", "BY"),
    "es": (
        *("ES", "MX", "CO", "AR", "VE", "PE", "CL", "EC", "GT", "CU"),
        *("BO", "DO", "HN", "PY", "SV", "NI", "CR", "PA", "UY", "PR"),
    ),
    "fr": ("FR",),
    "en": ("US", "GB"),
    "ar": ("EG", "SY", "IQ", "SA"),
    "pt": ("BR", "PT"),
    "it": ("IT",),
    "de": ("DE",),
    "tr": ("TR",),
    "hi": ("IN",),
    "uk": ("UA",),
    "pl": ("PL",),
    "sr": ("RS", "HR", "BA", "ME"),
    "hr": ("HR", "BA"),
    "bs": ("BA",),
    "id": ("ID", "MY"),
    "nl": ("NL", "BE"),
}
_BY = re.compile(r" (?:upon|on|am|an der|aan den|sur|na|nad) (?=\w)")
"""Behind a town's short name: the river, hill or sea that it lies on."""


def weighed(entries: Sequence[Entry], written: str, language: str, inflected: bool) -> Called:
    """Weigh what a written form can mean before any text is looked at.

    Args:
        entries: at least one.
        written: as the text has it.
        language: of the text; its home countries are likelier.
        inflected: the entries were found only without an ending of the form.
    """
    home = HOME.get(language, ())
    key = key_of(written)
    if key[0] >= "\u0400":  # GeoNames' own names are in Latin letters
        key = ""
    named = [not key or entry.kind != CITY or key in _own_names(entry.name) for entry in entries]
    owners = [entry for entry, own in zip(entries, named, strict=True) if own]
    rows = []
    for entry, own in zip(entries, named, strict=True):
        weight, trust = _weight(entry, home), 1.0
        if not own:
            others = (e.population for e in owners if e.kind == CITY or e.area != entry.area)
            rival = max(others, default=0)
            another = rival >= CALLED_SO and not key_of(entry.name).startswith(key)
            contested = rival * RIVAL >= entry.population or another
            weight -= ALTERNATE_BESIDE if contested else ALTERNATE
            trust = ALTERNATE_TRUST if contested else 1.0
            if entry.population >= METROPOLIS and 2.5 * rival * RIVAL >= entry.population:
                weight -= METROPOLITAN
        rows.append((entry, weight, trust))
    if not written.isascii() and (accented := {entry.country for entry in entries if entry.name == written}):
        # ``San José`` is not the city in California, nor ``Münster`` Ireland's Munster
        rows = [
            (entry, weight if entry.name == written else weight - _plain(entry, accented), trust)
            for entry, weight, trust in rows
        ]
    rows = [(entry, min(weight, _seat(entry, rows, key)), trust) for entry, weight, trust in rows]
    rows.sort(key=lambda one: (-one[1], one[0].index))
    largest = max(entry.population for entry in entries)
    return Called(tuple(rows), inflected, base_evidence(entries), largest)


def _own_names(name: str) -> tuple[str, ...]:
    """A town's name and what it is in two parts or tongues: ``Kingston upon Hull``, ``Gasteiz / Vitoria``."""
    if " / " in name:
        return tuple(map(key_of, name.split(" / ")))
    key = key_of(name)
    cut = _BY.search(key)
    return (key, key[: cut.start()], key[cut.end() :]) if cut else (key,)


def _plain(entry: Entry, accented: Set[str]) -> float:
    """What a town weighs less whose own name has none of the accents that the text writes.

    Of regions only those of other countries than the ``accented``, whose own are written either way.
    """
    if entry.kind == COUNTRY and entry.population < RENOWNED and entry.name.isascii():
        return 2 * METROPOLITAN  # ``Mação`` is not Macao
    if not entry.name.isascii() or not (entry.kind == CITY or (entry.kind == REGION and entry.country not in accented)):
        return 0.0
    return ACCENTED + (METROPOLITAN if METROPOLIS <= entry.population < RENOWNED else 0.0)


def _seat(entry: Entry, weighed: Sequence[tuple[Entry, float, float]], key: str) -> float:
    """Most that a region or district may weigh: a little less than the large town that it shares its name with."""
    if entry.kind not in (REGION, COUNTY):
        return math.inf
    for town, weight, _ in weighed:
        if town.kind != CITY or town.country != entry.country:
            continue
        share = 0.1 if key == key_of(town.name) else 0.2 if town.area == entry.area else 1.0
        if town.population >= (share if entry.kind == REGION else 0.05) * entry.population:
            return weight - 0.1
    return math.inf


def _weight(entry: Entry, home: Sequence[str]) -> float:
    """How likely a place is meant before the text is looked at."""
    score = 0.45 * math.log10(entry.population + 10) + (
        METROPOLITAN if entry.population >= METROPOLIS and entry.kind != COUNTY else 0.0
    )
    if entry.kind == REGION:
        score -= 0.75
    elif entry.kind in (COUNTRY, LANDMARK):
        score += 1.2
    elif entry.kind == COUNTY:
        score -= 0.3
    if entry.country in home:
        score += 0.7 if len(home) == 1 else 0.4
    return score

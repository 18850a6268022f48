"""Which of several places of a name is meant, for every name of a text (`streams.toponyms` finds the names).

Explicit region or country behind a comma first (``Paris, Texas``), and what one mention says holds for all mentions of
the name. Else each candidate starts from its size and is weighed with its company: how much of the rest of the text
lies in the same country and region, and how many of the other names have a candidate in the squares around it, which
finds the cluster of a local paper's villages although each of their names is common. Two rounds of weighing, first with
the company of the largest, then of the chosen. Same idea as Leidner's one-referent-per-discourse and spatial minimality
(https://doi.org/10.1145/1328964.1328989). The weights were set on our own articles (``tests/data/places``) apart from
those held out.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from streams.gazetteer import CITY, COUNTRY, COUNTY, DATA, DEMONYM, REGION, Entry, Gazetteer, beside, key_of
from streams.report import Place
from streams.toponyms import (
    ACCEPT,
    DATELINE,
    LANDMARK,
    Called,
    Name,
    base_evidence,
    evidence,
    forms,
    persons,
    runs,
    words,
)

__all__ = ["Located", "Places", "shipped_landmarks", "to_place"]

MAX_NAMES = 160  # names looked at in one text; an article has about 40
LONGEST = 5  # words in a name
CANDIDATES = 40  # of one name that are weighed; the others are hamlets
METROPOLIS = 1_000_000  # inhabitants; such a city is meant unless the text says otherwise
ROUNDS = 2
SAINTLY = 20_000  # inhabitants from which ``St. Cloud`` is looked for as ``Saint Cloud``
METROPOLITAN = 2.0  # what a metropolis weighs more
ALTERNATE, ALTERNATE_BESIDE = 0.3, 1.5  # what an alternate name weighs less, the second when another has it as its own
ALTERNATE_TRUST = 0.5  # what company counts for an alternate name beside an own one
RIVAL = 10  # times: a town so much larger than those that have the name as their own is called so as well
_KNOWN_LIMIT = 50_000  # written forms remembered per language
_COMMA = re.compile(r"\s*(?:,|\()\s*(?:in )?$| in $")
_STATE_CODE = re.compile(r",? ([A-Z]{2})\b")
_COUNTIES = re.compile(r"(?:[A-Z][\w.]+(?: [A-Z]\w+)?,? (?:and )?){1,8}counties\b")
_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STATE_CODES = (
    "AL:Alabama AK:Alaska AZ:Arizona AR:Arkansas CA:California CO:Colorado CT:Connecticut DE:Delaware FL:Florida "
    "GA:Georgia HI:Hawaii ID:Idaho IL:Illinois IN:Indiana IA:Iowa KS:Kansas KY:Kentucky LA:Louisiana ME:Maine "
    "MD:Maryland MA:Massachusetts MI:Michigan MN:Minnesota MS:Mississippi MO:Missouri MT:Montana NE:Nebraska "
    "NV:Nevada NH:New_Hampshire NJ:New_Jersey NM:New_Mexico NY:New_York NC:North_Carolina ND:North_Dakota OH:Ohio "
    "OK:Oklahoma OR:Oregon PA:Pennsylvania RI:Rhode_Island SC:South_Carolina SD:South_Dakota TN:Tennessee TX:Texas "
    "UT:Utah VT:Vermont VA:Virginia WA:Washington_State WV:West_Virginia WI:Wisconsin WY:Wyoming"
)
STATES = {pair[:2]: pair[3:].replace("_", " ") for pair in _STATE_CODES.split()}
_HOME = {
    "ky": ("KG",),
    "ru": ("RU", "KG", "KZ", "UA", "BY"),
    "es": ("ES", "MX", "CO", "AR", "VE"),
    "fr": ("FR",),
    "en": ("US", "GB"),
    "ar": ("EG", "SY", "IQ", "SA"),
    "pt": ("BR", "PT"),
    "it": ("IT",),
    "de": ("DE",),
}
_LEANING_TEXT = {
    "US": "sheriff sheriff's county counties interstate troopers trooper deputies coroner freshman sophomore gop "
    "congressman congresswoman senator's statehouse superintendent",
    "GB": "councillor councillors constabulary borough nhs motorway lorry pensioner mp mps postcode paramedics",
    "IN": "lakh lakhs crore crores rs tehsil taluk panchayat collector bjp fir lathi rupees sabha mla",
    "CA": "rcmp mla mlas premier provincial",
    "AU": "nsw shire bushfire bushfires suburb",
    "IE": "gardai gardaí garda taoiseach",
    "ZA": "saps rand",
    "NG": "naira lga",
    "PK": "rangers rupees tehsil",
}
_LEANING = {country: frozenset(text.split()) for country, text in _LEANING_TEXT.items()}
"""Words that a country's papers use of their own affairs."""


@dataclass(slots=True)
class Located:
    """A name at ``start`` to ``end`` of the text, and the place that it means."""

    start: int
    end: int
    entry: Entry
    place: Place
    evidence: float = 0.0


@dataclass(slots=True)
class _Group:
    """All mentions of one written form, which mean one place."""

    names: list[Name]
    called: Called
    candidates: Sequence[tuple[Entry, float, float]]
    within: str | None
    chosen: Entry
    vote: float = 0.0

    @property
    def evidence(self) -> float:
        return max(name.evidence for name in self.names)


def shipped_landmarks() -> list[dict[str, Any]]:
    """Return the points of interest that come with the product."""
    with (DATA / "landmarks.toml").open("rb") as file:
        return list(tomllib.load(file)["places"])


class Places:
    """Finds places.

    Args:
        gazetteer: opened.
        landmarks: points of interest: ``name``, ``aliases``, ``lat``, ``lon``, ``country``, ``city``.
    """

    def __init__(self, gazetteer: Gazetteer, landmarks: Iterable[Mapping[str, Any]] = ()) -> None:
        self._gazetteer = gazetteer
        self._landmarks: dict[str, list[Entry]] = defaultdict(list)
        for number, landmark in enumerate(landmarks):
            entry = self._landmark(-1 - number, landmark)
            for name in dict.fromkeys((landmark["name"], *landmark.get("aliases", ()))):
                self._landmarks[key_of(name)].append(entry)
        self._first_words: dict[str, int] = {}
        for key in self._landmarks:
            first, *rest = key.split()
            self._first_words[first] = max(self._first_words.get(first, 0), 1 + len(rest))
        self._known: dict[str, dict[str, Called | None]] = defaultdict(dict)
        self._places: dict[int, Place] = {}

    def _landmark(self, index: int, landmark: Mapping[str, Any]) -> Entry:
        country = str(landmark["country"])
        towns = self._gazetteer.find(str(landmark.get("city", "")))
        city = next((e for e in towns if e.country == country and e.kind == CITY), None)
        return Entry(
            index,
            str(landmark["name"]),
            float(landmark["lat"]),
            float(landmark["lon"]),
            city.population if city else 0,
            country,
            str(landmark.get("admin1") or (city.region if city else "")),
            city.zone if city else "",
            LANDMARK,
        )

    def find(self, text: str, folded: str, language: str, vocabulary: Set[str] = frozenset()) -> list[Located]:
        """All places of a text, in order of their offsets.

        Args:
            text: as published.
            folded: its comparison form.
            language: ISO 639-1.
            vocabulary: its distinct folded words, which tell whose paper it is.
        """
        names = self._names(text, language)
        if not names:
            return []
        counts: dict[str, int] = defaultdict(int)
        for name in names:
            counts[name.text] += 1
        dateline = DATELINE.match(text)
        families = persons(names, folded)
        for name in names:
            name.evidence = evidence(name, text, folded, counts[name.text], dateline.end() if dateline else 0, families)
        _choose(_groups(names), _leaning(vocabulary) if language == "en" else {})
        return [self._located(name) for name in names if name.chosen is not None and name.evidence >= ACCEPT]

    def _located(self, name: Name) -> Located:
        entry = name.chosen
        if entry is None:
            raise ValueError("a name that was not resolved cannot be located")
        place = self._places.get(entry.index)
        if place is None:
            if len(self._places) >= _KNOWN_LIMIT:
                self._places.clear()
            place = self._places[entry.index] = to_place(entry)
        return Located(name.start, name.end, entry, place, name.evidence)

    def _names(self, text: str, language: str) -> list[Name]:
        names: list[Name] = []
        known = self._known[language]
        for run in runs(text, language):
            index = 0
            while index < len(run) and len(names) < MAX_NAMES:
                name, used = self._longest_name(text, run, index, language, known)
                if name:
                    names.append(name)
                index += used
        if "counties" in text:
            self._counties(names, text)
        for first, second in pairwise(names):
            if second.start - first.end <= 5:
                _within(first, second, text)
        for name in names:
            _state_code(name, text)
        return names

    def _counties(self, names: Sequence[Name], text: str) -> None:
        """``Lamar, Delta and Hopkins counties``: each is a county's name."""
        for found in _COUNTIES.finditer(text):
            listed = [name for name in names if found.start() <= name.start and name.end <= found.end()]
            for name in listed:
                called = self._look_up(f"{name.text} County", "en")
                if called is not None and called.entries:
                    name.called = called

    def _longest_name(
        self,
        text: str,
        run: Sequence[tuple[int, int]],
        index: int,
        language: str,
        known: dict[str, Called | None],
    ) -> tuple[Name | None, int]:
        start = run[index][0]
        landmark = self._landmark_at(text, start, run[index][1], language)
        if landmark:
            used = sum(1 for begin, _ in run[index:] if begin < landmark.end)
            return landmark, max(1, used)
        for length in range(min(LONGEST, len(run) - index), 0, -1):
            end = run[index + length - 1][1]
            written = text[start:end]
            called = known[written] if written in known else self._look_up(written, language)
            if called is not None:
                return (Name(start, end, written, called) if called.entries else None), length
        head, _, tail = text[start : run[index][1]].partition("-")
        if tail and tail[0].islower() and (called := self._look_up(head, language)) and called.entries:
            return Name(start, start + len(head), head, called), 1  # ``Boston-based``
        return None, 1

    def _landmark_at(self, text: str, start: int, end: int, language: str) -> Name | None:
        """A landmark whose name starts here; its further words need no capitals."""
        reach = self._first_words.get(key_of(text[start:end]).partition(" ")[0], 0)
        if not reach:  # as nearly always
            return None
        ends = [m.end() for m in _WORDS.finditer(text, start, start + 80)][:reach]
        for stop in reversed(ends):
            found = self._landmarks.get(key_of(text[start:stop]))
            if found:
                return Name(start, stop, text[start:stop], _called(found, text[start:stop], language, False))
        return None

    def _look_up(self, written: str, language: str) -> Called | None:
        """What a written form can mean; empty when it is too large to be a place, None when it is unknown."""
        known = self._known[language]
        if len(known) >= _KNOWN_LIMIT:
            known.clear()
        called: Called | None = None
        if key_of(written) in words()["nowhere"]:
            called = Called((), False, 0.0, frozenset(), 0)
        else:
            for form in forms(written, language):
                entries: Sequence[Entry] = self._landmarks.get(key_of(form)) or self._gazetteer.find(form)
                if form.startswith("saint"):  # as many schools, streets and feasts as towns
                    entries = [entry for entry in entries if entry.population >= SAINTLY]
                if entries:
                    called = _called(entries, written, language, form != written)
                    break
        known[written] = called
        return called


def _called(entries: Sequence[Entry], written: str, language: str, inflected: bool) -> Called:
    home = _HOME.get(language, ())
    key = key_of(written)
    if key[0] >= "\u0400":  # GeoNames' own names are in Latin letters
        key = ""
    named = [not key or key == key_of(entry.name) or entry.kind != CITY for entry in entries]
    owners = [entry for entry, own in zip(entries, named, strict=True) if own]
    weighed = []
    for entry, own in zip(entries, named, strict=True):
        weight, trust = _weight(entry, home), 1.0
        if not own:
            others = (e.population for e in owners if e.kind == CITY or e.area != entry.area)
            rival = max(others, default=0)
            contested = rival * RIVAL >= entry.population
            weight -= ALTERNATE_BESIDE if contested else ALTERNATE
            trust = ALTERNATE_TRUST if contested else 1.0
            if entry.population >= METROPOLIS and 2 * rival * RIVAL >= entry.population:
                weight -= METROPOLITAN
        weighed.append((entry, weight, trust))
    weighed = [(entry, min(weight, _seat(entry, weighed, key)), trust) for entry, weight, trust in weighed]
    weighed.sort(key=lambda one: (-one[1], one[0].index))
    largest = max(entry.population for entry in entries)
    return Called(tuple(weighed), inflected, base_evidence(entries), frozenset(e.kind for e in entries), largest)


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
    score = 0.45 * math.log10(entry.population + 10) + (METROPOLITAN if entry.population >= METROPOLIS else 0.0)
    if entry.kind == REGION:
        score -= 0.75
    elif entry.kind in (COUNTRY, LANDMARK):
        score += 1.2
    elif entry.kind == COUNTY:
        score -= 0.3
    if entry.country in home:
        score += 0.7 if len(home) == 1 else 0.4
    return score


def _leaning(vocabulary: Set[str]) -> dict[str, float]:
    """Country -> how much the text's words speak for its being written there."""
    found = {}
    for country, cues in _LEANING.items():
        said = len(cues & vocabulary)
        if said:
            found[country] = min(1.2, 0.4 * said)
    return found


def _groups(names: Sequence[Name]) -> list[_Group]:
    """One group for each written form; what one mention says about the region holds for all."""
    mentions: dict[str, list[Name]] = {}
    for name in names:
        mentions.setdefault(name.text, []).append(name)
    groups = []
    for together in mentions.values():
        said = {name.within for name in together if name.within}
        if len(said) > 1:  # ``Portland, Maine, and Portland, Oregon``
            parts = [[name for name in together if name.within == within] for within in said | {None}]
        else:
            parts = [together]
        for part in parts:
            if part:
                within = next(iter(said)) if len(said) == 1 else part[0].within
                groups.append(_group(part, within))
    return groups


def _group(names: list[Name], within: str | None) -> _Group:
    called = names[0].called
    candidates: Sequence[tuple[Entry, float, float]] = called.entries
    if within:
        region, _, country = within.partition("/")
        held = [one for one in candidates if one[0].country == country and (not region or one[0].region == region)]
        candidates = held or candidates
    return _Group(names, called, candidates[:CANDIDATES], within, candidates[0][0])


@dataclass(slots=True)
class _Company:
    """What the names of a text vote for, and in which squares they have candidates."""

    countries: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    areas: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    cells: dict[int, list[tuple[int, float, Entry]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, group: _Group) -> None:
        entry = group.chosen
        self.countries[entry.country] += group.vote
        if entry.region:
            self.areas[entry.area] += group.vote

    def of(self, entry: Entry, own: _Group) -> float:
        """How much the others speak for a candidate of ``own``."""
        chosen, weight = own.chosen, own.vote
        total = sum(self.countries.values()) - weight
        if total <= 0.01:
            return 0.0
        near = self.countries.get(entry.country, 0.0) - (weight if entry.country == chosen.country else 0.0)
        nearer = 0.0
        if entry.region:
            nearer = self.areas.get(entry.area, 0.0) - (weight if entry.area == chosen.area else 0.0)
        strength = min(1.0, total / 3.0)
        support = strength * 2.6 * near / total
        if entry.kind in (CITY, COUNTY):
            support += strength * 1.8 * nearer / total
            support *= min(1.0, math.log10(entry.population + 10) / 4.3)  # a hamlet needs more than its country's name
        elif entry.kind == REGION:
            support += 2.0 * min(1.0, nearer)
        return support

    def around(self, entry: Entry, own: int) -> float:
        """How many of the other names have a candidate near this one, rare names more than common ones."""
        near: dict[int, float] = {}
        lat, lon = entry.lat, entry.lon
        for cell in beside(entry.cell):
            for group, weight, other in self.cells.get(cell, ()):
                if group != own:
                    closeness = weight * (1.0 - (abs(lat - other.lat) + abs(lon - other.lon)) / NEARBY_DEGREES)
                    if closeness > near.get(group, 0.0):
                        near[group] = closeness
        return sum(near.values())


NEARBY, NEARBY_MOST = 1.5, 2.8  # for each name with a candidate nearby, and for all of them
NEARBY_DEGREES = 2.0  # north and east together


def _choose(groups: Sequence[_Group], leaning: Mapping[str, float]) -> None:
    """Settle every group's place, and add its company's support to the evidence of its names."""
    company = _Company()
    if len(groups) > 1:
        for number, group in enumerate(groups):
            _spread(company, number, group)
    support = 0.0
    for turn in range(ROUNDS if len(groups) > 1 else 1):
        company.countries.clear()
        company.areas.clear()
        for group in groups:
            group.vote = _vote(group) if group.evidence >= ACCEPT - 1.0 else 0.0
            company.add(group)
        for number, group in enumerate(groups):
            scored = []
            for entry, weight, trust in group.candidates:
                support = company.of(entry, group)
                if entry.kind in (CITY, COUNTY, LANDMARK) and company.cells:
                    support += min(NEARBY_MOST, NEARBY * company.around(entry, number))
                support *= trust
                scored.append((weight + support + leaning.get(entry.country, 0.0), -entry.index, support, entry))
            _, _, support, entry = max(scored, key=lambda one: one[:2])
            group.chosen = entry
            if turn == ROUNDS - 1 or len(groups) == 1:
                lift = min(1.5, 0.75 * support) if entry.kind in (CITY, COUNTY) else 0.0
                for name in group.names:
                    name.chosen = entry
                    name.evidence += lift


def _spread(company: _Company, number: int, group: _Group) -> None:
    """Note in which squares a name has candidates."""
    likely = min(1.0, max(0.0, group.evidence / ACCEPT))
    if not likely:
        return
    places = [entry for entry, _, _ in group.candidates if entry.kind in (CITY, COUNTY, LANDMARK)]
    weight = likely / math.sqrt(len(places)) if places else 0.0
    for entry in places:
        company.cells[entry.cell].append((number, weight, entry))


def _vote(group: _Group) -> float:
    """How much a name says of where the text is: a country fully, a town the more the fewer towns share its name."""
    entry = group.chosen
    if group.within or entry.kind in (COUNTRY, REGION, LANDMARK):
        return 1.5
    if entry.kind == DEMONYM:
        return 1.0
    rivals = sum(1 for other, _, _ in group.candidates if other.area != entry.area)
    return (1.0 if entry.population >= 100_000 else 0.6) / (1.0 + 0.25 * rivals)


def _within(first: Name, second: Name, text: str) -> None:
    """``Paris, Texas``: the second name holds the first."""
    if not _COMMA.match(text[first.end : second.start]):
        return
    for entry, _, _ in second.called.entries:
        if entry.kind == COUNTRY and any(
            e.country == entry.country and e.kind != COUNTRY for e, _, _ in first.called.entries
        ):
            first.within = f"/{entry.country}"
            return
        if entry.kind == REGION and any(e.area == entry.area and e.kind != REGION for e, _, _ in first.called.entries):
            first.within = f"{entry.region}/{entry.country}"
            second.within = second.within or f"{entry.region}/{entry.country}"
            second.evidence = 5.0
            return


def _state_code(name: Name, text: str) -> None:
    """``Paris, TX``."""
    match = _STATE_CODE.match(text, name.end)
    state = STATES.get(match[1]) if match else None
    if state and any(e.country == "US" and e.region in (state, "New York") for e, _, _ in name.called.entries):
        name.within = f"{state}/US"


def to_place(entry: Entry) -> Place:
    """Return the record of an entry; a region known by GeoNames' code alone has no name."""
    region = None if not entry.region or entry.region.isdigit() or len(entry.region) <= 2 else entry.region
    precision = {REGION: "admin1", COUNTY: "admin1", COUNTRY: "country", DEMONYM: "country", LANDMARK: "point"}
    return Place(
        entry.name,
        entry.country,
        region,
        entry.lat,
        entry.lon,
        precision.get(entry.kind, "city"),  # type: ignore[arg-type]
    )

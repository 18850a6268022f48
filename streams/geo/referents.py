"""Which of several places of a name is meant, for every name of a text.

Explicit region or country behind a comma first (``Paris, Texas``), and what one mention says holds for all mentions of
the name. Else each candidate starts from its weight, by size and kind, and is judged with its company: how much of the
rest of the text lies in the same country and region, and how many of the other names have a candidate near this one,
which finds the cluster of a local paper's villages although each of their names is common. Two rounds, first with the
company of the weightiest, then of the chosen. Same idea as Leidner's one-referent-per-discourse and spatial minimality
(https://doi.org/10.1145/1328964.1328989). The figures were set on our own articles (``tests/data/places``), apart from
those held out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from streams.geo.gazetteer import Entry, beside
from streams.geo.gazetteer_form import CITY, COUNTRY, COUNTY, DEMONYM, REGION
from streams.geo.home import Settled
from streams.geo.meanings import METROPOLIS, RENOWNED
from streams.geo.toponym_evidence import ACCEPT
from streams.geo.toponyms import LANDMARK, Name

__all__ = ["choose"]

CANDIDATES = 40  # of one name that are weighed; the others are hamlets
ROUNDS, HIGH_SEAS = 2, "XZ"  # the second of no country
FAMED, FAMED_MOST = 40, 0.8  # times larger than its namesake; most that a country says for the namesake then
GREAT, LESS_FAMED = 100_000, 4  # inhabitants of a city that hides its hamlets; how much less one does than a metropolis
ELSEWHERE, TOWN = 1.0, 20_000  # what one weighs less in a text of another country that has a town of that name
NEARBY, NEARBY_MOST = 1.5, 2.8  # for each name with a candidate nearby, and for all of them
VOUCHED, VOUCHED_SMALL, VOUCH = 1.2, 2.5, 2.6  # support from which company speaks for a common word; what that counts
KNOWN = 50_000  # inhabitants of a town for which the lesser support does
NEARBY_DEGREES = 2.0  # north and east together
COUNTY_DEGREES, HELD = 0.45, 0.9  # from a county to its towns, north and east together; what either gains
_TOWNS, _SPREAD, _HELD = (CITY, COUNTY), (CITY, COUNTY, LANDMARK), {CITY, COUNTY}  # kinds of entries


class _Group(msgspec.Struct, gc=False):
    """All mentions of one written form, which mean one place."""

    names: list[Name]
    candidates: Sequence[tuple[Entry, float, float]]
    within: str | None
    chosen: Entry
    vote: float = 0.0
    support: float = 0.0
    areas: Sequence[str] = ()
    famed: int = 0
    """Inhabitants of the largest city of the name, if there are so many that it is meant by itself."""

    @property
    def evidence(self) -> float:
        names = self.names
        return names[0].evidence if len(names) == 1 else max([name.evidence for name in names])


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
    candidates = _candidates(names[0], within, area=any(name.area for name in names))
    largest = candidates[0][0]
    famed = 0
    if largest.kind == CITY and largest.population >= GREAT:
        famed = largest.population // (1 if largest.population >= METROPOLIS else LESS_FAMED)
    areas = [entry.area for entry, _, _ in candidates]
    return _Group(names, candidates, within, largest, areas=areas, famed=famed)


def _candidates(name: Name, within: str | None, *, area: bool) -> Sequence[tuple[Entry, float, float]]:
    """What a name may mean by itself and by what the text says it lies in, heaviest first."""
    candidates: Sequence[tuple[Entry, float, float]] = name.called.entries
    if within:
        region, _, country = within.partition("/")
        held = [one for one in candidates if one[0].country == country and (not region or one[0].region == region)]
        candidates = held or candidates
    if area:
        candidates = [one for one in candidates if one[0].kind in (REGION, COUNTY)] or candidates
    return candidates[:CANDIDATES]


@dataclass(slots=True)
class _Company:
    """What the names of a text vote for, in which squares they have candidates, and which names have any.

    ``stateless``: names, but common words, of a text without a region: its counties and towns tell each other.
    """

    countries: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    areas: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    total: float = 0.0
    named: bool = False
    stateless: set[int] = field(default_factory=set)
    spread: set[int] = field(default_factory=set)
    cells: dict[int, list[tuple[int, float, Entry]]] = field(default_factory=lambda: defaultdict(list))

    def count(self, groups: Sequence[_Group]) -> None:
        """Count the votes anew."""
        self.countries.clear()
        self.areas.clear()
        for group in groups:
            entry = group.chosen
            group.vote = _vote(group) if group.evidence + _lift(entry, group.support) >= ACCEPT - 1.0 else 0.0
            if group.vote:
                self.countries[entry.country] += group.vote
                if entry.region:
                    self.areas[entry.area] += group.vote
        self.total = sum(self.countries.values())
        self.named = any(group.vote and group.chosen.kind == COUNTRY for group in groups)

    def nearby(self, number: int, group: _Group) -> list[float]:
        """What the candidates of a group gain from those of the others around them."""
        if self.spread <= {number}:
            return [0.0] * len(group.candidates)
        return [
            min(NEARBY_MOST, NEARBY * self.around(entry, number)) if entry.kind in _SPREAD else 0.0
            for entry, _, _ in group.candidates
        ]

    def supports(self, own: _Group) -> list[float]:
        """How much the others speak for each candidate of ``own``; nothing where they say nothing of its country."""
        countries, areas = self.countries, self.areas
        chosen, weight = own.chosen, own.vote
        total = self.total - weight
        if total <= 0.01:
            return [0.0] * len(own.candidates)
        strength = total / 2.0 if total < 2.0 else 1.0
        found: list[float] = []
        for entry, _, _ in own.candidates:
            country, kind = entry.country, entry.kind
            if country not in countries:
                found.append(0.0)
                continue
            near = countries[country] - (weight if country == chosen.country else 0.0)
            nearer = 0.0
            if entry.region:
                nearer = areas.get(entry.area, 0.0) - (weight if entry.area == chosen.area else 0.0)
            support = strength * 2.6 * near / total
            if own.famed > FAMED * entry.population and nearer <= 0.01:
                support = min(FAMED_MOST, support)  # ``a flight from [Paris] to Miami``
            if kind in _TOWNS:
                support += strength * 1.8 * nearer / total
                support *= entry.known  # a hamlet needs more than its country's name
            elif kind == REGION:
                support += 2.0 * min(1.0, nearer)
            found.append(support)
        return found

    def elsewhere(self, own: _Group, entry: Entry) -> bool:
        """Whether the text names countries, not that of the entry, and another town of the name lies in one of them."""
        if not self.named or self._beside(own, entry.country):
            return False
        return any(
            other.population >= TOWN and other.kind == CITY and self._beside(own, other.country)
            for other, _, _ in own.candidates
        )

    def _beside(self, own: _Group, country: str) -> bool:
        votes = self.countries.get(country, 0.0) - (own.vote if own.chosen.country == country else 0.0)
        return votes > 0.01

    def around(self, entry: Entry, own: int) -> float:
        """How many of the other names have a candidate near this one, rare names more than common ones."""
        near: dict[int, float] = {}
        lat, lon = entry.lat, entry.lon
        for cell in filter(self.cells.__contains__, beside(entry.cell)):
            for group, weight, other in self.cells[cell]:
                if group != own:
                    apart = abs(lat - other.lat) + abs(lon - other.lon)
                    if apart >= NEARBY_DEGREES:
                        continue
                    closeness = weight * (1.0 - apart / NEARBY_DEGREES)
                    held = own in self.stateless and apart <= COUNTY_DEGREES and entry.area == other.area
                    if held and {entry.kind, other.kind} == _HELD:
                        closeness = max(closeness, HELD)
                    if closeness > near.get(group, 0.0):
                        near[group] = closeness
        return sum(near.values())


def choose(names: Sequence[Name], lean: Mapping[str, float], home: Settled | None = None) -> None:
    """Settle the place of every name, and add its company's support to its evidence.

    Args:
        names: with their evidence.
        lean: of `streams.geo.leaning`.
        home: of the source, if nothing in the text speaks against it.
    """
    if len(names) == 1:  # as in most posts
        names[0].chosen = _likeliest(_candidates(names[0], names[0].within, area=names[0].area), lean, home)
        return
    groups = _groups(names)
    if len(groups) == 1:
        _settle(groups[0], _likeliest(groups[0].candidates, lean, home), 0.0)
        return
    company = _Company()
    if not any(group.chosen.kind in (REGION, COUNTRY) for group in groups):
        company.stateless = {i for i, group in enumerate(groups) if not any(name.doubted for name in group.names)}
    for number, group in enumerate(groups):
        _spread(company, number, group)
    nearby = [company.nearby(number, group) for number, group in enumerate(groups)]
    for turn in range(ROUNDS):
        company.count(groups)
        for group, near in zip(groups, nearby, strict=True):
            if turn < ROUNDS - 1 and len(group.candidates) == 1 and group.evidence >= ACCEPT - 1.0:
                continue  # votes as it is
            best, support = _best(group, near, company, lean, home)
            if turn < ROUNDS - 1:
                group.chosen, group.support = best, support
            else:
                _settle(group, best, support)


def _likeliest(
    candidates: Sequence[tuple[Entry, float, float]], lean: Mapping[str, float], home: Settled | None
) -> Entry:
    """What a name means that stands alone; heaviest first."""
    if not lean and home is None:
        return candidates[0][0]
    return max(candidates, key=lambda one: one[1] + lean.get(one[0].country, 0.0) + _at_home(one[0], home))[0]


def _at_home(entry: Entry, home: Settled | None) -> float:
    return 0.0 if home is None else home.speaks(entry)


def _best(
    group: _Group, near: Sequence[float], company: _Company, lean: Mapping[str, float], home: Settled | None
) -> tuple[Entry, float]:
    """The candidate with the most weight and support, and its support."""
    best, most, backed = group.candidates[0][0], -math.inf, 0.0
    for (entry, weight, trust), support, around in zip(group.candidates, company.supports(group), near, strict=True):
        support += around  # noqa: PLW2901
        score = weight + support * trust + (lean.get(entry.country, 0.0) if lean else 0.0)
        if home is not None:
            score += home.speaks(entry)
        if METROPOLIS <= entry.population < RENOWNED and entry.kind == CITY and company.elsewhere(group, entry):
            score -= ELSEWHERE
        if score > most or (score == most and entry.index < best.index):
            best, most, backed = entry, score, support * trust
    return best, backed


def _settle(group: _Group, entry: Entry, support: float) -> None:
    lift = _lift(entry, support)
    group.chosen = entry
    for name in group.names:
        name.chosen = entry
        name.evidence += lift
        if name.doubted and support >= (VOUCHED if entry.population >= KNOWN else VOUCHED_SMALL):
            name.evidence += VOUCH


def _lift(entry: Entry, support: float) -> float:
    """How much more likely a name is a place at all when its company lies where one of its places does."""
    return min(1.5, 0.75 * support) if support and entry.kind in _TOWNS else 0.0


def _spread(company: _Company, number: int, group: _Group) -> None:
    """Note in which squares a name has candidates."""
    likely = min(1.0, max(0.0, group.evidence / ACCEPT))
    if not likely:
        return
    places = [entry for entry, _, _ in group.candidates if entry.kind in _SPREAD]
    weight = likely / math.sqrt(len(places)) if places else 0.0
    if places:
        company.spread.add(number)
    for entry in places:
        company.cells[entry.cell].append((number, weight, entry))


def _vote(group: _Group) -> float:
    """How much a name says of where the text is: a country fully, a town the more the fewer towns share its name."""
    entry = group.chosen
    if entry.country == HIGH_SEAS:
        return 0.0
    if group.within or entry.kind in (COUNTRY, REGION, LANDMARK):
        return 1.5
    if entry.kind == DEMONYM:
        return 1.0
    rivals = len(group.areas) - group.areas.count(entry.area)
    return (1.0 if entry.population >= 100_000 else 0.6) / (1.0 + 0.25 * rivals / (1.0 + group.support) ** 2)

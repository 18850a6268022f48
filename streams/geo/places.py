"""Places that a text names: found, looked up, weighed and told apart (`streams.geo.toponyms`, `referents`).

A name is looked up as written, then without its inflection, among the landmarks first. What a look-up found is
remembered per language. A region or country behind a comma (``Paris, Texas``), a state's code, and ``Lamar and Delta
counties`` are read here.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise
from typing import Any

import msgspec

from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import CITY, COUNTRY, COUNTY, DATA, DEMONYM, REGION, key_of
from streams.geo.misplaced import drop_misplaced
from streams.geo.referents import choose, leaning, weighed
from streams.geo.smalltalk import may_name, names_of, small_names
from streams.geo.toponym_evidence import ACCEPT, base_evidence, evidence, persons, word_before
from streams.geo.toponyms import CODES_ONLY, LANDMARK, Called, Name, dateline_of, runs, words
from streams.report import Place
from streams.words.inflections import bare, forms

__all__ = ["Located", "Places", "shipped_landmarks", "to_place"]

MAX_NAMES = 160  # names looked at in one text; an article has about 40
LONGEST = 5  # words in a name
SAINTLY = 20_000  # inhabitants from which ``St. Cloud`` is looked for as ``Saint Cloud``
SHORT = 300  # characters of a post that may be written in small letters
RENOWN = 300_000  # inhabitants of a town that is seen in small letters
INFLECTED = 20_000  # inhabitants under which a written form may be the inflected name of a metropolis
LIST_GAP = 6  # characters between two names of a list
DOUBTFUL, LISTED = -1.2, 2.7  # least evidence of a name that its neighbour in a list vouches for; what it gains
QUARTER_DEGREES = 0.6  # north and east together, between a town and its quarter
_LIST = re.compile(r", |,? (?:and|or|to|y|e|et|und|и|или|жана|&) ")
_KNOWN_LIMIT = 50_000  # written forms remembered per language
_COMMA = re.compile(r"\s*(?:,|\()\s*(?:in )?$| in $")
_STATE_CODE = re.compile(r",? ([A-Z]{2})\b")
_DIRECTION = re.compile(
    r"\b(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est|[Nn]orth(?:east|west)|[Ss]outh(?:east|west)|[Cc]entr)(?:ern|al) $"
)
_COUNTIES = re.compile(r"(?:[A-Z][\w.]+(?: [A-Z]\w+)?,? (?:and )?){1,8}counties\b")
_ARTICLE = re.compile(r"(?<!\w)(?:al|el|ad|an|ar|as|at|az|ash)-$")
_SAINTS = frozenset({"St", "Saint"})
_CO = re.compile(r"\bCo\.? $")
_BEFORE_NAMES = ("ern ", "ral ", "Co ", "Co. ")  # what these and directions end with
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


class Located(msgspec.Struct, gc=False):
    """A name at ``start`` to ``end`` of the text, and the place that it means."""

    start: int
    end: int
    entry: Entry
    place: Place
    evidence: float = 0.0


class _Reach(dict[str, int]):
    """Written word -> words in the longest landmark's name that begins with it, nearly always none."""

    def __init__(self, landmarks: Iterable[str]) -> None:
        self._first_words: dict[str, int] = {}
        for key in landmarks:
            first, *rest = key.split()
            self._first_words[first] = max(self._first_words.get(first, 0), 1 + len(rest))

    def __missing__(self, word: str) -> int:
        """Look a new word up."""
        if len(self) >= _KNOWN_LIMIT:
            self.clear()
        reach = self[word] = self._first_words.get(key_of(word).partition(" ")[0], 0)
        return reach


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
        self._reach = _Reach(self._landmarks)
        self._known: dict[str, dict[str, Called | None]] = defaultdict(dict)
        self._small: dict[str, dict[str, Sequence[tuple[str, Called]]]] = defaultdict(dict)
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
        if len(text) <= SHORT:
            names = self._with_small(names, text, folded, language, vocabulary)
        if not names:
            return []
        dateline = dateline_of(text)
        counts: dict[str, int] = {}
        for name in names:
            counts[name.text] = counts.get(name.text, 0) + 1
            name.previous = word_before(folded, name.start)
        families = persons(names)
        for name in names:
            name.evidence = evidence(name, text, folded, counts[name.text], dateline, families)
        ambiguous = language == "en" and any(len(name.called.entries) > 1 for name in names)
        choose(names, leaning(vocabulary) if ambiguous else {})
        if len(names) > 1:
            _listed(names, text, families)
            _quarters(names)
            drop_misplaced(names, text)
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
        """Return the names of a text in order, with what the text right beside them says."""
        names = self._called(text, language)
        if "counties" in text:
            self._counties(names, text)
        for first, second in pairwise(names):
            if second.start - first.end <= 5:
                _within(first, second, text)
        for name in names:
            if text[name.end + 2 : name.end + 3].isupper():  # a code's second letter, or behind a comma its first
                _state_code(name, text)
            if text[name.start - 1 : name.start] == "-":
                _article(name, text)
            if text.endswith(_BEFORE_NAMES, 0, name.start):
                _irish(name, text)
                _directed(name, text)
        return names

    def _called(self, text: str, language: str) -> list[Name]:
        """Return the names that the gazetteer or a landmark has."""
        names: list[Name] = []
        known = self._known[language]
        reach = self._reach
        for run in runs(text, language):
            if len(run) == 1:
                start, end = run[0]
                word = text[start:end]
                if word in known and not reach[word]:  # as most: a word that was looked up before
                    called = known[word]
                    if called is not None and called.entries and language != "tr" and len(names) < MAX_NAMES:
                        names.append(Name(start, end, word, called))
                        continue
                    if called is None and "-" not in word:
                        continue
            index = 0
            while index < len(run) and len(names) < MAX_NAMES:
                name, used = self._longest_name(text, run, index, language, known)
                if name:
                    names.append(name)
                index += used
        return names

    def _with_small(self, names: list[Name], text: str, folded: str, language: str, vocabulary: Set[str]) -> list[Name]:
        """Add large towns and countries that a short post names in small letters."""
        if not may_name(folded, language, vocabulary):
            return names
        known = self._small[language]
        found = [
            Name(start, start + len(written), written, called)
            for start, said in small_names(text, language)
            for written, called in (known[said] if said in known else self._small_called(said, language))
        ]
        if not found:
            return names
        taken = [(name.start, name.end) for name in names]
        best: list[Name] = []
        for name in found:  # longest first at each start
            if all(name.end <= start or end <= name.start for start, end in taken):
                taken.append((name.start, name.end))
                best.append(name)
        return sorted([*names, *best], key=lambda name: name.start)

    def _small_called(self, said: str, language: str) -> Sequence[tuple[str, Called]]:
        """Large towns and countries whose names a phrase may begin with, and what they mean; longest first."""
        known = self._small[language]
        if len(known) >= _KNOWN_LIMIT:
            known.clear()
        looked_up = ((written, self._look_up(written.title(), language)) for written in names_of(said))
        known[said] = called = tuple(
            (written, one) for written, one in looked_up if one and one.entries and _renowned(one.entries[0][0])
        )
        return called

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
        start, end = run[index]
        first = text[start:end]
        if (reach := self._reach[first]) and (landmark := self._landmark_at(text, start, reach, language)):
            used = sum(1 for begin, _ in run[index:] if begin < landmark.end)
            return landmark, max(1, used)
        for length in range(min(LONGEST, len(run) - index), 0, -1):
            end = run[index + length - 1][1]
            if length > 1 and first in _SAINTS and text.startswith(("'s", "’s"), end):
                end += 2  # ``St. John's``
            written = text[start:end]
            called = known[written] if written in known else self._look_up(written, language)
            if called is not None:
                name = bare(written, language) if language == "tr" else written
                return (Name(start, start + len(name), name, called) if called.entries else None), length
        head, _, tail = first.partition("-")
        if tail and tail[0].islower() and (called := self._look_up(head, language)) and called.entries:
            return Name(start, start + len(head), head, called), 1  # ``Boston-based``
        return None, 1

    def _landmark_at(self, text: str, start: int, reach: int, language: str) -> Name | None:
        """A landmark of at most ``reach`` words whose name starts here; its further words need no capitals."""
        ends = [m.end() for m in _WORDS.finditer(text, start, start + 80)][:reach]
        for stop in reversed(ends):
            found = self._landmarks.get(key_of(text[start:stop]))
            if found:
                return Name(start, stop, text[start:stop], weighed(found, text[start:stop], language, False))
        return None

    def _look_up(self, written: str, language: str) -> Called | None:
        """What a written form can mean; empty when it is too large to be a place, None when it is unknown."""
        known = self._known[language]
        if len(known) >= _KNOWN_LIMIT:
            known.clear()
        called: Called | None = None
        key = key_of(written)
        if key in words()["nowhere"] or (key in CODES_ONLY and not written.replace(".", "").isupper()):
            called = Called((), False, 0.0, 0)
        else:
            for form in forms(written, language):
                entries: Sequence[Entry] = self._landmarks.get(key_of(form)) or self._gazetteer.find(form)
                if form.startswith("saint"):  # as many schools, streets and feasts as towns
                    entries = [entry for entry in entries if entry.population >= SAINTLY]
                if entries and called is None:
                    called = weighed(entries, written, language, form != written)
                    if not (language in ("ru", "uk", "ky") and form == written and called.largest < INFLECTED):
                        break
                elif entries and max(entry.population for entry in entries) > RENOWN:
                    called = weighed(entries, written, language, form != written)  # ``во Львове`` is no hamlet
                    break
        known[written] = called
        return called


def _listed(names: Sequence[Name], text: str, families: Set[str]) -> None:
    """In a list with a place even an unlikely name is one: ``from [Nashua], [Concord] and [Goffstown]``."""
    joined = [
        (first, second)
        for first, second in pairwise(names)
        if second.start - first.end <= LIST_GAP
        and (_LIST.fullmatch(text, first.end, second.start) or text.startswith(" و", first.end))
    ]
    commas = [text.startswith(", ", first.end) and second.start - first.end == len(", ") for first, second in joined]
    ends = {id(first) for (first, _), comma in zip(joined, commas, strict=True) if not comma}
    for _ in range(2):  # to the right, then to the left
        for (first, second), comma in zip(joined, commas, strict=True):
            if comma and id(second) not in ends:  # ``in Boston, Warren said``
                continue
            sure, other = (first, second) if first.evidence >= second.evidence else (second, first)
            if sure.evidence >= ACCEPT > other.evidence >= DOUBTFUL and other.text not in families:
                other.evidence += LISTED
        joined.reverse()
        commas.reverse()


def _quarters(names: Sequence[Name]) -> None:
    """A large town right behind one of its quarters: ``Surry Hills Sydney``."""
    for first, second in pairwise(names):
        if second.start - first.end != 1 or first.chosen is None or second.chosen is None:
            continue
        town = second.chosen
        near = abs(town.lat - first.chosen.lat) + abs(town.lon - first.chosen.lon) <= QUARTER_DEGREES
        if near and town.population >= RENOWN and first.evidence >= ACCEPT > second.evidence >= DOUBTFUL:
            second.evidence += LISTED


def _within(first: Name, second: Name, text: str) -> None:
    """``Paris, Texas``: the second name holds the first."""
    gap = text[first.end : second.start]
    if gap == "'s ":  # ``Lebanon's Tripoli``
        holder = first.called.entries[0][0]
        if holder.kind == COUNTRY and any(e.country == holder.country for e, _, _ in second.called.entries):
            second.within = f"/{holder.country}"
        return
    if not _COMMA.match(gap):
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


def _directed(name: Name, text: str) -> None:
    """``northeastern Washington``: see `_wide`."""
    if name.within is None and _DIRECTION.search(text, max(0, name.start - 16), name.start):
        name.called = _wide(name.called)


def _wide(called: Called) -> Called:
    """What has an east: ``northeastern Washington`` is the state, not the town elsewhere that is called alike."""
    wide = tuple(one for one in called.entries if one[0].kind in (REGION, COUNTRY))
    if not wide or called.entries[0] in wide or any(one[0].area == called.entries[0][0].area for one in wide):
        return called
    return Called(wide, called.inflected, base_evidence([one[0] for one in wide]), called.largest)


def _state_code(name: Name, text: str) -> None:
    """``Paris, TX``."""
    match = _STATE_CODE.match(text, name.end)
    state = STATES.get(match[1]) if match else None
    if state and any(e.country == "US" and e.region in (state, "New York") for e, _, _ in name.called.entries):
        name.within = f"{state}/US"


def _article(name: Name, text: str) -> None:
    """``el-Arish``: what is written small and tied to a name belongs to it."""
    if found := _ARTICLE.search(text, max(0, name.start - 4), name.start):
        name.start = found.start()


def _irish(name: Name, text: str) -> None:
    """``Co Waterford``, ``Co. Down``."""
    if name.within is None and _CO.search(text, max(0, name.start - 4), name.start):
        countries = {entry.country for entry, _, _ in name.called.entries}
        name.within = "/IE" if "IE" in countries else "/GB" if "GB" in countries else None


def _renowned(entry: Entry) -> bool:
    """Whether a place is so well known that small letters do for its name."""
    return entry.kind == COUNTRY or (entry.kind == CITY and entry.population >= RENOWN)


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

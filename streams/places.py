"""Places that a text names, and which of several places of a name is meant.

Names are runs of capitalised words (any run of words after a preposition in Arabic), longest first, looked up in the
gazetteer and among the landmarks. Two questions follow. *Is it a place?* Evidence before and behind the name is added
up: a preposition, a region behind a comma, size, against common words, forenames and titles. *Which one?* Explicit
region or country behind a comma first; else size, weighed with how much of the rest of the text lies in the same
region and country (two rounds: first by size alone, then with the votes of the others). Same idea as Leidner's
one-referent-per-discourse and spatial minimality (https://doi.org/10.1145/1328964.1328989). Limits: no streets, no
rivers, no lower-case names.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from streams.gazetteer import CITY, COUNTRY, COUNTY, DATA, DEMONYM, REGION, Entry, Gazetteer, key_of
from streams.report import Place

__all__ = ["Located", "Places", "shipped_landmarks"]

LANDMARK = 9
MAX_NAMES = 160  # names looked at in one text; an article has about 40
LONGEST = 5  # words in a name
ACCEPT = 1.5  # evidence from which a name counts as a place; see `_evidence`
METROPOLIS = 1_000_000  # inhabitants; such a city is meant unless the text says otherwise
DOUBTFUL = 0.4  # evidence under which the company of other places does not make a name a place
_CAPITAL = r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0160\u017d\u0410-\u042f\u0401\u04a2\u04e8\u04ae]"
_NAME = re.compile(rf"(?<![\w@]){_CAPITAL}[^\W_]*(?:['’\-.][^\W_]+)*")
_JOINT = re.compile(
    r"^(?:[ \u00a0]|\. |-| (?:of|de|del|della|la|al|el|da|do|dos|the|upon|and|on|en|sur|le|-) ?(?:la |los |las )?)$"
)
_ARABIC_WORD = re.compile(r"[\u0621-\u064a]{3,}")
_ARABIC_PREPOSITIONS = ("ب", "ل", "و", "ف")
_COMMA = re.compile(r"\s*(?:,|\()\s*$")
_LAST_WORD = re.compile(r"([^\W\d_]+)\W{0,2}$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n\"“«(—–-])\s*$")
_DATELINE = re.compile(r"^[^.\n]{0,40}?(?:\([^)]{2,20}\)|,? [A-Z][a-z]+\.? \d{1,2})?\s*(?:[—–:]|--| - )")
_OBLAST = re.compile(r"(ск)(?:ой|ую|ою) (област|Област)(?:и|ь|ью)")
_RU_ENDINGS = ("ом", "ем", "ой", "ей", "ам", "ах", "ами", "у", "ю", "а", "я", "е", "и", "ы", "ии")
_KY_ENDING = re.compile(r"(?:[тд][аеоө](?:гы|ги|гу|гү|н|ы)?|[нтд][ыиуү]н|[кг][аеоө]|[нтд][ыиуү]|[тд][ыиуү])$")
_KY_TOWN = re.compile(r" (?:шаар|айыл|облус|район)")
_KY_TOWN = re.compile(r" (?:шаар|айыл|облус|район)")
_KY_CASE = re.compile(r"[тд][аеоө](?:гы|ги|гу|гү|н)?$|(?:га|ге|го|гө|ка|ке|ко|кө)$")
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


@dataclass(slots=True)
class Located:
    """A name at ``start`` to ``end`` of the text, and the place that it means."""

    start: int
    end: int
    entry: Entry
    place: Place
    evidence: float = 0.0


@dataclass(slots=True)
class _Name:
    start: int
    end: int
    text: str
    entries: tuple[Entry, ...]
    evidence: float = 0.0
    inflected: bool = False
    within: str | None = None  # region or country that the text gives behind the comma
    chosen: Entry | None = None


@cache
def _words() -> dict[str, frozenset[str]]:
    with (DATA / "placewords.toml").open("rb") as file:
        raw = tomllib.load(file)
    found = {name: frozenset(value.split() if isinstance(value, str) else value) for name, value in raw.items()}
    return {**found, "nowhere": frozenset(map(key_of, found["nowhere"]))}


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

    def find(self, text: str, folded: str, language: str) -> list[Located]:
        """All places of a text, in order of their offsets."""
        names = self._names(text, language)
        if not names:
            return []
        counts: dict[str, int] = defaultdict(int)
        for name in names:
            counts[name.text] += 1
        dateline = _DATELINE.match(text)
        for name in names:
            name.evidence = _evidence(name, text, folded, counts[name.text], dateline.end() if dateline else 0)
        self._choose(names, language)
        return [_located(name) for name in names if name.chosen is not None and name.evidence >= ACCEPT]

    def _names(self, text: str, language: str) -> list[_Name]:
        found = _arabic_runs(text) if language == "ar" else _runs(text)
        names: list[_Name] = []
        for run in found:
            index = 0
            while index < len(run) and len(names) < MAX_NAMES:
                name, used = self._longest_name(text, run, index, language)
                if name:
                    names.append(name)
                index += used
        for first, second in pairwise(names):
            _within(first, second, text)
        for name in names:
            _state_code(name, text)
        return names

    def _longest_name(
        self, text: str, run: Sequence[tuple[int, int]], index: int, language: str
    ) -> tuple[_Name | None, int]:
        start = run[index][0]
        landmark = self._landmark_at(text, start, run[index][1])
        if landmark:
            used = sum(1 for begin, _ in run[index:] if begin < landmark.end)
            return landmark, max(1, used)
        for length in range(min(LONGEST, len(run) - index), 0, -1):
            end = run[index + length - 1][1]
            written = text[start:end]
            if key_of(written) in _words()["nowhere"]:
                return None, length
            entries, inflected = self._look_up(written, language)
            if entries:
                return _Name(start, end, written, entries, inflected=inflected), length
        return None, 1

    def _landmark_at(self, text: str, start: int, end: int) -> _Name | None:
        """A landmark whose name starts here; its further words need no capitals."""
        reach = self._first_words.get(key_of(text[start:end]).partition(" ")[0], 0)
        if not reach:  # as nearly always
            return None
        words = [m.end() for m in _WORDS.finditer(text, start, start + 80)][:reach]
        for stop in reversed(words):
            found = self._landmarks.get(key_of(text[start:stop]))
            if found:
                return _Name(start, stop, text[start:stop], tuple(found))
        return None

    def _look_up(self, written: str, language: str) -> tuple[tuple[Entry, ...], bool]:
        for form in _forms(written, language):
            landmarks = self._landmarks.get(key_of(form))
            if landmarks:
                return tuple(landmarks), form != written
            entries = self._gazetteer.find(form)
            if entries:
                return entries, form != written
        return (), False

    def _choose(self, names: Sequence[_Name], language: str) -> None:
        home = _HOME.get(language, ())
        for name in names:
            name.chosen = max(name.entries, key=lambda entry: (_prior(entry, name, home), -entry.index))
        chosen = {name.text: name for name in names if name.evidence >= ACCEPT - 1.0}
        countries: dict[str, float] = defaultdict(float)
        regions: dict[str, float] = defaultdict(float)
        own: dict[str, tuple[str, str, float]] = {}
        for text, name in chosen.items():
            entry = name.chosen
            if entry is None:
                continue
            weight = _vote(name)
            countries[entry.country] += weight
            regions[f"{entry.country}.{entry.region}"] += weight if entry.region else 0.0
            own[text] = (entry.country, f"{entry.country}.{entry.region}", weight)
        for name in names:
            mine = own.get(name.text, ("", "", 0.0))
            support = _Support(countries, regions, mine)
            name.chosen = max(
                name.entries, key=lambda entry: (_prior(entry, name, home) + support.of(entry), -entry.index)
            )
            name.evidence += min(1.5, 0.75 * support.of(name.chosen)) if name.chosen.kind in (CITY, COUNTY) else 0.0


@dataclass(slots=True)
class _Support:
    countries: Mapping[str, float]
    regions: Mapping[str, float]
    own: tuple[str, str, float]

    def of(self, entry: Entry) -> float:
        country, region, weight = self.own
        total = sum(self.countries.values()) - weight
        if total <= 0.01:
            return 0.0
        key = f"{entry.country}.{entry.region}"
        near = self.countries.get(entry.country, 0.0) - (weight if entry.country == country else 0.0)
        nearer = self.regions.get(key, 0.0) - (weight if key == region else 0.0) if entry.region else 0.0
        strength = min(1.0, total / 3.0)
        support = strength * 2.6 * near / total
        if entry.kind in (CITY, COUNTY):
            support += strength * 1.8 * nearer / total
            support *= min(1.0, math.log10(entry.population + 10) / 4.3)  # a hamlet needs more than its country's name
        elif entry.kind == REGION:
            support += 2.0 * min(1.0, nearer)
        return support


def _vote(name: _Name) -> float:
    """How much a name says of where the text is: a country fully, a town the more the fewer towns share its name."""
    entry = name.chosen
    if entry is None:
        return 0.0
    if name.within or entry.kind in (COUNTRY, REGION, LANDMARK):
        return 1.5
    if entry.kind == DEMONYM:
        return 1.0
    rivals = sum(1 for other in name.entries if other.country != entry.country or other.region != entry.region)
    return (1.0 if entry.population >= 100_000 else 0.6) / (1.0 + 0.25 * rivals)


def _prior(entry: Entry, name: _Name, home: Sequence[str]) -> float:
    score = 0.45 * math.log10(entry.population + 10) + (2.0 if entry.population >= METROPOLIS else 0.0)
    if entry.kind == CITY and name.text[0] < "\u0400" and key_of(name.text) != key_of(entry.name):
        score -= 0.3  # an alternate name
    if entry.kind == REGION:
        score -= 0.75
    elif entry.kind in (COUNTRY, LANDMARK):
        score += 1.2
    elif entry.kind == COUNTY:
        score -= 0.3
    if entry.country in home:
        score += 0.7 if home == (entry.country,) else 0.4
    if name.within:
        region, _, country = name.within.partition("/")
        if entry.country == country and (not region or entry.region == region):
            score += 8.0
    return score


def _runs(text: str) -> list[list[tuple[int, int]]]:
    """Runs of capitalised words that may be one name."""
    runs: list[list[tuple[int, int]]] = []
    last = -10
    for word in _NAME.finditer(text):
        start, end = word.span()
        if written := word[0]:
            if written.endswith(("'s", "’s")):
                end -= 2
            elif text[end : end + 1] == "." and (len(written) <= 4 or "." in written) and "." in written:
                end += 1
        gap = text[last:start]
        if runs and last >= 0 and len(gap) <= 9 and _JOINT.match(gap):
            runs[-1].append((start, end))
        else:
            runs.append([(start, end)])
        last = end
    return runs


def _arabic_runs(text: str) -> list[list[tuple[int, int]]]:
    words = [word.span() for word in _ARABIC_WORD.finditer(text)]
    return [words]


def _forms(written: str, language: str) -> list[str]:  # noqa: PLR0912  one branch per kind of ending
    """The written form, then what it may be inflected from."""
    forms = [written]
    first = written[0]
    if "\u0400" <= first <= "\u04ff":
        if "област" in written.lower():
            forms.append(_OBLAST.sub(r"\1ая \2ь", written))
        if language == "ky":
            stripped = _KY_ENDING.sub("", written)
            if stripped != written and len(stripped) >= 2:
                forms.append(stripped)
        if len(written) >= 3:
            for ending in _RU_ENDINGS:
                if written.endswith(ending) and len(written) - len(ending) >= 2:
                    stem = written[: -len(ending)]
                    forms += [stem, stem + "а", stem + "ь", stem + "я", stem + "ия", stem + "о", stem + "ы"]
    elif "\u0621" <= first <= "\u064a":
        for prefix in _ARABIC_PREPOSITIONS:
            if written.startswith(prefix) and len(written) > 4:
                forms.append(written[1:])
        if written.startswith(("بال", "وال", "فال")):
            forms.append(written[1:])
        if written.startswith("ال"):
            forms.append(written[2:])
        if written.startswith("لل"):
            forms.append("ال" + written[2:])
    return forms


def _within(first: _Name, second: _Name, text: str) -> None:
    """``Paris, Texas``: the second name holds the first."""
    gap = text[first.end : second.start]
    if len(gap) > 3 or not _COMMA.match(gap):
        return
    for entry in second.entries:
        if entry.kind == COUNTRY and any(e.country == entry.country and e.kind != COUNTRY for e in first.entries):
            first.within = f"/{entry.country}"
            return
        if entry.kind == REGION and any(
            e.country == entry.country and e.region == entry.region and e.kind != REGION for e in first.entries
        ):
            first.within = f"{entry.region}/{entry.country}"
            second.within = second.within or f"{entry.region}/{entry.country}"
            second.evidence = 5.0
            return


def _state_code(name: _Name, text: str) -> None:
    """``Paris, TX``."""
    match = re.match(r",? ([A-Z]{2})\b", text[name.end : name.end + 6])
    state = STATES.get(match[1]) if match else None
    if state and any(e.country == "US" and e.region in (state, "New York") for e in name.entries):
        name.within = f"{state}/US"


def _evidence(name: _Name, text: str, folded: str, repeats: int, dateline: int) -> float:
    words = _words()
    best = name.entries[0]
    kinds = {entry.kind for entry in name.entries}
    score = name.evidence
    if kinds & {COUNTRY, DEMONYM, LANDMARK, COUNTY}:
        score += 3.0
    elif REGION in kinds:
        score += 2.0
    largest = max(entry.population for entry in name.entries)
    score += 1.6 if largest >= 500_000 else 1.2 if largest >= 100_000 else 0.5 if largest >= 15_000 else 0.0
    score += 4.0 if name.within else 0.0
    score += 0.3 if repeats > 1 else 0.0
    single = " " not in name.text
    key = folded[name.start : name.end]
    before = _LAST_WORD.search(folded, max(0, name.start - 24), name.start)
    previous = before[1] if before else ""
    starts = bool(_SENTENCE_START.search(text, max(0, name.start - 4), name.start)) or name.start == 0
    adjacent = before is not None and text[before.end(1) : name.start] == " "
    cyrillic = "\u0400" <= key[0] <= "\u04ff"
    if adjacent and previous in words["prepositions"]:
        score += 1.8
    elif adjacent and previous in ("de", "du", "des"):
        score += 0.6
    elif cyrillic and (_KY_TOWN.match(folded, name.end) or (name.inflected and _KY_CASE.search(key))):
        score += 1.8
    elif "\u0621" <= key[0] <= "\u064a":
        score += (1.0 if key[0] == "ب" and best.name else 0.0) - (1.5 if largest < 1_000_000 else 0.0)
    if name.end <= dateline:
        score += -2.5 if text[name.start - 1 : name.start] in ("(", "/") else 2.5  # the agency is in brackets
    if single:
        score += _single_word(name, text, folded, previous if adjacent else "", starts)
    if name.text.isupper() and len(name.text) <= 3 and name.text not in ("UK", "US", "USA", "UAE", "DRC", "США", "РФ"):
        score -= 4.0
    if name.text == "US" and text.isupper():
        score -= 3.0
    return score


def _single_word(name: _Name, text: str, folded: str, previous: str, starts: bool) -> float:
    """Evidence against a single capitalised word's being a place."""
    words = _words()
    key = folded[name.start : name.end]
    score = 0.0
    if key in words["common"]:
        score -= 3.2
    if key in words["forenames"]:
        score -= 1.2
    if starts:
        score -= 0.4
    if previous in words["titles"] or previous in words["forenames"]:
        score -= 3.5
    capital_before = bool(previous) and text[name.start - len(previous) - 1].isupper()
    if (
        capital_before
        and not "\u0400" <= key[0] <= "\u04ff"
        and previous not in words["modifiers"]
        and previous not in words["prepositions"]
    ):
        score -= 2.2
    behind = re.match(r" ([^\W\d_]+)", text[name.end : name.end + 24])
    if behind and behind[1][0].isupper() and behind[1].lower() not in words["heads"]:
        score -= 1.8
    if behind and behind[1] in ("said", "says", "told", "added") and not starts:
        score -= 0.8
    person = key in words["forenames"] and behind is not None and behind[1][0].isupper()
    if name.entries[0].kind in (COUNTRY, DEMONYM) and score < 0 and not person:
        score *= 0.4
    return score


def _located(name: _Name) -> Located:
    entry = name.chosen
    if entry is None:
        raise ValueError("a name that was not resolved cannot be located")
    return Located(name.start, name.end, entry, to_place(entry), name.evidence)


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

"""Places that a text names: found, looked up, weighed and told apart (`streams.geo.toponyms`, `referents`).

A name is looked up as written, then without its inflection, among the landmarks first. What stands
beside a name is read in `streams.geo.neighbours`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

import msgspec
from msgspec.structs import replace

from connectors.post import Home, Post
from streams.geo.adjectives import with_adjectives
from streams.geo.bearers import drop_bearers
from streams.geo.capitals import with_capitals
from streams.geo.channels import town_of
from streams.geo.families import persons
from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import CITY, key_of
from streams.geo.hashtags import TAG, Hashtags, Tagged
from streams.geo.home import Settled, abroad, entry_of
from streams.geo.homonyms import homonyms
from streams.geo.landmarks import Reach, lone, shipped_landmarks
from streams.geo.leaning import leaning
from streams.geo.lone_words import opens, short_nicknames
from streams.geo.meanings import weighed
from streams.geo.misplaced import drop_misplaced
from streams.geo.neighbours import (
    RENOWN,
    counties,
    drop_quarters,
    is_shore,
    listed,
    of_regions,
    placed_beside,
    quarters,
)
from streams.geo.parentheses import place_held
from streams.geo.records import to_place
from streams.geo.referents import choose
from streams.geo.smalltalk import (
    bare_names,
    coded_names,
    may_name,
    names_of,
    renowned,
    small_names,
    unmistakable,
)
from streams.geo.spots import SPOTTED, Spots, drop_strays
from streams.geo.tongues import is_joined, spoken
from streams.geo.toponym_evidence import ACCEPT, evidence, word_before
from streams.geo.toponyms import CODES_ONLY, LANDMARK, Called, Name, dateline_of, runs, words
from streams.geo.vicinity import VICINITY, bring_home, vicinities
from streams.report import Place
from streams.words.inflections import bare, forms, of_a_city

__all__ = ["Located", "Places", "shipped_landmarks"]

MAX_NAMES = 160  # names looked at in one text; an article has about 40
LONGEST = 5  # words in a name
SAINTLY = 20_000  # inhabitants from which ``St. Cloud`` is looked for as ``Saint Cloud``
HALF_SURE = 0.7  # evidence from which a name counts that is no other word
TAGGED = "#"  # the word before a name whose evidence is settled
IN_TAG, BARE = ACCEPT + 1.5, ACCEPT  # evidence of a name in a hashtag, and of a well-known one in small letters
REACH = 60  # characters in which a name in small letters ends
LEAST_BARE = 3  # letters of a nickname that stands anywhere in small ones
SHORT = 300  # characters of a post that may be written in small letters
LARGER = 10  # ``u Vranju`` is Vranje, no hamlet of the name Vranj
INFLECTED = 20_000  # inhabitants under which a written form may be the inflected name of a metropolis
_KNOWN_LIMIT = 50_000  # written forms remembered per language
_KY_WORDS = frozenset({"кызыл"})  # red, and the capital of Tuva
_LATIN = frozenset({"en", "es", "fr", "pt"})  # languages that tell of villages behind a word for a place
_SAINTS = frozenset({"St", "Saint"})
_APOSTROPHES = ("'", "’")
_ARTICLE = 5  # characters in which an indefinite article stands before a name
_INDEFINITE = re.compile(r"(?:.*\W)?(?:an?|una?|une|un|ein|eine[nrm]?|my|our) $")
_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Located(msgspec.Struct, gc=False):
    """A name at ``start`` to ``end`` of the text, and the place that it means."""

    start: int
    end: int
    entry: Entry
    place: Place
    evidence: float = 0.0


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
        self._reach = Reach(self._landmarks)
        self._known: dict[str, dict[str, Called | None]] = defaultdict(dict)
        self._small: dict[str, dict[str, Sequence[tuple[str, Called]]]] = defaultdict(dict)
        self._places: dict[int, Place] = {}
        self._homes: dict[Home, Settled | None] = {}
        self._hashtags = Hashtags(gazetteer)
        self._spots = Spots(gazetteer)
        self._tags: dict[str, Tagged | None] = {}
        self._renowned = gazetteer.renowned()
        self._bare = self._renowned | lone(self._landmarks, gazetteer)
        self._bare |= {name for name in short_nicknames() if len(name) >= LEAST_BARE}

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

    def find(
        self,
        text: str,
        folded: str,
        language: str,
        vocabulary: Set[str] = frozenset(),
        *,
        event: bool = False,
        home: Settled | None = None,
        uncased: bool = False,
    ) -> list[Located]:
        """All places of a text, in order of their offsets.

        Args:
            text: as published.
            folded: its comparison form.
            language: ISO 639-1.
            vocabulary: its distinct folded words, which tell whose paper it is.
            event: it has a word of an event, so that a hashtag is rather a town than a person of that name.
            home: of its source, see `settled`.
            uncased: it came in small letters.
        """
        unknown: list[tuple[int, int]] = []
        names = self._names(text, folded, language, unknown)
        if "#" in text:
            names = self._with_tags(names, text, language, event=event)
        if len(text) <= SHORT:
            names = self._with_small(names, text, folded, language, vocabulary)
            if uncased:
                names = self._with_small_landmarks(names, text, language)
            names, spotted = self._with_spots(names, text, folded, language, vocabulary)
        if not names:
            return []
        families = self._weigh(names, text, folded, language)
        if len(names) > 1:
            drop_quarters(names, folded)
        ambiguous = any(len(name.called.entries) > 1 for name in names)
        home = None if home is not None and (not ambiguous or abroad(names, home)) else home
        choose(names, leaning(vocabulary, language) if ambiguous else {}, home)
        if len(names) > 1:
            listed(names, text, families)
            quarters(names)
            drop_misplaced(names, text, folded, language)
            bring_home(names, text)
        names = place_held(names, text, families) if " (" in text else names
        if len(text) <= SHORT:
            drop_strays(names, spotted)
            drop_bearers(names, text, folded, vocabulary)
        elif len(names) > 1 and language in _LATIN:
            names += vicinities(text, names, unknown, families, self._gazetteer)
            names.sort(key=lambda name: name.start)
        return [self._located(name) for name in names if name.chosen is not None and name.evidence >= ACCEPT]

    def settled(self, post: Post, *, channel: bool = False) -> Settled | None:
        """Return what is known of the home of a post's source, or of the town that its ``channel`` is called after."""
        home = town_of(post, self._gazetteer) if channel else post.home
        if home is None:
            return None
        if home not in self._homes:
            if len(self._homes) >= _KNOWN_LIMIT:
                self._homes.clear()
            entry = entry_of(home, self._gazetteer)
            place = None if entry is None else replace(to_place(entry), assumed=True)
            self._homes[home] = Settled(entry, place, entry.zone) if entry is not None and place is not None else None
        return self._homes[home]

    def _weigh(self, names: Sequence[Name], text: str, folded: str, language: str) -> frozenset[str]:
        """Weigh whether each name is a place, by what stands beside it; returns what families are called."""
        dateline = dateline_of(text)
        counts: dict[str, int] = {}
        for name in names:
            counts[name.text] = counts.get(name.text, 0) + 1
            if name.previous != TAGGED:
                name.previous = word_before(folded, name.start)
        families = persons(names, text)
        for name in names:
            if name.previous != TAGGED:
                name.evidence = evidence(name, text, folded, counts[name.text], dateline, families)
                name.evidence += spoken(name, text, language)
                if HALF_SURE <= name.evidence < ACCEPT and key_of(name.text) in self._renowned:
                    name.evidence = ACCEPT  # ``Кемерово плачет``: no other word begins a sentence so
        return families

    def _located(self, name: Name) -> Located:
        entry = name.chosen
        if entry is None:
            raise ValueError("a name that was not resolved cannot be located")
        if entry.kind == VICINITY:  # of this text alone
            return Located(name.start, name.end, entry, to_place(entry), name.evidence)
        place = self._places.get(entry.index)
        if place is None:
            if len(self._places) >= _KNOWN_LIMIT:
                self._places.clear()
            place = self._places[entry.index] = to_place(entry)
        return Located(name.start, name.end, entry, place, name.evidence)

    def _names(self, text: str, folded: str, language: str, unknown: list[tuple[int, int]]) -> list[Name]:
        """Return the names of a text in order, with what the text right beside them says."""
        names = self._called(text, language, unknown)
        if "counties" in text:
            counties(names, text, self._look_up)
        names = [name for name in names if not (is_shore(name, text) or of_regions(name, text))]
        placed_beside(names, text)
        names = with_adjectives(names, text, folded, language, self._gazetteer)
        return with_capitals(names, text, folded, language, self._gazetteer)

    def _called(self, text: str, language: str, unknown: list[tuple[int, int]]) -> list[Name]:
        """Return the names that the gazetteer or a landmark has, and note where other words with a capital stand."""
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
                        unknown.append(run[0])
                        continue
            index = 0
            while index < len(run) and len(names) < MAX_NAMES:
                name, used = self._longest_name(text, run, index, language, known)
                if name:
                    names.append(name)
                elif used == 1:
                    unknown.append(run[index])
                index += used
        return names

    def _with_small(self, names: list[Name], text: str, folded: str, language: str, vocabulary: Set[str]) -> list[Name]:
        """Add large towns and countries that a short post names in small letters."""
        found: list[Name] = []
        common = homonyms(language)
        if may_name(folded, language, vocabulary):
            known = self._small[language]
            found = [
                Name(start, start + len(written), written, called)
                for start, said in small_names(text, language)
                for written, called in (known[said] if said in known else self._small_called(said, language))
                if key_of(written) not in common.led
            ]
        for start, town, state, towns in coded_names(text, vocabulary, self._gazetteer):
            coded = weighed(towns, town, language, inflected=False)
            found.append(Name(start, start + len(town), town, coded, IN_TAG, f"{state}/US", TAGGED))
        bare = self._bare
        if language == "tr" and "'" in folded:  # parts endings from names alone: ``taksim'de``
            heads = {word.partition("'")[0] for word in vocabulary if "'" in word}
            vocabulary, bare = vocabulary | heads, bare | (heads & self._landmarks.keys())
        for start, word in bare_names(text, vocabulary, bare):
            if word in common.small:
                continue
            for written in (*names_of(text[start : start + REACH]), word):  # ``santiago de compostela``
                called = self._look_up(written.title(), language)
                if called is not None and called.entries:
                    found.append(Name(start, start + len(written), written, called, BARE, previous=TAGGED))
                    break
        if not found:
            return names
        taken = [(name.start, name.end) for name in names]
        best: list[Name] = []
        for name in found:  # longest first at each start
            if all(name.end <= start or end <= name.start for start, end in taken):
                taken.append((name.start, name.end))
                best.append(name)
        return sorted([*names, *best], key=lambda name: name.start)

    def _with_small_landmarks(self, names: list[Name], text: str, language: str) -> list[Name]:
        """Put points of interest of several words in place of what else was read: ``[white house] is burning``."""
        for first in _WORDS.finditer(text):
            reach = self._reach[first[0]]
            if reach > 1 and not _INDEFINITE.match(text[: first.start()][-_ARTICLE:]):
                spot = self._landmark_at(text, first.start(), reach, language)
                if spot is not None and " " in key_of(spot.text):
                    spot.evidence, spot.previous = BARE, TAGGED
                    names = [*(name for name in names if name.end <= spot.start or spot.end <= name.start), spot]
        return sorted(names, key=lambda name: name.start)

    def _with_tags(self, names: list[Name], text: str, language: str, *, event: bool) -> list[Name]:
        """Put the places that hashtags name among the others, for whatever else was read in these."""
        tags = self._tags
        for found in TAG.finditer(text):
            tag = found[1]
            if tag not in tags:
                if len(tags) >= _KNOWN_LIMIT:
                    tags.clear()
                tags[tag] = self._hashtags.read(tag)
            read = tags[tag]
            if read is None or (read.person and not event):
                continue
            start, end = found.start(1), found.end(1)
            longer = next((other for other in names if other.start < end < other.end), None)
            if longer is not None:  # ``#Santiago de Compostela``
                longer.previous, longer.evidence = TAGGED, IN_TAG
                continue
            written = tag[read.start : read.end]
            called = weighed(read.entries, read.spaced, language, inflected=False)
            name = Name(start + read.start, start + read.end, written, called, IN_TAG, previous=TAGGED)
            names = [other for other in names if other.end <= start or end <= other.start]
            names.append(name)
        return sorted(names, key=lambda name: name.start)

    def _with_spots(
        self, names: list[Name], text: str, folded: str, language: str, vocabulary: Set[str]
    ) -> tuple[list[Name], list[Name]]:
        """Put the spots that a short post names in place of what else was read there; returns these, too."""
        spotted = []
        common = homonyms(language).small
        for start, end, town in self._spots.find(text, folded, language, vocabulary):
            if key_of(text[start:end]) in common and (text[start].islower() or opens(text, start)):
                continue  # ``[insurgentes] matan a cinco``
            if any((name.start <= start and end < name.end) or name.start < start < name.end for name in names):
                continue  # part of a longer name
            if text[end : end + 1] in _APOSTROPHES and any(name.start == start for name in names):
                continue  # ``Esenyurt[’ta]``, a town of its own
            called = weighed((town,), text[start:end], language, inflected=False)
            spotted.append(Name(start, end, text[start:end], called, SPOTTED, previous=TAGGED))
        for spot in spotted:
            names = [name for name in names if name.end <= spot.start or spot.end <= name.start]
        return (sorted([*names, *spotted], key=lambda name: name.start) if spotted else names), spotted

    def _small_called(self, said: str, language: str) -> Sequence[tuple[str, Called]]:
        """Large towns and countries whose names a phrase may begin with, and what they mean; longest first."""
        known = self._small[language]
        if len(known) >= _KNOWN_LIMIT:
            known.clear()
        looked_up = ((written, self._look_up(written.title(), language)) for written in names_of(said))
        known[said] = called = tuple(
            (written, one)
            for written, one in looked_up
            if one
            and one.entries
            and (
                renowned(one.entries[0][0], several=" " in written)
                or unmistakable(one.entries[0][0], written, language)
            )
        )
        return called

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
        called = self._look_up(head, language) if tail else None
        if called and called.entries and (tail[0].islower() or is_joined(called, text[:start], language)):
            return Name(start, start + len(head), head, called), 1  # ``Boston-based``, ``w Gdańsku-Wrzeszczu``
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
        least = RENOWN  # inhabitants
        key = key_of(written)
        none = (
            (language == "ky" and key in _KY_WORDS)
            or of_a_city(written)
            or ("." in written and not written.isascii() and not key[2:])
        )  # ``S.Ç.``
        if none or key in words()["nowhere"] or (key in CODES_ONLY and not written.replace(".", "").isupper()):
            called = Called((), False, 0.0, 0)
        else:
            for form in forms(written, language):
                entries: Sequence[Entry] = self._landmarks.get(key_of(form)) or self._gazetteer.find(form)
                if form.startswith("saint"):  # as many schools, streets and feasts as towns
                    entries = [entry for entry in entries if entry.population >= SAINTLY]
                if entries and called is None:
                    called = weighed(entries, written, language, form != written)
                    slavic = ("ru", "uk", "ky", "pl") if form == written else ("sr", "hr", "bs", "uk", "ru", "pl")
                    if not (language in slavic and called.largest < INFLECTED):
                        break
                    whole = form == written and language != "pl"  # ``koło [Siedlec]`` is Siedlce, no hamlet
                    least = RENOWN if whole else max(INFLECTED, LARGER * called.largest)
                elif entries and max(entry.population for entry in entries) > least:
                    called = weighed(entries, written, language, form != written)  # ``во Львове`` is no hamlet
                    break
        known[written] = called
        return called

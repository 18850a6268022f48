"""Lexicons: what words name which event, as data files that a desk can read, extend and check.

One TOML file per language in ``streams/lexicons``; a desk's own file has the same tables and is merged over them.

- ``language``: ISO 639-1.
- ``[triggers.strong|plain|weak]``: event type -> list of patterns. ``strong`` names the event by itself, ``plain``
  mostly, ``weak`` only in company (`streams.mentions` weighs it). Two types are joined with ``+``
  (``DEATH+FORCE``). Pseudo-types: ``SHOOT`` is FORCE when police or soldiers are its subject and CLASH otherwise;
  ``HAZARD`` (floods, quakes, wrecks) makes a post relevant without a mention, since no event type is its own.
- ``[figurative]`` ``phrases``: patterns that make triggers inside them figurative; ``[neutral]`` ``phrases``:
  patterns whose triggers name no event at all (``fire department``).
- ``[classes]``: name -> words, used in patterns as ``@name``.
- every other table: cue -> list of patterns or words, read by polarity, hedging, attribution, counts and times.

A pattern is words with spaces between: ``word``, ``stem*``, ``one|other``, ``@class``, ``~3`` (up to three words
between), ``<num>`` (a number). Its first element must be words, not a gap.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, get_args

from connectors.codec import RecordError
from streams.report import EventType

__all__ = ["LEXICONS", "Element", "Lexicon", "Pattern", "check", "load_lexicons"]

LEXICONS = Path(__file__).parent / "lexicons"
TIERS = ("strong", "plain", "weak")
TYPES = frozenset(get_args(EventType)) | {"SHOOT", "HAZARD"}
ROLES = frozenset({"killed", "injured", "arrested", "missing", "evacuated", "crowd"})
CUES: Mapping[str, frozenset[str]] = {
    "negation": frozenset({"before", "noun", "after", "pseudo", "cut"}),
    "hedging": frozenset({"cues"}),
    "planned": frozenset({"before", "anywhere"}),
    "past": frozenset({"before", "after", "anywhere"}),
    "attribution": frozenset({"verbs", "according", "official", "media", "eyewitness", "party"}),
    "numbers": frozenset(
        {
            "words",
            "tens",
            "scales",
            "fuzzy",
            "at_least",
            "at_most",
            "about",
            "between",
            "none",
            "half",
            "single",
            "conjunction",
        }
    ),
    "roles": ROLES,
    "people": frozenset({"police", "soldiers", "children", "women", "civilians", "protesters", "militants", "people"}),
    "context": frozenset({"crisis", "informal", "sport", "news", "agents"}),
    "times": frozenset({"days", "yesterday", "today", "night", "months", "local", "ago", "units"}),
    "figurative": frozenset({"phrases"}),
    "neutral": frozenset({"phrases"}),
}
PLACE_KEYS = frozenset({"name", "aliases", "lat", "lon", "country", "city", "admin1"})


@dataclass(frozen=True, slots=True)
class Element:
    """One step of a pattern: words or stems to meet, after at most ``gap`` other words."""

    words: frozenset[str]
    stems: tuple[str, ...]
    gap: int = 0
    number: bool = False

    def meets(self, word: str) -> bool:
        """Whether a folded token fits."""
        if word in self.words:
            return True
        if self.stems and word.startswith(self.stems):
            return True
        return self.number and (word[0].isdigit() or word in self.words)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A trigger or cue phrase and what it stands for."""

    source: str
    elements: tuple[Element, ...]
    types: tuple[str, ...]
    tier: str


@dataclass(slots=True)
class Lexicon:
    """One language's words, compiled.

    Attributes:
        patterns: triggers of every tier.
        covers: figurative and neutral phrases, ``tier`` says which.
        cues: table -> cue -> words; single words as a set, see `words`, and phrases as patterns, see `phrases`.
        classes: names usable as ``@name``.
        origins: files it was read from.
    """

    language: str
    patterns: list[Pattern] = field(default_factory=list)
    covers: list[Pattern] = field(default_factory=list)
    cues: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    numbers: dict[str, dict[str, float]] = field(default_factory=dict)
    classes: dict[str, list[str]] = field(default_factory=dict)
    places: list[dict[str, Any]] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)

    def words(self, table: str, cue: str) -> list[str]:
        """Return a cue's entries, in file order."""
        return [str(entry) for entry in self.cues.get(table, {}).get(cue, [])]


def _error(origin: str, key: str, problem: str, mend: str) -> RecordError:
    return RecordError(origin, key, problem, mend)


def _read(path: Path) -> tuple[dict[str, Any], list[RecordError]]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file), []
    except OSError as exc:
        return {}, [_error(str(path), "", f"cannot be read ({exc.strerror})", "Give the path of a readable TOML file.")]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        return {}, [_error(str(path), "", f"is not valid TOML: {exc}", "Mend the line that the message names.")]


def check(path: Path) -> list[RecordError]:
    """Return what is wrong with a lexicon or points-of-interest file; an empty list when it is fine."""
    return _parse(path)[1]


def compile_pattern(source: str, types: Sequence[str], tier: str, classes: Mapping[str, Sequence[str]]) -> Pattern:
    """Compile a pattern; raises ValueError with a sentence that says what is wrong."""
    elements: list[Element] = []
    gap = 0
    for part in source.lower().replace("ё", "е").split():
        if part.startswith("~"):
            if not part[1:].isdigit() or not 1 <= int(part[1:]) <= 8 or not elements:
                raise ValueError("a gap is `~1` to `~8` and stands between words")
            gap = int(part[1:])
            continue
        elements.append(_element(part, gap, classes))
        gap = 0
    if not elements or gap:
        raise ValueError("a pattern is words, not a gap alone or at its end")
    return Pattern(source, tuple(elements), tuple(types), tier)


def _element(part: str, gap: int, classes: Mapping[str, Sequence[str]]) -> Element:
    if part == "<num>":
        return Element(frozenset(classes.get("number", ())), (), gap, number=True)
    words: set[str] = set()
    stems: list[str] = []
    for option in part.split("|"):
        for word in classes.get(option[1:], ()) if option.startswith("@") else (option,):
            if word.endswith("*"):
                if len(word) < 4:
                    raise ValueError(f"the stem `{word}` is shorter than three letters")
                stems.append(word[:-1])
            elif word:
                words.add(word)
        if option.startswith("@") and option[1:] not in classes:
            raise ValueError(f"the class `{option}` is not in [classes]")
    if not words and not stems:
        raise ValueError(f"`{part}` names no word")
    return Element(frozenset(words), tuple(sorted(stems)), gap)


def _parse(path: Path) -> tuple[Lexicon, list[RecordError]]:
    raw, errors = _read(path)
    origin = str(path)
    lexicon = Lexicon(str(raw.get("language", "")), origins=[origin])
    if errors:
        return lexicon, errors
    if not lexicon.language and set(raw) - {"places"}:
        errors.append(_error(origin, "language", "is missing", 'Say which language the words are in, e.g. "en".'))
    lexicon.classes = {str(k): [str(w) for w in v] for k, v in raw.get("classes", {}).items()}
    _triggers(raw.get("triggers", {}), lexicon, origin, errors)
    for table in raw.keys() - {"language", "classes", "triggers", "places", "sources"}:
        _cue_table(table, raw[table], lexicon, origin, errors)
    _places(raw.get("places", []), lexicon, origin, errors)
    return lexicon, errors


def _triggers(raw: Any, lexicon: Lexicon, origin: str, errors: list[RecordError]) -> None:
    for tier, table in raw.items():
        if tier not in TIERS or not isinstance(table, dict):
            errors.append(_error(origin, f"triggers.{tier}", "is no tier", f"Use one of {', '.join(TIERS)}."))
            continue
        for name, sources in table.items():
            types = name.split("+")
            if not set(types) <= TYPES:
                known = ", ".join(sorted(TYPES))
                errors.append(_error(origin, f"triggers.{tier}.{name}", "is no event type", f"Use {known}."))
                continue
            _compile(sources, types, tier, lexicon, f"triggers.{tier}.{name}", errors)


def _compile(
    sources: Any, types: Sequence[str], tier: str, lexicon: Lexicon, key: str, errors: list[RecordError]
) -> None:
    origin = lexicon.origins[0]
    if not isinstance(sources, list):
        errors.append(_error(origin, key, "is not a list", 'Write ["one phrase", "another"].'))
        return
    target = lexicon.covers if tier in ("figurative", "neutral") else lexicon.patterns
    for index, source in enumerate(sources):
        try:
            target.append(compile_pattern(str(source), types, tier, lexicon.classes))
        except ValueError as exc:
            errors.append(_error(origin, f"{key}[{index}]", f"`{source}`: {exc}", "Mend or remove this pattern."))


def _cue_table(table: str, raw: Any, lexicon: Lexicon, origin: str, errors: list[RecordError]) -> None:
    known = CUES.get(table)
    if known is None or not isinstance(raw, dict):
        errors.append(_error(origin, table, "is no table of a lexicon", f"Use one of {', '.join(sorted(CUES))}."))
        return
    for cue, entries in raw.items():
        key = f"{table}.{cue}"
        if cue not in known:
            errors.append(_error(origin, key, "is not known", f"Use one of {', '.join(sorted(known))}."))
        elif isinstance(entries, dict):
            lexicon.numbers[cue] = {str(k): float(v) for k, v in entries.items()}
        elif not isinstance(entries, list):
            errors.append(_error(origin, key, "is not a list", 'Write ["one", "another"].'))
        elif table in ("figurative", "neutral"):
            _compile(entries, (), table, lexicon, key, errors)
        else:
            lexicon.cues.setdefault(table, {}).setdefault(cue, []).extend(entries)


def _places(raw: Any, lexicon: Lexicon, origin: str, errors: list[RecordError]) -> None:
    for index, entry in enumerate(raw):
        key = f"places[{index}]"
        problem = place_problem(entry)
        if problem:
            errors.append(_error(origin, f"{key}.{problem[0]}", problem[1], problem[2]))
        else:
            lexicon.places.append(entry)


def place_problem(entry: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Return (field, problem, mend) of a point of interest, or None when it is fine."""
    if unknown := set(entry) - PLACE_KEYS:
        return min(unknown), "is not known", f"Use {', '.join(sorted(PLACE_KEYS))}."
    if not isinstance(entry.get("name"), str) or not entry["name"].strip():
        return "name", "is missing", "Give the place's name."
    if not isinstance(entry.get("country"), str) or len(entry["country"]) != 2:
        return "country", "is not a country code", "Give ISO 3166-1 alpha-2, e.g. KG."
    for name, limit in (("lat", 90.0), ("lon", 180.0)):
        value = entry.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > limit:
            return name, "is not a coordinate", "Give degrees as a number, e.g. 42.8765."
    return None


def load_lexicons(extra: Iterable[Path] = ()) -> dict[str, Lexicon]:
    """Read the shipped lexicons and a desk's own files over them; raises `RecordError` at the first fault."""
    merged = {language: _copy(lexicon) for language, lexicon in _shipped().items()}
    for path in extra:
        own, errors = _parse(path)
        if errors:
            raise errors[0]
        base = merged.setdefault(own.language, Lexicon(own.language))
        base.patterns += own.patterns
        base.covers += own.covers
        base.places += own.places
        base.origins += own.origins
        for table, cues in own.cues.items():
            for cue, entries in cues.items():
                base.cues.setdefault(table, {}).setdefault(cue, []).extend(entries)
        for cue, numbers in own.numbers.items():
            base.numbers.setdefault(cue, {}).update(numbers)
    return merged


def _copy(lexicon: Lexicon) -> Lexicon:
    return Lexicon(
        lexicon.language,
        list(lexicon.patterns),
        list(lexicon.covers),
        {table: {cue: list(entries) for cue, entries in cues.items()} for table, cues in lexicon.cues.items()},
        {cue: dict(numbers) for cue, numbers in lexicon.numbers.items()},
        dict(lexicon.classes),
        list(lexicon.places),
        list(lexicon.origins),
    )


@cache
def _shipped() -> dict[str, Lexicon]:
    found: dict[str, Lexicon] = {}
    for path in sorted(LEXICONS.glob("??.toml")):
        lexicon, errors = _parse(path)
        if errors:
            raise errors[0]
        found[lexicon.language] = lexicon
    return found

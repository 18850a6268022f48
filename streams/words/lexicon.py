"""Lexicons: what words name which event, as data files that a desk can read, extend and check.

One TOML file per language in ``streams/lexicons``; a desk's own file has the same tables and is merged over them.

- ``language``: ISO 639-1.
- ``[triggers.sure|denied|strong|plain|weak|faint]``: event type -> list of patterns. ``sure`` has no other reading,
  not in sports news either (``shot dead``), ``strong`` names the event by itself, ``plain`` mostly, ``weak`` only in
  company (`streams.clauses.mentions` weighs it), ``faint`` only in a short post whose other words lean to events
  (`streams.words.leaning`); ``denied`` says by itself that the event did not happen (``the truce is holding``). Two
  types are joined with ``+`` (``DEATH+FORCE``). Pseudo-types: ``SHOOT`` is FORCE when police or soldiers are its
  subject and CLASH otherwise; ``BLOW`` and ``SEIZE`` are FORCE and ARREST when they are, and nothing otherwise
  (`streams.clauses.doers`); ``HAZARD`` (floods, quakes, wrecks) makes a post relevant without a mention, since no
  event type is its own.
- ``[figurative]`` ``phrases``: patterns that make triggers inside them figurative; ``[neutral]`` ``phrases``:
  patterns whose triggers name no event at all (``fire department``).
- ``[classes]``: name -> words, used in patterns as ``@name``.
- ``[context]``: vocabularies of whole texts and sentences. ``crisis`` speaks for a literal reading; ``informal``,
  ``sport``, ``sport_sure`` (of sports and nothing else), ``elsewhere`` (kitchens, screens, wardrobes, stars),
  ``everyday`` (the same, families, pets and feelings, in short posts alone) and ``dealings`` (markets and votes; they
  say nothing against protests and arrests) speak against it. ``sport_news`` and ``other_news`` tell reports of sports,
  and of business, parties, computers and stages, when there are many of them; crisis words among them are pictures
  there.
- ``[scene]``: class -> patterns of what people at a scene say, and of what the same words stand beside in everyday
  posts, see `streams.scene_words`.
- ``[singles]``: which numbers are parts, and who is one without a number, see `streams.figures.singles`. ``part``
  before a number makes it a part of another, ``place`` a place. ``definite`` articles may stand before a victim that
  the text knows, ``links`` between what was done and to whom, ``objects`` are articles that need none; what befell him
  stands behind, ``dying`` or after a ``passive``, before ``ends``, and ``beside`` opens what is inserted; ``not_one``
  are words for several in the singular. ``one`` are verbs whose singular tells of one, ``auxiliary`` those before a
  participle with one of the ``endings``, not beside ``several``, ``collective`` or ``negating`` words; ``aged`` are
  endings of a number that call a person by an age (``28enne``), ``brought`` where a passive brings one: ``hospital``;
  ``household`` are persons who stand in a row with their kin, see `streams.figures.households`.
- ``[role_phrases]``: role -> patterns that give a number its role where no single word does, see
  `streams.figures.idioms`.
- ``[numbers]`` ``named``: articles that make digits a name or a day: ``el [911]``.
- ``[attribution]`` ``kin``: who passes on what he is told (``my [neighbour], a fireman``);
  ``ends``: verbs before which the name of a speaker ends: ``laut Polizei [wurden] zwei verletzt``;
  ``to`` whom and by what ``means`` something is said: ``dijo [a] la AP``, ``[en] un [comunicado]``.
- ``[past]`` ``recalling``: openings of a sentence and its paragraph that only recall something (``Напомним``);
  ``sooner`` of a sentence alone, once a text has told its news (``Ранее сообщалось``).
- ``[checked]``, ``[drill]``, ``[review]``, ``[court]``, ``[memorial]``, ``[statistics]``, ``[background]``,
  ``[announcement]`` and ``[business]``: how a text begins that is no news of an event, see `streams.genres`: patterns
  that alone tell it (``strong``) or in number (``weak``), those ``unless`` which stand there, and those
  ``beside`` which something is of now all the same.
  ``[genres] after``: words behind which such a pattern is only the occasion of other news.
- ``[times]``: ``days``, ``months``, ``units`` (minutes, hours, days), their ``doubles`` and ``hours`` (from one on) in
  order, alternatives with a bar between; clock times and parts of the day, see `streams.clauses.clocks` and
  `streams.clauses.dayparts`.
- every other table: cue -> list of patterns or words, read by polarity, hedging, attribution and counts.

A pattern is words with spaces between: ``word``, ``stem*``, ``one|other``, ``@class``, ``~3`` (up to three words
between), ``<num>`` (a number: digits, the words of ``[numbers]`` from two on, and ``[classes] number``). Its first
element must be words, not a gap.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from connectors.codec import RecordError
from streams.text import lettered
from streams.words.cache import directory, fingerprint, keep, used
from streams.words.cues import CUES, NUMBER_TABLES, ORDERED, PATTERN_CUES, PLACE_KEYS, TIERS, TYPES
from streams.words.phrases import Element, Pattern, compile_pattern
from streams.words.twins import with_twins

__all__ = ["LEXICONS", "Element", "Lexicon", "LexiconError", "Pattern", "check", "load_lexicons", "shipped_paths"]

LEXICONS = Path(__file__).parents[1] / "lexicons"
_LANGUAGE = re.compile("[a-z]{2}")
_COMPILERS = (
    __name__,
    "streams.words.cues",
    "streams.words.phrases",
    "streams.words.rarity",
    "streams.text",
    "streams.report",
)
"""What compiled lexicons depend on beside their words."""


class LexiconError(RecordError):
    """A lexicon or points-of-interest file with a fault: names the file, the field and the mend."""


class Lexicon(msgspec.Struct, array_like=True):
    """One language's words, compiled.

    Attributes:
        patterns: triggers of every tier.
        covers: figurative and neutral phrases, ``tier`` says which.
        cues: table -> cue -> words; single words as a set, see `words`, and phrases as patterns, see `phrases`.
        classes: names usable as ``@name``.
        origins: files it was read from.
    """

    language: str
    patterns: list[Pattern] = []
    covers: list[Pattern] = []
    cues: dict[str, dict[str, list[str]]] = {}
    numbers: dict[str, dict[str, float]] = {}
    classes: dict[str, list[str]] = {}
    places: list[dict[str, Any]] = []
    origins: list[str] = []

    def words(self, table: str, cue: str) -> list[str]:
        """Return a cue's entries, in file order."""
        return list(self.cues.get(table, {}).get(cue, []))


def _error(origin: str, key: str, problem: str, mend: str) -> LexiconError:
    return LexiconError(origin, key, problem, mend)


def _read(path: Path) -> tuple[dict[str, Any], list[LexiconError]]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file), []
    except OSError as exc:
        return {}, [_error(str(path), "", f"cannot be read ({exc.strerror})", "Give the path of a readable TOML file.")]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        return {}, [_error(str(path), "", f"is not valid TOML: {exc}", "Mend the line that the message names.")]


def check(path: Path) -> list[LexiconError]:
    """Return what is wrong with a lexicon or points-of-interest file; an empty list when it is fine.

    A fault in a shipped lexicon, over which every other is read, is told too.
    """
    try:
        shipped = _shipped()
    except LexiconError as fault:
        errors = _parse(path)[1]
        return errors if fault.origin == str(path) else [*errors, fault]
    return _parse(path, shipped)[1]


def _parse(path: Path, shipped: Mapping[str, Lexicon] | None = None) -> tuple[Lexicon, list[LexiconError]]:
    raw, errors = _read(path)
    origin = str(path)
    lexicon = Lexicon(str(raw.get("language", "")), origins=[origin])
    raw = with_twins(raw, lexicon.language)
    if errors:
        return lexicon, errors
    if not lexicon.language and set(raw) - {"places", "sources"}:
        errors.append(_error(origin, "language", "is missing", 'Say which language the words are in, e.g. "en".'))
    elif lexicon.language and not _LANGUAGE.fullmatch(lexicon.language):
        errors.append(_error(origin, "language", f"`{lexicon.language}` is no ISO 639-1 code", 'Write e.g. "en".'))
    if shipped and lexicon.language in shipped:
        lexicon.classes = dict(shipped[lexicon.language].classes)
    for name, words in _table(raw, "classes", origin, errors).items():
        lexicon.classes[str(name)] = _strings(words, f"classes.{name}", origin, errors)
    lexicon.classes["number"] = [*lexicon.classes.get("number", ()), *_counting(raw.get("numbers", {}))]
    _triggers(_table(raw, "triggers", origin, errors), lexicon, origin, errors)
    for table in raw.keys() - {"language", "classes", "triggers", "places", "sources"}:
        _cue_table(table, raw[table], lexicon, origin, errors)
    _places(raw.get("places", []), lexicon, origin, errors)
    return lexicon, errors


def _counting(numbers: Any) -> list[str]:
    """Return the number words from two on, which ``<num>`` meets as it meets digits."""
    found: list[str] = []
    for table in ("words", "tens", "fuzzy") if isinstance(numbers, dict) else ():
        entries = numbers.get(table, {})
        if isinstance(entries, dict):
            found += [str(word) for word, value in entries.items() if isinstance(value, int | float) and value > 1]
    return found


def _table(raw: Mapping[str, Any], name: str, origin: str, errors: list[LexiconError]) -> dict[str, Any]:
    table = raw.get(name, {})
    if isinstance(table, dict):
        return table
    errors.append(_error(origin, name, "is not a table", f"Write [{name}] and its keys below it."))
    return {}


def _strings(raw: Any, key: str, origin: str, errors: list[LexiconError]) -> list[str]:
    if isinstance(raw, list) and all(isinstance(entry, str) and entry.strip() for entry in raw):
        return [entry if entry.isascii() else lettered(entry) for entry in raw]
    found = raw if isinstance(raw, list) else []
    for index, entry in enumerate(found):
        if not isinstance(entry, str) or not entry.strip():
            problem = "is empty" if isinstance(entry, str) else "is no word in quotes"
            errors.append(_error(origin, f"{key}[{index}]", problem, "Write a word in quotes, or remove it."))
    if not isinstance(raw, list):
        errors.append(_error(origin, key, "is not a list of words", 'Write ["one", "another"].'))
    return [entry for entry in found if isinstance(entry, str) and entry.strip()]


def _triggers(raw: Mapping[str, Any], lexicon: Lexicon, origin: str, errors: list[LexiconError]) -> None:
    for tier, table in raw.items():
        if tier not in TIERS or not isinstance(table, dict):
            errors.append(_error(origin, f"triggers.{tier}", "is no tier", f"Use one of {', '.join(TIERS)}."))
            continue
        for name, sources in table.items():
            types = name.split("+")
            key = f"triggers.{tier}.{name}"
            if set(types) <= TYPES:
                _compile(_strings(sources, key, origin, errors), types, tier, lexicon, key, errors)
            else:
                errors.append(_error(origin, key, "is no event type", f"Use {', '.join(sorted(TYPES))}."))


def _compile(
    sources: Sequence[str], types: Sequence[str], tier: str, lexicon: Lexicon, key: str, errors: list[LexiconError]
) -> None:
    target = lexicon.covers if tier in ("figurative", "neutral") else lexicon.patterns
    for index, source in enumerate(sources):
        try:
            target.append(compile_pattern(source, types, tier, lexicon.classes))
        except ValueError as exc:
            field = f"{key}[{index}]"
            errors.append(_error(lexicon.origins[0], field, f"`{source}`: {exc}", "Mend or remove this pattern."))


def _cue_table(table: str, raw: Any, lexicon: Lexicon, origin: str, errors: list[LexiconError]) -> None:
    known = CUES.get(table)
    if known is None or not isinstance(raw, dict):
        tables = ", ".join(sorted(CUES.keys() | {"classes", "places", "sources", "triggers"}))
        errors.append(_error(origin, table, "is no table of a lexicon", f"Use one of {tables}, or the key language."))
        return
    for cue, entries in raw.items():
        key = f"{table}.{cue}"
        if cue not in known:
            errors.append(_error(origin, key, "is not known", f"Use one of {', '.join(sorted(known))}."))
        elif table == "numbers" and cue in NUMBER_TABLES:
            _numbers(entries, lexicon, cue, errors)
        elif table in ("figurative", "neutral"):
            _compile(_strings(entries, key, origin, errors), (), table, lexicon, key, errors)
        else:
            words = _strings(entries, key, origin, errors)
            if table == "times" and cue in ORDERED and len(words) != ORDERED[cue]:
                mend = 'Write one for each, its other names behind a bar: "tuesday|tue".'
                errors.append(_error(origin, key, f"has {len(words)} entries and not {ORDERED[cue]}", mend))
            if cue in PATTERN_CUES.get(table, ()):
                _test(words, lexicon, key, errors)
            lexicon.cues.setdefault(table, {}).setdefault(cue, []).extend(words)


def _test(sources: Sequence[str], lexicon: Lexicon, key: str, errors: list[LexiconError]) -> None:
    """Compile cue patterns only to find their faults; they are compiled for use by their readers."""
    for index, source in enumerate(sources):
        try:
            compile_pattern(source, (), "cue", lexicon.classes)
        except ValueError as exc:
            field = f"{key}[{index}]"
            errors.append(_error(lexicon.origins[0], field, f"`{source}`: {exc}", "Mend or remove this pattern."))


def _numbers(raw: Any, lexicon: Lexicon, cue: str, errors: list[LexiconError]) -> None:
    fits = isinstance(raw, dict) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in raw.values())
    if fits:
        lexicon.numbers[cue] = {lettered(str(k)): float(v) for k, v in raw.items()}
    else:
        key = f"numbers.{cue}"
        errors.append(_error(lexicon.origins[0], key, "is not a table of numbers", f'Write [{key}] and "word" = 3.'))


def _places(raw: Any, lexicon: Lexicon, origin: str, errors: list[LexiconError]) -> None:
    if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
        errors.append(_error(origin, "places", "is not a list of tables", "Write [[places]] before each place."))
        return
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
    """Read the shipped lexicons and a desk's own files over them; raises `LexiconError` at the first fault."""
    merged = {language: _copy(lexicon) for language, lexicon in _shipped().items()}
    for path in extra:
        own, errors = _parse(path, _shipped())
        if errors:
            raise errors[0]
        base = merged.setdefault(own.language, Lexicon(own.language))
        base.patterns += own.patterns
        base.covers += own.covers
        base.places += own.places
        base.origins += own.origins
        base.classes.update(own.classes)
        for table, cues in own.cues.items():
            for cue, entries in cues.items():
                ours = base.cues.setdefault(table, {}).setdefault(cue, [])
                if table == "times" and cue in ORDERED and ours:  # a desk's own names of the same days
                    ours[:] = [f"{known}|{more}" for known, more in zip(ours, entries, strict=True)]
                else:
                    ours.extend(entries)
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


def shipped_paths() -> list[Path]:
    """Return the shipped lexicons, in order of language."""
    return sorted(LEXICONS.glob("??.toml"))


def _shipped() -> dict[str, Lexicon]:
    """Read the shipped lexicons, or give those read before while no file has changed."""
    stamps = []
    for path in shipped_paths():
        stat = path.stat()
        stamps.append((path, stat.st_mtime_ns, stat.st_size))
    return _read_shipped(tuple(stamps))


@lru_cache(maxsize=1)
def _read_shipped(stamps: tuple[tuple[Path, int, int], ...]) -> dict[str, Lexicon]:
    paths = [path for path, _, _ in stamps]
    kept = _kept(paths)
    if kept is not None:
        try:
            found = _COMPILED.decode(kept.read_bytes())
        except (OSError, msgspec.DecodeError):
            pass  # not there yet, or broken: it is written anew
        else:
            used(kept)
            return found
    found = {}
    for path in paths:
        lexicon, errors = _parse(path)
        if errors:
            raise errors[0]
        found[lexicon.language] = lexicon
    if kept is not None:
        keep(kept, msgspec.msgpack.encode(found))
    return found


_COMPILED = msgspec.msgpack.Decoder(dict[str, Lexicon])


def _kept(paths: Sequence[Path]) -> Path | None:
    """Where these lexicons are kept compiled: reading that takes a tenth of the time; None where it cannot be told."""
    code = [Path(module.__file__ or "") for module in (sys.modules[name] for name in _COMPILERS)]
    try:
        digest = fingerprint("\n".join(map(str, paths)), [*paths, *code])
    except OSError:
        return None
    return directory() / f"lexicons-{digest:016x}.bin"

"""What words say of an incident, by language: kinds, outcomes, premises, sites, as bits of one number.

Classes are listed in ``incidents.toml``, words in ``lexicons/incidents``, one file for each language: "sel" is a
mudflow in Russian and Turkish, and salt in French. A text in a language that has no file is read with the words of all.

A desk's own files have the same tables, and ``language = "en"`` where their words are of one language; without, they
count in every text. Functions are given these files' names as ``own``; each is read once.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from connectors.codec import RecordError
from streams.dedupe.numerals import ROLES
from streams.dedupe.words import LETTER_MARKS, without_accents
from streams.words.stems import Stems

__all__ = [
    "ALIKE",
    "BULLETINS",
    "COMMON",
    "CORRECTED",
    "ESTIMATES",
    "FAMILIES",
    "FIRST_AT",
    "KINDS",
    "LATER_STAGE",
    "ORDINARY",
    "OTHER_AT",
    "OUTCOMES",
    "OUTCOMES_AT",
    "PARTS",
    "PARTS_AT",
    "PREMISES_AT",
    "ROLES_WRITTEN",
    "SCENERY_AT",
    "SITES_AT",
    "TOWNS",
    "UNSPACED",
    "VAGUE",
    "WHO_AT",
    "Heads",
    "Vocabulary",
    "check_incidents",
    "check_own",
    "suffixes_of",
    "things",
    "vocabulary_of",
    "words_version",
    "written_of",
]

COMPOUND_HEAD, COMPOUND_TAIL = 3, 5  # letters, at least, of the two parts of a German compound
SHORTEST_ARABIC = 4
PAIRS = 2_048  # of neighbouring words, of a language, that are remembered
_ARABIC_ARTICLE = re.compile("^(?:[وفبلك]?ال|[وف]?لل)")
_ARABIC_ATTACHED = frozenset("وفبلك")
_UNACCENTED, SHORTEST_UNACCENTED = frozenset(["es", "fr", "it", "pt"]), 6
"""Languages whose words people also write without accents; shorter ones would be words of others ("tue*", Tuesday)."""

CLASSES_FILE = Path(__file__).parent / "incidents.toml"
WORDS = Path(__file__).parents[1] / "lexicons" / "incidents"
_LISTS: Mapping[str, Mapping[str, str]] = tomllib.loads(CLASSES_FILE.read_text(encoding="utf-8"))
_CLASSES = {table: tuple(listed.split()) for table, listed in _LISTS["classes"].items()}
KINDS, OUTCOMES, PARTS = _CLASSES["kinds"], _CLASSES["outcomes"], _CLASSES["parts"]


def _bits_of(listed: str) -> int:
    return sum(1 << KINDS.index(kind) for kind in listed.split())


FAMILIES = tuple(map(_bits_of, _LISTS["families"].values()))
"""Bits of kinds that are told of one another."""

ALIKE = tuple((_bits_of(kind), _bits_of(others)) for kind, others in _LISTS["alike"].items())
"""A kind, and those as which it is told when more is known."""

COMMON, ORDINARY, LATER_STAGE, CORRECTED, _NAMES, BULLETINS, ESTIMATES = (
    frozenset(map(crc32, without_accents(_LISTS["little"][name]).encode().split()))
    for name in ("common", "ordinary", "stage", "corrected", "names", "bulletins", "estimates")
)
ORDINARY |= COMMON
VAGUE = COMMON | _NAMES
"""Hashes of words: that say nothing about which event is told; that any two posts of one day may share; that tell what
became of something; that take back a figure; of names in reports of any incident; before the number of a bulletin; and
before an hour for which something is expected."""

OUTCOMES_AT, OTHER_AT, SITES_AT, FIRST_AT, SCENERY_AT, PREMISES_AT, WHO_AT, PARTS_AT = 32, 48, 50, 60, 64, 96, 128, 136
_TABLES = {
    "kinds": 0, "scenery": SCENERY_AT, "outcomes": OUTCOMES_AT, "other": OTHER_AT, "premises": PREMISES_AT,
    "who": WHO_AT, "parts": PARTS_AT,
}  # fmt: skip
"""Tables of words, and where the bits of their classes begin; those of sites are one number."""


_UNFOLDED = frozenset("ёأإآةى’")
_LANGUAGE = re.compile("[a-z]{2}")
_LETTERS = rf"(?:[^\W\d_]|[{LETTER_MARKS}])+"
_FORM = re.compile(rf"{_LETTERS}(?:'{_LETTERS})*(?:_{_LETTERS}(?:'{_LETTERS})*)?\*?")


UNSPACED = ("zh", "ja", "th")
"""Languages that write no spaces, with words of incidents."""

Heads = Mapping[str, tuple[tuple[str, int], ...]]
"""Words and what they say, the longest first, by their first two characters."""


def _by_head(words: Mapping[str, int]) -> Heads:
    heads: dict[str, list[tuple[str, int]]] = {}
    as_read = {unicodedata.normalize("NFKC", word): told for word, told in words.items()}
    for word in sorted(as_read, key=len, reverse=True):
        heads.setdefault(word[:2], []).append((word, as_read[word]))
    return {head: tuple(known) for head, known in heads.items()}


class RolesWritten(NamedTuple):
    """Roles of counts: their numbers by name, and the words of scripts without capitals that tell them."""

    ids: Mapping[str, int]
    heads: Heads


ROLES_WRITTEN = RolesWritten(
    ROLES, _by_head({word: ROLES[role] for role, listed in _LISTS["roles"].items() for word in listed.split()})
)
TOWNS = _by_head(dict.fromkeys(" ".join(_LISTS["towns"].values()).split(), 0))
"""Towns that no sign marks, by their first two characters."""


class Vocabulary(NamedTuple):
    """The words of one language.

    Attributes:
        said_by: what a word says, as bits; `FIRST_AT`: it may be the first of two that say something.
        together: what two neighbouring words say that neither says alone.
    """

    said_by: Callable[[str], int]
    together: Callable[[str, str], int]


def vocabulary_of(language: str, own: tuple[str, ...] = ()) -> Vocabulary:
    """Return the words of a language, or those of all where it has no file."""
    return _read(language if language in _languages() else "", own)


@cache
def written_of(language: str, own: tuple[str, ...] = ()) -> Heads:
    """Return the words of a language without spaces; those of all such where it has no file."""
    known: dict[str, int] = {}
    for name in [language] if language in UNSPACED else () if language in _languages() else UNSPACED:
        for word, bits in _listed(name, own):
            if len(word) > 1 and not {"_", "*"} & set(word):
                known[word] = known.get(word, 0) | bits
    return _by_head(known)


@cache
def suffixes_of(language: str) -> Mapping[str, int]:
    """Return the signs behind names of places in a language, and the class of each."""
    listed = _loaded(_languages()[language]).get("sites", {})
    return {sign: _CLASSES["sites"].index(class_) + 1 for class_, signs in listed.items() for sign in signs.split()}


@cache
def words_version(own: tuple[str, ...] = ()) -> int:
    """Return 16 bits that change with the words: what was signed by other ones is signed anew."""
    digest = 0
    for path in (CLASSES_FILE, *_languages().values(), *map(Path, own)):
        digest = crc32(path.read_bytes(), digest)
    return digest & 0xFFFF or 1


@cache
def things() -> frozenset[int]:
    """Return hashes of words for sorts of sites, premises and people: "House" of "Bush House" names nothing alone."""
    told = {word for path in _languages().values() for word in _words_for_things(_loaded(path))}
    return frozenset(crc32(without_accents(word).encode()) for word in told)


def _words_for_things(raw: Mapping[str, Any]) -> Iterator[str]:
    for table in ("sites", "premises", "scenery", "who", "outcomes", "parts", "kinds"):
        for words in raw.get(table, {}).values():
            yield from (word for word in words.split() if not {"*", "_"} & set(word))


@cache
def _languages() -> Mapping[str, Path]:
    return {path.stem: path for path in sorted(WORDS.glob("*.toml"))}


@cache
def _read(language: str, own: tuple[str, ...]) -> Vocabulary:
    stems: Stems[list[int]] = Stems()
    pairs: dict[str, Stems[list[int]]] = {}
    for name, bits in _listed(language, own):
        first, pair, second = name.partition("_")
        if pair:
            _file(stems, first, 1 << FIRST_AT)
            _file(pairs.setdefault(first, Stems()), second, bits)
        else:
            _file(stems, name, bits)

    forms = _FORMS.get(language, _as_written)

    def said_by(word: str) -> int:
        for form in forms(word):
            found = 0
            for one in stems.of(form):
                found |= one[0]
            if found:
                return found
        return 0

    @lru_cache(PAIRS)
    def together(first: str, second: str) -> int:
        found = 0
        if first in pairs:
            for one in pairs[first].of(second):
                found |= one[0]
        return found

    return Vocabulary(said_by, together)


def _as_written(word: str) -> Iterator[str]:
    """Yield a word, and its parts where it has apostrophes."""
    yield word
    if "'" in word:
        yield from word.split("'")


def _without_article(word: str) -> Iterator[str]:
    """Yield an Arabic word, then without its article, and the prepositions that are written to it."""
    yield word
    rest = _ARABIC_ARTICLE.sub("", word)
    if rest != word:
        yield rest
    elif len(word) > SHORTEST_ARABIC and word[0] in _ARABIC_ATTACHED:
        yield word[1:]


def _compounded(word: str) -> Iterator[str]:
    """Yield a German word, then its endings, the longest first: a "Wohnhausbrand" is a "Brand"."""
    yield word
    for at in range(COMPOUND_HEAD, len(word) - COMPOUND_TAIL + 1):
        yield word[at:]


_FORMS: Mapping[str, Callable[[str], Iterator[str]]] = {"ar": _without_article, "de": _compounded}
"""By language, under which forms a word is looked up: the first that says something counts."""


def _file(stems: Stems[list[int]], name: str, bits: int) -> None:
    item = stems.stem(name[:-1], [0]) if name.endswith("*") else stems.word(name, [0])
    item[0] |= bits


def _listed(language: str, own: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Yield words, or pairs, and what they say."""
    for name in [language] if language else list(_languages()):
        raw = _loaded(_languages()[name])
        for other in raw.get("also", ()) if language else ():
            yield from _listed(other, own)
        yield from _told_by(raw, plain=name in _UNACCENTED)
    for raw in map(_loaded, map(Path, own)):
        if not language or raw.get("language", language) == language:
            yield from _told_by(raw, plain=raw.get("language") in _UNACCENTED)


def _told_by(raw: Mapping[str, Any], *, plain: bool) -> Iterator[tuple[str, int]]:
    """Yield what a file lists; ``plain``: words of a language that people also write without accents."""
    for table, start in _TABLES.items():
        known = _CLASSES["kinds" if table == "scenery" else table]
        for class_, words in raw.get(table, {}).items():
            bits = 1 << start + known.index(class_)
            for word in words.split():
                yield word, bits
                if plain and len(word) > SHORTEST_UNACCENTED and not word.isascii():
                    yield without_accents(word), bits
    for number, class_ in enumerate(_CLASSES["sites"], 1):
        yield from ((word, number << SITES_AT) for word in raw.get("sites", {}).get(class_, "").split())


def _loaded(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def check_incidents(folder: Path = WORDS) -> list[RecordError]:
    """Return what is wrong with the files of words; an empty list when they are fine."""
    return [fault for path in sorted(folder.glob("*.toml")) for fault in _faults(path)]


def check_own(path: Path) -> list[RecordError]:
    """Return what is wrong with a desk's own file."""
    return list(_faults(path, own=True))


def _faults(path: Path, *, own: bool = False) -> Iterator[RecordError]:
    try:
        raw = _loaded(path)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        yield RecordError(str(path), "", f"cannot be read ({error})", "Mend the file.")
        return
    known = {**_CLASSES, "scenery": KINDS}
    language = raw.pop("language", "") if own else ""
    if not isinstance(language, str) or (language and not _LANGUAGE.fullmatch(language)):
        yield RecordError(str(path), "language", f"`{language}` is no ISO 639-1 code", 'Write e.g. "en".')
    if own and not raw:
        yield RecordError(str(path), "", "has no words", "Write e.g. [kinds] with a class and its words.")
    for language in raw.pop("also", []) if not own else ():
        if language not in _languages():
            yield RecordError(str(path), "also", f"`{language}` has no file", "Name a language that has one.")
    for table, classes in raw.items():
        if table not in known or not isinstance(classes, dict):
            yield RecordError(str(path), table, "is no table of words", f"Use {', '.join(sorted(known))}.")
            continue
        for class_, words in classes.items():
            if class_ not in known[table] or not isinstance(words, str):
                yield RecordError(
                    str(path), f"{table}.{class_}", "is no class with words", f"Use {', '.join(known[table])}."
                )
                continue
            yield from _misspelt(str(path), f"{table}.{class_}", words.split())


def _misspelt(origin: str, key: str, words: list[str]) -> Iterator[RecordError]:
    for word in sorted({word for word in words if words.count(word) > 1}):
        yield RecordError(origin, key, f"`{word}` stands there twice", "Leave one out.")
    for word in words:
        if word != word.lower() or not _UNFOLDED.isdisjoint(word):
            yield RecordError(
                origin, key, f"`{word}` is not folded", "Write lower case, е, ا, ه and ي for ё, أ, ة and ى."
            )
        elif not _FORM.fullmatch(word):
            yield RecordError(
                origin, key, f"`{word}` is no word, stem or pair", "Write `word`, `stem*` or `two_words`."
            )

"""Where a short post may name a place in small letters: ``huge fire in houston rn``, ``взрывы в харькове``.

Only behind a word that leads to a place, and no word that is common otherwise; whether it is one the gazetteer says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import CITY, COUNTRY, key_of, namesakes
from streams.geo.homonyms import homonyms
from streams.geo.lone_words import short_nicknames
from streams.geo.neighbours import RENOWN, STATES
from streams.geo.toponyms import words
from streams.geo.uncased import at_home

__all__ = [
    "bare_names",
    "coded_names",
    "may_name",
    "names_of",
    "renowned",
    "small_names",
    "unmistakable",
]

LONGEST = 3  # words in a name
SHORTEST = 4  # letters of a name of one word
NAMED = 15_000  # inhabitants of a town whose name, no other word, may stand in small letters behind a word for a place
LARGE = 100_000  # inhabitants of a town that its own language names so, although a word of another is called alike
TWO_WORDS = 60_000  # inhabitants of a town of several words that is seen in small letters
_DETERMINERS = frozenset({"the", "el", "la", "los", "las", "le", "les"})
_LEADS = {
    "en": "in|near|outside|downtown|across|hits|rocks",
    "ru": "в|во|под|возле|близ|около",
    "es": "en|cerca de|desde",
    "fr": "à|vers|près de",
    "pt": "em",
    "it": "a",
    "id": "di",
}
_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)?"
_WORDS, _PARTED = re.compile(_WORD), re.compile("[ -]")
_BEHIND = {
    language: re.compile(rf"(?<!\w)(?:{leads})\s+({_WORD}(?:[ -]{_WORD}){{0,{LONGEST - 1}}})", re.IGNORECASE)
    for language, leads in _LEADS.items()
}
_LEADING = {
    language: frozenset(lead.partition(" ")[0] for lead in leads.split("|")) for language, leads in _LEADS.items()
}
_TIED, _TIED_BEHIND = re.compile(r"[\w@#/.-]"), re.compile(r"[\w@/-]|\.\w")  # to more than a name: an address
_RELATED = {"uk": "ru", "gl": "es", "ca": "es"}
_NO_NAMES_TEXT = (
    "general case front line fact place order time total sight love need trouble most turn short half mesa medio serio "
    "vivo casa curso paso punto parte general manos salud caliente male nice split mobile concord surprise same bath "
    "hamilton victoria salvador natal santos corona medina bali mirada vida calle plena toda todo este esta"
)
_ARTICLES = frozenset({"the", "los", "las"})  # ``in the villages``
_NO_NAMES = frozenset(_NO_NAMES_TEXT.split())

_CODES = frozenset(STATES) - frozenset("AL AK AR CO DE HI IA ID IN LA MA ME MO MS NE OH OK OR PA".split())  # noqa: SIM905
"""Of American states, those that are no words in small letters."""
_SMALL_STATES = {code.lower(): STATES[code] for code in _CODES} | {name.lower(): name for name in STATES.values()}
_STATE_WORDS = frozenset(name for name in _SMALL_STATES if " " not in name)
_LONG_STATES = tuple(name.partition(" ")[::2] for name in _SMALL_STATES if " " in name)  # of two words
_STATE = rf" ({'|'.join(sorted(_SMALL_STATES))})(?![\w'’-])"
_CODE, _CODED = re.compile(_STATE), re.compile(rf"((?:[a-z.']+ ){{0,{LONGEST - 1}}}[a-z']+),?{_STATE}")
_SIDES = frozenset({"north", "south", "east", "west", "central"})  # of the state
_AT = ("in ", "near ", "outside ", "at ", "from ")
CODED_PEOPLE = 1_000  # inhabitants of a town before its state's code


def may_name(folded: str, language: str, vocabulary: Set[str]) -> bool:
    """Whether a word that leads to a place may be in a text, which its distinct words soon tell.

    A word with a mark inside is one of them as a whole, and a lead may be its end (``drive-in``).
    """
    leads = _LEADING.get(_RELATED.get(language, language))
    if leads is None:
        return False
    return not vocabulary or not leads.isdisjoint(vocabulary) or "-" in folded or "'" in folded


def small_names(text: str, language: str) -> Iterator[tuple[int, str]]:
    """Yield where up to three words behind a preposition begin, and these words; see `names_of`."""
    behind = _BEHIND.get(_RELATED.get(language, language))
    if behind is None:
        return
    for found in behind.finditer(text):
        yield found.start(1), found[1]


def bare_names(text: str, vocabulary: Set[str], renowned: Set[str]) -> list[tuple[int, str]]:
    """Where a text has well-known names in small letters, whatever stands before: ``tehran is screaming``."""
    found = []
    for word in renowned & vocabulary:
        start = text.find(word)  # none where it is written with a capital, as mostly
        while start >= 0:
            end = start + len(word)
            if not (start and _TIED.match(text, start - 1)) and not _TIED_BEHIND.match(text, end):
                found.append((start, word))
            start = text.find(word, end)
    return found


def coded_names(text: str, vocabulary: Set[str], gazetteer: Gazetteer) -> list[tuple[int, str, str, tuple[Entry, ...]]]:
    """Where a text has towns in small letters before their state: ``gilroy ca``, ``odessa texas``; with both."""
    found: list[tuple[int, str, str, tuple[Entry, ...]]] = []
    if _STATE_WORDS.isdisjoint(vocabulary) and not any(
        first in vocabulary and second in vocabulary for first, second in _LONG_STATES
    ):
        return found
    if _CODE.search(text) is None:  # a state's code is a word of many a language
        return found
    common = words()["common"]
    for match in _CODED.finditer(text):
        state, said = _SMALL_STATES[match[2]], match[1]
        for start in [0, *(gap.end() for gap in re.finditer(" ", said))]:
            name = said[start:]
            if name in _SIDES or (name in common and not said[:start].endswith(_AT)):
                continue
            towns = tuple(
                entry
                for entry in gazetteer.find(name)
                if entry.kind == CITY
                and (entry.country, entry.region) == ("US", state)
                and entry.population >= CODED_PEOPLE
            )
            if towns:
                found.append((match.start() + start, name, state, towns))
                break
    return found


def names_of(said: str) -> list[str]:
    """Return what may be a name at the beginning of a phrase, the longest first."""
    first = _PARTED.split(said, maxsplit=1)[0]
    if not first.islower() or first in _NO_NAMES:
        return []
    names = [said[: word.end()] for word in _WORDS.finditer(said)]
    if first in short_nicknames():
        return names[::-1]
    if len(first) < SHORTEST or first in words()["common"] or first in words()["forenames"]:
        names = [name for name in names if (" " in name or "-" in name) and first not in _ARTICLES]
    return names[::-1]


def renowned(entry: Entry, *, several: bool = False) -> bool:
    """Whether a place is so well known that small letters do for its name, of ``several`` words or one."""
    least = TWO_WORDS if several else RENOWN
    return entry.kind == COUNTRY or (entry.kind == CITY and entry.population >= least)


def unmistakable(entry: Entry, written: str, language: str) -> bool:
    """Whether a town is known enough, by a name that is no other word nor a person's.

    Where it is large and the language its own, words of other languages do not matter: ``temblor en [puno]``.
    """
    key = key_of(written)
    if entry.kind != CITY or entry.population < NAMED or key_of(entry.name) != key:
        return False
    if key.partition(" ")[0] in _DETERMINERS:
        return False  # ``en el centro``
    if entry.population >= LARGE and at_home(entry.country, language, otherwise=False):
        return key not in homonyms(language).small
    return not any(key in names for names in namesakes().values())

"""What a verb of saying tells by itself: whether a text has one, who owns up to something, who denies, who is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from streams.clauses.statements import Statement
from streams.report import Speaker
from streams.words.lexicon import Lexicon

__all__ = ["SAID_BEFORE", "begins", "by_surname", "claimed", "heads", "hearers", "plausible", "told_thing"]

_CLAIMED = frozenset({"responsibility", "attack", "attacks", "bombing", "blast", "killing", "killings"})
_SAID_BEFORE_TEXT = (
    ', . ; ! ? … " ” » ) — – - on in at late early monday tuesday wednesday thursday friday saturday sunday today '
    "yesterday afp reuters reporters us"
)
SAID_BEFORE = frozenset(_SAID_BEFORE_TEXT.split())
"""Behind the verb when what was said stands before it: ``, police said.``, ``, police said on Monday``."""
_TELLS = frozenset({"told", "tells"})
_HEARERS = frozenset({"our", "this", "the", "a", "local", "state", "public", "reporters", "journalists", "newsmen"})
_SIMPLE = 4  # tokens of a speaker who may be called by what befell him: ``the injured said``
_DENIALS = (
    "desmin",
    "desmien",
    "neg",
    "nieg",
    "dément",
    "nie",
    "nié",
    "réfut",
    "опров",
    "отриц",
    "отверг",
    "نف",
    "تنف",
    "ينف",
)
_COMPOUND = frozenset({"es", "fr", "pt", "it"})
"""Languages whose verbs of saying often are an auxiliary and a participle."""
_COMMAS = frozenset({",", "\u060c"})
_NEXT = frozenset({"the", "a", "an", "at", "his", "her", "their", "its", "this", "some", "more", "several", "two"})
_SOME_TEXT = (
    "une plusieurs deux trois quatre unos unas varios varias dos tres umas vários duas diversi due tre mehrere zwei"
)
_SOME = frozenset(_SOME_TEXT.split())
"""Begin those counted, behind who says so: ``selon nos sources [une] vingtaine de soldats``."""
_INITIALS = 2  # letters of a name that goes on with a number
_THESE_TEXT = """такие эти эту такую данные информацию подробности детали сведения дані інформацію подробиці деталі
відомості такі ці цю"""
_THESE = frozenset(_THESE_TEXT.split())
_TOLD_TEXT = "данные информацию подробности детали сведения цифры дані інформацію подробиці деталі відомості цифри"
_TOLD_THINGS = frozenset(_TOLD_TEXT.split())
_LITTLE_TEXT = "a o e y à as os la le el il un at in on to of by до в на"
_LITTLE = frozenset(_LITTLE_TEXT.split())
_JOINING = frozenset(
    {
        "of",
        "the",
        "in",
        "at",
        "for",
        "from",
        "a",
        "an",
        "to",
        "by",
        "on",
        "with",
        "near",
        "de",
        "d",
        "d'",
        "di",
        "von",
        "par",
        "por",
        "à",
        "con",
    }
)


def heads(lexicon: Lexicon) -> re.Pattern[str]:
    """Return what finds the first words of verbs of saying and of ``according to``."""
    verbs = [source.split(" ")[0] for source in lexicon.words("attribution", "verbs")]
    first = [source.split(" ")[0] for source in lexicon.words("attribution", "according")]
    words = {word for source in (*verbs, *first) for word in source.split("|") if word[0].isalpha()}
    if lexicon.language in _COMPOUND:  # ``ha [annunciato]``
        last = (source.rsplit(" ", 1)[1] for source in lexicon.words("attribution", "verbs") if " " in source)
        words |= {word for source in last for word in source.split("|") if word[0].isalpha() and len(word) > _SIMPLE}
    exact = sorted(re.escape(word) for word in words if not word.endswith("*"))
    stems = sorted(re.escape(word[:-1]) for word in words if word.endswith("*"))
    ends = [rf"(?:{'|'.join(exact)})(?!\w)"] if exact else []
    joined = "[وف]?" if lexicon.language == "ar" else ""  # ``[و]قال``
    return re.compile(rf"(?<!\w){joined}(?:{'|'.join([*ends, *stems])})" if words else r"(?!)")


def hearers(words: Sequence[str], start: int, end: int) -> bool:
    """Whether those stand behind a verb who hear it: ``a parent told [our reporter]``; of an agency's name it is it."""
    return words[start] in _TELLS and not _HEARERS.isdisjoint(words[end : end + 1])


def told_thing(words: Sequence[str], begin: int, end: int) -> bool:
    """Whether a Slavic phrase names what is told: ``[такие данные 24.kg] предоставили в прокуратуре``."""
    return words[begin] in _THESE and any(word in _TOLD_THINGS for word in words[begin : min(begin + 2, end)])


def begins(words: Sequence[str], at: int) -> bool:
    """Whether a noun phrase begins that is no part of the one before."""
    initial = len(words[at - 1]) <= _INITIALS and words[at - 1] not in _LITTLE  # ``segundo o G[1]``
    next_ = words[at] in _NEXT or (words[at][0].isdigit() and not initial) or words[at] in _SOME
    return next_ and words[at - 1] not in _JOINING


def by_surname(words: Sequence[str], start: int, end: int, named: Mapping[str, Speaker]) -> Statement | None:
    """The statement of who is only called by his surname, once he was introduced: ``Sarkar [told reporters]``."""
    if not start or words[start - 1] not in named:
        return None
    before = end >= len(words) or words[end] in SAID_BEFORE
    return Statement(named[words[start - 1]], start - 1, end, before)


def plausible(one: Statement, words: Sequence[str], start: int, end: int, events: Set[int]) -> Statement | None:
    """The statement of a verb at ``start``, unless half a clause stands for its speaker; and whether it denies."""
    until = min(one.end, start)
    # what is set beside him may tell of an event: ``Carmen, [whose house burned down], said``
    until = next((at for at in range(one.start + 1, until) if words[at] in _COMMAS), until)
    name = range(one.start, until)
    if len(name) > _SIMPLE and not events.isdisjoint(name):
        return None  # ``в Бишкеке [сторонники захватили здание] ...``
    return replace(one, denies=True) if any(word.startswith(_DENIALS) for word in words[start:end]) else one


def claimed(one: Statement, words: Sequence[str], start: int, end: int) -> Statement:
    """The statement of a verb at ``start``; who owns up to it is no authority: ``[JNB] claimed the attack``."""
    if one.speaker is None or not words[start].startswith("claim") or _CLAIMED.isdisjoint(words[end - 1 : end + 2]):
        return one
    return replace(one, speaker=Speaker(one.speaker.name, "party"))

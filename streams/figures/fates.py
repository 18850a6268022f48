"""What befell a single person of an English sentence: the noun of his phrase, and the verb that tells his fate."""

from __future__ import annotations

from collections.abc import Sequence

from streams.figures.groups import AND, Line
from streams.figures.persons import MANY, several
from streams.figures.phrasing import HANGING, spared

__all__ = ["DYING", "ENDS", "FATE_REACH", "NO_NAME", "PASSIVE", "describes", "fate_of", "head_of"]

_NO_NAME_TEXT = (
    "a an the one two three four five six seven eight nine ten at in on by for during after before when and or but , . "
    "several dozens many some more all both no none over about around nearly almost up between him her them himself "
    "herself it its his their nobody another others scores hundreds thousands everyone as of from with to"
)
NO_NAME = frozenset(_NO_NAME_TEXT.split())
TITLE_REACH = 3  # tokens between two nouns of a title
_DYING_TEXT = "died dies die drowned drown drowns perished perish succumbed dead passed survive"
DYING = frozenset(_DYING_TEXT.split())
PASSIVE = frozenset({"was", "were", "been", "being", "is", "are", "got"})
_AT = frozenset({"in", "at", "by", "near", "on", "during", "after", "dead", "when", "as", "outside", "and", "to"})
ENDS = frozenset({".", ";", ":", "!", "?", "(", ")", "—", "–", ","})
_CLAUSES_TEXT = "while when as after whereas but because since before that which where"
_CLAUSES = frozenset(_CLAUSES_TEXT.split())
_CLAIMS = frozenset({"said", "says", "told", "reported", "claimed", "announced", "confirmed", "denied"})
HEAD_REACH = 4  # tokens from ``the`` to the noun: ``the [deputy village head]``
FATE_REACH = 12  # tokens from the noun to what happened: ``the commander [of the unit inside was killed]``
_GERMAN = frozenset({"german", "ottoman", "turkoman", "turkman"})
_NATIONAL = ("an", "ian", "ani", "aeli", "qi", "emi", "ese", "ish", "mali", "thai", "shi")


def head_of(line: Line, article: int) -> int | None:
    """The noun of a phrase with ``the``, when it is one person."""
    for index in range(article + 1, min(article + HEAD_REACH, len(line.words))):
        word = line.words[index]
        if word in ENDS or word in AND or index in line.starts:
            return None
        if line.people[index] and word not in MANY and not describes(line, index):
            last = _compound(line, index)
            return None if several(line.words[last]) else last
        if line.roles[index]:
            return None
    return None


def _compound(line: Line, index: int) -> int:
    """The last word of a title: ``the [deputy district commissioner]``."""
    for at in range(index + 1, min(index + TITLE_REACH, len(line.words))):
        word = line.words[at]
        if not word[0].isalpha() or word in NO_NAME or line.roles[at] or word in PASSIVE or word in _CLAIMS:
            break
        if line.people[at] and word not in MANY:
            return at
    return index


def describes(line: Line, index: int) -> bool:
    """Whether a word for people of a nation only describes a thing: ``[Israeli] strikes killed``."""
    word, following = line.words[index], line.words[index + 1 : index + 2]
    if line.people[index] != "people" or not word.endswith(_NATIONAL) or not following:
        return False
    if word.endswith("man") and word not in _GERMAN:
        return False  # ``kills [man] in Darwin``
    return (
        following[0] not in PASSIVE
        and following[0] not in ENDS
        and following[0] not in AND
        and not line.roles[index + 1]
    )


def _inserted(words: Sequence[str], comma: int) -> int:
    """Where a clause with ``who`` or an age ends that stands between commas; 0 for anything else."""
    behind = words[comma + 1 : comma + 3]
    if behind[:1] != ["who"] and not (behind[1:] == [","] and behind[0].isdigit()):
        return 0
    return next((at + 1 for at in range(comma + 2, min(comma + FATE_REACH, len(words))) if words[at] == ","), 0)


def fate_of(line: Line, head: int, *, headline: bool = False) -> str | None:
    """What happened to a person: a passive, a verb of dying, or a participle at the end or in a headline."""
    passive, until = False, 0
    for index in range(head + 1, min(head + FATE_REACH, len(line.words))):
        word = line.words[index]
        if index < until:
            continue
        if word == "," and (until := _inserted(line.words, index)):
            continue  # ``the woman, [who was pregnant], died``
        if word in ENDS or word in _CLAUSES or index in line.starts or spared(line, index):
            return None
        if word in AND and headline and line.roles[index + 1 : index + 2] == ["killed"]:
            continue  # ``[officer] run over and killed by a stolen car``
        if (word in AND and not passive) or word in _CLAIMS:
            return None
        if line.people[index] and "of" not in line.words[index - 2 : index]:
            return None
        passive = passive or word in PASSIVE
        if role := line.roles[index]:
            following = line.words[index + 1 : index + 2]
            if role == "injured" and (following == ["dead"] or line.words[index + 1 : index + 3] == ["to", "death"]):
                role = "killed"
            bare = not following or following[0] in (ENDS | AND) or (headline and following[0] in _AT)
            bare = bare and line.words[index + 1 : index + 3] != ["at", "least"]
            return role if role != "crowd" and (passive or bare or word in DYING or word in HANGING) else None
    return None

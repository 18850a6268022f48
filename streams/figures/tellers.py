"""Whose number of the dead stands where an English text gives several: the coder's own, the revised, the unclaimed.

``Casualties unknown, [fatalities coded as 3]`` closes an observer's note and stands before all that was said, ``raised
to 15`` before what was said first, and what the other side or witnesses count before what a party to the fight claims
(``Al Shabaab claims to have killed 10; the government says 3``). Whatever does not stand is made a part. Limits:
tellers of one rank are not chosen between (the larger number stands), and nobody is known to be reliable.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from streams.figures.groups import AND, Figure, Line

__all__ = ["claimed", "coded", "elsewhere", "rivals", "settle"]

_CODING = frozenset({"coded", "recorded", "entered", "counted", "covers", "cover", "covered"})
_CODED_TO = frozenset({"as", "at", "with"})
_FATALITIES = frozenset({"fatalities", "fatality", "deaths", "dead"})
_CASUALTIES = _FATALITIES | {"casualties", "casualty", "killed", "number"}
_SPLITTING = frozenset({"split", "spread", "divided", "distributed"})
_SMALL = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_PIECES = frozenset({"events", "event", "days", "locations", "incidents", "entries", "places"})
_APART = frozenset({"separately", "elsewhere", "another", "separate", "apart", "other"})
_REVISING_TEXT = "raised revised updated corrected lowered reduced increased amended upped adjusted"
_REVISING = frozenset(_REVISING_TEXT.split())
_CLAIMS = frozenset({"claim", "claims", "claimed", "claiming", "boasted"})
_NO_CLAIM_TEXT = "responsibility lives life victory credit attack attacks bombing blast raid ambush assault operation"
_NO_CLAIM = frozenset(_NO_CLAIM_TEXT.split())
_TOLD_OF = _CODING | _SPLITTING | _REVISING | _CLAIMS | {":"}
"""Without one of these nobody's number goes before another's, as in most sentences."""
_SOURCES = frozenset({"according", "selon", "según", "segundo", "secondo", "laut", "по"})
_TURNS = frozenset({";", "but", "while", "whereas", "although", "though", ".", "however"})
CODE_REACH = 5  # tokens between a number and the word that says it is coded
SHARE_REACH = 9  # tokens from a number to the entries that share it
CLAIM_REACH = 12  # tokens from the claim to its number


def coded(words: Sequence[str], figure: Figure) -> bool:
    """Whether a number is the one that a coder put down: ``[fatalities coded as] 3``, ``3 [fatalities coded]``."""
    before = words[max(0, figure.start - CODE_REACH) : figure.start]
    if before and not _CODING.isdisjoint(before) and before[-1] in _CODED_TO | {"conservatively", "least"}:
        return True
    if before[-1:] == [":"] and not _FATALITIES.isdisjoint(before[-3:-1]):
        return True
    if before[-2:] in (["covers", "the"], ["cover", "the"]):
        return True
    behind = words[figure.end : figure.end + CODE_REACH]
    if behind[:1] and behind[0] in _FATALITIES and behind[1:2] and behind[1] in _SPLITTING:
        return True
    if before and before[-1] in ("coded", "recorded") and not _FATALITIES.isdisjoint(behind[:1]):
        return True
    return bool(behind) and (behind[0] in _FATALITIES or behind[0] == "of") and "coded" in behind


def elsewhere(words: Sequence[str]) -> bool:
    """Whether a sentence's dead are those of another entry: ``([coded separately])``."""
    return any(word in _CODING and not _APART.isdisjoint(words[at + 1 : at + 4]) for at, word in enumerate(words[:-1]))


def claimed(words: Sequence[str], figure: Figure) -> bool:
    """Whether a party to the fight only claims a number, in the clause of the number."""
    for at in range(figure.start - 1, max(-1, figure.start - 1 - CLAIM_REACH), -1):
        if words[at] in _TURNS:
            break
        if words[at] in _CLAIMS and _NO_CLAIM.isdisjoint(words[at + 1 : at + 3]):
            return True
    return False


def rivals(line: Line, found: Sequence[Figure]) -> None:
    """Let another teller's number of a crowd be one: ``1 200 manifestants selon la préfecture, [4 000] selon les``."""
    if _SOURCES.isdisjoint(line.words):
        return
    for first, second in pairwise(found):
        told = line.words[second.end : second.end + 1]
        between = line.words[first.end : second.start]
        if first.role != "crowd" or second.role or second.people or not told or told[0] not in _SOURCES:
            continue
        if not second.article and not _SOURCES.isdisjoint(between):
            second.role = "crowd"


def settle(line: Line, found: Sequence[Figure]) -> None:
    """Make parts of the sentence's dead whose number does not stand."""
    words = line.words
    if _TOLD_OF.isdisjoint(words):
        return
    for figure in found:
        if coded(words, figure) and figure.role in (None, "killed") and not _CASUALTIES.isdisjoint(words):
            _stand(figure, found)
            figure.low, figure.high = _shared(words, figure)
            return
        if _revised(words, figure) and figure.role == "killed":
            _stand(figure, found)
            return
    dead = [figure for figure in found if figure.role == "killed" and not figure.part and figure.low]
    boasts = [figure for figure in dead if claimed(words, figure)]
    if boasts and len(boasts) < len(dead):
        for figure in boasts:
            others = [one for one in dead if one not in boasts and _turned(words, figure, one)]
            figure.part, figure.people = bool(others), figure.people or "people"


def _stand(figure: Figure, found: Sequence[Figure]) -> None:
    """Let a number be the only whole of the dead."""
    for other in found:
        if other is not figure and other.role == "killed":
            other.part, other.added, other.people = True, False, other.people or "people"
    figure.role, figure.part, figure.people = "killed", False, figure.people or "people"


def _turned(words: Sequence[str], first: Figure, second: Figure) -> bool:
    """Whether two numbers are those of two tellers."""
    between = words[min(first.end, second.end) : max(first.start, second.start)]
    return not _TURNS.isdisjoint(between) or ("," in between and AND.isdisjoint(between))


def _revised(words: Sequence[str], figure: Figure) -> bool:
    """Whether a number is what another was changed to: ``later [raised it to] 15``."""
    before = words[max(0, figure.start - CODE_REACH) : figure.start]
    return len(before) > 1 and before[-1] == "to" and not _REVISING.isdisjoint(before[:-1])


def _pieces(word: str) -> int:
    return int(word) if word.isdecimal() and len(word) < 3 else _SMALL.get(word, 0)


def _shared(words: Sequence[str], figure: Figure) -> tuple[int | None, int | None]:
    """The share of one entry: ``10 fatalities [split across 2 events]``."""
    behind = words[figure.end : figure.end + SHARE_REACH]
    if _SPLITTING.isdisjoint(behind) or _PIECES.isdisjoint(behind) or not figure.low:
        return figure.low, figure.high
    pieces = next((_pieces(word) for word, noun in pairwise(behind) if noun in _PIECES), 0)
    share = figure.low // pieces if pieces > 1 else figure.low
    return share, share

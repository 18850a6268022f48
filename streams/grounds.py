"""A place speaks for a doubted trigger of a short text that is said to be there: ``bomb at [a bar in] Leeds``.

What is figurative by its phrase, or far below the cut, stays so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from streams.composer import Judged
from streams.geo.places import Located

__all__ = ["GROUNDED", "ground"]

GROUNDED = 1.2  # score of a trigger that is said to be at a place
GROUND_REACH = 40  # characters between them
_AT = re.compile(
    r"(?:[^\s.!?;:]+ ){0,3}?(?:in|at|near|outside|off|from|through|hits|rocks|shakes|strikes) (?:[\w'-]+ ){0,3}"
)


_VERBS_TEXT = (
    "rocks rips hits shakes strikes tears rock rip hit shake strike tear rocked ripped shook clash clashed clashes"
)
_VERBS = frozenset(_VERBS_TEXT.split())
_HEADED = frozenset({"EXPLOSION", "CLASH", "FIRE"})
HEADLINE = 9  # words of a post that is a headline and nothing else
_FIRM = frozenset({"strong", "sure"})


def ground(judged: Iterable[Judged], located: Sequence[Located], folded: str) -> None:
    """Raise the score of doubted triggers that a text says to be at one of its places."""
    for one in judged:
        if one.found.literal:
            continue
        start, end = one.sentence.starts[one.found.end - 1], one.sentence.ends[one.found.end - 1]
        near = (place.start for place in located if 0 < place.start - end <= GROUND_REACH)
        told = [place for place in near if _AT.fullmatch(folded, start, place)]
        if told:
            one.found.score += GROUNDED
            one.found.notes.append(("at a place +", GROUNDED))
        if told and _headline(one, folded):
            one.found.score = max(one.found.score, GROUNDED)
            one.found.counted = True  # as little a picture as what counts its victims
            one.found.notes.append(("a headline of it at ", "a place"))


def _headline(one: Judged, folded: str) -> bool:
    """Whether a post is nothing but a headline: ``[Blast rocks] Leeds``, ``Rival [gangs clash] in Lagos``."""
    words, found = one.sentence.words, one.found
    if len(words) > HEADLINE or one.sentence.start or one.sentence.end < len(folded.rstrip()):
        return False
    verb = not _VERBS.isdisjoint(words[found.end - 1 : found.end + 1])
    return verb and found.tier in _FIRM and _HEADED.issuperset(found.types)

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
_AT = re.compile(r"(?:[^\s.!?;:]+ ){0,3}?(?:in|at|near|outside|off|from|hits|rocks|shakes|strikes) (?:[\w'-]+ ){0,3}")


def ground(judged: Iterable[Judged], located: Sequence[Located], folded: str) -> None:
    """Raise the score of doubted triggers that a text says to be at one of its places."""
    for one in judged:
        if one.found.literal:
            continue
        start, end = one.sentence.starts[one.found.end - 1], one.sentence.ends[one.found.end - 1]
        near = (place.start for place in located if 0 < place.start - end <= GROUND_REACH)
        if any(_AT.fullmatch(folded, start, place) for place in near):
            one.found.score += GROUNDED
            one.found.notes.append(("at a place +", GROUNDED))

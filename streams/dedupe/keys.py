"""The keys of a text that are read from its words and anchors; those of its sketch are `streams.dedupe.signature`'s.

Under which keys a text is filed decides what it is compared with, never what it is.
"""

from __future__ import annotations

from itertools import pairwise

from xxhash import xxh3_64_intdigest

from streams.dedupe.anchor import (
    COUNT,
    COUNTRY,
    INCIDENT,
    INITIAL,
    MAX_ANCHORS,
    NAME,
    NUMBER,
    PLACE,
    SITE,
    STEM,
    Anchor,
)
from streams.dedupe.incident_words import LATER_STAGE, ORDINARY, VAGUE
from streams.dedupe.incidents import unmarked
from streams.dedupe.words import Words

__all__ = ["events_of", "openings_of", "pairs_of", "scene_key", "scenes_of", "subjects_of"]

OPENING = 4  # words at the start of a sentence that make a key
MAX_OPENINGS, MAX_PAIRS = 8, 8
MAX_PLACES, MAX_EVENTS, MAX_SUBJECTS, MAX_SCENES = 4, 6, 3, 8
_NAMING = frozenset([NAME, INITIAL, PLACE, COUNTRY])


def openings_of(low: list[str], openings: list[int]) -> list[int]:
    """Return keys of the first words of sentences, and of what else a copy may begin with."""
    last = len(low) - OPENING
    words = [" ".join(low[start : start + OPENING]) for start in openings[: 2 * MAX_OPENINGS] if start <= last]
    return list(map(xxh3_64_intdigest, list(map(str.encode, dict.fromkeys(words)))[:MAX_OPENINGS]))


def events_of(anchors: list[Anchor]) -> list[int]:
    """Return keys of roles of counts at places, or names."""
    roles = {one[2] for one in anchors if one[0] == COUNT}
    if not roles:
        return []
    where = {(one[0] == PLACE, one[1]): None for one in anchors if one[0] in (NAME, PLACE, INITIAL)}
    return [
        xxh3_64_intdigest(b"%d at %d %d" % (role, *place))
        for place in list(where)[:MAX_PLACES]
        for role in sorted(roles)
    ][:MAX_EVENTS]


def subjects_of(anchors: list[Anchor]) -> list[int]:
    """Return keys of what a post speaks of: its first names and places, by their words."""
    words = {one[2] if one[0] in (PLACE, COUNTRY) else one[1]: None for one in anchors if one[0] in _NAMING}
    return [xxh3_64_intdigest(b"of %d" % word) for word in list(words)[:MAX_SUBJECTS]]


def scenes_of(anchors: list[Anchor], words: Words, *, short: bool) -> list[int]:
    """Return keys of an incident: its places by where they lie, then its sites and other names by their stems.

    Names that reports of any incident have, of countries and agencies, would take the room of those that tell. In a
    post without capitals any word may be the name that another one tells.

    Args:
        anchors: of the text.
        words: of the text.
        short: it is a post, and no article.
    """
    if not any(one[0] == INCIDENT for one in anchors):
        return []
    where: dict[int, None] = {}
    for kinds in ((PLACE,), (SITE, STEM), (NAME, INITIAL)):
        where.update((one[1], None) for one in anchors if one[0] in kinds and one[1] not in VAGUE)
    if short and not words.runs:
        where.update((word, None) for word in unmarked(words) if word not in ORDINARY and word not in LATER_STAGE)
    return list(map(scene_key, list(where)[:MAX_SCENES]))


def scene_key(name: int) -> int:
    """Return the key of a place, a site or a name of an incident."""
    return xxh3_64_intdigest(b"at %d" % name)


def pairs_of(anchors: list[Anchor]) -> list[int]:
    """Return keys of neighbouring names and numbers."""
    values = [
        one[1] for one in anchors[:MAX_ANCHORS] if one[0] <= NUMBER
    ]  # and names; figures behind are no neighbours
    if not values:
        return []
    pairs = dict.fromkeys([(first, second) for first, second in pairwise(values) if first != second])
    # A text with one name: its newest namesakes.
    return [xxh3_64_intdigest(b"%d %d" % pair) for pair in list(pairs or [(values[0], 0)])[:MAX_PAIRS]]

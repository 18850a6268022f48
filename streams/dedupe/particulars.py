"""Whether two articles have the particulars of one incident in common, and not only the cast of a running story.

Articles of one week share ministers, movements and provinces whatever they are about, and each tells of some dead or
arrested that the other does not. Two tell of one incident when it is of the same kind and the place is the same, or
when what both are about agrees: a name that few reports have, or several words, in the first sentence of each. Where
one names no kind of event it takes more of that, and where the kinds are others, the place as well.

How common a name is, is counted among the entries of the index, so that a worker that is brought back counts the same.
Set on 240 articles of one month of radio news, twelve minutes apart, of which 64 pairs had been called versions of one
another, 27 of them wrongly (6 are now, and 33 rightly), and on next versions written by hand (85 of 103 found, 87
before).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from streams.dedupe.anchor import INITIAL, NAME, PLACE, SITE
from streams.dedupe.incident_evidence import Evidence
from streams.dedupe.keys import scene_key
from streams.dedupe.likeness import Side
from streams.dedupe.same_incident import SAYING_LITTLE, names_in_common

__all__ = ["share_particulars"]

LEAD = 30
"""Words in which an article says what it is about."""

RARE, PLACED, TELLING, MUCH = 3, 1.0, 1.5, 3.0
"""How many entries may have a name that tells of an incident; and how much names must tell together, wherever they
stand, each the less the more entries have it: where the place is the same, where it is not known to be, and where no
kind is told."""

WORDS, ENOUGH = 3, 2
"""Words of both leads that make up for a name; and words and names where no kind is told."""


def share_particulars(earlier: Side, later: Side, evidence: Evidence, filed: Mapping[int, int]) -> bool:
    """Judge two articles that the evidence speaks for.

    Args:
        earlier: text that came before.
        later: text that came now.
        evidence: on both.
        filed: how many entries have a name, by its key; of names without one nothing is known.
    """
    leads = frozenset(earlier.lead[:LEAD]) & frozenset(later.lead[:LEAD])
    names = names_in_common(earlier, later) - (earlier.places_named & later.places_named)
    things = _things(later, names)
    entries = {name: max(filed.get(scene_key(name), RARE), 1) for name in names}
    told = sum(1 / some for some in entries.values())
    led = sum(min(map(entries.__getitem__, thing)) <= RARE and not leads.isdisjoint(thing) for thing in things)
    words = len(leads - names - earlier.named - later.named - SAYING_LITTLE)
    main, other = earlier.of(PLACE)[:1], later.of(PLACE)[:1]
    scene = bool(main and other) and main[0][1] == other[0][1] and filed.get(scene_key(main[0][1]), 1) <= RARE
    if evidence.no_kind:
        return led + words >= ENOUGH or bool(led and told >= MUCH) or bool(evidence.town and scene and (led or words))
    if evidence.kinds_alike or evidence.kinds_near or evidence.kinds_apart or evidence.scenery:
        return bool(evidence.town and led and words >= ENOUGH)
    placed = not leads.isdisjoint(earlier.places_named & later.places_named)
    if evidence.town:
        return bool(scene or words or placed or led) or told >= PLACED
    if not earlier.places.isdisjoint(later.places) and (scene or (placed and words)):
        return True
    if not any(side.places or side.countries for side in (earlier, later)):
        return bool(words) or min(entries.values(), default=RARE + 1) <= RARE  # a name may be that of the place
    return bool(led) or words >= WORDS or told >= TELLING


def _things(side: Side, names: Set[int]) -> Sequence[frozenset[int]]:
    """Return names as they stand side by side, each once: a minister is one, with first name and title."""
    spots = {one[4]: one[1] for kind in (SITE, INITIAL, NAME) for one in side.of(kind) if one[1] in names}
    things: list[set[int]] = []
    last = -2
    for at in sorted(spots):
        if at == last + 1:
            things[-1].add(spots[at])
        else:
            things.append({spots[at]})
        last = at
    single: list[frozenset[int]] = []
    for thing in things:
        if all(thing.isdisjoint(one) for one in single):
            single.append(frozenset(thing))
    return single or [frozenset([name]) for name in names]

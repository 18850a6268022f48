"""What anchors of two texts agree and conflict: in the same words, or in the same gap between matched words.

Two views, since each misses what the other sees: *contexts* (two words before, two behind) reach behind the lead and
survive moved sentences; *gaps* (`streams.dedupe_align`) survive synonyms all around, within the lead.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from streams.anchors import COUNT, COUNTRY, INITIAL, NAME, NUMBER, PLACE, Anchor, as_number
from streams.dedupe_align import Gap
from streams.dedupe_likeness import Side

__all__ = ["Conflicts", "aligned", "aligned_values", "counterparts", "gave_way", "roles", "sole"]

TIGHT, LOOSE = 2, 9
"""Words of a gap in which a number surely has its counterpart, and in which it may have one."""

SOLE_WORDS, SOLE_PAIRS = 3, 7  # words, and pairs of characters, that one swapped name takes
SOLE_MATCHED = 0.6


@dataclass(slots=True)
class Conflicts:
    """Pairs of values, earlier and later, that stand for each other; ``strange`` counts contexts, not values."""

    agree: int = 0
    strange: int = 0
    pairs: set[tuple[int, int]] = field(default_factory=set)

    @property
    def conflict(self) -> int:
        """How many values gave way to others."""
        return len(self.pairs)

    @property
    def grew(self) -> int:
        """How many are larger now."""
        return sum(new > old for old, new in self.pairs)

    @property
    def fell(self) -> int:
        """How many are smaller now."""
        return len(self.pairs) - self.grew


def _contexts(anchors: Sequence[Anchor], kind: int) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, value, before, after, _ in anchors:
        if one == kind:
            if before:
                found.setdefault(before, set()).add(value)
            if after:
                found.setdefault(-after, set()).add(value)
    return found


def _elsewhere(anchors: Sequence[Anchor], kind: int, agreed: set[int]) -> set[int]:
    return {
        value
        for one, value, before, after, _ in anchors
        if one == kind and before not in agreed and -after not in agreed
    }


def aligned(earlier: Side, later: Side, kind: int) -> Conflicts:
    """Count the anchors of a kind that stand in the same words with the same value, or with another."""
    result = Conflicts()
    first, second = _contexts(earlier.anchors, kind), _contexts(later.anchors, kind)
    shared = first.keys() & second.keys()
    if not shared:
        return result
    agreed = {context for context in shared if first[context] & second[context]}
    if kind == NAME:
        # A word at the start of a sentence is no name there, but may be one in the other text.
        known: tuple[Set[int], Set[int]] = earlier.values(NAME) | earlier.words, later.values(NAME) | later.words
    else:
        known = _elsewhere(earlier.anchors, kind, agreed), _elsewhere(later.anchors, kind, agreed)
    for context in shared:
        theirs, mine = first[context], second[context]
        if mine & theirs:
            result.agree += 1
        elif not (theirs & known[1] or mine & known[0]):
            # A value that stands elsewhere in the other text, in words of its own, was moved, not replaced.
            result.pairs.add((min(theirs), max(mine)))
            result.strange += 1
    return result


def aligned_values(earlier: Side, later: Side, kind: int, spans: Sequence[Gap] = ()) -> list[tuple[int, int]]:
    """Return pairs of values, earlier and later, that stand for each other; for explanations."""
    first, second = _contexts(earlier.anchors, kind), _contexts(later.anchors, kind)
    pairs: set[tuple[int, int]] = set()
    for context in first.keys() & second.keys():
        same = first[context] & second[context]
        pairs |= {(value, value) for value in same} or {(min(first[context]), max(second[context]))}
    return sorted(pairs | counterparts(earlier, later, kind, spans))


def counterparts(earlier: Side, later: Side, kind: int, spans: Sequence[Gap]) -> set[tuple[int, int]]:
    """Return the pairs of values of a kind that stand in the same gaps, where each side has as many of them."""
    pairs: set[tuple[int, int]] = set()
    mine, theirs = later.values(kind), earlier.values(kind)
    for span in spans:
        if span.width > LOOSE:
            continue
        old = [one[1] for one in earlier.anchors if one[0] == kind and span.start <= one[4] < span.end]
        new = [one[1] for one in later.anchors if one[0] == kind and span.other <= one[4] < span.other_end]
        if len(old) == len(new):
            # In a wide gap a value that the other text has elsewhere was moved.
            pairs |= {
                (before, after)
                for before, after in zip(old, new, strict=True)
                if before != after and (span.width <= TIGHT or not (before in mine or after in theirs))
            }
    return pairs


def roles(earlier: Sequence[Anchor], later: Sequence[Anchor]) -> Conflicts:
    """Compare counts with roles; a count that the other text gives anywhere is the same story told in part."""
    result = Conflicts()
    numbers = [{as_number(one[1]) for one in side if one[0] in (NUMBER, COUNT)} for side in (earlier, later)]
    first, second = _by_role(earlier), _by_role(later)
    for role in first.keys() & second.keys():
        if first[role] & second[role]:
            result.agree += 1
        elif not (second[role] & numbers[0] or first[role] & numbers[1]) and max(first[role]) != max(second[role]):
            result.pairs.add((max(first[role]), max(second[role])))
    return result


def _by_role(anchors: Sequence[Anchor]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for kind, value, role, _, _ in anchors:
        if kind == COUNT:
            found.setdefault(role, set()).add(round(as_number(value)))
    return found


def gave_way(earlier: Side, later: Side, spans: Sequence[Gap]) -> int:
    """Return how many names stand in a narrow gap where the other text has words of its own, whatever their case.

    Posts typed in lower case show no names, so a name of one side is enough.
    """
    named = _names(earlier) - later.words, _names(later) - earlier.words
    if not any(named):
        return 0
    found = 0
    for span in spans:
        old, new = earlier.lead[span.start : span.end], later.lead[span.other : span.other_end]
        if span.width > SOLE_WORDS or abs(len(old) - len(new)) > 1:
            continue
        strange = not earlier.words.intersection(new) and not later.words.intersection(old)
        found += strange and not (named[0].isdisjoint(old) and named[1].isdisjoint(new))
    return found


def _names(side: Side) -> set[int]:
    places = {one[2] for one in side.anchors if one[0] in (PLACE, COUNTRY)}
    return side.values(NAME) | places & side.words


def sole(earlier: Side, later: Side, spans: Sequence[Gap], matched: int) -> bool:
    """Whether two short texts differ in one thing only, and that may be a name: twins, not copies.

    At the start of a sentence a capital says little ("Skarn hospital" or "Huge fire"), and some scripts have none; that
    nothing else was changed says it.
    """
    longer = max(len(earlier.lead), len(later.lead))
    if matched < SOLE_MATCHED * longer or abs(earlier.length - later.length) > SOLE_PAIRS:
        return False
    numbers = {one[4] for one in earlier.anchors if one[0] == NUMBER}
    rest = [span for span in spans if not any(span.start <= at < span.end for at in numbers)]
    if not rest:
        return False
    caseless = earlier.caseless or later.caseless
    swaps = {(tuple(earlier.lead[one.start : one.end]), tuple(later.lead[one.other : one.other_end])) for one in rest}
    if len(swaps) > 1 or rest[0].width > (SOLE_PAIRS if caseless else SOLE_WORDS):
        return False
    return caseless or (_capital(earlier, rest[0].start) and _capital(later, rest[0].other))


def _capital(side: Side, at: int) -> bool:
    return any(one[4] == at and one[0] in (NAME, INITIAL) for one in side.anchors)

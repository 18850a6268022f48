"""What anchors of two texts agree and conflict: in the same words, or in the same gap between matched words.

Two views, since each misses what the other sees: *contexts* (two words before, two behind) reach behind the lead and
survive moved sentences; *gaps* (`streams.dedupe.align`) survive synonyms all around, within the lead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from streams.dedupe.align import Gap
from streams.dedupe.anchor import INITIAL, NAME, NO_SPACES, NUMBER
from streams.dedupe.incident_words import ORDINARY
from streams.dedupe.likeness import Side

__all__ = ["Conflicts", "aligned", "aligned_values", "counterparts", "gave_way", "replaced", "roles", "sole"]

TIGHT, LOOSE = 2, 9
"""Words of a gap in which a number surely has its counterpart, and in which it may have one."""

ADDRESS_WORDS = 5  # "418 E Chestnut St": what is swapped whole in a post
FORM_PAIRS, FORM_WIDTH = 16, 2  # pairs of characters of a text, and of what differs in it
SOLE_WORDS, SOLE_PAIRS = 3, 14  # words, and pairs of characters (most Thai names), that one swapped name takes


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


def _elsewhere(side: Side, kind: int, agreed: set[int]) -> set[int]:
    return {value for _, value, before, after, _ in side.of(kind) if before not in agreed and -after not in agreed}


def aligned(earlier: Side, later: Side, kind: int) -> Conflicts:
    """Count the anchors of a kind that stand in the same words with the same value, or with another."""
    result = Conflicts()
    first, second = earlier.contexts(kind), later.contexts(kind)
    shared = first.keys() & second.keys()
    if not shared:
        return result
    agreed = {
        context
        for context in shared
        if first[context] == second[context] or not set(first[context]).isdisjoint(second[context])
    }
    result.agree = len(agreed)
    if len(agreed) == len(shared):
        return result
    if kind == NAME:
        # A word at the start of a sentence is no name there, but may be one in the other text.
        known: tuple[Set[int], Set[int]] = earlier.names | earlier.words, later.names | later.words
    else:
        known = _elsewhere(earlier, kind, agreed), _elsewhere(later, kind, agreed)
    for context in shared - agreed:
        theirs, mine = first[context], second[context]
        if (
            known[1].isdisjoint(theirs)
            and known[0].isdisjoint(mine)
            and not (_joined(later, kind, context, first) or _joined(earlier, kind, context, second))
        ):
            # A value that stands elsewhere in the other text, in words of its own, was moved, not replaced.
            result.pairs.add((min(theirs), max(mine)))
            result.strange += 1
    return result


def _joined(side: Side, kind: int, context: int, other: Mapping[int, tuple[int, ...]]) -> bool:
    """Whether the words on the other side of what stands in a context are those that it has in the other text.

    Then a passage was cut out, or put in, right beside it.
    """
    for _, value, before, after, _ in side.of(kind):
        if context in (before, -after) and value not in other.get(-after if context == before else before, ()):
            return False
    return True


def aligned_values(earlier: Side, later: Side, kind: int, spans: Sequence[Gap] = ()) -> list[tuple[int, int]]:
    """Return pairs of values, earlier and later, that stand for each other; for explanations."""
    first, second = earlier.contexts(kind), later.contexts(kind)
    pairs: set[tuple[int, int]] = set()
    for context in first.keys() & second.keys():
        same = set(first[context]).intersection(second[context])
        pairs |= {(value, value) for value in same} or {(min(first[context]), max(second[context]))}
    return sorted(pairs | counterparts(earlier, later, kind, spans))


def counterparts(earlier: Side, later: Side, kind: int, spans: Sequence[Gap]) -> set[tuple[int, int]]:
    """Return the pairs of values of a kind that stand in the same gaps, where each side has as many of them."""
    pairs: set[tuple[int, int]] = set()
    mine, theirs = later.values(kind), earlier.values(kind)
    if not (mine and theirs):
        return pairs
    for start, end, other, other_end in spans:
        width = max(end - start, other_end - other)
        if width > LOOSE:
            continue
        old = [one[1] for one in earlier.of(kind) if start <= one[4] < end]
        new = [one[1] for one in later.of(kind) if other <= one[4] < other_end] if old else old
        if old and len(old) == len(new):
            # In a wide gap a value that the other text has elsewhere was moved.
            pairs |= {
                (before, after)
                for before, after in zip(old, new, strict=True)
                if before != after and (width <= TIGHT or not (before in mine or after in theirs))
            }
    return pairs


def roles(earlier: Side, later: Side) -> Conflicts:
    """Compare counts with roles; a count that the other text gives anywhere is the same story told in part."""
    result = Conflicts()
    first, second = earlier.counts, later.counts
    if not (first and second):
        return result
    for role in first.keys() & second.keys():
        old, new = first[role], second[role]
        same = old & new
        if same and len(old) == len(new) and max(old) not in same and max(new) not in same:
            old, new = {max(old)}, {max(new)}  # "nineteen hurt, two of them badly", and twelve before
        if not old.isdisjoint(new):
            result.agree += 1
        elif new.isdisjoint(earlier.figures) and old.isdisjoint(later.figures) and max(old) != max(new):
            result.pairs.add((max(old), max(new)))
    return result


def gave_way(earlier: Side, later: Side, spans: Sequence[Gap]) -> int:
    """Return how many names stand in a narrow gap where the other text has words of its own, whatever their case.

    Posts typed in lower case show no names, so a name of one side is enough.
    """
    named = _names(earlier) - later.words, _names(later) - earlier.words
    if not any(named):
        return 0
    found = 0
    for start, end, other, other_end in spans:
        narrow = max(end - start, other_end - other) <= SOLE_WORDS and abs(end - start - other_end + other) <= 1
        if not narrow:
            continue
        old, new = earlier.lead[start:end], later.lead[other:other_end]
        if not (named[0].isdisjoint(old) and named[1].isdisjoint(new)):
            found += earlier.words.isdisjoint(new) and later.words.isdisjoint(old)
    return found


def replaced(earlier: Side, later: Side, spans: Sequence[Gap]) -> int:
    """Return how many names stand in a narrow gap where the other text has names of its own, known to none but it."""
    named = earlier.names - later.words - later.names, later.names - earlier.words - earlier.names
    if not all(named):
        return 0
    found = 0
    width, slack = (SOLE_WORDS, 1) if earlier.long else (ADDRESS_WORDS, 2)
    for span in spans:
        if span.width <= width and abs(span.end - span.start - span.other_end + span.other) <= slack:
            old, new = earlier.lead[span.start : span.end], later.lead[span.other : span.other_end]
            found += not (named[0].isdisjoint(old) or named[1].isdisjoint(new))
    return found


def _names(side: Side) -> Set[int]:
    return side.names | side.places_named & side.words


def sole(earlier: Side, later: Side, spans: Sequence[Gap]) -> bool:
    """Whether two texts that share most words differ in one thing only, and that may be a name: twins, not copies.

    At the start of a sentence a capital says little ("Skarn hospital" or "Huge fire"), and some scripts have none; that
    nothing else was changed says it.
    """
    if abs(earlier.length - later.length) > SOLE_PAIRS:
        return False
    numbers = [one[4] for one in earlier.of(NUMBER)]
    rest = [span for span in spans if not any(span[0] <= at < span[1] for at in numbers)]
    caseless = bool(earlier.caseless or later.caseless)
    unspaced = NO_SPACES in (earlier.caseless, later.caseless)
    if not rest or rest[0].width > (SOLE_PAIRS if unspaced else SOLE_WORDS):
        return False
    if caseless and min(earlier.length, later.length) >= FORM_PAIRS and _same_widths(rest):
        return True  # a form in a script without spaces, filled in anew: who rewrites a text keeps no lengths
    swaps = {(tuple(earlier.lead[one.start : one.end]), tuple(later.lead[one.other : one.other_end])) for one in rest}
    if len(swaps) > 1:
        return False
    return caseless or (_capital(earlier, rest[0].start) and _capital(later, rest[0].other))


def _same_widths(spans: Sequence[Gap]) -> bool:
    return len(spans) > 1 and all(
        FORM_WIDTH <= one.end - one.start == one.other_end - one.other <= SOLE_PAIRS for one in spans
    )


def _capital(side: Side, at: int) -> bool:
    """Whether a name may stand there: not where a sentence begins with "police" or "officers"."""
    spoken = any(one[4] == at for one in side.of(INITIAL)) and side.lead[at] not in ORDINARY
    return spoken or any(one[4] == at for one in side.of(NAME))

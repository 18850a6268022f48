"""The guard: what a later text is to an earlier one that looks like it.

Text decides whether two could be copies; anchors decide whether they are: another place, name or day in the same words
is another incident, a larger count is an update, a time gap parts templates. Thresholds were set on our own variants
(``tests/dedupe``) and on the recorded crises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from streams.anchors import COUNT, COUNTRY, DATE, DAY, NAME, NUMBER, PLACE, Anchor, as_number
from streams.dedupe_likeness import Likeness, Side, in_order, likeness

__all__ = ["REASONS", "Finding", "aligned_values", "compare"]

REASONS = (
    "repost", "redelivered", "edited", "deleted",
    "same_text", "near_same_text", "shared_passages", "shared_lead", "contained", "same_names_in_order", "same_order",
    "places_agree", "names_agree", "numbers_agree",
    "count_grew", "count_fell", "numbers_differ", "place_differs", "name_differs", "names_apart", "day_differs",
    "time_gap", "too_short",
)  # fmt: skip
"""Every reason that a verdict can carry."""

SHORT_ALIKE, SHORT_NEAR, CASELESS_ALIKE = 0.5, 0.75, 0.62
LONG_ALIKE, LONG_NEAR = 0.16, 0.6
LEAD_RUNS = 0.34
CONTAINED_WORDS, CONTAINED_RUNS, CONTAINED_FROM = 0.8, 0.5, 6
PREFIX_FROM = 4  # words of a headline cut short
ORDERED_PAIRS, ORDERED_WORDS = 4, 0.42
NAME_CONFLICTS, STRANGE_CONTEXTS = 0.25, 0.08
ORDER_FROM, ORDER_ALIKE = 0.24, 0.6
UPDATE_WITHIN_MS = 36 * 3_600_000
TEMPLATE_GAP_MS = 20 * 3_600_000


@dataclass(slots=True)
class Finding:
    """What the guard found: ``outcome`` and its reasons, most telling first; ``score`` ranks candidates."""

    outcome: Literal["duplicate", "update", "apart", "unlike"]
    reasons: tuple[str, ...]
    score: float


def _share_anchor(earlier: Side, later: Side) -> bool:
    return any(_values(earlier.anchors, kind) & _values(later.anchors, kind) for kind in (NAME, NUMBER, PLACE))


def _textual(earlier: Side, later: Side, like: Likeness) -> str | None:  # noqa: PLR0911  a list of cases
    """Return in what way the texts could be copies, if any."""
    smaller = min(earlier.length, later.length)
    if like.sketch is not None and not later.long:
        alike = CASELESS_ALIKE if later.caseless else SHORT_ALIKE
        if like.sketch >= SHORT_NEAR:
            return "near_same_text"
        if like.sketch >= alike:
            return "shared_passages"
    elif like.sketch is not None:
        if like.sketch >= LONG_NEAR:
            return "near_same_text"
        if like.sketch >= LONG_ALIKE:
            return "shared_passages"
    if PREFIX_FROM <= later.length <= len(earlier.lead) and later.lead == earlier.lead[: later.length]:
        return "contained"
    if smaller >= CONTAINED_FROM and (
        like.runs >= CONTAINED_RUNS or (like.words >= CONTAINED_WORDS and like.runs >= 0.3)
    ):
        return "contained"
    if later.long and earlier.long and like.runs >= LEAD_RUNS:
        return "shared_lead"
    if like.pairs >= ORDERED_PAIRS and like.ordered >= 0.5 and like.words >= ORDERED_WORDS:
        return "same_names_in_order"
    if like.sketch is not None and like.sketch >= ORDER_FROM and not (later.long or later.caseless):
        alike = _share_anchor(earlier, later) and in_order(earlier.lead, later.lead) >= ORDER_ALIKE
        return "same_order" if alike else None
    return None


@dataclass(slots=True)
class _Conflicts:
    agree: int = 0
    conflict: int = 0
    grew: int = 0
    fell: int = 0
    strange: int = 0  # contexts in which a value of one text gave way to one that it does not have at all


def compare(earlier: Side, later: Side, sketch: float) -> Finding:
    """Judge a pair."""
    like = likeness(earlier, later, sketch)
    how = _textual(earlier, later, like)
    score = (like.sketch or 0.0) + like.runs + 0.5 * like.ordered
    if how is None:
        return Finding("unlike", (), score)
    apart = _other_incident(earlier, later, like)
    if apart:
        return Finding("apart", (apart, how), score)
    numbers = _aligned(earlier, later, NUMBER)
    counts = _roles(earlier.anchors, later.anchors)
    return _by_numbers(earlier, later, (numbers, counts), (how, score))


def _by_numbers(earlier: Side, later: Side, found: tuple[_Conflicts, _Conflicts], text: tuple[str, float]) -> Finding:
    numbers, counts = found
    how, score = text
    gap = abs(later.at_ms - earlier.at_ms)
    agreed = tuple(
        reason
        for reason, kind in (("places_agree", PLACE), ("names_agree", NAME))
        if _values(earlier.anchors, kind) & _values(later.anchors, kind)
    )
    grew, fell = numbers.grew + counts.grew, numbers.fell + counts.fell
    if not grew and not fell:
        more = ("numbers_agree",) if numbers.agree or counts.agree else ()
        return Finding("duplicate", (how, *agreed, *more), score + 1.0)
    if later.at_ms < earlier.at_ms:
        grew, fell = fell, grew  # the later one to arrive was published first
    if fell >= grew:
        return Finding("apart", ("numbers_differ" if grew else "count_fell", how), score)
    if gap > UPDATE_WITHIN_MS:
        return Finding("apart", ("time_gap", "count_grew", how), score)
    return Finding("update", ("count_grew", how, *agreed), score + 0.5)


def _other_incident(earlier: Side, later: Side, like: Likeness) -> str | None:  # noqa: PLR0911  a list of cases
    for kind in (PLACE, COUNTRY):
        places, other_places = _values(earlier.anchors, kind), _values(later.anchors, kind)
        if places and other_places and not places & other_places and not _named(earlier, later):
            return "place_differs"
    days, other_days = _values(earlier.anchors, DAY), _values(later.anchors, DAY)
    if days and other_days and not days & other_days:
        return "day_differs"
    dates = _aligned(earlier, later, DATE)
    if dates.conflict and not dates.agree:
        return "day_differs"
    names = _aligned(earlier, later, NAME)
    if names.conflict and names.conflict >= NAME_CONFLICTS * (names.conflict + names.agree):
        return "name_differs"
    if names.strange >= 2 and names.strange >= STRANGE_CONTEXTS * (names.strange + names.agree):
        return "name_differs"
    if (not names.agree or not (earlier.long or later.long)) and _swapped(earlier, later):
        return "name_differs"
    mine, theirs = _values(later.anchors, NAME), _values(earlier.anchors, NAME)
    if len(mine) >= 2 and len(theirs) >= 2 and not mine & theirs and (like.sketch or 0.0) < 0.9:
        return "names_apart"
    return None


def _named(earlier: Side, later: Side) -> bool:
    """Whether a place of one text is named in the other, where the tagger took the name for another place."""
    return any(
        one[2] in lead
        for side, lead in ((earlier, set(later.lead)), (later, set(earlier.lead)))
        for one in side.anchors
        if one[0] in (PLACE, COUNTRY)
    )


def _values(anchors: Sequence[Anchor], kind: int) -> set[int]:
    return {one[1] for one in anchors if one[0] == kind}


def _contexts(anchors: Sequence[Anchor], kind: int) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, value, before, after in anchors:
        if one == kind:
            if before:
                found.setdefault(before, set()).add(value)
            if after:
                found.setdefault(-after, set()).add(value)
    return found


def _elsewhere(anchors: Sequence[Anchor], kind: int, agreed: set[int]) -> set[int]:
    return {
        value for one, value, before, after in anchors if one == kind and before not in agreed and -after not in agreed
    }


def _aligned(earlier: Side, later: Side, kind: int) -> _Conflicts:
    """Count the anchors of a kind that stand in the same words with the same value, or with another."""
    result = _Conflicts()
    first, second = _contexts(earlier.anchors, kind), _contexts(later.anchors, kind)
    agreed = {context for context in first.keys() & second.keys() if first[context] & second[context]}
    if kind == NAME:
        # A word at the start of a sentence is no name there, but may be one in the other text.
        known = _values(earlier.anchors, NAME) | set(earlier.lead), _values(later.anchors, NAME) | set(later.lead)
    else:
        known = set(), _elsewhere(later.anchors, kind, agreed)
    conflicts: set[tuple[int, int]] = set()
    for context, mine in second.items():
        theirs = first.get(context)
        if theirs is None:
            continue
        if mine & theirs:
            result.agree += 1
        elif not (theirs & known[1] or mine & known[0]):
            # A value that stands elsewhere in the other text, in words of its own, was moved, not replaced.
            conflicts.add((min(theirs), max(mine)))
            result.strange += 1
    result.conflict = len(conflicts)
    result.grew = sum(1 for old, new in conflicts if new > old)
    result.fell = len(conflicts) - result.grew
    return result


def aligned_values(earlier: Side, later: Side, kind: int) -> list[tuple[int, int]]:
    """Return pairs of values, earlier and later, that stand in the same words; for explanations."""
    first, second = _contexts(earlier.anchors, kind), _contexts(later.anchors, kind)
    pairs: list[tuple[int, int]] = []
    for context in first.keys() & second.keys():
        same = first[context] & second[context]
        pairs += [(value, value) for value in same] or [(min(first[context]), max(second[context]))]
    return list(dict.fromkeys(sorted(pairs)))


def _roles(earlier: Sequence[Anchor], later: Sequence[Anchor]) -> _Conflicts:
    """Compare the tagger's counts; a count that the other text gives anywhere is the same story told in part."""
    result = _Conflicts()
    numbers = [{as_number(one[1]) for one in side if one[0] in (NUMBER, COUNT)} for side in (earlier, later)]
    first: dict[int, set[float]] = {}
    second: dict[int, set[float]] = {}
    for anchors, roles in ((earlier, first), (later, second)):
        for kind, value, role, _ in anchors:
            if kind == COUNT:
                roles.setdefault(role, set()).add(as_number(value))
    for role in first.keys() & second.keys():
        if first[role] & second[role]:
            result.agree += 1
        elif not (second[role] & numbers[0] or first[role] & numbers[1]):
            result.grew += max(second[role]) > max(first[role])
            result.fell += max(second[role]) < max(first[role])
    result.conflict = result.grew + result.fell
    return result


def _swapped(earlier: Side, later: Side) -> bool:
    """Whether a name of one text has given way to another word between the same neighbours, whatever its case.

    Posts typed in lower case show no names, so a name of one side is enough. Only looked for in the leads.
    """
    for one, other in ((earlier, later), (later, earlier)):
        words, others = one.lead, other.lead
        known, strange = set(words), set(others)
        names = {value for kind, value, _, _ in one.anchors if kind == NAME}
        names |= {word for kind, _, word, _ in one.anchors if kind in (PLACE, COUNTRY)}
        names -= strange
        if not names:
            continue
        places: dict[int, list[int]] = {}
        for at, word in enumerate(others):
            places.setdefault(word, []).append(at)
        for at, word in enumerate(words):
            if word in names and _gave_way(words, at, others, places, known):
                return True
    return False


def _gave_way(words: list[int], at: int, others: list[int], places: dict[int, list[int]], known: set[int]) -> bool:
    before = words[at - 1] if at else None
    after = words[at + 1] if at + 1 < len(words) else None
    spots = [spot + 1 for spot in places.get(before, ())] if before is not None else [0]
    two_before = words[at - 2] if at >= 2 else None
    for spot in spots:
        if spot < len(others) and others[spot] not in known:
            following = others[spot + 1 : spot + 3]
            same_before = (
                two_before is not None
                and spot >= 2
                and others[spot - 2] == two_before
                # A text that was cut here has other words only because somebody wrote "read on".
                and abs((len(words) - at) - (len(others) - spot)) <= 2
            )
            if same_before or after in following or (after is None and len(following) < 2):
                return True
    return False

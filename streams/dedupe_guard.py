"""The guard: what a later text is to an earlier one that looks like it.

Text decides whether two could be copies; anchors decide whether they are: another place, name or day in the same words
is another incident, a larger count is an update, a time gap parts templates, and so do figures
that all changed. Thresholds were set on our own variants
(``tests/dedupe``) and on the recorded crises.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Literal, NamedTuple
from zlib import crc32

from streams.anchors import COUNTRY, DATE, EVENT, NAME, NUMBER, PLACE
from streams.dedupe_align import Gap, gaps
from streams.dedupe_conflicts import Conflicts, aligned, counterparts, gave_way, roles, sole
from streams.dedupe_likeness import Likeness, Side, in_order, likeness, shared_words
from streams.signature import LONG

__all__ = ["REASONS", "UNLIKE", "Finding", "compare", "hopeless", "retold"]

REASONS = (
    "repost", "redelivered", "edited", "withdrawn", "deleted", "unknown_post",
    "same_text", "near_same_text", "shared_passages", "shared_lead", "contained", "same_names_in_order", "same_order",
    "same_event", "places_agree", "names_agree", "numbers_agree",
    "count_grew", "count_fell", "numbers_differ", "place_differs", "name_differs", "names_apart", "day_differs",
    "time_gap", "too_short",
)  # fmt: skip
"""Every reason that a verdict can carry."""

SHORT_ALIKE, SHORT_NEAR, CASELESS_ALIKE = 0.5, 0.75, 0.62
LONG_ALIKE, LONG_NEAR = 0.16, 0.6
LEAD_RUNS = 0.34
CONTAINED_WORDS, CONTAINED_RUNS, CONTAINED_FROM = 0.8, 0.5, 6
CONTAINED_SURE, FEW_RUNS = 10, 0.6  # a headline of fewer words shares more with others of its event
PREFIX_FROM = 4  # words of a headline cut short
LONG_HOPELESS, NOISE = 0.05, 0.12  # three standard deviations of a sketch of 128 values at 0.3
OPENINGS = 2  # sentences that begin with the same four words in a long and in a short text
ORDERED_PAIRS, ORDERED_WORDS = 4, 0.42
NAME_CONFLICTS, STRANGE_CONTEXTS = 0.25, 0.08
ORDER_FROM, ORDER_ALIKE = 0.24, 0.6
ORDER_SURE, ORDER_LESS = 0.3, 0.52  # sketches more alike need less order
UPDATE_WITHIN_MS = 36 * 3_600_000
TEMPLATE_GAP_MS = 20 * 3_600_000
CASELESS_LONG = 3 * LONG  # pairs of characters are more than words
COPY, UPDATE = 1.0, 0.5  # on top of the score of a pair that is one
FORM_FIGURES = 3  # figures that changed, and none that stayed: the next report of a series


COMMON = frozenset(
    crc32(word.encode())
    for word in (  # noqa: SIM905
        "the a an of in on at to by and or for from with near is are was were be been has have had that this it as but "
        "least more than about over after before when while not no now new still some people man men woman says say "
        "said this week today yesterday morning evening night sunday monday tuesday wednesday thursday friday saturday "
        "minister hospital doctors ministry spokesman governor mayor rises rose many several local army rescuers "
        "officials police report reports reported according killed dead toll injured wounded missing arrested detained "
        "в на и из с по от за что как не было были человек число сообщает полиция погибли погибших пострадали el la "
        "los las de en y que un una por con se han muertos heridos le les des et est dans une sont morts blessés"
    ).split()
)
"""Words that say nothing about which event is told."""


class Finding(NamedTuple):
    """What the guard found: ``outcome`` and its reasons, most telling first; ``score`` ranks candidates."""

    outcome: Literal["duplicate", "update", "apart", "unlike"]
    reasons: tuple[str, ...]
    score: float


UNLIKE = Finding("unlike", (), 0.0)


def _share_anchor(earlier: Side, later: Side) -> bool:
    return any(not earlier.values(kind).isdisjoint(later.values(kind)) for kind in (NAME, NUMBER, PLACE))


def _textual(earlier: Side, later: Side, like: Likeness, openings: int) -> str | None:  # noqa: PLR0911  cases
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
    elif openings >= OPENINGS:
        return "contained"
    if PREFIX_FROM <= later.length <= len(earlier.lead) and later.lead == earlier.lead[: later.length]:
        return "contained"
    runs = CONTAINED_RUNS if smaller >= CONTAINED_SURE else FEW_RUNS
    if smaller >= CONTAINED_FROM and (
        like.runs >= runs or (like.runs >= 0.3 and shared_words(earlier, later) >= CONTAINED_WORDS)
    ):
        return "contained"
    if later.long and earlier.long and like.runs >= LEAD_RUNS:
        return "shared_lead"
    apart = like.sketch is not None and not later.long and like.sketch < ORDER_FROM
    in_line = not apart and like.pairs >= ORDERED_PAIRS and like.ordered >= 0.5
    if in_line and shared_words(earlier, later) >= ORDERED_WORDS:
        return "same_names_in_order"
    if like.sketch is not None and like.sketch >= ORDER_FROM and not (later.long or later.caseless):
        enough = ORDER_LESS if like.sketch >= ORDER_SURE else ORDER_ALIKE
        alike = _share_anchor(earlier, later) and in_order(earlier.lead, later.lead) >= enough
        return "same_order" if alike else None
    return None


def hopeless(length: int, other: int, sketch: float, openings: int) -> bool:
    """Whether two texts cannot be copies by their lengths and sketches alone, so that they need no closer look.

    A text within another one has at least the Jaccard that their lengths imply; sketches are right within `NOISE`.
    """
    if openings:
        return False
    if (length >= LONG) != (other >= LONG):
        return True  # bands over words and over runs of three meet by accident only
    if length >= LONG:
        return sketch < LONG_HOPELESS
    smaller = CONTAINED_WORDS * min(length, other)
    return sketch < min(ORDER_FROM, smaller / (length + other - smaller) - NOISE)


def compare(
    earlier: Side, later: Side, sketch: float, openings: int = 0, beat: tuple[float, float] = (-1.0, -1.0)
) -> Finding:
    """Judge a pair.

    Args:
        earlier: text that came before.
        later: text that came now.
        sketch: share of equal values of their sketches.
        openings: keys that both have which are no bands of a sketch, see `streams.signature`.
        beat: scores of a copy or update, and of a pair kept apart, that were found already; a pair that can beat
            neither is "unlike" without a closer look.
    """
    apart = _elsewhere(earlier, later)
    if apart and beat[0] >= 0.0:
        return UNLIKE
    like = likeness(earlier, later, sketch)
    score = (like.sketch or 0.0) + like.runs + 0.5 * like.ordered
    if score + COPY <= beat[0] or (apart and score <= beat[1]):
        return UNLIKE
    how = _textual(earlier, later, like, openings)
    if how is None:
        return Finding("unlike", (), score)
    numbers, counts = aligned(earlier, later, NUMBER), roles(earlier, later)
    if (numbers.pairs or counts.pairs) and score + UPDATE <= beat[0]:
        return UNLIKE  # no copy, and as an update not the nearest
    spans: list[Gap] = []
    if not apart:  # what places and days tell is seen without laying the texts side by side
        apart, spans = _renamed(earlier, later, like)
    if apart:
        return Finding("apart", (apart, how), score)
    numbers.pairs |= counterparts(earlier, later, NUMBER, spans)
    return _by_numbers(earlier, later, (numbers, counts), (how, score))


def _by_numbers(earlier: Side, later: Side, found: tuple[Conflicts, Conflicts], text: tuple[str, float]) -> Finding:
    numbers, counts = found
    how, score = text
    gap = abs(later.at_ms - earlier.at_ms)
    agreed = tuple(
        reason
        for reason, kind in (("places_agree", PLACE), ("names_agree", NAME))
        if not earlier.values(kind).isdisjoint(later.values(kind))
    )
    grew, fell = numbers.grew + counts.grew, numbers.fell + counts.fell
    if not grew and not fell:
        more = ("numbers_agree",) if numbers.agree or counts.agree else ()
        return Finding("duplicate", (how, *agreed, *more), score + COPY)
    if later.at_ms < earlier.at_ms:
        grew, fell = fell, grew  # the later one to arrive was published first
    if fell >= grew:
        return Finding("apart", ("numbers_differ" if grew else "count_fell", how), score)
    if numbers.conflict >= FORM_FIGURES and not (counts.conflict or earlier.values(NUMBER) & later.values(NUMBER)):
        return Finding("apart", ("numbers_differ", how), score)
    if gap > (UPDATE_WITHIN_MS if counts.conflict else TEMPLATE_GAP_MS):
        return Finding("apart", ("time_gap", "count_grew", how), score)
    return Finding("update", ("count_grew", how, *agreed), score + UPDATE)


def retold(earlier: Side, later: Side) -> Finding:
    """Judge a pair that shares the role of a count and a place or name: is it the same event, told in other words?

    Only a count that grew makes it one: the same count in other words is another witness.
    """
    counts = roles(earlier, later)
    if counts.agree or not counts.grew or counts.fell or not 0 <= later.at_ms - earlier.at_ms <= UPDATE_WITHIN_MS:
        return UNLIKE
    for values, others in ((earlier.places, later.places), (earlier.days, later.days)):
        if values and others and values.isdisjoint(others):
            return UNLIKE
    events, other_events = earlier.values(EVENT), later.values(EVENT)
    names = (_proper(earlier) & later.words) | (_proper(later) & earlier.words)
    if events and other_events:
        same = bool(events & other_events) and bool(names)
    else:
        same = len(names) >= 2 or (bool(names) and len((earlier.words & later.words) - names - COMMON) >= 1)
    return Finding("update", ("count_grew", "same_event"), 0.5) if same else UNLIKE


def _elsewhere(earlier: Side, later: Side) -> str | None:
    """Return whether they tell of different places or days."""
    for places, others in ((earlier.places, later.places), (earlier.countries, later.countries)):
        if places and others and places.isdisjoint(others) and not _named(earlier, later):
            return "place_differs"
    if earlier.days and later.days and earlier.days.isdisjoint(later.days):
        return "day_differs"
    if not (earlier.values(DATE) and later.values(DATE)):
        return None
    dates = aligned(earlier, later, DATE)
    return "day_differs" if dates.conflict and not dates.agree else None


def _names_apart(earlier: Side, later: Side, names: Conflicts, like: Likeness) -> str | None:
    """Return whether other names stand in the same words, or no name of either is one of the other."""
    if names.conflict and names.conflict >= NAME_CONFLICTS * (names.conflict + names.agree):
        return "name_differs"
    if names.strange >= 2 and names.strange >= STRANGE_CONTEXTS * (names.strange + names.agree):
        return "name_differs"
    mine, theirs = later.names, earlier.names
    if len(mine) >= 2 and len(theirs) >= 2 and mine.isdisjoint(theirs) and (like.sketch or 0.0) < 0.9:
        return "names_apart"
    return None


def _renamed(earlier: Side, later: Side, like: Likeness) -> tuple[str | None, list[Gap]]:
    """Return whether a name gave way to another, and the gaps between the texts."""
    names = aligned(earlier, later, NAME)
    apart = _names_apart(earlier, later, names, like)
    if apart:
        return apart, []
    spans, matched = gaps(earlier.lead, later.lead, (earlier.spots, later.spots))
    short = not (earlier.long or later.long) or (later.caseless and later.length < CASELESS_LONG)
    if (short or not names.agree) and gave_way(earlier, later, spans):
        return "name_differs", spans
    return ("name_differs" if short and sole(earlier, later, spans, matched) else None), spans


def _named(earlier: Side, later: Side) -> bool:
    """Whether a place of one text is named in the other, where the tagger took the name for another place."""
    return any(
        one[2] in lead
        for side, lead in ((earlier, later.words), (later, earlier.words))
        for kind in (PLACE, COUNTRY)
        for one in side.of(kind)
    )


def _proper(side: Side) -> Set[int]:
    """Return hashes of the words that name a person or place."""
    return side.names | {one[2] for kind in (PLACE, COUNTRY) for one in side.of(kind)}

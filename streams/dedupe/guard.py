"""The guard: what a later text is to an earlier one that looks like it.

Text decides whether two could be copies; anchors decide whether they are: another place, name or day in the same words
is another incident, a larger count is an update, a time gap parts templates, and so do figures
that all changed. Thresholds were set on our own variants
(``tests/dedupe``) and on the recorded crises.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from streams.dedupe.align import Gap, gaps
from streams.dedupe.anchor import DATE, NAME, NUMBER, PLACE
from streams.dedupe.apart import other_field
from streams.dedupe.bulletins import next_bulletin
from streams.dedupe.conflicts import Conflicts, aligned, counterparts, gave_way, replaced, roles, sole
from streams.dedupe.incident_words import CORRECTED
from streams.dedupe.likeness import Likeness, Side, in_order, likeness, shared_words
from streams.dedupe.signature import LONG
from streams.dedupe.versions import NAMES_KEPT, NAMES_SURE, all_kept, facts_changed, rewritten_of, share_of, told_again

__all__ = ["REASONS", "UNLIKE", "Finding", "compare", "elsewhere", "hopeless"]

REASONS = (
    "repost", "redelivered", "edited", "withdrawn", "deleted", "unknown_post",
    "same_text", "near_same_text", "shared_passages", "shared_lead", "contained", "same_names_in_order", "same_order",
    "same_event", "later_stage", "same_incident", "same_facts", "places_agree", "names_agree", "numbers_agree",
    "count_grew", "count_fell", "numbers_differ", "place_differs", "name_differs", "names_apart", "day_differs",
    "time_gap", "too_short", "facts_changed", "passage_differs", "corrected",
)  # fmt: skip
"""Every reason that a verdict can carry."""

SHORT_ALIKE, SHORT_NEAR, CASELESS_ALIKE, SHORT_ALIKE_NAMED = 0.5, 0.75, 0.62, 0.4
LONG_ALIKE, LONG_NEAR = 0.16, 0.6
LEAD_RUNS = 0.34
CONTAINED_WORDS, CONTAINED_RUNS, CONTAINED_FROM = 0.8, 0.5, 6
CONTAINED_SURE, FEW_RUNS = 10, 0.6  # a headline of fewer words shares more with others of its event
PREFIX_FROM = 4  # words of a headline cut short
LONG_HOPELESS, NOISE = 0.05, 0.12  # three standard deviations of a sketch of 128 values at 0.3
OPENINGS = 2  # sentences that begin with the same four words, or neighbouring names, in a long and in a short text
OPENED_WORDS = 0.4  # which both have where these are pairs only: the names of one place are no copy
ORDERED_PAIRS, ORDERED_WORDS = 4, 0.42
NAME_CONFLICTS, STRANGE_CONTEXTS = 0.25, 0.08
ORDER_FROM, ORDER_ALIKE = 0.24, 0.6
ORDER_SURE, ORDER_LESS = 0.3, 0.52  # sketches more alike need less order
UPDATE_WITHIN_MS = 36 * 3_600_000
TEMPLATE_GAP_MS = 20 * 3_600_000
SOLE_MATCHED, SOLE_MATCHED_LONG = 0.6, 0.9  # words that stay, where one thing only differs
DAY_AFTER_NAMES = 3
OWN_WORDS, EVENT_WORDS = 4, 10  # that each of two posts says of an event, and that name it
POST_WORDS, PASSAGES, PASSAGE_FROM, PASSAGE_WORDS = 30, 2, 18, 5
FORM_GAP_MS = 8 * 3_600_000  # a desk fills its form in again after a day, not within a shift
CASELESS_LONG = 3 * LONG  # pairs of characters are more than words
COPY, UPDATE = 1.0, 0.5  # on top of the score of a pair that is one
FORM_FIGURES = 3  # figures that changed, and none that stayed: the next report of a series


class Finding(NamedTuple):
    """What the guard found: ``outcome`` and its reasons, most telling first; ``score`` ranks candidates."""

    outcome: Literal["duplicate", "update", "apart", "unlike"]
    reasons: tuple[str, ...]
    score: float


UNLIKE = Finding("unlike", (), 0.0)


def _share_anchor(earlier: Side, later: Side) -> bool:
    return any(not earlier.values(kind).isdisjoint(later.values(kind)) for kind in (NAME, NUMBER, PLACE))


def _textual(earlier: Side, later: Side, like: Likeness, openings: int) -> str | None:  # noqa: PLR0911, PLR0912
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
    elif openings >= OPENINGS and (openings > like.pairs or shared_words(earlier, later) >= OPENED_WORDS):
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
        if _share_anchor(earlier, later) and in_order(earlier.lead, later.lead) >= enough:
            return "same_order"
        if like.sketch >= SHORT_ALIKE_NAMED and all_kept(earlier, later):
            return "shared_passages"
    return "same_names_in_order" if told_again(earlier, later, like) else None


def hopeless(length: int, other: int, sketch: float, openings: int) -> bool:
    """Whether two texts cannot be copies by their lengths and sketches alone, so that they need no closer look.

    A text within another one has at least the Jaccard that their lengths imply; sketches are right within `NOISE`.
    """
    if openings:
        if max(length, other) >= LONG:
            return False
        kept = OPENED_WORDS * min(length, other)  # whatever makes such two a copy, they share so many words
        return sketch < kept / (length + other - kept) - NOISE
    if (length >= LONG) != (other >= LONG):
        return True  # bands over words and over runs of three meet by accident only
    if length >= LONG:
        return sketch < LONG_HOPELESS
    smaller = CONTAINED_WORDS * min(length, other)
    return sketch < min(ORDER_FROM, smaller / (length + other - smaller) - NOISE)


def compare(  # noqa: PLR0911, PLR0912  each a cheaper way out than the next
    earlier: Side, later: Side, sketch: float, openings: int = 0, beat: tuple[float, float] = (-1.0, -1.0)
) -> Finding:
    """Judge a pair.

    Args:
        earlier: text that came before.
        later: text that came now.
        sketch: share of equal values of their sketches.
        openings: keys that both have which are no bands of a sketch, see `streams.dedupe.signature`.
        beat: scores of a copy or update, and of a pair kept apart, that were found already; a pair that can beat
            neither is "unlike" without a closer look.
    """
    apart = elsewhere(earlier, later)
    if apart == "day_differs" and _day_after(earlier, later):
        apart = None
    whole = not (apart and earlier.long and later.long)  # other versions of long texts are looked at all the same
    if apart and whole and beat[0] >= 0.0:
        return UNLIKE
    like = likeness(earlier, later, sketch)
    score = (like.sketch or 0.0) + like.runs + 0.5 * like.ordered
    if score + COPY <= beat[0]:
        return UNLIKE
    if apart and whole and score <= beat[1]:
        return Finding("apart", (apart,), score)
    how = _textual(earlier, later, like, openings)
    if rewritten := rewritten_of(earlier, later, like):
        same = share_of(earlier, later, NAME) >= NAMES_KEPT
        if apart == "place_differs" and same:
            apart = None  # the tagger took another place for the main one
        if apart != "place_differs" and facts_changed(earlier, later):
            reasons = ("facts_changed", how or "shared_passages", *_agreed(earlier, later))
            return Finding("update", reasons, score + UPDATE)
    if how is None:
        return Finding("unlike", (), score)
    if apart:
        return Finding("apart", (apart, how), score)
    if next_bulletin(earlier, later):
        return Finding("update", ("corrected", how, *_agreed(earlier, later)), score + UPDATE)
    numbers, counts = aligned(earlier, later, NUMBER), roles(earlier, later)
    if (numbers.pairs or counts.pairs) and score + UPDATE <= beat[0]:
        return UNLIKE  # no copy, and as an update not the nearest
    kept = how == "same_names_in_order" and told_again(earlier, later, like)
    apart, spans = _renamed(earlier, later, like, how, kept=kept)
    if apart and _toll_told_anew(earlier, later, counts):
        apart = None
    if apart := apart or other_field(earlier, later, spans, numbers, how):
        return Finding("apart", (apart, how), score)
    numbers.pairs |= counterparts(earlier, later, NUMBER, spans)
    if rewritten:  # sentences were moved, and their figures with them
        moved = earlier.values(NUMBER) & later.values(NUMBER)
        numbers.pairs = {pair for pair in numbers.pairs if moved.isdisjoint(pair)}
    return _by_numbers(earlier, later, (numbers, counts), (how, score), kept=kept)


def _event_named(earlier: Side, later: Side, spans: Sequence[Gap], matched: int) -> bool:
    """Whether all that two posts have in common is how they call the event: "… the train crash at Santiago".

    Each says something else of it first; a headline comes first and others add to it, a spun copy has more gaps.
    """
    if len(spans) != 1 or matched > EVENT_WORDS or max(earlier.length, later.length) > POST_WORDS:
        return False
    gap = spans[0]
    own = min(gap.end - gap.start, gap.other_end - gap.other)
    if gap.start or gap.other or own < OWN_WORDS or earlier.caseless or later.caseless:
        return False
    figures = any(one[4] >= gap.end for one in earlier.of(NUMBER))
    return not figures and not earlier.names.isdisjoint(earlier.lead[gap.end :])


def _passage_replaced(earlier: Side, later: Side, spans: Sequence[Gap]) -> bool:
    """Whether two posts are the same but for a passage: people who tell what they see at the same place begin alike.

    A spun copy has other words all over, a quoted one has more or fewer.
    """
    lengths = earlier.length, later.length
    if max(lengths) > POST_WORDS or min(lengths) < PASSAGE_FROM or earlier.caseless or later.caseless:
        return False
    sizes = [
        min(
            len(set(earlier.lead[one.start : one.end]) - later.words),
            len(set(later.lead[one.other : one.other_end]) - earlier.words),  # what only moved was not replaced
        )
        for one in spans
    ]
    return 0 < len(sizes) <= PASSAGES and sum(sizes) >= PASSAGE_WORDS


def _toll_told_anew(earlier: Side, later: Side, counts: Conflicts) -> bool:
    """Whether, in a script without capitals, only the nouns beside a grown toll are others."""
    caseless = bool(earlier.caseless and later.caseless)
    return caseless and counts.grew > counts.fell == 0 and not earlier.places.isdisjoint(later.places)


def _agreed(earlier: Side, later: Side) -> tuple[str, ...]:
    return tuple(
        reason
        for reason, kind in (("places_agree", PLACE), ("names_agree", NAME))
        if not earlier.values(kind).isdisjoint(later.values(kind))
    )


def _by_numbers(
    earlier: Side, later: Side, found: tuple[Conflicts, Conflicts], text: tuple[str, float], *, kept: bool
) -> Finding:
    """Judge by figures; ``kept``: all of them are the same, so a count that differs was read otherwise."""
    numbers, counts = found
    how, score = text
    gap = abs(later.at_ms - earlier.at_ms)
    agreed = _agreed(earlier, later)
    grew, fell = numbers.grew + counts.grew, numbers.fell + counts.fell
    if kept or (not grew and not fell):
        more = ("numbers_agree",) if numbers.agree or counts.agree else ()
        return Finding("duplicate", (how, *agreed, *more), score + COPY)
    if later.at_ms < earlier.at_ms:
        grew, fell = fell, grew  # the later one to arrive was published first
    if fell and gap <= UPDATE_WITHIN_MS and not (later.words & CORRECTED) <= earlier.words:
        return Finding("update", ("corrected", how, *agreed), score + UPDATE)
    if fell >= grew:
        return Finding("apart", ("numbers_differ" if grew else "count_fell", how), score)
    form = numbers.conflict >= FORM_FIGURES and not (counts.conflict or earlier.values(NUMBER) & later.values(NUMBER))
    if form and (fell or gap > FORM_GAP_MS):
        return Finding("apart", ("numbers_differ", how), score)
    if gap > (UPDATE_WITHIN_MS if counts.conflict else TEMPLATE_GAP_MS):
        return Finding("apart", ("time_gap", "count_grew", how), score)
    return Finding("update", ("count_grew", how, *agreed), score + UPDATE)


def elsewhere(earlier: Side, later: Side) -> str | None:
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


def _day_after(earlier: Side, later: Side) -> bool:
    """Whether a toll grew overnight: the next day's story tells today's day, of the same people and places."""
    if not 0 < later.at_ms - earlier.at_ms <= UPDATE_WITHIN_MS or len(earlier.names & later.names) < DAY_AFTER_NAMES:
        return False
    counts = roles(earlier, later)
    return bool(counts.grew) and not counts.fell


def _names_apart(earlier: Side, later: Side, names: Conflicts, like: Likeness) -> str | None:
    """Return whether other names stand in the same words, or no name of either is one of the other."""
    if names.conflict and names.conflict >= NAME_CONFLICTS * (names.conflict + names.agree):
        return "name_differs"
    if names.strange >= 2 and names.strange >= STRANGE_CONTEXTS * (names.strange + names.agree):
        return "name_differs"
    mine, theirs = later.names, earlier.names
    strange = mine.isdisjoint(earlier.words) and theirs.isdisjoint(later.words)  # also of those in a headline
    if len(mine) >= 2 and len(theirs) >= 2 and strange and (like.sketch or 0.0) < 0.9:
        return "names_apart"
    return None


def _renamed(earlier: Side, later: Side, like: Likeness, how: str, *, kept: bool) -> tuple[str | None, list[Gap]]:
    """Return whether a name or a passage gave way to another, and the gaps between the texts.

    Args:
        earlier: text that came before.
        later: text that came now.
        like: how alike they are.
        how: in what way they could be copies.
        kept: all figures and nearly all names are the same.
    """
    if kept and len(earlier.names & later.names) >= NAMES_SURE:
        return None, []
    names = aligned(earlier, later, NAME)
    apart = _names_apart(earlier, later, names, like)
    if apart:
        return apart, []
    spans, matched = gaps(earlier.lead, later.lead, (earlier.spots, later.spots))
    short = not (earlier.long or later.long) or (later.caseless and later.length < CASELESS_LONG)
    if replaced(earlier, later, spans) or ((short or not names.agree) and gave_way(earlier, later, spans)):
        return "name_differs", spans
    least = SOLE_MATCHED if short else SOLE_MATCHED_LONG
    alone = matched >= least * max(len(earlier.lead), len(later.lead)) and sole(earlier, later, spans)
    if alone:
        return "name_differs", spans
    passage = how != "near_same_text" and (
        _passage_replaced(earlier, later, spans) or _event_named(earlier, later, spans, matched)
    )
    return ("passage_differs" if passage else None), spans


def _named(earlier: Side, later: Side) -> bool:
    """Whether a place of one text is named in the other, where the tagger took the name for another place."""
    return not (earlier.places_named.isdisjoint(later.words) and later.places_named.isdisjoint(earlier.words))

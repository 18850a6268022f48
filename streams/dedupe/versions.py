"""Versions of one text that share few passages: spun copies, and stories that were written anew.

Spinners and translators replace words and keep their order, names and figures; an agency's next version keeps names and
background, moves sentences, and changes figures. A form that is filled in anew does the opposite: it keeps every word
and changes the names. So shares of names and figures, and the order of words, tell them apart where passages do not.
Thresholds were set on 180 pairs of our own (`tests/data/dedupe/pairs.jsonl`).
"""

from __future__ import annotations

from streams.dedupe.anchor import NAME, NUMBER
from streams.dedupe.likeness import Likeness, Side, in_order

__all__ = ["NAMES_KEPT", "NAMES_SURE", "all_kept", "facts_changed", "rewritten_of", "share_of", "told_again"]

VERSION_WITHIN_MS = 36 * 3_600_000
LONG_ALIKE, LONG_NEAR = 0.16, 0.6  # sketches of which a passage, and nearly all, is shared
SPUN_PAIRS, SPUN_ORDER, SPUN_WORDS, SPUN_ORDER_SHORT = 0.6, 0.33, 30, 0.42
NAMES_KEPT, NAMES_SURE = 0.8, 5
VERSION_ALIKE, VERSION_ALIKE_MANY, VERSION_ORDER = 0.1, 0.05, 0.62
VERSION_NAMES, VERSION_SHARE, VERSION_SHARE_MANY, VERSION_SURE = 3, 0.6, 0.5, 0.75
FIGURES_KEPT, NEW_FIGURES = 0.8, 2


def told_again(earlier: Side, later: Side, like: Likeness) -> bool:
    """Whether nearly every word was replaced by another, but all names and figures stand in the same order."""
    if not later.long:
        enough = like.pairs >= 1 and min(earlier.length, later.length) >= SPUN_WORDS
        enough = enough and bool(earlier.names & later.names) and bool(earlier.values(NUMBER) & later.values(NUMBER))
    else:
        enough = like.pairs >= 2
    if not enough or like.ordered < SPUN_PAIRS or share_of(earlier, later, NUMBER) < 1.0:
        return False
    order = SPUN_ORDER if later.long else SPUN_ORDER_SHORT
    return share_of(earlier, later, NAME) >= NAMES_KEPT and in_order(earlier.lead, later.lead) >= order


def share_of(earlier: Side, later: Side, kind: int) -> float:
    """Return the share of the smaller side's values of a kind that the other has; 1 where one has none."""
    values, others = earlier.values(kind), later.values(kind)
    return len(values & others) / min(len(values), len(others)) if values and others else 1.0


def rewritten_of(earlier: Side, later: Side, like: Likeness) -> bool:
    """Whether a long text is another version of an earlier one: the same names, some of its passages, another order.

    A form that is filled in anew keeps the order of its words and changes the names.
    """
    common = len(earlier.names & later.names)
    least = (
        VERSION_ALIKE_MANY if common >= NAMES_SURE and share_of(earlier, later, NAME) >= VERSION_SURE else VERSION_ALIKE
    )
    if like.sketch is None or not later.long or not least <= like.sketch < LONG_NEAR:
        return False
    if common < VERSION_NAMES and not (common and like.sketch >= LONG_ALIKE and earlier.places & later.places):
        return False
    share = VERSION_SHARE if common <= VERSION_NAMES else VERSION_SHARE_MANY
    return share_of(earlier, later, NAME) >= share and in_order(earlier.lead, later.lead) <= VERSION_ORDER


def facts_changed(earlier: Side, later: Side) -> bool:
    """Whether another version of a story, not much later, gives other figures."""
    if not 0 <= later.at_ms - earlier.at_ms <= VERSION_WITHIN_MS:
        return False
    figures, others = earlier.values(NUMBER), later.values(NUMBER)
    if not figures:
        return len(others) >= NEW_FIGURES
    return bool(others) and share_of(earlier, later, NUMBER) < FIGURES_KEPT


def all_kept(earlier: Side, later: Side) -> bool:
    """Whether two texts of some length have all names and figures in common."""
    if min(earlier.length, later.length) < SPUN_WORDS:
        return False
    return all(
        len(earlier.values(kind) & later.values(kind)) >= 2 and share_of(earlier, later, kind) >= 1.0
        for kind in (NAME, NUMBER)
    )

"""What a desk's own pages say of the threshold, beside the simulated weeks: one plain rule. Pure.

::

    rate  = (false + PRIOR_WEEKS * budget) / (weeks + PRIOR_WEEKS)       false pages a week
    moved = slope * ln(rate / budget)                                    nats, at most MOST_NATS either way

The simulation's promise of ``budget`` false pages a week counts as `PRIOR_WEEKS` weeks of experience, so that a first
bad week moves little and half a year moves what it shows. ``slope`` is by how many nats a threshold has to rise for e
times fewer false alarms, which the calibration measured. Pages that nobody judged are taken to be false as often as the
judged ones.

A rise never costs a page that was real: it ends below what the narrowest of them had to spare, its score beyond its
threshold. What the desk did not confirm in words counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from math import log

import msgspec

from alerts.lifecycle import AnalystVerdict
from alerts.precision import Page, judged_pages

__all__ = ["Moved", "moved", "pages_of"]

PRIOR_WEEKS = 4.0
MOST_NATS = 3.0
WEEK = timedelta(weeks=1)


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """By how much a desk's pages move its thresholds, and what they were.

    Attributes:
        nats: to add to watch and page.
        weeks: from the first page to the last; one at least.
        pages, false, real: the rest nobody judged.
        held_back: the rule asked for more, which would have cost a page that was real.
    """

    nats: float
    weeks: float
    pages: int
    false: int
    real: int
    held_back: bool


def pages_of(verdicts: Iterable[AnalystVerdict]) -> list[Page]:
    """Return the pages that verdicts speak of, as far as they tell: each was paged when it was first spoken of."""
    by_alert: dict[str, list[AnalystVerdict]] = {}
    for one in verdicts:
        by_alert.setdefault(one.alert, []).append(one)
    paged = {name: min(one.at for one in said) for name, said in by_alert.items()}
    return judged_pages(paged, by_alert, {})


def moved(pages: Sequence[Page], slope: float, budget_per_week: float) -> Moved | None:
    """Return how far the thresholds move; None where nothing was judged.

    Args:
        pages: of some weeks, with what was said of them.
        slope: nats for e times fewer false alarms.
        budget_per_week: false pages.
    """
    false = [page for page in pages if page.judged == "false"]
    real = [page for page in pages if page.judged == "real"]
    judged = len(false) + len(real)
    if not judged:
        return None
    weeks = max(1.0, (max(page.at for page in pages) - min(page.at for page in pages)) / WEEK)
    told = len(false) * len(pages) / judged
    rate = (told + PRIOR_WEEKS * budget_per_week) / (weeks + PRIOR_WEEKS)
    wanted = min(max(slope * log(rate / budget_per_week), -MOST_NATS), MOST_NATS)
    room = min((spare for page in real if (spare := _spare(page)) is not None), default=MOST_NATS)
    nats = min(wanted, room) if wanted > 0.0 else wanted
    return Moved(
        nats=round(nats, 2),
        weeks=round(weeks, 1),
        pages=len(pages),
        false=len(false),
        real=len(real),
        held_back=nats < wanted,
    )


def _spare(page: Page) -> float | None:
    """Return by how much a page passed its threshold; None where that is not known, or it was judged after its end."""
    if page.score is None or page.threshold is None or page.score <= page.threshold:
        return None
    return page.score - page.threshold

"""Whether a report is relevant, see `streams.tagging`, and whether it may still become so.

A stream drops irrelevant reports, so that their places, figures, times and speakers need not be read.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.clauses.overlaps import CUT
from streams.composer import Judged

__all__ = ["may_tell", "tells"]


def tells(one: Judged) -> bool:
    """Whether a trigger makes a report relevant."""
    return one.found.literal and _real(one)


def may_tell(judged: Sequence[Judged], lift: float) -> bool:
    """Whether a trigger makes a report relevant if something still to be read raises its score by ``lift``."""
    return any(one.found.score + lift >= CUT and _real(one) for one in judged)


def _real(one: Judged) -> bool:
    """Whether a trigger is told of as more than advice, and more than a disaster of the past."""
    reading = one.reading
    return not reading.advice and (reading.polarity != "past" or one.found.types != ("HAZARD",))

"""How sure, and how many speak independently: apart from how bad.

A *source* here is an independent voice: a publisher family (never its feeds: in one open dashboard 33.5 % of
"corroborated" stories were one publisher's own feeds), or a social author. Copies add none.

- one source: watch at most, unless an official body says it;
- two or more: may page;
- three or more with an eye-witness and a medium among them: high confidence.

Confidence starts from the number of sources and moves with their classes, with hedging, denials and retractions. It is
a figure for ordering and wording, not a probability.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass

from streams.report import SpeakerClass

__all__ = ["HIGH_CONFIDENCE", "SOURCE_STEPS", "Standpoint", "confidence", "corroborated", "denial_step", "source_step"]

SOURCE_STEPS = (2, 3, 5, 10, 20, 50, 100)
"""Numbers of independent sources that make a revision: the step from one to two matters, from 31 to 32 nothing."""

BY_SOURCES = (0.05, 0.3, 0.55, 0.7, 0.75, 0.8)  # none, one, two, …, five or more
OFFICIAL_GAIN, MIXED_GAIN = 0.15, 0.1
HEDGED_LOSS = 0.15  # everybody hedges
DENIAL_LOSS, OFFICIAL_DENIAL_LOSS = 0.12, 0.2
RETRACTION_LOSS = 0.1
WORST = 0.5  # all denials and retractions together take at most so much
HIGH_CONFIDENCE = 0.8


@dataclass(frozen=True)
class Standpoint:
    """Who says so, and who says otherwise.

    Attributes:
        sources: independent voices that assert the event.
        classes: of their speakers.
        hedged_share: of the reports, 0 to 1.
        denials, official_denials: voices that deny it.
        retractions: posts that were taken back.
    """

    sources: int
    classes: Collection[SpeakerClass]
    hedged_share: float = 0.0
    denials: int = 0
    official_denials: int = 0
    retractions: int = 0


def corroborated(standpoint: Standpoint) -> bool:
    """Whether the sources suffice for a page."""
    return standpoint.sources >= 2 or (standpoint.sources == 1 and "official" in standpoint.classes)


def source_step(sources: int) -> int:
    """Return how many of `SOURCE_STEPS` are reached."""
    return bisect_right(SOURCE_STEPS, sources)


def denial_step(denials: int) -> int:
    """Return a step that grows with the first denial, then as `SOURCE_STEPS` do: twelve are no twelve news."""
    return source_step(denials) + (denials > 0)


def confidence(standpoint: Standpoint) -> float:
    """Return confidence, 0.05 to 0.99, with two decimals."""
    value = BY_SOURCES[min(standpoint.sources, len(BY_SOURCES) - 1)]
    classes = standpoint.classes
    if "official" in classes:
        value += OFFICIAL_GAIN
    if standpoint.sources >= 3 and "eyewitness" in classes and "media" in classes:
        value = max(value, HIGH_CONFIDENCE) + MIXED_GAIN
    value -= HEDGED_LOSS * standpoint.hedged_share
    against = DENIAL_LOSS * (standpoint.denials - standpoint.official_denials)
    against += OFFICIAL_DENIAL_LOSS * standpoint.official_denials + RETRACTION_LOSS * standpoint.retractions
    return round(min(max(value - min(against, WORST), 0.05), 0.99), 2)

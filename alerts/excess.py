"""What a key shows beyond its baseline: observed against expected, acceleration, and whether it has calmed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from alerts.acceleration import SPAN_MINUTES, Acceleration, accelerate
from alerts.cusum import SLACK
from alerts.key import Key, observed, within
from alerts.scan import WINDOWS, one_in, surprise

__all__ = ["CLEAR_MINUTES", "Excess", "accelerating", "excess", "explains"]

CLEAR_MINUTES = 60


@dataclass(frozen=True)
class Excess:
    """Observed against expected in the window where they differ most, for people."""

    observed: int
    expected: float
    window_minutes: int
    one_in: float
    acceleration: Acceleration


def explains(key: Key, reports: int) -> bool:
    """Whether so many reports in an hour are what a key's baseline (with its slack) explains."""
    expected = SLACK * key.mu * CLEAR_MINUTES
    return reports <= expected + 2.0 * sqrt(key.phi * expected) + 1.0


def excess(key: Key, minute: float) -> Excess:
    """Return observed against expected, in the window that is the most surprising."""
    best, chosen = -1.0, (0, WINDOWS[0])
    for n, window in zip(observed(key, minute), WINDOWS, strict=True):
        value = surprise(n, key.mu * window, key.phi)
        if value > best:
            best, chosen = value, (n, window)
    now = within(key, minute, SPAN_MINUTES)
    pace = accelerate(now, within(key, minute, 2 * SPAN_MINUTES) - now)
    return Excess(chosen[0], key.mu * chosen[1], chosen[1], one_in(best), pace)


def accelerating(key: Key, minute: float) -> bool:
    """Whether the reports of the last quarter of an hour are significantly more than those of the one before."""
    now = within(key, minute, SPAN_MINUTES)
    before = within(key, minute, 2 * SPAN_MINUTES) - now
    return now > before and accelerate(now, before).significant

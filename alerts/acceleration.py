"""Is it still getting faster? A label and an input to severity, never a condition of an alarm.

A gate on acceleration costs detection (99 to 84 % of ramps in simulation), so it is none. From the effective reports
of the last 15 minutes and of the 15 before::

    g = ln[(n + 1/2) / (n_before + 1/2)] / 15     growth per minute; doubling time ln 2 / g
    p = P(Bin(n + n_before, 1/2) >= n)            exact conditional test of equal Poisson rates

(J. Przyborowski and H. Wilenski, Biometrika 31, 1940.) Accelerating: p < `SIGNIFICANT`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import erfc, log, sqrt

__all__ = ["SIGNIFICANT", "SPAN_MINUTES", "Acceleration", "accelerate"]

SPAN_MINUTES = 15
SIGNIFICANT = 0.01
EXACT_UP_TO = 200  # reports; above, the normal tail is as good and costs nothing


@dataclass(frozen=True)
class Acceleration:
    """Growth of the rate.

    Attributes:
        growth_per_minute: g.
        doubling_minutes: ln 2 / g, null when the rate does not rise.
        p: chance of such a rise at a constant rate.
    """

    growth_per_minute: float
    doubling_minutes: float | None
    p: float

    @property
    def significant(self) -> bool:
        """Whether the reports accelerate."""
        return self.p < SIGNIFICANT


@lru_cache(maxsize=4096)  # an alert asks at each report
def accelerate(now: int, before: int) -> Acceleration:
    """Compare the reports of the last `SPAN_MINUTES` with those of the span before."""
    growth = log((now + 0.5) / (before + 0.5)) / SPAN_MINUTES
    total = now + before
    if total <= EXACT_UP_TO:
        p = _at_least(now, total) / 2**total
    else:
        p = 0.5 * erfc((now - 0.5 - total / 2) / sqrt(total / 2))
    return Acceleration(growth, log(2) / growth if growth > 0 else None, p)


def _at_least(least: int, total: int) -> int:
    """Return how many subsets of ``total`` things have ``least`` or more of them."""
    ways, found = 1, 0
    for size in range(total, least - 1, -1):
        found += ways  # C(total, size)
        ways = ways * size // (total - size + 1)
    return found

"""Negative-binomial scan over 10, 30 and 90 minutes: the detector of busy keys, and everybody's "1 in N".

Counts of a window with expectation m have variance ``phi m + kappa m^2``: phi for clustering, kappa for drift of the
rate itself, which dominates on keys above 20 reports an hour and makes a likelihood ratio alone too sure of itself.
The score is ``-ln P(N >= n)``. Source of the form: overdispersed surveillance counts, A. Noufaily et al., "An improved
algorithm for outbreak detection", Statistics in Medicine 32 (2013).
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, floor, lgamma, log, log1p, sqrt

__all__ = ["BUSY_PER_HOUR", "KAPPA", "WINDOWS", "one_in", "spare", "surprise", "unremarkable"]

WINDOWS = (10, 30, 90)  # minutes
BUSY_PER_HOUR = 20.0  # keys above are judged by the scan
KAPPA = 0.1  # squared coefficient of variation of the rate; measured on the simulator's drifting keys
CONVERGED = 1e-12
MOST_TERMS = 500
SPARED = 4.0  # standard deviations, squared


@lru_cache(maxsize=4096)  # the run of an alert is counted on its key and by its follower
def surprise(count: int, expected: float, phi: float = 1.0, kappa: float = KAPPA) -> float:
    """Return ``-ln P(N >= count)`` for a negative binomial of mean ``expected``; 0 where the count is no excess.

    Args:
        count: effective reports in the window.
        expected: what the baseline expects there, > 0.
        phi: dispersion of the key.
        kappa: extra variance that grows with the square of the mean.
    """
    if count <= expected or count <= 0:
        return 0.0
    # Var = m + m^2 / r  =>  r from the excess variance; r large means Poisson.
    excess = (phi - 1.0) * expected + kappa * expected * expected
    r = expected * expected / max(excess, 1e-9)
    p = expected / (expected + r)
    log_term = lgamma(count + r) - lgamma(r) - lgamma(count + 1) + count * log(p) + r * log1p(-p)
    return max(0.0, -(log_term + log(_fraction(count, r, p))))


def _fraction(a: int, b: float, x: float) -> float:
    """Return P(N >= a) / P(N = a) of a negative binomial N with size ``b``: P(N >= a) is I_x(a, b).

    The continued fraction of the incomplete beta function, https://dlmf.nist.gov/8.17.22, by Lentz's method; above the
    mean it converges within tens of terms.
    """
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1.0 / (1.0 + even * d), 1.0 + even / c
        found *= d * c
        d, c = 1.0 / (1.0 + odd * d), 1.0 + odd / c
        step = d * c
        found *= step
        if abs(step - 1.0) < CONVERGED:
            break
    return found


def unremarkable(count: int, expected: float, phi: float, kappa: float = KAPPA) -> bool:
    """Whether a count is within two standard deviations, where its surprise is no alarm: saves most of the work."""
    excess = count - expected
    return excess * excess <= SPARED * (phi * expected + kappa * expected * expected) or excess <= 0.0


def spare(count: int, expected: float, phi: float, kappa: float = KAPPA) -> int:
    """Return how many more reports leave a window's count `unremarkable`, whatever leaves it; none at 0 or less.

    One less than that may be, since a sum of floats is not exact.
    """
    return floor(expected + sqrt(SPARED * (phi * expected + kappa * expected * expected))) - count - 1


def one_in(surprisal: float) -> float:
    """Return N of "by chance in one of N such windows"."""
    return exp(min(surprisal, 40.0))

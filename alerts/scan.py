"""Negative-binomial scan over 10, 30 and 90 minutes: the detector of busy keys, and everybody's "1 in N".

Counts of a window with expectation m have variance ``phi m + kappa m^2``: phi for clustering, kappa for drift of the
rate itself, which dominates on keys above 20 reports an hour and makes a likelihood ratio alone too sure of itself.
The score is ``-ln P(N >= n)``. Source of the form: overdispersed surveillance counts, A. Noufaily et al., "An improved
algorithm for outbreak detection", Statistics in Medicine 32 (2013).
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p

__all__ = ["BUSY_PER_HOUR", "KAPPA", "WINDOWS", "one_in", "surprise", "unremarkable"]

WINDOWS = (10, 30, 90)  # minutes
BUSY_PER_HOUR = 20.0  # keys above are judged by the scan
KAPPA = 0.1  # squared coefficient of variation of the rate; measured on the simulator's drifting keys
CONVERGED = 1e-12
MOST_TERMS = 2000
SPARED = 4.0  # standard deviations, squared


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
    total, term, n = 1.0, 1.0, count
    while n < count + MOST_TERMS:
        term *= (n + r) / (n + 1) * p
        total += term
        n += 1
        if term < CONVERGED * total:
            break
    return max(0.0, -(log_term + log(total)))


def unremarkable(count: int, expected: float, phi: float, kappa: float = KAPPA) -> bool:
    """Whether a count is within two standard deviations, where its surprise is no alarm: saves most of the work."""
    excess = count - expected
    return excess * excess <= SPARED * (phi * expected + kappa * expected * expected) or excess <= 0.0


def one_in(surprisal: float) -> float:
    """Return N of "by chance in one of N such windows"."""
    return exp(min(surprisal, 40.0))

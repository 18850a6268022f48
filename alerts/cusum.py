r"""Grid CUSUM: the detector of a step or a ramp in a key's rate of effective reports.

For a Poisson stream with baseline :math:`\mu` per minute, and each rate :math:`\lambda_i` of a small grid::

    mu'      = 1.5 mu                              slack: a drift of half the baseline is no event
    lambda_i = max(rho mu, f, 1.5 mu')             rho in {3, 8}, f in {0.1, 0.3, 1} per minute
    S_i     -= (lambda_i - mu') dt / phi           between reports, never below 0
    S_i     += ln(lambda_i / mu') / phi            at a report, never above the cap

S_i is the log likelihood ratio of "the rate has become lambda_i" against "it is mu'" since the best starting moment
(E. S. Page, "Continuous inspection schemes", Biometrika 41, 1954; for point processes see Y. Mei et al., "Early
detection of a change in Poisson rate", 2011). Dividing by the dispersion phi is the quasi-likelihood correction for
clustered reports. The cap keeps a long event from hiding the end of it and the next one.

Measured (simulation with 200 keys of 0.05 to 30 reports/h, and recorded crises): see `alerts.calibration`. Of the
rivals tried, BOCPD, EARS C2, SigniTrend, and "three times the weekly mean" need 1.5 to 5 times the reports.
"""

from __future__ import annotations

from math import log

__all__ = ["CELLS", "FLOORS_PER_MINUTE", "RATIOS", "SLACK", "grid", "step"]

RATIOS = (3.0, 8.0)
FLOORS_PER_MINUTE = (0.1, 0.3, 1.0)
SLACK = 1.5
CELLS = len(RATIOS) * len(FLOORS_PER_MINUTE)


def grid(mu: float, phi: float) -> tuple[list[float], list[float]]:
    """Return the loss per minute and the gain per report of every cell.

    Args:
        mu: baseline, reports per minute.
        phi: dispersion, >= 1.
    """
    slack = SLACK * mu
    losses, gains = [], []
    for ratio in RATIOS:
        for floor in FLOORS_PER_MINUTE:
            rate = max(ratio * mu, floor, SLACK * slack)
            losses.append((rate - slack) / phi)
            gains.append(log(rate / slack) / phi)
    return losses, gains


def step(scores: list[float], losses: list[float], gains: list[float], minutes: float, cap: float) -> bool:
    """Move the scores on by a report that came ``minutes`` after the one before, in place.

    Returns:
        whether a score was above 0 when it came, so that the run goes on.
    """
    if max(scores) <= losses[0] * minutes:  # the smallest loss: nothing is left of any
        scores[:] = gains if max(gains) < cap else [min(gain, cap) for gain in gains]
        return False
    # The six cells written out: a loop over them takes a third longer, and every report pays for it on every key.
    one, two, three, four, five, six = scores
    loss1, loss2, loss3, loss4, loss5, loss6 = losses
    gain1, gain2, gain3, gain4, gain5, gain6 = gains
    one, two, three = one - loss1 * minutes, two - loss2 * minutes, three - loss3 * minutes
    four, five, six = four - loss4 * minutes, five - loss5 * minutes, six - loss6 * minutes
    running = one > 0.0 or two > 0.0 or three > 0.0 or four > 0.0 or five > 0.0 or six > 0.0
    scores[:] = (
        one + gain1 if one > 0.0 else gain1,
        two + gain2 if two > 0.0 else gain2,
        three + gain3 if three > 0.0 else gain3,
        four + gain4 if four > 0.0 else gain4,
        five + gain5 if five > 0.0 else gain5,
        six + gain6 if six > 0.0 else gain6,
    )
    if max(scores) > cap:
        scores[:] = [min(score, cap) for score in scores]
    return running

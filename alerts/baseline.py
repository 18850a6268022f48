"""What a key normally sees: rate, hour-of-week profile and dispersion, learnt while it works.

Rate, in reports per hour::

    mu = (A + a0) / (B + a0 / pi) * s(hour of week)

A and B are counts and exposure with a half-life of 3 days; a0 = 1 report of prior at the rate pi that keys of the same
level have had (`Pool`), which is what makes a key of one report a month workable; s is the profile pooled on the
country (`Profile`). Dispersion over blocks of 30 minutes::

    phi = max(1, (sum w^2 (c - m)^2 + 20 phi_pool) / (sum w m + 20)),  w = 1 / (1 + m / (A + a0))

Guards, each bought by a failure: a block is learnt 60 minutes after its end, so that the start of an event is not its
own baseline; counts are winsorised at 3 m + 2 and squared residuals at 36 phi m, so that an event that stayed below
the threshold does not deafen the key; a key learns nothing while it fires, for at most a day. What was cut off is
learnt after all when every block was cut for `PATIENCE_BLOCKS`, or half as many as the hours the key knows: a busy
country that starts from a rare one's prior would otherwise take a week to learn what it is.

Source of the numbers: simulation of 200 keys, 0.05 to 30 reports/h, diurnal, drifting, clustered. Limits: blocks
without reports are folded at once, with the mean decay over them; exact to the decay of a block where the rate is flat.
"""

from __future__ import annotations

from math import exp, log

import msgspec

__all__ = [
    "BLOCK_MINUTES",
    "GUARD_BLOCKS",
    "LEVEL_PRIORS_PER_HOUR",
    "RAREST_PER_HOUR",
    "WORLD_LEVEL",
    "Pool",
    "Profile",
    "Rate",
    "base_rate",
    "learn",
    "rate_now",
    "skip",
]

BLOCK_MINUTES = 30
BLOCK_HOURS = BLOCK_MINUTES / 60
GUARD_BLOCKS = 2  # 60 minutes: complete blocks that are held back
HALF_LIFE_HOURS = 72.0
DECAY = 0.5 ** (BLOCK_HOURS / HALF_LIFE_HOURS)  # of a block
PRIOR_REPORTS = 1.0  # a0
WINSOR_FACTOR, WINSOR_OFFSET = 3.0, 2.0
PATIENCE_BLOCKS = 12  # six hours: crises are at their height for less
PATIENCE_PER_HOUR = 0.5  # blocks for each hour of exposure: a day, once some four days are known
WINSOR_RESIDUAL = 36.0  # six standard deviations, squared
PRIOR_DISPERSION_WEIGHT = 20.0  # expected reports
PRIOR_DISPERSION = 1.2  # of the simulator's clustered keys over 30 minutes, median

LEVEL_PRIORS_PER_HOUR = (0.6, 0.3, 0.2, 0.1, 900.0)
"""pi of a cold start, for country, region, locality, spot, and for the world. At 0.2/h three reports in one minute stay
below a page, five in five minutes do not. The world's is that of the calibrated streams: a stream is taken to be as
large until an hour of it has passed, since thresholds follow its size."""
WORLD_LEVEL = 4
RAREST_PER_HOUR = 0.05  # the rarest key of the simulator; thresholds say nothing of rarer ones
PRIOR_KEY_HOURS = 240.0  # so many key-hours of experience weigh as much as the cold start's prior
PRIOR_SPAN = 5.0  # experience moves pi at most by this factor: busy keys must not teach rare ones to sleep

HOURS_OF_WEEK = 168
PROFILE_WEIGHT = 20.0  # reports per hour of the week that weigh as much as the profile's parent
PROFILE_DAILY_DECAY = 0.5 ** (1 / 28)
MINUTES_OF_DAY = 1440
HOURS_OF_DAY = 24
BLOCKS_A_WEEK = HOURS_OF_WEEK * 60 // BLOCK_MINUTES
THURSDAY = 3 * 24  # the epoch began on a Thursday; hours of the week count from Monday


class Pool(msgspec.Struct, array_like=True):
    """What keys of one level have in common: mean log rate (weighted by time) and dispersion."""

    log_rate: float = 0.0
    hours: float = 0.0
    squares: float = 0.0
    expected: float = 0.0

    def prior(self, level: int) -> float:
        """Return pi, reports per hour."""
        cold = LEVEL_PRIORS_PER_HOUR[level]
        pooled = exp((self.log_rate + PRIOR_KEY_HOURS * log(cold)) / (self.hours + PRIOR_KEY_HOURS))
        return min(max(pooled, cold / PRIOR_SPAN), cold * PRIOR_SPAN)

    def dispersion(self) -> float:
        """Return phi_pool."""
        weight = PRIOR_DISPERSION_WEIGHT
        return max(1.0, (self.squares + weight * PRIOR_DISPERSION) / (self.expected + weight))

    def note(self, rate: float, hours: float) -> None:
        """Take in that a key had ``rate`` per hour for ``hours``."""
        keep = DECAY if self.hours > 100 * PRIOR_KEY_HOURS else 1.0
        self.log_rate = self.log_rate * keep + log(rate) * hours
        self.hours = self.hours * keep + hours

    def note_residual(self, square: float, expected: float) -> None:
        """Take in one block's squared residual."""
        keep = DECAY if self.expected > 100 * PRIOR_DISPERSION_WEIGHT else 1.0
        self.squares = self.squares * keep + square
        self.expected = self.expected * keep + expected


def _flat() -> list[float]:
    return [1.0] * HOURS_OF_WEEK


def _nothing() -> list[float]:
    return [0.0] * HOURS_OF_WEEK


class Profile(msgspec.Struct, array_like=True):
    """Hour-of-week profile of a country, mean 1: the hour of the day first, the hour of the week where it is known.

    Attributes:
        day: the present one, since the epoch.
        counts, exposure: reports, and hours that they came in, by hour of the week. Without exposure the first Tuesday
            of a young stream would look like a rise over a Tuesday of nothing.
        factors: s.
    """

    day: int = -1
    counts: list[float] = msgspec.field(default_factory=_nothing)
    factors: list[float] = msgspec.field(default_factory=_flat)
    exposure: list[float] = msgspec.field(default_factory=_nothing)

    def factor(self, minute: float) -> float:
        """Return s at a minute since the epoch."""
        return self.factors[(int(minute // 60) + THURSDAY) % HOURS_OF_WEEK]

    def note(self, minute: float, count: float) -> None:
        """Take in reports."""
        self.counts[(int(minute // 60) + THURSDAY) % HOURS_OF_WEEK] += count

    def expose(self, block: int, blocks: int) -> None:
        """Take in that ``blocks`` from ``block`` on were seen, with whatever was noted in them.

        What a firing key does not learn is not seen: those hours of the week must not look silent ever after.
        """
        for one in range(max(block, block + blocks - BLOCKS_A_WEEK), block + blocks):
            self.exposure[(one * BLOCK_MINUTES // 60 + THURSDAY) % HOURS_OF_WEEK] += BLOCK_HOURS

    def refresh(self, minute: float) -> None:
        """Make the factors anew, at most once a day."""
        day = int(minute // MINUTES_OF_DAY)
        if day <= self.day:
            return
        passed, self.day = min(day - self.day, 28) if self.day >= 0 else 0, day
        if sum(self.exposure) < HOURS_OF_DAY or not sum(self.counts):
            return
        mean = sum(self.counts) / sum(self.exposure)
        weight = PROFILE_WEIGHT
        # An hour of the week starts from its hour of the day, and that from the mean.
        shape = [
            (sum(self.counts[hour::24]) + weight) / (mean * sum(self.exposure[hour::24]) + weight) for hour in range(24)
        ]
        factors = [
            (n + weight * shape[hour % 24]) / (mean * self.exposure[hour] + weight)
            for hour, n in enumerate(self.counts)
        ]
        scale = HOURS_OF_WEEK / sum(factors)
        self.factors = [factor * scale for factor in factors]
        decay = PROFILE_DAILY_DECAY**passed
        self.counts = [count * decay for count in self.counts]
        self.exposure = [hours * decay for hours in self.exposure]


class Rate(msgspec.Struct, array_like=True, gc=False):
    """Baseline of one key.

    Attributes:
        counts, exposure: A, and B in hours of profile.
        squares, expected: sums of the dispersion.
        block: number of the current block since the epoch.
        held: counts of the `GUARD_BLOCKS` before it, and its own.
        cut_blocks, cut: consecutive blocks whose count was winsorised, and what was cut off them.
    """

    block: int
    counts: float = 0.0
    exposure: float = 0.0
    squares: float = 0.0
    expected: float = 0.0
    held: list[int] = msgspec.field(default_factory=lambda: [0] * (GUARD_BLOCKS + 1))
    cut_blocks: int = 0
    cut: float = 0.0


def base_rate(rate: Rate, prior: float) -> float:
    """Return the rate per hour without profile."""
    return (rate.counts + PRIOR_REPORTS) / (rate.exposure + PRIOR_REPORTS / prior)


def rate_now(rate: Rate, prior: float, pool: Pool, factor: float) -> tuple[float, float]:
    """Return mu per minute and phi."""
    weight = PRIOR_DISPERSION_WEIGHT
    phi = max(1.0, (rate.squares + weight * pool.dispersion()) / (rate.expected + weight))
    return max(base_rate(rate, prior) * factor, RAREST_PER_HOUR) / 60.0, phi


def skip(rate: Rate, block: int) -> None:
    """Go on learning with ``block``; what came before and is not learnt was not seen, which is not silence."""
    rate.block, rate.held = max(rate.block, block + GUARD_BLOCKS), [0] * (GUARD_BLOCKS + 1)


def learn(rate: Rate, block: int, level: int, pool: Pool, profile: Profile) -> int:
    """Move to ``block``, learning what leaves the guard band; returns the reports learnt."""
    steps = block - rate.block
    prior, start = pool.prior(level), rate.block - GUARD_BLOCKS
    phi = max(1.0, (rate.squares + PRIOR_DISPERSION_WEIGHT) / (rate.expected + PRIOR_DISPERSION_WEIGHT))
    leaving = rate.held[:steps] if steps <= GUARD_BLOCKS else rate.held
    for offset, count in enumerate(leaving):
        _fold(rate, count, prior, phi, profile.factor((start + offset) * BLOCK_MINUTES))
    learnt = sum(leaving)
    empty = steps - len(leaving)
    if empty > 0:
        _fold_silence(rate, empty, prior)
    rate.held = [*rate.held[steps:], *([0] * min(steps, GUARD_BLOCKS + 1))]
    rate.block = block
    pool.note(base_rate(rate, prior), steps * BLOCK_HOURS)
    return learnt


def _fold(rate: Rate, count: int, prior: float, phi: float, factor: float) -> None:
    expected = base_rate(rate, prior) * factor * BLOCK_HOURS
    # Variance of a count is phi m + m^2 / (A + a0), the second part being what is not known of m: a cold key's first
    # block must not pass for dispersion.
    sure = 1.0 / (1.0 + expected / (rate.counts + PRIOR_REPORTS))
    square = min((count - expected) ** 2 * sure, WINSOR_RESIDUAL * phi * expected)
    rate.squares = rate.squares * DECAY + square * sure
    rate.expected = rate.expected * DECAY + expected * sure
    rate.counts = rate.counts * DECAY + _winsorised(rate, count, WINSOR_FACTOR * expected + WINSOR_OFFSET)
    rate.exposure = rate.exposure * DECAY + factor * BLOCK_HOURS


def _winsorised(rate: Rate, count: int, limit: float) -> float:
    """Return what a block teaches: its count up to the limit, or all that was cut off once that has lasted."""
    if count <= limit:
        rate.cut_blocks, rate.cut = 0, 0.0
        return count
    rate.cut_blocks += 1
    rate.cut += count - limit
    if rate.cut_blocks < max(PATIENCE_BLOCKS, PATIENCE_PER_HOUR * rate.exposure):
        return limit
    learnt, rate.cut_blocks, rate.cut = limit + rate.cut, 0, 0.0
    return learnt


def _fold_silence(rate: Rate, blocks: int, prior: float) -> None:
    """Fold blocks without reports at once, at the profile's mean of 1."""
    rate.cut_blocks, rate.cut = 0, 0.0
    kept = DECAY**blocks
    weight = (1.0 - kept) / (1.0 - DECAY)
    expected = base_rate(rate, prior) * BLOCK_HOURS
    sure = 1.0 / (1.0 + expected / (rate.counts + PRIOR_REPORTS))
    rate.squares = rate.squares * kept + (expected * sure) ** 2 * weight
    rate.expected = rate.expected * kept + expected * sure * weight
    rate.counts *= kept
    rate.exposure = rate.exposure * kept + BLOCK_HOURS * weight

"""All keys of a partition: counts a report on every node of its path and says how surprising that is.

A key is event type x node, and beside the types a pooled key per node (`alerts.keys.ANY`), since one night's clashes,
fire and injured are one event whose reports no single type sees together. Rare keys are judged by the grid CUSUM, busy
ones by the negative-binomial scan; both scores are on the CUSUM's scale, so one threshold serves.

State is plain records: a snapshot is exact, and a restored key goes on as if it had never stopped.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import log, sqrt

import msgspec

from alerts.acceleration import SPAN_MINUTES, Acceleration, accelerate
from alerts.baseline import BLOCK_MINUTES, GUARD_BLOCKS, Pool, Profile, Rate, learn, rate_now
from alerts.cusum import CELLS, SLACK, grid, step
from alerts.effective import heard
from alerts.keys import ANY, LOCALITY
from alerts.scan import BUSY_PER_HOUR, WINDOWS, one_in, surprise

__all__ = [
    "RECENT_MINUTES",
    "Detectors",
    "Excess",
    "Key",
    "Memory",
    "Thresholds",
    "name_of",
    "observed",
    "timeline",
    "within",
]

RECENT_MINUTES = 120  # per-minute counts kept: the scan's longest window, and the alert's timeline
CLEAR_MINUTES = 60
FROZEN_MINUTES = 1440  # a key that fires longer learns that this is its life now
NOT_FROZEN = 0.0
FORGOTTEN_MINUTES = 30 * 1440  # ten half-lives of the baseline


@dataclass(frozen=True)
class Thresholds:
    """Scores to pass. ``scan_page`` is the scan's own threshold that stands for ``page`` on the CUSUM's scale."""

    watch: float
    page: float
    scan_page: float


class Key(msgspec.Struct, array_like=True, gc=False):
    """State of one key.

    Attributes:
        at: event time of the last effective report, minutes since the epoch.
        scores: of the CUSUM's cells.
        since: first report of the present run (all scores were 0 before it); ``run`` counts the run's reports.
        mu, phi: baseline per minute and dispersion, as of the current block.
        minutes, tallies: effective reports per minute, oldest first, over `RECENT_MINUTES`.
        memory: voices and stories heard; see `alerts.effective`.
        frozen_at: when the key began to fire; `NOT_FROZEN` otherwise.
        losses, gains: of the cells, derived from mu and phi.
    """

    level: int
    at: float
    rate: Rate
    scores: list[float]
    since: float = 0.0
    run: int = 0
    mu: float = 0.0
    phi: float = 1.0
    hour: int = -1
    minutes: list[int] = []
    tallies: list[int] = []
    memory: dict[int, int] = {}
    frozen_at: float = NOT_FROZEN
    losses: list[float] = []
    gains: list[float] = []


@dataclass(frozen=True)
class Excess:
    """Observed against expected in the window where they differ most, for people."""

    observed: int
    expected: float
    window_minutes: int
    one_in: float
    acceleration: Acceleration


class Memory(msgspec.Struct):
    """The state of `Detectors`, as it is kept in a snapshot."""

    keys: dict[str, Key] = {}
    pools: dict[str, Pool] = {}
    profiles: dict[str, Profile] = {}


class Detectors:
    """The keys, and what they share.

    Args:
        thresholds: what a score has to pass.
        memory: state of an earlier life, or none.
        budgeted: leaf keys that the thresholds' false-alarm budget holds for.
    """

    def __init__(self, thresholds: Thresholds, memory: Memory | None = None, budgeted: int = 200) -> None:
        self.thresholds = thresholds
        self.memory = memory or Memory()
        self._keys = self.memory.keys
        self._budgeted = budgeted
        self._leaves = sum(map(_is_leaf, self._keys, self._keys.values()))
        # Twice the threshold: enough to stay in alarm, and little enough to come out of it.
        self._cap = 2.0 * thresholds.page

    @property
    def surcharge(self) -> float:
        """What more keys than budgeted add to a threshold, so that all of them together keep the budget."""
        return log(self._leaves / self._budgeted) if self._leaves > self._budgeted else 0.0

    def forget(self, minute: float) -> None:
        """Drop keys without a report for `FORGOTTEN_MINUTES`: a new one starts from the same prior."""
        old = [name for name, key in self._keys.items() if minute - key.at > FORGOTTEN_MINUTES and not key.frozen_at]
        for name in old:
            self._leaves -= _is_leaf(name, self._keys.pop(name))

    def get(self, name: str) -> Key | None:
        """Return a key that has had a report."""
        return self._keys.get(name)

    def count(self, name: str, level: int, root: str, minute: float, marks: tuple[int, ...]) -> Key | None:
        """Count a report on one key; returns the key, or None where the report is not effective there.

        Args:
            name: `name_of` the key.
            level: depth of its node.
            root: country of its node, whose profile it shares.
            minute: event time, minutes since the epoch.
            marks: the report's author and story, see `alerts.effective`.
        """
        key = self._keys.get(name)
        if key is None:
            key = self._keys[name] = Key(level, minute, Rate(int(minute) // BLOCK_MINUTES), [0.0] * CELLS)
            self._leaves += _is_leaf(name, key)
        if heard(key.memory, marks, int(minute)):
            return None
        if key.hour < int(minute) // 60 or key.rate.block < int(minute) // BLOCK_MINUTES:
            self._refresh(name, key, root, minute)
        elif not key.gains:
            key.losses, key.gains = grid(key.mu, key.phi)
        waited = minute - key.at
        if waited > 0.0:
            key.at = minute
            if key.run and _back_to_nothing(key, waited):
                key.run = 0
        else:
            waited = 0.0
        if key.run == 0:
            key.since = minute
        key.run += 1
        key.scores = step(key.scores, key.losses, key.gains, waited, self._cap)
        _tally(key, int(minute))
        return key

    def score(self, key: Key, minute: float) -> float:
        """Return the key's score right after a report, on the CUSUM's scale."""
        if key.mu * 60.0 <= BUSY_PER_HOUR:
            return max(key.scores)
        surprises = [surprise(n, key.mu * w, key.phi) for n, w in zip(observed(key, minute), WINDOWS, strict=True)]
        return max(surprises) * self.thresholds.page / self.thresholds.scan_page

    def freeze(self, name: str, minute: float) -> None:
        """Stop learning on a key that fires, and forget what the guard band holds of its event."""
        key = self._keys.get(name)
        if key is not None and not key.frozen_at:
            key.frozen_at = minute
            key.rate.held = [0] * (GUARD_BLOCKS + 1)

    def release(self, name: str) -> None:
        """Start over: score 0, learning again."""
        key = self._keys.get(name)
        if key is None:
            return
        key.scores, key.run = [0.0] * CELLS, 0
        if key.frozen_at:
            key.frozen_at = NOT_FROZEN
            key.rate.held = [0] * (GUARD_BLOCKS + 1)

    def settle(self, name: str) -> None:
        """Set the score to 0: an open alert accounts for its reports."""
        key = self._keys.get(name)
        if key is not None:
            key.scores, key.run = [0.0] * CELLS, 0

    def unsay(self, name: str, minute: float) -> None:
        """Take a report back that its source deleted: from the counts, and one report's gain from the score."""
        key = self._keys.get(name)
        if key is None or int(minute) not in key.minutes:
            return
        key.tallies[key.minutes.index(int(minute))] -= 1
        key.scores = [max(0.0, score - gain) for score, gain in zip(key.scores, key.gains, strict=False)] or key.scores
        late = key.rate.block - int(minute) // BLOCK_MINUTES
        if 0 <= late <= GUARD_BLOCKS:
            key.rate.held[GUARD_BLOCKS - late] = max(0, key.rate.held[GUARD_BLOCKS - late] - 1)

    def calm(self, name: str, minute: float) -> bool:
        """Whether the last hour is what the baseline (with its slack) explains."""
        key = self._keys.get(name)
        if key is None:
            return True
        expected = SLACK * key.mu * CLEAR_MINUTES
        return within(key, minute, CLEAR_MINUTES) <= expected + 2.0 * sqrt(key.phi * expected) + 1.0

    def excess(self, name: str, minute: float) -> Excess | None:
        """Return observed against expected, in the window that is the most surprising."""
        key = self._keys.get(name)
        if key is None:
            return None
        best, chosen = -1.0, (0, WINDOWS[0])
        for n, window in zip(observed(key, minute), WINDOWS, strict=True):
            value = surprise(n, key.mu * window, key.phi)
            if value > best:
                best, chosen = value, (n, window)
        now = within(key, minute, SPAN_MINUTES)
        pace = accelerate(now, within(key, minute, 2 * SPAN_MINUTES) - now)
        return Excess(chosen[0], key.mu * chosen[1], chosen[1], one_in(best), pace)

    def _refresh(self, name: str, key: Key, root: str, minute: float) -> None:
        pools, profiles = self.memory.pools, self.memory.profiles
        pool = pools.setdefault(f"{'any' if name.startswith(ANY) else 'type'}{key.level}", Pool())
        profile = profiles.setdefault(root, Profile())
        block = int(minute) // BLOCK_MINUTES
        if block > key.rate.block:
            if key.frozen_at and minute - key.frozen_at < FROZEN_MINUTES:
                key.rate.block, key.rate.held = block, [0] * (GUARD_BLOCKS + 1)
            else:
                start = key.rate.block - GUARD_BLOCKS
                learnt = learn(key.rate, block, key.level, pool, profile)
                if learnt and name == name_of(ANY, root):
                    profile.note(start * BLOCK_MINUTES, learnt)
            _prune(key, int(minute))
        profile.refresh(minute)
        key.hour = int(minute) // 60
        key.mu, key.phi = rate_now(key.rate, pool.prior(key.level), pool, profile.factor(minute))
        key.losses, key.gains = grid(key.mu, key.phi)


def name_of(kind: str, node: str) -> str:
    """Return the name of a key."""
    return f"{kind}|{node}"


def within(key: Key, minute: float, window: int) -> int:
    """Return the effective reports of the last ``window`` minutes."""
    return sum(key.tallies[bisect_left(key.minutes, int(minute) - window + 1) :])


def observed(key: Key, minute: float) -> tuple[int, ...]:
    """Return the effective reports in each window of the scan."""
    return tuple(within(key, minute, window) for window in WINDOWS)


def timeline(key: Key | None, minute: float, step_minutes: int) -> tuple[int, ...]:
    """Return counts per ``step_minutes`` over the last `RECENT_MINUTES`, oldest first."""
    bins = [0] * (RECENT_MINUTES // step_minutes)
    if key is not None:
        for at, tally in zip(key.minutes, key.tallies, strict=True):
            age = int(minute) - at
            if 0 <= age < RECENT_MINUTES:
                bins[-1 - age // step_minutes] += tally
    return tuple(bins)


def _is_leaf(name: str, key: Key) -> bool:
    return key.level == LOCALITY and not name.startswith(ANY)


def _back_to_nothing(key: Key, waited: float) -> bool:
    return all(score <= loss * waited for score, loss in zip(key.scores, key.losses, strict=True))


def _prune(key: Key, minute: int) -> None:
    old = bisect_left(key.minutes, minute - RECENT_MINUTES)
    if old:
        del key.minutes[:old], key.tallies[:old]


def _tally(key: Key, minute: int) -> None:
    late = key.rate.block - minute // BLOCK_MINUTES
    if late <= GUARD_BLOCKS:
        key.rate.held[GUARD_BLOCKS - late] += 1
    minutes = key.minutes
    if minutes and minutes[-1] == minute:
        key.tallies[-1] += 1
    elif not minutes or minute > minutes[-1]:
        minutes.append(minute)
        key.tallies.append(1)
    else:
        index = bisect_left(minutes, minute)
        if minutes[index] == minute:
            key.tallies[index] += 1
        else:
            minutes.insert(index, minute)
            key.tallies.insert(index, 1)

"""All keys of a partition: counts a report on the nodes of its path and says how surprising that is.

A key is event type x node, and beside the types a pooled key per node (`alerts.keys.ANY`), since one night's clashes,
fire and injured are one event whose reports no single type sees together. `WORLD` pools everything. Rare keys are
judged by the grid CUSUM, busy ones by the negative-binomial scan; both scores are put on the CUSUM's scale by the
slopes of their tails, so one threshold serves.

Thresholds follow the size of the stream, see `alerts.limits`.

**Silence counts.** A key seen for the first time has had no report since the stream began; its baseline knows that. It
is never taken to be rarer than `alerts.baseline.RAREST_PER_HOUR`, the rarest key that thresholds are calibrated on.

State is plain records: a snapshot is exact, and a restored key goes on as if it had never stopped.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import repeat
from math import inf

from alerts.baseline import BLOCK_MINUTES, GUARD_BLOCKS, Pool, Profile, Rate, learn, rate_now, skip
from alerts.cusum import CELLS, grid, step
from alerts.effective import heard
from alerts.excess import CLEAR_MINUTES, Excess, accelerating, excess, explains
from alerts.key import (
    NOT_FROZEN,
    RECENT_MINUTES,
    WORLD,
    Follower,
    Key,
    name_of,
    observed,
    prune,
    tally,
    within,
)
from alerts.keys import ANY, LOCALITY
from alerts.learning import BEYOND, BUSIEST, FIRST_MINUTES, PROMISING, PROMISING_MINUTES, beyond, concede, rose
from alerts.limits import Limits, Memory, Thresholds, of_country
from alerts.scan import BUSY_PER_HOUR, WINDOWS, spare, surprise, unremarkable

__all__ = ["Detectors", "Memory", "Thresholds"]

FROZEN_MINUTES = 1440  # a key that fires longer learns that this is its life now
YOUNG_HOURS = 24.0  # of exposure: a key that knows less goes on learning while it fires
YOUNG_RUN_MINUTES = 45.0  # a run that has told nothing for so long is how the key is
FORGOTTEN_MINUTES = 30 * 1440  # ten half-lives of the baseline


class Detectors:
    """The keys, and what they share.

    Args:
        thresholds: what a score has to pass.
        memory: state of an earlier life, or none.
        share: of the whole stream that these keys see: one in so many partitions.
    """

    def __init__(self, thresholds: Thresholds, memory: Memory | None = None, share: float = 1.0) -> None:
        self.thresholds = thresholds
        self.memory = memory or Memory()
        self._keys = self.memory.keys
        self._kinds: dict[tuple[int, bool], dict[str, Key]] = {}
        for name, key in self._keys.items():
            self._kind(name, key)[name] = key
        self.limits = Limits(thresholds, self.memory, share)
        # Twice the threshold: enough to stay in alarm, and little enough to come out of it.
        self._cap = 2.0 * thresholds.page

    def note(self, minute: float) -> None:
        """Note that there was an effective report, counted wherever: the size of the stream now."""
        self.limits.note(minute)

    @property
    def lowest(self) -> float:
        """What `watch` never falls below: it is cheap to ask for."""
        return self.limits.lowest

    @property
    def watch(self) -> float:
        """Score above which an analyst may look, for a stream of this size."""
        return self.limits.watch

    @property
    def page(self) -> float:
        """Score above which somebody is woken, for a stream of this size."""
        return self.limits.page

    def begin(self, minute: float) -> None:
        """Note that the stream begins, unless it has."""
        if not self.memory.began:
            self.memory.began = minute

    def forget(self, minute: float) -> None:
        """Drop keys without a report for `FORGOTTEN_MINUTES`: a new one starts from the same prior."""
        old = [name for name, key in self._keys.items() if minute - key.at > FORGOTTEN_MINUTES and not key.frozen_at]
        for name in old:
            del self._kind(name, self._keys[name])[name], self._keys[name]
            self.limits.leave(name)

    def get(self, name: str) -> Key | None:
        """Return a key that has had a report."""
        return self._keys.get(name)

    def count(
        self, name: str, level: int, root: str, minute: float, marks: tuple[int, ...], *, scores: bool = True
    ) -> Key | None:
        """Count a report on one key; returns the key, or None where the report is not effective there.

        Args:
            name: `name_of` the key.
            level: depth of its node.
            root: country of its node, whose profile it shares.
            minute: event time, minutes since the epoch.
            marks: the report's author and story, see `alerts.effective`.
            scores: False for a report that adds to the counts, and nothing to the score.
        """
        whole = int(minute)
        key = self._keys.get(name)
        if key is None:
            key = self._new(name, level, minute)
        if heard(key.memory, marks, whole):
            return None
        if whole >= key.due:
            self._refresh(name, key, root, minute)
        waited = minute - key.at
        if waited > 0.0:
            key.at = minute
        else:
            waited = 0.0
        if not scores:
            key.scores = [max(0.0, one - loss * waited) for one, loss in zip(key.scores, key.losses, strict=True)]
        elif step(key.scores, key.losses, key.gains, waited, self._cap):
            key.run += 1
        else:
            key.since, key.run = minute, 1
        tally(key, whole)
        key.spare -= 1
        if not level:
            self.limits.counted(name)
        return key

    def learn(self, name: str, level: int, root: str, minute: float, marks: tuple[int, ...]) -> None:
        """Let a key's baseline take in a report that an open alert accounts for: it is normal life there all the same.

        Without it a country would forget what its towns report while one of them has an alert. An event's excess does
        little harm, since what a block adds is limited (`alerts.baseline`).
        """
        whole = int(minute)
        key = self._keys.get(name) or self._new(name, level, minute)
        if not heard(key.memory, marks, whole):
            if whole >= key.due:
                self._refresh(name, key, root, minute)
            late = key.rate.block - whole // BLOCK_MINUTES
            if 0 <= late <= GUARD_BLOCKS:
                key.rate.held[GUARD_BLOCKS - late] += 1

    def score(self, key: Key, minute: float) -> float:
        """Return the key's score right after a report, on the CUSUM's scale."""
        if key.mu * 60.0 <= BUSY_PER_HOUR:
            return max(key.scores)
        if key.spare > 0:
            return 0.0
        counts = observed(key, minute, key.released)
        key.spare = min(map(spare, counts, [key.mu * window for window in WINDOWS], repeat(key.phi)))
        return 0.0 if key.spare > 0 else self._scanned(counts, key.mu, key.phi)

    def score_without(self, key: Key, reports: int, minute: float) -> float:
        """Return the key's score as if so many of its reports had not come; a busy key's as it is."""
        if key.mu * 60.0 > BUSY_PER_HOUR:
            return self.score(key, minute)
        return max(0.0, *(score - reports * gain for score, gain in zip(key.scores, key.gains, strict=True)))

    def _scanned(self, counts: Iterable[int], mu: float, phi: float) -> float:
        """Return the scan's score of the counts in its windows, on the CUSUM's scale."""
        best = 0.0
        for count, window in zip(counts, WINDOWS, strict=True):
            expected = mu * window
            if not unremarkable(count, expected, phi):
                best = max(best, surprise(count, expected, phi))
        limits = self.thresholds
        return limits.page + limits.slope * (best - limits.scan_page) / limits.scan_slope if best else 0.0

    def adopt(self, name: str, place: tuple[int, str], reports: Sequence[tuple[float, tuple[int, ...]]]) -> list[bool]:
        """Note earlier reports on a key that they turn out to belong to: in its counts, not in its score.

        Args:
            name: of the key.
            place: depth and country of its node.
            reports: minute and marks of each.

        Returns:
            whether each is counted there now: what had been heard there is not.
        """
        latest = max((minute for minute, _ in reports), default=0.0)
        key = self._keys.get(name) or self._new(name, place[0], latest)
        if int(latest) >= key.due:
            self._refresh(name, key, place[1], latest)
        counted = [False] * len(reports)
        for index in sorted(range(len(reports)), key=reports.__getitem__):
            minute, marks = reports[index]
            if not heard(key.memory, marks, int(minute)):
                tally(key, int(minute))
                counted[index] = True
        key.at, key.spare = max(key.at, latest), 0
        self.limits.counted(name)
        return counted

    def follow(self, key: Key, score: float = inf) -> Follower:
        """Return a follower that goes on from a key's run, and at most from ``score``, with its baseline of now."""
        scores = [min(one, score) for one in key.scores]
        follower = Follower(key.at, scores, key.losses, key.gains, self._cap)
        if key.mu * 60.0 > BUSY_PER_HOUR:
            first = max(int(key.at) - WINDOWS[-1], int(key.released))
            follower.mu, follower.phi = key.mu, key.phi
            told = zip(key.minutes, key.tallies, strict=True)
            follower.told = [at for at, tally in told if at > first for _ in range(tally)]
        return follower

    def scored(self, follower: Follower, minute: float) -> float:
        """Count a report on a run that is followed; returns its score, on the CUSUM's scale."""
        score = follower.count(minute)
        if not follower.scans:
            return score
        told, now = follower.told, int(follower.at) + 1
        counts = [len(told) - bisect_left(told, now - window) for window in WINDOWS]
        return self._scanned(counts, follower.mu, follower.phi)

    def freeze(self, name: str, minute: float) -> None:
        """Stop learning on a key that fires, and forget what the guard band holds of its event.

        Not on `WORLD`, since somewhere there is always an alert; nor on a key that knows less than a day, since what it
        fires on may be its life: frozen, it would go on firing.
        """
        key = self._keys.get(name)
        if key is not None and not key.frozen_at and name != WORLD and key.rate.exposure >= YOUNG_HOURS:
            key.frozen_at = minute
            skip(key.rate, int(minute) // BLOCK_MINUTES)

    def release(self, name: str) -> None:
        """Start over: score 0, learning again."""
        key = self._keys.get(name)
        if key is None:
            return
        key.scores, key.run, key.released = [0.0] * CELLS, 0, key.at
        if key.frozen_at:
            key.frozen_at = NOT_FROZEN
            skip(key.rate, int(key.at) // BLOCK_MINUTES)

    def settle(self, name: str) -> None:
        """Set the score to 0: an open alert accounts for its reports."""
        key = self._keys.get(name)
        if key is not None:
            key.scores, key.run = [0.0] * CELLS, 0

    def rose(self, name: str, key: Key, minute: float, held: int = 0) -> bool:
        """Whether a key of a young stream is beyond the others of its kind, or rose over its own beginning.

        ``held``: reports of its alert, some of which count on finer places alone.
        """
        return rose(key, minute, self.memory.began) or self._beyond(name, key, minute, held) > BEYOND

    def busiest(self, name: str, key: Key, minute: float) -> bool | None:
        """Whether a town of a young stream is beyond the busiest others: worth a look; None where it may yet be."""
        if key.level != LOCALITY or not name.startswith(ANY):
            return False
        nats = self._beyond(name, key, minute)
        hopeful = nats > PROMISING and minute - self.memory.began < PROMISING_MINUTES
        return True if nats > BUSIEST else None if hopeful else False

    def _beyond(self, name: str, key: Key, minute: float, held: int = 0) -> float:
        return beyond(max(held, within(key, minute, RECENT_MINUTES)), self._others(name, key, minute))

    def _others(self, name: str, key: Key, minute: float) -> list[int]:
        """Return the latest reports of each other key of a key's kind."""
        first = minute - RECENT_MINUTES
        return [
            sum(one.tallies) if one.minutes and one.minutes[0] > first else within(one, minute, RECENT_MINUTES)
            for one in self._kind(name, key).values()
            if one is not key
        ]

    def _kind(self, name: str, key: Key) -> dict[str, Key]:
        """Return the keys of a key's kind: of its level, and pooled or of one type as it is."""
        return self._kinds.setdefault((key.level, name.startswith(ANY)), {})

    def concede(self, name: str, root: str, minute: float) -> None:
        """Take what a key has had since the stream began for its normal life; its score starts over.

        Not while a run that began later is young: it may be a rise that a few more reports will tell.
        """
        key = self._keys.get(name)
        if key is None:
            return
        if name != WORLD and key.since - self.memory.began > FIRST_MINUTES and minute - key.since < YOUNG_RUN_MINUTES:
            return
        pool, profile = self._shared(name, key, root)
        hours = min(minute - self.memory.began, RECENT_MINUTES) / 60.0
        concede(key.rate, within(key, minute, RECENT_MINUTES), hours, pool.prior(key.level))
        self._set(key, pool, profile.factor(minute))
        self.release(name)

    def unsay(self, name: str, minute: float) -> None:
        """Take a report back that its source deleted: from the counts, and one report's gain from the score."""
        key = self._keys.get(name)
        if key is None or int(minute) not in key.minutes:
            return
        at = key.minutes.index(int(minute))
        key.tallies[at] = max(0, key.tallies[at] - 1)
        self.limits.counted(name)
        key.scores = [max(0.0, score - gain) for score, gain in zip(key.scores, key.gains, strict=False)] or key.scores
        late = key.rate.block - int(minute) // BLOCK_MINUTES
        if 0 <= late <= GUARD_BLOCKS:
            key.rate.held[GUARD_BLOCKS - late] = max(0, key.rate.held[GUARD_BLOCKS - late] - 1)

    def calm(self, name: str, minute: float) -> bool:
        """Whether the last hour is what the baseline (with its slack) explains."""
        key = self._keys.get(name)
        return key is None or explains(key, within(key, minute, CLEAR_MINUTES))

    def explains(self, name: str, reports: int) -> bool:
        """Whether so many reports in an hour are what a key's baseline (with its slack) explains."""
        key = self._keys.get(name)
        return key is None or explains(key, reports)

    def excess(self, name: str, minute: float) -> Excess | None:
        """Return observed against expected, in the window that is the most surprising."""
        key = self._keys.get(name)
        return None if key is None else excess(key, minute)

    def accelerating(self, name: str, minute: float) -> bool:
        """Whether the reports of the last quarter of an hour are significantly more than those of the one before."""
        key = self._keys.get(name)
        return key is not None and accelerating(key, minute)

    def _new(self, name: str, level: int, minute: float) -> Key:
        began = min(self.memory.began, minute) if self.memory.began else minute
        # The guard band before the first block was not seen: it must not be learnt as silence.
        first = int(began) // BLOCK_MINUTES + GUARD_BLOCKS
        key = self._keys[name] = Key(level, minute, Rate(first), [0.0] * CELLS)
        self._kind(name, key)[name] = key
        if of_country(name, key):
            self.limits.countries[name] = key
        return key

    def _refresh(self, name: str, key: Key, root: str, minute: float) -> None:
        pool, profile = self._shared(name, key, root)
        block = int(minute) // BLOCK_MINUTES
        if block > key.rate.block:
            if key.frozen_at and minute - key.frozen_at < FROZEN_MINUTES:
                skip(key.rate, block)
            else:
                start, steps = key.rate.block - GUARD_BLOCKS, block - key.rate.block
                learnt = learn(key.rate, block, key.level, pool, profile)
                if name == name_of(ANY, root):
                    profile.expose(start, steps)
                    profile.note(start * BLOCK_MINUTES, learnt)
            prune(key, int(minute))
            self.limits.counted(name)
        profile.refresh(minute)
        key.due = (block + 1) * BLOCK_MINUTES
        self._set(key, pool, profile.factor(minute))

    def _shared(self, name: str, key: Key, root: str) -> tuple[Pool, Profile]:
        """Return what a key has in common with others of its level, and with its country."""
        pools, profiles = self.memory.pools, self.memory.profiles
        kind = f"{'any' if name.startswith(ANY) else 'type'}{key.level}"
        pool, profile = pools.get(kind), profiles.get(root)
        if pool is None:
            pool = pools[kind] = Pool()
        if profile is None:
            profile = profiles[root] = Profile()
        return pool, profile

    def _set(self, key: Key, pool: Pool, factor: float) -> None:
        key.mu, key.phi = rate_now(key.rate, pool.prior(key.level), pool, factor)
        key.losses, key.gains = grid(key.mu, key.phi)
        key.spare = 0

    def renew(self, follower: Follower, name: str, root: str, minute: float) -> None:
        """Give a follower the baseline that the key which raised it has at this hour."""
        key = self._keys.get(name)
        if key is None:
            return
        if int(minute) >= key.due:
            self._refresh(name, key, root, minute)
        follower.losses, follower.gains = key.losses, key.gains
        if follower.scans:
            follower.mu, follower.phi = key.mu, key.phi

"""Figures of streams that have just begun: what quiet ones raise, and which crises in them are found.

Usage: ``python -m deploy.bench_cold [--seeds N] [--hours H] [--steps N]``. Many short streams say more than a few long
ones, since which keys drift is drawn once for each. Each begins at another hour of the day. Fixed seeds; some three
minutes of CPU for the defaults.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from statistics import median

import numpy as np

from alerts.calibration import START
from alerts.escalation import Escalation, Params
from alerts.quiet_world import KINDS, stories
from alerts.simulator import Stream, overlaid, quiet, step_to

__all__ = ["main"]

KEYS, TOWNS = 200, 50
FIRST_SEED = 200
STRETCHES = (0.0, 2.0, 6.0, 8.0, 12.0, 24.0, 36.0)  # hours since the beginning
RATES = {300: 7.7, 700: 20.0, 1000: 33.0}  # reports an hour of the whole stream: rate of its busiest key
BEGINNINGS = (0.0, 20.0, 60.0, 180.0)  # minutes
STEP_PER_MINUTE, STEP_MINUTES, APART_MINUTES = 2.0, 90.0, 10.0


def begun(hours: float, seed: int, fastest: float) -> Stream:
    """Return a quiet stream that begins at an hour of the day that depends on the seed."""
    before = seed * 7 % 24 * 60.0
    stream = quiet(KEYS, (hours * 60.0 + before) / (168 * 60), seed, fastest)
    kept = stream.minutes >= before
    return Stream(stream.minutes[kept], stream.keys[kept], stream.rates)


def false_alarms(seeds: int, hours: float) -> Iterator[tuple[str, str]]:
    """Count pages and alerts of quiet streams by hours since the beginning."""
    pages: list[float] = []
    alerts: list[float] = []
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        stream = begun(hours, seed, 30.0)
        first = START + float(stream.minutes[0])
        firing: set[str] = set()
        known: set[str] = set()
        for alert in Escalation(Params()).apply(list(stories(stream, seed))):
            at = (alert.at.timestamp() / 60.0 - first) / 60.0
            if alert.alert not in known:
                alerts.append(at)
            if alert.state == "firing" and alert.alert not in firing:
                pages.append(at)
                firing.add(alert.alert)
            known.add(alert.alert)
    for begin, end in pairwise(STRETCHES):
        if begin < hours:
            told = [sum(begin <= at < end for at in found) for found in (pages, alerts)]
            yield f"hours {begin:.0f} to {end:.0f}, {seeds} quiet streams", f"{told[0]} pages, {told[1]} alerts"


def steps(seeds: int) -> Iterator[tuple[str, str]]:
    """Count which of one to three steps in towns of a stream that has just begun page."""
    for rate, fastest in RATES.items():
        for number in (1, 2, 3):
            for begin in BEGINNINGS:
                waits: list[float] = []
                looks = wrong = 0
                for seed in range(FIRST_SEED, FIRST_SEED + seeds):
                    found, watched, others = _found(seed, fastest, begin, number)
                    waits += found
                    looks += watched
                    wrong += others
                said = f", median {median(waits):.0f} min" if waits else ""
                name = f"{rate} reports/h, {number} steps at minute {begin:.0f}"
                yield name, f"{len(waits)} of {number * seeds} page{said}, {looks} are a watch; {wrong} false pages"


def _found(seed: int, fastest: float, begin: float, number: int) -> tuple[list[float], int, int]:
    """Return the minutes after which each step paged, how many others were a watch, and the pages elsewhere."""
    dice = np.random.Generator(np.random.PCG64([seed, int(begin), number]))
    begins = {int(town): begin + APART_MINUTES * n for n, town in enumerate(dice.choice(TOWNS, number, replace=False))}
    stream = begun((max(begins.values()) + STEP_MINUTES) / 60.0, seed, fastest)
    first = float(stream.minutes[0])
    for town, at in begins.items():
        event = first + at + step_to(STEP_PER_MINUTE, STEP_MINUTES, seed * 10 + town)
        stream = overlaid(stream, event, len(KINDS) * town + np.arange(len(event)) % len(KINDS))
    escalation, found, elsewhere = Escalation(Params()), dict[int, float](), set[str]()
    watched: set[int] = set()
    for story in stories(stream, seed):
        for alert in escalation.apply([story]):
            if alert.state not in ("watch", "firing"):
                continue
            minute = alert.at.timestamp() / 60.0 - START - first
            episode = escalation.state.episodes.get(alert.alert)
            node = "" if episode is None else episode.node
            hit = next((t for t in begins if f"Town {t}@" in node or f" of {t}@" in node), None)
            if alert.state == "watch":
                watched.update([] if hit is None else [hit])
            elif hit is None or minute < begins[hit]:
                elsewhere.add(alert.alert)
            else:
                found.setdefault(hit, minute - begins[hit])
                elsewhere.discard(alert.alert)
    return list(found.values()), len(watched - found.keys()), len(elsewhere)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="quiet streams")
    parser.add_argument("--hours", type=float, default=36.0, help="of each")
    parser.add_argument("--steps", type=int, default=5, help="streams with steps, for each rate and number of steps")
    given = parser.parse_args(arguments)
    told = false_alarms(given.seeds, given.hours) if given.seeds else iter(())
    for name, said in chain(told, steps(given.steps) if given.steps else ()):
        sys.stdout.write(f"{name}: {said}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

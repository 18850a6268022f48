"""Quiet weeks of a whole stream through the whole of escalation: places within places, types, reports without a place.

The keys of `alerts.simulator.quiet` are spread over a made-up map: four event types at each locality, five localities
to a region, two regions to a country, so every pooled key of a place, and the key of all reports, has several children.
Of the reports of a key `SPOTS` name a square of the locality, `COUNTRY_ONLY` only the country, and `NOWHERE` no place.
All are of types that may page, by authors of their own, and none is a copy: the worst that quiet can be.

What is counted is what people get: alerts that paged, and alerts at all, by their ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from alerts.calibration import APART_MINUTES, FLOORS, START, WARM_UP_MINUTES, Tick
from alerts.escalation import Escalation
from alerts.key import name_of, observed
from alerts.keys import ANY, UNKNOWN
from alerts.params import Params
from alerts.scan import BUSY_PER_HOUR, WINDOWS, surprise, unremarkable
from alerts.simulator import MINUTES_OF_WEEK, Stream
from alerts.state import instant
from streams.report import EventType, Mention, Place, Report, Story, Trigger, Verdict

__all__ = ["UNREACHED", "Raised", "raised", "stories", "warmed"]

KINDS: tuple[EventType, ...] = ("CLASH", "FIRE", "INJURY", "EXPLOSION")
TOWNS_A_REGION, TOWNS_A_COUNTRY = 5, 10
SPOTS, COUNTRY_ONLY, NOWHERE = 0.15, 0.1, 0.15
SQUARES = 3
JUST = 1e-3  # minutes
UNREACHED = 1e9  # nats
TRIGGER = Trigger("x", 0, 1)


@dataclass(frozen=True)
class Raised:
    """What a quiet stream raised, over all keys and their roll-ups.

    Attributes:
        pages, alerts: a week; ``pages`` of the alerts woke somebody.
        busy_pages: of the pages, those that the scan raised, on a busy key.
        peaks: the highest score of each alert with a place, rising.
        busy_peaks: the scan's own scores, nats: the highest of each country in a stretch without six quiet hours in it.
            An alert that the scan raised freezes what its key learns, and the score goes on rising with its daily
            habits; so they are looked for only where ``scan_page`` is `UNREACHED`.
        busy_share: of the keys, those that the scan judges at the end.
        weeks: measured, after the warm-up.
        reports_per_hour: of the stream.
    """

    pages: float
    busy_pages: float
    alerts: float
    peaks: tuple[float, ...]
    weeks: float
    reports_per_hour: float
    busy_peaks: tuple[float, ...] = ()
    busy_share: float = 0.0


def stories(stream: Stream, seed: int) -> Iterator[Story]:
    """Turn a stream's reports into stories, in time order."""
    dice = np.random.Generator(np.random.PCG64(seed)).uniform(size=len(stream.minutes))
    rows = zip(stream.minutes.tolist(), stream.keys.tolist(), dice.tolist(), strict=True)
    for number, (minute, key, draw) in enumerate(rows):
        yield story(f"q{number}", instant(START + minute), KINDS[key % len(KINDS)], _place(key // len(KINDS), draw))


def story(name: str, at: datetime, kind: EventType, place: Place | None) -> Story:
    """Make a report of its own: another author, no copy."""
    mention = Mention(kind, TRIGGER, "asserted", False, None, place, None, ())
    places = (place,) if place is not None else ()
    return Story(
        id=name,
        source="simulated",
        kind="social",
        author=name,
        family=name,
        excerpt="",
        published_at=at,
        report=Report(name, "en", True, (mention,), places),
        verdict=Verdict(name, "new", name, None, ()),
    )


def _place(town: int, draw: float) -> Place | None:
    country, region = f"C{town // TOWNS_A_COUNTRY}", f"Region {town // TOWNS_A_REGION}"
    lat, lon = float(town % TOWNS_A_COUNTRY), float(town // TOWNS_A_COUNTRY)
    if draw < NOWHERE:
        return None
    if draw < NOWHERE + COUNTRY_ONLY:
        return Place(country, country, None, lat, lon, "country")
    if draw < NOWHERE + COUNTRY_ONLY + SPOTS:
        return Place(f"Square {int(draw * 1e6) % SQUARES} of {town}", country, region, lat + 0.01, lon, "point")
    return Place(f"Town {town}", country, region, lat, lon, "city")


def raised(stream: Stream, params: Params, seed: int, tick: Tick | None = None, warm: bytes | None = None) -> Raised:
    """Run a quiet stream through escalation; alerts of the warm-up week do not count.

    Args:
        stream: of `alerts.simulator.quiet`.
        params: thresholds.
        seed: of the places that reports name.
        tick: told the minutes done, about once a day.
        warm: `warmed` by the first week of the same stream, which then is passed over.
    """
    escalation = Escalation.restore(params, warm)
    peaks: dict[str, float] = {}
    paged: dict[str, bool] = {}
    scanned = _Scanned()
    early: set[str] = set(escalation.state.episodes)
    began, day = instant(START + WARM_UP_MINUTES), 0
    skipped = WARM_UP_MINUTES if warm else 0.0
    for minute, one in zip(stream.minutes.tolist(), stories(stream, seed), strict=True):
        if minute < skipped:
            continue
        raised_now = escalation.apply([one])
        if minute >= WARM_UP_MINUTES and params.scan_page >= UNREACHED:
            scanned.look(escalation, one, START + minute)
        for alert in raised_now:
            episode = escalation.state.episodes.get(alert.alert)
            by_scan = episode is not None and episode.follower is not None and episode.follower.scans
            if alert.at < began:
                early.add(alert.alert)
            elif alert.state == "firing":
                paged.setdefault(alert.alert, by_scan)
        for name, episode in escalation.state.episodes.items():
            if episode.score > peaks.get(name, 0.0) and episode.node != UNKNOWN:
                peaks[name] = episode.score
        if tick and minute // 1440 > day:
            day = int(minute // 1440)
            tick(minute)
    weeks = (float(stream.minutes[-1]) - WARM_UP_MINUTES) / MINUTES_OF_WEEK
    found = {name: peak for name, peak in peaks.items() if name not in early}
    late = [by_scan for name, by_scan in paged.items() if name not in early]
    keys = escalation.detectors.memory.keys.values()
    return Raised(
        pages=len(late) / weeks,
        busy_pages=sum(late) / weeks,
        alerts=len(found) / weeks,
        peaks=tuple(sorted(found.values())),
        weeks=weeks,
        reports_per_hour=len(stream.minutes) / (float(stream.minutes[-1]) / 60.0),
        busy_peaks=scanned.peaks(),
        busy_share=sum(key.mu * 60.0 > BUSY_PER_HOUR for key in keys) / len(keys),
    )


@dataclass
class _Scanned:
    """Peaks of the scan's score on busy keys, by country."""

    highest: dict[str, tuple[float, float]] = field(default_factory=dict)
    found: list[float] = field(default_factory=list)

    def look(self, escalation: Escalation, one: Story, minute: float) -> None:
        """Note the scores of the keys that a report counted on."""
        path = escalation.state.atlas.path(next(iter(one.report.places), None))
        names = [name_of(ANY, node) for node in path] + [name_of(one.report.mentions[0].type, path[-1])]
        keys = [key for name in names if (key := escalation.detectors.get(name)) is not None]
        busy = [key for key in keys if minute - key.at < JUST and key.mu * 60.0 > BUSY_PER_HOUR]
        seen = [(n, key.mu * w, key.phi) for key in busy for n, w in zip(observed(key, minute), WINDOWS, strict=True)]
        score = max((surprise(*one) for one in seen if not unremarkable(*one)), default=0.0)
        if score <= FLOORS[1]:
            return
        peak, last = self.highest.get(path[0], (0.0, minute))
        if minute - last > APART_MINUTES:
            self.found.append(peak)
            peak = 0.0
        self.highest[path[0]] = (max(peak, score), minute)

    def peaks(self) -> tuple[float, ...]:
        """Return them, rising."""
        return tuple(sorted([*self.found, *(peak for peak, _ in self.highest.values())]))


def warmed(stream: Stream, params: Params, seed: int) -> bytes:
    """Return the state of escalation after the first week of a stream."""
    escalation = Escalation(params)
    for minute, one in zip(stream.minutes.tolist(), stories(stream, seed), strict=True):
        if minute >= WARM_UP_MINUTES:
            break
        escalation.apply([one])
    return escalation.snapshot()

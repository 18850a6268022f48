"""Thresholds and limits of escalation, each with its origin; the calibrated ones come from ``thresholds.json``."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import msgspec

from alerts.detectors import Thresholds
from alerts.learning import LEARNING_MINUTES
from alerts.recalibration import Moved

__all__ = ["Calibrated", "Params", "shipped"]


class Calibrated(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a calibration stores: the thresholds, and what made them.

    Attributes:
        code_version, seed, weeks, rounds: of the calibration run: so many streams of so many weeks.
        keys: leaf keys (event type x locality) that the budget holds for.
        page_false_alarms_per_week, watch_false_alarms_per_week: the budget over all keys.
        held_out_page_per_week, held_out_watch_per_week: measured on quiet weeks of another seed, roll-ups included.
        small_page_per_week, small_watch_per_week: the same on a stream of ``small_reports_per_hour``.
        watch, page: scores to pass, nats of the likelihood ratio.
        scan_page: the scan's surprise, nats, that stands for ``page`` on busy keys.
        slope, scan_slope: nats by which either threshold has to rise for e times fewer false alarms.
        reports_per_hour: of all keys together; a stream of another size moves the thresholds.
        made: how.
        desk: what a desk's own verdicts added to watch and page.
    """

    code_version: str
    seed: int
    weeks: int
    keys: int
    page_false_alarms_per_week: float
    watch_false_alarms_per_week: float
    watch: float
    page: float
    scan_page: float
    slope: float = 1.0
    scan_slope: float = 1.0
    reports_per_hour: float = 0.0
    held_out_page_per_week: float | None = None
    held_out_watch_per_week: float | None = None
    small_reports_per_hour: float | None = None
    small_page_per_week: float | None = None
    small_watch_per_week: float | None = None
    rounds: int = 1
    made: str = ""
    desk: Moved | None = None


@cache
def shipped() -> Calibrated:
    """Return the calibration that comes with this version."""
    return msgspec.json.decode((files("alerts") / "thresholds.json").read_bytes(), type=Calibrated)


@dataclass(frozen=True)
class Params:
    """Parameters of `alerts.escalation.Escalation`.

    Attributes:
        watch: score above which an analyst may look; calibrated to one false alarm a day.
        page: score above which somebody is woken; calibrated to one false alarm a week.
        scan_page: threshold of the scan that stands for ``page`` on keys above 20 reports an hour.
        slope, scan_slope: nats by which either score's threshold has to rise for e times fewer false alarms.
        reports_per_hour: of the streams that the thresholds were calibrated on; they move with the stream's size, see
            `alerts.detectors`. 0 keeps them where they are.
        partitions: that share the stream, and with it the budget.
        min_reports: effective reports in a run before any alert: three reports are an anecdote.
        lateness_minutes: event-time disorder that is counted; later reports are only counted as late.
        ahead_minutes: once heartbeats move the clock, a post dated further ahead has a wrong date and does not count.
        hard_reports: reports of a type that is not `alerts.severity.SOFT` before a page.
        learning_minutes: from the stream's beginning, in which a rise has to stand out; see `alerts.learning`.
        presume_share: share of the last hour's located reports in one country from which a report without a place is
            taken to speak of the same event.
    """

    watch: float = field(default_factory=lambda: shipped().watch)
    page: float = field(default_factory=lambda: shipped().page)
    scan_page: float = field(default_factory=lambda: shipped().scan_page)
    slope: float = field(default_factory=lambda: shipped().slope)
    scan_slope: float = field(default_factory=lambda: shipped().scan_slope)
    reports_per_hour: float = field(default_factory=lambda: shipped().reports_per_hour)
    partitions: int = 1
    min_reports: int = 4
    lateness_minutes: float = 10.0
    ahead_minutes: float = 1440.0
    hard_reports: int = 2
    learning_minutes: float = LEARNING_MINUTES
    presume_share: float = 0.6

    @property
    def thresholds(self) -> Thresholds:
        """What the detectors need of it."""
        return Thresholds(self.watch, self.page, self.scan_page, self.slope, self.scan_slope, self.reports_per_hour)

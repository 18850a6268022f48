"""`Alert`: one revision of one alert, on ``tocsin.alerts`` (compacted, key = alert id) and from ``tocsin backtest``."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from connectors.codec import Codec
from streams.report import Count, EventType, Place, Speaker

__all__ = ["ALERTS", "Alert", "CountClaim", "Evidence", "Severity", "State", "Why"]

State = Literal["watch", "firing", "acknowledged", "clearing", "resolved", "merged", "suppressed", "false_positive"]
Severity = Literal["minor", "moderate", "severe", "extreme"]


class Why(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why now, in figures that a person can check.

    Attributes:
        reason: the decision's reason from the closed set of `alerts.lifecycle.Reason`.
        observed: effective reports in ``window_minutes``.
        expected: reports that the key's own baseline expects in the same time.
        one_in: so many windows of this length show as many reports by chance once.
        doubling_minutes: doubling time of the rate, null when it does not rise.
        score: detector score, ``threshold``: what it had to pass.
        families: names of the independent publisher families.
        text: one plain sentence of all this.
    """

    reason: str
    observed: int
    expected: float
    window_minutes: float
    one_in: float | None
    doubling_minutes: float | None
    score: float
    threshold: float
    families: tuple[str, ...]
    text: str


class CountClaim(msgspec.Struct, frozen=True, omit_defaults=True):
    """A count and who said so, newest first on the alert.

    Attributes:
        corrects: the post says that it puts a figure right.
        instead: the number that the post takes back for it, where it names that.
        doubt: it is not sure of it: ``hedged``, "20 feared dead"; ``asked``, "did 200 die?", or so in nobody's name.
    """

    count: Count
    source: Speaker | None
    post: str
    at: datetime
    corrects: bool = False
    doubt: Literal["", "hedged", "asked"] = ""
    instead: int | None = None


class Evidence(msgspec.Struct, frozen=True):
    """One post behind the alert, as shown to the analyst."""

    id: str
    source: str
    url: str | None
    excerpt: str
    published_at: datetime


class Alert(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One revision of an alert.

    Attributes:
        alert: UUIDv5 of the key and the episode's start: the same after a restart or a replay.
        revision: 1, 2, …; grows only on a material change.
        type: leading event type; ``types`` has them all.
        at: event time of the decision, UTC.
        reports, families: independent reports, and publisher families among them.
        evidence: post ids, most telling first; ``posts`` has what to show of them.
        said: who said what of it, on the revision that follows from a verdict; for the desk's own people.
        synthetic: raised by a drill or by the dead-man's report; never page anybody for real.
    """

    alert: str
    revision: int
    state: State
    type: EventType
    place: Place
    severity: Severity
    confidence: float
    at: datetime
    headline: str
    reports: int
    families: int
    why: Why
    evidence: tuple[str, ...]
    types: tuple[EventType, ...] = ()
    counts: tuple[CountClaim, ...] = ()
    posts: tuple[Evidence, ...] = ()
    timeline: tuple[int, ...] = ()
    started_at: datetime | None = None
    first_report_at: datetime | None = None
    latest_report_at: datetime | None = None
    said: str = ""
    synthetic: bool = False
    v: int = 1


ALERTS: Codec[Alert] = Codec(Alert)

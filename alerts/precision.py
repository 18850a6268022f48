"""How many pages were worth a page: analysts' verdicts by week, and what another threshold would have spared them.

A *page* is an alert that reached somebody while it was firing, in the week in which it first did. It counts as *real*
when the last word on it is that somebody acknowledged, resolved or merged it, as *false* when that is a false alarm,
and as *unjudged* otherwise; a silence says nothing of it, and who reopens an alert takes back what was said before.
Precision is real / (real + false); its interval is Wilson's at 95 %
(https://doi.org/10.1080/01621459.1927.10502953), since a week has few pages.

For recalibration each page carries the score of the revision that was judged. `spared` finds the highest threshold that
costs no page that was real; it says what the desk's own months say, beside the simulated weeks of `tocsin calibrate`.
Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import sqrt
from typing import Literal

import msgspec

from alerts.alert import Alert
from alerts.lifecycle import AnalystVerdict

__all__ = ["Page", "Spared", "Week", "judged_pages", "spared", "weeks_of", "wilson"]

Judgement = Literal["real", "false", "unjudged"]
Z = 1.96  # of the normal distribution, 95 %, two sides


class Page(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One page and what became of it.

    Attributes:
        alert: id.
        at: when it first reached somebody, UTC.
        judged: by the analysts.
        by: who had the last word.
        type, country, severity, headline: of its newest revision, where that is still known.
        score, threshold: of the revision that was judged.
    """

    alert: str
    at: datetime
    judged: Judgement
    by: str = ""
    type: str = ""
    country: str = ""
    severity: str = ""
    headline: str = ""
    score: float | None = None
    threshold: float | None = None


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """Pages of one week.

    ``begins`` is its Monday, 00:00 UTC; ``precision`` and its bounds at 95 % are null while nothing is judged.
    """

    begins: datetime
    pages: int
    real: int
    false: int
    unjudged: int
    precision: float | None
    low: float | None
    high: float | None


class Spared(msgspec.Struct, frozen=True, kw_only=True):
    """What a higher threshold would have spared: ``false`` of ``all_false`` false pages, and none that was real."""

    threshold: float
    false: int
    all_false: int


def _judgement(verdicts: Sequence[AnalystVerdict]) -> tuple[Judgement, AnalystVerdict | None]:
    last: AnalystVerdict | None = None
    for one in sorted(verdicts, key=lambda one: one.at):
        if one.verdict != "silence":
            last = one if one.verdict != "reopen" else None
    if last is None:
        return "unjudged", None
    return ("false" if last.verdict == "false_alarm" else "real"), last


def judged_pages(
    paged: Mapping[str, datetime], verdicts: Mapping[str, Sequence[AnalystVerdict]], alerts: Mapping[str, Alert]
) -> list[Page]:
    """Return the pages, oldest first.

    Args:
        paged: alert -> when it first reached somebody.
        verdicts: alert -> what was said of it.
        alerts: alert -> newest revision. What is synthetic is left out: a drill is no page.
    """
    found = []
    for name, at in paged.items():
        alert = alerts.get(name)
        if alert is not None and alert.synthetic:
            continue
        judged, last = _judgement(verdicts.get(name, ()))
        page = Page(alert=name, at=at, judged=judged)
        if last is not None:
            page = msgspec.structs.replace(page, by=last.by, score=last.score, threshold=last.threshold)
        if alert is not None:
            page = msgspec.structs.replace(
                page,
                type=alert.type,
                country=alert.place.country,
                severity=alert.severity,
                headline=alert.headline,
            )
        found.append(page)
    return sorted(found, key=lambda page: (page.at, page.alert))


def weeks_of(pages: Iterable[Page]) -> list[Week]:
    """Return the weeks that have pages, oldest first."""
    by_week: dict[datetime, list[Page]] = {}
    for page in pages:
        day = page.at.replace(hour=0, minute=0, second=0, microsecond=0)
        by_week.setdefault(day - timedelta(days=day.weekday()), []).append(page)
    return [_week(begins, by_week[begins]) for begins in sorted(by_week)]


def _week(begins: datetime, pages: Sequence[Page]) -> Week:
    real, false = (sum(page.judged == word for page in pages) for word in ("real", "false"))
    low, high = wilson(real, real + false) if real + false else (None, None)
    return Week(
        begins=begins,
        pages=len(pages),
        real=real,
        false=false,
        unjudged=len(pages) - real - false,
        precision=real / (real + false) if real + false else None,
        low=low,
        high=high,
    )


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return Wilson's interval for a share at 95 %."""
    share, square = hits / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = Z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def spared(pages: Iterable[Page]) -> Spared | None:
    """Return the threshold just below the lowest score of a real page, if it spares anything; None otherwise."""
    known = [page for page in pages if page.score is not None and page.judged != "unjudged"]
    real = [page.score or 0.0 for page in known if page.judged == "real"]
    false = [page.score or 0.0 for page in known if page.judged == "false"]
    if not real or not false:
        return None
    lowest = min(real)
    fewer = sum(score < lowest for score in false)
    return Spared(threshold=lowest, false=fewer, all_false=len(false)) if fewer else None

"""Pictures for people: the course of a place in a backtest, and the curve of a calibration.

matplotlib comes with the extra ``plot`` and is imported only when a picture is drawn; drawn without a display.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from alerts.alert import Alert

__all__ = ["Course", "draw_course", "draw_curve"]

COLOURS = {"watch": "#d9a400", "firing": "#c62828", "clearing": "#5c8f5c", "resolved": "#9e9e9e"}
OTHER_STATE = "#607d8b"
RATE_LASTS, SCORE_LASTS = timedelta(minutes=10), timedelta(minutes=60)
"""A rate is counted over ten minutes; a score has mostly waned an hour after the last report."""


@dataclass
class Course:
    """One place over time; the lists go together.

    Attributes:
        label: of the place.
        watch, page: thresholds of the score, which follow the size of the stream.
        rates, baselines: effective reports per hour, observed and expected.
    """

    label: str
    watch: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    baselines: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)


def _figure(rows: int, height: float) -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  the extra `plot`
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(11, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, 1, sharex=True, squeeze=False)[:, 0]


def draw_course(path: Path, course: Course, alerts: Sequence[Alert]) -> None:
    """Draw rate and baseline above, the score and its thresholds below, and the states of one alert across both."""
    figure, (above, below) = _figure(2, 6.5)
    above.step(*_falling(course.times, course.rates, RATE_LASTS), where="post", color="#1f4e79", label="observed")
    above.plot(course.times, course.baselines, color="#7a7a7a", linestyle="--", label="expected")
    above.set_ylabel("independent reports per hour")
    below.step(*_falling(course.times, course.scores, SCORE_LASTS), where="post", color="#1f4e79", label="score")
    below.step(course.times, course.watch, where="post", color=COLOURS["watch"], linewidth=1, label="watch threshold")
    below.step(course.times, course.page, where="post", color=COLOURS["firing"], linewidth=1, label="page threshold")
    below.set_ylabel("score, nats")
    before, named = None, set()
    for alert in alerts:
        if alert.state != before:
            colour, label = COLOURS.get(alert.state, OTHER_STATE), alert.state if alert.state not in named else None
            above.axvline(alert.at, color=colour, linestyle=":", linewidth=1.5, label=label)
            below.axvline(alert.at, color=colour, linestyle=":", linewidth=1.5)
            named.add(alert.state)
            if alert.place.name != course.label:  # else a state would stand where this place tells nothing
                above.annotate(
                    f" {alert.place.name}", (alert.at, 1.0), xycoords=("data", "axes fraction"),
                    rotation=90, va="top", ha="right", fontsize="small", color=colour,
                )  # fmt: skip
        before = alert.state
    if alerts:
        began = min(alert.first_report_at or alert.at for alert in alerts)
        margin = max(timedelta(minutes=30), (alerts[-1].at - began) / 20)
        above.set_xlim(began - margin, alerts[-1].at + margin)
    above.set_title(alerts[-1].headline if alerts else course.label)
    above.legend(loc="best")
    below.legend(loc="best")
    below.set_xlabel("UTC")
    _dated(below)
    figure.savefig(path, dpi=110)


def _dated(axes: Any) -> None:
    """Label the axis of time with hours, and with the day where it changes."""
    import matplotlib.dates  # noqa: PLC0415

    dates: Any = matplotlib.dates  # untyped
    locator = dates.AutoDateLocator()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))


def _falling(
    times: Sequence[datetime], values: Sequence[float], lasts: timedelta
) -> tuple[list[datetime], list[float]]:
    """Let values that were noted at reports alone fall to 0 where no report followed for ``lasts``."""
    moments: list[datetime] = []
    heights: list[float] = []
    for index, (at, value) in enumerate(zip(times, values, strict=True)):
        moments.append(at)
        heights.append(value)
        if index + 1 == len(times) or times[index + 1] - at > lasts:
            moments.append(at + lasts)
            heights.append(0.0)
    return moments, heights


def draw_curve(
    path: Path, thresholds: Sequence[float], per_week: Sequence[float], chosen: Sequence[tuple[str, float, float]]
) -> None:
    """Draw false alarms per week against the threshold.

    Args:
        path: of the picture.
        thresholds: nats.
        per_week: false alarms over all keys at each threshold.
        chosen: name, threshold and budget per week of each level.
    """
    figure, (axes,) = _figure(1, 5.0)
    axes.semilogy(thresholds, [max(n, 1e-3) for n in per_week], color="#1f4e79")
    for name, threshold, budget in chosen:
        axes.axvline(threshold, color=COLOURS.get(name, COLOURS["firing"]), linestyle=":", label=f"{name} {threshold}")
        axes.axhline(budget, color="#b0b0b0", linewidth=0.8)
    axes.set_xlabel("threshold, nats")
    axes.set_ylabel("false alarms per week, all keys")
    axes.legend()
    figure.savefig(path, dpi=110)

"""Pictures for people: the course of a place in a backtest, and the curve of a calibration.

matplotlib comes with the extra ``plot`` and is imported only when a picture is drawn; drawn without a display.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from alerts.alert import Alert

__all__ = ["Course", "draw_course", "draw_curve"]

COLOURS = {"watch": "#d9a400", "firing": "#c62828", "clearing": "#5c8f5c", "resolved": "#9e9e9e"}
OTHER_STATE = "#607d8b"


@dataclass
class Course:
    """One place over time; the four lists go together.

    Attributes:
        label: of the place.
        watch, page: thresholds of the score.
        rates, baselines: effective reports per hour, observed and expected.
    """

    label: str
    watch: float
    page: float
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
    above.step(course.times, course.rates, where="post", color="#1f4e79", label="observed")
    above.plot(course.times, course.baselines, color="#7a7a7a", linestyle="--", label="expected")
    above.set_ylabel("independent reports per hour")
    below.step(course.times, course.scores, where="post", color="#1f4e79", label="score")
    below.axhline(course.watch, color=COLOURS["watch"], linewidth=1, label="watch")
    below.axhline(course.page, color=COLOURS["firing"], linewidth=1, label="page")
    below.set_ylabel("score, nats")
    before = None
    for alert in alerts:
        if alert.state != before:
            for axes in (above, below):
                axes.axvline(alert.at, color=COLOURS.get(alert.state, OTHER_STATE), linestyle=":", linewidth=1.5)
            above.annotate(alert.state, (alert.at, 1.0), xycoords=("data", "axes fraction"), rotation=90, va="top")
        before = alert.state
    above.set_title(alerts[-1].headline if alerts else course.label)
    above.legend(loc="upper right")
    below.legend(loc="upper right")
    figure.autofmt_xdate()
    figure.savefig(path, dpi=110)


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

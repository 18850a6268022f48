"""Recorded posts through the whole path: what would have been raised, and when.

`backtest` runs the same pure functions as the live stages on posts in time order, so its alerts are those of a live
run. `Tracks` looks on while it runs and keeps rate, baseline and score of every place; `plot` draws the place of the
gravest alert. Baselines start from the priors and warm up as the posts pass, so any range of time can be replayed.

Limits: the posts are sorted in memory; `Tracks` looks at every place once a minute of event time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from alerts.alert import Alert
from alerts.escalation import Escalation
from alerts.key import within
from alerts.keys import ANY
from alerts.lifecycle import RANK
from connectors.post import Post
from deploy.pipeline import Duplicates, Pipeline
from deploy.plots import Course, draw_course
from streams.steps import Reader

__all__ = ["RATE_MINUTES", "Tracks", "backtest", "in_order", "plot"]

RATE_MINUTES = 10
"""Width of the window in which a plotted rate is counted."""


@dataclass
class Tracks:
    """Rate, baseline and score of every place, as the minutes passed; places by detector key of all event types."""

    courses: dict[str, Course] = field(default_factory=dict)
    _seen: float = 0.0

    def look(self, escalation: Escalation) -> None:
        """Note the places that had a report since the last look, at most once a minute of event time."""
        clock = escalation.state.clock
        if clock < self._seen + 1.0:
            return
        for name, key in escalation.detectors.memory.keys.items():
            if key.at <= self._seen or not name.startswith(f"{ANY}|"):
                continue
            label = escalation.state.atlas.place(name.split("|", 1)[1]).name
            course = self.courses.setdefault(name, Course(label))
            course.times.append(datetime.fromtimestamp(clock * 60.0, UTC))
            course.rates.append(within(key, clock, RATE_MINUTES) * 60.0 / RATE_MINUTES)
            course.baselines.append(key.mu * 60.0)
            course.scores.append(escalation.detectors.score(key, clock))
            course.watch.append(escalation.detectors.watch)
            course.page.append(escalation.detectors.page)
        self._seen = clock

    def of(self, alert: Alert) -> Course | None:
        """Return the course of an alert's place, the one with the most reports where several have its name."""
        named = [course for course in self.courses.values() if course.label == alert.place.name]
        return max(named, key=lambda course: len(course.times), default=None)


def in_order(posts: Iterable[Post]) -> list[Post]:
    """Return posts in the order in which they are taken, that of ``published_at``."""
    return sorted(posts, key=lambda post: (post.published_at, post.id))


def backtest(
    posts: Iterable[Post],
    *,
    tagger: Reader,
    duplicates: Duplicates,
    escalation: Escalation,
    tracks: Tracks | None = None,
    through: Callable[[Iterable[Post]], Iterable[Post]] = iter,
    families: tuple[str, ...] = (),
) -> Iterator[Alert]:
    """Yield every alert revision that the posts raise, in the order in which it would have been decided.

    Args:
        posts: in any order; taken in the order of ``published_at``.
        tagger: loaded.
        duplicates: empty index, or one restored from a snapshot.
        escalation: the same.
        tracks: filled for `plot`, when given.
        through: passes the posts in order, e.g. to show how far it is.
        families: a desk's own files of publishers.
    """
    pipeline = Pipeline(tagger, duplicates, escalation, families)
    for alerts in pipeline.each(through(in_order(posts))):
        yield from alerts
        if tracks is not None:
            tracks.look(escalation)


def plot(path: Path, tracks: Tracks, alerts: Sequence[Alert], alert: str | None = None) -> None:
    """Draw rate, baseline, score and alert states over time of one alert's place.

    Args:
        path: of the picture; its suffix (``.png``, ``.svg``) says which kind.
        tracks: filled by `backtest`.
        alerts: that `backtest` yielded.
        alert: id of the alert to draw; the gravest one that paged otherwise.

    Raises:
        ValueError: no such alert, or nothing was raised.
        ModuleNotFoundError: the extra ``plot`` is not installed.
    """
    chosen = [one for one in alerts if alert is None or one.alert == alert]
    if not chosen:
        raise ValueError(f"There is no alert {alert} to draw." if alert else "Nothing was raised: there is no alert.")
    gravest = max(chosen, key=lambda one: (one.state == "firing", RANK[one.severity], one.reports))
    course = tracks.of(gravest)
    if course is None:
        raise ValueError(f"The place of alert {gravest.alert} was not tracked: hand `tracks` to `backtest`.")
    draw_course(path, course, [one for one in alerts if one.alert == gravest.alert])

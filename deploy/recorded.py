"""Recorded crises replayed: how long after the first post about each the first watch and the first page came.

A recording is a file of JSON lines: posts, each with ``labels.informativeness`` where a person judged it ("Related …"
or not), as in CrisisLexT26. None is part of this project. *Posts* are all lines of the file from the first related one
on; *reports* are the independent ones that the alert counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import msgspec

from alerts.alert import Alert
from alerts.escalation import Escalation, Params
from connectors.post import POSTS, Post
from deploy.backtest import backtest
from streams.dedupe.duplicates import Duplicates
from streams.dedupe.duplicates import Params as DuplicateParams
from streams.tagging import Tagger

__all__ = ["Found", "Recording", "medians", "replay", "replays"]


class Labels(msgspec.Struct):
    """What a person said of a post."""

    informativeness: str = ""


class Labelled(msgspec.Struct):
    """The labels on a line."""

    labels: Labels = msgspec.field(default_factory=Labels)


@dataclass(frozen=True)
class Recording:
    """Posts in time order, and the first that a person called related."""

    name: str
    posts: tuple[Post, ...]
    began: datetime

    @classmethod
    def read(cls, path: Path) -> Recording:
        """Read a file; without labels the first post begins the event.

        Raises:
            RecordError: a line is no post.
        """
        lines = path.read_bytes().splitlines()
        posts = [POSTS.decode(line, f"{path.name}:{number}") for number, line in enumerate(lines, 1)]
        said = [msgspec.json.decode(line, type=Labelled).labels.informativeness for line in lines]
        related = [post.published_at for post, label in zip(posts, said, strict=True) if label.startswith("Related")]
        ordered = tuple(sorted(posts, key=lambda post: (post.published_at, post.id)))
        return cls(path.stem, ordered, min(related, default=ordered[0].published_at))


@dataclass(frozen=True)
class Found:
    """A level first reached: minutes and posts from the first related post on, and the alert's own reports."""

    minutes: float
    posts: int
    alert: Alert


@dataclass(frozen=True)
class Replayed:
    """What became of a recording. ``early``: alerts before the first related post."""

    recording: Recording
    alerts: tuple[Alert, ...]
    watch: Found | None
    page: Found | None
    early: tuple[Alert, ...]


def replay(recording: Recording, tagger: Tagger) -> Replayed:
    """Run one recording through the whole path."""
    parts = {"tagger": tagger, "duplicates": Duplicates(DuplicateParams()), "escalation": Escalation(Params())}
    alerts = tuple(backtest(recording.posts, **parts))  # type: ignore[arg-type]
    after = [alert for alert in alerts if alert.at >= recording.began]
    watch = next((alert for alert in after if alert.state in ("watch", "firing")), None)
    page = next((alert for alert in after if alert.state == "firing"), None)
    early = tuple(alert for alert in alerts if alert.at < recording.began)
    return Replayed(recording, alerts, _found(recording, watch), _found(recording, page), early)


def _found(recording: Recording, alert: Alert | None) -> Found | None:
    if alert is None:
        return None
    posts = sum(recording.began <= post.published_at <= alert.at for post in recording.posts)
    return Found((alert.at - recording.began) / timedelta(minutes=1), posts, alert)


def replays(folder: Path) -> Iterator[Replayed]:
    """Replay every file of a folder."""
    tagger = Tagger.load(everywhere=False)
    for path in sorted(folder.glob("*.jsonl")):
        yield replay(Recording.read(path), tagger)


def medians(found: Sequence[Found]) -> tuple[float, float, float]:
    """Return median minutes, posts and reports."""
    return (
        median(one.minutes for one in found),
        median(one.posts for one in found),
        median(one.alert.reports for one in found),
    )

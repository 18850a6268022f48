"""What a drill is: simulated posts, the truth about each of them, and what a monitor must make of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from alerts.alert import Alert
from connectors.codec import Codec
from connectors.post import POSTS, Post
from streams.report import EventType, Place

__all__ = ["TRUTHS", "Area", "Duty", "Expectation", "How", "Label", "Truth", "kilometres", "read_posts", "read_truth"]

Label = Literal[
    "quiet", "minor", "noise", "independent", "update", "copy", "flood", "rumour", "denial", "edit", "deletion"
]
How = Literal["repost", "retyped", "quoted", "truncated", "syndicated", "boilerplate", "spun"]
Duty = Literal["must", "may", "never"]

EARTH_RADIUS_KM = 6371.0
PAGES = frozenset({"firing", "acknowledged"})
"""States in which an alert has paged somebody."""


class Truth(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one simulated post really is.

    Attributes:
        id: of the post.
        label: see `Label`. ``noise`` speaks of violence and means none; ``minor`` is a small incident elsewhere.
        phase: part of the script that it belongs to.
        incident: real event of the drill that it reports; null for none.
        copy_of: id of the post whose text it takes over; ``how``: in which way.
        supersedes: id of the post whose figures it updates.
        taken_back: the post is deleted later in the drill; ``edited``: it is changed later.
    """

    id: str
    label: Label
    phase: str
    incident: str | None = None
    copy_of: str | None = None
    how: How | None = None
    supersedes: str | None = None
    taken_back: bool = False
    edited: bool = False


TRUTHS: Codec[Truth] = Codec(Truth)


@dataclass(frozen=True)
class Area:
    """A circle on the map; ``country`` ISO 3166-1 alpha-2."""

    name: str
    country: str
    lat: float
    lon: float
    radius_km: float

    def holds(self, place: Place) -> bool:
        """Whether a place lies inside. A whole country or region lies in no circle."""
        near = kilometres(self.lat, self.lon, place.lat, place.lon) <= self.radius_km
        return place.country == self.country and place.precision in ("point", "city") and near


@dataclass(frozen=True)
class Expectation:
    """What a monitor must, may or must never raise.

    Attributes:
        name: for the summary.
        duty: `must` be raised, `may` be raised, must `never` be raised.
        areas: where; empty means anywhere that no expectation before this one claims.
        types: event types that count; empty means any.
        states: states that count.
        since, until: event times between which the decision must fall.
        within: for `must`: at most so long after the incident's first report.
        incident: of `Truth`, to know the first report.
        countries: also claims country-wide and region-wide alerts of these countries.
    """

    name: str
    duty: Duty
    areas: tuple[Area, ...] = ()
    types: frozenset[EventType] = frozenset()
    states: frozenset[str] = PAGES
    since: datetime | None = None
    until: datetime | None = None
    within: timedelta | None = None
    incident: str | None = None
    countries: tuple[str, ...] = ()

    def claims(self, alert: Alert) -> bool:
        """Whether an alert is this expectation's business: by place and time, whatever its type and state."""
        if self.since is not None and alert.at < self.since:
            return False
        if self.until is not None and alert.at >= self.until:
            return False
        wide = alert.place.precision in ("country", "admin1") and alert.place.country in self.countries
        return wide or any(area.holds(alert.place) for area in self.areas) or not (self.areas or self.countries)

    def counts(self, alert: Alert) -> bool:
        """Whether a revision that it claims has the state and the type that count."""
        kinds = {alert.type, *alert.types}
        return alert.state in self.states and (not self.types or bool(kinds & self.types))


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance of two points given in degrees."""
    a, b = math.radians(lat), math.radians(other_lat)
    half_lat, half_lon = (b - a) / 2, math.radians(other_lon - lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(a) * math.cos(b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))


def read_posts(path: Path) -> Iterator[Post]:
    """Read the posts of a drill in time order; raises `RecordError` with file and line."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            yield POSTS.decode(line, f"{path.name}:{number}")


def read_truth(path: Path) -> dict[str, Truth]:
    """Read the truth, by post id; raises `RecordError` with file and line."""
    with path.open("rb") as lines:
        rows = [TRUTHS.decode(line, f"{path.name}:{number}") for number, line in enumerate(lines, 1)]
    return {row.id: row for row in rows}


def claimed(expectations: Sequence[Expectation], alert: Alert) -> Expectation | None:
    """Return the first expectation that claims an alert."""
    return next((expected for expected in expectations if expected.claims(alert)), None)


def first_reports(posts: Sequence[Post], truth: Mapping[str, Truth]) -> dict[str, datetime]:
    """Return when each incident was first reported."""
    first: dict[str, datetime] = {}
    for post in posts:
        row = truth.get(post.id)
        if row is not None and row.incident is not None and row.label == "independent":
            first.setdefault(row.incident, post.published_at)
    return first

"""What the view knows: counted from the records on the topics, and nothing else.

Event time is the latest publication time seen, so it never runs back; the wall clock comes in as an argument. Memory
is bounded: fine time bins for the last six hours, the newest verdicts and revisions, the areas in use.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alerts.alert import Alert
from alerts.verdicts import VERDICT_SOURCE
from connectors.post import HEARTBEAT_SOURCE, Post
from deploy.drills.drill import kilometres
from streams.report import EventType, Place, Story, Tagged

__all__ = ["BIN", "BINS", "OPEN", "Spot", "ViewState"]

BIN = timedelta(minutes=3)
BINS = 120
SAME_VOICE = timedelta(minutes=30)
"""As escalation counts."""
KEPT_VOICES = 5_000
"""Six hours in steps of three minutes."""

OPEN = frozenset({"watch", "firing", "acknowledged", "clearing"})
AREA_KM = 20.0
"""Places nearer than this are one line of the view: a square and its city."""
KEPT_VERDICTS, KEPT_REVISIONS, KEPT_ALERTS, KEPT_SPOTS = 50_000, 500, 1_000, 500
RATE_SECONDS = 5.0
"""Window of the posts-per-second figures, wall clock."""


@dataclass
class Area:
    """Neighbouring places under one name: the city's, once a report names it."""

    place: Place
    name: str

    def near(self, place: Place) -> bool:
        """Whether a place belongs here."""
        if place.country != self.place.country:
            return False
        if "country" in (place.precision, self.place.precision) or "admin1" in (place.precision, self.place.precision):
            return place.name == self.place.name
        return kilometres(self.place.lat, self.place.lon, place.lat, place.lon) <= AREA_KM


@dataclass
class Spot:
    """Reports of one event type in one area, each author once in `SAME_VOICE`; ``bins`` maps bin number to count."""

    area: Area
    type: EventType
    bins: Counter[int] = field(default_factory=Counter)
    voices: dict[str, datetime] = field(default_factory=dict)

    def heard(self, author: str, at: datetime) -> None:
        """Count a report, unless its author was counted a short while ago: a flood is one voice."""
        last = self.voices.get(author)
        if last is not None and abs(at - last) < SAME_VOICE:
            return
        self.bins[bin_of(at)] += 1
        self.voices[author] = at
        if len(self.voices) > KEPT_VOICES:
            self.voices = {name: seen for name, seen in self.voices.items() if at - seen < SAME_VOICE}

    def row(self, at: datetime) -> list[int]:
        """Counts of the six hours before ``at``, oldest first."""
        last = bin_of(at)
        return [self.bins[number] for number in range(last - BINS + 1, last + 1)]


def bin_of(at: datetime) -> int:
    """Number of the bin that a time falls in."""
    return int(at.timestamp() // BIN.total_seconds())


@dataclass
class ViewState:
    """Counts for the screen and for the summary.

    Attributes:
        drill: name of the drill that is replayed; None when the posts are real.
        clock: latest event time.
        posts, reports: posts read; posts that the tagger found relevant.
        verdicts: newest verdicts by post id.
        alerts: newest revision of each alert, by id; ``revisions``: the newest revisions of all, oldest first.
    """

    drill: str | None = None
    clock: datetime | None = None
    posts: int = 0
    reports: int = 0
    judged: Counter[str] = field(default_factory=Counter)
    verdicts: OrderedDict[str, str] = field(default_factory=OrderedDict)
    alerts: OrderedDict[str, Alert] = field(default_factory=OrderedDict)
    revisions: deque[Alert] = field(default_factory=lambda: deque(maxlen=KEPT_REVISIONS))
    first_alert_after_seconds: float | None = None
    started_at_seconds: float | None = None
    now_seconds: float = 0.0
    _areas: list[Area] = field(default_factory=list)
    _spots: dict[tuple[int, str], Spot] = field(default_factory=dict)
    _pace: deque[tuple[float, int, datetime | None]] = field(default_factory=deque)

    def saw_posts(self, count: int, at: datetime) -> None:
        """So many posts went by, the latest of them published at ``at``."""
        self.posts += count
        self._advance(at)

    def saw_post(self, post: Post) -> None:
        """One post went by; a heartbeat only moves the clock."""
        self.saw_posts(0 if post.source == HEARTBEAT_SOURCE else 1, post.published_at)

    def saw_tagged(self, tagged: Tagged) -> None:
        """One relevant post went by."""
        if tagged.post.source == HEARTBEAT_SOURCE:
            return
        self.reports += tagged.report.relevant
        self._advance(tagged.post.published_at)

    def saw_story(self, story: Story) -> None:
        """One report got its verdict."""
        if story.source in (HEARTBEAT_SOURCE, VERDICT_SOURCE) or story.deleted:
            return
        verdict = story.verdict.verdict
        if story.id in self.verdicts:
            return
        self.judged[verdict] += 1
        self.verdicts[story.id] = verdict
        if len(self.verdicts) > KEPT_VERDICTS:
            self.verdicts.popitem(last=False)
        self._advance(story.published_at)
        if verdict == "duplicate":
            return
        self._forget()
        where = {(mention.type, mention.place) for mention in story.report.mentions if mention.place is not None}
        for type_, place in sorted(where, key=lambda pair: (pair[0], pair[1].name)):
            self._spot(type_, place).heard(story.author or story.id, story.published_at)

    def saw_alert(self, alert: Alert) -> None:
        """One revision of an alert came out."""
        known = self.alerts.get(alert.alert)
        if known is not None and known.revision >= alert.revision:
            return
        if self.first_alert_after_seconds is None and self.started_at_seconds is not None:
            self.first_alert_after_seconds = self.now_seconds - self.started_at_seconds
        self.alerts[alert.alert] = alert
        self.alerts.move_to_end(alert.alert)
        self.revisions.append(alert)
        if len(self.alerts) > KEPT_ALERTS:
            self.alerts.popitem(last=False)

    def tick(self, now_seconds: float) -> None:
        """Take the wall clock's monotonic reading, for rates."""
        if self.started_at_seconds is None:
            self.started_at_seconds = now_seconds
        self.now_seconds = now_seconds
        self._pace.append((now_seconds, self.posts, self.clock))
        # However seldom it ticks, one reading stays that the newest can be compared with.
        while len(self._pace) > 2 and now_seconds - self._pace[1][0] >= RATE_SECONDS:
            self._pace.popleft()

    @property
    def elapsed_seconds(self) -> float:
        """Wall seconds since the first tick."""
        return 0.0 if self.started_at_seconds is None else self.now_seconds - self.started_at_seconds

    @property
    def posts_per_second(self) -> float:
        """Posts a second of the wall clock, over the last seconds."""
        (begin, before, _), (end, after, _) = (self._pace[0], self._pace[-1]) if self._pace else ((0, 0, None),) * 2
        return (after - before) / (end - begin) if end > begin else 0.0

    @property
    def speed(self) -> float:
        """Event seconds per second of the wall clock, over the last seconds; 0 when unknown."""
        if not self._pace:
            return 0.0
        (begin, _, before), (end, _, after) = self._pace[0], self._pace[-1]
        if before is None or after is None or end <= begin:
            return 0.0
        return (after - before).total_seconds() / (end - begin)

    @property
    def duplicate_share(self) -> float:
        """Share of the judged reports that repeat another."""
        total = self.judged.total()
        return self.judged["duplicate"] / total if total else 0.0

    def open_alerts(self) -> list[Alert]:
        """Open alerts, gravest first."""
        return sorted((alert for alert in self.alerts.values() if alert.state in OPEN), key=gravity)

    def closed_alerts(self) -> list[Alert]:
        """Alerts that are over, latest first."""
        closed = (alert for alert in self.alerts.values() if alert.state not in OPEN)
        return sorted(closed, key=lambda alert: alert.at, reverse=True)

    def spots(self) -> Iterator[tuple[Spot, list[int]]]:
        """Yield places and types with their last six hours, busiest first."""
        if self.clock is None:
            return
        rows = [(spot, spot.row(self.clock)) for spot in self._spots.values()]
        rows = [(spot, row) for spot, row in rows if any(row)]
        yield from sorted(rows, key=lambda pair: (-sum(pair[1]), pair[0].area.name, pair[0].type))

    def _advance(self, at: datetime) -> None:
        if self.clock is None or at > self.clock:
            self.clock = at

    def _spot(self, type_: EventType, place: Place) -> Spot:
        area = next((area for area in self._areas if area.near(place)), None)
        if area is None:
            area = Area(place, place.name)
            self._areas.append(area)
        if place.precision == "city" and area.place.precision == "point":
            area.name, area.place = place.name, place
        return self._spots.setdefault((id(area), type_), Spot(area, type_))

    def _forget(self) -> None:
        """Drop areas that have been quiet for six hours, once there are many."""
        if self.clock is None or len(self._spots) <= KEPT_SPOTS:
            return
        oldest = bin_of(self.clock) - BINS
        self._spots = {key: spot for key, spot in self._spots.items() if max(spot.bins, default=0) > oldest}
        used = {id(spot.area) for spot in self._spots.values()}
        self._areas = [area for area in self._areas if id(area) in used]


_STATES = ("firing", "acknowledged", "watch", "clearing")
_SEVERITIES = ("extreme", "severe", "moderate", "minor")


def gravity(alert: Alert) -> tuple[int, int, int, str]:
    """Sort key: what needs a person first."""
    state = _STATES.index(alert.state) if alert.state in _STATES else len(_STATES)
    return state, _SEVERITIES.index(alert.severity), -alert.reports, alert.alert

"""Who is told of an alert, and when: routes, quiet hours and silences, as one pure function.

- A route leads to one channel; all routes that match apply. Without routes the terminal gets what is firing or past
  it (`DEFAULT_ROUTES`).
- Outside its ``hours`` a route does not apply (another shift has one of its own). In its ``quiet`` hours an alert
  is held until they end, unless it is severe enough to wake somebody.
- What a channel was told of it is also told the end of: the closing revision passes severity, hours and silences,
  or an incident would stay open for ever. Nobody is told the end of what he never heard of.
- A silence always has an end.

The matchers and mute times follow Alertmanager's in spirit (https://prometheus.io/docs/alerting/latest/configuration/);
unlike there, quiet hours delay and do not lose.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec

from alerts.alert import Alert, Severity, State
from alerts.lifecycle import CLOSED, RANK
from streams.report import EventType

__all__ = ["DEFAULT_ROUTES", "Delivery", "Hours", "Matcher", "Route", "Silence", "channels_for"]

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]

TOLD_STATES: tuple[State, ...] = (
    "firing", "acknowledged", "clearing", "resolved", "merged", "suppressed", "false_positive"
)  # fmt: skip
OPENING: frozenset[State] = frozenset({"watch", "firing"})
"""States that may be the first that somebody hears; the others say how it went on."""

MOST_WINDOWS = 16
"""Quiet windows in a row before they count as quiet for ever."""


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hours of the day, e.g. ``{ start = "22:00", end = "07:00" }``; past midnight when the end is not later.

    Attributes:
        start: local time, included.
        end: local time, excluded; ``24:00`` is midnight.
        days: on which they *start*.
    """

    start: Clock
    end: Clock
    days: tuple[Day, ...] = DAYS

    def until(self, local: datetime) -> datetime | None:
        """Return the local end of the stretch that ``local`` lies in; None when it lies in none."""
        start, end = _minutes(self.start), _minutes(self.end)
        length = (end - start) % 1440 or 1440
        naive = local.replace(tzinfo=None, fold=0)
        for back in (0, 1):
            day = naive.date() - timedelta(days=back)
            begins = datetime.combine(day, time.min) + timedelta(minutes=start)
            ends = begins + timedelta(minutes=length)
            if DAYS[day.weekday()] in self.days and begins <= naive < ends:
                return ends.replace(tzinfo=local.tzinfo)
        return None


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


class Matcher(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which alerts; an empty field matches all.

    Attributes:
        types: any of the alert's event types.
        countries: ISO 3166-1 alpha-2.
        places: names of places or regions; case does not count.
    """

    types: tuple[EventType, ...] = ()
    countries: tuple[Country, ...] = ()
    places: tuple[str, ...] = ()

    def covers(self, alert: Alert) -> bool:
        """Whether type and place match."""
        if self.types and not {alert.type, *alert.types} & set(self.types):
            return False
        if self.countries and alert.place.country not in self.countries:
            return False
        names = {alert.place.name.casefold(), (alert.place.admin1 or "").casefold()}
        return not self.places or any(place.casefold() in names for place in self.places)


class Route(Matcher, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Leads alerts to a channel; one ``[[routes]]`` table.

    Attributes:
        channel: name of the channel.
        min_severity, min_confidence: what is below goes not this way.
        states: of the revision. Closing states reach a channel that was told before whatever is set here.
        hours: when this route applies; empty for always.
        quiet: when it holds back what is below ``quiet_min_severity``, until the quiet hours end.
        timezone: of ``hours`` and ``quiet``, IANA name.
        fallback: channel that takes over when this one does not deliver.
    """

    channel: str
    min_severity: Severity = "minor"
    min_confidence: float = 0.0
    states: tuple[State, ...] = TOLD_STATES
    hours: tuple[Hours, ...] = ()
    quiet: tuple[Hours, ...] = ()
    quiet_min_severity: Severity = "extreme"
    timezone: str = "UTC"
    fallback: str | None = None

    def __post_init__(self) -> None:
        """Refuse a time zone that does not exist.

        Raises:
            ValueError: msgspec makes it a `msgspec.ValidationError` with the field's path.
        """
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError) as exc:
            raise ValueError(f"{self.timezone!r} is no time zone; give an IANA name like Asia/Bishkek") from exc


class Silence(Matcher, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Holds matching alerts back; what opens while it lasts is not told later unless it changes.

    Attributes:
        until: its end, UTC.
        alert: only this alert.
        channels: only on these; empty for all.
        max_severity: what is worse passes.
        reason: for people.
    """

    until: Annotated[datetime, msgspec.Meta(tz=True)]
    alert: str | None = None
    channels: tuple[str, ...] = ()
    max_severity: Severity = "extreme"
    reason: str = ""

    def holds(self, alert: Alert, channel: str, at: datetime) -> bool:
        """Whether it keeps this alert from this channel now."""
        return (
            at < self.until
            and self.alert in (None, alert.alert)
            and (not self.channels or channel in self.channels)
            and RANK[alert.severity] <= RANK[self.max_severity]
            and self.covers(alert)
        )


DEFAULT_ROUTES = (Route(channel="terminal"),)


@dataclass(frozen=True)
class Delivery:
    """One channel to be told.

    Attributes:
        channel: name.
        not_before: end of the quiet hours; None for at once.
        fallback: channel that takes over.
    """

    channel: str
    not_before: datetime | None = None
    fallback: str | None = None


def channels_for(
    alert: Alert,
    routes: Sequence[Route],
    silences: Iterable[Silence],
    at: datetime,
    told: Collection[str] | None = None,
) -> list[Delivery]:
    """Return the channels that get this revision, each once, in the order of the routes.

    Args:
        alert: the revision.
        routes: of the configuration; empty for `DEFAULT_ROUTES`.
        silences: those that have ended may be among them.
        at: the time that people live in, aware; not the alert's.
        told: channels that were told of this alert before; None when that is not known, then nothing depends on it.
    """
    active = list(silences)
    found: dict[str, Delivery] = {}
    for route in routes or DEFAULT_ROUTES:
        delivery = _along(route, alert, active, at, told)
        if delivery is not None:
            before = found.get(delivery.channel)
            found[delivery.channel] = delivery if before is None else _sooner(before, delivery)
    if alert.state in CLOSED:
        for channel in sorted(set(told or ()) - found.keys()):  # of a fallback, or of routes since taken away
            found[channel] = Delivery(channel)
    return list(found.values())


def _along(
    route: Route, alert: Alert, silences: Sequence[Silence], at: datetime, told: Collection[str] | None
) -> Delivery | None:
    if told is not None and alert.state not in OPENING:
        if route.channel not in told:
            return None
        if alert.state in CLOSED:
            return Delivery(route.channel, None, route.fallback)
    if not _wants(route, alert) or any(silence.holds(alert, route.channel, at) for silence in silences):
        return None
    local = at.astimezone(ZoneInfo(route.timezone))
    if route.hours and all(hours.until(local) is None for hours in route.hours):
        return None
    loud = RANK[alert.severity] >= RANK[route.quiet_min_severity]
    ends = local if loud else _quiet_until(route.quiet, local)
    if ends is None:
        return None
    return Delivery(route.channel, ends.astimezone(UTC) if ends > local else None, route.fallback)


def _wants(route: Route, alert: Alert) -> bool:
    return (
        alert.state in route.states
        and RANK[alert.severity] >= RANK[route.min_severity]
        and alert.confidence >= route.min_confidence
        and route.covers(alert)
    )


def _quiet_until(quiet: Sequence[Hours], local: datetime) -> datetime | None:
    """Return the first time from ``local`` on that is not quiet, None when it is always quiet."""
    for _ in range(MOST_WINDOWS):
        ends = [end for hours in quiet if (end := hours.until(local)) is not None]
        if not ends:
            return local
        # Through UTC, since a local time may not exist or come twice when clocks change; always moves on.
        local = max(max(ends).astimezone(UTC), local.astimezone(UTC) + timedelta(minutes=1)).astimezone(local.tzinfo)
    return None


def _sooner(one: Delivery, other: Delivery) -> Delivery:
    times = (one.not_before, other.not_before)
    soonest = None if None in times else min(at for at in times if at is not None)
    return Delivery(one.channel, soonest, one.fallback or other.fallback)

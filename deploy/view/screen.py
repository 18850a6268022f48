"""The live screen: one look says how much comes in, what is open, and where it rises.

Colours have at least 4.2:1 contrast (WCAG 2.1) against black and against white, or bring their own background, so that
the screen reads on dark and on light; no fact is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from alerts.alert import Alert
from alerts.message import clean
from deploy.view.spark import rebin, spark
from deploy.view.state import BIN, BINS, Spot, ViewState

__all__ = ["badge", "render", "severity"]

STATE_STYLE = {
    "firing": "bold color(231) on color(160)",
    "acknowledged": "bold color(231) on color(63)",
    "watch": "black on color(178)",
    "clearing": "black on color(80)",
    "resolved": "black on color(71)",
}
SEVERITY_STYLE = {"extreme": "bold color(162)", "severe": "bold color(162)", "moderate": "color(162)", "minor": "none"}
TYPE_STYLE = {
    "FIRE": "color(130)",
    "EXPLOSION": "color(130)",
    "CLASH": "color(163)",
    "STORMING": "color(163)",
    "FORCE": "color(63)",
    "ARREST": "color(63)",
    "INJURY": "color(162)",
    "DEATH": "bold color(162)",
    "PROTEST": "color(28)",
    "FREED": "color(28)",
}

CHROME_LINES = 7
"""Lines that are always there: title, figures, two headings, the axis, a rule, the footer."""
NARROW, WIDE, WIDEST = 70, 100, 140
ALERTS_SHARE = 3, 5
"""Of the room, alerts take at most three fifths while places want the rest."""
FEWEST_LOG_LINES = 3
BRIEF_TYPES = 3
LOW_TOP = 4
"""So many reports in one bin at least make a full bar: two reports shall not look like a crisis."""


def badge(state: str) -> Text:
    """The state of an alert as a label with its own background."""
    return Text(f" {state.upper().replace('_', ' ')} ", style=STATE_STYLE.get(state, "reverse"))


def severity(alert: Alert) -> Text:
    """The severity, in words."""
    return Text(alert.severity, style=SEVERITY_STYLE[alert.severity])


def render(state: ViewState, width: int, height: int) -> RenderableType:
    """Draw the screen for a terminal of this size; it takes at most ``height`` lines, from 12 on."""
    shown = [*state.open_alerts(), *state.closed_alerts()]
    spots = list(state.spots())
    room = max(3, height - CHROME_LINES)
    share, whole = ALERTS_SHARE
    for_alerts = min(max(1, 2 * len(shown)), max(1, room * share // whole))
    places = spots[: max(1, room - for_alerts)]
    for_alerts = min(max(1, 2 * len(shown)), room - max(1, len(places)))
    spare = room - for_alerts - max(1, len(places))
    return Group(
        _title(state, width),
        _figures(state, width),
        _heading(_alerts_heading(state), width),
        *_alerts(shown, for_alerts, width),
        _heading("independent reports by place and type", width),
        *_places(places, state.clock, width),
        *_log(state, spare, width),
        Rule(style="dim"),
        _footer(state, width),
    )


def _one_line(text: Text, width: int) -> Text:
    text.truncate(max(1, width), overflow="ellipsis")
    text.no_wrap = True
    return text


def _heading(name: str, width: int) -> Text:
    dashes = max(0, width - len(name) - 1)
    return _one_line(Text.assemble((name, "bold"), " ", ("─" * dashes, "dim")), width)


def _title(state: ViewState, width: int) -> Text:
    left = Text.assemble((" TOCSIN ", "bold reverse"), " ")
    if state.drill:
        left.append(f" drill: simulated posts, {state.drill}", style="bold")
    right = Text("waiting for the first post" if state.clock is None else f"{state.clock:%Y-%m-%d %H:%M} UTC")
    right.stylize("bold")
    if state.speed >= 1.5:
        right.append(f" {state.speed:,.0f}x")
    left.truncate(max(9, width - right.cell_len - 1), overflow="ellipsis")
    gap = max(1, width - left.cell_len - right.cell_len)
    return _one_line(Text.assemble(left, " " * gap, right), width)


def _figures(state: ViewState, width: int) -> Text:
    independent = state.judged["new"] + state.judged["update"]
    figures = (
        (f"{state.posts:,}", "posts"),
        (f"{state.posts_per_second:,.0f}", "posts/s"),
        (f"{state.reports:,}", "reports"),
        (f"{independent:,}", "independent"),
        (f"{state.duplicate_share:.0%}", "copies"),
    )
    gap = "   " if width >= NARROW else "  "
    text = Text()
    for number, name in figures:
        text.append(gap if text.plain else " ")
        text.append(number, style="bold")
        text.append(f" {name}")
    return _one_line(text, width)


def _alerts_heading(state: ViewState) -> str:
    closed = len(state.closed_alerts())
    return f"alerts: {len(state.open_alerts())} open" + (f", {closed} closed" if closed else "")


def _alerts(shown: Sequence[Alert], lines: int, width: int) -> list[Text]:
    if not shown:
        return [Text(" none yet", style="dim")]
    if 2 * len(shown) <= lines:
        return [line for alert in shown for line in _alert(alert, width)]
    fit = max(0, (lines - 1) // 2)
    drawn = [line for alert in shown[:fit] for line in _alert(alert, width)]
    rest = shown[fit:]
    while rest and len(drawn) < lines - 1:
        drawn.append(_alert(rest[0], width)[0])
        rest = rest[1:]
    if len(rest) == 1:
        return [*drawn, _alert(rest[0], width)[0]]
    return [*drawn, Text(f" … and {len(rest)} more", style="dim")] if rest else drawn


def _alert(alert: Alert, width: int) -> list[Text]:
    """What, where, how bad and on how many shoulders; below it the headline."""
    first = Text.assemble(badge(alert.state), " ", severity(alert), "  ", (alert.place.name, "bold"))
    first.append(f" {alert.place.country}  ")
    kinds = alert.types or (alert.type,)
    for kind in kinds if width >= WIDE else kinds[:BRIEF_TYPES]:
        first.append(f"{kind} ", style=TYPE_STYLE.get(kind, "none"))
    tail = f"{alert.reports} reports, {alert.families} {'family' if alert.families == 1 else 'families'}"
    if width >= WIDE:
        tail += f", since {alert.started_at or alert.at:%H:%M}"
    if width >= WIDEST:
        tail += f", {alert.confidence:.0%} sure, revision {alert.revision}"
    first.truncate(max(1, width - len(tail) - 1), overflow="ellipsis")
    first.append(" " * max(1, width - first.cell_len - len(tail)))
    first.append(tail)
    return [_one_line(first, width), _one_line(Text(f"   {clean(alert.headline)}"), width)]


def _places(places: Sequence[tuple[Spot, list[int]]], at: datetime | None, width: int) -> list[RenderableType]:
    """One row for each place and type: name, type, bars over six hours, sum; below them the hours."""
    if not places or at is None:
        return [Text(" nothing yet", style="dim"), Text()]
    name_width = 16 if width < WIDE else 20
    bars = min(BINS, max(8, width - name_width - 19))
    table = Table.grid(padding=(0, 1))
    table.add_column(width=name_width, no_wrap=True, overflow="ellipsis")
    table.add_column(width=9, no_wrap=True)
    table.add_column(width=bars, no_wrap=True)
    table.add_column(width=5, justify="right", no_wrap=True)
    for spot, row in places:
        style = TYPE_STYLE.get(spot.type, "none")
        name = Text(f" {spot.area.name}", style="bold")
        table.add_row(name, Text(spot.type, style=style), Text(_bars(rebin(row, bars)), style=style), str(sum(row)))
    since, middle, until = (f"{at - BINS * BIN * share:%H:%M}" for share in (1, 0.5, 0))
    room = bars - len(since) - len(middle) - len(until)
    axis = f"{since}{' ' * (room // 2)}{middle}{' ' * (room - room // 2)}{until}" if room > 1 else until.rjust(bars)
    table.add_row("", "", Text(axis, style="dim"), "")
    return [table]


def _bars(counts: Sequence[int]) -> str:
    return spark(counts, max(LOW_TOP, *counts))


def _log(state: ViewState, lines: int, width: int) -> list[Text]:
    """The latest revisions, newest first, where a tall terminal has room for them."""
    if lines < FEWEST_LOG_LINES or len(state.revisions) < FEWEST_LOG_LINES - 1:
        return []
    latest = list(state.revisions)[-2 : -lines - 1 : -1]
    rows = [Text(f" {alert.at:%H:%M} {_told(alert)}") for alert in latest]
    return [_heading("before that", width), *(_one_line(row, width) for row in rows)]


def _told(alert: Alert) -> str:
    return clean(f"{alert.place.name} {alert.type} {alert.state}, {alert.severity}: {alert.why.text}")


def _footer(state: ViewState, width: int) -> Text:
    if not state.revisions:
        return _one_line(Text(" Ctrl-C ends", style="dim"), width)
    latest = state.revisions[-1]
    return _one_line(Text.assemble(" ", (f"{latest.at:%H:%M}", "bold"), f" {_told(latest)}"), width)

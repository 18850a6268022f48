"""How alerts look on the analysts' terminal: the list, one in full, and the weeks' precision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.style import Style
from rich.table import Table
from rich.text import Text

from alerts.alert import Alert, Evidence, Severity
from alerts.lifecycle import CLOSED
from alerts.message import clean, clip, facts, title
from alerts.outbox import OutboxEntry
from alerts.precision import Spared, Week
from deploy.desk import Board, history

__all__ = ["age", "precision_text", "table", "whole"]

COLOURS: dict[Severity, str] = {"minor": "cyan", "moderate": "yellow", "severe": "red", "extreme": "bold red"}
SHORT_ID = 8
PLAIN_WIDTH = 150
MOST_HISTORY = 12
NARROW = 100


def _console() -> Console:
    plain = Console()
    return plain if plain.is_terminal else Console(width=PLAIN_WIDTH, highlight=False)


def age(since: datetime, now: datetime) -> str:
    """Return a length of time in its two largest units, e.g. ``3 h 05 min``."""
    minutes = max(0, int((now - since) / timedelta(minutes=1)))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"


def table(found: Sequence[Alert], now: datetime) -> None:
    """Print the list; where a headline would have no room beside the rest, it has a line of its own."""
    if not found:
        return
    console = _console()
    narrow = console.width < NARROW
    shown = Table(box=None, pad_edge=False, header_style="dim")
    for name, wide in (("id", True), ("state", True), ("severity", True), ("age", True), ("last", False)):
        shown.add_column(name, no_wrap=wide)
    shown.add_column("headline", ratio=1)
    for alert in found:
        colour = "dim" if alert.state in CLOSED else COLOURS[alert.severity]
        state, severity = (Text(word.replace("_", " "), style=colour) for word in (alert.state, alert.severity))
        row = (alert.alert[:SHORT_ID], state, severity, age(alert.started_at or alert.at, now))
        headline = Text(("EXERCISE: " if alert.synthetic else "") + clean(alert.headline))
        if narrow:
            console.print(Text("  ").join(Text(cell) if isinstance(cell, str) else cell for cell in row))
            console.print(Padding(headline, (0, 0, 0, 2)))
        else:
            shown.add_row(*row, f"{alert.why.reason.replace('_', ' ')}, {age(alert.at, now)} ago", headline)
    if not narrow:
        console.print(shown)


def whole(alert: Alert, read: Board, now: datetime) -> None:
    """Print one alert in full."""
    rows = Table.grid(padding=(0, 1))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    for label, text in facts(alert):
        rows.add_row(label, Text(text))
    for number, one in enumerate(alert.posts, 1):
        rows.add_row("Evidence" if number == 1 else "", _evidence(one))
    for number, (at, text) in enumerate(
        history(read.revisions.get(alert.alert, ()), read.verdicts.get(alert.alert, ()))[-MOST_HISTORY:], 1
    ):
        rows.add_row("History" if number == 1 else "", Text(f"{at:%Y-%m-%d %H:%M} {clean(text)}"))
    told = sorted(read.deliveries.get(alert.alert, {}).values(), key=lambda entry: (entry.channel, entry.revision))
    for number, entry in enumerate({one.channel: one for one in told}.values(), 1):
        rows.add_row("Told" if number == 1 else "", Text(_told(entry)))
    colour = "green" if alert.state in CLOSED else COLOURS[alert.severity]
    begun = alert.started_at or alert.at
    head = Text(title(alert, 300), style=colour)
    rows.add_row("Open for" if alert.state not in CLOSED else "Began", Text(f"{age(begun, now)} (since {begun:%H:%M})"))
    _console().print(Panel(Group(head, rows), border_style=colour))


def _evidence(one: Evidence) -> Text:
    text = Text(f"{one.published_at:%H:%M} {clean(one.source)}: {clean(one.excerpt)}")
    if one.url and one.url.startswith(("http://", "https://")):
        link = clean(one.url)
        text.append(f"\n{link}", Style(link=link, dim=True))
    return text


def _told(entry: OutboxEntry) -> str:
    said = f": {clip(clean(entry.receipt), 80)}" if entry.receipt else ""
    tries = f", {entry.attempts} tries" if entry.attempts > 1 else ""
    return f"{entry.channel}: revision {entry.revision} {entry.state} {entry.at:%H:%M}{tries}{said}"


def precision_text(weeks: Sequence[Week], better: Spared | None) -> str:
    """Return the weeks as lines, and what a higher threshold would have spared."""
    if not weeks:
        return "No page in what the outbox keeps (30 days)."
    lines = ["week of      pages  real  false  unjudged  precision"]
    for week in weeks:
        share = "-"
        if week.precision is not None:
            share = f"{week.precision:.0%} (95 %: {week.low or 0.0:.0%} to {week.high or 0.0:.0%})"
        lines.append(
            f"{week.begins:%Y-%m-%d}  {week.pages:>6}{week.real:>6}{week.false:>7}{week.unjudged:>10}  {share}"
        )
    if better is not None:
        lines.append(
            f"With [escalation] page = {better.threshold:g}, {better.false} of {better.all_false} false pages would "
            "have stayed watches and no real one, by the score at the time of the verdict."
        )
    return "\n".join(lines)

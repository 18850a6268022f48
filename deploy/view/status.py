"""The screen of ``tocsin status``: plain lines that fit eighty columns and need no colour."""

from __future__ import annotations

from collections import Counter

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from deploy.findings import Finding
from deploy.status import Status

__all__ = ["show", "span"]

COLOURS = {"ok": "green", "starting": "yellow", "silent": "red", "failing": "red", "stopped": "red"}
WIDTH_WITHOUT_TERMINAL = 160
MIB = 2**20
SHOWN_SOURCES = 20


def span(seconds: float | None) -> str:
    """Return a length of time as people say it; ``-`` for none."""
    if seconds is None:
        return "-"
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def show(status: Status) -> None:
    """Print it."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH_WITHOUT_TERMINAL, no_color=True)
    console.print(_screen(status))


def _screen(status: Status) -> RenderableType:
    urgent = sum(one.urgent for one in status.findings)
    needs = "thing needs" if urgent == 1 else "things need"
    head = Text("All is well" if status.healthy else f"{urgent} {needs} hands")
    head.stylize("bold green" if status.healthy else "bold red")
    head.append(f", {status.at:%Y-%m-%d %H:%M:%S} UTC", style="default")
    parts: list[RenderableType] = [head, "", _processes(status), "", _facts(status)]
    if status.sources:
        parts += ["", _sources(status)]
    if status.findings:
        parts += ["", Text("What to do", style="bold")]
        parts += [_finding(number, finding) for number, finding in enumerate(status.findings, 1)]
    return Group(*parts)


def _table(*columns: str, left: int = 2) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, name in enumerate(columns):
        table.add_column(name, justify="left" if number < left else "right", no_wrap=True)
    return table


def _place(url: str) -> tuple[str, str]:
    host, _, port = url.removeprefix("http://").rpartition(":")
    return host, port


def _processes(status: Status) -> Table:
    names, hosts = Counter(row.process for row in status.processes), {_place(row.url)[0] for row in status.processes}
    # On one machine, one of each, an address says nothing.
    several = len(hosts) > 1 or any(count > 1 or not name for name, count in names.items())
    head = ("process", "state", *(("at",) if several else ()))
    table = _table(*head, "runs for", "memory", "lag", "behind", "last work", "records", left=len(head))
    for row in status.processes:
        table.add_row(
            row.process or "?",
            Text(row.state, style=COLOURS.get(row.state, "")),
            *((Text(":".join(_place(row.url))),) if several else ()),
            span(row.uptime_seconds),
            f"{row.memory_bytes / MIB:.0f} MiB" if row.memory_bytes is not None else "-",
            f"{row.lag:,}" if row.lag is not None else "-",
            span(row.lag_seconds),
            span(row.last_work_seconds),
            f"{row.records:,}" if row.records is not None else "-",
        )
    return table


def _facts(status: Status) -> Text:
    alerts = ", ".join(f"{count} {severity}" for severity, count in status.open_alerts.items() if count) or "none"
    owed = ", ".join(f"{count} to {channel}" for channel, count in status.owed.items() if count) or "nothing"
    last = f"{span(status.last_alert_seconds)} ago" if status.last_alert_seconds is not None else "none since the start"
    beat = f"{span(status.deadman_seconds)} ago" if status.deadman_seconds is not None else "none yet"
    facts = {"last heartbeat": beat, "open alerts": alerts, "last alert": last, "still to be told": owed}
    return Text("\n".join(f"{name:<18}{value}" for name, value in facts.items()))


def _sources(status: Status) -> Table:
    table = _table("source", "state", "answered", "last post", "posts/day", "gaps", "skipped")
    # What is unwell first, so that it is on the screen however many sources there are.
    rows = sorted(status.sources, key=lambda row: (row.state in {"ok", "waiting", "finished"}, row.source))
    for row in rows[:SHOWN_SOURCES]:
        answered = (status.at - row.last_success).total_seconds() if row.last_success else None
        post = (status.at - row.last_post).total_seconds() if row.last_post else None
        table.add_row(
            Text(row.source),
            Text(row.state, style=COLOURS.get(row.state, "")),
            span(answered),
            span(post),
            f"{row.posts_per_day:,.0f}",
            str(row.gaps),
            str(row.skipped),
        )
    if len(rows) > SHOWN_SOURCES:
        table.add_row(Text(f"… {len(rows) - SHOWN_SOURCES} more: tocsin sources"))
    return table


def _finding(number: int, finding: Finding) -> RenderableType:
    mark = "!" if finding.urgent else " "
    text = Text(f"{mark} {number}. {finding.what}", style="red" if finding.urgent else "")
    text.append(f"\n     {finding.mend}", style="default")
    if finding.runbook:
        text.append(f"\n     deploy/runbooks/{finding.runbook}.md", style="dim")
    return text

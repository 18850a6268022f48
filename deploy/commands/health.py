"""``tocsin sources``: how every configured source fares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click
import msgspec

from deploy.commands.session import FAILED, Session, end, examples, say

if TYPE_CHECKING:
    from deploy.sources import SourceRow

__all__ = ["sources"]

WELL = frozenset({"ok", "waiting", "finished"})
COLOURS = {"ok": "green", "failing": "yellow", "silent": "magenta", "stopped": "red"}
WIDTH_WITHOUT_TERMINAL = 160


@click.command(
    short_help="Show how every configured source fares",
    epilog=examples("tocsin -c tocsin.toml sources", "tocsin sources --unwell", "tocsin sources --json"),
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--unwell", is_flag=True, help="Only those that are not ok; exit status 1 when there are any.")
@click.pass_obj
def sources(session: Session, as_json: bool, unwell: bool) -> None:
    """Show last success, last posts, errors, posts a day and next poll of every configured source.

    Asked is the process that runs the sources here; while none runs, what was saved in Kafka last. A source is silent
    when it has yielded nothing for much longer than is usual for it.
    """
    from connectors.page import utc_now  # noqa: PLC0415
    from deploy.brokers import BrokerError  # noqa: PLC0415
    from deploy.run import DEFAULT_SOURCES  # noqa: PLC0415
    from deploy.sources import healths, rows  # noqa: PLC0415

    config = session.config("broker", "dedupe", "metrics")
    configured = config.sources or (DEFAULT_SOURCES if config.path is None else ())
    try:
        known = healths(config)
    except BrokerError as error:
        say(f"No process of sources answers here, and Kafka cannot be asked: {error}")
        end(FAILED)
    found = [row for row in rows(configured, known, utc_now()) if not unwell or row.state not in WELL]
    if as_json:
        for row in found:
            click.echo(msgspec.json.encode(row))
    else:
        show(found, utc_now())
    if unwell and found:
        end(FAILED)


def show(found: Sequence[SourceRow], now: datetime) -> None:
    """Print the table."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from deploy.sources import ago  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("source", "type", "state"):
        table.add_column(name, overflow="fold")
    for name in ("answered", "posts came", "posts/day", "next poll", "gaps", "skipped"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("last error", overflow="fold", ratio=1)
    for row in found:
        error = f"{ago(row.failed_at, now)} ago: {row.error}" if row.error else ""
        table.add_row(
            Text(row.source),
            row.type,
            Text(row.state, style=COLOURS.get(row.state, "")),
            ago(row.last_success, now),
            ago(row.last_arrival, now),
            f"{row.posts_per_day:g}",
            ago(row.next_poll, now) if row.next_poll and row.next_poll > now else "-",
            str(row.gaps),
            str(row.skipped),
            Text(error),
        )
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH_WITHOUT_TERMINAL, no_color=True)
    console.print(table)

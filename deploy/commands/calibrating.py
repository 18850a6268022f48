"""``tocsin calibrate``: thresholds for the false alarms that a desk can live with."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import click

from deploy.commands.lines import write
from deploy.commands.session import FAILED, end, examples, say

__all__ = ["calibrate"]


@click.command(
    short_help="Find alert thresholds on simulated quiet weeks",
    epilog=examples(
        "tocsin calibrate", "tocsin calibrate --keys 1000 --weeks 12 --out thresholds.json --plot curve.png"
    ),
)
@click.option("--keys", type=click.IntRange(10), default=200, show_default=True, help="Kinds of event times places.")
@click.option("--weeks", type=click.IntRange(1), default=6, show_default=True, help="Of each simulated stream.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the quiet weeks; held-out ones have another.")
@click.option("--out", type=click.Path(dir_okay=False, writable=True), help="Also write the result to this file.")
@click.option("--plot", "picture", type=click.Path(dir_okay=False, writable=True), help="Draw alarms by threshold.")
def calibrate(keys: int, weeks: int, seed: int, out: str | None, picture: str | None) -> None:
    """Simulate quiet weeks and find the thresholds of one false page a week and one false watch a day.

    Prints the result as one JSON line, with what held-out weeks let through. To use it, put watch, page, scan_page,
    slope, scan_slope and reports_per_hour into the table [escalation]. The weeks go through the whole of escalation:
    a minute or more for each week of 200 keys, in all.
    """
    from deploy.calibrate import calibrate as find  # noqa: PLC0415

    if picture and importlib.util.find_spec("matplotlib") is None:
        say("--plot needs matplotlib: pip install 'tocsin[plot]'.")
        end(FAILED)
    try:
        found = find(
            Path(out) if out else None, keys, weeks, seed, sys.stderr.isatty(), Path(picture) if picture else None
        )
    except ValueError as error:
        say(str(error))
        end(FAILED)
    import msgspec  # noqa: PLC0415

    write(msgspec.json.encode(found).decode() + "\n")

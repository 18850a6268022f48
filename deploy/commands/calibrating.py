"""``tocsin calibrate``: thresholds for the false alarms that a desk can live with."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import click

from deploy.commands.lines import write
from deploy.commands.session import FAILED, PICTURES, NewFile, end, examples, say

__all__ = ["calibrate"]


@click.command(
    short_help="Find alert thresholds on simulated quiet weeks",
    epilog=examples(
        "tocsin calibrate",
        "tocsin calibrate --keys 1000 --weeks 12 --out thresholds.json --plot curve.png",
        "tocsin alerts --precision --json > pages.jsonl    then, in seconds:",
        "tocsin calibrate --shipped --verdicts pages.jsonl",
    ),
)
@click.option("--keys", type=click.IntRange(10), default=200, show_default=True, help="Kinds of event times places.")
@click.option("--weeks", type=click.IntRange(1), default=1, show_default=True, help="Of each simulated stream.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the quiet weeks; held-out ones have another.")
@click.option("--workers", type=click.IntRange(1), help="Processes; otherwise one for each processor.")
@click.option("--out", type=NewFile(), help="Also write the result to this file.")
@click.option("--plot", "picture", type=NewFile(*PICTURES), help="Draw alarms by threshold: .png or .svg.")
@click.option(
    "--verdicts",
    type=click.Path(exists=True, dir_okay=False),
    help="What analysts said of this desk's pages: JSON lines of `tocsin alerts --precision --json`, or of verdicts.",
)
@click.option("--shipped", is_flag=True, help="Start from the thresholds of this version instead of a simulation.")
def calibrate(
    keys: int,
    weeks: int,
    seed: int,
    workers: int | None,
    out: str | None,
    picture: str | None,
    verdicts: str | None,
    shipped: bool,
) -> None:
    """Simulate quiet weeks and find the thresholds of one false page and two false watches a week.

    Prints the result as one JSON line, with what held-out weeks let through. To use it, put watch, page, scan_page,
    slope, scan_slope and reports_per_hour into the table [escalation]. The weeks go through the whole of escalation:
    nine minutes for 200 keys on two cores with nothing else running, a quarter of an hour of CPU.

    With --verdicts a desk's own precision moves the thresholds: up when more than one page a week was called a false
    alarm, down when fewer were, by what the calibration says changes false alarms so much. The simulation counts as
    four weeks of experience beside the desk's own; a rise never costs a page that was real.
    """
    from deploy.calibrate import calibrate as find  # noqa: PLC0415
    from deploy.recalibrate import read_pages, recalibrated  # noqa: PLC0415

    if picture and importlib.util.find_spec("matplotlib") is None:
        say("--plot needs matplotlib: pip install 'tocsin[plot]'.")
        end(FAILED)
    if shipped and picture:
        raise click.UsageError("--plot draws the simulated weeks, which --shipped leaves out.")
    import msgspec  # noqa: PLC0415

    from alerts.params import shipped as ours  # noqa: PLC0415

    try:
        pages = read_pages(Path(verdicts)) if verdicts else None
        plot, processes = Path(picture) if picture else None, workers or os.cpu_count() or 1
        found = (
            ours() if shipped else find(keys, weeks, seed, workers=processes, progress=sys.stderr.isatty(), plot=plot)
        )
        found = recalibrated(found, pages) if pages is not None else found
    except ValueError as error:
        say(str(error))
        end(FAILED)
    if out:
        Path(out).write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    write(msgspec.json.encode(found).decode() + "\n")

"""`make drill`: break a running Tocsin in three ways, and see the right alert reach Alertmanager and end again.

Real Kafka, all processes of `tocsin run`, real Prometheus and Alertmanager with the shipped rules and routes. A source
is silenced, a channel refuses, a worker is frozen by SIGSTOP. A minute of the rules lasts `MINUTE_SECONDS` here (see
`deploy.observability.shortened`); nothing else of them is changed. At the end every query of every dashboard has to
return data. Prints a table; exit status 1 when anything was not as expected.

Run: ``python -m deploy.observability.drill [--keep FOLDER]``. Needs Linux, and about five minutes.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.observability.dashboards import Query, queries
from deploy.observability.programs import ProgramMissingError
from deploy.observability.scene import PROCESSES, Scene, Watched, child_of, scene
from deploy.observability.servers import ServerError
from deploy.web import WebError

__all__ = ["MINUTE_SECONDS", "Fault", "main"]

MINUTE_SECONDS = 12.0
"""How long a minute of the rules lasts: heartbeats still come once in a real minute, and must not look missing."""

START_SECONDS, QUERY_SECONDS = 180.0, 60.0
WAIT_SECONDS = 260.0
"""For a round: an alert that was refused just before the mending is told again only after up to two minutes."""

FREEZE = "dedupe"
EXPECTED = {"TocsinSourceSilent", "TocsinDeliveryOverdue", "TocsinProcessDown"}

WINDOW = "1m"
"""For the rates of the dashboards."""

NO_DATA: dict[str, str] = {}
"""Panel -> why its queries return nothing in this drill. None does."""


class DrillError(RuntimeError):
    """The drill could not be played."""


@dataclass(frozen=True)
class Fault:
    """One thing that is broken and mended.

    Attributes:
        what: for the table.
        alert: that must come, with these ``labels``.
        begin, mend: do and undo it.
    """

    what: str
    alert: str
    labels: dict[str, str]
    begin: Callable[[], object]
    mend: Callable[[], object]

    def seen(self, alerts: Sequence[Watched]) -> bool:
        """Whether the alert is among these."""
        return any(one.name == self.alert and self.labels.items() <= one.labels.items() for one in alerts)


@dataclass(frozen=True)
class Row:
    """What came of a fault."""

    fault: Fault
    fired: float | None
    ended: float | None
    others: frozenset[str]

    @property
    def good(self) -> bool:
        """Whether the alert came and went."""
        return self.fired is not None and self.ended is not None


def say(text: str) -> None:
    """Tell how far the drill is."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def waited(condition: Callable[[], bool], seconds: float) -> float | None:
    """Wait for a condition; returns how long it took, None when it did not come true in time."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            if condition():
                return time.monotonic() - began
        except WebError:
            pass  # asked again
        time.sleep(0.5)
    return None


def settled(stage: Scene) -> bool:
    """Whether everything runs, an alert has been told, and the watchdog fires and none of the alerts to come.

    TocsinLatencyBurn may: the slow first takes after a start fall into its shortened windows.
    """
    if stage.run.poll() is not None:
        raise DrillError(f"tocsin run has ended with {stage.run.returncode}; see {stage.folder}/tocsin.log")
    up = stage.query('sum(up{job="tocsin"})')
    firing = {one.name for one in stage.alerts()}
    watermark = stage.query(
        "detector_watermark_timestamp_seconds > 0 and on() deadman_last_arrival_timestamp_seconds > 0"
    )
    return (
        bool(up)
        and float(up[0]["value"][1]) == len(PROCESSES)
        and bool(watermark)
        and stage.desk.taken > 0
        and "TocsinWatchdog" in firing
        and not firing & EXPECTED
    )


def faults(stage: Scene) -> list[list[Fault]]:
    """Return what is broken, in rounds: what does not disturb each other is broken at once."""
    frozen: list[int] = []

    def freeze() -> None:
        frozen.append(child_of(stage.run, "worker", FREEZE))
        os.kill(frozen[0], signal.SIGSTOP)

    return [
        [
            Fault(
                "source drill-north is silenced",
                "TocsinSourceSilent",
                {"source": "drill-north"},
                lambda: stage.faucet.silenced.add("drill-north"),
                stage.faucet.silenced.clear,
            ),
            Fault(
                "channel desk answers 503",
                "TocsinDeliveryOverdue",
                {"channel": "desk"},
                lambda: stage.desk.broken(True),
                lambda: stage.desk.broken(False),
            ),
        ],
        [
            Fault(
                f"worker {FREEZE} is frozen (SIGSTOP)",
                "TocsinProcessDown",
                {"process": FREEZE},
                freeze,
                lambda: os.kill(frozen[0], signal.SIGCONT),
            )
        ],
    ]


def play(stage: Scene, together: Sequence[Fault]) -> list[Row]:
    """Break, wait for every alert, mend each as soon as its alert has come, and wait until it has gone."""
    began, fired, mended, ended = time.monotonic(), {}, {}, {}
    others: set[str] = set()
    for fault in together:
        say(f"  {fault.what}: {fault.alert} is expected")
        fault.begin()

    def looked() -> bool:
        alerts, now = stage.alerts(), time.monotonic()
        others.update(one.name for one in alerts)
        for fault in together:
            if fault.what not in fired and fault.seen(alerts):
                fired[fault.what] = now - began
                fault.mend()
                mended[fault.what] = time.monotonic()
                say(f"  {fault.alert} is at Alertmanager after {now - began:.0f} s; mended")
            elif fault.what in fired and fault.what not in ended and not fault.seen(alerts):
                ended[fault.what] = now - mended[fault.what]
                say(f"  {fault.alert} has ended {ended[fault.what]:.0f} s after the mending")
        return len(ended) == len(together)

    try:
        waited(looked, WAIT_SECONDS)
    finally:
        for fault in together:
            if fault.what not in mended:
                fault.mend()
    expected = {fault.alert for fault in together} | {"TocsinWatchdog"}
    beside = frozenset(others - expected)
    return [Row(fault, fired.get(fault.what), ended.get(fault.what), beside) for fault in together]


def unanswered(stage: Scene) -> list[Query]:
    """Return the queries of the dashboards that bring no number."""
    asked = [query for query in queries(WINDOW) if query.panel not in NO_DATA]
    return [query for query in asked if not any(_finite(one) for one in stage.query(query.expression))]


def _finite(series: Mapping[str, Any]) -> bool:
    return math.isfinite(float(series["value"][1]))


def ask_dashboards(stage: Scene) -> bool:
    """Ask every query of every dashboard until all bring data, and tell. Returns whether they did."""
    waited(lambda: not unanswered(stage), QUERY_SECONDS)
    missing = unanswered(stage)
    total = sum(1 for _ in queries(WINDOW))
    say(f"Dashboards: {total - len(missing)} of {total} queries return data.")
    for query in missing:
        say(f"  no data: {query.board}, {query.panel}: {query.expression}")
    for panel, why in NO_DATA.items():
        say(f"  left out: {panel}: {why}")
    return not missing


def table(rows: Sequence[Row]) -> str:
    """Return what was done, expected and seen."""

    def seconds(value: float | None) -> str:
        return f"{value:.0f} s" if value is not None else "never"

    lines = [("done", "expected at Alertmanager", "seen", "fired after", "ended after mending", "beside it")]
    for row in rows:
        labels = ",".join(f"{key}={value}" for key, value in row.fault.labels.items())
        lines.append(
            (
                row.fault.what,
                f"{row.fault.alert}{{{labels}}}",
                "yes" if row.good else "NO",
                seconds(row.fired),
                seconds(row.ended),
                ", ".join(sorted(row.others)) or "nothing",
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def drill(folder: Path) -> int:
    """Play the drill in a folder. Returns the exit status."""
    began = time.monotonic()
    say("Starting Kafka, Tocsin, Prometheus and Alertmanager …")
    with scene(folder, 60.0 / MINUTE_SECONDS) as stage:
        if waited(lambda: settled(stage), START_SECONDS) is None:
            firing = sorted(one.name for one in stage.alerts())
            raise DrillError(f"not everything ran and was calm after {START_SECONDS:.0f} s; firing: {firing}")
        say(f"All run, alerts arrive at the desk, nothing to come fires yet ({time.monotonic() - began:.0f} s).")
        rows = [row for together in faults(stage) for row in play(stage, together)]
        answered = ask_dashboards(stage)
    say(
        f"\n{table(rows)}\n\nA minute of the rules lasted {MINUTE_SECONDS:g} s. {time.monotonic() - began:.0f} s in all"
    )
    return 0 if answered and all(row.good for row in rows) else 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run the drill. Returns 0 when everything was as expected."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", metavar="FOLDER", help="an empty or new folder for logs and data, which are kept")
    chosen = parser.parse_args(argv)
    if chosen.keep:
        Path(chosen.keep).mkdir(parents=True, exist_ok=True)
    place = nullcontext(chosen.keep) if chosen.keep else tempfile.TemporaryDirectory(prefix="tocsin-drill-")
    with place as name:
        try:
            return drill(Path(name).resolve())
        except (DrillError, ProgramMissingError, ServerError, WebError, LookupError) as error:
            say(f"The drill failed: {error}")
            return 1


if __name__ == "__main__":
    sys.exit(main())

"""A desk's own verdicts move its thresholds: what ``tocsin calibrate --verdicts`` adds to the simulated weeks."""

from __future__ import annotations

from pathlib import Path

import msgspec

from alerts.lifecycle import AnalystVerdict
from alerts.params import Calibrated
from alerts.precision import Page
from alerts.recalibration import moved, pages_of

__all__ = ["read_pages", "recalibrated"]


def read_pages(path: Path) -> list[Page]:
    """Read pages from JSON lines: those of ``tocsin alerts --precision --json``, or verdicts as on ``tocsin.verdicts``.

    Raises:
        ValueError: a line is neither, or there are both kinds.
    """
    pages: list[Page] = []
    verdicts: list[AnalystVerdict] = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line.strip():
            continue
        try:
            told = msgspec.json.decode(line)
            if isinstance(told, dict) and "verdict" in told:
                verdicts.append(msgspec.convert(told, AnalystVerdict))
            else:
                pages.append(msgspec.convert(told, Page))
        except msgspec.DecodeError as error:
            raise ValueError(
                f"{path}:{number}: neither a verdict nor a page ({error}); give the lines of "
                "`tocsin alerts --precision --json`, or records of the topic verdicts"
            ) from error
    if pages and verdicts:
        raise ValueError(f"{path}: pages and verdicts in one file would count twice; give one kind")
    return pages or pages_of(verdicts)


def recalibrated(found: Calibrated, pages: list[Page]) -> Calibrated:
    """Move the thresholds by what the desk's pages say.

    Raises:
        ValueError: nothing was judged.
    """
    by = moved(pages, found.slope, found.page_false_alarms_per_week)
    if by is None:
        raise ValueError("none of the pages was judged; see `tocsin alert ack` and `tocsin alert false-alarm`")
    return msgspec.structs.replace(
        found,
        watch=round(found.watch + by.nats, 2),
        page=round(found.page + by.nats, 2),
        scan_page=round(found.scan_page + by.nats * found.scan_slope / found.slope, 2),
        desk=by,
    )

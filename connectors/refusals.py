"""Skipped records and gaps of a batch, as dead letters: nothing that a source could not give us vanishes unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from connectors.connector import Batch
from connectors.dead import DeadLetter, dead_letter

__all__ = ["GAP", "letters"]

GAP = "gap"
_STAGE = "connect"


def letters(source: str, batch: Batch, at: datetime) -> Iterator[DeadLetter]:
    """Yield the dead letters of a batch.

    Args:
        source: name of the connector; part of each origin.
        batch: whose `skipped` and `gaps` are told.
        at: time of reading, UTC.
    """
    for skipped in batch.skipped:
        yield dead_letter(_STAGE, skipped.reason, skipped.error, f"{source} {skipped.origin}", skipped.payload, at)
    for gap in batch.gaps:
        said = f"nothing was read from {gap.since.isoformat()} to {gap.until.isoformat()}: {gap.why}"
        yield dead_letter(_STAGE, GAP, said, source, msgspec.json.encode(gap), at)

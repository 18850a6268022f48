"""Codes of event types in PLOVER and ACLED, from ``plover.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Codes", "codes"]

_TABLE = Path(__file__).parent / "plover.toml"


@dataclass(frozen=True, slots=True)
class Codes:
    """PLOVER's event type (empty when it has none) and ACLED's event type and sub-event type (empty likewise)."""

    plover: str
    acled: tuple[str, ...]


@cache
def codes() -> dict[str, Codes]:
    """Return the codes by event type of `streams.report.EventType`."""
    with _TABLE.open("rb") as file:
        table = tomllib.load(file)
    return {kind: Codes(row["plover"], tuple(row["acled"])) for kind, row in table.items()}

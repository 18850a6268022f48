"""Which cursor is safe to save: the newest one all of whose predecessors Kafka has acknowledged.

Deliveries settle out of order (partitions are independent), but a resume position says "everything before me is
delivered", so it may only follow the longest acknowledged beginning. The rule is Kafka Connect's for source offsets.
Pure bookkeeping: no clock, no tasks.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

__all__ = ["Ledger", "Line"]


@dataclass(eq=False, slots=True)
class Line:
    """One handed-over batch: its cursor, and whether Kafka has it."""

    cursor: str | None
    settled: bool = False


@dataclass
class Ledger:
    """Handed-over batches of one connector, oldest first."""

    _open: deque[Line] = field(default_factory=deque)

    def __len__(self) -> int:
        """Return how many batches are not yet behind a safe cursor."""
        return len(self._open)

    def enter(self, cursor: str | None) -> Line:
        """Note a batch that was handed over and whose cursor is ``cursor``."""
        line = Line(cursor)
        self._open.append(line)
        return line

    def settle(self, line: Line) -> str | None:
        """Mark a batch acknowledged; return the newest cursor that became safe by it, None when none did."""
        line.settled = True
        safe: str | None = None
        while self._open and self._open[0].settled:
            cursor = self._open.popleft().cursor
            safe = safe if cursor is None else cursor
        return safe

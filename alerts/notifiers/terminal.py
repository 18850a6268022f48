"""A block on a terminal, or the same as plain text where the stream is none. Receipt: that it was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, TextIO

import msgspec

from alerts.alert import Alert, Severity
from alerts.message import evidence, facts, title
from alerts.notifiers.notifier import UnreachableError

if TYPE_CHECKING:
    from rich.console import Console
from alerts.pace import LOCAL, Pace

__all__ = ["Terminal", "TerminalOptions"]

COLOURS: dict[Severity, str] = {"minor": "cyan", "moderate": "yellow", "severe": "red", "extreme": "bold white on red"}
PLAIN_WIDTH = 110


class TerminalOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``terminal`` channel; ``evidence`` is how many posts are shown."""

    evidence: int = 3


@dataclass
class Terminal:
    """Prints each revision as one block."""

    exercises: ClassVar[bool] = True
    repeat: ClassVar[timedelta | None] = None
    pace: ClassVar[Pace] = LOCAL

    name: str
    options: TerminalOptions
    stream: TextIO
    _console: Console | None = field(default=None, repr=False)

    async def send(self, alert: Alert, dedup_key: str) -> str:  # noqa: ARG002  a terminal has no memory
        """Print; see `alerts.notifiers.notifier.Notifier`."""
        from rich.console import Group  # noqa: PLC0415  the command line's start does not pay for it
        from rich.panel import Panel  # noqa: PLC0415
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        table = Table.grid(padding=(0, 1))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for label, text in facts(alert):
            table.add_row(Text(label), Text(text))
        for line in evidence(alert)[: self.options.evidence]:
            table.add_row(Text("Evidence"), Text(line))
        colour = COLOURS[alert.severity] if alert.state in ("watch", "firing") else "green"
        # Not as the panel's title, which a narrow terminal would cut off.
        block = Panel(Group(Text(title(alert, 300), style=colour), table), border_style=colour)
        try:
            self._opened().print(block)
            self.stream.flush()
        except (OSError, ValueError) as exc:  # ValueError: closed
            raise UnreachableError(self.name, f"cannot write: {exc}") from exc
        return "written"

    async def aclose(self) -> None:
        """Leave the stream open: it is the process's."""

    def _opened(self) -> Console:
        from rich.console import Console  # noqa: PLC0415

        if self._console is None:
            width = None if self.stream.isatty() else PLAIN_WIDTH
            self._console = Console(file=self.stream, width=width, highlight=False)
        return self._console

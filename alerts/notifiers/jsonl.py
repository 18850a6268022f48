"""Alert revisions as JSON lines at the end of a file, on the disk before they count as delivered.

Doubles after a kill have the same ``alert`` and ``revision``. A last line that a kill or a full disk cut short is ended
before the next one is written, so that it spoils nothing but itself.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, ClassVar

import msgspec

from alerts.alert import ALERTS, Alert
from alerts.notifiers.notifier import UnreachableError
from alerts.pace import LOCAL, Pace

__all__ = ["JsonLines", "JsonLinesOptions"]


class JsonLinesOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``jsonl`` channel; folders of ``path`` are made."""

    path: Annotated[str, msgspec.Meta(min_length=1)]


@dataclass
class JsonLines:
    """Appends to a file; several processes may append to the same one."""

    exercises: ClassVar[bool] = True
    repeat: ClassVar[timedelta | None] = None
    pace: ClassVar[Pace] = LOCAL

    name: str
    path: Path

    async def send(self, alert: Alert, dedup_key: str) -> str:  # noqa: ARG002  the record carries id and revision
        """Append; see `alerts.notifiers.notifier.Notifier`."""
        try:
            end = await asyncio.to_thread(self._append, ALERTS.encode(alert) + b"\n")
        except OSError as exc:
            raise UnreachableError(self.name, f"cannot write {self.path}: {exc.strerror or exc}") from exc
        return f"{self.path.name}@{end}"

    def _append(self, line: bytes) -> int:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b", buffering=0) as file:
            end = file.seek(0, os.SEEK_END)
            if end > 0:
                file.seek(end - 1)
                line = line if file.read(1) == b"\n" else b"\n" + line
            if file.write(line) != len(line):  # one write call: lines of several processes do not mix
                raise OSError("the disk took only a part of the line")
            os.fsync(file.fileno())
            return file.tell()

    async def aclose(self) -> None:
        """Nothing is open between two alerts."""

"""Pictures of alerts as files, ``<alert>-r<revision>.png`` and ``.svg``, for a web server to show them.

Limit: nothing is removed; a revision is some eight kilobytes.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, ClassVar

import msgspec

from alerts.alert import Alert
from alerts.notifiers.notifier import UnreachableError
from alerts.pace import LOCAL, Pace
from alerts.picture import png, svg

__all__ = ["Pictures", "PicturesOptions"]


class PicturesOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``pictures`` channel; ``directory`` is made."""

    directory: Annotated[str, msgspec.Meta(min_length=1)]


@dataclass
class Pictures:
    """Draws each revision into a directory; the same revision is the same file."""

    exercises: ClassVar[bool] = True
    repeat: ClassVar[timedelta | None] = None
    pace: ClassVar[Pace] = LOCAL

    name: str
    directory: Path

    async def send(self, alert: Alert, dedup_key: str) -> str:  # noqa: ARG002  the file's name does that here
        """Draw; see `alerts.notifiers.notifier.Notifier`."""
        name = f"{alert.alert}-r{alert.revision}"
        try:
            for suffix, draw in (("png", png), ("svg", svg)):
                await asyncio.to_thread(self._write, f"{name}.{suffix}", draw(alert))
        except OSError as exc:
            raise UnreachableError(self.name, f"cannot write to {self.directory}: {exc.strerror or exc}") from exc
        return f"{name}.png"

    async def aclose(self) -> None:
        """Nothing is open between two alerts."""

    def _write(self, name: str, content: bytes) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        unfinished = self.directory / f".{name}.part"  # a web server must not show half of one
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.directory / name)

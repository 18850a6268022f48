"""A disk that is nearly full stops the intake before it stops Kafka.

The local Kafka shares a disk with this program. When that is full, Kafka ends in the middle of a write; what was
acknowledged is safe, but nothing runs. So the sources are held while less than a reserve is free, with an error that
says what to do, and go on by themselves from their checkpoints when there is room again.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

__all__ = ["DiskBrake"]

LOOK_SECONDS = 2.0
MIB = 1024 * 1024


class DiskBrake:
    """Says why nothing may be taken in, or None. Asks the disk at most every `LOOK_SECONDS`.

    Args:
        folder: on the disk in question; need not exist yet.
        keep_free_mib: reserve; 0 never brakes.
        free_bytes: of the disk that holds a folder.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        folder: Path,
        keep_free_mib: int,
        free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._reserve, self._free, self._clock = folder.absolute(), keep_free_mib, free_bytes, clock
        self._looked_at = -LOOK_SECONDS
        self._reason: str | None = None

    def __call__(self) -> str | None:
        """Return the reason."""
        now = self._clock()
        if self._reserve and now - self._looked_at >= LOOK_SECONDS:
            self._looked_at = now
            self._reason = self._look()
        return self._reason

    def _look(self) -> str | None:
        existing = next(path for path in (self._folder, *self._folder.parents) if path.exists())
        free_mib = self._free(existing) // MIB
        # Going on needs a little more than stopping, so that it does not flutter.
        if free_mib >= self._reserve * (1.25 if self._reason else 1.0):
            return None
        return (
            f"{free_mib} MiB are free on the disk of {self._folder}, {self._reserve} must stay free; make room there, "
            "move [broker] data_dir, or lower [broker] keep_free_mib. Nothing is lost: sources go on where they stood"
        )

"""A folder that others drop files into, by FTP or rsync: which files are new, without moving or deleting any.

New means: changed (``ctime``) since the last look. That time is set by the system when a file is written or moved
in, and nobody can set it back, so a file with an old date of modification is noticed too. Files are remembered for
`WINDOW`, since clocks of network drives differ. Files that vanish, and names beginning with a dot or ending in
``.tmp``, ``.part`` or ``.filepart``, which half-written files are called, are passed over.

A file that cannot be read yet (half-written under its true name) is left for later while it is younger than `SETTLED`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
import xxhash

__all__ = ["FolderState", "Found", "look", "passed", "read_whole"]

WINDOW = timedelta(minutes=10)
SETTLED = timedelta(seconds=30)
KEPT = 8_000
UNFINISHED = (".tmp", ".part", ".filepart")


class FolderState(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was read of a folder.

    Attributes:
        floor_ns: files that changed before are done with, nanoseconds since 1970.
        seen: signature of each file done with that changed later -> when it changed.
    """

    floor_ns: int = 0
    seen: dict[str, int] = {}


class Found(NamedTuple):
    """A file to read."""

    path: Path
    signature: str
    changed_ns: int

    def young(self, now: datetime) -> bool:
        """Whether its writer may still be at work."""
        return now - datetime.fromtimestamp(self.changed_ns / 1e9, UTC) < SETTLED


def look(folder: Path, suffixes: Iterable[str], state: FolderState) -> list[Found]:
    """Return the files that are not done with, in the order in which they changed; raises `OSError`."""
    found: list[Found] = []
    endings = tuple(suffixes)
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name.lower()
            if name.startswith(".") or name.endswith(UNFINISHED) or not name.endswith(endings):
                continue
            try:
                status = entry.stat()
                if not entry.is_file():
                    continue
            except FileNotFoundError:
                continue
            changed = status.st_ctime_ns
            signature = xxhash.xxh3_64_hexdigest(f"{entry.name}\0{changed}\0{status.st_size}".encode(errors="replace"))
            if changed > state.floor_ns and signature not in state.seen:
                found.append(Found(Path(entry.path), signature, changed))
    return sorted(found, key=lambda each: (each.changed_ns, each.path.name))


def passed(state: FolderState, done: Iterable[Found], left: Iterable[Found]) -> FolderState:
    """Return the state after ``done`` files, when ``left`` ones of the same look still have to be read."""
    seen = {**state.seen, **{each.signature: each.changed_ns for each in done}}
    if not seen:
        return state
    times = sorted(seen.values())
    floor = times[-1] - int(WINDOW / timedelta(microseconds=1)) * 1000
    if len(times) > KEPT:  # forget the oldest and do not look behind them again
        floor = max(floor, times[-KEPT - 1])
    floor = max(state.floor_ns, min([floor, *(each.changed_ns - 1 for each in left)]))
    return FolderState(floor, {signature: at for signature, at in seen.items() if at > floor})


def read_whole(path: Path, limit_bytes: int) -> bytes | None:
    """Return a file's bytes, None when it is larger than the limit; raises `OSError`."""
    with path.open("rb") as file:
        body = file.read(limit_bytes + 1)
    return body if len(body) <= limit_bytes else None

"""A stream that cannot be resumed is read on into a file while Kafka takes nothing.

The runner leaves most streams when Kafka is away: they resume by their cursor. One that cannot (`resumable` is False)
would lose what is written meanwhile, so `Spooled` reads it in the background. What the runner does not fetch waits in
memory, a few batches, and then in a file of bounded size; when that is full, what comes is dropped and said as a gap
from the first batch dropped until the file is empty again. Order is kept.

The file outlives the process: what it holds is told again at the next start, before the source is connected, and is
emptied once Kafka has all of it, so a crash repeats posts. It moves no cursor then: what was in memory at the crash is
lost, so the source connects from the last acknowledged cursor and says the gap from there, more than was lost.

Limits: written without ``fsync``, so a power cut loses what the kernel had not written. A connection that the source
ends while Kafka is away is not made anew until Kafka is back.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO, ClassVar

import msgspec
import structlog

from connectors.connector import Batch, Connector, Gap, Poller, Skipped, Stream
from connectors.page import utc_now
from connectors.post import Post

__all__ = ["CAP_BYTES", "Spool", "Spooled", "spooled"]

log = structlog.get_logger(__name__)

CAP_BYTES = 256 * 1024 * 1024
"""Some hundred thousand posts of a busy stream."""

HELD_BATCHES = 100


class _Line(msgspec.Struct, omit_defaults=True):
    posts: tuple[Post, ...]
    cursor: str | None
    skipped: tuple[Skipped, ...] = ()
    gaps: tuple[Gap, ...] = ()


_lines = msgspec.json.Decoder(_Line)


@dataclass
class Spool:
    """The file: appended at its end, read from its beginning, emptied when all that was read is acknowledged."""

    path: Path
    cap_bytes: int = CAP_BYTES
    _file: IO[bytes] | None = field(init=False, default=None)
    _read: int = field(init=False, default=0)
    _size: int = field(init=False, default=0)
    _open: int = field(init=False, default=0)  # batches that were read and are not acknowledged

    def open(self) -> None:
        """Open, and stand before the first batch; a last line that a crash cut off is dropped. Raises `OSError`."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = open(self.path, "a+b")  # noqa: SIM115  closed by `close`
        self._size = self._file.seek(0, 2)
        self._read = self._open = 0
        self._file.seek(max(self._size - 1, 0))
        if self._size and self._file.read(1) != b"\n":
            self._file.seek(0)
            self._size = self._file.read().rfind(b"\n") + 1
            self._file.truncate(self._size)

    def close(self) -> None:
        """Close; what is not acknowledged stays."""
        if self._file is not None:
            self._file.close()
            self._file = None

    @property
    def opened(self) -> bool:
        """Whether there is a file."""
        return self._file is not None

    @property
    def unread(self) -> bool:
        """Whether a batch waits."""
        return self._read < self._size

    def append(self, batch: Batch) -> bool:
        """Keep a batch; False when the file is full."""
        line = msgspec.json.encode(_Line(batch.posts, batch.cursor, batch.skipped, batch.gaps)) + b"\n"
        if self._file is None or self._size + len(line) > self.cap_bytes:
            return False
        self._file.write(line)
        self._file.flush()
        self._size += len(line)
        return True

    def next(self) -> Batch | None:
        """Return the next batch; it tells this file when it is acknowledged. None for a line that is damaged."""
        if self._file is None:
            raise ValueError("not open")
        self._file.seek(self._read)
        raw = self._file.readline()
        self._read += len(raw)
        try:
            line = _lines.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError) as exc:
            log.error("spool_line_unreadable", path=str(self.path), error=str(exc))
            return None
        self._open += 1
        return Batch(line.posts, line.cursor, line.skipped, line.gaps, settled=self._settled)

    def _settled(self, delivered: bool) -> None:
        if not delivered or self._file is None:
            return  # it is read again from the beginning
        self._open -= 1
        if self._open == 0 and not self.unread:
            self._file.truncate(0)
            self._read = self._size = 0


@dataclass
class _Reading:
    """What the background task and the generator share."""

    waiting: deque[Batch] = field(default_factory=deque)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    fetched: asyncio.Event = field(default_factory=asyncio.Event)
    lost_since: datetime | None = None
    lost_cursor: str | None = None
    ended: BaseException | None = None


@dataclass(frozen=True)
class Spooled:
    """Wraps a stream that cannot resume."""

    connector: Stream
    path: Path
    cap_bytes: int = CAP_BYTES
    held: int = HELD_BATCHES
    clock: Callable[[], datetime] = utc_now

    pushes_back: ClassVar[bool] = True
    """The runner stays while Kafka takes nothing."""

    @property
    def name(self) -> str:
        """Name of the stream."""
        return self.connector.name

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """Yield what the file holds, then what the source says; without a file, only the latter."""
        spool = Spool(self.path, self.cap_bytes)
        try:
            spool.open()
        except OSError as exc:
            meaning = "while Kafka is away the source has to wait, and may hang up"
            log.error("spool_unavailable", source=self.name, path=str(self.path), error=str(exc), meaning=meaning)
        try:
            while spool.unread:
                batch = spool.next()
                if batch is not None:
                    yield replace(batch, cursor=None)
            async with contextlib.aclosing(self._live(spool, cursor)) as batches:
                async for batch in batches:
                    yield batch
        finally:
            spool.close()

    async def _live(self, spool: Spool, cursor: str | None) -> AsyncGenerator[Batch, None]:
        reading = _Reading()
        task = asyncio.create_task(self._collect(reading, spool, cursor), name=f"spool {self.name}")
        try:
            while True:
                while reading.waiting:
                    batch = reading.waiting.popleft()
                    reading.fetched.set()
                    yield batch
                if spool.unread:
                    kept = spool.next()
                    if kept is not None:
                        yield kept
                elif reading.lost_since is not None:
                    yield self._gap(reading)
                elif reading.ended is not None:
                    raise reading.ended
                elif task.done():
                    return
                else:
                    await reading.arrived.wait()
                    reading.arrived.clear()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _collect(self, reading: _Reading, spool: Spool, cursor: str | None) -> None:
        try:
            async with contextlib.aclosing(self.connector.stream(cursor)) as batches:
                async for batch in batches:
                    while not spool.opened and len(reading.waiting) >= self.held:  # then the source has to wait
                        reading.fetched.clear()
                        await reading.fetched.wait()
                    self._take(reading, spool, batch)
        except Exception as exc:  # noqa: BLE001  raised by the generator, in its turn
            reading.ended = exc
        finally:
            reading.arrived.set()

    def _take(self, reading: _Reading, spool: Spool, batch: Batch) -> None:
        if reading.lost_since is None and not spool.unread and len(reading.waiting) < self.held:
            reading.waiting.append(batch)
        elif reading.lost_since is not None or not spool.append(replace(batch, settled=None)):
            if reading.lost_since is None:
                reading.lost_since = self.clock()
                log.error("spool_full", source=self.name, path=str(self.path), cap_bytes=self.cap_bytes)
            reading.lost_cursor = batch.cursor
        reading.arrived.set()

    def _gap(self, reading: _Reading) -> Batch:
        since, cursor = reading.lost_since, reading.lost_cursor
        reading.lost_since = reading.lost_cursor = None
        if since is None:
            raise ValueError("nothing was lost")
        why = f"Kafka took nothing, and {self.path} was full at {self.cap_bytes} bytes"
        return Batch((), cursor, gaps=(Gap(since, self.clock(), why),))


def spooled(connector: Connector, directory: Path, cap_bytes: int = CAP_BYTES) -> Connector:
    """Wrap what cannot resume; everything else is returned as it is."""
    if isinstance(connector, Poller) or getattr(connector, "resumable", True):
        return connector
    name = "".join(each if each.isalnum() or each in "-_." else "_" for each in connector.name)
    return Spooled(connector, directory / f"{name}.jsonl", cap_bytes)

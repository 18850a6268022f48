r"""Blocks of whole lines out of a file, plain, gzip or zstd, from any byte offset of its decompressed content.

Lines end at ``\n`` and nowhere else: text libraries also split at U+2028 and U+0085, which are legal inside JSON
strings. Blocking; the connector calls it in a thread.
"""

from __future__ import annotations

import codecs
import gzip
import io
import os
import select
import stat
import sys
import zlib
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple, cast

__all__ = ["BLOCK_BYTES", "MAX_LINE_BYTES", "Block", "BrokenArchiveError", "LineReader", "head_of", "unmarked"]

BLOCK_BYTES = 1024 * 1024
MAX_LINE_BYTES = 1024 * 1024
"""Twice what the sink takes as one post; a longer line is skipped without being held."""

KEPT_BYTES = 64 * 1024
"""How much of a line that is too long is kept for its dead letter."""

STDIN_POLL_SECONDS = 0.2
"""How soon a reader that waits for a silent pipe notices that it was closed."""

ZSTD_BYTES = 1024
"""Given to zstd at a time: so much can become 32 MB at the very worst, four bytes a block of 128 KB."""

_GZIP_MAGIC, _ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class BrokenArchiveError(ValueError):
    """The compressed file is damaged or cut off."""


class Block(NamedTuple):
    """Whole lines, without their line ends.

    Attributes:
        lines: in order; an overlong line is represented by its beginning.
        overlong: index of an overlong line -> its true length in bytes.
        ended: the file's end is reached.
        terminated: whether the last line had its line end.
    """

    lines: list[bytes]
    overlong: dict[int, int]
    ended: bool = False
    terminated: bool = True

    def size(self, start: int, stop: int) -> int:
        """Return how many bytes of the file lines ``start`` to ``stop`` (exclusive) take, line ends included."""
        total = sum(map(len, self.lines[start:stop])) + (stop - start)
        for index, length in self.overlong.items():
            if start <= index < stop:
                total += length - len(self.lines[index])
        return total - (0 if self.terminated or stop < len(self.lines) else 1)


class _Pipe(io.RawIOBase):
    """Standard input as a raw stream whose waiting read ends when it is closed from another thread."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.abandoned = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self.abandoned:
            ready, _, _ = select.select([self._descriptor], [], [], STDIN_POLL_SECONDS)
            if ready:
                data = os.read(self._descriptor, len(buffer))
                buffer[: len(data)] = data
                return len(data)
        return 0


class _Zstd(io.RawIOBase):
    """Frames of zstd as one raw stream that notices a missing end, which the library's own stream reader does not."""

    def __init__(self, file: IO[bytes]) -> None:
        import zstandard  # noqa: PLC0415  only for those who need it

        self._file, self._make = file, zstandard.ZstdDecompressor().decompressobj
        self._frame: Any = None
        self._packed = self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            self._packed = self._packed or cast("io.BufferedReader", self._file).read1(ZSTD_BYTES)
            if not self._packed:
                if self._frame is not None:
                    raise BrokenArchiveError("the last frame does not end")
                return 0
            self._frame = self._frame or self._make()
            self._ready, self._packed = self._frame.decompress(self._packed), b""
            if self._frame.eof:
                self._packed, self._frame = self._frame.unused_data, None
        given = self._ready[: len(buffer)]
        buffer[: len(given)] = given
        self._ready = self._ready[len(given) :]
        return len(given)


@dataclass
class LineReader:
    """Reads blocks of lines.

    Attributes:
        path: a file, or ``-`` for standard input.
        offset: of the decompressed content; where reading starts.
    """

    path: str
    offset: int = 0
    _raw: _Pipe | None = field(init=False, default=None)
    _stream: IO[bytes] | None = field(init=False, default=None)
    _seekable: bool = field(init=False, default=False)
    _file: IO[bytes] | None = field(init=False, default=None)
    _tail: bytes = field(init=False, default=b"")
    _dropped: int = field(init=False, default=0)  # bytes of the current overlong line, those in _tail included

    def open(self) -> None:
        """Open and go to `offset`; raises `OSError` or `BrokenArchiveError`."""
        if self.path == "-":
            self._raw = _Pipe(sys.stdin.fileno())
            self._file = cast("IO[bytes]", io.BufferedReader(self._raw, BLOCK_BYTES))
        else:
            self._file = open(self.path, "rb", buffering=BLOCK_BYTES)  # noqa: SIM115  closed by `close`
            self._seekable = stat.S_ISREG(os.fstat(self._file.fileno()).st_mode)
        magic = cast("io.BufferedReader", self._file).peek(4)[:4]
        if magic.startswith(_GZIP_MAGIC):
            self._stream = cast("IO[bytes]", gzip.GzipFile(fileobj=self._file, mode="rb"))
        elif magic == _ZSTD_MAGIC:
            self._stream = cast("IO[bytes]", io.BufferedReader(_Zstd(self._file), BLOCK_BYTES))
        else:
            self._stream = self._file
            if self._seekable and self.offset:
                self._stream.seek(self.offset)
                return
        left = self.offset
        while left > 0 and (skipped := self._read(min(left, BLOCK_BYTES))):
            left -= len(skipped)

    @property
    def compressed(self) -> bool:
        """Whether the file is an archive, which cannot be followed while it grows."""
        return self._stream is not self._file

    def block(self) -> Block:
        """Return the next whole lines; raises `OSError` or `BrokenArchiveError`."""
        data = self._read(BLOCK_BYTES)
        if not data:
            return Block([], {}, ended=True)
        overlong: dict[int, int] = {}
        parts = data.split(b"\n")
        if len(parts) == 1:
            self._grow(data)
            return Block([], {})
        lines = parts[:-1]
        if self._dropped:
            overlong[0] = self._dropped + len(lines[0])
            lines[0] = self._tail
        else:
            lines[0] = self._tail + lines[0]
        self._tail, self._dropped = b"", 0
        self._grow(parts[-1])
        return Block(lines, overlong)

    def rest(self) -> Block:
        """Return the last line if it lacks its line end; in a file that is followed it may still be growing."""
        if not self._tail:
            return Block([], {}, ended=True)
        overlong = {0: self._dropped} if self._dropped else {}
        lines, self._tail, self._dropped = [self._tail], b"", 0
        return Block(lines, overlong, ended=True, terminated=False)

    def rotated(self) -> bool:
        """Whether the path leads to another or a shorter file by now."""
        if not self._seekable or self._file is None:
            return False
        try:
            now, ours = os.stat(self.path), os.fstat(self._file.fileno())
        except FileNotFoundError:
            return False  # between the two steps of a rotation
        return now.st_ino != ours.st_ino or now.st_size < self._file.tell()

    def close(self) -> None:
        """Close; a read that waits in another thread ends soon."""
        if self._raw is not None:
            self._raw.abandoned = True  # its thread may still be in `select`; standard input itself stays open
            return
        for stream in (self._stream, self._file):
            if stream is not None:
                stream.close()

    def _grow(self, part: bytes) -> None:
        if self._dropped:
            self._dropped += len(part)
            return
        self._tail += part
        if len(self._tail) > MAX_LINE_BYTES:
            self._dropped = len(self._tail)
            self._tail = self._tail[:KEPT_BYTES]

    def _read(self, size: int) -> bytes:
        stream = self._stream
        if stream is None:
            raise ValueError("not open")
        try:
            # A pipe gives what it has, so that live posts do not wait for a full block.
            return stream.read(size) if self._seekable else cast("io.BufferedReader", stream).read1(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as exc:
            raise BrokenArchiveError(str(exc)) from exc
        except OSError:
            raise
        except Exception as exc:
            if type(exc).__name__ == "ZstdError":  # not imported for those who do not need it
                raise BrokenArchiveError(str(exc)) from exc
            raise


def unmarked(line: bytes, number: int) -> bytes:
    """Return a file's line without the byte order mark that some programs write before the first."""
    return line.removeprefix(codecs.BOM_UTF8) if number == 1 else line


def head_of(path: str, size: int) -> bytes:
    """Return the first bytes of a file's decompressed content: its fingerprint, with which a cursor is checked."""
    reader = LineReader(path)
    try:
        reader.open()
        return reader._read(size)
    finally:
        reader.close()

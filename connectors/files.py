r"""Posts from JSON lines: a file, plain or compressed with gzip or zstd, or standard input.

Format: one `connectors.post.Post` a line, UTF-8, lines ended by ``\n`` (https://jsonlines.org). Compression is
recognised by the first bytes, not by the name.

Cursor: byte offset and line number in the decompressed content, with a checksum of the beginning: a file that was
replaced by another of the same name is read from its start. Standard input cannot resume and has no cursor.

As fast as possible, or in the posts' own time at a speed (``speed = 600`` plays ten minutes a second). A line that is
no post is skipped with its reason and the cursor moves past it.

Limits: an archive is decompressed again up to the cursor after a restart; only plain files can be followed while they
grow; a zstd archive that is cut off at a frame's end looks complete.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec

from connectors.codec import RecordError
from connectors.connector import Batch, Skipped
from connectors.errors import GoneError, OptionsError, PayloadError, UnavailableError
from connectors.lines import MAX_LINE_BYTES, Block, BrokenArchiveError, LineReader, head_of, unmarked
from connectors.post import POSTS, Post

__all__ = ["Files", "FilesOptions", "Pace", "Position"]

ResultT = TypeVar("ResultT")

_posts = msgspec.json.Decoder(Post)

BATCH_POSTS = 500
HEAD_BYTES = 4096
FOLLOW_SECONDS = 0.25

TICK_SECONDS = 0.02
"""Posts due within one tick are handed over together: at 600x a minute of posts is a tenth of a second."""


class FilesOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``files`` source.

    Attributes:
        path: the file, or ``-`` for standard input.
        speed: play in the posts' own time, so many times as fast; left out: as fast as possible.
        follow: keep reading what is appended (plain files only).
    """

    path: Annotated[str, msgspec.Meta(min_length=1)]
    speed: Annotated[float, msgspec.Meta(gt=0)] | None = None
    follow: bool = False


class Position(msgspec.Struct, frozen=True):
    """The cursor: offset in bytes, number of lines before it, and length and CRC-32 of the file's beginning."""

    offset: int = 0
    line: int = 0
    head_bytes: int = 0
    head_crc: int = 0


@dataclass
class Pace:
    """When a post of the past is due now: the first at once, the others at their distance divided by the speed."""

    speed: float
    clock: Callable[[], float]
    _origin: tuple[float, datetime] | None = None

    def wait_seconds(self, published_at: datetime) -> float:
        """Return how long to wait; zero or less for what is due, also for posts that stand out of time order."""
        if self._origin is None:
            self._origin = (self.clock(), published_at)
        started, first = self._origin
        return started + (published_at - first).total_seconds() / self.speed - self.clock()


@dataclass(frozen=True)
class Files:
    """Streams the posts of one file.

    Attributes:
        name: of the source.
        options: see `FilesOptions`.
        clock, sleep: monotonic seconds, and how to wait; tests bring their own.
    """

    name: str
    options: FilesOptions
    clock: Callable[[], float] = field(default=lambda: asyncio.get_running_loop().time())
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """Yield batches up to the file's end, or for ever with ``follow``."""
        pace = Pace(self.options.speed, self.clock) if self.options.speed else None
        position = await self._call(lambda: self._start(cursor))
        reader = LineReader(self.options.path, position.offset)
        try:
            await self._open(reader)
            while True:
                block = await self._call(reader.block)
                if block.ended and not self.options.follow:
                    block = reader.rest()
                elif block.ended:
                    if await self._call(reader.rotated):
                        reader.close()
                        position = await self._call(lambda: self._start(None))
                        reader = LineReader(self.options.path)
                        await self._open(reader)
                    else:
                        await self.sleep(FOLLOW_SECONDS)
                    continue
                batches = self._batches(block, position, 1 if pace else BATCH_POSTS)
                async for batch, reached in self._played(batches, pace):
                    position = reached
                    yield batch
                if block.ended:
                    yield Batch((), self._cursor(position), done=True)
                    return
        finally:
            reader.close()

    async def _played(
        self, batches: Iterator[tuple[Batch, Position]], pace: Pace | None
    ) -> AsyncGenerator[tuple[Batch, Position], None]:
        """Pass batches on: at once, or (one line each) when their time has come, those of one tick together."""
        due: list[tuple[Batch, Position]] = []
        for batch, position in batches:
            if pace is None:
                yield batch, position
                continue
            wait = pace.wait_seconds(batch.posts[0].published_at) if batch.posts else 0.0
            if (wait > TICK_SECONDS or len(due) >= BATCH_POSTS) and due:
                yield _merged(due), due[-1][1]
                due = []
            if wait > TICK_SECONDS:
                await self.sleep(wait)
            due.append((batch, position))
        if due:
            yield _merged(due), due[-1][1]

    def _batches(self, block: Block, position: Position, step: int) -> Iterator[tuple[Batch, Position]]:
        for start in range(0, len(block.lines), step):
            stop = min(start + step, len(block.lines))
            posts, skipped = self._decoded(block, start, stop, position.line)
            position = Position(
                position.offset + block.size(start, stop), position.line + stop - start, *_head(position)
            )
            yield Batch(tuple(posts), self._cursor(position), tuple(skipped)), position

    def _decoded(self, block: Block, start: int, stop: int, before: int) -> tuple[list[Post], list[Skipped]]:
        lines = block.lines[start:stop]
        if not block.overlong:
            try:
                posts = _posts.decode_lines(b"\n".join(lines))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                pass
            else:
                # A value broken over two lines, or two in one line, are not JSON lines.
                if len(posts) == len(lines):
                    return posts, []
        return self._decoded_singly(block, start, stop, before)

    def _decoded_singly(self, block: Block, start: int, stop: int, before: int) -> tuple[list[Post], list[Skipped]]:
        posts: list[Post] = []
        skipped: list[Skipped] = []
        for index in range(start, stop):
            number = before + index - start + 1
            line, origin = block.lines[index], f"{self.options.path}:{number}"
            if index in block.overlong:
                error = f"{origin}: the line is longer than {MAX_LINE_BYTES} bytes. Cut the text."
                skipped.append(Skipped("too_large", error, origin, line))
            elif line.strip():
                try:
                    posts.append(POSTS.decode(unmarked(line, number), origin))
                except RecordError as exc:
                    skipped.append(Skipped("unreadable", str(exc), origin, line))
                except RecursionError:
                    error = f"{origin}: the JSON is nested too deep. A post has no nested fields."
                    skipped.append(Skipped("unreadable", error, origin, line))
        return posts, skipped

    def _start(self, cursor: str | None) -> Position:
        """Return where to begin: at the cursor, or at the start if there is none or it belongs to another file."""
        path = self.options.path
        if path == "-":
            return Position()
        if cursor is not None:
            try:
                position = msgspec.json.decode(cursor, type=Position)
            except msgspec.DecodeError:
                position = Position()
            if zlib.crc32(head_of(path, position.head_bytes)) == position.head_crc:
                return position
        head = head_of(path, HEAD_BYTES)
        return Position(head_bytes=len(head), head_crc=zlib.crc32(head))

    def _cursor(self, position: Position) -> str | None:
        return None if self.options.path == "-" else msgspec.json.encode(position).decode()

    async def _open(self, reader: LineReader) -> None:
        await self._call(reader.open)
        if self.options.follow and reader.compressed:
            raise OptionsError(self.name, f"{self.options.path} is compressed; only plain files can be followed")

    async def _call(self, blocking: Callable[[], ResultT]) -> ResultT:
        """Run a blocking step in a thread and name its failures."""
        path = self.options.path
        try:
            return await asyncio.to_thread(blocking)
        except FileNotFoundError as exc:
            if self.options.follow:
                raise UnavailableError(self.name, f"{path} is not there yet") from exc
            raise GoneError(self.name, f"there is no file {path}") from exc
        except (PermissionError, IsADirectoryError) as exc:
            raise OptionsError(self.name, f"{path} cannot be read: {exc.strerror}") from exc
        except OSError as exc:
            raise UnavailableError(self.name, f"{path} cannot be read: {exc}") from exc
        except BrokenArchiveError as exc:
            raise PayloadError(self.name, f"{path} is damaged or cut off: {exc}") from exc


def _head(position: Position) -> tuple[int, int]:
    return position.head_bytes, position.head_crc


def _merged(due: list[tuple[Batch, Position]]) -> Batch:
    posts = tuple(post for batch, _ in due for post in batch.posts)
    skipped = tuple(each for batch, _ in due for each in batch.skipped)
    return Batch(posts, due[-1][0].cursor, skipped)

"""JSON lines in and out of the offline verbs: streamed, so that a file may be larger than memory.

A line that is no post is told on standard error with file, line, field and mend, and the others are worked on all the
same: one bad line in a million must not cost the night's run. The exit status tells that there were some.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from connectors.codec import Codec, RecordError
from connectors.lines import MAX_LINE_BYTES, Block, BrokenArchiveError, LineReader, unmarked
from connectors.post import POSTS, Post
from deploy.commands.session import FAILED, end, say

if TYPE_CHECKING:
    from collections.abc import Callable

    import msgspec

__all__ = [
    "PostLines",
    "ReadError",
    "advancing",
    "jobs_for",
    "many_jobs",
    "post_file",
    "progress",
    "write",
    "write_lines",
]

FunctionT = TypeVar("FunctionT", bound="Callable[..., object]")
RecordT = TypeVar("RecordT", bound="msgspec.Struct")


class ReadError(Exception):
    """The input as a whole cannot be read any further."""


def post_file(function: FunctionT) -> FunctionT:
    """Add the argument FILE: posts as JSON lines, ``-`` or nothing for standard input."""
    return click.argument(
        "path",
        metavar="[FILE]",
        default="-",
        type=click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True),
    )(function)


def many_jobs(function: FunctionT) -> FunctionT:
    """Add the option ``--jobs``: processes that tag the posts of a file, 0 for as many as this machine has for us."""
    return click.option(
        "--jobs",
        default=0,
        type=click.IntRange(0, 256),
        help="Processes that tag the posts of a large file; 0 (the default): one for each processor, at most 8.",
    )(function)


def jobs_for(path: str, jobs: int) -> int:
    """Return the processes for an input: what comes in as it is written is tagged at once, by one."""
    from deploy.crew import MOST, usable_processors  # noqa: PLC0415

    return (jobs or min(MOST, usable_processors())) if Path(path).is_file() else 1


@dataclass
class PostLines:
    """Reads posts block by block.

    Attributes:
        path: a file, plain or compressed with gzip or zstd, or ``-``.
        unreadable: lines so far that were no posts; each was told.
        untagged: posts at which the tagger failed; each was told.
        instead: what became of such a post.
        position: bytes of decompressed content so far.
    """

    path: str
    unreadable: int = 0
    untagged: int = 0
    instead: str = "It has an empty report."
    position: int = 0
    _line: int = 0

    def __iter__(self) -> Iterator[list[Post]]:
        """Yield lists of posts as they can be read; raises `ReadError`."""
        if self.path == "-" and sys.stdin is None:
            raise ReadError("Standard input is closed. Name a file, or pipe posts in.")
        if self.path == "-" and sys.stdin.isatty():
            say("Reading posts from the terminal, one JSON object a line; Ctrl-D ends the input.")
        reader = LineReader(self.path)
        try:
            reader.open()
            while True:
                block = reader.block()
                if block.ended:
                    block = reader.rest()
                if posts := self._posts(block):
                    yield posts
                if block.ended:
                    return
        except (OSError, BrokenArchiveError) as exc:
            if isinstance(exc, BrokenPipeError):
                raise  # of the output
            raise ReadError(f"{self._origin()}: the file is damaged or cut off ({exc}). Copy it again.") from exc
        finally:
            reader.close()

    def finish(self) -> None:
        """End the verb: with a failure if a line was unreadable, or a post could not be tagged."""
        if self.unreadable:
            say(f"{self.unreadable} of {self._line} lines were no posts and were left out.")
        if self.unreadable or self.untagged:
            end(FAILED)

    def fail(self, fault: str) -> None:
        """Tell of a post at which the tagger failed."""
        self.untagged += 1
        say(f"Not tagged: {fault}. {self.instead} This is a fault of Tocsin; please report it with the post.")

    def _origin(self) -> str:
        return f"{'stdin' if self.path == '-' else self.path}:{self._line}"

    def _posts(self, block: Block) -> list[Post]:
        posts: list[Post] = []
        for index, line in enumerate(block.lines):
            self._line += 1
            if index in block.overlong:
                self._refuse(f"{self._origin()}: the line is longer than {MAX_LINE_BYTES} bytes. Cut the text.")
            elif line.strip():
                try:
                    posts.append(POSTS.decode(unmarked(line, self._line), self._origin()))
                except RecordError as error:
                    self._refuse(str(error))
        self.position += block.size(0, len(block.lines))
        return posts

    def _refuse(self, sentence: str) -> None:
        self.unreadable += 1
        say(sentence)


def write_lines(codec: Codec[RecordT], records: Iterable[RecordT]) -> None:
    """Write records to standard output and let them go at once."""
    encode = codec.encode
    write(b"".join([encode(record) + b"\n" for record in records]))


def write(content: bytes | str) -> None:
    """Write to standard output at once; whoever reads it may stop when he has enough, which ends the verb quietly."""
    try:
        click.echo(content, nl=False) if isinstance(content, str) else sys.stdout.buffer.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still buffered would raise again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        end(0)


@contextmanager
def progress(lines: PostLines) -> Iterator[Iterable[list[Post]]]:
    """Show a bar on standard error, if that is a terminal and the input a plain file whose size is known."""
    if lines.path == "-" or not _watched() or _compressed(lines.path):
        yield lines
        return
    size = Path(lines.path).stat().st_size

    with click.progressbar(length=size, label="posts", file=sys.stderr) as bar:

        def advancing() -> Iterator[list[Post]]:
            shown = 0
            for posts in lines:
                yield posts
                bar.update(lines.position - shown)
                shown = lines.position

        yield advancing()


@contextmanager
def advancing(label: str, length: int) -> Iterator[Callable[[Iterable[Post]], Iterable[Post]]]:
    """Yield what passes ``length`` posts on and shows a bar of them on standard error, if that is a terminal."""
    if not _watched():
        yield iter
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:

        def shown(posts: Iterable[Post]) -> Iterator[Post]:
            for post in posts:
                yield post
                bar.update(1)

        yield shown


def _watched() -> bool:
    """Whether somebody sees standard error, and no records between."""
    return sys.stderr.isatty() and not sys.stdout.isatty()


def _compressed(path: str) -> bool:
    with open(path, "rb") as file:
        return file.read(4).startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd"))

r"""Lines out of chunks of bytes as they come off the wire, with a bound on what one line may hold.

Lines end at ``\n`` and nowhere else; a ``\r`` before it is dropped. Text libraries also split at U+2028 and U+0085,
which are legal inside JSON strings. A line beyond the bound is not kept: its beginning and its length are given
instead, so that one hostile record does not end a stream; a line without an end does. Pure: bytes in, lines out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["ENDLESS_BYTES", "LINE_BYTES", "EndlessLineError", "Line", "LineSplitter"]

LINE_BYTES = 1024 * 1024
KEPT_BYTES = 64 * 1024
ENDLESS_BYTES = 64 * 1024 * 1024
"""Beyond it a line is no record that is too large but a stream that is broken."""


class EndlessLineError(ValueError):
    """A line does not end within `ENDLESS_BYTES`."""


class Line(NamedTuple):
    """One line without its end; ``length`` is its true one, larger than ``content`` when it was above the bound."""

    content: bytes
    length: int

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return self.length == len(self.content)


@dataclass
class LineSplitter:
    """Collects chunks. `rest` is what came after the last line end."""

    bound: int = LINE_BYTES
    _parts: list[bytes] = field(default_factory=list)
    _kept: int = 0
    _length: int = 0

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """Yield the lines that a chunk completes; raises `EndlessLineError`."""
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            self._take(part)
            content = b"".join(self._parts)
            if self._length == len(content) and content.endswith(b"\r"):
                content = content[:-1]
                self._length -= 1
            line = Line(content, self._length)
            self._parts, self._kept, self._length = [], 0, 0
            yield line
        self._take(rest)
        if self._length > ENDLESS_BYTES:
            raise EndlessLineError(f"a line does not end within {ENDLESS_BYTES} bytes")

    @property
    def rest(self) -> bytes:
        """The beginning of a line that has not ended."""
        return b"".join(self._parts)

    def _take(self, part: bytes) -> None:
        if not part:
            return
        self._length += len(part)
        if self._length <= self.bound:
            self._parts.append(part)
            self._kept += len(part)
        elif self._kept > KEPT_BYTES or not self._kept:
            head = b"".join((*self._parts, part))[:KEPT_BYTES]
            self._parts, self._kept = [head], len(head)

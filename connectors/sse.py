"""Server-sent events out of chunks of bytes, with a bound on what one event may hold.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html. Libraries keep a line until it ends, however
long it grows; here an event beyond `EVENT_BYTES` is an error. Pure: bytes in, events out.

Limits: lines end with a line feed, before it a carriage return or none; one alone, which the standard allows and
nobody sends, is not a line end. ``id`` and ``retry`` are ignored: no source of ours resumes by them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["EVENT_BYTES", "Event", "EventReader", "LongEventError"]

EVENT_BYTES = 1024 * 1024


class LongEventError(ValueError):
    """An event is larger than `EVENT_BYTES`."""


class Event(NamedTuple):
    """One event: its name and its lines of data, joined by line feeds."""

    name: str
    payload: bytes


class EventReader:
    """Collects chunks as they come off the wire."""

    def __init__(self) -> None:
        self._rest = b""
        self._name = ""
        self._lines: list[bytes] = []
        self._held = 0

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Yield the events that a chunk completes; raises `LongEventError`."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            if line in {b"", b"\r"}:
                if self._lines:
                    yield Event(self._name or "message", b"\n".join(self._lines))
                self._name, self._lines, self._held = "", [], 0
            else:
                self._take(line.removesuffix(b"\r"))
        if self._held + len(self._rest) > EVENT_BYTES:
            raise LongEventError(f"an event is larger than {EVENT_BYTES} bytes")

    def _take(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"event":
            self._name = value.decode(errors="replace")
        elif name == b"data":
            self._lines.append(value)
        self._held += len(line)
        if self._held > EVENT_BYTES:
            raise LongEventError(f"an event is larger than {EVENT_BYTES} bytes")

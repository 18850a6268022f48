"""Server-sent events out of chunks of bytes, with a bound on what one event may hold.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html. Libraries keep a line until it ends, however
long it grows; here an event beyond `EVENT_BYTES` is given without its end, so that one hostile post does not end the
stream. Pure: bytes in, events out.

Limits: lines end with a line feed, before it a carriage return or none; one alone, which the standard allows and
nobody sends, is not a line end. ``id`` and ``retry`` are ignored: no source of ours resumes by them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from connectors.chunks import EndlessLineError, LineSplitter

__all__ = ["EVENT_BYTES", "EndlessLineError", "Event", "EventReader"]

EVENT_BYTES = 1024 * 1024


class Event(NamedTuple):
    """One event: its name and its lines of data, joined by line feeds; ``missing`` bytes were above the bound."""

    name: str
    payload: bytes
    missing: int = 0


class EventReader:
    """Collects chunks as they come off the wire."""

    def __init__(self) -> None:
        self._splitter = LineSplitter(EVENT_BYTES)
        self._name = ""
        self._lines: list[bytes] = []
        self._held = self._missing = 0

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Yield the events that a chunk completes; raises `EndlessLineError`."""
        for content, length in self._splitter.feed(chunk):
            if content:
                self._take(content, length - len(content))
                continue
            if self._lines:
                yield Event(self._name or "message", b"\n".join(self._lines), self._missing)
            self._name, self._lines, self._held, self._missing = "", [], 0, 0

    def _take(self, line: bytes, missing: int) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        self._missing += missing
        if name == b"event":
            self._name = value.decode(errors="replace")
        elif name == b"data" and self._held + len(value) <= EVENT_BYTES:
            self._lines.append(value)
            self._held += len(value)
        elif name == b"data":
            self._missing += len(value)

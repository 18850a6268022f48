"""One way to be an HTTP server on this machine: what every receiver and every site of the tests is made of."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

__all__ = ["Request", "Serving", "answer", "requests", "serving"]


class Serving(Protocol):
    """Serves connections. ``port`` is set when it listens; ``writers`` are closed at the end."""

    port: int
    writers: list[asyncio.StreamWriter]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None: ...


ServingT = TypeVar("ServingT", bound=Serving)


@dataclass
class Request:
    """One request; names of headers are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


async def requests(reader: asyncio.StreamReader) -> AsyncIterator[Request]:
    """Read requests until the client hangs up."""
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while head := await reader.readuntil(b"\r\n\r\n"):
            first, *lines = head.decode("latin-1").rstrip().split("\r\n")
            method, target, _ = first.split(" ", 2)
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            yield Request(method, target, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


def answer(status: int | str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Write a response down."""
    fields = {"Content-Length": str(len(body)), **headers}
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextlib.asynccontextmanager
async def serving(made: ServingT) -> AsyncIterator[ServingT]:
    """Listen on a free port until the end, and hang up on everybody then."""
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
    for writer in made.writers:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

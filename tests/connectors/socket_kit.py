"""A web-socket server on this machine that does with each connection what it is told, faults included."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from connectors.connector import Batch
from connectors.errors import UnavailableError

__all__ = ["Instance", "Script", "open_instance", "read_all", "sends"]

Script = Callable[[ServerConnection], Awaitable[None]]


@dataclass
class Instance:
    """What the server does with each connection in turn; the last repeats."""

    port: int = 0
    scripts: list[Script] = field(default_factory=list)
    queries: list[dict[str, list[str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    refusal: tuple[HTTPStatus, dict[str, str]] | None = None
    refuse: Callable[[dict[str, list[str]]], str | None] | None = None
    """Query in, body of an answer 400 out, None to let it pass."""
    pages: dict[str, bytes] = field(default_factory=dict)
    """What plain HTTP requests are answered."""

    async def serve(self, connection: ServerConnection) -> None:
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        await script(connection)

    def judge(self, connection: ServerConnection, request: Request) -> Response | None:
        page = self.pages.get(urlsplit(request.path).path)
        if page is not None:
            response = connection.respond(HTTPStatus.OK, "")
            response.body = page
            del response.headers["Content-Length"]
            response.headers["Content-Length"] = str(len(page))
            return response
        self.queries.append(parse_qs(urlsplit(request.path).query))
        self.headers.append({name.lower(): value for name, value in request.headers.raw_items()})
        body = self.refuse(self.queries[-1]) if self.refuse is not None else None
        if body is not None:
            return connection.respond(HTTPStatus.BAD_REQUEST, body)
        if self.refusal is None:
            return None
        response = connection.respond(self.refusal[0], "simulated")
        for name, value in self.refusal[1].items():
            response.headers[name] = value
        return response


def sends(*frames: str | bytes) -> Script:
    async def script(connection: ServerConnection) -> None:
        for frame in frames:
            await connection.send(frame)

    return script


@asynccontextmanager
async def open_instance(**options: Any) -> AsyncIterator[Instance]:
    made = Instance()
    async with serve(made.serve, "127.0.0.1", 0, process_request=made.judge, **options) as server:
        made.port = next(iter(server.sockets)).getsockname()[1]
        yield made


async def read_all(source: Any, cursor: str | None = None) -> list[Batch]:
    """Read until the connection ends."""
    batches: list[Batch] = []
    try:
        async with asyncio.timeout(60), aclosing(source.stream(cursor)) as stream:
            async for batch in stream:
                batches.append(batch)  # noqa: PERF401  kept when the stream raises
    except UnavailableError:
        return batches
    raise AssertionError("the stream ended without an error")

"""A local server that replays what sources send, faults included."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Any

from tests.served import Request, answer, requests


@dataclass
class Reply:
    """What the server answers: ``raw`` replaces all of it, ``hold`` never ends it, ``drip`` sends bytes singly.

    ``follow`` is an async iterator of chunks that are sent behind ``raw``, as they come.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    hold: bool = False
    drip: bool = False
    follow: Any = None

    def encoded(self) -> bytes:
        if self.raw is not None:
            return self.raw
        return answer(self.status, self.headers, self.body)


@dataclass
class Site:
    """Answers by path: one reply for ever, several in turn (the last repeats), or a function of the request."""

    port: int = 0
    routes: dict[str, Any] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def reply(self, request: Request) -> Reply:
        route = self.routes.get(request.target.partition("?")[0], Reply(404))
        if callable(route):
            route = route(request)
        elif isinstance(route, list):
            route = route.pop(0) if len(route) > 1 else route[0]
        assert isinstance(route, Reply)
        return route

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        with contextlib.suppress(ConnectionError):
            async for request in requests(reader):
                self.requests.append(request)
                reply = self.reply(request)
                encoded = reply.encoded()
                if reply.drip:
                    for byte in encoded:
                        writer.write(bytes([byte]))
                        await writer.drain()
                        await asyncio.sleep(0.01)
                writer.write(encoded)
                await writer.drain()
                if reply.follow is not None:
                    await self._follow(reply, reader, writer)
                if reply.hold:
                    await reader.read(1)
                if reply.raw is not None or reply.hold:
                    break
        writer.close()

    @staticmethod
    async def _follow(reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Send chunks until the client hangs up."""

        async def send() -> None:
            async for chunk in reply.follow:
                writer.write(chunk)
                await writer.drain()

        sending = asyncio.create_task(send())
        left = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait({sending, left}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, left):
                task.cancel()
            await asyncio.gather(sending, left, return_exceptions=True)

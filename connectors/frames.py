"""Messages of a web socket, dialled through the address guard and given in bursts.

A burst is what has arrived since the last one was taken: one message when it is quiet, thousands when catching up, so
that the work behind it is paid once a burst. At most `HELD_FRAMES` or `HELD_BYTES` are read ahead; beyond that the
socket is not read, and the server feels it. A message may be much larger than `FRAME_BYTES`, up to which posts are
read: one that ended the connection would be met again at each resume.

``permessage-deflate`` is never offered: it costs CPU for each message, and servers that have a compression of their
own answer 400 to both together.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from connectors.errors import ConnectorError, OptionsError, RateLimitedError, RejectedError, UnavailableError
from connectors.guard import AddressGuard
from connectors.page import UNSAID_RETRY_AFTER, retry_after, shown_url, utc_now

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection
    from websockets.typing import Subprotocol

__all__ = ["FRAME_BYTES", "HELD_FRAMES", "IDLE_SECONDS", "Frames", "first_to_speak"]

SaidT = TypeVar("SaidT")

HELD_FRAMES = 4000
HELD_BYTES = 32 * 1024 * 1024
SAID_BYTES = 2000
FRAME_BYTES = 1024 * 1024
WIRE_BYTES = 16 * 1024 * 1024
OPEN_SECONDS, PING_SECONDS = 15.0, 20.0
IDLE_SECONDS = 120.0
"""The live streams carry hundreds of events a second; two silent minutes are a dead connection that still pongs."""


@dataclass(frozen=True)
class Frames:
    """Connects for one source.

    Attributes:
        name: of the connector, for errors.
        guard: dials.
        clock: for ``Retry-After`` dates.
        idle_seconds: longest time without a message.
        subprotocol: offered as ``Sec-WebSocket-Protocol``; empty: none.
    """

    name: str
    guard: AddressGuard
    clock: Callable[[], datetime] = utc_now
    idle_seconds: float = IDLE_SECONDS
    subprotocol: str = ""

    async def bursts(self, address: str) -> AsyncGenerator[list[bytes], None]:
        """Yield bursts until the connection ends, which raises; closing the generator disconnects.

        Raises:
            ConnectorError: see `connectors.errors`.
        """
        async with (
            self._connected(address) as connection,
            contextlib.aclosing(self._collected(connection)) as collected,
        ):
            async for burst in collected:
                yield burst

    @contextlib.asynccontextmanager
    async def _connected(self, address: str) -> AsyncIterator[ClientConnection]:
        from websockets.asyncio.client import connect  # noqa: PLC0415  only for those who use it
        from websockets.exceptions import InvalidHandshake, InvalidStatus, InvalidURI, WebSocketException  # noqa: PLC0415

        shown = shown_url(address)
        host, port = self._target(address)
        offered: list[Subprotocol] | None = [self.subprotocol] if self.subprotocol else None  # type: ignore[list-item]
        dialled = await self.guard.dial(self.name, host, port, OPEN_SECONDS)
        try:
            async with connect(
                address,
                sock=dialled,
                compression=None,
                subprotocols=offered,
                open_timeout=OPEN_SECONDS,
                ping_interval=PING_SECONDS,
                ping_timeout=PING_SECONDS,
                max_size=WIRE_BYTES,
                close_timeout=1.0,
            ) as connection:
                yield connection
        except InvalidStatus as exc:
            response = exc.response
            raise self._refused(
                response.status_code, response.headers.get("Retry-After"), response.body, shown
            ) from exc
        except InvalidURI as exc:
            raise OptionsError(self.name, f"{shown} is not an address of a web socket") from exc
        except (InvalidHandshake, WebSocketException, TimeoutError, OSError, EOFError) as exc:
            raise UnavailableError(self.name, f"{shown}: {exc or type(exc).__name__}") from exc
        finally:
            dialled.close()

    def _target(self, address: str) -> tuple[str, int]:
        parts = urlsplit(address)
        try:
            port = parts.port
        except ValueError as exc:  # a port that is no number
            raise OptionsError(self.name, f"{shown_url(address)} is not an address of a web socket") from exc
        return parts.hostname or "", port or (443 if parts.scheme == "wss" else 80)

    def _refused(self, status: int, wait: str | None, body: bytes | bytearray, shown: str) -> ConnectorError:
        if status == 429:
            pause = retry_after(wait, self.clock()) or UNSAID_RETRY_AFTER
            return RateLimitedError(self.name, f"{shown} answers 429", pause)
        if status >= 500:
            return UnavailableError(self.name, f"{shown} answers {status}")
        refused = RejectedError(self.name, f"{shown} answers {status}")
        refused.said = bytes(body)[:SAID_BYTES]
        return refused

    async def _collected(self, connection: ClientConnection) -> AsyncGenerator[list[bytes], None]:
        held: list[bytes] = []
        size = 0
        arrived, room = asyncio.Event(), asyncio.Event()

        async def receive() -> None:
            nonlocal size
            while True:
                frame = await connection.recv(decode=False)
                held.append(frame)
                size += len(frame)
                arrived.set()
                if len(held) >= HELD_FRAMES or size >= HELD_BYTES:
                    room.clear()
                    await room.wait()

        reader = asyncio.create_task(receive(), name=f"read {self.name}")
        reader.add_done_callback(lambda _: arrived.set())
        try:
            while True:
                async with asyncio.timeout(self.idle_seconds):
                    await arrived.wait()
                burst = held.copy()
                held.clear()
                size = 0
                arrived.clear()
                room.set()
                if burst:
                    yield burst
                elif reader.done():
                    await reader  # raises what ended the connection
                    return
                if reader.done():
                    arrived.set()
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)


async def first_to_speak(streams: Iterable[AsyncGenerator[SaidT, None]]) -> AsyncGenerator[SaidT, None]:
    """Yield what the first of several streams says; one that fails before it has said anything is passed over.

    A stream that has spoken and fails then ends it all with its error: the caller resumes by its cursor, again at the
    first. When nobody speaks, an error that is likely to pass is raised before others.
    """
    problems: list[ConnectorError] = []
    for stream in streams:
        spoke = False
        try:
            async with contextlib.aclosing(stream):
                async for said in stream:
                    spoke = True
                    yield said
        except ConnectorError as error:
            if spoke or error.final:
                raise
            problems.append(error)
    if problems:
        raise next((each for each in problems if each.retryable), problems[0])

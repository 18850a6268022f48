"""Posts that others send us: ``POST /ingest/<name>``, answered 202 only once Kafka has them.

Body: one `connectors.post.Post` as JSON, a list of them, or CloudEvents 1.0 (`connectors.cloudevents`). A request is
taken as a whole or not at all; the answer to a bad one names the record, the field and the mend. Signed by
`connectors.signing`. Without a timestamp a request that somebody caught can be sent again: it has the same ids and is
absorbed as a duplicate. Several senders may share a port, each with a path and a secret of its own.

No cursor: a sender repeats what was not answered 202. 429 and 503 carry ``Retry-After``: 429 when too many requests
wait for Kafka already, 503 when there are too many connections or Kafka did not take the posts in time. The port stays
open while Kafka takes nothing, so that senders are told so. Posts may name any source but our own (``tocsin:…``), whose
heartbeats move clocks.

Limits: one request a connection; no TLS and no limit per address, which a proxy in front does.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Annotated, ClassVar
from urllib.parse import unquote

import msgspec
import structlog

from connectors.cloudevents import EnvelopeError, records
from connectors.codec import RecordError
from connectors.connector import Batch
from connectors.errors import OptionsError, UnavailableError
from connectors.page import utc_now
from connectors.post import POSTS, Post
from connectors.received import HEAD_BYTES, Received, RefusalError, answer, receive
from connectors.signing import problem

__all__ = ["Webhook", "WebhookOptions"]

log = structlog.get_logger(__name__)

CONNECTIONS = 64
"""At a time: with the largest bodies some 64 MB."""

WAITING = 32
"""Requests that wait for Kafka; the next one is asked to come again."""

OWN_SOURCES = "tocsin:"
RECEIVE_SECONDS, ANSWER_SECONDS, CLOSE_SECONDS = 10.0, 30.0, 1.0
_AGAIN = {"Retry-After": "5"}
_SECRET = msgspec.Meta(min_length=16)


class WebhookOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``webhook`` source.

    Attributes:
        port: to listen on; of this source alone.
        secret: shared with the sender of ``/ingest/<name of the source>``; from the environment, not from a file that
            others read.
        previous_secret: taken as well, while a sender changes over.
        senders: more senders at this port: last part of the path -> secret.
        require_timestamp: refuse requests that do not say when they were signed.
        host: address to listen on; only this machine by default.
    """

    port: Annotated[int, msgspec.Meta(ge=1, le=65535)]
    secret: Annotated[str, _SECRET] | None = None
    previous_secret: Annotated[str, _SECRET] | None = None
    senders: dict[Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9._-]{1,100}$")], Annotated[str, _SECRET]] = {}
    require_timestamp: bool = False
    host: str = "127.0.0.1"


@dataclass(frozen=True, eq=False)
class _Given:
    """The posts of one request, and whether Kafka has them."""

    posts: tuple[Post, ...]
    taken: asyncio.Future[bool]


@dataclass
class _Door:
    """Open connections and requests that wait for their turn."""

    queue: asyncio.Queue[_Given] = field(default_factory=asyncio.Queue)
    serving: set[asyncio.Task[None]] = field(default_factory=set)
    waiting: set[_Given] = field(default_factory=set)

    def check(self) -> None:
        if len(self.serving) > CONNECTIONS:
            raise RefusalError(503, "too many connections", _AGAIN)


@dataclass(frozen=True)
class Webhook:
    """Listens on one port."""

    name: str
    options: WebhookOptions
    clock: Callable[[], datetime] = utc_now
    receive_seconds: float = RECEIVE_SECONDS
    answer_seconds: float = ANSWER_SECONDS

    pushes_back: ClassVar[bool] = True
    """The runner leaves the port open while Kafka takes nothing."""

    def __post_init__(self) -> None:
        if not (self.options.secret or self.options.senders):
            raise OptionsError(self.name, "give `secret`, or `senders` with a secret each")

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:  # noqa: ARG002  it cannot resume
        """Yield what is sent, for ever; closing it refuses what is not handed over."""
        door = _Door()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is not None:
                door.serving.add(task)
                task.add_done_callback(door.serving.discard)
            await self._serve(door, reader, writer)

        host, port = self.options.host, self.options.port
        try:
            server = await asyncio.start_server(serve, host, port, limit=HEAD_BYTES)
        except OSError as exc:
            raise UnavailableError(self.name, f"cannot listen on {host}:{port}: {exc.strerror or exc}") from exc
        try:
            while True:
                given = [await door.queue.get()]
                while not door.queue.empty():
                    given.append(door.queue.get_nowait())
                yield Batch(tuple(post for each in given for post in each.posts), None, settled=partial(_settle, given))
        finally:
            server.close()
            _settle(list(door.waiting), False)
            if door.serving:
                _, late = await asyncio.wait(door.serving, timeout=CLOSE_SECONDS)
                for task in late:
                    task.cancel()
                await asyncio.gather(*late, return_exceptions=True)

    async def _serve(self, door: _Door, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            try:
                door.check()
                count = await self._take(door, await receive(reader, self.receive_seconds))
                writer.write(answer(202, {"taken": count}))
            except RefusalError as refusal:
                log.info("webhook_refused", source=self.name, status=refusal.status, why=refusal.message)
                writer.write(answer(refusal.status, {"error": refusal.message}, refusal.headers))
            await writer.drain()
            await self._linger(reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    @staticmethod
    async def _linger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read on for a moment: closing with bytes unread would reset the connection and take our answer along."""
        if writer.can_write_eof():
            writer.write_eof()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                while await reader.read(HEAD_BYTES):
                    pass

    async def _take(self, door: _Door, request: Received) -> int:
        """Hand over the posts of a request and wait until Kafka has them."""
        secrets = self._secrets(unquote(request.path))
        if request.method != "POST":
            raise RefusalError(405, "use POST", {"Allow": "POST"})
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise RefusalError(415, "send the body without Content-Encoding")
        needed = self.options.require_timestamp
        wrong = problem(request.headers, request.body, secrets, self.clock(), timestamp_needed=needed)
        if wrong is not None:
            raise RefusalError(401, wrong)
        posts = self._posts(request)
        if len(door.waiting) >= WAITING:
            raise RefusalError(429, "too many requests wait for Kafka; send it again", _AGAIN)
        given = _Given(posts, asyncio.get_running_loop().create_future())
        door.waiting.add(given)
        try:
            if posts:
                door.queue.put_nowait(given)
                async with asyncio.timeout(self.answer_seconds):
                    if not await asyncio.shield(given.taken):
                        raise RefusalError(503, "not delivered; send it again", _AGAIN)
        except TimeoutError as exc:
            raise RefusalError(503, "not delivered yet; send it again", _AGAIN) from exc
        finally:
            door.waiting.discard(given)
        return len(posts)

    def _secrets(self, path: str) -> tuple[str, ...]:
        """Return the secrets of a path; raises for a path that nobody has."""
        sender, options = path.removeprefix("/ingest/"), self.options
        if path.startswith("/ingest/") and sender in options.senders:
            return (options.senders[sender],)
        if options.secret is None or path != f"/ingest/{self.name}":
            raise RefusalError(404, f"send to /ingest/{self.name if options.secret else '<sender>'}")
        return (options.secret, *((options.previous_secret,) if options.previous_secret else ()))

    def _posts(self, request: Received) -> tuple[Post, ...]:
        now = self.clock()
        posts: list[Post] = []
        try:
            for index, raw in enumerate(records(request.headers, request.body)):
                post = POSTS.decode(raw, f"record {index}")
                if post.source.startswith(OWN_SOURCES):
                    raise RefusalError(400, f"record {index}: field `source`: {OWN_SOURCES} is ours. Name your own.")
                posts.append(post if post.seen_at is not None else msgspec.structs.replace(post, seen_at=now))
        except (RecordError, EnvelopeError) as exc:
            raise RefusalError(400, str(exc)) from exc
        return tuple(posts)


def _settle(given: Iterable[_Given], delivered: bool) -> None:
    for each in given:
        if not each.taken.done():
            each.taken.set_result(delivered)

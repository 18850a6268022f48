"""Posts that others send us: ``POST /ingest/<name>``, answered 202 only once Kafka has them.

Body: one `connectors.post.Post` as JSON, a list of them, or a CloudEvents 1.0 envelope (structured, or a batch) whose
``data`` is a post (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md). A request is
taken as a whole or not at all; the answer to a bad one names the record, the field and the mend.

Signature: HMAC-SHA256 of the body's bytes with the shared secret, in hex, as ``X-Tocsin-Signature: sha256=…``
(``X-Hub-Signature-256``, as others name it, is taken too). A request that somebody caught and sends again has the same
ids and is absorbed as a duplicate.

No cursor: a sender repeats what was not answered 202, and 503 says when. While Kafka takes nothing the port is closed.
Posts may name any source but our own (``tocsin:…``), whose heartbeats move clocks.

Limits: one request a connection; no TLS, which a proxy in front does.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Annotated
from urllib.parse import unquote

import msgspec
import structlog

from connectors.codec import RecordError
from connectors.connector import Batch
from connectors.errors import UnavailableError
from connectors.page import utc_now
from connectors.post import POSTS, Post
from connectors.received import HEAD_BYTES, Received, RefusalError, answer, receive

__all__ = ["Webhook", "WebhookOptions"]

log = structlog.get_logger(__name__)

CONNECTIONS = 64
"""At a time: with the largest bodies some 64 MB."""

OWN_SOURCES = "tocsin:"
RECEIVE_SECONDS, ANSWER_SECONDS, CLOSE_SECONDS = 10.0, 30.0, 1.0
_AGAIN = {"Retry-After": "5"}
_SIGNATURES = ("x-tocsin-signature", "x-hub-signature-256")


class WebhookOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``webhook`` source.

    Attributes:
        port: to listen on; of this source alone.
        secret: shared with the sender; from the environment, not from a file that others read.
        host: address to listen on; only this machine by default.
    """

    port: Annotated[int, msgspec.Meta(ge=1, le=65535)]
    secret: Annotated[str, msgspec.Meta(min_length=16)]
    host: str = "127.0.0.1"


class _Envelope(msgspec.Struct):
    specversion: str | None = None
    data: msgspec.Raw = msgspec.Raw()


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
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async def _take(self, door: _Door, request: Received) -> int:
        """Hand over the posts of a request and wait until Kafka has them."""
        if unquote(request.path) != f"/ingest/{self.name}":
            raise RefusalError(404, f"send to /ingest/{self.name}")
        if request.method != "POST":
            raise RefusalError(405, "use POST", {"Allow": "POST"})
        self._check(request)
        posts = self._posts(request.body)
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

    def _check(self, request: Received) -> None:
        said = next((request.headers[name] for name in _SIGNATURES if name in request.headers), "")
        right = hmac.new(self.options.secret.encode(), request.body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(said.removeprefix("sha256=").lower().encode(), right.encode()):
            raise RefusalError(401, "X-Tocsin-Signature is not sha256= and the HMAC-SHA256 of the body in hex")

    def _posts(self, body: bytes) -> tuple[Post, ...]:
        now = self.clock()
        posts: list[Post] = []
        try:
            for index, raw in enumerate(_records(body)):
                post = POSTS.decode(raw, f"record {index}")
                if post.source.startswith(OWN_SOURCES):
                    raise RefusalError(400, f"record {index}: field `source`: {OWN_SOURCES} is ours. Name your own.")
                posts.append(post if post.seen_at is not None else msgspec.structs.replace(post, seen_at=now))
        except RecordError as exc:
            raise RefusalError(400, str(exc)) from exc
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
            raise RefusalError(400, f"the body is not JSON as described: {exc}") from exc
        return tuple(posts)


def _records(body: bytes) -> Iterator[bytes]:
    """Yield the JSON of each post, out of its envelope if it has one."""
    rows = msgspec.json.decode(body, type=list[msgspec.Raw]) if body.lstrip()[:1] == b"[" else [msgspec.Raw(body)]
    for row in rows:
        envelope = msgspec.json.decode(row, type=_Envelope)
        yield bytes(row) if envelope.specversion is None else bytes(envelope.data)


def _settle(given: Iterable[_Given], delivered: bool) -> None:
    for each in given:
        if not each.taken.done():
            each.taken.set_result(delivered)

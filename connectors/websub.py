"""Feeds whose hub tells us news at once (WebSub), with polling behind it that misses nothing.

Source: https://www.w3.org/TR/websub/. A feed names its hub (``Link`` header, Atom link, JSON Feed ``hubs``); we ask the
hub to send what is new to a callback of ours, prove by answering its challenge that we asked, and ask again before the
lease ends. What it sends is believed only with the right HMAC of a secret that this process made up.

The hub is a help and not relied on: the feed is polled all the same, every `CALM` while the lease lasts and as usual
otherwise. So an entry that is pushed and lost in a crash, or never pushed, comes with the next poll.

Only with a public address (``callback``), behind which this process listens; TLS is the business of the proxy there.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import secrets
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import structlog

from connectors.connector import Batch
from connectors.errors import ConnectorError, OptionsError, PayloadError
from connectors.feed_state import decode_state
from connectors.feeds import Feeds
from connectors.fetch import Fetcher
from connectors.page import Page, utc_now
from connectors.received import HEAD_BYTES, Received, RefusalError, answer, receive

__all__ = ["Callbacks", "PushedFeeds", "Subscription"]

log = structlog.get_logger(__name__)

LEASE = timedelta(days=5)
"""Asked for; the hub says what it grants."""

RENEW_SHARE = 0.8
CALM = timedelta(minutes=10)
RETRY = timedelta(minutes=10)
"""Before a hub that refused or did not answer is asked again."""

BODY_BYTES = 10 * 1024 * 1024
RECEIVE_SECONDS = 20.0
MOST_WAITING = 100
CONNECTIONS = 200
_HASHES = {"sha1", "sha256", "sha384", "sha512"}


@dataclass
class Subscription:
    """What we agreed with a hub about one feed.

    Attributes:
        path: last part of the callback; nobody can guess it.
        secret: of the HMAC.
        hub, topic: asked last.
        asked_at: when; None before.
        lease_until: the hub has proven itself and sends until then.
        renew_at: when to ask again.
        pages: what it sent and was not read yet.
    """

    path: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    hub: str = ""
    topic: str = ""
    asked_at: datetime | None = None
    lease_until: datetime | None = None
    renew_at: datetime | None = None
    pages: asyncio.Queue[Page] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))

    def live(self, now: datetime) -> bool:
        """Whether the hub sends."""
        return self.lease_until is not None and now < self.lease_until

    def due(self, hub: str, topic: str, now: datetime) -> bool:
        """Whether to ask the hub now: never asked, moved, nearly over, or refused a while ago."""
        if not hub:
            return False
        return (hub, topic) != (self.hub, self.topic) or self.renew_at is None or now >= self.renew_at

    async def ask(self, source: str, fetcher: Fetcher, callback: str, now: datetime) -> None:
        """Ask the hub for a subscription; it answers later, by a question to our callback. Raises `ConnectorError`."""
        form = {
            "hub.mode": "subscribe",
            "hub.topic": self.topic,
            "hub.callback": f"{callback.rstrip('/')}/{self.path}",
            "hub.lease_seconds": str(int(LEASE.total_seconds())),
            "hub.secret": self.secret,
        }
        self.asked_at, self.renew_at = now, now + RETRY
        await fetcher.request(
            source,
            "POST",
            self.hub,
            headers={"content-type": "application/x-www-form-urlencoded"},
            content=urlencode(form).encode(),
        )

    def asked(self, query: str, now: datetime) -> bytes:
        """Answer the hub's question whether it was us; raises `RefusalError` when it was not."""
        said = {name: values[0] for name, values in parse_qs(query).items()}
        if said.get("hub.topic") != self.topic or self.asked_at is None:
            raise RefusalError(404, "this was not asked for")
        mode, challenge = said.get("hub.mode"), said.get("hub.challenge", "")
        if mode == "denied":
            self.lease_until = None
            log.warning("websub_denied", topic=self.topic, why=said.get("hub.reason", "")[:200])
            return b""
        if mode != "subscribe" or not challenge:
            raise RefusalError(404, "this was not asked for")
        seconds = said.get("hub.lease_seconds", "")
        lease = timedelta(seconds=int(seconds)) if seconds.isdigit() and len(seconds) < 9 else LEASE
        self.lease_until, self.renew_at = now + lease, now + lease * RENEW_SHARE
        return challenge.encode("utf-8", "replace")[:4096]

    def sent(self, request: Received) -> None:
        """Take what a hub sent; without the right signature it is thanked for and dropped, as the standard has it."""
        method, _, digest = request.headers.get("x-hub-signature", "").partition("=")
        method = method.strip().lower()
        if method not in _HASHES:
            log.warning("websub_unsigned", topic=self.topic)
            return
        right = hmac.new(self.secret.encode(), request.body, method).hexdigest()
        if not hmac.compare_digest(right, digest.strip().lower()):
            log.warning("websub_wrong_signature", topic=self.topic)
            return
        headers = {"content-type": request.headers.get("content-type", "")}
        with contextlib.suppress(asyncio.QueueFull):  # the next poll brings what does not fit
            self.pages.put_nowait(Page(self.topic, 200, headers, request.body))


class Callbacks:
    """Where hubs reach us: one listener for each address, shared by all feeds of a process."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self._clock = clock
        self._servers: dict[tuple[str, int], asyncio.Server] = {}
        self._paths: dict[str, Subscription] = {}
        self._names: dict[str, Subscription] = {}
        self._serving: set[asyncio.Task[None]] = set()
        self._lock = asyncio.Lock()

    async def subscription(self, name: str, host: str, port: int) -> Subscription:
        """Return the subscription of a source; listens first. Raises `OptionsError` when the port cannot be had."""
        async with self._lock:
            if (host, port) not in self._servers:
                try:
                    self._servers[host, port] = await asyncio.start_server(self._accept, host, port, limit=HEAD_BYTES)
                except OSError as exc:
                    raise OptionsError(name, f"cannot listen for hubs on {host}:{port}: {exc.strerror or exc}") from exc
        if name not in self._names:
            self._names[name] = made = Subscription()
            self._paths[made.path] = made
        return self._names[name]

    async def aclose(self) -> None:
        """Stop listening."""
        for server in self._servers.values():
            server.close()
        self._servers.clear()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            try:
                writer.write(await self._answered(reader))
            except RefusalError as refusal:
                writer.write(answer(refusal.status, {"error": refusal.message}, refusal.headers))
            await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async def _answered(self, reader: asyncio.StreamReader) -> bytes:
        if len(self._serving) > CONNECTIONS:
            raise RefusalError(503, "too many connections")
        request = await receive(reader, RECEIVE_SECONDS, BODY_BYTES)
        known = self._paths.get(request.path.rpartition("/")[2])
        if known is None:
            raise RefusalError(410, "nobody asked for this")  # of an earlier run: the hub may forget it
        if request.method == "GET":
            return _text(known.asked(request.query, self._clock()))
        if request.method != "POST":
            raise RefusalError(405, "hubs ask with GET and tell with POST", {"Allow": "GET, POST"})
        known.sent(request)
        return _text(b"")


def _text(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


@dataclass(frozen=True)
class PushedFeeds:
    """Streams one feed: what its hub sends, and what polls find."""

    feeds: Feeds
    callbacks: Callbacks

    @property
    def name(self) -> str:
        """Name in the configuration."""
        return self.feeds.name

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """Poll, ask the hub, and yield what it sends until the next poll is due."""
        options = self.feeds.options
        known = await self.callbacks.subscription(self.name, options.callback_host, options.callback_port)
        while True:
            batch = await self.feeds.poll(cursor)
            cursor = batch.cursor
            yield batch
            await self._subscribe(known, cursor)
            wait = batch.wait or self.feeds.interval
            async for page in self._sent(known, wait):
                try:
                    batch = await self.feeds.pushed(cursor, page)
                except PayloadError as error:
                    log.warning("websub_unreadable", source=self.name, error=error.message)
                    break  # the poll reads the feed itself
                cursor = batch.cursor
                yield batch

    async def _subscribe(self, known: Subscription, cursor: str | None) -> None:
        state, now = decode_state(cursor), self.feeds.clock()
        if not known.due(state.hub, state.topic, now):
            return
        if known.topic != state.topic:
            known.lease_until = None
        known.hub, known.topic = state.hub, state.topic
        try:
            await known.ask(self.name, self.feeds.fetcher, self.feeds.options.callback, now)
        except ConnectorError as error:
            log.warning("websub_not_asked", source=self.name, hub=urlsplit(known.hub).hostname, error=error.message)

    async def _sent(self, known: Subscription, wait: timedelta) -> AsyncGenerator[Page, None]:
        """Yield what the hub sends until it is time to poll: seldom while the hub is live, as usual otherwise."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            now = self.feeds.clock()
            if known.live(now) and known.renew_at is not None and now >= known.renew_at:
                return
            calm = max(wait, CALM) if known.live(now) else wait
            left = calm.total_seconds() - (loop.time() - began)
            if left <= 0:
                return
            try:
                # A hub proves itself within seconds and may fall silent at any time: looked at anew now and then.
                async with asyncio.timeout(min(left, max(wait.total_seconds() / 4, 0.05))):
                    page = await known.pages.get()
            except TimeoutError:
                continue
            yield page

"""A world of numbered posts that every social source tells in its own way, and remembers.

Each number is published to all sources at once; what a source must have told in the end is therefore known.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

SECRET = "simulated secret"
LIVE = b"HTTP/1.1 200 OK\r\n\r\n"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(number: int) -> str:
    return (base36(number // 36) if number >= 36 else "") + DIGITS[number % 36]


async def until_closed(connection: ServerConnection, work: Coroutine[Any, Any, None]) -> None:
    """Let a handler work until its client is gone; a server that closes waits for its handlers."""
    tasks = {asyncio.create_task(work), asyncio.create_task(connection.wait_closed())}
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception) and not isinstance(result, ConnectionClosed):
            raise result


@dataclass
class World:
    """Numbers 1 to ``count`` are published. ``seen`` holds who has asked since it was last emptied."""

    reply: Any
    count: int = 0
    began_us: int = field(default_factory=lambda: time.time_ns() // 1000)
    seen: set[str] = field(default_factory=set)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def publish(self) -> None:
        self.count += 1
        self.changed.set()
        self.changed = asyncio.Event()

    async def follow(self, after: int) -> AsyncIterator[int]:
        """Yield the numbers above ``after``, as they are published."""
        while True:
            while after < self.count:
                after += 1
                yield after
            await self.changed.wait()

    def at(self, number: int) -> str:
        return datetime.fromtimestamp(self.began_us / 1e6 + number / 1000, UTC).isoformat()

    def asked(self, who: str, request: Any) -> dict[str, str]:
        self.seen.add(who)
        target = getattr(request, "target", None) or request.path
        return {name: values[-1] for name, values in parse_qs(urlsplit(target).query).items()}

    # Jetstream, both versions.

    async def jetstream(self, connection: ServerConnection) -> None:
        await until_closed(connection, self._jetstream(connection))

    async def jetstream2(self, connection: ServerConnection) -> None:
        await until_closed(connection, self._jetstream2(connection))

    async def _jetstream(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        cursor = int(self.asked("jetstream", connection.request).get("cursor", "0"))
        start = max((cursor - self.began_us) // 1000, 0) if cursor else self.count
        async for number in self.follow(start):
            await connection.send(
                json.dumps(
                    {
                        "did": "did:plc:a",
                        "time_us": self.began_us + number * 1000,
                        "kind": "commit",
                        "commit": {
                            "operation": "create",
                            "collection": "app.bsky.feed.post",
                            "rkey": f"one{number}",
                            "record": {"text": f"post {number}", "createdAt": self.at(number)},
                        },
                    }
                )
            )

    async def _jetstream2(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        cursor = int(self.asked("jetstream2", connection.request).get("cursor", "0"))
        async for number in self.follow(cursor - 1 if cursor else self.count):
            payload = {
                "$type": "network.bsky.jetstream.subscribeEvents#commit",
                "seq": number,
                "did": "did:plc:a",
                "time": self.at(number),
                "operation": "create",
                "collection": "app.bsky.feed.post",
                "rkey": f"two{number}",
                "record": {"text": f"post {number}", "createdAt": self.at(number)},
            }
            await connection.send(json.dumps({"$type": "message", "payload": payload}))

    # Mastodon.

    def status(self, number: int) -> dict[str, Any]:
        return {
            "id": str((self.began_us // 1000 << 16) + number),
            "created_at": self.at(number),
            "account": {"acct": "ann"},
            "content": f"<p>post {number}</p>",
        }

    def mastodon(self, request: Any) -> Any:
        self.asked("mastodon", request)

        async def events() -> AsyncIterator[bytes]:
            async for number in self.follow(self.count):
                yield f"event: update\ndata: {json.dumps(self.status(number))}\n\n".encode()

        return self.reply(raw=LIVE + b":)\n\n", follow=events())

    def timeline(self, request: Any) -> Any:
        after = int(self.asked("mastodon timeline", request)["min_id"])
        rows = [self.status(number) for number in range(1, self.count + 1)]
        page = [row for row in rows if int(row["id"]) > after][:40]
        return self.reply(body=json.dumps(page[::-1]).encode())

    # Telegram.

    def telegram(self, request: Any) -> Any:
        before = int(self.asked("telegram", request).get("before", str(self.count + 1)))
        messages = "".join(
            f'<div class="tgme_widget_message" data-post="city_desk/{number}">'
            f'<div class="tgme_widget_message_text js-message_text">post {number}</div>'
            f'<time datetime="{self.at(number)}"></time></div>'
            for number in range(max(before - 20, 1), before)
        )
        body = f'<div class="tgme_channel_info"></div>{messages}'
        return self.reply(body=body.encode())

    # X: repeats all of the last minutes when asked to, and a heartbeat when that is done.

    def x(self, request: Any) -> Any:
        start = 0 if "backfill_minutes" in self.asked("x", request) else self.count

        async def lines() -> AsyncIterator[bytes]:
            missed = self.count
            async for number in self.follow(start):
                row = {"id": str(1985 * 10**15 + number), "text": f"post {number}", "created_at": self.at(number)}
                yield json.dumps({"data": row}).encode() + b"\r\n"
                if number == missed:
                    yield b"\r\n"

        return self.reply(raw=LIVE, follow=lines())

    # Reddit.

    def grant(self, request: Any) -> Any:
        return self.reply(body=b'{"access_token":"simulated","expires_in":3600}')

    def reddit(self, request: Any) -> Any:
        after = self.asked("reddit", request).get("after", "")
        last = int(after.removeprefix("t3_"), 36) - 1 if after else self.count
        numbers = range(last, max(last - 100, 0), -1)
        children = [
            {
                "kind": "t3",
                "data": {"id": base36(n), "title": f"post {n}", "created_utc": self.began_us / 1e6 + n / 1000},
            }
            for n in numbers
        ]
        token = f"t3_{base36(numbers[-1])}" if len(numbers) == 100 else None
        body = {"kind": "Listing", "data": {"after": token, "children": children}}
        return self.reply(body=json.dumps(body).encode())

    # A sender that repeats what was not answered 202.

    async def send_for_ever(self, port: int) -> None:
        async for number in self.follow(0):
            while not await self._sent(port, number):
                await asyncio.sleep(0.02)
            self.seen.add("webhook")

    async def _sent(self, port: int, number: int) -> bool:
        row = {"id": f"webhook:{number}", "source": "webhook", "kind": "newswire", "author": None,
               "text": f"post {number}", "published_at": self.at(number)}  # fmt: skip
        body = json.dumps(row).encode()
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        head = f"POST /ingest/webhook HTTP/1.1\r\nContent-Length: {len(body)}\r\nX-Tocsin-Signature: sha256={signature}"
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(head.encode() + b"\r\n\r\n" + body)
                return (await reader.read(12)).endswith(b" 202")
            finally:
                writer.close()
        return False

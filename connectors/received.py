"""One HTTP request off a connection, with a bound on everything, and the answer to it.

Enough of RFC 9112 for machines that POST to us: one request a connection, a body with ``Content-Length``. Everything
else is refused with a sentence. TLS, if wanted, is the business of the proxy in front.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

__all__ = ["BODY_BYTES", "HEAD_BYTES", "Received", "RefusalError", "answer", "receive"]

HEAD_BYTES = 16 * 1024
BODY_BYTES = 1024 * 1024

_REASONS = {
    202: "Accepted",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    411: "Length Required",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}


class RefusalError(Exception):
    """A request that is not taken: status, sentence for the sender, and headers beside it."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.message, self.headers = status, message, dict(headers or {})
        super().__init__(message)


@dataclass(frozen=True)
class Received:
    """One request; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    query: str = ""


async def receive(reader: asyncio.StreamReader, seconds: float, body_bytes: int = BODY_BYTES) -> Received:
    """Read one request; raises `RefusalError`, or `asyncio.IncompleteReadError` when the sender hangs up.

    Args:
        reader: of a connection, made with ``limit=HEAD_BYTES``.
        seconds: for all of it, so that a sender who drips bytes does not hold a connection.
        body_bytes: largest body.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _request(reader, body_bytes)
    except TimeoutError as exc:
        raise RefusalError(408, f"the request took longer than {seconds:g} s") from exc
    except asyncio.LimitOverrunError as exc:
        raise RefusalError(431, f"the headers are larger than {HEAD_BYTES} bytes") from exc


async def _request(reader: asyncio.StreamReader, body_bytes: int) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip("\r\n").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise RefusalError(400, "this is not a request of HTTP/1.1")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or name != name.strip():
            raise RefusalError(400, "a header line is not a name, a colon and a value")
        headers[name.lower()] = value.strip()
    length = headers.get("content-length", "")
    if parts[0] == "POST" and "transfer-encoding" in headers:
        raise RefusalError(411, "send the body with Content-Length, not in chunks")
    if parts[0] == "POST" and not (length.isascii() and length.isdigit()):
        raise RefusalError(411, "send Content-Length")
    size = int(length[:12]) if parts[0] == "POST" else 0
    if size > body_bytes:
        raise RefusalError(413, f"the body has {size} bytes, {body_bytes} are allowed; send fewer posts at a time")
    path, _, query = parts[1].partition("?")
    return Received(parts[0], path, headers, await reader.readexactly(size), query)


def answer(status: int, said: Mapping[str, object], headers: Mapping[str, str] | None = None) -> bytes:
    """Return the whole answer, with ``said`` as JSON."""
    body = msgspec.json.encode(said)
    fields = {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **(headers or {}),
    }
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Said')}", *(f"{name}: {text}" for name, text in fields.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

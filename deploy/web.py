"""One plain HTTP question to a server of the operator's own: a process of ours, Prometheus, Alertmanager.

The standard library is enough for that; sources and channels have a client of their own with guard, limits and TLS.
"""

from __future__ import annotations

import http.client
from typing import NamedTuple
from urllib.parse import urlsplit

__all__ = ["Answer", "WebError", "get", "post"]

MOST_BYTES = 64 * 1024 * 1024


class WebError(OSError):
    """Nobody answered, or not in HTTP; the message names the address."""


class Answer(NamedTuple):
    """Status and body of an answer."""

    status: int
    body: bytes


def get(url: str, seconds: float = 5.0) -> Answer:
    """Ask with GET.

    Args:
        url: ``http://host:port/path?query``.
        seconds: for each step of the connection.

    Raises:
        WebError: no answer.
    """
    return _ask("GET", url, None, seconds)


def post(url: str, body: bytes = b"", seconds: float = 5.0, content_type: str = "application/json") -> Answer:
    """Ask with POST; as `get`."""
    return _ask("POST", url, body, seconds, {"Content-Type": content_type})


def _ask(method: str, url: str, body: bytes | None, seconds: float, headers: dict[str, str] | None = None) -> Answer:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise WebError(f"{url} is no address: {error}") from error
    if parts.scheme != "http" or parts.hostname is None:
        raise WebError(f"{url} is not an http:// address")
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=seconds)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(MOST_BYTES))
    except (OSError, http.client.HTTPException) as error:
        raise WebError(f"{parts.hostname}:{parts.port} does not answer: {error or type(error).__name__}") from error
    finally:
        connection.close()

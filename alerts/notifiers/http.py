"""HTTP for the channels: one request, its outcome as a receipt or as one typed error.

Redirects are not followed, since a receiver is configured and signatures and keys must not travel elsewhere. Proxies
of the environment are not used. Addresses are not judged by a guard: who configures a channel may mean a host beside
us.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from alerts.notifiers.notifier import BusyError, RefusedError, UnreachableError

if TYPE_CHECKING:
    import httpx

__all__ = ["Answer", "Http"]

USER_AGENT = "Tocsin/0.1 (crisis monitor; alerts)"
UNSAID_RETRY_AFTER = timedelta(seconds=30)
LONGEST_RETRY_AFTER = timedelta(hours=1)
ANSWER_BYTES = 16 * 1024
SHOWN_CHARACTERS = 200
PASSING = frozenset({408, 425})


@dataclass(frozen=True)
class Answer:
    """A 2xx answer; ``text`` is cut at `ANSWER_BYTES`."""

    status: int
    text: str

    @property
    def receipt(self) -> str:
        """Status and the start of the text."""
        return f"{self.status} {_shown(self.text)}".strip()


@dataclass
class Http:
    """One client for all channels of a process; opens nothing before it is used.

    Attributes:
        timeout: for connecting, and between two pieces of an answer.
    """

    timeout: timedelta = timedelta(seconds=10)
    _client: httpx.AsyncClient | None = field(default=None, repr=False)

    async def post(self, channel: str, url: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        """Send; as `ask` with POST."""
        return await self.ask(channel, "POST", url, content, headers)

    async def ask(
        self, channel: str, method: str, url: str, content: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Make a request.

        Raises:
            UnreachableError: no answer, or 408, 425, 5xx.
            BusyError: 429, or 503 with Retry-After.
            RefusedError: any other status; the message has the start of the answer.
        """
        import httpx  # noqa: PLC0415  a third of a second that the command line's start does not pay

        if self._client is None:
            seconds = self.timeout.total_seconds()
            self._client = httpx.AsyncClient(timeout=seconds, trust_env=False, headers={"user-agent": USER_AGENT})
        where = _host(url)
        try:
            async with self._client.stream(method, url, content=content, headers=dict(headers or {})) as response:
                text = await _text(response)
        except httpx.TimeoutException as exc:
            raise UnreachableError(channel, f"{where} does not answer in time") from exc
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as exc:
            raise RefusedError(channel, f"{where} is not an address: {exc}") from exc
        except httpx.HTTPError as exc:
            raise UnreachableError(channel, f"{where}: {exc or type(exc).__name__}") from exc
        return _judged(channel, where, response.status_code, response.headers.get("retry-after"), text)

    async def aclose(self) -> None:
        """Close all connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


async def _text(response: httpx.Response) -> str:
    found = b""
    async for chunk in response.aiter_bytes():
        found += chunk
        if len(found) > ANSWER_BYTES:
            break
    return found[:ANSWER_BYTES].decode(errors="replace")


def _judged(channel: str, where: str, status: int, wait: str | None, text: str) -> Answer:
    if 200 <= status < 300:
        return Answer(status, text)
    said = f"{where} answers {status} {_shown(text)}".rstrip()
    if status == 429 or (status == 503 and wait):
        raise BusyError(channel, said, _retry_after(wait, datetime.now(UTC)))
    if status >= 500 or status in PASSING:
        raise UnreachableError(channel, said)
    raise RefusedError(channel, said)


def _retry_after(value: str | None, now: datetime) -> timedelta:
    """Read seconds or an HTTP date (RFC 9110, 10.2.3), between zero and `LONGEST_RETRY_AFTER`."""
    text = (value or "").strip()
    try:
        if re.fullmatch(r"\d{1,9}(\.\d+)?", text):
            wait = timedelta(seconds=float(text))
        else:
            at = parsedate_to_datetime(text)
            wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return UNSAID_RETRY_AFTER
    return min(max(wait, timedelta(0)), LONGEST_RETRY_AFTER)


def _host(url: str) -> str:
    """Return the address without what may be secret: many services keep the key in the path."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "an unreadable address"
    return f"{parts.scheme}://{parts.hostname or '?'}{port}"


def _shown(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:SHOWN_CHARACTERS]

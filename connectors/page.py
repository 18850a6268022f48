"""What a fetch gives back, and how its headers are read; apart from the network, so that it is tested without one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit, urlunsplit

__all__ = ["UNSAID_RETRY_AFTER", "Page", "Validators", "limit_reset", "retry_after", "shown_url", "utc_now"]

UNSAID_RETRY_AFTER = timedelta(minutes=1)
"""Pause after a 429 that does not say how long; X and Mastodon both count in windows of minutes."""

LONGEST_RETRY_AFTER = timedelta(hours=24)
"""A server that sends us away for longer is asked once a day."""

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def utc_now() -> datetime:
    """Return the time; everything here takes it as an argument or a field, so that tests bring their own."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Validators:
    """What the server gave us to ask "has it changed?" with."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """Return the conditional request headers; both are sent, as RFC 9110 advises."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value}


@dataclass(frozen=True, slots=True)
class Page:
    """A successful answer.

    Attributes:
        url: where the body came from after all redirects.
        status: 2xx, or 304 with an empty body.
        headers: names in lower case.
        moved_to: the address that permanent redirects (301, 308) lead to; None without them.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    moved_to: str | None = None

    @property
    def not_modified(self) -> bool:
        """Whether the server says that nothing has changed."""
        return self.status == 304

    @property
    def validators(self) -> Validators:
        """Return what to send with the next request."""
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))

    @property
    def max_age(self) -> timedelta | None:
        """How long ``Cache-Control`` calls this answer fresh."""
        found = _MAX_AGE.search(self.headers.get("cache-control", ""))
        return timedelta(seconds=int(found[1])) if found else None


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Read ``Retry-After``: seconds or an HTTP date. None when absent or unreadable; never negative, capped."""
    if not value:
        return None
    text = value.strip()
    try:
        seconds = float(text) if re.fullmatch(r"\d{1,12}(\.\d+)?", text) else None
        wait = timedelta(seconds=seconds) if seconds is not None else _aware(parsedate_to_datetime(text)) - now
    except (ValueError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), LONGEST_RETRY_AFTER)


def limit_reset(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Read when a rate limit begins anew, from the ``X-RateLimit-Reset`` of its many dialects; None when absent.

    Mastodon writes an ISO date, X (``x-rate-limit-reset``) and GitHub seconds since 1970, Reddit seconds from now.
    """
    text = (headers.get("x-ratelimit-reset") or headers.get("x-rate-limit-reset") or "").strip()
    try:
        if re.fullmatch(r"\d{1,12}(\.\d+)?", text):
            seconds = float(text)
            wait = timedelta(seconds=seconds) if seconds < 1e9 else datetime.fromtimestamp(seconds, UTC) - now
        else:
            wait = _aware(datetime.fromisoformat(text)) - now
    except (ValueError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), LONGEST_RETRY_AFTER)


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def shown_url(url: str) -> str:
    """Return an address fit for logs and messages: no user name, password, query values or fragment."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "an unreadable address"
    query = "…" if parts.query else ""
    shown = urlunsplit((parts.scheme, f"{host}{port}", parts.path, query, ""))
    return "".join(character if character.isprintable() else "?" for character in shown)[:200]

"""Who sent a request, and when: HMAC-SHA256 with a shared secret. Pure.

``X-Tocsin-Signature: sha256=<hex>`` over the body's bytes; with ``X-Tocsin-Timestamp: <seconds since 1970>`` over the
timestamp's digits, a dot, and the body, so that a request that somebody caught cannot be sent again later. The name
that others use, ``X-Hub-Signature-256``, is taken too.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

__all__ = ["WINDOW", "problem"]

WINDOW = timedelta(minutes=5)
"""How far a timestamp may be from our clock, either way."""

_SIGNATURES = ("x-tocsin-signature", "x-hub-signature-256")


def problem(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime, *, timestamp_needed: bool
) -> str | None:
    """Say what is wrong with a signature, None when nothing is.

    Args:
        headers: names in lower case.
        body: of the request.
        secrets: any of them will do: the new one and the one before it.
        now: UTC.
        timestamp_needed: refuse requests that do not say when they were signed.
    """
    said = next((headers[name] for name in _SIGNATURES if name in headers), "")
    stamp = headers.get("x-tocsin-timestamp", "").strip()
    if not stamp and timestamp_needed:
        return "X-Tocsin-Timestamp is missing: send seconds since 1970 and sign them, a dot, and the body"
    signed = f"{stamp}.".encode() + body if stamp else body
    right = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode() for secret in secrets]
    given = said.removeprefix("sha256=").lower().encode()
    if not any([hmac.compare_digest(given, each) for each in right]):  # noqa: C419  all are compared, in equal time
        what = "X-Tocsin-Timestamp, a dot, and the body" if stamp else "the body"
        return f"X-Tocsin-Signature is not sha256= and the HMAC-SHA256 of {what} in hex"
    if stamp and not _near(stamp, now):
        return f"X-Tocsin-Timestamp is more than {WINDOW // timedelta(minutes=1)} minutes from our clock, or no number"
    return None


def _near(stamp: str, now: datetime) -> bool:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return False
    return abs(now - (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(stamp)))) <= WINDOW

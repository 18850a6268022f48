"""CloudEvents over HTTP, signed: for programs of one's own.

Event format: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md, structured mode; the
data is the `alerts.alert.Alert`, the id is ``<alert>/<revision>`` and the same at every repetition, as
``Idempotency-Key`` and ``webhook-id`` are. Signature: https://www.standardwebhooks.com: HMAC-SHA256 over
``id.timestamp.body``, so that a receiver can refuse what is altered or old. A repetition is signed anew with its own
time, so a receiver refuses what is more than `REPLAY_WINDOW` off its clock and takes each ``webhook-id`` once. All that
it needs, where the secret is plain text (of one that begins with ``whsec_``, the rest is the key in Base64)::

    def verified(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = "v1," + base64.b64encode(hmac.digest(secret.encode(), signed, "sha256")).decode()
        fresh = abs(now - int(headers["webhook-timestamp"])) <= 300
        return fresh and any(hmac.compare_digest(expected, one) for one in headers["webhook-signature"].split())
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, ClassVar

import msgspec

from alerts.alert import Alert
from alerts.notifiers.http import Http
from alerts.pace import Pace
from alerts.picture import png

__all__ = ["REPLAY_WINDOW", "Webhook", "WebhookOptions", "event", "signature"]

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
EVENT_TYPE = "tocsin.alert.v1"
REPLAY_WINDOW = timedelta(minutes=5)
"""What Standard Webhooks recommends to receivers; ours is not enforced by anybody but them."""
SECRET_PREFIX = "whsec_"  # noqa: S105  what a secret of the Standard Webhooks form begins with


class WebhookOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``webhook`` channel.

    Attributes:
        url: of the receiver.
        secret: shared with it; ``whsec_`` and Base64, or any text. Empty: not signed.
        source: CloudEvents ``source``: who we are, a URI reference.
        headers: more of them, e.g. ``Authorization``.
        picture: add the reports over time to the data, as ``picture`` with ``media_type`` and ``base64``.
    """

    url: Annotated[str, msgspec.Meta(pattern="^https?://[^/]")]
    secret: str = ""
    source: Annotated[str, msgspec.Meta(min_length=1)] = "urn:tocsin"
    headers: dict[str, str] = {}
    picture: bool = False

    def __post_init__(self) -> None:
        """Refuse a secret that cannot be read.

        Raises:
            ValueError: msgspec makes it a `msgspec.ValidationError` with the field's path.
        """
        try:
            _key(self.secret)
        except Base64Error as exc:
            raise ValueError("`secret` begins with whsec_ but is not Base64 behind it") from exc


def _key(secret: str) -> bytes:
    if secret.startswith(SECRET_PREFIX):
        return b64decode(secret[len(SECRET_PREFIX) :], validate=True)
    return secret.encode()


def signature(secret: str, event_id: str, timestamp: int, content: bytes) -> str:
    """Return the ``webhook-signature``: ``v1,`` and the Base64 of the HMAC.

    Args:
        secret: as in `WebhookOptions`.
        event_id: ``webhook-id``.
        timestamp: ``webhook-timestamp``, seconds since the epoch.
        content: the body.
    """
    signed = b"%s.%d.%s" % (event_id.encode(), timestamp, content)
    return f"v1,{b64encode(hmac.new(_key(secret), signed, sha256).digest()).decode()}"


class Pictured(Alert, frozen=True, kw_only=True, omit_defaults=True):
    """An alert with its picture."""

    picture: dict[str, str] | None = None


def pictured(alert: Alert) -> Pictured:
    """Return the alert with its picture as PNG."""
    picture = {"media_type": "image/png", "base64": b64encode(png(alert)).decode()}
    return Pictured(**msgspec.structs.asdict(alert), picture=picture)


def event(alert: Alert, dedup_key: str, source: str) -> dict[str, object]:
    """Return the CloudEvent. Extensions: ``dedupkey``, and ``exercise`` on a drill."""
    found: dict[str, object] = {
        "specversion": "1.0",
        "id": f"{alert.alert}/{alert.revision}",
        "source": source,
        "type": EVENT_TYPE,
        "subject": alert.alert,
        "time": alert.at,
        "datacontenttype": "application/json",
        "dedupkey": dedup_key,
        "data": alert,
    }
    return {**found, "exercise": True} if alert.synthetic else found


@dataclass
class Webhook:
    """Posts each revision to one address."""

    exercises: ClassVar[bool] = True
    repeat: ClassVar[timedelta | None] = None
    pace: ClassVar[Pace] = Pace(per_minute=600.0, burst=100)

    name: str
    options: WebhookOptions
    http: Http = field(repr=False)
    clock: Callable[[], datetime] = field(repr=False)

    async def send(self, alert: Alert, dedup_key: str) -> str:
        """Post; see `alerts.notifiers.notifier.Notifier`."""
        said = pictured(alert) if self.options.picture else alert
        content = msgspec.json.encode(event(said, dedup_key, self.options.source))
        event_id, timestamp = f"{alert.alert}/{alert.revision}", int(self.clock().timestamp())
        headers = {
            **self.options.headers,
            "content-type": CONTENT_TYPE,
            "idempotency-key": f'"{event_id}"',
            "webhook-id": event_id,
            "webhook-timestamp": str(timestamp),
        }
        if self.options.secret:
            headers["webhook-signature"] = signature(self.options.secret, event_id, timestamp, content)
        return (await self.http.post(self.name, self.options.url, content, headers)).receipt

    async def aclose(self) -> None:
        """The client is shared."""

"""The JSON of each post out of a request's body: bare, in a list, or in CloudEvents 1.0.

Sources: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md and
.../bindings/http-protocol-binding.md. All three modes: *structured* (one envelope), *batched* (a list of envelopes) and
*binary* (attributes in ``ce-`` headers, the body is the data). ``data`` is a post or a list of posts;
``data_base64`` carries the same as bytes. Envelopes are told by ``specversion``, whatever the content type says, since
senders set it wrongly more often than rightly. Pure.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping

import msgspec

__all__ = ["EnvelopeError", "records"]

VERSION = "1.0"
REQUIRED = ("id", "source", "type")


class EnvelopeError(ValueError):
    """The body is not as described; the message says what is wrong."""


class _Envelope(msgspec.Struct):
    specversion: str | None = None
    id: str | None = None
    source: str | None = None
    type: str | None = None
    data: msgspec.Raw = msgspec.Raw()
    data_base64: str | None = None


def records(headers: Mapping[str, str], body: bytes) -> Iterator[bytes]:
    """Yield the JSON of each post.

    Args:
        headers: names in lower case.
        body: of the request.

    Raises:
        EnvelopeError: the body is not JSON as described.
    """
    version = headers.get("ce-specversion")
    if version is not None:
        attributes = {name: headers.get(f"ce-{name}") for name in REQUIRED}
        _check(version, attributes, "the headers of the event")
    try:
        for number, row in enumerate(_rows(body)):
            yield from _posts(row, f"record {number}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise EnvelopeError(f"the body is not JSON as described: {exc}") from exc


def _rows(body: bytes) -> list[msgspec.Raw]:
    return msgspec.json.decode(body, type=list[msgspec.Raw]) if body.lstrip()[:1] == b"[" else [msgspec.Raw(body)]


def _posts(row: msgspec.Raw, where: str) -> Iterator[bytes]:
    envelope = msgspec.json.decode(row, type=_Envelope)
    if envelope.specversion is None:
        yield bytes(row)
        return
    attributes = {name: getattr(envelope, name) for name in REQUIRED}
    _check(envelope.specversion, attributes, where)
    data = bytes(envelope.data)
    if envelope.data_base64 is not None:
        try:
            data = base64.b64decode(envelope.data_base64, validate=True)
        except binascii.Error as exc:
            raise EnvelopeError(f"{where}: `data_base64` is not base64") from exc
    if not data.strip():
        raise EnvelopeError(f"{where}: the event has no `data`; put the post there")
    yield from (bytes(each) for each in _rows(data))


def _check(version: str, attributes: Mapping[str, str | None], where: str) -> None:
    if version != VERSION:
        raise EnvelopeError(f"{where}: CloudEvents {version[:20]!r} is not known; send {VERSION}")
    missing = [name for name, value in attributes.items() if not value]
    if missing:
        raise EnvelopeError(f"{where}: an event needs `{'`, `'.join(missing)}`, not empty")

"""`DeadLetter`: what could not be read or handled, kept on ``tocsin.dead`` with the reason; nothing vanishes."""

from __future__ import annotations

from datetime import datetime

import msgspec

from connectors.codec import Codec

__all__ = ["DEAD_LETTERS", "PAYLOAD_CHARACTERS", "DeadLetter", "dead_letter"]

PAYLOAD_CHARACTERS = 64 * 1024
"""How much of the payload is kept: enough to mend a source, small enough for any broker."""


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    r"""One message or record that goes no further.

    Attributes:
        stage: who refused it, e.g. ``connect``, ``tag``.
        reason: short label from a closed set (``unreadable``, ``too_large``, ``crashed``, ``gap``): a metric
            label. A ``gap`` carries a `connectors.connector.Gap` as its payload.
        error: the sentence for people: what is wrong, and how to mend it.
        origin: where it came from, e.g. ``tocsin.posts[0]@77``.
        key: the message's key, if any.
        payload: the message as text; bytes that are not UTF-8 are shown as ``\xNN``; cut at `PAYLOAD_CHARACTERS`.
        at: when it was refused, UTC.
    """

    stage: str
    reason: str
    error: str
    origin: str
    key: str | None
    payload: str
    at: datetime
    v: int = 1


def dead_letter(
    stage: str, reason: str, error: str, origin: str, payload: bytes, at: datetime, key: bytes | None = None
) -> DeadLetter:
    """Make a dead letter of raw bytes."""
    text = payload[: PAYLOAD_CHARACTERS * 4].decode(errors="backslashreplace")[:PAYLOAD_CHARACTERS]
    name = key.decode(errors="backslashreplace") if key is not None else None
    return DeadLetter(stage=stage, reason=reason, error=error, origin=origin, key=name, payload=text, at=at)


DEAD_LETTERS: Codec[DeadLetter] = Codec(DeadLetter)

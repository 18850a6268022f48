"""Bytes of a message in, records out; what cannot be read becomes a dead letter and stalls nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec

from connectors.codec import Codec, RecordError
from connectors.dead import DEAD_LETTERS, dead_letter
from streams.stage import Routed

__all__ = ["crashed", "guarded", "read"]

RecordT = TypeVar("RecordT", bound=msgspec.Struct)
OutT = TypeVar("OutT")


def read(
    codec: Codec[RecordT],
    stage: str,
    value: bytes | None,
    origin: str,
    at: datetime,
    refused: Callable[[bytes], list[Routed]] = lambda _: [],
) -> tuple[list[RecordT], list[Routed]]:
    """Decode a message. Returns its readable records in order, and a dead letter for each that is not.

    Args:
        codec: of the topic's record.
        stage: who reads.
        value: the message's value; None (a tombstone) carries nothing.
        origin: ``topic[partition]@offset``.
        at: time of reading, UTC, for the dead letter.
        refused: what else follows from a record of which only its bytes are known.
    """
    if value is None:
        return [], []
    try:
        return codec.decode_many(value, origin), []
    except RecordError as error:
        whole = error
    records: list[RecordT] = []
    dead: list[Routed] = []
    try:
        for row in codec.decode_each(value, origin):
            if isinstance(row, RecordError):
                dead.append(_refused(stage, row, value, at))
                dead += refused(row.raw)
            else:
                records.append(row)
    except RecordError:
        dead.append(_refused(stage, whole, value, at))
    return records, dead


def _refused(stage: str, error: RecordError, value: bytes, at: datetime) -> Routed:
    letter = dead_letter(stage, "unreadable", str(error), error.origin, error.raw or value, at)
    return Routed("dead", 0, stage.encode(), DEAD_LETTERS.encode(letter), alone=True)


def crashed(stage: str, error: Exception, origin: str, payload: bytes, at: datetime) -> Routed:
    """Make the dead letter of a record that our own code could not handle."""
    sentence = f"{type(error).__name__}: {error}. This is a fault of the {stage} stage; keep the payload and report it."
    letter = dead_letter(stage, "crashed", sentence, origin, payload, at)
    return Routed("dead", 0, stage.encode(), DEAD_LETTERS.encode(letter), alone=True)


def guarded(
    stage: str, work: Callable[[RecordT], OutT], record: RecordT, at: datetime
) -> tuple[OutT | None, Routed | None]:
    """Run ``work`` on one record; an unexpected error becomes a dead letter instead of a crash that repeats for ever.

    The boundary where one bad record must not stop the stream: a restart would meet it again at once.
    """
    try:
        return work(record), None
    except Exception as error:  # noqa: BLE001  one poisonous record must not stall all others
        return None, crashed(stage, error, getattr(record, "id", stage), msgspec.json.encode(record), at)

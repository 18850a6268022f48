"""Reading snapshots and the input log again: how a stateful stage gets its state back after a kill or a move.

Uses a consumer without a group, beside the stage's own. Positions are sought explicitly: with aiokafka 0.14
``seek_to_beginning`` races the offset reset of ``assign`` and mostly lands at the end, which restores nothing and
says nothing.
"""

from __future__ import annotations

import asyncio
import logging
import zlib
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping
from typing import Any, NamedTuple

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.stage import Snapshot, joined

__all__ = ["Message", "decode_snapshot", "encode_snapshot", "newest_snapshot", "read_log", "settled_offset"]

log = logging.getLogger(__name__)

STALL_SECONDS = 60.0
"""A read that makes no progress for so long is given up: the worker exits and its supervisor tries again."""


class Message(NamedTuple):
    """One message of a log."""

    offset: int
    key: bytes | None
    value: bytes | None


_decoder = msgspec.msgpack.Decoder(Snapshot)


def encode_snapshot(snapshot: Snapshot) -> bytes:
    """Return one chunk as MessagePack."""
    return msgspec.msgpack.encode(snapshot)


def decode_snapshot(raw: bytes) -> Snapshot | None:
    """Read one chunk; None for what another version wrote in a way that this one cannot read."""
    try:
        return _decoder.decode(raw)
    except msgspec.DecodeError:
        return None


async def read_log(
    client: Mapping[str, Any], topic: str, partition: int, start: int, end: int | None = None
) -> AsyncGenerator[Message, None]:
    """Yield the messages of a partition from ``start`` up to, not including, ``end`` (default: its end now).

    A log that begins after ``start`` (retention shorter than the stage's window) is read from where it begins, and
    the loss is logged: state that forgets a little is better than a stage that never starts again.

    Raises:
        TimeoutError: no progress for `STALL_SECONDS`.
    """
    at = TopicPartition(topic, partition)
    consumer = AIOKafkaConsumer(**client, group_id=None, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([at])
        first = (await consumer.beginning_offsets([at]))[at]
        stop = (await consumer.end_offsets([at]))[at] if end is None else end
        if first > start > 0:
            log.error("log_gap topic=%s partition=%d begins=%d needed=%d", topic, partition, first, start)
        position = max(first, start)
        consumer.seek(at, position)
        loop = asyncio.get_running_loop()
        moved_at = loop.time()
        while position < stop:
            for record in (await consumer.getmany(at, timeout_ms=500)).get(at, ()):
                if record.offset >= stop:
                    return
                yield Message(record.offset, record.key, record.value)
            before, position = position, await consumer.position(at)
            moved_at = loop.time() if position > before else moved_at
            if loop.time() - moved_at > STALL_SECONDS:
                raise TimeoutError(f"{topic}[{partition}] stopped at offset {position} of {stop}")
    finally:
        await consumer.stop()


async def settled_offset(client: Mapping[str, Any], group: str, topic: str, partition: int) -> int:
    """Return the next offset that a group has to settle; 0 when it has settled nothing.

    Asked as a consumer that joins nothing: it waits for a coordinator that is moving or has just started, which an
    admin client takes for none.

    Raises:
        KafkaError, TimeoutError: the broker did not answer.
    """
    at = TopicPartition(topic, partition)
    consumer = AIOKafkaConsumer(**client, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign([at])
        async with asyncio.timeout(STALL_SECONDS):
            return await consumer.committed(at) or 0
    finally:
        await consumer.stop()


async def newest_snapshot(
    client: Mapping[str, Any], topic: str, stage: str, partition: int, wanted_format: int
) -> tuple[Snapshot, bytes] | None:
    """Find the complete snapshot with the highest position, not the one written last.

    A paused worker that wakes up late may write an older one after a newer one; it does no harm so.
    """
    prefix = f"{stage}/{partition}/".encode()
    found: dict[tuple[int, int], dict[int, Snapshot]] = defaultdict(dict)
    async for message in read_log(client, topic, 0, 0):
        if message.key is None or message.value is None or not message.key.startswith(prefix):
            continue
        part = decode_snapshot(message.value)
        if part is not None and part.format == wanted_format:
            found[part.position, part.chunks][part.chunk] = part
    whole = [list(parts.values()) for (_, count), parts in found.items() if len(parts) == count]
    for parts in sorted(whole, key=lambda parts: parts[0].position, reverse=True):
        try:
            return parts[0], joined(parts)
        except zlib.error:
            log.warning("snapshot_unreadable stage=%s partition=%d position=%d", stage, partition, parts[0].position)
    return None

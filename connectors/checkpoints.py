"""Where each connector goes on after a restart: its cursor, kept in a compacted topic keyed by its name.

Saved only after Kafka acknowledged every post before the cursor (`connectors.ledger`); so a crash repeats posts and
loses none. Loading reads the whole topic once: it is compacted, and one record a connector is all that matters.

Positions are sought explicitly: with aiokafka 0.14 ``seek_to_beginning`` races the offset reset of ``assign`` and
mostly lands at the end, which loads nothing and says nothing.

The same topic keeps the health of each source (`connectors.health`), under a key of its own, so that it can be shown
from any machine, also while the sources are stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from connectors import metrics
from connectors.closing import closed
from connectors.codec import Codec, RecordError
from connectors.health import HEALTHS, SourceHealth
from connectors.page import utc_now

__all__ = ["CHECKPOINTS", "Checkpoint", "Checkpoints"]

log = structlog.get_logger(__name__)

PRODUCER: Mapping[str, Any] = {
    "compression_type": "lz4",
    "max_request_size": 2 * 1024 * 1024,
    "request_timeout_ms": 30_000,
}
"""The largest cursor is that of a feed with thousands of entries: a megabyte before compression."""

HEALTH_KEY = b"health\0"
"""Begins the key of a health record; names of sources have no such character."""

STALL_SECONDS = 60.0
"""Loading that makes no progress for so long is given up; the process ends and its supervisor tries again."""


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One saved position.

    Attributes:
        connector: name of the connector, also the message's key.
        cursor: what the connector returned; opaque here.
        at: when it was saved, UTC; the newest wins.
    """

    connector: str
    cursor: str
    at: datetime
    v: int = 1


CHECKPOINTS: Codec[Checkpoint] = Codec(Checkpoint)


class Checkpoints:
    """Loads and saves. An async context manager.

    Args:
        client_options: passed to aiokafka, for consumer and producer alike (``bootstrap_servers``, security).
        topic: the compacted topic.
        clock: time of saving.

    Attributes:
        healths: source -> its health as saved last; filled by `load`.
    """

    def __init__(
        self,
        client_options: Mapping[str, Any],
        topic: str = "tocsin.checkpoints",
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._options, self._topic, self._clock = dict(client_options), topic, clock
        self._producer: AIOKafkaProducer | None = None
        self.healths: dict[str, SourceHealth] = {}

    async def __aenter__(self) -> Checkpoints:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._drop_producer()

    async def load(self) -> dict[str, str]:
        """Return the newest cursor of every connector.

        Raises:
            KafkaError, TimeoutError: the topic cannot be read; starting without cursors would repeat everything.
        """
        partitions = sorted(await (await self._connected()).partitions_for(self._topic))
        consumer = AIOKafkaConsumer(
            **self._options, group_id=None, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            return await self._read(consumer, [TopicPartition(self._topic, number) for number in partitions])
        finally:
            await consumer.stop()

    async def _read(self, consumer: AIOKafkaConsumer, partitions: list[TopicPartition]) -> dict[str, str]:
        consumer.assign(partitions)
        first, end = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
        for partition in partitions:
            consumer.seek(partition, first[partition])
        newest: dict[str, Checkpoint] = {}
        clock = asyncio.get_running_loop()
        moved_at, before = clock.time(), -1
        while True:
            positions = {partition: await consumer.position(partition) for partition in partitions}
            if all(positions[partition] >= end[partition] for partition in partitions):
                return {name: checkpoint.cursor for name, checkpoint in newest.items()}
            if sum(positions.values()) > before:
                moved_at, before = clock.time(), sum(positions.values())
            elif clock.time() - moved_at > STALL_SECONDS:
                raise TimeoutError(f"{self._topic} stopped being read at {positions} of {end}")
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    self._take(newest, record)

    def _take(self, newest: dict[str, Checkpoint], record: Any) -> None:
        if record.key is None or record.value is None:
            return
        origin = f"{self._topic}[{record.partition}]@{record.offset}"
        try:
            if record.key.startswith(HEALTH_KEY):
                health = HEALTHS.decode(record.value, origin)
                self.healths[health.name] = health
                return
            checkpoint = CHECKPOINTS.decode(record.value, origin)
        except RecordError as error:
            log.warning("checkpoint_unreadable", error=str(error))
            return
        known = newest.get(checkpoint.connector)
        if known is None or known.at <= checkpoint.at:
            newest[checkpoint.connector] = checkpoint

    async def save(self, name: str, cursor: str) -> None:
        """Save one cursor and wait for its acknowledgement.

        Raises:
            MessageSizeTooLargeError: this cursor cannot be saved at all; others can.
            KafkaError: saving again is safe.
        """
        record = Checkpoint(connector=name, cursor=cursor, at=self._clock())
        try:
            producer = await self._connected()
            await producer.send_and_wait(self._topic, CHECKPOINTS.encode(record), key=name.encode())
        except MessageSizeTooLargeError:
            raise
        except KafkaError:
            await self._drop_producer()
            raise
        metrics.checkpoint_saved()

    async def save_health(self, healths: Iterable[SourceHealth]) -> None:
        """Save the health of some sources and wait for the acknowledgements; raises KafkaError."""
        at = self._clock()
        try:
            producer = await self._connected()
            sent = [
                await producer.send(
                    self._topic,
                    HEALTHS.encode(msgspec.structs.replace(health, at=at)),
                    key=HEALTH_KEY + health.name.encode(),
                )
                for health in healths
            ]
            await asyncio.gather(*sent)
        except KafkaError:
            await self._drop_producer()
            raise

    async def _connected(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(**{**PRODUCER, **self._options, "acks": "all", "enable_idempotence": True})
            try:
                await producer.start()
            except BaseException:
                await closed(producer)
                raise
            self._producer = producer
        return self._producer

    async def _drop_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await closed(producer)

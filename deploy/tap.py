"""Listening to topics beside the stages: what the live view, the replay and the tests read.

Consumers without a group: they disturb nobody, commit nothing and see every partition from its beginning.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from connectors.codec import Codec, RecordError
from deploy.brokers.broker import Broker

__all__ = ["tail"]

RecordT = TypeVar("RecordT", bound=msgspec.Struct)

POLL_MS = 200


async def tail(
    broker: Broker, topic: str, partitions: int, codec: Codec[RecordT], *, follow: bool = True
) -> AsyncIterator[Sequence[RecordT]]:
    """Yield the records of each message of a topic, from its beginning.

    Args:
        broker: where.
        topic: full name; must exist.
        partitions: how many of its partitions are in use.
        codec: of its records. What it cannot read is left out: the stages have made dead letters of it.
        follow: go on for ever; otherwise stop where the topic ends now.
    """
    consumer = AIOKafkaConsumer(
        **broker.aiokafka(), group_id=None, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        every = [TopicPartition(topic, number) for number in range(partitions)]
        consumer.assign(every)
        first, end = await consumer.beginning_offsets(every), await consumer.end_offsets(every)
        for partition in every:
            consumer.seek(partition, first[partition])
        while follow or any([await consumer.position(partition) < end[partition] for partition in every]):
            for messages in (await consumer.getmany(timeout_ms=POLL_MS)).values():
                for message in messages:
                    if message.value is not None:
                        yield _records(codec, message.value)
    finally:
        await consumer.stop()


def _records(codec: Codec[RecordT], value: bytes) -> list[RecordT]:
    try:
        return codec.decode_many(value)
    except RecordError:
        return [record for record in codec.decode_each(value) if not isinstance(record, RecordError)]

"""Ends an aiokafka producer for certain, also while Kafka takes nothing.

`AIOKafkaProducer.stop` flushes first, and with idempotence a batch never expires: without a broker it waits for ever.
Given up half-way it leaves its sender task running, which would deliver old batches *after* what the next producer
sends, and so bring an edit before its post. There is no public way to end the sender, so its task is cancelled by the
attribute that holds it; a test looks for left-over tasks, so a release that renames it is noticed.
"""

from __future__ import annotations

import asyncio
import contextlib

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

__all__ = ["STOP_SECONDS", "closed"]

STOP_SECONDS = 3.0
"""For the flush of a stop; what waits after it is read again from the checkpoint."""

GRACE_SECONDS = 0.5
"""For requests whose connection was just closed: longer than aiokafka's pause before a retry, 0.1 s."""


async def closed(producer: AIOKafkaProducer) -> None:
    """Stop a producer that may be broken; returns within `STOP_SECONDS` and a moment."""
    ended = False
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await producer.flush()
            await producer.stop()
            ended = True
    except (KafkaError, TimeoutError):
        pass  # what is not acknowledged stays with the checkpoint
    finally:
        if not ended:
            await _abandoned(producer)


async def _abandoned(producer: AIOKafkaProducer) -> None:
    """Cancel the sender; not by `stop`, whose flush would wait behind us for ever."""
    task = None if producer._sender is None else producer._sender.sender_task
    if task is not None:
        task.cancel()
    with contextlib.suppress(KafkaError):
        await producer.client.close()  # requests in flight fail now
    if task is not None and not task.done():
        # Once cancelled it waits for its requests, and those for metadata that a closed client never gets: the
        # second cancellation goes through to them.
        await asyncio.wait({task}, timeout=GRACE_SECONDS)
        task.cancel()
        await asyncio.wait({task}, timeout=GRACE_SECONDS)
    producer._closed = True

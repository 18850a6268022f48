"""Posts to Kafka: packed, bounded, and each hand-over acknowledged as a whole.

A message carries a JSON *array* of posts of one partition, since everything behind Kafka pays per message. Posts wait
at most `LINGER_SECONDS` for company, so a lone live post leaves at once and a file leaves in full arrays.

- The partition is CRC-32 of the post's id: edits and deletions follow their post, in order.
- The producer is idempotent with ``acks=all``. Bytes not yet acknowledged are bounded; beyond the bound `Sink.send`
  waits, which is the back-pressure on the sources.
- A delivery that fails (``OutOfOrderSequenceNumber`` is fatal by design, and after any lost batch the order is gone)
  fails *all* open hand-overs; the producer is built anew and the connectors go on from their checkpoints.
- A post above `POST_BYTES` goes to the dead letters with its reason, and counts as settled once that is acknowledged.

Limit: one sender for all partitions, so a partition without a leader holds up the others until it has one; they
would be held up by the bound soon after anyway.
"""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError

from connectors import metrics
from connectors.closing import closed
from connectors.dead import DEAD_LETTERS, DeadLetter, dead_letter
from connectors.errors import DeliveryError
from connectors.page import utc_now
from connectors.post import POSTS, Post

__all__ = ["ARRAY_BYTES", "POST_BYTES", "STAGE", "Sink", "SinkTopics"]

log = structlog.get_logger(__name__)

STAGE = "connect"

ARRAY_BYTES = 512 * 1024
"""Largest array: half of Kafka's default limit of a message, so that compression is never what makes it fit."""

POST_BYTES = ARRAY_BYTES - 2
"""Largest post as JSON: an array of it alone must fit."""

FULL_BYTES = 128 * 1024
"""An array of this size does not wait for more: some 300 posts, a few milliseconds of work for the next stage."""

LINGER_SECONDS = 0.02
PENDING_BYTES = 32 * 1024 * 1024
STALL_SECONDS = 10.0
"""Longer than a change of leader takes, so that sources pause only when Kafka is really away."""

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 10.0

PRODUCER: Mapping[str, Any] = {
    "acks": "all",
    "enable_idempotence": True,
    # aiokafka runs lz4 at its level 9: 43 MB/s on posts, to 14 %; zstd does 350 MB/s, to 11 % (deploy.bench_sources).
    "compression_type": "zstd",
    "linger_ms": 0,  # we linger ourselves, over posts instead of messages
    "max_batch_size": ARRAY_BYTES + 4096,
    "max_request_size": 2 * ARRAY_BYTES,
    "request_timeout_ms": 30_000,
}


@dataclass(frozen=True)
class SinkTopics:
    """Where things go. ``partitions`` is the count of the posts topic, fixed for its life."""

    posts: str = "tocsin.posts"
    dead: str = "tocsin.dead"
    partitions: int = 4


@dataclass(eq=False)
class _Delivery:
    """One hand-over: done when it is complete and every message with a part of it is acknowledged."""

    future: asyncio.Future[None]
    outstanding: int = 0
    complete: bool = False

    def settle(self) -> None:
        if self.complete and self.outstanding == 0 and not self.future.done():
            self.future.set_result(None)

    def fail(self, error: Exception) -> None:
        if not self.future.done():
            self.future.set_exception(error)
            self.future.exception()  # whoever handed over may be gone by now; an unread exception would be logged


@dataclass(eq=False)
class _Array:
    """Records of one partition that leave together."""

    topic: str
    partition: int
    key: bytes | None = None
    records: list[bytes] = field(default_factory=list)
    size: int = 2
    deliveries: dict[_Delivery, None] = field(default_factory=dict)

    def value(self) -> bytes:
        return self.records[0] if self.key is not None else b"[" + b",".join(self.records) + b"]"


class Sink:
    """Sends posts and dead letters. An async context manager.

    Args:
        client_options: passed to aiokafka (``bootstrap_servers``, ``security_protocol``, ...); they may override
            `PRODUCER`, but not ``acks`` and idempotence.
        topics: names, and the number of partitions.
        clock: time of dead letters.
        pending_bytes: bound of what is not acknowledged.
        stall_seconds: without an acknowledgement for so long while bytes wait, Kafka counts as down.
        brake: why nothing more may be taken in just now (a disk that is nearly full), None when all is well; while it
            says something, pollers are not asked and streams are left, as when Kafka is down. Must return at once.
    """

    def __init__(
        self,
        client_options: Mapping[str, Any],
        topics: SinkTopics = SinkTopics(),
        *,
        clock: Callable[[], datetime] = utc_now,
        pending_bytes: int = PENDING_BYTES,
        stall_seconds: float = STALL_SECONDS,
        brake: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._options = {**PRODUCER, **client_options, "acks": "all", "enable_idempotence": True}
        self._topics, self._clock, self._bound = topics, clock, pending_bytes
        self._stall_seconds = stall_seconds
        self._brake, self._braked = brake, False
        self._waiting: list[_Array] = []  # in the order in which they were begun
        self._open: dict[tuple[str, int], _Array] = {}  # the array of a partition that still takes records
        self._deliveries: dict[_Delivery, None] = {}
        self._pending = 0
        self._generation = 0
        self._connected = False
        self._progress_at = 0.0
        self._moved = asyncio.Event()
        self._work = asyncio.Event()
        self._hurry = asyncio.Event()
        self._problem: Exception | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Sink:
        self._task = asyncio.create_task(self._run(), name="sink")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @property
    def stalled(self) -> bool:
        """Whether Kafka has not taken anything for ``stall_seconds`` although something waits, or the brake is on."""
        waited = asyncio.get_running_loop().time() - self._progress_at
        stalled = (self._pending > 0 and waited > self._stall_seconds) or self._is_braked()
        metrics.stalled(stalled)
        return stalled

    def _is_braked(self) -> bool:
        reason = self._brake()
        if (reason is not None) != self._braked:
            self._braked = reason is not None
            if reason is not None:
                log.error("intake_stopped", reason=reason)
            else:
                log.warning("intake_goes_on")
        return self._braked

    async def ready(self) -> None:
        """Return once Kafka takes posts. Raises what ended the sink for good, if anything did."""
        while self.stalled:
            self._raise_if_dead()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):  # `wait_for` of Python 3.11 can swallow a cancellation
                    await self._moved.wait()
        self._raise_if_dead()

    async def send(
        self, source: str, posts: Sequence[Post], letters: Iterable[DeadLetter] = ()
    ) -> asyncio.Future[None]:
        """Hand over; waits while too much is pending.

        Args:
            source: name of the connector, for metrics.
            posts: in order; posts of one id keep theirs.
            letters: dead letters that belong to the same reading.

        Returns:
            a future that is done when Kafka has acknowledged all of it, or fails with `DeliveryError`.

        Raises:
            DeliveryError: the delivery failed while we waited for room.
        """
        self._raise_if_dead()
        delivery = _Delivery(asyncio.get_running_loop().create_future())
        self._deliveries[delivery] = None
        delivery.future.add_done_callback(lambda _: self._deliveries.pop(delivery, None))
        generation, count, encode = self._generation, self._topics.partitions, POSTS.encode
        refused: list[DeadLetter] = []
        for post in posts:
            raw = encode(post)
            if len(raw) > POST_BYTES:
                refused.append(self._too_large(post, raw))
                continue
            if self._pending > self._bound:
                await self._room(generation)
            self._put(delivery, self._topics.posts, zlib.crc32(post.id.encode()) % count, raw)
        for letter in (*letters, *refused):
            if self._pending > self._bound:
                await self._room(generation)
            metrics.buried(source, letter.reason)
            self._put(delivery, self._topics.dead, 0, DEAD_LETTERS.encode(letter), STAGE.encode())
        delivery.complete = True
        delivery.settle()
        metrics.pending(self._pending)
        return delivery.future

    async def flush(self, timeout_seconds: float) -> bool:
        """Wait until all that was handed over is acknowledged; False when time ran out."""
        waiting = [delivery.future for delivery in self._deliveries]
        self._hurry.set()
        if not waiting:
            return True
        _, late = await asyncio.wait(waiting, timeout=timeout_seconds)
        return not late

    def _put(self, delivery: _Delivery, topic: str, partition: int, raw: bytes, key: bytes | None = None) -> None:
        slot = (topic, partition)
        array = self._open.get(slot)
        if array is None or key is not None or array.size + len(raw) + 1 > ARRAY_BYTES:
            array = _Array(topic, partition, key)
            self._waiting.append(array)
            if key is None:
                self._open[slot] = array
        if delivery not in array.deliveries:
            array.deliveries[delivery] = None
            delivery.outstanding += 1
        if self._pending == 0:
            self._progress_at = asyncio.get_running_loop().time()
        array.records.append(raw)
        array.size += len(raw) + 1
        self._pending += len(raw)
        self._work.set()
        if array.size > FULL_BYTES:
            self._hurry.set()

    async def _room(self, generation: int) -> None:
        self._hurry.set()
        while self._pending > self._bound and generation == self._generation:
            self._raise_if_dead()
            await self._moved.wait()
        if generation != self._generation:
            raise DeliveryError("delivery failed while waiting for room")

    def _too_large(self, post: Post, raw: bytes) -> DeadLetter:
        error = f"{post.id}: {len(raw)} bytes as JSON, {POST_BYTES} are allowed. Cut the text."
        return dead_letter(STAGE, "too_large", error, post.source, raw, self._clock(), post.id.encode())

    async def _run(self) -> None:
        """Keep a producer working; a broken one is replaced after all open hand-overs have failed."""
        pause = FIRST_PAUSE_SECONDS
        try:
            while True:
                producer = AIOKafkaProducer(**self._options)
                try:
                    await self._connect(producer)
                    pause = FIRST_PAUSE_SECONDS
                    await self._pump(producer)
                except KafkaError as error:
                    log.warning("delivery_failed", error=repr(error), again_in_seconds=pause)
                    if self._connected:
                        self._fail(error)
                finally:
                    self._connected = False
                    await closed(producer)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        except Exception as error:  # a fault of ours or of the configuration: the runner meets it at its next call
            self._problem = error
            self._fail(error)
            raise

    async def _connect(self, producer: AIOKafkaProducer) -> None:
        await producer.start()
        found = len(await producer.partitions_for(self._topics.posts))
        if found < self._topics.partitions:
            raise ValueError(
                f"topic {self._topics.posts} has {found} partitions, the configuration says {self._topics.partitions}"
            )
        self._connected = True

    async def _pump(self, producer: AIOKafkaProducer) -> None:
        """Send what waits, in order; raises the error of the first delivery that failed."""
        failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        failed.add_done_callback(lambda future: future.cancelled() or future.exception())
        sender = asyncio.create_task(self._send_all(producer, failed), name="sink-sender")
        try:
            await asyncio.wait({sender, failed}, return_when=asyncio.FIRST_COMPLETED)
            if failed.done():
                failed.result()
            await sender
        finally:
            sender.cancel()
            with contextlib.suppress(asyncio.CancelledError, KafkaError):
                await sender

    async def _send_all(self, producer: AIOKafkaProducer, failed: asyncio.Future[None]) -> None:
        while True:
            await self._work.wait()
            if not self._hurry.is_set():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LINGER_SECONDS):
                        await self._hurry.wait()
            leaving, self._waiting, self._open = self._waiting, [], {}
            self._work.clear()
            self._hurry.clear()
            for array in leaving:
                value = array.value()
                sent = await self._accepted(producer, array, value)
                sent.add_done_callback(partial(self._acknowledged, array, len(value), self._generation, failed))

    async def _accepted(self, producer: AIOKafkaProducer, array: _Array, value: bytes) -> asyncio.Future[Any]:
        while True:
            try:
                sent: asyncio.Future[Any] = await producer.send(
                    array.topic, value, key=array.key, partition=array.partition
                )
            except KafkaTimeoutError:  # its buffer is full since Kafka is away; nothing was taken, so ask again
                log.warning("kafka_takes_nothing", topic=array.topic, partition=array.partition)
            else:
                return sent

    def _acknowledged(
        self, array: _Array, size: int, generation: int, failed: asyncio.Future[None], sent: asyncio.Future[Any]
    ) -> None:
        if generation != self._generation:
            return
        error = asyncio.CancelledError() if sent.cancelled() else sent.exception()
        if error is not None:
            if not failed.done():
                failed.set_exception(error if isinstance(error, KafkaError) else KafkaError(repr(error)))
            return
        self._pending -= sum(map(len, array.records))
        metrics.message_sent(size)
        for delivery in array.deliveries:
            delivery.outstanding -= 1
            delivery.settle()
        self._move()

    def _move(self) -> None:
        self._progress_at = asyncio.get_running_loop().time()
        metrics.pending(self._pending)
        self._moved.set()
        self._moved = asyncio.Event()

    def _fail(self, error: Exception) -> None:
        """Fail all open hand-overs and forget what waits: the connectors will bring it again."""
        metrics.delivery_failed()
        self._generation += 1
        self._waiting, self._open, self._pending = [], {}, 0
        for delivery in list(self._deliveries):
            problem = DeliveryError(f"Kafka did not take the posts: {error!r}")
            problem.__cause__ = error
            delivery.fail(problem)
        self._move()

    def _raise_if_dead(self) -> None:
        if self._problem is not None:
            raise self._problem

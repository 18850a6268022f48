"""A wire to Kafka that can be cut."""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass, field
from typing import Any


@dataclass
class FaultyWire:
    """A proxy before the broker that can spoil answers to Produce requests or hold everything back.

    Speaks just enough of the Kafka protocol: it notes which request an answer belongs to, puts its own port into
    metadata answers, and replaces the error code of Produce answers.
    """

    broker_port: int
    port: int = 0
    produce_errors: list[int] = field(default_factory=list)
    flowing: asyncio.Event = field(default_factory=asyncio.Event)
    serving: set[asyncio.Task[Any]] = field(default_factory=set)
    streams: list[asyncio.StreamWriter] = field(default_factory=list)

    PRODUCE, METADATA = 0, 3

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ours = asyncio.current_task()
        assert ours is not None
        self.serving.add(ours)
        try:
            await self._relay(reader, writer)
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            self.serving.discard(ours)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.streams.append(writer)
        upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", self.broker_port)
        self.streams.append(upstream)
        kinds: dict[int, int] = {}

        async def forward() -> None:
            while True:
                frame = await self._frame(reader)
                kind, _, correlation = struct.unpack(">hhi", frame[4:12])
                kinds[correlation] = kind
                await self.flowing.wait()
                upstream.write(frame)

        async def back() -> None:
            while True:
                frame = await self._frame(upstream_reader)
                kind = kinds.pop(struct.unpack(">i", frame[4:8])[0])
                if kind == self.METADATA:
                    frame = frame.replace(struct.pack(">i", self.broker_port), struct.pack(">i", self.port))
                if kind == self.PRODUCE and self.produce_errors:
                    frame = self._spoiled(frame, self.produce_errors.pop(0))
                await self.flowing.wait()
                writer.write(frame)

        tasks = [asyncio.create_task(forward()), asyncio.create_task(back())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            upstream.close()
            writer.close()

    @staticmethod
    async def _frame(reader: asyncio.StreamReader) -> bytes:
        size = await reader.readexactly(4)
        return size + await reader.readexactly(struct.unpack(">i", size)[0])

    @staticmethod
    def _spoiled(frame: bytes, code: int) -> bytes:
        (length,) = struct.unpack(">h", frame[12:14])  # behind size, correlation id and the count of topics
        at = 14 + length + 4 + 4  # behind the name, the count of partitions and the partition
        return frame[:at] + struct.pack(">h", code) + frame[at + 2 :]

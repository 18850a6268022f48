"""Measures what a live stream costs on this machine: ``python -m deploy.bench_sources``.

A child process holds the embedded broker and a web socket that sends made-up Jetstream events as fast as it is read;
this process connects, reads, filters and hands them to the sink, all acknowledged by the broker. Events a second are
counted by the processor time of this process, so that neither the child nor a busy machine counts.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import sys
import time
from contextlib import aclosing
from multiprocessing.connection import Connection

import zstandard
from websockets.asyncio.server import ServerConnection, serve

from connectors.frames import FRAME_BYTES
from connectors.guard import AddressGuard
from connectors.jetstream import BATCH_EVENTS, DICTIONARY, Jetstream, JetstreamOptions
from connectors.page import utc_now
from connectors.sink import Sink, SinkTopics
from connectors.sky import COLLECTION
from connectors.unpack import Unpacker
from deploy.brokers.embedded import PARTITIONS, embedded

__all__ = ["events", "main"]

EVENTS, ROUNDS = 20_000, 5
WORDS = ("market", "river", "winter", "teacher", "garden", "paper", "season", "weather", "window", "journey", "village")


def events(count: int, seed: int = 7) -> list[bytes]:
    """Return events like those of the live stream: one in twelve a deletion, one in three an answer."""
    draw = random.Random(seed)  # noqa: S311  texts for a measurement, no secret
    now_us = time.time_ns() // 1000 - 10 * 1_000_000
    return [_event(draw, number, now_us + number) for number in range(count)]


def _event(draw: random.Random, number: int, time_us: int) -> bytes:
    commit: dict[str, object] = {"rev": f"3mp{number}", "collection": COLLECTION, "rkey": f"3mq{number:010d}"}
    if number % 12 == 0:
        commit["operation"] = "delete"
    else:
        uri = f"at://did:plc:{draw.randrange(10**9):024d}/{COLLECTION}/3mq{number:010d}"
        record: dict[str, object] = {
            "$type": COLLECTION,
            "createdAt": "2026-11-01T11:00:00.000Z",
            "langs": [draw.choice(("en", "ja", "pt", "ru"))],
            "text": " ".join(draw.choices(WORDS, k=draw.randint(3, 40))),
        }
        if number % 3 == 0:
            link = {"cid": "bafyreib", "uri": uri}
            record["reply"] = {"parent": link, "root": link}
        commit |= {"operation": "create", "record": record, "cid": f"bafyrei{number:050d}"}
    row = {"did": f"did:plc:{draw.randrange(10**9):024d}", "time_us": time_us, "kind": "commit", "commit": commit}
    return json.dumps(row).encode()


def _packed(frames: list[bytes]) -> list[bytes]:
    packer = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(DICTIONARY.read_bytes()))
    return [packer.compress(frame) for frame in frames]


def _serve(told: Connection) -> None:
    frames = events(EVENTS)
    known = {"": frames, "compress=true": _packed(frames)}

    async def replay(connection: ServerConnection) -> None:
        path = connection.request.path if connection.request is not None else ""
        sent = known["compress=true" if "compress=true" in path else ""]
        for _ in range(ROUNDS):
            for frame in sent:
                await connection.send(frame)
        await connection.wait_closed()

    async def run() -> None:
        async with serve(replay, "127.0.0.1", 0, compression=None) as server:
            with embedded() as broker:
                told.send((next(iter(server.sockets)).getsockname()[1], broker.bootstrap))
                await asyncio.get_running_loop().run_in_executor(None, told.recv)

    asyncio.run(run())


async def _follow(url: str, bootstrap: str, *, compress: bool, languages: tuple[str, ...]) -> float:
    """Return events a second of processor time, from the wire to the broker's acknowledgement."""
    options = JetstreamOptions(url=url, compress=compress, languages=languages)
    jetstream = Jetstream("bench", options, AddressGuard(["127.0.0.1"]), utc_now)
    name = f"bench{int(compress)}{len(languages)}"
    acknowledged, seen, passing = [], 0, _passing(languages)
    async with Sink({"bootstrap_servers": bootstrap}, SinkTopics(f"{name}.posts", f"{name}.dead", PARTITIONS)) as sink:
        await (await sink.send("bench", []))
        async with aclosing(jetstream.stream(None)) as batches:
            began = time.process_time()
            async for batch in batches:
                seen += len(batch.posts)
                acknowledged.append(await sink.send("bench", batch.posts))
                if seen >= passing:
                    break
            await sink.flush(60)
            spent = time.process_time() - began
    for future in acknowledged:
        future.result()
    return EVENTS * ROUNDS / spent


def _passing(languages: tuple[str, ...]) -> int:
    """Return how many of all events are posts that pass the filter; deletions name no language and do."""
    signs = [f'["{each}"]'.encode() for each in languages]
    kept = [frame for frame in events(EVENTS) if b'"langs"' not in frame or any(sign in frame for sign in signs)]
    return (len(kept) if languages else EVENTS) * ROUNDS


def _decode(frames: list[bytes]) -> float:
    jetstream = Jetstream("bench", JetstreamOptions(), AddressGuard(), utc_now)
    unpacker = Unpacker(DICTIONARY.read_bytes(), FRAME_BYTES)
    began = time.process_time()
    for start in range(0, len(frames), BATCH_EVENTS):
        jetstream.read(frames[start : start + BATCH_EVENTS], 0, unpacker)
    return len(frames) / (time.process_time() - began)


async def _hand_over(frames: list[bytes], bootstrap: str) -> float:
    """Return events a second of processor time, from messages in memory to the broker's acknowledgement."""
    jetstream = Jetstream("bench", JetstreamOptions(), AddressGuard(), utc_now)
    unpacker = Unpacker(DICTIONARY.read_bytes(), FRAME_BYTES)
    async with Sink({"bootstrap_servers": bootstrap}, SinkTopics("bench.posts", "bench.dead", PARTITIONS)) as sink:
        await (await sink.send("bench", []))
        began = time.process_time()
        for _ in range(ROUNDS):
            for start in range(0, len(frames), BATCH_EVENTS):
                batch, _newest = jetstream.read(frames[start : start + BATCH_EVENTS], 0, unpacker)
                sent = await sink.send("bench", batch.posts)
                await asyncio.sleep(0)
        await sent
        await sink.flush(60)
        spent = time.process_time() - began
    return len(frames) * ROUNDS / spent


def main() -> int:
    """Print one JSON line a figure."""
    frames = events(EVENTS)
    said = {"decoded": _decode(frames), "decoded, compressed": _decode(_packed(frames))}
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_serve, args=(theirs,))
    child.start()
    port, bootstrap = ours.recv()
    said["memory to broker"] = asyncio.run(_hand_over(frames, bootstrap))
    said["memory to broker, compressed"] = asyncio.run(_hand_over(_packed(frames), bootstrap))
    url = f"ws://127.0.0.1:{port}/subscribe"
    for what, compress, languages in (
        ("wire to broker", False, ()),
        ("wire to broker, one language of four", False, ("ru",)),
        ("wire to broker, compressed", True, ()),
    ):
        said[what] = asyncio.run(_follow(url, bootstrap, compress=compress, languages=languages))
    ours.send("enough")
    child.join()
    for what, rate in said.items():
        sys.stdout.write(json.dumps({"bench": f"jetstream: {what}", "events_per_cpu_second": round(rate)}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

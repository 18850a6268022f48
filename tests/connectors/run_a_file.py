"""A process that runs the connectors for a file, as the product does; the tests kill it.

Arguments: address of the broker, prefix of the topics, path of the file, speed of the replay.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import timedelta

from connectors.checkpoints import Checkpoints
from connectors.registry import Context, build
from connectors.runner import RunSettings, run
from connectors.sink import Sink, SinkTopics


async def main(arguments: list[str]) -> None:
    address, prefix, path, speed = arguments
    stop, options = asyncio.Event(), {"bootstrap_servers": address}
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    context = Context.of()
    source = build("recorded", "files", {"path": path, "speed": float(speed)}, context)
    settings = RunSettings(save_every=timedelta(seconds=0.02))
    async with (
        Sink(options, SinkTopics(f"{prefix}.posts", f"{prefix}.dead", 4)) as sink,
        Checkpoints(options, f"{prefix}.checkpoints") as checkpoints,
    ):
        await run([source], sink, checkpoints, settings, stop)
    await context.aclose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))

"""A process that runs several sources as the product does; the tests kill it.

Arguments: address of the broker, prefix of the topics, file with the sources, folder of the spools.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from connectors.checkpoints import Checkpoints
from connectors.pauses import Pauses
from connectors.registry import CONNECTORS, Context
from connectors.runner import RunSettings, run
from connectors.sink import Sink, SinkTopics
from connectors.spool import spooled
from connectors.telegram import Telegram


async def main(arguments: list[str]) -> None:
    address, prefix, path, folder = arguments
    options, context = {"bootstrap_servers": address}, Context.of(("127.0.0.1",))
    built = []
    for row in json.loads(Path(path).read_text()):
        entry = CONNECTORS[row["type"]]
        # Not checked, so that a test may poll more often than is polite.
        known = entry.options(**{name: tuple(v) if isinstance(v, list) else v for name, v in row["options"].items()})
        connector = entry.build(row["name"], known, context)
        if isinstance(connector, Telegram):
            connector = replace(connector, page_pause=timedelta(0))
        built.append(spooled(connector, Path(folder)))
    tenth = timedelta(seconds=0.1)
    settings = RunSettings(save_every=timedelta(seconds=0.02), pauses=Pauses(first=tenth, seldom_first=tenth))
    async with (
        Sink(options, SinkTopics(f"{prefix}.posts", f"{prefix}.dead", 4)) as sink,
        Checkpoints(options, f"{prefix}.checkpoints") as checkpoints,
    ):
        await run(built, sink, checkpoints, settings)
    await context.aclose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))

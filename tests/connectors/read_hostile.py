"""Reads one good feed, then one hostile address, in a process of its own; prints the error and what memory it took.

Arguments: address of the good feed, address of the hostile one.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from datetime import timedelta

from connectors.errors import ConnectorError
from connectors.feeds import Feeds, FeedsOptions
from connectors.fetch import FetchLimits
from connectors.registry import Context


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def main(good: str, hostile: str, patience_seconds: str) -> None:
    context = Context.of(("127.0.0.1",), FetchLimits(total=timedelta(seconds=int(patience_seconds))))
    patient = Context.of(("127.0.0.1",), FetchLimits(total=timedelta(seconds=60)))
    try:
        await Feeds("good", FeedsOptions(url=good), patient.fetcher, context.worker).poll(None)
        before, error = peak_mib(), ""
        try:
            await Feeds("hostile", FeedsOptions(url=hostile), context.fetcher, context.worker).poll(None)
        except ConnectorError as exc:
            error = type(exc).__name__
        print(json.dumps({"error": error, "mib": peak_mib() - before}))
    finally:
        await context.aclose()
        await patient.aclose()


asyncio.run(main(*sys.argv[1:]))

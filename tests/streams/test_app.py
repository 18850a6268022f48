"""Settings that Faust does not know must reach the client all the same."""

import subprocess
import sys

import pytest

READER = """
import asyncio, os, sys
from pathlib import Path
from streams.app import AppSettings, build_app

async def main():
    settings = AppSettings("tag", "kafka://127.0.0.1:1", data_dir=Path(sys.argv[1]), fetch_wait_ms=int(sys.argv[2]))
    reader = build_app(settings).consumer._new_consumer_thread()._create_consumer(asyncio.get_running_loop())
    print(reader._fetch_max_wait_ms, reader._group_id, reader._enable_auto_commit, flush=True)
    os._exit(0)  # nothing was started, so nothing is stopped

asyncio.run(main())
"""


@pytest.mark.parametrize("wait_ms", [50, 1500])
def test_the_wait_for_an_answer_reaches_the_reader(tmp_path, wait_ms):
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", READER, str(tmp_path), str(wait_ms)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(wait_ms), "tocsin-tag", "False"]

"""Children of the supervisor: started again when they die, stopped in the order of the flow, never orphaned."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from deploy.config import Config
from deploy.processes import Child, Supervisor
from deploy.run import HANDED_DATA_DIR, HANDED_PORT, HANDED_PREFIX, HANDED_RECORD, handed_down

SLEEPER = (
    "import signal, time; signal.signal(signal.SIGTERM, lambda *_: exit(0));print('up', flush=True); time.sleep(60)"
)


def child(name: str, code: str, log: Path) -> Child:
    return Child(name, (sys.executable, "-c", code), {}, log)


async def shown(log: Path, text: str, times: int = 1) -> None:
    async with asyncio.timeout(60):
        while not log.exists() or log.read_text().count(text) < times:
            await asyncio.sleep(0.02)


async def test_a_child_that_dies_is_started_again_and_its_status_told(tmp_path):
    told: list[tuple[str, int]] = []
    log = tmp_path / "tag.log"
    supervisor = Supervisor([child("tag", SLEEPER, log)], lambda one, status: told.append((one.name, status)))
    running = asyncio.create_task(supervisor.run())
    await shown(log, "up")
    process = supervisor.children[0].process
    assert process is not None
    process.send_signal(signal.SIGKILL)
    await shown(log, "up", times=2)
    await supervisor.stop()
    await running
    assert told == [("tag", -signal.SIGKILL)]
    assert supervisor.children[0].restarts == 1


async def test_a_stop_ends_every_child_and_starts_none_again(tmp_path):
    logs = [tmp_path / f"{name}.log" for name in ("connect", "tag")]
    supervisor = Supervisor([child(log.stem, SLEEPER, log) for log in logs])
    running = asyncio.create_task(supervisor.run())
    for log in logs:
        await shown(log, "up")
    await supervisor.stop()
    await running
    assert [one.process.returncode for one in supervisor.children if one.process] == [0, 0]
    assert all(one.restarts == 0 for one in supervisor.children)


async def test_sources_that_have_ended_are_not_started_again(tmp_path):
    supervisor = Supervisor([child("connect", "print('done')", tmp_path / "connect.log")])
    async with asyncio.timeout(60):
        await supervisor.run()
    assert supervisor.children[0].restarts == 0


async def test_a_child_does_not_outlive_a_killed_parent(tmp_path):
    log = tmp_path / "grandchild.log"
    parent = (
        "import asyncio, sys; from pathlib import Path; from deploy.processes import Child;"
        f"one = Child('x', (sys.executable, '-c', {SLEEPER!r}), {{}}, Path({str(log)!r}));"
        "\n"
        "async def main():\n"
        "    process = await one.start(); print(process.pid, flush=True); await process.wait()\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", parent, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    pid = int(await process.stdout.readline())
    await shown(log, "up")
    process.kill()
    await process.wait()
    async with asyncio.timeout(60):
        while Path(f"/proc/{pid}").exists() and "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text():
            await asyncio.sleep(0.02)


def test_what_a_supervisor_decides_overrides_the_file():
    config = handed_down(
        Config(),
        {HANDED_PREFIX: "drill", HANDED_DATA_DIR: "elsewhere", HANDED_PORT: "0", HANDED_RECORD: "alerts.jsonl"},
    )
    assert (config.broker.prefix, config.broker.data_dir, config.metrics.port) == ("drill", "elsewhere", 0)
    assert [(channel.type, channel.options) for channel in config.channels] == [("jsonl", {"path": "alerts.jsonl"})]
    assert handed_down(Config(), {}) == Config()
    assert os.environ.get(HANDED_RECORD) is None

"""All processes of a running Tocsin as operators see them: their metrics, and `tocsin status` well and ill."""

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from deploy.observability.programs import find_program
from deploy.observability.scene import PROCESSES, Desk, Faucet, child_of, five_ports, running
from deploy.observability.table import described
from deploy.processes import tocsin
from deploy.web import WebError, get

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.xdist_group("path")]

PATIENCE_SECONDS = 150.0


def status(folder: Path) -> tuple[int, str]:
    command = tocsin("--config", str(folder / "tocsin.toml"), "status")
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
    return done.returncode, done.stdout + done.stderr


def until(condition: Any, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.5)


def metrics(port: int) -> dict[str, str]:
    return {name: get(f"http://127.0.0.1:{port + n}/metrics", 30.0).body.decode() for n, name in enumerate(PROCESSES)}


def alerted(port: int, desk: Desk) -> bool:
    try:
        return desk.taken > 0 and "deadman_last_arrival" in metrics(port)["notify"]
    except WebError:
        return False


def test_operators_see_every_process(tmp_path):
    desk, faucet, port = Desk(), Faucet(tmp_path), five_ports()
    with running(tmp_path, desk.url, port) as run:
        threading.Thread(target=faucet.run, daemon=True).start()
        try:
            until(lambda: alerted(port, desk), "no alert was told, or no heartbeat came through")
            pages = metrics(port)
            until(lambda: status(tmp_path)[0] == 0, f"tocsin status never was well: {status(tmp_path)[1]}")
            stopped = child_of(run, "worker", "dedupe")
            os.kill(stopped, signal.SIGSTOP)
            try:
                code, screen = status(tmp_path)
            finally:
                os.kill(stopped, signal.SIGCONT)
        finally:
            faucet.close()
            desk.close()
    assert code == 1, screen
    assert "dedupe does not answer" in screen
    for name, text in pages.items():
        check = [str(find_program("promtool")), "check", "metrics"]
        done = subprocess.run(check, input=text, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
        assert (done.returncode, done.stdout + done.stderr) == (0, ""), name
    _every_metric_is_told(pages)


def _every_metric_is_told(pages: dict[str, str]) -> None:
    told = set(re.findall(r"^([a-z_0-9]+)[{ ]", "\n".join(pages.values()), re.MULTILINE))
    told |= {name.removesuffix("_bucket") for name in told}
    assert {one.name for one in described()} - told == set()
    for name, text in pages.items():
        series = re.findall(r"^(\w+)\{([^}]*)\} ", text, re.MULTILINE)
        for label in ("author", "place", "key", "alert", "post"):
            assert not [one for one, labels in series if re.search(rf'\b{label}="', labels)], (name, label)
        assert f'process="{name}"' in text

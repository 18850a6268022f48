"""A Prometheus or an Alertmanager of our own for the time of a check or a drill, on 127.0.0.1 and in its own folder.

Both end with the context, and with this process however it ends (Linux). Not for operation: there they are services of
the system or of the cluster, see ``deploy/prometheus`` and ``deploy/alertmanager``.
"""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.brokers.local import free_port
from deploy.observability.programs import find_program, home
from deploy.processes import die_with_parent
from deploy.web import WebError, get

__all__ = ["Server", "ServerError", "alertmanager", "prometheus"]

HOST = "127.0.0.1"
READY_SECONDS = 60.0
STOP_SECONDS = 20.0


class ServerError(RuntimeError):
    """A server did not start; the message ends with what it said."""


@dataclass(frozen=True)
class Server:
    """A running server: ``url`` without a slash at its end, ``log`` of its output, ``pid``."""

    url: str
    log: Path
    pid: int


@contextmanager
def prometheus(folder: Path, config: Path, *flags: str) -> Iterator[Server]:
    """Run Prometheus with a configuration file; its data and its log lie in ``folder``.

    Raises:
        ProgramMissingError: there is none to be had.
        ServerError: it did not start.
    """
    command = (
        str(find_program("prometheus")),
        f"--config.file={config}",
        f"--storage.tsdb.path={folder / 'prometheus-data'}",
        "--web.enable-lifecycle",
        *flags,
    )
    with _serving("prometheus", command, folder) as server:
        yield server


@contextmanager
def alertmanager(folder: Path, config: Path, *flags: str) -> Iterator[Server]:
    """Run Alertmanager, alone, with a configuration file; its data and its log lie in ``folder``.

    Raises:
        ProgramMissingError: there is none to be had.
        ServerError: it did not start.
    """
    program = find_program("alertmanager")
    command = (
        str(program),
        f"--config.file={config.resolve()}",
        f"--storage.path={folder.resolve() / 'alertmanager-data'}",
        "--cluster.listen-address=",  # empty: no gossip with others
        *flags,
    )
    with _serving("alertmanager", command, folder, home(program)) as server:
        yield server


@contextmanager
def _serving(name: str, command: Sequence[str], folder: Path, directory: Path | None = None) -> Iterator[Server]:
    folder.mkdir(parents=True, exist_ok=True)
    log, port = folder / f"{name}.log", free_port()
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603  our own command line
            [*command, f"--web.listen-address={HOST}:{port}"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=directory,
            preexec_fn=die_with_parent,  # noqa: PLW1509  one call of the kernel, nothing of Python's
        )
    try:
        server = Server(f"http://{HOST}:{port}", log, process.pid)
        _await_ready(name, process, server)
        yield server
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        process.kill()
        process.wait()


def _await_ready(name: str, process: subprocess.Popen[bytes], server: Server) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        with contextlib.suppress(WebError):
            if get(f"{server.url}/-/ready", 2.0).status == 200:
                return
        if process.poll() is not None or time.monotonic() > deadline:
            said = server.log.read_text(errors="replace").strip().splitlines()[-3:]
            what = f"ended with {process.returncode}" if process.returncode is not None else "is not ready"
            raise ServerError(f"{name} {what}: {' '.join(said)[-1000:]}")
        time.sleep(0.1)

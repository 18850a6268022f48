"""A real Apache Kafka on this machine, of one node: started and stopped by us, kept under a data directory.

KRaft, broker and controller in one JVM, reachable from 127.0.0.1 only, without replication: what it was given survives
its restarts and ours, not the loss of the disk. Measured: ready in about 3 s, 380 MB of memory.

Kafka runs in a session of its own, so that Ctrl-C reaches us and not it: the stages end first. It ends with us however
we end (Linux; elsewhere a killed parent leaves it running, and the next start says that the directory is locked).
"""

from __future__ import annotations

import base64
import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import structlog
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.brokers.broker import Broker
from deploy.brokers.directory import DirectoryLock
from deploy.brokers.errors import BrokerError, DirectoryLockedError, PortTakenError, StartError
from deploy.brokers.jars import default_cache, have_jars
from deploy.brokers.java import find_java, wheel_java
from deploy.brokers.settings import properties

__all__ = ["SHORT_LIVED", "Keeper", "LocalKafka", "cluster_id", "free_port", "local"]

log = structlog.get_logger(__name__)

Progress = Callable[[str], None]

HOST = "127.0.0.1"

PORTS = range(20_000, 32_000)
"""Below the range from which a system takes ports for outgoing connections: a client that tries again and again while
Kafka is away could otherwise be given Kafka's own port, connect to itself, and keep Kafka from coming back."""

READY_SECONDS = 60.0
STOP_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 60.0
FORMAT_SECONDS = 60.0
LOG_BYTES = 10 * 1024 * 1024

JVM = (
    "-Xmx512m",
    "-Xms128m",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ssXXX",
)

SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For a program that ends within a second or two: compiling it well costs more than it gains."""

# Runs before Kafka in its process: ends with its parent, and looks whether that is gone already. In a program of its
# own, since between fork and exec of a process with threads next to nothing is safe.
_LAUNCHER = """
import ctypes, os, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    if os.getppid() != int(sys.argv[1]):
        sys.exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""


class LocalKafka:
    """One local Kafka; `start` and `stop` may be called again and again, and keep the port and what is stored.

    Args:
        directory: for its log, settings and messages; made if needed.
        port: for clients; None takes a free one at the first start.
        progress: told before each step that takes time.
        settings: Kafka's own settings beside or instead of ours; a value that begins with a comma is added to ours,
            so that a listener can be added without knowing the ports of the others.
        environment: to find Java and the cache in; ours by default.
        wheel: finds the Java of last resort; None for none.
    """

    def __init__(
        self,
        directory: Path,
        *,
        port: int | None = None,
        progress: Progress | None = None,
        settings: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        wheel: Callable[[], Path | None] | None = wheel_java,
    ) -> None:
        self.directory = directory.absolute()
        self._port, self._controller_port = port, 0
        self._progress = progress or (lambda _: None)
        self._settings = dict(settings or {})
        self._wheel = wheel
        self._environment = dict(os.environ if environment is None else environment)
        self._lock = DirectoryLock(self.directory)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """Port for clients; 0 before the first start when none was asked for."""
        return self._port or 0

    @property
    def bootstrap(self) -> str:
        """``127.0.0.1:port``."""
        return f"{HOST}:{self.port}"

    @property
    def broker(self) -> Broker:
        """This Kafka as the clients want it."""
        return Broker("local", self.bootstrap)

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    @property
    def log_path(self) -> Path:
        """Where Kafka's own warnings go."""
        return self.directory / "kafka.log"

    def start(self) -> LocalKafka:
        """Start, and return once it serves.

        Raises:
            BrokerError: the typed one; nothing is left running.
        """
        if self.pid is not None:
            return self
        java = find_java(self._environment, self._wheel)
        jars = have_jars(default_cache(self._environment), progress=self._progress)
        self.directory.mkdir(parents=True, exist_ok=True)
        self._lock.take()
        try:
            self._choose_ports()
            file = self._write_settings()
            command = [str(java), *JVM, "-cp", os.pathsep.join(map(str, jars))]
            if not (self.directory / "messages" / "meta.properties").exists():
                self._format(command, file)
            self._progress(f"starting Apache Kafka at {self.bootstrap}, data in {self.directory}")
            self._launch([*command, "kafka.Kafka", str(file)])
            self._await_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Ask it to end, wait, and kill it when it does not. May be called at any time."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._lock.release()

    def __enter__(self) -> LocalKafka:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _choose_ports(self) -> None:
        if self._port is None:
            self._port = free_port()
        elif not _is_free(self._port):
            raise PortTakenError(f"port {self._port} on {HOST} is taken by another program; end it, or name another")
        # The controller's port is nobody's business: another one each time does no harm.
        while not self._controller_port or self._controller_port == self._port or not _is_free(self._controller_port):
            self._controller_port = free_port()

    def _write_settings(self) -> Path:
        file = self.directory / "server.properties"
        values = properties(HOST, self.port, self._controller_port, self.directory / "messages")
        for key, value in self._settings.items():
            values[key] = values.get(key, "") + value if value.startswith(",") else value
        lines = "".join(f"{key}={_escaped(value)}\n" for key, value in values.items())
        file.touch(mode=0o600)
        file.chmod(0o600)  # another listener's settings may hold a password
        file.write_text(lines, "utf-8")
        return file

    def _format(self, command: Sequence[str], file: Path) -> None:
        """Prepare an empty directory, once in its life."""
        java, *rest = command
        tool = [java, *SHORT_LIVED, *rest, "kafka.tools.StorageTool"]
        _run([*tool, "format", "--ignore-formatted", "-t", cluster_id(), "-c", str(file)])

    def _launch(self, command: Sequence[str]) -> None:
        """Start the process from a thread that lives as long as it: to the kernel a thread is the parent."""
        if self.log_path.exists() and self.log_path.stat().st_size > LOG_BYTES:
            self.log_path.replace(self.log_path.with_suffix(".log.1"))
        started = threading.Event()
        failed: list[OSError] = []

        def keep() -> None:
            try:
                with self.log_path.open("ab") as output:
                    process = subprocess.Popen(  # noqa: S603  our own command line
                        [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid()), *command],
                        stdin=subprocess.DEVNULL,
                        stdout=output,
                        stderr=output,
                        start_new_session=True,
                        # Kafka holds the lock too: if it outlives us, the directory stays locked as long.
                        pass_fds=(self._lock.fileno(),),
                    )
            except OSError as error:
                failed.append(error)
                started.set()
                return
            self._process = process
            started.set()
            process.wait()

        self._log_start = self.log_path.stat().st_size if self.log_path.exists() else 0
        threading.Thread(target=keep, name="kafka", daemon=True).start()
        started.wait()
        if failed:
            raise StartError(f"Kafka could not be started: {failed[0]}") from failed[0]

    def _await_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self._serves():
            process = self._process
            if process is None or process.poll() is not None:
                raise self._why(f"Kafka ended with {process.returncode if process else None} while it started")
            if time.monotonic() > deadline:
                raise self._why(f"Kafka was not ready after {READY_SECONDS:.0f} s")
            time.sleep(0.1)

    def _serves(self) -> bool:
        try:
            socket.create_connection((HOST, self.port), timeout=1.0).close()
            return bool(AdminClient({**self.broker.confluent(), "log_level": 0}).list_topics(timeout=5.0).brokers)
        except (OSError, KafkaException):
            return False

    def last_words(self) -> str:
        """Return the last error of Kafka's log since it was started, shortened; for a person."""
        said = [line for line in self._said().splitlines() if "ERROR" in line or "FATAL" in line or "No space" in line]
        return said[-1][:300] if said else f"it said nothing in {self.log_path}"

    def _said(self) -> str:
        with self.log_path.open("rb") as file:
            file.seek(self._log_start)
            return file.read(LOG_BYTES).decode("utf-8", "replace")

    def _why(self, what: str) -> StartError | PortTakenError | DirectoryLockedError:
        said = self._said()
        if "Address already in use" in said:
            return PortTakenError(f"port {self.port} on {HOST} was taken by another program meanwhile; start again")
        if "Failed to acquire lock on file .lock" in said:
            return DirectoryLockedError(f"another Kafka works on {self.directory}; end it, or use another directory")
        told = [line for line in said.splitlines() if "ERROR" in line or "Exception" in line or "Error" in line]
        return StartError(f"{what}: {(told or ['it said nothing'])[0][:300]}; look into {self.log_path}")


def cluster_id() -> str:
    """Return a new cluster's id as Kafka writes one: a UUID in URL-safe base64, never with a hyphen at its head."""
    while (made := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return made


def _run(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603  our own command line
            command, capture_output=True, text=True, timeout=FORMAT_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StartError(f"Kafka's directory could not be prepared: {error}") from error
    if done.returncode:
        raise StartError(f"Kafka's directory could not be prepared: {(done.stderr + done.stdout).strip()[:500]}")
    return done.stdout


def _escaped(value: str) -> str:
    """Write a value as Java's property files want it."""
    return value.replace("\\", "\\\\").replace("\n", "\\n")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port of `PORTS` on which nobody listens now; raises `PortTakenError` when there is none."""
    for port in random.SystemRandom().sample(PORTS, 200):
        if _is_free(port):
            return port
    raise PortTakenError(f"no free port between {PORTS.start} and {PORTS.stop} on {HOST}; end what uses them")


class Keeper:
    """Starts a local Kafka again when it ends by itself: killed, out of memory, or a disk that was full.

    What was acknowledged is on the disk, so a new process goes on with it; clients wait meanwhile, and connect again.

    Args:
        kafka: running.
        on_restart: told why it ended, before it is started again.
        every_seconds: between two looks.
    """

    def __init__(self, kafka: LocalKafka, on_restart: Progress, every_seconds: float = 1.0) -> None:
        self._kafka, self._on_restart, self._every = kafka, on_restart, every_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kafka-keeper", daemon=True)

    def __enter__(self) -> Keeper:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(READY_SECONDS + STOP_SECONDS)

    def _run(self) -> None:
        pause = self._every
        while not self._stop.wait(pause):
            if self._kafka.pid is not None:
                pause = self._every
                continue
            self._on_restart(f"Kafka ended by itself ({self._kafka.last_words()}); it is started again")
            try:
                self._kafka.stop()
                self._kafka.start()
            except BrokerError as error:
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
                self._on_restart(f"{error}; tried again in {pause:.0f} s")


def _warn(what: str) -> None:
    log.error("kafka_restarted", meaning=what)


@contextmanager
def local(directory: Path, *, progress: Progress | None = None) -> Iterator[Broker]:
    """Run a local Kafka while the context is open, and start it again when it ends by itself.

    Raises:
        BrokerError: the typed one.
    """
    with LocalKafka(directory, progress=progress) as kafka, Keeper(kafka, _warn):
        yield kafka.broker

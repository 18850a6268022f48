"""What a live drill runs: Tocsin on a local Kafka, its sources, a receiver, Prometheus with the shipped rules.

The sources are two files that grow; each is a real source of type ``files`` that is followed. The posts are simulated
and say so in their source. The receiver stands for an analyst's desk: it takes alerts, or answers 503 when broken.
"""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec

from connectors.post import POSTS, Post
from deploy.brokers.local import free_port
from deploy.observability.servers import Server, alertmanager, prometheus
from deploy.observability.shortened import shortened
from deploy.processes import die_with_parent, tocsin
from deploy.web import WebError, get

__all__ = ["PROCESSES", "Desk", "Faucet", "Scene", "Watched", "child_of", "five_ports", "running", "scene"]

DEPLOY = Path(__file__).parents[1]
PROCESSES = ("connect", "tag", "dedupe", "escalate", "notify")
SOURCES = ("drill-north", "drill-south")
SILENT_SECONDS = 10
POSTS_PER_SECOND = 20
EVENT_SECONDS = 12.0
"""Between two made-up fires: often enough that a broken channel soon has something to tell."""

STOP_SECONDS = 60.0

CONFIG = """
[broker]
kind = "local"
data_dir = "{data}"

[[sources]]
name = "drill-north"
type = "files"
silent_after = "{silent}s"
options = {{ path = "{folder}/drill-north.jsonl", follow = true }}

[[sources]]
name = "drill-south"
type = "files"
silent_after = "{silent}s"
options = {{ path = "{folder}/drill-south.jsonl", follow = true }}

[[channels]]
name = "desk"
type = "webhook"
options = {{ url = "{desk}", secret = "of the drill alone" }}

[[routes]]
channel = "desk"
states = ["watch", "firing"]

[escalation]
learning_minutes = 0.0 # every fire shall be told, from the first minute on

[deadman]
ping_url = "{ping}"
method = "GET"

[metrics]
port = {port}
"""

PROMETHEUS = """
global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}}
rule_files: [{folder}/rules/*.yml]
alerting: {{alertmanagers: [{{static_configs: [{{targets: ["{alertmanager}"]}}]}}]}}
scrape_configs:
  - job_name: tocsin
    static_configs:
{targets}
"""

CITIES = (
    *(
        "Bishkek",
        "Osh",
        "Naryn",
        "Talas",
        "Tbilisi",
        "Riga",
        "Vilnius",
        "Helsinki",
        "Oslo",
        "Accra",
        "Nairobi",
        "Dakar",
    ),
    *(
        "Lima",
        "Quito",
        "Bogota",
        "Lyon",
        "Madrid",
        "Lisbon",
        "Naples",
        "Hamburg",
        "Warsaw",
        "Prague",
        "Vienna",
        "Sofia",
    ),
)
SEEN = (
    "A warehouse near the station in {city} is on fire, {n} people were injured, I see flames from my {word} window",
    "Huge fire in {city} right now: the roof of the {word} depot came down and {n} people are hurt",
    "Firefighters in {city} carry {n} injured people out of a burning building next to the {word} school",
    "We were evacuated, the fire in {city} has reached the {word} street, at least {n} injured, smoke everywhere",
)
QUIET = (
    "The new library in {city} opens its doors with {n} seats and a small {word} garden on the top floor",
    "My neighbour grew {n} tomatoes on a {word} balcony in {city} this summer and everyone eats salad now",
    "The orchestra of {city} plays {n} evenings this season with {word} favourites and two new pieces",
)
SYLLABLES = ("ka", "re", "to", "mi", "sa", "der", "ku", "lin", "vo", "per", "na", "gos", "el", "ur")


class Watched(NamedTuple):
    """An alert as Alertmanager holds it: its labels."""

    name: str
    labels: dict[str, str]


class _Desk(ThreadingHTTPServer):
    daemon_threads = True
    broken = False
    taken = 0


class _Answer(BaseHTTPRequestHandler):
    server: _Desk

    def do_GET(self) -> None:
        """Take the dead man's pings, whatever is broken."""
        self.send_response(204)
        self.end_headers()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status = 503 if self.server.broken else 204
        self.server.taken += status == 204
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Desk:
    """The receiver; `broken` makes it refuse."""

    def __init__(self) -> None:
        self._server = _Desk(("127.0.0.1", 0), _Answer)
        threading.Thread(target=self._server.serve_forever, daemon=True, name="desk").start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/desk"

    @property
    def taken(self) -> int:
        """Messages taken so far."""
        return self._server.taken

    def broken(self, is_broken: bool) -> None:
        """Refuse from now on, or take again."""
        self._server.broken = is_broken

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Faucet:
    """Writes simulated posts at a steady rate, and every few seconds several witnesses of a fire in another city.

    Attributes:
        folder: where the sources' files are.
        silenced: sources that get nothing.
    """

    folder: Path
    silenced: set[str] = field(default_factory=set)
    _stop: threading.Event = field(default_factory=threading.Event)
    _number: int = 0
    _dice: random.Random = field(default_factory=lambda: random.Random(11))  # noqa: S311  made-up posts

    def run(self) -> None:
        """Write until `close`."""
        fires, began = 0, time.monotonic()
        while not self._stop.wait(1 / POSTS_PER_SECOND):
            self._write(SOURCES, QUIET, self._dice.choice(CITIES))
            if time.monotonic() - began > fires * EVENT_SECONDS:
                for _ in range(10):
                    self._write(SOURCES[1:], SEEN, CITIES[fires % len(CITIES)])
                fires += 1

    def _write(self, sources: tuple[str, ...], texts: tuple[str, ...], city: str) -> None:
        self._number += 1
        source = sources[self._number % len(sources)]
        if source in self.silenced:
            return
        word = "".join(self._dice.choices(SYLLABLES, k=3))
        post = Post(
            id=f"{source}:{self._number}",
            source=source,
            kind="social",
            author=f"author-{self._number}",
            text=self._dice.choice(texts).format(city=city, n=self._dice.randint(2, 40), word=word),
            published_at=datetime.now(UTC),
        )
        with (self.folder / f"{source}.jsonl").open("ab") as file:
            file.write(POSTS.encode(post) + b"\n")

    def close(self) -> None:
        """Stop writing."""
        self._stop.set()


@dataclass
class Scene:
    """Everything that runs."""

    folder: Path
    port: int
    run: subprocess.Popen[bytes]
    prometheus: Server
    alertmanager: Server
    faucet: Faucet
    desk: Desk

    def alerts(self) -> list[Watched]:
        """Return what fires at Alertmanager now, inhibited ones too."""
        body = get(f"{self.alertmanager.url}/api/v2/alerts?active=true&inhibited=true", 10.0).body
        found = msgspec.json.decode(body, type=list[dict[str, Any]])
        return [Watched(one["labels"]["alertname"], one["labels"]) for one in found]

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Ask Prometheus; returns the result's series.

        Raises:
            WebError: it does not answer, or calls the expression wrong.
        """
        answer = get(f"{self.prometheus.url}/api/v1/query?{urlencode({'query': expression})}", 30.0)
        if answer.status != 200:
            raise WebError(f"{expression}: {answer.body.decode(errors='replace')[:300]}")
        result: list[dict[str, Any]] = msgspec.json.decode(answer.body)["data"]["result"]
        return result


def child_of(run: subprocess.Popen[bytes], *verb: str) -> int:
    """Return the process id of a child of `tocsin run`, found by its verb.

    Raises:
        LookupError: there is none (at the moment).
    """
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            words = tuple((entry / "cmdline").read_bytes().decode().split("\0")[:-1])
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == run.pid and words[-len(verb) :] == verb:
                return int(entry.name)
    raise LookupError(f"no process runs {' '.join(verb)}")


@contextmanager
def scene(folder: Path, factor: float) -> Iterator[Scene]:
    """Start everything, and end it with the context. ``factor``: see `deploy.observability.shortened`."""
    with contextlib.ExitStack() as stack:
        desk, faucet = Desk(), Faucet(folder)
        stack.callback(desk.close)
        port = five_ports()
        run = stack.enter_context(running(folder, desk.url, port))
        watcher = stack.enter_context(alertmanager(folder, _routes(folder, factor)))
        server = stack.enter_context(prometheus(folder, _rules(folder, factor, port, watcher.url)))
        threading.Thread(target=faucet.run, daemon=True, name="faucet").start()
        stack.callback(faucet.close)
        yield Scene(folder, port, run, server, watcher, faucet, desk)


@contextmanager
def running(folder: Path, desk: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run `tocsin run` with the drill's sources, the desk's address and the first of `five_ports`."""
    for source in SOURCES:
        (folder / f"{source}.jsonl").touch()
    config = folder / "tocsin.toml"
    config.write_text(
        CONFIG.format(
            data=folder / "data", folder=folder, desk=desk, ping=f"{desk}/ping", port=port, silent=SILENT_SECONDS
        )
    )
    with (folder / "tocsin.log").open("ab") as output:
        run = subprocess.Popen(  # noqa: S603  our own command line
            tocsin("--config", str(config), "--log-format", "json", "run"),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent,  # noqa: PLW1509  one call of the kernel, nothing of Python's
        )
    try:
        yield run
    finally:
        run.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.wait(STOP_SECONDS)
        run.kill()
        run.wait()


def five_ports() -> int:
    """Return the first of five free ports in a row."""
    while True:
        first = free_port()
        servers = []
        try:
            servers = [ThreadingHTTPServer(("127.0.0.1", first + n), _Answer) for n in range(len(PROCESSES))]
        except OSError:
            continue
        else:
            return first
        finally:
            for server in servers:
                server.server_close()


def _routes(folder: Path, factor: float) -> Path:
    path = folder / "alertmanager.yml"
    path.write_text(shortened((DEPLOY / "alertmanager" / "alertmanager.yml").read_text(), factor))
    return path


def _rules(folder: Path, factor: float, port: int, watcher: str) -> Path:
    (folder / "rules").mkdir()
    for rules in (DEPLOY / "prometheus" / "rules").glob("*.yml"):
        (folder / "rules" / rules.name).write_text(shortened(rules.read_text(), factor))
    targets = "\n".join(
        f'      - {{targets: ["127.0.0.1:{port + n}"], labels: {{process: {name}}}}}'
        for n, name in enumerate(PROCESSES)
    )
    path = folder / "prometheus.yml"
    path.write_text(PROMETHEUS.format(folder=folder, alertmanager=watcher.removeprefix("http://"), targets=targets))
    return path


if sys.platform != "linux":  # pragma: no cover
    raise ImportError("the drill finds and freezes processes by /proc, which only Linux has")

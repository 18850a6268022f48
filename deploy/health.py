"""What a process tells from outside: ``/metrics`` for Prometheus, ``/healthz`` (alive), ``/readyz`` (doing its work).

Served from a thread of its own, so that it answers also while an event loop is busy; whether the loop does its work is
what the checks tell. Limits: plain HTTP for the operator's own network, by default on 127.0.0.1; no authentication.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
from prometheus_client import REGISTRY, CollectorRegistry, disable_created_metrics

from deploy.exposition import Writer

__all__ = ["Check", "HealthServer"]

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series of each counter, that nobody asks for

Check = Callable[[], str | None]
"""Returns what is wrong in one sentence, None when all is well. Must return at once."""

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"

SILENT_SECONDS = 10.0
"""A client that sends nothing for so long is let go."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    pages: Mapping[str, Callable[[str], tuple[int, str, bytes]]]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = SILENT_SECONDS
    protocol_version = "HTTP/1.0"
    server_version = "tocsin"
    sys_version = ""

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path.partition("?")[0])
        if page is None:
            self.send_error(404, "there is /metrics, /healthz and /readyz")
            return
        status, content_type, body = page(self.headers.get("Accept", ""))
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: a scrape every few seconds is no news."""


class HealthServer:
    """Serves the three pages. A context manager; `start` and `stop` do the same by hand.

    Args:
        port: 0 takes a free one, see `port`.
        host: address to listen on.
        alive: checks behind ``/healthz``, by name: a failing one means that a restart helps.
        ready: checks behind ``/readyz``, by name: a failing one means not yet, or not now.
        registry: of the metrics.
        pages: further pages of JSON, by path; each must return at once.

    Raises:
        OSError: the port is taken (from `start`).
    """

    def __init__(
        self,
        port: int = 0,
        host: str = "127.0.0.1",
        *,
        alive: Mapping[str, Check] | None = None,
        ready: Mapping[str, Check] | None = None,
        registry: CollectorRegistry = REGISTRY,
        pages: Mapping[str, Callable[[], bytes]] | None = None,
    ) -> None:
        self.host, self.port = host, port
        self._alive, self._ready, self._writer = dict(alive or {}), dict(ready or {}), Writer(registry)
        self._pages = dict(pages or {})
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> HealthServer:
        """Listen, and answer from a thread."""
        server = _Server((self.host, self.port), _Handler)
        server.pages = {
            "/metrics": self._metrics,
            "/healthz": lambda _: _told(self._alive),
            "/readyz": lambda _: _told(self._ready),
            **{path: _json(page) for path, page in self._pages.items()},
        }
        self.port = int(server.server_address[1])
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, args=(0.1,), name="health", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening. May be called twice."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
        self._server = self._thread = None

    def __enter__(self) -> HealthServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _metrics(self, _: str) -> tuple[int, str, bytes]:
        return 200, TEXT_FORMAT, self._writer.write()


def _json(page: Callable[[], bytes]) -> Callable[[str], tuple[int, str, bytes]]:
    return lambda _: (200, "application/json", page())


def _told(checks: Mapping[str, Check]) -> tuple[int, str, bytes]:
    """Run all checks; 503 when one complains."""
    found = {name: _asked(check) for name, check in checks.items()}
    bad = {name: problem for name, problem in found.items() if problem is not None}
    body = {"status": "failing" if bad else "ok", "problems": bad, "checks": sorted(found)}
    return (503 if bad else 200), "application/json", msgspec.json.encode(body)


def _asked(check: Check) -> str | None:
    try:
        return check()
    except Exception as error:  # noqa: BLE001  a check that cannot answer is an answer, not a reason to say nothing
        return repr(error)

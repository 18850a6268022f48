"""The operator's endpoint, asked over a real connection."""

import httpx
import pytest
from prometheus_client import REGISTRY, CollectorRegistry, Counter

from deploy.health import HealthServer


def get(server: HealthServer, path: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{server.port}{path}", timeout=5)


def test_metrics_show_what_was_counted():
    registry = CollectorRegistry()
    Counter("posts_seen", "Posts.", registry=registry).inc(3)
    with HealthServer(registry=registry) as server:
        answer = get(server, "/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert "posts_seen_total 3.0" in answer.text


def test_metrics_are_written_as_the_client_library_writes_them():
    from prometheus_client import Gauge, Histogram, generate_latest

    from deploy.exposition import Writer

    registry = CollectorRegistry()
    odd = Gauge("odd", 'A "quoted" help\nof two lines \\ and more.', ["b", "a"], registry=registry)
    odd.labels('say "hi"', "back\\slash\nand line").set(float("inf"))
    odd.labels("", "é").set(-0.5)
    Counter("seen", "Posts.", ["source"], registry=registry).labels("x").inc(3)
    Counter("nothing", "Never.", ["source"], registry=registry)
    Histogram("took_seconds", "Time.", ["stage"], buckets=(0.5, 2.0), registry=registry).labels("tag").observe(1)
    for number, value in enumerate((0, -0.0, 7, 999999, 1e6, 1234567.5, 1.7e9, -5e7, 1e-7, 0.1, float("nan"))):
        odd.labels("n", str(number)).set(value)
    odd.labels("asked", "").set_function(lambda: 12)
    plain = Gauge("plain", "No label.", registry=registry)
    writer = Writer(registry)
    assert writer.write() == generate_latest(registry)
    odd.remove("", "é")
    odd.labels("later", "").inc(2)
    plain.set(0.25)
    assert writer.write() == generate_latest(registry), "what was kept from the first time is still right"
    assert Writer(REGISTRY).write().count(b"# TYPE") == generate_latest(REGISTRY).count(b"# TYPE")


def test_the_default_registry_is_served_unless_another_is_named():
    with HealthServer() as server:
        assert "python_info" in get(server, "/metrics").text


def test_ready_and_alive_follow_their_own_checks():
    problems = {"started": "tag is starting"}
    with HealthServer(ready={"started": lambda: problems.get("started")}) as server:
        assert get(server, "/healthz").status_code == 200
        waiting = get(server, "/readyz")
        assert (waiting.status_code, waiting.json()["problems"]) == (503, {"started": "tag is starting"})
        problems.clear()
        ready = get(server, "/readyz")
        assert (ready.status_code, ready.json()["status"], ready.json()["checks"]) == (200, "ok", ["started"])


def test_a_check_that_raises_counts_as_failing():
    def broken():
        raise RuntimeError("no such thing")

    with HealthServer(alive={"odd": broken}) as server:
        answer = get(server, "/healthz")
    assert answer.status_code == 503
    assert "no such thing" in answer.json()["problems"]["odd"]


def test_unknown_pages_and_query_strings():
    with HealthServer() as server:
        assert get(server, "/secrets").status_code == 404
        assert get(server, "/healthz?verbose=1").status_code == 200


def test_a_taken_port_is_an_error_and_a_stopped_server_frees_it():
    with HealthServer() as first:
        port = first.port
        with pytest.raises(OSError, match="in use"):
            HealthServer(port).start()
    with HealthServer(port) as again:
        assert get(again, "/healthz").status_code == 200
        again.stop()
        again.stop()

"""A real Alertmanager on this machine: alerts arrive, change, get worse, end, are silenced, and end by themselves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.courier import Courier
from alerts.notifiers.alertmanager import Alertmanager, AlertmanagerOptions
from alerts.notifiers.http import Http
from alerts.routing import Route
from deploy.observability.servers import Server, alertmanager
from deploy.web import get, post

SECONDS = 60.0

# The receiver is ours, so that what Alertmanager tells on can be seen: grouped by alert, told at once.
CONFIG = """
route:
  receiver: desk
  group_by: [alert, severity]
  group_wait: 0s
  group_interval: 1s
receivers:
  - name: desk
    webhook_configs:
      - url: {url}
        send_resolved: true
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("alertmanager")
    (folder / "config.yml").write_text(CONFIG.format(url="http://127.0.0.1:9/"))
    with alertmanager(folder, folder / "config.yml") as running:
        yield running


@pytest.fixture
def told(server: Server, receiver: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Point the running Alertmanager at this test's own receiver."""
    (server.log.parent / "config.yml").write_text(CONFIG.format(url=receiver.url))
    assert post(f"{server.url}/-/reload").status == 200
    receiver.usual = 200
    return receiver


def alerts_of(server: Server, name: str) -> list[dict[str, Any]]:
    """Alerts that are open there, silenced ones too."""
    answer = get(f"{server.url}/api/v2/alerts?filter=alert%3D%22{name}%22")
    found: list[dict[str, Any]] = json.loads(answer.body)
    return found


async def eventually(check: Callable[[], Any]) -> Any:
    async with asyncio.timeout(SECONDS):
        while not (found := check()):
            await asyncio.sleep(0.05)
    return found


def statuses(receiver: Any, name: str) -> list[tuple[str, str]]:
    """(status, severity) of what Alertmanager told the desk about an alert, doubles run together."""
    every = [alert for request in receiver.requests for alert in request.json["alerts"]]
    said = [(alert["status"], alert["labels"]["severity"]) for alert in every if alert["labels"]["alert"] == name]
    return list(dict.fromkeys(said))


def now() -> datetime:
    return datetime.now(UTC)


async def test_an_alert_arrives_changes_gets_worse_and_ends(server: Server, told: Any, revise: Any) -> None:
    http = Http()
    channel = Alertmanager("am", AlertmanagerOptions(url=server.url, labels={"team": "desk"}), http, now)
    await channel.send(revise("life", severity="moderate"), "life/moderate")
    (found,) = await eventually(lambda: alerts_of(server, "life"))
    assert found["labels"] == {"alertname": "TocsinAlert", "alert": "life", "severity": "moderate", "team": "desk"}
    assert found["annotations"]["summary"].endswith("Clashes and a fire in Bishkek")
    assert found["status"]["state"] == "active"

    await channel.send(revise("life", 2, severity="minor", headline="Less of it"), "life/moderate")
    (found,) = await eventually(
        lambda: [one for one in alerts_of(server, "life") if "Less" in one["annotations"]["summary"]]
    )
    assert found["annotations"]["severity_now"] == "minor"

    await channel.send(revise("life", 3, severity="extreme"), "life/extreme")
    await eventually(lambda: [one["labels"]["severity"] for one in alerts_of(server, "life")] == ["extreme"])
    await channel.send(revise("life", 4, state="acknowledged", severity="extreme"), "life/extreme")
    assert [one["labels"]["severity"] for one in alerts_of(server, "life")] == ["extreme"]
    await channel.send(revise("life", 5, state="resolved", severity="extreme"), "life/extreme")
    await eventually(lambda: alerts_of(server, "life") == [])
    await eventually(lambda: ("resolved", "extreme") in statuses(told, "life"))
    assert statuses(told, "life")[0] == ("firing", "moderate")
    assert ("firing", "extreme") in statuses(told, "life")

    # An analyst reopens it: it is there again and is told again, and ends again.
    told.requests.clear()
    await channel.send(revise("life", 6, state="firing", severity="extreme"), "life/extreme")
    (found,) = await eventually(lambda: alerts_of(server, "life"))
    assert (found["labels"]["severity"], found["annotations"]["revision"]) == ("extreme", "6")
    await eventually(lambda: ("firing", "extreme") in statuses(told, "life"))
    await channel.send(revise("life", 7, state="resolved", severity="extreme"), "life/extreme")
    await eventually(lambda: alerts_of(server, "life") == [])
    await eventually(lambda: ("resolved", "extreme") in statuses(told, "life"))
    await http.aclose()


async def test_a_silence_there_is_seen_and_what_is_silenced_tells_nobody(
    server: Server, told: Any, revise: Any
) -> None:
    silence = {
        "matchers": [{"name": "alert", "value": "hushed", "isRegex": False, "isEqual": True}],
        "startsAt": now().isoformat(), "endsAt": (now() + timedelta(hours=1)).isoformat(),
        "createdBy": "test", "comment": "an announced march",
    }  # fmt: skip
    answer = await asyncio.to_thread(post, f"{server.url}/api/v2/silences", json.dumps(silence).encode())
    assert answer.status == 200
    http = Http()
    channel = Alertmanager("am", AlertmanagerOptions(url=server.url), http, now)
    await channel.send(revise("hushed"), "hushed/severe")
    await channel.send(revise("loud"), "loud/severe")
    (found,) = await eventually(lambda: alerts_of(server, "hushed"))
    assert found["status"]["state"] == "suppressed"
    assert found["status"]["silencedBy"] == [json.loads(answer.body)["silenceID"]]
    await eventually(lambda: statuses(told, "loud"))
    assert statuses(told, "hushed") == []
    await http.aclose()


async def test_an_alert_that_nobody_repeats_ends_by_itself(server: Server, told: Any, revise: Any) -> None:
    """Sent as of almost five minutes ago: where it ends is a few seconds away."""
    http = Http()
    channel = Alertmanager(
        "am", AlertmanagerOptions(url=server.url), http, lambda: now() - timedelta(minutes=4, seconds=57)
    )
    await channel.send(revise("forgotten", started_at=now() - timedelta(minutes=20)), "forgotten/severe")
    await eventually(lambda: ("firing", "severe") in statuses(told, "forgotten"))
    await eventually(lambda: alerts_of(server, "forgotten") == [])
    await eventually(lambda: ("resolved", "severe") in statuses(told, "forgotten"))
    await http.aclose()


async def test_the_courier_s_path_ends_there_once_however_often_it_is_sent(
    server: Server, told: Any, revise: Any, outbox: Any
) -> None:
    http, log = Http(), outbox()
    channel = Alertmanager("am", AlertmanagerOptions(url=server.url), http, now)
    alert = revise("once")
    for _ in range(2):  # a kill in between: the second one finds the outbox and what Kafka delivers again
        courier = Courier({"am": channel}, [Route(channel="am")], log.write)
        await courier.restore(log.newest.values())
        await courier.accept(alert)
        await asyncio.wait_for(courier.drain(), SECONDS)
        await courier.close()
    assert len(alerts_of(server, "once")) == 1

    courier = Courier({"am": channel}, [Route(channel="am")], log.write)
    await courier.restore(log.newest.values())
    for revision, state, open_there in [(2, "false_positive", 0), (3, "firing", 1), (4, "resolved", 0)]:
        await courier.accept(revise("once", revision, state=state))
        await asyncio.wait_for(courier.drain(), SECONDS)
        await eventually(lambda there=open_there: len(alerts_of(server, "once")) == there)
    await courier.close()
    await http.aclose()

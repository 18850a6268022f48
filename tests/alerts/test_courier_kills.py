"""A kill at every point of a delivery to a real HTTP receiver: nothing is lost, and ids make doubles harmless."""

import asyncio

import pytest

from alerts.courier import Courier
from alerts.notifiers.http import Http
from alerts.notifiers.webhook import Webhook, WebhookOptions
from alerts.routing import Route


def courier_of(receiver, http, patient, log):
    hook = Webhook("desk", WebhookOptions(url=receiver.url), http, patient.now)
    return Courier({"desk": hook}, [Route(channel="desk")], log.write, patient.now, sleep=patient.sleep)


async def killed(courier):
    """End it as SIGKILL would: no goodbye, nothing more written."""
    for task in courier._tasks:
        task.cancel()
    await asyncio.gather(*courier._tasks, return_exceptions=True)


@pytest.mark.parametrize("writes", range(10))
async def test_a_kill_at_any_write_loses_no_alert(writes, revise, receiver, patient, outbox):
    alerts = [revise("a"), revise("b"), revise("c")]
    log, http, acknowledged = outbox(writes_left=writes), Http(), []
    courier = courier_of(receiver, http, patient, log)
    await courier.restore([])

    async def feed():
        for alert in alerts:
            await courier.accept(alert)
            acknowledged.append(alert)
        await courier.drain()

    feeding = asyncio.create_task(feed())
    await asyncio.wait({feeding}, timeout=0.15)
    feeding.cancel()
    await killed(courier)

    log.writes_left = float("inf")
    again = courier_of(receiver, http, patient, log)
    await again.restore(log.newest.values())
    for alert in alerts[len(acknowledged) :]:  # Kafka delivers again what was not acknowledged
        await again.accept(alert)
    await asyncio.wait_for(again.drain(), 60)
    await again.close()
    await http.aclose()
    assert {request.json["id"] for request in receiver.requests} == {"a/1", "b/1", "c/1"}
    assert set(log.states.values()) == {"receipt"}
    for request in receiver.requests:
        assert request.headers["webhook-id"] == request.json["id"]


async def test_a_receiver_that_has_it_and_times_out_gets_a_double_under_the_same_id(revise, receiver, patient, outbox):
    from datetime import timedelta

    receiver.answers, http, log = [None, (429, {"Retry-After": "7"}), (500, {})], Http(timedelta(seconds=0.2)), outbox()
    courier = courier_of(receiver, http, patient, log)
    began = patient.now()
    await courier.accept(revise())
    await asyncio.wait_for(courier.drain(), 60)
    await courier.close()
    await http.aclose()
    assert [request.json["id"] for request in receiver.requests] == ["a/1"] * 4
    assert len({request.json["dedupkey"] for request in receiver.requests}) == 1
    assert patient.now() - began >= timedelta(seconds=7)
    assert log.newest["a/1/desk"].attempts == 4

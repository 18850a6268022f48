import asyncio

from prometheus_client import REGISTRY

from alerts import metrics
from alerts.courier import Courier
from alerts.notifiers.notifier import RefusedError


def sample(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_deliveries_open_alerts_and_what_is_owed_are_counted(revise, channel, outbox, patient):
    for courier in {*metrics._opens, *metrics._outboxes}:
        metrics.forget(courier)  # of tests that killed theirs: gauges sum over all couriers of a process
    gate, log = asyncio.Event(), outbox()
    terminal = channel("terminal", answers=[gate, RefusedError("terminal", "closed")])
    delivered, failed = (
        sample("notify_attempts_total", channel="terminal", result=result) for result in ("delivered", "failed")
    )
    labels = {"type": "CLASH", "severity": "severe", "outcome": "firing"}
    fired = sample("alerts_total", **labels)
    courier = Courier({"terminal": terminal}, (), log.write, patient.now, sleep=patient.sleep)
    await courier.accept(revise("m"))
    await courier.accept(revise("m"))
    assert sample("alerts_open") == 1
    assert courier._oldest() == patient.now()
    gate.set()
    await courier.drain()
    await courier.accept(revise("m", revision=2, state="resolved"))
    await courier.drain()
    assert sample("alerts_open") == 0
    assert sample("notify_outbox_oldest_seconds") == 0
    assert sample("alerts_total", **labels) == fired + 1
    assert sample("notify_attempts_total", channel="terminal", result="delivered") == delivered + 1
    assert sample("notify_attempts_total", channel="terminal", result="failed") == failed + 1
    await courier.close()

import asyncio
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from alerts import metrics
from alerts.courier import Courier
from alerts.notifiers.notifier import RefusedError


def sample(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0.0


def attempts(result):
    return sample("notify_attempts_total", channel="terminal", result=result)


@pytest.fixture(autouse=True)
def _alone():
    for courier in list(metrics._owing):
        metrics.forget(courier)  # of tests that killed theirs: gauges sum over all couriers of a process


async def test_deliveries_and_what_is_owed_are_counted(revise, channel, outbox, patient):
    gate, log = asyncio.Event(), outbox()
    terminal = channel("terminal", answers=[gate, RefusedError("terminal", "closed")])
    delivered, failed = attempts("delivered"), attempts("failed")
    labels = {"type": "CLASH", "severity": "severe", "outcome": "firing"}
    fired, told = sample("alerts_total", **labels), sample("notify_delivery_seconds_count", channel="terminal")
    courier = Courier({"terminal": terminal}, (), log.write, patient.now, sleep=patient.sleep)
    await courier.accept(revise("m"))
    await courier.accept(revise("m"))
    assert sample("notify_outbox_entries", channel="terminal") == 1
    assert sample("notify_outbox_oldest_timestamp_seconds", channel="terminal") == patient.now().timestamp()
    gate.set()
    await courier.drain()
    await courier.accept(revise("m", revision=2, state="resolved"))
    await courier.drain()
    assert sample("notify_outbox_entries", channel="terminal") == 0
    # Nothing is owed: the present, whose age is zero.
    assert sample("notify_outbox_oldest_timestamp_seconds", channel="terminal") > patient.now().timestamp()
    assert sample("alerts_total", **labels) == fired + 1
    assert (attempts("delivered"), attempts("failed")) == (delivered + 1, failed + 1)
    assert sample("notify_delivery_seconds_count", channel="terminal") == told + 1
    await courier.close()


async def test_every_outcome_of_a_channel_is_there_from_the_start(channel, outbox, patient):
    courier = Courier({"unheard": channel("unheard")}, (), outbox().write, patient.now, sleep=patient.sleep)
    for result in metrics.RESULTS:
        assert REGISTRY.get_sample_value("notify_attempts_total", {"channel": "unheard", "result": result}) == 0
    await courier.close()


def standing(**changes):
    told = {"keys": 3, "watermark": 100.0, "open": {("firing", "severe"): 1}, "stories": {"counted": 5, "late": 1}}
    return metrics.Escalated(**{**told, **changes})


def test_escalation_is_summed_over_partitions_and_forgets_those_that_moved():
    stage = {"stage": "escalate"}
    counted = sample("detector_stories_total", outcome="counted")
    metrics.escalated(0, standing())
    metrics.escalated(1, standing(watermark=60.0, open={("firing", "severe"): 2}))
    assert sample("detector_keys", **stage) == 6
    assert sample("detector_watermark_timestamp_seconds", **stage) == 60.0  # the slowest
    assert sample("alerts_open", state="firing", severity="severe") == 3
    # What was counted before this process took the partition over is not counted again.
    assert sample("detector_stories_total", outcome="counted") == counted
    metrics.escalated(0, standing(stories={"counted": 9, "late": 1}))
    assert sample("detector_stories_total", outcome="counted") == counted + 4
    metrics.forget_partition(0)
    metrics.forget_partition(1)
    assert sample("alerts_open", state="firing", severity="severe") == 0
    assert REGISTRY.get_sample_value("detector_watermark_timestamp_seconds", stage) is None


def test_a_revision_s_latency_is_never_negative():
    before = sample("alert_latency_seconds_count")
    metrics.alerted(-timedelta(seconds=1).total_seconds())
    assert sample("alert_latency_seconds_count") == before + 1
    assert sample("alert_latency_seconds_bucket", le="0.1") > 0

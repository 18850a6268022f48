"""The dead man's switch: what arrives is told, what is late or stays away is not, and nothing waits for it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from alerts.deadman import FRESH, DeadMan, Ping, mark
from alerts.notifiers.http import Http
from alerts.notifiers.notifier import UnreachableError


class Watchdog:
    def __init__(self, patient, answers=()):
        self.answers, self.asked = list(answers), []
        self.ping = Ping(self.ask, patient.now, sleep=patient.sleep)
        self.patient = patient

    async def ask(self):
        self.asked.append(self.patient.now())
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, asyncio.Event):
            await answer.wait()
        elif answer is not None:
            raise answer

    async def rest(self, count):
        async with asyncio.timeout(60):
            while len(self.asked) < count:
                await asyncio.sleep(0)
        for _ in range(200):
            await asyncio.sleep(0)


def metric(name, **labels):
    return REGISTRY.get_sample_value(name, labels)


def keys(partition=0):
    return [out.key for out in mark(partition, 1)]


def test_a_mark_goes_to_every_partition_of_the_alerts_and_carries_nothing():
    marks = mark(2, 3)
    assert [(out.topic, out.partition, out.value, out.alone) for out in marks] == [
        ("alerts", number, None, True) for number in range(3)
    ]
    assert len({out.key for out in marks}) == 1


@pytest.mark.parametrize(
    "key", [None, b"", b"6a20797a", b"tocsin:heartbeat", b"tocsin:heartbeat/", b"tocsin:heartbeat/x"]
)
def test_other_messages_are_no_marks(key, patient):
    assert not DeadMan(1, patient.now).saw(key, 0.0)


async def test_the_metric_is_that_of_the_slowest_partition(patient):
    dead, now = DeadMan(2, patient.now), patient.now().timestamp()
    dead.saw(*keys(0), now)
    dead.saw(*keys(1), now - 60)
    assert metric("deadman_last_arrival_timestamp_seconds", stage="notify") == now - 60
    dead.saw(*keys(0), now - 90)  # came again
    assert metric("deadman_last_arrival_timestamp_seconds", stage="notify") == now - 60


async def test_the_watchdog_hears_once_when_every_partition_has_let_the_heartbeat_through(patient):
    dog = Watchdog(patient)
    dead, now = DeadMan(2, patient.now, dog.ping), patient.now().timestamp()
    dead.saw(*keys(0), now)
    dead.saw(*keys(0), now)
    await dog.rest(0)
    assert dog.asked == []
    dead.saw(*keys(1), now)
    await dog.rest(1)
    assert len(dog.asked) == 1
    await dog.ping.close()


async def test_a_heartbeat_that_took_too_long_is_not_told(patient):
    dog = Watchdog(patient)
    dead = DeadMan(1, patient.now, dog.ping)
    dead.saw(*keys(), (patient.now() - FRESH - timedelta(seconds=1)).timestamp())
    await dog.rest(0)
    assert dog.asked == []


async def test_a_watchdog_that_fails_is_asked_again_with_growing_pauses(patient):
    dog = Watchdog(patient, [UnreachableError("deadman", "away") for _ in range(4)])
    DeadMan(1, patient.now, dog.ping).saw(*keys(), patient.now().timestamp())
    await dog.rest(5)
    pauses = [later - earlier for earlier, later in zip(dog.asked, dog.asked[1:], strict=False)]
    assert len(dog.asked) == 5
    assert pauses == sorted(pauses)
    assert pauses[-1] >= 3 * pauses[0]
    assert metric("deadman_last_ping_timestamp_seconds", stage="notify") == dog.asked[-1].timestamp()
    await dog.ping.close()


async def test_a_watchdog_that_hangs_holds_nothing_up(patient):
    hanging = asyncio.Event()
    dog = Watchdog(patient, [hanging])
    dead, now = DeadMan(1, patient.now, dog.ping), patient.now().timestamp()
    for _ in range(3):
        assert dead.saw(*keys(), now)  # returns at once
        await dog.rest(1)
    assert len(dog.asked) == 1
    hanging.set()
    await dog.rest(2)
    assert len(dog.asked) == 2, "what came meanwhile is told with one request"
    await dog.ping.close()


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_real_watchdog_is_asked_with_the_configured_method(receiver, patient, method):
    http = Http(timedelta(seconds=5))
    ping = Ping(lambda: http.ask("deadman", method, f"{receiver.url}/uuid"), patient.now)
    DeadMan(1, patient.now, ping).saw(*keys(), patient.now().timestamp())
    async with asyncio.timeout(60):
        while not receiver.requests:
            await asyncio.sleep(0.01)
    await ping.close()
    await http.aclose()
    assert [(one.method, one.path) for one in receiver.requests] == [(method, "/uuid")]

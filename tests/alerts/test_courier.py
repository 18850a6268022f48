"""The courier against channels that answer as told: what is sent, under which key, when, and what the outbox says."""

import asyncio
import contextlib
from datetime import timedelta

import pytest

from alerts.courier import Courier
from alerts.notifiers.notifier import BusyError, RefusedError, UnreachableError
from alerts.pace import LOCAL, Pace
from alerts.routing import Hours, Route
from alerts.told import REMEMBERED

SECOND = timedelta(seconds=1)


@contextlib.asynccontextmanager
async def delivering(outbox, patient, *channels, routes=(), entries=(), **fields):
    routes = routes or [Route(channel=one.name) for one in channels]
    courier = Courier(
        {one.name: one for one in channels}, routes, outbox.write, patient.now, sleep=patient.sleep, **fields
    )
    await courier.restore(entries)
    yield courier
    await courier.close()


async def until(came):
    while not came():
        await asyncio.sleep(0)


async def settled(courier):
    await asyncio.wait_for(courier.drain(), 60)


async def test_accept_returns_when_the_intents_are_durable_and_sending_goes_on(revise, patient, channel, outbox):
    held, log = channel(answers=[asyncio.Event()]), outbox()
    release = held.answers[0]
    async with delivering(log, patient, held) as courier:
        await courier.accept(revise())
        assert log.history[0].state == "intent"
        assert log.history[0].body == revise()
        assert not courier.idle
        release.set()
        await settled(courier)
    assert [entry.state for entry in log.history] == ["intent", "sent", "receipt"]
    assert log.newest["a/1/pager"].receipt == "taken late"
    assert log.newest["a/1/pager"].body is None


async def test_redelivery_of_an_alert_sends_nothing_again_not_even_after_a_restart(revise, patient, channel, outbox):
    pager, log = channel(), outbox()
    async with delivering(log, patient, pager) as courier:
        await courier.accept(revise())
        await courier.accept(revise())
        await settled(courier)
    async with delivering(log, patient, pager, entries=log.newest.values()) as courier:
        await courier.accept(revise())
        await settled(courier)
    assert pager.revisions == [("a", 1)]


async def test_a_newer_revision_takes_the_place_of_one_not_sent_yet(revise, patient, channel, outbox):
    gate = asyncio.Event()
    pager, log = channel(answers=[gate]), outbox()
    async with delivering(log, patient, pager) as courier:
        await courier.accept(revise())
        await until(lambda: pager.sent)
        for number in (2, 3):
            await courier.accept(revise(revision=number))
        gate.set()
        await settled(courier)
    assert pager.revisions == [("a", 1), ("a", 3)]
    assert log.states == {"a/1/pager": "receipt", "a/2/pager": "dropped", "a/3/pager": "receipt"}


async def test_failures_are_tried_again_with_growing_pauses_under_one_key(revise, patient, channel, outbox):
    failures = [UnreachableError("pager", "500") for _ in range(6)]
    pager, log = channel(answers=failures, clock=patient.now, pace=Pace()), outbox()
    async with delivering(log, patient, pager) as courier:
        await courier.accept(revise())
        await settled(courier)
    assert {key for _, _, key in pager.sent} == {"a/severe"}
    assert log.newest["a/1/pager"].attempts == 7
    pauses = [later - earlier for earlier, later in zip(pager.times, pager.times[1:], strict=False)]
    for number, pause in enumerate(pauses):
        assert SECOND * 2**number / 2 <= pause <= SECOND * 2**number * 1.01


async def test_retry_after_holds_the_whole_channel_and_is_never_undercut(revise, patient, channel, outbox):
    busy = BusyError("pager", "429", timedelta(minutes=2))
    pager, log = channel(answers=[busy], clock=patient.now), outbox()
    async with delivering(log, patient, pager) as courier:
        await courier.accept(revise("a"))
        await courier.accept(revise("b"))
        await settled(courier)
    assert sorted(pager.revisions[1:]) == [("a", 1), ("b", 1)]
    assert pager.times[1] - pager.times[0] >= timedelta(minutes=2)


async def test_what_is_refused_is_not_tried_again_and_the_fallback_takes_over(revise, patient, channel, outbox):
    pager, mail = channel(answers=[RefusedError("pager", "400")]), channel("mail")
    log = outbox()
    async with delivering(log, patient, pager, mail, routes=[Route(channel="pager", fallback="mail")]) as courier:
        await courier.accept(revise())
        await settled(courier)
        await courier.accept(revise(revision=2, state="resolved"))
        await settled(courier)
    assert log.newest["a/1/pager"].state == "failed"
    assert "400" in log.newest["a/1/pager"].receipt
    assert mail.revisions == [("a", 1), ("a", 2)], "who was told of it through the fallback is told of its end"


async def test_a_channel_that_crashes_is_a_failure_of_that_channel_alone(revise, patient, channel, outbox):
    broken, mail = channel("broken", answers=[KeyError("fault of ours")]), channel("mail")
    log = outbox()
    async with delivering(log, patient, broken, mail) as courier:
        await courier.accept(revise())
        await courier.accept(revise("b"))
        await settled(courier)
    assert log.states["a/1/broken"] == "failed"
    assert log.states["b/1/broken"] == "receipt"
    assert len(mail.sent) == 2


async def test_the_fallback_helps_out_once_while_the_channel_stays_away(revise, patient, channel, outbox):
    away = [UnreachableError("pager", "time-out") for _ in range(12)]
    pager, mail = channel(answers=away, pace=Pace()), channel("mail", clock=patient.now)
    log, began = outbox(), patient.now()
    async with delivering(log, patient, pager, mail, routes=[Route(channel="pager", fallback="mail")]) as courier:
        await courier.accept(revise())
        await settled(courier)
    assert mail.revisions == [("a", 1)]
    assert timedelta(minutes=1) <= mail.times[0] - began <= timedelta(minutes=1, seconds=1)
    assert log.states == {"a/1/pager": "receipt", "a/1/mail": "receipt"}


async def test_a_long_retry_after_does_not_keep_the_fallback_waiting(revise, patient, channel, outbox):
    pager, mail = channel(answers=[BusyError("pager", "429", timedelta(hours=1))]), channel("mail", clock=patient.now)
    log, began = outbox(), patient.now()
    async with delivering(log, patient, pager, mail, routes=[Route(channel="pager", fallback="mail")]) as courier:
        await courier.accept(revise("a"))
        await courier.accept(revise("b"))
        await settled(courier)
    assert sorted(mail.revisions) == [("a", 1), ("b", 1)]
    assert all(at - began <= timedelta(minutes=1, seconds=1) for at in mail.times)


async def test_revisions_in_quick_succession_do_not_put_the_fallback_off(revise, patient, channel, outbox):
    pager = channel(answers=[UnreachableError("pager", "away") for _ in range(40)], pace=Pace())
    mail, log = channel("mail", clock=patient.now), outbox()
    began = patient.now()
    async with delivering(log, patient, pager, mail, routes=[Route(channel="pager", fallback="mail")]) as courier:
        for number in range(1, 12):
            await courier.accept(revise(revision=number))
            for _ in range(40):
                await asyncio.sleep(0)
        await settled(courier)
    assert mail.times[0] - began < timedelta(minutes=2)


async def test_what_never_arrives_is_given_up_and_said_so(revise, patient, channel, outbox):
    pager = channel(answers=[UnreachableError("pager", "away") for _ in range(9)], pace=Pace(attempts=5))
    log = outbox()
    async with delivering(log, patient, pager) as courier:
        await courier.accept(revise())
        await settled(courier)
    assert len(pager.sent) == 5
    assert log.newest["a/1/pager"].state == "failed"
    assert log.newest["a/1/pager"].body is None


async def test_under_a_rate_limit_the_most_severe_goes_first(revise, patient, channel, outbox):
    gate = asyncio.Event()
    pager, log = channel(answers=[gate], pace=Pace(burst=1, per_minute=6), clock=patient.now), outbox()
    async with delivering(log, patient, pager) as courier:
        await courier.accept(revise("first"))
        await until(lambda: pager.sent)
        for name, severity in (("b", "minor"), ("c", "moderate"), ("d", "extreme"), ("e", "moderate")):
            await courier.accept(revise(name, severity=severity))
        gate.set()
        await settled(courier)
    assert [name for name, _, _ in pager.sent] == ["first", "d", "c", "e", "b"]
    assert all(b - a >= timedelta(seconds=9.9) for a, b in zip(pager.times, pager.times[1:], strict=False))


async def test_too_many_waiting_alerts_cost_the_least_severe_never_a_higher_one(revise, patient, channel, outbox):
    gate = asyncio.Event()
    pager, log = channel(answers=[gate], pace=Pace(waiting=3, burst=100)), outbox()
    async with delivering(log, patient, pager) as courier:
        await courier.accept(revise("first"))
        await until(lambda: pager.sent)
        for number, severity in enumerate(["extreme", "minor", "severe", "minor", "severe", "extreme"]):
            await courier.accept(revise(f"{severity}{number}", severity=severity))
        gate.set()
        await settled(courier)
    dropped = {key for key, state in log.states.items() if state == "dropped"}
    assert dropped == {"minor1/1/pager", "minor3/1/pager", "severe2/1/pager"}
    assert {name for name, _, _ in pager.sent} == {"first", "extreme0", "extreme5", "severe4"}


async def test_a_rise_in_severity_gets_a_new_key_and_a_fall_keeps_it(revise, patient, channel, outbox):
    pager, log = channel(), outbox()
    async with delivering(log, patient, pager) as courier:
        for number, severity in enumerate(["moderate", "extreme", "severe"], 1):
            await courier.accept(revise(revision=number, severity=severity))
            await settled(courier)
    async with delivering(log, patient, pager, entries=log.newest.values()) as courier:
        await courier.accept(revise(revision=4, severity="minor", state="resolved"))
        await settled(courier)
    assert [key for _, _, key in pager.sent] == ["a/moderate", "a/extreme", "a/extreme", "a/extreme"]


async def test_quiet_hours_hold_an_alert_until_they_end_also_over_a_restart(revise, patient, channel, outbox):
    routes = [Route(channel="pager", quiet=(Hours("17:00", "19:00"),))]
    log, pager = outbox(), channel(clock=patient.now)
    still = asyncio.Event()

    async def forever(_: float) -> None:
        await still.wait()

    courier = Courier({"pager": pager}, routes, log.write, patient.now, sleep=forever)
    await courier.restore([])
    await courier.accept(revise())
    assert courier.idle, "nothing is owed before the quiet hours end"
    await courier.close()
    assert pager.sent == []
    assert log.newest["a/1/pager"].next_at == patient.now() + timedelta(hours=1)
    async with delivering(log, patient, pager, routes=routes, entries=log.newest.values()) as courier:
        await until(lambda: pager.sent)
    assert pager.times[0].hour == 19


async def test_what_is_over_before_the_quiet_hours_end_is_not_told_at_all(revise, patient, channel, outbox):
    async def forever(_: float) -> None:
        await asyncio.Event().wait()

    log, pager = outbox(), channel()
    routes = [Route(channel="pager", quiet=(Hours("17:00", "19:00"),))]
    courier = Courier({"pager": pager}, routes, log.write, patient.now, sleep=forever)
    await courier.accept(revise())
    await courier.accept(revise(revision=2, state="resolved"))
    await courier.close()
    assert pager.sent == []
    assert log.states == {"a/1/pager": "dropped", "a/2/pager": "dropped"}


async def test_a_drill_reaches_no_channel_that_pages(revise, patient, channel, outbox):
    pager, screen, log = channel(exercises=False), channel("screen"), outbox()
    async with delivering(log, patient, pager, screen) as courier:
        await courier.accept(revise(synthetic=True))
        await settled(courier)
    assert pager.sent == []
    assert screen.revisions == [("a", 1)]


async def test_a_receiver_that_forgets_is_reminded_until_the_alert_ends_also_after_a_restart(
    revise, patient, channel, outbox
):
    sink, log = channel("sink", repeat=timedelta(minutes=1), clock=patient.now), outbox()
    async with delivering(log, patient, sink) as courier:
        await courier.accept(revise())
        await until(lambda: len(sink.sent) >= 4)
        assert courier.idle, "a reminder is not owed"
    assert sink.times[3] - sink.times[0] == timedelta(minutes=3)
    written = len(log.history)
    assert log.newest["a/1/sink"].body is not None
    sink.sent.clear()
    async with delivering(log, patient, sink, entries=log.newest.values()) as courier:
        await until(lambda: len(sink.sent) >= 2)
        assert len(log.history) == written, "reminders are not written"
        await courier.accept(revise(revision=2, state="resolved"))
        await until(lambda: ("a", 2) in sink.revisions)
        reminded = len(sink.sent)
        for _ in range(50):
            await asyncio.sleep(0)
    assert len(sink.sent) == reminded
    assert all(entry.body is None for entry in log.newest.values())


async def test_an_outbox_that_cannot_be_written_keeps_nobody_from_being_told(revise, patient, channel, outbox):
    log, pager = outbox(), channel()
    refusals = 3

    async def write(entry):
        nonlocal refusals
        if entry.state != "intent" and refusals:
            refusals -= 1
            raise ConnectionError("the broker is away")
        await log.write(entry)

    courier = Courier({"pager": pager}, [Route(channel="pager")], write, patient.now, sleep=patient.sleep)
    await courier.accept(revise())
    await settled(courier)
    await courier.close()
    assert pager.revisions == [("a", 1)]
    assert [entry.state for entry in log.history] == ["intent", "sent", "receipt"]


async def test_accept_fails_where_the_intent_is_not_durable(revise, patient, channel):
    async def write(_):
        raise ConnectionError("the broker is away")

    pager = channel()
    courier = Courier({"pager": pager}, [Route(channel="pager")], write, patient.now, sleep=patient.sleep)
    with pytest.raises(ConnectionError):
        await courier.accept(revise())
    await courier.close()
    assert pager.sent == []


async def test_a_stop_waits_for_the_attempt_under_way_and_keeps_its_receipt(revise, patient, channel, outbox):
    gate = asyncio.Event()
    pager, log = channel(answers=[gate]), outbox()
    async with delivering(log, patient, pager) as courier:
        await courier.accept(revise())
        await until(lambda: pager.sent)
        asyncio.get_running_loop().call_soon(gate.set)
    assert log.states == {"a/1/pager": "receipt"}


async def test_an_entry_of_a_channel_that_is_gone_goes_to_its_fallback(revise, patient, channel, outbox):
    log, pager = outbox(writes_left=1), channel()
    courier = Courier({"pager": pager}, [Route(channel="pager", fallback="mail")], log.write, patient.now)
    await courier.accept(revise())
    for task in courier._tasks:
        task.cancel()
    log.writes_left, mail = float("inf"), channel("mail")
    async with delivering(log, patient, mail, entries=log.newest.values()) as courier:
        await settled(courier)
    assert mail.revisions == [("a", 1)]


async def test_memory_of_told_alerts_is_bounded(revise, patient, channel, outbox):
    pager = channel(pace=LOCAL)
    log = outbox()
    async with delivering(log, patient, pager) as courier:
        await courier.accept(revise())
        await settled(courier)
        entry = log.history[-1]
        from msgspec.structs import replace

        for number in range(REMEMBERED + 50):
            courier.lanes["pager"].told.remember(replace(entry, alert=f"n{number}"))
        assert len(courier.lanes["pager"].told.alerts) == REMEMBERED

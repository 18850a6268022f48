"""Several alerts in one message: what it says, that it fits, and when a channel sends one."""

import asyncio
import contextlib
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.courier import Courier
from alerts.digest import digest
from alerts.message import Limits
from alerts.notifiers.notifier import RefusedError, UnreachableError
from alerts.pace import Pace
from alerts.routing import Route
from tests.alerts.conftest import Channel, make_revision


def storm(count, severity="moderate"):
    return [make_revision(f"{severity}{n:03}", severity=severity, headline=f"Fire in town {n}") for n in range(count)]


def test_a_digest_counts_and_names_the_gravest_first():
    found = digest([*storm(3), *storm(1, "severe")], Limits(250, 4000))
    assert found.title == "4 alerts: 1 severe, 3 moderate"
    assert found.body.splitlines() == [
        "- Alert, severe: Fire in town 0 (severe00)",
        *(f"- Alert, moderate: Fire in town {n} (moderate)" for n in range(3)),
    ]


def test_what_does_not_fit_is_counted():
    found = digest(storm(20), Limits(0, 400))
    assert found.body.startswith("20 alerts: 20 moderate\n- Alert, moderate: Fire in town 0")
    assert found.body.endswith("more; `tocsin alerts` lists them.")
    shown = found.body.count("- Alert")
    assert f"and {20 - shown} more" in found.body


@given(st.integers(1, 40), st.integers(40, 3000), st.sampled_from([0, 30, 250]))
def test_digests_fit_every_limit_together_with_their_title(count, limit, title):
    found = digest(storm(count), Limits(title, limit, together=True))
    assert len(found.title) <= title
    assert 0 < len(found.title) + len(found.body) <= limit


@dataclass
class Chat(Channel):
    """A channel that people read."""

    together: list[list[str]] = field(default_factory=list)
    group_answers: list = field(default_factory=list)

    async def send_together(self, alerts):
        self.together.append([one.alert for one in alerts])
        answer = self.group_answers.pop(0) if self.group_answers else "taken"
        if isinstance(answer, Exception):
            raise answer
        return answer


@contextlib.asynccontextmanager
async def waiting(chat, log, patient, alerts):
    """A courier whose channel is held up by a first alert until all others wait."""
    gate = asyncio.Event()
    chat.answers.insert(0, gate)
    courier = Courier({chat.name: chat}, [Route(channel=chat.name)], log.write, patient.now, sleep=patient.sleep)
    await courier.accept(make_revision("first"))
    while not chat.sent:
        await asyncio.sleep(0)
    for alert in alerts:
        await courier.accept(alert)
    gate.set()
    yield courier
    await asyncio.wait_for(courier.drain(), 60)
    await courier.close()


async def test_where_many_wait_one_message_tells_of_all_and_each_has_its_receipt(outbox, patient):
    chat, log = Chat("chat"), outbox()
    async with waiting(chat, log, patient, [*storm(6), *storm(1, "extreme")]):
        pass
    assert [name for name, _, _ in chat.sent] == ["first", "extreme000"], "the gravest has a message of its own"
    assert chat.together == [[f"moderate{n:03}" for n in range(6)]]
    assert set(log.states.values()) == {"receipt"}


async def test_a_few_are_told_one_by_one(outbox, patient):
    chat, log = Chat("chat", pace=Pace(burst=100)), outbox()
    async with waiting(chat, log, patient, storm(4)):
        pass
    assert chat.together == []
    assert len(chat.sent) == 5


async def test_a_storm_is_told_in_as_few_messages_as_fit_the_rate(outbox, patient):
    chat, log = Chat("chat", pace=Pace(burst=1, per_minute=6)), outbox()
    began = patient.now()
    async with waiting(chat, log, patient, storm(45)):
        pass
    assert sorted(map(len, chat.together)) == [5, 20, 20]
    assert (patient.now() - began).total_seconds() < 60
    assert set(log.states.values()) == {"receipt"}


async def test_a_group_that_fails_is_tried_again_and_nobody_is_lost(outbox, patient):
    chat, log = Chat("chat", group_answers=[UnreachableError("chat", "away")], pace=Pace(burst=100)), outbox()
    async with waiting(chat, log, patient, storm(6)):
        pass
    told = {name for group in chat.together[1:] for name in group} | {name for name, _, _ in chat.sent}
    assert {one.alert for one in storm(6)} <= told
    assert set(log.states.values()) == {"receipt"}


async def test_one_that_cannot_be_told_does_not_take_its_group_along(outbox, patient):
    chat, log = Chat("chat", group_answers=[RefusedError("chat", "a word that it does not take")]), outbox()
    chat.answers = [RefusedError("chat", "this one")]
    async with waiting(chat, log, patient, storm(6)):
        pass
    assert sorted(log.states.values()) == ["failed", *["receipt"] * 6]


@pytest.mark.parametrize("count", [10])
async def test_a_program_is_told_of_each(outbox, patient, count):
    hook, log = Channel("hook"), outbox()
    gate = asyncio.Event()
    hook.answers = [gate]
    courier = Courier({"hook": hook}, [Route(channel="hook")], log.write, patient.now, sleep=patient.sleep)
    for alert in storm(count):
        await courier.accept(alert)
    gate.set()
    await asyncio.wait_for(courier.drain(), 60)
    await courier.close()
    assert len(hook.sent) == count

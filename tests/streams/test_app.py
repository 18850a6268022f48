"""What Faust has no setting for: the wait for an answer, and bounds by bytes of what is fetched and taken."""

import subprocess
import sys
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mode.utils.queues import FlowControlEvent

from streams.app import BUFFER_BYTES, Buffer
from streams.outlet import slices
from streams.stage import Routed, packed

READER = """
import asyncio, os, sys
from pathlib import Path
from streams.app import AppSettings, build_app, input_topic

async def main():
    settings = AppSettings("tag", "kafka://127.0.0.1:1", data_dir=Path(sys.argv[1]), fetch_wait_ms=int(sys.argv[2]))
    app = build_app(settings)
    reader = app.consumer._new_consumer_thread()._create_consumer(asyncio.get_running_loop())
    queue = type(input_topic(app, "tocsin.posts").queue).__name__
    print(reader._fetch_max_wait_ms, reader._group_id, reader._enable_auto_commit, queue, flush=True)
    os._exit(0)  # nothing was started, so nothing is stopped

asyncio.run(main())
"""


@pytest.mark.parametrize("wait_ms", [50, 1500])
def test_the_wait_for_an_answer_and_the_bounded_buffer_reach_the_reader(tmp_path, wait_ms):
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", READER, str(tmp_path), str(wait_ms)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(wait_ms), "tocsin-tag", "False", "Buffer"]


@dataclass(frozen=True)
class Message:
    value: bytes | None


@dataclass(frozen=True)
class Event:
    message: Message

    @property
    def value(self):
        return self.message.value


def event(length):
    return Event(Message(b"x" * length if length is not None else None))


def buffer():
    return Buffer(maxsize=1_000, flow_control=FlowControlEvent(), clear_on_resume=True)


def test_a_buffer_full_of_bytes_fetches_no_more_until_half_of_them_are_taken():
    queue, told = buffer(), []

    def high():
        told.append("full")

    def drop():
        told.append("room")

    for _ in range(20):
        queue.put_nowait_enhanced(event(BUFFER_BYTES // 10), on_pressure_high=high, on_pressure_drop=drop)
    assert told == ["full"]  # once, and what was on its way is kept all the same
    for _ in range(15):
        queue.get_nowait()
    assert told == ["full"]
    queue.get_nowait()  # sees that less than half is left
    queue.get_nowait()
    assert told == ["full", "room"]
    assert queue.qsize() == 3


def test_a_buffer_counts_what_it_holds():
    queue = buffer()
    for length in (10, None, 30):
        queue.put_nowait(event(length))
    assert queue.held_bytes == 40
    queue.get_nowait()
    assert queue.held_bytes == 30
    queue.clear()
    assert (queue.held_bytes, queue.qsize()) == (0, 0)


def test_many_small_messages_are_still_bounded_by_their_number():
    queue, told = buffer(), []
    for _ in range(900):
        queue.put_nowait_enhanced(event(1), on_pressure_high=lambda: told.append(1), on_pressure_drop=told.clear)
    assert len(told) > 0


@given(st.lists(st.one_of(st.none(), st.integers(0, 40))), st.integers(1, 60))
def test_a_take_is_cut_in_order_into_bounded_runs(lengths, limit):
    take = [event(length) for length in lengths]
    runs = list(slices(take, limit))
    assert [one for run in runs for one in run] == take
    assert all(run for run in runs)
    assert all(len(run) == 1 or sum(len(one.value or b"") for one in run) <= limit for run in runs)


def test_a_full_message_is_a_run_of_its_own():
    outputs = [Routed("stories", 0, None, b"1" * 1_000) for _ in range(1_000)]
    take = [event(len(message.value)) for message in packed(outputs)]
    assert len(take) > 5
    assert all(len(run) == 1 for run in slices(take))

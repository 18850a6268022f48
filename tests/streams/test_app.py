"""Settings that Faust does not know must reach the client all the same."""

import asyncio

import pytest

from streams.app import AppSettings, build_app


@pytest.mark.parametrize("wait_ms", [50, 1500])
async def test_the_wait_for_an_answer_reaches_the_reader(tmp_path, wait_ms):
    app = build_app(AppSettings("tag", "kafka://127.0.0.1:1", data_dir=tmp_path, fetch_wait_ms=wait_ms))
    thread = app.consumer._new_consumer_thread()
    reader = thread._create_consumer(asyncio.get_running_loop())
    assert reader._fetch_max_wait_ms == wait_ms
    assert reader._group_id == "tocsin-tag"
    assert reader._enable_auto_commit is False
    reader._closed = True  # it was never started, so there is nothing to stop

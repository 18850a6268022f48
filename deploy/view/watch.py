"""Reads records as they come and keeps the screen, or the log where there is none, up to date."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.live import Live

from alerts.alert import Alert
from connectors.post import Post
from deploy.view.plain import STATUS_SECONDS, alert_line, status_line
from deploy.view.screen import render
from deploy.view.state import ViewState
from streams.report import Story, Tagged

__all__ = ["Feeds", "watch"]

FRAME_SECONDS = 0.2
"""Five frames a second: smooth to the eye, cheap over a slow line."""

RecordT = TypeVar("RecordT")


@dataclass(frozen=True)
class Feeds:
    """Decoded records of each topic, as the consumers yield them: one message, one sequence.

    A feed that ends is not an error: the others go on.
    """

    posts: AsyncIterator[Sequence[Post]]
    tagged: AsyncIterator[Sequence[Tagged]]
    stories: AsyncIterator[Sequence[Story]]
    alerts: AsyncIterator[Sequence[Alert]]


async def watch(feeds: Feeds, state: ViewState, *, console: Console, done: asyncio.Event) -> None:
    """Show what goes by until ``done`` is set or every feed has ended; errors of a feed are raised.

    Args:
        feeds: of the four topics.
        state: counted into, and good for `summary` afterwards.
        console: a terminal gets the live screen, anything else gets lines.
        done: set by the caller when the replay is through, or at Ctrl-C.
    """
    lines = _Lines(state, console)
    readers = [
        asyncio.create_task(_read(feeds.posts, state.saw_post)),
        asyncio.create_task(_read(feeds.tagged, state.saw_tagged)),
        asyncio.create_task(_read(feeds.stories, state.saw_story)),
        asyncio.create_task(_read(feeds.alerts, state.saw_alert if console.is_terminal else lines.saw_alert)),
    ]
    show = _screen(state, console) if console.is_terminal else lines.run()
    frames = asyncio.create_task(show)
    end = asyncio.create_task(done.wait())
    try:
        await _until_first_fault(readers, end)
    finally:
        for task in (*readers, frames, end):
            task.cancel()
        results = await asyncio.gather(*readers, frames, end, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
            raise result


async def _until_first_fault(readers: Sequence[asyncio.Task[None]], end: asyncio.Task[bool]) -> None:
    """Wait until the caller says so, all feeds have ended, or one of them broke."""
    going = set(readers)
    while going and not end.done():
        finished, _ = await asyncio.wait({*going, end}, return_when=asyncio.FIRST_COMPLETED)
        if any(task is not end and task.exception() is not None for task in finished):
            return
        going -= finished


async def _read(feed: AsyncIterator[Sequence[RecordT]], saw: Callable[[RecordT], None]) -> None:
    async for records in feed:
        for record in records:
            saw(record)


async def _screen(state: ViewState, console: Console) -> None:
    with Live(console=console, screen=True, auto_refresh=False, transient=True) as live:
        while True:
            state.tick(time.monotonic())
            live.update(render(state, console.width, console.height), refresh=True)
            await asyncio.sleep(FRAME_SECONDS)


@dataclass
class _Lines:
    """Log lines for a pipe or a CI job."""

    state: ViewState
    console: Console

    def saw_alert(self, alert: Alert) -> None:
        before = len(self.state.revisions)
        self.state.saw_alert(alert)
        if len(self.state.revisions) > before:
            self._print(alert_line(alert))

    async def run(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                self.state.tick(time.monotonic())
                self._print(status_line(self.state))
                await asyncio.sleep(STATUS_SECONDS)

    def _print(self, line: str) -> None:
        self.console.print(line, soft_wrap=True, markup=False, highlight=False)

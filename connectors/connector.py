"""What a connector is: the next batch of posts and the position to resume from. State is handed in and out, never kept.

A `Poller` is asked again and again; a `Stream` stays connected until it fails, ends or is closed. Both take the cursor
that they returned last and that Kafka has acknowledged since, or None at the very first start. The same cursor means
the same request, so a crash repeats posts and never loses them; duplicate detection absorbs the repeats.

A broken envelope raises a `connectors.errors.ConnectorError`. One unreadable record does not: it is `Skipped`, goes
to the dead letters with its reason, and the cursor moves past it. A stretch of time that could not be read at all is
a `Gap`, which is said and never hidden.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias, runtime_checkable

import msgspec

from connectors.errors import ConnectorError
from connectors.post import Post

__all__ = ["Batch", "Connector", "Gap", "Poller", "Skipped", "Stream", "read_once"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """One record of a source that is not a post.

    Attributes:
        reason: label of the dead letter: ``unreadable`` or ``too_large``.
        error: sentence: what is wrong and how to mend it.
        origin: where it stood, e.g. ``posts.jsonl:12``.
        payload: its bytes, or their beginning.
    """

    reason: str
    error: str
    origin: str
    payload: bytes = field(repr=False)


class Gap(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stretch of event time that this source will not give us any more.

    Attributes:
        since, until: from when to when nothing was read, UTC.
        why: sentence for people.
    """

    since: datetime
    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What one reading yields.

    Attributes:
        posts: in the source's order, oldest first where it has one.
        cursor: where to go on once these posts are acknowledged; None for a source that cannot resume.
        skipped, gaps: what was not read, and why.
        done: a finite source has ended (a file without ``follow``).
        wait: until the next poll is worth while; None means the poller's `interval`.
        settled: told once whether Kafka has these posts, for sources whose sender waits for it; must not raise.
    """

    posts: tuple[Post, ...]
    cursor: str | None
    skipped: tuple[Skipped, ...] = ()
    gaps: tuple[Gap, ...] = ()
    done: bool = False
    wait: timedelta | None = None
    settled: Callable[[bool], None] | None = field(default=None, repr=False, compare=False)


@runtime_checkable
class Poller(Protocol):
    """A source that is asked."""

    @property
    def name(self) -> str:
        """Name in the configuration; the checkpoint's key."""
        ...

    @property
    def interval(self) -> timedelta:
        """Time between two polls unless a batch says otherwise."""
        ...

    async def poll(self, cursor: str | None) -> Batch:
        """Read once. Raises `connectors.errors.ConnectorError`."""
        ...


@runtime_checkable
class Stream(Protocol):
    """A source that talks by itself, or a file that is read through.

    Two class attributes, absent in most, tell the runner more. ``pushes_back = True``: it is not left while Kafka takes
    nothing, since it makes its sender wait by itself. ``resumable = False``: a cursor does not bring back what was
    missed (`connectors.spool`).
    """

    @property
    def name(self) -> str:
        """Name in the configuration; the checkpoint's key."""
        ...

    def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """Yield batches until the source ends or raises `connectors.errors.ConnectorError`; closing it disconnects."""
        ...


Connector: TypeAlias = Poller | Stream


async def read_once(
    connector: Connector,
    cursor: str | None = None,
    limit: int = 20,
    patience: timedelta = timedelta(seconds=15),
) -> Batch:
    """Read a source once without publishing anything: the dry run of ``tocsin source try``.

    Args:
        connector: any.
        cursor: as for the connector; None shows what a first start would yield.
        limit: posts after which reading stops.
        patience: how long a live stream may take to yield ``limit`` posts; what came until then is returned.

    Returns:
        at most ``limit`` posts. Its cursor is None, since it would stand behind posts that are not returned.
    """
    batches: list[Batch] = []
    if isinstance(connector, Poller):
        batches.append(await connector.poll(cursor))
    else:
        async with contextlib.aclosing(connector.stream(cursor)) as stream:
            try:
                async with asyncio.timeout(patience.total_seconds()):
                    async for batch in stream:
                        batches.append(batch)
                        if sum(len(each.posts) for each in batches) >= limit:
                            break
            except TimeoutError:
                pass  # patience ran out: what came is shown
            except ConnectorError:
                if not batches:
                    raise
    return Batch(
        posts=tuple(post for batch in batches for post in batch.posts)[:limit],
        cursor=None,
        skipped=tuple(skipped for batch in batches for skipped in batch.skipped),
        gaps=tuple(gap for batch in batches for gap in batch.gaps),
        done=bool(batches) and batches[-1].done,
        wait=batches[-1].wait if batches else None,
    )

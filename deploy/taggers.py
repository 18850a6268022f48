"""Processes that tag beside the first one.

Takes of posts go to them packed, and their reports come back in the order of the posts, which are read ahead by no more
than two takes for each process. When a process dies, the first one tags what is left.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context, parent_process

import msgspec

from connectors.post import Post
from deploy.config import Config
from deploy.crew import Tagged, Unfailing
from deploy.parameters import tagger
from streams.report import Report

__all__ = ["together"]

_READ_AHEAD = 2  # takes for each process

_encode = msgspec.msgpack.Encoder().encode
_posts_of = msgspec.msgpack.Decoder(list[Post]).decode
_reports_of = msgspec.msgpack.Decoder(tuple[list[Report | None], list[str]]).decode


def together(
    takes: Iterator[Sequence[Post]], own: Unfailing, jobs: int, config: Config, *, everywhere: bool
) -> Iterator[Tagged]:
    """Yield takes of posts with their reports and what failed, in order.

    Input that breaks off gives what was read before, and then its error.

    Args:
        takes: some hundred posts each.
        own: tagger of this process.
        jobs: other processes.
        config: validated, for their taggers.
        everywhere: see `deploy.parameters.tagger`.
    """
    failure: Exception | None = None
    waiting: deque[tuple[Sequence[Post], Future[bytes] | None]] = deque()
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_begin, initargs=(config, everywhere))
    try:
        while True:
            while failure is None and len(waiting) < jobs * _READ_AHEAD:
                try:
                    take = next(takes, None)
                except Exception as error:  # noqa: BLE001  raised when its turn comes
                    failure = error
                    break
                if take is None:
                    break
                waiting.append((take, _submit(pool, take)))
            if not waiting:
                break
            take, future = waiting.popleft()
            yield take, *_reports(take, future, own)
    finally:
        pool.shutdown(cancel_futures=True)
    if failure is not None:
        raise failure


def _reports(
    take: Sequence[Post], future: Future[bytes] | None, own: Unfailing
) -> tuple[list[Report | None], list[str]]:
    if future is not None:
        with suppress(BrokenProcessPool):
            return _reports_of(future.result())
    return own.tag_many(take), own.taken()


def _submit(pool: ProcessPoolExecutor, take: Sequence[Post]) -> Future[bytes] | None:
    """Hand posts to another process; None when there is none left."""
    try:
        return pool.submit(_tag, _encode(take))
    except BrokenProcessPool:
        return None


# In the other processes

_readers: list[Unfailing] = []


def _begin(config: Config, everywhere: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends these
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _readers.append(Unfailing(tagger(config, everywhere=everywhere)))


def _end_with_parent() -> None:
    """End this process when the first one was killed, which could not say so."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _tag(posts: bytes) -> bytes:
    (reader,) = _readers
    return _encode((reader.tag_many(_posts_of(posts)), reader.taken()))

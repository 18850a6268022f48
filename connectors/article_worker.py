"""The story out of a web page, by `trafilatura`, in processes of their own with limits on time and memory.

A page takes some tens of milliseconds of a core and, when it is hostile, as long as it likes: so never in the event
loop's process. `Articles` keeps a few workers, asks each for one page at a time, kills one that exceeds its time, and
replaces it after some hundred pages (`connectors.feed_worker`, whose pipe this is).
"""

from __future__ import annotations

import asyncio
import sys

from connectors.feed_worker import Answer, FeedWorker, Task, limit_memory, serve
from connectors.markup import plain

__all__ = ["WORKERS", "Articles", "article_of"]

WORKERS = 2
"""Some 40 pages a second on two cores; a desk's feeds bring a few a minute."""


class ArticleWorker(FeedWorker):
    """One process that reads pages."""

    MODULE = "connectors.article_worker"

    async def article(self, page: bytes, url: str) -> str:
        """Return the story's text, empty when there is none; raises `WorkerError`."""
        return (await self.answer(Task(page, url))).text


class Articles:
    """A few workers behind one question.

    Args:
        workers: at most so many pages are read at a time.
        time_seconds: for one page.
    """

    def __init__(self, workers: int = WORKERS, time_seconds: float = 10.0) -> None:
        self._workers = [ArticleWorker(time_seconds) for _ in range(workers)]
        self._free: asyncio.Queue[ArticleWorker] = asyncio.Queue()
        for worker in self._workers:
            self._free.put_nowait(worker)

    async def read(self, page: bytes, url: str) -> str:
        """Return the story of a page as plain text, empty when there is none.

        Raises:
            WorkerError: it took too long or too much memory.
        """
        worker = await self._free.get()
        try:
            return await worker.article(page, url)
        finally:
            self._free.put_nowait(worker)

    async def aclose(self) -> None:
        """End the workers."""
        for worker in self._workers:
            await worker.aclose()


def article_of(page: bytes, url: str) -> str:
    """Extract the story of a page; empty when there is none."""
    import trafilatura  # noqa: PLC0415  only in the worker

    found: str | None = trafilatura.extract(page, url=url or None, include_comments=False, include_tables=False)
    return plain(found) if found else ""


def _answer(task: Task) -> Answer:
    return Answer(text=article_of(task.document, task.url))


def main() -> None:
    """Be a worker: answer until the parent closes the pipe."""
    import trafilatura  # noqa: F401, PLC0415  imported before the hello

    limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer, _answer)


if __name__ == "__main__":
    main()

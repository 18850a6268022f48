"""Feeds that are not well-formed, read by `feedparser` in a process of its own, with limits on time and memory.

`feedparser` reads nearly anything and takes seconds for what a hostile page makes of it, so it never runs in the event
loop's process. One worker serves all feeds of a process, one document at a time; it is started when first needed,
killed when it exceeds its time, and replaced after some hundred documents, since it keeps what it has allocated.

Wire between the two: four bytes of length (big endian), then MessagePack, in both directions.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, ClassVar

import msgspec

from connectors.feed_entry import MAX_ENTRIES, Entry, Feed, author_name
from connectors.feed_xml import absolute, is_text, period_seconds
from connectors.markup import plain, text_of

__all__ = ["Answer", "FeedWorker", "Task", "WorkerError", "limit_memory", "serve"]

TIME_SECONDS = 10.0
"""For one document; the slowest of 200 true feeds took two seconds."""

MEMORY_BYTES = 768 * 1024 * 1024
DOCUMENTS = 500
START_SECONDS = 20.0
_LENGTH = struct.Struct(">I")


class Task(msgspec.Struct):
    """A document to read, and its address."""

    document: bytes
    url: str


class Answer(msgspec.Struct, omit_defaults=True):
    """What a worker made of it: a feed, or text (`connectors.article_worker`), or an error."""

    feed: Feed | None = None
    text: str = ""
    error: str = ""


class WorkerError(ValueError):
    """The document could not be read within the limits, or is no feed."""


class FeedWorker:
    """The parent's side.

    Args:
        time_seconds: for one document.
    """

    def __init__(self, time_seconds: float = TIME_SECONDS) -> None:
        self._time = time_seconds
        self._lock = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._left = 0

    MODULE: ClassVar = "connectors.feed_worker"

    async def read(self, document: bytes, url: str) -> Feed:
        """Read a document that `connectors.feed_document` has made safe; raises `WorkerError`."""
        answer = await self.answer(Task(document, url))
        if answer.feed is None:
            raise WorkerError(answer.error)
        return answer.feed

    async def answer(self, task: Task) -> Answer:
        """Have a document read within the limits; raises `WorkerError`."""
        async with self._lock:
            try:
                answer = await self._ask(task)
            except TimeoutError as exc:
                await self._kill()
                raise WorkerError(f"reading it took longer than {self._time:g} s") from exc
            except (OSError, EOFError, asyncio.IncompleteReadError, msgspec.DecodeError) as exc:
                await self._kill()
                raise WorkerError("reading it took more memory than is allowed") from exc
            except BaseException:  # cancelled half-way: what the worker answers belongs to nobody
                await self._kill()
                raise
        if answer.error:
            raise WorkerError(answer.error)
        return answer

    async def aclose(self) -> None:
        """End the worker."""
        async with self._lock:
            await self._kill()

    async def _ask(self, task: Task) -> Answer:
        process = await self._started()
        if process.stdin is None or process.stdout is None:
            raise EOFError
        async with asyncio.timeout(self._time):
            message = msgspec.msgpack.encode(task)
            process.stdin.write(_LENGTH.pack(len(message)) + message)
            await process.stdin.drain()
            (size,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
            answer = msgspec.msgpack.decode(await process.stdout.readexactly(size), type=Answer)
        self._left -= 1
        return answer

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is None and self._left > 0:
            return self._process
        await self._kill()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self.MODULE,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._process, self._left = process, DOCUMENTS
        if process.stdout is not None:  # it says hello once it has imported what it needs, which is not reading time
            async with asyncio.timeout(START_SECONDS):
                await process.stdout.readexactly(1)
        return process

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        if process.stdin is not None:
            process.stdin.close()


def read_anything(document: bytes, url: str) -> Feed:
    """Read with `feedparser`; raises ValueError for what is no feed."""
    import feedparser  # noqa: PLC0415  only in the worker

    parsed: Any = feedparser.parse(
        io.BytesIO(document),  # a bare string might be taken for an address or a file's name
        # No address is given: feedparser would make GUIDs absolute with it, and change the posts' ids.
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,  # nothing but text is kept
        resolve_relative_uris=False,
    )
    if not parsed.get("version") and not parsed.entries:
        raise ValueError("the document is not a feed")
    language = _string(parsed.feed, "language")
    ttl = _string(parsed.feed, "ttl")
    seconds = int(ttl) * 60 if ttl.isascii() and ttl.isdigit() and len(ttl) < 9 else 0
    period = period_seconds(_string(parsed.feed, "sy_updateperiod"), _string(parsed.feed, "sy_updatefrequency"))
    links = parsed.feed.get("links", [])
    hub, topic = (
        next((absolute(url, _string(each, "href")) for each in links if each.get("rel") == relation), "")
        for relation in ("hub", "self")
    )
    entries = [_entry(each, url, language) for each in parsed.entries[:MAX_ENTRIES]]
    return Feed(entries, max(seconds, period), hub=hub, topic=topic)


def _entry(entry: Any, url: str, language: str) -> Entry:
    contents = [*entry.get("content", []), *([entry["summary_detail"]] if "summary_detail" in entry else [])]
    texts = (
        plain(_string(each, "value")) if each.get("type") == "text/plain" else text_of(_string(each, "value"))
        for each in contents
        if is_text(each.get("type") or "text/html")
    )
    link = _string(entry, "link")
    guid = _string(entry, "id")
    return Entry(
        guid=guid,
        # feedparser offers the GUID as link when there is none, also when it is no address
        link="" if link == guid and not link.startswith(("http://", "https://")) else absolute(url, link),
        title=" ".join(text_of(_string(entry, "title")).split()),
        text=next((text for text in texts if text), ""),
        author=author_name(_string(entry, "author")),
        lang=_string(entry.get("title_detail") or {}, "language") or language,
        date=next(filter(None, (_string(entry, name) for name in ("published", "created", "updated"))), ""),
    )


def _string(row: Any, name: str) -> str:
    # `dict.get` of feedparser maps absent dates onto others and warns about it; only what is there counts.
    value = dict.get(row, name)
    # Half of a UTF-16 pair, written as a reference, is no character and cannot be encoded.
    return value.encode("utf-8", "replace").decode().strip() if isinstance(value, str) else ""


def limit_memory() -> None:
    """Take at most `MEMORY_BYTES` of address space, where the system can hold a process to that."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def serve(tasks: BinaryIO, answers: BinaryIO, work: Callable[[Task], Answer]) -> None:
    """The worker's side: answer until the parent closes the pipe."""
    answers.write(b"!")
    answers.flush()
    while len(header := tasks.read(_LENGTH.size)) == _LENGTH.size:
        task = msgspec.msgpack.decode(tasks.read(_LENGTH.unpack(header)[0]), type=Task)
        try:
            answer = work(task)
        except MemoryError:
            answer = Answer(error="reading it took more memory than is allowed")
        except Exception as exc:  # noqa: BLE001  libraries raise whatever the document makes them stumble over
            answer = Answer(error=f"{type(exc).__name__}: {exc}"[:500])
        message = msgspec.msgpack.encode(answer)
        answers.write(_LENGTH.pack(len(message)) + message)
        answers.flush()


def main() -> None:
    """Be a worker: answer until the parent closes the pipe."""
    import feedparser  # noqa: F401, PLC0415  imported before the hello
    from lxml import etree  # noqa: F401, PLC0415

    limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer, lambda task: Answer(feed=read_anything(task.document, task.url)))


if __name__ == "__main__":
    main()

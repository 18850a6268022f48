from __future__ import annotations

import asyncio
import gzip
import os
import sys
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import zstandard

from connectors.connector import Batch
from connectors.errors import ConnectorError, GoneError, OptionsError, PayloadError, UnavailableError
from connectors.files import BATCH_POSTS, Files, FilesOptions
from connectors.lines import MAX_LINE_BYTES

ROOT = Path(__file__).parents[2]
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "zstd": lambda body: zstandard.ZstdCompressor().compress(body),
    "zstd frames": lambda body: b"".join(
        zstandard.ZstdCompressor().compress(body[at : at + 70_000]) for at in range(0, len(body), 70_000)
    ),
}
packed = pytest.mark.parametrize("packing", sorted(PACKERS))


@dataclass
class Watch:
    """A monotonic clock that only sleeping moves; ``on_sleep`` does what happens meanwhile."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)
    on_sleep: Callable[[], object] = lambda: None

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(seconds)
        self.on_sleep()
        await asyncio.sleep(0)


async def read(files: Files, cursor: str | None = None) -> list[Batch]:
    async with asyncio.timeout(60):
        return [batch async for batch in files.stream(cursor)]


def source(path: Path, **options: Any) -> Files:
    return Files("recorded", FilesOptions(path=str(path), **options))


def ids(batches: list[Batch]) -> list[int]:
    return [int(post.id.partition(":")[2]) for batch in batches for post in batch.posts]


def repacked(path: Path, packing: str) -> Path:
    path.write_bytes(PACKERS[packing](path.read_bytes()))
    return path


@packed
async def test_reads_all_posts_in_order_and_ends_with_done(write_posts: Any, packing: str) -> None:
    batches = await read(source(repacked(write_posts(1234), packing)))
    assert ids(batches) == list(range(1234))
    assert [batch.done for batch in batches] == [False] * (len(batches) - 1) + [True]
    assert max(len(batch.posts) for batch in batches) == BATCH_POSTS


@packed
async def test_every_cursor_resumes_with_the_very_next_line(write_posts: Any, packing: str) -> None:
    path = repacked(write_posts(1500, extra=[b"no post"]), packing)
    batches = await read(source(path))
    assert len(batches) > 3
    for index, batch in enumerate(batches):
        rest = await read(source(path), batch.cursor)
        assert ids(rest) == ids(batches[index + 1 :])
        assert len([each for other in rest for each in other.skipped]) == sum(
            len(other.skipped) for other in batches[index + 1 :]
        )


async def test_the_same_cursor_gives_the_same_posts(write_posts: Any) -> None:
    path = write_posts(700)
    cursor = (await read(source(path)))[0].cursor
    assert await read(source(path), cursor) == await read(source(path), cursor)


@packed
async def test_lines_that_are_no_posts_are_skipped_with_their_line_number(write_posts: Any, packing: str) -> None:
    bad = [
        b"{",
        b'{"id":"x"}',
        b"",
        b"\xff\xfe\xff",
        b'{"id":"test:9","source":"s","kind":"rumour","text":"","published_at":"2026-11-01T12:00:00Z"}',
        b'{"id":"test:9","source":"s","kind":"social","text":"","published_at":"2026-11-01T12:00:00"}',
    ]
    path = repacked(write_posts(3, extra=bad), packing)
    batches = await read(source(path))
    skipped = [each for batch in batches for each in batch.skipped]
    assert ids(batches) == [0, 1, 2]
    assert [each.origin for each in skipped] == [f"{path}:{line}" for line in (4, 5, 7, 8, 9)]
    assert [each.payload for each in skipped] == [line for line in bad if line]
    assert "offset" in skipped[-1].error
    assert {each.reason for each in skipped} == {"unreadable"}


async def test_a_line_that_is_nested_too_deep_harms_no_other(write_posts: Any) -> None:
    deep = write_posts(1).read_bytes().rstrip()[:-1] + b',"x":' + b"[" * 5000 + b"]" * 5000 + b"}"
    batches = await read(source(write_posts(2, extra=[deep])))
    (skipped,) = [each for batch in batches for each in batch.skipped]
    assert ids(batches) == [0, 1]
    assert "nested too deep" in skipped.error


async def test_a_line_that_is_too_long_is_skipped_without_being_held(write_posts: Any, tmp_path: Path) -> None:
    path = write_posts(2, extra=[b"x" * (3 * MAX_LINE_BYTES)])
    path.write_bytes(path.read_bytes() + write_posts(1, "more.jsonl").read_bytes())
    batches = await read(source(path))
    (skipped,) = [each for batch in batches for each in batch.skipped]
    assert ids(batches) == [0, 1, 0]
    assert (skipped.reason, skipped.origin) == ("too_large", f"{path}:3")
    assert len(skipped.payload) <= MAX_LINE_BYTES / 8
    assert batches[-1].cursor is not None
    assert f'"offset":{path.stat().st_size}' in batches[-1].cursor


async def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    text = "one\u2028two\u0085three"
    line = f'{{"id":"test:1","source":"s","kind":"social","text":"{text}","published_at":"2026-11-01T12:00:00Z"}}'
    path.write_text(line, encoding="utf-8")  # and no line end behind the last line
    batches = await read(source(path))
    assert [post.text for batch in batches for post in batch.posts] == [text]


async def test_a_file_of_the_same_name_with_another_beginning_is_read_from_its_start(write_posts: Any) -> None:
    path = write_posts(10)
    cursor = (await read(source(path)))[-1].cursor
    path.write_bytes(path.read_bytes().replace(b"simulated post 0", b"another beginning"))
    assert ids(await read(source(path), cursor)) == list(range(10))


async def test_a_cursor_that_is_none_of_ours_counts_as_none(write_posts: Any) -> None:
    assert ids(await read(source(write_posts(3)), "page 7")) == [0, 1, 2]


@packed
async def test_plays_in_the_posts_own_time_at_a_speed(write_posts: Any, packing: str) -> None:
    watch = Watch()
    path = repacked(write_posts(1200), packing)  # one post a second
    files = Files("recorded", FilesOptions(path=str(path), speed=600), watch.clock, watch.sleep)
    at: list[tuple[float, int]] = []
    async for batch in files.stream(None):
        at.extend((watch.now - 100.0, number) for number in ids([batch]))
    assert [number for _, number in at] == list(range(1200))
    assert all(abs(now - number / 600) <= 0.05 for now, number in at)
    assert sum(watch.slept) == pytest.approx(1199 / 600, abs=0.05)


async def test_a_resumed_replay_does_not_wait_for_the_time_before_its_cursor(write_posts: Any) -> None:
    options, watch = FilesOptions(path=str(write_posts(100)), speed=1.0), Watch()
    stream = Files("recorded", options, watch.clock, watch.sleep).stream(None)
    async with aclosing(stream):
        cursor = [(await anext(stream)).cursor for _ in range(50)][-1]
    again = Watch()
    rest = await read(Files("recorded", options, again.clock, again.sleep), cursor)
    assert ids(rest) == list(range(50, 100))
    assert sum(again.slept) == pytest.approx(49, abs=0.1)


async def test_posts_out_of_time_order_are_given_at_once_in_their_order(tmp_path: Path, make_post: Any) -> None:
    from connectors.post import POSTS

    base = make_post(0).published_at
    late = [make_post(number, published_at=base + timedelta(seconds=at)) for number, at in enumerate((0, 60, 30, 90))]
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b"".join(POSTS.encode(post) + b"\n" for post in late))
    watch = Watch()
    batches = await read(Files("recorded", FilesOptions(path=str(path), speed=60), watch.clock, watch.sleep))
    assert ids(batches) == [0, 1, 2, 3]
    assert sum(watch.slept) == pytest.approx(1.5, abs=0.05)


async def test_follows_what_is_appended_and_waits_for_whole_lines(write_posts: Any) -> None:
    path, more = write_posts(2), write_posts(5, "more.jsonl").read_bytes().splitlines(keepends=True)
    steps = [more[2][:40], more[2][40:], more[3] + more[4]]

    def append() -> None:
        if steps:
            with path.open("ab") as file:
                file.write(steps.pop(0))

    watch = Watch(on_sleep=append)
    files = Files("recorded", FilesOptions(path=str(path), follow=True), watch.clock, watch.sleep)
    found: list[int] = []
    async with asyncio.timeout(60), aclosing(files.stream(None)) as stream:
        async for batch in stream:
            found += ids([batch])
            if len(found) == 5:
                cursor = batch.cursor
                break
    assert found == [0, 1, 2, 3, 4]
    assert cursor is not None
    assert f'"offset":{path.stat().st_size}' in cursor


async def test_follows_a_file_that_is_rotated(write_posts: Any) -> None:
    path, fresh = write_posts(3), write_posts(2, "fresh.jsonl")

    def rotate() -> None:
        if fresh.exists():
            os.replace(fresh, path)

    watch = Watch(on_sleep=rotate)
    files = Files("recorded", FilesOptions(path=str(path), follow=True), watch.clock, watch.sleep)
    found: list[int] = []
    async with asyncio.timeout(60), aclosing(files.stream(None)) as stream:
        async for batch in stream:
            found += ids([batch])
            if len(found) == 5:
                break
    assert found == [0, 1, 2, 0, 1]


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
async def test_an_archive_cannot_be_followed(write_posts: Any, packing: str) -> None:
    with pytest.raises(OptionsError, match="compressed"):
        await read(source(repacked(write_posts(3), packing), follow=True))


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
async def test_an_archive_that_is_cut_off_gives_what_it_has_and_then_an_error(write_posts: Any, packing: str) -> None:
    path = write_posts(20_000)
    whole = PACKERS[packing](path.read_bytes())
    path.write_bytes(whole[: len(whole) // 2])
    found: list[Batch] = []
    with pytest.raises(PayloadError, match="damaged or cut off"):
        await _collect(source(path), found)
    assert ids(found) == list(range(len(ids(found))))
    assert not any(batch.done for batch in found)


async def _collect(files: Files, into: list[Batch]) -> None:
    async for batch in files.stream(None):
        into.append(batch)  # noqa: PERF401  kept when the stream raises


@pytest.mark.parametrize(("follow", "kind"), [(False, GoneError), (True, UnavailableError)])
async def test_a_missing_file_is_gone_or_awaited(tmp_path: Path, follow: bool, kind: type[ConnectorError]) -> None:
    with pytest.raises(kind) as caught:
        await read(source(tmp_path / "absent.jsonl", follow=follow))
    assert caught.value.source == "recorded"


async def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OptionsError):
        await read(source(tmp_path))


async def test_an_empty_file_is_done(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert [batch.done for batch in await read(source(tmp_path / "empty"))] == [True]


async def test_standard_input_is_read_as_it_comes_and_has_no_cursor(write_posts: Any) -> None:
    code = (
        "import asyncio; from connectors.files import *\n"
        "async def main():\n"
        "    async for batch in Files('pipe', FilesOptions(path='-')).stream(None):\n"
        "        print(len(batch.posts), batch.cursor, batch.done, flush=True)\n"
        "asyncio.run(main())"
    )
    lines = write_posts(3).read_bytes().splitlines(keepends=True)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdin is not None
    assert process.stdout is not None
    async with asyncio.timeout(60):
        for line in lines:
            process.stdin.write(line)
            assert await process.stdout.readline() == b"1 None False\n"
        process.stdin.close()
        assert await process.stdout.readline() == b"0 None True\n"
        assert await process.wait() == 0

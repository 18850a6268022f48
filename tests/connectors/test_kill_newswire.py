"""Every newswire and data source under SIGKILL: all in one process, which dies at random points of their news."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.post import POSTS
from tests.connectors.test_kill_sources import saved, start

KILLS, PAGE, PATIENCE_SECONDS = 3, 80, 60.0
QUARTER = timedelta(minutes=15)
KINDS = {
    "feed:": "feeds", "reliefweb:": "reliefweb", "acled:": "acled", "firms:": "firms", "wire:folder:": "folder",
    "wire:ap:": "ap", "wire:bureau:": "newsml", "gdelt:": "gdelt",
}  # fmt: skip


@dataclass
class Press:
    """Numbers 1 to ``count`` are published, by every source in its own form; ``asked`` counts who was asked."""

    reply: Any
    folder: Path
    count: int = 0
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    files: list[range] = field(default_factory=list)
    began: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3))

    def publish(self, many: int = 1) -> None:
        first = self.count + 1
        self.count += many
        for number in range(first, self.count + 1):
            item = {"uri": f"urn:x:{number}", "headline": f"post {number}", "versioncreated": self.at(number)}
            (self.folder / f"{number}.tmp").write_text(json.dumps(item))
            (self.folder / f"{number}.tmp").rename(self.folder / f"{number}.json")
        self.files.append(range(first, self.count + 1))

    def at(self, number: int) -> str:
        return (self.began + timedelta(seconds=number)).isoformat()

    def newest(self) -> range:
        return range(max(self.count - PAGE, 0) + 1, self.count + 1)

    def json(self, value: Any) -> Any:
        return self.reply(body=json.dumps(value).encode())

    def feeds(self, _: Any) -> Any:
        self.asked["feeds"] += 1
        items = "".join(f"<item><guid>{n}</guid><title>post&nbsp;{n}</title></item>" for n in self.newest())
        return self.reply(body=f"<rss version='2.0'><channel>{items}</channel></rss>".encode())

    def newsml(self, _: Any) -> Any:
        self.asked["newsml"] += 1
        items = "".join(
            f'<newsItem guid="urn:x:{n}" version="1"><itemMeta><versionCreated>{self.at(n)}</versionCreated></itemMeta>'
            f"<contentMeta><headline>post {n}</headline></contentMeta></newsItem>"
            for n in self.newest()
        )
        return self.reply(body=f"<newsMessage><itemSet>{items}</itemSet></newsMessage>".encode())

    def ap(self, request: Any) -> Any:
        self.asked["ap"] += 1
        after = int(request.target.partition("seq=")[2] or "0")
        page = range(after + 1, min(after + 7, self.count) + 1)
        items = [{"item": {"altids": {"itemid": str(n)}, "headline": f"post {n}", "version": 0}} for n in page]
        return self.json({"data": {"items": items, "next_page": f"?seq={page[-1] if page else after}"}})

    def reliefweb(self, request: Any) -> Any:
        self.asked["reliefweb"] += 1
        asked = json.loads(request.body)
        since = datetime.fromisoformat(asked["filter"]["conditions"][0]["value"]["from"])
        rows = [
            {"id": str(n), "fields": {"title": f"post {n}", "date": {"changed": self.at(n), "created": self.at(n)}}}
            for n in range(1, self.count + 1)
            if datetime.fromisoformat(self.at(n)) >= since
        ]
        return self.json({"data": rows[asked["offset"] : asked["offset"] + asked["limit"]]})

    def acled(self, request: Any) -> Any:
        self.asked["acled"] += 1
        since = int(parse_qs(urlsplit(request.target).query)["timestamp"][0])
        times = {n: int(datetime.fromisoformat(self.at(n)).timestamp()) for n in range(1, self.count + 1)}
        rows = [
            {"event_id_cnty": f"KGZ{n}", "event_date": "2026-10-30", "notes": f"post {n}", "timestamp": at}
            for n, at in times.items()
            if at >= since
        ]
        return self.json({"data": rows})

    def firms(self, _: Any) -> Any:
        self.asked["firms"] += 1
        rows = [
            f"{40 + n / 1000:.3f},70.0,{self.began:%Y-%m-%d},{self.began:%H%M},N,n,{n}"
            for n in range(1, self.count + 1)
        ]
        head = "latitude,longitude,acq_date,acq_time,satellite,confidence,frp"
        return self.reply(body="\n".join([head, *rows]).encode())

    def file(self, index: int) -> tuple[str, bytes]:
        stamp = (self.began.replace(minute=0, second=0) + QUARTER * index).strftime("%Y%m%d%H%M%S")
        rows = [
            "\t".join([f"r-{n}", stamp, "1", "x.example", "", *[""] * 21, f"<PAGE_TITLE>post {n}</PAGE_TITLE>"])
            for n in self.files[index]
        ]
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(zipfile.ZipInfo(f"{stamp}.gkg.csv"), "\n".join(rows))
        return f"{stamp}.gkg.csv.zip", packed.getvalue()

    def listing(self, _: Any) -> Any:
        self.asked["gdelt"] += 1
        name, body = self.file(len(self.files) - 1)
        digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
        return self.reply(body=f"{len(body)} {digest} http://x.example/gdeltv2/{name}\n".encode())

    def archive(self, request: Any) -> Any:
        found = dict(self.file(index) for index in range(len(self.files)))
        return self.reply(body=found[request.target.rpartition("/")[2]])


def number_of(post: Any) -> int:
    """FIRMS tells the number as the radiative power, every other source as the last word."""
    if post.id.startswith("firms:"):
        return int(post.text.partition("power ")[2].split()[0])
    return int((post.title or post.text).split()[-1]) if not post.id.startswith("acled") else int(post.text.split()[-1])


def sources(site: Any, folder: Path) -> list[dict[str, Any]]:
    server, often = site.url("").rstrip("/"), 0.05
    options: dict[str, tuple[str, dict[str, Any]]] = {
        "feeds": ("feeds", {"url": site.url("/feed"), "interval_seconds": often}),
        "newsml": ("newsml", {"url": site.url("/newsml"), "provider": "bureau", "interval_seconds": often}),
        "ap": ("ninjs", {"url": site.url("/ap"), "provider": "ap", "key": "k", "interval_seconds": often}),
        "folder": ("ninjs", {"folder": str(folder), "provider": "folder", "interval_seconds": often}),
        "reliefweb": ("reliefweb", {"appname": "a", "server": server, "interval_seconds": often, "calls_a_day": 10**9}),
        "acled": ("acled", {"username": "u", "password": "p", "server": server, "interval_seconds": often}),
        "firms": ("firms", {"key": "k", "area": [69, 39, 81, 44], "sensors": ["VIIRS_SNPP_NRT"], "group_degrees": 0,
                            "server": server, "interval_seconds": often}),
        "gdelt": ("gdelt", {"server": site.url("/gdelt")}),
    }  # fmt: skip
    return [{"name": name, "type": kind, "options": each} for name, (kind, each) in options.items()]


@pytest.mark.slow
async def test_a_kill_at_a_random_point_costs_no_newswire_a_post(
    site: Any, reply: Any, kafka_address: str, prefix: str, read_topic: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "incoming"
    folder.mkdir()
    press, chance = Press(reply, folder), Random(11)
    site.routes.update(
        {
            "/feed": press.feeds, "/newsml": press.newsml, "/ap": press.ap, "/v2": reply(404),
            "/reports": press.reliefweb, "/api/acled/read": press.acled,
            "/api/deleted/read": reply(body=b'{"data": []}'),
            "/oauth/token": reply(body=b'{"access_token": "a", "expires_in": 86400}'),
            "/api/area/csv/k/VIIRS_SNPP_NRT/69,39,81,44/1": press.firms, "/gdelt/lastupdate.txt": press.listing,
        }
    )  # fmt: skip
    for index in range(16):
        stamp = (press.began.replace(minute=0, second=0) + QUARTER * index).strftime("%Y%m%d%H%M%S")
        site.routes[f"/gdelt/{stamp}.gkg.csv.zip"] = press.archive
    (tmp_path / "sources.json").write_text(json.dumps(sources(site, folder)))
    press.publish(5)
    process = await start(kafka_address, prefix, tmp_path)
    try:
        await saved(kafka_address, prefix, {"gdelt", "ap"})  # a first start of these begins at what is newest
        for _ in range(KILLS):
            for _ in range(chance.randrange(1, 4)):
                press.publish(chance.randrange(1, 8))
                await asyncio.sleep(chance.random() * 0.1)
            process.kill()
            await process.wait()
            press.publish(chance.randrange(5, 15))
            press.asked.clear()
            process = await start(kafka_address, prefix, tmp_path)
            await asked_again(press, process)
        missing = await told(press, f"{prefix}.posts", read_topic)
    finally:
        process.kill()
        await process.wait()
    assert missing == {}


async def asked_again(press: Press, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(120):
        while len(press.asked) < len(KINDS) - 1:  # nobody asks a folder
            assert process.returncode is None, "it ended by itself"
            await asyncio.sleep(0.02)


async def told(press: Press, topic: str, read_topic: Any) -> dict[str, list[int]]:
    """Return what each source has not told although it was published, after a patient while."""
    missing: dict[str, list[int]] = {}
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        found: dict[str, set[int]] = defaultdict(set)
        for _, _, value in await read_topic(topic):
            for post in POSTS.decode_many(value):
                kind = next(kind for start, kind in KINDS.items() if post.id.startswith(start))
                found[kind].add(number_of(post))
        everything = set(range(1, press.count + 1))
        missing = {kind: sorted(everything - found[kind]) for kind in KINDS.values() if everything - found[kind]}
        if not missing:
            break
        await asyncio.sleep(0.5)
    return missing

"""Hostile servers end in a typed error, take little memory, and lead to no dial that the guard forbids.

Dials are seen where Python makes them, by an audit hook on ``socket.connect``: no fake stands between.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import ConnectorError, ForbiddenAddressError
from connectors.fetch import Fetcher, FetchLimits
from connectors.guard import AddressGuard

ROOT = Path(__file__).parents[2]
_watching: list[list[Any]] = []


def _noted(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _watching and isinstance(arguments[1], tuple):
        _watching[-1].append(arguments[1][:2])


sys.addaudithook(_noted)  # for good: Python has no way to take one back


@pytest.fixture
def dials() -> Iterator[list[Any]]:
    """Every address that this process dials during the test."""
    seen: list[Any] = []
    _watching.append(seen)
    yield seen
    _watching.pop()


SPELLINGS = [
    "http://127.0.0.1:{port}@10.0.0.1/", "http://public.example@169.254.169.254/latest/meta-data/", "http://2130706433/",
    "http://0x7f000001/", "http://0x7f.0x0.0x0.0x1/", "http://017700000001/", "http://0177.0.0.1/", "http://127.1/",
    "http://127.0.1/", "http://0/", "http://0.0.0.0/", "http://127.0.0.1./", "http://localhost/", "http://LOCALHOST./",
    "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::a00:1]/", "http://[2002:7f00:1::]/",
    "http://[2001:0:1::1]/", "http://[fe80::1]/", "http://[fc00::1]/", "http://[ff02::1]/", "http://[fd00:ec2::254]/",
    "http://①②⑦.⓪.⓪.①/", "http://１２７.０.０.１/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "http://10.0.0.1:{port}/", "http://192.168.0.1/",
    "http://172.16.0.1/", "http://100.64.0.1/", "http://169.254.169.254:80/", "http://168.63.129.16/", "http://224.0.0.1/",
    "http://255.255.255.255/", "http:\\\\10.0.0.1\\", "//10.0.0.1/", "http://example.org\\@10.0.0.1/", "http:///10.0.0.1/",
    "HTTP://0X7F.1/", "https://127.0.0.1/", "http://127.0.0.1:22/",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_spelling_of_a_private_address_is_dialled(
    site: Any, limits: FetchLimits, reply: Any, dials: list[Any], spelling: str
) -> None:
    here = ("127.0.0.1", site.port)
    target = spelling.replace("{port}", str(site.port))
    site.routes["/"] = reply(302, headers={"Location": target.encode().decode("latin-1")})
    fetcher = Fetcher(AddressGuard([f"127.0.0.1:{site.port}"]), limits)
    with pytest.raises(ConnectorError):
        await fetcher.get("x", site.url())
    await fetcher.aclose()
    assert set(dials) == {here}


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_nor_when_it_is_configured(limits: FetchLimits, dials: list[Any], spelling: str) -> None:
    fetcher = Fetcher(AddressGuard(), limits)
    with pytest.raises(ConnectorError):
        await fetcher.get("x", spelling.replace("{port}", "80"))
    await fetcher.aclose()
    assert dials == []


PUBLIC = "192.31.196.1"
"""Of a network that nothing answers in (AS112): the dial fails, wherever the test runs."""


async def test_a_name_that_is_public_first_and_private_then_is_judged_at_each_dial(
    limits: FetchLimits, dials: list[Any]
) -> None:
    answers = [[PUBLIC], ["127.0.0.1"], ["169.254.169.254"], ["10.0.0.1", "::1"]]
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    fetcher = Fetcher(AddressGuard(resolver=rebinding), limits)
    with pytest.raises(ConnectorError):
        await fetcher.get("x", "http://rebinding.example/")
    for _ in range(3):
        with pytest.raises(ForbiddenAddressError):
            await fetcher.get("x", "http://rebinding.example/")
    await fetcher.aclose()
    assert len(asked) == 4
    assert set(dials) <= {(PUBLIC, 80)}  # what was judged is what is dialled; nothing is looked up between


async def test_a_redirect_to_a_name_that_has_turned_private_is_not_followed(
    site: Any, limits: FetchLimits, reply: Any, dials: list[Any]
) -> None:
    answers = {"feeds.example": ["127.0.0.1"], "other.example": ["10.0.0.1", "169.254.169.254"]}

    async def resolve(host: str, port: int) -> list[str]:
        return answers[host]

    site.routes["/"] = reply(302, headers={"Location": f"http://other.example:{site.port}/"})
    fetcher = Fetcher(AddressGuard([f"127.0.0.1:{site.port}"], resolve), limits)
    with pytest.raises(ForbiddenAddressError):
        await fetcher.get("x", f"http://feeds.example:{site.port}/")
    await fetcher.aclose()
    assert set(dials) == {("127.0.0.1", site.port)}


RSS = '<rss version="2.0"><channel><item><title>{}</title></item></channel></rss>'
LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
    + RSS.format("&j;")
)
GZIP = {"Content-Encoding": "gzip"}
BODIES: dict[str, tuple[str, Any]] = {
    "billion laughs": ("TooLargeError", {"body": LAUGHS.encode()}),
    "quadratic blow-up": (
        "TooLargeError",
        {"body": f'<!DOCTYPE r [<!ENTITY x "{"y" * 60_000}">]>{RSS.format("&x;" * 60_000)}'.encode()},
    ),
    "outside entity": ("TooLargeError", {"body": f'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>{RSS}'.encode()}),
    "outside parameter entity": (
        "TooLargeError",
        {"body": f'<!DOCTYPE r [<!ENTITY % x SYSTEM "http://10.0.0.1/x.dtd"> %x;]>{RSS}'.encode()},
    ),
    "gzip 1:1000": ("TooLargeError", {"body": gzip.compress(bytes(200_000_000)), "headers": GZIP}),
    "gzip within gzip": (
        "PayloadError",
        {"body": gzip.compress(gzip.compress(bytes(200_000_000))), "headers": {"Content-Encoding": "gzip, gzip"}},
    ),
    "a million tags": ("TooLargeError", {"body": b"<a>" * 1_000_000}),
    "ten megabytes of one text": ("", {"body": RSS.format("word " * 2_000_000).encode()}),
    "two hundred thousand entries": ("", {"body": RSS.replace("<item>", "<item/>" * 199_000 + "<item>").encode()}),
    "depth": ("TooLargeError", {"body": b"<rss><channel>" + b"<item>" * 100_000}),
    "a redirect to itself": ("RejectedError", {"status": 302, "headers": {"Location": "/hostile"}}),
    "silence": ("UnavailableError", {"raw": b"HTTP/1.1 200 OK\r\n", "hold": True}),
    "a byte now and then": ("UnavailableError", {"body": b"x" * 100_000, "drip": True}),
    "headers without end": ("UnavailableError", {"raw": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000}),
}  # fmt: skip
MOST_MIB = 50


async def hostile(site: Any, reply: Any, patience_seconds: int = 60) -> dict[str, Any]:
    site.routes["/good"] = reply(body=RSS.format("fine").encode())
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("read_hostile.py")),
        *(site.url("/good"), site.url("/hostile"), str(patience_seconds)),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    return dict(json.loads(out))


@pytest.mark.parametrize("name", BODIES)
async def test_a_hostile_body_is_one_typed_error_and_little_memory(site: Any, reply: Any, name: str) -> None:
    kind, fields = BODIES[name]
    site.routes["/hostile"] = reply(**fields)
    found = await hostile(site, reply, 2 if kind == "UnavailableError" else 60)
    assert found["error"] == kind
    assert found["mib"] < MOST_MIB


async def test_a_body_without_end_is_left_at_the_cap(reply: Any) -> None:
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                if b"/good" in head:
                    body = RSS.format("fine").encode()
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
                    continue
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss><channel>")
                while True:
                    writer.write(b"<item><title>x</title></item>" * 2000)
                    await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writers.append(writer)
            writer.close()

    writers: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(endless, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    class Endless:
        routes: dict[str, Any] = {}  # noqa: RUF012

        def url(self, path: str) -> str:
            return f"http://127.0.0.1:{port}{path}"

    found = await hostile(Endless(), reply)
    server.close()
    await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)
    assert (found["error"], found["mib"] < MOST_MIB) == ("TooLargeError", True)

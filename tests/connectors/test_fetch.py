from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from connectors.errors import (
    ConnectorError,
    ForbiddenAddressError,
    GoneError,
    PayloadError,
    RateLimitedError,
    RejectedError,
    TooLargeError,
    UnavailableError,
)
from connectors.fetch import Fetcher
from connectors.guard import AddressGuard
from connectors.page import Validators


async def test_gets_a_page(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes["/"] = reply(body=b"hello", headers={"ETag": '"1"', "Last-Modified": "Sun, 01 Nov 2026 10:00:00 GMT"})
    page = await fetcher.get("x", site.url())
    assert (page.status, page.body, page.url, page.moved_to) == (200, b"hello", site.url(), None)
    assert page.validators == Validators('"1"', "Sun, 01 Nov 2026 10:00:00 GMT")


async def test_sends_both_validators_and_takes_not_modified(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes["/"] = reply(304, headers={"Content-Length": "0"})
    page = await fetcher.get("x", site.url(), validators=Validators('"1"', "yesterday"))
    assert page.not_modified
    assert site.requests[0].headers["if-none-match"] == '"1"'
    assert site.requests[0].headers["if-modified-since"] == "yesterday"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, RejectedError), (401, RejectedError), (403, RejectedError), (404, RejectedError), (410, GoneError),
     (408, UnavailableError), (429, RateLimitedError), (500, UnavailableError), (502, UnavailableError),
     (503, UnavailableError), (300, RejectedError), (999, UnavailableError)],
)  # fmt: skip
async def test_each_status_is_one_error(site: Any, fetcher: Fetcher, reply: Any, status: int, kind: type) -> None:
    site.routes["/"] = reply(status, b"never read")
    with pytest.raises(ConnectorError) as caught:
        await fetcher.get("x", site.url("/?key=secret"))
    assert type(caught.value) is kind
    assert caught.value.source == "x"
    assert "secret" not in str(caught.value)


async def test_honours_retry_after_in_both_forms(site: Any, fetcher: Fetcher, reply: Any, noon: datetime) -> None:
    date = format_datetime(noon + timedelta(minutes=7), usegmt=True)
    site.routes["/"] = [
        reply(429, headers={"Retry-After": "90"}),
        reply(503, headers={"Retry-After": date}),
        reply(429),
    ]
    waits = []
    for _ in range(3):
        with pytest.raises(RateLimitedError) as caught:
            await fetcher.get("x", site.url())
        waits.append(caught.value.retry_after)
    assert waits == [timedelta(seconds=90), timedelta(minutes=7), timedelta(minutes=1)]


async def test_follows_and_reports_permanent_redirects(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes |= {
        "/old": reply(301, headers={"Location": "/older"}),
        "/older": reply(308, headers={"Location": site.url("/new")}),
        "/new": reply(body=b"here"),
    }
    page = await fetcher.get("x", site.url("/old"))
    assert (page.body, page.moved_to) == (b"here", site.url("/new"))


async def test_does_not_report_what_lies_behind_a_temporary_redirect(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes |= {
        "/a": reply(301, headers={"Location": "/b"}),
        "/b": reply(302, headers={"Location": "/c"}),
        "/c": reply(301, headers={"Location": "/d"}),
        "/d": reply(body=b"here"),
    }
    assert (await fetcher.get("x", site.url("/a"))).moved_to == site.url("/b")


async def test_a_redirect_loop_ends(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes["/"] = reply(302, headers={"Location": "/"})
    with pytest.raises(RejectedError, match="redirects"):
        await fetcher.get("x", site.url())
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://2852039166/latest/meta-data/", "http://0xa9fea9fe/", "http://0251.0376.0251.0376/",
     "http://[::ffff:169.254.169.254]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:a9fe:a9fe::]/", "http://[::1]/",
     "http://[fd00:ec2::254]/", "http://169.254.169.254:80/"],
)  # fmt: skip
async def test_does_not_follow_a_redirect_to_a_forbidden_address(
    site: Any, fetcher: Fetcher, reply: Any, target: str
) -> None:
    site.routes["/"] = reply(302, headers={"Location": target})
    with pytest.raises(RejectedError, match=r"not dialled|not an address"):
        await fetcher.get("x", site.url())


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "http://"])
async def test_does_not_follow_a_redirect_out_of_http(site: Any, fetcher: Fetcher, reply: Any, target: str) -> None:
    site.routes["/"] = reply(302, headers={"Location": target})
    with pytest.raises(RejectedError):
        await fetcher.get("x", site.url())


async def test_the_guard_is_in_the_dial(site: Any, reply: Any) -> None:
    site.routes["/"] = reply(body=b"secret")
    strict = Fetcher(AddressGuard())
    with pytest.raises(ForbiddenAddressError) as caught:
        await strict.get("x", site.url())
    assert caught.value.source == "x"
    assert site.requests == []
    await strict.aclose()


async def test_a_name_that_changes_its_address_is_judged_at_each_dial(site: Any, limits: Any, reply: Any) -> None:
    answers = [["127.0.0.1"], ["127.0.0.2"]]

    async def rebinding(host: str, port: int) -> list[str]:
        return answers.pop(0)

    site.routes["/"] = reply(302, headers={"Location": "/again", "Connection": "close"})
    fetcher = Fetcher(AddressGuard(["127.0.0.1"], rebinding), limits)
    with pytest.raises(ConnectorError) as caught:
        await fetcher.get("x", f"http://rebinding.example:{site.port}/")
    assert isinstance(caught.value, ForbiddenAddressError | UnavailableError)
    assert [request.target for request in site.requests] in (["/"], ["/", "/again"])
    assert len(answers) <= 1
    await fetcher.aclose()


async def test_credentials_stay_at_their_origin(site: Any, limits: Any, reply: Any) -> None:
    async def local(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    fetcher = Fetcher(AddressGuard(["127.0.0.1"], local), limits)
    site.routes |= {
        "/a": reply(302, headers={"Location": f"http://other.example:{site.port}/b"}),
        "/b": reply(body=b"b"),
    }
    await fetcher.get("x", f"http://u:p@one.example:{site.port}/a", headers={"X-Key": "secret"})
    first, second = site.requests
    assert (first.headers["authorization"], first.headers["x-key"]) == ("Basic dTpw", "secret")
    assert "authorization" not in second.headers
    assert "x-key" not in second.headers
    await fetcher.aclose()


async def test_a_post_is_not_repeated_by_a_redirect(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes["/"] = reply(307, headers={"Location": "/"})
    with pytest.raises(RejectedError, match="final address"):
        await fetcher.request("x", "POST", site.url(), content=b"{}")
    assert [request.body for request in site.requests] == [b"{}"]


@pytest.mark.parametrize("declared", [True, False])
async def test_an_oversized_body_is_a_typed_error(site: Any, fetcher: Fetcher, reply: Any, declared: bool) -> None:
    body = b"x" * 300 * 1024
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + body
    site.routes["/"] = reply(body=body) if declared else reply(raw=endless)
    with pytest.raises(TooLargeError):
        await fetcher.get("x", site.url())


async def test_a_gzip_bomb_is_a_typed_error(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes["/"] = reply(body=gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"})
    with pytest.raises(TooLargeError):
        await fetcher.get("x", site.url())


async def test_inflates_what_it_asked_for(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes["/"] = reply(body=gzip.compress(b"hello"), headers={"Content-Encoding": "gzip"})
    assert (await fetcher.get("x", site.url())).body == b"hello"
    assert site.requests[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("encoding", ["br", "gzip"])
async def test_a_wrong_encoding_is_a_payload_error(site: Any, fetcher: Fetcher, reply: Any, encoding: str) -> None:
    site.routes["/"] = reply(body=b"not packed at all", headers={"Content-Encoding": encoding})
    with pytest.raises(PayloadError):
        await fetcher.get("x", site.url())


@pytest.mark.parametrize(
    "raw",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this", b"nonsense\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000],
)  # fmt: skip
async def test_a_connection_that_breaks_is_unavailable(site: Any, fetcher: Fetcher, reply: Any, raw: bytes) -> None:
    site.routes["/"] = reply(raw=raw)
    with pytest.raises(UnavailableError):
        await fetcher.get("x", site.url())


async def test_a_silent_server_is_unavailable(site: Any, hasty_fetcher: Fetcher, reply: Any) -> None:
    site.routes["/"] = reply(raw=b"HTTP/1.1 200 OK\r\n", hold=True)
    with pytest.raises(UnavailableError, match="took longer"):
        await hasty_fetcher.get("x", site.url())


async def test_a_server_that_drips_ends_at_the_total_deadline(site: Any, hasty_fetcher: Fetcher, reply: Any) -> None:
    site.routes["/"] = reply(body=b"z" * 100_000, drip=True)
    with pytest.raises(UnavailableError, match="took longer"):
        await hasty_fetcher.get("x", site.url())


async def test_a_closed_port_is_unavailable(fetcher: Fetcher) -> None:
    with pytest.raises(UnavailableError):
        await fetcher.get("x", "http://127.0.0.1:9/")


async def test_uses_a_connection_again(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes["/"] = [reply(304, headers={"Content-Length": "0"}), reply(body=b"a"), reply(body=b"b")]
    bodies = [(await fetcher.get("x", site.url())).body for _ in range(3)]
    assert bodies == [b"", b"a", b"b"]


async def test_opens_an_endless_answer(site: Any, fetcher: Fetcher, reply: Any) -> None:
    site.routes["/"] = reply(raw=b"HTTP/1.1 200 OK\r\n\r\ndata: 1\n\n")
    async with fetcher.open("x", site.url()) as response:
        assert b"".join([chunk async for chunk in response.aiter_raw()]) == b"data: 1\n\n"


async def test_an_endless_answer_that_is_refused_is_the_same_typed_error(
    site: Any, fetcher: Fetcher, reply: Any
) -> None:
    site.routes["/"] = reply(401)
    with pytest.raises(RejectedError, match="key"):
        async with fetcher.open("x", site.url()):
            raise AssertionError("never opened")

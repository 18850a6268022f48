"""A hub on this machine: proof, signed news, leases and refusals; and the polls that miss nothing behind it."""

from __future__ import annotations

import asyncio
import hmac
import socket
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

import httpx
import pytest
import pytest_asyncio

from connectors.connector import Batch, Stream
from connectors.errors import OptionsError
from connectors.feeds import Feeds, FeedsOptions
from connectors.registry import Context
from connectors.websub import RETRY, Callbacks, PushedFeeds, Subscription
from connectors.websub_links import offered

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def page(*numbers: int, links: str = "") -> bytes:
    items = "".join(f"<item><guid>{n}</guid><title>Entry {n}</title></item>" for n in numbers)
    space = 'xmlns:atom="http://www.w3.org/2005/Atom"'
    return f'<rss version="2.0" {space}><channel>{links}{items}</channel></rss>'.encode()


class Desk:
    """One feed with a hub, read as the runner reads it."""

    def __init__(self, site: Any, reply: Any, context: Context) -> None:
        self.site, self.reply = site, reply
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.now = NOON
        self.callbacks = Callbacks(lambda: self.now)
        options = FeedsOptions(
            url=site.url("/feed"), interval_seconds=3600, callback=f"http://127.0.0.1:{self.port}/websub",
            callback_port=self.port,
        )  # fmt: skip
        feeds = Feeds("world", options, context.fetcher, context.worker, lambda: self.now)
        self.source = PushedFeeds(feeds, self.callbacks)
        links = (
            f'<atom:link rel="hub" href="{site.url("/hub")}"/><atom:link rel="self" href="https://feeds.example/f"/>'
        )
        site.routes["/feed"] = reply(body=page(1, links=links))
        site.routes["/hub"] = reply(202)

    def asked(self) -> list[dict[str, str]]:
        forms = [parse_qs(request.body.decode()) for request in self.site.requests if request.target == "/hub"]
        return [{name: values[0] for name, values in form.items()} for form in forms]

    async def prove(self, **more: str) -> httpx.Response:
        form = self.asked()[-1]
        query = {"hub.mode": "subscribe", "hub.topic": form["hub.topic"], "hub.challenge": "x y", **more}
        async with httpx.AsyncClient() as client:
            return await client.get(f"{form['hub.callback']}?{urlencode(query)}")

    async def tell(self, body: bytes, secret: str | None = None, method: str = "sha256") -> httpx.Response:
        form = self.asked()[-1]
        digest = hmac.new((secret or form["hub.secret"]).encode(), body, method).hexdigest()
        async with httpx.AsyncClient() as client:
            headers = {"X-Hub-Signature": f"{method}={digest}", "Content-Type": "application/rss+xml"}
            return await client.post(form["hub.callback"], content=body, headers=headers)


@pytest_asyncio.fixture
async def desk(site: Any, reply: Any, context: Context) -> AsyncIterator[Desk]:
    made = Desk(site, reply, context)
    yield made
    await made.callbacks.aclose()


async def titles(batches: Any) -> list[str]:
    batch: Batch = await asyncio.wait_for(anext(batches), 20)
    return [post.text for post in batch.posts]


async def subscribed(desk: Desk, batches: Any) -> asyncio.Task[Any]:
    """Take the first poll, and wait for the next batch until the hub is asked."""
    assert await titles(batches) == ["Entry 1"]
    following = asyncio.create_task(titles(batches))
    async with asyncio.timeout(60):
        while not desk.asked():
            await asyncio.sleep(0.005)
    return following


async def test_news_comes_from_the_hub_once_it_has_proven_itself(desk: Desk) -> None:
    async with aclosing(desk.source.stream(None)) as batches:
        following = await subscribed(desk, batches)
        (form,) = desk.asked()
        assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", "https://feeds.example/f")
        proof = await desk.prove(**{"hub.lease_seconds": "86400"})
        assert (proof.status_code, proof.text) == (200, "x y")
        assert (await desk.tell(page(2))).status_code == 200
        assert await following == ["Entry 2"]
        for method in ("sha1", "sha384", "sha512"):
            await desk.tell(page(2, 3), method=method)
        assert await titles(batches) == ["Entry 3"]


async def test_what_is_not_signed_rightly_is_dropped(desk: Desk) -> None:
    async with aclosing(desk.source.stream(None)) as batches:
        following = await subscribed(desk, batches)
        assert (await desk.tell(page(7), secret="guessed")).status_code == 200
        callback = desk.asked()[-1]["hub.callback"]
        async with httpx.AsyncClient() as client:
            for signature in ({}, {"X-Hub-Signature": "md5=0"}, {"X-Hub-Signature": "sha256"}):
                assert (await client.post(callback, content=page(8), headers=signature)).status_code == 200
        await desk.tell(page(9))
        assert await following == ["Entry 9"]


@pytest.mark.parametrize(
    "query",
    [{"hub.topic": "https://other.example/"}, {"hub.mode": "unsubscribe"}, {"hub.challenge": ""}, {"hub.mode": "x"}],
)
async def test_a_proof_of_something_else_is_refused(desk: Desk, query: dict[str, str]) -> None:
    async with aclosing(desk.source.stream(None)) as batches:
        following = await subscribed(desk, batches)
        assert (await desk.prove(**query)).status_code == 404
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def test_a_callback_of_an_earlier_run_is_gone_and_other_methods_are_refused(desk: Desk) -> None:
    async with aclosing(desk.source.stream(None)) as batches:
        following = await subscribed(desk, batches)
        callback = desk.asked()[-1]["hub.callback"]
        async with httpx.AsyncClient() as client:
            assert (await client.post(f"{callback}x", content=b"")).status_code == 410
            assert (await client.put(callback)).status_code == 405
            chunked = await client.post(callback, content=_chunks())
            assert chunked.status_code == 411
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def _chunks() -> AsyncIterator[bytes]:
    yield b"a"


async def test_news_that_cannot_be_read_leads_to_a_poll(desk: Desk) -> None:
    async with aclosing(desk.source.stream(None)) as batches:
        following = await subscribed(desk, batches)
        desk.site.routes["/feed"] = desk.reply(body=page(1, 5))
        await desk.tell(b"<html>maintenance")
        assert await following == ["Entry 5"]


@pytest.mark.parametrize("fault", [{"status": 404}, {"status": 503}])
async def test_a_hub_that_refuses_leaves_the_feed_polled(desk: Desk, fault: dict[str, Any]) -> None:
    desk.site.routes["/hub"] = desk.reply(**fault)
    async with aclosing(desk.source.stream(None)) as batches:
        following = await subscribed(desk, batches)
        assert not following.done()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


def test_when_a_hub_is_asked_again() -> None:
    known, hour = Subscription(), timedelta(hours=1)
    assert not known.due("", "t", NOON)
    assert known.due("h", "t", NOON)
    known.hub, known.topic, known.asked_at, known.renew_at = "h", "t", NOON, NOON + RETRY
    assert not known.due("h", "t", NOON + RETRY / 2)
    assert known.due("h", "t", NOON + RETRY)
    known.asked("hub.mode=subscribe&hub.topic=t&hub.challenge=c&hub.lease_seconds=36000", NOON)
    assert known.live(NOON + 9 * hour)
    assert not known.due("h", "t", NOON + 7 * hour)
    assert known.due("h", "t", NOON + 8 * hour)
    assert known.due("other", "t", NOON)
    assert not known.live(NOON + 10 * hour)
    known.asked("hub.mode=denied&hub.topic=t&hub.reason=no", NOON)
    assert not known.live(NOON)


async def test_a_port_that_is_taken_stops_the_source_and_says_so(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", desk.port)), pytest.raises(OptionsError, match="cannot listen"):
        await anext(desk.source.stream(None))


async def test_without_a_callback_a_feed_is_polled(context: Context) -> None:
    from connectors.registry import build

    options = {"url": "https://feeds.example/f"}
    assert isinstance(build("w", "feeds", options, context), Feeds)
    assert isinstance(build("w", "feeds", {**options, "callback": "https://desk.example/websub"}, context), Stream)


@pytest.mark.parametrize(
    ("header", "hub", "topic"),
    [
        (
            '<https://hub.example/>; rel="hub", <https://x.example/f>; rel="self"',
            "https://hub.example/",
            "https://x.example/f",
        ),
        ("</hub>;rel=hub,</f>;rel=self", "https://x.example/hub", "https://x.example/f"),
        ('<https://a.example/>; title="a, b"; rel="other HUB"', "https://a.example/", ""),
        ("<javascript:x>; rel=hub", "", ""),
        ("", "", ""),
        ("<" * 9000, "", ""),
    ],
)
def test_links_of_headers(header: str, hub: str, topic: str) -> None:
    assert offered(header, "https://x.example/f") == (hub, topic)

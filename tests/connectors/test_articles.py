"""Stories out of web pages: by processes of their own, within limits, in the place of what a feed says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.article_worker import Articles, article_of
from connectors.feed_worker import Task, WorkerError
from connectors.feeds import Feeds, FeedsOptions
from connectors.registry import Context

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
STORY = (
    "A fire broke out before dawn in a timber store on the harbour of Norby, and the smoke could be seen for miles.",
    "The road along the quay was closed until the afternoon, and the school next to it sent its pupils home.",
    "Nobody was hurt, said the chief of the fire brigade, who thanked the crews of three neighbouring towns.",
)
PAGE = (
    "<html><head><title>Norby Gazette</title></head><body><nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
    f"<article><h1>Fire in Norby</h1>{''.join(f'<p>{each}</p>' for each in STORY)}</article>"
    "<aside><p>Ten recipes for a rainy weekend</p></aside><footer>All rights reserved. <script>evil()</script></footer>"
    "</body></html>"
).encode()


@pytest.fixture
async def articles() -> AsyncIterator[Articles]:
    made = Articles(workers=2)
    yield made
    await made.aclose()


async def test_a_page_is_read_by_a_worker_without_its_furniture(articles: Articles) -> None:
    text = await articles.read(PAGE, "https://gazette.example/1")
    assert [part for part in STORY if part not in text] == []
    assert "recipes" not in text
    assert "evil" not in text


async def test_more_pages_than_workers_are_all_read(articles: Articles) -> None:
    texts = await asyncio.gather(*(articles.read(PAGE, f"https://gazette.example/{n}") for n in range(7)))
    assert len({*texts}) == 1
    assert STORY[0] in texts[0]


async def test_what_is_no_page_has_no_story(articles: Articles) -> None:
    assert await articles.read(b"\x00\xff nothing", "https://gazette.example/1") == ""
    assert article_of(b"", "") == ""


async def test_a_worker_that_takes_too_long_is_ended_and_the_next_page_is_read() -> None:
    hasty = Articles(workers=1, time_seconds=1e-6)
    with pytest.raises(WorkerError, match="longer than"):
        await hasty.read(PAGE, "https://gazette.example/1")
    (worker,) = hasty._workers
    worker._time = 60.0
    assert STORY[0] in (await worker.answer(Task(PAGE, ""))).text
    await hasty.aclose()


def item(link: str) -> str:
    return f"<item><title>Fire in Norby</title><description>In short.</description><link>{link}</link></item>"


async def test_a_feed_with_full_text_takes_the_story_of_the_linked_page(
    site: Any, context: Context, reply: Any, articles: Articles
) -> None:
    links = [site.url("/story"), site.url("/gone")]
    feed = f"<rss version='2.0'><channel><title>G</title>{''.join(map(item, links))}</channel></rss>"
    site.routes = {"/news": reply(body=feed.encode()), "/story": reply(body=PAGE), "/gone": reply(status=410)}
    options = FeedsOptions(url=site.url("/news"), full_text=True)
    batch = await Feeds("g", options, context.fetcher, context.worker, lambda: NOON, articles).poll(None)
    texts = {post.url: post.text for post in batch.posts}
    assert STORY[2] in texts[links[0]]
    assert texts[links[1]] == "In short."

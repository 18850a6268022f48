"""Against a server that answers as Reddit's documentation says, faults included."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
import pytest_asyncio

from connectors.connector import Batch
from connectors.errors import OptionsError, PayloadError, RateLimitedError, RejectedError
from connectors.fetch import Fetcher
from connectors.guard import AddressGuard
from connectors.reddit import Reddit, RedditOptions

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DATA = Path(__file__).parents[1] / "data" / "connectors"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(number: int) -> str:
    return (base36(number // 36) if number >= 36 else "") + DIGITS[number % 36]


@dataclass
class Forum:
    """A subreddit: its posts by number, and a token that may run out."""

    reply: Any
    posts: dict[int, dict[str, Any]] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    headers: dict[str, str] = field(default_factory=dict)
    token: int = 0
    valid: bool = True

    def write(self, *numbers: int, **more: Any) -> None:
        for number in numbers:
            seconds = (NOON - timedelta(hours=1)).timestamp() + number
            known = {"id": base36(number), "title": f"title {number}", "selftext": f"words {number}", "author": "ann"}
            self.posts[number] = {**known, "created_utc": seconds, "permalink": f"/r/a/{number}", **more}

    def grant(self, request: Any) -> Any:
        self.token, self.valid = self.token + 1, True
        return self.reply(body=json.dumps({"access_token": f"t{self.token}", "expires_in": 86400}).encode())

    def new(self, request: Any) -> Any:
        if not self.valid or request.headers["authorization"] != f"bearer t{self.token}":
            return self.reply(401)
        query = parse_qs(urlsplit(request.target).query)
        listed = sorted(self.posts.keys() - self.removed, reverse=True)
        start = int(query["after"][0].removeprefix("t3_"), 36) if "after" in query else 10**9
        page = [number for number in listed if number < start][:100]
        after = f"t3_{base36(page[-1])}" if page and page[-1] != listed[-1] else None
        return self.answer([self.posts[number] for number in page], after)

    def info(self, request: Any) -> Any:
        names = parse_qs(urlsplit(request.target).query)["id"][0].split(",")
        numbers = [int(name.removeprefix("t3_"), 36) for name in names]
        return self.answer(
            [
                {**self.posts[number], **({"removed_by_category": "moderator"} if number in self.removed else {})}
                for number in numbers
                if number in self.posts
            ]
        )

    def answer(self, rows: list[dict[str, Any]], after: str | None = None) -> Any:
        children = [{"kind": "t3", "data": row} for row in rows]
        body = json.dumps({"kind": "Listing", "data": {"after": after, "before": None, "children": children}})
        return self.reply(body=body.encode(), headers=self.headers)


@pytest.fixture
def forum(site: Any, reply: Any) -> Forum:
    made = Forum(reply)
    site.routes["/api/v1/access_token"] = made.grant
    site.routes["/r/a+b/new"] = made.new
    site.routes["/api/info"] = made.info
    return made


@pytest_asyncio.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    made = Fetcher(AddressGuard(["127.0.0.1"]), clock=lambda: NOON)
    yield made
    await made.aclose()


@pytest.fixture
def reddit(site: Any, fetcher: Fetcher) -> Reddit:
    server = site.url("")
    options = RedditOptions(
        subreddits=("a", "b"), client_id="app", client_secret="hush", contact="ann", server=server, login=server
    )
    return Reddit("reddit", options, fetcher, lambda: NOON)


def numbers(batch: Batch) -> list[int]:
    return [int(post.id.removeprefix("reddit:t3_"), 36) for post in batch.posts if not post.deleted]


def deleted(batch: Batch) -> list[int]:
    return [int(post.id.removeprefix("reddit:t3_"), 36) for post in batch.posts if post.deleted]


async def test_a_listing_becomes_posts_as_recorded(site: Any, forum: Forum, reddit: Reddit, reply: Any) -> None:
    site.routes["/r/a+b/new"] = reply(body=(DATA / "reddit.json").read_bytes())
    batch = await reddit.poll(None)
    assert json.loads(msgspec.json.encode(batch.posts)) == json.loads((DATA / "reddit.expected.json").read_text())
    assert [each.reason for each in batch.skipped] == ["unreadable"]
    again = await reddit.poll(batch.cursor)
    assert (again.posts, again.skipped, again.cursor) == ((), (), batch.cursor)


async def test_asks_for_a_token_with_the_key_of_the_app_and_says_who_it_is(
    site: Any, forum: Forum, reddit: Reddit
) -> None:
    forum.write(1)
    await reddit.poll(None)
    await reddit.poll(None)
    token, first, _second = site.requests
    assert b64decode(token.headers["authorization"].removeprefix("Basic ")) == b"app:hush"
    assert token.body == b"grant_type=client_credentials"
    assert first.headers["authorization"] == "bearer t1"
    assert {each.headers["user-agent"] for each in site.requests} == {"server:app:tocsin-0.1 (by /u/ann)"}


async def test_a_token_that_runs_out_is_renewed_within_the_poll(site: Any, forum: Forum, reddit: Reddit) -> None:
    forum.write(1)
    cursor = (await reddit.poll(None)).cursor
    forum.write(2)
    forum.valid = False
    assert numbers(await reddit.poll(cursor)) == [2]
    assert forum.token == 2


async def test_a_token_that_never_holds_is_refused_and_not_asked_for_again_and_again(
    site: Any, forum: Forum, reddit: Reddit, reply: Any
) -> None:
    site.routes["/r/a+b/new"] = reply(401)
    with pytest.raises(RejectedError):
        await reddit.poll(None)
    assert forum.token == 2


async def test_a_refused_app_is_said_without_its_secret(site: Any, forum: Forum, reddit: Reddit, reply: Any) -> None:
    for answer in (reply(401), reply(body=b'{"error":"unsupported_grant_type"}'), reply(body=b"<html>")):
        site.routes["/api/v1/access_token"] = answer
        with pytest.raises((RejectedError, PayloadError)) as caught:
            await reddit.poll(None)
        assert "hush" not in str(caught.value)


async def test_goes_on_although_the_newest_post_seen_was_deleted(forum: Forum, reddit: Reddit) -> None:
    forum.write(*range(1, 6))
    cursor = (await reddit.poll(None)).cursor
    del forum.posts[5]
    forum.write(6, 7)
    batch = await reddit.poll(cursor)
    assert numbers(batch) == [6, 7]
    assert deleted(batch) == [5]
    assert (await reddit.poll(batch.cursor)).posts == ()


async def test_what_was_missed_is_read_page_by_page_oldest_first(forum: Forum, reddit: Reddit) -> None:
    forum.write(*range(1, 51))
    cursor = (await reddit.poll(None)).cursor
    forum.write(*range(51, 401))
    batch = await reddit.poll(cursor)
    assert numbers(batch) == list(range(51, 401))
    assert batch.gaps == ()


async def test_what_reddit_no_longer_lists_is_a_gap(forum: Forum, reddit: Reddit) -> None:
    forum.write(*range(1, 51))
    cursor = (await reddit.poll(None)).cursor
    forum.write(*range(51, 1500))
    batch = await reddit.poll(cursor)
    assert numbers(batch) == list(range(500, 1500))
    hour = NOON - timedelta(hours=1)
    assert [(gap.since, gap.until) for gap in batch.gaps] == [
        (hour + timedelta(seconds=50), hour + timedelta(seconds=500))
    ]


async def test_edits_and_removals_are_told_once(forum: Forum, reddit: Reddit) -> None:
    forum.write(*range(1, 10))
    cursor = (await reddit.poll(None)).cursor
    forum.write(3, selftext="other words")
    forum.write(4, selftext="[removed]", removed_by_category="moderator")
    forum.removed.add(6)
    batch = await reddit.poll(cursor)
    assert [(post.text, post.deleted) for post in batch.posts] == [("other words", False), ("", True), ("", True)]
    assert deleted(batch) == [4, 6]
    assert (await reddit.poll(batch.cursor)).posts == ()


async def test_a_post_that_the_list_leaves_out_for_a_moment_is_not_deleted(
    site: Any, forum: Forum, reddit: Reddit
) -> None:
    forum.write(*range(1, 10))
    cursor = (await reddit.poll(None)).cursor
    site.routes["/r/a+b/new"] = lambda _: forum.answer([forum.posts[number] for number in (9, 8, 6, 5)])
    batch = await reddit.poll(cursor)
    assert site.requests[-1].target.startswith("/api/info")
    assert batch.posts == ()
    site.routes["/r/a+b/new"] = forum.new
    assert (await reddit.poll(batch.cursor)).posts == ()


async def test_waits_for_the_next_period_when_its_requests_are_used_up(forum: Forum, reddit: Reddit) -> None:
    forum.write(1)
    forum.headers = {"x-ratelimit-remaining": "590.0", "x-ratelimit-used": "10", "x-ratelimit-reset": "437"}
    assert (await reddit.poll(None)).wait is None
    forum.headers["x-ratelimit-remaining"] = "3.0"
    assert (await reddit.poll(None)).wait == timedelta(seconds=437)


async def test_a_rate_limit_waits_for_its_reset(site: Any, forum: Forum, reddit: Reddit, reply: Any) -> None:
    site.routes["/r/a+b/new"] = reply(429, headers={"x-ratelimit-reset": "90"})
    with pytest.raises(RateLimitedError) as caught:
        await reddit.poll(None)
    assert caught.value.retry_after == timedelta(seconds=90)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"kind":"t3"}', b'{"kind":"Listing","data":{"children":{}}}', b"<html>"]
)
async def test_an_answer_of_another_form_is_an_error(
    site: Any, forum: Forum, reddit: Reddit, reply: Any, body: bytes
) -> None:
    site.routes["/r/a+b/new"] = reply(body=body)
    with pytest.raises(PayloadError):
        await reddit.poll(None)


def test_does_not_start_without_an_app_and_says_where_to_get_one(fetcher: Fetcher) -> None:
    with pytest.raises(OptionsError, match=r"reddit\.com/prefs/apps"):
        Reddit("reddit", RedditOptions(subreddits=("a",)), fetcher)


async def test_a_cursor_of_something_else_is_refused(reddit: Reddit) -> None:
    with pytest.raises(OptionsError, match="not a cursor"):
        await reddit.poll("t3_abc")

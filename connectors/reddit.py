"""New posts of subreddits, from Reddit's Data API (free for some uses, and only after Reddit has approved the app).

Sources: https://www.reddit.com/dev/api/#GET_new, https://github.com/reddit-archive/reddit/wiki/OAuth2 (application only
OAuth, ``client_credentials``; a token lasts a day) and .../wiki/API (``x-ratelimit-*`` headers, User-Agent).

Cursor: the newest posts seen, with a digest of their words. Each poll reads the newest page and pages on with ``after``
until it meets what is known, at most `MAX_PAGES`, which is also all that Reddit lists; what lies before is a gap. The
``before`` of the API is not used: once the post that it names is deleted it answers an empty list for ever.

Edits and removals: what reads differently than at the last poll is an edit. What has gone from between others is
looked up, and is a deletion when its author or a moderator took it away (``[deleted]``, ``[removed]``,
``removed_by_category``). Both are seen as long as the post is among the newest `KEPT`.

A link post has no text; its title is the text then. A crosspost under the same title is a repost.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

import msgspec

from connectors import loose
from connectors.connector import Batch, Gap, Skipped
from connectors.errors import OptionsError, PayloadError, RejectedError
from connectors.fetch import Fetcher
from connectors.markup import plain
from connectors.page import Page, limit_reset, utc_now
from connectors.post import Post
from connectors.recent import Changes, Seen, compare, digest

__all__ = ["Reddit", "RedditOptions"]

PAGE_SIZE = 100
MAX_PAGES = 10
KEPT = 300
"""Posts that are watched for edits and removals: three pages."""

SLACK = timedelta(minutes=5)
"""A token is renewed so long before it expires."""

GONE_WORDS = frozenset({"[removed]", "[deleted]", "[deleted by user]"})
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RedditOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``reddit`` source.

    Attributes:
        subreddits: names without ``r/``.
        client_id, client_secret: of an app of the kind "script" or "web app".
        contact: Reddit user who answers for the app; part of the User-Agent that Reddit asks for.
        interval_seconds: time between two polls.
        server, login: addresses of the API and of its tokens.
    """

    subreddits: Annotated[
        tuple[Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_]{2,32}$")], ...], msgspec.Meta(min_length=1)
    ]
    client_id: str = ""
    client_secret: str = ""
    contact: str = ""
    interval_seconds: Annotated[int, msgspec.Meta(ge=5, le=86400)] = 30
    server: Annotated[str, msgspec.Meta(pattern="^https?://[^/]+/?$")] = "https://oauth.reddit.com"
    login: Annotated[str, msgspec.Meta(pattern="^https?://[^/]+/?$")] = "https://www.reddit.com"


class _Cursor(msgspec.Struct, frozen=True):
    at: datetime
    seen: tuple[Seen, ...]


_cursors = msgspec.json.Decoder(_Cursor)


@dataclass
class _Token:
    """The key of the day; it is no position, so it may be forgotten at any time."""

    value: str = ""
    until: datetime = _EPOCH


@dataclass(frozen=True)
class _Found:
    """One post of a page; ``post`` is None when it was taken back."""

    number: int
    at: datetime
    digest: int
    post: Post | None


@dataclass(frozen=True)
class Reddit:
    """Polls some subreddits together."""

    name: str
    options: RedditOptions
    fetcher: Fetcher
    clock: Callable[[], datetime] = utc_now
    _token: _Token = field(default_factory=_Token, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not (self.options.client_id and self.options.client_secret):
            raise OptionsError(
                self.name,
                "client_id and client_secret are needed: ask Reddit for access to its Data API, make an app at "
                "https://www.reddit.com/prefs/apps, and give both, the secret as "
                'client_secret = "env:REDDIT_CLIENT_SECRET"',
            )

    @property
    def interval(self) -> timedelta:
        """The configured interval."""
        return timedelta(seconds=self.options.interval_seconds)

    async def poll(self, cursor: str | None) -> Batch:
        """Read what was written, changed and taken back since the cursor."""
        known, now = self._known(cursor), self.clock()
        found: dict[int, _Found] = {}
        skipped: list[Skipped] = []
        newest = max((each.number for each in known.seen), default=0) if known is not None else 0
        path = f"/r/{'+'.join(self.options.subreddits)}/new"
        after, reached = "", known is None
        for _ in range(MAX_PAGES if known is not None else 1):
            page = await self._get(path, {"after": after} if after else {})
            children, after = self._listing(page)
            rows = list(_rows(children, now, skipped))
            found.update((row.number, row) for row in rows)
            if not after or any(row.number <= newest for row in rows):
                reached = True
                break
        return replace(await self._batch(known, found, skipped, reached), wait=self._wait(page))

    async def _batch(
        self, known: _Cursor | None, found: Mapping[int, _Found], skipped: Sequence[Skipped], reached: bool
    ) -> Batch:
        now = self.clock()
        changes = compare(known.seen if known else (), {row.number: row.digest for row in found.values()}, KEPT, 1)
        vanished = await self._vanished(changes.gone)
        before = {each.number for each in known.seen} if known else set()
        posts: list[Post] = []
        for number in sorted({*changes.new, *changes.edited, *vanished}):
            post = None if number in vanished else found[number].post
            if post is not None and number in changes.edited:
                post = msgspec.structs.replace(post, edited=True)
            if post is not None or number in before:
                posts.append(post or _deletion(number, now))
        newest = max((row.at for row in found.values()), default=now)
        gaps: tuple[Gap, ...] = ()
        if known is not None and not reached:
            oldest = min((row.at for row in found.values()), default=now)
            gaps = (Gap(known.at, max(oldest, known.at), "more was written since the last poll than Reddit lists"),)
        at = min(max(newest, known.at) if known is not None else newest, now)
        cursor = msgspec.json.encode(_Cursor(at, self._remembered(changes, vanished, known))).decode()
        # What cannot be read is told once, with the posts beside it, and not at every poll.
        return Batch(tuple(posts), cursor, tuple(skipped) if changes.new else (), gaps)

    def _remembered(self, changes: Changes, vanished: Sequence[int], known: _Cursor | None) -> tuple[Seen, ...]:
        """Keep watching what is missing from the list and is there all the same."""
        before = {each.number: each for each in known.seen} if known else {}
        there = tuple(before[number] for number in changes.gone if number not in vanished)
        return tuple(sorted((*changes.seen, *there), key=lambda each: -each.number)[:KEPT])

    async def _vanished(self, gone: Sequence[int]) -> list[int]:
        """Return those of the missing posts that were taken back."""
        if not gone:
            return []
        names = ",".join(f"t3_{_base36(number)}" for number in gone[-PAGE_SIZE:])
        children, _ = self._listing(await self._get("/api/info", {"id": names}))
        there = {row.number for row in _rows(children, self.clock(), []) if row.post is not None}
        return [number for number in gone[-PAGE_SIZE:] if number not in there]

    def _known(self, cursor: str | None) -> _Cursor | None:
        try:
            return _cursors.decode(cursor) if cursor is not None else None
        except msgspec.DecodeError as exc:
            raise OptionsError(self.name, f"{(cursor or '')[:80]!r} is not a cursor of Reddit") from exc

    @property
    def _agent(self) -> str:
        by = f" (by /u/{self.options.contact})" if self.options.contact else ""
        return f"server:{self.options.client_id}:tocsin-0.1{by}"

    async def _get(self, path: str, params: Mapping[str, str]) -> Page:
        """Get a page; a token that no longer holds is renewed once."""
        url = f"{self.options.server.rstrip('/')}{path}"
        asked = {"limit": str(PAGE_SIZE), "raw_json": "1", **params}
        for last in (False, True):
            await self._renew()
            headers = {"authorization": f"bearer {self._token.value}", "user-agent": self._agent}
            try:
                return await self.fetcher.get(self.name, url, asked, headers)
            except RejectedError as exc:
                if exc.status != 401 or last:
                    raise
                self._token.until = _EPOCH
        raise AssertionError("not reached")

    async def _renew(self) -> None:
        now = self.clock()
        if self._token.until > now + SLACK:
            return
        pair = b64encode(f"{self.options.client_id}:{self.options.client_secret}".encode()).decode()
        headers = {
            "authorization": f"Basic {pair}",
            "user-agent": self._agent,
            "content-type": "application/x-www-form-urlencoded",
        }
        content = urlencode({"grant_type": "client_credentials"}).encode()
        url = f"{self.options.login.rstrip('/')}/api/v1/access_token"
        page = await self.fetcher.request(self.name, "POST", url, headers=headers, content=content)
        said = self._decoded(page)
        value = loose.text(said, "access_token")
        if not value:
            raise RejectedError(self.name, f"Reddit gives no token: {loose.text(said, 'error') or 'no reason'}")
        lasts = timedelta(seconds=loose.number(said, "expires_in") or 3600)
        self._token.value, self._token.until = value, now + max(lasts, 2 * SLACK)

    def _wait(self, page: Page) -> timedelta | None:
        """Return how long to wait when the requests of this period may not last for another poll."""
        try:
            left = float(page.headers.get("x-ratelimit-remaining", ""))
        except ValueError:
            return None
        reset = limit_reset(page.headers, self.clock())
        return max(reset, self.interval) if reset is not None and left < MAX_PAGES + 2 else None

    def _decoded(self, page: Page) -> loose.Row:
        try:
            said = msgspec.json.decode(page.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
            raise PayloadError(self.name, f"the answer of Reddit is not JSON: {exc}") from exc
        if not isinstance(said, dict):
            raise PayloadError(self.name, "the answer of Reddit is not an object")
        return said

    def _listing(self, page: Page) -> tuple[list[object], str]:
        said = self._decoded(page)
        children = loose.row(said, "data").get("children")
        if loose.text(said, "kind") != "Listing" or not isinstance(children, list):
            raise PayloadError(self.name, "the answer of Reddit is not a listing")
        return children, loose.text(said, "data", "after")


def _rows(children: Sequence[object], now: datetime, skipped: list[Skipped]) -> Iterator[_Found]:
    """Yield the posts of a listing in its order, and note what is none."""
    for child in children:
        data = loose.row(child, "data")
        number = loose.text(data, "id")
        if loose.text(child, "kind") != "t3" or not number or set(number) - set(_DIGITS) or len(number) > 12:
            error = "it is not a t3 with an id of Reddit's"
            skipped.append(Skipped("unreadable", error, "listing", msgspec.json.encode(child)))
            continue
        at = _time(data, now)
        title, words = plain(loose.text(data, "title")), plain(loose.text(data, "selftext"))
        if loose.text(data, "removed_by_category") or words in GONE_WORDS or not (title or words):
            yield _Found(int(number, 36), at, digest("gone"), None)
        else:
            yield _Found(int(number, 36), at, digest(title, words), _post(data, title, words, at, now))


def _post(data: loose.Row, title: str, words: str, at: datetime, now: datetime) -> Post:
    author, link = loose.text(data, "author"), loose.text(data, "permalink")
    parent = next(loose.rows(data, "crosspost_parent_list"), {})
    repeated = loose.text(data, "crosspost_parent") if plain(loose.text(parent, "title")) == title else ""
    return Post(
        id=f"reddit:t3_{loose.text(data, 'id')}",
        source="reddit",
        kind="social",
        author=None if author in {"", *GONE_WORDS} else author,
        text=words or title,
        title=title if words and title else None,
        url=f"https://www.reddit.com{link}" if link.startswith("/") else None,
        published_at=at,
        seen_at=now,
        repost_of=f"reddit:{repeated}" if repeated else None,
    )


def _deletion(number: int, now: datetime) -> Post:
    return Post(
        id=f"reddit:t3_{_base36(number)}",
        source="reddit",
        kind="social",
        text="",
        published_at=now,
        seen_at=now,
        deleted=True,
    )


def _time(data: loose.Row, now: datetime) -> datetime:
    seconds = loose.number(data, "created_utc")
    try:
        return min(_EPOCH + timedelta(seconds=seconds), now) if seconds is not None else now
    except OverflowError:
        return now


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
    return digits or "0"

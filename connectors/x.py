r"""Posts of X that match rules, from the filtered stream of its API v2 (paid by the post).

Sources: https://docs.x.com/x-api/posts/filtered-stream/introduction,
https://docs.x.com/x-api/fundamentals/handling-disconnections. One JSON object a line, ended by ``\r\n``; an
empty line every 20 seconds is the heartbeat. An app has one connection, and 50 attempts in 15 minutes.

Rules (`connectors.x_rules`) are made what the configuration says before each connection.

Cursor: until when the connection was alive (a post or a heartbeat). The stream cannot be resumed; with
``backfill_minutes`` (plans that have it) X repeats at most five minutes of what was missed. What is not covered so is a
gap. Posts come twice and in disorder; their ids are the same.

An edit is a post of its own id; here it has the id of the first one in ``edit_history_tweet_ids``. A repost carries the
whole text of what it repeats. Long posts are read from ``note_tweet``. The place that an author attached is the last
line of the text, behind a dash, since a post's record has no field for it.

Back-off as documented: connection lost 250 ms more each time to 16 s; HTTP errors 5 s doubling to 320 s; 429 from a
minute, doubling, and never before ``x-rate-limit-reset``.

Limits: deletions come on the compliance stream, which only enterprise plans have, and are not read.
"""

from __future__ import annotations

import contextlib
import html
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar

import msgspec

from connectors import loose
from connectors.chunks import EndlessLineError, Line, LineSplitter
from connectors.connector import Batch, Gap, Skipped
from connectors.errors import (
    Backoff,
    ConnectorError,
    OptionsError,
    RateLimitedError,
    RejectedError,
    TooLargeError,
    UnavailableError,
)
from connectors.feed_dates import parse_date
from connectors.feed_entry import language_code
from connectors.fetch import Fetcher
from connectors.markup import plain
from connectors.page import UNSAID_RETRY_AFTER, utc_now
from connectors.post import Post
from connectors.x_rules import synchronise

__all__ = ["X", "XOptions"]

SILENCE = timedelta(seconds=25)
"""The heartbeat comes every 20 seconds; a little patience keeps a slow one from ending the connection."""

LOST = Backoff(timedelta(milliseconds=250), timedelta(seconds=16), linear=True)
FAILED = Backoff(timedelta(seconds=5), timedelta(seconds=320))
LIMITED = Backoff(timedelta(minutes=1), timedelta(minutes=15))

FIELDS = {
    "tweet.fields": "id,text,note_tweet,created_at,author_id,lang,referenced_tweets,edit_history_tweet_ids,geo",
    "expansions": "author_id,referenced_tweets.id,geo.place_id",
    "user.fields": "username",
    "place.fields": "full_name,country",
}
_FIRST_SNOWFLAKE_MS = 1_288_834_974_657
"""Ids are milliseconds since then, shifted by 22 bits."""


class XOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of an ``x`` source.

    Attributes:
        token: bearer token of an app; X calls it "Bearer Token", under "Keys and tokens".
        rules: what to match, see https://docs.x.com/x-api/posts/filtered-stream/integrate/build-a-rule; empty: the
            rules that the app has already, whoever made them.
        dry_run: let X check the rules and log what would change, but change nothing.
        backfill_minutes: what X repeats after a lost connection; 0 for plans that do not have it.
        server: address of the API.
    """

    token: str = ""
    rules: tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=4096)], ...] = ()
    dry_run: bool = False
    backfill_minutes: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0
    server: Annotated[str, msgspec.Meta(pattern="^https?://[^/]+/?$")] = "https://api.x.com"


class _Cursor(msgspec.Struct, frozen=True):
    alive_at: datetime


_cursors = msgspec.json.Decoder(_Cursor)


@dataclass(frozen=True)
class X:
    """Follows the filtered stream of one app."""

    name: str
    options: XOptions
    fetcher: Fetcher
    clock: Callable[[], datetime] = utc_now
    silence: timedelta = SILENCE

    resumable: ClassVar[bool] = False
    """What is written while Kafka is away goes to the spool."""

    def __post_init__(self) -> None:
        if not self.options.token.strip():
            raise OptionsError(
                self.name,
                "a bearer token is needed: make a project and an app at https://developer.x.com, copy the Bearer Token "
                'under "Keys and tokens", and give it as token = "env:X_BEARER_TOKEN"',
            )

    async def stream(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """Yield batches until the connection ends, which raises."""
        alive_at = self._alive_at(cursor)
        try:
            if self.options.rules:
                url, rules, dry_run = self._url("/rules"), self.options.rules, self.options.dry_run
                await synchronise(self.name, self.fetcher, url, self._headers, rules, dry_run=dry_run)
            asked = self._backfill(alive_at)
            repeating = (alive_at, self.clock()) if asked and alive_at is not None else None
            gaps = self._gaps(alive_at, asked)
            params = {**FIELDS, **({"backfill_minutes": str(asked)} if asked else {})}
            async with contextlib.aclosing(self._lines(params)) as chunks:
                async for lines in chunks:
                    batch, ended = self._read(lines)
                    if repeating is not None and not _repeated(lines, batch, repeating[1]):
                        batch = replace(batch, cursor=_encoded(repeating[0]))
                    else:
                        repeating = None
                    yield replace(batch, gaps=gaps)
                    gaps = ()
                    if ended is not None:
                        raise ended
        except ConnectorError as error:
            error.backoff = _documented(error)
            raise

    def _alive_at(self, cursor: str | None) -> datetime | None:
        try:
            return _cursors.decode(cursor).alive_at if cursor is not None else None
        except msgspec.DecodeError as exc:
            raise OptionsError(self.name, f"{(cursor or '')[:80]!r} is not a cursor of X") from exc

    def _backfill(self, alive_at: datetime | None) -> int:
        """Return for how many minutes to ask: enough for the time since the connection was alive."""
        if alive_at is None:
            return 0
        missed = -((alive_at - self.clock()) // timedelta(minutes=1))
        return min(max(missed, 1), self.options.backfill_minutes)

    def _gaps(self, alive_at: datetime | None, asked: int) -> tuple[Gap, ...]:
        """Say what lies between the last sign of life and what this connection gives."""
        if alive_at is None:
            return ()
        until = self.clock() - timedelta(minutes=asked)
        if until <= alive_at:
            return ()
        return (Gap(alive_at, until, "the stream of X cannot be resumed, and this was not repeated"),)

    def _url(self, path: str = "") -> str:
        return f"{self.options.server.rstrip('/')}/2/tweets/search/stream{path}"

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.options.token.strip()}"}

    async def _lines(self, params: dict[str, str]) -> AsyncGenerator[list[Line], None]:
        """Yield what each chunk completes, heartbeats included; raises when the connection ends."""
        splitter = LineSplitter()
        async with self.fetcher.open(self.name, self._url(), self._headers, params, self.silence) as response:
            yield []  # connected: alive from here on
            async for chunk in response.aiter_raw():
                try:
                    lines = list(splitter.feed(chunk))
                except EndlessLineError as exc:
                    raise TooLargeError(self.name, str(exc)) from exc
                if lines:
                    yield lines
        half = f" in the middle of a line of {len(splitter.rest)} bytes" if splitter.rest else ""
        raise UnavailableError(self.name, f"X ended the stream{half}")

    def _read(self, lines: Sequence[Line]) -> tuple[Batch, ConnectorError | None]:
        posts: list[Post] = []
        skipped: list[Skipped] = []
        ended: ConnectorError | None = None
        now = self.clock()
        for line in lines:
            if not line.content.strip() or ended is not None:
                continue
            if not line.whole:
                skipped.append(Skipped("too_large", f"a post of {line.length} bytes", "stream", line.content))
                continue
            try:
                said = msgspec.json.decode(line.content)
                if isinstance(said, dict) and not loose.row(said, "data"):
                    ended = self._ended(said)
                if ended is None:
                    post = post_of(said, now)
                    posts += (post,) if post.text else ()
            except (ValueError, RecursionError) as exc:  # of msgspec, and bytes that are not UTF-8
                skipped.append(Skipped("unreadable", f"not a post of X: {exc}", "stream", line.content))
        return Batch(tuple(posts), _encoded(now), tuple(skipped)), ended

    def _ended(self, said: loose.Row) -> ConnectorError | None:
        """Read what X says before it hangs up: a problem, alone or in a list."""
        problem = next(loose.rows(said, "errors"), said)
        title, kind = loose.text(problem, "title"), loose.text(problem, "type").rpartition("/")[2]
        if not title and not kind:
            return None
        message = f"X ends the stream: {title}, {loose.text(problem, 'detail')[:200]}"
        if "connection_issue" in problem or kind == "streaming-connection":
            return RateLimitedError(self.name, message, UNSAID_RETRY_AFTER)
        if kind in {"usage-capped", "client-forbidden"} or title in {"UsageCapExceeded", "CreditsDepleted"}:
            return RejectedError(self.name, message)
        return UnavailableError(self.name, message)


def _documented(error: ConnectorError) -> Backoff | None:
    """Return the back-off that X documents for this kind of error."""
    if isinstance(error, RateLimitedError):
        return LIMITED
    if isinstance(error, UnavailableError):
        return FAILED if error.status else LOST
    return None


def _encoded(alive_at: datetime) -> str:
    return msgspec.json.encode(_Cursor(alive_at)).decode()


def _repeated(lines: Sequence[Line], batch: Batch, connected_at: datetime) -> bool:
    """Whether all that was missed has come: X sends it first, and a heartbeat only when there is nothing to send.

    Until then the cursor stays, so that a process that dies meanwhile asks for it again.
    """
    heartbeat = any(not line.content.strip() for line in lines)
    return heartbeat or any(post.published_at >= connected_at for post in batch.posts)


def post_of(said: object, now: datetime) -> Post:
    """Turn one line into a post; raises `ValueError` for what is none."""
    data, includes = loose.row(said, "data"), loose.row(said, "includes")
    number = loose.text(data, "id")
    if not (number.isascii() and number.isdigit() and len(number) < 21):
        raise ValueError("it has no `data` with an `id` of digits")
    names = {loose.text(user, "id"): loose.text(user, "username") for user in loose.rows(includes, "users")}
    others = {loose.text(other, "id"): other for other in loose.rows(includes, "tweets")}
    author = names.get(loose.text(data, "author_id")) or loose.text(data, "author_id") or None
    references = {loose.text(each, "type"): loose.text(each, "id") for each in loose.rows(data, "referenced_tweets")}
    repeated, answered = references.get("retweeted", ""), references.get("replied_to", "")
    text = _words(others.get(repeated, data)) or _words(data)
    place = _place(data, includes)
    published = parse_date(loose.text(data, "created_at")) or _made_at(int(number))
    return Post(
        id=f"x:{_first(data)}",
        source="x",
        kind="social",
        author=author,
        text=f"{text}\n— {place}" if place and text else text,
        url=f"https://x.com/{names.get(loose.text(data, 'author_id')) or 'i'}/status/{number}",
        lang=language_code(loose.text(data, "lang")),
        published_at=min(published, now),
        seen_at=now,
        repost_of=f"x:{_first(others.get(repeated, {'id': repeated}))}" if repeated else None,
        reply_to=f"x:{_first(others.get(answered, {'id': answered}))}" if answered else None,
        edited=_first(data) != loose.text(data, "id"),
    )


def _first(post: loose.Row) -> str:
    """Return the id of the first version of a post."""
    history = post.get("edit_history_tweet_ids")
    known = [each for each in history if isinstance(each, str) and each.isdigit()] if isinstance(history, list) else []
    return min(known, key=int) if known else loose.text(post, "id")


def _words(post: loose.Row) -> str:
    """Return the text; X escapes ``&``, ``<`` and ``>`` in it."""
    return plain(html.unescape(loose.text(post, "note_tweet", "text") or loose.text(post, "text")))


def _place(data: loose.Row, includes: loose.Row) -> str:
    wanted = loose.text(data, "geo", "place_id")
    found = next((each for each in loose.rows(includes, "places") if wanted and loose.text(each, "id") == wanted), {})
    full, country = loose.text(found, "full_name"), loose.text(found, "country")
    return plain(full if not country or country in full else f"{full}, {country}".strip(", "))


def _made_at(number: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=(number >> 22) + _FIRST_SNOWFLAKE_MS)

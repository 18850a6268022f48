"""Events of ACLED, the Armed Conflict Location & Event Data project, coded by researchers about a week later.

Source: https://acleddata.com/acled-api-documentation. Login: OAuth password grant (client ``acled``) with a free
account; a token lasts a day and is renewed by its refresh token.

Cursor: time of upload (``timestamp``) of the newest row that was read, with the rows of that very second, and the same
of deletions. Rows that were corrected come with a new timestamp and are published again under their id; what
``/api/deleted/read`` lists becomes a deletion.

Time of publication is the day of the event (00:00 UTC), not that of the upload: a week of events dated at the hour of
their upload would look like one hour's outbreak. The stages behind count them where they belong.

Limits: the API promises no order, so a stretch is read page by page to its end before the cursor moves; a row that is
deleted there meanwhile can push another one over the edge of two pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
import xxhash

from connectors.answers import cursor_of, json_of, need, rows_of, skipped_row, text_in, told
from connectors.connector import Batch, Skipped
from connectors.errors import OptionsError, PayloadError, RejectedError
from connectors.feed_dates import parse_date
from connectors.fetch import Fetcher
from connectors.markup import plain
from connectors.page import Page, utc_now
from connectors.post import Post

__all__ = ["Acled", "AcledOptions"]

SERVER = "https://acleddata.com"
ASK = "Register for a free account at https://acleddata.com/register."

ROWS = 2000
"""A page; a row has about a kilobyte."""

FIRST_LOOK = timedelta(days=14)
AGAIN = timedelta(seconds=2)
KEPT = 20_000
"""Rows of one upload that a cursor remembers: a week of the world has half as many."""

EARLY = timedelta(minutes=5)
"""A token is renewed so long before its end."""

FIELDS = (
    "event_id_cnty", "event_date", "event_type", "sub_event_type", "actor1", "actor2", "country", "admin1", "location",
    "latitude", "longitude", "source", "notes", "fatalities", "timestamp",
)  # fmt: skip


class AcledOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of an ``acled`` source.

    Attributes:
        username, password: of the account: its e-mail address, and the password as ``"env:NAME"``.
        countries: names as ACLED writes them, e.g. ``Kyrgyzstan``; empty: the world.
        interval_seconds: time between two polls; ACLED uploads once a week, with corrections in between.
        server: address of the API.
    """

    username: str = ""
    password: str = ""
    countries: tuple[Annotated[str, msgspec.Meta(pattern="^[^|&:]+$")], ...] = ()
    interval_seconds: Annotated[int, msgspec.Meta(ge=300, le=86400)] = 3600
    server: Annotated[str, msgspec.Meta(pattern="^https?://[^/]")] = SERVER

    def __repr__(self) -> str:
        """Leave the password out."""
        return f"AcledOptions(username={self.username!r}, countries={self.countries!r})"


class _Stretch(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far one of the two lists was read.

    Attributes:
        since: seconds since 1970; rows of this second and later are asked for.
        page: the next one of that stretch, from 1.
        newest: newest second seen in the stretch so far.
        seen: ids already published of the seconds ``since`` and ``newest``.
    """

    since: int = 0
    page: int = 1
    newest: int = 0
    seen: dict[str, int] = {}

    def after(self, rows: dict[str, int], full: bool) -> _Stretch:
        """Return where to go on behind a page, whose rows are given as id -> second."""
        newest = max([self.since, self.newest, *rows.values()])
        # Only rows of the two seconds at the edges can come again; older ones come from a server that ignores the
        # question, and are not to be published at every poll.
        seen = {key: at for key, at in {**self.seen, **rows}.items() if at <= self.since or at == newest}
        seen = dict(list(seen.items())[-KEPT:])
        return _Stretch(self.since, self.page + 1, newest, seen) if full else _Stretch(newest, 1, newest, seen)


class _State(msgspec.Struct, frozen=True, omit_defaults=True):
    events: _Stretch = _Stretch()
    deletions: _Stretch = _Stretch()


@dataclass
class _Token:
    access: str = ""
    refresh: str = ""
    until: datetime = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Acled:
    """Polls events and deletions."""

    name: str
    options: AcledOptions
    fetcher: Fetcher
    clock: Callable[[], datetime] = utc_now
    _token: _Token = field(default_factory=_Token, repr=False, compare=False)

    def __post_init__(self) -> None:
        need(self.name, "username", self.options.username, ASK)
        need(self.name, "password", self.options.password, ASK)

    @property
    def interval(self) -> timedelta:
        """The configured interval."""
        return timedelta(seconds=self.options.interval_seconds)

    async def poll(self, cursor: str | None) -> Batch:
        """Read a page of events, and one of deletions."""
        now, state = self.clock(), cursor_of(self.name, cursor, _State)
        if not state.events.since:
            start = _Stretch(int((now - FIRST_LOOK).timestamp()))
            state = _State(start, start)
        posts: list[Post] = []
        skipped: list[Skipped] = []
        rows = await self._rows("acled", "timestamp", state.events, {"fields": "|".join(FIELDS), **self._countries})
        times: dict[str, int] = {}
        for index, row in enumerate(rows):
            post, at = self._event(row, now), _second(row, "timestamp")
            if post is None or at is None:
                problem = "an event needs `event_id_cnty`, `event_date`, `timestamp` and `notes`"
                unread = "unread:" + xxhash.xxh3_64_hexdigest(msgspec.json.encode(row))
                if unread not in state.events.seen:  # told once
                    skipped.append(skipped_row(row, problem, f"event {index}"))
                times[unread] = state.events.since
                continue
            key = text_in(row, "event_id_cnty")
            if state.events.seen.get(key) != at:
                posts.append(post)
            times[key] = at
        gone = await self._rows("deleted", "deleted_timestamp", state.deletions, {})
        removed = {key: at for row in gone if (key := text_in(row, "event_id_cnty")) and (at := _deleted(row))}
        posts += [_deletion(key, at, now) for key, at in removed.items() if state.deletions.seen.get(key) != at]
        more = len(rows) >= ROWS or len(gone) >= ROWS
        following = _State(
            state.events.after(times, len(rows) >= ROWS), state.deletions.after(removed, len(gone) >= ROWS)
        )
        return Batch(tuple(posts), told(following), tuple(skipped), wait=AGAIN if more else None)

    @property
    def _countries(self) -> dict[str, str]:
        return {"country": "|".join(self.options.countries)} if self.options.countries else {}

    async def _rows(self, what: str, key: str, stretch: _Stretch, more: dict[str, str]) -> list[Any]:
        params = {
            "_format": "json",
            key: str(stretch.since),
            f"{key}_where": ">=",
            "limit": str(ROWS),
            "page": str(stretch.page),
            **more,
        }
        page = await self._get(f"{self.options.server.rstrip('/')}/api/{what}/read", params)
        return rows_of(self.name, page, "data")

    async def _get(self, url: str, params: dict[str, str]) -> Page:
        for renewed in (False, True):
            headers = {"authorization": f"Bearer {await self._bearer()}", "accept": "application/json"}
            try:
                return await self.fetcher.get(self.name, url, params, headers)
            except RejectedError as error:
                self._token.access = ""
                if error.status == 403:
                    message = f"{error.message}. Accept the terms and complete the profile at {SERVER}/myacled."
                    raise RejectedError(self.name, message, 403) from error
                if error.status != 401 or renewed:
                    raise
        raise AssertionError("the second try returns or raises")

    async def _bearer(self) -> str:
        token, now = self._token, self.clock()
        if token.access and now < token.until - EARLY:
            return token.access
        if token.refresh:
            refresh, token.refresh = token.refresh, ""
            try:
                return await self._login({"grant_type": "refresh_token", "refresh_token": refresh}, now)
            except RejectedError:
                pass  # it has expired: log in anew
        known = {"grant_type": "password", "username": self.options.username, "password": self.options.password}
        try:
            return await self._login({**known, "scope": "authenticated"}, now)
        except RejectedError as error:
            if error.status not in {400, 401}:
                raise
            raise OptionsError(
                self.name, f"ACLED does not know this username and password (status {error.status}). {ASK}"
            ) from error

    async def _login(self, form: dict[str, str], now: datetime) -> str:
        page = await self.fetcher.request(
            self.name,
            "POST",
            f"{self.options.server.rstrip('/')}/oauth/token",
            headers={"content-type": "application/x-www-form-urlencoded", "accept": "application/json"},
            content=urlencode({**form, "client_id": "acled"}).encode(),
        )
        said = json_of(self.name, page)
        access, seconds = text_in(said, "access_token"), text_in(said, "expires_in")
        if not access:
            raise PayloadError(self.name, "the login answers without an `access_token`")
        self._token.access, self._token.refresh = access, text_in(said, "refresh_token")
        self._token.until = now + timedelta(seconds=int(seconds) if seconds.isdigit() and len(seconds) < 9 else 3600)
        return access

    def _event(self, row: Any, now: datetime) -> Post | None:
        key, notes = text_in(row, "event_id_cnty"), plain(text_in(row, "notes"))
        day = parse_date(text_in(row, "event_date"))
        if not key or not notes or day is None or len(key) > 100:
            return None
        where = [text_in(row, name) for name in ("location", "admin1", "country")]
        what = text_in(row, "sub_event_type") or text_in(row, "event_type")
        place = ", ".join(dict.fromkeys(filter(None, where)))
        return Post(
            id=f"acled:{key}",
            source="acled",
            kind="newswire",
            author=text_in(row, "source")[:300] or None,
            text=notes,
            title=": ".join(filter(None, (what, place))) or None,
            lang="en",
            published_at=min(day, now),
            seen_at=now,
        )


def _deletion(key: str, at: int, now: datetime) -> Post:
    deleted_at = min(datetime.fromtimestamp(at, UTC), now)
    return Post(
        id=f"acled:{key}"[:1024], source="acled", kind="newswire", text="", deleted=True, published_at=deleted_at,
        seen_at=now,
    )  # fmt: skip


def _second(row: Any, name: str) -> int | None:
    text = text_in(row, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None


def _deleted(row: Any) -> int | None:
    return _second(row, "deleted_timestamp")

"""Reports of ReliefWeb, the humanitarian desk of the United Nations (API version 2).

Source: https://apidoc.reliefweb.int/. Asked by POST, oldest change first. An approved ``appname`` is needed since
November 2025; without one the API answers 403. It allows `CALLS_A_DAY` calls a day and 1,000 rows a call.

Cursor: time of the newest change that was read, and what was published of the last `KEPT` reports. A report is
created long before its editors let it out, so ``date.created`` would pass over it; ``date.changed`` cannot, and brings
corrections too. Changes that touch neither title nor text (tags, mostly) are not published again. The index lags, so
each call looks `OVERLAP` back.

Limits: reports taken off ReliefWeb just vanish from the API, so there are no deletions; attached files are not read.
Two sources with one ``appname`` share its calls: divide `ReliefwebOptions.calls_a_day` among them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
import xxhash

from connectors.answers import at_most, cursor_of, need, rows_of, skipped_row, text_in, told
from connectors.connector import Batch, Skipped
from connectors.errors import RejectedError
from connectors.feed_dates import parse_date
from connectors.feed_entry import language_code
from connectors.fetch import Fetcher
from connectors.markup import plain, text_of
from connectors.page import utc_now
from connectors.post import Post

__all__ = ["Reliefweb", "ReliefwebOptions"]

SERVER = "https://api.reliefweb.int/v2"
ASK = "Ask for an approved appname at https://apidoc.reliefweb.int/parameters#appname; it is free."

CALLS_A_DAY = 1000
ROWS = 100
"""A call: with texts of 50 kB, the longest, half of what `connectors.fetch` takes as one answer."""

FIRST_LOOK = timedelta(days=1)
OVERLAP = timedelta(minutes=10)
KEPT = 1000
AGAIN = timedelta(seconds=5)
FIELDS = (
    "title", "body-html", "body", "url_alias", "url", "date.changed", "date.created", "date.original", "language.code",
    "source.shortname", "source.name", "status",
)  # fmt: skip


class ReliefwebOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``reliefweb`` source.

    Attributes:
        appname: the approved name of your application.
        countries: ISO 3166 alpha-3 codes, e.g. ``KGZ``; empty: the world.
        interval_seconds: time between two polls; 300 takes 288 of the calls of a day.
        calls_a_day: most calls from midnight to midnight, UTC.
        server: address of the API.
    """

    appname: str = ""
    countries: tuple[Annotated[str, msgspec.Meta(pattern="^[A-Za-z]{3}$")], ...] = ()
    interval_seconds: Annotated[int, msgspec.Meta(ge=60, le=86400)] = 300
    calls_a_day: Annotated[int, msgspec.Meta(ge=1, le=CALLS_A_DAY)] = CALLS_A_DAY
    server: Annotated[str, msgspec.Meta(pattern="^https?://[^/]")] = SERVER


class _State(msgspec.Struct, frozen=True, omit_defaults=True):
    """The cursor.

    Attributes:
        changed: newest change that was read, None before the first.
        more: there was more than one call's worth.
        passed: rows read of the very second `changed`, when all of a call's worth were of it.
        known: report -> hash of title and text as published, oldest first.
        day, calls: calls made on that day, ``2026-11-01``.
    """

    changed: datetime | None = None
    more: bool = False
    passed: int = 0
    known: dict[str, str] = {}
    day: str = ""
    calls: int = 0


@dataclass(frozen=True)
class Reliefweb:
    """Polls the reports."""

    name: str
    options: ReliefwebOptions
    fetcher: Fetcher
    clock: Callable[[], datetime] = utc_now

    def __post_init__(self) -> None:
        need(self.name, "appname", self.options.appname, ASK)

    @property
    def interval(self) -> timedelta:
        """The configured interval."""
        return timedelta(seconds=self.options.interval_seconds)

    async def poll(self, cursor: str | None) -> Batch:
        """Read one call's worth of what changed since the cursor."""
        now, state = self.clock(), cursor_of(self.name, cursor, _State)
        today = now.date().isoformat()
        calls = state.calls if state.day == today else 0
        if calls >= self.options.calls_a_day:
            midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
            return Batch((), cursor, wait=midnight - now)
        since = now - FIRST_LOOK if state.changed is None else state.changed - (timedelta(0) if state.more else OVERLAP)
        rows = await self._rows(since, state.passed)
        posts, skipped, known, newest = self._read(rows, dict(state.known), now)
        full, newest = len(rows) >= ROWS, max(newest or since, since)
        following = _State(
            changed=newest if state.changed is None or full else max(newest, state.changed),
            more=full,
            # A change moves a row to the end, so counting rows from the start would pass over others: the next call
            # begins at the newest time instead, and counts only among rows of one and the same second.
            passed=state.passed + len(rows) if full and newest <= since else 0,
            known=dict(list(known.items())[-max(KEPT, state.passed + len(rows)) :]),
            day=today,
            calls=calls + 1,
        )
        return Batch(posts, told(following), skipped, wait=AGAIN if full else None)

    async def _rows(self, since: datetime, offset: int) -> list[Any]:
        conditions: list[dict[str, Any]] = [
            {"field": "date.changed", "value": {"from": since.astimezone(UTC).isoformat(timespec="seconds")}}
        ]
        if self.options.countries:
            codes = [code.lower() for code in self.options.countries]
            conditions.append({"field": "country.iso3", "value": codes, "operator": "OR"})
        asked = {
            "offset": offset,
            "limit": ROWS,
            "sort": ["date.changed:asc", "id:asc"],
            "filter": {"operator": "AND", "conditions": conditions},
            "fields": {"include": list(FIELDS)},
        }
        try:
            page = await self.fetcher.request(
                self.name,
                "POST",
                f"{self.options.server.rstrip('/')}/reports",
                params={"appname": self.options.appname},
                headers={"content-type": "application/json", "accept": "application/json"},
                content=msgspec.json.encode(asked),
            )
        except RejectedError as error:
            if error.status != 403:
                raise
            message = f"{error.message}. The appname {self.options.appname!r} is not an approved one. {ASK}"
            raise RejectedError(self.name, message, error.status) from error
        return rows_of(self.name, page, "data")

    def _read(
        self, rows: list[Any], known: dict[str, str], now: datetime
    ) -> tuple[tuple[Post, ...], tuple[Skipped, ...], dict[str, str], datetime | None]:
        posts: list[Post] = []
        skipped: list[Skipped] = []
        newest: datetime | None = None
        for index, row in enumerate(rows):
            changed = parse_date(text_in(row, "fields", "date", "changed"))
            newest = max(filter(None, (newest, changed)), default=None)
            post = _post(row, now)
            if post is None:
                unread = "unread:" + xxhash.xxh3_64_hexdigest(msgspec.json.encode(row))
                if known.pop(unread, None) is None:  # told once, not at every look back
                    skipped.append(skipped_row(row, "a report needs `id` and `fields.title`", f"report {index}"))
                known[unread] = ""
                continue
            content = xxhash.xxh3_64_hexdigest(f"{post.title}\x1f{post.text}".encode(errors="replace"))
            if known.pop(post.id, None) != content:
                posts.append(post)
            known[post.id] = content
        return tuple(posts), tuple(skipped), known, newest


def _post(row: Any, now: datetime) -> Post | None:
    identity, title = text_in(row, "id"), plain(text_in(row, "fields", "title"))
    if not identity or not title:
        return None
    fields = row["fields"]
    dates = (parse_date(text_in(fields, "date", name)) for name in ("created", "original", "changed"))
    sources, languages = fields.get("source"), fields.get("language")
    first = sources[0] if isinstance(sources, list) and sources else {}
    language = languages[0] if isinstance(languages, list) and languages else {}
    text = text_of(text_in(fields, "body-html") or text_in(fields, "body"))
    return Post(
        id=f"reliefweb:{identity}"[:1024],
        source="reliefweb",
        kind="newswire",
        author=text_in(first, "shortname") or text_in(first, "name") or None,
        text=text or title,
        title=title if text else None,
        url=text_in(fields, "url_alias") or text_in(fields, "url") or text_in(row, "href") or None,
        lang=language_code(text_in(language, "code")),
        published_at=at_most(next(filter(None, dates), None), now),
        seen_at=now,
    )
